import { fail } from '../private/errors';
import { isPlainObject } from '../private/is-object';

/** Deeper than any document that somebody has written, and less than what a stack of calls takes. */
const MAX_DEPTH = 500;

/** Checks that a document ends somewhere: YAML may name a part within itself, and an object may hold itself. */
export function checkTree(content: unknown, name: string): void {
  visit(content, [], new Set(), name);
}

function visit(value: unknown, path: string[], above: Set<unknown>, name: string): void {
  if (!Array.isArray(value) && !isPlainObject(value)) return;
  if (above.has(value)) fail(`${name}#${asPointer(path)} contains itself: write a reference, { $ref: "#/components/schemas/Order" }, for example, in the place of an alias or of the same object`);
  if (path.length > MAX_DEPTH) fail(`${name}#${asPointer(path.slice(0, 4))} is more than ${MAX_DEPTH} levels deep: make parts of it schemas of their own`);
  above.add(value);
  for (const [key, inner] of Object.entries(value as object)) visit(inner, [...path, key], above, name);
  above.delete(value);
}

/** Keys on the way to a place in a document, as a JSON pointer. */
export function asPointer(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');
}
