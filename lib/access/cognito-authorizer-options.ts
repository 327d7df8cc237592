import { Duration } from 'aws-cdk-lib/core';

/** Options of `RouteAuthorizer.cognito`. */
export interface CognitoAuthorizerOptions {
  /**
   * OAuth 2 scopes, of which an access token must have at least one, for routes without `authorizationScopes` of their own.
   *
   * @default - none are asked for: routes take ID tokens
   */
  readonly scopes?: string[];

  /**
   * The header that the token is in: "header.Authorization".
   *
   * @default 'header.Authorization'
   */
  readonly identitySource?: string;

  /**
   * How long a token that was checked is taken as it is: 0 to 3600 whole seconds.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;

  /**
   * The name of the authorizer in the API: letters, digits and ". _ -", at most 128.
   *
   * @default - generated from the user pools
   */
  readonly authorizerName?: string;
}
