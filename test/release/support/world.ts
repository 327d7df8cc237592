import { Delivery, ProviderFramework } from './provider-framework';
import { Call, Client, Fault, Release, ReleaseFunction } from './release-function';
import { SimulatedClock } from './simulated-clock';
import { Failures, Physical, ResourceFailure, ResourceHandler, Stack, Surroundings, Variant } from './stack';
import { StageHandler } from './stage-handler';
import { ResolvedProperties, Spec, templateOf } from './template';
import { ControlPlane, inMemoryClient } from '../../support/api-gateway';

/** What happens to the events of the stack's status. */
export type StatusEvents = 'delivered' | 'start-lost' | 'end-lost' | 'lost' | 'twice';

/** What goes wrong in an operation, and how the service and the users behave. */
export interface Conditions extends Failures, Delivery {
  readonly fault?: Fault;
  readonly statusEvents?: StatusEvents;
  /** Whether the waiter of an operation that was cancelled asks in its rollback; else it may be asked later. */
  readonly zombiePolls?: 'soon';
  /** The stage's own update fails, before or after it is applied. */
  readonly stageFails?: 'before' | 'after';
  /** When the alarm goes to ALARM, in seconds after the start of the bake; 0 for already before. */
  readonly alarmAfter?: number;
  readonly canaryRequests?: number;
  /** Resources that CloudFormation calls although nothing of theirs changed, as for the stack's tags. */
  readonly forced?: string[];
}

/** What an operation was, for the oracle. */
/** A deployment that a stage came to serve, and the variables that it had then; undefined when the stage went. */
export interface Served {
  readonly base: string | undefined;
  readonly variables: Serving['variables'];
  readonly by: 'CloudFormation' | 'the function';
}

export interface Outcome {
  /** Why the operation failed. */
  readonly failure?: string;
  /** Which of the stack's resources the function was called for, and how, outside of a rollback. */
  readonly called: readonly { readonly part: string; readonly type: string; readonly rollingBack: boolean }[];
  /** What API Gateway refused CloudFormation. */
  readonly refused: readonly string[];
  /** What the stage served, after every change. */
  readonly served: readonly Served[];
  /** What the stage had as a canary, if only for a moment. */
  readonly canaries: readonly string[];
  /** What the function deleted although it was in use. */
  readonly deletedInUse: readonly string[];
  /** How many calls the function made. */
  readonly calls: number;
  /** How many events of custom resources the function got. */
  readonly events: number;
  readonly last?: object;
}

export interface Serving {
  readonly base: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly canary?: { readonly deploymentId: string; readonly percent: number; readonly variables: Readonly<Record<string, string>> };
}

/** How the function's calls of API Gateway get to the control plane. */
export type Connect = (plane: ControlPlane) => Client;

/** Statuses at an end that the rule tells of. */
const ENDS = ['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'];

/** An account with one API, one stack with one stage of it, and the function that releases it. */
export class World {
  public static create(variant: Variant, release: Release, connect: Connect = inMemoryClient as Connect, unknowns: object = {}): World {
    const clock = new SimulatedClock();
    const plane = new ControlPlane({ now: clock.seconds, log: false, unknowns });
    const { id } = plane.addRestApi();
    return new World(variant, release, connect, clock, plane, id, new Stack());
  }

  public spec?: Spec;
  public operations = 0;
  public zombie?: object;

  /** What the rule was last to tell. */
  public lastStatus?: object;

  /** Of deployments, by their ids. */
  public readonly fingerprints = new Map<string, string>();

  /** Lines of a trace, if it is wanted. */
  public trace?: string[];

  private time: number;

  private constructor(
    public readonly variant: Variant,
    public readonly release: Release,
    private readonly connect: Connect,
    public readonly clock: SimulatedClock,
    public readonly plane: ControlPlane,
    public readonly restApiId: string,
    public readonly stack: Stack,
  ) {
    this.time = clock.time;
  }

  /** A copy that goes its own way. The clock is one for all: it is set back whenever a world goes on. */
  public clone(release: Release = this.release): World {
    const copy = new World(this.variant, release, this.connect, this.clock, this.plane.clone(), this.restApiId, this.stack.clone());
    Object.assign(copy, { spec: this.spec, operations: this.operations, zombie: this.zombie, lastStatus: this.lastStatus, time: this.time });
    for (const [deployment, fingerprint] of this.fingerprints) copy.fingerprints.set(deployment, fingerprint);
    return copy;
  }

  /** What the stage serves; nothing if there is none. */
  public serving(stageName: string = this.spec?.stageName ?? 'prod'): Serving | undefined {
    try {
      const { base, canary } = this.plane.serving(this.restApiId, stageName);
      return {
        base: base.deploymentId,
        variables: base.variables,
        ...(canary && { canary: { deploymentId: canary.deploymentId, percent: canary.percent, variables: canary.variables } }),
      };
    } catch {
      return undefined;
    }
  }

  /** The ids of the deployments that there are, oldest first. */
  public deployments(): string[] {
    const { deployments } = this.plane.state().apis[this.restApiId];
    return Object.values(deployments).sort((a, b) => a.age - b.age).map(({ id }) => id);
  }

  /** Deploys what the user's code says, by CloudFormation. */
  public deploy(spec: Spec, conditions: Conditions = {}): Promise<Outcome> {
    return this.operate(conditions, spec, async (around) => {
      const before = this.spec;
      this.plane.define(this.restApiId, { paths: { [`/v${spec.version}`]: { GET: {} } } });
      const failure = await this.stack.deploy(templateOf(this.restApiId, spec), around, conditions, conditions.forced);
      if (failure === undefined) this.spec = spec;
      else if (before) this.plane.define(this.restApiId, { paths: { [`/v${before.version}`]: { GET: {} } } });
      return failure;
    });
  }

  /** Deletes the stack. */
  public delete(conditions: Conditions = {}): Promise<Outcome> {
    return this.operate(conditions, this.spec!, async (around) => {
      await this.stack.delete(around);
      this.spec = undefined;
      return undefined;
    });
  }

  /** Does something beside CloudFormation. */
  public async meanwhile(action: () => Promise<unknown> | unknown): Promise<void> {
    this.clock.time = this.time + 60_000;
    await action();
    this.time = this.clock.time + 60_000;
  }

  /** Delivers an event once more, or one that is late. */
  public async redeliver(event: object): Promise<void> {
    await this.meanwhile(() => this.function({}).invoke(event).catch((error) => this.trace?.push(`  FAILED: ${error.message}`)));
  }

  /** The event of a status for the rule's target. */
  private statusEvent(status: string, time: string): object {
    const { RestApiId, StageName } = this.stack.resources.get('Rule')!.resolved;
    return { status, time, stages: [{ RestApiId, StageName }] };
  }

  private function({ alarmAfter, canaryRequests = 1000 }: Conditions, started?: () => number | undefined): ReleaseFunction {
    return new ReleaseFunction(this.release, this.connect(this.plane), this.plane, {
      stackStatus: () => this.stack.status,
      alarm: () => alarmAfter !== undefined && (alarmAfter === 0 || this.clock.time - (started?.() ?? Infinity) >= alarmAfter * 1000),
      canaryRequests: () => canaryRequests,
    }, this.clock);
  }

  private async operate(conditions: Conditions, spec: Spec, run: (around: Surroundings) => Promise<string | undefined>): Promise<Outcome> {
    this.clock.time = this.time;
    this.operations++;
    const refused: string[] = [];
    const served: Served[] = [];
    const canaries = new Set<string>();
    const deletedInUse: string[] = [];
    const called: { part: string; type: string; rollingBack: boolean }[] = [];
    let lastBase = this.serving(spec.stageName)?.base;
    const look = (by: 'CloudFormation' | 'the function') => {
      const { base, canary, variables = {} } = this.serving(spec.stageName) ?? {};
      if (canary) canaries.add(canary.deploymentId);
      if (base !== lastBase) served.push({ base, variables, by });
      if (base !== lastBase) this.trace?.push(`  * the stage serves ${base} now, by ${by}`);
      lastBase = base;
    };

    let bakeStarted: number | undefined;
    const releaseFunction = this.function(conditions, () => bakeStarted);
    releaseFunction.fault = conditions.fault;
    releaseFunction.onCall = (call) => {
      look('the function');
      if (call.operation === 'DeleteDeployment' && call.error === undefined && this.inUse(spec).has(call.input.deploymentId)) {
        deletedInUse.push(call.input.deploymentId);
      }
      this.trace?.push(`  ${describe(call)}`);
    };
    const framework = new ProviderFramework(releaseFunction, this.clock, this.operations, conditions, (line) => {
      if (this.trace) this.trace.push(line());
    });

    const part: ResourceHandler = {
      create: (id, properties) => {
        called.push({ part: id, type: 'Create', rollingBack: this.rollingBack() });
        if (id === 'Canary') bakeStarted = this.clock.time;
        return framework.create(id, properties);
      },
      update: (id, physicalId, properties, previous) => {
        called.push({ part: id, type: 'Update', rollingBack: this.rollingBack() });
        if (id === 'Canary' && !this.rollingBack()) bakeStarted = this.clock.time;
        return framework.update(id, physicalId, properties, previous);
      },
      delete: (id, physicalId, properties) => {
        called.push({ part: id, type: 'Delete', rollingBack: this.rollingBack() });
        return framework.delete(id, physicalId, properties);
      },
    };
    let stageFails = conditions.stageFails;
    const stageHandler = new StageHandler(this.plane, this.variant, refused, () => {
      const fails = this.rollingBack() ? undefined : stageFails;
      if (fails) stageFails = undefined;
      return fails;
    });
    const deployment = new DeploymentHandler(this.plane, this.restApiId, this.fingerprints);
    const handlers: Record<string, ResourceHandler> = {
      'AWS::ApiGateway::Deployment': deployment,
      'AWS::ApiGateway::Stage': observed(stageHandler, () => look('CloudFormation'), (line) => this.trace?.push(line)),
      'AWS::Events::Rule': new RuleHandler(),
      'Custom::ApiGatewayReleaseBase': part,
      'Custom::ApiGatewayReleaseCanary': part,
    };

    const { statusEvents = 'delivered' } = conditions;
    const around: Surroundings = {
      variant: this.variant,
      handlerOf: (type) => handlers[type],
      turn: async () => {
        this.clock.time += 3_000;
        if (framework.zombie && conditions.zombiePolls === 'soon') await framework.pollZombie();
      },
      changed: async (status) => {
        this.trace?.push(`# ${status}`);
        this.clock.time += 2_000;
        const time = new Date(this.clock.seconds()).toISOString();
        const ends = ENDS.includes(status);
        if ((!ends && status !== 'UPDATE_IN_PROGRESS') || !this.stack.resources.has('Rule')) return;
        this.lastStatus = this.statusEvent(status, time);
        if (statusEvents === 'lost' || statusEvents === (ends ? 'end-lost' : 'start-lost')) return;
        this.clock.time += 500;
        for (let count = statusEvents === 'twice' ? 2 : 1; count > 0; count--) await this.tell(releaseFunction, this.lastStatus);
      },
    };
    const failure = await run(around);
    if (!this.stack.resources.has('Rule')) this.lastStatus = undefined; // the function is gone, and is told nothing again
    this.zombie = framework.zombie;
    this.time = this.clock.time + 60_000;
    const { calls } = releaseFunction;
    const { delivered } = framework;
    return { failure, called, refused, served, canaries: [...canaries], deletedInUse, calls, events: delivered.length, last: delivered.at(-1) };
  }

  /** EventBridge invokes asynchronously: Lambda tries again after a failure, twice. */
  private async tell(releaseFunction: ReleaseFunction, event: object): Promise<void> {
    this.trace?.push(`event ${JSON.stringify(event)}`);
    for (let attempt = 1; attempt <= 3; attempt++) {
      try {
        await releaseFunction.invoke(event);
        return;
      } catch (error) {
        this.trace?.push(`  FAILED: ${(error as Error).message}`);
        this.clock.time += 60_000;
      }
    }
  }

  private rollingBack(): boolean {
    return this.stack.status.includes('ROLLBACK');
  }

  /** The deployments that the stage serves, and those that CloudFormation knows of. */
  private inUse(spec: Spec): Set<string> {
    const serving = this.serving(spec.stageName);
    const known = [...this.stack.resources.values()].flatMap(({ physicalId, resource, resolved }) => {
      if (resource.type === 'AWS::ApiGateway::Deployment') return [physicalId];
      return resource.type === 'AWS::ApiGateway::Stage' ? [resolved.DeploymentId as string] : [];
    });
    return new Set([serving?.base, serving?.canary?.deploymentId, ...known].filter((id) => id !== undefined));
  }
}

/** CloudFormation's handler of AWS::ApiGateway::Deployment. */
class DeploymentHandler implements ResourceHandler {
  constructor(private readonly plane: ControlPlane, private readonly restApiId: string, private readonly fingerprints: Map<string, string>) {}

  public async create(fingerprint: string, { Description }: ResolvedProperties): Promise<Physical> {
    const { id } = this.plane.call('CreateDeployment', { restApiId: this.restApiId, description: Description as string });
    this.fingerprints.set(id!, fingerprint);
    return { physicalId: id! };
  }

  public update(): Promise<Physical> {
    throw new ResourceFailure('a deployment is never updated');
  }

  public delete(): Promise<void> {
    throw new ResourceFailure('a deployment is retained');
  }
}

class RuleHandler implements ResourceHandler {
  public async create(): Promise<Physical> {
    return { physicalId: 'rule' };
  }

  public async update(): Promise<Physical> {
    return { physicalId: 'rule' };
  }

  public async delete(): Promise<void> {
    return undefined;
  }
}

function observed(handler: ResourceHandler, look: () => void, trace: (line: string) => void): ResourceHandler {
  const after = async <T>(line: string, action: Promise<T>): Promise<T> => {
    trace(line);
    try {
      return await action;
    } catch (error) {
      trace(`  FAILED: ${(error as Error).message}`);
      throw error;
    } finally {
      look();
    }
  };
  return {
    create: (id, properties) => after(`CloudFormation creates the stage ${JSON.stringify(properties)}`, handler.create(id, properties)),
    update: (id, physicalId, properties, previous) => after(`CloudFormation updates the stage ${JSON.stringify(previous)} -> ${JSON.stringify(properties)}`, handler.update(id, physicalId, properties, previous)),
    delete: (id, physicalId, properties) => after('CloudFormation deletes the stage', handler.delete(id, physicalId, properties)),
  };
}

function describe({ operation, input, output, error, fault }: Call): string {
  const { restApiId: _api, stageName: _stage, ...rest } = input;
  const answer = error ?? (operation.startsWith('Get') || operation.startsWith('Describe') ? JSON.stringify(without(output)) : '');
  return `${operation} ${JSON.stringify(rest)} ${answer}${fault ? ` [${fault}]` : ''}`;
}

function without(output: any): unknown {
  const { $metadata: _metadata, createdDate: _created, lastUpdatedDate: _updated, methodSettings: _settings, ...rest } = output ?? {};
  return rest;
}
