import { DEFAULT_KEEP } from './records';

/** Properties of both custom resources, as CloudFormation sends them. */
export interface ReleaseProperties {
  readonly Part: 'base' | 'canary';
  readonly RestApiId: string;
  readonly StageName: string;
  readonly Candidate: string;
  readonly StackId: string;
  /** The template's own values of overridden variables. */
  readonly Variables?: Readonly<Record<string, string>>;
  readonly Release: {
    /** The deployment that the stage is pinned to, whatever the candidate is. */
    readonly Pinned?: string;
    readonly PercentTraffic?: string;
    readonly UseStageCache?: string;
    readonly Keep?: string;
    readonly BakeSeconds?: string;
    readonly MinimumRequests?: string;
    readonly Overrides?: Readonly<Record<string, string>>;
  };
  readonly Alarms?: readonly string[];
  readonly CanaryRequests?: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions?: ReadonlyArray<{ readonly Name: string; readonly Value: string }>;
  };
}

/** The bake of a canary, from onEvent to isComplete. */
export interface Bake {
  /** When it started; ISO 8601. */
  readonly Since: string;
  /** The deployment that was live then. */
  readonly Base: string;
}

/** What `custom-resources.Provider` passes on from CloudFormation. */
export interface OnEvent {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly LogicalResourceId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: ReleaseProperties;
  readonly OldResourceProperties?: ReleaseProperties;
}

/** The answer to it. */
export interface OnEventResult {
  readonly PhysicalResourceId: string;
  readonly Phase: 'done' | 'bake';
  readonly Bake?: Bake;
  readonly Data?: Readonly<Record<string, string>>;
}

/** What isComplete gets: the event with the answer to it. */
export type IsCompleteEvent = OnEvent & OnEventResult;

export interface IsCompleteResult {
  readonly IsComplete: boolean;
}

/** What the rule on the stack's status passes on. */
export interface StatusEvent {
  readonly status: string;
  /** ISO 8601. */
  readonly time: string;
  readonly stages: ReadonlyArray<{ readonly RestApiId: string; readonly StageName: string }>;
}

export type ReleaseEvent = OnEvent | IsCompleteEvent | StatusEvent;

/** How a canary is to be. */
export interface CanarySettings {
  readonly percent: number;
  readonly useStageCache: boolean;
  readonly overrides: Readonly<Record<string, string>>;
}

/** What the properties say, in types of JavaScript. */
export class Settings {
  public readonly part: 'base' | 'canary';
  public readonly restApiId: string;
  public readonly stageName: string;
  public readonly candidate: string;
  public readonly stackId: string;
  public readonly ownVariables: Readonly<Record<string, string>>;
  public readonly alarms: readonly string[];
  public readonly canaryRequests: ReleaseProperties['CanaryRequests'];
  private readonly release: ReleaseProperties['Release'];

  constructor({ Part, RestApiId, StageName, Candidate, StackId, Variables = {}, Alarms = [], CanaryRequests, Release }: ReleaseProperties) {
    this.part = Part;
    this.restApiId = RestApiId;
    this.stageName = StageName;
    this.candidate = Candidate;
    this.stackId = StackId;
    this.ownVariables = Variables;
    this.alarms = Alarms;
    this.canaryRequests = CanaryRequests;
    this.release = Release;
  }

  public get physicalResourceId(): string {
    return `${this.restApiId}/${this.stageName}/${this.part}`;
  }

  public get canary(): CanarySettings {
    const { PercentTraffic = '0', UseStageCache, Overrides = {} } = this.release;
    return { percent: Number(PercentTraffic), useStageCache: UseStageCache === 'true', overrides: Overrides };
  }

  public get pinned(): string | undefined {
    return this.release.Pinned;
  }

  /** What is live when all is well. */
  public get target(): string {
    return this.pinned ?? this.candidate;
  }

  /** How many deployments stay. */
  public get keep(): number {
    return Math.max(2, Number(this.release.Keep ?? DEFAULT_KEEP));
  }

  public get bakeSeconds(): number | undefined {
    const { BakeSeconds } = this.release;
    return BakeSeconds === undefined ? undefined : Number(BakeSeconds);
  }

  public get minimumRequests(): number {
    return Number(this.release.MinimumRequests ?? 0);
  }

  /** Of variables with an override. */
  public get names(): string[] {
    return Object.keys(this.canary.overrides);
  }

  /** Whether it is of the same stage. */
  public isOfStageOf(other: Settings): boolean {
    return this.restApiId === other.restApiId && this.stageName === other.stageName;
  }
}

export function isStatusEvent(event: ReleaseEvent): event is StatusEvent {
  return 'stages' in event;
}

export function isCompleteEvent(event: OnEvent | IsCompleteEvent): event is IsCompleteEvent {
  return 'Phase' in event;
}
