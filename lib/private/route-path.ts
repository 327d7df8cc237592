import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from './errors';

const LITERAL = /^[A-Za-z0-9._:$-]+$/;
const VARIABLE = /^\{[A-Za-z0-9._:$-]+\+?\}$/;

/**
 * Splits a route's path into its parts, none for the root, and checks it.
 *
 * A token stands for one part or for a piece of one, and is not looked into.
 *
 * @example parsePath('/orders/{id}', scope) // ['orders', '{id}']
 */
export function parsePath(path: string, scope?: IConstruct): string[] {
  if (path === '/') return [];
  if (!path.startsWith('/') && !Token.isUnresolved(path)) {
    fail(`'path' must begin with "/", got ${show(path)}: write ${show(`/${path}`)}`, scope);
  }
  const parts = path.replace(/^\//, '').split('/');
  parts.forEach((part, index) => checkPart(part, index === parts.length - 1, path, scope));
  return parts;
}

/** Whether a part of a path takes any value: `{id}` or `{proxy+}`. */
export function isVariable(part: string): boolean {
  return part.startsWith('{') && part.endsWith('}');
}

function checkPart(part: string, isLast: boolean, path: string, scope?: IConstruct): void {
  if (Token.isUnresolved(part)) return;
  if (part === '') {
    fail(`'path' must not have an empty part, got ${show(path)}: write ${show(`/${path.split('/').filter(Boolean).join('/')}`)}`, scope);
  }
  if (!LITERAL.test(part) && !VARIABLE.test(part)) {
    fail(`'path' must be made of parts like "orders", "{id}" or "{proxy+}", of letters, digits and . _ : $ -, got ${show(part)} in ${show(path)}`, scope);
  }
  if (part === '__proto__') fail(`'path' must not have the part "__proto__", which the L2 cannot keep, got ${show(path)}: choose another name`, scope);
  if (part.endsWith('+}') && !isLast) {
    fail(`'path' must end with ${show(part)}, which takes all that is left, got ${show(path)}: write ${show(part.replace('+', ''))} for one part`, scope);
  }
}
