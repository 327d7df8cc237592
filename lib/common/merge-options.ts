import { defined } from '../private/defined';

/**
 * Options of a stage with what they inherit. Structures (limits, variables, log options) are merged by their members, one
 * level deep; everything else is replaced.
 */
export function mergeOptions<T extends object>(inherited: T, own: T): T {
  const merged = { ...inherited } as Record<string, unknown>;
  for (const [key, value] of Object.entries(own)) {
    if (value === undefined) continue;
    merged[key] = isStructure(merged[key]) && isStructure(value) ? { ...(merged[key] as object), ...defined(value as object) } : value;
  }
  return merged as T;
}

/** Whether a value is plain data, and not an instance of a class. */
function isStructure(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
