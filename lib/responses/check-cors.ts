import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { CorsRules } from './cors-headers';
import { fail, show } from '../private/errors';
import { isFlag, TRUE_OR_FALSE } from '../private/kinds';
import { checkNumber } from '../private/rules';

/** Origins of apps that are no web sites, such as "capacitor://localhost". */
const APP = /^(?!https?:)[a-z][a-z0-9+.-]*:\/\/[A-Za-z0-9._-]+(:\d+)?$/;

/** All origins of a scheme. */
const SCHEME = /^https?:\/\/\*$/;

/** All sub-domains of a domain, which has two parts itself. */
const SUB_DOMAINS = /^https?:\/\/\*(\.[a-z0-9-]+){2,}(:\d+)?$/;

const SECONDS_A_DAY = 86_400;

/** Header names and methods, which stand in quotes in a list. */
const NAME = /^[A-Za-z0-9!#$%&*+.^_`|~-]+$/;

const METHODS: string[] = [...Object.values(HttpMethod), '*'];

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
  if (!Array.isArray(allowOrigins)) fail(`'cors.allowOrigins' must be a list, such as ["https://shop.example.com"], got ${show(allowOrigins)}`, scope);
  if (allowOrigins.length === 0) fail("'cors.allowOrigins' must not be empty: write [\"https://shop.example.com\"], for example, or leave 'cors' out", scope);
  if (allowOrigins.includes('*') && allowOrigins.length > 1) {
    fail(`'cors.allowOrigins' must be "*" alone or other origins, got ${show(allowOrigins)}: write one or the other`, scope);
  }
  for (const origin of allowOrigins) checkOrigin(origin, subDomains, scope);
  const anybody = allowOrigins.find((origin) => !Token.isUnresolved(origin) && (origin === '*' || origin === 'null' || SCHEME.test(origin)));
  for (const name of ['allowCredentials', 'disableCache'] as const) {
    if (cors[name] !== undefined && !isFlag(cors[name])) fail(`'cors.${name}' must be ${TRUE_OR_FALSE}, got ${show(cors[name])}`, scope);
  }
  if (anybody !== undefined && cors.allowCredentials) {
    const why = anybody === '*' ? 'which browsers then refuse' : 'which stands for sites that nobody knows';
    fail(`'cors.allowOrigins' must name the origins when 'cors.allowCredentials' is true, got ${show(anybody)}, ${why}: write ["https://shop.example.com"], for example`, scope);
  }
  checkNames(cors, scope);
  const { statusCode = 204, disableCache } = cors;
  if (!(Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 299)) fail(`'cors.statusCode' must be from 200 to 299, got ${show(statusCode)}: leave it out`, scope);
  if (disableCache && cors.maxAge) fail("set either 'cors.maxAge' or 'cors.disableCache', got both", scope);
  const { maxAge } = cors;
  if (maxAge !== undefined && typeof maxAge?.toSeconds !== 'function') fail(`'cors.maxAge' must be a Duration, such as Duration.hours(1), got ${show(maxAge)}`, scope);
  if (maxAge && !maxAge.isUnresolved()) {
    checkNumber('cors.maxAge', maxAge.toSeconds({ integral: false }), (value) => Number.isInteger(value) && value <= SECONDS_A_DAY, `whole seconds, and at most ${SECONDS_A_DAY}`, scope);
  }
}

function checkOrigin(origin: unknown, subDomains: boolean, scope: IConstruct): void {
  if (typeof origin === 'string' && Token.isUnresolved(origin)) {
    if (String(origin).includes('*')) fail(`'cors.allowOrigins' must not have "*" beside a token, got ${show(origin)}: write the domain, or each origin`, scope);
    return;
  }
  if (typeof origin === 'string' && (['*', 'null'].includes(origin) || SCHEME.test(origin) || isWebOrigin(origin) || APP.test(origin))) return;
  const isSubDomains = typeof origin === 'string' && SUB_DOMAINS.test(origin);
  if (isSubDomains && subDomains) return;
  if (isSubDomains) fail(`'cors.allowOrigins' of a HTTP API must be whole origins, got ${show(origin)}: write each, or use a RestGateway, which takes sub-domains`, scope);
  fail(`'cors.allowOrigins' must be "*" or origins as browsers send them, without a path, got ${show(origin)}: write "https://shop.example.com", for example`, scope);
}

/** Browsers write the host in small letters of ASCII, and no port that is that of the scheme. */
function isWebOrigin(origin: string): boolean {
  return /^https?:\/\/[^*'"$#\\,]+$/.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
}

function checkNames(cors: CorsRules, scope: IConstruct): void {
  for (const prop of ['allowHeaders', 'allowMethods', 'exposeHeaders'] as const) {
    const names = cors[prop];
    if (names === undefined) continue;
    if (Token.isUnresolved(names)) fail(`'cors.${prop}' must be a list of known length, got a token: write its elements`, scope);
    if (!Array.isArray(names)) fail(`'cors.${prop}' must be a list, such as ${prop === 'allowMethods' ? '[HttpMethod.GET]' : '["X-Tenant"]'}, got ${show(names)}`, scope);
    const strange = names.find((name) => typeof name !== 'string' || !(Token.isUnresolved(name) || NAME.test(name)));
    if (strange !== undefined || names.includes(undefined as never)) fail(`'cors.${prop}' must be names of ${prop === 'allowMethods' ? 'methods' : 'headers'}, got ${show(strange)}`, scope);
    const unknown = prop === 'allowMethods' ? names.find((name) => !Token.isUnresolved(name) && !METHODS.includes(name)) : undefined;
    if (unknown !== undefined) fail(`'cors.allowMethods' must be of ${METHODS.join(', ')}, got ${show(unknown)}: write HttpMethod.GET, for example`, scope);
    if (prop === 'allowMethods' && names.length === 0) fail("'cors.allowMethods' must not be empty: leave it out for the methods of the routes", scope);
    if (cors.allowCredentials && names.includes('*')) {
      fail(`'cors.${prop}' must be named when 'cors.allowCredentials' is true, got "*", which browsers then take for a name: write each`, scope);
    }
  }
}
