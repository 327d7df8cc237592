import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Token } from 'aws-cdk-lib/core';
import { HttpIntegrations, Integrations, RequestValue, WebSocketIntegrations } from '../../lib';
import { testFunction, testStack } from '../helpers';

const stack = testStack();
const [queue, topic, bus, stream, bucket] = [new Queue(stack, 'Queue'), new Topic(stack, 'Topic'), new EventBus(stack, 'Bus'), new Stream(stack, 'Stream'), new Bucket(stack, 'Bucket')];
const table = new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
const machine = new StateMachine(stack, 'Machine', { stateMachineType: StateMachineType.EXPRESS, definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) });
const handler = testFunction(stack);
const id = RequestValue.path('id');
const key = { id: { S: id } };
const any = (value: unknown): any => value;

/** The factories of all APIs, with values of the wrong kinds in plain JavaScript. */
const { REST, HTTP, WebSocket } = { REST: any(Integrations), HTTP: any(HttpIntegrations), WebSocket: any(WebSocketIntegrations) };

describe.each([['REST', REST], ['HTTP', HTTP], ['WebSocket', WebSocket]])('a factory of %s APIs fails on', (_type, factory) => {
  test.each<[string, unknown[], string]>([
    ['lambdaProxy', [], "'handler' must be a function of aws-cdk-lib/aws-lambda, or an alias of one, got undefined"],
    ['lambdaProxy', [handler, { timeout: 5 }], "'timeout' must be a Duration, Duration.seconds(5), for example, got 5"],
    ['httpProxy', [], "'url' must begin with https:// or http://, got undefined"],
    ['httpProxy', ['foo'], "'url' must begin with https:// or http://, got \"foo\""],
    ['sqsSendMessage', [], "'queue' must be a queue of aws-cdk-lib/aws-sqs, got undefined"],
    ['sqsSendMessage', ['jobs'], "'queue' must be a queue of aws-cdk-lib/aws-sqs, got \"jobs\""],
    ['sqsSendMessage', [queue, { message: 'text' }], "'message' must be a value of the request, RequestValue.path('id') or RequestValue.constant('text'), for example, got \"text\""],
    ['sqsSendMessage', [queue, null], 'options must be a structure, got null'],
    ['sqsSendMessage', [queue, { timeout: 5 }], "'timeout' must be a Duration"],
    ['eventBridgePutEvents', [], "'bus' must be an event bus of aws-cdk-lib/aws-events, got undefined"],
    ['eventBridgePutEvents', [bus], "'source' must be the name of a sender, \"com.example.shop\", for example, got undefined"],
    ['eventBridgePutEvents', [bus, { source: 'shop' }], "'detailType' must be a value of the request, RequestValue.path('id') or RequestValue.constant('text'), for example, got undefined"],
    ['eventBridgePutEvents', [bus, { source: 'shop', detailType: 'OrderPlaced' }], "'detailType' must be a value of the request"],
    ['stepFunctionsStartExecution', [], "'stateMachine' must be a state machine of aws-cdk-lib/aws-stepfunctions, got undefined"],
    ['stepFunctionsStartSyncExecution', [], "'stateMachine' must be a state machine of aws-cdk-lib/aws-stepfunctions, got undefined"],
    ['stepFunctionsStartSyncExecution', [machine, { input: 'text' }], "'input' must be a value of the request"],
  ])('%s with %#', (name, values, message) => {
    expect(() => factory[name](...values)).toThrow(message);
  });
});

describe.each([['REST', REST], ['WebSocket', WebSocket]])('a factory of %s APIs with templates fails on', (_type, factory) => {
  test.each<[string, unknown[], string]>([
    ['lambdaInvoke', [], "'handler' must be a function of aws-cdk-lib/aws-lambda, or an alias of one, got undefined"],
    ['lambdaInvoke', [handler, { request: 'text' }], "'request' must be a template, MappingTemplate.json({ id: RequestValue.path('id') }), for example, got \"text\""],
    ['http', ['ftp://example.com'], "'url' must begin with https:// or http://"],
    ['sqsSendMessage', [queue, { response: 'text' }], "'response' must be a template, MappingTemplate.json({ id: RequestValue.path('id') }), for example, got \"text\""],
    ['sqsSendMessage', [queue, { attributes: Object.fromEntries([...Array(11).keys()].map((n) => [`a${n}`, id])) }], "'attributes' must be at most 10, got 11"],
    ['sqsSendMessage', [queue, { attributes: { 'a b': id } }], "'attributes' must have names of 1 to 256 letters, digits and \"_ - .\", got \"a b\""],
    ['sqsSendMessage', [queue, { attributes: { a: 'text' } }], "'attributes.a' must be a value of the request"],
    ['sqsSendMessage', [queue, { attributes: [id] }], "'attributes' must be values by name"],
    ['snsPublish', [], "'topic' must be a topic of aws-cdk-lib/aws-sns, got undefined"],
    ['snsPublish', [topic, { subject: 'text' }], "'subject' must be a value of the request"],
    ['kinesisPutRecord', [], "'stream' must be a stream of aws-cdk-lib/aws-kinesis, got undefined"],
    ['kinesisPutRecord', [stream, { data: {} }], "'data' must be a value of the request"],
    ['dynamoDbGetItem', [], "'table' must be a table of aws-cdk-lib/aws-dynamodb, got undefined"],
    ['dynamoDbGetItem', [table, {}], "'key' must have attributes, got undefined"],
    ['dynamoDbGetItem', [table, { key, consistentRead: 'yes' }], "'consistentRead' must be true or false, got \"yes\""],
    ['dynamoDbGetItem', [table, { key: { id: { S: undefined } } }], "'key.id.S' must be text, also of a number, got undefined"],
    ['dynamoDbPutItem', [table, { item: { n: { N: 5 } } }], "'item.n.N' must be text, also of a number, got 5: write { N: '5' }"],
    ['dynamoDbPutItem', [table, { item: { m: { M: { a: { S: undefined } } } } }], "'item.m.M.a.S' must be text"],
    ['dynamoDbPutItem', [table, { item: { l: { L: [{ X: '1' }] } } }], "'item.l.L[0]' must be in the JSON of Amazon DynamoDB, got {\"X\":\"1\"}"],
    ['dynamoDbPutItem', [table, { item: key, condition: '' }], "'condition' must be an expression, \"attribute_not_exists(id)\", for example, got \"\""],
    ['dynamoDbPutItem', [table], "'item' must have attributes, got undefined"],
    ['dynamoDbUpdateItem', [table, { key }], "'updateExpression' must be an expression, \"SET age = :age\", for example, got undefined"],
    ['dynamoDbUpdateItem', [table, undefined], "'updateExpression' must be an expression"],
    ['dynamoDbDeleteItem', [table, undefined], "'key' must have attributes, got undefined"],
    ['dynamoDbQuery', [table, {}], "'keyCondition' must be an expression, \"id = :id\", for example, got undefined"],
    ['dynamoDbQuery', [table, { keyCondition: 'id = :id' }], "'expressionValues' must have attributes, got undefined"],
    ['dynamoDbQuery', [table, { keyCondition: 'id = :id', expressionValues: { ':id': { S: id } }, limit: NaN }], "'limit' must be a whole number of at least 1, got NaN"],
    ['dynamoDbQuery', [table, { keyCondition: 'id = :id', expressionValues: { ':id': { S: id } }, exclusiveStartKey: id }], "'exclusiveStartKey' must have attributes"],
    ['awsService', [], "'service' must be the host name of a service, \"translate\", for example, got undefined"],
    ['awsService', [{ service: 'Translate!', action: 'A', actions: ['s:A'], resourceArns: ['b'] }], "'service' must be the host name of a service"],
    ['awsService', [{ service: 's', action: 'A', actions: 'a', resourceArns: ['b'] }], "'actions' must be a list of actions of IAM, [\"translate:TranslateText\"], for example, got \"a\""],
    ['awsService', [{ service: 's', action: 'A', actions: ['s:A', '{'], resourceArns: ['b'] }], "'actions' must be a list of actions of IAM, [\"translate:TranslateText\"], for example, got [\"s:A\",\"{\"]"],
    ['awsService', [{ service: 's', action: 'A', actions: [], resourceArns: ['b'] }], "'actions' must be a list of actions of IAM"],
    ['awsService', [{ service: 's', action: 'A', actions: ['s:A'], resourceArns: Token.asList({ Ref: 'X' }) }], "'resourceArns' must be a list that is not empty, got"],
    ['awsService', [{ service: 's', action: 'A', actions: ['s:A'], resourceArns: ['b'], request: 'text' }], "'request' must be a template"],
    ['awsService', [{ service: 's', path: '/a', actions: ['s:A'], resourceArns: ['b'] }], "'path' must be a path without \"/\" in front"],
    ['awsService', [{ service: 's', action: 'A', httpMethod: 'post it', actions: ['s:A'], resourceArns: ['b'] }], "'httpMethod' must be a method"],
    ['awsService', [{ service: 's', action: 'A', actions: ['s:A'], resourceArns: ['b'], requestParameters: { 'X-Amz-Target': 'a' } }], "'requestParameters' must be sources by destination"],
  ])('%s with %#', (name, values, message) => {
    expect(() => factory[name](...values)).toThrow(message);
  });
});

test.each<[string, unknown[], string]>([
  ['s3GetObject', [], "'bucket' must be a bucket of aws-cdk-lib/aws-s3, got undefined"],
  ['s3GetObject', [bucket], "'objectKey' must be the key of an object, \"images/{id}.png\", for example, got undefined"],
  ['s3GetObject', [bucket, { objectKey: '*' }], "'objectKey' must be letters, digits, \"! _ . ( ) / -\" and variables of the path, and not begin with \"/\", got \"*\""],
  ['s3PutObject', [bucket, { objectKey: '/images' }], "'objectKey' must be letters, digits"],
  ['s3PutObject', [bucket, { objectKey: `${Token.asString({ Ref: 'X' })}/*` }], "'objectKey' must be letters, digits"],
  ['s3ListObjects', [bucket, { prefix: 5 }], "'prefix' must be text"],
  ['s3ListObjects', [bucket, { continuationToken: RequestValue.body('$.next') }], "'continuationToken' must be a variable of the query string or of the path, or a header, as it is"],
  ['s3ListObjects', [bucket, { continuationToken: 'next' }], "'continuationToken' must be a value of the request"],
])('%s fails with %#', (name, values, message) => {
  expect(() => REST[name](...values)).toThrow(message);
});

test('a URL with a variable of the stage, and one that CloudFormation knows, are taken', () => {
  for (const url of ['https://${stageVariables.host}/orders', Token.asString({ Ref: 'Url' })]) {
    expect(() => [REST, HTTP, WebSocket].map((factory) => factory.httpProxy(url))).not.toThrow();
  }
});
