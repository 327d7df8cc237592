import { CfnApi, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { DEFAULT_ROUTE } from './parse-route';
import { routesOf, sameKeys } from '../private/routes-of';

/**
 * Looks at all routes of a HTTP API when it is synthesized, also at those that are added to the L2, to an imported API of the
 * same id, or as L1s: fails on open ones that nobody called open, on scopes that nobody checks, and on preflight requests that are
 * refused.
 *
 * @param hasCors whether the API has CORS
 */
export function checkRoutes(api: CfnApi, hasCors: boolean): void {
  api.node.addValidation({
    validate: () => {
      const routes = routesOf(api);
      const ofEach = routes.flatMap((route) => [...openByDefault(route), ...uncheckedScopes(route)]);
      return [...sameKeys(routes), ...(hasCors ? closedPreflights(routes) : []), ...ofEach];
    },
  });
}

/** The L2 leaves a route open that gets no authorizer, neither of its own nor of its API. */
function openByDefault(route: CfnRoute): string[] {
  const l2 = route.node.scope as { authBindResult?: unknown } | undefined;
  const isSaid = l2 && 'authBindResult' in l2 ? l2.authBindResult !== undefined : route.authorizationType !== undefined;
  return isSaid ? [] : [
    `the route "${route.routeKey}" at [${route.node.path}] lets everybody call, and nobody said so: add it by gateway.addRoutes, which asks the gateway's authorizer, or name an authorizer`,
  ];
}

function uncheckedScopes(route: CfnRoute): string[] {
  const { authorizationScopes = [], authorizationType } = route;
  return authorizationScopes.length === 0 || authorizationType === 'JWT' ? [] : [
    `the route "${route.routeKey}" at [${route.node.path}] has 'authorizationScopes', which ${authorizationType ?? 'NONE'} does not check: name an authorizer of JSON web tokens, or leave the scopes out`,
  ];
}

function takesAllPreflights(routeKey: string): boolean {
  return /^(OPTIONS|ANY) \/\{[^/]+\+\}$/.test(routeKey);
}

/** API Gateway answers preflight requests itself, unless they match a route: a closed route of all methods refuses them. */
function closedPreflights(routes: CfnRoute[]): string[] {
  const isOpen = ({ authorizationType }: CfnRoute) => (authorizationType ?? 'NONE') === 'NONE';
  const answered = new Set(routes.filter(isOpen).map(({ routeKey }) => routeKey));
  return routes.flatMap((route) => {
    const [method, path] = route.routeKey.split(' ');
    const preflight = route.routeKey === DEFAULT_ROUTE ? 'OPTIONS /{proxy+}' : `OPTIONS ${path}`;
    if (isOpen(route) || answered.has(preflight) || (route.routeKey === DEFAULT_ROUTE && [...answered].some(takesAllPreflights)) || ![DEFAULT_ROUTE, 'ANY', 'OPTIONS'].includes(method)) return [];
    const remedy = route.routeKey === DEFAULT_ROUTE
      ? "add a route { path: '/{proxy+}', methods: [HttpMethod.OPTIONS], handler, authorizer: HttpRouteAuthorizer.none() }"
      : 'name its methods, without OPTIONS';
    return [`the route "${route.routeKey}" at [${route.node.path}] takes preflight requests, too, and refuses them, since browsers send them without authorization: ${remedy}`];
  });
}
