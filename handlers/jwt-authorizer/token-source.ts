import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { Refusal } from './refusal';

/** Where the token is. */
export interface TokenSource {
  readonly kind: 'header' | 'query';
  readonly name: string;
}

/** API Gateway takes 10,240 bytes of headers; what is longer is not looked at. */
const LONGEST_TOKEN = 16_384;

/** Three parts of base64url: that is all a signed token can be. */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Reads "header.Authorization" or "query.access_token". */
export function readTokenSource(text: string): TokenSource {
  const [, kind, name] = /^(header|query)\.(\S+)$/.exec(text) ?? [];
  if (!name) throw new Error('TOKEN_SOURCE must be "header." or "query." with a name');
  return { kind: kind as TokenSource['kind'], name };
}

/** The one token of a request. Several are refused: which one the next in line would look at, nobody knows. */
export function findToken(event: APIGatewayRequestAuthorizerEvent, source: TokenSource): string {
  const values = valuesOf(event, source);
  if (values.length === 0) throw new Refusal('no token');
  if (values.length > 1) throw new Refusal('more than one token');
  const [value] = values;
  if (typeof value !== 'string') throw new Refusal('no token');
  if (value.length > LONGEST_TOKEN) throw new Refusal('token too long');
  const token = source.kind === 'query' ? value : withoutScheme(value.trim(), source.name);
  if (!COMPACT.test(token)) throw new Refusal('not a signed token');
  return token;
}

/** "Bearer" before the token: in any case, as schemes are; in headers other than Authorization it may be left out. */
function withoutScheme(value: string, header: string): string {
  const [, token] = /^bearer +(.*)$/i.exec(value) ?? [];
  if (token !== undefined) return token;
  if (header.toLowerCase() === 'authorization') throw new Refusal('not the scheme Bearer');
  return value;
}

/** All values that a request has for the source; names of headers are compared in any case, names of parameters are not. */
function valuesOf(event: APIGatewayRequestAuthorizerEvent, { kind, name }: TokenSource): unknown[] {
  const [single, multiple] = kind === 'header'
    ? [event.headers, event.multiValueHeaders]
    : [event.queryStringParameters, event.multiValueQueryStringParameters];
  const isMeant = (key: string) => (kind === 'header' ? key.toLowerCase() === name.toLowerCase() : key === name);
  const pick = (map: object | null | undefined) => Object.entries(map ?? {}).filter(([key]) => isMeant(key)).flatMap(([, value]) => value as unknown);
  const all = pick(multiple);
  return all.length > 0 ? all : pick(single);
}
