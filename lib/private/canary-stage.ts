import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Stage } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { allowLogs } from './allow-logs';
import { AnyStage, isRestStage } from './api-type';
import { keyOfHardened } from './hardened';
import { tokenIdentity } from './tokens';

/** Stages that get canaries, by whatever is to be done for them. */
const CANARY_STAGES = new WeakSet<CfnStage>();
const WAITING = new WeakMap<AnyStage, Array<() => void>>();
const ACCESS_LOGS = new WeakMap<AnyStage, ILogGroup>();

/** By the names of log groups that others have defined, those of canaries beside them. */
const BESIDE = new WeakMap<IConstruct, Map<string, LogGroup>>();

/** Log groups of canaries by their stage, and what waits for them. */
const LOGS = new WeakMap<AnyStage, ILogGroup[]>();
const USERS = new WeakMap<AnyStage, IConstruct[]>();

/** Stages that have log groups of canaries without getting canaries. */
const KEPT = new WeakSet<AnyStage>();

/** API Gateway gives these log groups their names. One that stayed without a canary could not be defined again for the next. */
export const OF_CANARY_LOGS = RemovalPolicy.DESTROY;

/** Whether a stage has canaries: by its template, or by a release. */
export function isCanaryStage(stage: AnyStage): boolean {
  return isRestStage(stage) && (stage.canarySetting !== undefined || CANARY_STAGES.has(stage));
}

/** Says that a stage gets canaries, to those who wait for it. */
export function expectCanary(stage: CfnStage): void {
  if (CANARY_STAGES.has(stage)) return;
  CANARY_STAGES.add(stage);
  defineWaiting(stage);
}

function defineWaiting(stage: CfnStage): void {
  const waiting = WAITING.get(stage) ?? [];
  WAITING.delete(stage);
  for (const define of waiting) define();
}

/** Defines logs of canaries for a stage if it gets canaries, or keeps their logs, whichever is said first. */
export function whenCanary(stage: AnyStage, define: () => void): void {
  if (isCanaryStage(stage)) define();
  else whenReleased(stage, define);
}

/** The same, of canaries by a release only: those of the template are the user's, as what they are logged to is. */
export function whenReleased(stage: AnyStage, define: () => void): void {
  if (KEPT.has(stage) || (isRestStage(stage) && CANARY_STAGES.has(stage))) define();
  else WAITING.set(stage, [...WAITING.get(stage) ?? [], define]);
}

/** Defines the log groups of canaries for a stage that may have had some, and gets none now: a log group that goes takes its logs along. */
export function keepCanaryLogs(stage: CfnStage): void {
  KEPT.add(stage);
  defineWaiting(stage);
}

/** Notes a log group of canaries of a stage: API Gateway would make it by itself, and CloudFormation makes none that is there. */
export function noteCanaryLog(stage: AnyStage, logGroup: ILogGroup): void {
  stage.node.addDependency(logGroup);
  LOGS.set(stage, [...LOGS.get(stage) ?? [], logGroup]);
  for (const construct of USERS.get(stage) ?? []) construct.node.addDependency(logGroup);
}

/** Lets what sets canaries of a stage wait for their log groups, and go before them. */
export function dependOnCanaryLogs(construct: IConstruct, stage: AnyStage): void {
  USERS.set(stage, [...USERS.get(stage) ?? [], construct]);
  construct.node.addDependency(...LOGS.get(stage) ?? []);
}

/** Says where the requests of canaries of a stage are logged. */
export function setCanaryAccessLog(stage: AnyStage, logGroup: ILogGroup): void {
  ACCESS_LOGS.set(stage, logGroup);
  noteCanaryLog(stage, logGroup);
}

/**
 * Where the requests of canaries of a stage are logged. It is defined if nobody did, once for all stages that log to the same group: a metric filter takes
 * no log group that is not there yet, and one that API Gateway has made cannot be defined any more.
 *
 * @param logGroupName the name of the log group of the stage
 */
export function canaryAccessLogOf(stage: AnyStage, logGroupName: string): ILogGroup {
  const known = ACCESS_LOGS.get(stage);
  if (known) return known;
  const home = Stage.of(stage) ?? stage.node.root;
  const beside = BESIDE.get(home) ?? new Map<string, LogGroup>();
  BESIDE.set(home, beside);
  const key = [stage.stack.account, stage.stack.region, tokenIdentity(logGroupName, stage)].join();
  const logGroup = beside.get(key) ?? defineBeside(stage, `${logGroupName}/Canary`);
  beside.set(key, logGroup);
  setCanaryAccessLog(stage, logGroup);
  return logGroup;
}

function defineBeside(stage: AnyStage, logGroupName: string): LogGroup {
  const id = stage.node.id === 'Resource' ? '#CanaryAccessLogs' : `#${stage.node.id}CanaryAccessLogs`;
  const encryptionKey = keyOfHardened(stage);
  if (encryptionKey) allowLogs(encryptionKey, stage, logGroupName);
  const props = { logGroupName, retention: RetentionDays.THREE_MONTHS, encryptionKey, removalPolicy: OF_CANARY_LOGS };
  return new LogGroup(stage.node.scope as Construct, id, props);
}
