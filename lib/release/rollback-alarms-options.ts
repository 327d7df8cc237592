import { Duration } from 'aws-cdk-lib/core';

/** What the alarms have in common that a `FunctionRelease` rolls back by. */
export interface RollbackAlarmOptions {
  /**
   * Calls in a period below which nothing is judged. At least 1.
   *
   * @default - 10 calls of the new version, of which one that fails is too many; 20 calls of the alias for throttles
   */
  readonly minimumRequests?: number;

  /**
   * The time of which each value is taken: whole minutes. CloudWatch looks at the last such time every minute, so that a longer one has more calls to
   * judge by, and is not slower to see that all fail.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1. All have to be within the deployment, or the alarm comes too late.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of an alarm on a share of calls: errors, or throttled calls. */
export interface RollbackRateAlarmOptions extends RollbackAlarmOptions {
  /**
   * The share of calls, in percent, above 0 and at most 100.
   *
   * @default - 5 for errors, 1 for throttled calls
   */
  readonly threshold?: number;
}

/** Options of an alarm on the duration of calls. */
export interface RollbackDurationAlarmOptions extends RollbackAlarmOptions {
  /**
   * The percentile that is watched, above 0 and below 100.
   *
   * @default 90 - in ten calls, it takes two slow ones
   */
  readonly percentile?: number;

  /**
   * How long a call may take.
   *
   * @default - 80 % of the timeout of the function; where that is not known, it has to be said
   */
  readonly threshold?: Duration;
}

/** Options of the alarms of a `FunctionRelease`. */
export interface RollbackAlarmsOptions {
  /**
   * The alarm on calls of the new version that end in an error or a timeout.
   *
   * @default - more than 5 % of at least 10 calls in 5 minutes
   */
  readonly errors?: RollbackRateAlarmOptions;

  /**
   * The alarm on calls of the alias that Lambda refuses: a new version that is slower runs more often at once.
   *
   * @default - more than 1 % of at least 20 calls in 5 minutes
   */
  readonly throttles?: RollbackRateAlarmOptions;

  /**
   * The alarm on how long calls of the new version take.
   *
   * @default - a p90 above 80 % of the timeout, of at least 10 calls in 5 minutes
   */
  readonly duration?: RollbackDurationAlarmOptions;
}
