import { IAuthorizer, IModel, Integration, IRequestValidator, MethodResponse, ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RouteCacheOptions } from './route-cache';
import { DescribedRouteOptions } from '../common/described-route-options';
import { RequestSchema } from '../integrations/request-schema';
import { StagedFunction } from '../release/staged-function';

/** Options of `RestGateway.addRoutes`. Exactly one of `handler`, `stagedHandler` and `integration` is set. */
export interface RestRouteOptions extends DescribedRouteOptions {
  /**
   * The path, from "/": parts of letters, digits and `. _ : $ -`, variables like `{id}`, and `{proxy+}` at the end.
   * A token stands for one part.
   */
  readonly path: string;

  /**
   * The HTTP methods that are routed.
   *
   * @default [HttpMethod.ANY]
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
   * Any integration of `aws-cdk-lib/aws-apigateway`.
   *
   * @default - `handler` is set
   */
  readonly integration?: Integration;

  /**
   * Who may call: a `RouteAuthorizer`, or an authorizer of `aws-cdk-lib/aws-apigateway`.
   *
   * @default - the gateway's `authorizer`
   */
  readonly authorizer?: IAuthorizer;

  /**
   * OAuth 2 scopes, of which an access token must have at least one. Only with a `CognitoUserPoolsAuthorizer`.
   *
   * @default - none are asked for
   */
  readonly authorizationScopes?: string[];

  /**
   * Callers have to send the key of a usage plan in `x-api-key`. It tells callers apart; it does not authorize them.
   *
   * @default false
   */
  readonly apiKeyRequired?: boolean;

  /**
   * The name of the operation in SDKs that are generated from the API.
   *
   * @default - generated from path and method
   */
  readonly operationName?: string;

  /**
   * What the body of a request has to be. What is not so gets 400 with the reason, before it reaches the integration. A body of
   * another content type than JSON is not looked at: an integration of `Integrations` takes none, and a `handler` has to check it.
   *
   * @default - anything
   */
  readonly requestSchema?: RequestSchema;

  /**
   * Parameters without which a request gets 400: "query.page", "header.X-Tenant". Empty ones are missing, too.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
   * @default - none but the variables of the path
   */
  readonly requiredParameters?: string[];

  /**
   * Request parameters, as `method.request.querystring.page`, and whether each must be there.
   *
   * @default - none are declared
   */
  readonly requestParameters?: Record<string, boolean>;

  /**
   * Models of the request's body by content type.
   *
   * @default - none
   */
  readonly requestModels?: Record<string, IModel>;

  /**
   * What of a request is validated: its body, its parameters, or both.
   *
   * @default - what `requestSchema` and `requiredParameters` ask for, otherwise nothing
   */
  readonly requestValidator?: IRequestValidator;

  /**
   * The responses that callers may get, as SDKs and documentation have them. A `handler` answers as it likes.
   *
   * @default - none are declared
   */
  readonly methodResponses?: MethodResponse[];

  /**
   * Requests per second and at once that each of these methods takes; callers above it get 429. What is left out is the
   * stage's.
   *
   * @default - the gateway's `throttle`
   */
  readonly throttle?: ThrottleSettings;

  /**
   * How answers are cached, in stages that have a `cache`. Keys that tell callers and paths apart are there by themselves.
   *
   * @default - the route is not cached
   */
  readonly cache?: RouteCacheOptions;
}
