import { Duration, Mixin } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { CacheClusterSize } from './cache-cluster-size';
import { StageCacheOptions } from './stage-cache-options';
import { AnyStage, isRestStage, isStage } from '../private/api-type';
import { checkCacheSettings } from '../private/cache-settings';
import { fail, show } from '../private/errors';
import { checkKinds, isFlag, TRUE_OR_FALSE } from '../private/kinds';
import { setStageWide } from '../private/method-settings';

/** Properties of `StageCache`. */
export interface StageCacheProps extends StageCacheOptions {
  /**
   * Whether all GET methods are cached, and not only those whose own settings say so. By what a caller sends beyond the path
   * API Gateway tells requests apart only if it is a cache key: without keys, everybody gets one answer.
   *
   * @default false
   */
  readonly allGetMethods?: boolean;
}

/**
 * The cache of a stage of a REST API.
 *
 * Sets the stage's cluster, and for all methods how long and how answers are kept; what a method's own setting says stays.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export class StageCache extends Mixin {
  constructor(private readonly props: StageCacheProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return isStage(construct);
  }

  public applyTo(construct: IConstruct): void {
    const stage = construct as AnyStage;
    if (!isRestStage(stage)) fail('caches are for stages of REST APIs, and API Gateway offers none for HTTP and WebSocket APIs: leave the mixin out', stage);
    const { enabled = true, clusterSize = CacheClusterSize.GB_0_5, ttl = Duration.minutes(5), encrypted = true, allGetMethods = false } = this.props;
    checkCacheSettings('cache', this.props, stage);
    checkKinds<StageCacheProps>(this.props, [['allGetMethods', isFlag, TRUE_OR_FALSE]], stage);
    if (typeof (clusterSize as CacheClusterSize | null)?.gigabytes !== 'string') fail(`'cache.clusterSize' must be a size, got ${show(clusterSize)}: write CacheClusterSize.GB_0_5, for example`, stage);
    stage.cacheClusterEnabled = enabled;
    stage.cacheClusterSize = enabled ? clusterSize.gigabytes : undefined;
    setStageWide(stage, {
      cachingEnabled: enabled && allGetMethods,
      cacheTtlInSeconds: enabled ? ttl.toSeconds() : undefined,
      cacheDataEncrypted: enabled ? encrypted : undefined,
    });
  }
}
