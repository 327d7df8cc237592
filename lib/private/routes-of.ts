import { CfnApi, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stage } from 'aws-cdk-lib/core';
import { referencedConstructs } from './tokens';

/** Every route of a HTTP or WebSocket API, wherever in the app and by whatever construct it is defined. */
export function routesOf(api: CfnApi): CfnRoute[] {
  const all = (Stage.of(api) ?? api.node.root).node.findAll().filter((construct) => CfnRoute.isCfnRoute(construct)) as CfnRoute[];
  return all.filter((route) => route.apiId === api.ref || referencedConstructs(route.apiId, route).has(api));
}

/** What is wrong if two routes have one key, which the L2 and L1s do not notice. */
export function sameKeys(routes: CfnRoute[]): string[] {
  const seen = new Map<string, CfnRoute>();
  return routes.flatMap((route) => {
    const other = seen.get(route.routeKey);
    seen.set(route.routeKey, route);
    return other ? [`route "${route.routeKey}" is defined at [${other.node.path}] and at [${route.node.path}]: define it once`] : [];
  });
}
