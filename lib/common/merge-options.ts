import { defined } from '../private/defined';
import { isPlainObject } from '../private/is-object';

/**
 * Options with what they inherit. Structures (limits, variables, settings of routes) are merged member by member; everything
 * else is replaced, also instances of classes, such as `AccessLogs`.
 */
export function mergeOptions<T extends object>(inherited: T, own: T): T {
  const merged = { ...inherited } as Record<string, unknown>;
  for (const [key, value] of Object.entries(defined(own))) {
    const before = merged[key];
    merged[key] = isPlainObject(before) && isPlainObject(value) ? mergeOptions(before, value) : value;
  }
  return merged as T;
}
