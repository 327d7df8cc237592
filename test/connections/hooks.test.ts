import { Kit } from './support/kit';

/** Lets in who is no stranger, and into the room that is asked for. */
const ON_CONNECT = `
exports.handler = async (told) => {
  console.log(JSON.stringify(told));
  const { as, room } = told.event.queryStringParameters;
  if (as === 'stranger') return { statusCode: 403 };
  if (as === 'broken') throw new Error('no');
  if (as === 'odd') return { groups: 'tea' };
  return { userId: as, groups: room ? [room] : [], attributes: { plan: 'gold' } };
};`;

const ON_DISCONNECT = 'exports.handler = async (told) => console.log(JSON.stringify(told));';

jest.setTimeout(30_000);

let kit: Kit;

beforeAll(async () => {
  kit = await Kit.deploy((stack) => ({
    attributes: { agent: 'header.User-Agent' },
    onConnect: Kit.function(stack, 'Asked', ON_CONNECT),
    onDisconnect: Kit.function(stack, 'Told', ON_DISCONNECT),
    subprotocols: ['chat.v1', 'chat.v2'],
  }));
});
afterAll(() => kit?.cloud.close());
afterEach(async () => {
  await kit.cloud.reset();
  kit.cloud.functions.logs.clear();
});

test('onConnect says who it is, and which groups it is in, and is told what was chosen of the request', async () => {
  const [ann, bob] = [await kit.connect({ as: 'ann', room: 'tea' }, { headers: { 'User-Agent': 'test/1' } }), await kit.connect({ as: 'bob' })];
  await kit.ask({ to: { group: 'tea' }, message: 'to the room' });
  await kit.ask({ to: { user: 'bob' }, message: { text: 'to bob' } });
  expect([ann.messages, bob.messages]).toEqual([['to the room'], ['{"text":"to bob"}']]);
  expect((await kit.told('Asked'))[0]).toMatchObject({ type: 'connect', connectionId: ann.connectionId, stage: 'prod', attributes: { agent: 'test/1' }, event: { requestContext: { eventType: 'CONNECT' } } });
  const own = (await kit.left()).find(({ pk, sk }) => pk.S === ann.connectionId && sk.S === '#');
  expect(own).toMatchObject({ userId: { S: 'ann' }, attributes: { M: { agent: { S: 'test/1' }, plan: { S: 'gold' } } } });
  await kit.goodbye(ann, bob);
});

test.each([['stranger', 403], ['broken', 502], ['odd', 502]])('%s is refused with %d, of whom nothing is kept and nobody is told', async (as, status) => {
  await expect(kit.connect({ as, room: 'tea' })).rejects.toThrow(`refused with ${status}`);
  expect(await kit.left()).toEqual([]);
  expect(await kit.told('Told')).toEqual([]);
});

test('onDisconnect is told once, after the connection was taken out, also if API Gateway tells it twice', async () => {
  kit.cloud.api.onDisconnectEvent = async (deliver) => {
    await deliver();
    await deliver();
  };
  const ann = await kit.connect({ as: 'ann', room: 'tea' });
  await kit.goodbye(ann);
  expect(await kit.left()).toEqual([]);
  expect(await kit.told('Told')).toEqual([expect.objectContaining({ type: 'disconnect', connectionId: ann.connectionId, userId: 'ann', attributes: expect.objectContaining({ plan: 'gold' }) })]);
});

test('onConnect is asked once of a $connect that comes twice', async () => {
  kit.cloud.api.connectDeliveries = 2;
  const ann = await kit.connect({ as: 'ann' });
  expect(await kit.told('Asked')).toHaveLength(1);
  await kit.goodbye(ann);
});

test('the first subprotocol of the client that the server speaks is confirmed, and without one there is none', async () => {
  const both = await kit.connect({ as: 'ann' }, { protocols: ['mqtt', 'chat.v2', 'chat.v1'] });
  expect(both.socket.protocol).toBe('chat.v2');
  await expect(kit.connect({ as: 'bob' }, { protocols: ['mqtt'] })).rejects.toThrow('Server sent no subprotocol'); // a client ends it, as browsers do
  await kit.goodbye(both);
});

test('the broadcaster closes a connection, which is then gone, and onDisconnect is told once', async () => {
  const [ann, bob] = [await kit.connect({ as: 'ann', room: 'tea' }), await kit.connect({ as: 'bob', room: 'tea' })];
  expect(await kit.ask({ action: 'disconnect', connection: ann.connectionId })).toEqual({ disconnected: true });
  expect(await ann.closed).toBe(1000);
  expect(await kit.told('Told')).toEqual([expect.objectContaining({ connectionId: ann.connectionId, userId: 'ann' })]);
  expect(await kit.ask({ action: 'disconnect', connection: ann.connectionId })).toEqual({ disconnected: false });
  expect(await kit.ask({ to: { group: 'tea' }, message: 'who is there?' })).toMatchObject({ delivered: 1, gone: 0, failed: [] });
  await kit.goodbye(bob);
  expect(await kit.left()).toEqual([]);
});

test('no function asked for what its role does not allow', () => {
  expect(kit.cloud.denied).toEqual([]);
});
