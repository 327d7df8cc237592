import { AuthorizerPayloadVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { Duration } from 'aws-cdk-lib/core';

/** What authorizers of REST and HTTP APIs that ask a function have in common. */
export interface LambdaAuthorizerOptions {
  /**
   * Every answer of the function holds for all routes that ask it: it depends on the identity sources alone, and not on
   * method or path, and a policy in it names all of these routes (`…/*`). One answer is then kept for all of them.
   *
   * Without it the method and the path of a request are part of what an answer is kept for, since API Gateway would use the answer for one route
   * for every other: callers would be refused, or let in, where the function was never asked.
   *
   * @default false
   */
  readonly coversAllRoutes?: boolean;

  /**
   * The role in whose name API Gateway invokes the function, which gets a policy for it.
   *
   * @default - the function permits the API to invoke it
   */
  readonly assumeRole?: IRole;

  /**
   * The name of the authorizer in the API: letters, digits and ". _ -", at most 128.
   *
   * @default - generated from the function
   */
  readonly authorizerName?: string;
}

/** Options of `RouteAuthorizer.lambdaToken`. */
export interface LambdaTokenAuthorizerOptions extends LambdaAuthorizerOptions {
  /**
   * The header that the token is in: "header.Authorization". A request without it gets 401, and the function is not asked.
   *
   * @default 'header.Authorization'
   */
  readonly identitySource?: string;

  /**
   * A regular expression that the whole token matches. Others get 401, and the function is not asked.
   *
   * @default - any token
   */
  readonly validationRegex?: string;

  /**
   * How long an answer is kept for a token: 0 to 3600 whole seconds. Above 0 only with `coversAllRoutes`, since nothing
   * but the token can tell answers apart.
   *
   * @default - Duration.minutes(5) with `coversAllRoutes`, otherwise Duration.seconds(0)
   */
  readonly resultsCacheTtl?: Duration;
}

/** Options of `RouteAuthorizer.lambdaRequest`. */
export interface LambdaRequestAuthorizerOptions extends LambdaAuthorizerOptions {
  /**
   * What of a request the answers of the function depend on: "header.Authorization", "query.token", "context.identity.sourceIp",
   * "stageVariables.tenant". An answer is kept for the values of all of them. A request without one of them gets 401, and the function is not asked.
   *
   * @default - none, which needs a `resultsCacheTtl` of 0: the function is asked about every request
   */
  readonly identitySources?: string[];

  /**
   * How long an answer is kept: 0 to 3600 whole seconds.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;
}

/** Options of `HttpRouteAuthorizer.lambdaRequest`. */
export interface HttpLambdaRequestAuthorizerOptions extends LambdaRequestAuthorizerOptions {
  /**
   * The function answers by an IAM policy, as that of a REST API does, and not by `{ isAuthorized: true }`.
   *
   * @default false - true with `AuthorizerPayloadVersion.VERSION_1_0`, which has no other answers
   */
  readonly policyResponses?: boolean;

  /**
   * How the function gets the request: `VERSION_1_0` is nearly what a REST API sends.
   *
   * @default AuthorizerPayloadVersion.VERSION_2_0
   */
  readonly payloadFormatVersion?: AuthorizerPayloadVersion;
}
