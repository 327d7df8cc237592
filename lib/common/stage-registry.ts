import { Annotations, CfnResource } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkRouteSettings, SettingNames } from './check-route-settings';
import { RouteSettings } from './gateway-stage-options';
import { fail, show } from '../private/errors';

/** Stages that an API may have if nobody has asked for more. */
const DEFAULT_QUOTA = 10;

interface Entry<Stage, Settings> {
  readonly stage: Stage;
  /** What the stage's options say of single routes, by key. */
  readonly overrides: Record<string, Settings>;
}

interface Route<Settings> {
  readonly l1: CfnResource;
  readonly settings?: Settings;
}

/**
 * The stages of a gateway and its routes, whichever come first: a route has its settings in every stage, and a stage may
 * override them.
 */
export class StageRegistry<Stage extends CfnResource, Settings extends RouteSettings> {
  private readonly entries = new Map<string, Entry<Stage, Settings>>();
  private readonly routes = new Map<string, Route<Settings>>();
  private readonly visitors: Array<(stage: Stage, stageName: string) => void> = [];
  private readonly routeVisitors: Array<(routeKey: string) => void> = [];

  /**
   * @param gateway whose stages and routes these are
   * @param names   of the settings that a stage may override
   * @param set     sets settings of a route in a stage; of undefined and given members, the given hold
   * @param problem what is wrong with what a stage says of a route, if anything is
   */
  constructor(
    private readonly gateway: Construct,
    private readonly names: SettingNames,
    private readonly set: (stage: Stage, routeKey: string, settings: Settings[], route: CfnResource) => void,
    private readonly problem: (override: Settings, route?: Settings) => string | undefined = () => undefined,
  ) {
    gateway.node.addValidation({ validate: () => [...this.entries].flatMap(([stageName, entry]) => this.problemsOf(stageName, entry)) });
  }

  /** The L1s of the stages, by name. */
  public get stages(): ReadonlyMap<string, Stage> {
    return new Map([...this.entries].map(([stageName, { stage }]) => [stageName, stage]));
  }

  /** The keys of the routes. */
  public get routeKeys(): string[] {
    return [...this.routes.keys()];
  }

  /** Fails if there is a stage of a name. */
  public checkNew(stageName: string): void {
    if (this.entries.has(stageName)) fail(`stage ${show(stageName)} is defined already: give the stage another name`, this.gateway);
  }

  /** The L1 of the route of a key, if there is one. */
  public routeOf(routeKey: string): CfnResource | undefined {
    return this.routes.get(routeKey)?.l1;
  }

  /**
   * Fails if there is no route of a key.
   *
   * @param prop what the key is said in
   */
  public checkRoute(routeKey: string, prop = 'route'): void {
    if (!this.routes.has(routeKey)) fail(`'${prop}' must be the key of a route of the gateway, got ${show(routeKey)}: write ${this.oneOfRoutes}`, this.gateway);
  }

  /** Adds a stage, with what its options say of single routes. */
  public addStage(stageName: string, stage: Stage, overrides: Record<string, Settings> = {}): void {
    this.checkNew(stageName);
    checkRouteSettings(stageName, overrides, this.names, this.gateway);
    this.entries.set(stageName, { stage, overrides });
    for (const [routeKey, route] of this.routes) this.apply(routeKey, route, { stage, overrides });
    for (const visit of this.visitors) visit(stage, stageName);
    if (this.entries.size === DEFAULT_QUOTA + 1) {
      Annotations.of(this.gateway).addWarningV2('cdk-gatehouse:stageQuota',
        `the API has more than ${DEFAULT_QUOTA} stages, which is what an account takes in an API by default: before you deploy, ask for more in the console of Service Quotas, under Amazon API Gateway, or use an API for each environment`);
    }
  }

  /** Adds a route, with the settings that it has in every stage. */
  public addRoute(routeKey: string, l1: CfnResource, settings?: Settings): void {
    const route = { l1, settings };
    this.routes.set(routeKey, route);
    for (const entry of this.entries.values()) this.apply(routeKey, route, entry);
    for (const visit of this.routeVisitors) visit(routeKey);
  }

  /** Does something for each stage, also for those to come. */
  public forEachStage(visit: (stage: Stage, stageName: string) => void): void {
    this.visitors.push(visit);
    for (const [stageName, { stage }] of this.entries) visit(stage, stageName);
  }

  /** Does something for each route, also for those to come. */
  public forEachRoute(visit: (routeKey: string) => void): void {
    this.routeVisitors.push(visit);
    for (const routeKey of this.routes.keys()) visit(routeKey);
  }

  private apply(routeKey: string, { l1, settings }: Route<Settings>, { stage, overrides }: Entry<Stage, Settings>): void {
    const said = [settings, overrides[routeKey]].filter((candidate) => candidate !== undefined);
    if (said.length > 0) this.set(stage, routeKey, said, l1);
  }

  private problemsOf(stageName: string, { overrides }: Entry<Stage, Settings>): string[] {
    return Object.entries(overrides).flatMap(([routeKey, override]) => {
      const route = this.routes.get(routeKey);
      const problem = route
        ? this.problem(override, route.settings)
        : `which is no route of the gateway: write ${this.oneOfRoutes}`;
      return problem ? [`'routes' of stage ${show(stageName)} has settings for ${show(routeKey)}, ${problem}`] : [];
    });
  }

  private get oneOfRoutes(): string {
    return `one of ${[...this.routes.keys()].map(show).join(', ')}`;
  }
}
