import { fingerprint, ReleaseStack } from '../support/release/release-stack';

let stack: ReleaseStack;

beforeEach(async () => {
  stack = await ReleaseStack.start();
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterEach(async () => {
  await stack.stop();
  jest.restoreAllMocks();
});

/** A stage that serves a first deployment. */
async function live(properties = {}, variables = {}): Promise<string> {
  const first = stack.deployment(fingerprint('first'));
  await stack.deploy(first, properties, variables);
  return first;
}

test('the first deployment of a stage is live at once', async () => {
  const first = stack.deployment(fingerprint('first'));
  const { base, canary } = await stack.deploy(first);
  expect(base).toEqual({ PhysicalResourceId: `${stack.restApiId}/prod/base`, Phase: 'done', Data: { DeploymentId: first } });
  expect(canary).toEqual({ PhysicalResourceId: `${stack.restApiId}/prod/canary`, Phase: 'done' });
  expect(stack.serving).toEqual({ base: { deploymentId: first, variables: {} } });
});

test('a changed API becomes a canary, and the base stays live', async () => {
  const first = await live();
  const second = stack.deployment(fingerprint('second'));
  const { base } = await stack.deploy(second);
  expect(base.Data).toEqual({ DeploymentId: first });
  expect(stack.serving).toMatchObject({ base: { deploymentId: first }, canary: { deploymentId: second, percent: 10 } });
  expect(stack.record(second)).toEqual({ canary: 10 });
});
