import { ApiError } from './api-error';
import { applies, Call, errorOf, Fault, FaultPlan } from './faults';
import { isAllowed, Permission, PolicyStatement } from './permissions';

/** Options of a service. */
export interface ServiceOptions {
  /** @default 'eu-west-1' */
  readonly region?: string;
  /** @default '111111111111' */
  readonly account?: string;
  /** @default 'aws' */
  readonly partition?: string;
  /** What goes wrong. @default - nothing */
  readonly faults?: FaultPlan;
  /** What the caller may do; anything else is refused. @default - everything */
  readonly policy?: readonly PolicyStatement[];
  /** Whether calls are kept. @default true */
  readonly log?: boolean;
}

/** A call as it was served. */
export interface LoggedCall extends Call {
  readonly input: any;
  /** What the caller needed to be allowed. */
  readonly needs: readonly Permission[];
  /** What the caller was to see; not there if the answer never came. */
  readonly status?: number;
  /** The name of the exception. */
  readonly error?: string;
  readonly fault?: Fault;
  /** Whether the call was served without a refusal. */
  readonly applied: boolean;
}

/** A service whose calls are counted, kept, allowed by a policy and broken by a plan. */
export abstract class Service {
  /** The calls so far. Empty in a clone. */
  public readonly calls: LoggedCall[] = [];

  /** What goes wrong from now on. */
  public faults?: FaultPlan;

  /** What the caller may do from now on. */
  public policy?: readonly PolicyStatement[];

  public readonly region: string;
  public readonly account: string;
  public readonly partition: string;
  private readonly logs: boolean;
  private count = 0;

  constructor(options: ServiceOptions) {
    this.region = options.region ?? 'eu-west-1';
    this.account = options.account ?? '111111111111';
    this.partition = options.partition ?? 'aws';
    this.logs = options.log ?? true;
    this.faults = options.faults;
    this.policy = options.policy;
  }

  /** What the calls so far needed to be allowed, each once. */
  public permissions(): Permission[] {
    return [...new Map(this.calls.flatMap(({ needs }) => needs).map((need) => [`${need.action} ${need.resource}`, need])).values()];
  }

  /** Serves a call, or breaks it. */
  protected handle<T>(name: Omit<Call, 'index'>, input: object, success: number, run: () => T): T {
    const call: Call = { index: this.count++, ...name };
    const fault = this.faults?.(call);
    let applied = false;
    try {
      if (!applies(fault)) throw this.errorOf(fault!);
      if (this.policy) this.authorize(this.policy, this.needsOf(call, input));
      const output = run();
      applied = true;
      if (fault) throw this.errorOf(fault);
      if (this.logs) this.calls.push({ ...call, input: structuredClone(input), needs: this.needsOf(call, input), status: success, applied });
      return output;
    } catch (error) {
      const seen = fault && applies(fault) ? this.errorOf(fault) : error as Error;
      if (this.logs) {
        this.calls.push({
          ...call,
          input: structuredClone(input),
          needs: this.needsOf(call, input),
          ...(fault && { fault }),
          ...(seen instanceof ApiError && { status: seen.status }),
          error: seen.name,
          applied,
        });
      }
      throw seen;
    }
  }

  /** What a call needs to be allowed. */
  protected abstract needsOf(call: Call, input: object): Permission[];

  /** How this service breaks a call. */
  protected errorOf(fault: Fault): Error {
    return errorOf(fault);
  }

  /** Goes on as another one of the same kind. */
  protected continueAs<S extends Service>(copy: S): S {
    copy.faults = this.faults;
    copy.policy = this.policy;
    (copy as Service).count = this.count;
    return copy;
  }

  private authorize(policy: readonly PolicyStatement[], needs: readonly Permission[]): void {
    const missing = needs.find((need) => !isAllowed(policy, need));
    if (!missing) return;
    throw new ApiError('AccessDeniedException', 403, `User: arn:${this.partition}:sts::${this.account}:assumed-role/caller/session ` +
      `is not authorized to perform: ${missing.action} on resource: ${missing.resource}`);
  }
}
