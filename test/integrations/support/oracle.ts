import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { App, Stack } from 'aws-cdk-lib/core';
import { jsonAt, Mapped, valueAt } from './vtl';
import { ItemValue, MappingList, MappingTemplate, RequestValue, ResponseValue } from '../../../lib';
import * as dynamoDb from '../../../lib/integrations/dynamo-db-calls';
import { eventBridgePutEvents, kinesisPutRecord, snsPublish, sqsSendMessage } from '../../../lib/integrations/messaging-calls';
import { answersOf, ServiceCall } from '../../../lib/integrations/service-call';
import { instead } from '../../../lib/integrations/service-integration';
import { startExecution, startSyncExecution } from '../../../lib/integrations/step-functions-calls';

/** Text that callers may send. */
export const HOSTILE = [
  '', 'plain', '"', '\\', '\\"', "it's", '\n\r\t', '$input.body', '#set($v0 = 1)', '$v0', '${v0}', '\u2028\u0001', 'né😀', '</a><b>&amp;', '{"a":1}', "\\'", '#end', '&x=1#y%z',
  'null', '0', 'false',
];

/** A template with a value of every kind. */
export const EVERY_VALUE = MappingTemplate.json({
  body: RequestValue.body('$.value'),
  bodyText: RequestValue.bodyText('$.value'),
  detail: RequestValue.body('$.value').asText(),
  raw: RequestValue.rawBody(),
  path: RequestValue.path('id'),
  query: RequestValue.query('q'),
  header: RequestValue.header('X-Tenant'),
  variable: RequestValue.stageVariable('table'),
  context: RequestValue.context('authorizer.claims.sub'),
  otherwise: RequestValue.query('q').orElse('none "of" $it #x'),
  constant: RequestValue.constant('$5 "#'),
  base64: RequestValue.path('id').asBase64(),
  list: [RequestValue.path('id'), 'text with $ and # and "quotes"', 5, true, null],
});

/** A request with a text in every place. */
export function requestWith(text: string): Mapped {
  return {
    body: JSON.stringify({ value: text }),
    path: { id: text },
    query: { q: text },
    headers: { 'x-tenant': text, 'other': 'no' },
    stageVariables: { table: text },
    context: { authorizer: { claims: { sub: text } } },
  };
}

const ITEMS = JSON.stringify({ Items: [{ id: { S: 'a"b' }, note: { S: 'x' } }, { id: { S: '' } }, {}], Count: 3 });

const stack = new Stack(new App(), 'Oracle', { env: { account: '111111111111', region: 'eu-west-1' } });
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111111111111:${resource}`;
const key = { id: { S: RequestValue.path('id') } };

/** Calls of things with names that are known, so that their templates are the same each time. */
const CALLS: Record<string, { readonly call: ServiceCall; readonly answers: string[] }> = {
  'SQS': {
    call: sqsSendMessage(Queue.fromQueueArn(stack, 'Queue', arn('sqs', 'jobs.fifo')), { attributes: { tenant: RequestValue.query('q') }, messageDeduplicationId: RequestValue.path('id') }),
    answers: ['{"SendMessageResponse":{"SendMessageResult":{"MessageId":"m"}}}', '{}'],
  },
  'SNS': { call: snsPublish(Topic.fromTopicArn(stack, 'Topic', arn('sns', 'news')), { subject: RequestValue.query('q') }), answers: ['{"PublishResponse":{"PublishResult":{"MessageId":"m"}}}'] },
  'EventBridge': {
    call: eventBridgePutEvents(EventBus.fromEventBusArn(stack, 'Bus', arn('events', 'event-bus/shop')), { source: 'com.example.$hop', detailType: RequestValue.query('q') }),
    answers: ['{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}', '{"FailedEntryCount":1,"Entries":[{}]}'],
  },
  'Kinesis': { call: kinesisPutRecord(Stream.fromStreamArn(stack, 'Stream', arn('kinesis', 'stream/clicks')), { partitionKey: RequestValue.path('id') }), answers: ['{"SequenceNumber":"1","ShardId":"s"}'] },
  'Step Functions, waited for': {
    call: startSyncExecution(StateMachine.fromStateMachineArn(stack, 'Sync', arn('states', 'stateMachine:orders')), {}),
    answers: ['{"status":"SUCCEEDED","output":"{\\"a\\":\\"$x #end\\"}"}', '{"status":"FAILED"}', '{"status":"TIMED_OUT"}'],
  },
  'Step Functions': { call: startExecution(StateMachine.fromStateMachineArn(stack, 'Async', arn('states', 'stateMachine:orders')), { executionName: RequestValue.path('id') }), answers: ['{"executionArn":"arn","startDate":5}'] },
  'DynamoDB, reading': { call: dynamoDb.getItem(Table.fromTableName(stack, 'Read', 'things'), { key }), answers: ['{"Item":{"id":{"S":"a\\"b"}}}', '{}'] },
  'DynamoDB, writing': {
    call: dynamoDb.putItem(Table.fromTableName(stack, 'Write', 'things'), { item: { ...key, note: { S: RequestValue.bodyText('$.value') } }, condition: 'attribute_not_exists(#id)', expressionNames: { '#id': 'id' } }),
    answers: ['{}'],
  },
  'DynamoDB, finding': {
    call: dynamoDb.query(Table.fromTableName(stack, 'Find', 'things'), { keyCondition: 'id = :id', expressionValues: { ':id': { S: RequestValue.path('id') } }, exclusiveStartKey: { ...key, at: { S: RequestValue.query('q') } } }),
    answers: ['{"Items":[{"id":{"S":"1"}}]}', '{"Items":[],"LastEvaluatedKey":{"id":{"S":"1"}}}'],
  },
};

/** What services say of what went wrong. */
const ERRORS = [
  '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}', '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}',
  '{"__type":"com.amazon.coral.service#AccessDeniedException"}', '{"__type":"ExecutionAlreadyExists"}', '{"__type":"x"}', '{"Error":{"Code":"AWS.SimpleQueueService.NonExistentQueue"}}',
  '{"Error":{"Code":"KMS.ThrottlingException"}}', '{"Error":{"Code":"InvalidParameterValue"}}', '{}',
];

function casesOfCalls(): typeof CASES {
  return Object.fromEntries(Object.entries(CALLS).flatMap(([name, { call, answers }]) => {
    const [success, ...errors] = answersOf(call, {}, instead);
    return [
      [`${name}: the request`, { template: call.request!.text, inputs: [...HOSTILE.map((text) => ({ ...requestWith(text), body: JSON.stringify({ value: text }) })), { body: '' }] }],
      [`${name}: the answer`, { template: success.template!, inputs: answers.map((body) => ({ body })) }],
      ...errors.filter(({ template }) => template!.startsWith('#')).map(({ status, template }) => [`${name}: ${status}`, { template: template!, inputs: ERRORS.map((body) => ({ body })) }]),
    ];
  }));
}

/** What a template is applied to, by the name of the template. */
export const CASES: Record<string, { readonly template: string; readonly inputs: Mapped[] }> = {
  'every value': { template: EVERY_VALUE.text, inputs: [...HOSTILE.map(requestWith), { context: { authorizer: { claims: {} } } }] },
  'parts of a body': {
    template: MappingTemplate.json({ value: RequestValue.body('$.value'), text: RequestValue.body('$.value').asText(), scalar: RequestValue.bodyText('$.value') }).text,
    inputs: [5, 0, -1.5, true, false, ''].map((value) => ({ body: JSON.stringify({ value }) })),
  },
  'a form': {
    template: MappingTemplate.form({ 'Action': 'Send it', 'Message Body': RequestValue.rawBody(), 'id': RequestValue.path('id'), 'else': RequestValue.query('q').orElse('a&b$c') }).text,
    inputs: HOSTILE.map((text) => ({ body: text, path: { id: text } })),
  },
  'XML': {
    template: MappingTemplate.xml('order', { id: RequestValue.path('id'), lines: [{ sku: RequestValue.query('q').orElse('<&\\') }, { sku: 'a<b & c' }], n: 5 }).text,
    inputs: HOSTILE.map((text) => ({ path: { id: text }, query: { q: text } })),
  },
  'other names': {
    template: MappingTemplate.json({
      body: RequestValue.body('$.order-id'),
      text: RequestValue.bodyText('$.a.custom:tenant'),
      claim: RequestValue.context('authorizer.claims.custom:tenant'),
      class: RequestValue.context('authorizer.class'),
      list: MappingList.of('$.my-items', [ItemValue.member('class'), ItemValue.member('order-id.S'), ItemValue.member('class.class').orElse('none')]),
    }).text,
    inputs: HOSTILE.map((text) => ({ body: JSON.stringify({ 'order-id': text, 'a': { 'custom:tenant': text }, 'my-items': [{ 'class': text, 'order-id': { S: text } }, {}] }), context: { authorizer: { claims: { 'custom:tenant': text }, class: text } } })),
  },
  'base64': {
    template: MappingTemplate.json({ once: RequestValue.path('id').asBase64().asBase64(), otherwise: RequestValue.path('id').asBase64().orElse('né'), other: RequestValue.path('id').orElse('né').asBase64() }).text,
    inputs: HOSTILE.map((text) => ({ path: { id: text } })),
  },
  'a list': {
    template: MappingTemplate.json({ orders: MappingList.of('$.Items', { id: ItemValue.member('id.S'), note: ItemValue.member('note.S').orElse('-') }), next: ResponseValue.body('$.LastEvaluatedKey') }).text,
    inputs: [ITEMS, '{}', '{"Items":[]}'].map((body) => ({ body })),
  },
  'two lists': {
    template: MappingTemplate.json({ a: MappingList.of('$.A', { id: ItemValue.member('id') }), b: MappingList.of('$.B', { id: ItemValue.member('id'), in: MappingList.of('$.B', ItemValue.member('id')) }) }).text,
    inputs: ['{"A":[{"id":"a1"},{"id":"a2"}],"B":[{"id":"b1"},{"id":"b2"}]}', '{"A":[],"B":[{"id":"b1"}]}'].map((body) => ({ body })),
  },
  ...casesOfCalls(),
};

/** A case as the engine in Java reads it, which has no paths of its own: what they give is in it. */
export function questionOf(template: string, { body = '', path: ofPath = {}, query = {}, headers = {}, stageVariables = {}, context = {} }: Mapped) {
  const at = (method: string) => [...template.matchAll(new RegExp(`\\$input\\.${method}\\((?:'([^']*)'|"([^"]*)")\\)`, 'g'))].map(([, single, double]) => single ?? double);
  return {
    template,
    body,
    json: Object.fromEntries(at('json').map((jsonPath) => [jsonPath, jsonAt(body, jsonPath)])),
    path: Object.fromEntries(at('path').map((jsonPath) => [jsonPath, valueAt(body, jsonPath) ?? null])),
    params: { path: ofPath, querystring: query, header: headers },
    stageVariables,
    context,
  };
}

/** What Apache Velocity answered. */
export interface Recorded {
  readonly template: string;
  readonly answers: Array<{ readonly text: string; readonly status?: number }>;
}

export const RECORDED_FILE = path.join(__dirname, '..', 'oracle', 'answers.json');

/** What was recorded, by the name of the template. */
export function recorded(): Record<string, Recorded> {
  return JSON.parse(readFileSync(RECORDED_FILE, 'utf8'));
}

/** What tells whether a template or what it is applied to has changed since. */
export function identityOf(name: string): string {
  return createHash('sha256').update(JSON.stringify(CASES[name])).digest('hex').slice(0, 16);
}
