import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Tokenization } from 'aws-cdk-lib/core';
import { AlarmLinks } from './describe-alarm';

/** A metric of what an objective is of. */
export type MetricOf = (metricName: string, statistic: string, period: Duration) => cloudwatch.Metric;

/** An objective: which requests are good enough, and how many of them have to be. */
export interface Objective {
  /** The id of its alarms. */
  readonly id: string;
  /** Such as "availability of 99.9 %". */
  readonly name: string;
  /** What a request did that does not meet it, such as "ended in a 5xx status". */
  readonly miss: string;
  /** Where to look when it is not met. */
  readonly look: string;
  /** The share of requests that has to be good, in percent. */
  readonly target: number;
  /** The share of requests that is not, in percent. */
  readonly failed: string;
  /** How many requests are not. */
  readonly failures: string;
  /** What the two expressions need. */
  readonly metrics: (period: Duration) => Record<string, cloudwatch.Metric>;
  /** Which of that the share alone needs. */
  readonly ofShare: readonly string[];
}

/** Of what the objectives are. */
export interface MeasuredStage {
  /** What the objectives are called on a dashboard, beside others. */
  readonly title: string;
  readonly subject: string;
  /** What API Gateway calls answers of 5xx. */
  readonly serverErrors: string;
  readonly metricOf: MetricOf;
}

/** What the alarms of an objective are told. */
export interface WatchedObjective {
  readonly objective: Objective;
  /** Whose objective it is. */
  readonly subject: string;
  readonly minimumFailures: number;
  readonly links: AlarmLinks;
}

/** Answers other than 5xx. */
export function availability(target: number, serverErrors: string, metricOf: MetricOf): Objective {
  return {
    id: 'Availability',
    name: `availability of ${target} %`,
    miss: 'ended in a 5xx status',
    look: 'see its access log for the routes with 5xx',
    target,
    // a period without requests has no datapoint; errors that are missing are 0
    failed: '100 * FILL(errors, 0) / requests',
    failures: 'FILL(errors, 0)',
    metrics: (period) => ({
      errors: metricOf(serverErrors, cloudwatch.Stats.SUM, period),
      requests: metricOf('Count', cloudwatch.Stats.SUM, period),
    }),
    ofShare: ['errors', 'requests'],
  };
}

/**
 * Answers in time: a percentile rank is "the percentage of values that meet a fixed threshold", the upper bound among them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function latency(target: number, under: Duration, metricOf: MetricOf): Objective {
  const milliseconds = under.toMilliseconds();
  return {
    id: 'Latency',
    name: `latency of ${milliseconds} ms for ${target} % of requests`,
    miss: `took longer than ${milliseconds} ms`,
    look: 'see integrationLatency in its access log',
    target,
    failed: '(100 - intime)',
    failures: 'requests * (100 - intime) / 100',
    metrics: (period) => ({
      intime: metricOf('Latency', cloudwatch.Stats.percentileRank(milliseconds), period),
      requests: metricOf('Latency', cloudwatch.Stats.SAMPLE_COUNT, period),
    }),
    ofShare: ['intime'],
  };
}

/** The share of requests that may fail, in percent: 100 - 99.9 is not quite 0.1. */
export function budgetOf({ target }: Objective): number {
  return Number((100 - target).toFixed(6));
}

/** How many times faster than it may the budget is burnt in a window; 0 if fewer requests than a minimum fail. */
export function burnRate(objective: Objective, period: Duration, minimumFailures?: number): cloudwatch.MathExpression {
  const { failed, failures, metrics, ofShare } = objective;
  const rate = `${failed} / ${budgetOf(objective)}`;
  const all = metrics(period);
  return new cloudwatch.MathExpression({
    label: `Burn rate of ${objective.id.toLowerCase()} over ${period.toHumanString()}`,
    expression: minimumFailures === undefined ? rate : `IF(${failures} >= ${Tokenization.stringifyNumber(minimumFailures)}, ${rate}, 0)`,
    usingMetrics: minimumFailures === undefined ? Object.fromEntries(ofShare.map((id) => [id, all[id]])) : all,
    period,
  });
}
