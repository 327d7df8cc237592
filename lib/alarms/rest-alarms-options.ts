import { RouteAlarmOptions } from './alarm-options';

/** Options of the alarm on the hit rate of the cache. Its `period` is 15 minutes by default: traffic of an hour is what tells whether a cache pays. */
export interface CacheHitRateAlarmOptions extends RouteAlarmOptions {
  /**
   * The share of requests to cached routes that the cache has to answer, in percent, above 0 and at most 100.
   *
   * @default 50 - of a cache that answers less, more than every other request still reaches the backend
   */
  readonly threshold?: number;

  /**
   * Requests to cached routes in a period below which the rate counts as 100. At least 1.
   *
   * @default 100 - of fewer, most are the first of their kind
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row below the threshold that raise the alarm. At least 1.
   *
   * @default 4 - an hour: after a deployment the cache is empty
   */
  readonly evaluationPeriods?: number;
}
