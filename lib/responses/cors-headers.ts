import { Cors } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration, Token } from 'aws-cdk-lib/core';

/** What `CorsSettings` and the options of the L2s say alike, which is what the headers are made of. */
export interface CorsRules {
  readonly allowOrigins: string[];
  readonly allowMethods?: string[];
  readonly allowHeaders?: string[];
  readonly allowCredentials?: boolean;
  readonly exposeHeaders?: string[];
  readonly maxAge?: Duration;
  /** Of the L2 of REST APIs: browsers shall not keep the answer to a preflight request. */
  readonly disableCache?: boolean;
  /** Of the L2 of REST APIs: the status of the answer to a preflight request. */
  readonly statusCode?: number;
}

/** Every method that a browser can ask for; it does not take "*" for them with credentials. */
export const ALL_METHODS: string[] = Object.values(HttpMethod).filter((method) => method !== HttpMethod.ANY);

/** An origin of no browser, for those who may not call. */
const NOBODY = 'https://origin.invalid';

/** The header values as an answer has them, in the quotes that a mapping takes for text. */
export type QuotedHeaders = Record<string, string>;

/** Whether an answer has to choose among origins. */
export function choosesOrigin({ allowOrigins }: CorsRules): boolean {
  return allowOrigins.length > 1 || isWildcard(allowOrigins[0]);
}

/** The headers of an answer that can look at the request, or does not need to. */
export function answerHeaders(cors: CorsRules): QuotedHeaders {
  const { allowOrigins } = cors;
  const origin = choosesOrigin(cors) ? NOBODY : allowOrigins[0];
  return { 'Access-Control-Allow-Origin': quoted(origin), ...commonHeaders(cors) };
}

/** The headers of an error of API Gateway itself, which can repeat the origin of the request, and not look at it. */
export function errorHeaders(cors: CorsRules): QuotedHeaders {
  const origin = choosesOrigin(cors) ? 'method.request.header.Origin' : quoted(cors.allowOrigins[0]);
  return { 'Access-Control-Allow-Origin': origin, ...commonHeaders(cors) };
}

/** The headers of an answer to a preflight request. */
export function preflightHeaders(cors: CorsRules, methods: string): QuotedHeaders {
  const { 'Access-Control-Expose-Headers': _, ...headers } = answerHeaders(cors);
  const maxAge = cors.disableCache ? -1 : cors.maxAge?.toSeconds();
  return {
    ...headers,
    ...(cors.allowHeaders?.length === 0 ? {} : { 'Access-Control-Allow-Headers': quoted((cors.allowHeaders ?? Cors.DEFAULT_HEADERS).join(',')) }),
    'Access-Control-Allow-Methods': methods,
    ...(maxAge === undefined ? {} : { 'Access-Control-Max-Age': quoted(String(maxAge)) }),
  };
}

/**
 * What a template has to say first, so that the answer names the origin that asks, if it may: nothing if there is no choice.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
 */
export function originTemplate(cors: CorsRules): string {
  if (!choosesOrigin(cors)) return '';
  const conditions = cors.allowOrigins.map((origin) => (isWildcard(origin) ? `$origin.matches("${patternOf(origin)}")` : `$origin == "${origin}"`));
  const header = (name: string) => `$!input.params().header.get('${name}')`;
  return `#set($origin = "${header('origin')}")#if($origin == "")#set($origin = "${header('Origin')}")#end` +
    `#if(${conditions.join(' || ')})#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#{end}`; // "#end" and a letter would be a word
}

/** Text in the quotes that tell it from a mapping. */
export function quoted(text: string): string {
  return `'${text}'`;
}

/** Whether mappings of headers have one, in whatever case it is written. */
export function hasHeader(given: object | undefined, name: string): boolean {
  return Object.keys(given ?? {}).some((each) => each.toLowerCase() === name.toLowerCase());
}

/** Headers by the names of mappings, of which those win that are given; what an answer depends on is the one and the other. */
export function joinHeaders(ours: QuotedHeaders, given: QuotedHeaders = {}, prefix = ''): QuotedHeaders {
  const joined = { ...given };
  for (const [name, value] of Object.entries(ours)) {
    const known = Object.keys(given).find((each) => each.toLowerCase() === (prefix + name).toLowerCase());
    if (!known) joined[prefix + name] = value;
    else if (name === 'Vary' && /^'.*'$/.test(given[known]) && !/\borigin\b|\*/i.test(given[known])) joined[known] = given[known].replace(/'$/, ", Origin'");
  }
  return joined;
}

function commonHeaders(cors: CorsRules): QuotedHeaders {
  return {
    ...(cors.allowCredentials ? { 'Access-Control-Allow-Credentials': "'true'" } : {}),
    ...(cors.exposeHeaders?.length ? { 'Access-Control-Expose-Headers': quoted(cors.exposeHeaders.join(',')) } : {}),
    ...(cors.allowOrigins[0] === '*' ? {} : { Vary: "'Origin'" }),
  };
}

function isWildcard(origin: string): boolean {
  return !Token.isUnresolved(origin) && origin.includes('://*');
}

/** The sub-domains of an origin, at any depth, or all of a scheme, as a pattern without backslashes, which the template language might take for its own. */
function patternOf(origin: string): string {
  return origin.replace(/[.]/g, '[.]').replace('*', origin.endsWith('*') ? '.+' : '[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*');
}
