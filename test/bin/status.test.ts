import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { cloudAssembly } from './support/assembly';
import { CommandLine } from './support/command-line';
import { demo, Demo } from './support/demo';
import { ALLOWED_ENDPOINT_CHANGES, endpointChange } from '../../bin/endpoint-changes';

let line: CommandLine;
let there: Demo;

beforeEach(async () => {
  there = demo();
  line = await CommandLine.start(there.plane);
});

afterEach(() => line.stop());

const stage = (...patchOperations: Array<{ op: 'replace' | 'remove'; path: string; value?: string }>) =>
  there.plane.call('UpdateStage', { restApiId: there.restApiId, stageName: 'prod', patchOperations });

test('tells what the stage serves, its canary, cache, limits and logs', async () => {
  const { json, exitCode } = await line.run('status --api a1b2c3d4e5 --json');
  const [, live, next] = there.deployments;
  expect(exitCode).toBe(0);
  expect(json).toEqual({
    api: { id: 'a1b2c3d4e5', name: 'OrdersApi', endpointType: 'REGIONAL', layout: null, path: null, stack: null },
    stage: 'prod',
    lastUpdated: '2026-01-31T09:07:00.000Z',
    live: { id: live, created: '2026-01-31T09:03:00.000Z', fingerprint: 'a9f0e61a', lastRecorded: '2026-01-31T09:30:00.000Z' },
    canary: { id: next, created: '2026-01-31T09:04:00.000Z', fingerprint: 'dd5c8bf5', percentTraffic: 10, useStageCache: false, overrides: ['table'] },
    cache: { sizeGb: '0.5', status: 'AVAILABLE' },
    throttle: { rateLimit: 500, burstLimit: 1000 },
    routesWithThrottle: 1,
    tracing: true,
    accessLog: 'arn:aws:logs:eu-west-1:111111111111:log-group:OrdersApi',
    webAcl: null,
    warnings: [],
  });
});

test('prints no value of a variable', async () => {
  expect((await line.run('status --api a1b2c3d4e5')).out).not.toContain('orders-v2');
  expect((await line.run('status --api a1b2c3d4e5 --json')).out).not.toContain('orders-v2');
});

test('says what is off', async () => {
  stage({ op: 'remove', path: '/canarySettings' }, { op: 'replace', path: '/tracingEnabled', value: 'false' }, { op: 'remove', path: '/accessLogSettings' });
  const { out } = await line.run('status --api a1b2c3d4e5');
  expect(out).toMatch(/^Canary +none$/m);
  expect(out).toMatch(/^X-Ray +off$/m);
  expect(out).toMatch(/^Access log +none$/m);
});

test('is not wider than the terminal', async () => {
  for (const width of [60, 80, 120]) {
    const { out } = await line.run('status --api a1b2c3d4e5', { width });
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width);
  }
});

test('asks API Gateway only to read', async () => {
  await line.run('status --api a1b2c3d4e5');
  expect(there.plane.calls.filter(({ operation }) => !/^(Create|Update|Get)/.test(operation))).toEqual([]);
  expect(there.plane.calls.slice(-4).every(({ method }) => method === 'GET')).toBe(true);
});

test('names the stages, if the one that was said is not there', async () => {
  const { err, exitCode } = await line.run('status --api a1b2c3d4e5 --stage beta');
  expect(err).toBe('gatehouse: API a1b2c3d4e5 has no stage beta: it has prod\n');
  expect(exitCode).toBe(4);
});

describe('with the template at hand', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const deployed = (template: object, status?: string) => {
    line.cwd = folder;
    line.cloudFormation.stacks.Shop = { status, template, resources: { [apiLogicalId]: 'a1b2c3d4e5', [stageLogicalId]: 'prod' } };
  };
  let templates: ReturnType<typeof cloudAssembly>;
  let apiLogicalId: string;
  let stageLogicalId: string;
  beforeAll(() => {
    templates = cloudAssembly(path.join(folder, 'cdk.out'));
    ({ apiLogicalId, stageLogicalId } = templates);
  });

  test('warns of nothing, if it is what is deployed', async () => {
    deployed(templates.template);
    const { json } = await line.run('status --api Shop/OrdersApi --json');
    expect(json.api).toMatchObject({ layout: 'openapi', path: 'Shop/OrdersApi', stack: 'Shop' });
    expect(json.warnings).toEqual([]);
  });

  test('warns if the deployed API has another layout', async () => {
    deployed({ Resources: { [apiLogicalId]: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'OrdersApi' } } } });
    const { json, exitCode } = await line.run('status --api Shop/OrdersApi --json');
    expect(exitCode).toBe(0);
    expect(json.api.layout).toBe('resources');
    expect(json.warnings).toEqual([{ id: 'layout', message: expect.stringContaining('deployed in the layout RESOURCES, and the template has OPENAPI') }]);
    expect((await line.run('status --api Shop/OrdersApi')).out).toMatch(/^Warning +the API is deployed in the layout RESOURCES/m);
  });

  test('warns if the deployed API has another endpoint type', async () => {
    deployed(templates.template);
    const { id } = there.plane.addRestApi({ id: 'z9y8x7w6v5', name: 'OrdersApi', endpointType: 'PRIVATE' });
    const { id: deploymentId } = there.plane.call('CreateDeployment', { restApiId: id });
    there.plane.call('CreateStage', { restApiId: id, stageName: 'prod', deploymentId });
    line.cloudFormation.stacks.Shop = { ...line.cloudFormation.stacks.Shop, resources: { [apiLogicalId]: id, [stageLogicalId]: 'prod' } };
    const { json } = await line.run('status --api Shop/OrdersApi --json');
    expect(json.warnings).toEqual([{ id: 'endpointType', message: expect.stringContaining('the API is private, and regional in the template') }]);
  });

  test('does without the permission to look at the deployed template', async () => {
    deployed(templates.template);
    line.cloudFormation.forbidden.add('GetTemplate');
    const { json, exitCode } = await line.run('status --api Shop/OrdersApi --json');
    expect(exitCode).toBe(0);
    expect(json.api.layout).toBeNull();
    expect(line.waits).toEqual([]);
  });
});

describe('changes of the endpoint type', () => {
  const types = ['EDGE', 'REGIONAL', 'PRIVATE'];
  // awsdocs/amazon-api-gateway-developer-guide, "Change a public or private API endpoint type"
  const refused = [['PRIVATE', 'EDGE']];

  test('are all in the table', () => {
    expect(Object.keys(ALLOWED_ENDPOINT_CHANGES).sort()).toEqual([...types].sort());
  });

  test.each(types.flatMap((from) => types.map((to) => [from, to])))('from %s to %s', (from, to) => {
    const change = endpointChange(from, to);
    if (from === to) expect(change).toBeUndefined();
    else if (refused.some(([a, b]) => a === from && b === to)) expect(change).toContain('API Gateway refuses this change');
    else expect(change).toContain('the next deployment changes it');
  });
});
