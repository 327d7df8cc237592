import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { fail, show } from '../private/errors';

type AlarmL1 = cloudwatch.CfnAlarm | cloudwatch.CfnCompositeAlarm;

/** The L1 of an alarm; undefined for one that was imported. */
export function alarmL1(alarm: cloudwatch.IAlarmRef): AlarmL1 | undefined {
  const { CfnAlarm, CfnCompositeAlarm } = cloudwatch;
  const isAlarm = (construct?: object): construct is AlarmL1 => CfnAlarm.isCfnAlarm(construct) || CfnCompositeAlarm.isCfnCompositeAlarm(construct);
  return [alarm, alarm.node.defaultChild].find(isAlarm);
}

/**
 * An alarm as a deployment group can refer to it. One of another stack is named, not referred to: the stack of an API needs that of the function already,
 * and two stacks cannot need each other.
 */
export function rollbackAlarm(alarm: cloudwatch.IAlarmRef, scope: Construct): cloudwatch.IAlarmRef {
  if (typeof alarm?.alarmRef?.alarmName !== 'string') fail(`'alarm' must be an alarm, got ${show(alarm)}: write gateway.alarms.serverErrorRate, for example`, scope);
  checkEnvironment(alarm, scope);
  const l1 = alarmL1(alarm);
  if (!l1 || outermost(Stack.of(l1)) === outermost(Stack.of(scope))) return alarm;
  const { alarmName } = l1;
  if (alarmName === undefined || Token.isUnresolved(alarmName)) {
    fail(`the alarm [${alarm.node.path}] is of another stack, and must be named for the function's stack not to need that one: set 'alarmName' of its L1, or define the release in the stack of the alarm`, scope);
  }
  return cloudwatch.Alarm.fromAlarmName(scope, `#Named:${alarm.node.path}`, alarmName);
}

function checkEnvironment({ env, node }: cloudwatch.IAlarmRef, scope: Construct): void {
  const home = Stack.of(scope);
  const differ = (a: string, b: string) => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
  if (differ(env.account, home.account) || differ(env.region, home.region)) {
    fail(`'alarm' must be of the account and the Region of the function, where CodeDeploy looks for it, got [${node.path}] of ${env.account} in ${env.region}`, scope);
  }
}

function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}
