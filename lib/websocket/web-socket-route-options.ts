import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { IWebSocketRouteAuthorizer, WebSocketRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { WebSocketModel } from './web-socket-model';
import { StagedFunction } from '../release/staged-function';

/** What API Gateway makes of an answer of a backend, for the client. */
export interface WebSocketIntegrationResponse {
  /**
   * Which answers it is for: "$default" for all that no other takes, or a pattern of the status code (of HTTP) or the
   * error (of Lambda) between slashes, such as `/4\d\d/`.
   *
   * @default '$default'
   */
  readonly responseKey?: string;

  /**
   * Mapping templates, by what `templateSelectionExpression` gives; "$default" is for all else.
   *
   * @default - the answer passes as it is
   */
  readonly responseTemplates?: Record<string, string>;

  /**
   * Which of `responseTemplates` is taken: an expression such as `${integration.response.statuscode}`, or a fixed key.
   *
   * @default - the template "$default", if there is one
   */
  readonly templateSelectionExpression?: string;
}

/** Options of `WebSocketGateway.addRoute`. At most one of `handler`, `stagedHandler` and `integration` is set, and one must be, but for "$connect". */
export interface WebSocketGatewayRouteOptions {
  /**
   * The function, or the alias of one, that gets the message.
   *
   * @default - `integration` is set, or the route is "$connect" and lets in whom its authorizer knows
   */
  readonly handler?: IFunction;

  /**
   * A function with an alias for each stage: each stage calls its own.
   *
   * @default - `handler` or `integration` is set
   */
  readonly stagedHandler?: StagedFunction;

  /**
   * One of `WebSocketIntegrations`, or any integration of `aws-cdk-lib/aws-apigatewayv2-integrations`.
   *
   * @default - `handler` is set, or the route is "$connect" and lets in whom its authorizer knows
   */
  readonly integration?: WebSocketRouteIntegration;

  /**
   * Who may connect: a `WebSocketRouteAuthorizer`, or a `WebSocketLambdaAuthorizer` of
   * `aws-cdk-lib/aws-apigatewayv2-authorizers`. Only for "$connect": a connection is authorized once.
   *
   * @default - the gateway's `authorizer` for "$connect"
   */
  readonly authorizer?: IWebSocketRouteAuthorizer;

  /**
   * Clients have to have the key of a usage plan, where the gateway's `apiKeySelectionExpression` looks for it. It
   * tells clients apart; it does not authorize them. Only for "$connect".
   *
   * @default false
   */
  readonly apiKeyRequired?: boolean;

  /**
   * Send the answer of the integration back to the client. Without it the client gets none.
   *
   * @default false
   */
  readonly response?: boolean;

  /**
   * What becomes of the answers of an integration that is not a proxy. Only with `response`.
   *
   * @default - with `response`, what the integration says, and otherwise answers pass as they are
   */
  readonly integrationResponses?: WebSocketIntegrationResponse[];

  /**
   * Models that messages must match, by what `modelSelectionExpression` gives; "$default" is for all else.
   *
   * @default - messages are not validated
   */
  readonly requestModels?: Record<string, WebSocketModel>;

  /**
   * Which of `requestModels` is taken: an expression such as `$request.body.kind`.
   *
   * @default - "$default", if it is the only model; otherwise it must be set
   */
  readonly modelSelectionExpression?: string;

  /**
   * Parameters of the request to connect, as `route.request.querystring.token`, and whether each must be there. Only for
   * "$connect": messages have none.
   *
   * @default - none are declared
   */
  readonly requestParameters?: Record<string, boolean>;

  /**
   * The name of the operation.
   *
   * @default - none
   */
  readonly operationName?: string;

  /**
   * Messages per second and at once that the route takes, over all connections. What is left out is the stage's.
   *
   * @default - the gateway's `throttle`
   */
  readonly throttle?: ThrottleSettings;
}
