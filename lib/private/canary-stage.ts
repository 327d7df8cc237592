import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { AnyStage, isRestStage } from './api-type';

/** Stages that get canaries, by whatever is to be done for them. */
const CANARY_STAGES = new WeakSet<CfnStage>();
const WAITING = new WeakMap<AnyStage, Array<() => void>>();
const ACCESS_LOGS = new WeakMap<AnyStage, ILogGroup>();

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

/** Where the requests of canaries of a stage are logged; undefined if nobody defined it. */
export function canaryAccessLogOf(stage: AnyStage): ILogGroup | undefined {
  return ACCESS_LOGS.get(stage);
}

/** Says where the requests of canaries of a stage are logged. */
export function setCanaryAccessLog(stage: AnyStage, logGroup: ILogGroup): void {
  ACCESS_LOGS.set(stage, logGroup);
}
