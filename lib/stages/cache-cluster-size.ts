import { fail, show } from '../private/errors';

const SIZES = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'];

/**
 * The size of the cache cluster of a stage of a REST API, in gigabytes. It is billed by the hour.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
 */
export class CacheClusterSize {
  /** 0.5 GB. */
  public static readonly GB_0_5 = new CacheClusterSize('0.5');

  /** 1.6 GB. */
  public static readonly GB_1_6 = new CacheClusterSize('1.6');

  /** 6.1 GB. */
  public static readonly GB_6_1 = new CacheClusterSize('6.1');

  /** 13.5 GB. */
  public static readonly GB_13_5 = new CacheClusterSize('13.5');

  /** 28.4 GB. */
  public static readonly GB_28_4 = new CacheClusterSize('28.4');

  /** 58.2 GB. */
  public static readonly GB_58_2 = new CacheClusterSize('58.2');

  /** 118 GB. */
  public static readonly GB_118 = new CacheClusterSize('118');

  /** 237 GB. */
  public static readonly GB_237 = new CacheClusterSize('237');

  /**
   * A size by its number.
   *
   * @param gigabytes one of '0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'
   */
  public static of(gigabytes: string): CacheClusterSize {
    if (!SIZES.includes(gigabytes)) fail(`'gigabytes' must be one of ${SIZES.join(', ')}, got ${show(gigabytes)}: write CacheClusterSize.GB_0_5, for example`);
    return new CacheClusterSize(gigabytes);
  }

  /** The size in gigabytes, as API Gateway takes it. */
  public readonly gigabytes: string;

  private constructor(gigabytes: string) {
    this.gigabytes = gigabytes;
  }
}
