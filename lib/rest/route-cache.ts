import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration } from 'aws-cdk-lib/core';

/** How the answers of a route are cached, in stages that have a cache. */
export interface RouteCacheOptions {
  /**
   * What tells requests apart, besides the path: "path.id", "query.page", "header.x-tenant". Every variable of the path is a
   * key, and so is what the authorizer of the route reads: an answer for one caller must not go to another.
   *
   * @default - the variables of the path, and what the authorizer reads
   */
  readonly keys?: string[];

  /**
   * Keys that are there by themselves and shall not be, by name, such as "header.Authorization" for answers that are the same for
   * every caller.
   *
   * @default - none
   */
  readonly withoutKeys?: string[];

  /**
   * Which of the route's methods are cached.
   *
   * @default [HttpMethod.GET]
   */
  readonly methods?: HttpMethod[];

  /**
   * How long an answer is served from the cache: 1 second to 1 hour.
   *
   * @default - as for the stage
   */
  readonly ttl?: Duration;

  /**
   * Whether answers are encrypted in the cache.
   *
   * @default - as for the stage
   */
  readonly encrypted?: boolean;
}
