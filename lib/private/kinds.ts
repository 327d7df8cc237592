import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isObject } from './is-object';

/** For props, which values are of their kind, and what the error says to write. */
export type Kinds<T> = Array<[prop: keyof T & string, holds: (value: any) => boolean, expected: string]>;

/** Whether a value has a member of a kind; what TypeScript and jsii check, and plain JavaScript does not. */
export const has = (member: string, kind: string) => (value: any): boolean =>
  typeof value === 'object' && typeof value?.[member] === kind; // a function has a 'bind', too: RouteAuthorizer.none without its parentheses

/** Whether a value is text, which a token may be. */
export const isText = (value: unknown): boolean => typeof value === 'string';

/** Whether a value is text that is known later. A token of a number or a list is none. */
export const isTextToken = (value: unknown): boolean => typeof value === 'string' && Token.isUnresolved(value);

/** Whether a value is a number that is known later. A token of text is none. */
export const isNumberToken = (value: unknown): boolean => typeof value === 'number' && Token.isUnresolved(value);

/** Whether a value is yes or no, or a token. */
export const isFlag = (value: unknown): boolean => typeof value === 'boolean' || (isObject(value) && Token.isUnresolved(value));

/** Whether a value is a list of what holds; a token may be an element, and not the list, whose length is not known. */
export const isListOf = (holds: (value: any) => boolean) => (value: unknown): boolean =>
  Array.isArray(value) && !Token.isUnresolved(value) && value.every(holds);

/** Whether a value is a list of text, or a token of one. */
export const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

/** Whether a value is one of an enum, or a token. */
export const isOneOf = (values: object) => (value: unknown): boolean =>
  Object.values(values).includes(value) || isTextToken(value);

/** What an error says to write for one of an enum. */
export const oneOf = (name: string, values: object): string => `one of ${Object.keys(values).map((key) => `${name}.${key}`).join(', ')}`;

export const TRUE_OR_FALSE = 'true or false';

/** Checks that values are of the kinds that their types say. */
export function checkKinds<T extends object>(values: T, kinds: Kinds<T>, scope?: IConstruct): void {
  if (!isObject(values)) fail(`options must be a structure, got ${show(values)}: leave them out for the defaults`, scope);
  for (const [prop, holds, expected] of kinds) {
    const value = values[prop];
    if (value !== undefined && !holds(value)) fail(`'${prop}' must be ${expected}, got ${show(value)}`, scope);
  }
}
