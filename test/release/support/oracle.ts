import { CanaryStrategy, fingerprintOf, Spec } from './template';
import { Conditions, Outcome, Serving, World } from './world';

/** What the strategy says that a stage serves. More than one entry where it does not say. */
export interface Expectation {
  readonly base: readonly string[];
  readonly canary: readonly (ExpectedCanary | undefined)[];
  readonly variables: Readonly<Record<string, readonly (string | undefined)[]>>;
}

export interface ExpectedCanary {
  readonly deploymentId: string;
  readonly percent?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

type CanarySpec = Spec & { readonly strategy: CanaryStrategy };

/** An operation that was done. */
interface Done {
  readonly world: World;
  readonly outcome: Outcome;
  readonly conditions: Conditions;
}

/** What was on the stage before an operation. */
export interface Before {
  readonly serving?: Serving;
  readonly spec?: Spec;
  /** What CloudFormation believes that the stage serves. */
  readonly believed?: string;
  readonly believedVariables: Readonly<Record<string, string>>;
  readonly candidate?: string;
  readonly hadCanary: boolean;
  readonly deployments: readonly string[];
}

export function before(world: World): Before {
  const { resources } = world.stack;
  const stage = resources.get('Stage')?.resolved;
  return {
    serving: world.serving(),
    spec: world.spec,
    believed: stage?.DeploymentId as string | undefined,
    believedVariables: stage?.Variables as Before['believedVariables'] ?? {},
    candidate: world.spec && resources.get(fingerprintOf(world.spec.version))?.physicalId,
    hadCanary: resources.has('Canary'),
    deployments: world.deployments(),
  };
}

/**
 * Says what a stage must serve after an operation. Knows the strategies, and what of the past anybody could know; nothing of
 * how the handler remembers it.
 */
export class Oracle {
  /** Deployments that were live when the function was called. */
  private readonly lived: Set<string>;
  /** Deployments that were live, which the function may know, or not. */
  private readonly perhapsLived: Set<string>;
  /** Deployments that were candidates of a canary in an operation that succeeded. */
  private readonly known: Set<string>;
  /** Deployments that the function knows to have had a canary, whatever became of the operation. */
  private readonly tried: Set<string>;
  /** Deployments that had a canary, which the function may know, or not. */
  private readonly perhapsTried: Set<string>;
  /** What the stage served when the function, or the command, last had to do with it. More than one entry where a call may have gone wrong. */
  private lastKnown: readonly Serving[];
  /** What variables were when a deployment was last seen to be live. More than one entry where the function may not have heard of the last ones. */
  private readonly variables: Map<string, readonly Serving['variables'][]>;

  constructor(of?: Oracle) {
    this.lived = new Set(of?.lived);
    this.perhapsLived = new Set(of?.perhapsLived);
    this.known = new Set(of?.known);
    this.tried = new Set(of?.tried);
    this.perhapsTried = new Set(of?.perhapsTried);
    this.lastKnown = of?.lastKnown ?? [];
    this.variables = new Map(of?.variables);
  }

  public clone(): Oracle {
    return new Oracle(this);
  }

  public toJSON(): object {
    const lastKnown = this.lastKnown.map(({ base }) => base);
    return [this.lived, this.perhapsLived, this.known, this.tried, this.perhapsTried, lastKnown].map((ids) => [...ids].sort());
  }

  /** What must be there after a deployment. */
  public expect(was: Before, spec: Spec, world: World, outcome: Outcome, conditions: Conditions): Expectation {
    if (outcome.failure !== undefined) return this.afterFailure(was, spec, conditions);
    const candidate = world.stack.resources.get(fingerprintOf(spec.version))!.physicalId;
    const { strategy } = spec;
    if (!was.serving) {
      const base = strategy.kind === 'pinned' ? strategy.deploymentId : candidate;
      return { base: [base], canary: [undefined], variables: each(spec.variables, (name) => [spec.variables[name]]) };
    }
    if (strategy.kind === 'all-at-once') return this.plain(was, was.serving, spec, candidate);
    if (strategy.kind === 'pinned') return this.pinned(was, was.serving, spec, strategy.deploymentId, outcome);
    return this.canary(was, was.serving, { ...spec, strategy }, candidate, { world, outcome, conditions });
  }

  /** Remembers what an operation made known. */
  public remember(was: Before, spec: Spec, world: World, outcome: Outcome, conditions: Conditions): void {
    const certain = conditions.fault === undefined;
    const called = outcome.called.some(({ part, type, rollingBack }) => part === 'Base' && type !== 'Delete' && !rollingBack);
    const now = world.serving();
    if (was.serving) {
      (called && certain ? this.lived : this.perhapsLived).add(was.serving.base);
      this.variables.set(was.serving.base, [was.serving.variables]);
    }
    for (const { base, variables } of outcome.served) {
      if (!base) continue;
      this.perhapsLived.add(base); // for a moment, if the operation failed
      this.variables.set(base, [...this.variables.get(base) ?? [], variables]);
    }
    if (now) { // an operation may change values, and not the deployment; it is heard of when it has ended
      const heard = called && certain && !['lost', 'end-lost'].includes(conditions.statusEvents ?? '');
      this.variables.set(now.base, [...(heard ? [] : this.variables.get(now.base) ?? []), now.variables]);
    }
    if (outcome.calls > 0) {
      this.lastKnown = [...(certain && !isUnheard(outcome, conditions) ? [] : this.lastKnown), ...(now ? [now] : [])];
    }
    for (const id of outcome.canaries) (called && certain ? this.tried : this.perhapsTried).add(id);
    if (!called || outcome.failure !== undefined || spec.strategy.kind === 'all-at-once') return;
    if (now) this.lived.add(now.base);
    if (spec.strategy.kind === 'canary') this.known.add(world.stack.resources.get(fingerprintOf(spec.version))!.physicalId);
  }

  /** What was made live by something that keeps records. */
  public wentLive(serving: Serving): void {
    this.lived.add(serving.base);
    this.lastKnown = [serving];
  }

  /**
   * Whether a rollback has put back what the function last knew to be live, in place of what somebody has put live by hand since. Of a rollback whose beginning
   * was not told nobody can say who did that: it is what CloudFormation does, too.
   */
  public isUndone(was: Before, expected: Expectation, serving: Serving | undefined): boolean {
    return this.lastKnown.some(({ base, variables }) => base !== was.serving?.base && violations({
      ...expected, base: [base], variables: each(expected.variables, (name) => [...expected.variables[name], variables[name]]),
    }, serving).length === 0);
  }

  /** All as before; the canary of the code, too, unless it was that which failed. */
  private afterFailure(was: Before, spec: Spec, { alarmAfter, canaryRequests }: Conditions): Expectation {
    const { serving, spec: oldSpec, candidate, believed, hadCanary } = was;
    if (!serving) return { base: [], canary: [undefined], variables: {} };
    const { canary } = serving;
    const same = canary && asBefore(canary);
    const ours = canary !== undefined && canary.deploymentId === candidate && oldSpec?.strategy.kind === 'canary';
    const itFailed = ours && oldSpec.version === spec.version && (alarmAfter !== undefined || canaryRequests === 0);
    const overrides = oldSpec?.strategy.kind === 'canary' ? oldSpec.strategy.overrides : {};
    const plain = !hadCanary && spec.strategy.kind === 'all-at-once';
    return {
      base: plain ? [serving.base, believed!] : [serving.base], // without a release CloudFormation puts back what it believes
      canary: ours && !itFailed ? [same] : [same, undefined],
      variables: each(serving.variables, (name) => [serving.variables[name], ...(name in overrides ? [] : [oldSpec?.variables[name]])]),
    };
  }

  /** CloudFormation alone: it changes what it believes to be different. */
  private plain({ believed, spec: oldSpec, hadCanary }: Before, serving: Serving, spec: Spec, target: string): Expectation {
    const { canary } = serving;
    const changed = (name: string): boolean => oldSpec?.variables[name] !== spec.variables[name];
    return {
      base: believed === target ? [serving.base, target] : [target],
      canary: hadCanary ? [undefined] : [canary && asBefore(canary)],
      variables: each(spec.variables, (name) => (changed(name) ? [spec.variables[name]] : [spec.variables[name], serving.variables[name]])),
    };
  }

  /** That deployment, and no canary. */
  private pinned(was: Before, serving: Serving, spec: Spec, target: string, outcome: Outcome): Expectation {
    const { variables } = this.plain(was, serving, spec, target);
    const called = outcome.called.some(({ part, rollingBack }) => part === 'Canary' && !rollingBack);
    if (called) return { base: [target], canary: [undefined], variables };
    return { base: [serving.base], canary: [serving.canary && asBefore(serving.canary)], variables };
  }

  private canary(was: Before, serving: Serving, spec: CanarySpec, candidate: string, { world, outcome, conditions }: Done): Expectation {
    const { strategy } = spec;
    const { base: live, canary } = serving;
    const call = outcome.called.find(({ part, rollingBack }) => part === 'Canary' && !rollingBack);
    const oldStrategy = was.spec?.strategy.kind === 'canary' ? was.spec.strategy : undefined;
    const ownChanged = (name: string): boolean => was.spec?.variables[name] !== spec.variables[name];
    const variables = each({ ...spec.variables, ...strategy.overrides }, (name): (string | undefined)[] => {
      const comes = !(name in (oldStrategy?.overrides ?? {})); // what had no override is the template's, although CloudFormation may not have sent it
      if (name in strategy.overrides) return ownChanged(name) || comes ? [spec.variables[name]] : [serving.variables[name]];
      return ownChanged(name) ? [spec.variables[name]] : [spec.variables[name], serving.variables[name]];
    });
    const stay: Expectation = { base: [live], canary: [canary && asBefore(canary)], variables };
    if (!call) return stay;

    const overridden = each(strategy.overrides, (name) => [strategy.overrides[name]]);
    const fails = conditions.alarmAfter !== undefined || conditions.canaryRequests === 0;
    const toCandidate: Expectation = { base: [candidate], canary: [undefined], variables };
    const good = fails ? 'nothing: the operation fails' : candidate;
    const promoted: Expectation = { ...toCandidate, base: [good], variables: { ...variables, ...overridden } };
    const its: ExpectedCanary = { deploymentId: candidate, percent: strategy.percent, variables: strategy.overrides };
    const held: Expectation = { base: [live], canary: [its], variables };
    const started = strategy.bakeSeconds === undefined ? held : promoted;
    const fingerprint = fingerprintOf(spec.version);
    if (candidate === live || world.fingerprints.get(live) === fingerprint) return toCandidate;

    const back = this.goingBack(toCandidate, strategy, ownChanged);
    const fresh = !this.known.has(candidate) && !this.lived.has(candidate);
    if (fresh || call.type === 'Create' || was.spec?.strategy.kind === 'pinned') {
      const alike = [candidate, ...was.deployments.filter((id) => world.fingerprints.get(id) === fingerprint)];
      const seen = fresh ? alike : [candidate];
      if (seen.some((id) => this.lived.has(id))) return back;
      if (seen.some((id) => this.perhapsLived.has(id))) return either(back, started);
      // What is older is taken for what was live before the release, unless it is known to have been a canary, and no more than that.
      if (!fresh || this.tried.has(candidate) || !isOlder(was.deployments, candidate, live)) return started;
      return this.perhapsTried.has(candidate) ? either(toCandidate, started) : toCandidate;
    }

    // Known: the code agrees with what is live.
    if (canary?.deploymentId !== candidate) return stay;
    const inherits = (name: string): boolean => canary.variables[name] === serving.variables[name] && ownChanged(name); // set by hand without an override
    const asItRan = each(strategy.overrides, (name) => (
      [strategy.overrides[name], canary.variables[name], ...(inherits(name) ? [spec.variables[name]] : [])]
    ));
    if (strategy.bakeSeconds !== undefined) return { ...promoted, variables: { ...variables, ...asItRan } };
    const settingsOf = (one?: CanaryStrategy) => JSON.stringify([one?.percent, one?.overrides]);
    return settingsOf(oldStrategy) === settingsOf(strategy) ? stay : held;
  }

  /** To what was live before: with the variables of then, or of now. */
  private goingBack(toCandidate: Expectation, { overrides }: CanaryStrategy, ownChanged: (name: string) => boolean): Expectation {
    const then = each(overrides, (name) => [...this.variables.values()].flat().map((variables) => variables[name]));
    const unchanged = Object.fromEntries(Object.entries(then).filter(([name]) => !ownChanged(name)));
    return either(toCandidate, { ...toCandidate, variables: unchanged });
  }
}

/** Whether the function has not heard of an operation before its end, if ever. */
export function isUnheard({ called }: Outcome, { statusEvents }: Conditions): boolean {
  return ['lost', 'start-lost'].includes(statusEvents ?? '') && !called.some(({ part, rollingBack }) => part === 'Base' && !rollingBack);
}

function either(a: Expectation, b: Expectation): Expectation {
  return { base: [...a.base, ...b.base], canary: [...a.canary, ...b.canary], variables: merge(a.variables, b.variables) };
}

/** Whether what was expected is there; else what is wrong. */
export function violations(expected: Expectation, serving: Serving | undefined): string[] {
  if (!serving) return expected.base.length === 0 ? [] : ['there is no stage'];
  const wrong: string[] = [];
  if (!expected.base.includes(serving.base)) wrong.push(`base: serves ${serving.base}, not ${expected.base.join(' or ')}`);
  if (!expected.canary.some((canary) => matches(canary, serving.canary))) {
    const wanted = expected.canary.map((canary) => JSON.stringify(canary) ?? 'none').join(' or ');
    wrong.push(`canary: has ${JSON.stringify(serving.canary)}, not ${wanted}`);
  }
  for (const [name, values] of Object.entries(expected.variables)) {
    if (!values.includes(serving.variables[name])) wrong.push(`variable: ${name} is ${serving.variables[name]}, not ${values.join(' or ')}`);
  }
  return wrong;
}

function matches(expected: ExpectedCanary | undefined, actual: Serving['canary']): boolean {
  if (!expected || !actual) return !expected && !actual;
  return expected.deploymentId === actual.deploymentId
    && (expected.percent === undefined || expected.percent === actual.percent)
    && Object.entries(expected.variables ?? {}).every(([name, value]) => actual.variables[name] === value);
}

const asBefore = ({ deploymentId, percent }: { deploymentId: string; percent: number }): ExpectedCanary => ({ deploymentId, percent });

function isOlder(deployments: readonly string[], candidate: string, live: string): boolean {
  return deployments.includes(candidate) && deployments.indexOf(candidate) < deployments.indexOf(live);
}

function each<T>(texts: Readonly<Record<string, unknown>>, value: (name: string) => T): Record<string, T> {
  return Object.fromEntries(Object.keys(texts).map((name) => [name, value(name)]));
}

function merge(a: Expectation['variables'], b: Expectation['variables']): Expectation['variables'] {
  return Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [name, [...(a[name] ?? []), ...(b[name] ?? [])]]));
}
