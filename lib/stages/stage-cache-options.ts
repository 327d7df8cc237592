import { Duration } from 'aws-cdk-lib/core';
import { CacheClusterSize } from './cache-cluster-size';

/** The cache of a stage of a REST API. Only routes that say `cache` are cached. */
export interface StageCacheOptions {
  /**
   * Whether the stage has a cache. For a stage that would inherit one.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The size of the cluster, which is billed by the hour. To change it takes about four minutes and empties the cache.
   *
   * @default CacheClusterSize.GB_0_5
   */
  readonly clusterSize?: CacheClusterSize;

  /**
   * How long an answer is served from the cache: 1 second to 1 hour.
   *
   * @default Duration.minutes(5)
   */
  readonly ttl?: Duration;

  /**
   * Whether answers are encrypted in the cache.
   *
   * @default true
   */
  readonly encrypted?: boolean;
}

/** Whether and how long a route is cached in a stage. */
export interface RouteCacheSettings {
  /**
   * Whether the route is cached, in a stage that has a cache. Say false for one deployment before `cache` is taken away from a
   * route: while its keys go and its cache is still there, callers get answers for others.
   *
   * @default true
   */
  readonly enabled?: boolean;

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
