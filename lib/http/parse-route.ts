import { HttpMethod, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { HttpRouteOptions } from './http-route-options';
import { checkScopeNames } from '../access/check-scopes';
import { checkKinds, has, Kinds } from '../common/check-kinds';
import { DESCRIPTION_KINDS, versionedPath } from '../common/described-route';
import { checkTarget } from '../common/route-target';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { parsePath } from '../private/route-path';
import { checkThrottle } from '../private/rules';
import { tokenPlaceholder } from '../private/tokens';

/** The route that takes what no other does. */
export const DEFAULT_ROUTE = '$default';

/** What the CDK takes for the path of a route. */
const LONGEST = 1000;

const KINDS: Kinds<HttpRouteOptions> = [
  ...(DESCRIPTION_KINDS as Kinds<HttpRouteOptions>),
  ['methods', Array.isArray, 'a list, such as [HttpMethod.GET]'],
  ['handler', has('functionArn', 'string'), 'a function or an alias of one'],
  ['stagedHandler', has('aliasFor', 'function'), 'a StagedFunction'],
  ['integration', has('_bindToRoute', 'function'), 'an integration of aws-cdk-lib/aws-apigatewayv2-integrations'],
  ['payloadFormatVersion', has('version', 'string'), 'PayloadFormatVersion.VERSION_1_0 or VERSION_2_0'],
  ['authorizer', has('bind', 'function'), 'HttpRouteAuthorizer.iam(), for example, or an authorizer of aws-cdk-lib/aws-apigatewayv2-authorizers'],
  ['authorizationScopes', Array.isArray, 'a list, such as ["orders/read"]'],
  ['throttle', isObject, 'limits, such as { rateLimit: 100, burstLimit: 200 }'],
];

/** A route of a path: its key, and the id that the L2 gives it. */
export interface ParsedRoute {
  readonly id: string;
  readonly key: HttpRouteKey;
}

/**
 * Checks the options of routes, and names each.
 *
 * @param otherwise the methods if none are named
 */
export function parseRoute(options: HttpRouteOptions, scope: IConstruct, otherwise: HttpMethod[] = [HttpMethod.ANY]): ParsedRoute[] {
  const { path: given, methods } = options ?? {};
  if (typeof given !== 'string') fail(`'path' must be text, got ${show(given)}: write "/orders", for example`, scope);
  checkKinds(options, KINDS, scope);
  const path = versionedPath(given, options.apiVersion, scope);
  checkTarget(path, options, false, scope);
  if (options.payloadFormatVersion && !options.handler && !options.stagedHandler) {
    fail("'payloadFormatVersion' goes with a 'handler': set it on the 'integration', or leave it out", scope);
  }
  if (path.length > LONGEST) fail(`'path' must be at most ${LONGEST} characters, which is what the CDK takes, got ${path.length}: shorten it`, scope);
  if (options.throttle) checkThrottle(options.throttle, 'throttle', scope);
  checkScopeNames(options.authorizationScopes, 'authorizationScopes', 10, scope);
  return path === DEFAULT_ROUTE ? [defaultRoute(methods, scope)] : routesOf(path, methods ?? otherwise, scope);
}

function defaultRoute(methods: HttpMethod[] | undefined, scope: IConstruct): ParsedRoute {
  if (methods) fail(`'methods' must be left out for the path "${DEFAULT_ROUTE}", which takes every method, got ${show(methods)}: write "/{proxy+}" for some methods of all paths`, scope);
  return { id: 'DefaultRoute', key: HttpRouteKey.DEFAULT };
}

function routesOf(path: string, methods: HttpMethod[], scope: IConstruct): ParsedRoute[] {
  if (!path.startsWith('/')) fail(`'path' must begin with "/", got ${show(path)}: write ${show(`/${path}`)}`, scope);
  if (methods.length === 0) fail(`'methods' of route ${show(path)} must not be empty: leave it out for all methods`, scope);
  const parts = parsePath(path, scope);
  const name = `/${parts.map((part) => (Token.isUnresolved(part) ? tokenPlaceholder(part, scope) : part)).join('/')}`;
  const known: string[] = Object.values(HttpMethod);
  return methods.map((method) => {
    if (!known.includes(method)) fail(`'methods' of route ${show(path)} must be of ${known.join(', ')}, got ${show(method)}: write HttpMethod.GET, for example`, scope);
    return { id: `${method}${name}`, key: HttpRouteKey.with(path, method) };
  });
}
