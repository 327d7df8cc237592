import { Template } from './assembly';
import { DescribedRoute, RouteAuthorization } from './described-api';
import { functionIn, named } from './names';
import { canonical } from '../../lib/openapi/compare-source';
import { OpenApiObject } from '../../lib/openapi/rest-api-definition';
import { isObject } from '../../lib/private/is-object';

const EXTENSION = 'x-amazon-apigateway-';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

export const OPEN: RouteAuthorization = { type: 'none', name: 'no authorization', sent: 'nothing', identity: 'none', scopes: [] };
export const IAM: RouteAuthorization = { type: 'IAM', name: 'IAM', sent: 'signature', identity: 'IAM', scopes: [] };

/** The routes of an API that an OpenAPI document with the extensions of API Gateway defines. */
export function routesOfDocument(document: OpenApiObject, template: Template): DescribedRoute[] {
  return Object.entries<OpenApiObject>(document.paths ?? {}).filter(([path, item]) => path.startsWith('/') && isObject(item)).flatMap(([path, item]) =>
    Object.entries<OpenApiObject>(item).flatMap(([key, operation]) => {
      const method = key === `${EXTENSION}any-method` ? 'ANY' : METHODS.includes(key) ? key.toUpperCase() : undefined;
      return method && isObject(operation) ? [routeOf(path, method, operation, document, template)] : [];
    }));
}

/** The key by which a route is found again: callers do not see how a variable is called. */
export function routeIdentity({ key, method, path }: DescribedRoute): string {
  return path === '' ? key : `${method} ${path.replace(/\{[^}]*?(\+?)\}/g, '{$1}')}`;
}

/** Whether the answer of an OPTIONS route is that of CORS, and comes from API Gateway itself. */
function isPreflight(method: string, integration: OpenApiObject): boolean {
  return method === 'OPTIONS' && String(integration.type).toLowerCase() === 'mock';
}

function routeOf(path: string, method: string, operation: OpenApiObject, document: OpenApiObject, template: Template): DescribedRoute {
  const integration: OpenApiObject = operation[`${EXTENSION}integration`] ?? {};
  const { authorization, apiKey } = securityOf(operation, document, template);
  const isFallback = path === '/$default';
  return {
    key: isFallback ? '$default' : `${method} ${path}`,
    method,
    path: isFallback ? '' : path,
    authorization,
    apiKey,
    integration,
    validation: validationOf(operation, document),
    isPreflight: isPreflight(method, integration),
  };
}

/** API Gateway takes a list of requirements as all of them: an authorizer, and an API key. */
function securityOf(operation: OpenApiObject, document: OpenApiObject, template: Template): { authorization: RouteAuthorization; apiKey: boolean } {
  const given: unknown = operation.security ?? document.security ?? [];
  const schemes: OpenApiObject = document.components?.securitySchemes ?? document.securityDefinitions ?? {};
  const required = (Array.isArray(given) ? given : []).flatMap((requirement) => Object.entries<string[]>(requirement ?? {}));
  let [authorization, apiKey] = [OPEN, false];
  for (const [name, scopes] of required) {
    const scheme: OpenApiObject = schemes[name] ?? {};
    if (isApiKey(scheme)) apiKey = true;
    else if (scheme[`${EXTENSION}authtype`] === 'awsSigv4') authorization = IAM;
    else authorization = authorizerOf(name, scheme, scopes, template);
  }
  return { authorization, apiKey };
}

function isApiKey(scheme: OpenApiObject): boolean {
  return scheme.type === 'apiKey' && scheme[`${EXTENSION}authtype`] === undefined && scheme[`${EXTENSION}authorizer`] === undefined && String(scheme.name).toLowerCase() === 'x-api-key';
}

function authorizerOf(schemeName: string, scheme: OpenApiObject, scopes: string[], template: Template): RouteAuthorization {
  const { authorizerResultTtlInSeconds: _, ...said }: OpenApiObject = scheme[`${EXTENSION}authorizer`] ?? {};
  const place = said.type === 'request' ? {} : { name: scheme.name, in: scheme.in };
  const { authorizerUri: uri, authorizerCredentials: __, ...sent } = said;
  return {
    type: said.type === 'cognito_user_pools' ? 'user pool' : 'authorizer',
    name: authorizerName(schemeName, said, template),
    sent: canonical({ ...sent, ...place, kind: scheme[`${EXTENSION}authtype`] }),
    identity: canonical({ ...sent, ...place, uri }),
    scopes: [...scopes].sort(),
  };
}

function authorizerName(schemeName: string, authorizer: OpenApiObject, template: Template): string {
  const { type, authorizerUri: uri, providerARNs: pools, jwtConfiguration: jwt } = authorizer;
  const called = typeof uri === 'string' ? functionIn(uri, template) : undefined;
  if (called !== undefined) return `the function ${called}`;
  if (Array.isArray(pools)) return `the user pool ${pools.map((pool) => named(String(pool), template)).join(', ')}`;
  if (type === 'jwt') return `a JWT of ${named(String(jwt?.issuer), template)}`;
  return `the authorizer ${schemeName}`;
}

function validationOf(operation: OpenApiObject, document: OpenApiObject): string {
  const name = operation[`${EXTENSION}request-validator`] ?? document[`${EXTENSION}request-validator`];
  const { validateRequestBody: body, validateRequestParameters: parameters } = document[`${EXTENSION}request-validators`]?.[name] ?? {};
  return [body && 'body', parameters && 'parameters'].filter(Boolean).join(' and ');
}
