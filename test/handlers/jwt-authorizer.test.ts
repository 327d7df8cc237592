import { createHmac, generateKeyPairSync, KeyObject, sign } from 'node:crypto';
import { statSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { createRequire } from 'node:module';
import { AddressInfo } from 'node:net';
import * as path from 'node:path';
import * as fc from 'fast-check';

// The bundle that ships, not its source: `npx projen bundle` makes it.
const ROOT = path.join(__dirname, '..', '..');
const BUNDLE = path.join(ROOT, 'assets', 'handlers', 'jwt-authorizer', 'index.js');

interface Answer {
  readonly principalId: string;
  readonly policyDocument: { readonly Statement: Array<{ readonly Effect: string; readonly Resource: string }> };
  readonly context: Record<string, unknown>;
  readonly usageIdentifierKey?: string;
}

interface Surroundings {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly now: () => number;
  readonly log: (entry: object) => void;
}

type Authorize = (event: object) => Promise<Answer>;

interface Bundle {
  readonly jwtAuthorizer: (environment: Record<string, string>, surroundings?: Surroundings) => Authorize;
  readonly handler: Authorize;
}

const { jwtAuthorizer, handler } = createRequire(__filename)(BUNDLE) as Bundle;

const ISSUER = 'https://issuer.example.com/pool';
const DISCOVERY = '/pool/.well-known/openid-configuration';
const JWKS = '/pool/keys';
const NOW = Date.UTC(2026, 0, 1) / 1000;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });

/** An issuer on this machine: a discovery document and keys, and how often each is asked for. */
class Issuer {
  public keys: object[] = [jwk(rsa.publicKey, 'one')];
  public calls: string[] = [];
  public down = false;
  public documents: Record<string, unknown> = {};
  private readonly server: Server = createServer(({ url = '' }, response) => {
    this.calls.push(url);
    const usual = { [DISCOVERY]: { issuer: ISSUER, jwks_uri: `https://issuer.example.com${JWKS}` }, [JWKS]: { keys: this.keys } };
    const document = ({ ...usual, ...this.documents } as Record<string, unknown>)[url];
    if (this.down || document === undefined) return response.writeHead(503).end();
    if (document === 'redirect') return response.writeHead(302, { location: '/elsewhere' }).end();
    return response.end(typeof document === 'string' ? document : JSON.stringify(document));
  });

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Leads what is meant for the issuer to this server: the handler itself knows https only. */
  public readonly fetch = (url: string, init: RequestInit) => {
    if (!url.startsWith('https://issuer.example.com/')) throw new Error(`asked for ${url}`);
    return fetch(url.replace('https://issuer.example.com', `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`), init);
  };
}

let issuer: Issuer;
let clock: number;
let lines: any[];

beforeAll(async () => {
  issuer = new Issuer();
  await issuer.start();
});
beforeEach(() => {
  Object.assign(issuer, { keys: [jwk(rsa.publicKey, 'one')], calls: [], down: false, documents: {} });
  clock = NOW * 1000;
  lines = [];
});
afterAll(() => issuer.stop());

/** An authorizer in a function that has just started. */
function authorizer(environment: Record<string, string> = {}): Authorize {
  return jwtAuthorizer({ ISSUER, AUDIENCE: 'api other-api', ...environment }, { fetch: issuer.fetch, now: () => clock, log: (entry) => lines.push(entry) });
}

const base64url = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const CLAIMS = { iss: ISSUER, aud: 'api', sub: 'alice', iat: NOW - 10, exp: NOW + 600, scope: 'openid orders/read' };

/** A token as the issuer signs it; what is undefined is left out. */
function token(claims: object = {}, header: object = {}, privateKey: KeyObject = rsa.privateKey): string {
  const full: any = { alg: 'RS256', kid: 'one', typ: 'JWT', ...header };
  const input = `${base64url(full)}.${base64url({ ...CLAIMS, ...claims })}`;
  const { alg } = full;
  const hash = alg === 'EdDSA' ? undefined : 'sha256';
  const options = alg === 'PS256' ? { padding: 6, saltLength: 32 } : alg === 'ES256' ? { dsaEncoding: 'ieee-p1363' as const } : {};
  return `${input}.${sign(hash, Buffer.from(input), { key: privateKey, ...options }).toString('base64url')}`;
}

const STAGE = 'arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/prod';

/** What API Gateway hands to a REQUEST authorizer of a REST API. */
function request(authorization?: string, more: object = {}): object {
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  return {
    type: 'REQUEST',
    methodArn: `${STAGE}/GET/orders/17`,
    resource: '/orders/{id}',
    path: '/orders/17',
    httpMethod: 'GET',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    requestContext: { resourcePath: '/orders/{id}', httpMethod: 'GET', requestId: 'r-1', stage: 'prod', apiId: 'abcdef1234' },
    ...more,
  };
}
const bearer = (...parts: Parameters<typeof token>) => request(`Bearer ${token(...parts)}`);
const route = (httpMethod: string, resourcePath: string) => ({ ...bearer(), requestContext: { httpMethod, resourcePath } });

/** "Allow", "Deny", or the message of what is thrown: "Unauthorized" is 401, anything else 500. */
async function outcome(event: object, authorize = authorizer()): Promise<string> {
  try {
    const { Statement } = (await authorize(event)).policyDocument;
    expect(Statement).toHaveLength(1);
    expect(Statement[0].Resource).toBe(`${STAGE}/*`);
    return Statement[0].Effect;
  } catch (error) {
    return (error as Error).message;
  }
}
const reasons = () => lines.map(({ refused }) => refused).filter(Boolean);

describe('a good token', () => {
  test('is allowed the whole stage, so that a kept answer is right for every route', async () => {
    await expect(authorizer()(bearer())).resolves.toEqual({
      principalId: 'alice',
      policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${STAGE}/*` }] },
      context: { sub: 'alice', scope: 'openid orders/read', exp: NOW + 600 },
    });
    expect(lines).toEqual([]);
    expect(issuer.calls).toEqual([DISCOVERY, JWKS]);
  });

  test.each([
    ['PS256', rsa],
    ['ES256', ec],
    ['EdDSA', ed],
  ])('may be signed with %s', async (alg, { publicKey, privateKey }) => {
    issuer.keys.push(jwk(publicKey as KeyObject, 'two'));
    await expect(outcome(bearer({}, { alg, kid: 'two' }, privateKey as KeyObject))).resolves.toBe('Allow');
  });

  test('is checked with one that other keys of the issuer surround', async () => {
    issuer.keys = [jwk(other.publicKey, 'zero'), jwk(rsa.publicKey, 'one'), jwk(ec.publicKey, 'two'), { kty: 'oct', k: 'c2VjcmV0', kid: 'three' }];
    await expect(outcome(bearer())).resolves.toBe('Allow');
  });

  test('needs no discovery document if the address of the keys is known', async () => {
    await expect(outcome(bearer(), authorizer({ JWKS_URI: `https://issuer.example.com${JWKS}` }))).resolves.toBe('Allow');
    expect(issuer.calls).toEqual([JWKS]);
  });

  test('of an issuer whose name ends with a slash', async () => {
    issuer.documents = { [DISCOVERY]: { issuer: `${ISSUER}/`, jwks_uri: `https://issuer.example.com${JWKS}` } };
    await expect(outcome(bearer({ iss: `${ISSUER}/` }), authorizer({ ISSUER: `${ISSUER}/` }))).resolves.toBe('Allow');
    await expect(outcome(bearer(), authorizer({ ISSUER: `${ISSUER}/` }))).resolves.toBe('Unauthorized');
  });

  test.each<[string, object]>([
    ['one of several audiences', { aud: ['somebody', 'other-api'] }],
    ['client_id if there is no aud, as in access tokens of Cognito', { aud: undefined, client_id: 'api' }],
    ['no iat', { iat: undefined }],
    ['nbf in the past', { nbf: NOW - 1 }],
  ])('may have %s', async (_what, claims) => {
    await expect(outcome(bearer(claims))).resolves.toBe('Allow');
  });

  test('of a client that acts for itself names the client', async () => {
    await expect(authorizer()(bearer({ sub: undefined, client_id: 'nightly' }))).resolves.toMatchObject({ principalId: 'nightly', context: { client_id: 'nightly' } });
    await expect(authorizer()(bearer({ sub: undefined, azp: 'nightly' }))).resolves.toMatchObject({ principalId: 'nightly', context: { client_id: 'nightly' } });
  });

  test('tells the context only what API Gateway takes, and only what was asked for', async () => {
    const claims = { tenant: 'acme', level: 3, admin: true, groups: ['a', 'b'], address: { street: 'x' }, email: 'a@example.com' };
    const { context, usageIdentifierKey } = await authorizer({ CONTEXT_CLAIMS: 'tenant level admin groups address toString', USAGE_IDENTIFIER_CLAIM: 'tenant' })(bearer(claims));
    expect(context).toEqual({ sub: 'alice', scope: 'openid orders/read', exp: NOW + 600, tenant: 'acme', level: 3, admin: true, groups: 'a b' });
    expect(usageIdentifierKey).toBe('acme');
    await expect(authorizer({ USAGE_IDENTIFIER_CLAIM: 'tenant' })(bearer({ tenant: 7 }))).resolves.not.toHaveProperty('usageIdentifierKey');
  });

  test('connects to a WebSocket API', async () => {
    const event = { type: 'REQUEST', methodArn: `${STAGE}/$connect`, headers: {}, queryStringParameters: { access_token: token() }, requestContext: { routeKey: '$connect', eventType: 'CONNECT', connectionId: 'c' } };
    await expect(outcome(event, authorizer({ TOKEN_SOURCE: 'query.access_token', SCOPES: '["orders/read"]' }))).resolves.toBe('Allow');
  });

  test('connects to a WebSocket API whose function knows routes of a REST API, too', async () => {
    const event = { type: 'REQUEST', methodArn: `${STAGE}/$connect`, headers: {}, queryStringParameters: { access_token: token() }, requestContext: { routeKey: '$connect', eventType: 'CONNECT', connectionId: 'c' } };
    const connect = (SCOPES: string, ...routes: unknown[]) => outcome(event, authorizer({ TOKEN_SOURCE: 'query.access_token', SCOPES, ROUTE_SCOPES: JSON.stringify([[['x'], 'ANY/{proxy+}'], ...routes]) }));
    await expect(connect('["orders/read"]')).resolves.toBe('Allow');
    await expect(connect('["orders/write"]')).resolves.toBe('Deny');
    await expect(connect('["orders/write"]', [['orders/read'], '$connect'])).resolves.toBe('Allow');
    await expect(connect('["orders/read"]', [['chat'], '$connect'])).resolves.toBe('Deny');
  });

  test.each(['JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'application/jwt', 'application/okta-internal-at+jwt', undefined])('says to be one, or nothing: %s', async (typ) => {
    await expect(outcome(bearer({}, { typ }))).resolves.toBe('Allow');
  });

  test.each(['logout+jwt', 'application/logout+jwt', 'dpop+jwt', 'secevent+jwt', 'LOGOUT+JWT', 'x+at+jwt', 'at+jwt+x', 7, null, ['at+jwt']])('does not say to be another: %j', async (typ) => {
    await expect(outcome(bearer({}, { typ }))).resolves.toBe('Unauthorized');
    expect(reasons()).toEqual(['not a token for access']);
  });
});

describe('unauthorized', () => {
  test.each<[string, object, string]>([
    ['expired', { exp: NOW }, 'ERR_JWT_EXPIRED exp'],
    ['without an end', { exp: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED exp'],
    ['with an end that is no number', { exp: '9999999999' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED exp'],
    ['not valid yet', { nbf: NOW + 1 }, 'ERR_JWT_CLAIM_VALIDATION_FAILED nbf'],
    ['issued in the future', { iat: NOW + 1 }, 'iat is not in the past'],
    ['issued at no time', { iat: 'yesterday' }, 'ERR_JWT_CLAIM_VALIDATION_FAILED iat'],
    ['of another issuer', { iss: `${ISSUER}/` }, 'ERR_JWT_CLAIM_VALIDATION_FAILED iss'],
    ['of no issuer', { iss: undefined }, 'ERR_JWT_CLAIM_VALIDATION_FAILED iss'],
    ['for another audience', { aud: 'shop' }, 'not for this audience'],
    ['for another audience, by a client that is one', { aud: 'shop', client_id: 'api' }, 'not for this audience'],
    ['for nobody, by a client that is one', { aud: null, client_id: 'api' }, 'not for this audience'],
    ['for an empty list, by a client that is one', { aud: [], client_id: 'api' }, 'not for this audience'],
    ['for no audience', { aud: undefined }, 'not for this audience'],
    ['of nobody', { sub: undefined }, 'no subject'],
    ['of nobody with a name', { sub: 7 }, 'no subject'],
  ])('is a token that is %s', async (_what, claims, reason) => {
    await expect(outcome(bearer(claims))).resolves.toBe('Unauthorized');
    expect(lines).toEqual([{ refused: reason, requestId: 'r-1' }]);
  });

  test('is a clock that differs by more than is tolerated, and not by less', async () => {
    const tolerant = () => authorizer({ CLOCK_TOLERANCE: '10' });
    const each = (claims: object[]) => Promise.all(claims.map((one) => outcome(bearer(one), tolerant())));
    await expect(each([{ exp: NOW - 9 }, { nbf: NOW + 10 }, { iat: NOW + 10 }])).resolves.toEqual(['Allow', 'Allow', 'Allow']);
    await expect(each([{ exp: NOW - 10 }, { nbf: NOW + 11 }, { iat: NOW + 11 }])).resolves.toEqual(['Unauthorized', 'Unauthorized', 'Unauthorized']);
  });

  test('is a token without a signature', async () => {
    const none = `${base64url({ alg: 'none', kid: 'one' })}.${base64url(CLAIMS)}.`;
    await expect(outcome(request(`Bearer ${none}`))).resolves.toBe('Unauthorized');
    await expect(outcome(request(`Bearer ${none}x`))).resolves.toBe('Unauthorized');
    expect(issuer.calls).toEqual([]);
  });

  test.each(['spki', 'pkcs1'] as const)('is a token that is signed with the public key as a secret (%s)', async (type) => {
    const input = `${base64url({ alg: 'HS256', kid: 'one' })}.${base64url(CLAIMS)}`;
    const secret = rsa.publicKey.export({ format: 'pem', type });
    const forged = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
    await expect(outcome(request(`Bearer ${forged}`))).resolves.toBe('Unauthorized');
    expect(reasons()).toEqual(['ERR_JOSE_ALG_NOT_ALLOWED']);
  });

  test('is a token that is signed with the secret among the keys', async () => {
    issuer.keys = [{ kty: 'oct', k: base64url('secret'), kid: 'one', alg: 'HS256' }];
    const input = `${base64url({ alg: 'HS256', kid: 'one' })}.${base64url(CLAIMS)}`;
    await expect(outcome(request(`Bearer ${input}.${createHmac('sha256', 'secret').update(input).digest('base64url')}`))).resolves.toBe('Unauthorized');
  });

  test('is a token that brings its own key, or says where it is', async () => {
    const own = { jwk: jwk(other.publicKey, 'one'), jku: 'https://issuer.example.com/evil', x5u: 'https://issuer.example.com/evil', x5c: ['AAAA'] };
    await expect(outcome(bearer({}, own, other.privateKey))).resolves.toBe('Unauthorized');
    await expect(outcome(bearer({}, own))).resolves.toBe('Allow'); // they are not looked at
    expect(new Set(issuer.calls)).toEqual(new Set([DISCOVERY, JWKS]));
  });

  test.each<[string, object, string]>([
    ['asks for what is not understood', { crit: ['exp'], exp: 1 }, 'ERR_JOSE_NOT_SUPPORTED'],
    ['has a payload that is not encoded', { crit: ['b64'], b64: false }, 'ERR_JW'],
    ['names no key', { kid: undefined }, 'no key named'],
    ['names a key that is no text', { kid: { $ne: 1 } }, 'no key named'],
    ['names a key of another kind', { alg: 'ES256' }, 'unknown key'],
    ['has no algorithm', { alg: undefined }, 'ERR_JWS_INVALID'],
  ])('is a token that %s', async (_what, header, reason) => {
    const signed = token({}, { ...header, alg: 'RS256' }).split('.');
    const full = { alg: 'RS256', kid: 'one', ...header };
    const input = `${base64url(full)}.${signed[1]}`;
    const signature = sign('sha256', Buffer.from(input), rsa.privateKey).toString('base64url');
    await expect(outcome(request(`Bearer ${input}.${signature}`))).resolves.toBe('Unauthorized');
    expect(reasons()[0]).toMatch(reason);
  });

  test('is a token of an algorithm that was not chosen', async () => {
    await expect(outcome(bearer(), authorizer({ ALGORITHMS: 'ES256 PS256' }))).resolves.toBe('Unauthorized');
  });

  test('is a token whose claims or signature were changed', async () => {
    const [header, , signature] = token().split('.');
    const [, claims] = token({ sub: 'mallory' }).split('.');
    const flipped = `${signature.slice(0, 9)}${signature[9] === 'A' ? 'B' : 'A'}${signature.slice(10)}`;
    await expect(outcome(request(`Bearer ${header}.${claims}.${signature}`))).resolves.toBe('Unauthorized');
    await expect(outcome(request(`Bearer ${header}.${token().split('.')[1]}.${flipped}`))).resolves.toBe('Unauthorized');
    expect(reasons()).toEqual(Array(2).fill('ERR_JWS_SIGNATURE_VERIFICATION_FAILED'));
  });

  test('is a key that is not for signatures', async () => {
    issuer.keys = [{ ...jwk(rsa.publicKey, 'one'), use: 'enc' }];
    await expect(outcome(bearer())).resolves.toBe('Unauthorized');
  });

  test('is a token of more than 16 KB, before anything is read or asked for', async () => {
    await expect(outcome(bearer({ sub: 'a'.repeat(13_000) }))).resolves.toBe('Unauthorized');
    expect(reasons()).toEqual(['token too long']);
    expect(issuer.calls).toEqual([]);
  });
});

describe('where the token is', () => {
  const headers = (...values: Array<[string, string[]]>) => ({
    headers: Object.fromEntries(values.map(([name, [first]]) => [name, first])),
    multiValueHeaders: Object.fromEntries(values),
  });
  const good = () => `Bearer ${token()}`;

  test.each<[string, () => object, string | undefined]>([
    ['in no header', () => headers(), 'no token'],
    ['where there are no headers', () => ({ headers: null, multiValueHeaders: null }), 'no token'],
    ['in an empty header', () => headers(['Authorization', ['']]), 'not the scheme Bearer'],
    ['without a scheme', () => headers(['Authorization', [token()]]), 'not the scheme Bearer'],
    ['of another scheme', () => headers(['Authorization', [`Basic ${token()}`]]), 'not the scheme Bearer'],
    ['of a scheme that only begins so', () => headers(['Authorization', [`Bearertoken ${token()}`]]), 'not the scheme Bearer'],
    ['of the scheme alone', () => headers(['Authorization', ['Bearer']]), 'not the scheme Bearer'],
    ['twice in a header', () => headers(['Authorization', [good(), good()]]), 'more than one token'],
    ['in two headers', () => headers(['Authorization', [good()]], ['authorization', [good()]]), 'more than one token'],
    ['twice in a value', () => headers(['Authorization', [`${good()}, ${good()}`]]), 'not a signed token'],
    ['with something after it', () => headers(['Authorization', [`${good()} x`]]), 'not a signed token'],
    ['encrypted', () => headers(['Authorization', ['Bearer a.b.c.d.e']]), 'not a signed token'],
    ['in lower case', () => headers(['authorization', [`bearer ${token()}`]]), undefined],
    ['in upper case', () => headers(['AUTHORIZATION', [`BEARER  ${token()} `]]), undefined],
    ['in single headers alone', () => ({ headers: { AuthoriZation: good() }, multiValueHeaders: undefined }), undefined],
  ])('%s', async (_where, more, refused) => {
    await expect(outcome(request(undefined, more()))).resolves.toBe(refused === undefined ? 'Allow' : 'Unauthorized');
    expect(reasons()).toEqual(refused === undefined ? [] : [refused]);
  });

  test('another header, with and without a scheme', async () => {
    const environment = { TOKEN_SOURCE: 'header.X-Token' };
    await expect(outcome(request(undefined, headers(['x-token', [token()]])), authorizer(environment))).resolves.toBe('Allow');
    await expect(outcome(request(undefined, headers(['x-token', [good()]])), authorizer(environment))).resolves.toBe('Allow');
    await expect(outcome(request(good()), authorizer(environment))).resolves.toBe('Unauthorized');
  });

  test('a parameter of the query string, in its exact spelling and once', async () => {
    const query = (...values: Array<[string, string[]]>) => ({
      queryStringParameters: Object.fromEntries(values.map(([name, [first]]) => [name, first])),
      multiValueQueryStringParameters: Object.fromEntries(values),
    });
    const ask = (more: object) => outcome(request(undefined, more), authorizer({ TOKEN_SOURCE: 'query.access_token' }));
    await expect(ask(query(['access_token', [token()]]))).resolves.toBe('Allow');
    await expect(ask(query(['Access_Token', [token()]]))).resolves.toBe('Unauthorized');
    await expect(ask(query(['access_token', [token(), token()]]))).resolves.toBe('Unauthorized');
    await expect(ask(query(['access_token', [good()]]))).resolves.toBe('Unauthorized');
    await expect(ask({})).resolves.toBe('Unauthorized');
  });
});

describe('scopes', () => {
  const ROUTE_SCOPES = JSON.stringify([[['orders/read', 'orders/write'], 'GET,HEAD/orders GET/orders/{id}'], [['orders/write'], 'POST/orders'], [['admin'], 'ANY/{proxy+} ANY/'], [[], 'GET/health'], [['openid'], 'ANY/open']]);

  test('a token that has none of them is denied, and told why', async () => {
    const denied = await authorizer({ SCOPES: '["orders/write","admin"]' })(bearer());
    expect(denied).toEqual({
      principalId: 'alice',
      policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: `${STAGE}/*` }] },
      context: { reason: 'insufficient_scope', required_scope: 'orders/write admin' },
    });
    expect(lines).toEqual([{ denied: 'insufficient_scope', required: ['orders/write', 'admin'], requestId: 'r-1' }]);
  });

  test.each<[string, object, string]>([
    ['one of several', { scope: 'admin' }, 'Allow'],
    ['a list', { scope: undefined, scp: ['x', 'admin'] }, 'Allow'],
    ['scp as text', { scope: undefined, scp: 'x admin' }, 'Allow'],
    ['a part of a name', { scope: 'administrator orders/wr' }, 'Deny'],
    ['another case', { scope: 'Admin' }, 'Deny'],
    ['none', { scope: undefined }, 'Deny'],
    ['something else', { scope: { admin: true }, scp: [7, null, ['admin']] }, 'Deny'],
  ])('a token with %s', async (_what, claims, expected) => {
    await expect(outcome(bearer(claims), authorizer({ SCOPES: '["orders/write","admin"]' }))).resolves.toBe(expected);
  });

  test.each([
    ['GET', '/orders', 'Allow'],
    ['HEAD', '/orders', 'Allow'],
    ['GET', '/orders/{id}', 'Allow'],
    ['POST', '/orders', 'Deny'],
    ['DELETE', '/{proxy+}', 'Deny'],
    ['GET', '/', 'Deny'],
    ['GET', '/health', 'Allow'],
    ['PATCH', '/open', 'Allow'],
    ['PUT', '/orders', 'Deny'],
    ['GET', '/elsewhere', 'Deny'],
  ])('of the route: %s %s, %s', async (method, resourcePath, expected) => {
    await expect(outcome(route(method, resourcePath), authorizer({ SCOPES: '["everything"]', ROUTE_SCOPES }))).resolves.toBe(expected);
  });

  test('a request without a route is not answered, if routes differ', async () => {
    await expect(outcome({ ...bearer(), requestContext: {} }, authorizer({ ROUTE_SCOPES }))).resolves.toBe('the request has no route, on which its scopes depend');
    await expect(outcome({ ...bearer(), requestContext: undefined }, authorizer({ ROUTE_SCOPES }))).resolves.toBe('the request has no route, on which its scopes depend');
  });

  test('a bad token is unauthorized, whatever its scopes', async () => {
    await expect(outcome(bearer({ exp: 1 }), authorizer({ SCOPES: '["admin"]' }))).resolves.toBe('Unauthorized');
  });
});

describe('the keys', () => {
  const MINUTE = 60_000;

  test('are asked for once, also by requests at the same time', async () => {
    const authorize = authorizer();
    await Promise.all(Array.from({ length: 20 }, () => expect(outcome(bearer(), authorize)).resolves.toBe('Allow')));
    clock += 9 * MINUTE;
    await expect(outcome(bearer({ exp: NOW + 6000 }), authorize)).resolves.toBe('Allow');
    expect(issuer.calls).toEqual([DISCOVERY, JWKS]);
  });

  test('are asked for again for one that is not known: the issuer has begun to use another', async () => {
    const authorize = authorizer();
    await expect(outcome(bearer(), authorize)).resolves.toBe('Allow');
    clock += MINUTE;
    issuer.keys = [jwk(other.publicKey, 'two')];
    await expect(outcome(bearer({}, { kid: 'two' }, other.privateKey), authorize)).resolves.toBe('Allow');
    await expect(outcome(bearer(), authorize)).resolves.toBe('Unauthorized'); // the first is withdrawn
    expect(issuer.calls).toHaveLength(4);
  });

  test('are forgotten within ten minutes if the issuer withdraws them', async () => {
    const authorize = authorizer();
    await expect(outcome(bearer(), authorize)).resolves.toBe('Allow');
    issuer.keys = [jwk(other.publicKey, 'two')];
    clock += 10 * MINUTE + 1;
    await expect(outcome(bearer({ exp: NOW + 6000 }), authorize)).resolves.toBe('Unauthorized');
  });

  test('are not asked for more often by tokens that name keys which nobody has', async () => {
    const authorize = authorizer();
    for (let second = 0; second < 60; second++) {
      await expect(outcome(bearer({}, { kid: `forged-${second}` }, other.privateKey), authorize)).resolves.toBe('Unauthorized');
      clock += 1000;
    }
    expect(issuer.calls).toHaveLength(4); // twice in a minute, two documents each
    await expect(outcome(bearer(), authorize)).resolves.toBe('Allow');
  });

  test('are missed at the start: 500, and not 401 to a caller who may have a good token', async () => {
    issuer.down = true;
    const authorize = authorizer();
    await expect(outcome(bearer(), authorize)).resolves.toBe(`the keys of the issuer are not available: Error: ${ISSUER}/.well-known/openid-configuration answers 503`);
    await expect(outcome(bearer({}, { kid: 'forged' }), authorize)).resolves.toMatch('not available');
    expect(issuer.calls).toHaveLength(1);
    expect(lines[0]).toEqual({ keys: 'not loaded', failure: expect.stringContaining('answers 503'), kept: false });
    issuer.down = false;
    clock += 1000;
    await expect(outcome(bearer(), authorize)).resolves.toBe('Allow');
  });

  test('are missed, and what is no token at all is unauthorized as ever', async () => {
    issuer.down = true;
    await expect(outcome(request('Bearer x'))).resolves.toBe('Unauthorized');
    await expect(outcome(request())).resolves.toBe('Unauthorized');
  });

  test('hold while the issuer is down, for two hours', async () => {
    const authorize = authorizer();
    const later = (kid = 'one') => outcome(bearer({ exp: NOW + 86_400 }, { kid }), authorize);
    await expect(later()).resolves.toBe('Allow');
    issuer.down = true;
    clock += 11 * MINUTE;
    await expect(later()).resolves.toBe('Allow');
    await expect(later()).resolves.toBe('Allow');
    expect(issuer.calls).toHaveLength(3); // once in vain, and then not for 30 seconds
    await expect(later('two')).resolves.toMatch('not available'); // who knows
    clock += 109 * MINUTE;
    await expect(later()).resolves.toBe('Allow');
    clock += 1;
    await expect(later()).resolves.toMatch('not available');
    issuer.down = false;
    clock += 1000;
    await expect(later()).resolves.toBe('Allow');
  });

  test('are asked for once by a call while the issuer hangs, and not again at once by the next', async () => {
    let asked = 0;
    const hang = async () => {
      asked++;
      clock += 4000;
      throw new Error('too late');
    };
    const authorize = jwtAuthorizer({ ISSUER, AUDIENCE: 'api' }, { fetch: hang, now: () => clock, log: (entry) => lines.push(entry) });
    await expect(outcome(bearer(), authorize)).resolves.toMatch('not available');
    await expect(outcome(bearer(), authorize)).resolves.toMatch('not available');
    expect(asked).toBe(1);
    clock += 1000;
    await expect(outcome(bearer(), authorize)).resolves.toMatch('not available');
    expect(asked).toBe(2);
  });

  test.each<[string, () => object[], RegExp]>([
    ['too short', () => [jwk(weak.publicKey, 'one')], /the key "one" cannot be used: it has 1024 bits, and not 2048/],
    ['two under one name', () => [jwk(other.publicKey, 'one'), jwk(rsa.publicKey, 'one')], /the key "one" cannot be used: ERR_JWKS_MULTIPLE_MATCHING_KEYS/],
    ['broken', () => [{ kty: 'RSA', kid: 'one', n: 'AQAB' }], /the key "one" cannot be used: /],
    ['private', () => [jwk(rsa.privateKey, 'one')], /the key "one" cannot be used: ERR_JWKS_INVALID: JSON Web Key Set members must be public keys/],
  ])('that are %s are the fault of the issuer: 500', async (_what, keys, failed) => {
    issuer.keys = keys();
    const authorize = authorizer();
    await expect(outcome(bearer({}, {}, keys().length > 1 ? rsa.privateKey : weak.privateKey), authorize)).resolves.toMatch(failed);
    expect(lines).toEqual([{ failed: expect.stringMatching(failed), requestId: 'r-1' }]);
    issuer.keys = [jwk(rsa.publicKey, 'one')];
    clock += 30_000;
    await expect(outcome(bearer(), authorize)).resolves.toBe('Allow');
  });

  test('that are there twice count as one', async () => {
    const { kid, ...key } = jwk(rsa.publicKey, 'one');
    issuer.keys = [{ kid, ...key }, { ...key, kid }];
    await expect(outcome(bearer())).resolves.toBe('Allow');
  });

  test('are not read to an end that does not come', async () => {
    let sent = 0;
    const body = () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32 + 0 * sent++)) });
    const authorize = jwtAuthorizer({ ISSUER, AUDIENCE: 'api' }, { fetch: async () => new Response(body()), now: () => clock, log: (entry) => lines.push(entry) });
    await expect(outcome(bearer(), authorize)).resolves.toMatch('answers more than 1048576 bytes');
    expect(sent).toBeLessThan(32);
  });

  test.each<[string, Record<string, unknown>]>([
    ['no discovery document', { [DISCOVERY]: undefined }],
    ['a discovery document of another issuer', { [DISCOVERY]: { issuer: 'https://evil.example.com', jwks_uri: `https://issuer.example.com${JWKS}` } }],
    ['keys at an address that is not secure', { [DISCOVERY]: { issuer: ISSUER, jwks_uri: `http://issuer.example.com${JWKS}` } }],
    ['keys at an address with a password', { [DISCOVERY]: { issuer: ISSUER, jwks_uri: `https://u:p@issuer.example.com${JWKS}` } }],
    ['keys at no address', { [DISCOVERY]: { issuer: ISSUER } }],
    ['a redirect', { [JWKS]: 'redirect', '/elsewhere': { keys: [jwk(rsa.publicKey, 'one')] } }],
    ['no JSON', { [JWKS]: '<html>' }],
    ['null', { [JWKS]: 'null' }],
    ['no keys', { [JWKS]: { keys: [] } }],
    ['no set', { [JWKS]: { keys: 'x' } }],
    ['keys that are no structures', { [JWKS]: { keys: [1] } }],
    ['too much', { [JWKS]: { keys: [jwk(rsa.publicKey, 'one')], x: 'x'.repeat(1_100_000) } }],
  ])('are missed when the issuer answers with %s', async (_what, documents) => {
    issuer.documents = documents;
    await expect(outcome(bearer())).resolves.toMatch('the keys of the issuer are not available');
  });

  test('are missed when the issuer does not answer at all', async () => {
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      expect(milliseconds).toBe(4000);
      return AbortSignal.abort(new Error('too late'));
    });
    await expect(outcome(bearer())).resolves.toMatch('the keys of the issuer are not available');
    jest.restoreAllMocks();
  });
});

describe('garbage', () => {
  const REFUSED = ['Unauthorized', 'Deny'];
  const signed = token();
  const [header, claims, signature] = signed.split('.');
  const authorize = () => shared ??= authorizer({ SCOPES: '["nobody-has-this"]' });
  let shared: Authorize | undefined;
  beforeEach(() => (shared = undefined));

  test.each<[string, fc.Arbitrary<string>]>([
    ['text', fc.string()],
    ['text of any characters', fc.string({ unit: 'binary' })],
    ['headers that are JSON', fc.json().map((json) => `Bearer ${base64url(json)}.${claims}.${signature}`)],
    ['headers of tokens', fc.record({ alg: fc.constantFrom('none', 'None', 'HS256', 'RS256', 'ES256', '', 'toString', '__proto__', 'dir'), kid: fc.constantFrom('one', 'two', '__proto__', ''), crit: fc.anything(), b64: fc.boolean(), jwk: fc.anything(), typ: fc.string() }, { requiredKeys: ['alg'] }).map((value) => `Bearer ${base64url(value)}.${claims}.${signature}`)],
    ['claims that nobody signed', fc.json().map((json) => `Bearer ${header}.${base64url(json)}.${signature}`)],
    ['signatures', fc.uint8Array({ maxLength: 512 }).map((bytes) => `Bearer ${header}.${claims}.${Buffer.from(bytes).toString('base64url')}`)],
    ['tokens with a character changed', fc.tuple(fc.nat(signed.length - 2), fc.constantFrom(...'Aa0_-.= ')).filter(([at, one]) => signed[at] !== one).map(([at, one]) => `Bearer ${signed.slice(0, at)}${one}${signed.slice(at + 1)}`)],
    ['tokens with something missing', fc.nat(signed.length - 1).map((length) => `Bearer ${signed.slice(0, length)}`)],
  ])('is never let in: %s', async (_what, arbitrary) => {
    await fc.assert(fc.asyncProperty(arbitrary, async (value) => {
      expect(['Unauthorized']).toContain(await outcome(request(value), authorize()));
    }), { numRuns: 300 });
  });

  test('claims of any kind, well signed, never pass without a scope', async () => {
    const right = fc.constantFrom<unknown>(CLAIMS.aud, ISSUER, NOW);
    const anything = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean(), fc.array(fc.string()), right);
    const arbitrary = fc.dictionary(fc.constantFrom('iss', 'aud', 'sub', 'exp', 'nbf', 'iat', 'client_id', 'azp', 'scope', 'scp', '__proto__'), anything);
    const seen = new Set<string>();
    await fc.assert(fc.asyncProperty(arbitrary, async (some) => {
      const result = await outcome(bearer(some), authorize());
      seen.add(result);
      expect(REFUSED).toContain(result);
    }), { numRuns: 300 });
    expect([...seen].sort()).toEqual(['Deny', 'Unauthorized']);
  });

  test('events that are none are errors, and let nobody in', async () => {
    const event = bearer();
    for (const methodArn of [undefined, null, 7, '', 'arn:aws:execute-api:eu-west-1:123456789012:abc', 'arn:aws:execute-api:eu-west-1:1:*/prod/GET/', 'arn:aws:execute-api:eu-west-1:1:abc/*/GET/', 'arn:aws:s3:::x/y/z']) {
      await expect(outcome({ ...event, methodArn })).resolves.toBe('not an event of a REQUEST authorizer');
    }
    await expect(outcome({ type: 'TOKEN', methodArn: `${STAGE}/GET/`, authorizationToken: token() })).resolves.toBe('Unauthorized');
  });
});

describe('the log', () => {
  test('never has a token or a claim in it', async () => {
    const secret = 'nobody-should-read-this';
    const attempts = [{ sub: secret, exp: 1 }, { aud: secret }, { iss: secret }, { sub: secret, scope: secret }, { nbf: secret }, { iat: secret }];
    for (const claims of attempts) await outcome(bearer({ sub: secret, ...claims }), authorizer({ SCOPES: '["admin"]' }));
    await outcome(bearer({ sub: secret }, { kid: secret }), authorizer());
    await outcome(request(`Bearer ${base64url({ alg: secret })}.${base64url(secret)}.x`), authorizer());
    expect(lines).toHaveLength(8);
    const text = JSON.stringify(lines);
    for (const hidden of [secret, base64url(secret), 'Bearer', 'eyJ']) expect(text).not.toContain(hidden);
  });

  test('of the function itself is lines of JSON', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    Object.assign(process.env, { ISSUER, AUDIENCE: 'api' });
    await expect(outcome(request(), handler)).resolves.toBe('Unauthorized');
    expect(log.mock.calls.map(([line]) => JSON.parse(line))).toEqual([{ handler: 'jwt-authorizer', refused: 'no token', requestId: 'r-1' }]);
    jest.restoreAllMocks();
    delete process.env.ISSUER;
    delete process.env.AUDIENCE;
  });
});

test.each<[Record<string, string>, string]>([
  [{ ISSUER: 'http://issuer.example.com' }, 'ISSUER must be a URL that begins with https://'],
  [{ ISSUER: '' }, 'ISSUER must be a URL that begins with https://'],
  [{ JWKS_URI: 'http://localhost/keys' }, 'JWKS_URI must be a URL that begins with https://'],
  [{ AUDIENCE: ' ' }, 'AUDIENCE is empty'],
  [{ ALGORITHMS: 'RS256 HS256' }, 'ALGORITHMS must be some of'],
  [{ ALGORITHMS: 'none' }, 'ALGORITHMS must be some of'],
  [{ ALGORITHMS: '' }, 'ALGORITHMS must be some of'],
  ...['x', '-1', '', ' ', '301', '1e9', '1e1', '0x10', 'Infinity', '5.5'].map((one): [Record<string, string>, string] => [{ CLOCK_TOLERANCE: one }, 'CLOCK_TOLERANCE must be 0 to 300 seconds']),
  [{ ISSUER: 'https://user:secret@issuer.example.com' }, 'ISSUER must be without a user name and a password'],
  [{ JWKS_URI: 'https://user@issuer.example.com/keys' }, 'JWKS_URI must be without a user name and a password'],
  ...['', 'admin', '""', '{}'].map((one): [Record<string, string>, string] => [{ SCOPES: one }, 'SCOPES must be a list in JSON']),
  [{ SCOPES: '[]' }, 'SCOPES is empty: leave it out to ask for none'],
  ...['[""]', '["a",""]', '[" "]', '["a b"]', '["\\t"]', '[null]', '[7]', '["a\\"b"]', '["\u00e9"]'].map((one): [Record<string, string>, string] => [{ SCOPES: one }, 'SCOPES must have names of scopes']),
  ...['', 'GET/orders', '7'].map((one): [Record<string, string>, string] => [{ ROUTE_SCOPES: one }, 'ROUTE_SCOPES must be a list in JSON']),
  ...['[["","GET/orders"]]', '[["admin","GET/orders"]]', '[[[""],"GET/orders"]]', '[[[" "],"GET/orders"]]', '[[[null],"GET/orders"]]', '[[["a b"],"GET/orders"]]', '[[null,"GET/orders"]]', '[7]']
    .map((one): [Record<string, string>, string] => [{ ROUTE_SCOPES: one }, 'ROUTE_SCOPES must have names of scopes']),
  [{ ROUTE_SCOPES: '[[["a"]]]' }, 'ROUTE_SCOPES has scopes without routes'],
  [{ TOKEN_SOURCE: 'cookie.x' }, 'TOKEN_SOURCE must be "header." or "query." with a name'],
])('a function that is told %j lets nobody in', (environment, message) => {
  expect(() => authorizer(environment)).toThrow(message);
});

describe('the bundle', () => {
  test('is small', () => {
    expect(statSync(BUNDLE).size).toBeLessThan(100 * 1024);
  });
});
