import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { CorsRules } from './cors-headers';
import { fail, show } from '../private/errors';
import { checkNumber } from '../private/rules';

const ORIGIN = /^(\*|null|[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/'"*$#]+)$/;

/** All sub-domains of an origin. */
const SUB_DOMAINS = /^https?:\/\/\*\.[A-Za-z0-9.-]+(:\d+)?$/;

const SECONDS_A_DAY = 86_400;

/** Header names and methods, which stand in quotes in a list. */
const NAME = /^[A-Za-z0-9!#$%&*+.^_`|~-]+$/;

/** What is taken of origins besides "*", exact ones, and all of a scheme. */
export interface CorsAbilities {
  readonly subDomains: boolean;
}

/** Checks which origins may call, and what. */
export function checkCors(cors: CorsRules, scope: IConstruct, { subDomains }: CorsAbilities): void {
  const { allowOrigins = [] } = cors;
  if (Token.isUnresolved(allowOrigins)) {
    fail("'cors.allowOrigins' must be a list of known length, got a token: write its elements, [Fn.select(0, origins)], for example", scope);
  }
  if (allowOrigins.length === 0) fail("'cors.allowOrigins' must not be empty: write [\"https://shop.example.com\"], for example, or leave 'cors' out", scope);
  if (allowOrigins.includes('*') && allowOrigins.length > 1) {
    fail(`'cors.allowOrigins' must be "*" alone or other origins, got ${show(allowOrigins)}: write one or the other`, scope);
  }
  for (const origin of allowOrigins) checkOrigin(origin, subDomains, scope);
  if (allowOrigins.includes('*') && cors.allowCredentials) {
    fail("'cors.allowOrigins' must name the origins when 'cors.allowCredentials' is true, got \"*\", which browsers then refuse: write [\"https://shop.example.com\"], for example", scope);
  }
  checkNames(cors, scope);
  const { maxAge } = cors;
  if (maxAge !== undefined && typeof maxAge?.toSeconds !== 'function') fail(`'cors.maxAge' must be a Duration, such as Duration.hours(1), got ${show(maxAge)}`, scope);
  if (maxAge && !maxAge.isUnresolved()) {
    checkNumber('cors.maxAge', maxAge.toSeconds({ integral: false }), (value) => Number.isInteger(value) && value <= SECONDS_A_DAY, `whole seconds, and at most ${SECONDS_A_DAY}`, scope);
  }
}

function checkOrigin(origin: unknown, subDomains: boolean, scope: IConstruct): void {
  if (Token.isUnresolved(origin)) return;
  if (typeof origin === 'string' && (ORIGIN.test(origin) || /^https?:\/\/\*$/.test(origin))) return;
  const isSubDomains = typeof origin === 'string' && SUB_DOMAINS.test(origin);
  if (isSubDomains && subDomains) return;
  if (isSubDomains) fail(`'cors.allowOrigins' of a HTTP API must be whole origins, got ${show(origin)}: write each, or use a RestGateway, which takes sub-domains`, scope);
  fail(`'cors.allowOrigins' must be "*" or origins as browsers send them, without a path, got ${show(origin)}: write "https://shop.example.com", for example`, scope);
}

function checkNames(cors: CorsRules, scope: IConstruct): void {
  for (const prop of ['allowHeaders', 'allowMethods', 'exposeHeaders'] as const) {
    const names = cors[prop];
    if (names === undefined || Token.isUnresolved(names)) continue;
    if (!Array.isArray(names)) fail(`'cors.${prop}' must be a list, such as ${prop === 'allowMethods' ? '[HttpMethod.GET]' : '["X-Tenant"]'}, got ${show(names)}`, scope);
    const strange = names.find((name) => !Token.isUnresolved(name) && !(typeof name === 'string' && NAME.test(name)));
    if (strange !== undefined) fail(`'cors.${prop}' must be names of ${prop === 'allowMethods' ? 'methods' : 'headers'}, got ${show(strange)}`, scope);
    if (cors.allowCredentials && names.includes('*')) {
      fail(`'cors.${prop}' must be named when 'cors.allowCredentials' is true, got "*", which browsers then take for a name: write each`, scope);
    }
  }
}
