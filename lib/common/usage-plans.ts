import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Throttles } from './throttles';
import { checkKeys } from '../access/check-keys';
import { GatewayUsagePlan } from '../access/gateway-usage-plan';
import { KeyedApi } from '../access/keyed-api';
import { PlannedStages } from '../access/planned-stages';
import { GatewayUsagePlanOptions } from '../access/usage-plan-options';
import { AnyStage } from '../private/api-type';
import { show } from '../private/errors';

/** The options of a plan of a gateway of any type. */
type Options = GatewayUsagePlanOptions & { readonly routes?: Record<string, ThrottleSettings> };

/** The stages of a gateway and the routes that it has added itself. */
interface Stages {
  readonly stages: ReadonlyMap<string, AnyStage>;
  readonly routeKeys: string[];
}

/** What a gateway of a type knows of its API. */
export type KeyedGateway = Pick<KeyedApi, 'keyedRoutes' | 'keyIsOfAuthorizer' | 'headerInstead'> & {
  readonly stages: Stages;
  readonly throttles: Throttles;
  /** The keys of all routes of the API, also of those that the L2 has added. */
  readonly routeKeys: () => string[];
  /** The stage of plans that name none. */
  readonly stage: AnyStage;
  readonly outputs?: boolean;
};

/** The usage plans of a gateway, and what is wrong with them and with the keys of its routes. */
export class UsagePlans {
  private readonly plans: Array<{ readonly id: string; readonly options: Options }> = [];

  constructor(private readonly gateway: Construct, private readonly api: KeyedGateway) {
    checkKeys(gateway, { ...api, stages: () => api.stages.stages, hasPlans: () => this.plans.length > 0 });
    gateway.node.addValidation({ validate: () => this.plans.flatMap(({ id, options }) => this.problemsOf(id, options)) });
  }

  /** Adds a plan. */
  public add<Plan extends GatewayUsagePlan>(id: string, options: Options, plan: Plan): Plan {
    this.plans.push({ id, options });
    plan._for(this.plannedStages(options));
    return plan;
  }

  private plannedStages(options: Options): PlannedStages {
    return { stages: () => [...this.stagesOf(options).values()], routes: options.routes, outputs: options.outputs ?? this.api.outputs ?? false };
  }

  private stagesOf({ stages: names }: Options): Map<string, AnyStage> {
    const known = [...this.api.stages.stages];
    return new Map(known.filter(([name, stage]) => names?.includes(name) ?? stage === this.api.stage));
  }

  private problemsOf(id: string, options: Options): string[] {
    const { stages = [], routes = {} } = options;
    const { stages: known } = this.api.stages;
    this.api.throttles.warnOfPlan(id, this.stagesOf(options), options);
    return [
      ...stages.filter((name) => !known.has(name)).map((name) =>
        `'stages' of usage plan ${show(id)} has ${show(name)}, which is no stage of the gateway: write one of ${[...known.keys()].map(show).join(', ')}`),
      ...this.problemsOfRoutes(id, Object.keys(routes)),
    ];
  }

  /** Limits are for each key, and so for routes that ask for one. */
  private problemsOfRoutes(id: string, limited: string[]): string[] {
    if (limited.length === 0) return [];
    const known = new Set([...this.api.stages.routeKeys, ...this.api.routeKeys()]);
    const keyed = new Set(this.api.keyedRoutes().map(({ routeKey }) => routeKey));
    const idle = limited.find((routeKey) => known.has(routeKey) && !keyed.has(routeKey));
    if (idle !== undefined) {
      Annotations.of(this.gateway).addWarningV2('cdk-gatehouse:idleRouteLimits',
        `'routes[${show(idle)}]' of usage plan ${show(id)} limits nobody, since the route asks for no API key: set 'apiKeyRequired: true' of the route, or leave its limits out`);
    }
    const choice = [...known].filter((routeKey) => !routeKey.startsWith('OPTIONS ')).map(show).join(', ');
    return limited.filter((routeKey) => !known.has(routeKey)).map((routeKey) =>
      `'routes' of usage plan ${show(id)} has limits for ${show(routeKey)}, which is no route of the gateway: write one of ${choice}`);
  }
}
