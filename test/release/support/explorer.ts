import { Before, before, isUnheard, Oracle, violations } from './oracle';
import { FAULT_KINDS, FaultKind, Release } from './release-function';
import { Variant } from './stack';
import { CREATIONS, DEPLOYS, FAILURES, MEANWHILE } from './steps';
import { Spec } from './template';
import { Conditions, Connect, Outcome, Serving, StatusEvents, World } from './world';
import type { Unknowns } from '../../support/api-gateway';

/** One operation, with what happened before it. */
export interface Step {
  readonly meanwhile?: string;
  /** One of CREATIONS, of DEPLOYS, or "delete the stack". */
  readonly operation: string;
  readonly failure?: string;
  readonly conditions?: Conditions;
}

/** What an operation should not have done. */
export interface Finding {
  readonly variant: Variant;
  readonly path: readonly Step[];
  readonly wrong: readonly string[];
}

export interface Counts {
  states: number;
  operations: number;
  events: number;
  calls: number;
  failed: number;
  /** Operations in which the stage served something else for a moment. */
  elsewhere: number;
  /** Operations after which the stage serves what CloudFormation put back, since the events that would tell of it were lost. */
  unrepaired: number;
  /** Operations after which the stage serves what the function last knew, and not what somebody put live by hand, since the event of the beginning was lost. */
  undone: number;
}

/** What came of a step; without an outcome if it makes no sense. */
interface Taken {
  readonly world: World;
  readonly oracle: Oracle;
  readonly outcome?: Outcome;
  readonly wrong: string[];
  readonly key: string;
}

/** An operation whose last events come again. */
interface Repeated {
  readonly world: World;
  readonly oracle: Oracle;
  readonly key: string;
  /** Whether a stage may serve this, since the beginning was not told. */
  readonly mayBeUndone: (serving: Serving | undefined) => boolean;
}

/** A state of the world, and how it was reached. */
interface Node {
  readonly world: World;
  readonly oracle: Oracle;
  readonly path: readonly Step[];
}

export interface Bounds {
  readonly variant: Variant;
  /** How many operations after the first. */
  readonly depth: number;
  /** Down to which operation calls go wrong; the first is 0. */
  readonly faults: number;
  readonly faultKinds?: readonly FaultKind[];
  /** Down to which operation events come twice, or are lost. */
  readonly deliveries: number;
  /** Down to which operation other resources fail. */
  readonly failures: number;
  readonly meanwhile?: readonly string[];
  readonly deploys?: readonly string[];
  /** Of faults, one in so many is tried. */
  readonly sample?: number;
  /** After so many findings it is enough. */
  readonly findings?: number;
  /** What AWS does not document of API Gateway. */
  readonly unknowns?: Partial<Unknowns>;
  readonly until?: number;
}

const LOST: readonly StatusEvents[] = ['lost', 'start-lost', 'end-lost', 'twice'];

/** Explores what may happen to a stage, and checks every operation. */
export class Explorer {
  public readonly counts: Counts = { states: 0, operations: 0, events: 0, calls: 0, failed: 0, elsewhere: 0, unrepaired: 0, undone: 0 };
  public readonly findings: Finding[] = [];
  private readonly seen = new Set<string>();
  private tried = 0;

  constructor(private readonly release: Release, private readonly bounds: Bounds, private readonly connect?: Connect) {}

  public async explore(): Promise<this> {
    const { variant, depth } = this.bounds;
    let frontier: Node[] = [];
    const start: Node = { world: World.create(variant, this.release, this.connect, this.bounds.unknowns), oracle: new Oracle(), path: [] };
    for (const operation of Object.keys(CREATIONS)) frontier.push(...await this.operate(start, { operation }, 0));
    for (let level = 1; level <= depth && !this.isOver; level++) {
      const next: Node[] = [];
      for (const node of frontier) {
        if (this.isOver) break;
        for (const step of this.steps(node)) next.push(...await this.operate(node, step, level));
      }
      frontier = next;
    }
    return this;
  }

  /** Takes steps from the beginning, and returns lines that tell what happened. */
  public async trace(path: readonly Step[]): Promise<string[]> {
    const lines: string[] = [];
    let node: Node = { world: World.create(this.bounds.variant, this.release, this.connect, this.bounds.unknowns), oracle: new Oracle(), path: [] };
    for (const step of path) {
      lines.push('', `=== ${describeStep(step)}`);
      const { world, oracle, wrong } = await this.take(node, step, lines);
      lines.push(`the stage serves ${JSON.stringify(world.serving())}`);
      lines.push(...descriptionsOf(world));
      lines.push(...wrong.map((line) => `WRONG: ${line}`));
      node = { world, oracle, path: [...node.path, step] };
    }
    return lines;
  }

  /** Takes those of the steps that make sense, until something is wrong. Gives the steps that were taken. */
  public async follow(steps: readonly Step[]): Promise<Finding | undefined> {
    let node: Node = { world: World.create(this.bounds.variant, this.release, this.connect, this.bounds.unknowns), oracle: new Oracle(), path: [] };
    for (const step of steps) {
      if (!this.makesSense(node, step)) continue;
      const { world, oracle, outcome, wrong } = await this.take(node, step);
      if (!outcome) continue;
      node = { world, oracle, path: [...node.path, step] };
      if (wrong.length > 0) return { variant: this.bounds.variant, path: node.path, wrong };
    }
    return undefined;
  }

  private makesSense({ world }: Node, { operation, meanwhile }: Step): boolean {
    if (operation in CREATIONS !== (world.spec === undefined)) return false;
    return meanwhile === undefined || (world.spec !== undefined && MEANWHILE[meanwhile](world) !== undefined);
  }

  private get isOver(): boolean {
    return this.findings.length >= (this.bounds.findings ?? 20) || Date.now() > (this.bounds.until ?? Infinity);
  }

  private steps({ world }: Node): Step[] {
    if (!world.spec) return Object.keys(CREATIONS).map((operation) => ({ operation }));
    const meanwhiles = [undefined, ...(this.bounds.meanwhile ?? Object.keys(MEANWHILE)).filter((name) => MEANWHILE[name](world))];
    const operations = [...(this.bounds.deploys ?? Object.keys(DEPLOYS)), 'delete the stack'];
    return meanwhiles.flatMap((meanwhile) => operations.map((operation) => ({ operation, ...(meanwhile && { meanwhile }) })));
  }

  /** Takes a step, and takes it with everything that may go wrong. */
  private async operate(node: Node, step: Step, level: number): Promise<Node[]> {
    const found: Node[] = [];
    const add = async (one: Step): Promise<Outcome | undefined> => {
      if (this.isOver) return undefined;
      const { world, oracle, outcome, wrong, key } = await this.take(node, one);
      if (!outcome) return undefined;
      const path = [...node.path, one];
      if (wrong.length > 0) {this.findings.push({ variant: this.bounds.variant, path, wrong });} else if (key && !this.seen.has(key)) {
        this.seen.add(key);
        this.counts.states++;
        if (level < this.bounds.depth) found.push({ world, oracle, path });
      }
      return outcome;
    };
    const variations = async (one: Step): Promise<void> => {
      const outcome = await add(one);
      if (!outcome) return;
      if (level <= this.bounds.deliveries) {
        for (const statusEvents of LOST) await add({ ...one, conditions: { ...one.conditions, statusEvents } });
        for (let event = 0; event < outcome.events; event++) {
          for (let after = 0; event + after < outcome.events; after++) {
            await add({ ...one, conditions: { ...one.conditions, duplicate: { event, after } } });
          }
        }
      }
      if (level > this.bounds.faults) return;
      for (let call = 0; call < outcome.calls; call++) {
        for (const kind of this.bounds.faultKinds ?? FAULT_KINDS) {
          if (this.tried++ % (this.bounds.sample ?? 1) === 0) await add({ ...one, conditions: { ...one.conditions, fault: { call, kind } } });
        }
      }
    };
    await variations(step);
    if (level > this.bounds.failures || step.operation === 'delete the stack') return found;
    for (const failure of Object.keys(FAILURES)) await variations({ ...step, failure });
    return found;
  }

  private async take(node: Node, step: Step, lines?: string[]): Promise<Taken> {
    const world = node.world.clone();
    const oracle = node.oracle.clone();
    world.trace = lines;
    if (step.meanwhile) {
      await world.meanwhile(MEANWHILE[step.meanwhile](world)!);
      if (step.meanwhile.startsWith('command') && world.serving()) oracle.wentLive(world.serving()!);
      lines?.push(`the stage serves ${JSON.stringify(world.serving())}`);
    }
    const conditions: Conditions = { ...(step.failure && FAILURES[step.failure]), ...step.conditions };
    const plan = this.plan(world, step, conditions);
    if (!plan) return { world, oracle, wrong: [], key: '' };

    const was = before(world);
    const late = world.lastStatus;
    const outcome = await this.run(world, step.operation, plan);
    this.counts.operations++;
    this.counts.events += outcome.events;
    this.counts.calls += outcome.calls;
    if (outcome.failure !== undefined) this.counts.failed++;
    lines?.push(`=> ${outcome.failure ?? 'succeeded'}`);

    const wrong: string[] = [];
    let mayBeUndone = (_serving: Serving | undefined): boolean => false;
    const { before: failsBefore, stageFails, cancelAfterPolls, alarmAfter, canaryRequests } = plan.conditions;
    const causes = [failsBefore, stageFails, cancelAfterPolls, alarmAfter, canaryRequests];
    const deadly = ['crash', 'applied-crash', 'outage'].includes(plan.conditions.fault?.kind ?? '');
    if (outcome.failure !== undefined && !deadly && causes.every((cause) => cause === undefined)) {
      wrong.push(`failure: the operation failed, for no reason: ${outcome.failure}`);
    }
    if (outcome.refused.length > 0) wrong.push(`refused: API Gateway refused CloudFormation: ${outcome.refused.join('; ')}`);
    if (world.stack.status.endsWith('_FAILED')) wrong.push(`stuck: the stack is ${world.stack.status}`);
    if (outcome.deletedInUse.length > 0) wrong.push(`deleted: ${outcome.deletedInUse.join(', ')} was in use`);

    if (step.operation === 'delete the stack') {
      if (world.serving()) wrong.push('delete: the stage is still there');
    } else {
      const expected = oracle.expect(was, plan.spec, world, outcome, plan.conditions);
      const off = violations(expected, world.serving());
      if (off.length > 0 && this.mayBeUnrepaired(was, world, outcome, plan.conditions)) {
        this.counts.unrepaired++;
        return { world, oracle, outcome, wrong, key: '' };
      }
      if (outcome.failure !== undefined && isUnheard(outcome, plan.conditions)) {
        const known = oracle.clone();
        mayBeUndone = (serving) => known.isUndone(was, expected, serving);
      }
      if (off.length > 0 && mayBeUndone(world.serving())) {
        this.counts.undone++;
        return { world, oracle, outcome, wrong, key: '' };
      }
      wrong.push(...off);
      const candidate = [...world.fingerprints.keys()].at(-1);
      const { strategy } = plan.spec;
      const pinned = strategy.kind === 'pinned' ? strategy.deploymentId : undefined;
      const believed = was.hadCanary ? undefined : world.stack.resources.get('Stage')?.resolved.DeploymentId;
      const allowed = new Set([was.serving?.base, was.candidate, candidate, pinned, believed, ...expected.base, undefined]);
      const elsewhere = outcome.served.filter(({ base }) => !allowed.has(base));
      if (elsewhere.length > 0) this.counts.elsewhere++;
      const byFunction = elsewhere.filter(({ by }) => by === 'the function').map(({ base }) => base);
      if (byFunction.length > 0) wrong.push(`elsewhere: the function let the stage serve ${byFunction.join(', ')}`);
      const lost = was.deployments.length - was.deployments.filter((id) => world.deployments().includes(id)).length;
      if (lost > 0 && world.deployments().length < 2) wrong.push(`prune: ${lost} deployments are gone, ${world.deployments().length} are left`);
      oracle.remember(was, plan.spec, world, outcome, plan.conditions);
    }
    const key = keyOf(world, oracle);
    const again = { event: outcome.last, waiter: world.zombie, status: world.lastStatus, late: late === world.lastStatus ? undefined : late };
    if (wrong.length === 0 && !this.seen.has(key)) wrong.push(...await this.repeat({ world, oracle, key, mayBeUndone }, again, lines));
    return { world, oracle, outcome, wrong, key };
  }

  /** If the custom resources were not called in a rollback, only the rule tells the function of it. What CloudFormation put back stays then, or what there was. */
  private mayBeUnrepaired(was: Before, world: World, { failure, called }: Outcome, { statusEvents }: Conditions): boolean {
    const observed = called.some(({ part, rollingBack }) => part === 'Base' && !rollingBack);
    const lost = statusEvents === 'lost' || statusEvents === 'end-lost' || (statusEvents === 'start-lost' && !observed);
    if (failure === undefined || !lost || (observed && this.bounds.variant.rollback === 'anew')) return false;
    const serving = world.serving();
    const isLeft = ([name, value]: [string, string]) => value === was.believedVariables[name] || value === was.serving?.variables[name];
    if (serving?.base !== was.believed || !Object.entries(serving?.variables ?? {}).every(isLeft)) return false;
    return !called.some(({ part, rollingBack }) => part === 'Canary' && rollingBack);
  }

  private plan(world: World, { operation }: Step, conditions: Conditions): { spec: Spec; conditions: Conditions } | undefined {
    if (operation in CREATIONS) return { spec: CREATIONS[operation], conditions };
    if (operation === 'delete the stack') return { spec: world.spec!, conditions };
    const deploy = DEPLOYS[operation](world.spec!, world);
    if (!deploy) return undefined;
    const isCanary = deploy.spec.strategy.kind !== 'all-at-once';
    const parts: Array<string | undefined> = ['Base', 'Canary'];
    if (!isCanary && (parts.includes(conditions.before) || parts.includes(conditions.rollbackBefore))) return undefined;
    if (conditions.cancelAfterPolls !== undefined && !(isCanary && 'bakeSeconds' in deploy.spec.strategy)) return undefined;
    return { spec: deploy.spec, conditions: { ...deploy.conditions, ...conditions } };
  }

  private run(world: World, operation: string, { spec, conditions }: { spec: Spec; conditions: Conditions }): Promise<Outcome> {
    return operation === 'delete the stack' ? world.delete(conditions) : world.deploy(spec, conditions);
  }

  /** Delivers what was last delivered once more, and the last status of the operation before, which must change nothing. */
  private async repeat(what: Repeated, events: Record<string, object | undefined>, lines?: string[]): Promise<string[]> {
    const { world, oracle, key, mayBeUndone } = what;
    const wrong: string[] = [];
    for (const [name, event] of Object.entries(events)) {
      if (!event) continue;
      const again = world.clone();
      again.trace = lines && [];
      await again.redeliver(event);
      if ((name === 'status' || name === 'late') && servingOf(again) === servingOf(world)) continue;
      if ((name === 'status' || name === 'late') && mayBeUndone(again.serving())) {
        this.counts.undone++;
        continue;
      }
      if (keyOf(again, oracle) === key || keyOf(without(world, again), oracle) === keyOf(again, oracle)) continue;
      wrong.push(`repeated: the last ${name} changed something when it came again: ${servingOf(world)} -> ${servingOf(again)}`);
      lines?.push(`--- ${name} again`, ...again.trace ?? [], ...descriptionsOf(again));
    }
    return wrong;
  }
}

/** A world without the deployments that another one has no more: what is old may be deleted at any time. */
function without(world: World, other: World): World {
  const copy = world.clone();
  const left = other.deployments();
  const gone = copy.deployments().filter((id) => !left.includes(id));
  for (const deploymentId of gone) copy.plane.call('DeleteDeployment', { restApiId: copy.restApiId, deploymentId });
  return copy;
}

function descriptionsOf(world: World): string[] {
  return Object.values(world.plane.state().apis[world.restApiId].deployments).map(({ id, description }) => `  ${id}: ${description}`);
}

const servingOf = (world: World): string => JSON.stringify(world.serving() ?? null);

/** The state of a world and of what the oracle knows, without what is chance: ids, times. */
export function keyOf(world: World, oracle: Oracle): string {
  const resources = [...world.stack.resources].map(([id, { physicalId, attributes, resolved }]) => [id, physicalId, attributes, resolved]);
  const text = JSON.stringify([world.plane.state(), world.stack.status, resources, world.spec, oracle]);
  const names = new Map([...world.fingerprints.keys()].map((id, index) => [id, `d${index}`]));
  const stamps = [...new Set(text.match(/\b17\d{11}\b/g))].sort();
  const ranks = new Map(stamps.map((stamp, index) => [stamp, `t${index}`]));
  return text.replace(/\b[0-9a-z]{6}\b/g, (id) => names.get(id) ?? id)
    .replace(/\b17\d{11}\b/g, (stamp) => ranks.get(stamp)!)
    .replace(/request-\d+-\d+/g, 'request');
}

export function describeStep({ meanwhile, operation, failure, conditions }: Step): string {
  return [meanwhile && `(${meanwhile})`, operation, failure, conditions && JSON.stringify(conditions)].filter(Boolean).join('; ');
}
