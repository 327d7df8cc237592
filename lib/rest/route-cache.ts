import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { RouteCacheSettings } from '../stages/stage-cache-options';

/** How the answers of a route are cached, in stages that have a cache. */
export interface RouteCacheOptions extends RouteCacheSettings {
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
}
