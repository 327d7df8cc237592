import { AlarmOptions } from './alarm-options';

/**
 * Options of an alarm on a rate that is read from the access log by a metric filter, whose metric CloudWatch bills at 0.30 USD a month: of throttled requests,
 * integration timeouts or errors of authorizers.
 */
export interface AccessLogRateAlarmOptions extends AlarmOptions {
  /**
   * The share of requests, in percent, above 0 and at most 100.
   *
   * @default 1 - nothing was wrong with the requests that are counted, so that few are too many, and one alone is none
   */
  readonly threshold?: number;

  /**
   * Requests in a period below which the rate counts as 0. At least 1.
   *
   * @default 100 - with the default threshold, it takes two
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}
