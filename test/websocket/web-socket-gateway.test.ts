import { Match } from 'aws-cdk-lib/assertions';
import { AccessLogFormat, MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { CfnRoute, IpAddressType, LogGroupLogDestination, WebSocketApi, WebSocketApiKeySelectionExpression, WebSocketNoneAuthorizer, WebSocketRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketIamAuthorizer, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { App, Lazy, Stack } from 'aws-cdk-lib/core';
import { AccessLogs, AccountLogging, WebSocketAlarmSet, WebSocketGateway, WebSocketGatewayProps, WebSocketIntegrations, WebSocketRouteAuthorizer } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack, testWebSocketGateway } from '../helpers';

const API = 'AWS::ApiGatewayV2::Api';
const STAGE = 'AWS::ApiGatewayV2::Stage';
const ROUTE = 'AWS::ApiGatewayV2::Route';

describe('without a word, a gateway', () => {
  const { stack, gateway } = testWebSocketGateway();
  const template = templateOf(stack);

  test('is called like its id, and finds routes in "action"', () => {
    expect(propertiesOf(stack, API)).toEqual({ Name: 'ChatApi', ProtocolType: 'WEBSOCKET', DisableExecuteApiEndpoint: false, RouteSelectionExpression: '$request.body.action' });
  });

  test('asks IAM who may connect', () => {
    template.hasResourceProperties(ROUTE, { RouteKey: '$connect', AuthorizationType: 'AWS_IAM' });
  });

  test('has a stage that deploys itself, with limits and execution logs in the shape of CloudFormation', () => {
    expect(propertiesOf(stack, STAGE)).toMatchObject({
      StageName: 'prod',
      AutoDeploy: true,
      DefaultRouteSettings: { LoggingLevel: 'ERROR', DataTraceEnabled: false, DetailedMetricsEnabled: false, ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 500 },
    });
  });

  test('writes logs, to groups that end, with a role of the account that is ensured first', () => {
    template.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 90 }, 2);
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: { 'Fn::Join': ['', ['/aws/apigateway/', stack.resolve(gateway.api.apiId), '/prod']] } });
    const [stage] = Object.values(template.findResources(STAGE));
    expect(stage.DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources('Custom::ApiGatewayAccountLogging'))));
    expect(Object.keys(JSON.parse(stage.Properties.AccessLogSettings.Format))).toEqual(expect.arrayContaining(['connectionId', 'eventType', 'routeKey']));
  });

  test('has the alarms of a WebSocket API', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 5);
  });

  test('gives a client no answer, and asks for no key', () => {
    template.hasResourceProperties(ROUTE, { RouteKey: 'sendMessage', AuthorizationType: 'NONE', RouteResponseSelectionExpression: Match.absent(), ApiKeyRequired: Match.absent() });
    template.resourceCountIs('AWS::ApiGatewayV2::RouteResponse', 0);
  });
});

test('what the L2 has is there, and the URLs', () => {
  const { stack, gateway } = testWebSocketGateway({ stageName: 'live' });
  expect(gateway.api).toBeInstanceOf(WebSocketApi);
  const url = (scheme: string) => ({ 'Fn::Join': ['', [`${scheme}://`, stack.resolve(gateway.api.apiId), '.execute-api.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/live']] });
  expect(stack.resolve(gateway.url)).toEqual(url('wss'));
  expect(stack.resolve(gateway.callbackUrl)).toEqual(url('https'));
  expect(gateway.apiRef).toEqual({ apiId: gateway.api.apiId });
  expect(gateway.env).toEqual(gateway.api.env);
  expect(WebSocketGateway.isWebSocketGateway(gateway)).toBe(true);
  expect([gateway.api, undefined, null, 1].some((other) => WebSocketGateway.isWebSocketGateway(other))).toBe(false);
});

test('names, description, addresses, endpoint, expressions and outputs are chosen', () => {
  const { stack } = testWebSocketGateway({
    apiName: 'chat',
    description: 'Chat',
    ipAddressType: IpAddressType.DUAL_STACK,
    disableExecuteApiEndpoint: true,
    routeSelectionExpression: '${request.body.kind}',
    apiKeySelectionExpression: WebSocketApiKeySelectionExpression.AUTHORIZER_USAGE_IDENTIFIER_KEY,
    outputs: true,
  });
  expect(propertiesOf(stack, API)).toMatchObject({
    Name: 'chat',
    Description: 'Chat',
    IpAddressType: 'dualstack',
    DisableExecuteApiEndpoint: true,
    RouteSelectionExpression: '${request.body.kind}',
    ApiKeySelectionExpression: '$context.authorizer.usageIdentifierKey',
  });
  expect(Object.values(templateOf(stack).findOutputs('*')).map(({ Description }) => Description)).toEqual(['URL of the API chat', 'URL for backends of the API chat', 'Id of the API chat']);
});

describe('authorizers', () => {
  test('of the L2 are taken for the gateway and for "$connect"', () => {
    for (const where of ['gateway', 'route']) {
      const stack = testStack();
      const authorizer = new WebSocketLambdaAuthorizer('Lambda', testFunction(stack, 'Authorizer'));
      const gateway = new WebSocketGateway(stack, 'Api', where === 'gateway' ? { authorizer } : {});
      gateway.addRoute('$connect', { authorizer: where === 'route' ? authorizer : undefined });
      templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: '$connect', AuthorizationType: 'CUSTOM', AuthorizerId: Match.anyValue() });
      templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
    }
  });

  test.each([
    [WebSocketRouteAuthorizer.none(), 'NONE'],
    [WebSocketRouteAuthorizer.iam(), 'AWS_IAM'],
    [new WebSocketNoneAuthorizer(), 'NONE'],
    [new WebSocketIamAuthorizer(), 'AWS_IAM'],
  ])('say their type: %#, %s', (authorizer, AuthorizationType) => {
    const stack = testStack();
    new WebSocketGateway(stack, 'Api').addRoute('$connect', { authorizer });
    expect(propertiesOf(stack, ROUTE)).toMatchObject({ AuthorizationType });
  });
});

describe('"$connect"', () => {
  const integration = () => new WebSocketMockIntegration('Mock');

  test('must be there: without it everybody may connect', () => {
    const stack = testStack();
    new WebSocketGateway(stack, 'Api').addRoute('sendMessage', { integration: integration() });
    expect(() => templateOf(stack)).toThrow('the API has no route "$connect", and API Gateway then lets everybody connect: call gateway.addRoute(\'$connect\')');
  });

  test('must not be added to the L2 without an authorizer', () => {
    const stack = testStack();
    const gateway = new WebSocketGateway(stack, 'Api');
    gateway.api.addRoute('$connect', { integration: integration() });
    expect(() => templateOf(stack)).toThrow('the route "$connect" at [Shop/Api/Default/$connect-Route/Resource] lets everybody connect');
  });

  test('may be added to the L2, or as an L1, with one', () => {
    const first = testStack();
    new WebSocketGateway(first, 'Api').api.addRoute('$connect', { integration: integration(), authorizer: new WebSocketIamAuthorizer() });
    expect(() => templateOf(first)).not.toThrow();
    const second = testStack();
    const gateway = new WebSocketGateway(second, 'Api');
    new CfnRoute(second, 'Connect', { apiId: gateway.api.apiId, routeKey: '$connect', authorizationType: 'AWS_IAM' });
    expect(() => templateOf(second)).not.toThrow();
  });

  test('must not be there twice', () => {
    const { stack, gateway } = testWebSocketGateway();
    new WebSocketRoute(stack, 'Again', { webSocketApi: gateway.api, routeKey: '$connect', integration: integration() });
    expect(() => templateOf(stack)).toThrow('route "$connect" is defined at [Shop/ChatApi/Default/$connect-Route/Resource] and at [Shop/Again/Resource]: define it once');
  });

  test('must not be left open by an authorizer that gives no type', () => {
    const gateway = new WebSocketGateway(testStack(), 'Api', { authorizer: { bind: () => ({}) } as never });
    expect(() => gateway.addRoute('$connect')).toThrow('\'authorizer\' must give a type of authorization for route "$connect", got none, which lets everybody connect');
  });

  test('is found whatever token names the API', () => {
    const stack = testStack();
    const gateway = new WebSocketGateway(stack, 'Api');
    new CfnRoute(stack, 'Connect', { apiId: Lazy.string({ produce: () => gateway.api.apiId }), routeKey: '$connect', authorizationType: 'AWS_IAM' });
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('of another API does not count', () => {
    const stack = testStack();
    testWebSocketGateway({}, stack);
    new WebSocketGateway(stack, 'Api');
    expect(() => templateOf(stack)).toThrow('[Shop/Api/Default/Resource] the API has no route "$connect"');
  });

  test('of the properties of the L2 is closed, and the other routes are there', () => {
    const stack = testStack();
    new WebSocketGateway(stack, 'Api', {
      webSocketApiProps: {
        connectRouteOptions: { integration: integration() },
        disconnectRouteOptions: { integration: integration() },
        defaultRouteOptions: { integration: integration(), returnResponse: true },
      },
    });
    const template = templateOf(stack);
    template.hasResourceProperties(ROUTE, { RouteKey: '$connect', AuthorizationType: 'AWS_IAM' });
    template.hasResourceProperties(ROUTE, { RouteKey: '$disconnect' });
    template.hasResourceProperties(ROUTE, { RouteKey: '$default', RouteResponseSelectionExpression: '$default' });
  });
});

describe('logs', () => {
  test('are chosen, and the role of the account is said to be there', () => {
    const executionLogs = { level: MethodLoggingLevel.INFO, dataTrace: true, dataTraceAcknowledged: true };
    const { stack } = testWebSocketGateway({ executionLogs, accountLogging: AccountLogging.existing() });
    expect(propertiesOf(stack, STAGE).DefaultRouteSettings).toMatchObject({ LoggingLevel: 'INFO', DataTraceEnabled: true });
    templateOf(stack).resourceCountIs('Custom::ApiGatewayAccountLogging', 0);
  });

  test('that are off need no role of the account', () => {
    const { stack } = testWebSocketGateway({ executionLogs: { level: MethodLoggingLevel.OFF }, accessLogs: AccessLogs.none() });
    expect(propertiesOf(stack, STAGE)).toMatchObject({ DefaultRouteSettings: { LoggingLevel: 'OFF' } });
    expect(propertiesOf(stack, STAGE).AccessLogSettings).toBeUndefined();
    templateOf(stack).resourceCountIs('Custom::ApiGatewayAccountLogging', 0);
    templateOf(stack).resourceCountIs('AWS::Logs::LogGroup', 0);
  });

  test('of the L2 are kept, with the role that they need', () => {
    const stack = testStack();
    const destination = new LogGroupLogDestination(new LogGroup(stack, 'Mine'));
    testWebSocketGateway({
      executionLogs: { level: MethodLoggingLevel.OFF },
      webSocketStageProps: { accessLogSettings: { destination, format: AccessLogFormat.custom('$context.requestId') }, stageVariables: { a: 'b' } },
    }, stack);
    expect(propertiesOf(stack, STAGE)).toMatchObject({ AccessLogSettings: { Format: '$context.requestId' }, StageVariables: { a: 'b' }, AutoDeploy: true });
    templateOf(stack).resourceCountIs('Custom::ApiGatewayAccountLogging', 1);
  });
});

describe('grantManageConnections', () => {
  const STATEMENT = (stack: Stack, gateway: WebSocketGateway, stage: string) => ({
    Action: 'execute-api:ManageConnections',
    Effect: 'Allow',
    Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':execute-api:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':', stack.resolve(gateway.api.apiId), `/${stage}/*/@connections/*`]] },
  });

  test('is for the connections of the stage, by a policy of its own', () => {
    const { stack, gateway, handler } = testWebSocketGateway({ stageName: 'live' });
    const grant = gateway.grantManageConnections(handler);
    gateway.grantManageConnections(handler);
    expect(grant.success).toBe(true);
    expect(propertiesOf(stack, 'AWS::IAM::Policy')).toMatchObject({ PolicyDocument: { Statement: [STATEMENT(stack, gateway, 'live')] }, Roles: [stack.resolve(handler.role!.roleName)] });
    const [fn] = Object.values(templateOf(stack).findResources('AWS::Lambda::Function'));
    expect(JSON.stringify(fn.DependsOn)).not.toContain('Policy');
  });

  test('of a function of another stack that is the target of a route is in the stack of the API, without a cycle', () => {
    const app = new App();
    const functions = new Stack(app, 'Functions');
    const shop = new Stack(app, 'Shop');
    const handler = testFunction(functions);
    const gateway = new WebSocketGateway(shop, 'Api');
    gateway.addRoute('$connect', { handler });
    gateway.grantManageConnections(handler);
    app.synth();
    templateOf(shop).resourceCountIs('AWS::IAM::Policy', 1);
    templateOf(functions).resourceCountIs('AWS::IAM::Policy', 0);
    expect(functions.dependencies).toEqual([]);
  });

  test('takes roles, users and groups, each with a policy', () => {
    const { stack, gateway } = testWebSocketGateway();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    for (const grantee of [role, new iam.User(stack, 'User'), new iam.Group(stack, 'Group'), iam.Role.fromRoleName(stack, 'Imported', 'worker')]) gateway.grantManageConnections(grantee);
    templateOf(stack).resourceCountIs('AWS::IAM::Policy', 4);
  });

  test('warns of a role that takes no policy', () => {
    const { stack, gateway } = testWebSocketGateway();
    gateway.grantManageConnections(iam.Role.fromRoleArn(stack, 'Immutable', 'arn:aws:iam::111111111111:role/worker', { mutable: false }));
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('arn:aws:iam::111111111111:role/worker takes no policies of this app, being imported as immutable: add to its policies where it is defined {"Effect":"Allow","Action":"execute-api:ManageConnections"')]);
  });

  test('of a function of another stack that has the callback URL is for the L2 to give', () => {
    const app = new App();
    const [shop, functions] = ['Shop', 'Functions'].map((id) => new Stack(app, id));
    const gateway = new WebSocketGateway(shop, 'Api');
    gateway.addRoute('$connect');
    const pusher = testFunction(functions);
    pusher.addEnvironment('CALLBACK_URL', gateway.callbackUrl);
    gateway.stage.grantManagementApiAccess(pusher);
    expect(() => app.synth()).not.toThrow();
  });

  test.each([
    [new iam.ServicePrincipal('lambda.amazonaws.com'), 'aws-cdk-lib.aws_iam.ServicePrincipal'],
    [new iam.FederatedPrincipal('cognito-identity.amazonaws.com'), 'aws-cdk-lib.aws_iam.FederatedPrincipal'],
  ])('fails on what takes no policy: %#', (grantee, name) => {
    const { gateway } = testWebSocketGateway();
    expect(() => gateway.grantManageConnections(grantee)).toThrow(`'grantee' must be a role, a user, a group, or what has a role, such as a function, got an instance of ${name}: import a function with its role, by fromFunctionAttributes\n    at [Shop/ChatApi]`);
  });

  test('fails on an imported function whose role is not known', () => {
    const { stack, gateway } = testWebSocketGateway();
    const imported = lambda.Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:eu-west-1:111111111111:function:f');
    expect(() => gateway.grantManageConnections(imported)).toThrow("'grantee' must be a role");
  });
});

describe('alarms', () => {
  test('are there, and the topic is told', () => {
    const { stack, gateway } = testWebSocketGateway({ alertEmails: ['oncall@example.com'], alarms: WebSocketAlarmSet.standard({ connects: { threshold: 10 } }) });
    expect(gateway.alarms.connects.alarmArn).toBeDefined();
    templateOf(stack).resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue(), OKActions: Match.anyValue() }, 5);
    templateOf(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ConnectCount', Threshold: 10 });
  });

  test('are none if it is said so', () => {
    const { stack, gateway } = testWebSocketGateway({ alarms: WebSocketAlarmSet.none() });
    templateOf(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(() => gateway.alarms).toThrow("'alarms' are none: leave out 'alarms: WebSocketAlarmSet.none()', or use 'WebSocketApiAlarms.fromStage'");
  });
});

describe('fails', () => {
  test.each<[object, string]>([
    [{ stageName: '$default' }, "'stageName' must be 1 to 128 letters, digits, hyphens and underscores, got \"$default\""],
    [{ apiName: 'x'.repeat(129) }, "'apiName' must be 1 to 128 characters"],
    [{ routeSelectionExpression: '' }, "'routeSelectionExpression' must name a member of the message, got \"\": write \"$request.body.action\""],
    [{ routeSelectionExpression: 'action' }, "'routeSelectionExpression' must name a member of the message, got \"action\""],
    [{ webSocketApiProps: { routeSelectionExpression: '$request.header.action' } }, "'routeSelectionExpression' must name a member of the message"],
    [{ throttle: { burstLimit: 0 } }, "'throttle.burstLimit' must be a whole number of at least 1 request, got 0"],
    [{ authorizer: 'none' }, "'authorizer' must be WebSocketRouteAuthorizer.iam(), for example"],
    [{ apiKeySelectionExpression: '$request.header.x-api-key' }, "'apiKeySelectionExpression' must be WebSocketApiKeySelectionExpression.HEADER_X_API_KEY"],
    [{ executionLogs: true }, "'executionLogs' must be options"],
    [{ accountLogging: true }, "'accountLogging' must be AccountLogging.ensure()"],
    [{ webSocketStageProps: { autoDeploy: false } }, "'webSocketStageProps.autoDeploy' must not be false, since the stage would serve nothing"],
    [{ alarms: WebSocketAlarmSet.none(), alertEmails: ['a@example.com'] }, "'alertEmails' has nothing to tell with 'alarms: WebSocketAlarmSet.none()'"],
    [{ apiName: 'a', webSocketApiProps: { apiName: 'b' } }, "set either 'apiName' or 'webSocketApiProps.apiName', got both"],
    [{ routeSelectionExpression: '$request.body.a', webSocketApiProps: { routeSelectionExpression: '$request.body.b' } }, "set either 'routeSelectionExpression' or 'webSocketApiProps.routeSelectionExpression', got both"],
    [{ accessLogs: AccessLogs.none(), webSocketStageProps: { accessLogSettings: {} } }, "set either 'accessLogs' or 'webSocketStageProps.accessLogSettings', got both"],
    [{ throttle: {}, webSocketStageProps: { throttle: {} } }, "set either 'throttle' or 'webSocketStageProps.throttle', got both"],
    ...['cache', 'canary', 'release', 'webAcl', 'cors', 'policy', 'endpoint', 'tracing'].map((prop): [object, string] => [{ [prop]: {} }, `'${prop}' is not offered by API Gateway for WebSocket APIs: leave it out`]),
  ])('%#: %j', (props, message) => {
    expect(() => new WebSocketGateway(testStack(), 'Api', props as WebSocketGatewayProps)).toThrow(message);
    expect(() => new WebSocketGateway(testStack(), 'Api', props as WebSocketGatewayProps)).toThrow(/\n {4}at \[Shop\/Api/);
  });
});

test('a cache, a canary, a web ACL and CORS do not compile', () => {
  const define = (props: WebSocketGatewayProps) => () => new WebSocketGateway(testStack(), 'Api', props);
  // @ts-expect-error a WebSocket API has no cache
  expect(define({ cache: {} })).toThrow('not offered');
  // @ts-expect-error a WebSocket API has no canary
  expect(define({ canary: {} })).toThrow('not offered');
  // @ts-expect-error a WebSocket API has no web ACL
  expect(define({ webAcl: 'arn' })).toThrow('not offered');
  // @ts-expect-error browsers ask no leave
  expect(define({ cors: {} })).toThrow('check the header "Origin"');
});

test('a handler may have the URLs of its own API', () => {
  const { stack, gateway, handler } = testWebSocketGateway();
  handler.addEnvironment('CALLBACK_URL', gateway.callbackUrl);
  gateway.grantManageConnections(handler);
  gateway.addRoute('list', { integration: WebSocketIntegrations.httpProxy('https://example.com') });
  expect(() => templateOf(stack)).not.toThrow();
});

test('the connections of a further stage are managed by whom it lets', () => {
  const { stack, gateway, handler } = testWebSocketGateway();
  gateway.addStage('beta').grantManageConnections(handler);
  const [{ Action, Resource }] = propertiesOf(stack, 'AWS::IAM::Policy').PolicyDocument.Statement;
  expect(Action).toBe('execute-api:ManageConnections');
  expect(Resource['Fn::Join'][1].slice(-1)).toEqual(['/beta/*/@connections/*']);
});
