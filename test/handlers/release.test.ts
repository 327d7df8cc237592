import { fingerprint, ReleaseStack, STAGE } from './support/release-stack';
import { readDescription, StageRecord, writeDescription } from '../../handlers/release/records';

let stack: ReleaseStack;
let logs: string[];

beforeEach(async () => {
  stack = await ReleaseStack.start();
  logs = [];
  jest.spyOn(console, 'log').mockImplementation((line) => { logs.push(line); });
});

afterEach(async () => {
  await stack.stop();
  jest.restoreAllMocks();
});

const next = (name = 'second') => stack.deployment(fingerprint(name));

/** A stage that serves a first deployment. */
async function first(properties = {}, variables = {}): Promise<string> {
  const id = next('first');
  await stack.deploy(id, properties, variables);
  return id;
}

/** Operations of the UpdateStage calls since a number of calls. */
const patches = (since: number) => stack.plane.calls.slice(since).filter(({ operation }) => operation === 'UpdateStage')
  .map(({ input }) => input.patchOperations.map(({ op, path, value }: Record<string, string>) => [op, path, ...(value === undefined ? [] : [value])].join(' ')));

const writes = () => stack.plane.calls.filter(({ method }) => method !== 'GET').length;
const BAKE = { Release: { BakeSeconds: '900' }, Alarms: ['Orders5xxRate'] };

describe('an update', () => {
  test('the first deployment of a stage is live at once', async () => {
    const id = next('first');
    const { base, canary } = await stack.deploy(id);
    expect(base).toEqual({ PhysicalResourceId: `${stack.restApiId}/prod/base`, Phase: 'done', Data: { DeploymentId: id } });
    expect(canary).toEqual({ PhysicalResourceId: `${stack.restApiId}/prod/canary`, Phase: 'done' });
    expect(stack.serving).toEqual({ base: { deploymentId: id, variables: {} } });
  });

  test('a changed API becomes a canary, and the base stays live', async () => {
    const base = await first();
    const id = next();
    const before = stack.plane.calls.length;
    const result = await stack.deploy(id, { Release: { Overrides: { ALIAS: 'green' }, UseStageCache: 'true' }, Variables: { ALIAS: 'blue' } });
    expect(result.base.Data).toEqual({ 'DeploymentId': base, 'Variable.ALIAS': 'blue' });
    expect(patches(before)[1]).toEqual([
      `replace /canarySettings/deploymentId ${id}`,
      'replace /canarySettings/stageVariableOverrides/ALIAS green',
      'replace /canarySettings/useStageCache true',
      'replace /canarySettings/percentTraffic 10',
    ]);
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: { ALIAS: 'blue' } }, canary: { deploymentId: id, percent: 10, variables: { ALIAS: 'green' } } });
    expect(stack.record(id)).toEqual({ canary: 10 });
  });

  test('a canary that runs stays, and a changed percentage is applied to it', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id);
    await stack.deploy(id, { Variables: {} });
    expect(stack.serving.canary).toMatchObject({ deploymentId: id, percent: 10 });
    const before = stack.plane.calls.length;
    await stack.deploy(id, { Release: { PercentTraffic: '50' } });
    expect(patches(before)[1]).toEqual(['replace /canarySettings/percentTraffic 50']);
    expect(stack.serving).toMatchObject({ base: { deploymentId: base }, canary: { deploymentId: id, percent: 50 } });
    expect(stack.record(id)).toEqual({ canary: 10 }); // what a rollback puts back
    await stack.deploy(id, { Release: { PercentTraffic: '50' }, Variables: {} });
    expect(stack.record(id)).toEqual({ canary: 50 });
  });

  test('a percentage that was changed by hand stays', async () => {
    await first();
    const id = next();
    await stack.deploy(id);
    stack.patch(['replace', '/canarySettings/percentTraffic', '30']);
    await stack.deploy(id, { Variables: { OTHER: 'x' } });
    expect(stack.serving.canary).toMatchObject({ percent: 30 });
    expect(stack.record(id)).toEqual({ canary: 30 });
  });

  test('to drop an override, the canary is removed and set anew', async () => {
    await first();
    const id = next();
    await stack.deploy(id, { Release: { Overrides: { ALIAS: 'green', FLAG: 'on' } }, Variables: { ALIAS: 'blue', FLAG: 'off' } });
    const before = stack.plane.calls.length;
    await stack.deploy(id, { Release: { Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'blue' } });
    expect(patches(before).slice(1)).toEqual([['remove /canarySettings'], [
      `replace /canarySettings/deploymentId ${id}`, 'replace /canarySettings/stageVariableOverrides/ALIAS green', 'replace /canarySettings/percentTraffic 10',
    ]]);
  });

  test('the next change replaces a canary', async () => {
    const base = await first();
    const second = next();
    await stack.deploy(second);
    const third = next('third');
    await stack.deploy(third);
    expect(stack.serving).toMatchObject({ base: { deploymentId: base }, canary: { deploymentId: third } });
    await stack.deploy(third, { Variables: {} });
    expect(stack.record(second)).toEqual({ stopped: 'replaced' });
  });

  test('the code of what is live ends a canary', async () => {
    const base = await first();
    await stack.deploy(next());
    await stack.deploy(base);
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
  });

  test('a canary that was promoted by hand is agreed with', async () => {
    await first();
    const id = next();
    await stack.deploy(id);
    stack.patch(['replace', '/deploymentId', id], ['remove', '/canarySettings']);
    const { base } = await stack.deploy(id, { Variables: {} });
    expect(base.Data).toEqual({ DeploymentId: id });
    expect(stack.serving).toEqual({ base: { deploymentId: id, variables: {} } });
    expect(stack.record(id)).toEqual({ live: expect.any(Number), request: expect.any(String) });
  });

  test('a canary that was removed by hand stays away', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id);
    stack.patch(['remove', '/canarySettings']);
    await stack.deploy(id, { Variables: {} });
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
    expect(stack.record(id)).toEqual({ stopped: 'removed' });
  });

  test('what was rolled back by hand stays so, and the next change is a canary on it', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id);
    stack.patch(['replace', '/deploymentId', id], ['remove', '/canarySettings']);
    await stack.deploy(id, { Variables: {} });
    stack.patch(['replace', '/deploymentId', base]);
    await stack.deploy(id, { Variables: { OTHER: 'x' } });
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
    const third = next('third');
    await stack.deploy(third);
    expect(stack.serving).toMatchObject({ base: { deploymentId: base }, canary: { deploymentId: third } });
  });

  test('going back to code that was live is at once, with the variables that it had', async () => {
    const release = { Release: { Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'blue' } };
    const base = await first(release);
    const id = next();
    await stack.deploy(id, release);
    stack.patch(['replace', '/deploymentId', id], ['replace', '/variables/ALIAS', 'green'], ['remove', '/canarySettings']);
    await stack.deploy(id, { ...release, Keep: '9' } as object);
    expect(stack.serving.base).toEqual({ deploymentId: id, variables: { ALIAS: 'green' } });
    const back = next('first');
    await stack.deploy(back, release);
    expect(stack.serving).toEqual({ base: { deploymentId: back, variables: { ALIAS: 'blue' } } });
    expect(stack.record(back)).toMatchObject({ from: id });
    expect(base).not.toBe(back);
  });

  test('text of a user behind the fingerprint does not hide code that was live', async () => {
    const of = (name: string, text: string) => stack.deployment(`${fingerprint(name)} ${text}`);
    await stack.deploy(of('first', 'of May'));
    const id = of('second', 'of June');
    await stack.deploy(id);
    stack.patch(['replace', '/deploymentId', id], ['remove', '/canarySettings']);
    await stack.deploy(id, { Variables: {} });
    const back = of('first', 'of July');
    await stack.deploy(back);
    expect(stack.serving).toEqual({ base: { deploymentId: back, variables: {} } });
    expect(stack.description(back)).toMatch(`${fingerprint('first')} of July {"prod":`);
  });

  test('a stale deployment that CloudFormation puts is repaired', async () => {
    const base = await first();
    const id = next();
    const properties = stack.properties(id);
    const old = stack.properties(base);
    await stack.onEvent(stack.event('Update', 'base', properties, old));
    stack.patch(['replace', '/deploymentId', next('stale')]);
    await stack.onEvent(stack.event('Update', 'canary', properties, old));
    expect(stack.serving).toMatchObject({ base: { deploymentId: base }, canary: { deploymentId: id } });
  });

  test('a value of the template that changes is taken', async () => {
    const base = await first({ Release: { Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'blue' } });
    const { base: answer } = await stack.deploy(base, { Release: { Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'red' } });
    expect(answer.Data).toEqual({ 'DeploymentId': base, 'Variable.ALIAS': 'red' });
    expect(stack.serving.base.variables).toEqual({ ALIAS: 'red' });
  });

  test('fails on a candidate that was deleted, and says what to do', async () => {
    const base = await first();
    await expect(stack.deploy('gone12')).rejects.toThrow('deployment gone12 of prod does not exist any more: change the API, so that CloudFormation makes a new one');
    expect(stack.serving.base.deploymentId).toBe(base);
  });

  test('an event that is repeated changes nothing', async () => {
    const base = await first();
    const id = next();
    for (const part of ['base', 'canary'] as const) {
      const event = stack.event('Update', part, stack.properties(id), stack.properties(base));
      const answer = await stack.onEvent(event);
      const state = stack.plane.state();
      const before = writes();
      await expect(stack.onEvent(event)).resolves.toEqual(answer);
      expect(stack.plane.state()).toEqual(state);
      expect(writes()).toBe(before);
    }
  });

  test('stages of one API that write to one description at the same time lose nothing', async () => {
    const id = next('first');
    for (const stageName of ['prod', 'test']) stack.plane.call('CreateStage', { restApiId: stack.restApiId, stageName, deploymentId: id });
    const events = ['prod', 'test'].map((StageName) => stack.event('Create', 'base', stack.properties(id, { StageName })));
    await Promise.all(events.map((event) => stack.onEvent(event)));
    expect([stack.record(id, 'prod'), stack.record(id, 'test')]).toEqual([{ live: expect.any(Number), request: 'request-1' }, { live: expect.any(Number), request: 'request-2' }]);
  });
});

describe('what has to be kept', () => {
  /** Stages of the API that serve a deployment, with a variable of some length; as releases of theirs have recorded it. */
  const others = (id: string, count: number, length: number) => {
    const records: Record<string, StageRecord> = {};
    for (let index = 0; index < count; index++) {
      const [stageName, variables] = [`other-${index}`, { ALIAS: 'v'.repeat(length) }];
      stack.plane.call('CreateStage', { restApiId: stack.restApiId, stageName, deploymentId: id, variables });
      records[stageName] = { live: stack.time, request: `8c8ecb2a-7a5d-4f1e-9d0a-11111111111${index}`, variables };
    }
    describeAs(id, records);
  };
  const describeAs = (id: string, records: Record<string, StageRecord>) => {
    const { text, records: present } = readDescription(stack.description(id));
    const value = writeDescription({ text, records: { ...present, ...records } }, '', () => true);
    stack.plane.call('UpdateDeployment', { restApiId: stack.restApiId, deploymentId: id, patchOperations: [{ op: 'replace', path: '/description', value }] });
  };

  test('of other stages stays, whatever this one writes', async () => {
    const id = next('first');
    others(id, 5, 40);
    await stack.deploy(id, { Release: { Overrides: { ALIAS: 'green'.repeat(10) } }, Variables: { ALIAS: 'blue'.repeat(10) } });
    for (let index = 0; index < 5; index++) expect(stack.record(id, `other-${index}`)?.variables).toEqual({ ALIAS: 'v'.repeat(40) });
    expect(stack.record(id)?.variables).toEqual({ ALIAS: 'blue'.repeat(10) });
  });

  test('of a stage that serves another deployment by now goes first', async () => {
    const id = next('first');
    others(id, 5, 120);
    describeAs(next('second'), { 'other-3': { live: stack.time + 1 } });
    await stack.deploy(id, { Release: { Overrides: { ALIAS: 'green'.repeat(10) } }, Variables: { ALIAS: 'blue'.repeat(10) } });
    expect([0, 1, 2, 3, 4].filter((index) => !stack.record(id, `other-${index}`)?.variables)).toEqual([3]);
    expect(stack.record(id)?.variables).toEqual({ ALIAS: 'blue'.repeat(10) });
  });

  test('of a stage that came from it stays, and so does that of its canary', async () => {
    const id = next('first');
    others(id, 5, 120);
    describeAs(next('second'), { 'other-3': { live: stack.time + 1, from: id } });
    await expect(stack.deploy(id, { Release: { Overrides: { ALIAS: 'green'.repeat(10) } }, Variables: { ALIAS: 'blue'.repeat(10) } })).rejects.toThrow('does not fit');
    expect(stack.record(id, 'other-3')?.variables).toEqual({ ALIAS: 'v'.repeat(120) });
  });

  test('after a promotion and does not fit fails before the canary starts', async () => {
    const base = await first(BAKE);
    stack.cloudWatch.setAlarm('Orders5xxRate', 'OK');
    const properties = { ...BAKE, Release: { BakeSeconds: '900', Overrides: { ALIAS: 'green'.repeat(200) } }, Variables: { ALIAS: 'blue' } };
    await expect(stack.deploy(next(), properties)).rejects.toThrow(
      /^what releases remember of prod does not fit into the description of deployment \w+, which takes 1,024 characters: override fewer variables, or shorten their values$/);
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: { ALIAS: 'blue' } } });
    await stack.rollBack();
    expect(stack.serving.base.deploymentId).toBe(base);
  });

  test('is what is live, even where variables do not fit', async () => {
    const names = Array.from({ length: 4 }, (_, index) => `NAME${index}`);
    const properties = {
      Release: { Overrides: Object.fromEntries(names.map((name) => [name, 'green'])) },
      Variables: Object.fromEntries(names.map((name) => [name, 'blue'])),
    };
    await first(properties);
    const byHand = next();
    stack.patch(['replace', '/deploymentId', byHand], ...names.map((name): ['replace', string, string] => ['replace', `/variables/${name}`, 'x'.repeat(300)]));
    await expect(stack.deploy(next('third'), properties)).rejects.toThrow('does not fit into the description');
    const { base } = stack.serving;
    await stack.rollBack();
    expect(stack.serving).toEqual({ base });
    expect(base).toMatchObject({ deploymentId: byHand, variables: { NAME0: 'x'.repeat(300) } });
  });
});

describe('an answer', () => {
  test('that CloudFormation would refuse for its size is not begun', async () => {
    const base = await first();
    const names = Array.from({ length: 9 }, (_, index) => `NAME${index}`);
    const all = (value: string) => Object.fromEntries(names.map((name) => [name, value.repeat(512)]));
    const message = /^the variables that are overridden on prod make an answer to CloudFormation of [45],\d{3} bytes, and it takes 4,096: override fewer variables, or shorten their values$/;
    const before = writes();
    await expect(stack.deploy(next(), { Release: { Overrides: all('a') }, Variables: all('') })).rejects.toThrow(message);
    await expect(stack.deploy(next('third'), { Release: { Overrides: all('') }, Variables: all('b') })).rejects.toThrow(message);
    expect(writes() - before).toBe(2); // the deployments
    expect(stack.serving.base.deploymentId).toBe(base);
  });
});

describe('a pin', () => {
  test('puts a deployment live at once, ends a canary, and is not a candidate of anything', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id);
    const { base: answer } = await stack.deploy(id, { Release: { Pinned: id } });
    expect(answer.Data).toEqual({ DeploymentId: id });
    expect(stack.serving).toEqual({ base: { deploymentId: id, variables: {} } });
    expect(stack.record(id)).toMatchObject({ from: base });
    await stack.deploy(id, { Release: { Pinned: base } });
    expect(stack.serving.base.deploymentId).toBe(base);
  });

  test('that goes switches to what has been live', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id, { Release: { Pinned: id } });
    await stack.deploy(id, { Release: { Pinned: base } });
    await stack.deploy(id);
    expect(stack.serving).toEqual({ base: { deploymentId: id, variables: {} } });
  });

  test('that fails leaves the canary that ran', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id);
    await stack.deploy(id, { Release: { Pinned: id } });
    await stack.rollBack();
    expect(stack.serving).toMatchObject({ base: { deploymentId: base }, canary: { deploymentId: id, percent: 10 } });
  });

  test('fails on a deployment that is not there, before anything is touched', async () => {
    const base = await first();
    await expect(stack.deploy(next(), { Release: { Pinned: 'abc123' } })).rejects.toThrow(new Error(
      `stage prod is pinned to deployment abc123, which API ${stack.restApiId} does not have: write one of those that \`gatehouse history\` lists`));
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
  });
});

describe('a bake', () => {
  async function baking(properties: object = BAKE) {
    const base = await first(properties);
    stack.cloudWatch.setAlarm('Orders5xxRate', 'OK');
    const id = next();
    const { canary } = await stack.deploy(id, properties, {});
    return { base, id, canary };
  }

  test('a calm one ends with the candidate live and its overrides as variables', async () => {
    const properties = { ...BAKE, Release: { BakeSeconds: '900', Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'blue' } };
    const { base, id, canary } = await baking(properties);
    expect(canary).toMatchObject({ Phase: 'bake', Bake: { Base: base, Since: expect.stringMatching(/^2026-01-01T.*Z$/) } });
    await expect(stack.isComplete(canary, 60)).resolves.toBe(false);
    await expect(stack.isComplete(canary, 800)).resolves.toBe(false);
    const before = stack.plane.calls.length;
    await expect(stack.isComplete(canary, 60)).resolves.toBe(true);
    expect(patches(before)).toEqual([[`replace /deploymentId ${id}`, 'replace /variables/ALIAS green', 'remove /canarySettings']]);
    expect(stack.serving).toEqual({ base: { deploymentId: id, variables: { ALIAS: 'green' } } });
    expect(stack.record(id)).toEqual({ live: expect.any(Number), from: base, canary: 10, variables: { ALIAS: 'green' } });
    const count = writes();
    await expect(stack.isComplete(canary, 60)).resolves.toBe(true);
    expect(writes()).toBe(count);
  });

  test('fails on an alarm, with the base live', async () => {
    const { base, id, canary } = await baking();
    stack.cloudWatch.setAlarm('Orders5xxRate', 'ALARM');
    await expect(stack.isComplete(canary, 250)).rejects.toThrow(
      new Error(`canary of prod stopped: alarm Orders5xxRate went to ALARM after 4 min; prod still serves deployment ${base}`));
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
    expect(stack.record(id)).toEqual({ stopped: 'alarm Orders5xxRate went to ALARM after 4 min' });
  });

  test('fails on a composite alarm, too', async () => {
    const { canary } = await baking({ ...BAKE, Alarms: ['Orders5xxRate', 'Whole'] }).catch((error) => ({ canary: error }));
    expect(String(canary)).toMatch(/^Error: canary of prod not started: alarm Whole does not exist; prod still serves deployment \w+$/);
    stack.cloudWatch.setAlarm('Whole', 'ALARM', { type: 'CompositeAlarm' });
    await expect(stack.deploy(next('third'), { ...BAKE, Alarms: ['Orders5xxRate', 'Whole'] })).rejects.toThrow('alarm Whole is in ALARM already');
  });

  test.each<[string, readonly string[], string]>([
    ['a composite alarm', ['Orders5xxRate', 'Whole'], 'alarm Whole is no metric alarm, and the release may not ask for composite ones: it does not exist, or cloudwatch:DescribeAlarms on * is missing'],
    ['an alarm', ['Orders5xxRate'], 'alarm Whole may not be asked for: User: arn:aws:sts::111111111111:assumed-role/caller/session is not authorized to perform: cloudwatch:DescribeAlarms'],
  ])('tells that it may not ask for %s from one that does not exist', async (_, allowed, message) => {
    const base = await first(BAKE);
    for (const name of ['Orders5xxRate', 'Whole']) stack.cloudWatch.setAlarm(name, 'OK', { type: name === 'Whole' ? 'CompositeAlarm' : 'MetricAlarm' });
    stack.cloudWatch.policy = allowed.map((name) => ({ Action: 'cloudwatch:DescribeAlarms', Resource: `arn:*:cloudwatch:*:*:alarm:${name}` }));
    await expect(stack.deploy(next(), { ...BAKE, Alarms: ['Orders5xxRate', 'Whole'] })).rejects.toThrow(`canary of prod not started: ${message}`);
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
  });

  test('that may no longer ask for an alarm stops', async () => {
    const { base, id, canary } = await baking();
    stack.cloudWatch.policy = [];
    await expect(stack.isComplete(canary, 250)).rejects.toThrow(/^canary of prod stopped: alarm Orders5xxRate may not be asked for: User: .*; prod still serves deployment \w+$/);
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
    expect(stack.record(id)?.stopped).toMatch(/^alarm Orders5xxRate may not be asked for/);
  });

  test('fails on an alarm that is gone', async () => {
    const { base, canary } = await baking();
    stack.cloudWatch.deleteAlarm('Orders5xxRate');
    await expect(stack.isComplete(canary, 30)).rejects.toThrow(
      new Error(`canary of prod stopped: alarm Orders5xxRate was gone after 30 s; prod still serves deployment ${base}`));
  });

  test('does not start while an alarm is in ALARM, and changes nothing', async () => {
    const base = await first(BAKE);
    stack.cloudWatch.setAlarm('Orders5xxRate', 'ALARM');
    await expect(stack.deploy(next(), BAKE)).rejects.toThrow(
      new Error(`canary of prod not started: alarm Orders5xxRate is in ALARM already; prod still serves deployment ${base}`));
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
  });

  test('fails on fewer requests than the minimum', async () => {
    const properties = { ...BAKE, Release: { BakeSeconds: '900', MinimumRequests: '100' }, CanaryRequests: { Namespace: 'Shop', MetricName: 'CanaryCount', Dimensions: [{ Name: 'Stage', Value: 'prod' }] } };
    const { base, canary } = await baking(properties);
    stack.cloudWatch.metrics = ({ namespace, metricName, dimensions, stat, period, start }) => {
      expect({ namespace, metricName, dimensions, stat, period }).toEqual({ namespace: 'Shop', metricName: 'CanaryCount', dimensions: { Stage: 'prod' }, stat: 'Sum', period: 60 });
      return [{ time: start, value: 2 }, { time: start + 60_000, value: 1 }];
    };
    await expect(stack.isComplete(canary, 901)).rejects.toThrow(
      new Error(`canary of prod stopped: it had 3 requests in 15 min, fewer than the minimum of 100; prod still serves deployment ${base}`));
    expect(stack.serving.canary).toBeUndefined();
  });

  test('enough requests let it pass', async () => {
    const { id, canary } = await baking({ ...BAKE, Release: { BakeSeconds: '900', MinimumRequests: '100' }, CanaryRequests: { Namespace: 'Shop', MetricName: 'CanaryCount' } });
    stack.cloudWatch.metrics = ({ start }) => [{ time: start, value: 100 }];
    await expect(stack.isComplete(canary, 901)).resolves.toBe(true);
    expect(stack.serving.base.deploymentId).toBe(id);
  });

  test('fails if somebody removes the canary', async () => {
    const { base, id, canary } = await baking();
    stack.patch(['remove', '/canarySettings']);
    await expect(stack.isComplete(canary, 250)).rejects.toThrow(new Error(`canary of prod was removed by hand after 4 min; prod still serves deployment ${base}`));
    expect(stack.record(id)).toEqual({ stopped: 'removed' });
  });

  test('says what somebody has put live', async () => {
    const { canary } = await baking();
    const other = next('third');
    stack.patch(['replace', '/deploymentId', other], ['remove', '/canarySettings']);
    await expect(stack.isComplete(canary, 250)).rejects.toThrow(new Error(`canary of prod was removed by hand after 4 min; prod serves deployment ${other} now`));
  });

  test('is not promoted over what somebody has put live, nor by the rollback', async () => {
    const { id, canary } = await baking();
    const other = next('third');
    stack.patch(['replace', '/deploymentId', other]);
    await expect(stack.isComplete(canary, 1_000)).rejects.toThrow(new Error(
      `canary of prod stopped: deployment ${other} was put live by hand within 16 min; prod still serves deployment ${other}`));
    expect(stack.serving).toEqual({ base: { deploymentId: other, variables: {} } });
    expect(stack.record(id)?.stopped).toBe(`deployment ${other} was put live by hand within 16 min`);
    await stack.rollBack();
    expect(stack.serving).toEqual({ base: { deploymentId: other, variables: {} } });
  });

  test('of a canary that somebody has put at 0 % fails', async () => {
    const { base, canary } = await baking();
    stack.patch(['replace', '/canarySettings/percentTraffic', '0']);
    await expect(stack.isComplete(canary, 250)).rejects.toThrow(new Error(
      `canary of prod stopped: it was put at 0 % by hand within 4 min; prod still serves deployment ${base}`));
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
  });

  test('of a canary in whose place somebody has put another fails, and leaves that one alone', async () => {
    const { base, id, canary } = await baking();
    const other = next('third');
    stack.patch(['remove', '/canarySettings'], ['replace', '/canarySettings/deploymentId', other], ['replace', '/canarySettings/percentTraffic', '5']);
    await expect(stack.isComplete(canary, 250)).rejects.toThrow(new Error(
      `canary of prod was replaced by hand within 4 min, by one of deployment ${other}; prod still serves deployment ${base}`));
    expect(stack.record(id)).toEqual({ stopped: 'replaced' });
    await stack.rollBack();
    expect(stack.serving).toMatchObject({ base: { deploymentId: base }, canary: { deploymentId: other, percent: 5 } });
  });

  test('is over when somebody promotes', async () => {
    const { base, id, canary } = await baking();
    stack.patch(['replace', '/deploymentId', id], ['remove', '/canarySettings']);
    await expect(stack.isComplete(canary, 60)).resolves.toBe(true);
    expect(stack.record(id)).toMatchObject({ live: expect.any(Number), from: base });
  });

  test('does not promote while CloudFormation rolls back', async () => {
    const { id, canary } = await baking();
    stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await expect(stack.isComplete(canary, 2_000)).rejects.toThrow('canary of prod ended: CloudFormation rolls the stack back');
    expect(stack.serving.base.deploymentId).not.toBe(id);
  });

  test('fails if the stage is gone', async () => {
    const { canary } = await baking();
    stack.plane.call('DeleteStage', { restApiId: stack.restApiId, stageName: STAGE });
    await expect(stack.isComplete(canary, 250)).rejects.toThrow('canary of prod ended: the stage was deleted after 4 min');
  });

  test('what does not bake is complete', async () => {
    const base = await first();
    const { canary } = await stack.deploy(base, { Variables: {} });
    await expect(stack.isComplete(canary)).resolves.toBe(true);
  });
});

describe('a rollback', () => {
  test('after a promotion ends on what was live before', async () => {
    const properties = { ...BAKE, Release: { BakeSeconds: '900', Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'blue' } };
    const base = await first(properties);
    stack.cloudWatch.setAlarm('Orders5xxRate', 'OK');
    const id = next();
    const { canary } = await stack.deploy(id, properties);
    await stack.isComplete(canary, 901);
    expect(stack.serving.base).toEqual({ deploymentId: id, variables: { ALIAS: 'green' } });
    await stack.rollBack();
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: { ALIAS: 'blue' } } });
    expect(stack.record(base)).not.toHaveProperty('from');
    await stack.onStatus('UPDATE_ROLLBACK_COMPLETE', stack.time + 5_000);
    expect(stack.serving.base.deploymentId).toBe(base);
  });

  test('is written down by the base, so that the rule knows what is right if nobody calls the canary', async () => {
    const base = await first(BAKE);
    stack.cloudWatch.setAlarm('Orders5xxRate', 'OK');
    const id = next();
    await stack.isComplete((await stack.deploy(id, BAKE)).canary, 901);
    stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await stack.onEvent(stack.event('Update', 'base', stack.properties(base, BAKE), stack.properties(id, BAKE)));
    expect(stack.record(base)!.live).toBeGreaterThan(stack.record(id)!.live!);
    expect(stack.record(base)).not.toHaveProperty('from');
    await stack.onStatus('UPDATE_ROLLBACK_COMPLETE', stack.time + 5_000);
    expect(stack.serving.base.deploymentId).toBe(base);
  });

  test('ends the canary of what failed', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id);
    await stack.rollBack();
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
    expect(stack.record(id)).toEqual({ stopped: 'rolled back' });
  });

  test('brings back the canary that ran before', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id, { Release: { Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'blue' } });
    await stack.deploy(next('third'), { Release: { PercentTraffic: '50' } });
    await stack.rollBack();
    expect(stack.serving).toMatchObject({ base: { deploymentId: base }, canary: { deploymentId: id, percent: 10, variables: { ALIAS: 'green' } } });
  });

  test('of a switch ends on what was live before', async () => {
    await first();
    const id = next();
    await stack.deploy(id);
    stack.patch(['replace', '/deploymentId', id], ['remove', '/canarySettings']);
    await stack.deploy(id, { Variables: {} });
    await stack.deploy(next('first'));
    await stack.rollBack();
    expect(stack.serving).toEqual({ base: { deploymentId: id, variables: {} } });
  });

  test('repeated changes nothing', async () => {
    await first();
    await stack.deploy(next());
    await stack.rollBack();
    const state = stack.plane.state();
    const event = stack.event('Update', 'canary', stack.properties(state.apis[stack.restApiId].stages.prod.deploymentId), stack.properties(stack.deploymentIds[1]));
    stack.status = 'UPDATE_ROLLBACK_IN_PROGRESS';
    await stack.onEvent(event);
    expect(stack.plane.state()).toEqual(state);
  });
});

describe('a deletion', () => {
  test.each(['base', 'canary'] as const)('ends a canary, and leaves the stage (%s)', async (part) => {
    const base = await first();
    const id = next();
    await stack.deploy(id);
    await expect(stack.onEvent(stack.event('Delete', part, stack.properties(id)))).resolves.toEqual({ PhysicalResourceId: `${stack.restApiId}/prod/${part}`, Phase: 'done' });
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
  });

  test.each(['base', 'canary'] as const)('in a rollback puts back what was live (%s)', async (part) => {
    const base = await first();
    const id = next('first again');
    const event = stack.event('Create', 'base', stack.properties(id));
    await stack.onEvent(event);
    stack.patch(['replace', '/canarySettings/deploymentId', id], ['replace', '/deploymentId', id]);
    stack.status = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    await stack.onEvent(stack.event('Delete', part, stack.properties(id)));
    expect(stack.serving).toEqual({ base: { deploymentId: base, variables: {} } });
  });

  test('of a stage or an API that is gone is fine', async () => {
    const base = await first();
    stack.plane.call('DeleteStage', { restApiId: stack.restApiId, stageName: STAGE });
    await expect(stack.onEvent(stack.event('Delete', 'canary', stack.properties(base)))).resolves.toMatchObject({ Phase: 'done' });
    await expect(stack.onEvent(stack.event('Delete', 'canary', stack.properties(base, { RestApiId: 'gone' })))).resolves.toMatchObject({ Phase: 'done' });
  });
});

describe('the status of the stack', () => {
  test('when an operation begins, what is live is recorded', async () => {
    const base = await first();
    const id = next();
    stack.patch(['replace', '/deploymentId', id]);
    await stack.onStatus('UPDATE_IN_PROGRESS', stack.time + 10_000);
    expect(stack.record(id)!.live).toBeGreaterThan(stack.record(base)!.live!);
  });

  test('a beginning that is told too late is not recorded', async () => {
    const id = await first().then(() => next());
    const at = stack.time;
    stack.patch(['replace', '/deploymentId', id]);
    await stack.onStatus('UPDATE_IN_PROGRESS', at);
    expect(stack.record(id)).toBeUndefined();
  });

  test('after a rollback, a stale deployment is repaired', async () => {
    const base = await first();
    const id = next();
    await stack.deploy(id);
    stack.patch(['replace', '/deploymentId', id], ['remove', '/canarySettings']);
    await stack.deploy(id, { Variables: {} });
    stack.patch(['replace', '/deploymentId', base]); // what CloudFormation believes
    await stack.onStatus('UPDATE_ROLLBACK_COMPLETE', stack.time + 10_000);
    expect(stack.serving.base.deploymentId).toBe(id);
  });

  test.each(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'])('%s leaves what is live if the operation before succeeded', async (status) => {
    await first();
    const id = next();
    await stack.deploy(id);
    await stack.deploy(next('first'));
    const served = stack.serving;
    await stack.onStatus(status, stack.time + 10_000);
    expect(stack.serving).toEqual(served);
  });

  test('after success there is no way back', async () => {
    const base = await first();
    stack.patch(['replace', '/deploymentId', next()]);
    const again = next('first');
    await stack.deploy(again);
    expect(stack.record(again)).toHaveProperty('from');
    await stack.onStatus('UPDATE_COMPLETE', stack.time - 100_000);
    expect(stack.record(again)).toHaveProperty('from');
    await stack.onStatus('UPDATE_COMPLETE', stack.time + 10_000);
    expect(stack.record(again)).not.toHaveProperty('from');
    expect(base).not.toBe(again);
  });

  describe('and variables:', () => {
    const OVERRIDES = { Release: { Overrides: { ALIAS: 'green' } }, Variables: { ALIAS: 'blue' } };
    const own = (ALIAS: string) => ({ ...OVERRIDES, Variables: { ALIAS } });

    /** A stage on which the code has changed a value, and nothing of the API. */
    async function changed(): Promise<string> {
      const id = await first(OVERRIDES);
      await stack.deploy(id, own('red'));
      return id;
    }

    test('after a rollback, a value that is stale is repaired where the deployment is right', async () => {
      const id = await changed();
      await stack.onStatus('UPDATE_COMPLETE', stack.time + 10_000);
      stack.time += 60_000;
      stack.patch(['replace', '/variables/ALIAS', 'blue']); // what CloudFormation believes
      await stack.onStatus('UPDATE_ROLLBACK_COMPLETE', stack.time + 10_000);
      expect(stack.serving.base).toEqual({ deploymentId: id, variables: { ALIAS: 'red' } });
    });

    test('nothing is repaired after a rollback if somebody has changed the stage since', async () => {
      await changed();
      await stack.onStatus('UPDATE_COMPLETE', stack.time + 10_000);
      const at = stack.time += 60_000;
      stack.time += 10_000;
      stack.patch(['replace', '/variables/ALIAS', 'yellow']);
      await stack.onStatus('UPDATE_ROLLBACK_COMPLETE', at);
      expect(stack.serving.base.variables).toEqual({ ALIAS: 'yellow' });
    });

    test('a record whose values an operation has changed says so until the end of the operation is told', async () => {
      const id = await changed();
      expect(stack.record(id)).toMatchObject({ from: id, variables: { ALIAS: 'blue' } });
      await stack.onStatus('UPDATE_COMPLETE', stack.time + 10_000);
      expect(stack.record(id)).toMatchObject({ variables: { ALIAS: 'red' } });
      expect(stack.record(id)).not.toHaveProperty('from');
    });

    test('the end of an operation that is told too late does not tell what they are', async () => {
      const id = await changed();
      const at = stack.time += 10_000;
      stack.time += 10_000;
      stack.patch(['replace', '/variables/ALIAS', 'yellow']);
      await stack.onStatus('UPDATE_COMPLETE', at);
      expect(stack.record(id)).toMatchObject({ from: id, variables: { ALIAS: 'blue' } });
    });

    test.each([true, false])('after an operation whose end was not told, they are left alone (deployment stale: %s)', async (stale) => {
      const id = await changed();
      const other = next('first');
      await stack.deploy(other, own('yellow'));
      expect(stack.record(other)).toMatchObject({ from: id });
      await stack.onStatus('UPDATE_COMPLETE', stack.time + 10_000);
      await stack.deploy(other, own('black'));
      if (stale) stack.patch(['replace', '/deploymentId', id]);
      await stack.onStatus('UPDATE_ROLLBACK_COMPLETE', stack.time + 10_000);
      expect(stack.serving.base).toEqual({ deploymentId: other, variables: { ALIAS: 'black' } });
    });

    test('that an operation has changed come back when it is rolled back', async () => {
      const id = await changed();
      await stack.rollBack();
      expect(stack.serving.base).toEqual({ deploymentId: id, variables: { ALIAS: 'blue' } });
      expect(stack.record(id)).not.toHaveProperty('from');
    });

    test('are noted of a stage whose canary starts or is kept in the operation that changes them', async () => {
      const id = await first(OVERRIDES);
      const candidate = next();
      await stack.deploy(candidate, own('red'));
      expect(stack.record(id)).toMatchObject({ from: id, variables: { ALIAS: 'blue' } });
      await stack.onStatus('UPDATE_COMPLETE', stack.time + 10_000);
      await stack.deploy(candidate, own('yellow'));
      expect(stack.record(id)).toMatchObject({ from: id, variables: { ALIAS: 'red' } });
    });
  });

  test('an API that is gone, and other statuses, are fine', async () => {
    await first();
    await stack.onStatus('CREATE_COMPLETE', stack.time + 1_000);
    stack.plane.call('DeleteStage', { restApiId: stack.restApiId, stageName: STAGE });
    await stack.onStatus('UPDATE_IN_PROGRESS', stack.time + 1_000);
  });
});

describe('old deployments', () => {
  test('the newest stay, and those that are served or may be put back', async () => {
    const properties = { Release: { Keep: '2' } };
    const base = await first(properties);
    const foreign = stack.deployment('by hand');
    const other = stack.deployment(`Other${'0'.repeat(32)}`);
    const old = ['a', 'b', 'c'].map(next);
    const tested = next('tested');
    stack.plane.call('CreateStage', { restApiId: stack.restApiId, stageName: 'test', deploymentId: tested });
    const unused = next('unused');
    const id = next();
    await stack.deploy(id, properties);
    expect(new Set(stack.deploymentIds)).toEqual(new Set([base, foreign, other, tested, unused, id]));
    expect(stack.deploymentIds).not.toEqual(expect.arrayContaining(old));
  });

  test('those that a stage or a canary uses are not even asked to be deleted', async () => {
    const properties = { Release: { Keep: '2' } };
    await first(properties);
    const [served, tried, old] = ['a', 'b', 'c'].map(next);
    stack.plane.call('CreateStage', { restApiId: stack.restApiId, stageName: 'test', deploymentId: served, canarySettings: { deploymentId: tried, percentTraffic: 5 } });
    next('unused');
    await stack.deploy(next(), properties);
    expect(stack.plane.calls.filter(({ operation }) => operation === 'DeleteDeployment').map(({ path, error }) => [path.split('/').at(-1), error])).toEqual([[old, undefined]]);
  });

  test('text behind the fingerprint does not keep them', async () => {
    const properties = { Release: { Keep: '2' } };
    await first(properties);
    const old = ['a', 'b', 'c'].map((name) => stack.deployment(`${fingerprint(name)} of May`));
    await stack.deploy(stack.deployment(`${fingerprint('second')} of June`), properties);
    expect(stack.deploymentIds.filter((id) => old.includes(id))).toEqual([old[2]]);
  });

  test.each(['3', undefined])('as many stay as the stage of the API that keeps most says (%s)', async (Keep) => {
    const live = next('first');
    stack.plane.call('CreateStage', { restApiId: stack.restApiId, stageName: 'test', deploymentId: live });
    await stack.onEvent(stack.event('Create', 'base', stack.properties(live, { StageName: 'test', Release: { Keep } })));
    await stack.deploy(live, { Release: { Keep: '2' } });
    Array.from({ length: 12 }, (_, index) => next(`number ${index}`));
    await stack.deploy(next(), { Release: { Keep: '2' } });
    expect(stack.deploymentIds).toHaveLength(1 + Number(Keep ?? 10));
  });

  test('a stage that is gone keeps none', async () => {
    const live = next('first');
    stack.plane.call('CreateStage', { restApiId: stack.restApiId, stageName: 'test', deploymentId: live });
    await stack.onEvent(stack.event('Create', 'base', stack.properties(live, { StageName: 'test' })));
    stack.plane.call('DeleteStage', { restApiId: stack.restApiId, stageName: 'test' });
    await stack.deploy(live, { Release: { Keep: '2' } });
    Array.from({ length: 12 }, (_, index) => next(`number ${index}`));
    await stack.deploy(next(), { Release: { Keep: '2' } });
    expect(stack.deploymentIds).toHaveLength(3);
  });

  test('one that cannot be deleted is no error', async () => {
    const properties = { Release: { Keep: '2' } };
    await first(properties);
    for (const name of ['a', 'b', 'c']) next(name);
    stack.plane.faults = ({ operation }) => (operation === 'DeleteDeployment' ? 'error' : undefined);
    await stack.deploy(next(), properties);
    expect(logs.some((line) => line.includes('notPruned'))).toBe(true);
  });
});

test('logs are lines of JSON that hold no value of a variable', async () => {
  const properties = { Release: { Overrides: { TOKEN: 'hush-new' } }, Variables: { TOKEN: 'hush-old' } };
  await first(properties, { OTHER: 'hush-other' });
  await stack.deploy(next(), properties, { OTHER: 'hush-other' });
  await stack.rollBack();
  expect(logs.length).toBeGreaterThan(5);
  expect(logs.map((line) => JSON.parse(line).handler)).toEqual(logs.map(() => 'release'));
  expect(logs.join()).not.toContain('hush');
});
