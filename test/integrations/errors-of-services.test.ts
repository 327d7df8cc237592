import { ContentHandling, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { answerOf, callStatements, Make, route } from './support/rest-route';
import { Integrations, MappingTemplate, RequestValue, RestGateway, RestLayout, WebSocketGateway, WebSocketIntegrations } from '../../lib';
import { propertiesOf, templateOf, testStack } from '../helpers';

const key = { id: { S: RequestValue.path('id') } };
const table = (stack: Stack) => new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING }, encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: new Key(stack, 'Key') });
const bucket = (stack: Stack) => new Bucket(stack, 'Bucket', { encryptionKey: new Key(stack, 'Key') });
const machine = (stack: Stack) => new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) });

const put: Make = (stack) => Integrations.dynamoDbPutItem(table(stack), { item: key, condition: 'attribute_not_exists(id)' });
const start: Make = (stack) => Integrations.stepFunctionsStartExecution(machine(stack), { executionName: RequestValue.path('id') });
const record: Make = (stack) => Integrations.kinesisPutRecord(new Stream(stack, 'Stream'));
const event: Make = (stack) => Integrations.eventBridgePutEvents(new EventBus(stack, 'Bus'), { source: 'shop', detailType: RequestValue.constant('x') });
const message: Make = (stack) => Integrations.sqsSendMessage(new Queue(stack, 'Queue'));
const news: Make = (stack) => Integrations.snsPublish(new Topic(stack, 'Topic'));

test.each<[string, Make, string, number]>([
  ['DynamoDB', put, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', 503],
  ['DynamoDB', put, 'com.amazon.coral.availability#ThrottlingException', 503],
  ['DynamoDB', put, 'com.amazonaws.dynamodb.v20120810#RequestLimitExceeded', 503],
  ['DynamoDB', put, 'com.amazon.coral.service#AccessDeniedException', 500],
  ['DynamoDB', put, 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', 500],
  ['DynamoDB', put, 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', 409],
  ['DynamoDB', put, 'com.amazon.coral.validate#ValidationException', 400],
  ['DynamoDB', put, 'com.amazon.coral.service#SerializationException', 400],
  ['DynamoDB', put, 'com.amazonaws.dynamodb.v20120810#TransactionConflictException', 503],
  ['Step Functions', start, 'ExecutionAlreadyExists', 409],
  ['Step Functions', start, 'ExecutionLimitExceeded', 503],
  ['Step Functions', start, 'com.amazon.coral.service#AccessDeniedException', 500],
  ['Step Functions', start, 'StateMachineDoesNotExist', 500],
  ['Step Functions', start, 'InvalidName', 400],
  ['Step Functions', start, 'InvalidArn', 500],
  ['Kinesis', record, 'ProvisionedThroughputExceededException', 503],
  ['Kinesis', record, 'KMSThrottlingException', 503],
  ['Kinesis', record, 'KMSAccessDeniedException', 500],
  ['Kinesis', record, 'InvalidArgumentException', 400],
  ['EventBridge', event, 'ThrottlingException', 503],
  ['EventBridge', event, 'AccessDeniedException', 500],
])('an error of %s is the fault of whose it is: %#, %s', (_service, make, type, status) => {
  expect(answerOf(make, JSON.stringify({ __type: type, message: 'secret' }), /^4/).status).toBe(String(status));
});

test.each<[string, Make, string, number]>([
  ['SQS', message, 'AWS.SimpleQueueService.NonExistentQueue', 500],
  ['SQS', message, 'AWS.SimpleQueueService.InvalidMessageContents', 400],
  ['SQS', message, 'InvalidParameterValue', 400],
  ['SQS', message, 'RequestThrottled', 503],
  ['SNS', news, 'Throttling', 503],
  ['SNS', news, 'NotFound', 500],
  ['SNS', news, 'KMSAccessDenied', 500],
  ['SNS', news, 'InvalidParameter', 400],
])('an error of %s is the fault of whose it is: %#', (_service, make, Code, status) => {
  expect(answerOf(make, JSON.stringify({ Error: { Code, Message: 'secret' } }), /^4/).status).toBe(String(status));
});

test.each<[string, Make, string]>([
  ['SQS', message, '500'],
  ['writing to S3', (stack) => Integrations.s3PutObject(bucket(stack), { objectKey: '{id}' }), '500'],
  ['deleting of S3', (stack) => Integrations.s3DeleteObject(bucket(stack), { objectKey: '{id}' }), '500'],
  ['listing S3', (stack) => Integrations.s3ListObjects(bucket(stack)), '500'],
  ['reading of S3, where it may be what is not there,', (stack) => Integrations.s3GetObject(bucket(stack), { objectKey: '{id}' }), '404'],
])('403 of %s is an error of the server', (_what, make, status) => {
  const taking = route(make).integration.IntegrationResponses.filter(({ SelectionPattern }: any) => SelectionPattern && new RegExp(`^(${SelectionPattern})$`).test('403'));
  expect(taking.map(({ StatusCode }: any) => StatusCode)).toEqual([status]);
});

test('every status that an error may become is declared', () => {
  const { stack } = route(put, RestLayout.RESOURCES);
  expect(propertiesOf(stack, 'AWS::ApiGateway::Method').MethodResponses.map(({ StatusCode }: any) => StatusCode).sort()).toEqual(['200', '400', '409', '500', '503']);
});

describe('a key that things are encrypted with', () => {
  test.each<[string, Make, string | string[] | undefined]>([
    ['reading an item', (stack) => Integrations.dynamoDbGetItem(table(stack), { key }), 'kms:Decrypt'],
    ['finding items', (stack) => Integrations.dynamoDbQuery(table(stack), { keyCondition: 'id = :id', expressionValues: { ':id': { S: RequestValue.path('id') } } }), 'kms:Decrypt'],
    ['deleting an item', (stack) => Integrations.dynamoDbDeleteItem(table(stack), { key }), 'kms:Decrypt'],
    ['putting an item', put, ['kms:Decrypt', 'kms:GenerateDataKey']],
    ['reading an object', (stack) => Integrations.s3GetObject(bucket(stack), { objectKey: '{id}' }), 'kms:Decrypt'],
    ['writing an object', (stack) => Integrations.s3PutObject(bucket(stack), { objectKey: '{id}' }), 'kms:GenerateDataKey'],
    ['deleting an object', (stack) => Integrations.s3DeleteObject(bucket(stack), { objectKey: '{id}' }), undefined],
    ['listing objects', (stack) => Integrations.s3ListObjects(bucket(stack)), undefined],
    ['putting a record', (stack) => Integrations.kinesisPutRecord(new Stream(stack, 'Stream', { encryptionKey: new Key(stack, 'Key') })), 'kms:GenerateDataKey'],
  ])('is used for %s by what that needs', (_what, make, actions) => {
    const ofKey = callStatements(route(make).stack).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')));
    expect(ofKey.map(({ Action }) => Action)).toEqual(actions === undefined ? [] : [actions]);
  });
});

test('routes to other keys of a bucket have other roles', () => {
  const stack = testStack();
  const gateway = new RestGateway(stack, 'Api', { binaryMediaTypes: ['image/png'] });
  const objects = new Bucket(stack, 'Bucket');
  gateway.addRoutes({ path: '/public/{id}', integration: Integrations.s3GetObject(objects, { objectKey: 'public/{id}' }) });
  gateway.addRoutes({ path: '/private/{id}', integration: Integrations.s3PutObject(objects, { objectKey: 'private/{id}' }) });
  gateway.addRoutes({ path: '/list', integration: Integrations.s3PutObject(objects, { objectKey: 'public/list' }) });
  const roles = Object.values(templateOf(stack).findResources('AWS::IAM::Role')).filter(({ Properties }) => Properties.Policies?.[0].PolicyName === 'Call');
  const allowed = roles.map(({ Properties }) => Properties.Policies[0].PolicyDocument.Statement.map(({ Action, Resource }: any) => [Action, Resource['Fn::Join'][1][1]]));
  expect(allowed).toEqual([[['s3:GetObject', '/public/*']], [['s3:PutObject', '/private/*']], [['s3:PutObject', '/public/list']]]);
});

test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('a response that a user declares gets the headers of an object, too, in the layout %s', (layout) => {
  const methodResponses = [{ statusCode: '200', responseParameters: { 'method.response.header.x-mine': true, 'method.response.header.ETag': false } }];
  const { method } = route((scope) => Integrations.s3GetObject(new Bucket(scope, 'Bucket'), { objectKey: '{id}' }), layout, undefined, { methodResponses });
  expect([...method.responses['200'].headers].sort()).toEqual(['Cache-Control', 'Content-Type', 'ETag', 'Last-Modified', 'x-mine']);
  expect(methodResponses[0].responseParameters).toEqual({ 'method.response.header.x-mine': true, 'method.response.header.ETag': false });
});

describe('any service', () => {
  const call = (options: object): Make => () => Integrations.awsService({ service: 'ses', path: '', actions: ['ses:SendEmail'], resourceArns: ['arn:aws:ses:eu-west-1:111111111111:identity/example.com'], ...options });

  test('is told that a form is one', () => {
    const request = MappingTemplate.form({ Action: 'SendEmail' });
    expect(route(call({ request })).integration.RequestParameters).toEqual({ 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" });
    expect(route(call({ request: MappingTemplate.xml('a', 'b') })).integration.RequestParameters).toEqual({ 'integration.request.header.Content-Type': "'application/xml'" });
    expect(route(call({ request: MappingTemplate.json({}) })).integration.RequestParameters).toBeUndefined();
    const requestParameters = { 'integration.request.header.content-type': "'x/y'" };
    expect(route(call({ request, requestParameters })).integration.RequestParameters).toEqual(requestParameters);
  });
});

test('bodies of any service change and pass as is said', () => {
  const options = { service: 'ses', action: 'SendRawEmail', actions: ['ses:SendRawEmail'], resourceArns: ['arn:aws:ses:eu-west-1:111111111111:identity/example.com'], contentHandling: ContentHandling.CONVERT_TO_BINARY };
  const passthroughBehavior = PassthroughBehavior.WHEN_NO_MATCH;
  const make: Make = () => Integrations.awsService({ ...options, request: MappingTemplate.json({}), passthroughBehavior });
  expect(route(make).integration).toMatchObject({ ContentHandling: 'CONVERT_TO_BINARY', PassthroughBehavior: 'WHEN_NO_MATCH' });
  const stack = testStack();
  const gateway = new WebSocketGateway(stack, 'Chat');
  gateway.addRoute('$connect', { integration: WebSocketIntegrations.awsService(options) });
  templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Integration', { ContentHandlingStrategy: 'CONVERT_TO_BINARY' });
  expect(() => WebSocketIntegrations.awsService({ ...options, passthroughBehavior: PassthroughBehavior.NEVER })).toThrow("'passthroughBehavior' must be left out for a WebSocket API");
});

test('a record in base64 is not encoded again', () => {
  const make: Make = (stack) => Integrations.kinesisPutRecord(new Stream(stack, 'Stream'), { data: RequestValue.rawBody().asBase64() });
  expect(JSON.stringify(route(make).integration.RequestTemplates).match(/base64Encode/g)).toHaveLength(1);
});

test('what a user says for an absent input holds', () => {
  const make: Make = (stack) => Integrations.stepFunctionsStartExecution(machine(stack), { input: RequestValue.constant('{"a":1}') });
  expect(JSON.stringify(route(make).integration.RequestTemplates)).toContain('{\\\\\\"a\\\\\\":1}');
});
