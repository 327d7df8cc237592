/**
 * A template without what changes with the version of a tool or the bytes of an asset: asset hashes,
 * and the ids of Lambda versions, which are made of them.
 */
export function mask(template: object): object {
  return JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}/g, '<asset>').replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<version>'));
}
