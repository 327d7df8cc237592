import { CanaryStrategy, Spec } from './template';
import { Conditions, World } from './world';
import { endOfWayBack, knownVariables } from '../../../bin/transitions';
import { Patience } from '../../../handlers/release/patience';
import { StageAccess } from '../../../handlers/release/stage-access';
import { observe, stop, switchTo } from '../../../handlers/release/transitions';
import { inMemoryClient } from '../../support/api-gateway';

/** A deployment by CloudFormation: what the user's code says now, and what is special about the operation. Undefined where it makes no sense. */
export type Deploy = (spec: Spec, world: World) => { readonly spec: Spec; readonly conditions?: Conditions } | undefined;

const FIRST: Omit<Spec, 'strategy'> = { version: 1, stageName: 'prod', description: 'first', variables: { BACKEND: 'green', LEVEL: '1' } };
const HOLD: CanaryStrategy = { kind: 'canary', percent: 10, overrides: {} };
const BAKE: CanaryStrategy = { ...HOLD, bakeSeconds: 120 };
const REQUESTS: CanaryStrategy = { ...BAKE, minimumRequests: 10 };

/** How a stack may begin. */
export const CREATIONS: Readonly<Record<string, Spec>> = {
  'create, canary with bake and overrides': { ...FIRST, strategy: { ...BAKE, overrides: { BACKEND: 'blue' } } },
  'create, canary': { ...FIRST, strategy: HOLD },
  'create, all at once': { ...FIRST, strategy: { kind: 'all-at-once' } },
};

const canaryOf = ({ strategy }: Spec): CanaryStrategy | undefined => (strategy.kind === 'canary' ? strategy : undefined);

/** Of the code's strategy what a step does not say. */
function as(strategy: CanaryStrategy, spec: Spec): CanaryStrategy {
  const { overrides, percent } = canaryOf(spec) ?? strategy;
  return { ...strategy, overrides, percent };
}

const nextVersion = (world: World): number => new Set(world.fingerprints.values()).size + 1;

const withOverrides = (spec: Spec, overrides: Record<string, string>): { spec: Spec } | undefined => {
  const canary = canaryOf(spec);
  return canary && { spec: { ...spec, strategy: { ...canary, overrides } } };
};

export const DEPLOYS: Readonly<Record<string, Deploy>> = {
  'API changed, canary': (spec, world) => ({ spec: { ...spec, version: nextVersion(world), strategy: as(HOLD, spec) } }),
  'API changed, bake, calm': (spec, world) => ({ spec: { ...spec, version: nextVersion(world), strategy: as(BAKE, spec) } }),
  'API changed, bake, alarm': (spec, world) => ({ spec: { ...spec, version: nextVersion(world), strategy: as(BAKE, spec) }, conditions: { alarmAfter: 60 } }),
  'API changed, bake, alarm already': (spec, world) => ({ spec: { ...spec, version: nextVersion(world), strategy: as(BAKE, spec) }, conditions: { alarmAfter: 0 } }),
  'API changed, bake, few requests': (spec, world) => ({ spec: { ...spec, version: nextVersion(world), strategy: as(REQUESTS, spec) }, conditions: { canaryRequests: 0 } }),
  'API unchanged, canary': (spec) => (canaryOf(spec)?.bakeSeconds === undefined && canaryOf(spec) ? undefined : { spec: { ...spec, strategy: as(HOLD, spec) } }),
  'API unchanged, bake, calm': (spec) => (canaryOf(spec)?.bakeSeconds !== undefined ? undefined : { spec: { ...spec, strategy: as(BAKE, spec) } }),
  'API unchanged, bake, alarm': (spec) => (canaryOf(spec)?.bakeSeconds !== undefined ? undefined : { spec: { ...spec, strategy: as(BAKE, spec) }, conditions: { alarmAfter: 60 } }),
  'git revert': (spec) => (spec.version > 1 ? { spec: { ...spec, version: spec.version - 1, strategy: canaryOf(spec) ? spec.strategy : HOLD } } : undefined),
  'git revert of all': (spec) => (spec.version > 2 ? { spec: { ...spec, version: 1 } } : undefined),
  'API changed, all at once': (spec, world) => ({ spec: { ...spec, version: nextVersion(world), strategy: { kind: 'all-at-once' } } }),
  'API unchanged, all at once': (spec) => (spec.strategy.kind === 'all-at-once' ? undefined : { spec: { ...spec, strategy: { kind: 'all-at-once' } } }),
  'pin the oldest': (spec, world) => ({ spec: { ...spec, strategy: { kind: 'pinned', deploymentId: world.deployments()[0] } } }),
  'API changed, pin what is live': (spec, world) => ({ spec: { ...spec, version: nextVersion(world), strategy: { kind: 'pinned', deploymentId: world.serving()!.base } } }),
  'stage properties': (spec) => ({ spec: { ...spec, description: spec.description === 'first' ? 'second' : 'first' } }),
  'percent': (spec) => canaryOf(spec) && { spec: { ...spec, strategy: { ...canaryOf(spec)!, percent: 35 - canaryOf(spec)!.percent } } },
  'overrides': (spec) => withOverrides(spec, canaryOf(spec)?.overrides.BACKEND ? {} : { BACKEND: 'blue' }),
  'value of the override': (spec) => withOverrides(spec, { BACKEND: canaryOf(spec)?.overrides.BACKEND === 'blue' ? 'red' : 'blue' }),
  'own variable': (spec) => ({ spec: { ...spec, variables: { ...spec.variables, BACKEND: spec.variables.BACKEND === 'green' ? 'yellow' : 'green' } } }),
};

/** Where an operation fails on purpose. */
export const FAILURES: Readonly<Record<string, Conditions>> = {
  'another resource fails first': { before: 'Base' },
  'another resource fails before the stage': { before: 'Stage' },
  'the stage fails': { stageFails: 'before' },
  'the stage fails, although it is updated': { stageFails: 'after' },
  'another resource fails before the canary': { before: 'Canary' },
  'another resource fails at last': { before: 'end' },
  'another resource fails at last, and its rollback before the base': { before: 'end', rollbackBefore: 'Base' },
  'another resource fails at last, and its rollback before the stage': { before: 'end', rollbackBefore: 'Stage' },
  'another resource fails at last, and its rollback before the canary': { before: 'end', rollbackBefore: 'Canary' },
  'another resource fails at last, and its rollback at last': { before: 'end', rollbackBefore: 'end' },
  'another resource fails in the bake': { cancelAfterPolls: 1 },
  'another resource fails in the bake, and the waiter asks on': { cancelAfterPolls: 1, zombiePolls: 'soon' },
};

/** What happens between two operations. Undefined where it makes no sense. */
export type Meanwhile = (world: World) => (() => Promise<unknown> | unknown) | undefined;

const patch = (world: World, ...patchOperations: Array<{ op: 'replace' | 'remove'; path: string; value?: string }>) => () =>
  world.plane.call('UpdateStage', { restApiId: world.restApiId, stageName: 'prod', patchOperations });

const other = (world: World): string | undefined => {
  const serving = world.serving()!;
  return world.deployments().reverse().find((id) => id !== serving.base && id !== serving.canary?.deploymentId);
};

function access(world: World): StageAccess {
  return new StageAccess(inMemoryClient(world.plane), new Patience(world.clock), world.restApiId, 'prod');
}

/** By the command, which keeps records as `bin/commands` does between operations, and by hand. */
export const MEANWHILE: Readonly<Record<string, Meanwhile>> = {
  'command: promote': (world) => {
    const { canary } = world.serving()!;
    if (!canary || !world.stack.resources.has('Canary')) return undefined;
    return async () => {
      const stage = access(world);
      const { history, stage: present } = await stage.read();
      const overrides = present!.canarySettings!.stageVariableOverrides ?? {};
      const names = knownVariables(history, Object.keys(overrides));
      await observe(stage, present!, history, names);
      await switchTo(stage, history, canary.deploymentId, overrides, names);
      await endOfWayBack(stage, history);
    };
  },
  'command: abort': (world) => {
    const { canary } = world.serving()!;
    if (!canary || !world.stack.resources.has('Canary')) return undefined;
    return async () => {
      const stage = access(world);
      await stop(stage, (await stage.read()).history, canary.deploymentId, 'aborted');
    };
  },
  'command: rollback': (world) => {
    const target = other(world);
    if (!target || !world.stack.resources.has('Canary')) return undefined;
    return async () => {
      const stage = access(world);
      const { history, stage: present } = await stage.read();
      const names = knownVariables(history);
      await observe(stage, present!, history, names);
      const running = present!.canarySettings?.deploymentId;
      if (running !== undefined) await stop(stage, history, running, 'rolled back by command');
      await switchTo(stage, history, target, history.record(target)?.variables ?? {}, names);
      await endOfWayBack(stage, history);
    };
  },
  'by hand: promote': (world) => {
    const { canary } = world.serving()!;
    return canary && patch(world, { op: 'replace', path: '/deploymentId', value: canary.deploymentId }, { op: 'remove', path: '/canarySettings' });
  },
  'by hand: abort': (world) => (world.serving()!.canary ? patch(world, { op: 'remove', path: '/canarySettings' }) : undefined),
  'by hand: another deployment': (world) => {
    const target = other(world);
    return target ? patch(world, { op: 'replace', path: '/deploymentId', value: target }) : undefined;
  },
  'by hand: a canary': (world) => {
    const target = other(world);
    if (!target || world.serving()!.canary) return undefined;
    return patch(world, { op: 'replace', path: '/canarySettings/deploymentId', value: target }, { op: 'replace', path: '/canarySettings/percentTraffic', value: '5' });
  },
  'by hand: percent': (world) => {
    const { canary } = world.serving()!;
    return canary && canary.percent !== 50 ? patch(world, { op: 'replace', path: '/canarySettings/percentTraffic', value: '50' }) : undefined;
  },
};
