import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/**
 * The id of a new route of a HTTP or WebSocket API: the L2's, unless another route has it already, since the id of a
 * construct has "--" for each "/". Fails if the API has the very route.
 */
export function freeRouteId(api: IConstruct, id: string, routeKey: string, scope: IConstruct): string {
  const taken = api.node.tryFindChild(id);
  if (!taken) return id;
  const l1 = taken.node.defaultChild;
  if (CfnRoute.isCfnRoute(l1) && l1.routeKey === routeKey) fail(`route ${show(routeKey)} is defined already: define it once`, scope);
  return freeRouteId(api, `#${id}`, routeKey, scope);
}
