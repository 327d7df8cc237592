import { RestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { checkUsagePlan } from './check-usage-plan';
import { GatewayUsagePlan } from './gateway-usage-plan';
import { RestUsagePlanOptions } from './usage-plan-options';
import { fail, show } from '../private/errors';

const METHODS = new Set<string>(Object.values(HttpMethod));

/** A usage plan of a `RestGateway`; see its `addUsagePlan`. */
export class RestUsagePlan extends GatewayUsagePlan {
  /**
   * Defines a plan.
   *
   * @param gateway where this construct is
   * @param api     where the L2's plan is, as if its `addUsagePlan` had defined it
   * @internal
   */
  public static _define(gateway: Construct, api: RestApi, id: string, options: RestUsagePlanOptions): RestUsagePlan {
    checkUsagePlan(id, options, api, gateway);
    if (METHODS.has(id)) fail(`the id of a usage plan must not be that of a method, whose resource at the root would have the same logical id, got ${show(id)}: write ${show(`${id}Plan`)}, for example`, gateway);
    if (api.root.node.tryFindChild(id)) fail(`the id of a usage plan must be another than that of a path that was added before it, got ${show(id)}: add the plan first, or write ${show(`${id}Plan`)}, for example`, gateway);
    const { throttle, quota, usagePlanName, description } = options;
    return new RestUsagePlan(gateway, `#UsagePlan:${id}`, new UsagePlan(api, id, { throttle, quota, name: usagePlanName, description }));
  }

  /** The L2's usage plan. */
  public readonly plan: UsagePlan;

  private constructor(scope: Construct, id: string, plan: UsagePlan) {
    super(scope, id, plan);
    this.plan = plan;
  }
}
