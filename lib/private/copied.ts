import { isObject } from './is-object';

/** Options and the lists in them as they are now: what is changed after a call must not change what was checked. */
export function copied<T>(options: T): T {
  if (!isObject(options)) return options;
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value])) as T;
}
