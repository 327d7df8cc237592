import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod, HttpRouteIntegration, IHttpRouteAuthorizer, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DescribedRouteOptions } from '../common/described-route-options';
import { StagedFunction } from '../release/staged-function';

/** Options of `HttpGateway.addRoutes`. Exactly one of `handler`, `stagedHandler` and `integration` is set. */
export interface HttpRouteOptions extends DescribedRouteOptions {
  /**
   * The path, from "/": parts of letters, digits and `. _ : $ -`, variables like `{id}`, and `{proxy+}` at the end.
   * A token stands for one part. "$default" takes what no other route does.
   */
  readonly path: string;

  /**
   * The HTTP methods that are routed. Not for the path "$default".
   *
   * @default - all methods as one route, [HttpMethod.ANY]; with `cors`, a route for each but OPTIONS: a route of ANY would take
   * preflight requests from API Gateway, and a closed one refuse them
   */
  readonly methods?: HttpMethod[];

  /**
   * The function, or the alias of one, that gets the whole request and gives the whole response.
   *
   * @default - `integration` is set
   */
  readonly handler?: IFunction;

  /**
   * A function with an alias for each stage: each stage calls its own.
   *
   * @default - `handler` or `integration` is set
   */
  readonly stagedHandler?: StagedFunction;

  /**
   * Any integration of `aws-cdk-lib/aws-apigatewayv2-integrations`.
   *
   * @default - `handler` is set
   */
  readonly integration?: HttpRouteIntegration;

  /**
   * How a `handler` gets the request: `VERSION_1_0` is nearly what a REST API sends.
   *
   * @default PayloadFormatVersion.VERSION_2_0
   */
  readonly payloadFormatVersion?: PayloadFormatVersion;

  /**
   * Who may call: a `HttpRouteAuthorizer`, or an authorizer of `aws-cdk-lib/aws-apigatewayv2-authorizers`.
   *
   * @default - the gateway's `authorizer`
   */
  readonly authorizer?: IHttpRouteAuthorizer;

  /**
   * OAuth 2 scopes, of which an access token must have at least one. At most 10, and only with an authorizer of JSON
   * web tokens, such as a `HttpJwtAuthorizer` or a `HttpUserPoolAuthorizer`.
   *
   * @default - none are asked for
   */
  readonly authorizationScopes?: string[];

  /**
   * Requests per second and at once that each of these routes takes; callers above it get 429. What is left out is the
   * stage's.
   *
   * @default - the gateway's `throttle`
   */
  readonly throttle?: ThrottleSettings;
}
