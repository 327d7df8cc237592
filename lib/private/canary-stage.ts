import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { AnyStage, isRestStage } from './api-type';
import { tokenIdentity } from './tokens';

/** Stages that get canaries, by whatever is to be done for them. */
const CANARY_STAGES = new WeakSet<CfnStage>();
const WAITING = new WeakMap<AnyStage, Array<() => void>>();
const ACCESS_LOGS = new WeakMap<AnyStage, ILogGroup>();

/** By the names of log groups that others have defined, those of canaries beside them. */
const BESIDE = new WeakMap<Stack, Map<string, LogGroup>>();

/** Whether a stage has canaries: by its template, or by a release. */
export function isCanaryStage(stage: AnyStage): boolean {
  return isRestStage(stage) && (stage.canarySetting !== undefined || CANARY_STAGES.has(stage));
}

/** Says that a stage gets canaries, to those who wait for it. */
export function expectCanary(stage: CfnStage): void {
  if (CANARY_STAGES.has(stage)) return;
  CANARY_STAGES.add(stage);
  const waiting = WAITING.get(stage) ?? [];
  WAITING.delete(stage);
  for (const define of waiting) define();
}

/** Does something for a stage if it gets canaries, whichever is said first. */
export function whenCanary(stage: AnyStage, define: () => void): void {
  if (isCanaryStage(stage)) define();
  else WAITING.set(stage, [...WAITING.get(stage) ?? [], define]);
}

/** Says where the requests of canaries of a stage are logged. */
export function setCanaryAccessLog(stage: AnyStage, logGroup: ILogGroup): void {
  ACCESS_LOGS.set(stage, logGroup);
}

/**
 * Where the requests of canaries of a stage are logged. It is defined if nobody did, once for all stages that log to the same group: a metric filter takes
 * no log group that is not there yet.
 *
 * @param logGroupName the name of the log group of the stage
 */
export function canaryAccessLogOf(stage: AnyStage, logGroupName: string, define: (name: string) => LogGroup): ILogGroup {
  const known = ACCESS_LOGS.get(stage);
  if (known) return known;
  const beside = BESIDE.get(stage.stack) ?? new Map<string, LogGroup>();
  BESIDE.set(stage.stack, beside);
  const identity = tokenIdentity(logGroupName, stage);
  const logGroup = beside.get(identity) ?? define(`${logGroupName}/Canary`);
  beside.set(identity, logGroup);
  stage.node.addDependency(logGroup);
  ACCESS_LOGS.set(stage, logGroup);
  return logGroup;
}
