import { UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import type { OnEvent } from '../../handlers/release/event';
import { everyUnknown, Fault, firstOf, onCall } from '../support/api-gateway';
import { fingerprint, ReleaseStack } from './support/release-stack';

const BAKE = { Release: { BakeSeconds: '900', Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'blue' }, Alarms: ['Orders5xxRate'] };

jest.setTimeout(60_000);

let stacks: ReleaseStack[];

beforeEach(() => {
  stacks = [];
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterEach(async () => {
  await Promise.all(stacks.map((stack) => stack.stop()));
  jest.restoreAllMocks();
});

type Step = (stack: ReleaseStack) => Promise<unknown>;

/** A stage that serves a first deployment, and a second deployment for it. */
async function prepared(unknowns = {}): Promise<{ stack: ReleaseStack; first: string; second: string }> {
  const stack = await ReleaseStack.start({ unknowns }, true);
  stacks.push(stack);
  stack.cloudWatch.setAlarm('Orders5xxRate', 'OK');
  const first = stack.deployment(fingerprint('first'));
  await stack.deploy(first, BAKE);
  return { stack, first, second: stack.deployment(fingerprint('second')) };
}

/** Single events, each on a stage where it is due. */
const EVENTS: Record<string, (unknowns?: object) => Promise<[ReleaseStack, Step]>> = {
  'the base of a canary': async (unknowns) => {
    const { stack, first, second } = await prepared(unknowns);
    const event = stack.event('Update', 'base', stack.properties(second, BAKE), stack.properties(first, BAKE));
    return [stack, () => stack.onEvent(event)];
  },
  'the start of a canary in place of another': async (unknowns) => {
    const { stack, first, second } = await prepared(unknowns);
    await stack.deploy(second, { ...BAKE, Release: { Overrides: { FLAG: 'on' } }, Variables: { FLAG: 'off' } });
    const third = stack.deployment(fingerprint('third'));
    const event = (part: 'base' | 'canary') => stack.event('Update', part, stack.properties(third, BAKE), stack.properties(second, BAKE));
    await stack.onEvent(event('base'));
    const canary = event('canary');
    expect(stack.serving.base.deploymentId).toBe(first);
    return [stack, () => stack.onEvent(canary)];
  },
  'a promotion': async (unknowns) => {
    const { stack, second } = await prepared(unknowns);
    const { canary } = await stack.deploy(second, BAKE);
    stack.time += 901_000;
    return [stack, () => stack.isComplete(canary)];
  },
  'a stop': async (unknowns) => {
    const { stack, second } = await prepared(unknowns);
    const { canary } = await stack.deploy(second, BAKE);
    stack.cloudWatch.setAlarm('Orders5xxRate', 'ALARM');
    return [stack, () => stack.isComplete(canary).catch(() => undefined)];
  },
  'a rollback': async (unknowns) => {
    const { stack, first, second } = await prepared(unknowns);
    const { canary } = await stack.deploy(second, BAKE);
    await stack.isComplete(canary, 901);
    stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    const events = (['base', 'canary'] as const).map((part) => stack.event('Update', part, stack.properties(first, BAKE), stack.properties(second, BAKE)));
    return [stack, async () => { for (const event of events) await stack.onEvent(event); }];
  },
  'a deletion': async (unknowns) => {
    const { stack, second } = await prepared(unknowns);
    await stack.deploy(second, BAKE);
    const event: OnEvent = stack.event('Delete', 'canary', stack.properties(second, BAKE));
    return [stack, () => stack.onEvent(event)];
  },
  'a rollback that the rule tells of': async (unknowns) => {
    const { stack, first, second } = await prepared(unknowns);
    await stack.deploy(second, BAKE);
    stack.patch(['replace', '/deploymentId', second], ['replace', '/variables/ALIAS', 'green'], ['remove', '/canarySettings']);
    await stack.onStatus('UPDATE_IN_PROGRESS', stack.time + 60_000);
    stack.patch(['replace', '/deploymentId', first], ['replace', '/variables/ALIAS', 'blue']);
    const at = stack.time + 120_000;
    return [stack, () => stack.onStatus('UPDATE_ROLLBACK_COMPLETE', at)];
  },
};

/** Everything but the time. */
const stateOf = (stack: ReleaseStack) => JSON.stringify(stack.plane.state()).replace(/\\"live\\":\d+/g, '\\"live\\":0').replace(/after \d+ (s|min)/g, 'in time');

/** The state after an event, and how many calls it took. */
interface Undisturbed {
  readonly state: string;
  readonly calls: number;
}

const known = new Map<string, Undisturbed>();

async function undisturbed(name: string): Promise<Undisturbed> {
  const before = known.get(name);
  if (before) return before;
  const [stack, step] = await EVENTS[name]();
  const start = stack.plane.calls.length;
  await step(stack);
  const found = { state: stateOf(stack), calls: stack.plane.calls.length - start };
  known.set(name, found);
  return found;
}

const FAULTS: Fault[] = ['throttle', 'error', 'applied-then-error', 'conflict', 'reset', 'applied-then-reset', 'applied-then-hang'];

describe.each(Object.keys(EVENTS))('%s', (name) => {
  test.each(FAULTS)('comes to the same in spite of "%s" at any call', async (fault) => {
    const { state, calls } = await undisturbed(name);
    expect(calls).toBeGreaterThan(1);
    for (let index = 0; index < calls; index++) {
      const [stack, step] = await EVENTS[name]();
      stack.plane.faults = onCall(stack.plane.calls.length + index, fault);
      await step(stack);
      expect(stack.plane.calls.some((call) => call.fault === fault)).toBe(true);
      expect(stateOf(stack)).toBe(state);
      await stack.stop();
    }
  });

  test('comes to the same if it is repeated after a crash at any call', async () => {
    const { state, calls } = await undisturbed(name);
    for (const applied of [false, true]) {
      for (let index = 0; index < calls; index++) {
        const [stack, step] = await EVENTS[name]();
        const first = stack.plane.calls.length + index;
        // Once it has crashed, nothing of it gets through any more.
        stack.plane.faults = (call) => (call.index < first ? undefined : call.index === first && applied ? 'applied-then-error' : 'error');
        await step(stack).catch(() => undefined);
        stack.plane.faults = undefined;
        await step(stack);
        expect(stateOf(stack)).toBe(state);
        await stack.stop();
      }
    }
  });

  test('comes to the same whatever API Gateway does where nobody knows', async () => {
    const { state } = await undisturbed(name);
    for (const unknowns of everyUnknown()) {
      const [stack, step] = await EVENTS[name](unknowns);
      await step(stack);
      expect(stateOf(stack)).toBe(state);
      await stack.stop();
    }
  });
});

test('gives up in time to answer, and says why', async () => {
  const { stack, first, second } = await prepared();
  stack.plane.faults = () => 'throttle';
  const started = stack.time;
  await expect(stack.onEvent(stack.event('Update', 'base', stack.properties(second), stack.properties(first)))).rejects.toThrow(
    'AWS did not answer within 4 minutes: TooManyRequestsException: Too Many Requests');
  expect(stack.time - started).toBeLessThanOrEqual(4 * 60_000);
  expect(Math.max(...stack.waits)).toBeLessThanOrEqual(20_000);
});

test.each(['throttle', 'conflict', 'error', 'reset'] as const)('waits three minutes for a stage that cannot be changed: "%s"', async (fault) => {
  const { stack, first, second } = await prepared();
  const event = (part: 'base' | 'canary') => stack.event('Update', part, stack.properties(second), stack.properties(first));
  await stack.onEvent(event('base'));
  const until = stack.time + 3 * 60_000;
  stack.plane.faults = ({ operation }) => (operation === 'UpdateStage' && stack.time < until ? fault : undefined);
  await stack.onEvent(event('canary'));
  expect(stack.serving).toMatchObject({ base: { deploymentId: first }, canary: { deploymentId: second } });
});

test('gives up on a change that is taken, and does not show', async () => {
  const { stack, first, second } = await prepared();
  const { apiGateway } = stack.clients;
  const send = apiGateway.send.bind(apiGateway) as (command: object) => Promise<object>;
  let taken = 0;
  jest.spyOn(apiGateway, 'send').mockImplementation((async (command: object) => {
    if (!(command instanceof UpdateStageCommand)) return send(command);
    taken += 1;
    return {};
  }) as never);
  await expect(stack.onEvent(stack.event('Update', 'canary', stack.properties(second), stack.properties(first)))).rejects.toThrow(
    /^API Gateway does not apply replace \/canarySettings\/deploymentId, replace \/canarySettings\/percentTraffic to stage prod$/);
  expect(taken).toBe(6);
});

test('waits a minute for its policy, and no longer', async () => {
  const { stack, first, second } = await prepared();
  const event = stack.event('Update', 'base', stack.properties(second), stack.properties(first));
  stack.plane.policy = [];
  stack.onSleep = () => { stack.plane.policy = undefined; };
  await expect(stack.onEvent(event)).resolves.toMatchObject({ Data: { DeploymentId: first } });
  stack.onSleep = undefined;
  stack.plane.policy = [];
  const started = stack.time;
  await expect(stack.onEvent({ ...event, RequestId: 'another' })).rejects.toThrow('is not authorized to perform: apigateway:GET');
  expect(stack.time - started).toBeLessThan(90_000);
});

test('fails at once on what does not pass', async () => {
  const { stack, second } = await prepared();
  await stack.deploy(second, { Release: { PercentTraffic: '10' } });
  const event = stack.event('Update', 'canary', stack.properties(second, { Release: { PercentTraffic: '1000' } }), stack.properties(second));
  await expect(stack.onEvent(event)).rejects.toThrow('1000');
});

test.each(['reset', 'applied-then-reset', 'hang', 'applied-then-hang'] as const)('the SDK tells a connection that breaks: "%s"', async (fault) => {
  const stack = await ReleaseStack.start();
  stacks.push(stack);
  const first = stack.deployment(fingerprint('first'));
  stack.plane.faults = firstOf(onCall(0, fault, 'GetStages'), onCall(0, fault, 'UpdateDeployment'));
  await stack.deploy(first);
  expect(stack.plane.calls.filter((call) => call.fault === fault)).toHaveLength(2);
  expect(stack.record(first)).toMatchObject({ live: expect.any(Number) });
});
