import { Duration } from 'aws-cdk-lib/core';

/** Options of the alarm on the rate of server errors. */
export interface ServerErrorRateAlarmOptions {
  /**
   * The share of requests that may end in a 5xx status, in percent, above 0 and at most 100.
   *
   * @default 5 - above what single failed calls make of a quiet period, well below an outage
   */
  readonly threshold?: number;

  /**
   * Requests in a period below which the rate counts as 0, so that one failed call at night wakes nobody. At least 1.
   *
   * @default 20 - with the default threshold, it takes two errors
   */
  readonly minimumRequests?: number;

  /**
   * The time over which requests and errors are counted: whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of the alarm on latency. */
export interface LatencyAlarmOptions {
  /**
   * The percentile that is watched, above 0 and below 100.
   *
   * @default 99
   */
  readonly percentile?: number;

  /**
   * The time between a request's arrival and its response that the percentile may reach.
   *
   * @default Duration.seconds(3) - a cold start fits in, and no person waits longer without noticing
   */
  readonly threshold?: Duration;

  /**
   * Requests in a period below which latency counts as 0. At least 1.
   *
   * @default 100 - of fewer, p99 is the slowest one, and a single cold start would raise the alarm
   */
  readonly minimumRequests?: number;

  /**
   * The time over which the percentile is taken: whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 3 - a quarter of an hour: slow is worth a look when it lasts
   */
  readonly evaluationPeriods?: number;
}

/** Options of the standard alarms of a REST or HTTP API. */
export interface StandardAlarmsOptions {
  /**
   * The alarm on the rate of server errors.
   *
   * @default - more than 5 % of at least 20 requests in 5 minutes
   */
  readonly serverErrorRate?: ServerErrorRateAlarmOptions;

  /**
   * The alarm on latency.
   *
   * @default - p99 above 3 seconds for 15 minutes, of at least 100 requests in each 5 of them
   */
  readonly latency?: LatencyAlarmOptions;
}
