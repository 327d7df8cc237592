import { Duration } from 'aws-cdk-lib/core';

/** Which values of a metric of a stage are read. */
export interface StageMetricOptions {
  /**
   * The key of a route, such as "GET /orders/{id}", whose metric it is. It takes `detailedMetrics` of the route or the stage. Not for a WebSocket API.
   *
   * @default - all routes of the stage together
   */
  readonly route?: string;

  /**
   * What is made of the values of a period, such as `Stats.percentile(50)` of `aws-cdk-lib/aws-cloudwatch`.
   *
   * @default Stats.SUM
   */
  readonly statistic?: string;

  /**
   * The time of which each value is taken.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;
}
