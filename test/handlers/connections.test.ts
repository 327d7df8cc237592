import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { MemoryTable, textOf } from './support/memory-table';

// The bundle that ships, not its source: `npx projen bundle` makes it.
const bundle = path.join(__dirname, '..', '..', 'assets', 'handlers', 'connections');
const { connections } = createRequire(__filename)(bundle) as typeof import('../../handlers/connections');

const NOW = Date.UTC(2026, 0, 1, 12);

/** What a hook answers, by its name; text in `FunctionError` fails. */
type HookAnswer = { answer?: unknown; FunctionError?: string };
type Hooks = Record<string, (payload: any) => HookAnswer | Promise<HookAnswer>>;

function testHandler(environment: Record<string, string> = {}, hooks: Hooks = {}) {
  const table = new MemoryTable();
  const told: Array<[string, any]> = [];
  const logged: any[] = [];
  const lambda = new LambdaClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: any) => {
        const [, name] = /\/functions\/([^/]+)\/invocations/.exec(request.path)!;
        const payload = JSON.parse(textOf(request.body));
        told.push([name, payload]);
        const { answer, FunctionError } = await hooks[name](payload);
        const body = Readable.from([Buffer.from(answer === undefined ? 'null' : JSON.stringify(answer))]);
        return { response: { statusCode: 200, headers: FunctionError ? { 'x-amz-function-error': FunctionError } : {}, body } };
      },
    } as never,
  });
  const clock = { now: NOW };
  const around = { dynamoDb: table.client, lambda: async () => lambda, now: () => clock.now, log: (entry: object) => void logged.push(entry) };
  const handle = connections({ CONNECTIONS_TABLE: 'connections', AWS_REGION: 'eu-west-1', ...environment }, around);
  return { table, told, logged, clock, handle };
}

const event = (eventType: string, context: object = {}, rest: object = {}): any => ({
  requestContext: {
    eventType,
    connectionId: 'c1=',
    connectedAt: NOW,
    stage: 'prod',
    apiId: 'abc',
    domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
    requestId: 'r1',
    authorizer: { principalId: 'ada' },
    ...context,
  },
  ...rest,
});

const connect = (context?: object, rest?: object) => event('CONNECT', context, rest);
const disconnect = (context?: object) => event('DISCONNECT', context);

describe('$connect', () => {
  test('keeps who it is and where, until the service closes it at the latest, and nothing else', async () => {
    const { table, handle } = testHandler();
    const rest = { headers: { 'Origin': 'https://example.com', 'User-Agent': 'x' }, queryStringParameters: { room: 'lobby', token: 'secret' } };
    expect(await handle(connect({}, rest))).toEqual({ statusCode: 200 });
    expect([...table.items.values()]).toEqual([{
      pk: { S: 'c1=' },
      sk: { S: '#' },
      stage: { S: 'prod' },
      endpoint: { S: 'https://abc.execute-api.eu-west-1.amazonaws.com/prod' },
      connectedAt: { N: String(NOW) },
      expiresAt: { N: String(NOW / 1000 + 2 * 3600 + 600) },
      userId: { S: 'ada' },
      byUser: { S: 'prod/ada' },
      byGroup: { S: expect.stringMatching(/^prod\/#[0-7]$/) },
    }]);
  });

  test('keeps what was chosen, of the authorizer, the identity, the query string and headers in whatever case', async () => {
    const ATTRIBUTES = JSON.stringify({ room: 'query.room', agent: 'header.user-agent', plan: 'authorizer.plan', level: 'authorizer.level', ip: 'identity.sourceIp', none: 'query.none' });
    const { table, handle } = testHandler({ ATTRIBUTES, USER_ID: 'authorizer.sub' });
    await handle(connect(
      { authorizer: { principalId: 'x', sub: 'ada', plan: 'gold', level: 3, nested: {} }, identity: { sourceIp: '192.0.2.1' } },
      { headers: { 'User-Agent': 'Firefox' }, queryStringParameters: { room: 'lobby' } },
    ));
    expect(table.item('c1=')).toMatchObject({
      userId: { S: 'ada' },
      attributes: { M: { room: { S: 'lobby' }, agent: { S: 'Firefox' }, plan: { S: 'gold' }, level: { S: '3' }, ip: { S: '192.0.2.1' } } },
    });
    expect(Object.keys(table.item('c1=')!.attributes.M!)).toHaveLength(5);
  });

  test('has no user without an authorizer', async () => {
    const { table, handle } = testHandler();
    await handle(connect({ authorizer: undefined }));
    expect(table.item('c1=')).not.toHaveProperty('userId');
    expect(table.item('c1=')).not.toHaveProperty('byUser');
  });

  test('refuses a value that is too long, and keeps nothing', async () => {
    const { table, handle } = testHandler({ ATTRIBUTES: '{"room":"query.room"}' });
    expect(await handle(connect({}, { queryStringParameters: { room: 'x'.repeat(1025) } }))).toEqual({ statusCode: 400 });
    expect(table.items.size).toBe(0);
  });

  test.each([
    ['of the API, behind a custom domain', { domainName: 'socket.example.com' }, {}, 'https://abc.execute-api.eu-west-1.amazonaws.com/prod'],
    ['of the API in China', { domainName: 'socket.example.cn' }, { AWS_REGION: 'cn-north-1' }, 'https://abc.execute-api.cn-north-1.amazonaws.com.cn/prod'],
    ['that is said', {}, { CALLBACK_URL: 'https://socket.example.com/chat/' }, 'https://socket.example.com/chat'],
    ['that is said, with the stage', {}, { CALLBACK_URL: 'http://localhost:1234/{stage}' }, 'http://localhost:1234/prod'],
  ])('messages are posted to the endpoint %s', async (_title, context, environment, endpoint) => {
    const { table, handle } = testHandler(environment as Record<string, string>);
    await handle(connect(context));
    expect(table.item('c1=')!.endpoint).toEqual({ S: endpoint });
  });

  test('confirms the first subprotocol that both speak, and none if there is none', async () => {
    const { handle } = testHandler({ SUBPROTOCOLS: '["chat.v2","chat.v1"]' });
    const answer = await handle(connect({}, { headers: { 'sec-websocket-protocol': 'chat.v9, chat.v1,chat.v2' } }));
    expect(answer).toEqual({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'chat.v1' } });
    expect(await handle(connect({ connectionId: 'c2=' }, { headers: { 'Sec-WebSocket-Protocol': 'mqtt' } }))).toEqual({ statusCode: 200 });
  });

  test('that comes twice changes nothing', async () => {
    const { table, handle } = testHandler({ ATTRIBUTES: '{"room":"query.room"}' });
    await handle(connect({}, { queryStringParameters: { room: 'lobby' } }));
    const before = structuredClone([...table.items]);
    expect(await handle(connect({}, { queryStringParameters: { room: 'other' } }))).toEqual({ statusCode: 200 });
    expect([...table.items]).toEqual(before);
  });

  test('that comes after its $disconnect is refused, and keeps nothing', async () => {
    const { table, handle } = testHandler();
    await handle(disconnect());
    expect(await handle(connect())).toEqual({ statusCode: 410 });
    expect(table.live).toEqual([]);
  });

  test('fails if the store fails, so that API Gateway refuses the connection', async () => {
    const { table, handle, logged } = testHandler();
    table.breaks = (operation) => (operation === 'PutItem' ? 'ProvisionedThroughputExceededException' : undefined);
    await expect(handle(connect())).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    expect(table.items.size).toBe(0);
    expect(logged).toEqual([{ failed: 'CONNECT', connectionId: 'c1=', requestId: 'r1', error: 'ProvisionedThroughputExceededException', message: 'no' }]);
  });
});

describe('$disconnect', () => {
  test('leaves nothing but that it is gone, for a quarter of an hour', async () => {
    const { table, handle } = testHandler();
    await handle(connect());
    for (const group of ['a', 'b']) table.items.set(`c1= group#${group}`, { pk: { S: 'c1=' }, sk: { S: `group#${group}` }, byGroup: { S: `prod/${group}` } });
    expect(await handle(disconnect())).toEqual({ statusCode: 200 });
    expect([...table.items.values()]).toEqual([
      { pk: { S: 'c1=' }, sk: { S: '#' }, gone: { N: String(NOW) }, expiresAt: { N: String(NOW / 1000 + 900) }, disconnected: { BOOL: true } },
    ]);
  });

  test('that comes twice ends what the first one left, if that broke off', async () => {
    const { table, handle } = testHandler();
    await handle(connect());
    table.items.set('c1= group#a', { pk: { S: 'c1=' }, sk: { S: 'group#a' } });
    table.breaks = (operation) => (operation === 'DeleteItem' ? 'InternalServerError' : undefined);
    await expect(handle(disconnect())).rejects.toThrow();
    expect(table.live).toHaveLength(1);
    table.breaks = () => undefined;
    expect(await handle(disconnect())).toEqual({ statusCode: 200 });
    expect(table.live).toEqual([]);
  });
});

describe('onConnect', () => {
  const asked = (answer?: unknown, FunctionError?: string) => testHandler({ ON_CONNECT: 'join', ON_DISCONNECT: 'bye' }, { join: () => ({ answer, FunctionError }), bye: () => ({}) });

  test('is told of the connection and of what API Gateway said', async () => {
    const { told, handle } = asked();
    const said = connect({}, { queryStringParameters: { token: 'x' } });
    await handle(said);
    const endpoint = 'https://abc.execute-api.eu-west-1.amazonaws.com/prod';
    expect(told).toEqual([['join', { type: 'connect', connectionId: 'c1=', stage: 'prod', endpoint, connectedAt: NOW, userId: 'ada', attributes: {}, event: said }]]);
  });

  test('may say who it is, what else is kept, and which groups it is in', async () => {
    const { table, handle } = asked({ statusCode: 200, userId: 'lovelace', attributes: { plan: 'gold' }, groups: ['lobby', 'news', 'lobby'] });
    expect(await handle(connect())).toEqual({ statusCode: 200 });
    expect(table.item('c1=')).toMatchObject({ userId: { S: 'lovelace' }, byUser: { S: 'prod/lovelace' }, attributes: { M: { plan: { S: 'gold' } } } });
    expect(table.live).toHaveLength(3);
    expect(table.item('c1=', 'group#news')).toMatchObject({ byGroup: { S: 'prod/news' }, endpoint: { S: expect.stringMatching(/^https/) }, userId: { S: 'lovelace' } });
  });

  test('may take its time, which is none in which the connection was there', async () => {
    const join = () => {
      clock.now += 20_000;
      return {};
    };
    const { table, clock, handle } = testHandler({ ON_CONNECT: 'join' }, { join });
    await handle(connect());
    expect(table.item('c1=')).toMatchObject({ connectedAt: { N: String(NOW + 20_000) } });
  });

  test('may refuse, and nothing is kept', async () => {
    const { table, handle, logged } = asked({ statusCode: 403, groups: ['lobby'] });
    expect(await handle(connect())).toEqual({ statusCode: 403 });
    expect(table.items.size).toBe(0);
    expect(logged).toEqual([{ refused: 'c1=', statusCode: 403 }]);
  });

  test.each<[string, unknown, string | undefined, string]>([
    ['fails', { errorType: 'TypeError', errorMessage: 'x is not a function' }, 'Unhandled', 'join failed: Unhandled TypeError: x is not a function'],
    ['answers text', 'ok', undefined, 'onConnect answered something that is not an object'],
    ['answers a status that is none', { statusCode: '200' }, undefined, 'onConnect answered a statusCode that is not 200 to 599'],
    ['answers a user that is none', { userId: 1 }, undefined, 'onConnect answered a userId that is not text'],
    ['answers attributes that are not text', { attributes: { a: 1 } }, undefined, 'onConnect answered attributes that are not text by name'],
    ['answers groups that are no list', { groups: 'lobby' }, undefined, 'onConnect answered groups that are not a list'],
    ['answers a group that cannot be', { groups: ['#1'] }, undefined, 'the name of a group must be text of 1 to 512 bytes that does not begin with "#", got "#1"'],
  ])('that %s lets nobody in, and leaves nothing', async (_title, answer, error, message) => {
    const { table, handle } = asked(answer, error);
    await expect(handle(connect())).rejects.toThrow(message);
    expect(table.items.size).toBe(0);
  });

  test('is not asked again when $connect comes twice, or after $disconnect', async () => {
    const { told, handle } = asked();
    await handle(connect());
    await handle(connect());
    await handle(disconnect({ connectionId: 'c2=' }));
    expect(await handle(connect({ connectionId: 'c2=' }))).toEqual({ statusCode: 410 });
    expect(told.map(([name]) => name)).toEqual(['join']);
  });

  test('and onDisconnect are both told, if $disconnect comes while the first one is asked', async () => {
    const join = async () => {
      await handle(disconnect());
      return { answer: { groups: ['lobby'] } };
    };
    const { table, told, handle } = testHandler({ ON_CONNECT: 'join', ON_DISCONNECT: 'bye' }, { join, bye: () => ({}) });
    expect(await handle(connect())).toEqual({ statusCode: 410 });
    expect(table.live).toEqual([]);
    expect(told.map(([name]) => name)).toEqual(['join', 'bye']);
  });

  test('that asks for groups leaves none of them, if the store fails before the connection is kept, once they expire', async () => {
    const { table, handle } = asked({ groups: ['lobby'] });
    table.breaks = (operation, input) => (operation === 'PutItem' && input.Item.sk.S === '#' ? 'InternalServerError' : undefined);
    await expect(handle(connect())).rejects.toThrow();
    expect([...table.items.values()].map(({ expiresAt }) => expiresAt)).toEqual([{ N: String(NOW / 1000 + 7800) }]);
  });
});

describe('onDisconnect', () => {
  test('is told once of a connection as it was, after it was taken out', async () => {
    const left: number[] = [];
    const { table, told, handle } = testHandler({ ON_DISCONNECT: 'bye', ATTRIBUTES: '{"room":"query.room"}' }, { bye: () => { left.push(table.live.length); return {}; } });
    await handle(connect({}, { queryStringParameters: { room: 'lobby' } }));
    await handle(disconnect());
    await handle(disconnect());
    expect(told).toEqual([['bye', expect.objectContaining({ type: 'disconnect', connectionId: 'c1=', userId: 'ada', attributes: { room: 'lobby' } })]]);
    expect(left).toEqual([0]);
  });

  test('that fails counts as an error of the function, and the connection is out all the same', async () => {
    const { table, handle } = testHandler({ ON_DISCONNECT: 'bye' }, { bye: () => ({ FunctionError: 'Unhandled' }) });
    await handle(connect());
    await expect(handle(disconnect())).rejects.toThrow('bye failed: Unhandled');
    expect(table.live).toEqual([]);
  });
});

test('another event, and an environment without a table, are errors', async () => {
  const { handle } = testHandler();
  await expect(handle(event('MESSAGE'))).rejects.toThrow('this is for $connect and $disconnect, not for MESSAGE');
  expect(() => connections({})).toThrow('the environment variable CONNECTIONS_TABLE is missing');
});
