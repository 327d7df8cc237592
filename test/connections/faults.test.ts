import * as fc from 'fast-check';
import { runs } from '../runs';
import { Chat, NOBODY } from './support/chat';
import { connectEvent, disconnectEvent, serviceId } from './support/events';
import { Call, Fault, FaultPlan, nth } from './support/faults';
import { Inbox } from './support/inbox';
import { ACCOUNT, REGION } from './support/local-cloud';

jest.setTimeout(process.env.GATEHOUSE_PROOF ? 30 * 60_000 : 90_000);

let chat: Chat;

beforeAll(async () => {
  chat = await Chat.deploy();
});
afterAll(() => chat?.cloud.close());
afterEach(() => chat.cloud.reset());

const DAY = 24 * 60 * 60_000;
const texts = ({ messages }: Inbox): string[] =>
  messages.map((message) => JSON.parse(message)).flatMap(({ text }) => (text === undefined ? [] : [text]));
const fromBroadcaster = ({ caller }: Call) => caller === chat.broadcaster;
const posts = (call: Call) => fromBroadcaster(call) && call.service === 'execute-api';

/** What the queue of announcements could not have sent. */
function unannounced(): string[] {
  const id = chat.cloud.idsOf('AWS::SQS::Queue').find((one) => one.startsWith('Unannounced'))!;
  return chat.cloud.queues.bodies(chat.cloud.attributeOf(id, 'Arn')).map((body) => JSON.parse(body).message.text);
}

async function announce(to: object, text: string): Promise<void> {
  chat.announce({ to, message: { text } });
  await chat.cloud.drain(chat.announcements);
}

/** Closes all, lets what is left be found out, and looks whether anything of them is kept. */
async function end(people: Inbox[]): Promise<void> {
  chat.cloud.faults = () => undefined;
  for (const { socket } of people) socket.close();
  await Promise.all(people.map(({ closed }) => closed));
  await chat.cloud.settled();
  await chat.cloud.skip(30_000);
  for (const to of [{ all: true }, ...ROOMS.map((room) => ({ group: `room-${room}` }))]) await announce(to, 'is anybody there?');
  expect(await chat.left()).toEqual(NOBODY);
  await chat.cloud.skip(15 * DAY);
  expect(await chat.cloud.items()).toEqual([]);
}

const api = { apiId: 'a1b2c3d4e5', domainName: `a1b2c3d4e5.execute-api.${REGION}.amazonaws.com`, stage: 'prod' };
/** Events of a connection that there is none of. */
function eventsOf(user = 'ann'): { connect: object; disconnect: object; connectionId: string } {
  const connectionId = serviceId();
  const facts = { connectionId, connectedAt: chat.cloud.clock.now(), sourceIp: '127.0.0.1', authorizer: { principalId: user, accountId: ACCOUNT } };
  return { connectionId, connect: connectEvent(api, facts, { headers: {}, query: {} }, facts.connectedAt), disconnect: disconnectEvent(api, facts, 1005, '', facts.connectedAt + 1) };
}

test('$disconnect before $connect leaves nothing, and the late $connect is refused', async () => {
  const { connect, disconnect } = eventsOf();
  await chat.cloud.invoke(chat.store, disconnect);
  expect(await chat.cloud.invoke(chat.store, connect)).toEqual({ statusCode: 410 });
  await end([]);
});

test('$connect and $disconnect at once leave nothing', async () => {
  for (let round = 0; round < 10; round++) {
    const { connect, disconnect } = eventsOf();
    await Promise.all([chat.cloud.invoke(chat.store, connect), chat.cloud.invoke(chat.store, disconnect)]);
  }
  expect(await chat.left()).toEqual(NOBODY);
  await end([]);
});

test('$connect twice is one connection', async () => {
  chat.cloud.api.connectDeliveries = 2;
  const ann = await chat.connect('ann');
  await announce({ all: true }, 'once');
  expect(texts(ann)).toEqual(['once']);
  expect(await chat.left()).toMatchObject({ byGroup: 1, byUser: 1 });
  await end([ann]);
});

test('a connection that was refused after it was stored is found to be gone', async () => {
  chat.cloud.api.beforeHandshake = async () => { throw new Error('API Gateway broke'); };
  await expect(chat.connect('ann')).rejects.toThrow('refused with 500');
  expect(await chat.left()).toMatchObject({ byGroup: 1, byUser: 1 });
  await end([]);
});

test.each([0, 6_000])('a message to a client of which $connect took %d ms, and that is not yet connected, does not make the store forget it', async (milliseconds) => {
  let early: Promise<void> | undefined;
  chat.cloud.api.beforeConnect = () => chat.cloud.skip(milliseconds);
  chat.cloud.api.beforeHandshake = async () => {
    early = announce({ all: true }, 'early');
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // it is sent, and answered with 410
  };
  const ann = await chat.connect('ann');
  await early;
  await announce({ all: true }, 'later');
  expect(texts(ann)).toEqual(['early', 'later']); // the first was sent again when the client was no longer connecting
  expect(await chat.left()).toMatchObject({ connections: [ann.connectionId] });
  await end([ann]);
}, 30_000);

test('a broadcaster that dies in the middle goes on when the queue asks again: nobody is missed', async () => {
  const people = await Promise.all(Array.from({ length: 30 }, (_, index) => chat.connect(`guest ${index}`)));
  chat.cloud.faults = nth('crash', 12, posts);
  await announce({ all: true }, 'again');
  const counts = people.map((person) => texts(person).length);
  expect(counts.filter((count) => count === 0)).toEqual([]);
  expect(Math.max(...counts)).toBeLessThanOrEqual(2); // at least once: those before the crash may get it again
  await end(people);
});

test('a broadcaster that dies while somebody talks is asked again by Lambda', async () => {
  const people = await Promise.all(['ann', 'bob', 'cat'].map((name) => chat.connect(name)));
  for (const person of people) await chat.say(person, { action: 'join', room: 'tea' });
  chat.cloud.faults = nth('crashAfter', 1, posts);
  await chat.say(people[0], { action: 'talk', room: 'tea', text: 'hello' });
  await chat.cloud.settled();
  await new Promise((resolve) => setTimeout(resolve, 15));
  expect(people.map((person) => new Set(texts(person)))).toEqual([new Set(), new Set(['hello']), new Set(['hello'])]);
  await end(people);
});

test('a broadcaster that dies each time leaves what it was asked for in its queue of failures', async () => {
  const [ann, bob] = [await chat.connect('ann'), await chat.connect('bob')];
  for (const person of [ann, bob]) await chat.say(person, { action: 'join', room: 'tea' });
  chat.cloud.faults = (call) => (posts(call) ? 'crash' : undefined);
  await chat.say(ann, { action: 'talk', room: 'tea', text: 'hello' });
  await chat.cloud.settled();
  chat.cloud.faults = () => undefined;
  const failures = chat.cloud.idsOf('AWS::SQS::Queue').find((id) => id.includes('BroadcasterFailures'))!;
  const [record] = chat.cloud.queues.bodies(chat.cloud.attributeOf(failures, 'Arn')).map((body) => JSON.parse(body));
  expect(record.requestPayload).toMatchObject({ to: { group: 'room-tea' }, message: { text: 'hello' } });

  await chat.cloud.invoke(chat.broadcaster, record); // and can be sent from there
  expect(JSON.parse(await bob.next())).toEqual({ room: 'tea', from: 'ann', text: 'hello' });
  await end([ann, bob]);
});

test('a request that a queue delivers twice is sent once', async () => {
  const ann = await chat.connect('ann');
  for (const _ of [1, 2]) chat.announce({ id: 'news 1', to: { all: true }, message: { text: 'news' } });
  await chat.cloud.drain(chat.announcements);
  expect(texts(ann)).toEqual(['news']);
  await end([ann]);
});

test('a service that does not answer costs time, and nobody is missed', async () => {
  const people = await Promise.all(['ann', 'bob', 'cat'].map((name) => chat.connect(name)));
  chat.cloud.faults = nth('hang', 2, posts);
  await announce({ all: true }, 'slowly');
  expect(people.map(texts)).toEqual([['slowly'], ['slowly'], ['slowly']]);
  await end(people);
}, 30_000);

test('what cannot be sent to one is sent to the others once, and ends in the dead letters of the queue', async () => {
  const people = await Promise.all(['ann', 'bob', 'cat'].map((name) => chat.connect(name)));
  const [, broken] = chat.cloud.api.openConnections;
  chat.cloud.faults = (call) => (posts(call) && call.connectionId === broken ? 'refuse' : undefined);
  await announce({ all: true }, 'partly');
  const counts = people.map((person) => texts(person).length).sort();
  expect(counts).toEqual([0, 1, 1]);
  expect(unannounced()).toContain('partly');
  await end(people);
}, 60_000);

const ROOMS = ['tea', 'bar'] as const;
type Room = (typeof ROOMS)[number];
type Step =
  | { readonly do: 'connect'; readonly user: string; readonly times: number }
  | { readonly do: 'refused' | 'reordered'; readonly user: string }
  | { readonly do: 'join' | 'leave'; readonly who: number; readonly room: Room }
  | { readonly do: 'vanish'; readonly who: number; readonly told: number }
  | { readonly do: 'send'; readonly to: Room | 'all' | 'user'; readonly user: string; readonly direct: boolean };

const user = fc.constantFrom('ann', 'bob');
const who = fc.nat(5);
const room = fc.constantFrom(...ROOMS);
const send = fc.record({ do: fc.constant('send' as const), to: fc.constantFrom('tea' as const, 'tea' as const, 'bar' as const, 'all' as const, 'user' as const), user, direct: fc.boolean() });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('connect' as const), user, times: fc.constantFrom(1, 1, 2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('refused' as const, 'reordered' as const), user }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('join' as const), who, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who, room }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('vanish' as const), who, told: fc.constantFrom(0, 1, 2) }) },
  { weight: 4, arbitrary: send },
);
const fault = fc.record({
  service: fc.constantFrom('dynamodb', 'execute-api', 'execute-api'),
  at: fc.integer({ min: 1, max: 20 }),
  lasts: fc.constantFrom(1, 1, 2, 12),
  kind: fc.constantFrom<Fault>('throttle', 'refuse', 'error', 'cut', 'lost', 'crash', 'crashAfter'),
});
const story = fc.record({
  steps: fc.array(step, { minLength: 6, maxLength: 12 }).map((steps) => [{ do: 'connect', user: 'ann', times: 1 }, { do: 'connect', user: 'bob', times: 1 }, ...steps] as Step[]),
  faults: fc.array(fault, { maxLength: 3 }),
});

interface Person {
  readonly user: string;
  readonly inbox: Inbox;
  /** Whether it is in a room: undefined if the answer was an error, which may be of either. */
  readonly rooms: Map<Room, boolean | undefined>;
}

/** So often the broadcaster asks DynamoDB before it gives up. */
const ATTEMPTS = 5;

/** Tells a story, and checks that everybody gets what is for them, or that somebody is told otherwise. */
class Telling {
  private readonly people: Person[] = [];
  private readonly all: Inbox[] = [];
  private sent = 0;
  private mayRepeat = false;

  constructor(private readonly faults: ReadonlyArray<{ service: string; at: number; lasts: number; kind: Fault }>) {}

  public async tell(steps: Step[]): Promise<void> {
    chat.cloud.faults = this.plan();
    for (const one of steps) await this.take(one);
    chat.cloud.faults = () => undefined;
    await chat.cloud.settled();
    const { connections } = await chat.left();
    // no connection that lives is forgotten
    expect(this.people.map(({ inbox }) => inbox.connectionId).filter((id) => !connections.includes(id))).toEqual([]);
    await end(this.all);
  }

  private plan(): FaultPlan {
    const seen = new Map<string, number>();
    let notNoted = 0; // attempts in a row to keep how far a broadcast is
    return ({ service, caller, operation }) => {
      const number = (seen.get(service) ?? 0) + 1;
      seen.set(service, number);
      const found = this.faults.find((one) => one.service === service && number >= one.at && number < one.at + one.lasts)?.kind;
      if (caller === chat.broadcaster && operation === 'PutItem') notNoted = found ? notNoted + 1 : 0;
      if (found === 'crash' || found === 'crashAfter' || found === 'lost' || (found === 'refuse' && notNoted > 0) || notNoted >= ATTEMPTS) this.mayRepeat = true;
      return found;
    };
  }

  private async take(one: Step): Promise<void> {
    switch (one.do) {
      case 'connect': return this.connect(one.user, one.times);
      case 'refused': return this.refused(one.user);
      case 'reordered': return this.reordered(one.user);
      case 'send': return this.send(one);
      case 'vanish': return this.vanish(one.who, one.told);
      default: return this.move(one.do, one.who, one.room);
    }
  }

  private async connect(user_: string, times: number): Promise<void> {
    chat.cloud.api.connectDeliveries = times;
    const inbox = await chat.connect(user_).catch(() => undefined); // refused: the client knows
    chat.cloud.api.connectDeliveries = 1;
    if (!inbox) return;
    this.all.push(inbox);
    this.people.push({ user: user_, inbox, rooms: new Map(ROOMS.map((one) => [one, false])) });
  }

  private async refused(user_: string): Promise<void> {
    chat.cloud.api.beforeHandshake = async () => { throw new Error('API Gateway broke'); };
    await chat.connect(user_).catch(() => undefined);
    chat.cloud.api.beforeHandshake = async () => undefined;
    await chat.cloud.skip(10_000); // it is not young any more
  }

  private async reordered(user_: string): Promise<void> {
    const { connect, disconnect } = eventsOf(user_);
    for (const event of [disconnect, connect, disconnect]) await chat.cloud.functions.invoke(chat.store, event);
  }

  private async vanish(index: number, told: number): Promise<void> {
    const person = this.people[index];
    if (!person) return;
    this.people.splice(index, 1);
    chat.cloud.api.onDisconnectEvent = async (deliver) => {
      for (let times = 0; times < told; times++) await deliver();
    };
    person.inbox.socket.terminate();
    await person.inbox.closed;
    while (chat.cloud.api.openConnections.includes(person.inbox.connectionId)) await new Promise((resolve) => setTimeout(resolve, 2));
    await chat.cloud.settled();
    chat.cloud.api.onDisconnectEvent = (deliver) => deliver();
    await chat.cloud.skip(10_000);
  }

  private async move(action: 'join' | 'leave', index: number, room_: Room): Promise<void> {
    const person = this.people[index];
    if (!person) return;
    const answer = await chat.say(person.inbox, { action, room: room_ });
    if (answer.joined === false) throw new Error('somebody who is connected could not join');
    person.rooms.set(room_, answer.message ? undefined : action === 'join');
  }

  private async send({ to, user: user_, direct }: Step & { do: 'send' }): Promise<void> {
    const text = `message ${++this.sent} of ${Math.random()}`;
    const target = to === 'all' ? { all: true } : to === 'user' ? { user: user_ } : { group: `room-${to}` };
    const before = this.mayRepeat;
    this.mayRepeat = false;
    const told = direct ? await this.sendDirectly(target, text) : await this.sendByQueue(target, text);
    await new Promise((resolve) => setTimeout(resolve, 15)); // what is posted arrives
    for (const { user: name, inbox, rooms } of this.people) {
      const isMeant = to === 'all' ? true : to === 'user' ? name === user_ : rooms.get(to);
      const count = texts(inbox).filter((one) => one === text).length;
      const facts = { to, isMeant, count, told: told === 'all' || told.has(inbox.connectionId) };
      if (isMeant === false) expect(facts).toMatchObject({ count: 0 });
      if (isMeant === true && !facts.told) expect(facts).not.toMatchObject({ count: 0 }); // not missed in silence
      if (!this.mayRepeat) expect(facts.count).toBeLessThanOrEqual(1);
    }
    this.mayRepeat ||= before;
  }

  /** Returns those of which the queue's dead letters tell that they may not have got it. */
  private async sendByQueue(to: object, text: string): Promise<'all' | Set<string>> {
    await announce(to, text);
    return unannounced().includes(text) ? 'all' : new Set();
  }

  /** Returns those of which the report tells that they did not get it. */
  private async sendDirectly(to: object, text: string): Promise<'all' | Set<string>> {
    const { failed, payload } = await chat.cloud.functions.invoke(chat.broadcaster, { to, message: { text }, onFailure: 'report' });
    return failed ? 'all' : new Set(JSON.parse(payload).failed.map(({ connectionId }: { connectionId: string }) => connectionId));
  }
}

test('whatever goes wrong: everybody gets what is for them, or it is told; nobody is forgotten who is there, and nothing is kept of who is not', async () => {
  const telling = fc.asyncProperty(story, ({ steps, faults }) => new Telling(faults).tell(steps)).beforeEach(() => chat.cloud.reset()); // after one that failed, too
  await fc.assert(telling, {
    numRuns: runs({ oldest: 8, newest: 4, proof: 300 }), endOnFailure: process.env.GATEHOUSE_PROOF === undefined,
  });
});
