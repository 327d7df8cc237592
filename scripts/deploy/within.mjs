/** Whether what a template says is in what a service answers. */

export const WILD = '\u0000'; // what only CloudFormation knows: attributes of resources, and secrets

export const same = (wanted, found) => {
  if (typeof wanted === 'string' && wanted.includes(WILD)) {
    const pattern = wanted.split(WILD).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]+');
    return new RegExp(`^${pattern}$`).test(String(found));
  }
  return String(wanted) === String(found);
};

/** Each value that is wanted, found in what there is; returns their number, or throws with the first that is not there. */
export function within(wanted, found, path = '') {
  if (wanted === undefined) return 0;
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) throw new Error(`${path || 'it'} is ${show(found)}, not ${show(wanted)}`);
    return wanted.reduce((sum, entry, index) => sum + within(entry, found[index], `${path}[${index}]`), 0);
  }
  if (wanted !== null && typeof wanted === 'object') {
    if (found === null || typeof found !== 'object') throw new Error(`${path || 'it'} is ${show(found)}, not ${show(wanted)}`);
    return Object.entries(wanted).reduce((sum, [key, entry]) => sum + within(entry, found[key], path ? `${path}.${key}` : key), 0);
  }
  if (!same(wanted, found)) throw new Error(`${path} is ${show(found)}, not ${show(wanted)}`);
  return 1;
}

export const show = (value) => JSON.stringify(value)?.replaceAll('\\u0000', '…').slice(0, 200) ?? 'not there';

const lowerFirst = (text) => text[0].toLowerCase() + text.slice(1);
export const sorted = (list, key) => [...(list ?? [])].sort((a, b) => (key ? String(a[key]).localeCompare(String(b[key])) : String(a).localeCompare(String(b))));
export const pick = (object, ...names) => Object.fromEntries(names.filter((name) => object[name] !== undefined).map((name) => [name, object[name]]));
export const lowered = (object, ...names) => Object.fromEntries(Object.entries(pick(object, ...names)).map(([name, value]) => [lowerFirst(name), value]));
