import { CfnUsagePlan, IApiKeyRef, IUsagePlanRef, UsagePlanReference } from 'aws-cdk-lib/aws-apigateway';
import { Lazy, ResourceEnvironment } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiKeyGeneration } from './api-key-generation';
import { PlannedStages } from './planned-stages';
import { UsagePlanKeyOptions } from './usage-plan-key-options';
import { UsagePlanKeys } from './usage-plan-keys';
import { apiIdOf } from '../private/api-type';
import { usagePlanKey } from '../private/usage-plan-key';

/** A usage plan of a gateway: what each of its API keys may use up of stages and routes. See `addUsagePlan`. */
export abstract class GatewayUsagePlan extends Construct implements IUsagePlanRef {
  /**
   * The keys of the plan.
   *
   * @internal
   */
  public readonly _keys: UsagePlanKeys;

  private readonly l1: CfnUsagePlan;
  private outputs = false;

  protected constructor(scope: Construct, id: string, plan: IUsagePlanRef) {
    super(scope, id);
    this.l1 = plan.node.defaultChild as CfnUsagePlan;
    this.node.defaultChild = this.l1;
    this._keys = UsagePlanKeys.fromUsagePlan(plan);
  }

  /**
   * Sets what the plan is for.
   *
   * @internal
   */
  public _for(planned: PlannedStages): void {
    this.outputs = planned.outputs;
    const given = this.l1.apiStages; // what the L2 is told later, by its addApiStage
    this.l1.apiStages = Lazy.uncachedAny({ produce: ({ resolve }) => [...entriesOf(planned), ...resolve(given) ?? []] });
  }

  /**
   * Defines a key, and adds it to the plan.
   *
   * A key is replaced in three deployments: (1) add a line for its next generation, and give the caller its value; (2) set `enabled: false` in the line of the
   * old one once nobody uses it; (3) delete that line.
   *
   * @param name    whose key it is: 1 to 64 letters, digits, spaces and `. _ -`
   * @param options which generation it is, and where its value comes from
   */
  public addKey(name: string, options: UsagePlanKeyOptions = {}): ApiKeyGeneration {
    const key = this._keys.addKey(name, options);
    if (this.outputs) this._keys._outputId(key, name);
    return key;
  }

  /**
   * Adds a key that is there already: one that `addKey` of another plan returned, or an `ApiKey` of `aws-cdk-lib/aws-apigateway`, defined
   * or imported by `ApiKey.fromApiKeyId`. The plans of a key must be for different stages.
   */
  public addExistingKey(apiKey: IApiKeyRef): void {
    this._keys.addExistingKey(apiKey);
  }

  /** A reference to the usage plan. */
  public get usagePlanRef(): UsagePlanReference {
    return this.l1.usagePlanRef;
  }

  /** The environment of the usage plan. */
  public get env(): ResourceEnvironment {
    return this.l1.env;
  }
}

/** The stages of a plan as CloudFormation has them: by reference, so that it makes the stages first. */
function entriesOf({ stages, routes = {} }: PlannedStages): CfnUsagePlan.ApiStageProperty[] {
  const limits = Object.entries(routes).map(([routeKey, { rateLimit, burstLimit }]) => [usagePlanKey(routeKey), { rateLimit, burstLimit }] as const);
  const throttle = limits.length > 0 ? Object.fromEntries(limits) : undefined;
  return stages().map((stage) => ({ apiId: apiIdOf(stage), stage: stage.ref, throttle }));
}
