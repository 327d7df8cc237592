import { CfnUsagePlan, IUsagePlanRef } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ThrottleLevel } from './effective-throttle';
import { Limits } from './smallest-limits';
import { AnyStage, apiIdOf } from '../private/api-type';
import { fail, show } from '../private/errors';
import { mapReferences, referencedConstructs } from '../private/tokens';

/** What a usage plan limits a route to, for each API key; from the general to the special. */
export function planLimits(plan: IUsagePlanRef, stage: AnyStage, routeKey: string, gateway: IConstruct): Limits[] {
  const l1 = [plan, plan.node.defaultChild].find((construct) => CfnUsagePlan.isCfnUsagePlan(construct)) as CfnUsagePlan | undefined;
  if (!l1) fail(`'plan' must be defined in this app for its limits to be known, got ${show(plan.node.id)}, which is imported: leave it out`, gateway);
  const ofStages: CfnUsagePlan.ApiStageProperty[] = known(l1.apiStages, l1) ?? [];
  const ofStage = ofStages.find((candidate) => isOf(candidate, stage, l1));
  if (!ofStage) fail(`'plan' must be for the stage ${show(stage.stageName)}, got ${show(plan.node.id)}, which is not: add the stage to it, or leave it out`, gateway);
  const [method, path] = routeKey.split(' ');
  const ofRoutes = (ofStage.throttle ?? {}) as Record<string, CfnUsagePlan.ThrottleSettingsProperty>;
  return [
    { level: ThrottleLevel.USAGE_PLAN, ...known(l1.throttle ?? {}, l1) },
    { level: ThrottleLevel.USAGE_PLAN_ROUTE, ...ofRoutes[`${path}/${method}`] },
  ];
}

/** A value as far as it is known, with the references in it. */
function known(value: unknown, plan: CfnUsagePlan): any {
  return mapReferences(value, plan, (reference) => reference);
}

/** Whether an entry of a plan is for a stage: by reference, or by name. */
function isOf(entry: CfnUsagePlan.ApiStageProperty, stage: AnyStage, plan: CfnUsagePlan): boolean {
  if (typeof entry.stage !== 'string' || Token.isUnresolved(entry.stage)) return referencedConstructs(entry.stage, plan).has(stage);
  const [api] = referencedConstructs(apiIdOf(stage), plan);
  return entry.stage === stage.stageName && referencedConstructs(entry.apiId, plan).has(api);
}
