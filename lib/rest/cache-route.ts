import { AuthorizationType, CfnAuthorizer, CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RouteCacheOptions } from './route-cache';
import { checkCacheSettings } from '../private/cache-settings';
import { fail, show } from '../private/errors';
import { isListOf, isText } from '../private/kinds';
import { isVariable } from '../private/route-path';
import { referencedConstructs, tokenPlaceholder } from '../private/tokens';

const AUTHORIZATION = 'header.Authorization';

/** Identity sources that every cache key tells apart already. */
const OF_ROUTE = ['context.httpMethod', 'context.path', 'context.resourcePath'];

const PLACES: Record<string, string> = { path: 'path', query: 'querystring', header: 'header' };

/** Checks how a route is cached, and tells which of its methods are. */
export function cachedMethods(path: string, methods: HttpMethod[], cache: RouteCacheOptions, scope: IConstruct): HttpMethod[] {
  for (const name of ['keys', 'withoutKeys'] as const) {
    if (cache[name] !== undefined && !isListOf(isText)(cache[name])) fail(`'cache.${name}' of route ${show(path)} must be a list, such as ["query.page"], got ${show(cache[name])}`, scope);
  }
  checkCacheSettings('cache', cache, scope);
  const cached = cache.methods ?? [HttpMethod.GET];
  if (!Array.isArray(cached)) fail(`'cache.methods' of route ${show(path)} must be a list, such as [HttpMethod.GET], got ${show(cached)}`, scope);
  const missing = cached.find((method) => !methods.includes(method));
  if (missing) {
    fail(`'cache.methods' of route ${show(path)} must be of its methods, ${methods.join(', ')}, got ${missing}: write the methods of the route, and name those that are cached`, scope);
  }
  return cached;
}

/**
 * Gives a method its cache keys, in both places where they have to be, and a namespace of its own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export function addCacheKeys(method: CfnMethod, path: string, cache: RouteCacheOptions, scope: IConstruct): void {
  const variables = path.split('/').filter(isVariable).map((part) => `path.${part.replace(/[{}+]/g, '')}`);
  checkIdentity(method, path, cache, scope);
  const identity = identityKeys(method);
  const without = cache.withoutKeys ?? [];
  const ofThemselves = [...variables, ...identity];
  const unknown = without.find((key) => !ofThemselves.includes(key));
  if (unknown) fail(`'cache.withoutKeys' of route ${show(path)} must be keys that are there by themselves, ${ofThemselves.map(show).join(', ') || 'none'}, got ${show(unknown)}`, scope);
  for (const key of cache.keys ?? []) checkKey(key, path, variables, scope);
  const keys = [...new Set([...ofThemselves, ...(cache.keys ?? [])])].filter((key) => !without.includes(key));
  warnOfSignatures(method, path, keys, scope);

  const parameters = keys.map(parameterOf);
  const required = parameters.map((name) => [name, name.startsWith('method.request.path.')]);
  method.requestParameters = { ...Object.fromEntries(required), ...(method.requestParameters as object | undefined) };
  method.integration = {
    ...(method.integration as CfnMethod.IntegrationProperty),
    cacheKeyParameters: parameters,
    cacheNamespace: `${method.httpMethod}${namespaceOf(path, scope)}`, // the default, the id of the resource, is of no use to tell methods apart
  };
}

/** Another for each path: two methods of one namespace answer from each other's responses. */
function namespaceOf(path: string, scope: IConstruct): string {
  const known = path.split('/').map((part) => (Token.isUnresolved(part) ? tokenPlaceholder(part, scope) : part)).join('/');
  const escape = (character: string) => (character === '/' ? '__' : `_${character.codePointAt(0)!.toString(16)}_`);
  return known.replace(/[^A-Za-z0-9]/g, escape);
}

/** What tells the callers of a method apart: what its authorizer reads, and the API key. */
function identityKeys(method: CfnMethod): string[] {
  const ofKey = method.apiKeyRequired === true ? ['header.x-api-key'] : [];
  if (method.authorizationType === AuthorizationType.NONE) return ofKey;
  const keys = identitySources(method).flatMap((source) => {
    const [, place, name] = /^method\.request\.(querystring|header)\.(.+)$/.exec(source) ?? [];
    return name ? [`${place === 'header' ? 'header' : 'query'}.${name}`] : [];
  });
  return [...(keys.length > 0 ? keys : [AUTHORIZATION]), ...ofKey];
}

/** A Lambda authorizer may look at anything: if it is not known, or no cache key, the route has to say what its answers depend on. */
function checkIdentity(method: CfnMethod, path: string, cache: RouteCacheOptions, scope: IConstruct): void {
  if (method.authorizationType !== AuthorizationType.CUSTOM || (cache.keys ?? []).length > 0 || (cache.withoutKeys ?? []).length > 0) return;
  const sources = identitySources(method);
  const strange = sources.find((source) => !/^method\.request\.(querystring|header)\./.test(source));
  if (sources.length > 0 && !strange) return;
  const reads = strange ? `reads ${strange}, which cannot be a cache key` : 'may read anything of the request';
  fail(`'cache' of route "${method.httpMethod} ${path}" needs 'keys', since its authorizer ${reads}: name what tells callers apart, such as "header.Cookie", or set withoutKeys: ['${AUTHORIZATION}'] for answers that are the same for all`, scope);
}

function identitySources(method: CfnMethod): string[] {
  const isAuthorizer = (target: IConstruct): target is CfnAuthorizer => CfnAuthorizer.isCfnAuthorizer(target);
  const authorizer = [...referencedConstructs(method.authorizerId, method)].find(isAuthorizer);
  const sources = String(authorizer?.stack.resolve(authorizer.identitySource) ?? '').split(',').map((source) => source.trim());
  return sources.filter((source) => source !== '' && !OF_ROUTE.includes(source));
}

function checkKey(key: string, path: string, variables: string[], scope: IConstruct): void {
  const [place, name] = [key.slice(0, key.indexOf('.')), key.slice(key.indexOf('.') + 1)];
  if (!(place in PLACES) || !/^[A-Za-z0-9._$-]+$/.test(name)) {
    fail(`'cache.keys' of route ${show(path)} must be like "path.id", "query.page" or "header.x-tenant", got ${show(key)}`, scope);
  }
  if (place === 'path' && !variables.includes(key)) {
    fail(`'cache.keys' of route ${show(path)} has ${show(key)}, which is no variable of the path: write one of ${variables.map(show).join(', ') || '"query.page", for example'}`, scope);
  }
}

/** A signature of IAM is another for each request: with it as a key, nothing is ever found in the cache. */
function warnOfSignatures(method: CfnMethod, path: string, keys: string[], scope: IConstruct): void {
  if (method.authorizationType !== AuthorizationType.IAM || !keys.includes(AUTHORIZATION)) return;
  Annotations.of(scope).addWarningV2('cdk-gatehouse:cacheOfSignatures',
    `route "${method.httpMethod} ${path}" asks IAM, whose signature is another for each request, so that its cache is never hit: if the answer is the same for every caller, ` +
    "set cache.withoutKeys: ['header.Authorization']; otherwise leave 'cache' out");
}

function parameterOf(key: string): string {
  const index = key.indexOf('.');
  return `method.request.${PLACES[key.slice(0, index)]}.${key.slice(index + 1)}`;
}
