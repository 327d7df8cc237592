import { RouteScopes } from './route-scopes';
import { readTokenSource, TokenSource } from './token-source';

/** What signs with a private key and is checked with a public one: a secret that both know is no proof of who signed. */
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** What the construct takes, too: so long a token is taken after it has expired. */
const LONGEST_TOLERANCE = 300;

/** What the authorizer was told by its construct. */
export interface Configuration {
  readonly issuer: string;
  readonly audience: string[];
  readonly jwksUri?: string;
  readonly algorithms: string[];

  /** In seconds. */
  readonly clockTolerance: number;
  readonly tokenSource: TokenSource;
  readonly scopes: RouteScopes;
  readonly usageIdentifierClaim?: string;
  readonly contextClaims: string[];
}

/** Reads the configuration from the environment of the function; lists are separated by spaces, which no member may contain; scopes are JSON. */
export function readConfiguration(environment: Record<string, string | undefined>): Configuration {
  const listOf = (name: string) => (environment[name] ?? '').split(' ').filter((member) => member !== '');
  const { ISSUER: issuer = '', JWKS_URI: jwksUri, CLOCK_TOLERANCE: tolerance = '0' } = environment;
  const audience = listOf('AUDIENCE');
  const algorithms = environment.ALGORITHMS === undefined ? ASYMMETRIC : listOf('ALGORITHMS');
  const clockTolerance = /^\d{1,3}$/.test(tolerance) ? Number(tolerance) : NaN; // Number('') is 0
  if (audience.length === 0) throw new Error('AUDIENCE is empty: an issuer has tokens for other APIs, too');
  if (algorithms.length === 0 || !algorithms.every((name) => ASYMMETRIC.includes(name))) throw new Error(`ALGORITHMS must be some of ${ASYMMETRIC.join(' ')}`);
  if (!(clockTolerance <= LONGEST_TOLERANCE)) throw new Error(`CLOCK_TOLERANCE must be 0 to ${LONGEST_TOLERANCE} seconds, and is ${JSON.stringify(tolerance)}`);
  return {
    issuer: secure(issuer, 'ISSUER'),
    audience,
    jwksUri: jwksUri === undefined ? undefined : secure(jwksUri, 'JWKS_URI'),
    algorithms,
    clockTolerance,
    tokenSource: readTokenSource(environment.TOKEN_SOURCE ?? 'header.Authorization'),
    scopes: new RouteScopes(environment.SCOPES, environment.ROUTE_SCOPES),
    usageIdentifierClaim: environment.USAGE_IDENTIFIER_CLAIM,
    contextClaims: listOf('CONTEXT_CLAIMS'),
  };
}

/** An address whose owner is known by a certificate: who can answer for the issuer can sign for it. */
export function secure(address: string, name: string): string {
  if (!URL.canParse(address) || new URL(address).protocol !== 'https:') throw new Error(`${name} must be a URL that begins with https://`);
  const { username, password } = new URL(address);
  if (username !== '' || password !== '') throw new Error(`${name} must be without a user name and a password`);
  return address;
}
