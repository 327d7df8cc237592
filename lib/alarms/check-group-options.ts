import { IConstruct } from 'constructs';
import type { AlarmGroupOptions } from './alarm-group-options';
import type { AlertOptions } from './alert-options';
import { checkAllMembers, Members } from '../private/check-members';
import { checkKinds, has, Kinds } from '../private/kinds';

type GroupOptions = AlarmGroupOptions & AlertOptions;

const KINDS: Kinds<GroupOptions> = [
  ['muteWindows', Array.isArray, 'a list, such as [{ cron: "0 2 * * SUN", duration: Duration.hours(2) }]'],
  ['composite', (value) => typeof value === 'boolean', 'true or false'],
  ['actionsEnabled', (value) => typeof value === 'boolean', 'true or false'],
  ['alertTopic', has('topicArn', 'string'), 'a topic of aws-cdk-lib/aws-sns'],
  ['lowSeverityTopic', has('topicArn', 'string'), 'a topic of aws-cdk-lib/aws-sns'],
  ['alertEmails', Array.isArray, 'a list, such as ["oncall@example.com"]'],
];

/** Checks what a group of alarms is told: that nothing is misspelt, and that what all groups know is of its kind. */
export function checkGroupOptions<T extends GroupOptions>(options: T, members: Members<T>, scope: IConstruct): T {
  checkKinds<GroupOptions>(options, KINDS, scope);
  checkAllMembers(options, members, "'options'", scope);
  return options;
}
