import { WebSocketApiProps } from 'aws-cdk-lib/aws-apigatewayv2';
import { CONNECT, DISCONNECT } from './check-route';
import { GatewayConnections } from './gateway-connections';
import { WebSocketGatewayProps } from './web-socket-gateway-props';
import { WebSocketGatewayRouteOptions } from './web-socket-route-options';
import { WebSocketIntegrations } from '../integrations/web-socket-integrations';

type Routes = Array<[string, WebSocketGatewayRouteOptions]>;

/** The routes that the L2 takes as properties, of which it would leave "$connect" open. */
export function givenRoutes({ connectRouteOptions, disconnectRouteOptions, defaultRouteOptions }: WebSocketApiProps = {}): Routes {
  const given = [[CONNECT, connectRouteOptions], [DISCONNECT, disconnectRouteOptions], ['$default', defaultRouteOptions]] as const;
  return given.flatMap(([routeKey, options]) =>
    options ? [[routeKey, { integration: options.integration, authorizer: options.authorizer, response: options.returnResponse }]] as Routes : []);
}

/** The routes of the store of connections, and the one for heartbeats, which a mock answers. */
export function connectionRoutes({ connections, ping }: WebSocketGatewayProps, defined?: GatewayConnections): Routes {
  const routes: Routes = [];
  if (defined) {
    const { handler } = defined.store;
    routes.push([CONNECT, { ...connections?.connectRoute, handler }], [DISCONNECT, { handler }]);
  }
  if (ping) {
    const integrationResponses = [{ responseTemplates: { 200: '{"action":"pong"}' }, templateSelectionExpression: '200' }];
    routes.push(['ping', { integration: WebSocketIntegrations.mock(), response: true, integrationResponses }]);
  }
  return routes;
}
