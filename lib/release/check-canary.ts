import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { IAlarmRef, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { CanaryReleaseOptions } from './canary-release-options';
import { isAlarm } from './rollback-alarm';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkNumber, isCount } from '../private/rules';
import { checkVariable } from '../private/stage-variables';

const OPTIONS = ['percentTraffic', 'bakeTime', 'alarms', 'minimumRequests', 'stageVariableOverrides', 'useStageCache', 'keepDeployments'];

/** A custom resource may wait for an hour, and the function needs some of it. */
const MAX_BAKE_MINUTES = 55;

/** Checks what is said of a canary. */
export function checkCanary(options: CanaryReleaseOptions, stage: CfnStage): void {
  if (!isObject(options)) fail(`the options of Release.canary must be a structure, got ${show(options)}: write { percentTraffic: 10 }, for example`, stage);
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) fail(`Release.canary has no option '${unknown}': write one of ${OPTIONS.map((name) => `'${name}'`).join(', ')}`, stage);
  const { percentTraffic, bakeTime, minimumRequests, keepDeployments, useStageCache, stageVariableOverrides = {}, alarms } = options;
  checkKnown('percentTraffic', percentTraffic, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', stage);
  if (keepDeployments !== undefined) checkKnown('keepDeployments', keepDeployments, (value) => isCount(value) && value >= 2, 'a whole number of at least 2', stage);
  if (minimumRequests !== undefined) checkKnown('minimumRequests', minimumRequests, (value) => value === 0 || isCount(value), 'a whole number of at least 0', stage);
  if (useStageCache !== undefined && typeof useStageCache !== 'boolean') fail(`'useStageCache' must be true or false, got ${show(useStageCache)}`, stage);
  if (!isObject(stageVariableOverrides)) fail(`'stageVariableOverrides' must be values by name, such as { table: "orders" }, got ${show(stageVariableOverrides)}`, stage);
  for (const [name, value] of Object.entries(stageVariableOverrides)) checkVariable('stageVariableOverrides', name, value, stage);
  if (alarms !== undefined) checkAlarms('alarms', alarms, stage);
  if (bakeTime !== undefined) return checkBakeTime(bakeTime, stage);
  const useless = (['alarms', 'minimumRequests'] as const).find((name) => options[name] !== undefined);
  if (useless) fail(`'${useless}' is looked at while a canary bakes: set 'bakeTime', or leave '${useless}' out`, stage);
}

/** Checks alarms that end a canary: that CloudWatch knows them where the function asks. */
export function checkAlarms(prop: string, alarms: IAlarmRef[], stage: CfnStage): void {
  if (!Array.isArray(alarms) || Token.isUnresolved(alarms)) fail(`'${prop}' must be a list of alarms, got ${Token.isUnresolved(alarms) ? 'a token' : show(alarms)}: write [gateway.alarms.latency], for example`, stage);
  const strange = alarms.findIndex((alarm) => !isAlarm(alarm));
  if (strange >= 0) fail(`'${prop}' must be alarms of aws-cdk-lib/aws-cloudwatch, got ${show(alarms[strange])}`, stage);
  const home = Stack.of(stage);
  for (const alarm of alarms) {
    for (const part of ['region', 'account'] as const) {
      const [there, here] = [placeOf(alarm)[part], home[part]];
      if (Token.isUnresolved(there) || Token.isUnresolved(here) || there === here) continue;
      fail(`'${prop}' must be of the ${part === 'region' ? 'Region' : 'account'} of the stage, ${here}, got [${alarm.node.path}] of ${there}: define the alarm there`, stage);
    }
  }
}

/** Checks the metric of the canary's requests: the function asks CloudWatch for it by its name. */
export function checkCanaryRequests(metric: Metric | undefined, stage: CfnStage): void {
  if (metric === undefined) return;
  const remedy = 'write RestApiAlarms.fromStage(this, "Alarms", stage).metricCanaryRequests(), for example';
  if (typeof metric?.metricName !== 'string' || typeof metric.namespace !== 'string') fail(`'canaryRequests' must be a Metric, got ${show(metric)}: ${remedy}`, stage);
  const home = Stack.of(stage);
  for (const part of ['region', 'account'] as const) {
    const [there, here] = [metric[part], home[part]];
    if (there === undefined || Token.isUnresolved(there) || Token.isUnresolved(here) || there === here) continue;
    fail(`'canaryRequests' must be of the ${part === 'region' ? 'Region' : 'account'} of the stage, ${here}, got a metric of ${there}: ${remedy}`, stage);
  }
}

/** Where an alarm is; one that is imported by its ARN is where that says. */
function placeOf({ alarmRef: { alarmArn }, env }: IAlarmRef): { readonly region: string; readonly account: string } {
  const [, , , region, account] = Token.isUnresolved(alarmArn) ? [] : alarmArn.split(':');
  return region && account ? { region, account } : env;
}

function checkBakeTime(bakeTime: Duration, stage: CfnStage): void {
  if (typeof bakeTime?.toSeconds !== 'function') fail(`'bakeTime' must be a Duration, got ${show(bakeTime)}: write Duration.minutes(15), for example`, stage);
  if (bakeTime.isUnresolved()) fail("'bakeTime' must be known at synthesis, got a token: write Duration.minutes(15), for example", stage);
  const minutes = bakeTime.toMinutes({ integral: false });
  if (minutes > MAX_BAKE_MINUTES) {
    fail(`'bakeTime' must be at most ${MAX_BAKE_MINUTES} minutes, since CloudFormation waits for an hour, got ${minutes} minutes: leave it out, so that the canary is held, and promote it by command`, stage);
  }
  if (!(minutes > 0) || !Number.isInteger(bakeTime.toSeconds({ integral: false }))) fail(`'bakeTime' must be whole seconds above 0, got ${minutes} minutes: write Duration.minutes(15), for example`, stage);
}

/** Checks a number that must be known: the function gets it as text. */
function checkKnown(prop: string, value: number, holds: (value: number) => boolean, rule: string, stage: CfnStage): void {
  if (Token.isUnresolved(value)) fail(`'${prop}' must be known at synthesis, got a token: write a number`, stage);
  checkNumber(prop, value, (given) => typeof given === 'number' && holds(given), rule, stage);
}
