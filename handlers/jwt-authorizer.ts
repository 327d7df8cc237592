import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { JWTPayload } from 'jose';
import { jwtVerify } from 'jose/jwt/verify';
import { Configuration, readConfiguration } from './jwt-authorizer/configuration';
import { KeySet, Surroundings } from './jwt-authorizer/key-set';
import { Refusal } from './jwt-authorizer/refusal';
import { findToken } from './jwt-authorizer/token-source';

type Event = APIGatewayRequestAuthorizerEvent;
type Authorize = (event: Event) => Promise<APIGatewayAuthorizerResult>;

const REAL: Surroundings = {
  fetch: (url, init) => fetch(url, init),
  now: Date.now,
  log: (entry) => console.log(JSON.stringify({ handler: 'jwt-authorizer', ...entry })),
};

/**
 * An authorizer as the environment of the function describes it. Its answers hold for the whole stage, since API Gateway
 * keeps them for all routes of an identity; if routes differ in scopes, the route is part of that identity.
 */
export function jwtAuthorizer(environment: Record<string, string | undefined>, surroundings: Surroundings = REAL): Authorize {
  const configuration = readConfiguration(environment);
  const keys = new KeySet(configuration.issuer, configuration.jwksUri, surroundings);
  return async (event) => {
    const requestId = event.requestContext?.requestId;
    const stage = stageOf(event);
    try {
      const claims = await verify(findToken(event, configuration.tokenSource), configuration, keys, surroundings.now());
      const principalId = principalOf(claims);
      const granted = scopesOf(claims);
      const required = configuration.scopes.of(event);
      if (required.length > 0 && !required.some((scope) => granted.includes(scope))) {
        surroundings.log({ denied: 'insufficient_scope', required, requestId });
        return answer('Deny', stage, principalId, { reason: 'insufficient_scope', required_scope: required.join(' ') });
      }
      return {
        ...answer('Allow', stage, principalId, contextOf(claims, granted, configuration.contextClaims)),
        ...usageIdentifierOf(claims, configuration.usageIdentifierClaim),
      };
    } catch (error) {
      if (!(error instanceof Refusal)) {
        surroundings.log({ failed: (error as Error).message, requestId });
        throw error; // API Gateway answers 500
      }
      surroundings.log({ refused: error.reason, requestId });
      throw new Error('Unauthorized'); // exactly this, and API Gateway answers 401
    }
  };
}

/** The claims of a token that is signed by the issuer, meant for the audience, and of now. */
async function verify(token: string, configuration: Configuration, keys: KeySet, now: number): Promise<JWTPayload> {
  const { issuer, algorithms, audience, clockTolerance } = configuration;
  let unavailable: unknown;
  const keyOf: Parameters<typeof jwtVerify>[1] = (header, jws) => keys.keyOf(header, jws).catch((error) => {
    unavailable = error.name === 'KeysUnavailable' ? error : undefined;
    throw error;
  });
  const options = { issuer, algorithms, clockTolerance, currentDate: new Date(now), requiredClaims: ['exp'] };
  const { payload, protectedHeader } = await jwtVerify(token, keyOf, options).catch((error) => {
    if (unavailable) throw unavailable;
    throw error instanceof Refusal ? error : new Refusal([error.code ?? error.name, error.claim].filter(Boolean).join(' '));
  });
  if (!isOfAccess(protectedHeader.typ)) throw new Refusal('not a token for access');
  const { aud, iat } = payload;
  if (iat !== undefined && iat > now / 1000 + clockTolerance) throw new Refusal('iat is not in the past');
  const meant = Object.hasOwn(payload, 'aud') ? [aud].flat() : [payload.client_id]; // Cognito's access tokens have no aud
  if (!meant.some((one) => typeof one === 'string' && audience.includes(one))) throw new Refusal('not for this audience');
  return payload;
}

/**
 * Whether a token says to be one that lets in: "JWT", "at+jwt" or nothing; Okta has a word of its own before the latter. One that says
 * to be something else is not to be taken for it: "logout+jwt", "dpop+jwt", "secevent+jwt".
 *
 * @see https://www.rfc-editor.org/rfc/rfc8725#section-3.11
 */
function isOfAccess(typ: unknown): boolean {
  return typ === undefined || (typeof typ === 'string' && /^(application\/)?([^+]*|([\w.-]+-)?at\+jwt)$/i.test(typ));
}

/** Who calls: the subject, or the client that acts for itself. */
function principalOf({ sub, client_id, azp }: JWTPayload): string {
  const principal = [sub, client_id, azp].find((claim) => typeof claim === 'string' && claim !== '');
  if (principal === undefined) throw new Refusal('no subject');
  return principal as string;
}

/** Scopes as text with spaces (RFC 8693) or as a list, in either claim. */
function scopesOf({ scope, scp }: JWTPayload): string[] {
  const texts = [scope, scp].flat().filter((one) => typeof one === 'string');
  return texts.flatMap((text) => text.split(' ')).filter((one) => one !== '');
}

/** What integrations and access logs may want to know, as text and numbers, since API Gateway takes nothing else. */
function contextOf(claims: JWTPayload, granted: string[], wanted: string[]): Record<string, string | number | boolean> {
  const { sub, client_id, azp, exp } = claims;
  const context: Record<string, unknown> = { sub, client_id: client_id ?? azp, scope: granted.join(' ') || undefined, exp };
  for (const name of wanted) {
    const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
    context[name] = Array.isArray(value) ? value.join(' ') : value;
  }
  const simple = Object.entries(context).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(simple) as Record<string, string | number | boolean>;
}

function usageIdentifierOf(claims: JWTPayload, claim: string | undefined): Pick<APIGatewayAuthorizerResult, 'usageIdentifierKey'> {
  const value = claim !== undefined && Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  return typeof value === 'string' ? { usageIdentifierKey: value } : {};
}

/** "arn:aws:execute-api:eu-west-1:123456789012:abc/prod" of "arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/orders". */
function stageOf({ methodArn }: Event): string {
  const [stage] = /^arn:[^:*]+:execute-api:[^:*]*:[^:*]*:[^/*]+\/[^/*]+(?=\/)/.exec(String(methodArn)) ?? [];
  if (!stage) throw new Error('not an event of a REQUEST authorizer');
  return stage;
}

function answer(Effect: 'Allow' | 'Deny', stage: string, principalId: string, context: Record<string, string | number | boolean>): APIGatewayAuthorizerResult {
  const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource: `${stage}/*` }];
  return { principalId, policyDocument: { Version: '2012-10-17', Statement }, context };
}

let authorize: Authorize | undefined;

export const handler: Authorize = async (event) => {
  authorize ??= jwtAuthorizer(process.env);
  return authorize(event);
};
