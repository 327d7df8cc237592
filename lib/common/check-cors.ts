import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** What is checked of cross-origin settings. */
export interface Cors {
  readonly allowOrigins?: string[];
  readonly allowCredentials?: boolean;
  readonly allowHeaders?: string[];
  readonly allowMethods?: string[];
  readonly exposeHeaders?: string[];
}

const ORIGIN = /^(\*|null|[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/'"*]+)$/;

/**
 * Checks which origins may call.
 *
 * @param also what may be written besides "*" and origins
 */
export function checkCors(cors: Cors, scope: IConstruct, also: string[] = []): void {
  const { allowOrigins = [] } = cors;
  if (Token.isUnresolved(allowOrigins)) {
    fail("'cors.allowOrigins' must be a list of known length, got a token: write its elements, [Fn.select(0, origins)], for example", scope);
  }
  if (allowOrigins.length === 0) fail("'cors.allowOrigins' must not be empty: write [\"https://shop.example.com\"], for example, or leave 'cors' out", scope);
  for (const origin of allowOrigins) {
    if (!Token.isUnresolved(origin) && !ORIGIN.test(origin) && !also.includes(origin)) {
      fail(`'cors.allowOrigins' must be "*" or origins as browsers send them, without a path, got ${show(origin)}: write "https://shop.example.com", for example`, scope);
    }
  }
  for (const prop of ['allowHeaders', 'allowMethods', 'exposeHeaders'] as const) {
    if (cors.allowCredentials && cors[prop]?.includes('*')) {
      fail(`'cors.${prop}' must be named when 'cors.allowCredentials' is true, got "*", which browsers then take for a name: write each`, scope);
    }
  }
  if (allowOrigins.includes('*') && cors.allowCredentials) {
    fail("'cors.allowOrigins' must name the origins when 'cors.allowCredentials' is true, got \"*\", which browsers then refuse: write [\"https://shop.example.com\"], for example", scope);
  }
}
