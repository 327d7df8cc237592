import { WebSocketGatewayRouteOptions } from './web-socket-route-options';
import { BroadcasterOptions } from '../connections/broadcaster-props';
import { ConnectionStore } from '../connections/connection-store';
import { ConnectionStoreProps } from '../connections/connection-store-props';

/** How a `WebSocketGateway` keeps who is connected. */
export interface WebSocketConnectionsOptions extends ConnectionStoreProps {
  /**
   * A store that is there already, such as one of the stack that has the functions. With it, no other property of a store is set.
   *
   * @default - one is defined
   */
  readonly store?: ConnectionStore;

  /**
   * How messages are sent to many.
   *
   * @default - see the defaults of `BroadcasterOptions`
   */
  readonly broadcaster?: BroadcasterOptions;

  /**
   * What the route "$connect" has besides its handler, such as `authorizer`, `apiKeyRequired` and `throttle`.
   *
   * @default - nothing: the gateway's `authorizer` says who may connect
   */
  readonly connectRoute?: WebSocketGatewayRouteOptions;
}
