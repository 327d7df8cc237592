import type { DomainName } from '@aws-sdk/client-api-gateway';
import * as definitions from './definitions';
import * as deployments from './deployments';
import { Call } from './faults';
import { BINDINGS, Input, Operation, Output, pathOf } from './operations';
import { Permission } from './permissions';
import * as restApis from './rest-apis';
import { Service, ServiceOptions } from './service';
import * as stages from './stages';
import { defined } from './stages';
import * as usagePlans from './usage-plans';
import { ApiState, DEFAULT_UNKNOWNS, Definition, DeploymentState, KeySeed, KeyState, PlanState, StageState, Unknowns, World } from './world';

type Serve<O extends Operation> = (world: World, input: Input<O>) => Output<O>;

const SERVE: { readonly [O in Operation]: Serve<O> } = {
  CreateDeployment: deployments.createDeployment,
  CreateStage: stages.createStage,
  DeleteApiKey: usagePlans.deleteApiKey,
  DeleteDeployment: deployments.deleteDeployment,
  DeleteStage: stages.deleteStage,
  DeleteUsagePlanKey: usagePlans.deleteUsagePlanKey,
  FlushStageAuthorizersCache: stages.flushStageAuthorizersCache,
  FlushStageCache: stages.flushStageCache,
  GetAccount: restApis.getAccount,
  GetApiKey: usagePlans.getApiKey,
  GetApiKeys: usagePlans.getApiKeys,
  GetDeployment: deployments.getDeployment,
  GetDeployments: deployments.getDeployments,
  GetDomainNames: definitions.getDomainNames,
  GetExport: definitions.getExport,
  GetResources: definitions.getResources,
  GetRestApi: restApis.getRestApi,
  GetRestApis: restApis.getRestApis,
  GetSdk: definitions.getSdk,
  GetStage: stages.getStage,
  GetStages: stages.getStages,
  GetUsage: usagePlans.getUsage,
  GetUsagePlan: usagePlans.getUsagePlan,
  GetUsagePlanKeys: usagePlans.getUsagePlanKeys,
  GetUsagePlans: usagePlans.getUsagePlans,
  ImportApiKeys: usagePlans.importApiKeys,
  TestInvokeMethod: definitions.testInvokeMethod,
  UpdateAccount: restApis.updateAccount,
  UpdateApiKey: usagePlans.updateApiKey,
  UpdateDeployment: deployments.updateDeployment,
  UpdateStage: stages.updateStage,
};

/** Options of a control plane. */
export interface ControlPlaneOptions extends ServiceOptions {
  /** The time in milliseconds. @default - one second later with every look at it */
  readonly now?: () => number;
  /** What AWS does not document. @default DEFAULT_UNKNOWNS */
  readonly unknowns?: Partial<Unknowns>;
}

/** An API to begin with. */
export interface RestApiSeed {
  readonly name?: string;
  readonly description?: string;
  /** @default - as API Gateway makes them */
  readonly id?: string;
  readonly tags?: Record<string, string>;
  /** @default - GET on "/" */
  readonly definition?: Definition;
}

/** The state of a control plane without dates: what two runs that did the same have in common. A deployment's age is 0 for the oldest. */
export interface PlaneState {
  readonly apis: Record<string, {
    readonly stages: Record<string, Omit<StageState, 'createdDate' | 'lastUpdatedDate'>>;
    readonly deployments: Record<string, Pick<DeploymentState, 'id' | 'description'> & { readonly age: number }>;
  }>;
}

/** API Gateway's control plane for REST APIs, in memory. */
export class ControlPlane extends Service {
  private readonly world: World;

  constructor(private readonly options: ControlPlaneOptions = {}, world?: World) {
    super(options);
    this.world = world ?? new World(this.account, this.region, options.now ?? secondByCall(), { ...DEFAULT_UNKNOWNS, ...options.unknowns });
  }

  /** A control plane in the same state that goes its own way. Faults and policy are the same, calls are counted on, the log is empty. */
  public clone(): ControlPlane {
    return this.continueAs(new ControlPlane(this.options, this.world.clone()));
  }

  /** Serves a call. Throws an ApiError for what API Gateway refuses and a NoAnswerError where no answer comes. */
  public call<O extends Operation>(operation: O, input: Input<O>): Output<O> {
    const { method, status } = BINDINGS[operation];
    const serve = SERVE[operation] as Serve<O>;
    return this.handle({ operation, method, path: pathOf(operation, input) }, input, status, () => serve(this.world, input));
  }

  /** Puts an API there, with no call. */
  public addRestApi(seed: RestApiSeed = {}): ApiState {
    const id = seed.id ?? this.world.newId(10);
    const { name = 'Orders', description, tags, definition = { paths: { '/': { GET: {} } } } } = seed;
    const api: ApiState = { id, name, description, tags, definition, createdDate: this.world.now(), stages: new Map(), deployments: new Map() };
    this.world.apis.set(id, api);
    return api;
  }

  /** Puts an API key there, with no call. */
  public addApiKey(seed: KeySeed): KeyState {
    return this.world.putKey(seed);
  }

  /** Puts a usage plan there, with no call. */
  public addUsagePlan(seed: Partial<PlanState> = {}): PlanState {
    const plan = { id: this.world.newId(6), name: 'Basic', apiStages: [], keyIds: [], ...seed };
    this.world.plans.set(plan.id, plan);
    return plan;
  }

  /** Puts a custom domain name there, with no call. */
  public addDomainName(domainName: DomainName): void {
    this.world.domainNames.set(domainName.domainName!, domainName);
  }

  /** What TestInvokeMethod answers, by "GET /orders". @default - an empty object with status 200 */
  public onTestInvoke(testInvoke: World['testInvoke']): void {
    this.world.testInvoke = testInvoke;
  }

  /** The stages whose caches were flushed, in order, such as "a1b2c3/prod/data" and "a1b2c3/prod/authorizers". */
  public get flushed(): readonly string[] {
    return this.world.flushed;
  }

  /** Changes an API's definition, as resources or PutRestApi do, with no call; the next deployment takes a snapshot of it. */
  public define(restApiId: string, definition: Definition): void {
    this.world.apis.set(restApiId, { ...this.world.api(restApiId), definition });
  }

  /** What a stage serves: its deployment and variables, and those of the canary's share of the requests. With no call. */
  public serving(restApiId: string, stageName: string): { base: Served; canary?: Served & { percent: number } } {
    const { deploymentId, variables = {}, canarySettings: canary } = this.world.stage(this.world.api(restApiId), stageName);
    return {
      base: { deploymentId, variables: { ...variables } },
      ...(canary && {
        canary: { deploymentId: canary.deploymentId, variables: { ...variables, ...canary.stageVariableOverrides }, percent: canary.percentTraffic },
      }),
    };
  }

  /** The state, for comparing and as a key of visited states. With no call. */
  public state(): PlaneState {
    return {
      apis: Object.fromEntries([...this.world.apis].map(([id, { stages: byName, deployments: byId }]) => [id, {
        stages: Object.fromEntries([...byName].sort(byKey).map(([name, stage]) => [name, undated(stage)])),
        deployments: Object.fromEntries([...byId.values()].map(({ id: key, description }, age) => [key, defined({ id: key, description, age })])),
      }])),
    };
  }

  protected needsOf({ method, path }: Call): Permission[] {
    return [{ action: `apigateway:${method}`, resource: `arn:${this.partition}:apigateway:${this.region}::${path}` }];
  }
}

/** What requests meet. */
export interface Served {
  readonly deploymentId: string;
  readonly variables: Record<string, string>;
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);

function undated({ createdDate: _created, lastUpdatedDate: _updated, ...stage }: StageState): Omit<StageState, 'createdDate' | 'lastUpdatedDate'> {
  return stage;
}

function secondByCall(): () => number {
  let time = Date.UTC(2026, 0, 1);
  return () => (time += 1000);
}
