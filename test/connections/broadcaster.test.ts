import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { EventField, Rule } from 'aws-cdk-lib/aws-events';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { Broadcaster, BroadcasterOptions, BroadcastRuleOptions, BroadcastTarget, ConnectionStore, HttpGateway, RestGateway, WebSocketGateway } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

function testBroadcaster(options?: BroadcasterOptions, stack = testStack()) {
  const api = new WebSocketApi(stack, 'ChatApi');
  const stage = new WebSocketStage(stack, 'Stage', { webSocketApi: api, stageName: 'prod', autoDeploy: true });
  const store = new ConnectionStore(stack, 'Connections');
  const broadcaster = new Broadcaster(stack, 'Broadcaster', { store, stage, ...options });
  return { stack, api, stage, store, broadcaster };
}

/** The function of the broadcaster, which is the one that has a stage. */
function functionOf(stack: Stack): any {
  const functions = Object.values(templateOf(stack).findResources('AWS::Lambda::Function')).filter(({ Properties }) => Properties.Environment?.Variables?.STAGE);
  expect(functions).toHaveLength(1);
  return functions[0].Properties;
}

/** What a role may do, by all policies that are attached to it. */
function statementsOf(stack: Stack, role: string): any[] {
  const policies = Object.values(templateOf(stack).findResources('AWS::IAM::Policy')).filter(({ Properties: { Roles } }) => JSON.stringify(Roles).includes(role));
  return policies.flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement);
}

const arnOf = (stack: Stack, apiId: string, path: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':execute-api:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':', stack.resolve(apiId), path]],
});

describe('without a word, a broadcaster', () => {
  const { stack, api, store, broadcaster } = testBroadcaster();

  test('knows the table and the literal name of the stage, and nothing of the API', () => {
    expect(functionOf(stack)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: 300,
      Environment: { Variables: { CONNECTIONS_TABLE: stack.resolve(store.tableName), STAGE: 'prod', CONCURRENCY: '50' } },
    });
    expect(JSON.stringify(functionOf(stack))).not.toContain('ChatApi');
  });

  test('may write its log, read and keep the table, send and close in its stage, and say what failed, and nothing else', () => {
    const tableArn = stack.resolve(store.table.tableArn);
    expect(statementsOf(stack, 'BroadcasterRole')).toEqual(expect.arrayContaining([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringContaining('BroadcasterLogs'), 'Arn'] } },
      { Effect: 'Allow', Action: 'dynamodb:Query', Resource: [{ 'Fn::Join': ['', [tableArn, '/index/byGroup']] }, { 'Fn::Join': ['', [tableArn, '/index/byUser']] }] },
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], Resource: tableArn },
      { Effect: 'Allow', Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], Resource: stack.resolve(broadcaster.failures.queueArn) },
      {
        Effect: 'Allow',
        Action: 'execute-api:ManageConnections',
        Resource: [arnOf(stack, api.apiId, '/prod/POST/@connections/*'), arnOf(stack, api.apiId, '/prod/DELETE/@connections/*')],
      },
    ]));
    expect(statementsOf(stack, 'BroadcasterRole')).toHaveLength(5);
  });

  test('is tried again twice, and then what failed is in a queue for 14 days', () => {
    expect(propertiesOf(stack, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      MaximumRetryAttempts: 2, DestinationConfig: { OnFailure: { Destination: stack.resolve(broadcaster.failures.queueArn) } },
    });
    expect(propertiesOf(stack, 'AWS::SQS::Queue')).toEqual({ MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true });
  });
});

test('speed, time, memory, log and queue are chosen', () => {
  const stack = testStack();
  const failures = new Queue(stack, 'Own');
  const logGroup = new LogGroup(stack, 'OwnLogs');
  testBroadcaster({ concurrency: 200, timeout: Duration.minutes(15), memorySize: 2048, reservedConcurrentExecutions: 5, failures, logGroup }, stack);
  expect(functionOf(stack)).toMatchObject({
    MemorySize: 2048, Timeout: 900, ReservedConcurrentExecutions: 5, LoggingConfig: { LogGroup: stack.resolve(logGroup.logGroupName) }, Environment: { Variables: { CONCURRENCY: '200' } },
  });
  templateOf(stack).resourceCountIs('AWS::SQS::Queue', 1);
});

test('a further stage has a policy of its own, once', () => {
  const { stack, api, stage, broadcaster } = testBroadcaster();
  const staging = new WebSocketStage(stack, 'Staging', { webSocketApi: api, stageName: 'staging', autoDeploy: true });
  for (const one of [stage, staging, staging]) broadcaster.addStage(one);
  const sends = statementsOf(stack, 'BroadcasterRole').filter(({ Action }) => Action === 'execute-api:ManageConnections');
  expect(sends.map(({ Resource }) => Resource)).toEqual(['prod', 'staging'].map((name) => [
    arnOf(stack, api.apiId, `/${name}/POST/@connections/*`), arnOf(stack, api.apiId, `/${name}/DELETE/@connections/*`),
  ]));
});

test('who may send may invoke the function, and nothing else, and is told which one it is', () => {
  const { stack, broadcaster } = testBroadcaster();
  broadcaster.grantSend(testFunction(stack));
  expect(statementsOf(stack, 'HandlerServiceRole')).toEqual([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: stack.resolve(broadcaster.handler.functionArn) }]);
  const [{ Properties }] = Object.values(templateOf(stack).findResources('AWS::Lambda::Function', { Properties: { Runtime: 'nodejs22.x' } }));
  expect(Properties.Environment.Variables).toEqual({ BROADCASTER_FUNCTION: stack.resolve(broadcaster.functionName) });
});

describe('messages come', () => {
  test('from a queue, each by itself, of which those that failed stay', () => {
    const { stack, broadcaster } = testBroadcaster();
    const queue = new Queue(stack, 'Messages', { visibilityTimeout: Duration.minutes(30), deadLetterQueue: { queue: broadcaster.failures, maxReceiveCount: 5 } });
    broadcaster.addQueue(queue, { maxConcurrency: 2 });
    expect(propertiesOf(stack, 'AWS::Lambda::EventSourceMapping')).toEqual({
      BatchSize: 1,
      EventSourceArn: stack.resolve(queue.queueArn),
      FunctionName: stack.resolve(broadcaster.functionName),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });

  test('from a queue without dead letters, with a warning', () => {
    const { stack, broadcaster } = testBroadcaster();
    broadcaster.addQueue(new Queue(stack, 'Messages', { visibilityTimeout: Duration.minutes(30) }));
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('a message that can never be sent is tried again and again until it expires')]);
  });

  test('from a topic, and those that do not arrive are in the queue', () => {
    const { stack, broadcaster } = testBroadcaster();
    broadcaster.addTopic(new Topic(stack, 'News'));
    expect(propertiesOf(stack, 'AWS::SNS::Subscription')).toMatchObject({
      Protocol: 'lambda', Endpoint: stack.resolve(broadcaster.handler.functionArn), RedrivePolicy: { deadLetterTargetArn: stack.resolve(broadcaster.failures.queueArn) },
    });
  });

  test('from a rule, with the id of the event, so that one that comes twice is sent once', () => {
    const { stack, broadcaster } = testBroadcaster();
    const rule = new Rule(stack, 'Shipped', { eventPattern: { source: ['shop'] } });
    broadcaster.addRule(rule, { to: BroadcastTarget.user(EventField.fromPath('$.detail.customer')) });
    const [target] = propertiesOf(stack, 'AWS::Events::Rule').Targets;
    expect(target.InputTransformer).toEqual({
      InputPathsMap: { 'id': '$.id', 'detail-customer': '$.detail.customer', 'detail': '$.detail' },
      InputTemplate: '{"id":<id>,"to":{"user":<detail-customer>},"message":<detail>}',
    });
    expect(target.DeadLetterConfig).toEqual({ Arn: stack.resolve(broadcaster.failures.queueArn) });
  });

  test.each<[string, BroadcastTarget, object]>([
    ['all', BroadcastTarget.all(), { all: true }],
    ['a group', BroadcastTarget.group('lobby'), { group: 'lobby' }],
    ['a user', BroadcastTarget.user('u1'), { user: 'u1' }],
    ['a connection', BroadcastTarget.connection('c1='), { connection: 'c1=' }],
  ])('from a rule for %s, with a message of its own', (_title, to, rendered) => {
    const { stack, broadcaster } = testBroadcaster();
    broadcaster.addRule(new Rule(stack, 'Shipped', { eventPattern: { source: ['shop'] } }), { to, message: 'hello' });
    const [{ InputTransformer }] = propertiesOf(stack, 'AWS::Events::Rule').Targets;
    expect(InputTransformer.InputTemplate).toBe(`{"id":<id>,"to":${JSON.stringify(rendered)},"message":"hello"}`);
  });
});

describe('in two stacks', () => {
  test('the stack of the API needs that of the store and the broadcaster, and not the other way round', () => {
    const app = new App();
    const [apis, functions] = [new Stack(app, 'Apis'), new Stack(app, 'Functions')];
    const store = new ConnectionStore(functions, 'Connections');
    const gateway = new WebSocketGateway(apis, 'ChatApi', { connections: { store } });
    const handler = testFunction(functions);
    gateway.broadcaster.grantSend(testFunction(apis));
    store.grantWrite(handler);
    gateway.addRoute('join', { handler });
    app.synth();
    expect(apis.dependencies).toEqual([functions]);
    expect(functions.dependencies).toEqual([]);
  });

  test('a broadcaster beside the store sends for an API of another stack, whose functions may ask it', () => {
    const app = new App();
    const [apis, functions] = [new Stack(app, 'Apis'), new Stack(app, 'Functions')];
    const api = new WebSocketApi(apis, 'ChatApi');
    const stage = new WebSocketStage(apis, 'Stage', { webSocketApi: api, stageName: 'prod', autoDeploy: true });
    const broadcaster = new Broadcaster(functions, 'Broadcaster', { store: new ConnectionStore(functions, 'Connections'), stage });
    broadcaster.grantSend(testFunction(functions));
    app.synth();
    expect(functions.dependencies).toEqual([]);
    templateOf(apis).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Action: 'execute-api:ManageConnections' }] } });
  });
});

describe('fails', () => {
  const options: Array<[string, object, string]> = [
    ['on an option that it does not have', { concurency: 5 }, "Broadcaster has no option 'concurency'"],
    ['without a store', { store: undefined }, "'store' must be a ConnectionStore, got undefined"],
    ['on a store that is none', { store: {} }, "'store' must be a ConnectionStore, got {}"],
    ['without a stage', { stage: undefined }, "'stage' must be a stage of a WebSocket API, such as gateway.stage, got undefined"],
    ['on a stage that is none', { stage: 'prod' }, '\'stage\' must be a stage of a WebSocketApi of aws-cdk-lib/aws-apigatewayv2, such as gateway.stage, got "prod"'],
    ['on no concurrency', { concurrency: 0 }, "'concurrency' must be a whole number from 1 to 500, got 0"],
    ['on too much of it', { concurrency: 501 }, "'concurrency' must be a whole number from 1 to 500, got 501"],
    ['on too little time', { timeout: Duration.seconds(10) }, "'timeout' must be whole seconds from 30 to 900, got 10"],
    ['on too much time', { timeout: Duration.minutes(16) }, "'timeout' must be whole seconds from 30 to 900, got 960"],
    ['on time that is a number', { timeout: 60 }, "'timeout' must be a Duration, such as Duration.minutes(5), got 60"],
    ['on no executions at all', { reservedConcurrentExecutions: 0 }, "'reservedConcurrentExecutions' must be a whole number of at least 1, got 0"],
    ['on memory that Lambda does not have', { memorySize: 20000 }, "'memorySize' must be whole megabytes from 128 to 10240, got 20000"],
    ['on a queue that is none', { failures: 'arn' }, '\'failures\' must be a queue of aws-cdk-lib/aws-sqs, got "arn"'],
  ];

  test.each(options)('%s', (_title, given, message) => {
    expect(() => testBroadcaster(given)).toThrow(message);
  });

  test('on a queue that shows a message again too early', () => {
    const { stack, broadcaster } = testBroadcaster();
    expect(() => broadcaster.addQueue(new Queue(stack, 'Messages'))).toThrow(
      "'visibilityTimeout' of queue [Shop/Messages] must be at least the broadcaster's 'timeout' of 300 seconds, got 30 seconds: AWS recommends 6 times as long, Duration.seconds(1800)",
    );
  });

  test('on what is no queue, topic, rule, or whom it is for', () => {
    const { stack, broadcaster } = testBroadcaster();
    expect(() => broadcaster.addQueue('arn' as never)).toThrow("'queue' must be a queue of aws-cdk-lib/aws-sqs, got \"arn\"");
    expect(() => broadcaster.addTopic({} as never)).toThrow("'topic' must be a topic of aws-cdk-lib/aws-sns, got {}");
    expect(() => broadcaster.addRule({} as never, { to: BroadcastTarget.all() })).toThrow("'rule' must be a Rule of aws-cdk-lib/aws-events, got {}");
    const rule = new Rule(stack, 'Shipped', { eventPattern: { source: ['shop'] } });
    expect(() => broadcaster.addRule(rule, { to: 'all' } as unknown as BroadcastRuleOptions)).toThrow("'to' must be BroadcastTarget.all() or another of its kind, got \"all\"");
    expect(() => broadcaster.addRule(rule, { group: 'x' } as unknown as BroadcastRuleOptions)).toThrow("addRule has no option 'group'");
  });

  test('on what a rule cannot send', () => {
    const { stack, broadcaster } = testBroadcaster();
    const rule = new Rule(stack, 'Shipped', { eventPattern: { source: ['shop'] } });
    expect(() => broadcaster.addRule(rule, { to: BroadcastTarget.all(), message: { a: 1 } as never })).toThrow("'message' must be text, or a field of the event, got {\"a\":1}");
    expect(() => broadcaster.addRule(rule, { to: BroadcastTarget.all(), message: 'x'.repeat(8000) })).toThrow("'message' must be at most 8000 characters in JSON, with 'to', since Amazon EventBridge takes no longer input of a target, got 8032");
  });

  test('on queues and topics that come again, go round, or keep their order without a queue', () => {
    const { stack, broadcaster } = testBroadcaster();
    const queue = new Queue(stack, 'Messages', { visibilityTimeout: Duration.minutes(30) });
    const topic = new Topic(stack, 'News');
    broadcaster.addQueue(queue);
    broadcaster.addTopic(topic);
    expect(() => broadcaster.addQueue(queue)).toThrow('queue [Shop/Messages] is added already: add it once');
    expect(() => broadcaster.addTopic(topic)).toThrow('topic [Shop/News] is added already: add it once');
    expect(() => broadcaster.addQueue(broadcaster.failures)).toThrow("'queue' must not be 'failures', where messages go that could not be sent: they would go round");
    expect(() => broadcaster.addTopic(new Topic(stack, 'Ordered', { fifo: true }))).toThrow("'topic' must not be a FIFO topic, which has no functions as subscribers, got [Shop/Ordered]: let a FIFO queue subscribe to it, and pass that to addQueue");
  });

  test('on stages of other APIs', () => {
    const { stack, broadcaster } = testBroadcaster();
    for (const stage of [undefined, 'beta', new HttpGateway(stack, 'Http').stage, new RestGateway(stack, 'Rest').stage]) {
      expect(() => broadcaster.addStage(stage as never)).toThrow("'stage' must be a stage of a WebSocketApi of aws-cdk-lib/aws-apigatewayv2, such as gateway.stage, got");
    }
  });

  test('on who is granted nothing', () => {
    expect(() => testBroadcaster().broadcaster.grantSend({} as never)).toThrow("'grantee' must be a role, a user, a group, or what has a role, such as a function, got {}");
  });

  test('on how many messages a queue gives', () => {
    const { stack, broadcaster } = testBroadcaster();
    const queue = new Queue(stack, 'Messages', { visibilityTimeout: Duration.minutes(30) });
    expect(() => broadcaster.addQueue(queue, { batchSize: 11 })).toThrow("'batchSize' must be a whole number from 1 to 10, got 11");
    expect(() => broadcaster.addQueue(queue, { maxConcurrency: 1 })).toThrow("'maxConcurrency' must be a whole number from 2 to 1000, got 1");
  });

  test('on groups, users and connections without a name', () => {
    expect(() => BroadcastTarget.group('')).toThrow('the name of a group must be text, got "": write "lobby", for example');
    expect(() => BroadcastTarget.group('#1')).toThrow('the name of a group must not begin with "#", got "#1"');
    expect(() => BroadcastTarget.group('x'.repeat(513))).toThrow('the name of a group must be at most 512 bytes, got 513');
    expect(() => BroadcastTarget.user(undefined as never)).toThrow('the id of a user must be text, got undefined');
    expect(() => BroadcastTarget.connection(1 as never)).toThrow('the id of a connection must be text, got 1');
    expect(BroadcastTarget.group(Lazy.string({ produce: () => 'x' }))).toBeDefined();
  });
});
