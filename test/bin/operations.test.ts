import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { parse } from 'yaml';
import { onCall } from '../support/api-gateway';
import { CommandLine } from './support/command-line';
import { addKeys, demo, Demo } from './support/demo';

const API = '--api a1b2c3d4e5';
let folder: string;
let line: CommandLine;
let there: Demo;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-'));
  there = demo();
  line = await CommandLine.start(there.plane);
  line.cwd = folder;
});

afterEach(async () => {
  await line.stop();
  rmSync(folder, { recursive: true });
});

describe('flush-cache', () => {
  test.each([
    ['', ['a1b2c3d4e5/prod/data'], ['responses']],
    ['--authorizers', ['a1b2c3d4e5/prod/authorizers'], ['authorizers']],
    ['--all', ['a1b2c3d4e5/prod/data', 'a1b2c3d4e5/prod/authorizers'], ['responses', 'authorizers']],
  ])('%s forgets what it says', async (option, expected, flushed) => {
    expect((await line.run(`flush-cache ${API} ${option} --yes --json`)).json).toEqual({ api: 'a1b2c3d4e5', stage: 'prod', flushed });
    expect(there.plane.flushed).toEqual(expected);
  });

  test('needs a cache, but not for what authorizers have said', async () => {
    const patchOperations = [{ op: 'replace' as const, path: '/cacheClusterEnabled', value: 'false' }];
    there.plane.call('UpdateStage', { restApiId: there.restApiId, stageName: 'prod', patchOperations });
    expect(await line.run(`flush-cache ${API} --yes`)).toMatchObject({ exitCode: 4, err: 'gatehouse: stage prod has no cache to flush\n' });
    expect((await line.run(`flush-cache ${API} --all --yes --json`)).json.flushed).toEqual(['authorizers']);
  });
});

describe('export', () => {
  const document = { paths: { '/orders': { get: { 'responses': {}, 'x-amazon-apigateway-integration': { type: 'mock' } } } } };
  beforeEach(() => {
    there.plane.define(there.restApiId, { paths: { '/orders': { GET: {} } }, document });
    const { id } = there.plane.call('CreateDeployment', { restApiId: there.restApiId });
    there.plane.call('UpdateStage', { restApiId: there.restApiId, stageName: 'prod', patchOperations: [{ op: 'replace', path: '/deploymentId', value: id }] });
  });

  test('prints the document, and nothing else', async () => {
    const { out, err } = await line.run(`export ${API}`);
    expect(JSON.parse(out)).toMatchObject({ openapi: '3.0.1', paths: { '/orders': { get: { responses: {} } } } });
    expect(err).toBe('');
  });

  test('has extensions if they are asked for', async () => {
    expect((await line.run(`export ${API}`)).out).not.toContain('x-amazon-apigateway-integration');
    expect((await line.run(`export ${API} --extensions integrations`)).out).toContain('x-amazon-apigateway-integration');
  });

  test('is YAML if that is asked for', async () => {
    expect(parse((await line.run(`export ${API} --format yaml`)).out)).toMatchObject({ openapi: '3.0.1' });
    expect(parse((await line.run(`export ${API} --format yaml --json`)).json.document)).toMatchObject({ openapi: '3.0.1' });
  });

  test('goes to a file', async () => {
    const { out } = await line.run(`export ${API} --output api.json`);
    expect(out).toMatch(/^Wrote api\.json, \d+ bytes\.\n$/);
    expect(JSON.parse(readFileSync(path.join(folder, 'api.json'), 'utf8'))).toMatchObject({ openapi: '3.0.1' });
    expect((await line.run(`export ${API} --output api.json --json`)).json).toMatchObject({ file: path.join(folder, 'api.json'), document: null });
  });

  test('with --json has the document as a part', async () => {
    expect((await line.run(`export ${API} --json`)).json).toMatchObject({ api: 'a1b2c3d4e5', stage: 'prod', type: 'oas30', format: 'json', file: null, document: { openapi: '3.0.1' } });
  });

  test.each([['--format xml', '--format has to be json or yaml, got "xml"'], ['--extensions some', 'got "some"'], ['--type raml', '--type has to be oas30 or swagger, got "raml"']])(
    'refuses %s', async (option, message) => {
      const { err, exitCode } = await line.run(`export ${API} ${option}`);
      expect(err).toContain(message);
      expect(exitCode).toBe(2);
    });

  test('says where it cannot write', async () => {
    expect(await line.run(`export ${API} --output no/such/folder.json`)).toMatchObject({ exitCode: 2, err: expect.stringContaining('there is no folder ') });
  });
});

describe('sdk', () => {
  test('writes the file that API Gateway generates', async () => {
    const { json } = await line.run(`sdk javascript ${API} --json`);
    expect(json).toEqual({ api: 'a1b2c3d4e5', stage: 'prod', kind: 'javascript', file: path.join(folder, 'prod-javascript.zip'), bytes: expect.any(Number) });
    expect(JSON.parse(readFileSync(json.file, 'utf8'))).toMatchObject({ sdkType: 'javascript', stageName: 'prod' });
  });

  test('passes parameters on', async () => {
    await line.run(`sdk java ${API} --parameter serviceName=Orders --parameter javaPackageName=com.example.orders --output client.zip`);
    expect(JSON.parse(readFileSync(path.join(folder, 'client.zip'), 'utf8')).parameters).toEqual({ serviceName: 'Orders', javaPackageName: 'com.example.orders' });
  });

  test.each([
    ['java', 'java needs --parameter serviceName=… --parameter javaPackageName=…'],
    ['ruby --parameter service.name', '--parameter has to be name=value, got "service.name"'],
    ['cobol', 'the kind has to be javascript, java, android, objectivec, swift or ruby, got "cobol"'],
  ])('refuses "%s"', async (args, message) => {
    expect(await line.run(`sdk ${args} ${API}`)).toMatchObject({ exitCode: 2, err: `gatehouse: ${message}\n` });
    expect(existsSync(path.join(folder, 'prod-java.zip'))).toBe(false);
  });
});

describe('test', () => {
  let seen: any;
  beforeEach(() => {
    there.plane.define(there.restApiId, {
      paths: {
        '/': { GET: {} }, '/orders': { GET: {}, POST: {} }, '/orders/{id}': { GET: {} }, '/orders/latest': { GET: {} }, '/files/{path+}': { ANY: {} }, '/between/there': { GET: {} },
      },
    });
    there.plane.onTestInvoke((route, input) => {
      seen = { route, ...input };
      return { status: 200, body: '{"id":12}', multiValueHeaders: { 'Content-Type': ['application/json'] }, latency: 31, log: 'Execution log of the call\n' };
    });
  });

  test('calls the route, and prints its answer', async () => {
    const { out, exitCode } = await line.run(`test get /orders/12?full=true ${API}`);
    expect(out).toBe('200  GET /orders/{id}, 31 ms\nContent-Type: application/json\n\n{"id":12}\n');
    expect(exitCode).toBe(0);
    expect(seen).toMatchObject({ httpMethod: 'GET', pathWithQueryString: '/orders/12?full=true' });
  });

  test.each([
    ['/', 'GET /'], ['/orders', 'GET /orders'], ['/orders/', 'GET /orders'], ['/orders/12', 'GET /orders/{id}'], ['/orders/latest', 'GET /orders/latest'],
    ['/files/a/b', 'ANY /files/{path+}'], ['/between/there', 'GET /between/there'],
  ])('%s is taken by %s', async (requested, route) => {
    expect((await line.run(`test GET ${requested} ${API} --json`)).json.route).toBe(route);
  });

  test.each([
    ['GET /nope', 4, 'API a1b2c3d4e5 has no route for /nope'], ['GET /between', 4, 'has no route for /between'], ['GET /files', 4, 'has no route for /files'],
    ['OPTIONS /orders', 4, 'route /orders has no method OPTIONS: it has GET or POST'], ['GET orders', 2, 'the path has to begin with "/", got "orders"'],
    ['GET /orders --expect ok', 2, '--expect has to be a status from 100 to 599, got "ok"'], ['GET /orders --header Accept', 2, '--header has to be name:value, got "Accept"'],
    ['GET /orders --body @nope.json', 2, 'there is no file '],
  ])('refuses "%s"', async (args, code, message) => {
    const { err, exitCode } = await line.run(`test ${args} ${API}`);
    expect(err).toContain(message);
    expect(exitCode).toBe(code);
  });

  test('sends headers, a body and variables; the others are those of the stage', async () => {
    writeFileSync(path.join(folder, 'order.json'), '{"sku":"a"}');
    await line.run(`test POST /orders ${API} --stage prod --header 'Accept: text/plain' --header Accept:text/html --variable region=eu --body @order.json --yes`);
    expect(seen).toMatchObject({ body: '{"sku":"a"}', multiValueHeaders: { Accept: ['text/plain', 'text/html'] }, stageVariables: { table: 'orders', region: 'eu' } });
  });

  test('prints the log only if it is asked for', async () => {
    expect((await line.run(`test GET /orders ${API} --json`)).json.log).toBeNull();
    expect((await line.run(`test GET /orders ${API} --log`)).out).toMatch(/Execution log of the call\n$/);
  });

  test.each([[200, '', 0], [404, '', 0], [500, '', 1], [404, '--expect 404', 0], [200, '--expect 201', 1]])('ends on %i with %s as %i', async (status, option, code) => {
    there.plane.onTestInvoke(() => ({ status }));
    const { exitCode, json } = await line.run(`test GET /orders ${API} ${option} --json`);
    expect(exitCode).toBe(code);
    expect(json.passed).toBe(code === 0);
  });

  test('is not repeated: the call may have done something', async () => {
    there.plane.faults = onCall(0, 'applied-then-error', 'TestInvokeMethod');
    expect((await line.run(`test POST /orders ${API} --yes`)).exitCode).toBe(1);
    expect(there.plane.calls.filter(({ operation }) => operation === 'TestInvokeMethod')).toHaveLength(1);
  });
});

describe('usage', () => {
  let keys: ReturnType<typeof addKeys>;
  beforeEach(() => { keys = addKeys(there); });

  test('counts the calls of each key in each plan of the API', async () => {
    there.plane.addUsagePlan({ name: 'Of another API', apiStages: [{ apiId: 'z9y8x7w6v5', stage: 'prod' }] });
    const { json } = await line.run(`usage ${API} --json`);
    expect(json).toEqual({
      api: 'a1b2c3d4e5',
      from: '2026-01-02',
      to: '2026-01-31',
      plans: [
        { id: keys.internal, name: 'Internal', quota: null, calls: 5, keys: [{ id: keys.keys[0], name: 'acme', calls: 5, remaining: null }] },
        {
          id: keys.partners,
          name: 'Partners',
          quota: { limit: 10000, period: 'DAY' },
          calls: 4617,
          keys: [{ id: keys.keys[0], name: 'acme', calls: 4600, remaining: 6600 }, { id: keys.keys[1], name: 'globex', calls: 17, remaining: 10000 }],
        },
      ],
    });
  });

  test('asks for the days that were said', async () => {
    await line.run(`usage ${API} --from 2026-01-01 --to 2026-01-07`);
    expect(there.plane.calls.filter(({ operation }) => operation === 'GetUsage').map(({ input }: any) => [input.startDate, input.endDate])).toEqual([
      ['2026-01-01', '2026-01-07'], ['2026-01-01', '2026-01-07'],
    ]);
  });

  test('can be of one plan and one key', async () => {
    const { json } = await line.run(`usage ${API} --plan Partners --key globex --json`);
    expect(json.plans.map(({ name, calls }: any) => [name, calls])).toEqual([['Partners', 17]]);
    expect(json.plans[0].keys.map(({ name }: any) => name)).toEqual(['globex']);
  });

  test('names the key that is not in the plan any more by its id', async () => {
    there.plane.call('DeleteUsagePlanKey', { usagePlanId: keys.partners, keyId: keys.keys[1] });
    expect((await line.run(`usage ${API}`)).out).toContain(`${keys.keys[1]} (not in the plan)`);
  });

  test.each([['--from 2026-1-1', '--from has to be a day such as 2026-01-31'], ['--to 2026-02-30', '--to has to be a day'], ['--from 2026-02-01 --to 2026-01-01', '--from has to be before --to']])(
    'refuses %s', async (args, message) => {
      const { err, exitCode } = await line.run(`usage ${API} ${args}`);
      expect(err).toContain(message);
      expect(exitCode).toBe(2);
    });

  test('says that there is no such plan, or none at all', async () => {
    expect(await line.run(`usage ${API} --plan Nope`)).toMatchObject({ exitCode: 4, err: 'gatehouse: API a1b2c3d4e5 has no usage plan Nope\n' });
    there.plane.addRestApi({ id: 'z9y8x7w6v5' });
    expect((await line.run('usage --api z9y8x7w6v5')).out).toBe('API z9y8x7w6v5 has no usage plan.\n');
  });

  test('never prints the value of a key', async () => {
    for (const json of ['', '--json']) expect((await line.run(`usage ${API} ${json} --verbose`)).out).not.toContain('secret');
  });
});

describe('keys', () => {
  let ids: readonly string[];
  beforeEach(() => { ids = addKeys(there).keys; });
  const enabled = () => there.plane.call('GetApiKey', { apiKey: ids[0] }).enabled;

  test('list has all keys with their plans, and no value', async () => {
    const { json, out } = await line.run('keys list --json');
    expect(json.keys.map(({ name, enabled: on, plans }: any) => [name, on, plans.map((plan: any) => plan.name).join()])).toEqual([
      ['acme', true, 'Internal,Partners'], ['globex', true, 'Partners'], ['initech', false, ''],
    ]);
    expect(out).not.toContain('secret');
    expect((await line.run('keys list --verbose')).out).not.toContain('secret');
    const asked = there.plane.calls.filter(({ operation }) => operation === 'GetApiKeys').map(({ input }: any) => input.includeValues);
    expect(asked).toEqual([false, false]);
  });

  test('list prints values if that is asked for', async () => {
    expect((await line.run('keys list --show-values')).out).toContain('secret-of-acme-0123456789');
    expect((await line.run('keys list --show-values --json')).json.keys[0].value).toBe('secret-of-acme-0123456789');
  });

  test('list can be of an API, or of names', async () => {
    expect((await line.run(`keys list ${API} --json`)).json.keys).toHaveLength(2);
    expect((await line.run(`keys list ${API} --stage beta --json`)).json.keys).toHaveLength(0);
    expect((await line.run('keys list --name glo --json')).json.keys).toHaveLength(1);
    expect(await line.run('keys list --stage prod')).toMatchObject({ exitCode: 2, err: 'gatehouse: --stage needs --api\n' });
  });

  test('list reads all pages', async () => {
    for (let times = 0; times < 600; times++) there.plane.addApiKey({ name: `key${times}` });
    expect((await line.run('keys list --json')).json.keys).toHaveLength(603);
  });

  test('import makes keys, and passes warnings on', async () => {
    writeFileSync(path.join(folder, 'keys.csv'), 'Name,Key,usageplanIds\nhooli,hooli-0123456789-0123456789,nope\nacme,secret-of-acme-0123456789,\n');
    const { json, out, exitCode } = await line.run('keys import keys.csv --json');
    expect(exitCode).toBe(0);
    expect(json.ids).toHaveLength(1);
    expect(json.warnings).toEqual(['Usage plan nope of API key hooli does not exist', 'API Key already exists: acme']);
    expect(out).not.toContain('0123456789');
  });

  test('import with --fail-on-warnings makes none', async () => {
    writeFileSync(path.join(folder, 'keys.csv'), 'name,key,usageplanIds\nhooli,hooli-0123456789-0123456789,nope\n');
    const { err, exitCode } = await line.run('keys import keys.csv --fail-on-warnings');
    expect(err).toContain('Usage plan nope of API key hooli does not exist');
    expect(exitCode).toBe(1);
    expect((await line.run('keys list --json')).json.keys).toHaveLength(3);
  });

  test.each([['nope.csv', 'there is no file '], ['names.csv', 'names.csv has to have a column "key", got "name", "value"']])('import refuses %s', async (file, message) => {
    writeFileSync(path.join(folder, 'names.csv'), 'name,value\na,b\n');
    const { err, exitCode } = await line.run(`keys import ${file}`);
    expect(err).toContain(message);
    expect(exitCode).toBe(2);
  });

  test('revoke disables a key, by its id or its name', async () => {
    expect((await line.run('keys revoke acme --yes --json')).json).toEqual({ id: ids[0], name: 'acme', outcome: 'disabled' });
    expect(enabled()).toBe(false);
    expect(await line.run(`keys revoke ${ids[0]} --yes`)).toMatchObject({ exitCode: 1, err: `gatehouse: key ${ids[0]} is disabled already\n` });
    expect((await line.run(`keys revoke ${ids[1]} --yes --json`)).json).toMatchObject({ name: 'globex', outcome: 'disabled' });
  });

  test('revoke --delete deletes it, and says before that it cannot be undone', async () => {
    const { questions, exitCode } = await line.run('keys revoke acme --delete', { answer: 'y' });
    expect(exitCode).toBe(0);
    expect(questions.join()).toMatch(/^Undo +not possible$/m);
    expect(enabled).toThrow('Invalid API Key identifier specified');
  });

  test('revoke says that there is no such key, or more than one', async () => {
    expect(await line.run('keys revoke nope --yes')).toMatchObject({ exitCode: 4, err: 'gatehouse: there is no API key nope: "gatehouse keys list" lists all\n' });
    const { id } = there.plane.addApiKey({ name: 'acme' });
    const [first, second] = [id, ids[0]].sort();
    expect(await line.run('keys revoke acme --yes')).toMatchObject({ exitCode: 2, err: `gatehouse: 2 keys have the name acme: say ${first} or ${second}\n` });
    expect(await line.run('keys revoke acm --yes')).toMatchObject({ exitCode: 4 });
  });
});
