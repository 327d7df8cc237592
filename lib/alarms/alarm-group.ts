import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AlarmDesk } from './alarm-desk';
import { AlarmOptions } from './alarm-options';
import { AlarmSeverity } from './alarm-severity';
import { checkAlertTopic } from './check-alert-topic';
import { describeAlarm } from './describe-alarm';
import { ALARM } from './members';
import { MuteWindowOptions } from './mute-window-options';
import { checkAllMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkNumber, isCount } from '../private/rules';

/** An alarm as a group defines it. */
export interface AlarmSpec {
  /** Its id, unless the options have one. */
  readonly id: string;
  /** What happened, what it means and where to look. */
  readonly description: string;
  readonly metric: cloudwatch.IMetric;
  /** Unless CloudWatch learns it. */
  readonly threshold?: number;
  /** How many standard deviations around what CloudWatch learns are no anomaly. */
  readonly deviations?: number;
  /** By default, above the threshold. */
  readonly comparisonOperator?: cloudwatch.ComparisonOperator;
  /** By default, what is missing does not breach. */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
  readonly evaluationPeriods: number;
  /** How urgent an alarm of this kind is. */
  readonly severity: AlarmSeverity;
}

/**
 * Alarms that tell the same people.
 *
 * @internal
 */
export abstract class AlarmGroup extends Construct {
  /**
   * Where the alarms come together.
   *
   * @internal
   */
  protected readonly _desk: AlarmDesk;

  private readonly kinds = new Map<cloudwatch.Alarm, string>();

  protected constructor(scope: Construct, id: string, desk: (group: AlarmGroup) => AlarmDesk) {
    super(scope, id);
    this._desk = desk(this);
  }

  /** The topic that is told; undefined if nobody is. */
  public get alertTopic(): ITopic | undefined {
    return this._desk.highTopic;
  }

  /** The topic that is told of alarms of low severity; undefined if nobody is. */
  public get lowSeverityTopic(): ITopic | undefined {
    return this._desk.lowTopic;
  }

  /** Every alarm of the group, in the order in which they were defined, but for the composite one. */
  public get allAlarms(): cloudwatch.Alarm[] {
    return this._desk.alarmsBelow(this);
  }

  /** The alarm that tells in place of those of high severity; undefined without `composite`. */
  public get compositeAlarm(): cloudwatch.CompositeAlarm | undefined {
    return this._desk.composite;
  }

  /**
   * The alarms of a kind on all that the group watches, not on single routes: also those whose id somebody chose.
   *
   * @internal
   */
  public _ofKind(kind: string): cloudwatch.Alarm[] {
    return [...this.kinds].filter(([, id]) => id.replace(/:p\d+(\.\d+)?$/, '') === kind).map(([alarm]) => alarm);
  }

  /**
   * What the alarms watch, for their descriptions.
   *
   * @internal
   */
  protected abstract get _subject(): string;

  /**
   * Makes all alarms of the group tell nobody in a window of time, also those to come. They are raised and end as always, and what is still
   * raised when the window ends tells then.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
   */
  public addMuteWindow(options: MuteWindowOptions): cloudwatch.CfnAlarmMuteRule {
    return this._desk.addMuteWindow(options);
  }

  /**
   * Defines who is told, after the alarms that are there from the start.
   *
   * @internal
   */
  protected _tell(): void {
    const { alertTopic, lowSeverityTopic } = this._desk.options;
    if (alertTopic) checkRegion('alertTopic', alertTopic.env.region, this);
    if (lowSeverityTopic) checkRegion('lowSeverityTopic', lowSeverityTopic.env.region, this);
    for (const topic of [alertTopic, lowSeverityTopic]) checkAlertTopic(topic, this);
    this._desk.openFor();
  }

  /**
   * Defines an alarm, and tells of it.
   *
   * @internal
   */
  protected _define(spec: AlarmSpec, options: AlarmOptions): cloudwatch.Alarm {
    const id = options.alarmId ?? spec.id;
    if (Token.isUnresolved(id) || typeof id !== 'string' || id === '') fail(`'alarmId' must be text that is known at synthesis, got ${show(id)}: write "LatencyWarning", for example`, this);
    if (this.node.tryFindChild(id)) fail(`the alarm ${show(id)} is defined already: give this one another 'alarmId'`, this);
    const { severity = spec.severity } = options;
    if (!Object.values(AlarmSeverity).includes(severity)) fail(`'severity' must be AlarmSeverity.HIGH or AlarmSeverity.LOW, got ${show(severity)}`, this);
    const alarm = this.newAlarm(id, spec, describeAlarm(spec.description, this._desk.linksOf(options), this));
    this.kinds.set(alarm, spec.id);
    this._desk.add(alarm, severity);
    return alarm;
  }

  /**
   * The period and the number of periods of an alarm: CloudWatch evaluates an alarm over at most a day, or a week with periods of an hour or more.
   *
   * @internal
   */
  protected _checkPeriods(prop: string, period: Duration, evaluationPeriods: number): void {
    checkNumber(`${prop}.evaluationPeriods`, evaluationPeriods, isCount, 'a whole number of at least 1', this);
    this._checkDuration(`${prop}.period`, period);
    const seconds = period.toMilliseconds() / 1000;
    checkNumber(`${prop}.period`, seconds, (value) => value > 0 && value % 60 === 0, 'whole minutes, in seconds, since the metrics are by the minute', this);
    const longest = seconds >= 3600 ? 7 : 1;
    checkNumber(`${prop}.evaluationPeriods`, evaluationPeriods, (value) => value * seconds <= longest * 86_400, `such that all periods together are at most ${longest} day(s)`, this);
  }

  /**
   * Fails for what is no duration; what TypeScript and jsii check, and plain JavaScript does not.
   *
   * @internal
   */
  protected _checkDuration(prop: string, duration: Duration): void {
    if (typeof duration?.toMilliseconds !== 'function') fail(`'${prop}' must be a Duration, got ${show(duration)}: write Duration.minutes(5), for example`, this);
    if (duration.isUnresolved()) fail(`'${prop}' must be known at synthesis, got a token: write Duration.minutes(5), for example`, this);
  }

  /**
   * Fails for options that are none, and for members that they do not have.
   *
   * @internal
   */
  protected _checkOptions(prop: string, options: object, members = ALARM[prop]): void {
    if (!isObject(options)) fail(`'${prop}' must be a structure, got ${show(options)}: write {} for the defaults`, this);
    checkAllMembers(options, members, `'${prop}'`, this);
  }

  private newAlarm(id: string, spec: AlarmSpec, alarmDescription: string): cloudwatch.Alarm {
    const { metric, evaluationPeriods, treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING } = spec;
    const { comparisonOperator = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD } = spec;
    const props = { alarmDescription, metric, evaluationPeriods, comparisonOperator, treatMissingData };
    if (spec.threshold !== undefined) return new cloudwatch.Alarm(this, id, { ...props, threshold: spec.threshold });
    return new cloudwatch.AnomalyDetectionAlarm(this, id, { ...props, stdDevs: spec.deviations });
  }
}

/** Metrics, alarms and the topics that they tell are of one Region. */
export function checkRegion(prop: string, region: string, scope: IConstruct): void {
  const home = Stack.of(scope).region;
  if (!Token.isUnresolved(region) && !Token.isUnresolved(home) && region !== home) {
    fail(`'${prop}' must be of the Region of its alarms, ${home}, got ${region}: CloudWatch alarms do not reach into another Region`, scope);
  }
}
