import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Lazy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmGroupOptions } from './alarm-group-options';
import { AlarmSeverity } from './alarm-severity';
import { AlertOptions } from './alert-options';
import { defineAlertTopic } from './define-alert-topic';
import { muteSchedule } from './mute-schedule';
import { MuteWindowOptions } from './mute-window-options';
import { fail } from '../private/errors';

/**
 * How many alarms a composite alarm may name, and how many a rule may mute.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html
 */
const MAX_NAMED = 100;

/** What is said of a group of alarms. */
export type AlarmDeskOptions = AlarmGroupOptions & AlertOptions;

/** Where the alarms of a group come together: who is told, the composite alarm over them, and when they are mute. */
export class AlarmDesk {
  private readonly entries: Array<{ readonly alarm: cloudwatch.Alarm; readonly severity: AlarmSeverity }> = [];
  private open = false;
  private readonly topics: { high?: ITopic; low?: ITopic } = {};
  private compositeOfHigh?: cloudwatch.CompositeAlarm;
  private muteRules = 0;

  constructor(private readonly scope: Construct, public readonly options: AlarmDeskOptions) {}

  public get highTopic(): ITopic | undefined {
    return this.topics.high;
  }

  public get lowTopic(): ITopic | undefined {
    return this.topics.low;
  }

  public get composite(): cloudwatch.CompositeAlarm | undefined {
    return this.compositeOfHigh;
  }

  /** The alarms below a construct. */
  public alarmsBelow(scope: Construct): cloudwatch.Alarm[] {
    return this.entries.map(({ alarm }) => alarm).filter((alarm) => alarm.node.scopes.includes(scope));
  }

  /** Takes an alarm in, which is told from then on. */
  public add(alarm: cloudwatch.Alarm, severity: AlarmSeverity): void {
    this.entries.push({ alarm, severity });
    if (this.open) this.tell(alarm, severity);
  }

  /** Defines who is told, after the alarms that are there from the start. */
  public openFor(): void {
    const { lowSeverityTopic, composite, muteWindows = [] } = this.options;
    this.topics.high = defineAlertTopic(this.options, this.scope);
    if (lowSeverityTopic && !this.topics.high) fail("'lowSeverityTopic' is told of alarms of low severity only: set 'alertTopic' or 'alertEmails' for the others", this.scope);
    this.topics.low = lowSeverityTopic ?? this.topics.high;
    if (composite) this.compositeOfHigh = this.defineComposite();
    this.open = true;
    for (const { alarm, severity } of this.entries) this.tell(alarm, severity);
    for (const window of muteWindows) this.addMuteWindow(window);
  }

  /** Mutes the alarms that are there and those to come. */
  public addMuteWindow(options: MuteWindowOptions): cloudwatch.CfnAlarmMuteRule {
    const schedule = muteSchedule(options, this.scope);
    const muted = () => [...(this.compositeOfHigh ? [this.compositeOfHigh] : []), ...this.entries.map(({ alarm }) => alarm)];
    this.checkNumberOf(() => muted().length, 'a mute window');
    return new cloudwatch.CfnAlarmMuteRule(this.scope, `Mute${++this.muteRules}`, {
      description: options.description,
      rule: { schedule },
      muteTargets: { alarmNames: Lazy.list({ produce: () => muted().map(({ alarmName }) => alarmName) }) },
    });
  }

  private get high(): cloudwatch.Alarm[] {
    return this.entries.filter(({ severity }) => severity === AlarmSeverity.HIGH).map(({ alarm }) => alarm);
  }

  private tell(alarm: cloudwatch.Alarm, severity: AlarmSeverity): void {
    if (severity === AlarmSeverity.HIGH && this.compositeOfHigh) return; // it tells for them
    notify(alarm, severity === AlarmSeverity.HIGH ? this.topics.high : this.topics.low);
  }

  private defineComposite(): cloudwatch.CompositeAlarm {
    // names are a third as long as ARNs, and a rule is at most 10,240 characters
    const produce = () => this.high.map(({ alarmName }) => `ALARM("${alarmName}")`).join(' OR ') || 'FALSE';
    const alarm = new cloudwatch.CompositeAlarm(this.scope, 'Composite', {
      alarmRule: { renderAlarmRule: () => Lazy.string({ produce }) },
      alarmDescription: this.describeComposite(),
    });
    notify(alarm, this.topics.high);
    this.checkNumberOf(() => this.high.length, "'composite'");
    this.scope.node.addValidation({ validate: () => (this.high.length > 0 ? [] : ["'composite' has no alarm of high severity: leave it out"]) });
    return alarm;
  }

  private describeComposite(): string {
    const { runbookUrl, dashboardUrl } = this.options;
    const what = 'At least one alarm of high severity is raised; which ones, and what they mean, is in their descriptions';
    return [what, ...(dashboardUrl ? [`Dashboard: ${dashboardUrl}`] : []), ...(runbookUrl ? [`Runbook: ${runbookUrl}`] : [])].join('. ');
  }

  private checkNumberOf(count: () => number, what: string): void {
    this.scope.node.addValidation({
      validate: () => (count() <= MAX_NAMED ? [] : [`${what} takes at most ${MAX_NAMED} alarms, got ${count()}: split them into groups by 'fromStage'`]),
    });
  }
}

function notify(alarm: cloudwatch.AlarmBase, topic?: ITopic): void {
  if (!topic) return;
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}
