import { EventField, Rule } from 'aws-cdk-lib/aws-events';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Kit } from './support/kit';
import { BroadcastTarget } from '../../lib';

const ON_CONNECT = 'exports.handler = async ({ event: { queryStringParameters: { as, room } } }) => ({ userId: as, groups: room ? [room] : [] });';

jest.setTimeout(120_000);

let kit: Kit;

const idOf = (type: string, part: string) => kit.cloud.idsOf(type).find((id) => id.startsWith(part))!;

beforeAll(async () => {
  kit = await Kit.deploy((stack) => ({ onConnect: Kit.function(stack, 'Asked', ON_CONNECT) }), (stack, { broadcaster }) => {
    broadcaster.addTopic(new Topic(stack, 'News'));
    const deadLetterQueue = { queue: new Queue(stack, 'Dead'), maxReceiveCount: 3 };
    broadcaster.addQueue(new Queue(stack, 'Messages', { visibilityTimeout: Duration.minutes(30), deadLetterQueue }), { batchSize: 10 });
    const shipped = new Rule(stack, 'Shipped', { eventPattern: { source: ['shop'], detailType: ['shipped'] } });
    broadcaster.addRule(shipped, { to: BroadcastTarget.user(EventField.fromPath('$.detail.customer')) });
    const closing = new Rule(stack, 'Closing', { eventPattern: { source: ['shop'], detailType: ['closing'] } });
    broadcaster.addRule(closing, { to: BroadcastTarget.all(), message: `closed at ${EventField.fromPath('$.detail.hour')}` });
  });
});
afterAll(() => kit?.cloud.close());
afterEach(() => kit.cloud.reset());

test('a message of a topic is sent, and one that is delivered twice is sent once', async () => {
  const [ann, bob] = [await kit.connect({ as: 'ann', room: 'tea' }), await kit.connect({ as: 'bob' })];
  const topic = idOf('AWS::SNS::Topic', 'News');
  const messageId = kit.cloud.publish(topic, JSON.stringify({ to: { group: 'tea' }, message: { text: 'news' } }));
  await kit.cloud.settled();
  kit.cloud.publish(topic, JSON.stringify({ to: { group: 'tea' }, message: { text: 'news' } }), messageId);
  await kit.cloud.settled();
  expect([ann.messages, bob.messages]).toEqual([['{"text":"news"}'], []]);
  await kit.goodbye(ann, bob);
});

test('an event goes to whom the rule says, as it is or as text, and one that comes twice is sent once', async () => {
  const [ann, bob] = [await kit.connect({ as: 'ann' }), await kit.connect({ as: 'bob' })];
  const shipped = { 'id': 'e1', 'source': 'shop', 'detail-type': 'shipped', 'detail': { customer: 'bob', order: 7, note: 'say "hi"' } };
  for (const _ of [1, 2]) {
    kit.cloud.emit(shipped);
    await kit.cloud.settled();
  }
  kit.cloud.emit({ 'id': 'e2', 'source': 'shop', 'detail-type': 'closing', 'detail': { hour: 18 } });
  kit.cloud.emit({ 'id': 'e3', 'source': 'bank', 'detail-type': 'closing', 'detail': { hour: 12 } });
  await kit.cloud.settled();
  expect([ann.messages, bob.messages]).toEqual([['closed at 18'], [JSON.stringify(shipped.detail), 'closed at 18']]);
  await kit.goodbye(ann, bob);
});

test('messages of a queue come in batches, of which what cannot be sent stays and ends in the dead letters', async () => {
  const ann = await kit.connect({ as: 'ann' });
  const queue = kit.cloud.attributeOf(idOf('AWS::SQS::Queue', 'Messages'), 'Arn');
  const bad = ['no JSON', '{"to":{"all":true}}', '{"to":"ann","message":"hi"}', JSON.stringify({ to: { all: true }, message: 'x'.repeat(128 * 1024 + 1) })];
  for (const body of ['{"to":{"all":true},"message":"first"}', ...bad, '{"to":{"user":"ann"},"message":"last"}']) kit.cloud.queues.put(queue, body);
  await kit.cloud.drain(idOf('AWS::SQS::Queue', 'Messages'));
  expect(ann.messages).toEqual(['first', 'last']);
  expect(kit.cloud.queues.bodies(kit.cloud.attributeOf(idOf('AWS::SQS::Queue', 'Dead'), 'Arn')).sort()).toEqual(bad.sort());
  await kit.goodbye(ann);
});

test('a message of 128 KB arrives, and is metered as four for each', async () => {
  const [ann, bob] = [await kit.connect({ as: 'ann' }), await kit.connect({ as: 'bob' })];
  const message = 'x'.repeat(128 * 1024);
  expect(await kit.ask({ to: { all: true }, message })).toMatchObject({ delivered: 2, units: 4, meteredUnits: 8 });
  expect([ann.messages, bob.messages]).toEqual([[message], [message]]);
  await kit.goodbye(ann, bob);
});

/** As if so much time went by while the message was sent for the nth time. */
function timePasses(at: number, milliseconds: number): void {
  let posts = 0;
  kit.cloud.faults = ({ service }) => {
    if (service === 'execute-api' && ++posts === at) void kit.cloud.skip(milliseconds);
    return undefined;
  };
}

test('a broadcast that has no time left says so, and goes on where it stopped when it is asked for again', async () => {
  const people = await Promise.all(Array.from({ length: 120 }, (_, index) => kit.connect({ as: `guest ${index}` })));
  timePasses(20, 295_000);
  const request = { id: 'long', to: { all: true }, message: 'long' };
  await expect(kit.ask(request)).rejects.toMatchObject({ errorType: 'OutOfTime', message: expect.stringMatching(/^there was no time left after \d+ connections: call again with the id "long" to go on$/) });
  const some = people.filter(({ messages }) => messages.length === 1).length;
  expect(some).toBeGreaterThanOrEqual(20);
  expect(some).toBeLessThan(120);
  expect(await kit.ask(request)).toMatchObject({ delivered: 120, failed: [] });
  expect(people.map(({ messages }) => messages.length)).toEqual(people.map(() => 1));
  expect(await kit.ask(request)).toMatchObject({ delivered: 120 }); // it is done, and is not done again
  expect(people.map(({ messages }) => messages.length)).toEqual(people.map(() => 1));
  await kit.goodbye(...people);
});

test('one of a topic that has no time left goes on by itself', async () => {
  const people = await Promise.all(Array.from({ length: 120 }, (_, index) => kit.connect({ as: `guest ${index}` })));
  timePasses(20, 295_000);
  kit.cloud.publish(idOf('AWS::SNS::Topic', 'News'), '{"to":{"all":true},"message":"long"}');
  await kit.cloud.settled();
  expect(people.map(({ messages }) => messages.length)).toEqual(people.map(() => 1));
  await kit.goodbye(...people);
});

test('no function asked for what its role does not allow', () => {
  expect(kit.cloud.denied).toEqual([]);
});
