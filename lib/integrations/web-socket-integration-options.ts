import { ContentHandling, HttpMethod, PassthroughBehavior } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration } from 'aws-cdk-lib/core';
import { MappingTemplate } from './mapping-template';

/** Options of `WebSocketIntegrations.httpProxy`. */
export interface WebSocketHttpProxyIntegrationOptions {
  /**
   * The method of the backend.
   *
   * @default HttpMethod.POST
   */
  readonly method?: HttpMethod;

  /**
   * How long API Gateway waits for the backend: 50 milliseconds to 29 seconds.
   *
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;

  /**
   * What the backend gets besides the message, by destination, such as
   * `{ 'integration.request.header.connectionId': 'context.connectionId' }`.
   *
   * @default - nothing
   */
  readonly requestParameters?: Record<string, string>;
}

/** Options of `WebSocketIntegrations.http`. */
export interface WebSocketHttpIntegrationOptions extends WebSocketHttpProxyIntegrationOptions {
  /**
   * Mapping templates of the request, by what `templateSelectionExpression` gives; "$default" is for all else.
   *
   * @default - the message passes as it is
   */
  readonly requestTemplates?: Record<string, string>;

  /**
   * Which of `requestTemplates` is taken: an expression such as `${request.body.kind}`, or a fixed key.
   *
   * @default - the template "$default", if there is one
   */
  readonly templateSelectionExpression?: string;

  /**
   * What happens to a message without a template.
   *
   * @default - API Gateway's: WHEN_NO_MATCH, it passes as it is
   */
  readonly passthroughBehavior?: PassthroughBehavior;

  /**
   * How bodies change between text and bytes.
   *
   * @default - they do not
   */
  readonly contentHandling?: ContentHandling;
}

/** Options of `WebSocketIntegrations.lambdaInvoke`, which calls a function by a template, and answers by another. */
export interface WebSocketLambdaInvokeOptions {
  /**
   * The event that the function gets.
   *
   * @default - the message, which is JSON
   */
  readonly request?: MappingTemplate;

  /**
   * The answer, from what the function returns, if the route has `response`. An error of the function, which has an `errorType`, is
   * `{ "message": "Internal server error" }`.
   *
   * @default - what the function returns
   */
  readonly response?: MappingTemplate;

  /**
   * Whether the function is started, and not waited for: AWS Lambda tries it again if it fails.
   *
   * @default false
   */
  readonly asynchronous?: boolean;

  /**
   * How long API Gateway waits for the function: 50 milliseconds to 29 seconds.
   *
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;

  /**
   * How bodies change between text and bytes.
   *
   * @default - they do not
   */
  readonly contentHandling?: ContentHandling;
}
