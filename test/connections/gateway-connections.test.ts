import { WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { App, Stack } from 'aws-cdk-lib/core';
import { Broadcaster, ConnectionStore, WebSocketConnectionsOptions, WebSocketGateway, WebSocketGatewayProps, WebSocketRouteAuthorizer } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const ROUTE = 'AWS::ApiGatewayV2::Route';

function testGateway(connections: WebSocketConnectionsOptions = {}, props: WebSocketGatewayProps = {}, stack = testStack()) {
  const gateway = new WebSocketGateway(stack, 'ChatApi', { connections, ...props });
  return { stack, gateway };
}

/** The URIs of the functions behind routes, by their keys. */
function targetsOf(stack: Stack): Record<string, any> {
  const template = templateOf(stack).toJSON();
  const routes: any[] = Object.values(templateOf(stack).findResources(ROUTE)).map(({ Properties }) => Properties);
  return Object.fromEntries(routes.map(({ RouteKey, Target }) => [RouteKey, template.Resources[Target['Fn::Join'][1][1].Ref].Properties]));
}

test('a gateway keeps who is connected, and can send to them, once it is told to', () => {
  const { stack, gateway } = testGateway();
  expect(gateway.connections).toBeInstanceOf(ConnectionStore);
  expect(gateway.broadcaster).toBeInstanceOf(Broadcaster);
  const targets = targetsOf(stack);
  expect(Object.keys(targets).sort()).toEqual(['$connect', '$disconnect']);
  for (const { IntegrationUri } of Object.values(targets)) expect(JSON.stringify(IntegrationUri)).toContain(stack.resolve(gateway.connections.handler.functionArn)['Fn::GetAtt'][0]);
  templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
  templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: '$connect', AuthorizationType: 'AWS_IAM' });
  expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
});

test('without a word, there is nothing of it', () => {
  const stack = testStack();
  const gateway = new WebSocketGateway(stack, 'ChatApi');
  gateway.addRoute('$connect');
  templateOf(stack).resourceCountIs('AWS::DynamoDB::Table', 0);
  expect(() => gateway.connections).toThrow("'connections' is not there, since the gateway does not keep who is connected: set 'connections: {}'");
  expect(() => gateway.broadcaster).toThrow("'broadcaster' is not there");
});

test('properties of the store, the broadcaster and the route "$connect" pass on', () => {
  const stack = testStack();
  testGateway({ attributes: { room: 'query.room' }, broadcaster: { concurrency: 7 }, connectRoute: { authorizer: WebSocketRouteAuthorizer.none(), apiKeyRequired: true } }, {}, stack);
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { ATTRIBUTES: '{"room":"query.room"}' } } });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { CONCURRENCY: '7', STAGE: 'prod' } } });
  templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: '$connect', AuthorizationType: 'NONE', ApiKeyRequired: true });
});

test('a further stage is served, and functions are told which stage is meant without a word', () => {
  const { stack, gateway } = testGateway();
  gateway.addStage('staging');
  const handler = testFunction(stack);
  gateway.connections.grantRead(handler);
  const policies = Object.values(templateOf(stack).findResources('AWS::IAM::Policy', { Properties: { PolicyDocument: { Statement: [{ Action: 'execute-api:ManageConnections' }] } } }));
  const paths = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement[0].Resource.map((arn: any) => arn['Fn::Join'][1].at(-1)));
  expect(paths).toEqual(['/prod/POST/@connections/*', '/prod/DELETE/@connections/*', '/staging/POST/@connections/*', '/staging/DELETE/@connections/*']);
  templateOf(stack).hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs22.x', Environment: { Variables: { CONNECTIONS_STAGE: 'prod' } } });
});

test('a function behind a route may know the store and the broadcaster: nothing goes round', () => {
  const { stack, gateway } = testGateway({ onConnect: undefined });
  const handler = testFunction(stack);
  gateway.addRoute('say', { handler });
  gateway.connections.grantRead(handler);
  gateway.connections.grantWrite(handler);
  gateway.broadcaster.grantSend(handler);
  gateway.grantManageConnections(handler);
  expect(() => templateOf(stack)).not.toThrow(); // it looks for cycles
});

test('a hook may know the store and the broadcaster: nothing goes round', () => {
  const stack = testStack();
  const onConnect = testFunction(stack);
  const { gateway } = testGateway({ onConnect }, {}, stack);
  gateway.connections.grantWrite(onConnect);
  gateway.broadcaster.grantSend(onConnect);
  expect(() => templateOf(stack)).not.toThrow();
});

test('two gateways may share a store, if their stages have different names', () => {
  const stack = testStack();
  const store = new ConnectionStore(stack, 'Connections');
  for (const id of ['Chat', 'Game']) new WebSocketGateway(stack, id, { stageName: id, connections: { store } });
  templateOf(stack).resourceCountIs('AWS::DynamoDB::Table', 1);
  templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 2);
});

describe('ping', () => {
  test('is answered without a function', () => {
    const stack = testStack();
    const gateway = new WebSocketGateway(stack, 'ChatApi', { ping: true });
    gateway.addRoute('$connect');
    templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'ping', RouteResponseSelectionExpression: '$default' });
    expect(targetsOf(stack).ping).toMatchObject({ IntegrationType: 'MOCK', RequestTemplates: { 200: '{"statusCode":200}' }, TemplateSelectionExpression: '200' });
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::IntegrationResponse')).toMatchObject({
      IntegrationResponseKey: '$default', ResponseTemplates: { 200: '{"action":"pong"}' }, TemplateSelectionExpression: '200',
    });
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('is not there without a word', () => {
    const { stack } = testGateway();
    expect(targetsOf(stack)).not.toHaveProperty('ping');
  });
});

describe('fails', () => {
  const stack = testStack();
  const store = new ConnectionStore(stack, 'Given');
  const integration = new WebSocketMockIntegration('Mock');
  const wrong: Array<[string, object, object, string]> = [
    ['on connections that are a flag', true as never, {}, "'connections' must be options, such as { onConnect: checkRoom }, or {}, got true"],
    ['on an option that is not there', { onconnect: 1 }, {}, "connections has no option 'onconnect'"],
    ['on a store that is none', { store: 'table' }, {}, "'connections.store' must be a ConnectionStore, got \"table\""],
    ['on a store and what it should be', { store, userId: 'authorizer.sub' }, {}, "'connections.userId' must be said where the 'store' is defined, got it beside 'store': set it there, or leave 'store' out"],
    ['on a broadcaster that is a flag', { broadcaster: true }, {}, "'connections.broadcaster' must be options, such as { concurrency: 100 }, got true"],
    ['on the store of a broadcaster', { broadcaster: { store } }, {}, "connections.broadcaster has no option 'store'"],
    ['on an option of the route that is not there', { connectRoute: { authoriser: 1 } }, {}, "connections.connectRoute has no option 'authoriser'"],
    ['without an endpoint of a given store', { store }, { disableExecuteApiEndpoint: true }, "'connections.callbackUrl', or that of the 'store', must be set with 'disableExecuteApiEndpoint'"],
    ['on a route that is a text', { connectRoute: 'x' }, {}, "'connections.connectRoute' must be options of a route, such as { apiKeyRequired: true }, got \"x\""],
    ['on a route that calls another', { connectRoute: { integration } }, {}, "'connections.connectRoute.integration' must be left out, since the store's own function handles \"$connect\""],
    ['on routes in two places', {}, { webSocketApiProps: { connectRouteOptions: { integration } } }, "'webSocketApiProps' must not have 'connectRouteOptions' and 'disconnectRouteOptions' with 'connections'"],
    ['without an endpoint', {}, { disableExecuteApiEndpoint: true }, "'connections.callbackUrl', or that of the 'store', must be set with 'disableExecuteApiEndpoint'"],
    ['on a ping that is no flag', {}, { ping: 'yes' }, '\'ping\' must be true or false, got "yes"'],
  ];

  test.each(wrong)('%s', (_title, connections, props, message) => {
    expect(() => testGateway(connections as WebSocketConnectionsOptions, props as WebSocketGatewayProps)).toThrow(message);
  });

  test('on two APIs of one store whose stages have the same name, since their groups would be the same', () => {
    const shared = new ConnectionStore(testStack(), 'Shared');
    testGateway({ store: shared }, {}, Stack.of(shared));
    expect(() => new WebSocketGateway(Stack.of(shared), 'Game', { connections: { store: shared } })).toThrow('the store has the connections of stage "prod" of another API already, whose groups and users would be the same: give one of the stages another name, or each API a store of its own');
  });

  test('on one URL for messages of two stages', () => {
    testGateway({ callbackUrl: 'https://socket.example.com/{stage}' }).gateway.addStage('beta');
    const { gateway } = testGateway({ callbackUrl: 'https://socket.example.com/chat' });
    expect(() => gateway.addStage('beta')).toThrow('\'callbackUrl\' must differ for each stage, got "https://socket.example.com/chat" for "prod" and "beta": write "{stage}" where the name of the stage is');
  });

  test('on a second route "$connect"', () => {
    const { gateway } = testGateway();
    expect(() => gateway.addRoute('$connect')).toThrow('$connect');
  });
});

test('logical ids stay', () => {
  const { stack } = testGateway({}, {}, new Stack(new App(), 'Shop'));
  const template = templateOf(stack);
  const idsOf = (type: string) => Object.keys(template.findResources(type)).filter((id) => /Connections|Broadcast/.test(id));
  expect(Object.fromEntries(['AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::IAM::Policy'].map((type) => [type, idsOf(type)]))).toEqual({
    'AWS::DynamoDB::Table': ['ChatApiConnectionsTableAE66E3C7'],
    'AWS::Lambda::Function': ['ChatApiConnectionsHandlerAA9A6453', 'ChatApiBroadcasterHandler160F3DEF'],
    'AWS::SQS::Queue': ['ChatApiBroadcasterFailures6EA013AD'],
    'AWS::IAM::Policy': ['ChatApiBroadcaste0331addprod72B494F8', 'ChatApiConnectionsRoleDefaultPolicy2EEBB4FE', 'ChatApiBroadcasterRoleDefaultPolicyF90AA095'],
  });
});
