import { Match } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { HOSTILE } from './support/oracle';
import { answerOf, Make, requestOf, route, textOf } from './support/rest-route';
import { Integrations, ItemValue, MappingList, MappingTemplate, RequestValue, RestEndpoint, RestGateway, RestLayout } from '../../lib';
import { annotationsOf, methodsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const queue: Make = (stack) => Integrations.sqsSendMessage(new Queue(stack, 'Queue'));
const table = (stack: Stack) => new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
const machine = (stack: Stack, stateMachineType = StateMachineType.EXPRESS) => new StateMachine(stack, 'Machine', { stateMachineType, definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) });

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('an integration with a service, in the layout %s,', (layout) => {
  test('calls it with a role that may do that and nothing else', () => {
    const { stack, integration } = route(queue, layout);
    expect(integration).toMatchObject({ Type: 'AWS', IntegrationHttpMethod: 'POST', PassthroughBehavior: 'NEVER', RequestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" } });
    expect(textOf(integration.Uri)).toMatch(/^arn:<AWS::Partition>:apigateway:<AWS::Region>:sqs:path\/<AWS::AccountId>\/<Queue\w+\.QueueName>$/);
    const [id] = Object.keys(templateOf(stack).findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } }));
    expect(integration.Credentials).toBe(`<${id}.Arn>`);
    templateOf(stack).hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } }] },
      Policies: [{ PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage', Effect: 'Allow', Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Queue'), 'Arn'] } }] } }],
    });
  });

  test('declares the statuses that it may answer', () => {
    expect(route((stack) => Integrations.dynamoDbGetItem(table(stack), { key: { id: { S: RequestValue.path('id') } } }), layout).method.statuses ?? statusesOf(layout)).toEqual(['200', '400', '404', '500', '503']);
  });

  function statusesOf(of: RestLayout): string[] {
    const { stack } = route((scope) => Integrations.dynamoDbGetItem(table(scope), { key: { id: { S: RequestValue.path('id') } } }), of);
    if (of === RestLayout.RESOURCES) return propertiesOf(stack, 'AWS::ApiGateway::Method').MethodResponses.map(({ StatusCode }: any) => StatusCode).sort();
    return Object.keys(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths['/things/{id}'].post.responses).sort();
  }
});

test('integrations with one target share a role, with the actions of all', () => {
  const stack = testStack();
  const gateway = new RestGateway(stack, 'Api');
  const things = table(stack);
  const key = { id: { S: RequestValue.path('id') } };
  gateway.addRoutes({ path: '/a/{id}', methods: [HttpMethod.GET], integration: Integrations.dynamoDbGetItem(things, { key }) });
  gateway.addRoutes({ path: '/b/{id}', methods: [HttpMethod.GET], integration: Integrations.dynamoDbGetItem(things, { key }) });
  gateway.addRoutes({ path: '/a/{id}', methods: [HttpMethod.DELETE], integration: Integrations.dynamoDbDeleteItem(things, { key }) });
  gateway.addRoutes({ path: '/jobs', methods: [HttpMethod.POST], integration: queue(stack) });
  const roles = Object.values(templateOf(stack).findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } })).map(({ Properties }) => Properties);
  const callRoles = roles.filter(({ Policies }) => Policies[0].PolicyName === 'Call');
  expect(callRoles.map(({ Policies }) => Policies[0].PolicyDocument.Statement.map(({ Action }: any) => Action))).toEqual([[['dynamodb:GetItem', 'dynamodb:DeleteItem']], ['sqs:SendMessage']]);
});

test('what is encrypted with a key of one\'s own may be written', () => {
  const { stack } = route((scope) => Integrations.sqsSendMessage(new Queue(scope, 'Queue', { encryptionMasterKey: new Key(scope, 'Key') })));
  templateOf(stack).hasResourceProperties('AWS::IAM::Role', {
    Policies: [{ PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] } })]) } }],
  });
});

describe('Amazon SQS', () => {
  test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))('gets the body as it came: %s', (_name, body) => {
    expect(Object.fromEntries(new URLSearchParams(requestOf(queue, { body })))).toEqual({ Action: 'SendMessage', MessageBody: body });
  });

  test('gets attributes, and what FIFO queues need', () => {
    const make: Make = (stack) => Integrations.sqsSendMessage(new Queue(stack, 'Queue', { fifo: true }), {
      message: RequestValue.body('$.order').asText(), attributes: { tenant: RequestValue.header('x-tenant') }, messageDeduplicationId: RequestValue.header('idempotency-key'),
    });
    const request = requestOf(make, { body: '{"order":{"id":1}}', headers: { 'X-Tenant': 'a&b', 'Idempotency-Key': 'k' }, context: { requestId: 'r' } });
    expect(Object.fromEntries(new URLSearchParams(request))).toEqual({
      'Action': 'SendMessage',
      'MessageBody': '{"id":1}',
      'MessageGroupId': 'r',
      'MessageDeduplicationId': 'k',
      'MessageAttribute.1.Name': 'tenant',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'a&b',
    });
    expect(() => route((stack) => Integrations.sqsSendMessage(new Queue(stack, 'Queue'), { messageGroupId: RequestValue.path('id') }))).toThrow("'messageGroupId' is for FIFO queues, and [Shop/Queue] is none");
  });

  test('answers with the id of the message, and with nothing of its errors', () => {
    expect(answerOf(queue, '{"SendMessageResponse":{"SendMessageResult":{"MessageId":"m"}}}')).toEqual({ status: '200', body: { messageId: 'm' } });
    expect(answerOf(queue, '{"Error":{"Message":"secret"}}', /^4/)).toEqual({ status: '400', body: { message: 'Bad request' } });
    expect(answerOf(queue, '{"Error":{"Message":"secret"}}', /5/)).toEqual({ status: '500', body: { message: 'Internal server error' } });
  });
});

test('Amazon SNS gets a message, and answers with its id', () => {
  const make: Make = (stack) => Integrations.snsPublish(new Topic(stack, 'Topic'), { subject: RequestValue.constant('An order & more'), attributes: { kind: RequestValue.constant('order') } });
  const request = Object.fromEntries(new URLSearchParams(requestOf(make, { body: 'a b' })));
  expect(request).toEqual({
    'Action': 'Publish',
    'TopicArn': expect.stringMatching(/^<Topic\w+>$/),
    'Message': 'a b',
    'Subject': 'An order & more',
    'MessageAttributes.entry.1.Name': 'kind',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'order',
  });
  expect(answerOf(make, '{"PublishResponse":{"PublishResult":{"MessageId":"m"}}}')).toEqual({ status: '200', body: { messageId: 'm' } });
  expect(textOf(route(make).integration.Uri)).toMatch(/:sns:path\/\/$/);
});

describe('Amazon EventBridge', () => {
  const make: Make = (stack) => Integrations.eventBridgePutEvents(new EventBus(stack, 'Bus'), { source: 'com.example.$hop', detailType: RequestValue.constant('OrderPlaced') });

  test('gets an event with the body as its detail', () => {
    const [entry] = JSON.parse(requestOf(make, { body: '{"a":"it\'s \\"b\\""}' })).Entries;
    expect(entry).toEqual({ Source: 'com.example.$hop', DetailType: 'OrderPlaced', Detail: '{"a":"it\'s \\"b\\""}', EventBusName: expect.stringMatching(/^<Bus/) });
  });

  test('answers with an error if the event was not taken', () => {
    expect(answerOf(make, '{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}')).toEqual({ status: '200', body: { eventId: 'e' } });
    expect(answerOf(make, '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"X"}]}')).toEqual({ status: '500', body: { message: 'Internal server error' } });
  });

  test('takes no source of AWS', () => {
    expect(() => route((stack) => Integrations.eventBridgePutEvents(new EventBus(stack, 'Bus'), { source: 'aws.shop', detailType: RequestValue.constant('x') }))).toThrow("'source' must be the name of a sender that does not begin with \"aws.\", got \"aws.shop\"");
  });
});

test('Amazon Kinesis gets a record in base64', () => {
  const make: Make = (stack) => Integrations.kinesisPutRecord(new Stream(stack, 'Stream'), { partitionKey: RequestValue.path('id') });
  const { Data, ...request } = JSON.parse(requestOf(make, { body: 'né"', path: { id: '5' } }));
  expect(Buffer.from(Data, 'base64').toString()).toBe('né"');
  expect(request).toEqual({ StreamName: expect.stringMatching(/^<Stream/), PartitionKey: '5' });
  expect(answerOf(make, '{"SequenceNumber":"1","ShardId":"s"}').body).toEqual({ sequenceNumber: '1', shardId: 's' });
});

describe('AWS Step Functions', () => {
  const sync: Make = (stack) => Integrations.stepFunctionsStartSyncExecution(machine(stack));

  test('runs a workflow with the body, and answers with its output', () => {
    expect(JSON.parse(requestOf(sync, { body: '{"a":1}' }))).toEqual({ stateMachineArn: expect.stringMatching(/^<Machine/), input: '{"a":1}' });
    expect(JSON.parse(requestOf(sync, {})).input).toBe('{}');
    expect(answerOf(sync, JSON.stringify({ status: 'SUCCEEDED', output: '{"b":"$x"}' }))).toEqual({ status: '200', body: { b: '$x' } });
  });

  test('answers with an error if it failed, and says nothing of it', () => {
    expect(answerOf(sync, '{"status":"FAILED","cause":"secret"}')).toEqual({ status: '500', body: { message: 'Internal server error' } });
    expect(answerOf(sync, '{"status":"TIMED_OUT"}')).toEqual({ status: '504', body: { message: 'Endpoint request timed out' } });
  });

  test('starts an execution, and does not wait for it', () => {
    const start: Make = (stack) => Integrations.stepFunctionsStartExecution(machine(stack, StateMachineType.STANDARD), { executionName: RequestValue.path('id') });
    expect(JSON.parse(requestOf(start, { body: '{}', path: { id: 'n' } }))).toMatchObject({ input: '{}', name: 'n' });
    expect(answerOf(start, '{"executionArn":"arn","startDate":1.5}')).toEqual({ status: '202', body: { executionArn: 'arn', startDate: 1.5 } });
    expect(() => route((stack) => Integrations.stepFunctionsStartSyncExecution(machine(stack, StateMachineType.STANDARD)))).toThrow("'stateMachine' must be an express workflow for API Gateway to wait for it, got a standard one, [Shop/Machine]");
  });
});

describe('Amazon DynamoDB', () => {
  const key = { id: { S: RequestValue.path('id') } };
  const get: Make = (stack) => Integrations.dynamoDbGetItem(table(stack), { key, consistentRead: true });

  test('reads an item, or finds none', () => {
    expect(JSON.parse(requestOf(get, { path: { id: 'a"b' } }))).toEqual({ TableName: expect.stringMatching(/^<Table/), Key: { id: { S: 'a"b' } }, ConsistentRead: true });
    expect(answerOf(get, '{"Item":{"id":{"S":"1"}}}')).toEqual({ status: '200', body: { id: { S: '1' } } });
    expect(answerOf(get, '{}')).toEqual({ status: '404', body: { message: 'Not found' } });
  });

  test('puts, changes and deletes, if a condition holds', () => {
    const put: Make = (stack) => Integrations.dynamoDbPutItem(table(stack), { item: { ...key, age: { N: RequestValue.bodyText('$.age') } }, condition: 'attribute_not_exists(id)', successStatus: 201 });
    expect(JSON.parse(requestOf(put, { path: { id: '1' }, body: '{"age":7}' }))).toMatchObject({ Item: { id: { S: '1' }, age: { N: '7' } }, ConditionExpression: 'attribute_not_exists(id)' });
    expect(answerOf(put, '{}')).toEqual({ status: '201', body: {} });
    expect(answerOf(put, '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}', /^4/)).toEqual({ status: '409', body: { message: 'Conflict' } });
    expect(answerOf(put, '{"__type":"com.amazon.coral.validate#ValidationException","message":"secret"}', /^4/)).toEqual({ status: '400', body: { message: 'Bad request' } });
    const update: Make = (stack) => Integrations.dynamoDbUpdateItem(table(stack), { key, updateExpression: 'SET #a = :a', expressionNames: { '#a': 'age' }, expressionValues: { ':a': { N: RequestValue.bodyText('$.age') } } });
    expect(JSON.parse(requestOf(update, { path: { id: '1' }, body: '{"age":7}' }))).toMatchObject({ UpdateExpression: 'SET #a = :a', ExpressionAttributeNames: { '#a': 'age' }, ExpressionAttributeValues: { ':a': { N: '7' } } });
    const remove: Make = (stack) => Integrations.dynamoDbDeleteItem(table(stack), { key });
    expect(JSON.parse(requestOf(remove, { path: { id: '1' } }))).toMatchObject({ Key: { id: { S: '1' } } });
    expect(answerOf(remove, '{}', /^4/)).toEqual({ status: '400', body: { message: 'Bad request' } });
  });

  test('finds items of an index, which alone may be asked', () => {
    const make: Make = (stack) => Integrations.dynamoDbQuery(table(stack), {
      keyCondition: 'customer = :c',
      expressionValues: { ':c': { S: RequestValue.path('id') } },
      indexName: 'byCustomer',
      limit: 5,
      descending: true,
      response: MappingTemplate.json(MappingList.of('$.Items', { id: ItemValue.member('id.S') })),
    });
    expect(JSON.parse(requestOf(make, { path: { id: '1' } }))).toMatchObject({ IndexName: 'byCustomer', KeyConditionExpression: 'customer = :c', Limit: 5, ScanIndexForward: false });
    expect(answerOf(make, '{"Items":[{"id":{"S":"x"}}]}').body).toEqual([{ id: 'x' }]);
    const { stack } = route(make);
    const role = Object.values(templateOf(stack).findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } }))[0].Properties;
    expect(role.Policies[0].PolicyDocument.Statement).toEqual([{ Action: 'dynamodb:Query', Effect: 'Allow', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^Table/), 'Arn'] }, '/index/byCustomer']] } }]);
  });

  test.each([
    [{ key: { id: RequestValue.path('id') } }, "'key.id' must be in the JSON of Amazon DynamoDB, got an instance of cdk-gatehouse.RequestValue"],
    [{ key: {} }, "'key' must have attributes, got {}"],
  ])('fails on %j', (options, message) => {
    expect(() => route((stack) => Integrations.dynamoDbGetItem(table(stack), options as any))).toThrow(message.replace('cdk-gatehouse.RequestValue', 'RequestValue'));
  });
});

test('an answer of one\'s own does not make a success of what is none', () => {
  const response = MappingTemplate.json({ ok: true });
  const event: Make = (stack) => Integrations.eventBridgePutEvents(new EventBus(stack, 'Bus'), { source: 'shop', detailType: RequestValue.constant('x'), response });
  expect(answerOf(event, '{"FailedEntryCount":0}')).toEqual({ status: '200', body: { ok: true } });
  expect(answerOf(event, '{"FailedEntryCount":1}').status).toBe('500');
  const run: Make = (stack) => Integrations.stepFunctionsStartSyncExecution(machine(stack), { response });
  expect(answerOf(run, '{"status":"SUCCEEDED"}')).toEqual({ status: '200', body: { ok: true } });
  expect(answerOf(run, '{"status":"FAILED"}').status).toBe('500');
  const get: Make = (stack) => Integrations.dynamoDbGetItem(table(stack), { key: { id: { S: RequestValue.path('id') } }, response: MappingTemplate.xml('found', 'yes') });
  expect(Object.keys(route(get).integration.IntegrationResponses[0].ResponseTemplates)).toEqual(['application/xml']);
  expect(answerOf(get, '{}').status).toBe('404');
});

describe('fails on', () => {
  test('variables that the path does not have', () => {
    expect(() => route((stack) => Integrations.dynamoDbGetItem(table(stack), { key: { id: { S: RequestValue.path('oops') } } }))).toThrow('the integration of "POST /things/{id}" reads the variable "oops", which is not in the path: write "/{oops}" there, or read one that is');
    expect(() => route((stack) => Integrations.s3GetObject(new Bucket(stack, 'Bucket'), { objectKey: '{name}' }))).toThrow('reads the variable "name", which is not in the path');
  });

  test('tables and streams of another account, which would be called by name', () => {
    const stack = new Stack(new App(), 'Here', { env: { account: '111111111111', region: 'eu-west-1' } });
    const theirs = Table.fromTableArn(stack, 'Theirs', 'arn:aws:dynamodb:eu-west-1:222222222222:table/theirs');
    const integration = Integrations.dynamoDbGetItem(theirs, { key: { id: { S: RequestValue.path('id') } } });
    expect(() => new RestGateway(stack, 'Api').addRoutes({ path: '/{id}', methods: [HttpMethod.GET], integration })).toThrow('the target "arn:aws:dynamodb:eu-west-1:222222222222:table/theirs" is of another account, and would be called by its name in the API\'s');
  });

  test('a policy that is larger than IAM takes', () => {
    const stack = testStack();
    const resourceArns = [...Array(120).keys()].map((index) => `arn:aws:translate:eu-west-1:111111111111:terminology/of-the-${index}th-customer/LATEST`);
    const integration = Integrations.awsService({ service: 'translate', action: 'TranslateText', actions: ['translate:TranslateText'], resourceArns });
    new RestGateway(stack, 'Api').addRoutes({ path: '/', methods: [HttpMethod.POST], integration });
    expect(() => templateOf(stack)).toThrow(/the policy of the role for 120 targets of integrations has \d+ characters, and IAM takes 10,240/);
  });
});

test('media types that make bytes of JSON get a warning beside templates', () => {
  const warningsOf = (binaryMediaTypes: string[]) => {
    const stack = testStack();
    new RestGateway(stack, 'Api', { binaryMediaTypes }).addRoutes({ path: '/', methods: [HttpMethod.POST], integration: queue(stack) });
    return annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('templatesOfBytes'));
  };
  expect(warningsOf(['*/*'])).toHaveLength(1);
  expect(warningsOf(['image/png'])).toEqual([]);
});

test('a topic with a key of one\'s own may be written to, and an absent body is an empty event', () => {
  const { stack } = route((scope) => Integrations.snsPublish(new Topic(scope, 'Topic', { masterKey: new Key(scope, 'Key') })));
  templateOf(stack).hasResourceProperties('AWS::IAM::Role', { Policies: [{ PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })]) } }] });
  const event: Make = (scope) => Integrations.eventBridgePutEvents(new EventBus(scope, 'Bus'), { source: 'shop', detailType: RequestValue.constant('x') });
  expect(JSON.parse(requestOf(event, {})).Entries[0].Detail).toBe('{}');
});

describe('Amazon S3', () => {
  test('reads an object by the variables of the path, with its headers', () => {
    const { stack, integration, method } = route((scope) => Integrations.s3GetObject(new Bucket(scope, 'Bucket'), { objectKey: 'images/{id}.png' }), RestLayout.RESOURCES);
    expect(textOf(integration.Uri)).toMatch(/:s3:path\/<Bucket\w+>\/images\/\{id\}\.png$/);
    expect(integration.RequestParameters).toEqual({ 'integration.request.path.id': 'method.request.path.id' });
    expect(method.parameters).toEqual({ 'path.id': true });
    expect(integration.IntegrationResponses[0].ResponseParameters).toMatchObject({ 'method.response.header.Content-Type': 'integration.response.header.Content-Type' });
    expect(propertiesOf(stack, 'AWS::ApiGateway::Method').MethodResponses[0].ResponseParameters).toMatchObject({ 'method.response.header.Content-Type': true });
    templateOf(stack).hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: [{ Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Bucket'), 'Arn'] }, '/images/*.png']] } }] } }],
    });
    const patterns = integration.IntegrationResponses.map(({ SelectionPattern, StatusCode }: any) => [SelectionPattern, StatusCode]);
    const statusOf = (status: string) => patterns.filter(([pattern]: [string?]) => pattern !== undefined && new RegExp(`^(${pattern})$`).test(status)).map(([, code]: [string, string]) => code);
    expect(['403', '404', '400', '412', '503', '301'].map(statusOf)).toEqual([['404'], ['404'], ['400'], ['400'], ['500'], ['500']]);
  });

  test('writes the body as it is, and deletes', () => {
    const put = route((scope) => Integrations.s3PutObject(new Bucket(scope, 'Bucket'), { objectKey: '{proxy}' }), undefined, '/files/{proxy+}');
    expect(put.integration).toMatchObject({ IntegrationHttpMethod: 'PUT', PassthroughBehavior: 'WHEN_NO_TEMPLATES', RequestParameters: { 'integration.request.header.Content-Type': 'method.request.header.Content-Type', 'integration.request.path.proxy': 'method.request.path.proxy' } });
    expect(put.method.parameters).toEqual({ 'path.proxy': true, 'header.Content-Type': false });
    expect(route((scope) => Integrations.s3DeleteObject(new Bucket(scope, 'Bucket'), { objectKey: '{id}' })).integration.IntegrationResponses[0].StatusCode).toBe('204');
  });

  test('lists a bucket', () => {
    const { integration } = route((scope) => Integrations.s3ListObjects(new Bucket(scope, 'Bucket'), { prefix: 'images/', maxKeys: 10 }));
    expect(integration.RequestParameters).toEqual({ 'integration.request.querystring.list-type': "'2'", 'integration.request.querystring.prefix': "'images/'", 'integration.request.querystring.max-keys': "'10'" });
  });

  test('warns of bytes that would be broken', () => {
    const stack = testStack();
    new RestGateway(stack, 'Api').addRoutes({ path: '/{id}', methods: [HttpMethod.GET], integration: Integrations.s3GetObject(new Bucket(stack, 'Bucket'), { objectKey: '{id}' }) });
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('bytesAsText'))).toHaveLength(1);
  });

  test.each([
    [() => Integrations.s3GetObject(new Bucket(testStack(), 'B'), { objectKey: 'a b' }), "'objectKey' must be letters, digits"],
    [() => Integrations.s3ListObjects(new Bucket(testStack(), 'B'), { maxKeys: 0 }), "'maxKeys' must be a whole number from 1 to 1000, got 0"],
    [() => Integrations.s3ListObjects(new Bucket(testStack(), 'B'), { prefix: "a'b" }), "'prefix' must be letters, digits"],
  ])('fails on bad input (%#)', (make, message) => {
    expect(make).toThrow(message);
  });
});

test('any action of any service is called', () => {
  const make: Make = () => Integrations.awsService({
    service: 'translate',
    action: 'TranslateText',
    actions: ['translate:TranslateText'],
    resourceArns: ['*'],
    requestParameters: { 'integration.request.header.X-Amz-Target': "'AWSShineFrontendService_20170701.TranslateText'" },
    request: MappingTemplate.json({ Text: RequestValue.bodyText('$.text') }),
  });
  const { integration } = route(make);
  expect(textOf(integration.Uri)).toMatch(/:translate:action\/TranslateText$/);
  expect(JSON.parse(requestOf(make, { body: '{"text":"a"}' }))).toEqual({ Text: 'a' });
  expect(() => Integrations.awsService({ service: 's', actions: ['s:A'], resourceArns: ['*'] })).toThrow('set either \'action\' or \'path\' of "s", got neither');
  expect(() => Integrations.awsService({ service: 's', action: 'a', actions: [], resourceArns: ['*'] })).toThrow("'actions' must be a list of actions of IAM, [\"translate:TranslateText\"], for example, got []");
});

test('times are those that API Gateway takes for the endpoint', () => {
  const stack = testStack();
  const integration = (seconds: number) => Integrations.sqsSendMessage(new Queue(stack, `Queue${seconds}`), { timeout: Duration.seconds(seconds) });
  const regional = new RestGateway(stack, 'Regional');
  regional.addRoutes({ path: '/a', methods: [HttpMethod.POST], integration: integration(60) });
  expect(() => regional.addRoutes({ path: '/b', methods: [HttpMethod.POST], integration: integration(301) })).toThrow("'timeout' must be from 50 milliseconds to 300 seconds, got 301000 milliseconds");
  const edge = new RestGateway(stack, 'Edge', { endpoint: RestEndpoint.edge() });
  expect(() => edge.addRoutes({ path: '/a', methods: [HttpMethod.POST], integration: integration(30) })).toThrow("'timeout' must be from 50 milliseconds to 29 seconds, got 30000 milliseconds");
  expect(() => Integrations.sqsSendMessage(new Queue(stack, 'Q'), { successStatus: 302 })).toThrow("'successStatus' must be from 200 to 299, got 302");
});

test('responses that a user declares stay as they are', () => {
  const stack = testStack();
  const gateway = new RestGateway(stack, 'Api', { layout: RestLayout.RESOURCES });
  const methodResponses = [{ statusCode: '200', responseParameters: { 'method.response.header.x-mine': true } }];
  gateway.addRoutes({ path: '/', methods: [HttpMethod.POST], integration: queue(stack), methodResponses });
  const responses = propertiesOf(stack, 'AWS::ApiGateway::Method').MethodResponses;
  expect(responses.map(({ StatusCode }: any) => StatusCode)).toEqual(['200', '400', '500', '503']);
  expect(responses[0].ResponseParameters).toEqual({ 'method.response.header.x-mine': true });
  expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
});

test('a function may be called, by a gateway and by the L2', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  new RestGateway(stack, 'Api').addRoutes({ path: '/', methods: [HttpMethod.GET], integration: Integrations.lambdaProxy(handler, { timeout: Duration.seconds(5) }) });
  templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
  expect(methodsOf(stack)['GET /'].integration).toMatchObject({ Type: 'AWS_PROXY', TimeoutInMillis: 5000 });
  const legacy = testStack();
  new RestApi(legacy, 'Legacy', { cloudWatchRole: false }).root.addMethod('GET', Integrations.lambdaProxy(testFunction(legacy)));
  expect(Object.keys(templateOf(legacy).findResources('AWS::Lambda::Permission')).length).toBeGreaterThan(0);
  expect(() => Integrations.lambdaProxy(handler, { proxy: false })).toThrow("'proxy' must not be false for the whole request to pass");
});

test('backends and mocks are called as the L2 does', () => {
  expect(route(() => Integrations.httpProxy('https://example.com')).integration).toMatchObject({ Type: 'HTTP_PROXY', Uri: 'https://example.com', IntegrationHttpMethod: 'ANY' });
  expect(route(() => Integrations.http('https://example.com')).integration).toMatchObject({ Type: 'HTTP' });
  expect(route(() => Integrations.mock()).integration).toMatchObject({ Type: 'MOCK', RequestTemplates: { 'application/json': '{"statusCode":200}' }, IntegrationResponses: [{ StatusCode: '200' }] });
  const { stack } = route(() => Integrations.mock(), RestLayout.RESOURCES);
  expect(propertiesOf(stack, 'AWS::ApiGateway::Method').MethodResponses).toEqual([{ StatusCode: '200' }]);
});

test('the L2 takes them, too', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('POST', Integrations.sqsSendMessage(new Queue(stack, 'Queue')));
  expect(propertiesOf(stack, 'AWS::ApiGateway::Method').MethodResponses.map(({ StatusCode }: any) => StatusCode)).toEqual(['200', '400', '500', '503']);
});

test('a queue of another Region is called there', () => {
  const app = new App();
  const [here, there] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { account: '111111111111', region } }));
  const gateway = new RestGateway(here, 'Api');
  gateway.addRoutes({ path: '/', methods: [HttpMethod.POST], integration: Integrations.sqsSendMessage(Queue.fromQueueArn(there, 'Queue', 'arn:aws:sqs:us-east-1:111111111111:jobs')) });
  expect(textOf(methodsOf(here)['POST /'].integration.Uri)).toBe('arn:<AWS::Partition>:apigateway:us-east-1:sqs:path/111111111111/jobs');
});
