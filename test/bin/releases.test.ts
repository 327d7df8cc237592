import { ControlPlane, onCall } from '../support/api-gateway';
import { CommandLine, RunOptions } from './support/command-line';
import { demo } from './support/demo';
import { fingerprint, ReleaseStack } from '../handlers/support/release-stack';

jest.spyOn(console, 'log').mockImplementation(() => undefined); // of the release function

const OVERRIDES = { Release: { PercentTraffic: '10', Overrides: { table: 'v2' } }, Variables: { table: 'v1' } };

let stack: ReleaseStack;
let line: CommandLine;
let first: string;

beforeEach(async () => {
  stack = await ReleaseStack.start({}, true);
  line = await CommandLine.start(stack.plane);
  first = stack.deployment(fingerprint('first'));
  await deploy(first, {});
});

afterEach(async () => {
  await stack.stop();
  await line.stop();
});

/** An operation of CloudFormation from its beginning to its end. */
async function deploy(candidate: string, properties: object): Promise<void> {
  await stack.deploy(candidate, properties);
  await stack.onStatus('UPDATE_COMPLETE');
  stack.status = 'UPDATE_COMPLETE';
}

async function canary(properties: object = {}): Promise<string> {
  const candidate = stack.deployment(fingerprint('second'));
  await deploy(candidate, properties);
  expect(stack.serving).toMatchObject({ base: { deploymentId: first }, canary: { deploymentId: candidate } });
  return candidate;
}

const run = (args: string, options?: RunOptions) => line.run(`${args} --api ${stack.restApiId}`, options);

describe('promote', () => {
  test('makes the deployment of the canary that of the stage', async () => {
    const candidate = await canary();
    const { json, exitCode } = await run('promote --yes --json');
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ stage: 'prod', live: { id: candidate }, replaced: { id: first }, variables: [] });
    expect(stack.serving).toEqual({ base: { deploymentId: candidate, variables: {} } });
  });

  test('gives the stage the values of variables that the canary had', async () => {
    await canary(OVERRIDES);
    expect((await run('promote --yes --json')).json.variables).toEqual(['table']);
    expect(stack.serving.base.variables).toEqual({ table: 'v2' });
  });

  test('is agreed with by the next deployment', async () => {
    const candidate = await canary(OVERRIDES);
    await run('promote --yes');
    await deploy(candidate, OVERRIDES);
    expect(stack.serving).toEqual({ base: { deploymentId: candidate, variables: { table: 'v2' } } });
  });

  test('stays, if the next deployment is rolled back', async () => {
    const candidate = await canary(OVERRIDES);
    await run('promote --yes');
    await stack.deploy(stack.deployment(fingerprint('third')), OVERRIDES);
    await stack.rollBack();
    await stack.onStatus('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.serving).toEqual({ base: { deploymentId: candidate, variables: { table: 'v2' } } });
  });

  test('ends the bake of a deployment that goes on, well', async () => {
    const candidate = stack.deployment(fingerprint('second'));
    const { canary: baking } = await stack.deploy(candidate, { Release: { PercentTraffic: '10', BakeSeconds: '900' } });
    stackIs('UPDATE_IN_PROGRESS');
    const { questions } = await run('promote', { answer: 'y' });
    expect(questions.join().replace(/\s+/g, ' ')).toContain('Shop is being deployed; if that fails, CloudFormation puts back what was live before');
    expect(await stack.isComplete(baking, 30)).toBe(true);
    expect(stack.serving.base.deploymentId).toBe(candidate);
  });

  test('goes with the rest, if the deployment that goes on is rolled back', async () => {
    const candidate = stack.deployment(fingerprint('second'));
    await stack.deploy(candidate, { Release: { PercentTraffic: '10', BakeSeconds: '900' } });
    stackIs('UPDATE_IN_PROGRESS');
    await run('promote --yes');
    await stack.rollBack();
    expect(stack.serving).toEqual({ base: { deploymentId: first, variables: {} } });
  });

  test('needs a canary', async () => {
    const { err, exitCode } = await run('promote --yes');
    expect(err).toBe(`gatehouse: stage prod has no canary to promote: it serves deployment ${first}\n`);
    expect(exitCode).toBe(4);
  });

  test('says before it asks what the stage will serve', async () => {
    const candidate = await canary(OVERRIDES);
    const { questions } = await run('promote', { answer: 'n' });
    expect(questions).toHaveLength(1);
    expect(questions[0]).toMatch(new RegExp(`^Serves +${first}, .*\nWill serve +${candidate}, .*\nVariables +table: the canary's values\nGo on\\? \\[y/N\\] $`, 'm'));
  });

  test('does nothing, if what was asked about has changed in the meantime', async () => {
    const candidate = await canary();
    const answer = () => {
      stack.patch(['remove', '/canarySettings']);
      return 'y';
    };
    const { err, exitCode } = await run('promote', { answer });
    expect(err).toContain('stage prod has changed in the meantime');
    expect(exitCode).toBe(1);
    expect(stack.serving.base.deploymentId).not.toBe(candidate);
  });

  test('goes on after a throttle', async () => {
    const candidate = await canary();
    stack.plane.faults = onCall(0, 'throttle', 'UpdateStage');
    expect((await run('promote --yes')).exitCode).toBe(0);
    expect(stack.serving.base.deploymentId).toBe(candidate);
    expect(line.waits).not.toEqual([]);
  });
});

describe('abort', () => {
  test('ends the canary, and says why in the history', async () => {
    const candidate = await canary();
    const { json, exitCode } = await run("abort --yes --json --reason 'orders were lost'");
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ live: { id: first }, aborted: { id: candidate }, reason: 'orders were lost' });
    expect(stack.serving).toEqual({ base: { deploymentId: first, variables: {} } });
    expect((await run('history')).out.replace(/\s+/g, ' ')).toContain('prod: canary stopped: orders were lost');
  });

  test('is agreed with by the next deployment', async () => {
    const candidate = await canary();
    await run('abort --yes');
    await deploy(candidate, {});
    expect(stack.serving).toEqual({ base: { deploymentId: first, variables: {} } });
  });

  test('fails the deployment that watches the canary', async () => {
    const candidate = stack.deployment(fingerprint('second'));
    const { canary: baking } = await stack.deploy(candidate, { Release: { PercentTraffic: '10', BakeSeconds: '900' } });
    stackIs('UPDATE_IN_PROGRESS');
    const { questions } = await run('abort', { answer: 'yes' });
    expect(questions.join().replace(/\s+/g, ' ')).toContain('Shop is being deployed; if that watches the canary, it fails and is rolled back');
    await expect(stack.isComplete(baking, 30)).rejects.toThrow(`canary of prod stopped: aborted by command; prod still serves deployment ${first}`);
  });

  test('needs a canary', async () => {
    expect(await run('abort --yes')).toMatchObject({ exitCode: 4, err: `gatehouse: stage prod has no canary to abort: it serves deployment ${first}\n` });
  });
});

describe('rollback', () => {
  const promoted = async () => {
    const candidate = await canary(OVERRIDES);
    await run('promote --yes');
    return candidate;
  };

  test('goes back to what was live before, with its variables', async () => {
    await deploy(first, OVERRIDES);
    const candidate = await promoted();
    const { json, exitCode } = await run('rollback --yes --json');
    expect(exitCode).toBe(0);
    expect(json).toMatchObject({ live: { id: first }, replaced: { id: candidate }, choice: 'was live before', aborted: null, warnings: [] });
    expect(stack.serving).toEqual({ base: { deploymentId: first, variables: { table: 'v1' } } });
  });

  test('is agreed with by the next deployment', async () => {
    const candidate = await promoted();
    await run('rollback --yes');
    await deploy(candidate, OVERRIDES);
    expect(stack.serving.base.deploymentId).toBe(first);
    expect(stack.serving.canary).toBeUndefined();
  });

  test('twice is back where it was', async () => {
    const candidate = await promoted();
    await run('rollback --yes');
    await run('rollback --yes');
    expect(stack.serving.base).toEqual({ deploymentId: candidate, variables: { table: 'v2' } });
  });

  test('goes to the deployment that is named, and ends a canary', async () => {
    const candidate = await promoted();
    const third = stack.deployment(fingerprint('third'));
    await deploy(third, OVERRIDES);
    const { json } = await run(`rollback ${first} --yes --json`);
    expect(json).toMatchObject({ live: { id: first }, replaced: { id: candidate }, choice: 'named', aborted: { id: third } });
    expect(stack.serving.canary).toBeUndefined();
    expect(stack.record(third)).toMatchObject({ stopped: 'rolled back by command' });
  });

  test('wants to know where to, while there is a canary', async () => {
    const candidate = await canary();
    const { err, exitCode } = await run('rollback --yes');
    expect(err).toContain(`the stage has a canary of ${candidate}: "gatehouse abort" ends it`);
    expect(exitCode).toBe(1);
    expect(stack.serving.canary).toBeDefined();
  });

  test('is refused while CloudFormation is at work on the stack', async () => {
    await promoted();
    const before = stack.serving;
    stackIs('UPDATE_IN_PROGRESS');
    const { err, exitCode } = await run('rollback --yes');
    expect(err).toContain('stack Shop is being deployed, and CloudFormation would change the stage again: wait until it is done');
    expect(exitCode).toBe(1);
    expect(stack.serving).toEqual(before);
  });

  test.each(['UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE'])('is done while the stack is in %s', async (status) => {
    await promoted();
    stackIs(status);
    expect((await run('rollback --yes')).exitCode).toBe(0);
    expect(stack.serving.base.deploymentId).toBe(first);
  });

  test('knows what somebody has put live by hand, and goes back to that', async () => {
    await promoted();
    const third = stack.deployment(fingerprint('third'));
    stack.patch(['replace', '/deploymentId', third]);
    await run(`rollback ${first} --yes`);
    const { json } = await run('rollback --yes --json');
    expect(json).toMatchObject({ live: { id: third }, choice: 'was live before' });
  });

  test('goes back from a promotion to what somebody has put live by hand before it', async () => {
    await canary();
    const third = stack.deployment(fingerprint('third'));
    stack.patch(['replace', '/deploymentId', third]);
    stackIs('UPDATE_COMPLETE');
    await run('promote --yes');
    expect((await run('rollback --yes --json')).json.live.id).toBe(third);
  });

  test('says if it cannot see what CloudFormation does', async () => {
    await promoted();
    stackIs('UPDATE_IN_PROGRESS');
    line.cloudFormation.forbidden.add('DescribeStacks');
    const { questions, exitCode } = await run('rollback', { answer: 'n' });
    expect(questions.join()).toMatch(/^Stack +not to be seen: make sure that no deployment goes on$/m);
    expect(exitCode).toBe(3);
  });

  test('stays, if the next deployment is rolled back, also where the stack is known', async () => {
    await promoted();
    stackIs('UPDATE_COMPLETE');
    await run('rollback --yes');
    expect(stack.record(first)).toMatchObject({ live: expect.any(Number) });
    expect(stack.record(first)?.from).toBeUndefined();
    await stack.deploy(stack.deployment(fingerprint('third')), OVERRIDES);
    await stack.rollBack();
    await stack.onStatus('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.serving.base.deploymentId).toBe(first);
  });

  test.each([['nope', 4, 'has no deployment nope: "gatehouse history" lists them'], ['FIRST', 1, 'is live already']])('refuses %s', async (named, code, message) => {
    const { err, exitCode } = await run(`rollback ${named.replace('FIRST', first)} --yes`);
    expect(err).toContain(message);
    expect(exitCode).toBe(code);
  });

  test('says that there is nothing before the first deployment', async () => {
    expect(await run('rollback --yes')).toMatchObject({ exitCode: 4, err: `gatehouse: there is no deployment before ${first}: "gatehouse history" lists all\n` });
  });
});

describe('rollback of a stage that has no records', () => {
  test('goes to the deployment that was made before, and says that nothing tells the next deployment of it', async () => {
    const { plane, deployments: [made, live], restApiId } = demo({ canary: false, records: false });
    const other = await CommandLine.start(plane);
    const { json } = await other.run(`rollback --api ${restApiId} --yes --json`);
    await other.stop();
    expect(json).toMatchObject({ live: { id: made }, replaced: { id: live }, choice: 'was made before' });
    expect(json.warnings).toEqual([{ id: 'noRecords', message: expect.stringContaining(`Release.pinned('${made}')`) }]);
  });
});

describe.each(['promote', 'abort', 'rollback', 'flush-cache', 'keys revoke acme', 'test POST /orders'])('%s', (command) => {
  const about = command.startsWith('keys') ? '' : ' --api a1b2c3d4e5';
  let plane: ControlPlane;
  let other: CommandLine;
  beforeEach(async () => {
    ({ plane } = demo({ canary: command !== 'rollback' }));
    plane.addApiKey({ name: 'acme' });
    other = await CommandLine.start(plane);
  });
  afterEach(() => other.stop());

  test('without a terminal and --yes is refused, and asks AWS nothing', async () => {
    const before = plane.calls.length;
    const { err, exitCode } = await other.run(`${command}${about}`);
    expect(err).toMatch(/^gatehouse: "gatehouse [a-z -]+" has to be confirmed, and there is no terminal to ask on: say --yes\n$/);
    expect(exitCode).toBe(3);
    expect(plane.calls).toHaveLength(before);
    expect(other.targets).toEqual([]);
  });

  test.each(['n', '', 'no', 'yeah, why not'])('changes nothing on the answer "%s"', async (answer) => {
    const before = plane.calls.length;
    const { err, exitCode } = await other.run(`${command}${about}`, { answer });
    expect(err).toBe('gatehouse: nothing was changed\n');
    expect(exitCode).toBe(3);
    expect(plane.calls.slice(before).filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('with --yes does not ask', async () => {
    const { questions, exitCode } = await other.run(`${command}${about} --yes`, { answer: 'n' });
    expect(questions).toEqual([]);
    expect(exitCode).toBe(0);
  });

  test('says who may not do it, at once', async () => {
    plane.policy = [{ Effect: 'Allow', Action: 'apigateway:GET', Resource: '*' }];
    const { err, exitCode } = await other.run(`${command}${about} --yes`);
    expect(err).toMatch(/^gatehouse: the credentials do not allow it: .*\n$/);
    expect(exitCode).toBe(5);
    expect(other.waits).toEqual([]);
  });
});

/** The API's tags, by which the command finds its stack, and the state of the stack. */
function stackIs(status: string): void {
  stack.plane.tag(stack.restApiId, { 'aws:cloudformation:stack-id': 'Shop' });
  line.cloudFormation.stacks.Shop = { status, resources: {} };
}
