import { CfnTemplate, Properties, resolveText, resourcesOf } from './template-values';

/** A time in which alarms take no actions. */
export interface MuteWindow {
  readonly from: number;
  readonly to: number;
  /** Logical ids. */
  readonly alarms: readonly string[];
}

/**
 * The windows of the mute rules of a template: "targeted alarms continue to evaluate metrics and transition between states, but their configured actions …
 * are muted" (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html). Those that come once, by the
 * clock of UTC; others throw.
 *
 * What becomes of an alarm that is over in a window, and was raised before it, is not documented: here it does not tell that it is over.
 */
export function muteWindowsOf(template: CfnTemplate): MuteWindow[] {
  return resourcesOf(template, 'AWS::CloudWatch::AlarmMuteRule').map(([, { Rule, MuteTargets }]) => ({
    ...timesOf(Rule.Schedule),
    alarms: MuteTargets.AlarmNames.map((name: unknown) => /^\$\{(\w+)\}$/.exec(resolveText(name))?.[1] ?? unknown(name)),
  }));
}

function timesOf(schedule: Properties): Pick<MuteWindow, 'from' | 'to'> {
  const { Expression: expression, Duration: duration, Timezone: timeZone = 'Etc/UTC' } = schedule;
  const [, at] = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d)\)$/.exec(expression) ?? unknown(schedule);
  const [, days = 0, hours = 0, minutes = 0] = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(duration) ?? unknown(schedule);
  if (timeZone !== 'Etc/UTC') unknown(schedule);
  const from = Date.parse(`${at}Z`) / 1000;
  return { from, to: from + 60 * (Number(minutes) + 60 * (Number(hours) + 24 * Number(days))) };
}

function unknown(value: unknown): never {
  throw new Error(`unknown in a mute rule: ${JSON.stringify(value)}`);
}
