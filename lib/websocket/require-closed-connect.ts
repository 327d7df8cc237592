import { CfnRoute, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stage } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { CONNECT } from './check-route';

/**
 * Fails synthesis if an API is open without a word: API Gateway lets everybody connect if there is no route "$connect", and
 * the L2's route has no authorizer unless it is given one.
 *
 * @param routes those that the gateway has added, which say whom they let in
 */
export function requireClosedConnect(gateway: IConstruct, api: WebSocketApi, routes: Set<CfnRoute>): void {
  gateway.node.addValidation({
    validate: () => {
      if ([...routes].some(({ routeKey }) => routeKey === CONNECT)) return [];
      const elsewhere = (Stage.of(gateway) ?? gateway.node.root).node.findAll().filter((construct) => CfnRoute.isCfnRoute(construct)) as CfnRoute[];
      const route = elsewhere.find(({ apiId, routeKey }) => apiId === api.apiId && routeKey === CONNECT);
      if (!route) {
        return [`the API has no route "${CONNECT}", and API Gateway then lets everybody connect: call gateway.addRoute('${CONNECT}') to ask the gateway's authorizer, ` +
          `or gateway.addRoute('${CONNECT}', { authorizer: WebSocketRouteAuthorizer.none() }) to let everybody in`];
      }
      return (route.authorizationType ?? 'NONE') === 'NONE' ? [`the route "${CONNECT}" at [${route.node.path}] lets everybody connect: define it with gateway.addRoute('${CONNECT}', …), which asks the gateway's authorizer`] : [];
    },
  });
}
