import { runs } from '../runs';
import { Chat, NOBODY } from './support/chat';
import { Inbox } from './support/inbox';

jest.setTimeout(180_000);

let chat: Chat;

beforeAll(async () => {
  chat = await Chat.deploy();
});
afterAll(() => chat?.cloud.close());
afterEach(() => chat.cloud.reset());

/** Connections that a message goes to all of. */
const MANY = runs({ oldest: 300, newest: 300, proof: 1_000 });

const SHARED = 50; // connect at once, so many as the SDK has sockets for

/** Connects many people. */
async function crowd(size: number, name: (index: number) => string): Promise<Inbox[]> {
  const people: Inbox[] = [];
  while (people.length < size) {
    const first = people.length;
    people.push(...await Promise.all(Array.from({ length: Math.min(SHARED, size - first) }, (_, index) => chat.connect(name(first + index)))));
  }
  return people;
}

async function everybodyLeaves(people: Inbox[]): Promise<void> {
  for (const { socket } of people) socket.close();
  await Promise.all(people.map(({ closed }) => closed));
  await chat.cloud.settled();
}

const texts = ({ messages }: Inbox): string[] =>
  messages.map((message) => JSON.parse(message)).flatMap(({ text }) => (text === undefined ? [] : [text]));

/** Figures of the conversation, which the log of a build has. */
const figure = (text: string) => process.stdout.write(`  ${text}\n`);

test('people join a room, talk, hear each other once, and leave', async () => {
  const [ann, bob, cat] = [await chat.connect('ann'), await chat.connect('bob'), await chat.connect('cat')];
  for (const person of [ann, bob]) expect(await chat.say(person, { action: 'join', room: 'tea' })).toEqual({ room: 'tea', joined: true });
  expect(await chat.say(ann, { action: 'talk', room: 'tea', text: 'hello' })).toEqual({ room: 'tea', said: expect.any(String) });
  expect(JSON.parse(await bob.next())).toEqual({ room: 'tea', from: 'ann', text: 'hello' });
  expect(await chat.say(cat, { action: 'talk', room: 'tea', text: 'let me in' })).toEqual({ error: 'you are not in tea' });
  expect(await chat.say(cat, { action: 'ping' })).toEqual({ action: 'pong' });
  expect(await chat.say(bob, { action: 'leave', room: 'tea' })).toEqual({ room: 'tea', left: true });
  await chat.say(ann, { action: 'talk', room: 'tea', text: 'anybody?' });
  await chat.cloud.settled();
  expect([ann, bob, cat].map(texts)).toEqual([[], ['hello'], []]);
  await everybodyLeaves([ann, bob, cat]);
  expect(await chat.left()).toEqual(NOBODY);
});

test('without a token, or with one that is over, nobody connects', async () => {
  await expect(chat.cloud.connect()).rejects.toThrow('refused with 401');
  const token = chat.cloud.issuer.token('ann', 'another client');
  await expect(chat.cloud.connect({ access_token: token })).rejects.toThrow('refused with 401');
});

test('a room of twenty in which ten talk', async () => {
  const people = await crowd(20, (index) => `guest ${index}`);
  await Promise.all(people.map((person) => chat.say(person, { action: 'join', room: 'hall' })));
  const before = { ...chat.cloud.api.counts };
  const started = performance.now();
  await Promise.all(people.slice(0, 10).map(async (person, speaker) => {
    for (let line = 0; line < 3; line++) person.socket.send(JSON.stringify({ action: 'talk', room: 'hall', text: `${speaker}.${line}` }));
  }));
  const once = (person: typeof people[number]): string[] => [...new Set(texts(person))].sort();
  const heard = () => people.reduce((sum, person) => sum + once(person).length, 0);
  while (heard() < 30 * 19) await new Promise((resolve) => setTimeout(resolve, 20));
  const seconds = (performance.now() - started) / 1000;
  await chat.cloud.settled();

  const said = Array.from({ length: 10 }, (_, speaker) => [0, 1, 2].map((line) => `${speaker}.${line}`));
  people.forEach((person, index) => {
    expect(once(person)).toEqual(said.filter((_, speaker) => speaker !== index).flat().sort());
  });
  const twice = people.reduce((sum, person) => sum + texts(person).length, 0) - heard();
  expect(twice).toBeLessThan(30 * 19 / 10); // "at least once": what timed out on a busy machine, and had arrived, comes again
  const { messagesIn, messagesOut } = chat.cloud.api.counts;
  figure(`${Math.round((messagesIn - before.messagesIn + messagesOut - before.messagesOut) / seconds)} messages a second in a room of twenty`);
  await everybodyLeaves(people);
  expect(await chat.left()).toEqual(NOBODY);
});

test(`a message to ${MANY} connections of which a tenth is gone reaches the others once each, and the store forgets it`, async () => {
  let started = performance.now();
  const people = await crowd(MANY, (index) => `guest ${index % (0.4 * MANY)}`);
  figure(`${MANY} connections in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  chat.cloud.api.onDisconnectEvent = async () => undefined; // it is a best-effort event
  const [gone, there] = [people.filter((_, index) => index % 10 === 0), people.filter((_, index) => index % 10 !== 0)];
  for (const { socket } of gone) socket.terminate();
  await Promise.all(gone.map(({ closed }) => closed));
  await chat.cloud.skip(30_000); // no connection is so young that it may still be connecting
  expect(await chat.left()).toMatchObject({ byGroup: MANY, byUser: MANY });

  started = performance.now();
  chat.announce({ to: { all: true }, message: { text: 'closing time' } });
  await chat.cloud.drain(chat.announcements);
  figure(`${MANY} connections, of which a tenth is gone, told in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await Promise.all(there.map(async (person) => {
    if (person.messages.length === 0) await person.next();
  }));
  expect(there.map(texts)).toEqual(there.map(() => ['closing time']));
  expect(await chat.left()).toMatchObject({ byGroup: there.length, byUser: there.length, groups: [] });

  chat.cloud.api.onDisconnectEvent = (deliver) => deliver();
  await everybodyLeaves(there);
  expect(await chat.left()).toEqual(NOBODY);
  await chat.cloud.skip(15 * 24 * 60 * 60_000);
  expect(await chat.cloud.items()).toEqual([]);
});

test('no function asked for what its role does not allow', () => {
  expect(chat.cloud.denied).toEqual([]);
});
