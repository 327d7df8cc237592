import { Period, UsagePlan } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { checkUsagePlan } from './check-usage-plan';
import { GatewayUsagePlan } from './gateway-usage-plan';
import { GatewayUsagePlanOptions } from './usage-plan-options';
import { fail } from '../private/errors';

/** A usage plan of a `WebSocketGateway`; see its `addUsagePlan`. */
export class WebSocketUsagePlan extends GatewayUsagePlan {
  /**
   * Defines a plan.
   *
   * @internal
   */
  public static _define(gateway: Construct, api: Construct, id: string, options: GatewayUsagePlanOptions): WebSocketUsagePlan {
    if ((options as { routes?: object } | null)?.routes !== undefined) fail("'routes' of a usage plan are not documented by API Gateway for WebSocket APIs: leave it out, or set 'throttle' of the route, for all clients together", gateway);
    checkUsagePlan(id, options, api, gateway, 'routes');
    const { throttle, quota, usagePlanName, description } = options;
    const { limit, period, offset } = quota ?? {};
    const l2Quota = quota && { limit, offset, period: period as unknown as Period };
    const plan = new UsagePlan(api, id, { throttle, quota: l2Quota, usagePlanName, description });
    return new WebSocketUsagePlan(gateway, `#UsagePlan:${id}`, plan);
  }

  /** The L2's usage plan. */
  public readonly plan: UsagePlan;

  private constructor(scope: Construct, id: string, plan: UsagePlan) {
    super(scope, id, plan);
    this.plan = plan;
  }
}
