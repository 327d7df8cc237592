import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { CfnElement, Lazy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmGroupOptions } from './alarm-group-options';
import { AlarmSeverity } from './alarm-severity';
import { AlertOptions } from './alert-options';
import { defineAlertTopic } from './define-alert-topic';
import { AlarmLinks, describeAlarm } from './describe-alarm';
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

/**
 * The longest rule of a composite alarm.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
const MAX_RULE = 10_240;

const COMPOSITE = 'At least one alarm of high severity is raised; which ones, and what they mean, is in their descriptions';

/** What is said of a group of alarms. */
export type AlarmDeskOptions = AlarmGroupOptions & AlertOptions;

/** An alarm that tells. */
interface Entry {
  readonly told: cloudwatch.AlarmBase;
  readonly severity: AlarmSeverity;
  /** The same, if it is an alarm on a metric. */
  readonly alarm?: cloudwatch.Alarm;
}

/** Where the alarms of a group come together: who is told, the composite alarm over them, and when they are mute. */
export class AlarmDesk {
  private readonly entries: Entry[] = [];
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
    return this.entries.flatMap(({ alarm }) => alarm ?? []).filter((alarm) => alarm.node.scopes.includes(scope));
  }

  /** Takes an alarm in, which is told from then on. */
  public add(alarm: cloudwatch.Alarm, severity: AlarmSeverity): void {
    this.take({ told: alarm, severity, alarm });
  }

  /** Takes a composite alarm in, which tells in place of the alarms that it names. */
  public addComposite(told: cloudwatch.CompositeAlarm, severity: AlarmSeverity): void {
    this.take({ told, severity });
  }

  /** Where the descriptions of alarms say to look. */
  public linksOf({ runbookUrl = this.options.runbookUrl }: AlarmLinks): AlarmLinks {
    return { runbookUrl, dashboardUrl: this.options.dashboardUrl };
  }

  /** Defines who is told, after the alarms that are there from the start. */
  public openFor(): void {
    const { lowSeverityTopic, composite, muteWindows = [] } = this.options;
    this.topics.high = defineAlertTopic(this.options, this.scope);
    if (lowSeverityTopic && !this.topics.high) fail("'lowSeverityTopic' is told of alarms of low severity only: set 'alertTopic' or 'alertEmails' for the others", this.scope);
    this.topics.low = lowSeverityTopic ?? this.topics.high;
    if (composite) this.compositeOfHigh = this.defineComposite();
    this.open = true;
    for (const entry of this.entries) this.tell(entry);
    for (const window of muteWindows) this.addMuteWindow(window);
  }

  /** Mutes the alarms that are there and those to come. */
  public addMuteWindow(options: MuteWindowOptions): cloudwatch.CfnAlarmMuteRule {
    const schedule = muteSchedule(options, this.scope);
    const muted = () => [...(this.compositeOfHigh ? [this.compositeOfHigh] : []), ...this.entries.map(({ told }) => told)];
    this.checkNumberOf(() => muted().length, 'a mute window');
    return new cloudwatch.CfnAlarmMuteRule(this.scope, `Mute${++this.muteRules}`, {
      description: options.description,
      rule: { schedule },
      muteTargets: { alarmNames: Lazy.list({ produce: () => muted().map(({ alarmName }) => alarmName) }) },
    });
  }

  private get high(): cloudwatch.AlarmBase[] {
    return this.entries.filter(({ severity }) => severity === AlarmSeverity.HIGH).map(({ told }) => told);
  }

  private take(entry: Entry): void {
    this.entries.push(entry);
    this.silence(entry.told);
    if (this.open) this.tell(entry);
  }

  /** Lets an alarm tell nobody, also not whom a user adds to it. */
  private silence(alarm: cloudwatch.AlarmBase): void {
    if (this.options.actionsEnabled === false) (alarm.node.defaultChild as cloudwatch.CfnAlarm | cloudwatch.CfnCompositeAlarm).actionsEnabled = false;
  }

  private tell({ told, severity }: Entry): void {
    if (severity === AlarmSeverity.HIGH && this.compositeOfHigh) return; // it tells for them
    notify(told, severity === AlarmSeverity.HIGH ? this.topics.high : this.topics.low);
  }

  private defineComposite(): cloudwatch.CompositeAlarm {
    // names are a third as long as ARNs, and a rule is at most 10,240 characters
    const produce = () => this.high.map(({ alarmName }) => `ALARM("${alarmName}")`).join(' OR ') || 'FALSE';
    const alarm = new cloudwatch.CompositeAlarm(this.scope, 'Composite', {
      alarmRule: { renderAlarmRule: () => Lazy.string({ produce }) },
      alarmDescription: describeAlarm(COMPOSITE, this.linksOf({}), this.scope),
    });
    this.silence(alarm);
    notify(alarm, this.topics.high);
    this.checkNumberOf(() => this.high.length, "'composite'");
    this.scope.node.addValidation({ validate: () => this.problemsOfRule() });
    this.scope.node.addValidation({ validate: () => (this.high.length > 0 ? [] : ["'composite' has no alarm of high severity: leave it out"]) });
    return alarm;
  }

  /** What CloudFormation makes of the rule, whose names it chooses. */
  private problemsOfRule(): string[] {
    const length = this.high.reduce((sum, alarm) => sum + 'ALARM("")'.length + nameLength(alarm) + ' OR '.length, -' OR '.length);
    if (length <= MAX_RULE || this.high.length > MAX_NAMED) return [];
    return [`'composite' has a rule of about ${length} characters with the names of its ${this.high.length} alarms, of at most ${MAX_RULE}: split them into groups by 'fromStage'`];
  }

  private checkNumberOf(count: () => number, what: string): void {
    this.scope.node.addValidation({
      validate: () => (count() <= MAX_NAMED ? [] : [`${what} takes at most ${MAX_NAMED} alarms, got ${count()}: split them into groups by 'fromStage'`]),
    });
  }
}

/** How long the name of an alarm is, or will be: the name of the stack, the logical id, and 12 or 13 characters of CloudFormation's choice. */
function nameLength(alarm: cloudwatch.AlarmBase): number {
  const l1 = alarm.node.defaultChild as cloudwatch.CfnAlarm | cloudwatch.CfnCompositeAlarm;
  const stack = Stack.of(alarm);
  const given = stack.resolve(l1.alarmName);
  if (typeof given === 'string') return given.length;
  return Math.min(255, stackNameLength(stack) + stack.getLogicalId(l1).length + 15);
}

/** The name of a nested stack, too, is of CloudFormation's choice. */
function stackNameLength(stack: Stack): number {
  const { nestedStackParent: parent, nestedStackResource: resource } = stack;
  if (!parent || !CfnElement.isCfnElement(resource)) return stack.stackName.length;
  return Math.min(128, stackNameLength(parent) + parent.getLogicalId(resource).length + 15);
}

function notify(alarm: cloudwatch.AlarmBase, topic?: ITopic): void {
  if (!topic) return;
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
}
