import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** What a scope is made of: https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPE = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/**
 * Checks scopes that routes ask for. API Gateway would take others, and a text without a scope is no scope that nobody has: a route that
 * asks for it may be open to all tokens.
 *
 * @param prop what they are called
 * @param most how many there may be
 */
export function checkScopeNames(scopes: string[] | undefined, prop: string, most = Infinity, scope?: IConstruct): void {
  if (scopes === undefined || (Array.isArray(scopes) && Token.isUnresolved(scopes))) return;
  if (!Array.isArray(scopes)) fail(`'${prop}' must be a list, such as ["orders/read"], got ${show(scopes)}`, scope);
  const wrong = scopes.findIndex((name) => !isScope(name));
  if (wrong >= 0) {
    fail(`'${prop}' must be scopes of printable ASCII characters without spaces, quotation marks and backslashes, got ${shown(scopes[wrong])}: write ["orders/read"], for example, with an element for each scope`, scope);
  }
  if (scopes.length > most) fail(`'${prop}' must be at most ${most}${prop === 'scopes' ? '' : ' for a route'}, got ${scopes.length}: ask for one that stands for several`, scope);
}

function isScope(name: unknown): boolean {
  if (typeof name !== 'string' || isListToken(name)) return false;
  return Token.isUnresolved(name) || SCOPE.test(name);
}

/** What stands for a whole list is no element of one. */
function isListToken(name: unknown): boolean {
  return Token.isUnresolved([name]);
}

function shown(name: unknown): string {
  return isListToken(name) ? 'a token for a list in a list' : show(name);
}
