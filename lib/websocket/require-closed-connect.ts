import { CfnApi, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CONNECT } from './check-route';
import { routesOf, sameKeys } from '../private/routes-of';

/**
 * Fails synthesis if an API is open without a word: API Gateway lets everybody connect if there is no route "$connect", and
 * the L2's route has no authorizer unless it is given one.
 *
 * @param said the routes that the gateway has added, which say whom they let in
 */
export function requireClosedConnect(api: CfnApi, said: Set<CfnRoute>): void {
  api.node.addValidation({
    validate: () => {
      const routes = routesOf(api);
      const connects = routes.filter(({ routeKey }) => routeKey === CONNECT);
      if (connects.length === 0) {
        return [`the API has no route "${CONNECT}", and API Gateway then lets everybody connect: call gateway.addRoute('${CONNECT}') to ask the gateway's authorizer, ` +
          `or gateway.addRoute('${CONNECT}', { authorizer: WebSocketRouteAuthorizer.none() }) to let everybody in`];
      }
      const open = connects.filter((route) => !said.has(route) && (route.authorizationType ?? 'NONE') === 'NONE');
      return [...sameKeys(routes), ...open.map((route) =>
        `the route "${CONNECT}" at [${route.node.path}] lets everybody connect: define it with gateway.addRoute('${CONNECT}', …), which asks the gateway's authorizer`)];
    },
  });
}
