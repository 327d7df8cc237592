import { ApiError } from './api-error';
import { Call, Fault } from './faults';
import { Permission } from './permissions';
import { Service, ServiceOptions } from './service';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm. */
export interface Alarm {
  readonly name: string;
  readonly state: AlarmState;
  readonly reason: string;
  readonly type: 'MetricAlarm' | 'CompositeAlarm';
  readonly updated: number;
}

/** What a call asks for of a metric: one statistic over a time. */
export interface MetricQuery {
  readonly namespace?: string;
  readonly metricName?: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Such as "Sum" or "p99". */
  readonly stat?: string;
  /** In seconds. */
  readonly period?: number;
  /** Metric math, instead of a metric. */
  readonly expression?: string;
  /** In milliseconds. */
  readonly start: number;
  readonly end: number;
}

/** A value at a time in milliseconds. */
export interface MetricValue {
  readonly time: number;
  readonly value: number;
}

/** Options of a CloudWatch. */
export interface CloudWatchOptions extends ServiceOptions {
  /** The values of metrics. @default - none */
  readonly metrics?: (query: MetricQuery) => readonly MetricValue[];
  /** The time in milliseconds. @default Date.now */
  readonly now?: () => number;
}

export type CloudWatchOperation = 'DescribeAlarms' | 'GetMetricData' | 'GetMetricStatistics';

/** CloudWatch's alarms and metrics as a test sets them, in memory. Inputs and outputs are those of the protocol: dates are seconds. */
export class CloudWatch extends Service {
  /** The values of metrics from now on. */
  public metrics: (query: MetricQuery) => readonly MetricValue[];

  private readonly alarms = new Map<string, Alarm>();
  private readonly now: () => number;

  constructor(private readonly options: CloudWatchOptions = {}) {
    super(options);
    this.metrics = options.metrics ?? (() => []);
    this.now = options.now ?? Date.now;
  }

  /** A CloudWatch in the same state that goes its own way. */
  public clone(): CloudWatch {
    const copy = this.continueAs(new CloudWatch(this.options));
    for (const [name, alarm] of this.alarms) copy.alarms.set(name, alarm);
    copy.metrics = this.metrics;
    return copy;
  }

  /** Makes an alarm, or puts it into a state. */
  public setAlarm(name: string, state: AlarmState, { reason = `${name} is ${state}`, type = 'MetricAlarm' as Alarm['type'] } = {}): void {
    this.alarms.set(name, { name, state, reason, type: this.alarms.get(name)?.type ?? type, updated: this.now() });
  }

  /** Deletes an alarm. */
  public deleteAlarm(name: string): void {
    this.alarms.delete(name);
  }

  /** Serves a call. */
  public call(operation: string, input: any): any {
    return this.handle({ operation, method: 'POST', path: '/' }, input, 200, () => {
      switch (operation as CloudWatchOperation) {
        case 'DescribeAlarms': return this.describeAlarms(input);
        case 'GetMetricData': return this.metricData(input);
        case 'GetMetricStatistics': return this.metricStatistics(input);
        default: throw new ApiError('UnknownOperationException', 404, `not modelled: ${operation}`);
      }
    });
  }

  /** DescribeAlarms of composite alarms needs all alarms; GetMetricData and GetMetricStatistics know no resources. */
  protected needsOf({ operation }: Call, { AlarmNames, AlarmTypes }: any): Permission[] {
    const action = `cloudwatch:${operation}`;
    if (operation !== 'DescribeAlarms' || AlarmTypes?.includes('CompositeAlarm')) return [{ action, resource: '*' }];
    return (AlarmNames ?? ['*']).map((name: string) => ({ action, resource: this.arnOf(name) }));
  }

  /** CloudWatch throttles with a status of 400. */
  protected errorOf(fault: Fault): Error {
    if (fault === 'throttle') return new ApiError('ThrottlingException', 400, 'Rate exceeded');
    return fault.endsWith('error') ? new ApiError('InternalServiceFault', 500, 'The request processing has failed') : super.errorOf(fault);
  }

  private describeAlarms({ AlarmNames, AlarmNamePrefix, AlarmTypes = ['MetricAlarm'], StateValue, MaxRecords = 50, NextToken }: any): object {
    if (AlarmNames && AlarmNamePrefix !== undefined) {
      throw new ApiError('ValidationError', 400, 'AlarmNames and AlarmNamePrefix cannot be used together');
    }
    if (AlarmNames?.length > 100) throw new ApiError('ValidationError', 400, 'AlarmNames must have at most 100 members');
    if (MaxRecords < 1 || MaxRecords > 100) throw new ApiError('ValidationError', 400, 'MaxRecords must be between 1 and 100');
    const start = NextToken === undefined ? 0 : Number(/^token-(\d+)$/.exec(NextToken)?.[1]);
    if (Number.isNaN(start)) throw new ApiError('InvalidNextToken', 400, 'The next token specified is invalid.');

    const found = [...this.alarms.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).filter(({ name, type, state }) =>
      (AlarmNames === undefined || AlarmNames.includes(name)) &&
      (AlarmNamePrefix === undefined || name.startsWith(AlarmNamePrefix)) &&
      (StateValue === undefined || state === StateValue) &&
      AlarmTypes.includes(type));
    const page = found.slice(start, start + MaxRecords);
    const ofType = (wanted: Alarm['type']) => page.filter(({ type }) => type === wanted).map((alarm) => ({
      AlarmName: alarm.name,
      AlarmArn: this.arnOf(alarm.name),
      StateValue: alarm.state,
      StateReason: alarm.reason,
      StateUpdatedTimestamp: alarm.updated / 1000,
      ActionsEnabled: true,
    }));
    return {
      MetricAlarms: ofType('MetricAlarm'),
      CompositeAlarms: ofType('CompositeAlarm'),
      ...(start + MaxRecords < found.length && { NextToken: `token-${start + MaxRecords}` }),
    };
  }

  /** One page: the values of a test are few. */
  private metricData({ MetricDataQueries = [], StartTime, EndTime, ScanBy = 'TimestampDescending' }: any): object {
    const [start, end] = timesOf(StartTime, EndTime);
    const asked = MetricDataQueries.filter(({ ReturnData }: any) => ReturnData !== false);
    const MetricDataResults = asked.map(({ Id, Label, Expression, MetricStat, Period }: any) => {
      const { Metric = {}, Stat, Period: period = Period } = MetricStat ?? {};
      const values = this.valuesOf(Metric, { stat: Stat, period, expression: Expression, start, end });
      if (ScanBy === 'TimestampDescending') values.reverse();
      return {
        Id,
        Label: Label ?? Metric.MetricName ?? Id,
        StatusCode: 'Complete',
        Timestamps: values.map(({ time }) => time / 1000),
        Values: values.map(({ value }) => value),
      };
    });
    return { MetricDataResults, Messages: [] };
  }

  private metricStatistics(input: any): object {
    const { MetricName, StartTime, EndTime, Period, Statistics = [], ExtendedStatistics = [] } = input;
    const [start, end] = timesOf(StartTime, EndTime);
    const points = new Map<number, any>();
    for (const stat of [...Statistics, ...ExtendedStatistics]) {
      for (const { time, value } of this.valuesOf(input, { stat, period: Period, start, end })) {
        const point = points.get(time) ?? { Timestamp: time / 1000 };
        const extended = { ...point.ExtendedStatistics, [stat]: value };
        points.set(time, Statistics.includes(stat) ? { ...point, [stat]: value } : { ...point, ExtendedStatistics: extended });
      }
    }
    return { Label: MetricName, Datapoints: [...points.values()] };
  }

  private valuesOf({ Namespace, MetricName, Dimensions = [] }: any, rest: Omit<MetricQuery, 'dimensions' | 'namespace' | 'metricName'>): MetricValue[] {
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }: any) => [Name, Value]));
    const values = this.metrics({ namespace: Namespace, metricName: MetricName, dimensions, ...rest });
    return values.filter(({ time }) => time >= rest.start && time < rest.end).sort((a, b) => a.time - b.time);
  }

  private arnOf(name: string): string {
    return `arn:${this.partition}:cloudwatch:${this.region}:${this.account}:alarm:${name}`;
  }
}

function timesOf(start: number, end: number): [number, number] {
  if (!(start < end)) throw new ApiError('ValidationError', 400, 'The parameter StartTime must be less than the parameter EndTime.');
  return [start * 1000, end * 1000];
}
