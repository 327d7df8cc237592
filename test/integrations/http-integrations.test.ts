import { Match } from 'aws-cdk-lib/assertions';
import { HttpMethod, HttpRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { App, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, HttpIntegrations, RequestValue } from '../../lib';
import { propertiesOf, templateOf, testFunction, testStack } from '../helpers';

type Make = (stack: Stack) => HttpRouteIntegration;

function route(make: Make): { stack: Stack; integration: any } {
  const stack = testStack();
  new HttpGateway(stack, 'Api').addRoutes({ path: '/things/{id}', methods: [HttpMethod.POST], integration: make(stack) });
  return { stack, integration: propertiesOf(stack, 'AWS::ApiGatewayV2::Integration') };
}

const machine = (stack: Stack, stateMachineType = StateMachineType.EXPRESS) =>
  new StateMachine(stack, 'Machine', { stateMachineType, definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pass')) });

const CALLS: Record<string, [Make, subtype: string, parameters: object, action: string]> = {
  sqsSendMessage: [(stack) => HttpIntegrations.sqsSendMessage(new Queue(stack, 'Queue')), 'SQS-SendMessage', { QueueUrl: Match.anyValue(), MessageBody: '$request.body' }, 'sqs:SendMessage'],
  eventBridgePutEvents: [
    (stack) => HttpIntegrations.eventBridgePutEvents(new EventBus(stack, 'Bus'), { source: 'com.example.shop', detailType: RequestValue.constant('OrderPlaced'), detail: RequestValue.body('$.order') }),
    'EventBridge-PutEvents', { Source: 'com.example.shop', DetailType: 'OrderPlaced', Detail: '$request.body.order', EventBusName: Match.anyValue() }, 'events:PutEvents',
  ],
  kinesisPutRecord: [
    (stack) => HttpIntegrations.kinesisPutRecord(new Stream(stack, 'Stream', { encryption: StreamEncryption.UNENCRYPTED }), { partitionKey: RequestValue.path('id') }),
    'Kinesis-PutRecord', { StreamName: Match.anyValue(), Data: '$request.body', PartitionKey: '$request.path.id' }, 'kinesis:PutRecord',
  ],
  stepFunctionsStartSyncExecution: [
    (stack) => HttpIntegrations.stepFunctionsStartSyncExecution(machine(stack)),
    'StepFunctions-StartSyncExecution', { StateMachineArn: Match.anyValue(), Input: '$request.body' }, 'states:StartSyncExecution',
  ],
  stepFunctionsStartExecution: [
    (stack) => HttpIntegrations.stepFunctionsStartExecution(machine(stack), { executionName: RequestValue.path('id') }),
    'StepFunctions-StartExecution', { StateMachineArn: Match.anyValue(), Input: '$request.body', Name: '$request.path.id' }, 'states:StartExecution',
  ],
};

test.each(Object.entries(CALLS))('%s calls the service with a role that may do that and nothing else', (_name, [make, subtype, parameters, action]) => {
  const { stack } = route(make);
  const template = templateOf(stack);
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([, { Properties }]) => Properties.Policies?.[0].PolicyName === 'Call');
  expect(roles).toHaveLength(1);
  const [[id, { Properties }]] = roles;
  template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
    IntegrationType: 'AWS_PROXY', IntegrationSubtype: subtype, PayloadFormatVersion: '1.0', CredentialsArn: { 'Fn::GetAtt': [id, 'Arn'] }, RequestParameters: parameters,
  });
  const { Statement } = Properties.Policies[0].PolicyDocument;
  expect(Statement.map(({ Action }: any) => Action)).toEqual([action]);
  expect(JSON.stringify(Statement)).not.toContain('"Resource":"*"');
  expect(Properties.AssumeRolePolicyDocument.Statement[0].Principal).toEqual({ Service: 'apigateway.amazonaws.com' });
});

test('values of the request are expressions', () => {
  const values: Array<[RequestValue, string]> = [
    [RequestValue.rawBody(), '$request.body'], [RequestValue.body('$.a.b'), '$request.body.a.b'], [RequestValue.bodyText('$.a'), '$request.body.a'], [RequestValue.path('id'), '$request.path.id'],
    [RequestValue.query('q'), '$request.querystring.q'], [RequestValue.header('x-a'), '$request.header.x-a'], [RequestValue.context('requestId'), '$context.requestId'],
    [RequestValue.constant('text'), 'text'],
  ];
  for (const [message, expression] of values) {
    expect(route((stack) => HttpIntegrations.sqsSendMessage(new Queue(stack, 'Queue'), { message })).integration.RequestParameters.MessageBody).toBe(expression);
  }
});

test('a FIFO queue, and one of another Region', () => {
  const fifo = route((stack) => HttpIntegrations.sqsSendMessage(new Queue(stack, 'Queue', { fifo: true }), { messageDeduplicationId: RequestValue.header('idempotency-key') }));
  expect(fifo.integration.RequestParameters).toMatchObject({ MessageGroupId: '$context.requestId', MessageDeduplicationId: '$request.header.idempotency-key' });
  const stack = new Stack(new App(), 'Here', { env: { account: '111111111111', region: 'eu-west-1' } });
  const queue = Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:us-east-1:111111111111:jobs');
  new HttpGateway(stack, 'Api').addRoutes({ path: '/', integration: HttpIntegrations.sqsSendMessage(queue) });
  expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Integration').RequestParameters.Region).toBe('us-east-1');
});

test('functions and backends are called as the L2 does', () => {
  expect(route((stack) => HttpIntegrations.lambdaProxy(testFunction(stack))).integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  expect(route(() => HttpIntegrations.httpProxy('https://example.com/{id}')).integration).toMatchObject({ IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://example.com/{id}' });
});

test.each<[Make, string]>([
  [(stack) => HttpIntegrations.sqsSendMessage(new Queue(stack, 'Queue'), { message: RequestValue.path('id').orElse('x') }), "'MessageBody' must be a value of the request as it is, since HTTP APIs have no templates: leave 'orElse' and 'asBase64' out, or use a RestGateway"],
  [(stack) => HttpIntegrations.sqsSendMessage(new Queue(stack, 'Queue'), { message: RequestValue.constant('$5') }), "'MessageBody' must not have \"$\" in a constant, got \"$5\""],
  [(stack) => HttpIntegrations.sqsSendMessage(new Queue(stack, 'Queue'), { messageGroupId: RequestValue.path('id') }), "'messageGroupId' is for FIFO queues"],
  [(stack) => HttpIntegrations.eventBridgePutEvents(new EventBus(stack, 'Bus'), { source: 'aws.x', detailType: RequestValue.constant('x') }), "'source' must be the name of a sender"],
  [(stack) => HttpIntegrations.stepFunctionsStartSyncExecution(machine(stack, StateMachineType.STANDARD)), "'stateMachine' must be an express workflow"],
])('fails on bad input (%#)', (make, message) => {
  expect(() => route(make)).toThrow(message);
});

test('a stream of another account fails, since it is called by its name', () => {
  const stack = new Stack(new App(), 'Here', { env: { account: '111111111111', region: 'eu-west-1' } });
  const stream = Stream.fromStreamArn(stack, 'Stream', 'arn:aws:kinesis:eu-west-1:222222222222:stream/clicks');
  const add = () => new HttpGateway(stack, 'Api').addRoutes({ path: '/', integration: HttpIntegrations.kinesisPutRecord(stream) });
  expect(add).toThrow('the target "arn:aws:kinesis:eu-west-1:222222222222:stream/clicks" is of another account');
});
