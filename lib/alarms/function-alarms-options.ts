import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { AlarmGroupOptions } from './alarm-group-options';
import { AlarmOptions } from './alarm-options';
import { AlertOptions } from './alert-options';

/** Options of an alarm on a share of the calls of a function: errors, or throttled calls. */
export interface FunctionRateAlarmOptions extends AlarmOptions {
  /**
   * The share of calls, in percent, above 0 and at most 100.
   *
   * @default - 5 for errors, as for the server errors that they become; 1 for throttled calls, each of which is an answer 500 or 503 to nobody's fault
   */
  readonly threshold?: number;

  /**
   * Calls in a period below which the rate counts as 0. At least 1.
   *
   * @default 20 - with a threshold of 5 %, it takes two
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of an alarm on the duration of a function. */
export interface FunctionDurationAlarmOptions extends AlarmOptions {
  /**
   * The percentile that is watched, above 0 and below 100.
   *
   * @default 99
   */
  readonly percentile?: number;

  /**
   * How long a call may take.
   *
   * @default - 80 % of the timeout of the function: what comes that close fails on a bad day. An imported function, whose timeout is not known, needs it
   */
  readonly threshold?: Duration;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 3 - a quarter of an hour: a single slow call is no trend
   */
  readonly evaluationPeriods?: number;
}

/** Options of an alarm on the concurrency of a function. */
export interface FunctionConcurrencyAlarmOptions extends AlarmOptions {
  /**
   * The share of `limit` that may run at once, in percent, above 0 and at most 100.
   *
   * @default 80 - traffic that grows by a quarter meets the limit
   */
  readonly threshold?: number;

  /**
   * How many calls can run at once, from 1.
   *
   * @default - the reserved concurrency of the function, or 1,000, which an account has for all its functions in a Region by default
   * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  readonly limit?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of an alarm on calls that found no provisioned concurrency free. */
export interface FunctionSpilloverAlarmOptions extends AlarmOptions {
  /**
   * Calls in a period that may find none. At least 1.
   *
   * @default 10 - each is a cold start that provisioned concurrency is paid to avoid; a few are what a peak is
   */
  readonly threshold?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 3 - a quarter of an hour: a peak passes, and provisioned concurrency that is too small does not
   */
  readonly evaluationPeriods?: number;
}

/** Which alarms a function gets: those whose options are given. */
export interface FunctionAlarmSetOptions {
  /**
   * The alarm on calls that end in an error of the function.
   *
   * @default - more than 5 % of at least 20 calls in 5 minutes
   */
  readonly errors?: FunctionRateAlarmOptions;

  /**
   * The alarm on calls that Lambda refuses, because as many run as may at once.
   *
   * @default - more than 1 % of at least 20 calls in 5 minutes
   */
  readonly throttles?: FunctionRateAlarmOptions;

  /**
   * The alarm on how long calls take.
   *
   * @default - none
   */
  readonly duration?: FunctionDurationAlarmOptions;

  /**
   * The alarm on how many calls run at once.
   *
   * @default - none
   */
  readonly concurrency?: FunctionConcurrencyAlarmOptions;

  /**
   * The alarm on calls that found no provisioned concurrency free. For an alias or a version, which alone has provisioned concurrency.
   *
   * @default - none
   */
  readonly provisionedSpillover?: FunctionSpilloverAlarmOptions;
}

/** Options of `FunctionAlarms`. */
export interface FunctionAlarmsOptions extends FunctionAlarmSetOptions, AlarmGroupOptions, AlertOptions {}

/** Options of alarms on a function behind an API. */
export interface AddFunctionOptions extends FunctionAlarmSetOptions {
  /** The function, or an alias or a version of it, which is then watched by itself. */
  readonly handler: IFunction;
}
