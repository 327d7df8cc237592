import type { CacheClusterSize, DomainName, MethodSetting, TestInvokeMethodCommandInput, TestInvokeMethodResponse } from '@aws-sdk/client-api-gateway';
import { notFound } from './api-error';

/** Text by name, as stage variables. */
export type Texts = Readonly<Record<string, string>>;

/** The canary of a stage. */
export interface CanaryState {
  readonly deploymentId: string;
  readonly percentTraffic: number;
  readonly stageVariableOverrides?: Texts;
  readonly useStageCache: boolean;
}

/** A stage. What a stage does not have is not there. Never changed in place, so that clones may share it. */
export interface StageState {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly variables?: Texts;
  readonly canarySettings?: CanaryState;
  readonly methodSettings: Readonly<Record<string, Readonly<MethodSetting>>>;
  readonly accessLogSettings?: { readonly destinationArn?: string; readonly format?: string };
  readonly cacheClusterEnabled: boolean;
  readonly cacheClusterSize?: CacheClusterSize;
  readonly cacheClusterStatus: 'AVAILABLE' | 'NOT_AVAILABLE';
  readonly clientCertificateId?: string;
  readonly documentationVersion?: string;
  readonly tracingEnabled: boolean;
  readonly tags?: Texts;
  readonly createdDate: number;
  readonly lastUpdatedDate: number;
}

/** A deployment: a snapshot of the API's definition. */
export interface DeploymentState {
  readonly id: string;
  readonly description?: string;
  readonly createdDate: number;
  readonly definition: Definition;
}

/** A method of a resource. */
export interface MethodDefinition {
  readonly authorizationType?: string;
  readonly apiKeyRequired?: boolean;
}

/** What a deployment takes a snapshot of. */
export interface Definition {
  /** Methods by path and verb. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, MethodDefinition>>>>;
  /** What GetExport answers, where a test needs it. */
  readonly document?: object;
}

/** An API. */
export interface ApiState {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly tags?: Texts;
  readonly createdDate: number;
  readonly definition: Definition;
  readonly stages: Map<string, StageState>;
  readonly deployments: Map<string, DeploymentState>;
}

/** An API key. */
export interface KeyState {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly description?: string;
  readonly customerId?: string;
  readonly enabled: boolean;
  readonly tags?: Texts;
  readonly createdDate: number;
  readonly lastUpdatedDate: number;
}

/** An API key to begin with. */
export type KeySeed = Pick<KeyState, 'name'> & Partial<KeyState>;

/** A usage plan, with the ids of its keys. */
export interface PlanState {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly apiStages: ReadonlyArray<{ readonly apiId: string; readonly stage: string }>;
  readonly throttle?: { readonly burstLimit?: number; readonly rateLimit?: number };
  readonly quota?: { readonly limit?: number; readonly offset?: number; readonly period?: 'DAY' | 'WEEK' | 'MONTH' };
  readonly keyIds: readonly string[];
  /** Used and remaining requests, a pair a day, by key. */
  readonly usage?: Readonly<Record<string, ReadonlyArray<readonly [number, number]>>>;
}

/** What AWS does not document. A handler has to be right in every one of these worlds. */
export interface Unknowns {
  /** Whether what comes before the refused operation of an UpdateStage stays. @default false */
  readonly partialUpdates: boolean;
  /** Whether `remove /canarySettings` is refused where there is no canary. @default true */
  readonly removingNoCanaryFails: boolean;
  /** Whether `remove /canarySettings/stageVariableOverrides/NAME` is refused. @default false */
  readonly removingOverrideFails: boolean;
  /** In which order lists answer: by age, or in none. @default 'mixed' */
  readonly listOrder: 'oldest' | 'newest' | 'mixed';
}

export const DEFAULT_UNKNOWNS: Unknowns = { partialUpdates: false, removingNoCanaryFails: true, removingOverrideFails: false, listOrder: 'mixed' };

/** Every combination of what is not known. */
export function everyUnknown(): Unknowns[] {
  const both = [false, true];
  return both.flatMap((partialUpdates) => both.flatMap((removingNoCanaryFails) => both.flatMap((removingOverrideFails) =>
    (['oldest', 'newest', 'mixed'] as const).map((listOrder) => ({ partialUpdates, removingNoCanaryFails, removingOverrideFails, listOrder })))));
}

/** The state of an account in a Region. */
export class World {
  public readonly apis = new Map<string, ApiState>();
  public readonly keys = new Map<string, KeyState>();
  public readonly plans = new Map<string, PlanState>();
  public readonly domainNames = new Map<string, DomainName>();
  public testInvoke?: (route: string, input: TestInvokeMethodCommandInput) => TestInvokeMethodResponse;
  public readonly flushed: string[] = [];
  public cloudwatchRoleArn?: string;
  private ids = 0;

  constructor(
    public readonly account: string,
    public readonly region: string,
    public readonly now: () => number,
    public readonly unknowns: Unknowns,
  ) {}

  /** A copy that shares only what is never changed. */
  public clone(): World {
    const copy = new World(this.account, this.region, this.now, this.unknowns);
    for (const [id, api] of this.apis) copy.apis.set(id, { ...api, stages: new Map(api.stages), deployments: new Map(api.deployments) });
    for (const [id, key] of this.keys) copy.keys.set(id, key);
    for (const [id, plan] of this.plans) copy.plans.set(id, plan);
    for (const [name, domainName] of this.domainNames) copy.domainNames.set(name, domainName);
    copy.testInvoke = this.testInvoke;
    copy.flushed.push(...this.flushed);
    copy.cloudwatchRoleArn = this.cloudwatchRoleArn;
    copy.ids = this.ids;
    return copy;
  }

  /** An id as API Gateway's: letters and digits, never the same twice, the same in every run, and not in the order of age. */
  public newId(length: 6 | 10): string {
    // A multiple of 36^6 plus one in 36^6 different steps.
    const id = (++this.ids * 1_540_483_477 % 36 ** 6).toString(36).padStart(6, '0');
    return length === 6 ? id : `${id}${[...id].reverse().join('').slice(0, 4)}`;
  }

  /** Puts an API key there. */
  public putKey(seed: KeySeed): KeyState {
    const now = this.now();
    const value = `${this.newId(10)}${this.newId(10)}`;
    const key = { id: this.newId(10), value, enabled: true, createdDate: now, lastUpdatedDate: now, ...seed };
    this.keys.set(key.id, key);
    return key;
  }

  public api(id: string | undefined): ApiState {
    const api = this.apis.get(id ?? '');
    if (!api) throw notFound(`Invalid API identifier specified ${this.account}:${id}`);
    return api;
  }

  public stage(api: ApiState, name: string | undefined): StageState {
    const stage = api.stages.get(name ?? '');
    if (!stage) throw notFound('Invalid Stage identifier specified');
    return stage;
  }

  /** Items of a list in the order of this world. Maps keep the order of age. */
  public ordered<T>(items: Map<string, T>): T[] {
    switch (this.unknowns.listOrder) {
      case 'oldest': return [...items.values()];
      case 'newest': return [...items.values()].reverse();
      case 'mixed': return [...items.keys()].sort().map((key) => items.get(key)!);
    }
  }
}
