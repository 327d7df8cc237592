import { MockIntegration, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib/core';
import { RestApiTracing, RestApiTracingOptions, RestGateway, RestLayout } from '../../lib';
import { pathPattern, routeRules, shortName } from '../../lib/tracing/sampling-rule';
import { annotationsOf, propertiesOf, templateOf, testGateway, testHttpGateway, testStack } from '../helpers';

const rulesOf = (stack: Stack): any[] => Object.values(templateOf(stack).findResources('AWS::XRay::SamplingRule')).map(({ Properties }) => Properties.SamplingRule);

/** Which rule decides of a request, by the rules of X-Ray: the first that matches, by priority. */
function deciding(rules: any[], method: string, path: string): string | undefined {
  const escaped = (part: string) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  const matches = (pattern: string, text: string) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(text);
  const inOrder = [...rules].sort((a, b) => a.Priority - b.Priority);
  return inOrder.find(({ HTTPMethod, URLPath }) => matches(HTTPMethod, method) && matches(URLPath, path))?.RuleName;
}

describe('the group', () => {
  test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('has the traces of the stage (%s)', (layout) => {
    const { stack, gateway } = testGateway({ layout });
    gateway.addTracing();
    expect(propertiesOf(stack, 'AWS::XRay::Group')).toEqual({
      GroupName: 'OrdersApi',
      FilterExpression: 'service(id(name: "OrdersApi/prod", type: "AWS::ApiGateway::Stage"))',
      InsightsConfiguration: { InsightsEnabled: false, NotificationsEnabled: false },
    });
    templateOf(stack).resourceCountIs('AWS::XRay::SamplingRule', 0);
  });

  test('has those of all stages of the gateway, also of stages that are added later', () => {
    const { stack, gateway } = testGateway();
    gateway.addStage('beta');
    gateway.addTracing({ filterExpression: 'fault OR error' });
    gateway.addStage('canary');
    const ofStage = (name: string) => `service(id(name: "OrdersApi/${name}", type: "AWS::ApiGateway::Stage"))`;
    expect(propertiesOf(stack, 'AWS::XRay::Group').FilterExpression).toEqual(`(${ofStage('prod')} OR ${ofStage('beta')} OR ${ofStage('canary')}) AND (fault OR error)`);
  });

  test('of a stage has its traces only', () => {
    const { stack, gateway } = testGateway();
    gateway.addStage('beta').addTracing({ insights: true });
    expect(propertiesOf(stack, 'AWS::XRay::Group')).toMatchObject({
      GroupName: 'OrdersApi-beta',
      FilterExpression: 'service(id(name: "OrdersApi/beta", type: "AWS::ApiGateway::Stage"))',
      InsightsConfiguration: { InsightsEnabled: true },
    });
  });

  test('has a name that is short enough', () => {
    const { stack, gateway } = testGateway({ restApiName: 'Orders of the web shop, and of all others' });
    gateway.addTracing();
    expect(propertiesOf(stack, 'AWS::XRay::Group').GroupName).toMatch(/^Orders-of-the-web-shop-[0-9a-f]{8}$/);
  });

  test('has a name also where that of the API is not known', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'OrdersApi', { restApiName: new CfnParameter(stack, 'Name').valueAsString });
    gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], integration: new MockIntegration() });
    gateway.addTracing({ sampling: { rate: 1 } });
    const { GroupName, FilterExpression } = propertiesOf(stack, 'AWS::XRay::Group');
    expect(GroupName).toMatch(/^[A-Za-z0-9-]{1,32}$/);
    expect(JSON.stringify(FilterExpression)).toContain('{"Ref":"Name"}');
    expect(rulesOf(stack)[0].ServiceName).toEqual({ 'Fn::Join': ['', [{ Ref: 'Name' }, '/prod']] });
  });
});

describe('sampling', () => {
  test('of a stage is a rule after those of routes', () => {
    const { stack, gateway } = testGateway();
    gateway.addTracing({ sampling: { rate: 0.01, reservoir: 5 }, routes: { 'GET /orders': { rate: 1, reservoir: 0 } } });
    expect(rulesOf(stack)).toEqual([
      {
        RuleName: 'OrdersApi-prod',
        Version: 1,
        Priority: 9000,
        FixedRate: 0.01,
        ReservoirSize: 5,
        ServiceName: 'OrdersApi/prod',
        ServiceType: 'AWS::ApiGateway::Stage',
        HTTPMethod: '*',
        URLPath: '*',
        Host: '*',
        ResourceARN: '*',
      },
      {
        RuleName: expect.stringMatching(/^OrdersApi-prod-GET-orde?-[0-9a-f]{8}$/),
        Version: 1,
        Priority: 5000,
        FixedRate: 1,
        ReservoirSize: 0,
        ServiceName: 'OrdersApi/prod',
        ServiceType: 'AWS::ApiGateway::Stage',
        HTTPMethod: 'GET',
        URLPath: '*/orders',
        Host: '*',
        ResourceARN: '*',
      },
    ]);
  });

  test('of a route is that of the most particular route', () => {
    const { stack, gateway, handler } = testGateway();
    for (const path of ['/orders/{id}', '/orders/new', '/orders/{id}/items', '/files/{proxy+}']) gateway.addRoutes({ path, methods: [HttpMethod.ANY], handler });
    const keys = ['ANY /orders/{id}', 'ANY /orders/new', 'ANY /orders/{id}/items', 'ANY /files/{proxy+}'];
    gateway.addTracing({ sampling: { rate: 0 }, routes: Object.fromEntries(keys.map((key) => [key, { rate: 1 }])) });
    const rules = rulesOf(stack);
    const nameOf = (key: string) => shortName('OrdersApi', 'prod', ...key.split(' '));
    expect(deciding(rules, 'GET', '/prod/orders/new')).toEqual(nameOf('ANY /orders/new'));
    expect(deciding(rules, 'GET', '/orders/17')).toEqual(nameOf('ANY /orders/{id}')); // of a domain, without the stage
    expect(deciding(rules, 'PUT', '/shop/orders/17/items')).toEqual(nameOf('ANY /orders/{id}/items'));
    expect(deciding(rules, 'GET', '/prod/files/a/b/c')).toEqual(nameOf('ANY /files/{proxy+}'));
    expect(deciding(rules, 'GET', '/prod/health')).toEqual('OrdersApi-prod');
  });

  test('has the priority that is said', () => {
    const { stack, gateway } = testGateway();
    gateway.addTracing({ sampling: { rate: 0.5, priority: 7 } });
    expect(rulesOf(stack)[0].Priority).toBe(7);
  });

  test('names are unique, and of 32 characters at most', () => {
    const routes = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`GET /some/long/path/${index}`, { rate: 1 }]));
    const names = routeRules('AnApiWithAVeryLongName/production', routes).map(([, { ruleName }]) => ruleName!);
    expect(new Set(names).size).toBe(500);
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(32);
  });

  test('variables are "*" in paths', () => {
    expect(pathPattern('/orders/{id}/items/{item+}')).toEqual('*/orders/*/items/*');
  });

  test('warns of more rules than an account takes', () => {
    const { stack, gateway, handler } = testGateway();
    const paths = Array.from({ length: 25 }, (_, index) => `/r${index}`);
    for (const path of paths) gateway.addRoutes({ path, methods: [HttpMethod.GET], handler });
    gateway.addTracing({ sampling: { rate: 1 }, routes: Object.fromEntries(paths.map((path) => [`GET ${path}`, { rate: 1 }])) });
    expect(annotationsOf(stack, 'aws:cdk:warning').join()).toContain('there are more than 25 sampling rules');
  });
});

describe('stages that are there', () => {
  test('of an L2', () => {
    const stack = testStack();
    const api = new RestApi(stack, 'Legacy', { restApiName: 'legacy', deployOptions: { tracingEnabled: true } });
    api.root.addMethod('GET', new MockIntegration());
    RestApiTracing.fromStage(stack, 'Tracing', api.deploymentStage, { sampling: { rate: 0.1 } });
    expect(propertiesOf(stack, 'AWS::XRay::Group').GroupName).toEqual('legacy-prod');
    expect(rulesOf(stack)[0].ServiceName).toEqual('legacy/prod');
  });

  test('that are imported say the name of the API', () => {
    const stack = testStack();
    const stage = Stage.fromStageAttributes(stack, 'Stage', { stageName: 'prod', restApi: RestApi.fromRestApiId(stack, 'Api', 'abc') });
    expect(() => RestApiTracing.fromStage(stack, 'Failing', stage)).toThrow("'apiName' must be set for the imported API \"Api\", whose name is not known and by which X-Ray knows it");
    RestApiTracing.fromStage(stack, 'Tracing', stage, { apiName: 'orders', routes: { 'GET /a': { rate: 1 } } });
    expect(propertiesOf(stack, 'AWS::XRay::Group').FilterExpression).toContain('"orders/prod"');
  });
});

test.each<[object, string]>([
  [{ groupName: 'a b' }, '\'groupName\' must be 1 to 32 letters, digits, hyphens and underscores, and not "Default", got "a b": write "orders", for example'],
  [{ groupName: 'Default' }, '\'groupName\' must be 1 to 32 letters'],
  [{ groupName: 'x'.repeat(33) }, '\'groupName\' must be 1 to 32 letters'],
  [{ filterExpression: '' }, '\'filterExpression\' must be an expression, such as "fault", got ""'],
  [{ filterExpression: 'x'.repeat(2001) }, "'filterExpression' must be at most 2000 characters, got 2001: shorten it"],
  [{ insights: 'yes' }, '\'insights\' must be true or false, got "yes"'],
  [{ apiName: 1 }, '\'apiName\' must be the name of the API in API Gateway, such as "orders", got 1'],
  [{ sampling: {} }, "'sampling.rate' must be said: write { rate: 0.05 } for X-Ray's default, for example"],
  [{ sampling: 0.5 }, "the options of 'sampling' must be a structure, got 0.5"],
  [{ sampling: { rate: 5 } }, "'sampling.rate' must be a share from 0 to 1, such as 0.05 for 5 %, got 5"],
  [{ sampling: { rate: -1 } }, "'sampling.rate' must be a share from 0 to 1, got -1"],
  [{ sampling: { rate: '1' } }, '\'sampling.rate\' must be a share from 0 to 1, got "1"'],
  [{ sampling: { rate: 1, reservoir: 0.5 } }, "'sampling.reservoir' must be a whole number of requests a second, at least 0, got 0.5"],
  [{ sampling: { rate: 1, priority: 10_000 } }, "'sampling.priority' must be a whole number from 1 to 9999, got 10000"],
  [{ sampling: { rate: 1, host: 'a' } }, "'sampling' has no option 'host': write one of 'rate', 'reservoir', 'priority'"],
  [{ routes: [] }, "'routes' must be a structure of routes, such as { \"GET /orders\": { rate: 0.5 } }, got []"],
  [{ routes: { '/orders': { rate: 1 } } }, '\'routes\' must be by a method and a path, got "/orders": write "GET /orders", for example'],
  [{ routes: { 'GET /': { rate: 1 } } }, '\'routes\' must not name the root, got "GET /": X-Ray cannot tell its path from others'],
  [{ routes: { [`GET /${'x'.repeat(130)}`]: { rate: 1 } } }, "'routes' must have paths of at most 127 characters"],
  [{ routes: { 'GET /orders': { rate: 2 } } }, '\'routes["GET /orders"].rate\' must be a share from 0 to 1, such as 0.02 for 2 %, got 2'],
  [{ routes: Lazy.any({ produce: () => ({}) }) }, "'routes' must be a structure of routes"],
  [{ sampling: Lazy.any({ produce: () => ({}) }) }, "the options of 'sampling' must be known at synthesis, got a token: write a structure"],
  [{ route: {} }, "'options' has no option 'route': write one of 'sampling', 'routes'"],
])('fails on the options %j', (options, message) => {
  expect(() => testGateway().gateway.addTracing(options as RestApiTracingOptions)).toThrow(message);
});

test('fails on a stage that is not traced', () => {
  const { stack, gateway } = testGateway({ tracing: false });
  gateway.addTracing();
  expect(() => templateOf(stack)).toThrow("the stage is not traced: set 'tracing: true' of the gateway, or apply mixins.StageTracing");
});

test('fails on a route that is none, also if others are added later', () => {
  const { stack, gateway } = testGateway();
  gateway.addTracing({ routes: { 'GET /later': { rate: 1 }, 'GET /never': { rate: 1 } } });
  gateway.addRoutes({ path: '/later', methods: [HttpMethod.GET], integration: new MockIntegration() });
  expect(() => templateOf(stack)).toThrow('\'routes\' must name routes of the API, got "GET /never": write one of "GET /orders", "GET /later"');
});

test('fails on names that a rule does not take, on a second time, and on other stages', () => {
  const { gateway } = testGateway({ restApiName: 'x'.repeat(60) });
  expect(() => gateway.addTracing({ sampling: { rate: 1 } })).toThrow('the names of API and stage must be at most 63 characters together for a sampling rule, got "xxx');
  const { gateway: twice } = testGateway();
  twice.addTracing();
  expect(() => twice.addTracing()).toThrow('tracing is there already as "#Tracing": say everything in one call');
  const { stack, gateway: http } = testHttpGateway();
  expect(() => RestApiTracing.fromStage(stack, 'Tracing', http.stage as never)).toThrow("'stage' must be a stage of a REST API, of aws-cdk-lib/aws-apigateway, got an instance of ");
});
