/**
 * A template without what changes with the version of a tool or the bytes of an asset: asset hashes,
 * the ids of Lambda versions, which are made of them, and the runtime of the CDK's own framework of custom resources.
 */
export function mask(template: object): object {
  const masked = JSON.stringify(template).replace(/[0-9a-f]{64}/g, '<asset>').replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<version>');
  return JSON.parse(masked, (_key, value) => (/^framework\./.test(value?.Handler) ? { ...value, Runtime: '<runtime>' } : value));
}
