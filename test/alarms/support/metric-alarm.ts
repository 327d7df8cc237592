/**
 * One `AWS::CloudWatch::Alarm` of a template, evaluated at a time. Each rule has its source beside it; the pages of the CloudWatch user
 * guide are at https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/.
 */
import { AlarmState } from './alarm-rule';
import { StandInBand } from './anomaly-band';
import { evaluateMath, MathContext, Node, onlySeries, parseMath, Series } from './metric-math';
import { checkStatistic, DAY, HOUR, MetricId, MetricStore, MINUTE, percentileOf } from './metric-store';
import { Properties, resolveDimensions, resolveText } from './template-values';

const PROPERTIES = [
  'ActionsEnabled', 'AlarmActions', 'AlarmDescription', 'AlarmName', 'ComparisonOperator', 'DatapointsToAlarm', 'Dimensions',
  'EvaluateLowSampleCountPercentile', 'EvaluationPeriods', 'ExtendedStatistic', 'InsufficientDataActions', 'MetricName', 'Metrics', 'Namespace',
  'OKActions', 'Period', 'Statistic', 'Tags', 'Threshold', 'ThresholdMetricId', 'TreatMissingData',
];

export type TreatMissingData = 'missing' | 'notBreaching' | 'breaching' | 'ignore';

/** What is asked of the limits of a band, or of a threshold that is both. */
const BREACHES: Record<string, (value: number, upper: number, lower: number) => boolean> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanLowerOrGreaterThanUpperThreshold: (value, upper, lower) => value < lower || value > upper,
  LessThanLowerThreshold: (value, _upper, lower) => value < lower,
  GreaterThanUpperThreshold: (value, upper) => value > upper,
};

/** An alarm's query of a metric. */
interface Query {
  readonly metric: MetricId;
  readonly statistic: string;
  /** Its datapoints of whole periods, by their start: they are asked for again and again. */
  readonly datapoints: Map<number, number | null>;
}

/**
 * How many datapoints more than the evaluation periods are retrieved. alarms-and-missing-data.html: "the exact number … depends on the
 * length of the alarm period and whether it is based on a metric with standard resolution"; its example for 3 periods of 5 minutes
 * is "5 is the evaluation range". The number for other periods is not published; this is the one that is.
 */
const EXTRA_DATAPOINTS = 2;

export class MetricAlarm {
  /** Seconds in a datapoint. */
  public readonly period: number;
  private readonly periods: number;
  private readonly toAlarm: number;
  private readonly treatment: TreatMissingData;
  private readonly queries = new Map<string, Query>();
  private readonly expressions = new Map<string, Node>();
  private readonly watched: string;
  private readonly bands = new Map<string, StandInBand>();

  public constructor(private readonly properties: Properties, private readonly store: MetricStore) {
    for (const key of Object.keys(properties)) if (!PROPERTIES.includes(key)) throw new Error(`unknown property ${key} of an alarm`);
    this.period = this.readMetrics();
    this.periods = properties.EvaluationPeriods;
    this.toAlarm = properties.DatapointsToAlarm ?? this.periods;
    this.treatment = this.readTreatment();
    this.watched = this.readWatched();
    this.check();
  }

  /** The metrics that it asks for. */
  public get metrics(): MetricId[] {
    return [...this.queries.values()].map(({ metric }) => metric);
  }

  /**
   * alarm-evaluation.html: "for any period of one minute or longer, an alarm is evaluated every minute"; "if the number of evaluation periods
   * multiplied by the length of each evaluation period exceeds one day, the alarm is evaluated once per hour", on data "up to the
   * current hour at the :00 minute" (at which minute after that is not said: here, at once).
   */
  public isEvaluatedAt(time: number): boolean {
    return time % (this.periods * this.period > DAY ? HOUR : MINUTE) === 0;
  }

  /**
   * The state at a time, on data that were published `delay` seconds before. alarm-evaluation.html: "if the Period is 5 minutes and
   * Evaluation Periods is 1, then at the end of minute 5 the alarm evaluates based on data from minutes 1 to 5. Then at the end of
   * minute 6, … minutes 2 to 6": periods end at the time of the evaluation, not at multiples of their length.
   */
  public evaluate(time: number, delay: number, current: AlarmState): AlarmState {
    const visible = Math.floor((time - delay) / MINUTE) * MINUTE;
    if (this.hasTooFewSamples(time, visible)) return current;
    const length = this.periods + EXTRA_DATAPOINTS;
    const timestamps: number[] = [];
    for (let index = length; index > 0; index--) timestamps.push(time - index * this.period);
    return stateOf(this.breaching(timestamps, visible), this.periods, this.toAlarm, this.treatment, current);
  }

  /** The datapoints of what is watched, by timestamp: for tests of an alarm that does not do what it should. */
  public values(timestamps: readonly number[], visible = Infinity): Series {
    const context = this.contextOf(timestamps, visible);
    return onlySeries(context.value(this.watched));
  }

  private breaching(timestamps: readonly number[], visible: number): Array<boolean | undefined> {
    const { ComparisonOperator: operator, Threshold: threshold, ThresholdMetricId: bandId } = this.properties;
    const context = this.contextOf(timestamps, visible);
    const values = onlySeries(context.value(this.watched));
    if (bandId === undefined) return values.map((value) => (value === undefined ? undefined : BREACHES[operator](value, threshold, threshold)));
    const band = context.value(bandId);
    if (!('list' in band) || band.list.length !== 2) throw new Error('ThresholdMetricId is not an ANOMALY_DETECTION_BAND');
    const [upper, lower] = band.list;
    return values.map((value, index) => {
      if (value === undefined || upper[index] === undefined || lower[index] === undefined) return undefined;
      return BREACHES[operator](value, upper[index], lower[index]);
    });
  }

  private contextOf(timestamps: readonly number[], visible: number): MathContext {
    const known = new Map<string, ReturnType<MathContext['value']>>();
    const context: MathContext = {
      timestamps,
      period: this.period,
      metricIds: [...this.queries.keys()],
      value: (id) => {
        const found = known.get(id) ?? this.valueOf(id, context, visible);
        known.set(id, found);
        return found;
      },
      anomalyBand: (id, deviations) => this.bandOf(id).at(timestamps, deviations),
    };
    return context;
  }

  private bandOf(id: string): StandInBand {
    const band = this.bands.get(id) ?? new StandInBand((history) => onlySeries(this.contextOf(history, Infinity).value(id)), this.period);
    this.bands.set(id, band);
    return band;
  }

  private valueOf(id: string, context: MathContext, visible: number): ReturnType<MathContext['value']> {
    const query = this.queries.get(id);
    if (query) return { series: context.timestamps.map((start) => this.datapoint(query, start, visible)) };
    const node = this.expressions.get(id);
    if (!node) throw new Error(`there is no metric or expression ${JSON.stringify(id)}`);
    return evaluateMath(node, context);
  }

  private datapoint({ metric, statistic, datapoints }: Query, start: number, visible: number): number | undefined {
    const end = start + this.period;
    if (end > visible) return visible > start ? this.store.statistic(metric, statistic, start, visible) : undefined;
    const known = datapoints.get(start);
    if (known !== undefined) return known ?? undefined;
    const found = this.store.statistic(metric, statistic, start, end);
    datapoints.set(start, found ?? null);
    return found;
  }

  /**
   * percentiles-with-low-samples.html: with `ignore`, "for percentiles between 0.5 and 1.00, this setting is used when there are fewer than
   * 10/(1-percentile) data points during the evaluation period … for percentiles between 0 and 0.5, … fewer than 10/percentile".
   */
  private hasTooFewSamples(time: number, visible: number): boolean {
    if (this.properties.EvaluateLowSampleCountPercentile !== 'ignore') return false;
    const [{ metric, statistic }] = this.queries.values();
    const percentile = percentileOf(statistic)!;
    const least = 10 / (percentile < 0.5 ? percentile : 1 - percentile);
    return this.store.sampleCount(metric, time - this.period, Math.min(time, visible)) < Number(least.toFixed(6));
  }

  /** Reads what is asked for, and gives the one period of it. */
  private readMetrics(): number {
    const { Metrics: metrics, Statistic, ExtendedStatistic, Period } = this.properties;
    if (!metrics) {
      this.addQuery('m1', this.properties, Statistic ?? ExtendedStatistic);
      return Period;
    }
    const periods = new Set<number>();
    for (const entry of metrics) {
      const { Id: id, Expression: expression, MetricStat: stat, Period: period } = entry;
      for (const key of Object.keys(entry)) if (!['Id', 'Expression', 'MetricStat', 'Period', 'Label', 'ReturnData'].includes(key)) throw new Error(`unknown key ${key} of a metric`);
      if (expression !== undefined) this.expressions.set(id, parseMath(resolveText(expression)));
      if (stat) {
        if (stat.Unit !== undefined) throw new Error('units are not modelled');
        this.addQuery(id, stat.Metric, stat.Stat);
      }
      for (const found of [period, stat?.Period]) if (found !== undefined) periods.add(found);
    }
    if (periods.size !== 1) throw new Error(`expected one period of all metrics, got ${[...periods].join(', ') || 'none'}`);
    return [...periods][0];
  }

  private addQuery(id: string, metric: Properties, statistic: string): void {
    checkStatistic(statistic);
    const { Namespace: namespace, MetricName: name, Dimensions: dimensions } = metric;
    const asked = { namespace: resolveText(namespace), name: resolveText(name), dimensions: resolveDimensions(dimensions) };
    this.queries.set(id, { statistic, datapoints: new Map(), metric: asked });
  }

  /** alarms-and-missing-data.html: "the default behavior is `missing`"; alarms on metrics of AWS/DynamoDB "default to ignore". */
  private readTreatment(): TreatMissingData {
    const isDynamo = this.metrics.some(({ namespace }) => namespace === 'AWS/DynamoDB');
    const treatment = this.properties.TreatMissingData ?? (isDynamo ? 'ignore' : 'missing');
    if (!['missing', 'notBreaching', 'breaching', 'ignore'].includes(treatment)) throw new Error(`unknown TreatMissingData ${treatment}`);
    return treatment;
  }

  /** What is compared: the one thing that returns data, apart from the band. */
  private readWatched(): string {
    const { Metrics: metrics, ThresholdMetricId: bandId } = this.properties;
    if (!metrics) return 'm1';
    const returned = metrics.filter((entry: Properties) => entry.ReturnData !== false && entry.Id !== bandId);
    if (returned.length !== 1) throw new Error(`expected one metric that returns data, got ${returned.length}`);
    return returned[0].Id;
  }

  private check(): void {
    const { ComparisonOperator: operator, Threshold: threshold, ThresholdMetricId: bandId, EvaluateLowSampleCountPercentile: low } = this.properties;
    if (!Object.hasOwn(BREACHES, operator)) throw new Error(`unknown ComparisonOperator ${operator}`);
    if (/Lower|Upper/.test(operator) !== (bandId !== undefined)) throw new Error(`${operator} goes with ${bandId ? 'Threshold' : 'ThresholdMetricId'}`);
    if ((typeof threshold === 'number') === (bandId !== undefined)) throw new Error('expected either Threshold or ThresholdMetricId');
    if (bandId !== undefined && !this.expressions.has(bandId)) throw new Error(`there is no expression ${bandId}`);
    // PutMetricAlarm takes 10, 20 and 30 seconds for metrics of high resolution, which API Gateway has none of
    if (!Number.isInteger(this.period / MINUTE) || this.period < MINUTE) throw new Error(`expected a period of whole minutes, got ${this.period} s`);
    if (!(this.toAlarm >= 1 && this.toAlarm <= this.periods)) throw new Error(`expected 1 to ${this.periods} datapoints to alarm, got ${this.toAlarm}`);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html: seven days for periods of an hour or more, otherwise one
    const longest = this.period >= HOUR ? 7 * DAY : DAY;
    if (this.periods * this.period > longest) throw new Error(`all evaluation periods together are longer than ${longest / DAY} day(s)`);
    if (low === undefined || low === 'evaluate') return;
    const [query] = this.queries.values();
    if (low !== 'ignore' || this.properties.Metrics || percentileOf(query.statistic) === undefined) throw new Error('EvaluateLowSampleCountPercentile is for a percentile of one metric: evaluate or ignore');
    if (this.periods !== 1) throw new Error('whether EvaluateLowSampleCountPercentile counts the samples of one period or of all is not documented');
  }
}

/**
 * The state by the datapoints of the evaluation range, oldest first: breaching, not breaching, or missing.
 * alarms-and-missing-data.html, "How alarm state is evaluated when data is missing", whose tables are tests of this.
 */
export function stateOf(
  range: ReadonlyArray<boolean | undefined>,
  periods: number,
  toAlarm: number,
  treatment: TreatMissingData,
  current: AlarmState,
): AlarmState {
  const real = range.filter((point) => point !== undefined);
  // "If … the total number of existing data points … is equal to or more than the alarm's Evaluation Periods, CloudWatch evaluates the
  // alarm state based on the most recent real data points … the value you set for how to treat missing data is not needed"
  const evaluated = real.slice(-periods);
  const breaching = evaluated.filter((point) => point).length;
  const missing = periods - evaluated.length;
  const decide = (count: number): AlarmState => (count >= toAlarm ? 'ALARM' : 'OK');
  if (missing === 0) return decide(breaching);
  // "… is lower than …, CloudWatch fills in the missing data points with the result you specified … missing data points only as few times as possible"
  if (treatment === 'breaching') return decide(breaching + missing);
  if (treatment === 'notBreaching' || breaching >= toAlarm) return decide(breaching);
  if (evaluated.includes(false)) return 'OK';
  if (treatment === 'ignore') return current;
  // "Avoiding premature transitions": "if the oldest breaching data point … is at least as old as the value of Datapoints to Alarm, and all of
  // the more recent data points are either breaching or missing, the alarm goes into ALARM state no matter the value of M". A younger one
  // does not; that leaves "Insufficient data", as the tables of 2018 said of "- - - - X"
  // (https://github.com/awsdocs/amazon-cloudwatch-user-guide/blob/05fd32f63861ca6646c8aa5c94334fd6e0dfdbf5/doc_source/AlarmThatSendsEmail.md)
  const oldest = range.indexOf(true);
  return oldest >= 0 && range.length - oldest >= toAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
}
