import { IUserPoolClientRef } from 'aws-cdk-lib/aws-cognito';

/** What authorizers of JSON web tokens have in common. */
export interface HttpTokenAuthorizerOptions {
  /**
   * OAuth 2 scopes, of which a token must have at least one, for routes without `authorizationScopes` of their own: at most 10.
   *
   * @default - none are asked for
   */
  readonly scopes?: string[];

  /**
   * Where the token is: "header.Authorization", or "query.token".
   *
   * @default 'header.Authorization'
   */
  readonly identitySource?: string;

  /**
   * The name of the authorizer in the API: letters, digits and ". _ -", at most 128.
   *
   * @default - generated from the issuer
   */
  readonly authorizerName?: string;
}

/** Options of `HttpRouteAuthorizer.cognito`. */
export interface HttpCognitoAuthorizerOptions extends HttpTokenAuthorizerOptions {
  /** The clients of the pool whose tokens are taken: 1 to 50. */
  readonly clients: IUserPoolClientRef[];
}

/** Options of `HttpRouteAuthorizer.jwt`. */
export interface HttpJwtAuthorizerOptions extends HttpTokenAuthorizerOptions {
  /** The issuer, as tokens have it in `iss`: an URL from "https://", where its keys are found by OpenID Connect discovery. */
  readonly issuer: string;

  /** Whom tokens are made for, as they have it in `aud`, or else in `client_id`: one of 1 to 50. */
  readonly audience: string[];
}
