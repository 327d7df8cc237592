import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isObject } from './is-object';

/**
 * The members of a struct, of which the compiler sees that none is missing: `true`, or the members of what it holds, which may be a list of structs.
 * Those of what a struct extends come by `...`.
 */
export type Members<T> = { readonly [K in keyof T]-?: true | (NonNullable<T[K]> extends Array<infer E> ? Members<E> : Members<NonNullable<T[K]>>) };

/** Checks that options are a structure with none but these members: what is misspelt would be left out without a word. */
export function checkMembers(options: object, known: string[], factory: string, scope?: IConstruct): void {
  if (!isObject(options)) fail(`the options of ${factory} must be a structure, got ${show(options)}`, scope);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) fail(`${factory} has no option '${unknown}': write one of ${known.map((name) => `'${name}'`).join(', ')}`, scope);
}

/**
 * The same for options and the structs in them. What is no structure is left to who knows what it has to be.
 *
 * @param what what the options are of, such as "'latency'"
 */
export function checkAllMembers<T extends object>(options: T, members: Members<T>, what: string, scope?: IConstruct): void {
  if (!isObject(options)) return;
  checkMembers(options, Object.keys(members), what, scope);
  for (const [name, inner] of Object.entries<true | Members<any>>(members)) {
    if (inner === true) continue;
    for (const value of [(options as Record<string, any>)[name]].flat()) checkAllMembers(value, inner, `'${name}'`, scope);
  }
}
