import { Match } from 'aws-cdk-lib/assertions';
import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import { AccessLogs, AlarmSet, GatewayStageOptions, HttpGateway, RestGateway, RestLayout, RouteAuthorizer, RouteSettings, StagedFunction, WebSocketAlarmSet, WebSocketGateway } from '../../lib';
import { annotationsOf, templateOf, testFunction, testStack } from '../helpers';

/** What the tables ask of stages of every type. */
interface Asked extends GatewayStageOptions {
  readonly alarms?: 'none';
  readonly routes?: Record<string, RouteSettings>;
}

interface Type {
  readonly name: string;
  readonly stage: string;
  /** The keys of two routes. */
  readonly routes: [string, string];
  define(stack: Stack, asked?: Asked): {
    addRoutes(handler: IFunction | StagedFunction, throttle?: { rateLimit?: number; burstLimit?: number }): void;
    addStage(stageName: string, asked?: Asked): { url: string; alarms: object; stage: object };
  };
  /** The settings of a route in a stage as CloudFormation has them, in one shape. */
  settingsOf(stage: any, routeKey?: string): { rate: number; burst: number; metrics: boolean };
  variablesOf(stage: any): Record<string, string> | undefined;
}

const settings = (entry: any) => {
  const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst, MetricsEnabled, DetailedMetricsEnabled: metrics = MetricsEnabled } = entry;
  return { rate, burst, metrics };
};
const v2 = {
  stage: 'AWS::ApiGatewayV2::Stage',
  settingsOf: (stage: any, routeKey?: string) => settings((routeKey && stage.RouteSettings?.[routeKey]) ?? stage.DefaultRouteSettings),
  variablesOf: (stage: any) => stage.StageVariables,
};
const targetOf = (handler: IFunction | StagedFunction) => (handler instanceof StagedFunction ? { stagedHandler: handler } : { handler });
const withAlarms = ({ alarms, ...asked }: Asked = {}) => ({ ...asked, alarms: alarms && AlarmSet.none() });

const rest = (layout: RestLayout): Type => ({
  name: `RestGateway, layout ${layout}`,
  stage: 'AWS::ApiGateway::Stage',
  routes: ['GET /orders/{id}', 'PUT /orders/{id}'],
  define: (stack, asked) => {
    const gateway = new RestGateway(stack, 'Api', { layout, ...withAlarms(asked) });
    return {
      addRoutes: (handler, throttle) => { gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET, HttpMethod.PUT], ...targetOf(handler), throttle }); },
      addStage: (stageName, more) => gateway.addStage(stageName, withAlarms(more)),
    };
  },
  settingsOf: (stage, routeKey = '* ') => {
    const [method, path] = routeKey.split(' ');
    const key = (entry: any) => `${entry.HttpMethod} ${entry.ResourcePath}`;
    const of = (wanted: string) => stage.MethodSettings.find((entry: any) => key(entry) === wanted);
    return settings(of(`${method} /${path.replaceAll('/', '~1')}`) ?? of('* /*'));
  },
  variablesOf: (stage) => stage.Variables,
});

const TYPES: Type[] = [
  rest(RestLayout.OPENAPI),
  rest(RestLayout.RESOURCES),
  {
    ...v2,
    name: 'HttpGateway',
    routes: ['GET /orders/{id}', 'PUT /orders/{id}'],
    define: (stack, asked) => {
      const gateway = new HttpGateway(stack, 'Api', { stageName: 'prod', ...withAlarms(asked) });
      return {
        addRoutes: (handler, throttle) => { gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET, HttpMethod.PUT], ...targetOf(handler), throttle }); },
        addStage: (stageName, more) => gateway.addStage(stageName, withAlarms(more)),
      };
    },
  },
  {
    ...v2,
    name: 'WebSocketGateway',
    routes: ['send', 'list'],
    define: (stack, { alarms, ...asked } = {}) => {
      const set = (none?: 'none') => none && WebSocketAlarmSet.none();
      const gateway = new WebSocketGateway(stack, 'Api', { ...asked, alarms: set(alarms) });
      return {
        addRoutes: (handler, throttle) => {
          gateway.addRoute('$connect');
          for (const routeKey of ['send', 'list']) gateway.addRoute(routeKey, { ...targetOf(handler), throttle });
        },
        addStage: (stageName, { alarms: none, ...more } = {}) => gateway.addStage(stageName, { ...more, alarms: set(none) }),
      };
    },
  },
];

describe.each(TYPES)('further stages of $name', (type) => {
  const define = (asked?: Asked, stack = testStack()) => {
    const gateway = type.define(stack, asked);
    const handler = testFunction(stack);
    return { stack, gateway, handler };
  };
  const stagesOf = (stack: Stack): Record<string, any> =>
    Object.fromEntries(Object.values(templateOf(stack).findResources(type.stage)).map(({ Properties }) => [Properties.StageName, Properties]));

  test('have what the first has, unless they say otherwise, member by member', () => {
    const { stack, gateway, handler } = define({ throttle: { rateLimit: 100, burstLimit: 200 }, variables: { table: 'orders', size: 'big' }, detailedMetrics: true });
    gateway.addRoutes(handler);
    gateway.addStage('same');
    gateway.addStage('other', { throttle: { rateLimit: 5 }, variables: { table: 'test' }, detailedMetrics: false, accessLogs: AccessLogs.none() });
    const { prod, same, other } = stagesOf(stack);
    for (const stage of [prod, same]) {
      expect(type.settingsOf(stage)).toEqual({ rate: 100, burst: 200, metrics: true });
      expect(type.variablesOf(stage)).toEqual({ table: 'orders', size: 'big' });
    }
    expect(type.settingsOf(other)).toEqual({ rate: 5, burst: 200, metrics: false });
    expect(type.variablesOf(other)).toEqual({ table: 'test', size: 'big' });
    const logOf = (stage: any) => stage.AccessLogSetting ?? stage.AccessLogSettings;
    expect([prod, same, other].map((stage) => logOf(stage)?.Format)).toEqual([logOf(prod).Format, logOf(prod).Format, undefined]);
    expect(logOf(same).DestinationArn).not.toEqual(logOf(prod).DestinationArn);
  });

  test.each([false, true])('change nothing on the others, staged functions: %s', (staged) => {
    const synthesize = (further: boolean) => {
      const { stack, gateway, handler: plain } = define({ throttle: { rateLimit: 9 }, variables: { a: 'b' }, alertEmails: ['a@example.com'] });
      gateway.addRoutes(staged ? new StagedFunction(stack, 'Staged', { handler: plain }) : plain, { rateLimit: 3 });
      if (further) gateway.addStage('beta', { throttle: { rateLimit: 1 }, variables: { a: 'c' } });
      return templateOf(stack).toJSON().Resources as Record<string, object>;
    };
    const [without, withBeta] = [synthesize(false), synthesize(true)];
    expect(Object.fromEntries(Object.keys(without).map((id) => [id, withBeta[id]]))).toEqual(without);
    expect(Object.keys(withBeta).length).toBeGreaterThan(Object.keys(without).length);
  });

  test('have the settings of routes, whichever come first, and may override them', () => {
    const add = (order: 'before' | 'after' | 'between') => {
      const { stack, gateway, handler } = define({ throttle: { rateLimit: 100, burstLimit: 200 } });
      const [first] = type.routes;
      const stages = () => {
        gateway.addStage('beta');
        gateway.addStage('gamma', { throttle: { burstLimit: 20 }, routes: { [first]: { throttle: { rateLimit: 1 }, detailedMetrics: true } } });
      };
      if (order === 'before') stages();
      gateway.addRoutes(handler, { rateLimit: 50, burstLimit: 60 });
      if (order === 'after') stages();
      const { prod, beta, gamma } = stagesOf(stack);
      return [prod, beta, gamma].map((stage) => type.routes.map((routeKey) => type.settingsOf(stage, routeKey)));
    };
    const same = { rate: 50, burst: 60, metrics: false };
    const expected = [[same, same], [same, same], [{ rate: 1, burst: 60, metrics: true }, same]];
    expect(add('before')).toEqual(expected);
    expect(add('after')).toEqual(expected);
  });

  test('the first stage may override routes, too, and further ones inherit that', () => {
    const [first] = type.routes;
    const { stack, gateway, handler } = define({ routes: { [first]: { throttle: { rateLimit: 7 } } } });
    gateway.addStage('beta', { routes: { [first]: { throttle: { rateLimit: 8 } } } });
    gateway.addStage('gamma');
    gateway.addRoutes(handler);
    const { prod, beta, gamma } = stagesOf(stack);
    expect([prod, beta, gamma].map((stage) => type.settingsOf(stage, first).rate)).toEqual([7, 8, 7]);
  });

  test('have alarms of their own, which tell the same topic', () => {
    const { stack, gateway, handler } = define({ alertEmails: ['oncall@example.com'] });
    gateway.addRoutes(handler);
    const beta = gateway.addStage('beta');
    gateway.addStage('quiet', { alarms: 'none' });
    gateway.addStage('others', { alertEmails: ['others@example.com'] });
    const template = templateOf(stack);
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
    const dimensionsOf = (alarm: any) => alarm.Dimensions ?? alarm.Metrics.find(({ MetricStat }: any) => MetricStat).MetricStat.Metric.Dimensions;
    const byStage = (stageName: string) => alarms.filter((alarm) => dimensionsOf(alarm).some(({ Value }: any) => Value === stageName));
    expect(byStage('beta')).toHaveLength(byStage('prod').length);
    expect(byStage('quiet')).toHaveLength(0);
    const topics = (stageName: string) => new Set(byStage(stageName).map(({ AlarmActions }) => JSON.stringify(AlarmActions)));
    expect(topics('beta')).toEqual(topics('prod'));
    expect(topics('others')).not.toEqual(topics('prod'));
    template.resourceCountIs('AWS::SNS::Topic', 2);
    template.resourceCountIs('AWS::SNS::Subscription', 2);
    expect(beta.alarms).toBeDefined();
  });

  test('have a URL and the stage of the L2', () => {
    const { stack, gateway } = define();
    const beta = gateway.addStage('beta');
    expect(JSON.stringify(stack.resolve(beta.url))).toContain('beta');
    expect(beta.stage).toBeDefined();
  });

  test('fail with a name that is there, that is none, or a token', () => {
    const { stack, gateway } = define();
    gateway.addStage('beta');
    for (const stageName of ['beta', 'prod']) expect(() => gateway.addStage(stageName)).toThrow(`stage "${stageName}" is defined already: give the stage another name\n    at [Shop/Api]`);
    expect(() => gateway.addStage('a b')).toThrow("'stageName' must be 1 to 128 letters, digits, hyphens and underscores");
    expect(() => gateway.addStage(new CfnParameter(stack, 'Name').valueAsString)).toThrow("'stageName' of a further stage must be known at synthesis, got a token");
  });

  test('fail with settings of a route that is not there', () => {
    const { stack, gateway, handler } = define();
    gateway.addRoutes(handler);
    gateway.addStage('beta', { routes: { 'GET /nope': { throttle: { rateLimit: 1 } } } });
    expect(() => templateOf(stack)).toThrow(/\[Shop\/Api\] 'routes' of stage "beta" has settings for "GET \/nope", which is no route of the gateway: write one of /);
  });

  test.each<[string, object, string]>([
    ['variables', { 'bad-name': 'x' }, "'variables' must have names of 1 to 64 letters, digits and underscores, got \"bad-name\": write \"bad_name\""],
    ['variables', { name: 'v al ue' }, "'variables.name' must be 1 to 512 letters, digits and - . _ ~ : / ? # & = , got \"v al ue\""],
    ['variables', { name: '' }, "'variables.name' must be 1 to 512"],
    ['variables', { name: 5 }, "'variables.name' must be text, got 5: write \"5\""],
    ['variables', [], "'variables' must be values by name"],
    ['routes', [], "'routes' must be settings by route"],
    ['throttle', { rateLimit: 0 }, "'throttle.rateLimit' must be above 0"],
  ])('fail with %s: %j', (prop, value, message) => {
    expect(() => define().gateway.addStage('beta', { [prop]: value })).toThrow(message);
    expect(() => define({ [prop]: value })).toThrow(message);
  });

  test('of which there are more than ten get one warning', () => {
    const { stack, gateway, handler } = define();
    gateway.addRoutes(handler);
    for (let i = 2; i <= 13; i++) gateway.addStage(`stage${i}`, { alarms: 'none' });
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('the API has more than 10 stages')]);
  });
});

test('stages of one API in a stage of the app do not depend on each other', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const gateway = new RestGateway(stack, 'Api');
  gateway.addRoutes({ path: '/', handler: testFunction(stack) });
  gateway.addStage('beta');
  const stages = templateOf(stack).findResources('AWS::ApiGateway::Stage');
  for (const [id, { DependsOn = [], Properties }] of Object.entries(stages)) {
    for (const other of Object.keys(stages)) if (other !== id) expect(JSON.stringify([DependsOn, Properties])).not.toContain(other);
  }
});

describe('a stage of which only one route is logged', () => {
  const off = { executionLogs: { level: MethodLoggingLevel.OFF }, accessLogs: AccessLogs.none() };
  const logged = (key: string) => ({ ...off, routes: { [key]: { loggingLevel: MethodLoggingLevel.INFO } } });

  test.each<[string, (stack: Stack) => unknown]>([
    ['REST', (stack) => {
      const gateway = new RestGateway(stack, 'Api', off);
      gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler: testFunction(stack) });
      return gateway.addStage('beta', logged('GET /a'));
    }],
    ['WebSocket', (stack) => {
      const gateway = new WebSocketGateway(stack, 'Api', off);
      gateway.addRoute('$connect');
      gateway.addRoute('a', { handler: testFunction(stack) });
      return gateway.addStage('beta', logged('a'));
    }],
  ])('has a log group that does not keep everything for ever, and the role of the account: %s', (_name, define) => {
    const stack = testStack();
    define(stack);
    const groups = Object.values(templateOf(stack).findResources('AWS::Logs::LogGroup')).map(({ Properties }) => JSON.stringify(Properties.LogGroupName));
    expect(groups.filter((name) => name?.includes('/beta'))).toHaveLength(1);
    expect(groups.filter((name) => name?.includes('/prod'))).toHaveLength(0);
    templateOf(stack).resourceCountIs('Custom::ApiGatewayAccountLogging', 1);
  });
});

describe('whole requests in the execution log', () => {
  const define = (stageName: string, ofStage: object, ofRoute: object) => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler: testFunction(stack) });
    gateway.addStage(stageName, { executionLogs: ofStage, routes: { 'GET /a': ofRoute } });
    return stack;
  };
  const defineWebSocket = (stageName: string, ofStage: object, ofRoute: object) => {
    const stack = testStack();
    const gateway = new WebSocketGateway(stack, 'Api');
    gateway.addRoute('$connect');
    gateway.addRoute('a', { handler: testFunction(stack) });
    gateway.addStage(stageName, { executionLogs: ofStage, routes: { a: ofRoute } });
    return stack;
  };
  const asked = { dataTrace: true };
  const meant = { dataTrace: true, dataTraceAcknowledged: true };

  test.each([define, defineWebSocket])('need a word that they are meant, of a stage and of a route (%#)', (of) => {
    expect(() => of('beta', asked, {})).toThrow(/^'dataTrace' writes whole requests and responses to the log, with the tokens and personal data in them: set 'dataTraceAcknowledged: true', too/);
    expect(() => of('beta', {}, asked)).toThrow(/^'routes\["(GET \/)?a"\]\.dataTrace' writes whole requests and responses to the log/);
    expect(annotationsOf(of('beta', meant, {}), 'aws:cdk:warning')).toEqual([]);
    expect(annotationsOf(of('beta', { dataTrace: false }, { dataTrace: false }), 'aws:cdk:warning')).toEqual([]);
  });

  test.each([define, defineWebSocket])('get a warning in a stage that is called prod (%#)', (of) => {
    for (const stack of [of('production', meant, {}), of('Prod2', {}, meant)]) {
      expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringMatching(/dataTrace' of stage "[Pp]rod\w+" writes whole requests/)]);
    }
  });
});

test('a stage in which only one route logs whole requests has a log group', () => {
  const stack = testStack();
  const gateway = new WebSocketGateway(stack, 'Api', { executionLogs: { level: MethodLoggingLevel.OFF } });
  gateway.addRoute('$connect');
  gateway.addStage('beta', { routes: { $connect: { dataTrace: true, dataTraceAcknowledged: true } } });
  const names = Object.values(templateOf(stack).findResources('AWS::Logs::LogGroup')).map(({ Properties }) => JSON.stringify(Properties.LogGroupName ?? ''));
  expect(names.filter((name) => name.includes('/aws/apigateway/'))).toEqual([expect.stringContaining('/beta')]);
});

describe('settings of routes that there are not', () => {
  const GATEWAYS: Array<[string, (routes: any) => unknown]> = [
    ['REST', (routes) => new RestGateway(testStack(), 'Api').addStage('beta', { routes })],
    ['HTTP', (routes) => new HttpGateway(testStack(), 'Api', { routes })],
    ['WebSocket', (routes) => new WebSocketGateway(testStack(), 'Api').addStage('beta', { routes })],
  ];

  test.each(GATEWAYS)('are refused by a %s gateway', (_type, define) => {
    expect(() => define({ 'GET /a': { throttle: { rate_limit: 5 } } })).toThrow(/^'routes' of stage "(beta|\$default)" has "throttle.rate_limit" for "GET \/a", which is no setting: write one of "throttle.rateLimit", "throttle.burstLimit", "detailedMetrics".*; in Python, a structure instead of a dictionary/);
    expect(() => define({ 'GET /a': { detailed_metrics: true } })).toThrow(/has "detailed_metrics" for "GET \/a", which is no setting/);
    expect(() => define({ 'GET /a': 5 })).toThrow(/must have settings for "GET \/a", such as { throttle: { rateLimit: 5 } }, got 5/);
    expect(() => define({ 'GET /a': { throttle: { rateLimit: 0 } } })).toThrow("throttle.rateLimit' must be above 0 requests per second, got 0");
  });

  test('of caches and logs are refused where there are none', () => {
    expect(() => GATEWAYS[1][1]({ 'GET /a': { cache: { enabled: true } } })).toThrow('has "cache" for "GET /a", which is no setting');
    expect(() => GATEWAYS[1][1]({ 'GET /a': { loggingLevel: 'INFO' } })).toThrow('has "loggingLevel" for "GET /a", which is no setting');
    expect(() => GATEWAYS[2][1]({ a: { cache: { enabled: true } } })).toThrow('has "cache" for "a", which is no setting');
    expect(() => GATEWAYS[0][1]({ 'GET /a': { cache: { keys: [] } } })).toThrow('has "cache.keys" for "GET /a", which is no setting');
  });
});

test.each(['Http', 'WebSocket'] as const)('what the props of the L2\'s stage say is inherited, unless it is said anew: %s', (type) => {
  const stack = testStack();
  const given = { throttle: { rateLimit: 7, burstLimit: 8 }, stageVariables: { table: 'orders' }, detailedMetricsEnabled: true, description: 'the first' };
  const gateway = type === 'Http' ? new HttpGateway(stack, 'Api', { httpStageProps: given }) : new WebSocketGateway(stack, 'Api', { webSocketStageProps: { ...given, stageName: 'prod' } as any });
  if (gateway instanceof WebSocketGateway) gateway.addRoute('$connect');
  gateway.addStage('beta');
  gateway.addStage('gamma', { throttle: { rateLimit: 1 }, variables: { table: 'gamma' }, detailedMetrics: false, stageDescription: 'the third' });
  const told = (ThrottlingRateLimit: number, ThrottlingBurstLimit: number, DetailedMetricsEnabled: boolean) => {
    return Match.objectLike({ ThrottlingRateLimit, ThrottlingBurstLimit, DetailedMetricsEnabled });
  };
  const template = templateOf(stack);
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { StageName: 'beta', DefaultRouteSettings: told(7, 8, true), StageVariables: { table: 'orders' }, Description: Match.absent() });
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { StageName: 'gamma', DefaultRouteSettings: told(1, 8, false), StageVariables: { table: 'gamma' }, Description: 'the third' });
});

describe('a further stage', () => {
  const withRoute = (gateway: RestGateway | HttpGateway, stack: Stack) => {
    gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler: testFunction(stack) });
    return gateway;
  };

  test.each([RestGateway, HttpGateway])('inherits what the gateway says of a route member by member (%p)', (Gateway) => {
    const stack = testStack();
    const routes = { 'GET /a': { throttle: { rateLimit: 5, burstLimit: 6 }, detailedMetrics: true } };
    const gateway = withRoute(new Gateway(stack, 'Api', { routes }), stack);
    const beta = gateway.addStage('beta', { routes: { 'GET /a': { throttle: { rateLimit: 2 } } } });
    const gamma = gateway.addStage('gamma', { routes: { 'GET /a': { detailedMetrics: false } } });
    expect(beta.effectiveThrottle('GET /a')).toMatchObject({ rateLimit: 2, burstLimit: 6 });
    expect(gamma.effectiveThrottle('GET /a')).toMatchObject({ rateLimit: 5, burstLimit: 6 });
    expect(JSON.stringify(templateOf(stack).toJSON())).toMatch(/"(MetricsEnabled|DetailedMetricsEnabled)":true/);
  });

  test('keeps the cache of a route off, if the gateway says so', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api', { cache: {}, routes: { 'GET /x': { cache: { enabled: false } } } });
    gateway.addRoutes({ path: '/x', methods: [HttpMethod.GET], handler: testFunction(stack), authorizer: RouteAuthorizer.none(), cache: {} });
    gateway.addStage('beta', { routes: { 'GET /x': { throttle: { rateLimit: 1 } } } });
    for (const { Properties } of Object.values(templateOf(stack).findResources('AWS::ApiGateway::Stage'))) {
      expect(Properties.MethodSettings.find(({ ResourcePath }: any) => ResourcePath === '/~1x').CachingEnabled).toBe(false);
    }
  });

  test('has an execution log group of its own, whatever is said of the first', () => {
    const stack = testStack();
    const gateway = withRoute(new RestGateway(stack, 'Api', { executionLogs: { existingLogGroup: true } }), stack) as RestGateway;
    gateway.addStage('beta', { executionLogs: { retention: RetentionDays.ONE_WEEK } });
    const names = Object.values(templateOf(stack).findResources('AWS::Logs::LogGroup')).map(({ Properties }) => JSON.stringify(Properties.LogGroupName ?? ''));
    expect(names.filter((name) => name.includes('Execution-Logs'))).toEqual([expect.stringContaining('/beta')]);

    const other = testStack();
    const kept = withRoute(new RestGateway(other, 'Api', { executionLogs: { retention: RetentionDays.ONE_WEEK } }), other) as RestGateway;
    expect(() => kept.addStage('beta', { executionLogs: { existingLogGroup: true } })).not.toThrow();
  });

  test.each([undefined, null, 5])('is not called %p', (stageName) => {
    for (const Gateway of [RestGateway, HttpGateway, WebSocketGateway]) {
      expect(() => new Gateway(testStack(), 'Api').addStage(stageName as any)).toThrow(`'stageName' of a further stage must be text, got ${stageName}: write 'beta', for example`);
    }
  });

  test('has options that are a structure', () => {
    for (const Gateway of [RestGateway, HttpGateway, WebSocketGateway]) {
      expect(() => new Gateway(testStack(), 'Api').addStage('beta', null as any)).toThrow('options must be a structure, got null: leave them out for the defaults');
      expect(() => new Gateway(testStack(), 'Api').addStage('beta', { routes: { 'GET /a': { throttle: 5 } } } as any)).toThrow("'routes[\"GET /a\"].throttle' must have \"rateLimit\", \"burstLimit\", got 5");
    }
  });
});

describe('whole requests in the log', () => {
  test('cannot be asked for single methods of the first stage without a word', () => {
    const methodOptions = { '/a/GET': { dataTraceEnabled: true, loggingLevel: MethodLoggingLevel.INFO } };
    const define = (dataTraceAcknowledged?: boolean) => new RestGateway(testStack(), 'Api', { executionLogs: { dataTraceAcknowledged }, restApiProps: { deployOptions: { methodOptions } } });
    expect(() => define()).toThrow("'restApiProps.deployOptions.methodOptions[\"/a/GET\"].dataTraceEnabled' writes whole requests and responses to the log");
    expect(() => define(true)).not.toThrow();
  });

  test('need a level', () => {
    const executionLogs = { level: MethodLoggingLevel.OFF, dataTrace: true, dataTraceAcknowledged: true };
    expect(() => new RestGateway(testStack(), 'Api', { executionLogs })).toThrow("'dataTrace' writes nothing at the level OFF: set ERROR or INFO, or leave it out");
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api', { executionLogs: { level: MethodLoggingLevel.OFF }, routes: { 'GET /a': { dataTrace: true, dataTraceAcknowledged: true } } });
    expect(() => gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler: testFunction(stack) })).toThrow("'routes[\"GET /a\"].dataTrace' writes nothing at the level OFF");
    expect(() => new RestGateway(testStack(), 'Api', { executionLogs: { level: 'DEBUG' as any } })).toThrow("'level' must be OFF, ERROR or INFO, got \"DEBUG\": write MethodLoggingLevel.ERROR, for example");
  });
});
