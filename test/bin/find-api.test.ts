import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { cloudAssembly } from './support/assembly';
import { CommandLine } from './support/command-line';
import { demo, Demo } from './support/demo';
import { apisOf } from '../../bin/assembly';

const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-'));
const small = mkdtempSync(path.join(tmpdir(), 'gatehouse-'));
let ids: ReturnType<typeof cloudAssembly>;
let line: CommandLine;
let there: Demo;

beforeAll(() => {
  ids = cloudAssembly(path.join(folder, 'cdk.out'), true);
  cloudAssembly(path.join(small, 'cdk.out'));
});

afterAll(() => [folder, small].forEach((each) => rmSync(each, { recursive: true })));

beforeEach(async () => {
  there = demo();
  line = await CommandLine.start(there.plane);
  line.cwd = folder;
  line.cloudFormation.stacks.Shop = { resources: { [ids.apiLogicalId]: 'a1b2c3d4e5', [ids.stageLogicalId]: 'prod' } };
});

afterEach(() => line.stop());

const found = async (args: string, options?: object) => (await line.run(`status --json ${args}`, options)).json.api;

test.each(['Shop/OrdersApi', 'OrdersApi', 'Shop'])('an API is found by %s', async (api) => {
  expect(await found(`--api ${api}`)).toMatchObject({ id: 'a1b2c3d4e5', path: 'Shop/OrdersApi', stack: 'Shop' });
});

test('the only API of an app needs no name', async () => {
  expect(await found('', { cwd: small })).toMatchObject({ id: 'a1b2c3d4e5', path: 'Shop/OrdersApi' });
});

test('another folder can be said', async () => {
  expect(await found(`--app ${small}/cdk.out`, { cwd: '/' })).toMatchObject({ id: 'a1b2c3d4e5' });
});

test('an API is found by its id, without a cloud assembly', async () => {
  expect(await found('--api a1b2c3d4e5', { cwd: '/' })).toMatchObject({ id: 'a1b2c3d4e5', path: null });
  expect(line.cloudFormation.calls).toEqual([]);
});

test('the Region is that of the stack, unless one is said', async () => {
  await found('--api Shop/OrdersApi');
  expect(line.targets.at(-1)).toEqual({ region: 'eu-west-1', profile: undefined });
  await found('--api Shop/OrdersApi --region us-east-1 --profile ops');
  expect(line.targets.at(-1)).toEqual({ region: 'us-east-1', profile: 'ops' });
});

test('a stack is asked for by its name, and not by its id in the app', async () => {
  await line.run('status --api Legacy/Api');
  expect(line.cloudFormation.calls).toEqual(['DescribeStackResource shop-legacy']);
});

test('an API of a nested stack is found by asking for the name of that first', async () => {
  const inner = apisOf(path.join(folder, 'cdk.out')).find((api) => api.path === 'Legacy/Part/InnerApi')!;
  line.cloudFormation.stacks['shop-legacy'] = { resources: { [inner.stack.nested[0]]: 'arn:aws:cloudformation:eu-west-1:111111111111:stack/part/1' } };
  line.cloudFormation.stacks['arn:aws:cloudformation:eu-west-1:111111111111:stack/part/1'] = { resources: { [inner.logicalId]: 'a1b2c3d4e5' } };
  expect(await found('--api Legacy/Part/InnerApi')).toMatchObject({ id: 'a1b2c3d4e5' });
});

test('stages of an app are APIs, too', () => {
  const outer = { artifacts: { Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'cdk.out' } } } };
  writeFileSync(path.join(small, 'manifest.json'), JSON.stringify(outer));
  expect(apisOf(small).map((api) => api.path)).toEqual(['Shop/OrdersApi']);
});

test.each([
  ['', 2, 'cdk.out has more than one REST API: say --api with Shop/OrdersApi, Legacy/Api or Legacy/Part/InnerApi'],
  ['--api Legacy', 2, '--api Legacy may be Legacy/Api or Legacy/Part/InnerApi: say which'],
  ['--api Legacy/Http', 2, 'Legacy/Http is an HTTP API, and this is for REST APIs'],
  ['--api Shop/Nope', 4, 'there is no API Shop/Nope in cdk.out: say --api with Shop/OrdersApi, Legacy/Api, Legacy/Http or Legacy/Part/InnerApi, or with the id of one'],
  ['--api Legacy/Api', 4, 'is not deployed in this account and Region: deploy it, or say --region or --profile'],
  ['--app nowhere', 2, 'there is no API in nowhere: say --api with the id of one, or --app with the folder that "cdk synth" writes'],
  ['--app nowhere --api Shop/OrdersApi', 4, 'there is no API Shop/OrdersApi in nowhere, which has none'],
])('says what to write instead of "%s"', async (args, code, message) => {
  const { err, exitCode } = await line.run(`status ${args}`);
  expect(err).toContain(message);
  expect(exitCode).toBe(code);
});

test('a cloud assembly that is not JSON is named', async () => {
  writeFileSync(path.join(small, 'manifest.json'), '{');
  expect(await line.run('status --app .', { cwd: small })).toMatchObject({ exitCode: 2, err: expect.stringMatching(/^gatehouse: .*manifest\.json" cannot be read as JSON: .*\n$/) });
});

test('the stage has to be said if there are more', async () => {
  const [first] = there.deployments;
  there.plane.call('CreateStage', { restApiId: there.restApiId, stageName: 'beta', deploymentId: first });
  expect(await line.run('status --api a1b2c3d4e5')).toMatchObject({ exitCode: 2, err: 'gatehouse: API a1b2c3d4e5 has more than one stage: say --stage with beta or prod\n' });
  expect((await line.run('status --api a1b2c3d4e5 --stage beta --json')).json.stage).toBe('beta');
});

test('an API without a stage says so', async () => {
  there.plane.addRestApi({ id: 'z9y8x7w6v5' });
  expect(await line.run('status --api z9y8x7w6v5')).toMatchObject({ exitCode: 4, err: 'gatehouse: API z9y8x7w6v5 has no stage\n' });
});
