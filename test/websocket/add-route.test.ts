import { CfnRoute, ContentHandling, HttpMethod, PassthroughBehavior, WebSocketRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketAwsIntegration, WebSocketLambdaIntegration, WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { CfnParameter, Duration, Lazy } from 'aws-cdk-lib/core';
import { WebSocketGateway, WebSocketGatewayRouteOptions, WebSocketIntegrations, WebSocketRouteAuthorizer } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack, testWebSocketGateway } from '../helpers';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';
const RESPONSE = 'AWS::ApiGatewayV2::IntegrationResponse';

const aws = (id = 'Aws') => new WebSocketAwsIntegration(id, { integrationUri: 'arn:aws:apigateway:eu-west-1:sqs:path/111111111111/queue', integrationMethod: 'POST' });

test('the route of the L2 is returned', () => {
  const { gateway, handler } = testWebSocketGateway();
  const route = gateway.addRoute('list', { handler });
  expect(route).toBeInstanceOf(WebSocketRoute);
  expect((route.node.defaultChild as CfnRoute).routeKey).toBe('list');
});

test('routes of a function share one integration, which stays when the first of them goes', () => {
  const ids = (routeKeys: string[]) => {
    const stack = testStack();
    const gateway = new WebSocketGateway(stack, 'Api');
    const handler = testFunction(stack);
    gateway.addRoute('$connect', { handler });
    for (const routeKey of routeKeys) gateway.addRoute(routeKey, { handler });
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
    return Object.keys(templateOf(stack).findResources(INTEGRATION));
  };
  expect(ids(['a', 'b', '$disconnect', '$default'])).toHaveLength(1);
  expect(ids(['a', 'b'])).toEqual(ids(['b']));
});

test('keys may differ in what ids of constructs do not', () => {
  const { stack, gateway, handler } = testWebSocketGateway();
  for (const routeKey of ['a/b', 'a--b']) gateway.addRoute(routeKey, { handler });
  templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'a/b' });
  templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'a--b' });
});

describe('"$connect" without a target', () => {
  test('lets in whom the authorizer knows', () => {
    const { stack } = testWebSocketGateway();
    templateOf(stack).hasResourceProperties(INTEGRATION, { IntegrationType: 'MOCK', RequestTemplates: { 200: '{"statusCode":200}' }, TemplateSelectionExpression: '200' });
  });
});

describe('integrations', () => {
  test('by HTTP, with templates', () => {
    const { stack, gateway } = testWebSocketGateway();
    gateway.addRoute('list', {
      integration: WebSocketIntegrations.http('https://backend.example.com/list', {
        method: HttpMethod.GET,
        timeout: Duration.seconds(5),
        requestParameters: { 'integration.request.header.connection': 'context.connectionId' },
        requestTemplates: { $default: '$input.body' },
        templateSelectionExpression: '\\$default',
        passthroughBehavior: PassthroughBehavior.NEVER,
        contentHandling: ContentHandling.CONVERT_TO_TEXT,
      }),
    });
    templateOf(stack).hasResourceProperties(INTEGRATION, {
      IntegrationType: 'HTTP',
      IntegrationUri: 'https://backend.example.com/list',
      IntegrationMethod: 'GET',
      TimeoutInMillis: 5000,
      RequestParameters: { 'integration.request.header.connection': 'context.connectionId' },
      RequestTemplates: { $default: '$input.body' },
      TemplateSelectionExpression: '\\$default',
      PassthroughBehavior: 'NEVER',
      ContentHandlingStrategy: 'CONVERT_TO_TEXT',
    });
  });

  test('by HTTP take the template "$default" if there is no expression', () => {
    const { stack, gateway } = testWebSocketGateway();
    gateway.addRoute('list', { integration: WebSocketIntegrations.http('https://backend.example.com', { requestTemplates: { $default: '{}' } }) });
    templateOf(stack).hasResourceProperties(INTEGRATION, { IntegrationType: 'HTTP', TemplateSelectionExpression: '\\$default' });
  });

  test('by HTTP, as they are', () => {
    const { stack, gateway } = testWebSocketGateway();
    gateway.addRoute('list', { integration: WebSocketIntegrations.httpProxy('https://backend.example.com/list') });
    templateOf(stack).hasResourceProperties(INTEGRATION, { IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://backend.example.com/list', IntegrationMethod: 'POST' });
  });

  test('of the L2 are taken', () => {
    const { stack, gateway } = testWebSocketGateway();
    gateway.addRoute('lambda', { integration: new WebSocketLambdaIntegration('Lambda', testFunction(stack, 'Other')) });
    gateway.addRoute('mock', { integration: new WebSocketMockIntegration('Mock') });
    gateway.addRoute('aws', { integration: aws() });
    templateOf(stack).resourceCountIs(INTEGRATION, 5);
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 2);
  });

  test.each(['ftp://example.com', '/orders', ''])('by HTTP fail on the URL %j', (url) => {
    expect(() => WebSocketIntegrations.httpProxy(url)).toThrow("'url' must begin with https:// or http://");
    expect(() => WebSocketIntegrations.http(url)).toThrow("'url' must begin with https:// or http://");
  });

  test('by HTTP fail on templates that nothing chooses, and on parameters that go nowhere', () => {
    expect(() => WebSocketIntegrations.http('https://example.com', { requestTemplates: { 'application/json': '{}' } })).toThrow("'requestTemplates' have the keys \"application/json\", and no 'templateSelectionExpression' chooses among them");
    expect(() => WebSocketIntegrations.httpProxy('https://example.com', { requestParameters: { id: 'context.connectionId' } })).toThrow("'requestParameters' must be named as \"integration.request.header.connectionId\", got \"id\"");
  });

  test.each([Duration.millis(49), Duration.seconds(30)])('by HTTP fail on the timeout %s', (timeout) => {
    expect(() => WebSocketIntegrations.httpProxy('https://example.com', { timeout })).toThrow("'timeout' must be from 50 milliseconds to 29 seconds");
  });
});

describe('answers', () => {
  test('of a proxy come back as they are', () => {
    const { stack, gateway, handler } = testWebSocketGateway();
    gateway.addRoute('list', { handler, response: true });
    templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'list', RouteResponseSelectionExpression: '$default' });
    templateOf(stack).resourceCountIs('AWS::ApiGatewayV2::RouteResponse', 1);
    templateOf(stack).resourceCountIs(RESPONSE, 0);
  });

  test('of what is no proxy get a response for all, without which nothing would be sent', () => {
    const { stack, gateway } = testWebSocketGateway();
    gateway.addRoute('list', { integration: aws(), response: true });
    expect(propertiesOf(stack, RESPONSE)).toEqual({ ApiId: stack.resolve(gateway.api.apiId), IntegrationId: expect.anything(), IntegrationResponseKey: '$default' });
  });

  test('are mapped', () => {
    const { stack, gateway } = testWebSocketGateway();
    gateway.addRoute('list', {
      integration: WebSocketIntegrations.http('https://backend.example.com'),
      response: true,
      integrationResponses: [
        { responseTemplates: { $default: '{"items":$input.body}' } },
        { responseKey: '/4\\d\\d/', responseTemplates: { 404: '{}', $default: '{"error":true}' }, templateSelectionExpression: '${integration.response.statuscode}' },
      ],
    });
    const template = templateOf(stack);
    template.hasResourceProperties(RESPONSE, { IntegrationResponseKey: '$default', ResponseTemplates: { $default: '{"items":$input.body}' }, TemplateSelectionExpression: '\\$default' });
    template.hasResourceProperties(RESPONSE, { IntegrationResponseKey: '/4\\d\\d/', TemplateSelectionExpression: '${integration.response.statuscode}' });
  });

  test('of an integration that routes share are said once', () => {
    const { stack, gateway } = testWebSocketGateway();
    const integration = aws();
    gateway.addRoute('a', { integration, response: true, integrationResponses: [{}] });
    gateway.addRoute('b', { integration, response: true });
    templateOf(stack).resourceCountIs(RESPONSE, 1);
    expect(() => gateway.addRoute('c', { integration, response: true, integrationResponses: [{}] })).toThrow('the integration has a response for "$default" already, by another route that shares it');
  });

  test('that nobody asked for give way to those that a later route asks for', () => {
    const { stack, gateway } = testWebSocketGateway();
    const integration = aws();
    gateway.addRoute('a', { integration, response: true });
    gateway.addRoute('b', { integration, response: true, integrationResponses: [{ responseTemplates: { $default: '{}' } }] });
    expect(propertiesOf(stack, RESPONSE)).toMatchObject({ IntegrationResponseKey: '$default', ResponseTemplates: { $default: '{}' } });
    expect(() => gateway.addRoute('c', { integration, response: true, integrationResponses: [{}] })).toThrow('by another route that shares it');
  });

  test.each<[string, WebSocketGatewayRouteOptions, string]>([
    ['list', { integration: aws(), response: true, integrationResponses: [{}, { responseKey: '$default' }] }, '\'integrationResponses\' of route "list" have two for "$default"'],
    ['list', { integration: aws(), response: true, integrationResponses: [null as never] }, "'integrationResponses' must be a list"],
    ['list', { integration: aws(), integrationResponses: [{}] }, '\'integrationResponses\' of route "list" reach nobody: set \'response: true\''],
    ['list', { integration: aws(), response: true, integrationResponses: [{ responseKey: '/2\\d\\d/' }] }, '\'integrationResponses\' of route "list" must have one for "$default"'],
    ['list', { integration: aws(), response: true, integrationResponses: [{ responseTemplates: { 'application/json': '{}' } }] }, '\'responseTemplates\' have the keys "application/json", and no \'templateSelectionExpression\' chooses among them: call the only one "$default"'],
    ['list', { integration: aws(), response: true, integrationResponses: [{ responseKey: '200' }] }, '\'responseKey\' must be "$default" or a pattern between slashes, got "200"'],
    ['list', { integration: WebSocketIntegrations.httpProxy('https://example.com'), response: true, integrationResponses: [{}] }, '\'integrationResponses\' of route "list" have no effect on a proxy integration'],
    ['$disconnect', { integration: aws(), response: true }, '\'response\' must be left out for route "$disconnect": the connection is gone'],
  ])('fail: %s %#', (routeKey, options, message) => {
    expect(() => testWebSocketGateway().gateway.addRoute(routeKey, options)).toThrow(message);
  });
});

describe('models', () => {
  const schema = { type: 'object', required: ['action'] };

  test('are defined before their routes, and one for all needs no expression', () => {
    const { stack, gateway, handler } = testWebSocketGateway();
    const model = gateway.addModel('Message', { schema, description: 'A message' });
    gateway.addRoute('list', { handler, requestModels: { $default: model } });
    const template = templateOf(stack);
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Model')).toEqual({ ApiId: stack.resolve(gateway.api.apiId), Name: 'Message', ContentType: 'application/json', Schema: schema, Description: 'A message' });
    template.hasResource(ROUTE, { Properties: { RouteKey: 'list', RequestModels: { $default: 'Message' }, ModelSelectionExpression: '\\$default' }, DependsOn: Object.keys(template.findResources('AWS::ApiGatewayV2::Model')) });
  });

  test('are chosen by an expression', () => {
    const { stack, gateway, handler } = testWebSocketGateway();
    const requestModels = { text: gateway.addModel('Text', { schema }), $default: gateway.addModel('other-id', { schema, modelName: 'Other' }) };
    gateway.addRoute('list', { handler, requestModels, modelSelectionExpression: '$request.body.kind' });
    templateOf(stack).hasResourceProperties(ROUTE, { RequestModels: { text: 'Text', $default: 'Other' }, ModelSelectionExpression: '$request.body.kind' });
  });

  test('fail without an expression, without a model, with a name or a schema that is none', () => {
    const { gateway, handler } = testWebSocketGateway();
    const model = gateway.addModel('Message', { schema });
    expect(() => gateway.addRoute('a', { handler, requestModels: { text: model } })).toThrow('\'modelSelectionExpression\' must be set for route "a", whose models have the keys text');
    expect(() => gateway.addRoute('a', { handler, requestModels: { text: model }, modelSelectionExpression: '' })).toThrow("'modelSelectionExpression' must be set");
    expect(() => gateway.addRoute('a', { handler, requestModels: {} })).toThrow('\'requestModels\' of route "a" must have a model');
    expect(() => gateway.addRoute('a', { handler, modelSelectionExpression: '$request.body.kind' })).toThrow('\'requestModels\' of route "a" must have a model');
    expect(() => gateway.addModel('Again', { schema, modelName: 'Message' })).toThrow("'modelName' must be another than that of [Shop/ChatApi/#Models/Message], got \"Message\" for both");
    expect(() => gateway.addModel('Token', { schema, modelName: Lazy.string({ produce: () => 'x' }) })).toThrow("'modelName' must be known at synthesis, got a token");
    expect(() => gateway.addModel('Number', { schema, modelName: 5 as never })).toThrow("'modelName' must be text, got 5");
    expect(() => gateway.addModel('Nothing', undefined as never)).toThrow("'schema' must be a JSON schema, got undefined");
    const foreign = new WebSocketGateway(gateway, 'Other').addModel('Foreign', { schema });
    expect(() => gateway.addRoute('foreign', { handler, requestModels: { $default: foreign } })).toThrow("'requestModels' must be models of this gateway, got [Shop/ChatApi/Other/#Models/Foreign]: define it with its addModel");
    expect(() => gateway.addModel('my-model', { schema })).toThrow('\'modelName\' must be 1 to 128 letters and digits, got "my-model": write "mymodel", for example');
    expect(() => gateway.addModel('Wrong', { schema: 'object' as never })).toThrow("'schema' must be a JSON schema, got \"object\"");
    expect(() => gateway.addRoute('a', { handler, requestModels: { $default: 'Message' as never } })).toThrow("'requestModels' must be models of gateway.addModel, got \"Message\"");
  });
});

test('what the L2 has no option for is set: name, parameters, key', () => {
  const stack = testStack();
  const gateway = new WebSocketGateway(stack, 'Api');
  gateway.addRoute('$connect', { apiKeyRequired: true, operationName: 'connect', requestParameters: { 'route.request.querystring.token': true, 'route.request.header.x': false } });
  expect(propertiesOf(stack, ROUTE)).toMatchObject({
    ApiKeyRequired: true,
    OperationName: 'connect',
    RequestParameters: { 'route.request.querystring.token': { Required: true }, 'route.request.header.x': { Required: false } },
  });
  templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Api', { ApiKeySelectionExpression: '$request.header.x-api-key' });
});

test('limits of a route are completed from the stage, and wait for the route', () => {
  const { stack, gateway, handler } = testWebSocketGateway({ throttle: { rateLimit: 100 } });
  gateway.addRoute('list', { handler, throttle: { rateLimit: 5 } });
  const [stage] = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Stage'));
  expect(stage.Properties.RouteSettings).toEqual({
    list: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 500, DetailedMetricsEnabled: false, LoggingLevel: 'ERROR', DataTraceEnabled: false },
  });
  expect(stage.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^ChatApilistRoute/)]));
});

test('more routes than an account takes in an API by default get a warning', () => {
  const { stack, gateway, handler } = testWebSocketGateway();
  for (let i = 2; i < 301; i++) gateway.addRoute(`route${i}`, { handler });
  expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('the API has more than 300 routes')]);
});

describe('fails', () => {
  const integration = aws();

  test.each<[any, any, string]>([
    ['', { integration }, 'the key of a route must be "$connect", "$disconnect", "$default" or 1 to 128 printable characters without spaces that do not begin with "$", got ""'],
    ['$message', { integration }, 'do not begin with "$", got "$message"'],
    ['$Connect', { integration }, 'got "$Connect": write "sendMessage", for example'],
    ['__proto__', { integration }, 'got "__proto__"'],
    ['send message', { integration }, 'got "send message"'],
    ['x'.repeat(129), { integration }, 'the key of a route must be'],
    [undefined, { integration }, 'the key of a route must be "$connect", "$disconnect", "$default" or 1 to 128 printable characters without spaces that do not begin with "$", got undefined'],
    ['list', {}, 'set either \'handler\' or \'integration\' for route "list", got neither'],
    ['list', { handler: { functionArn: 'arn' }, integration }, 'set either \'handler\' or \'integration\' for route "list", got both'],
    ['list', { handler: 'f' }, "'handler' must be a function or an alias of one, got \"f\""],
    ['list', { integration: 'i' }, "'integration' must be one of WebSocketIntegrations, or of aws-cdk-lib/aws-apigatewayv2-integrations, got \"i\""],
    ['list', { integration, authorizer: WebSocketRouteAuthorizer.iam() }, '\'authorizer\' must be on route "$connect", got it on "list"'],
    ['$disconnect', { integration, authorizer: WebSocketRouteAuthorizer.none() }, '\'authorizer\' must be on route "$connect", got it on "$disconnect"'],
    ['list', { integration, requestParameters: { 'route.request.querystring.x': true } }, '\'requestParameters\' must be on route "$connect", got them on "list"'],
    ['$connect', { requestParameters: { token: true } }, '\'requestParameters\' must be named as "route.request.querystring.token"'],
    ['$connect', { requestParameters: { 'route.request.header.x': 'yes' } }, '\'requestParameters["route.request.header.x"]\' must be whether it is required, got "yes"'],
    ['list', { integration, throttle: { rateLimit: -1 } }, "'throttle.rateLimit' must be above 0"],
  ])('on %j %#', (routeKey, options, message) => {
    const gateway = new WebSocketGateway(testStack(), 'Api');
    expect(() => gateway.addRoute(routeKey, options)).toThrow(message);
    expect(() => gateway.addRoute(routeKey, options)).toThrow(/\n {4}at \[Shop\/Api\]$/);
  });

  test('on a token as a key, and on a route that is there', () => {
    const { stack, gateway, handler } = testWebSocketGateway();
    expect(() => gateway.addRoute(new CfnParameter(stack, 'Key').valueAsString, { handler })).toThrow('the key of a route must be known at synthesis, got a token');
    expect(() => gateway.addRoute('sendMessage', { handler })).toThrow('route "sendMessage" is defined already: define it once');
    gateway.addRoute('$default', { handler });
    expect(() => gateway.addRoute('$default', { handler })).toThrow('route "$default" is defined already: define it once');
  });
});
