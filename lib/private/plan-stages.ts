import { CfnUsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { AnyStage, apiIdOf } from './api-type';
import { mapReferences, referencedConstructs } from './tokens';

/** A value of a usage plan as far as it is known, with the references in it. */
export function knownOfPlan(value: unknown, plan: CfnUsagePlan): any {
  return mapReferences(value, plan, (reference) => reference);
}

/** The stages that a usage plan is for; undefined if only CloudFormation knows. */
export function stagesOfPlan(plan: CfnUsagePlan): CfnUsagePlan.ApiStageProperty[] | undefined {
  const known = knownOfPlan(plan.apiStages ?? [], plan) ?? [];
  return Array.isArray(known) ? known : undefined;
}

/** What a usage plan says of a stage, if it is for it. */
export function entryOfStage(plan: CfnUsagePlan, stage: AnyStage): CfnUsagePlan.ApiStageProperty | undefined {
  return entriesOfStage(plan, stage)[0];
}

/** All that a usage plan says of a stage, of which API Gateway takes one. */
export function entriesOfStage(plan: CfnUsagePlan, stage: AnyStage): CfnUsagePlan.ApiStageProperty[] {
  return stagesOfPlan(plan)?.filter((entry) => isOf(entry, stage, plan)) ?? [];
}

/** Whether an entry of a plan is for a stage: by reference, or by name. */
function isOf(entry: CfnUsagePlan.ApiStageProperty, stage: AnyStage, plan: CfnUsagePlan): boolean {
  if (typeof entry.stage !== 'string' || Token.isUnresolved(entry.stage)) return referencedConstructs(entry.stage, plan).has(stage);
  const [api] = referencedConstructs(apiIdOf(stage), plan);
  return entry.stage === stage.stageName && referencedConstructs(entry.apiId, plan).has(api);
}
