import { WebSocketApi, WebSocketRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { HOSTILE } from './support/oracle';
import { callStatements, textOf } from './support/rest-route';
import { renderVtl } from './support/vtl';
import { MappingTemplate, RequestValue, ResponseValue, WebSocketGateway, WebSocketGatewayRouteOptions, WebSocketIntegrations } from '../../lib';
import { templateOf, testStack } from '../helpers';

type Make = (stack: Stack) => WebSocketRouteIntegration;

const queue: Make = (stack) => WebSocketIntegrations.sqsSendMessage(new Queue(stack, 'Queue'));
const table = (stack: Stack) => new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
const get: Make = (stack) => WebSocketIntegrations.dynamoDbGetItem(table(stack), { key: { id: { S: RequestValue.bodyText('$.id') } } });
const put: Make = (stack) => WebSocketIntegrations.dynamoDbPutItem(table(stack), { item: { id: { S: RequestValue.context('connectionId') } }, condition: 'attribute_not_exists(id)' });

/** A route "message" with an integration, as it is synthesized. */
function route(make: Make, options: WebSocketGatewayRouteOptions = { response: true }) {
  const stack = testStack();
  const gateway = new WebSocketGateway(stack, 'Chat');
  gateway.addRoute('$connect');
  gateway.addRoute('message', { integration: make(stack), ...options });
  const [integration] = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Integration', { Properties: { IntegrationType: 'AWS' } })).map(({ Properties }) => Properties);
  const responses = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::IntegrationResponse')).map(({ Properties }) => Properties);
  return { stack, integration, responses };
}

/** What clients get for what a service says with a status. */
function answerOf(make: Make, status: string, body: string) {
  const { responses } = route(make);
  const isFor = ({ IntegrationResponseKey: key }: any) => key !== '$default' && new RegExp(key.slice(1, -1)).test(status);
  const taking = responses.filter(isFor);
  expect(taking.length).toBeLessThanOrEqual(1);
  const [{ ResponseTemplates }] = taking.length > 0 ? taking : responses.filter(({ IntegrationResponseKey }) => IntegrationResponseKey === '$default');
  return JSON.parse(renderVtl(ResponseTemplates.$default, { body }).text);
}

test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))('a queue gets a message as it came: %s', (_name, body) => {
  const { integration } = route(queue);
  expect(integration).toMatchObject({ IntegrationMethod: 'POST', TemplateSelectionExpression: '\\$default', PassthroughBehavior: 'NEVER', RequestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" } });
  expect(Object.fromEntries(new URLSearchParams(renderVtl(integration.RequestTemplates.$default, { body }).text))).toEqual({ Action: 'SendMessage', MessageBody: body });
});

test('a table gets what API Gateway knows of a connection', () => {
  const { integration, stack } = route(put, {});
  expect(JSON.parse(renderVtl(textOf(integration.RequestTemplates.$default), { context: { connectionId: 'c"' } }).text)).toMatchObject({ Item: { id: { S: 'c"' } }, ConditionExpression: 'attribute_not_exists(id)' });
  expect(callStatements(stack).map(({ Action }) => Action)).toEqual(['dynamodb:PutItem']);
});

test('a route without an answer has none defined', () => {
  expect(route(queue, {}).responses).toEqual([]);
});

test('clients get what was done, and of errors nothing of the service', () => {
  expect(answerOf(queue, '200', '{"SendMessageResponse":{"SendMessageResult":{"MessageId":"m"}}}')).toEqual({ messageId: 'm' });
  expect(answerOf(queue, '400', '{"Error":{"Code":"InvalidMessageContents","Message":"secret"}}')).toEqual({ message: 'Bad request' });
  expect(answerOf(queue, '403', '{"Error":{"Code":"AccessDenied","Message":"secret"}}')).toEqual({ message: 'Internal server error' });
  expect(answerOf(queue, '500', 'secret')).toEqual({ message: 'Internal server error' });
  expect(answerOf(get, '200', '{"Item":{"id":{"S":"1"}}}')).toEqual({ id: { S: '1' } });
  expect(answerOf(get, '200', '{}')).toEqual({ message: 'Not found' });
  expect(answerOf(put, '400', '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}')).toEqual({ message: 'Conflict' });
  expect(answerOf(put, '400', '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}')).toEqual({ message: 'Service unavailable' });
});

test('no answer names a status, which messages do not have', () => {
  expect(JSON.stringify([get, put, queue].map((make) => route(make).responses))).not.toContain('responseOverride');
});

test('what the route says of answers replaces what the integration says', () => {
  const { responses } = route(queue, { response: true, integrationResponses: [{ responseTemplates: { $default: '{"ok":true}' } }] });
  expect(responses.map(({ IntegrationResponseKey, ResponseTemplates }) => [IntegrationResponseKey, ResponseTemplates.$default])).toEqual([['$default', '{"ok":true}']]);
});

test('an answer of one\'s own does not make a success of what is none', () => {
  const make: Make = (stack) => WebSocketIntegrations.dynamoDbGetItem(table(stack), { key: { id: { S: RequestValue.bodyText('$.id') } }, response: MappingTemplate.json({ found: ResponseValue.bodyText('$.Item.id.S') }) });
  expect(answerOf(make, '200', '{"Item":{"id":{"S":"1"}}}')).toEqual({ found: '1' });
  expect(answerOf(make, '200', '{}')).toEqual({ message: 'Not found' });
});

test('routes that share an integration share its answers and its role', () => {
  const stack = testStack();
  const gateway = new WebSocketGateway(stack, 'Chat');
  const integration = queue(stack);
  gateway.addRoute('$connect');
  gateway.addRoute('a', { integration, response: true });
  gateway.addRoute('b', { integration, response: true });
  gateway.addRoute('c', { integration: WebSocketIntegrations.sqsSendMessage(stack.node.findChild('Queue') as Queue) });
  templateOf(stack).resourceCountIs('AWS::ApiGatewayV2::IntegrationResponse', 3);
  expect(callStatements(stack)).toHaveLength(1);
});

test('the L2 takes them, too', () => {
  const stack = testStack();
  new WebSocketApi(stack, 'Legacy').addRoute('message', { integration: queue(stack) });
  expect(callStatements(stack)).toHaveLength(1);
});

test('a queue of another Region is called there', () => {
  const stack = new Stack(new App(), 'Here', { env: { account: '111111111111', region: 'eu-west-1' } });
  const gateway = new WebSocketGateway(stack, 'Chat');
  gateway.addRoute('$connect', { integration: WebSocketIntegrations.sqsSendMessage(Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:us-east-1:111111111111:jobs'), { timeout: Duration.seconds(5) }) });
  const [integration] = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Integration')).map(({ Properties }) => Properties);
  expect(textOf(integration.IntegrationUri)).toBe('arn:<AWS::Partition>:apigateway:us-east-1:sqs:path/111111111111/jobs');
  expect(integration.TimeoutInMillis).toBe(5000);
});

test.each<[Make, string]>([
  [(stack) => WebSocketIntegrations.sqsSendMessage(new Queue(stack, 'Queue'), { successStatus: 201 }), "'successStatus' must be left out for a WebSocket API"],
  [(stack) => WebSocketIntegrations.sqsSendMessage(new Queue(stack, 'Queue'), { timeout: Duration.seconds(30) }), "'timeout' must be from 50 milliseconds to 29 seconds, got 30000 milliseconds"],
  ...[RequestValue.path('id'), RequestValue.query('id'), RequestValue.header('id')].map((message): [Make, string] => [
    (stack) => WebSocketIntegrations.sqsSendMessage(new Queue(stack, 'Queue'), { message }), 'a template of a WebSocket API must not read the path, the query string or headers, which messages do not have',
  ]),
])('fails on what messages do not have (%#)', (make, message) => {
  expect(() => route(make)).toThrow(message);
});
