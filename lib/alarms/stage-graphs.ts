import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { AlarmGroup } from './alarm-group';
import { COLORS } from './dashboard-colors';
import { WatchedStage } from './watched-stage';

/** How high graphs are, and queries beside them. */
export const GRAPH_HEIGHT = 6;

/** Of which each value of a graph is, until somebody shows so long a time that it is more. */
export const GRAPH_PERIOD = Duration.minutes(5);

/** What a graph shows beside its title. */
export interface GraphOptions {
  readonly right?: cloudwatch.IMetric[];
  readonly width?: number;
  /** The kinds of alarms whose thresholds are drawn. */
  readonly alarms?: string[];
  readonly unit?: string;
  readonly stacked?: boolean;
}

/** The graphs of a stage, and the metrics in them. */
export class StageGraphs {
  /**
   * @param stage  whose metrics are shown
   * @param alarms whose thresholds are drawn
   */
  constructor(private readonly stage: WatchedStage, private readonly alarms: AlarmGroup | undefined) {}

  /** A metric of the stage. */
  public metric(metricName: string, statistic: string, label: string, color?: string, dimensions = this.stage.dimensions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: dimensions, statistic, period: GRAPH_PERIOD, label, color });
  }

  /** The percentiles of a duration. */
  public percentiles(metricName: string, dimensions?: Record<string, string>): cloudwatch.Metric[] {
    return (['p50', 'p90', 'p99'] as const).map((percentile) => this.metric(metricName, percentile, percentile, COLORS[percentile], dimensions));
  }

  /** What a share of the requests is, in percent. */
  public rate(
    part: string,
    totals: string[],
    label: string,
    color?: string,
    dimensions?: Record<string, string>,
    suffix = '',
  ): cloudwatch.MathExpression {
    const idOf = (metricName: string) => `m${metricName}${suffix}`;
    const names = [...new Set([part, ...totals])];
    const total = totals.length === 1 ? idOf(totals[0]) : `(${totals.map((name) => `FILL(${idOf(name)}, 0)`).join(' + ')})`;
    return new cloudwatch.MathExpression({
      expression: `100 * FILL(${idOf(part)}, 0) / ${total}`,
      usingMetrics: Object.fromEntries(names.map((name) => [idOf(name), this.metric(name, cloudwatch.Stats.SUM, name, undefined, dimensions)])),
      period: GRAPH_PERIOD,
      label,
      color,
    });
  }

  /** A graph over time, with the thresholds of alarms. */
  public graph(title: string, left: cloudwatch.IMetric[], options: GraphOptions = {}): cloudwatch.GraphWidget {
    const { right, width = 8, alarms = [], unit, stacked } = options;
    const compared = alarms.flatMap((kind) => this.alarms?._ofKind(kind) ?? []);
    const annotations = compared.map((alarm) => ({ ...alarm.toAnnotation(), color: COLORS.threshold }));
    return new cloudwatch.GraphWidget({
      title,
      left,
      right,
      width,
      height: GRAPH_HEIGHT,
      stacked,
      region: this.stage.region,
      leftYAxis: { min: 0, label: unit, showUnits: unit === undefined },
      rightYAxis: right && { min: 0 },
      leftAnnotations: annotations.length > 0 ? annotations : undefined,
    });
  }

  /** Numbers of the whole time that is shown. */
  public numbers(metrics: cloudwatch.IMetric[]): cloudwatch.SingleValueWidget {
    return new cloudwatch.SingleValueWidget({ title: 'At a glance', metrics, width: 24, height: 3, setPeriodToTimeRange: true, region: this.stage.region });
  }
}
