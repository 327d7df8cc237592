import { MuteWindowOptions } from './mute-window-options';

/** What is said of all alarms of a stage together. */
export interface AlarmGroupOptions {
  /**
   * Define a composite alarm over the alarms of high severity, which tells in their place: once when the first of them is raised, and once when
   * the last is over, however many an incident raises between. CloudWatch bills it at 0.50 USD a month.
   *
   * @default false - the two alarms of the default are seldom raised together, and a template stays small
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
   */
  readonly composite?: boolean;

  /**
   * Whether the alarms tell anybody. Without, they are raised and end as always, and tell nobody: for a stage of developers, whose dashboard shows them.
   *
   * @default true
   */
  readonly actionsEnabled?: boolean;

  /**
   * Where it is written what to do when an alarm is raised: a URL, which each description ends in.
   *
   * @default - none
   */
  readonly runbookUrl?: string;

  /**
   * The dashboard on which the API is seen: a URL, which each description ends in.
   *
   * @default - none
   */
  readonly dashboardUrl?: string;

  /**
   * Times in which the alarms tell nobody, such as the hours of maintenance.
   *
   * @default - none
   */
  readonly muteWindows?: MuteWindowOptions[];
}
