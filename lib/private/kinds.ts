import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isObject } from './is-object';

/** For props, which values are of their kind, and what the error says to write. */
export type Kinds<T> = Array<[prop: keyof T & string, holds: (value: any) => boolean, expected: string]>;

/** Whether a value has a member of a kind; what TypeScript and jsii check, and plain JavaScript does not. */
export const has = (member: string, kind: string) => (value: any): boolean => typeof value?.[member] === kind;

/** Checks that values are of the kinds that their types say. */
export function checkKinds<T extends object>(values: T, kinds: Kinds<T>, scope?: IConstruct): void {
  if (!isObject(values)) fail(`options must be a structure, got ${show(values)}: leave them out for the defaults`, scope);
  for (const [prop, holds, expected] of kinds) {
    const value = values[prop];
    if (value !== undefined && !holds(value)) fail(`'${prop}' must be ${expected}, got ${show(value)}`, scope);
  }
}
