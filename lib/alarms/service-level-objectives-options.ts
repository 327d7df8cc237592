import { Duration } from 'aws-cdk-lib/core';

/** How many requests are to be answered within which time. */
export interface LatencyObjective {
  /**
   * The share of requests that are to be answered in time, in percent: above 93.06 and at most 99.99. 99 with `under: Duration.seconds(1)` is "the
   * p99 of latency is at most a second".
   */
  readonly percentile: number;

  /** The time in which they are to be answered, as callers see it: the metric `Latency` of API Gateway. Whole milliseconds, above 0. */
  readonly under: Duration;
}

/**
 * What an API promises, over any 30 days, and when somebody is told that it is not kept.
 *
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export interface ServiceLevelObjectivesOptions {
  /**
   * The share of requests that do not end in a 5xx status, in percent: above 93.06 and at most 99.99. What is refused with a 4xx status, throttled
   * requests among it, is a request that was answered.
   *
   * @default - no objective
   */
  readonly availability?: number;

  /**
   * The share of requests that are answered in time, whatever their status.
   *
   * @default - no objective
   */
  readonly latency?: LatencyObjective;

  /**
   * How many requests in a long window have to fail, or to be slow, until it counts. At least 1. It is what keeps a single error at night from waking
   * somebody, when one is a large share of a few requests.
   *
   * @default 10 - more than a client that tries again a few times makes of one failure
   */
  readonly minimumFailures?: number;

  /**
   * The key of a route, such as "GET /orders/{id}", that the objectives are of. It takes `detailedMetrics` of the route or the stage, which
   * CloudWatch bills.
   *
   * @default - all routes of the stage together
   */
  readonly route?: string;

  /**
   * Where it is written what to do when an objective is at risk: a URL, which the descriptions of the alarms end in.
   *
   * @default - that of the alarms of the stage
   */
  readonly runbookUrl?: string;
}

/** What may be promised of a stage. */
export interface ServiceLevelOptions {
  /**
   * What the API promises over any 30 days: `{ availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } }`. Each objective has an
   * alarm of high severity and one of low severity, on how fast its error budget is burnt.
   *
   * @default - no objectives
   */
  readonly slo?: ServiceLevelObjectivesOptions;
}
