import { WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { WebSocketConnectionsOptions } from './web-socket-connections-options';
import { WebSocketGatewayProps } from './web-socket-gateway-props';
import { WebSocketGatewayRouteOptions } from './web-socket-route-options';
import { Broadcaster } from '../connections/broadcaster';
import { BROADCASTER_OPTIONS } from '../connections/check-broadcaster';
import { CONNECTION_STORE_PROPS } from '../connections/check-connection-store';
import { ConnectionStore } from '../connections/connection-store';
import { StageDomain } from '../edge/stage-domain';
import { checkMembers } from '../private/check-members';
import { defined } from '../private/defined';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

/** What a gateway has to keep who is connected, and to send to them. */
export interface GatewayConnections {
  readonly store: ConnectionStore;
  readonly broadcaster: Broadcaster;
}

/** Defines the store and the broadcaster of a gateway below it, if it has them. */
export function defineConnections(
  gateway: Construct,
  stage: WebSocketStage,
  props: WebSocketGatewayProps,
  domain?: StageDomain,
): GatewayConnections | undefined {
  if (props.connections === undefined) return undefined;
  checkOptions(props.connections, props, gateway, domain);
  const { store: given, broadcaster, connectRoute, ...storeProps } = props.connections;
  const store = given ?? new ConnectionStore(gateway, '#Connections', { callbackUrl: props.disableExecuteApiEndpoint ? domain?.callbackUrl : undefined, ...defined(storeProps) });
  return { store, broadcaster: new Broadcaster(gateway, '#Broadcaster', { ...broadcaster, store, stage }) };
}

/** Fails with a gateway that keeps nothing of who is connected. */
export function noConnections(prop: string, gateway: Construct): never {
  return fail(`'${prop}' is not there, since the gateway does not keep who is connected: set 'connections: {}'`, gateway);
}

/** What calls a function or a backend, which the route of the store has. */
const TARGETS = ['handler', 'stagedHandler', 'integration'] as const;

/** What else a route "$connect" has. */
const CONNECT_OPTIONS: string[] = [
  'authorizer', 'apiKeyRequired', 'response', 'integrationResponses', 'requestModels', 'modelSelectionExpression', 'requestParameters', 'operationName', 'throttle',
] satisfies Array<keyof WebSocketGatewayRouteOptions>;

function checkOptions(options: WebSocketConnectionsOptions, props: WebSocketGatewayProps, gateway: Construct, domain?: StageDomain): void {
  checkMembers(options, ['store', 'broadcaster', 'connectRoute', ...CONNECTION_STORE_PROPS], 'connections', gateway);
  const { store, connectRoute, broadcaster, ...storeProps } = options;
  if (broadcaster !== undefined && !isObject(broadcaster)) fail(`'connections.broadcaster' must be options, such as { concurrency: 100 }, got ${show(broadcaster)}`, gateway);
  if (broadcaster) checkMembers(broadcaster, BROADCASTER_OPTIONS, 'connections.broadcaster', gateway);
  if (store !== undefined && typeof (store as Partial<ConnectionStore>)?._serve !== 'function') fail(`'connections.store' must be a ConnectionStore, got ${show(store)}`, gateway);
  const besides = Object.entries(storeProps).find(([, value]) => value !== undefined);
  if (store && besides) fail(`'connections.${besides[0]}' must be said where the 'store' is defined, got it beside 'store': set it there, or leave 'store' out`, gateway);
  if (connectRoute !== undefined && !isObject(connectRoute)) fail(`'connections.connectRoute' must be options of a route, such as { apiKeyRequired: true }, got ${show(connectRoute)}`, gateway);
  if (connectRoute) checkMembers(connectRoute, [...TARGETS, ...CONNECT_OPTIONS], 'connections.connectRoute', gateway);
  const target = TARGETS.find((prop) => connectRoute?.[prop] !== undefined);
  if (target) fail(`'connections.connectRoute.${target}' must be left out, since the store's own function handles "$connect": ask a function of yours by 'connections.onConnect'`, gateway);
  const { connectRouteOptions, disconnectRouteOptions } = props.webSocketApiProps ?? {};
  if (connectRouteOptions || disconnectRouteOptions) {
    fail("'webSocketApiProps' must not have 'connectRouteOptions' and 'disconnectRouteOptions' with 'connections', whose routes they are: write 'connections.onConnect' and 'connections.connectRoute'", gateway);
  }
  if (props.disableExecuteApiEndpoint === true && !(store ? store._hasCallbackUrl : options.callbackUrl ?? domain)) {
    fail("'connections.callbackUrl', or that of the 'store', must be set with 'disableExecuteApiEndpoint', since messages are posted to the API's own endpoint otherwise: write the URL of the custom domain, \"https://socket.example.com/chat\", for example", gateway);
  }
}
