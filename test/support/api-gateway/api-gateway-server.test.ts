import {
  APIGatewayClient, CreateDeploymentCommand, CreateDeploymentCommandInput, CreateStageCommand, CreateStageCommandInput, DeleteDeploymentCommand,
  DeleteStageCommand, GetDeploymentCommand, GetDeploymentsCommand, GetRestApiCommand, GetStageCommand, GetStagesCommand, paginateGetDeployments,
  PatchOperation, UpdateDeploymentCommand, UpdateStageCommand,
} from '@aws-sdk/client-api-gateway';
import { ApiGatewayServer, ControlPlane, firstOf, onCall, QUOTAS, tokenBucket } from './index';
import { VALID_PATHS } from './patch-stage';

/* The answers of the live service, as recorded (README.md, "Sources"), over HTTP with the real SDK. */

let server: ApiGatewayServer;
let client: APIGatewayClient;
let restApiId: string;

beforeEach(async () => {
  server = await ApiGatewayServer.start();
  client = new APIGatewayClient(server.clientConfig);
  restApiId = server.plane.addRestApi().id;
});

afterEach(async () => {
  client.destroy();
  await server.stop();
});

const deploy = async (input: Partial<CreateDeploymentCommandInput> = {}) =>
  (await client.send(new CreateDeploymentCommand({ restApiId, ...input }))).id!;
const createStage = (input: Omit<CreateStageCommandInput, 'restApiId'>) => client.send(new CreateStageCommand({ restApiId, ...input }));
const stageOf = (stageName = 'dev') => client.send(new GetStageCommand({ restApiId, stageName }));
const update = (...patchOperations: PatchOperation[]) => client.send(new UpdateStageCommand({ restApiId, stageName: 'dev', patchOperations }));
const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value });
const refused = (message: string, name = 'BadRequestException', httpStatusCode = 400): any => expect.objectContaining({
  name,
  message,
  $metadata: expect.objectContaining({ httpStatusCode }),
});

describe('CreateStage', () => {
  test('takes a canary of a deployment of its own', async () => {
    const [base, candidate] = [await deploy(), await deploy()];
    const created = await createStage({
      stageName: 'dev',
      deploymentId: base,
      description: 'dev stage',
      variables: { testVar: 'default' },
      canarySettings: { deploymentId: candidate, percentTraffic: 50, stageVariableOverrides: { testVar: 'canary' } },
    });
    const { $metadata, ...stage } = created;
    expect($metadata.httpStatusCode).toBe(201);
    expect(stage).toEqual({
      cacheClusterEnabled: false,
      cacheClusterStatus: 'NOT_AVAILABLE',
      canarySettings: { deploymentId: candidate, percentTraffic: 50, stageVariableOverrides: { testVar: 'canary' }, useStageCache: false },
      createdDate: expect.any(Date),
      deploymentId: base,
      description: 'dev stage',
      lastUpdatedDate: expect.any(Date),
      methodSettings: {},
      stageName: 'dev',
      tracingEnabled: false,
      variables: { testVar: 'default' },
    });
    expect(await stageOf()).toMatchObject(stage);
  });

  test('gives a stage without a canary no canary settings, and without variables none', async () => {
    await createStage({ stageName: 'dev', deploymentId: await deploy() });
    expect(Object.keys(await stageOf()).sort()).toEqual([
      '$metadata', 'cacheClusterEnabled', 'cacheClusterStatus', 'createdDate', 'deploymentId', 'lastUpdatedDate', 'methodSettings', 'stageName', 'tracingEnabled',
    ]);
  });

  test('fails with an unknown deployment of the canary', async () => {
    const deploymentId = await deploy();
    await expect(createStage({ stageName: 'dev', deploymentId, canarySettings: { deploymentId: 'deploy' } })).rejects.toEqual(refused('Deployment id does not exist'));
  });

  test('fails with a stage that is there', async () => {
    const deploymentId = await deploy({ stageName: 'dev' });
    await expect(createStage({ stageName: 'dev', deploymentId })).rejects.toEqual(refused('Stage already exists', 'ConflictException', 409));
  });
});

describe('UpdateStage', () => {
  let base: string;
  let candidate: string;

  beforeEach(async () => {
    [base, candidate] = [await deploy(), await deploy()];
    await createStage({ stageName: 'dev', deploymentId: base, variables: { testVar: 'default' } });
  });

  test('makes a canary without traffic of the deployment that it gets', async () => {
    const { canarySettings, deploymentId } = await update(replace('/canarySettings/deploymentId', candidate));
    expect([canarySettings, deploymentId]).toEqual([{ deploymentId: candidate, percentTraffic: 0, useStageCache: false }, base]);
  });

  test('makes a canary of the stage\'s own deployment where it only gets a percentage', async () => {
    const { canarySettings } = await update(replace('/canarySettings/percentTraffic', '50'));
    expect(canarySettings).toEqual({ deploymentId: base, percentTraffic: 50, useStageCache: false });
  });

  test('applies operations in their order', async () => {
    const first = await update(replace('/canarySettings/percentTraffic', '5'), replace('/deploymentId', candidate));
    expect([first.canarySettings?.deploymentId, first.deploymentId]).toEqual([base, candidate]);
    await update({ op: 'remove', path: '/canarySettings' }, replace('/deploymentId', base));
    const second = await update(replace('/deploymentId', candidate), replace('/canarySettings/percentTraffic', '5'));
    expect([second.canarySettings?.deploymentId, second.deploymentId]).toEqual([candidate, candidate]);
  });

  test('sets one override and the use of the cache, and keeps the rest', async () => {
    await update(replace('/canarySettings/deploymentId', candidate), replace('/canarySettings/stageVariableOverrides/a', '1'));
    const { canarySettings } = await update(replace('/canarySettings/stageVariableOverrides/b', '2'), replace('/canarySettings/useStageCache', 'true'));
    expect(canarySettings).toEqual({ deploymentId: candidate, percentTraffic: 0, useStageCache: true, stageVariableOverrides: { a: '1', b: '2' } });
  });

  test('removes the whole canary', async () => {
    await update(replace('/canarySettings/deploymentId', candidate));
    expect(await update({ op: 'remove', path: '/canarySettings' })).not.toHaveProperty('canarySettings');
    expect(await stageOf()).not.toHaveProperty('canarySettings');
  });

  test.each(['stageVariableOverrides', 'badPath'])('fails to remove /canarySettings/%s: it is taken for a method setting', async (name) => {
    await update(replace('/canarySettings/percentTraffic', '50'));
    await expect(update({ op: 'remove', path: `/canarySettings/${name}` })).rejects.toEqual(
      refused(`Cannot remove method setting canarySettings/${name} because there is no method setting for this method `),
    );
  });

  test('fails to add to a canary', async () => {
    await expect(update({ op: 'add', path: '/canarySettings/deploymentId', value: candidate })).rejects.toEqual(
      refused('Invalid add operation with path: /canarySettings/deploymentId'),
    );
  });

  test.each(['/canarySettings/badPath', '/canarySettings', '/documentation_version', '/tags/tag1', '/*/*/caching/nothing'])('fails to replace %s', async (path) => {
    await expect(update(replace(path, 'x'))).rejects.toEqual(refused(`Invalid method setting path: ${path}. Must be one of: ${VALID_PATHS}`));
  });

  test.each(['/canarySettings/deploymentId', '/deploymentId'])('fails with an unknown deployment in %s', async (path) => {
    await expect(update(replace(path, 'deploy'))).rejects.toEqual(refused('Deployment id does not exist'));
  });

  test('promotes by copies: overrides are merged into variables, the canary stays', async () => {
    await update(replace('/variables/testVar2', 'test2'));
    const canary = await deploy({ stageName: 'dev', canarySettings: { percentTraffic: 50, stageVariableOverrides: { testVar: 'override' } } });
    const promoted = await update(
      replace('/canarySettings/percentTraffic', '0.0'),
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
    );
    expect(promoted).toMatchObject({
      deploymentId: canary,
      variables: { testVar: 'override', testVar2: 'test2' },
      canarySettings: { deploymentId: canary, percentTraffic: 0, stageVariableOverrides: { testVar: 'override' }, useStageCache: false },
    });
  });

  test('copies nothing of a canary that the call makes', async () => {
    const { $metadata: _metadata, ...stage } = await update(
      replace('/canarySettings/percentTraffic', '0.0'),
      { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
      { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
    );
    expect(stage).toMatchObject({ deploymentId: base, variables: { testVar: 'default' } });
    expect(stage.canarySettings).toEqual({ deploymentId: base, percentTraffic: 0, useStageCache: false });
  });

  test('fails to promote without a canary', async () => {
    await expect(update({ op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' })).rejects.toEqual(
      refused('Promotion not available. Canary does not exist.'),
    );
  });

  test('fails to copy to a canary', async () => {
    await expect(update({ op: 'copy', path: '/canarySettings/stageVariableOverrides', from: '/variables' })).rejects.toEqual(refused(
      'Invalid copy operation with path: /canarySettings/stageVariableOverrides and from /variables. ' +
      'Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]',
    ));
  });

  test('makes method settings with their defaults; later changes of "*/*" leave others alone', async () => {
    const defaults = {
      cacheDataEncrypted: false,
      cacheTtlInSeconds: 300,
      cachingEnabled: true,
      dataTraceEnabled: false,
      metricsEnabled: false,
      requireAuthorizationForCacheControl: true,
      throttlingRateLimit: 10000,
      unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
    };
    const { methodSettings, tracingEnabled, description, variables } = await update(
      replace('/description', 'stage new'),
      replace('/variables/var1', 'test'),
      replace('/*/*/throttling/burstLimit', '123'),
      replace('/*/*/caching/enabled', 'true'),
      replace('/tracingEnabled', 'true'),
      replace('/test/GET/throttling/burstLimit', '124'),
    );
    expect(methodSettings).toEqual({ '*/*': { ...defaults, throttlingBurstLimit: 123 }, 'test/GET': { ...defaults, throttlingBurstLimit: 124 } });
    expect({ tracingEnabled, description, variables }).toEqual({ tracingEnabled: true, description: 'stage new', variables: { testVar: 'default', var1: 'test' } });
    const after = await update(replace('/*/*/throttling/burstLimit', '100'));
    expect(after.methodSettings?.['*/*'].throttlingBurstLimit).toBe(100);
    expect(after.methodSettings?.['test/GET'].throttlingBurstLimit).toBe(124);
  });

  test('removes method settings that are there, and fails for others', async () => {
    await expect(update({ op: 'remove', path: '/*/*' })).rejects.toEqual(
      refused('Cannot remove method setting */* because there is no method setting for this method '),
    );
    await update(replace('/*/*/caching/enabled', 'true'));
    expect((await update({ op: 'remove', path: '/*/*' })).methodSettings).toEqual({});
  });

  test('fails with a stage or an API that is not there', async () => {
    const patch = (stageName: string, id = restApiId) => client.send(new UpdateStageCommand({ restApiId: id, stageName, patchOperations: [] }));
    await expect(patch('prod')).rejects.toEqual(refused('Invalid Stage identifier specified', 'NotFoundException', 404));
    await expect(patch('dev', 'nothing')).rejects.toEqual(refused('Invalid API identifier specified 111111111111:nothing', 'NotFoundException', 404));
  });
});

describe('CreateDeployment', () => {
  test('only takes a snapshot without a stage', async () => {
    const { $metadata, ...deployment } = await client.send(new CreateDeploymentCommand({ restApiId, description: 'abc' }));
    expect($metadata.httpStatusCode).toBe(201);
    expect(deployment).toEqual({ id: expect.any(String), createdDate: expect.any(Date), description: 'abc' });
    expect((await client.send(new GetStagesCommand({ restApiId }))).item).toEqual([]);
  });

  test('makes a stage that is not there, and moves one that is', async () => {
    const first = await deploy({ stageName: 'dev', variables: { testVar: 'test' } });
    expect(await stageOf()).toMatchObject({ deploymentId: first, variables: { testVar: 'test' } });
    const second = await deploy({ stageName: 'dev' });
    expect(await stageOf()).toMatchObject({ deploymentId: second, variables: { testVar: 'test' } });
  });

  test('makes a canary of a stage, in place of one that is there', async () => {
    const base = await deploy({ stageName: 'dev' });
    const first = await deploy({ stageName: 'dev', canarySettings: { percentTraffic: 40, stageVariableOverrides: { a: '1' } } });
    expect(await stageOf()).toMatchObject({ deploymentId: base, canarySettings: { deploymentId: first, percentTraffic: 40, useStageCache: false } });
    const second = await deploy({ stageName: 'dev', canarySettings: { percentTraffic: 50, stageVariableOverrides: { b: '2' } } });
    expect((await stageOf()).canarySettings).toEqual({ deploymentId: second, percentTraffic: 50, stageVariableOverrides: { b: '2' }, useStageCache: false });
  });

  test.each([
    [undefined, 'Non null and non empty stageName must be provided for canary deployment. Provided value is null'],
    ['', 'Non null and non empty stageName must be provided for canary deployment. Provided value is '],
    ['non-existing', 'Stage non-existing must already be created before making a canary release deployment'],
  ])('fails to make a canary of stage %p', async (stageName, message) => {
    await expect(deploy({ stageName, canarySettings: { percentTraffic: 50 } })).rejects.toEqual(refused(`Invalid deployment content specified.${message}`));
  });

  test('fails without canary settings while the canary is on', async () => {
    await deploy({ stageName: 'dev' });
    await update(replace('/canarySettings/percentTraffic', '0'));
    await expect(deploy({ stageName: 'dev' })).rejects.toEqual(refused(
      'Non canary deployment not supported on stage dev because Canary is enabled. Provide CanarySettings in deploymentInput',
    ));
    expect((await client.send(new GetDeploymentsCommand({ restApiId }))).items).toHaveLength(1);
  });
});

describe('deployments', () => {
  test('cannot be deleted while a stage or a canary uses them', async () => {
    const inUse = refused('Active stages pointing to this deployment must be moved or deleted');
    const [base, candidate] = [await deploy({ stageName: 'dev' }), await deploy()];
    const remove = (deploymentId: string) => client.send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
    await update(replace('/canarySettings/deploymentId', candidate));
    await expect(remove(base)).rejects.toEqual(inUse);
    await expect(remove(candidate)).rejects.toEqual(inUse);
    await update({ op: 'remove', path: '/canarySettings' });
    expect((await remove(candidate)).$metadata.httpStatusCode).toBe(202);
    expect((await client.send(new DeleteStageCommand({ restApiId, stageName: 'dev' }))).$metadata.httpStatusCode).toBe(202);
    await remove(base);
    await expect(remove(base)).rejects.toEqual(refused('Invalid Deployment identifier specified', 'NotFoundException', 404));
  });

  test('come in pages of 25, or of at most 500', async () => {
    server.plane.define(restApiId, { paths: { '/orders': { POST: { apiKeyRequired: true } } } });
    for (let i = 0; i < 30; i++) server.plane.call('CreateDeployment', { restApiId });
    const first = await client.send(new GetDeploymentsCommand({ restApiId }));
    const second = await client.send(new GetDeploymentsCommand({ restApiId, position: first.position }));
    expect([first.items?.length, second.items?.length, second.position]).toEqual([25, 5, undefined]);
    const ids = new Set<string>();
    for await (const { items } of paginateGetDeployments({ client, pageSize: 7 }, { restApiId })) items?.forEach(({ id }) => ids.add(id!));
    expect(ids.size).toBe(30);
    expect((await client.send(new GetDeploymentsCommand({ restApiId, limit: 500 }))).items).toHaveLength(30);
    await expect(client.send(new GetDeploymentsCommand({ restApiId, limit: 501 }))).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(client.send(new GetDeploymentsCommand({ restApiId, position: 'x' }))).rejects.toMatchObject({ name: 'BadRequestException' });
  });

  test('have a description that can be replaced, and a summary of their own definition', async () => {
    const deploymentId = await deploy({ description: 'one' });
    server.plane.define(restApiId, { paths: { '/orders': { POST: { apiKeyRequired: true } } } });
    await client.send(new UpdateDeploymentCommand({ restApiId, deploymentId, patchOperations: [replace('/description', 'two')] }));
    expect(await client.send(new GetDeploymentCommand({ restApiId, deploymentId, embed: ['apisummary'] }))).toMatchObject({
      description: 'two',
      apiSummary: { '/': { GET: { authorizationType: 'NONE', apiKeyRequired: false } } },
    });
    expect(await client.send(new GetDeploymentCommand({ restApiId, deploymentId }))).not.toHaveProperty('apiSummary');
    const other = client.send(new UpdateDeploymentCommand({ restApiId, deploymentId, patchOperations: [replace('/id', 'x')] }));
    await expect(other).rejects.toEqual(refused('Invalid patch path /id'));
  });
});

describe('faults', () => {
  const get = () => client.send(new GetRestApiCommand({ restApiId }));

  test('a throttled call is answered with the time to wait', async () => {
    server.plane.faults = onCall(0, 'throttle');
    await expect(get()).rejects.toMatchObject({ name: 'TooManyRequestsException', retryAfterSeconds: '1', $metadata: { httpStatusCode: 429 } });
    expect(await get()).toMatchObject({ id: restApiId });
  });

  test('the SDK gets over a throttle, a busy service and a broken connection by itself', async () => {
    server.plane.faults = firstOf(onCall(0, 'throttle'), onCall(1, 'error'), onCall(2, 'reset'));
    const patient = new APIGatewayClient({ ...server.clientConfig, maxAttempts: 4 });
    expect((await patient.send(new GetRestApiCommand({ restApiId }))).$metadata.attempts).toBe(4);
    patient.destroy();
    expect(server.plane.calls.map(({ fault, status }) => [fault, status])).toEqual([['throttle', 429], ['error', 503], ['reset', undefined], [undefined, 200]]);
  });

  test.each([
    ['reset', false, { message: expect.stringMatching(/ECONNRESET|socket hang up/) }],
    ['applied-then-reset', true, { message: expect.stringMatching(/ECONNRESET|socket hang up/) }],
    ['error', false, { name: 'ServiceUnavailableException' }],
    ['applied-then-error', true, { name: 'ServiceUnavailableException' }],
    ['conflict', false, { name: 'ConflictException' }],
    ['hang', false, { name: 'TimeoutError' }],
    ['applied-then-hang', true, { name: 'TimeoutError' }],
  ] as const)('of %s a call is applied: %p', async (fault, applied, error) => {
    const hasty = new APIGatewayClient({ ...server.clientConfig, requestHandler: { requestTimeout: 200, throwOnRequestTimeout: true } });
    server.plane.faults = onCall(0, fault);
    await expect(hasty.send(new CreateDeploymentCommand({ restApiId }))).rejects.toMatchObject(error);
    hasty.destroy();
    expect((await client.send(new GetDeploymentsCommand({ restApiId }))).items).toHaveLength(applied ? 1 : 0);
    expect(server.plane.calls[0]).toMatchObject({ operation: 'CreateDeployment', fault, applied });
  });

  test('quotas are those of the account: a deployment in five seconds, ten calls in one', () => {
    let time = 0;
    const plane = new ControlPlane({ faults: tokenBucket(() => time) });
    const { id } = plane.addRestApi();
    const create = () => plane.call('CreateDeployment', { restApiId: id });
    create();
    expect(create).toThrow('Too Many Requests');
    time += 5000;
    create();
    const served = () => {
      for (let count = 0; ; count++) {
        try {
          plane.call('GetRestApi', { restApiId: id });
        } catch {
          return count;
        }
      }
    };
    expect(served()).toBe(QUOTAS['*'].burst - 1);
    time += 1000;
    expect(served()).toBe(QUOTAS['*'].perSecond);
  });
});

test('a call that is not modelled is refused as such', async () => {
  const response = await fetch(`${server.endpoint}/nothing`, { headers: { authorization: 'AWS4-HMAC-SHA256 x' } });
  expect([response.status, await response.json()]).toEqual([404, { message: 'not modelled: GET /nothing' }]);
  expect((await fetch(`${server.endpoint}/restapis`)).status).toBe(403);
});
