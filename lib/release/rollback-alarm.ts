import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnElement, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { fail, show } from '../private/errors';
import { referencedConstructs } from '../private/tokens';

type AlarmL1 = cloudwatch.CfnAlarm | cloudwatch.CfnCompositeAlarm;

/** Whether something is an alarm, and not just what an alarm would be referred to by. */
export function isAlarm(alarm: cloudwatch.IAlarmRef): boolean {
  return typeof alarm?.alarmRef?.alarmName === 'string' && typeof alarm.alarmRef.alarmArn === 'string' && Construct.isConstruct(alarm) && alarm.env !== undefined;
}

/** The L1 of an alarm; undefined for one that was imported. */
export function alarmL1(alarm: cloudwatch.IAlarmRef): AlarmL1 | undefined {
  const { CfnAlarm, CfnCompositeAlarm } = cloudwatch;
  const isL1 = (construct?: object): construct is AlarmL1 => CfnAlarm.isCfnAlarm(construct) || CfnCompositeAlarm.isCfnCompositeAlarm(construct);
  return [alarm, alarm.node.defaultChild].find(isL1);
}

/**
 * An alarm as a deployment group can refer to it. One of another stack is named, not referred to: the stack of an API needs that of the function already,
 * and two stacks cannot need each other.
 */
export function rollbackAlarm(alarm: cloudwatch.IAlarmRef, scope: Construct): cloudwatch.IAlarmRef {
  if (!isAlarm(alarm)) fail(`'alarm' must be an alarm, got ${show(alarm)}: write gateway.alarms.serverErrorRate, for example`, scope);
  checkEnvironment(alarm, scope);
  const l1 = alarmL1(alarm);
  if (!l1 || outermost(Stack.of(l1)) === outermost(Stack.of(scope))) return alarm;
  const { alarmName } = l1;
  if (alarmName === undefined || Token.isUnresolved(alarmName)) {
    fail(`the alarm [${alarm.node.path}] is of another stack, and must be named for the function's stack not to need that one: set 'alarmName' of its L1, or define the release in the stack of the alarm`, scope);
  }
  return cloudwatch.Alarm.fromAlarmName(scope, `#Named:${alarm.node.path}`, alarmName);
}

/**
 * An alarm as the release of a stage can refer to it. One of another stack that needs the stack of the stage is named, not referred to: two stacks cannot need
 * each other.
 */
export function canaryAlarm(alarm: cloudwatch.IAlarmRef, stage: CfnStage): cloudwatch.IAlarmRef {
  const l1 = alarmL1(alarm);
  const home = outermost(Stack.of(stage));
  if (!l1 || outermost(Stack.of(l1)) === home) return alarm;
  const needed = [...referencedConstructs((l1 as unknown as { _toCloudFormation(): object })._toCloudFormation(), l1)];
  if (needed.every((construct) => !CfnElement.isCfnElement(construct) || outermost(Stack.of(construct)) !== home)) return alarm;
  const { alarmName } = l1;
  if (alarmName === undefined || Token.isUnresolved(alarmName)) {
    fail(`the alarm [${alarm.node.path}] is of another stack, which needs that of the stage, and must be named for the stage not to need it: set 'alarmName' of its L1, or define the alarm in the stack of the stage`, stage);
  }
  return cloudwatch.Alarm.fromAlarmName(stage, `#Named:${alarm.node.path}`, alarmName);
}

function checkEnvironment({ env, node }: cloudwatch.IAlarmRef, scope: Construct): void {
  const home = Stack.of(scope);
  const differ = (a: string, b: string) => !Token.isUnresolved(a) && !Token.isUnresolved(b) && a !== b;
  if (differ(env.account, home.account) || differ(env.region, home.region)) {
    fail(`'alarm' must be of the account and the Region of the function, where CodeDeploy looks for it, got [${node.path}] of ${env.account} in ${env.region}`, scope);
  }
}

/** The stack that is deployed by itself. */
export function outermost(stack: Stack): Stack {
  return stack.nestedStackParent ? outermost(stack.nestedStackParent) : stack;
}
