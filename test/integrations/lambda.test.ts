import { RestApi, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod, ContentHandling, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { answerOf, Make, requestOf, route, textOf } from './support/rest-route';
import { renderVtl } from './support/vtl';
import { HttpIntegrations, Integrations, LambdaInvokeOptions, MappingTemplate, RequestValue, ResponseValue, RestEndpoint, RestGateway, RestLayout, WebSocketGateway, WebSocketIntegrations } from '../../lib';
import { methodsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const lambda = (options?: LambdaInvokeOptions): Make => (stack) => Integrations.lambdaInvoke(testFunction(stack), options);

const ERRORS = [{ pattern: 'Not found', status: 404 }, { pattern: 'Bad .*', status: 400, message: 'Look at it again' }];

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('a function with templates, in the layout %s,', (layout) => {
  test('is called with one permission, and without a role', () => {
    const { stack, integration } = route(lambda({ request: MappingTemplate.json({ id: RequestValue.path('id') }) }), layout);
    expect(integration).toMatchObject({ Type: 'AWS', IntegrationHttpMethod: 'POST', PassthroughBehavior: 'NEVER' });
    expect(integration.Credentials).toBeUndefined();
    expect(textOf(integration.Uri)).toMatch(/:lambda:path\/2015-03-31\/functions\/<Handler\w+\.Arn>\/invocations$/);
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
  });

  test('shares the permission with routes that pass the whole request', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const gateway = new RestGateway(stack, 'Api', { layout });
    gateway.addRoutes({ path: '/a', methods: [HttpMethod.POST], integration: Integrations.lambdaInvoke(handler) });
    gateway.addRoutes({ path: '/b', methods: [HttpMethod.POST], integration: Integrations.lambdaProxy(handler) });
    gateway.addRoutes({ path: '/c', methods: [HttpMethod.POST], handler });
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
  });
});

test('a function gets what the template says, and answers as the other says', () => {
  const make = lambda({ request: MappingTemplate.json({ id: RequestValue.path('id') }), response: MappingTemplate.json({ total: ResponseValue.body('$.sum') }), successStatus: 201 });
  expect(JSON.parse(requestOf(make, { path: { id: 'a"b' } }))).toEqual({ id: 'a"b' });
  expect(answerOf(make, '{"sum":5}')).toEqual({ status: '201', body: { total: 5 } });
});

test('without templates, the body and what the function returns pass as they are', () => {
  const { integration } = route(lambda());
  expect(integration).toMatchObject({ PassthroughBehavior: 'WHEN_NO_TEMPLATES' });
  expect(integration.RequestTemplates).toBeUndefined();
  expect(integration.IntegrationResponses[0]).toEqual({ StatusCode: '200' });
});

test('exactly one answer takes each message of an error, and no error is a success', () => {
  const { IntegrationResponses } = route(lambda({ errors: ERRORS })).integration;
  const statusesOf = (message: string) => IntegrationResponses
    .filter(({ SelectionPattern }: any) => SelectionPattern !== undefined && new RegExp(`^(?:${SelectionPattern})$(?![\\s\\S])`).test(message)).map(({ StatusCode }: any) => StatusCode);
  expect(['Not found', 'Bad thing', 'Task timed out', 'Not found\n', 'Not found at all', 'a\nBad b'].map(statusesOf)).toEqual([['404'], ['400'], ['500'], ['500'], ['500'], ['500']]);
});

test('an error tells callers what it is to say, and nothing else', () => {
  const bodies = route(lambda({ errors: [...ERRORS, { pattern: 'Own.*', status: 422, response: MappingTemplate.json({ said: ResponseValue.bodyText('$.errorMessage') }) }] })).integration.IntegrationResponses
    .slice(1).map(({ StatusCode, ResponseTemplates }: any) => [StatusCode, renderVtl(ResponseTemplates['application/json'], { body: '{"errorMessage":"Own \\"text\\"","trace":["secret"]}' }).text]);
  expect(bodies).toEqual([['404', '{"message":"Not found"}'], ['400', '{"message":"Look at it again"}'], ['422', '{"said":"Own \\"text\\""}'], ['500', '{"message":"Internal server error"}']]);
});

test('an error with an empty message is an error, where a template looks at the answer', () => {
  const make = lambda({ response: MappingTemplate.json({ total: ResponseValue.body('$.sum') }) });
  expect(answerOf(make, '{"errorType":"Error","errorMessage":"","trace":["secret"]}')).toEqual({ status: '500', body: { message: 'Internal server error' } });
});

test('a function is started and not waited for', () => {
  const { integration } = route(lambda({ asynchronous: true }));
  expect(integration.RequestParameters).toEqual({ 'integration.request.header.X-Amz-Invocation-Type': "'Event'" });
  expect(integration.IntegrationResponses[0]).toMatchObject({ StatusCode: '202', ResponseTemplates: { 'application/json': '{}' } });
});

test('statuses of errors are declared', () => {
  const { stack } = route(lambda({ errors: ERRORS }), RestLayout.RESOURCES);
  expect(propertiesOf(stack, 'AWS::ApiGateway::Method').MethodResponses.map(({ StatusCode }: any) => StatusCode)).toEqual(['200', '404', '400', '500']);
});

test('the L2 takes a function with templates, too', () => {
  const stack = testStack();
  new RestApi(stack, 'Legacy', { cloudWatchRole: false }).root.addMethod('POST', Integrations.lambdaInvoke(testFunction(stack)));
  expect(Object.keys(templateOf(stack).findResources('AWS::Lambda::Permission')).length).toBeGreaterThan(0);
});

test.each([['lambdaInvoke', (alias: Alias) => Integrations.lambdaInvoke(alias)], ['lambdaProxy', (alias: Alias) => Integrations.lambdaProxy(alias)]])('%s deploys the API anew when an alias is renamed', (_name, make) => {
  const deploymentOf = (aliasName: string) => {
    const stack = testStack();
    const alias = new Alias(stack, 'Alias', { aliasName, version: testFunction(stack).currentVersion });
    new RestApi(stack, 'Legacy', { cloudWatchRole: false }).root.addMethod('POST', make(alias));
    return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'))[0];
  };
  expect(deploymentOf('a')).not.toBe(deploymentOf('b'));
});

describe('an answer that is streamed', () => {
  const STREAM = ResponseTransferMode.STREAM;

  test('is asked for by another URI, and may take 15 minutes', () => {
    const streamed = { responseTransferMode: STREAM, timeout: Duration.minutes(15) };
    const { integration } = route((stack) => Integrations.lambdaProxy(testFunction(stack), streamed));
    expect(integration).toMatchObject({ Type: 'AWS_PROXY', ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_000 });
    expect(textOf(integration.Uri)).toMatch(/2021-11-15\/functions\/.*\/response-streaming-invocations$/);
    expect(route(() => Integrations.httpProxy('https://example.com', { options: streamed })).integration).toMatchObject({ ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_000 });
  });

  test('fails after more than that, and has one permission', () => {
    expect(() => route((stack) => Integrations.lambdaProxy(testFunction(stack), { responseTransferMode: STREAM, timeout: Duration.minutes(16) }))).toThrow("'timeout' must be from 50 milliseconds to 900 seconds, got 960000 milliseconds");
    const { stack } = route((scope) => Integrations.lambdaProxy(testFunction(scope), { responseTransferMode: STREAM }));
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
  });
});

describe('times', () => {
  const long = { timeout: Duration.seconds(30) };

  test.each<[string, Make]>([
    ['lambdaInvoke', (stack) => Integrations.lambdaInvoke(testFunction(stack), long)],
    ['lambdaProxy', (stack) => Integrations.lambdaProxy(testFunction(stack), long)],
    ['http', () => Integrations.http('https://example.com', { options: long })],
    ['httpProxy', () => Integrations.httpProxy('https://example.com', { options: long })],
    ['a service', (stack) => Integrations.sqsSendMessage(new Queue(stack, 'Queue'), long)],
  ])('of an edge-optimized API are 29 seconds for %s, also if it is an L2 that does not say what it is', (_name, make) => {
    const message = "'timeout' must be from 50 milliseconds to 29 seconds, got 30000 milliseconds";
    const [ours, theirs] = [testStack(), testStack()];
    expect(() => new RestGateway(ours, 'Api', { endpoint: RestEndpoint.edge() }).addRoutes({ path: '/', integration: make(ours) })).toThrow(message);
    expect(() => new RestApi(theirs, 'Api', { cloudWatchRole: false }).root.addMethod('GET', make(theirs))).toThrow(message);
  });

  test('of a regional API may be raised', () => {
    expect(route(lambda({ timeout: Duration.minutes(5) })).integration.TimeoutInMillis).toBe(300_000);
  });

  test.each<[string, () => unknown]>([
    ['HTTP', () => HttpIntegrations.lambdaProxy(testFunction(testStack()), { timeout: Duration.seconds(31) })],
    ['HTTP', () => HttpIntegrations.httpProxy('https://example.com', { timeout: Duration.millis(49) })],
    ['WebSocket', () => WebSocketIntegrations.lambdaProxy(testFunction(testStack()), { timeout: Duration.seconds(30) })],
    ['WebSocket', () => WebSocketIntegrations.lambdaInvoke(testFunction(testStack()), { timeout: Duration.seconds(30) })],
  ])('fails on what %s APIs do not take (%#)', (_type, make) => {
    expect(make).toThrow("'timeout' must be from 50 milliseconds to 29 seconds, got");
  });
});

describe('a function behind a WebSocket route', () => {
  function socket(integration: (stack: Stack) => ReturnType<typeof WebSocketIntegrations.lambdaInvoke>, response = true) {
    const stack = testStack();
    const gateway = new WebSocketGateway(stack, 'Chat');
    gateway.addRoute('$connect');
    gateway.addRoute('message', { integration: integration(stack), response });
    const [defined] = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Integration', { Properties: { IntegrationType: 'AWS' } }));
    return { stack, properties: defined?.Properties };
  }

  test('gets what the template says, with one permission', () => {
    const { stack, properties } = socket((scope) => WebSocketIntegrations.lambdaInvoke(testFunction(scope), { request: MappingTemplate.json({ text: RequestValue.body('$.text'), by: RequestValue.context('connectionId') }), contentHandling: ContentHandling.CONVERT_TO_TEXT }));
    expect(properties).toMatchObject({ IntegrationMethod: 'POST', TemplateSelectionExpression: '\\$default', PassthroughBehavior: 'NEVER', ContentHandlingStrategy: 'CONVERT_TO_TEXT' });
    expect(JSON.parse(renderVtl(properties.RequestTemplates.$default, { body: '{"text":"a"}', context: { connectionId: 'c' } }).text)).toEqual({ text: 'a', by: 'c' });
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
  });

  test('answers with what it returns, and with nothing of its errors', () => {
    const { stack } = socket((scope) => WebSocketIntegrations.lambdaInvoke(testFunction(scope)));
    const { ResponseTemplates, IntegrationResponseKey } = propertiesOf(stack, 'AWS::ApiGatewayV2::IntegrationResponse');
    expect(IntegrationResponseKey).toBe('$default');
    const answer = (body: string) => JSON.parse(renderVtl(ResponseTemplates.$default, { body }).text);
    expect(answer('{"a":1}')).toEqual({ a: 1 });
    expect(answer('')).toBeNull();
    expect(answer('{"errorType":"Error","errorMessage":"secret"}')).toEqual({ message: 'Internal server error' });
  });

  test('is started and not waited for', () => {
    expect(socket((scope) => WebSocketIntegrations.lambdaInvoke(testFunction(scope), { asynchronous: true }), false).properties.RequestParameters).toEqual({ 'integration.request.header.X-Amz-Invocation-Type': "'Event'" });
  });

  test('gets the whole message, with the options of the L2', () => {
    const stack = testStack();
    const gateway = new WebSocketGateway(stack, 'Chat');
    gateway.addRoute('$connect');
    gateway.addRoute('message', { integration: WebSocketIntegrations.lambdaProxy(testFunction(stack), { timeout: Duration.seconds(5) }) });
    templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Integration', { IntegrationType: 'AWS_PROXY', TimeoutInMillis: 5000 });
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
  });

  test('is taken by the L2, too', () => {
    const stack = testStack();
    new WebSocketApi(stack, 'Legacy').addRoute('message', { integration: WebSocketIntegrations.lambdaInvoke(testFunction(stack)) });
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
  });
});

test('a mock answers to bodies of text, forms and XML, and refuses others', () => {
  const { integration } = route(() => Integrations.mock());
  expect(Object.keys(integration.RequestTemplates)).toEqual(expect.arrayContaining(['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/xml']));
  expect(integration.PassthroughBehavior).toBe('NEVER');
});

test('a template that reads what the path does not have is refused for a function, too', () => {
  expect(() => route(lambda({ request: MappingTemplate.json(RequestValue.path('oops')) }))).toThrow('reads the variable "oops", which is not in the path');
  expect(methodsOf(route(lambda()).stack)['POST /things/{id}']).toBeDefined();
});

test.each<[LambdaInvokeOptions, string]>([
  [{ errors: [{ pattern: '', status: 404 }] }, "'errors' must have patterns that are not empty, got \"\""],
  [{ errors: [{ pattern: 'a', status: 200 }] }, "'status' of the errors \"a\" must be from 400 to 599, got 200"],
  [{ errors: [{ pattern: 'a', status: 404, message: '$x' }] }, "'message' of the errors \"a\" must be text without \"$\" and \"#\", got \"$x\""],
  [{ errors: [{ pattern: 'a', status: 404 }, { pattern: 'a', status: 400 }] }, "'errors' have two for \"a\""],
  [{ errors: [{ pattern: 'a', status: 404, response: 'text' as any }] }, "'response' of the errors \"a\" must be a template"],
  [{ errors: { pattern: 'a' } as any }, "'errors' must be a list"],
  [{ errors: ERRORS, asynchronous: true }, "'errors' must be left out with 'asynchronous'"],
  [{ successStatus: 404 }, "'successStatus' must be from 200 to 299, got 404"],
  [{ request: 'text' as any }, "'request' must be a template"],
  [{ timeout: 5 as any }, "'timeout' must be a Duration"],
])('fails on %j', (options, message) => {
  expect(() => lambda(options)(testStack())).toThrow(message);
});
