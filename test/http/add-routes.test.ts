import { Match } from 'aws-cdk-lib/assertions';
import { CfnRoute, HttpMethod, HttpRoute, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, HttpRouteAuthorizer, HttpRouteOptions } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testHttpGateway, testStack } from '../helpers';

const { ANY, GET, PUT, OPTIONS } = HttpMethod;
const ROUTE = 'AWS::ApiGatewayV2::Route';
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';

const url = (id = 'Url') => new HttpUrlIntegration(id, 'https://example.com');
const routeKeys = (stack: Stack) => Object.values(templateOf(stack).findResources(ROUTE)).map(({ Properties }) => Properties.RouteKey).sort();

test('the routes of the L2 are returned, in the order of the methods', () => {
  const { gateway, handler } = testHttpGateway();
  const routes = gateway.addRoutes({ path: '/orders/{id}', methods: [PUT, GET], handler });
  expect(routes.every((route) => route instanceof HttpRoute)).toBe(true);
  expect(routes.map((route) => (route.node.defaultChild as CfnRoute).routeKey)).toEqual(['PUT /orders/{id}', 'GET /orders/{id}']);
});

test('all methods are routed if none are named', () => {
  const { stack, gateway, handler } = testHttpGateway();
  gateway.addRoutes({ path: '/', handler });
  gateway.addRoutes({ path: '/files/{proxy+}', handler });
  gateway.addRoutes({ path: '$default', handler });
  expect(routeKeys(stack)).toEqual(['$default', 'ANY /', 'ANY /files/{proxy+}', 'GET /orders']);
});

test('paths may differ in what ids of constructs do not', () => {
  const { stack, gateway, handler } = testHttpGateway();
  const paths = ['/a/b/c', '/a--b/c', '/a/b--c', '/a--b--c'];
  for (const path of paths) gateway.addRoutes({ path, methods: [GET], handler });
  expect(routeKeys(stack)).toEqual([...paths.map((path) => `GET ${path}`), 'GET /orders'].sort());
  for (const path of paths) expect(() => gateway.addRoutes({ path, methods: [GET], handler })).toThrow(`route "GET ${path}" is defined already`);
});

test('routes of a function share one integration, and those of its alias another', () => {
  const { stack, gateway, handler } = testHttpGateway();
  gateway.addRoutes({ path: '/a', methods: [GET, PUT], handler });
  gateway.addRoutes({ path: '/b', handler: handler.addAlias('live') });
  templateOf(stack).resourceCountIs(INTEGRATION, 2);
  templateOf(stack).hasResourceProperties(INTEGRATION, { IntegrationType: 'AWS_PROXY', IntegrationUri: stack.resolve(handler.functionArn), PayloadFormatVersion: '2.0' });
});

test('the integration stays where it is when the first of its routes goes', () => {
  const ids = (paths: string[]) => {
    const stack = testStack();
    const handler = testFunction(stack);
    const gateway = new HttpGateway(stack, 'Api');
    for (const path of paths) gateway.addRoutes({ path, handler });
    return Object.keys(templateOf(stack).findResources(INTEGRATION));
  };
  expect(ids(['/a', '/b'])).toEqual(ids(['/b']));
});

test('a handler may get the request as a REST API sends it', () => {
  const { stack, gateway, handler } = testHttpGateway();
  gateway.addRoutes({ path: '/old', handler, payloadFormatVersion: PayloadFormatVersion.VERSION_1_0 });
  gateway.addRoutes({ path: '/older', handler, payloadFormatVersion: PayloadFormatVersion.custom('1.0') });
  templateOf(stack).resourceCountIs(INTEGRATION, 2);
  templateOf(stack).hasResourceProperties(INTEGRATION, { PayloadFormatVersion: '1.0' });
  templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 1);
});

test('any integration of the L2 is taken, and one that is shared stays shared', () => {
  const { stack, gateway } = testHttpGateway();
  const integration = url();
  gateway.addRoutes({ path: '/a', methods: [GET, PUT], integration });
  gateway.addRoutes({ path: '/b', integration });
  gateway.addRoutes({ path: '/l2', integration: new HttpLambdaIntegration('L2', testFunction(stack, 'L2')) });
  templateOf(stack).resourceCountIs(INTEGRATION, 3);
  templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 2);
});

test('scopes are asked for', () => {
  const { stack, gateway, handler } = testHttpGateway({ authorizer: new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['shop'] }) });
  gateway.addRoutes({ path: '/scoped', methods: [GET], handler, authorizationScopes: ['shop/orders'] });
  templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'GET /scoped', AuthorizationScopes: ['shop/orders'], AuthorizationType: 'JWT' });
});

describe('limits of a route', () => {
  test('are completed from the stage, named as CloudFormation and the route are, and wait for the route', () => {
    const throttle = { rateLimit: 100, burstLimit: 50 };
    const { stack, gateway, handler } = testHttpGateway({ throttle, httpStageProps: { detailedMetricsEnabled: true } });
    gateway.addRoutes({ path: '/orders/{id}', methods: [GET], handler, throttle: { rateLimit: 5 } });
    gateway.addRoutes({ path: '/all', handler, throttle: { burstLimit: 6 } });
    gateway.addRoutes({ path: '$default', handler, throttle: { rateLimit: 7, burstLimit: 8 } });
    const template = templateOf(stack);
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    expect(stage.Properties.RouteSettings).toEqual({
      'GET /orders/{id}': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 50, DetailedMetricsEnabled: true },
      'ANY /all': { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 6, DetailedMetricsEnabled: true },
      '$default': { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 8, DetailedMetricsEnabled: true },
    });
    const routes = template.findResources(ROUTE);
    const waitedFor = Object.entries(routes).filter(([id]) => stage.DependsOn.includes(id)).map(([, { Properties }]) => Properties.RouteKey).sort();
    expect(waitedFor).toEqual(['$default', 'ANY /all', 'GET /orders/{id}']);
  });

  test('are absent if no route has its own', () => {
    expect(propertiesOf(testHttpGateway().stack, 'AWS::ApiGatewayV2::Stage').RouteSettings).toBeUndefined();
  });
});

test('a token stands for a part of a path', () => {
  const stack = testStack();
  const { valueAsString } = new CfnParameter(stack, 'Part');
  const { gateway, handler } = testHttpGateway({}, stack);
  gateway.addRoutes({ path: `/${valueAsString}/{id}`, methods: [GET], handler });
  templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: { 'Fn::Join': ['', ['GET /', { Ref: 'Part' }, '/{id}']] } });
  expect(() => gateway.addRoutes({ path: `/${valueAsString}/{id}`, methods: [GET], handler })).toThrow('is defined already');
  expect(() => gateway.addRoutes({ path: `/${valueAsString}/x`, handler, throttle: { rateLimit: 5 } })).toThrow("'throttle' needs a path that is known at synthesis, got a token");
});

test('more routes than an account takes in an API by default get one warning', () => {
  const stack = testStack();
  const gateway = new HttpGateway(stack, 'Api');
  const integration = url();
  for (let i = 0; i < 300; i++) gateway.addRoutes({ path: `/a${i}`, methods: [GET], integration });
  expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  for (let i = 0; i < 3; i++) gateway.addRoutes({ path: `/b${i}`, methods: [GET], integration });
  const { metadata } = gateway.node;
  expect(metadata.map(({ data }) => data)).toEqual([expect.stringContaining('the API has more than 300 routes')]);
});

describe('fails', () => {
  const handler = { functionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:f', env: {} };

  test.each<[object | undefined, string]>([
    [undefined, "'path' must be text, got undefined"],
    [{ path: 'orders', handler }, '\'path\' must begin with "/", got "orders": write "/orders"'],
    [{ path: '${Token[TOKEN.1]}', handler }, '\'path\' must begin with "/", got'],
    [{ path: '/a', handler, authorizationScopes: 'read' }, '\'authorizationScopes\' must be a list, such as ["orders/read"], got "read"'],
    [{ path: '/a//b', handler }, "'path' must not have an empty part"],
    [{ path: '/a/', handler }, '\'path\' must not have an empty part, got "/a/": write "/a"'],
    [{ path: '/{proxy+}/a', handler }, '\'path\' must end with "{proxy+}"'],
    [{ path: '/{id}.json', handler }, '\'path\' must be made of parts like "orders"'],
    [{ path: 'GET /orders', handler }, '\'path\' must begin with "/"'],
    [{ path: '$default', methods: [GET], handler }, '\'methods\' must be left out for the path "$default", which takes every method, got ["GET"]'],
    [{ path: '$disconnect', handler }, '\'path\' must begin with "/", got "$disconnect"'],
    [{ path: '/a', methods: [], handler }, '\'methods\' of route "/a" must not be empty'],
    [{ path: '/a', methods: ['get'], handler }, '\'methods\' of route "/a" must be of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, got "get": write HttpMethod.GET'],
    [{ path: '/a', methods: 'GET', handler }, "'methods' must be a list, such as [HttpMethod.GET], got \"GET\""],
    [{ path: '/a', handler: 'f' }, "'handler' must be a function or an alias of one, got \"f\""],
    [{ path: '/a', integration: {} }, "'integration' must be an integration of aws-cdk-lib/aws-apigatewayv2-integrations, got {}"],
    [{ path: '/a', handler, authorizer: {} }, "'authorizer' must be HttpRouteAuthorizer.iam(), for example"],
    [{ path: '/a' }, 'set either \'handler\' or \'integration\' for route "/a", got neither'],
    [{ path: '/a', handler, integration: url() }, 'set either \'handler\' or \'integration\' for route "/a", got both'],
    [{ path: '/a', integration: url(), payloadFormatVersion: PayloadFormatVersion.VERSION_1_0 }, "'payloadFormatVersion' goes with a 'handler'"],
    [{ path: '/a', handler, payloadFormatVersion: '1.0' }, "'payloadFormatVersion' must be PayloadFormatVersion.VERSION_1_0 or VERSION_2_0"],
    [{ path: '/a', handler, throttle: { rateLimit: 0 } }, "'throttle.rateLimit' must be above 0"],
    [{ path: '/a', handler, throttle: { burstLimit: 1.5 } }, "'throttle.burstLimit' must be a whole number of at least 1 request, got 1.5"],
    [{ path: '/a', integration: url(), authorizationScopes: Array(11).fill('x') }, "'authorizationScopes' must be at most 10 for a route, got 11"],
    [{ path: '/a', integration: url(), authorizationScopes: ['x'] }, '\'authorizationScopes\' go with an authorizer of JSON web tokens, got "AWS_IAM", which does not check them'],
  ])('%#: %j', (options, message) => {
    const gateway = new HttpGateway(testStack(), 'Api');
    expect(() => gateway.addRoutes(options as HttpRouteOptions)).toThrow(message);
    expect(() => new HttpGateway(testStack(), 'Api').addRoutes(options as HttpRouteOptions)).toThrow(/\n {4}at \[Shop\/Api\]$/);
  });

  test.each([
    [{ path: '/orders', methods: [GET] }, 'route "GET /orders" is defined already: define it once'],
    [{ path: '/twice', methods: [GET, GET] }, 'route "GET /twice" is defined already: define it once'],
    [{ path: '$default' }, 'route "$default" is defined already: define it once'],
  ])('on a route that is there: %j', (route, message) => {
    const { gateway, handler: ours } = testHttpGateway({ httpApiProps: { defaultIntegration: url() } });
    expect(() => gateway.addRoutes({ ...route, handler: ours })).toThrow(message);
  });

  test('on a function whose ARN names a stage variable', () => {
    const { stack, gateway } = testHttpGateway();
    const staged = lambda.Function.fromFunctionArn(stack, 'Staged', 'arn:aws:lambda:eu-west-1:111111111111:function:f:${stageVariables.alias}');
    expect(() => gateway.addRoutes({ path: '/staged', handler: staged })).toThrow("'handler' must not name a stage variable in its ARN");
  });
});

test('a specific method and ANY share a path, and OPTIONS may be routed', () => {
  const { stack, gateway, handler } = testHttpGateway({ cors: { allowOrigins: ['*'] } });
  gateway.addRoutes({ path: '/orders', methods: [ANY], handler, authorizer: HttpRouteAuthorizer.none() });
  gateway.addRoutes({ path: '/{proxy+}', methods: [OPTIONS], handler, authorizer: HttpRouteAuthorizer.none() });
  expect(routeKeys(stack)).toEqual(['ANY /orders', 'GET /orders', 'OPTIONS /{proxy+}']);
  templateOf(stack).hasResourceProperties(ROUTE, { RouteKey: 'OPTIONS /{proxy+}', AuthorizationType: 'NONE', AuthorizationScopes: Match.absent() });
});
