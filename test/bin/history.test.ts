import { CommandLine } from './support/command-line';
import { demo, Demo } from './support/demo';

let line: CommandLine;
let there: Demo;

beforeEach(async () => {
  there = demo();
  line = await CommandLine.start(there.plane);
});

afterEach(() => line.stop());

test('lists deployments, the newest first, with what became of them', async () => {
  const [first, live, next] = there.deployments;
  const { json } = await line.run('history --api a1b2c3d4e5 --json');
  expect(json).toEqual({
    api: 'a1b2c3d4e5',
    deployments: [
      {
        id: next,
        created: '2026-01-31T09:04:00.000Z',
        fingerprint: 'dd5c8bf5',
        description: null,
        stages: [{ stage: 'prod', state: 'canary', percentTraffic: 10 }],
      },
      {
        id: live,
        created: '2026-01-31T09:03:00.000Z',
        fingerprint: 'a9f0e61a',
        description: null,
        stages: [{ stage: 'prod', state: 'live', lastRecorded: '2026-01-31T09:30:00.000Z' }],
      },
      {
        id: first,
        created: '2026-01-31T09:02:00.000Z',
        fingerprint: '8b04d5e3',
        description: null,
        stages: [{ stage: 'prod', state: 'was live', lastRecorded: '2026-01-31T09:05:00.000Z' }],
      },
    ],
  });
});

test('tells each stage for itself', async () => {
  const [first] = there.deployments;
  there.plane.call('CreateStage', { restApiId: there.restApiId, stageName: 'beta', deploymentId: first });
  const { json } = await line.run('history --api a1b2c3d4e5 --json');
  expect(json.deployments[2].stages.map(({ stage, state }: any) => `${stage}: ${state}`)).toEqual(['beta: live', 'prod: was live']);
  const ofBeta = await line.run('history --api a1b2c3d4e5 --stage beta --json');
  expect(ofBeta.json.deployments.flatMap(({ stages }: any) => stages)).toEqual([{ stage: 'beta', state: 'live' }]);
});

test('tells deployments of others by their descriptions', async () => {
  there.plane.call('CreateDeployment', { restApiId: there.restApiId, description: 'made by hand' });
  const { json } = await line.run('history --api a1b2c3d4e5 --limit 1 --json');
  expect(json.deployments).toEqual([expect.objectContaining({ fingerprint: null, description: 'made by hand', stages: [] })]);
  expect((await line.run('history --api a1b2c3d4e5 --limit 1')).out).toMatch(/ - +made by hand\n$/);
});

test('reads all pages', async () => {
  for (let times = 0; times < 600; times++) there.plane.call('CreateDeployment', { restApiId: there.restApiId });
  expect((await line.run('history --api a1b2c3d4e5 --json')).json.deployments).toHaveLength(603);
});

test.each(['0', '-1', 'many'])('refuses --limit %s', async (limit) => {
  expect(await line.run(`history --api a1b2c3d4e5 --limit=${limit}`)).toMatchObject({ exitCode: 2, err: `gatehouse: --limit has to be a number from 1, got "${limit}"\n` });
});

test('of an API without deployments says so', async () => {
  there.plane.addRestApi({ id: 'z9y8x7w6v5' });
  expect((await line.run('history --api z9y8x7w6v5')).out).toBe('No deployments.\n');
});

test.each([['--api z9y8x7w6v5', 'Invalid API identifier'], ['--api a1b2c3d4e5 --stage beta', 'API a1b2c3d4e5 has no stage beta']])('of what is not there says so: %s', async (args, message) => {
  const { exitCode, err } = await line.run(`history ${args}`);
  expect(err).toContain(message);
  expect(exitCode).toBe(4);
});
