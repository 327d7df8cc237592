import { IpAddressType, IWebSocketRouteAuthorizer, StageOptions, WebSocketApiKeySelectionExpression, WebSocketApiProps } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketConnectionsOptions } from './web-socket-connections-options';
import { WebSocketGatewayStageOptions } from './web-socket-gateway-stage-options';
import { GatewayProps } from '../common/gateway-props';
import { AccountLogging } from '../logs/account-logging';

/** Properties of `WebSocketGateway`. */
export interface WebSocketGatewayProps extends WebSocketGatewayStageOptions, GatewayProps {
  /**
   * The API's name.
   *
   * @default - the construct's id
   */
  readonly apiName?: string;

  /**
   * Whether clients may use IPv6 as well as IPv4.
   *
   * @default - API Gateway's: IPv4
   */
  readonly ipAddressType?: IpAddressType;

  /**
   * Where in a message its route stands.
   *
   * @default '$request.body.action' - the member "action" of a message of JSON
   */
  readonly routeSelectionExpression?: string;

  /**
   * Where the API key of a client stands, for routes that ask for one.
   *
   * @default WebSocketApiKeySelectionExpression.HEADER_X_API_KEY - if a route asks for a key
   */
  readonly apiKeySelectionExpression?: WebSocketApiKeySelectionExpression;

  /**
   * Who may connect, unless the route "$connect" says otherwise: a `WebSocketRouteAuthorizer`, or a
   * `WebSocketLambdaAuthorizer` of `aws-cdk-lib/aws-apigatewayv2-authorizers`.
   *
   * @default WebSocketRouteAuthorizer.iam()
   */
  readonly authorizer?: IWebSocketRouteAuthorizer;

  /**
   * The stage's name: letters, digits, hyphens and underscores, at most 128. It is the first part of the URL's path.
   *
   * @default 'prod'
   */
  readonly stageName?: string;

  /**
   * Keep who is connected, with users and groups, and be able to send to them: `{}` defines a `ConnectionStore`, which is `gateway.connections`, a
   * `Broadcaster`, which is `gateway.broadcaster`, and the routes "$connect" and "$disconnect".
   *
   * @default - nothing of it is there
   */
  readonly connections?: WebSocketConnectionsOptions;

  /**
   * A route "ping" that answers `{"action":"pong"}` without a function, so that clients can keep a connection from being idle for 10 minutes, when
   * API Gateway closes it. Each ping and each answer is billed as a message.
   *
   * @default false
   */
  readonly ping?: boolean;

  /**
   * How API Gateway comes by the role with which it writes logs, a setting of the whole account and Region.
   *
   * @default AccountLogging.ensure() - unless the stage writes no logs
   */
  readonly accountLogging?: AccountLogging;

  /**
   * Anything else of the `WebSocketApi` of `aws-cdk-lib/aws-apigatewayv2`. What is said here wins over this construct's
   * defaults; what is said here and in a property of this construct is an error.
   *
   * @default - none
   */
  readonly webSocketApiProps?: WebSocketApiProps;

  /**
   * Anything else of the `WebSocketStage` of `aws-cdk-lib/aws-apigatewayv2`, such as stage variables, by the same rules.
   *
   * @default - none
   */
  readonly webSocketStageProps?: StageOptions;
}
