import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { MockIntegration, UsagePlan } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, RestGateway, RestGatewayProps, ThrottleLevel, WebSocketGateway } from '../../lib';
import { testFunction, testStack } from '../helpers';

const { ACCOUNT, STAGE, ROUTE, USAGE_PLAN, USAGE_PLAN_ROUTE } = ThrottleLevel;

function gatewayIn(stack: Stack, props: RestGatewayProps = {}): RestGateway {
  const gateway = new RestGateway(stack, 'Orders', props);
  gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], integration: new MockIntegration() });
  gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration: new MockIntegration(), throttle: { rateLimit: 40 } });
  gateway.addRoutes({ path: '/files/{proxy+}', integration: new MockIntegration() });
  return gateway;
}

describe('of a REST API', () => {
  test('is the stage\'s, if nothing else is said', () => {
    const gateway = gatewayIn(testStack(), { throttle: { rateLimit: 100, burstLimit: 200 } });
    expect(gateway.effectiveThrottle('GET /')).toEqual({
      rateLimit: 100,
      rateLevel: STAGE,
      burstLimit: 200,
      burstLevel: STAGE,
      explanation: '100 requests per second by the stage, of 10000 by the account; 200 at once by the stage, of 5000 by the account',
    });
    expect(gateway.effectiveThrottle('ANY /files/{proxy+}')).toMatchObject({ rateLimit: 100, burstLimit: 200 });
  });

  test('is the route\'s member by member, also if it is higher', () => {
    const gateway = gatewayIn(testStack(), { throttle: { rateLimit: 20, burstLimit: 200 } });
    expect(gateway.effectiveThrottle('GET /orders/{id}')).toMatchObject({ rateLimit: 40, rateLevel: ROUTE, burstLimit: 200, burstLevel: STAGE });
  });

  test('is another in another stage', () => {
    const gateway = gatewayIn(testStack(), { throttle: { rateLimit: 20 } });
    const beta = gateway.addStage('beta', { throttle: { rateLimit: 2 }, routes: { 'GET /orders/{id}': { throttle: { rateLimit: 1, burstLimit: 1 } } } });
    expect(beta.effectiveThrottle('GET /')).toMatchObject({ rateLimit: 2, rateLevel: STAGE, burstLimit: 500 });
    expect(beta.effectiveThrottle('GET /orders/{id}')).toMatchObject({ rateLimit: 1, rateLevel: ROUTE, burstLimit: 1, burstLevel: ROUTE });
    expect(gateway.effectiveThrottle('GET /orders/{id}')).toMatchObject({ rateLimit: 40, burstLimit: 500 });
  });

  test('is the account\'s, which depends on the Region, and can be said', () => {
    const throttle = { rateLimit: 9_000, burstLimit: 4_000 };
    expect(gatewayIn(testStack(), { throttle }).effectiveThrottle('GET /')).toMatchObject({ rateLimit: 9_000, rateLevel: STAGE });
    const milan = new Stack(undefined, 'Milan', { env: { region: 'eu-south-1' } });
    expect(gatewayIn(milan, { throttle }).effectiveThrottle('GET /')).toMatchObject({ rateLimit: 2_500, rateLevel: ACCOUNT, burstLimit: 1_250, burstLevel: ACCOUNT });
    const more = gatewayIn(new Stack(undefined, 'More', { env: { region: 'eu-south-1' } }), { throttle, accountThrottle: { rateLimit: 50_000 } });
    expect(more.effectiveThrottle('GET /')).toMatchObject({ rateLimit: 9_000, rateLevel: STAGE, burstLimit: 1_250, burstLevel: ACCOUNT });
  });

  test('is the usage plan\'s where that is smaller, and the plan\'s of the route before that', () => {
    const gateway = gatewayIn(testStack(), { throttle: { rateLimit: 100, burstLimit: 200 } });
    const method = gateway.addRoutes({ path: '/slow', methods: [HttpMethod.GET], integration: new MockIntegration() })[0];
    const plan = gateway.api.addUsagePlan('Partners', { throttle: { rateLimit: 10 } });
    plan.addApiStage({ stage: gateway.stage, throttle: [{ method, throttle: { rateLimit: 25, burstLimit: 300 } }] });
    expect(gateway.effectiveThrottle('GET /', plan)).toMatchObject({ rateLimit: 10, rateLevel: USAGE_PLAN, burstLimit: 200, burstLevel: STAGE });
    expect(gateway.effectiveThrottle('GET /slow', plan)).toEqual({
      rateLimit: 25,
      rateLevel: USAGE_PLAN_ROUTE,
      burstLimit: 200,
      burstLevel: STAGE,
      explanation: '25 requests per second by the usage plan for the route, of 100 by the stage and 10000 by the account; 200 at once by the stage, of 300 by the usage plan for the route and 5000 by the account',
    });
    expect(gateway.effectiveThrottle('GET /slow')).toMatchObject({ rateLimit: 100, rateLevel: STAGE });
  });

  test('knows the root in a usage plan, and a plan that names its stage', () => {
    const stack = testStack();
    const gateway = gatewayIn(stack);
    const plan = gateway.api.addUsagePlan('Partners');
    plan.addApiStage({ stage: gateway.stage, throttle: [{ method: gateway.api.methods.find(({ resource }) => resource.path === '/')!, throttle: { rateLimit: 3 } }] });
    expect(gateway.effectiveThrottle('GET /', plan)).toMatchObject({ rateLimit: 3, rateLevel: USAGE_PLAN_ROUTE });
    const other = new UsagePlan(stack, 'Other', { throttle: { rateLimit: 5 } });
    (other.node.defaultChild as any).apiStages = [{ apiId: gateway.api.restApiId, stage: 'prod' }];
    expect(gateway.effectiveThrottle('GET /', other)).toMatchObject({ rateLimit: 5, rateLevel: USAGE_PLAN });
    (other.node.defaultChild as any).apiStages = [{ apiId: 'abc', stage: 'prod' }];
    expect(() => gateway.effectiveThrottle('GET /', other)).toThrow('\'plan\' must be for the stage "prod", got "Other", which is not: add the stage to it, or leave it out');
  });

  test('counts what deployOptions say of a method', () => {
    const gateway = gatewayIn(testStack(), { restApiProps: { deployOptions: { methodOptions: { '//GET': { throttlingRateLimit: 7 } } } } });
    expect(gateway.effectiveThrottle('GET /')).toMatchObject({ rateLimit: 7, rateLevel: ROUTE });
  });

  test('fails for what is not known', () => {
    const stack = testStack();
    const gateway = gatewayIn(stack);
    const plan = gateway.api.addUsagePlan('Partners');
    expect(() => gateway.effectiveThrottle('GET /order')).toThrow("'route' must be the key of a route of the gateway, got \"GET /order\": write one of \"GET /\", \"GET /orders/{id}\", \"ANY /files/{proxy+}\"");
    expect(() => gateway.effectiveThrottle('GET /', plan)).toThrow('\'plan\' must be for the stage "prod", got "Partners", which is not');
    expect(() => gateway.effectiveThrottle('GET /', UsagePlan.fromUsagePlanId(stack, 'Imported', 'abc'))).toThrow('\'plan\' must be defined in this app for its limits to be known, got "Imported", which is imported: leave it out');
    expect(() => new RestGateway(stack, 'A', { accountThrottle: 5 as any })).toThrow("'accountThrottle' must be limits, such as { rateLimit: 20_000, burstLimit: 10_000 }, got 5");
    expect(() => new RestGateway(stack, 'B', { accountThrottle: { rateLimit: 0 } })).toThrow("'accountThrottle.rateLimit' must be above 0 requests per second, got 0");
    const token = new CfnParameter(stack, 'Rate', { type: 'Number' }).valueAsNumber;
    const late = new RestGateway(stack, 'C', { throttle: { rateLimit: token } });
    late.addRoutes({ path: '/', methods: [HttpMethod.GET], integration: new MockIntegration() });
    expect(() => late.effectiveThrottle('GET /')).toThrow('the limits of route "GET /" must be known at synthesis to be compared, got a token: write numbers');
  });
});

test('of HTTP and WebSocket APIs', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  const http = new HttpGateway(stack, 'Http', { throttle: { rateLimit: 10 } });
  http.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler, throttle: { burstLimit: 2 } });
  expect(http.effectiveThrottle('GET /a')).toMatchObject({ rateLimit: 10, rateLevel: STAGE, burstLimit: 2, burstLevel: ROUTE });
  const beta = http.addStage('beta', { throttle: { rateLimit: 20_000 } });
  expect(beta.effectiveThrottle('GET /a')).toMatchObject({ rateLimit: 10_000, rateLevel: ACCOUNT });

  const chat = new WebSocketGateway(stack, 'Chat');
  chat.addRoute('$connect', { handler });
  chat.addRoute('send', { handler, throttle: { rateLimit: 3, burstLimit: 4 } });
  const plan = new UsagePlan(stack, 'Plan', { throttle: { rateLimit: 2 } });
  (plan.node.defaultChild as any).apiStages = [{ apiId: chat.api.apiId, stage: chat.stage.stageName }];
  expect(chat.effectiveThrottle('send')).toMatchObject({ rateLimit: 3, rateLevel: ROUTE, burstLimit: 4 });
  expect(chat.addStage('beta', { throttle: { rateLimit: 1 } }).effectiveThrottle('$connect')).toMatchObject({ rateLimit: 1, rateLevel: STAGE });
  expect(chat.effectiveThrottle('send', plan)).toMatchObject({ rateLimit: 2, rateLevel: USAGE_PLAN, burstLimit: 4, burstLevel: ROUTE });
});

describe('above the account\'s', () => {
  const WARNING = 'cdk-gatehouse:throttleAboveAccount';

  test('warns once for a stage, with the first route', () => {
    const stack = testStack();
    gatewayIn(stack, { throttle: { rateLimit: 20_000, burstLimit: 100 } });
    const warnings = Annotations.fromStack(stack).findWarning('/Shop/Orders', Match.anyValue()).filter(({ entry }) => String(entry.data).includes(WARNING));
    expect(warnings.map(({ entry }) => entry.data)).toEqual([
      `'throttle' of all routes in stage "prod" is 20000 and 100, above what the account takes for all APIs together, 10000 requests per second and 5000 at once: lower it, or say in 'accountThrottle' what the account was given [ack: ${WARNING}]`,
    ]);
  });

  test('warns of a single route', () => {
    const stack = testStack();
    const gateway = gatewayIn(stack);
    gateway.addRoutes({ path: '/hot', methods: [HttpMethod.GET], integration: new MockIntegration(), throttle: { burstLimit: 6_000 } });
    Annotations.fromStack(stack).hasWarning('/Shop/Orders', Match.stringLikeRegexp('of "GET /hot" in stage "prod" is 1000 and 6000, above'));
  });

  test('does not warn if the account was given more, and of tokens', () => {
    const stack = testStack();
    gatewayIn(stack, { throttle: { rateLimit: 20_000 }, accountThrottle: { rateLimit: 30_000 } });
    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue()).filter(({ entry }) => String(entry.data).includes(WARNING))).toEqual([]);
    const other = testStack();
    gatewayIn(other, { throttle: { rateLimit: new CfnParameter(other, 'Rate', { type: 'Number' }).valueAsNumber } });
    expect(() => Annotations.fromStack(other)).not.toThrow();
  });
});

test('2,000 routes with limits of their own are looked at in less than 5 seconds, which took 20 when each route read all settings', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  const gateway = new HttpGateway(stack, 'Api');
  for (let index = 0; index < 2000; index++) gateway.addRoutes({ path: `/a${index}`, methods: [HttpMethod.GET], handler, throttle: { rateLimit: index + 1 } });
  const start = performance.now();
  expect(gateway.node.validate()).toEqual([]);
  expect(performance.now() - start).toBeLessThan(5_000);
}, 60_000);
