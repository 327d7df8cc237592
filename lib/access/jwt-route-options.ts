import { Duration } from 'aws-cdk-lib/core';
import { JwtAuthorizerProps } from './jwt-authorizer-props';

/** Options of `RouteAuthorizer.fromJwtAuthorizer`. */
export interface FromJwtAuthorizerOptions {
  /**
   * How long API Gateway keeps an answer for a token: 0 to 3600 whole seconds. So long a token is accepted after it has expired or was
   * revoked; `Duration.seconds(0)` asks the function each time.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;

  /**
   * The name of the authorizer in the API: letters, digits and ". _ -", at most 128.
   *
   * @default - generated from the function
   */
  readonly authorizerName?: string;
}

/** Options of `RouteAuthorizer.jwt`. */
export interface JwtRouteAuthorizerOptions extends JwtAuthorizerProps {
  /**
   * How long API Gateway keeps an answer for a token: 0 to 3600 whole seconds. So long a token is accepted after it has expired or was
   * revoked; `Duration.seconds(0)` asks the function each time.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;

  /**
   * The name of the authorizer in the API: letters, digits and ". _ -", at most 128.
   *
   * @default - generated from the issuer
   */
  readonly authorizerName?: string;
}

/** Options of `WebSocketRouteAuthorizer.jwt`. */
export interface WebSocketJwtRouteAuthorizerOptions extends JwtAuthorizerProps {
  /**
   * The name of the authorizer in the API: letters, digits and ". _ -", at most 128.
   *
   * @default - generated from the issuer
   */
  readonly authorizerName?: string;
}
