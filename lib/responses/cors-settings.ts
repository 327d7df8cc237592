import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration } from 'aws-cdk-lib/core';

/**
 * Which browsers of other origins may call an API, and what they get to see.
 *
 * @see https://fetch.spec.whatwg.org/#http-cors-protocol
 */
export interface CorsSettings {
  /**
   * Origins as browsers send them, without a path: "https://shop.example.com". "*" is every origin, and not with
   * `allowCredentials`. A REST API also takes all sub-domains, "https://*.example.com"; a HTTP API takes "https://*".
   *
   * Several origins of a REST API: an answer names the one that asks, if it is one of them, and says `Vary: Origin`. The errors of API
   * Gateway itself can make no choice, and name whoever asks.
   */
  readonly allowOrigins: string[];

  /**
   * The methods that browsers may use.
   *
   * @default - those of the routes of a path, of a HTTP API those of all routes
   */
  readonly allowMethods?: HttpMethod[];

  /**
   * Request headers that browsers may send besides those that need no leave.
   *
   * @default - those that AWS' SDKs send: Content-Type, X-Amz-Date, Authorization, X-Api-Key, X-Amz-Security-Token and X-Amz-User-Agent
   */
  readonly allowHeaders?: string[];

  /**
   * Whether browsers send cookies and client certificates along, and show the answer all the same.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;

  /**
   * Response headers that scripts may read besides those that they always may.
   *
   * @default - none
   */
  readonly exposeHeaders?: string[];

  /**
   * How long browsers keep the answer to a preflight request: whole seconds, at most a day. Browsers have limits of their own.
   *
   * @default - the browser's, 5 seconds in most
   */
  readonly maxAge?: Duration;
}
