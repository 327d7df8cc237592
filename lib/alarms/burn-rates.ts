import { Duration } from 'aws-cdk-lib/core';

/** A time over which the burn rate is taken. */
export interface TimeWindow {
  readonly id: string;
  readonly period: Duration;
  /** As in "over the last hour". */
  readonly words: string;
}

/** Two windows, both of which have to burn the budget faster than the rate. */
export interface BurnRate {
  /** How many times faster than the objective allows: at 1, a budget of 30 days lasts 30 days. */
  readonly rate: number;
  readonly long: TimeWindow;
  /** A twelfth of the long one: whether it still burns. */
  readonly short: TimeWindow;
}

const over = (id: string, period: Duration, words: string): TimeWindow => ({ id, period, words });

/**
 * What wakes somebody: 2 % of the budget in an hour, or 5 % in six.
 *
 * @see https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts (table 5-8)
 */
export const PAGES: readonly BurnRate[] = [
  { rate: 14.4, long: over('1h', Duration.hours(1), 'hour'), short: over('5min', Duration.minutes(5), '5 minutes') },
  { rate: 6, long: over('6h', Duration.hours(6), '6 hours'), short: over('30min', Duration.minutes(30), '30 minutes') },
];

/**
 * What is read on the next working day: 10 % of the budget in a day, or in three. The workbook's table has the second one; alarms of this form that
 * others run, such as those of Kubernetes, have both: https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/config.libsonnet
 */
export const TICKETS: readonly BurnRate[] = [
  { rate: 3, long: over('1d', Duration.days(1), 'day'), short: over('2h', Duration.hours(2), '2 hours') },
  { rate: 1, long: over('3d', Duration.days(3), '3 days'), short: over('6h', Duration.hours(6), '6 hours') },
];

/** The highest of all: no window may ask for more failures than there are requests. */
export const FASTEST = PAGES[0].rate;
