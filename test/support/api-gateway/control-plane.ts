import { ApiError } from './api-error';
import * as deployments from './deployments';
import { applies, Call, errorOf, Fault, FaultPlan } from './faults';
import { BINDINGS, Input, Operation, Output, pathOf } from './operations';
import { isAllowed, Permission, PolicyStatement } from './permissions';
import * as restApis from './rest-apis';
import * as stages from './stages';
import { defined } from './stages';
import { ApiState, DEFAULT_UNKNOWNS, Definition, DeploymentState, StageState, Unknowns, World } from './world';

type Serve<O extends Operation> = (world: World, input: Input<O>) => Output<O>;

const SERVE: { readonly [O in Operation]: Serve<O> } = {
  CreateDeployment: deployments.createDeployment,
  CreateStage: stages.createStage,
  DeleteDeployment: deployments.deleteDeployment,
  DeleteStage: stages.deleteStage,
  FlushStageAuthorizersCache: stages.flushStageAuthorizersCache,
  FlushStageCache: stages.flushStageCache,
  GetAccount: restApis.getAccount,
  GetDeployment: deployments.getDeployment,
  GetDeployments: deployments.getDeployments,
  GetRestApi: restApis.getRestApi,
  GetRestApis: restApis.getRestApis,
  GetStage: stages.getStage,
  GetStages: stages.getStages,
  UpdateAccount: restApis.updateAccount,
  UpdateDeployment: deployments.updateDeployment,
  UpdateStage: stages.updateStage,
};

/** Options of a control plane. */
export interface ControlPlaneOptions {
  /** @default 'eu-west-1' */
  readonly region?: string;
  /** @default '111111111111' */
  readonly account?: string;
  /** @default 'aws' */
  readonly partition?: string;
  /** The time in milliseconds. @default - one second later with every call */
  readonly now?: () => number;
  /** What AWS does not document. @default DEFAULT_UNKNOWNS */
  readonly unknowns?: Partial<Unknowns>;
  /** What goes wrong. @default - nothing */
  readonly faults?: FaultPlan;
  /** What the caller may do; anything else is refused. @default - everything */
  readonly policy?: readonly PolicyStatement[];
  /** Whether calls are kept. @default true */
  readonly log?: boolean;
}

/** A call as it was served. */
export interface LoggedCall extends Call, Permission {
  readonly input: any;
  /** What the caller was to see; not there if the answer never came. */
  readonly status?: number;
  /** The name of the exception. */
  readonly error?: string;
  readonly fault?: Fault;
  /** Whether the call was served without a refusal. */
  readonly applied: boolean;
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
export class ControlPlane {
  /** The calls so far. Empty in a clone. */
  public readonly calls: LoggedCall[] = [];

  /** What goes wrong from now on. */
  public faults?: FaultPlan;

  /** What the caller may do from now on. */
  public policy?: readonly PolicyStatement[];

  public readonly region: string;
  public readonly account: string;
  private readonly partition: string;
  private readonly world: World;
  private count = 0;

  constructor(private readonly options: ControlPlaneOptions = {}, world?: World) {
    this.region = options.region ?? 'eu-west-1';
    this.account = options.account ?? '111111111111';
    this.partition = options.partition ?? 'aws';
    this.faults = options.faults;
    this.policy = options.policy;
    this.world = world ?? new World(this.account, options.now ?? secondByCall(), { ...DEFAULT_UNKNOWNS, ...options.unknowns });
  }

  /** A control plane in the same state that goes its own way. Faults and policy are the same, calls are counted on, the log is empty. */
  public clone(): ControlPlane {
    const copy = new ControlPlane(this.options, this.world.clone());
    copy.faults = this.faults;
    copy.policy = this.policy;
    copy.count = this.count;
    return copy;
  }

  /** Serves a call. Throws an ApiError for what API Gateway refuses and a NoAnswerError where no answer comes. */
  public call<O extends Operation>(operation: O, input: Input<O>): Output<O> {
    const { method, status } = BINDINGS[operation];
    const path = pathOf(operation, input);
    const call: Call = { index: this.count++, operation, method, path };
    const permission = { action: `apigateway:${method}`, resource: `arn:${this.partition}:apigateway:${this.region}::${path}` };
    const fault = this.faults?.(call);
    let applied = false;
    try {
      if (!applies(fault)) throw errorOf(fault!);
      if (this.policy && !isAllowed(this.policy, permission)) {
        throw new ApiError('AccessDeniedException', 403, `User is not authorized to perform: ${permission.action} on resource: ${permission.resource}`);
      }
      const output = (SERVE[operation] as Serve<O>)(this.world, input);
      applied = true;
      if (fault) throw errorOf(fault);
      this.keep({ ...call, ...permission, input, status, applied });
      return output;
    } catch (error) {
      const seen = fault && applies(fault) ? errorOf(fault) : error as Error;
      const seenStatus = seen instanceof ApiError ? { status: seen.status } : {};
      this.keep({ ...call, ...permission, input, ...(fault && { fault }), error: seen.name, applied, ...seenStatus });
      throw seen;
    }
  }

  /** Puts an API there, with no call. */
  public addRestApi(seed: RestApiSeed = {}): ApiState {
    const id = seed.id ?? this.world.newId(10);
    const { name = 'Orders', description, tags, definition = { paths: { '/': { GET: {} } } } } = seed;
    const api: ApiState = { id, name, description, tags, definition, createdDate: this.world.now(), stages: new Map(), deployments: new Map() };
    this.world.apis.set(id, api);
    return api;
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

  /** What the served calls needed to be allowed, each once. */
  public permissions(): Permission[] {
    const needed = new Map(this.calls.map(({ action, resource }) => [`${action} ${resource}`, { action, resource }]));
    return [...needed.values()];
  }

  private keep(call: LoggedCall): void {
    if (this.options.log ?? true) this.calls.push(call);
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
