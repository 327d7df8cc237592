import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isPlainObject } from './is-object';

/** Whether a value is what JSON has, all the way down, with tokens for what is known later; not what is in itself. */
export function isJson(value: unknown, within: unknown[] = []): boolean {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return true;
  if (Construct.isConstruct(value)) return false; // a stack resolves tokens, and so looks like one
  if (Token.isUnresolved(value)) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if ((!Array.isArray(value) && !isPlainObject(value)) || within.includes(value)) return false;
  return Object.values(value).every((inner) => isJson(inner, [...within, value]));
}

/** Whether a value is what `JSON.stringify` makes text of: of tokens it knows those of text. */
export function isJsonText(value: unknown): boolean {
  return isJson(value) && !holdsOtherToken(value);
}

function holdsOtherToken(value: unknown): boolean {
  if (typeof value === 'string') return false;
  if (Token.isUnresolved(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsOtherToken);
}
