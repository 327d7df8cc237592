import { createServer, IncomingMessage, Server } from 'node:http';
import { createRequire } from 'node:module';
import { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { Item, MemoryTable } from './support/memory-table';

// The bundle that ships, not its source: `npx projen bundle` makes it.
const bundle = path.join(__dirname, '..', '..', 'assets', 'handlers', 'connections-client');
const { BroadcasterClient, Connections } = createRequire(__filename)(bundle) as typeof import('../../client/connections');

const NOW = Date.now();

/** Amazon DynamoDB, AWS Lambda and API Gateway's connections at one address, as a function finds them by its environment. */
class FakeServices {
  public readonly table = new MemoryTable();
  public readonly invoked: Array<{ name: string; type?: string; payload: any }> = [];
  public readonly sent: Array<{ method: string; id: string; body: string }> = [];
  public readonly gone = new Set<string>();
  public answer: { body: unknown; error?: string } = { body: null };
  private readonly server: Server = createServer((request, response) => void this.serve(request).then(({ status, headers, body }) => {
    response.writeHead(status, headers).end(body);
  }));

  public async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage): Promise<{ status: number; headers: Record<string, string>; body: string | Buffer }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const [, functionName] = /\/functions\/([^/]+)\/invocations/.exec(request.url!) ?? [];
    const [, id] = /^\/prod\/@connections\/(.+)$/.exec(decodeURIComponent(request.url!)) ?? [];
    if (functionName) {
      this.invoked.push({ name: functionName, type: request.headers['x-amz-invocation-type'] as string, payload: JSON.parse(text) });
      const headers: Record<string, string> = this.answer.error ? { 'x-amz-function-error': this.answer.error } : {};
      return { status: 200, headers, body: JSON.stringify(this.answer.body) };
    }
    if (id) {
      this.sent.push({ method: request.method!, id, body: text });
      const headers: Record<string, string> = this.gone.has(id) ? { 'x-amzn-errortype': 'GoneException' } : {};
      return { status: this.gone.has(id) ? 410 : 200, headers, body: '{}' };
    }
    const { statusCode, headers, body } = this.table.answer({ headers: request.headers as Record<string, string>, body: text });
    return { status: statusCode, headers, body: Buffer.concat(await body.toArray()) };
  }
}

const services = new FakeServices();
let endpoint: string;

beforeAll(async () => {
  endpoint = await services.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_LAMBDA: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    CONNECTIONS_TABLE: 'connections',
    CONNECTIONS_STAGE: 'prod',
    BROADCASTER_FUNCTION: 'broadcaster',
  });
});

afterAll(() => services.stop());

beforeEach(() => {
  services.table.items.clear();
  services.invoked.length = services.sent.length = 0;
  services.gone.clear();
  services.answer = { body: null };
});

function join(pk: string, user: string) {
  const common: Item = { pk: { S: pk }, endpoint: { S: `${endpoint}/prod` }, connectedAt: { N: String(NOW - 60_000) }, expiresAt: { N: String(Math.ceil(NOW / 1000) + 3600) }, userId: { S: user } };
  services.table.items.set(`${pk} #`, { ...common, sk: { S: '#' }, stage: { S: 'prod' }, byGroup: { S: 'prod/#0' }, byUser: { S: `prod/${user}` }, attributes: { M: { plan: { S: 'gold' } } } });
}

async function idsOf(list: AsyncIterable<{ connectionId: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { connectionId } of list) ids.push(connectionId);
  return ids;
}

test('connections are looked up, join and leave', async () => {
  join('a', 'ada');
  join('b', 'bob');
  const connections = new Connections();
  expect(await connections.get('a')).toEqual({ connectionId: 'a', stage: 'prod', endpoint: `${endpoint}/prod`, connectedAt: NOW - 60_000, userId: 'ada', attributes: { plan: 'gold' } });
  expect(await connections.get('nobody')).toBeUndefined();
  expect([await connections.join('a', 'lobby'), await connections.join('b', 'lobby'), await connections.join('nobody', 'lobby')]).toEqual([true, true, false]);
  expect(await connections.groupsOf('a')).toEqual(['lobby']);
  expect(await idsOf(connections.ofGroup('lobby'))).toEqual(['a', 'b']);
  expect(await idsOf(connections.ofUser('bob'))).toEqual(['b']);
  expect(await idsOf(connections.all())).toEqual(['a', 'b']);
  expect(await idsOf(connections.all('staging'))).toEqual([]);
  await connections.leave('a', 'lobby');
  expect(await idsOf(connections.ofGroup('lobby'))).toEqual(['b']);
});

test('messages are sent from here, but for those that are excepted, and who is gone is taken out', async () => {
  ['a', 'b', 'c'].forEach((id) => join(id, 'ada'));
  services.gone.add('c');
  const report = await new Connections().send({ user: 'ada' }, { text: 'hi' }, { except: 'b' });
  expect(report).toEqual({ delivered: 1, gone: 1, failed: [], bytes: 13, units: 1, meteredUnits: 1 });
  expect(services.sent.filter(({ id }) => id === 'a')).toEqual([{ method: 'POST', id: 'a', body: '{"text":"hi"}' }]);
  expect(services.table.live.map(({ pk }) => pk.S)).toEqual(['a', 'b']);
});

test('a connection is closed', async () => {
  join('a', 'ada');
  const connections = new Connections();
  expect(await connections.disconnect('a')).toBe(true);
  expect(await connections.disconnect('a')).toBe(false);
  expect(services.sent.map(({ method }) => method)).toEqual(['DELETE']);
});

test('the broadcaster is asked, without waiting, with an id by which a second try is known', async () => {
  const id = await new BroadcasterClient().send({ group: 'lobby' }, 'hi', { except: 'a' });
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(services.invoked).toEqual([{ name: 'broadcaster', type: 'Event', payload: { to: { group: 'lobby' }, message: 'hi', except: 'a', id } }]);
});

test('the broadcaster is waited for, and says what failed', async () => {
  const report = { id: 'x', delivered: 1, gone: 0, failed: [{ connectionId: 'b', reason: 'no' }], bytes: 2, units: 1, meteredUnits: 1 };
  services.answer = { body: report };
  expect(await new BroadcasterClient().sendAndWait({ all: true }, 'hi', { id: 'x', stage: 'staging' })).toEqual(report);
  expect(services.invoked).toEqual([{ name: 'broadcaster', type: undefined, payload: { to: { all: true }, message: 'hi', stage: 'staging', id: 'x', onFailure: 'report' } }]);
  services.answer = { body: { errorType: 'OutOfTime', errorMessage: 'there was no time left' }, error: 'Unhandled' };
  await expect(new BroadcasterClient().sendAndWait({ all: true }, 'hi')).rejects.toMatchObject({ name: 'OutOfTime', message: 'there was no time left' });
  services.answer = { body: { disconnected: true } };
  expect(await new BroadcasterClient().disconnect('a')).toBe(true);
});

test('what makes no sense is refused before anybody is asked', async () => {
  await expect(new BroadcasterClient().send({ room: 'x' } as never, 'hi')).rejects.toThrow('"to" must be one of');
  await expect(new BroadcasterClient().send({ all: true }, undefined)).rejects.toThrow('"message" must be text or JSON, got undefined');
  expect(services.invoked).toEqual([]);
  delete process.env.CONNECTIONS_STAGE;
  await expect(idsOf(new Connections().all())).rejects.toThrow("'stage' must be said, as an option or as the environment variable CONNECTIONS_STAGE: pass event.requestContext.stage");
  delete process.env.CONNECTIONS_TABLE;
  expect(() => new Connections()).toThrow('the environment variable CONNECTIONS_TABLE is missing: grant the function what it needs, or pass it as an option');
});
