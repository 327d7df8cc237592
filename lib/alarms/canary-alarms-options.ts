import { Duration } from 'aws-cdk-lib/core';
import { AlarmOptions } from './alarm-options';

/** Options of the alarm on the rate of server errors of a canary. */
export interface CanaryServerErrorRateAlarmOptions extends AlarmOptions {
  /**
   * The share of the canary's requests that may end in a 5xx status, in percent, above 0 and at most 100.
   *
   * @default 5 - as for the stage
   */
  readonly threshold?: number;

  /**
   * Requests to the canary in a period below which the rate counts as 0. At least 1.
   *
   * @default 20 - with the default threshold, it takes two errors
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of the alarm on the latency of a canary. */
export interface CanaryLatencyAlarmOptions extends AlarmOptions {
  /**
   * The percentile that is watched, above 0 and below 100.
   *
   * @default 99
   */
  readonly percentile?: number;

  /**
   * The time between a request's arrival and its response that the percentile may reach.
   *
   * @default Duration.seconds(3) - as for the stage
   */
  readonly threshold?: Duration;

  /**
   * Requests to the canary in a period below which latency counts as 0. At least 1.
   *
   * @default 100 - of fewer, p99 is the slowest one, and a single cold start would raise the alarm
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1 - a canary is watched for minutes
   */
  readonly evaluationPeriods?: number;
}
