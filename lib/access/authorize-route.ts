import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { IConstruct } from 'constructs';
import { binderOf } from './authorize-method';

/**
 * Gives a route of a HTTP API the scopes that it asks for, if its authorizer is one of ours: its own instead of those of the
 * authorizer, where the L2 takes both together.
 *
 * @param authorizer what the route asks: its own authorizer, or that of the API
 * @param own        the scopes of the route
 * @param ofApi      the scopes of routes that say none, nor does their authorizer
 */
export function authorizeRoute(route: CfnRoute, l2: IConstruct, authorizer: unknown, own?: string[], ofApi?: string[]): void {
  const binder = binderOf(authorizer);
  if (!binder) return;
  const scopes = binder.scopesOf(own, ofApi) ?? [];
  binder.in(l2).use({ routeKey: route.routeKey, authorizationScopes: scopes });
  route.authorizationScopes = scopes.length > 0 && binder.definition.authorizationType === 'JWT' ? scopes : undefined;
}
