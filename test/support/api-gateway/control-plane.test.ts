import {
  APIGatewayClient, APIGatewayServiceException, CreateDeploymentCommand, DeleteApiKeyCommand, DeleteUsagePlanKeyCommand,
  FlushStageAuthorizersCacheCommand,
  FlushStageCacheCommand, GetAccountCommand, GetApiKeyCommand, GetApiKeysCommand, GetDomainNamesCommand, GetExportCommand, GetResourcesCommand,
  GetRestApisCommand, GetSdkCommand, GetStageCommand, GetUsageCommand, GetUsagePlanCommand, GetUsagePlanKeysCommand, GetUsagePlansCommand,
  ImportApiKeysCommand, NotFoundException, PatchOperation, TestInvokeMethodCommand, UpdateAccountCommand, UpdateApiKeyCommand,
} from '@aws-sdk/client-api-gateway';
import {
  ApiGatewayServer, ControlPlane, everyUnknown, inMemoryClient, missingPermissions, onCall, unusedPermissions, Unknowns,
} from './index';

/** A plane with a stage on the first of two deployments. */
function planeWithStage(unknowns?: Partial<Unknowns>) {
  const plane = new ControlPlane({ unknowns });
  const { id: restApiId } = plane.addRestApi();
  const base = plane.call('CreateDeployment', { restApiId }).id!;
  const candidate = plane.call('CreateDeployment', { restApiId }).id!;
  plane.call('CreateStage', { restApiId, stageName: 'prod', deploymentId: base, variables: { a: '1', b: '2' } });
  const update = (...patchOperations: PatchOperation[]) => plane.call('UpdateStage', { restApiId, stageName: 'prod', patchOperations });
  const stage = () => plane.state().apis[restApiId].stages.prod;
  return { plane, restApiId, base, candidate, update, stage };
}

const replace = (path: string, value: string): PatchOperation => ({ op: 'replace', path, value });

describe('a control plane', () => {
  test('says what requests meet: overrides win, the other variables stay', () => {
    const { plane, restApiId, base, candidate, update } = planeWithStage();
    expect(plane.serving(restApiId, 'prod')).toEqual({ base: { deploymentId: base, variables: { a: '1', b: '2' } } });
    update(replace('/canarySettings/deploymentId', candidate), replace('/canarySettings/percentTraffic', '10.5'));
    update(replace('/canarySettings/stageVariableOverrides/b', '3'));
    expect(plane.serving(restApiId, 'prod')).toEqual({
      base: { deploymentId: base, variables: { a: '1', b: '2' } },
      canary: { deploymentId: candidate, variables: { a: '1', b: '3' }, percent: 10.5 },
    });
  });

  test('goes its own way after a clone', () => {
    const { plane, restApiId, candidate, update } = planeWithStage();
    const before = plane.state();
    const copy = plane.clone();
    expect(copy.state()).toEqual(before);
    update(replace('/deploymentId', candidate));
    plane.call('CreateDeployment', { restApiId });
    expect(copy.state()).toEqual(before);
    copy.call('DeleteStage', { restApiId, stageName: 'prod' });
    expect(copy.calls.map(({ index, operation }) => [index, operation])).toEqual([[3, 'DeleteStage']]);
    expect(Object.keys(plane.state().apis[restApiId].stages)).toEqual(['prod']);
  });

  test('is not changed by what callers do with answers and inputs', () => {
    const { plane, restApiId, stage } = planeWithStage();
    const before = stage();
    const variables = { a: '1' };
    const answer = plane.call('GetStage', { restApiId, stageName: 'prod' });
    answer.variables!.a = '9';
    const { id: deploymentId } = plane.call('CreateDeployment', { restApiId });
    plane.call('CreateStage', { restApiId, stageName: 'test', deploymentId, variables });
    variables.a = '9';
    expect(stage()).toEqual(before);
    expect(plane.serving(restApiId, 'test').base.variables).toEqual({ a: '1' });
    expect(plane.calls.at(-1)?.input.variables).toEqual({ a: '1' });
  });

  test('is the same in every run, whatever the hour', () => {
    expect(JSON.stringify(planeWithStage().plane.state())).toBe(JSON.stringify(planeWithStage().plane.state()));
  });

  test('serves a hundred thousand calls in seconds', () => {
    const plane = new ControlPlane({ log: false });
    const { id: restApiId } = plane.addRestApi();
    plane.call('CreateDeployment', { restApiId, stageName: 'prod' });
    const start = process.cpuUsage();
    for (let i = 0; i < 50_000; i++) {
      plane.call('UpdateStage', { restApiId, stageName: 'prod', patchOperations: [replace('/canarySettings/percentTraffic', String(i % 100))] });
      plane.call('GetStage', { restApiId, stageName: 'prod' });
    }
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(8);
    expect(plane.calls).toEqual([]);
  });

  test('keeps method settings of nested paths and removes variables', () => {
    const { update } = planeWithStage();
    const stage = update(replace('/~1orders~1{id}/GET/logging/loglevel', 'ERROR'), { op: 'remove', path: '/variables/a' });
    expect(stage.methodSettings?.['~1orders~1{id}/GET'].loggingLevel).toBe('ERROR');
    expect(stage.variables).toEqual({ b: '2' });
  });

  test('turns the cache and the access log of a stage on and off', () => {
    const { update } = planeWithStage();
    expect(update(replace('/cacheClusterEnabled', 'true'))).toMatchObject({ cacheClusterStatus: 'AVAILABLE', cacheClusterSize: '0.5' });
    expect(update(replace('/cacheClusterEnabled', 'false'))).toMatchObject({ cacheClusterStatus: 'NOT_AVAILABLE' });
    update(replace('/accessLogSettings/destinationArn', 'arn'), { op: 'add', path: '/accessLogSettings/format', value: '{}' });
    expect(update(replace('/description', 'x')).accessLogSettings).toEqual({ destinationArn: 'arn', format: '{}' });
    expect(update({ op: 'remove', path: '/accessLogSettings' })).not.toHaveProperty('accessLogSettings');
  });

  test.each([
    ['/canarySettings/percentTraffic', '101'], ['/canarySettings/percentTraffic', 'x'], ['/tracingEnabled', 'yes'], ['/*/*/throttling/rateLimit', ''],
    ['/*/*/logging/loglevel', 'DEBUG'], ['/cacheClusterSize', '1'],
  ])('fails with %s %p', (path, value) => {
    expect(() => planeWithStage().update(replace(path, value))).toThrow(`Invalid value ${value} for ${path}`);
  });

  test('fails with operations that are none, and with a deployment of nothing', () => {
    expect(() => planeWithStage().update({ op: 'move', path: '/variables/a' })).toThrow('Invalid patch operation specified');
    const plane = new ControlPlane();
    const { id: restApiId } = plane.addRestApi({ definition: { paths: {} } });
    expect(() => plane.call('CreateDeployment', { restApiId })).toThrow('The REST API doesn\'t contain any methods');
  });
});

describe('what AWS does not document', () => {
  test.each([[false, {}], [true, { description: 'new' }]])('partial updates: %p', (partialUpdates, kept) => {
    const { update, stage } = planeWithStage({ partialUpdates });
    const before = stage();
    expect(() => update(replace('/description', 'new'), replace('/deploymentId', 'none'), replace('/variables/a', '2'))).toThrow('Deployment id does not exist');
    expect(stage()).toEqual({ ...before, ...kept });
  });

  test('removing no canary', () => {
    const remove: PatchOperation = { op: 'remove', path: '/canarySettings' };
    expect(() => planeWithStage({ removingNoCanaryFails: true }).update(remove)).toThrow('Cannot remove method setting canarySettings because');
    expect(planeWithStage({ removingNoCanaryFails: false }).update(remove)).not.toHaveProperty('canarySettings');
  });

  test('removing an override', () => {
    const operations = [replace('/canarySettings/stageVariableOverrides/a', '1'), { op: 'remove', path: '/canarySettings/stageVariableOverrides/a' } as const];
    expect(() => planeWithStage({ removingOverrideFails: true }).update(...operations)).toThrow('Invalid remove operation with path');
    expect(planeWithStage().update(...operations).canarySettings).not.toHaveProperty('stageVariableOverrides');
  });

  test('the order of lists', () => {
    const orders = (['oldest', 'newest', 'mixed'] as const).map((listOrder) => {
      const plane = new ControlPlane({ unknowns: { listOrder } });
      const { id: restApiId } = plane.addRestApi();
      const ids = [...Array(6)].map(() => plane.call('CreateDeployment', { restApiId }).id);
      return plane.call('GetDeployments', { restApiId }).items!.map(({ id }) => ids.indexOf(id));
    });
    expect(orders.slice(0, 2)).toEqual([[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]]);
    expect(orders[2]).not.toEqual(orders[0]);
    expect(orders[2]).not.toEqual(orders[1]);
  });

  test('all combinations are different', () => {
    expect(new Set(everyUnknown().map((unknowns) => JSON.stringify(unknowns))).size).toBe(24);
  });
});

describe('permissions', () => {
  const stageArn = 'arn:aws:apigateway:eu-west-1::/restapis/*/stages/prod';

  test('are the verb and the path of each call', () => {
    const { plane, restApiId, update } = planeWithStage();
    update(replace('/description', 'x'));
    update(replace('/description', 'y'));
    const arn = `arn:aws:apigateway:eu-west-1::/restapis/${restApiId}`;
    expect(plane.permissions()).toEqual([
      { action: 'apigateway:POST', resource: `${arn}/deployments` },
      { action: 'apigateway:POST', resource: `${arn}/stages` },
      { action: 'apigateway:PATCH', resource: `${arn}/stages/prod` },
    ]);
  });

  test('that a policy misses and those that no call needs are found', () => {
    const { plane, restApiId } = planeWithStage();
    plane.call('GetStage', { restApiId, stageName: 'prod' });
    const policy = [
      { Effect: 'Allow', Action: ['apigateway:GET', 'apigateway:PATCH'], Resource: stageArn },
      { Effect: 'Allow', Action: 'apigateway:POST', Resource: 'arn:aws:apigateway:eu-west-1::/restapis/*/stages' },
    ];
    expect(missingPermissions(policy, plane.permissions())).toEqual([
      { action: 'apigateway:POST', resource: `arn:aws:apigateway:eu-west-1::/restapis/${restApiId}/deployments` },
    ]);
    expect(unusedPermissions(policy, plane.permissions())).toEqual([{ action: 'apigateway:PATCH', resource: stageArn }]);
    expect(() => missingPermissions([{ Action: '*', Resource: '*', Condition: {} }], plane.permissions())).toThrow('a condition is not evaluated here');
  });

  test('are enforced, denials first', () => {
    const { plane, restApiId, update } = planeWithStage();
    plane.policy = [{ Effect: 'Allow', Action: 'apigateway:*', Resource: '*' }, { Effect: 'Deny', Action: 'apigateway:PATCH', Resource: stageArn }];
    plane.call('GetStage', { restApiId, stageName: 'prod' });
    expect(() => update(replace('/description', 'x'))).toThrow(expect.objectContaining({ name: 'AccessDeniedException', status: 403 }));
  });
});

describe('a client in memory', () => {
  test('answers and throws as the SDK\'s', async () => {
    const { plane, restApiId, base } = planeWithStage();
    const client = inMemoryClient(plane);
    expect(await client.send(new GetStageCommand({ restApiId, stageName: 'prod' }))).toMatchObject({ deploymentId: base, createdDate: expect.any(Date) });
    await expect(client.send(new GetStageCommand({ restApiId, stageName: 'none' }))).rejects.toBeInstanceOf(NotFoundException);
    plane.policy = [];
    const denied = client.send(new GetStageCommand({ restApiId, stageName: 'prod' }));
    await expect(denied).rejects.toBeInstanceOf(APIGatewayServiceException);
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
  });

  test.each([['reset', 'ECONNRESET', 0], ['applied-then-reset', 'ECONNRESET', 1], ['hang', 'ETIMEDOUT', 0], ['applied-then-hang', 'ETIMEDOUT', 1]] as const)(
    'of %s throws a TimeoutError with %s', async (fault, code, deployments) => {
      const plane = new ControlPlane({ faults: onCall(0, fault, 'CreateDeployment') });
      const { id: restApiId } = plane.addRestApi();
      await expect(inMemoryClient(plane).send(new CreateDeploymentCommand({ restApiId }))).rejects.toMatchObject({ name: 'TimeoutError', code });
      expect(plane.call('GetDeployments', { restApiId }).items).toHaveLength(deployments);
    });
});

describe('over HTTP', () => {
  let server: ApiGatewayServer;
  let client: APIGatewayClient;
  let plane: ControlPlane;
  let restApiId: string;

  beforeEach(async () => {
    server = await ApiGatewayServer.start();
    ({ plane } = server);
    client = new APIGatewayClient(server.clientConfig);
    restApiId = plane.addRestApi({ name: 'Orders', definition: { paths: { '/orders/{id}': { GET: {}, ANY: { apiKeyRequired: true } } } } }).id;
    plane.call('CreateDeployment', { restApiId, stageName: 'prod' });
  });

  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  test('APIs are listed, caches flushed, and the account\'s role is set', async () => {
    plane.addRestApi({ name: 'Other' });
    expect((await client.send(new GetRestApisCommand({}))).items?.map(({ name }) => name).sort()).toEqual(['Orders', 'Other']);
    await client.send(new FlushStageCacheCommand({ restApiId, stageName: 'prod' }));
    await client.send(new FlushStageAuthorizersCacheCommand({ restApiId, stageName: 'prod' }));
    expect(plane.flushed).toEqual([`${restApiId}/prod/data`, `${restApiId}/prod/authorizers`]);
    expect(await client.send(new GetAccountCommand({}))).not.toHaveProperty('cloudwatchRoleArn');
    await client.send(new UpdateAccountCommand({ patchOperations: [replace('/cloudwatchRoleArn', 'arn:role')] }));
    expect(await client.send(new GetAccountCommand({}))).toHaveProperty('cloudwatchRoleArn', 'arn:role');
    plane.addDomainName({ domainName: 'api.example.com' });
    expect((await client.send(new GetDomainNamesCommand({}))).items).toEqual([{ domainName: 'api.example.com' }]);
  });

  test('resources are found, and their methods tried', async () => {
    const { items = [] } = await client.send(new GetResourcesCommand({ restApiId, embed: ['methods'] }));
    expect(items.map(({ path }) => path).sort()).toEqual(['/', '/orders', '/orders/{id}']);
    const { id: resourceId, resourceMethods } = items.find(({ path }) => path === '/orders/{id}')!;
    expect(resourceMethods?.ANY).toEqual({ httpMethod: 'ANY', authorizationType: 'NONE', apiKeyRequired: true });
    plane.onTestInvoke((route, { pathWithQueryString }) => ({ status: 404, body: `${route} ${pathWithQueryString}` }));
    const invoke = (httpMethod: string) => client.send(new TestInvokeMethodCommand({ restApiId, resourceId, httpMethod, pathWithQueryString: '/orders/1' }));
    expect(await invoke('GET')).toMatchObject({ status: 404, body: 'GET /orders/{id} /orders/1' });
    expect(await invoke('POST')).toMatchObject({ body: 'ANY /orders/{id} /orders/1' });
    await expect(client.send(new TestInvokeMethodCommand({ restApiId, resourceId: items[0].id, httpMethod: 'GET' }))).rejects.toBeInstanceOf(NotFoundException);
  });

  test('exports are of what is deployed, with the extensions that were asked for', async () => {
    const get = { 'x-amazon-apigateway-integration': { uri: 'u' }, 'x-amazon-apigateway-request-validator': 'all' };
    plane.define(restApiId, { paths: { '/a': { GET: {} } }, document: { paths: { '/a': { get } } } });
    const exported = async (parameters?: Record<string, string>, accepts?: string) => {
      const { body, contentType } = await client.send(new GetExportCommand({ restApiId, stageName: 'prod', exportType: 'oas30', parameters, accepts }));
      return [contentType!, Buffer.from(body!).toString()];
    };
    expect(JSON.parse((await exported())[1])).toMatchObject({ openapi: '3.0.1', info: { title: 'Orders' }, paths: { '/orders/{id}': { get: {} } } });
    plane.call('CreateDeployment', { restApiId, stageName: 'prod' });
    expect(JSON.parse((await exported())[1]).paths).toEqual({ '/a': { get: {} } });
    const { 'x-amazon-apigateway-integration': integration } = get;
    expect(JSON.parse((await exported({ extensions: 'integrations' }))[1]).paths['/a'].get).toEqual({ 'x-amazon-apigateway-integration': integration });
    const [type, text] = await exported({ extensions: 'apigateway' }, 'application/yaml');
    expect([type, text]).toEqual(['application/yaml', expect.stringContaining('x-amazon-apigateway-request-validator: all')]);
    const sdkOf = client.send(new GetSdkCommand({ restApiId, stageName: 'prod', sdkType: 'javascript', parameters: { a: 'b' } }));
    expect(JSON.parse(Buffer.from((await sdkOf).body!).toString())).toMatchObject({ sdkType: 'javascript', parameters: { a: 'b' } });
    await expect(client.send(new GetExportCommand({ restApiId, stageName: 'prod', exportType: 'swagger' }))).rejects.toThrow('not modelled');
  });

  test('keys and plans are read, changed, imported and deleted', async () => {
    const key = plane.addApiKey({ name: 'partner', customerId: 'c1' });
    plane.addApiKey({ name: 'other' });
    const usage = { [key.id]: [[1, 9], [2, 8]] as const };
    const plan = plane.addUsagePlan({ name: 'Gold', keyIds: [key.id], apiStages: [{ apiId: restApiId, stage: 'prod' }], throttle: { rateLimit: 5 }, usage });
    const usagePlanId = plan.id;
    expect(await client.send(new GetApiKeyCommand({ apiKey: key.id }))).not.toHaveProperty('value');
    expect(await client.send(new GetApiKeyCommand({ apiKey: key.id, includeValue: true }))).toHaveProperty('value', key.value);
    expect((await client.send(new GetApiKeysCommand({ nameQuery: 'part', includeValues: true }))).items).toMatchObject([{ name: 'partner', value: key.value }]);
    expect((await client.send(new GetApiKeysCommand({ customerId: 'c1' }))).items).toHaveLength(1);
    expect(await client.send(new UpdateApiKeyCommand({ apiKey: key.id, patchOperations: [replace('/enabled', 'false')] }))).toMatchObject({ enabled: false });
    expect((await client.send(new GetUsagePlansCommand({ keyId: key.id }))).items).toMatchObject([{ id: usagePlanId }]);
    expect(await client.send(new GetUsagePlanCommand({ usagePlanId }))).toMatchObject({ name: 'Gold', throttle: { rateLimit: 5 }, apiStages: [{ stage: 'prod' }] });
    expect((await client.send(new GetUsageCommand({ usagePlanId, startDate: '2026-01-01', endDate: '2026-01-02' }))).items).toEqual(usage);

    const value = 'abcdefghijklmnopqrstuvwxyz';
    const body = `Name,key,description,Enabled,usageplanIds\nnew,${value},A key,TRUE,"${usagePlanId},none"\nagain,${key.value},,FALSE,\n`;
    const strict = client.send(new ImportApiKeysCommand({ format: 'csv', body: Buffer.from(body), failOnWarnings: true }));
    await expect(strict).rejects.toMatchObject({ name: 'BadRequestException' });
    const { ids = [], warnings } = await client.send(new ImportApiKeysCommand({ format: 'csv', body: Buffer.from(body) }));
    expect([ids.length, warnings]).toEqual([1, ['Usage plan none of API key new does not exist', 'API Key already exists: again']]);
    expect((await client.send(new GetUsagePlanKeysCommand({ usagePlanId }))).items).toMatchObject([{ id: key.id }, { id: ids[0], value, type: 'API_KEY' }]);

    await client.send(new DeleteUsagePlanKeyCommand({ usagePlanId, keyId: ids[0] }));
    await expect(client.send(new DeleteUsagePlanKeyCommand({ usagePlanId, keyId: ids[0] }))).rejects.toBeInstanceOf(NotFoundException);
    await client.send(new DeleteApiKeyCommand({ apiKey: key.id }));
    expect((await client.send(new GetUsagePlanKeysCommand({ usagePlanId }))).items).toEqual([]);
    await expect(client.send(new GetApiKeyCommand({ apiKey: key.id }))).rejects.toThrow('Invalid API Key identifier specified');
  });
});
