import { createRequire } from 'node:module';
import * as path from 'node:path';
import { Readable } from 'node:stream';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { Item, MemoryTable, textOf } from './support/memory-table';

// The bundle that ships, not its source: `npx projen bundle` makes it.
const bundle = path.join(__dirname, '..', '..', 'assets', 'handlers', 'broadcaster');
const { broadcaster } = createRequire(__filename)(bundle) as typeof import('../../handlers/broadcaster');
const { connections } = createRequire(__filename)(path.join(bundle, '..', 'connections')) as typeof import('../../handlers/connections');

jest.setTimeout(30_000); // thousands of calls of the SDK, on whatever machine

const NOW = Date.UTC(2026, 0, 1, 12);
const HOUR = 60 * 60_000;
const ENDPOINT = 'https://abc.execute-api.eu-west-1.amazonaws.com/prod';

const ERRORS: Record<number, string> = { 410: 'GoneException', 403: 'ForbiddenException', 429: 'LimitExceededException' };

/** API Gateway's connections: what each got, and answers that are due before one is served again. */
class FakeConnections {
  public readonly open = new Set<string>();
  public readonly got = new Map<string, string[]>();
  public readonly closed: string[] = [];
  public calls = 0;
  public atOnce = 0;
  public mostAtOnce = 0;
  /** Leaves out what the SDK does for each call, which takes a while for thousands. */
  public inHaste = false;


  private readonly sdk = new ApiGatewayManagementApiClient({
    endpoint: ENDPOINT, region: 'eu-west-1', credentials: { accessKeyId: 'key', secretAccessKey: 'secret' }, maxAttempts: 1, requestHandler: { handle: (request: any) => this.answerRequest(request) } as never,
  });

  private readonly shortcut = {
    send: async ({ input: { ConnectionId, Data } }: any) => {
      const status = await this.answer(ConnectionId, Data && textOf(Data));
      if (status !== 200) throw Object.assign(new Error('UnknownError'), { name: ERRORS[status] ?? 'InternalServerError', $metadata: { httpStatusCode: status } });
    },
  } as ApiGatewayManagementApiClient;

  /** Asked before each call; what it returns is the status that is answered instead, or an error on the way. */
  public answers: (connectionId: string, call: number) => number | Error | undefined = () => undefined;

  public readonly client = (endpoint: string) => {
    if (endpoint !== ENDPOINT) throw new Error(`nobody is at ${endpoint}`);
    return this.inHaste ? this.shortcut : this.sdk;
  };

  /** How often a connection got a message, by its id. */
  public get counts(): number[] {
    return [...this.got.values()].map(({ length }) => length);
  }

  private async answerRequest({ method, path: url, body }: any) {
    const [, encoded] = /^\/prod\/@connections\/([^/]+)$/.exec(url)!;
    const status = await this.answer(decodeURIComponent(encoded), method === 'POST' ? textOf(body) : undefined);
    return { response: { statusCode: status, headers: status === 200 ? {} : { 'x-amzn-errortype': ERRORS[status] ?? 'InternalServerError' }, body: Readable.from([Buffer.from('{}')]) } };
  }

  /** Takes a message; without one, closes the connection. */
  private async answer(id: string, message?: string): Promise<number> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    await new Promise(setImmediate);
    this.atOnce--;
    const due = this.answers(id, this.calls++);
    if (due instanceof Error) throw due;
    const status = due ?? (this.open.has(id) ? 200 : 410);
    if (status === 200 && message !== undefined) this.got.set(id, [...this.got.get(id) ?? [], message]);
    if (status === 200 && message === undefined) {
      this.open.delete(id);
      this.closed.push(id);
    }
    return status;
  }
}

function testBroadcaster(environment: Record<string, string> = {}) {
  const table = new MemoryTable();
  const api = new FakeConnections();
  const clock = { now: NOW, slept: [] as number[] };
  const logged: any[] = [];
  const around = {
    dynamoDb: table.client,
    client: api.client,
    now: () => clock.now,
    sleep: async (milliseconds: number) => { clock.slept.push(milliseconds); clock.now += milliseconds; },
    random: () => 1,
    log: (entry: object) => void logged.push(entry),
  };
  const handle = broadcaster({ CONNECTIONS_TABLE: 'connections', STAGE: 'prod', ...environment }, around);
  const send = (event: object, id = 'r1', remaining = 300_000): Promise<any> => handle(event, { awsRequestId: id, getRemainingTimeInMillis: () => remaining }) as Promise<any>;
  return { table, api, clock, logged, send };
}

type World = ReturnType<typeof testBroadcaster>;

interface Joined {
  readonly user?: string;
  readonly groups?: string[];
  readonly age?: number;
  readonly stage?: string;
  readonly gone?: boolean;
}

/** Puts a connection where it is found. */
function join({ table, api }: World, pk: string, options: Joined = {}) {
  const { user, groups = [], age = HOUR, stage = 'prod', gone = false } = options;
  const times = { connectedAt: { N: String(NOW - age) }, expiresAt: { N: String((NOW - age) / 1000 + 7800) } };
  const common: Item = { pk: { S: pk }, endpoint: { S: ENDPOINT }, ...times, ...(user && { userId: { S: user } }) };
  const shard = [...pk].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 8;
  table.items.set(`${pk} #`, { ...common, sk: { S: '#' }, stage: { S: stage }, byGroup: { S: `${stage}/#${shard}` }, ...(user && { byUser: { S: `${stage}/${user}` } }) });
  for (const group of groups) table.items.set(`${pk} group#${group}`, { ...common, sk: { S: `group#${group}` }, byGroup: { S: `${stage}/${group}` } });
  if (!gone) api.open.add(pk);
}

const joinMany = (world: World, count: number, options?: Joined) => {
  world.api.inHaste = count > 100;
  for (let index = 0; index < count; index++) join(world, `c${String(index).padStart(5, '0')}=`, options);
};

const none = { gone: 0, failed: [] };

describe('a message reaches', () => {
  test('all of a stage, each once, whatever the pages, and so many at once as is said', async () => {
    const world = testBroadcaster({ CONCURRENCY: '20' });
    joinMany(world, 1200, { groups: ['lobby'] });
    join(world, 'other', { stage: 'staging' });
    world.table.page = 70;
    expect(await world.send({ to: { all: true }, message: { text: 'hi' } })).toEqual({ id: 'r1', delivered: 1200, ...none, bytes: 13, units: 1, meteredUnits: 1200 });
    expect(world.api.got.size).toBe(1200);
    expect(world.api.counts.every((count) => count === 1)).toBe(true);
    expect(world.api.got.get('c00000=')).toEqual(['{"text":"hi"}']);
    expect(world.api.mostAtOnce).toBe(20);
  });

  test('every one that was let in, whatever its id, and is spread over all parts of the index', async () => {
    const world = testBroadcaster();
    world.api.inHaste = true;
    const letIn = connections({ CONNECTIONS_TABLE: 'connections', AWS_REGION: 'eu-west-1' }, { dynamoDb: world.table.client, lambda: () => Promise.reject(), now: () => NOW - HOUR, log: () => undefined });
    const ids = Array.from({ length: 400 }, (_, index) => Buffer.from(`connection ${index * 7919}`).toString('base64'));
    for (const connectionId of ids) {
      await letIn({ requestContext: { eventType: 'CONNECT', connectionId, stage: 'prod', apiId: 'abc', domainName: 'abc.execute-api.eu-west-1.amazonaws.com' } });
      world.api.open.add(connectionId);
    }
    expect(await world.send({ to: { all: true }, message: 'hi' })).toMatchObject({ delivered: 400 });
    const parts = new Map<string, number>();
    for (const { byGroup } of world.table.live) parts.set(byGroup.S!, (parts.get(byGroup.S!) ?? 0) + 1);
    expect([...parts.keys()].sort()).toEqual(Array.from({ length: 8 }, (_, shard) => `prod/#${shard}`));
    expect(Math.min(...parts.values())).toBeGreaterThan(20);
  });

  test('a group, a user, a connection and several, and not those that are excepted', async () => {
    const world = testBroadcaster();
    join(world, 'a', { groups: ['lobby'], user: 'ada' });
    join(world, 'b', { groups: ['lobby'], user: 'bob' });
    join(world, 'c', { user: 'ada' });
    const reached = async (request: object) => {
      world.api.got.clear();
      await world.send({ message: 'hi', ...request });
      return [...world.api.got.keys()].sort();
    };
    expect(await reached({ to: { group: 'lobby' } })).toEqual(['a', 'b']);
    expect(await reached({ to: { group: 'lobby' }, except: 'a' })).toEqual(['b']);
    expect(await reached({ to: { all: true }, except: ['a', 'c'] })).toEqual(['b']);
    expect(await reached({ to: { user: 'ada' } })).toEqual(['a', 'c']);
    expect(await reached({ to: { connection: 'c' } })).toEqual(['c']);
    expect(await reached({ to: { connections: ['c', 'b', 'c'] } })).toEqual(['b', 'c']);
    expect(await reached({ to: { group: 'nobody' } })).toEqual([]);
    expect(await reached({ to: { group: 'lobby' }, stage: 'staging' })).toEqual([]);
  });

  test('nobody if it is above 128 KB, and is metered in units of 32 KB', async () => {
    const world = testBroadcaster();
    join(world, 'a');
    expect(await world.send({ to: { all: true }, message: 'x'.repeat(128 * 1024) })).toMatchObject({ delivered: 1, units: 4, meteredUnits: 4 });
    await expect(world.send({ to: { all: true }, message: 'x'.repeat(128 * 1024 + 1) })).rejects.toMatchObject({ name: 'MessageTooLarge' });
    await expect(world.send({ to: { all: true }, message: 'ä'.repeat(64 * 1024) + '.' })).rejects.toThrow('a message is at most 131072 bytes, got 131073');
    expect(world.api.counts).toEqual([1]);
  });
});

describe('a connection that is gone', () => {
  test('is taken out with its groups, is none to be told of, and what it was is kept for its $disconnect', async () => {
    const world = testBroadcaster();
    join(world, 'a', { groups: ['lobby', 'news'], user: 'ada', gone: true });
    join(world, 'b', { groups: ['lobby'] });
    expect(await world.send({ to: { group: 'lobby' }, message: 'hi' })).toMatchObject({ delivered: 1, gone: 1, failed: [] });
    expect(world.table.live.map(({ pk }) => pk.S)).toEqual(['b', 'b']);
    expect(world.table.item('a')).toMatchObject({ gone: { N: String(NOW) }, userId: { S: 'ada' } });
    expect(world.table.item('a')).not.toHaveProperty('byGroup');
    expect(world.table.item('a')).not.toHaveProperty('byUser');
    expect(await world.send({ to: { all: true }, message: 'hi' })).toMatchObject({ delivered: 1, gone: 0 });
  });

  test('since it is older than API Gateway lets it be, is not even tried', async () => {
    const world = testBroadcaster();
    join(world, 'a', { age: 3 * HOUR });
    expect(await world.send({ to: { all: true }, message: 'hi' })).toMatchObject({ delivered: 0, gone: 1 });
    expect(world.api.calls).toBe(0);
    expect(world.table.live).toEqual([]);
  });

  test('may only not be accepted yet, and is tried again when it must have been', async () => {
    const world = testBroadcaster();
    join(world, 'new', { age: 1_000, gone: true });
    join(world, 'gone', { age: 2_000, gone: true });
    world.api.answers = (id) => (id === 'new' && world.clock.now > NOW ? 200 : undefined);
    expect(await world.send({ to: { all: true }, message: 'hi' })).toMatchObject({ delivered: 1, gone: 1, failed: [] });
    expect(world.clock.slept).toEqual([4_000]);
    expect(world.table.live.map(({ pk }) => pk.S)).toEqual(['new']);
  });

  test('that cannot be taken out is one that is gone all the same, and the next broadcast takes it out', async () => {
    const world = testBroadcaster();
    join(world, 'a', { gone: true });
    world.table.breaks = (operation) => (operation === 'UpdateItem' ? 'InternalServerError' : undefined);
    expect(await world.send({ to: { all: true }, message: 'hi' })).toMatchObject({ gone: 1, failed: [] });
    expect(world.logged[0]).toEqual({ id: 'r1', unswept: 'InternalServerError', message: 'no' });
    world.table.breaks = () => undefined;
    await world.send({ to: { all: true }, message: 'hi' });
    expect(world.table.live).toEqual([]);
  });
});

describe('what API Gateway does not take', () => {
  test.each<[string, number | Error]>([
    ['a throttle', 429],
    ['an error of the service', 500],
    ['a time-out', Object.assign(new Error('Connection timed out'), { name: 'TimeoutError' })],
    ['a connection that breaks', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })],
  ])('because of %s is tried again, after longer and longer waits', async (_title, due) => {
    const world = testBroadcaster();
    join(world, 'a');
    world.api.answers = (_id, call) => (call < 4 ? due : undefined);
    expect(await world.send({ to: { all: true }, message: 'hi' })).toMatchObject({ delivered: 1, failed: [] });
    expect(world.clock.slept).toEqual([100, 200, 400, 800]);
    expect(world.api.counts).toEqual([1]);
  });

  test('for good is not tried again', async () => {
    const world = testBroadcaster();
    join(world, 'a');
    world.api.answers = () => 403;
    expect(await world.send({ to: { all: true }, message: 'hi', onFailure: 'report' })).toMatchObject({ failed: [{ connectionId: 'a', reason: expect.stringMatching(/^ForbiddenException/) }] });
    expect(world.api.calls).toBe(1);
    expect(world.table.live).toHaveLength(1);
  });

  test('is an error after the others got it, and when it is asked for again, they alone do not get it again', async () => {
    const world = testBroadcaster();
    joinMany(world, 10);
    world.api.answers = (id) => (['c00003=', 'c00007='].includes(id) ? 429 : undefined);
    const failing = world.send({ to: { all: true }, message: 'hi', id: 'news-1' });
    await expect(failing).rejects.toMatchObject({
      name: 'PartialFailure', message: expect.stringMatching(/^2 connections did not get the message: LimitExceededException.*; call again with the id "news-1" to send to them alone$/),
    });
    expect(world.api.got.size).toBe(8);
    world.api.answers = () => undefined;
    expect(await world.send({ to: { all: true }, message: 'hi', id: 'news-1' }, 'r2')).toEqual({ id: 'news-1', delivered: 10, ...none, bytes: 2, units: 1, meteredUnits: 10 });
    expect(world.api.counts).toEqual(Array(10).fill(1));
    await world.send({ to: { all: true }, message: 'hi', id: 'news-1' }, 'r3');
    expect(world.api.counts).toEqual(Array(10).fill(1));
  });

  test('for very many stops the broadcast, which goes on when it is asked for again', async () => {
    const world = testBroadcaster({ CONCURRENCY: '500' });
    joinMany(world, 1800);
    world.api.answers = () => 403;
    await expect(world.send({ to: { all: true }, message: 'hi' })).rejects.toMatchObject({ name: 'Unfinished', message: expect.stringMatching(/^stopped after 1500 failures, the last with ForbiddenException/) });
    expect(world.api.calls).toBe(1500);
    world.api.answers = () => undefined;
    expect(await world.send({ to: { all: true }, message: 'hi' })).toMatchObject({ delivered: 1800, failed: [] });
    expect(world.api.counts).toEqual(Array(1800).fill(1));
  });
});

describe('a broadcast that breaks off goes on after the last one', () => {
  test('when there is no time left', async () => {
    const world = testBroadcaster({ CONCURRENCY: '10' });
    joinMany(world, 1300);
    let tries = 0;
    for (let report; !report; tries++) {
      world.api.answers = () => { world.clock.now += 100; return undefined; };
      report = await world.send({ to: { all: true }, message: 'hi' }, 'r1', 40_000).catch((error) => expect(error).toMatchObject({
        name: 'OutOfTime', message: expect.stringMatching(/^there was no time left after \d+ connections: call again with the id "r1" to go on$/),
      }) as undefined);
      if (report) expect(report).toMatchObject({ delivered: 1300, failed: [] });
    }
    expect(tries).toBe(5); // 30 seconds each, of 100 milliseconds a call, and what was begun
    expect(world.api.counts).toEqual(Array(1300).fill(1));
  });

  test('when it crashes: no more than 500 get it twice, and none misses it', async () => {
    const world = testBroadcaster();
    joinMany(world, 1300);
    let kept = 0;
    world.table.breaks = (operation, input) => (operation === 'PutItem' && input.Item.pk.S.startsWith('broadcast#') && ++kept > 1 ? 'InternalServerError' : undefined); // as if it ended there
    await expect(world.send({ to: { all: true }, message: 'hi' })).rejects.toThrow();
    world.table.breaks = () => undefined;
    expect(await world.send({ to: { all: true }, message: 'hi' })).toMatchObject({ delivered: 1300 });
    expect(world.api.got.size).toBe(1300);
    expect(world.api.counts.filter((count) => count === 2)).toHaveLength(500);
    expect(world.api.counts.filter((count) => count > 2)).toHaveLength(0);
  });

  test('when the store does not give its next page, after what it gave', async () => {
    const world = testBroadcaster();
    joinMany(world, 1300);
    world.table.page = 50;
    let queries = 0;
    world.table.breaks = (operation) => (operation === 'Query' && ++queries === 20 ? 'ProvisionedThroughputExceededException' : undefined);
    await expect(world.send({ to: { all: true }, message: 'hi' })).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await world.send({ to: { all: true }, message: 'hi' });
    expect(world.api.counts).toEqual(Array(1300).fill(1));
  });

  test('and connections that came or went meanwhile change nothing for the others', async () => {
    const world = testBroadcaster();
    joinMany(world, 1300, { groups: ['lobby'] });
    let queries = 0;
    world.table.breaks = (operation) => (operation === 'Query' && ++queries === 2 ? 'InternalServerError' : undefined);
    await expect(world.send({ to: { group: 'lobby' }, message: 'hi' })).rejects.toThrow();
    const before = world.api.got.size;
    expect(before).toBeGreaterThanOrEqual(500);
    join(world, 'b-before', { groups: ['lobby'] });
    join(world, 'd-after', { groups: ['lobby'] });
    world.table.items.delete('c01250= group#lobby');
    await world.send({ to: { group: 'lobby' }, message: 'hi' });
    expect(world.api.got.size).toBe(1300);
    expect(world.api.got.has('d-after')).toBe(true);
    expect(world.api.counts.every((count) => count === 1)).toBe(true);
  });

  test('but not after it is done for an hour: then the same id is another broadcast', async () => {
    const world = testBroadcaster();
    join(world, 'a');
    await world.send({ to: { all: true }, message: 'hi', id: 'daily' });
    await world.send({ to: { all: true }, message: 'hi', id: 'daily' });
    expect(world.api.counts).toEqual([1]);
    world.clock.now += HOUR + 1_000;
    world.table.items.get('a #')!.expiresAt = { N: String(NOW) };
    join(world, 'a');
    world.table.items.get('a #')!.expiresAt = { N: String(NOW) + '0' };
    await world.send({ to: { all: true }, message: 'hi', id: 'daily' });
    expect(world.api.counts).toEqual([2]);
  });
});

describe('requests come', () => {
  const record = (messageId: string, body: unknown, queue = 'messages') => ({
    messageId, body: typeof body === 'string' ? body : JSON.stringify(body), eventSource: 'aws:sqs', eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:${queue}`,
  });

  test('from a queue, of which those stay that did not reach all, and one that comes twice is sent once', async () => {
    const world = testBroadcaster();
    join(world, 'a', { user: 'ada' });
    join(world, 'b', { user: 'bob' });
    world.api.answers = (id) => (id === 'b' ? 403 : undefined);
    const Records = [record('1', { to: { user: 'ada' }, message: '1' }), record('2', 'no JSON'), record('3', { to: { all: true }, message: '3' }), record('4', { to: { user: 'ada' }, message: '4' })];
    expect(await world.send({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }] });
    world.api.answers = () => undefined;
    expect(await world.send({ Records: [Records[2], Records[0]] })).toEqual({ batchItemFailures: [] });
    expect(Object.fromEntries(world.api.got)).toEqual({ a: ['1', '3', '4'], b: ['3'] });
  });

  test('from a queue that keeps their order, in which all stay after the first that failed', async () => {
    const world = testBroadcaster();
    join(world, 'a');
    const Records = [record('1', 'no JSON', 'messages.fifo'), record('2', { to: { all: true }, message: '2' }, 'messages.fifo')];
    expect(await world.send({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }] });
    expect(world.api.calls).toBe(0);
  });

  test('from a topic and from an event, and one that comes twice is sent once', async () => {
    const world = testBroadcaster();
    join(world, 'a');
    const request = { to: { all: true }, message: 'hi' };
    const topic = { Records: [{ EventSource: 'aws:sns', Sns: { MessageId: 'n1', Message: JSON.stringify(request) } }] };
    const rule = { 'id': 'e1', 'detail-type': 'News', 'source': 'shop', 'detail': request };
    for (const event of [topic, topic, rule, rule]) await world.send(event);
    expect(world.api.counts).toEqual([2]);
  });

  test('from where Lambda puts what failed, and go on there', async () => {
    const world = testBroadcaster();
    joinMany(world, 3);
    world.api.answers = (id) => (id === 'c00001=' ? 403 : undefined);
    const requestPayload = { to: { all: true }, message: 'hi' };
    await expect(world.send(requestPayload, 'r7')).rejects.toThrow();
    world.api.answers = () => undefined;
    await world.send({ version: '1.0', requestContext: { requestId: 'r7', condition: 'RetriesExhausted' }, requestPayload }, 'r8');
    expect(world.api.counts).toEqual([1, 1, 1]);
  });

  test('to close a connection, which is then taken out', async () => {
    const world = testBroadcaster();
    join(world, 'a', { groups: ['lobby'] });
    expect(await world.send({ action: 'disconnect', connection: 'a' })).toEqual({ disconnected: true });
    expect(world.api.closed).toEqual(['a']);
    expect(world.table.live).toEqual([]);
    expect(await world.send({ action: 'disconnect', connection: 'a' })).toEqual({ disconnected: false });
    expect(await world.send({ action: 'disconnect', connection: 'nobody' })).toEqual({ disconnected: false });
  });

  test('to put a connection into a group and take it out, unless it is gone', async () => {
    const world = testBroadcaster();
    join(world, 'a', { user: 'ada' });
    expect(await world.send({ action: 'join', connection: 'a', group: 'lobby' })).toEqual({ joined: true });
    expect(world.table.item('a', 'group#lobby')).toMatchObject({ byGroup: { S: 'prod/lobby' }, userId: { S: 'ada' }, endpoint: { S: ENDPOINT } });
    await world.send({ action: 'leave', connection: 'a', group: 'lobby' });
    expect(world.table.item('a', 'group#lobby')).toBeUndefined();
    expect(await world.send({ action: 'join', connection: 'nobody', group: 'lobby' })).toEqual({ joined: false });
  });

  test('to put a connection into a group that is disconnected meanwhile, of which nothing is left', async () => {
    const world = testBroadcaster();
    join(world, 'a');
    world.table.breaks = (operation, input) => {
      if (operation === 'PutItem' && input.Item.sk.S === 'group#lobby') world.table.items.set('a #', { pk: { S: 'a' }, sk: { S: '#' }, gone: { N: '1' } });
      return undefined;
    };
    expect(await world.send({ action: 'join', connection: 'a', group: 'lobby' })).toEqual({ joined: false });
    expect(world.table.live).toEqual([]);
  });

  test.each<[unknown, string]>([
    ['hi', 'a request is an object such as {"to":{"group":"room"},"message":"hello"}, got "hi"'],
    [{ message: 'hi' }, '"to" must be one of {"all":true}, {"group":"…"}, {"user":"…"}, {"connection":"…"} and {"connections":["…"]}, got undefined'],
    [{ to: { all: true, group: 'x' }, message: 'hi' }, 'got {"all":true,"group":"x"}'],
    [{ to: { all: false }, message: 'hi' }, 'got {"all":false}'],
    [{ to: { user: '' }, message: 'hi' }, 'got {"user":""}'],
    [{ to: { connections: [1] }, message: 'hi' }, 'got {"connections":[1]}'],
    [{ to: { group: '#1' }, message: 'hi' }, 'that does not begin with "#", got "#1"'],
    [{ to: { all: true } }, '"message" must be text or JSON, got undefined'],
    [{ to: { all: true }, message: 'hi', excpet: 'a' }, '"excpet" is no member of a request to send, which has action, to, message, except, stage, id, onFailure'],
    [{ to: { all: true }, message: 'hi', except: [1] }, '"except" must be the id of a connection or a list of them, got [1]'],
    [{ to: { all: true }, message: 'hi', onFailure: 'ignore' }, '"onFailure" must be "throw" or "report", got "ignore"'],
    [{ to: { all: true }, message: 'hi', stage: 1 }, '"stage" must be text of 1 to 1024 bytes, got 1'],
    [{ action: 'shout' }, '"action" must be send, disconnect, join, leave, got "shout"'],
    [{ action: 'constructor' }, '"action" must be send, disconnect, join, leave, got "constructor"'],
    [{ action: 'join', connection: 'a' }, 'the name of a group must be text'],
    [{ action: 'disconnect' }, '"connection" must be text of 1 to 1024 bytes, got undefined'],
  ])('and %j is refused', async (request, message) => {
    const world = testBroadcaster();
    join(world, 'a');
    const refused = world.send(request as object);
    await expect(refused).rejects.toMatchObject({ name: 'BadRequest', message: expect.stringContaining(message) });
    expect(world.api.calls).toBe(0);
  });
});

test('the log has counts and reasons, and no message', async () => {
  const world = testBroadcaster();
  join(world, 'a');
  world.api.answers = () => 403;
  await world.send({ to: { all: true }, message: 'secret', onFailure: 'report' });
  expect(world.logged).toEqual([{ id: 'r1', delivered: 0, gone: 0, failed: 1, bytes: 6, units: 1, meteredUnits: 0, reasons: [expect.stringMatching(/^ForbiddenException/)] }]);
});

test('without a stage of its own, the broadcaster has to be told one', async () => {
  const world = testBroadcaster({ STAGE: '' });
  await expect(world.send({ to: { all: true }, message: 'hi' })).rejects.toThrow('"stage" must be said, since the broadcaster has none of its own');
});
