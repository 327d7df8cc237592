import { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { RouteAlarmOptions } from './alarm-options';
import { AlarmSeverity } from './alarm-severity';

/** An alarm on a rate. */
export interface RateAlarm {
  /** The kind of alarm, which its id begins with: "ServerErrorRate". */
  readonly kind: string;
  /** What the graph calls the rate. */
  readonly label: string;
  /** What happened, and where to look, for a threshold in percent and what is watched. */
  readonly description: (threshold: string, subject: string) => string;
  /** The metric that counts errors. */
  readonly errors: string | ((period: Duration) => IMetric);
  /** The metrics that together count what may fail, by what the expression calls them; `errors` may be one of them. */
  readonly requests: Record<string, string | ((period: Duration) => IMetric)>;
  /** The threshold in percent if the options have none. */
  readonly threshold: number;
  readonly minimumRequests?: number;
  readonly evaluationPeriods?: number;
  readonly severity: AlarmSeverity;
}

/** What the options of a rate say. */
export interface RateOptions extends RouteAlarmOptions {
  readonly threshold?: number;
  readonly minimumRequests?: number;
  readonly evaluationPeriods?: number;
}

/** An alarm on a statistic of durations. */
export interface DurationAlarm {
  readonly kind: string;
  readonly metric: string | ((statistic: string, period: Duration) => IMetric);
  readonly label: string;
  readonly description: (percentile: number, threshold: Duration, periods: string, subject: string) => string;
  readonly threshold: Duration;
  readonly requests: Record<string, string | ((period: Duration) => IMetric)>;
  readonly severity: AlarmSeverity;
}

/** What the options of a duration say. */
export interface DurationOptions extends RouteAlarmOptions {
  readonly percentile?: number;
  readonly threshold?: Duration;
  readonly minimumRequests?: number;
  readonly evaluationPeriods?: number;
}
