import { CfnUsagePlan, IUsagePlanRef } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { ThrottleLevel } from './effective-throttle';
import { Limits } from './smallest-limits';
import { AnyStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { entryOfStage, knownOfPlan } from '../private/plan-stages';
import { usagePlanKey } from '../private/usage-plan-key';

/** What a usage plan limits a route to, for each API key; from the general to the special. */
export function planLimits(plan: IUsagePlanRef, stage: AnyStage, routeKey: string, gateway: IConstruct): Limits[] {
  if (typeof plan?.usagePlanRef?.usagePlanId !== 'string') fail(`'plan' must be a usage plan, got ${show(plan)}: write gateway.addUsagePlan('Partners'), for example`, gateway);
  const l1 = [plan, plan.node.defaultChild].find((construct) => CfnUsagePlan.isCfnUsagePlan(construct)) as CfnUsagePlan | undefined;
  if (!l1) fail(`'plan' must be defined in this app for its limits to be known, got ${show(plan.node.id)}, which is imported: leave it out`, gateway);
  const ofStage = entryOfStage(l1, stage);
  if (!ofStage) fail(`'plan' must be for the stage ${show(stage.stageName)}, got ${show(plan.node.id)}, which is not: add the stage to it, or leave it out`, gateway);
  const ofRoutes = (ofStage.throttle ?? {}) as Record<string, CfnUsagePlan.ThrottleSettingsProperty>;
  return [
    { level: ThrottleLevel.USAGE_PLAN, ...knownOfPlan(l1.throttle ?? {}, l1) },
    { level: ThrottleLevel.USAGE_PLAN_ROUTE, ...ofRoutes[usagePlanKey(routeKey)] },
  ];
}
