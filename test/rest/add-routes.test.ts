import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnParameter } from 'aws-cdk-lib/core';
import { RestGateway, RestLayout, RestRouteOptions } from '../../lib';
import { annotationsOf, methodsOf, templateOf, testFunction, testGateway, testStack } from '../helpers';

const mock = () => new apigateway.MockIntegration();

test('the methods of the L2 are returned, in the order of the methods', () => {
  const { gateway, handler } = testGateway();
  const methods = gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.PUT, HttpMethod.DELETE], handler });
  expect(methods.map((method) => [method.httpMethod, method.resource.path])).toEqual([['PUT', '/orders/{id}'], ['DELETE', '/orders/{id}']]);
});

test('all methods are routed if none are named', () => {
  const { stack, gateway } = testGateway();
  gateway.addRoutes({ path: '/', integration: mock() });
  expect(Object.keys(methodsOf(stack))).toEqual(expect.arrayContaining(['ANY /', 'GET /orders']));
});

test('a handler gets the whole request', () => {
  const { stack } = testGateway();
  expect(methodsOf(stack)['GET /orders'].integration).toEqual({
    Type: 'AWS_PROXY',
    IntegrationHttpMethod: 'POST',
    Uri: 'arn:<AWS::Partition>:apigateway:<AWS::Region>:lambda:path/2015-03-31/functions/<Handler886CB40B.Arn>/invocations',
  });
});

test('what a method of the L2 has is passed on', () => {
  const { stack, gateway, handler } = testGateway();
  const model = gateway.api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.OBJECT } });
  const requestValidator = gateway.api.addRequestValidator('Body', { validateRequestBody: true });
  gateway.addRoutes({
    path: '/orders',
    methods: [HttpMethod.POST],
    handler,
    apiKeyRequired: true,
    operationName: 'placeOrder',
    requestParameters: { 'method.request.header.x-tenant': true },
    requestModels: { 'application/json': model },
    requestValidator,
    methodResponses: [{ statusCode: '201' }],
  });
  expect(methodsOf(stack)['POST /orders']).toMatchObject({
    apiKeyRequired: true,
    operationName: 'placeOrder',
    parameters: { 'header.x-tenant': true },
    requestModels: { 'application/json': 'Order' },
    validator: 'Body',
    responses: { 201: { headers: [], models: {} } },
  });
});

test('a specific method and ANY, a literal and a variable part, share a path', () => {
  const { gateway, handler } = testGateway();
  gateway.addRoutes({ path: '/orders', handler });
  gateway.addRoutes({ path: '/orders/latest', methods: [HttpMethod.GET], handler });
  gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler });
  gateway.addRoutes({ path: '/orders/{id}/items/{item}', methods: [HttpMethod.GET], handler });
  gateway.addRoutes({ path: '/files/{path+}', methods: [HttpMethod.GET], handler });
  expect(() => templateOf(gateway)).not.toThrow();
});

test('routes join resources that were defined on the L2', () => {
  const { stack, gateway, handler } = testGateway();
  gateway.api.root.resourceForPath('/a/b').addMethod('GET', mock());
  gateway.addRoutes({ path: '/a/b', methods: [HttpMethod.PUT], handler });
  expect(Object.keys(methodsOf(stack))).toEqual(['GET /orders', 'GET /a/b', 'PUT /a/b']);
});

test.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])('a path may be called %s', (name) => {
  const { stack, gateway, handler } = testGateway();
  gateway.addRoutes({ path: `/${name}/x`, handler });
  gateway.addRoutes({ path: `/${name}`, handler });
  expect(Object.keys(methodsOf(stack))).toEqual(['GET /orders', `ANY /${name}`, `ANY /${name}/x`]);
});

test.each(['/ping', '/sping'])('%s gets a warning', (path) => {
  const { stack, gateway, handler } = testGateway();
  gateway.addRoutes({ path, handler });
  expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining(`the path "${path}" is reserved for health checks of API Gateway`)]);
});

test('a part that is a token is no variable, before or after one', () => {
  const { stack, gateway, handler } = testGateway({ layout: RestLayout.RESOURCES });
  const [first, second] = ['First', 'Second'].map((id) => new CfnParameter(stack, id).valueAsString);
  for (const path of [`/${first}`, '/{id}', `/${second}`]) gateway.addRoutes({ path, methods: [HttpMethod.GET], handler });
  gateway.addRoutes({ path: `/${first}`, methods: [HttpMethod.PUT], handler });
  for (const PathPart of [{ Ref: 'First' }, '{id}', { Ref: 'Second' }]) templateOf(stack).resourcePropertiesCountIs('AWS::ApiGateway::Resource', { PathPart }, 1);
});

describe('bad input', () => {
  const add = (options: Partial<RestRouteOptions>, ...before: RestRouteOptions[]) => () => {
    const gateway = new RestGateway(testStack(), 'OrdersApi');
    for (const route of before) gateway.addRoutes(route);
    gateway.addRoutes({ path: '/orders', integration: mock(), ...options });
  };

  test('fails with a handler and an integration', () => {
    expect(() => testGateway().gateway.addRoutes({ path: '/x', handler: testFunction(testStack()), integration: mock() }))
      .toThrow(/^set either 'handler' or 'integration' for route "\/x", got both\n    at \[Shop\/OrdersApi\]$/);
  });

  test('fails with neither handler nor integration', () => {
    expect(add({ integration: undefined })).toThrow(/^set either 'handler' or 'integration' for route "\/orders", got neither\n/);
  });

  test('fails without methods', () => {
    expect(add({ methods: [] })).toThrow(/^'methods' of route "\/orders" must not be empty: leave it out for all methods\n/);
  });

  test.each([
    ['by two calls', add({ methods: [HttpMethod.GET] }, { path: '/orders', methods: [HttpMethod.GET], integration: mock() })],
    ['by one call', add({ methods: [HttpMethod.GET, HttpMethod.GET] })],
  ])('fails on a route that is defined twice, %s', (_how, twice) => {
    expect(twice).toThrow(/^route "GET \/orders" is defined already: define it once\n/);
  });

  test('fails on a route that is defined on the L2 already', () => {
    const { gateway } = testGateway();
    gateway.api.root.addMethod('GET', mock());
    expect(() => gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], integration: mock() })).toThrow(/^route "GET \/" is defined already/);
  });

  test('fails on an OPTIONS route that CORS answers', () => {
    const { gateway, handler } = testGateway({ cors: { allowOrigins: ['*'] } });
    expect(() => gateway.addRoutes({ path: '/orders', methods: [HttpMethod.OPTIONS], handler })).toThrow(/^route "OPTIONS \/orders" is answered by 'cors' already: leave one of the two out\n/);
  });

  test.each([
    ['/{orderId}', '/{id}', '/', '{id}', '{orderId}'],
    ['/orders/{orderId}/items', '/orders/{id}', '/orders', '{id}', '{orderId}'],
    ['/orders/{proxy+}', '/orders/{id}', '/orders', '{id}', '{proxy+}'],
  ])('fails on %s beside %s', (path, before, parent, known, wrong) => {
    expect(add({ path }, { path: before, integration: mock() }))
      .toThrow(`'path' "${path}" must use the variable that "${parent}" has already, ${known}, got ${wrong}: API Gateway takes one variable below a path\n`);
  });

  test('fails on a variable beside one that was defined on the L2', () => {
    const { gateway, handler } = testGateway();
    gateway.api.root.addResource('{id}');
    expect(() => gateway.addRoutes({ path: '/{orderId}', handler })).toThrow('\'path\' "/{orderId}" must use the variable that "/" has already, {id}');
  });

  test.each([
    ['orders', "'path' must begin with \"/\", got \"orders\": write \"/orders\""],
    ['', "'path' must begin with \"/\", got \"\": write \"/\""],
    ['//', "'path' must not have an empty part, got \"//\": write \"/\""],
    ['/orders/', "'path' must not have an empty part, got \"/orders/\": write \"/orders\""],
    ['/a//b', "'path' must not have an empty part, got \"/a//b\": write \"/a/b\""],
    ['/a b', "'path' must be made of parts like \"orders\", \"{id}\" or \"{proxy+}\", of letters, digits and . _ : $ -, got \"a b\" in \"/a b\""],
    ['/a?b=c', 'got "a?b=c" in "/a?b=c"'],
    ['/{id', 'got "{id" in "/{id"'],
    ['/x{id}', 'got "x{id}" in "/x{id}"'],
    ['/{}', 'got "{}" in "/{}"'],
    ['/{a}{b}', 'got "{a}{b}" in "/{a}{b}"'],
    ['/#AccessLogs', 'got "#AccessLogs" in "/#AccessLogs"'],
    ['/__proto__', "'path' must not have the part \"__proto__\""],
    ['/{proxy+}/items', "'path' must end with \"{proxy+}\", which takes all that is left, got \"/{proxy+}/items\": write \"{proxy}\" for one part"],
  ])('fails on the path %p', (path, message) => {
    expect(add({ path })).toThrow(message);
  });
});
