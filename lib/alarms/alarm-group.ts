import { createHash } from 'node:crypto';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Duration, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
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
import { differencesOf, Place } from '../private/place';
import { checkNumber, isCount } from '../private/rules';

/** The ids of what is no alarm in a group: a topic, a composite alarm, rules that mute, metric filters, and the log group of canaries. */
const RESERVED = /^(Topic|Composite|Mute\d+|(ThrottledRate|IntegrationTimeoutRate|AuthorizerErrorRate|RequestsByApiKey|Canary(Requests|ServerErrors|Latency)(OfCanary)?)Filter|CanaryAccessLog)$/;

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

  /** The ids as they were asked for: those of two alarms may become one in the tree, which has "--" for "/". */
  private readonly ids = new Map<IConstruct, string>();

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
    this._checkReserved('alarmId', id);
    const free = this.freeId(id);
    checkDatapoints(id, options.datapointsToAlarm, spec.evaluationPeriods, this);
    const { severity = spec.severity } = options;
    if (!Object.values(AlarmSeverity).includes(severity)) fail(`'severity' must be AlarmSeverity.HIGH or AlarmSeverity.LOW, got ${show(severity)}`, this);
    const alarm = this.newAlarm(free, spec, options.datapointsToAlarm, describeAlarm(spec.description, this._desk.linksOf(options), this));
    this.kinds.set(alarm, spec.id);
    this.ids.set(alarm, id);
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

  /**
   * Fails for an id that something else of the group has, or may get.
   *
   * @internal
   */
  protected _checkReserved(prop: string, id: string): void {
    if (RESERVED.test(id)) fail(`'${prop}' must not be ${show(id)}, which something else of the alarms is called: write another, such as ${show(`${id}Alarm`)}`, this);
  }

  /**
   * How long an alarm waits, as its description says it: "3 periods", or "2 of 3 periods".
   *
   * @internal
   */
  protected _periodsOf(evaluationPeriods: number, { datapointsToAlarm }: AlarmOptions): string {
    const periods = `${Tokenization.stringifyNumber(evaluationPeriods)} ${evaluationPeriods === 1 ? 'period' : 'periods'}`;
    return datapointsToAlarm === undefined ? periods : `${Tokenization.stringifyNumber(datapointsToAlarm)} of ${periods}`;
  }

  private freeId(id: string): string {
    const there = this.node.tryFindChild(id);
    if (!there) return id;
    const other = this.ids.get(there);
    const instead = `${id}:${createHash('sha256').update(id).digest('hex').slice(0, 8)}`;
    if (other === undefined || other === id || this.node.tryFindChild(instead)) fail(`the alarm ${show(id)} is defined already: give this one another 'alarmId'`, this);
    return instead;
  }

  private newAlarm(id: string, spec: AlarmSpec, datapointsToAlarm: number | undefined, alarmDescription: string): cloudwatch.Alarm {
    const { metric, evaluationPeriods, treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING } = spec;
    const { comparisonOperator = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD } = spec;
    const props = { alarmDescription, metric, evaluationPeriods, datapointsToAlarm, comparisonOperator, treatMissingData };
    if (spec.threshold !== undefined) return new cloudwatch.Alarm(this, id, { ...props, threshold: spec.threshold });
    return new cloudwatch.AnomalyDetectionAlarm(this, id, { ...props, stdDevs: spec.deviations });
  }
}

function checkDatapoints(id: string, datapointsToAlarm: number | undefined, evaluationPeriods: number, scope: IConstruct): void {
  if (datapointsToAlarm === undefined) return;
  const prop = `datapointsToAlarm' of the alarm '${id}`;
  checkNumber(prop, datapointsToAlarm, isCount, 'a whole number of at least 1', scope);
  if (!Token.isUnresolved(evaluationPeriods)) checkNumber(prop, datapointsToAlarm, (value) => value <= evaluationPeriods, `at most its 'evaluationPeriods', ${evaluationPeriods}`, scope);
}

/** Metrics and the alarms on them are of one account and Region. */
export function checkPlace(prop: string, place: Place, scope: IConstruct): void {
  if (place.region !== undefined && differencesOf(place, scope).includes('region')) checkRegion(prop, place.region, scope);
  if (differencesOf(place, scope).includes('account')) {
    fail(`'${prop}' must be of the account of its alarms, ${Stack.of(scope).account}, got ${place.account}: an alarm reads what is in its own account; define it in a stack of that one`, scope);
  }
}

/** Metrics, alarms and the topics that they tell are of one Region. */
export function checkRegion(prop: string, region: string, scope: IConstruct): void {
  const home = Stack.of(scope).region;
  if (!Token.isUnresolved(region) && !Token.isUnresolved(home) && region !== home) {
    fail(`'${prop}' must be of the Region of its alarms, ${home}, got ${region}: CloudWatch alarms do not reach into another Region`, scope);
  }
}
