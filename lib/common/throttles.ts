import { IUsagePlanRef, ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkKinds } from './check-kinds';
import { AnyStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkThrottle } from '../private/rules';
import { accountLimits } from '../stages/account-limits';
import { EffectiveThrottle, ThrottleLevel } from '../stages/effective-throttle';
import { planLimits } from '../stages/plan-limits';
import { Limits, smallestLimits } from '../stages/smallest-limits';
import { allStageLimits, stageLimits } from '../stages/stage-limits';

/** The stages of a gateway and its routes. */
interface Stages {
  readonly stages: ReadonlyMap<string, AnyStage>;
  checkRoute(routeKey: string): void;
}

/** What a usage plan limits each key to, over all routes and by route. */
interface PlanLimits {
  readonly throttle?: ThrottleSettings;
  readonly routes?: Record<string, ThrottleSettings>;
}

/** What the routes of a gateway are limited to, at every level; warns of limits that are above the account's. */
export class Throttles {
  private readonly account: Limits;

  constructor(private readonly gateway: Construct, private readonly stages: Stages, accountThrottle?: ThrottleSettings) {
    checkKinds({ accountThrottle }, [['accountThrottle', isObject, 'limits, such as { rateLimit: 20_000, burstLimit: 10_000 }']], gateway);
    if (accountThrottle) checkThrottle(accountThrottle, 'accountThrottle', gateway);
    this.account = { level: ThrottleLevel.ACCOUNT, ...accountLimits(gateway, accountThrottle) };
    gateway.node.addValidation({
      validate: () => {
        for (const [stageName, stage] of stages.stages) this.warnAboveAccount(stageName, stage);
        return [];
      },
    });
  }

  /** What a route is limited to in a stage, for callers by a usage plan or for all together. */
  public effective(stage: AnyStage, routeKey: string, plan?: IUsagePlanRef): EffectiveThrottle {
    this.stages.checkRoute(routeKey);
    const ofPlan = plan ? planLimits(plan, stage, routeKey, this.gateway) : [];
    const scopes = [ofPlan, stageLimits(stage, routeKey), [this.account]];
    if (scopes.flat().some(({ rateLimit, burstLimit }) => isUnknown(rateLimit) || isUnknown(burstLimit))) {
      fail(`the limits of route ${show(routeKey)} must be known at synthesis to be compared, got a token: write numbers`, this.gateway);
    }
    return smallestLimits(scopes);
  }

  /**
   * Warns of what a usage plan allows and nobody can reach. What it allows over all routes is compared with the account only, since the limit of a stage
   * is for each route.
   */
  public warnOfPlan(id: string, stages: Map<string, AnyStage>, { throttle, routes = {} }: PlanLimits): void {
    const warn = (prop: string, above: string) => Annotations.of(this.gateway).addWarningV2('cdk-gatehouse:usagePlanNeverReached',
      `'${prop}' of usage plan ${show(id)} is above what ${above}, so that it is never reached: lower it, or leave it out`);
    if (throttle && isAbove(throttle, this.account)) warn('throttle', `the account takes for all APIs together, ${limitsText(this.account)}`);
    for (const [stageName, stage] of Object.keys(routes).length === 0 ? [] : stages) {
      const ofStage = new Map(allStageLimits(stage));
      const [routeKey, limits] = Object.entries(routes).find(([key, own]) => isAbove(own, ofStage.get(key) ?? ofStage.get('*') ?? {})) ?? [];
      if (routeKey === undefined || !limits) continue;
      warn(`routes[${show(routeKey)}]`, `the stage ${show(stageName)} takes of all callers together, ${limitsText(ofStage.get(routeKey) ?? ofStage.get('*')!)}`);
    }
  }

  private warnAboveAccount(stageName: string, stage: AnyStage): void {
    const { rateLimit = Infinity, burstLimit = Infinity } = this.account;
    const above = allStageLimits(stage).find(([, limits]) => limits.rateLimit! > rateLimit || limits.burstLimit! > burstLimit);
    if (!above) return;
    const [key, limits] = above;
    Annotations.of(this.gateway).addWarningV2('cdk-gatehouse:throttleAboveAccount',
      `'throttle' of ${key === '*' ? 'all routes' : show(key)} in stage ${show(stageName)} is ${limits.rateLimit} and ${limits.burstLimit}, above what the account takes for all APIs together, ${rateLimit} requests per second and ${burstLimit} at once: lower it, or say in 'accountThrottle' what the account was given`);
  }
}

function isAbove(limits: ThrottleSettings, { rateLimit = Infinity, burstLimit = Infinity }: ThrottleSettings): boolean {
  const [rate, burst] = [limits.rateLimit, limits.burstLimit].map((limit) => (isUnknown(limit) ? undefined : limit));
  return (!isUnknown(rateLimit) && rate! > rateLimit) || (!isUnknown(burstLimit) && burst! > burstLimit);
}

function limitsText({ rateLimit, burstLimit }: ThrottleSettings): string {
  return `${rateLimit} requests per second and ${burstLimit} at once`;
}

function isUnknown(limit: unknown): boolean {
  return limit !== undefined && (typeof limit !== 'number' || Token.isUnresolved(limit));
}
