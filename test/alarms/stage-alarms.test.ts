import { ApiDefinition, CfnStage, MockIntegration, RestApi, SpecRestApi, Stage, StageOptions } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnParameter, Duration, Stack, Token } from 'aws-cdk-lib/core';
import {
  AlarmSet, CacheClusterSize, HttpApiAlarms, RestApiAlarms, RestLayout, RouteAlarmsOptions, StandardAlarmsOptions, WebSocketApiAlarms,
} from '../../lib';
import { annotationsOf, templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const ALARM = 'AWS::CloudWatch::Alarm';

/** The properties of the alarms of a stack by the end of their ids, with dimensions as a text. */
function alarmsOf(stack: Stack): Record<string, any> {
  const short = (metric: any) => metric && `${metric.MetricName} ${(metric.Dimensions ?? []).map(({ Name, Value }: any) => `${Name}=${Value.Ref ? 'ref' : Value}`).join(' ')}`;
  return Object.fromEntries(Object.entries(templateOf(stack).findResources(ALARM)).map(([id, { Properties: { Metrics = [], ...all } }]) => [
    id.replace(/^.*Alarms/, '').replace(/[0-9A-F]{8}$/, ''),
    {
      ...all,
      expression: Metrics.find(({ Expression }: any) => Expression)?.Expression,
      metrics: Object.fromEntries(Metrics.filter(({ MetricStat }: any) => MetricStat).map(({ Id, MetricStat: { Metric, Stat, Period } }: any) => [Id, `${short(Metric)} ${Stat} ${Period}`])),
    },
  ]));
}

const REST = 'ApiName=OrdersApi Stage=prod';
const HTTP = 'ApiId=ref Stage=$default';

describe.each([
  ['REST', (alarms: AlarmSet) => testGateway({ alarms }).stack, REST, '4XXError'],
  ['HTTP', (alarms: AlarmSet) => testHttpGateway({ alarms }).stack, HTTP, '4xx'],
] as const)('%s: what is asked for by the set of alarms', (_, stackWith, dimensions, clientErrors) => {
  const one = (options: StandardAlarmsOptions, id: string) => {
    const alarms = alarmsOf(stackWith(AlarmSet.standard(options)));
    expect(Object.keys(alarms).sort()).toEqual(['Latency', 'ServerErrorRate', id].sort());
    return alarms[id];
  };

  test('client errors: more than 20 % of at least 100 requests, for a quarter of an hour', () => {
    expect(one({ clientErrorRate: {} }, 'ClientErrorRate')).toMatchObject({
      expression: 'IF(requests >= 100, 100 * FILL(errors, 0) / requests, 0)',
      metrics: { requests: `Count ${dimensions} Sum 300`, errors: `${clientErrors} ${dimensions} Sum 300` },
      Threshold: 20,
      EvaluationPeriods: 3,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('further percentiles of latency', () => {
    expect(one({ furtherLatencies: [{ percentile: 50, threshold: Duration.millis(300) }] }, 'Latencyp50')).toMatchObject({
      expression: 'IF(requests >= 100, latency, 0)', metrics: { latency: `Latency ${dimensions} p50 300` }, Threshold: 300, EvaluationPeriods: 3,
    });
  });

  test('integration latency', () => {
    expect(one({ integrationLatency: {} }, 'IntegrationLatencyp99')).toMatchObject({
      expression: 'IF(requests >= 100, latency, 0)', metrics: { latency: `IntegrationLatency ${dimensions} p99 300` }, Threshold: 3000, EvaluationPeriods: 3,
    });
  });

  test('overhead of API Gateway: by sums, which can be subtracted, for each request that has a latency', () => {
    expect(one({ gatewayOverhead: {} }, 'GatewayOverhead')).toMatchObject({
      expression: 'IF(requests >= 100, (latency - FILL(integration, 0)) / requests, 0)',
      metrics: { requests: `Latency ${dimensions} SampleCount 300`, latency: `Latency ${dimensions} Sum 300`, integration: `IntegrationLatency ${dimensions} Sum 300` },
      Threshold: 200,
      EvaluationPeriods: 3,
    });
  });

  test('fewer requests than usual, none at all being the fewest', () => {
    expect(one({ trafficDrop: {} }, 'TrafficDrop')).toMatchObject({
      expression: 'ANOMALY_DETECTION_BAND(m0, 3)', metrics: { m0: `Count ${dimensions} Sum 300` }, ComparisonOperator: 'LessThanLowerThreshold', TreatMissingData: 'breaching', EvaluationPeriods: 3,
    });
  });

  test('more requests than usual', () => {
    const options = { deviations: 4, period: Duration.minutes(15), evaluationPeriods: 2, treatMissingData: TreatMissingData.IGNORE };
    expect(one({ trafficSurge: options }, 'TrafficSurge')).toMatchObject({
      expression: 'ANOMALY_DETECTION_BAND(m0, 4)', metrics: { m0: `Count ${dimensions} Sum 900` }, ComparisonOperator: 'GreaterThanUpperThreshold', TreatMissingData: 'ignore', EvaluationPeriods: 2,
    });
  });
});

describe('REST', () => {
  test('a low hit rate of the cache, for an hour', () => {
    const { stack, gateway } = testGateway({ cache: { clusterSize: CacheClusterSize.GB_0_5 } });
    gateway.alarms.addCacheHitRate();
    expect(alarmsOf(stack).CacheHitRate).toMatchObject({
      expression: 'IF((FILL(hits, 0) + FILL(misses, 0)) >= 100, 100 * FILL(hits, 0) / (FILL(hits, 0) + FILL(misses, 0)), 100)',
      metrics: { hits: `CacheHitCount ${REST} Sum 900`, misses: `CacheMissCount ${REST} Sum 900` },
      Threshold: 50,
      EvaluationPeriods: 4,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('fails on the hit rate of a cache that is not there', () => {
    const { stack, gateway } = testGateway();
    gateway.alarms.addCacheHitRate();
    expect(() => templateOf(stack)).toThrow("an alarm on the hit rate of the cache needs a cache, which the stage does not have: set 'cache' of the stage, or leave the alarm out");
  });
});

describe('WebSocket', () => {
  test('integration latency, throttled and failed connects and messages', () => {
    const { stack, gateway } = testWebSocketGateway();
    gateway.alarms.addIntegrationLatency({ percentile: 90 });
    gateway.alarms.addThrottledRate();
    const alarms = alarmsOf(stack);
    expect(alarms.IntegrationLatencyp90).toMatchObject({
      expression: 'IF((FILL(connects, 0) + FILL(messages, 0)) >= 100, latency, 0)', metrics: { latency: 'IntegrationLatency ApiId=ref Stage=prod p90 300' },
    });
    expect(alarms.ThrottledRate.expression).toBe('IF((FILL(connects, 0) + FILL(messages, 0) + FILL(refused, 0)) >= 100, 100 * FILL(errors, 0) / (FILL(connects, 0) + FILL(messages, 0) + FILL(refused, 0)), 0)');
  });

  test('fails on a route, whose metrics nobody knows how to find', () => {
    const { alarms } = testWebSocketGateway({ detailedMetrics: true }).gateway;
    const message = "'route' must be left out for a WebSocket API, got \"sendMessage\"";
    expect(() => alarms.addIntegrationLatency({ route: 'sendMessage' })).toThrow(message);
    expect(() => alarms.addIntegrationErrorRate({ route: 'sendMessage' } as object)).toThrow(message);
    expect(() => alarms.metric('MessageCount', { route: 'sendMessage' })).toThrow(message);
  });
});

describe('alarms on routes', () => {
  test.each([
    ['REST', () => testGateway({ detailedMetrics: true }), 'ApiName=OrdersApi Method=GET Resource=/orders Stage=prod'],
    ['HTTP', () => testHttpGateway({ detailedMetrics: true }), 'ApiId=ref Method=GET Resource=/orders Stage=$default'],
  ] as const)('%s: by the dimensions of the route', (_, define, dimensions) => {
    const { stack, gateway } = define();
    const alarms = gateway.alarms.addRouteAlarms({ serverErrorRate: {}, clientErrorRate: {}, latency: { percentile: 50 }, integrationLatency: {} });
    expect(alarms.map(({ node }) => node.id)).toEqual(['ServerErrorRate', 'ClientErrorRate', 'Latency:p50', 'IntegrationLatency:p99'].map((kind) => `${kind}:GET --orders`));
    for (const id of ['ServerErrorRate', 'ClientErrorRate', 'Latencyp50', 'IntegrationLatencyp99']) {
      for (const metric of Object.values<string>(alarmsOf(stack)[`${id}GETorders`].metrics)) expect(metric).toContain(` ${dimensions} `);
    }
    expect(alarmsOf(stack).LatencyGETorders).toBeUndefined();
  });

  const routeAlarms = [{ latency: { percentile: 50 } }];
  test.each([
    ['REST', () => testGateway({ detailedMetrics: true, alarms: AlarmSet.standard({ routeAlarms }) })],
    ['HTTP', () => testHttpGateway({ detailedMetrics: true, alarms: AlarmSet.standard({ routeAlarms }) })],
  ] as const)('%s: of all routes of a gateway and its stages, whenever they are added', (_, define) => {
    const { gateway, handler } = define();
    const beta = gateway.addStage('beta');
    gateway.addRoutes({ path: '/later/{id}', handler });
    const routes = (stage: { alarms: RestApiAlarms | HttpApiAlarms }) => stage.alarms.allAlarms.map(({ node }) => node.id).filter((id) => id.includes('p50')).sort();
    expect(routes(gateway)).toEqual(['Latency:p50:ANY --later--{id}', 'Latency:p50:GET --orders'].sort());
    expect(routes(beta)).toEqual(routes(gateway));
  });

  test('of all routes that are there, but for what browsers ask before', () => {
    const { gateway } = testGateway({ detailedMetrics: true, cors: { allowOrigins: ['https://shop.example.com'] } });
    expect(gateway.alarms.addRouteAlarms({ latency: {} }).map(({ node }) => node.id)).toEqual(['Latency:p99:GET --orders']);
  });

  test('of chosen routes', () => {
    const { stack } = testGateway({ detailedMetrics: true, alarms: AlarmSet.standard({ routeAlarms: [{ routes: ['GET /orders'], latency: {} }] }) });
    expect(Object.keys(alarmsOf(stack)).sort()).toEqual(['Latency', 'Latencyp99GETorders', 'ServerErrorRate']);
  });

  test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('in the layout %s', (layout) => {
    const { stack, gateway } = testGateway({ layout, routes: { 'GET /orders': { detailedMetrics: true } } });
    gateway.alarms.addServerErrorRate({ route: 'GET /orders' });
    expect(alarmsOf(stack).ServerErrorRateGETorders.metrics.errors).toBe('5XXError ApiName=OrdersApi Method=GET Resource=/orders Stage=prod Sum 300');
  });

  test.each<[string, () => { stack: Stack; gateway: { alarms: any } }, string, string]>([
    ['REST', () => testGateway(), 'GET /orders', 'an alarm on the route "GET /orders" needs its metrics, which are off: set \'detailedMetrics: true\' for the route or the stage'],
    ['REST', () => testGateway({ detailedMetrics: true, routes: { 'GET /orders': { detailedMetrics: false } } }), 'GET /orders', 'needs its metrics, which are off'],
    ['HTTP', () => testHttpGateway(), 'GET /orders', 'needs its metrics, which are off'],
    ['REST', () => testGateway({ detailedMetrics: true }), 'GET /order', '\'route\' of an alarm must be the key of a route of the API, got "GET /order": write one of "GET /orders"'],
    ['HTTP', () => testHttpGateway({ detailedMetrics: true }), 'POST /orders', 'got "POST /orders": write one of "GET /orders"'],
  ])('%s: fails on one that would never be raised', (_, define, route, message) => {
    const { stack, gateway } = define();
    gateway.alarms.addServerErrorRate({ route });
    expect(() => templateOf(stack)).toThrow(message);
  });

  test('on a stage of the CDK: fails unless its metrics are on, or one cannot know', () => {
    const define = (deployOptions: StageOptions, change: (stage: CfnStage) => void = () => undefined) => {
      const stack = testStack();
      const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, deployOptions });
      api.root.addResource('orders').addMethod('GET', new MockIntegration());
      RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage).addLatency({ route: 'GET /orders' });
      change(api.deploymentStage.node.defaultChild as CfnStage);
      return () => templateOf(stack);
    };
    const off = 'needs its metrics, which are off';
    expect(define({})).toThrow(off);
    expect(define({ metricsEnabled: true, methodOptions: { '/orders/GET': { metricsEnabled: false } } })).toThrow(off);
    for (const options of [{ metricsEnabled: true }, { methodOptions: { '/orders/GET': { metricsEnabled: true } } }, { methodOptions: { '/orders/GET': { throttlingRateLimit: 1 } } }]) {
      expect(define(options)).not.toThrow();
    }
    const metricsEnabled = Token.asAny({ 'Fn::If': ['Production', true, false] });
    expect(define({}, (stage) => { stage.methodSettings = [{ httpMethod: '*', resourcePath: '/*', metricsEnabled }]; })).not.toThrow();
  });

  test('fails on a key that is none', () => {
    const [rest, http] = [testGateway().gateway.alarms, testHttpGateway().gateway.alarms];
    expect(() => rest.addLatency({ route: '/orders' })).toThrow('\'route\' must be a method and a path, got "/orders": write "GET /orders"');
    expect(() => http.addLatency({ route: '$default' })).toThrow('AWS does not say by which dimensions "$default" is found');
    expect(() => rest.addLatency({ route: new CfnParameter(testStack(), 'P').valueAsString })).toThrow("'route' must be the key of a route that is known at synthesis");
    expect(() => rest.addRouteAlarms({})).toThrow("alarms on routes must be asked for by 'serverErrorRate', 'clientErrorRate', 'latency' or 'integrationLatency', got {}");
    expect(() => rest.addRouteAlarms({ routes: Token.asList({ Ref: 'P' }), latency: {} })).toThrow("'routes' must be a list of known length");
  });

  test('more than twenty get a warning about their price, once', () => {
    const warningsOf = (...options: RouteAlarmsOptions[]) => {
      const { stack, gateway, handler } = testGateway({ detailedMetrics: true });
      for (let index = 0; index < 12; index++) gateway.addRoutes({ path: `/r${index}`, handler });
      for (const option of options) gateway.alarms.addRouteAlarms(option);
      return annotationsOf(stack, 'aws:cdk:warning');
    };
    expect(warningsOf({ latency: {} })).toEqual([]);
    expect(warningsOf({ latency: {} }, { serverErrorRate: {}, clientErrorRate: {} })).toEqual([expect.stringMatching(/more than 20 alarms on single routes.*0\.10 USD.*\[ack: cdk-gatehouse:manyRouteAlarms\]/)]);
  });
});

describe('stages that no gateway defined', () => {
  test('REST: defined, its routes are known; imported, nothing is', () => {
    const stack = testStack();
    const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, deployOptions: { metricsEnabled: true } });
    api.root.addResource('orders').addMethod('GET', new MockIntegration());
    expect(RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage).addRouteAlarms({ latency: {} })).toHaveLength(1);
    const restApi = RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'abc', rootResourceId: 'def', restApiName: 'orders' });
    const imported = RestApiAlarms.fromStage(stack, 'ImportedAlarms', Stage.fromStageAttributes(stack, 'Stage', { stageName: 'beta', restApi }), { gatewayOverhead: {} });
    imported.addLatency({ route: 'GET /orders' });
    imported.addCacheHitRate();
    expect(() => imported.addRouteAlarms({ latency: {} })).toThrow("'routes' must be set, since the routes of the API are not known: write [\"GET /orders\"], for example");
    expect(alarmsOf(stack).Latencyp99GETorders.metrics.latency).toMatch(/^Latency ApiName=(orders|Legacy) Method=GET Resource=\/orders Stage=(beta|prod) p99 300$/);
  });

  test('REST: of a document', () => {
    const stack = testStack();
    const api = new SpecRestApi(stack, 'Spec', { apiDefinition: ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: 'Spec', version: '1' }, paths: {} }), cloudWatchRole: false });
    expect(() => RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage).addRouteAlarms({ latency: {} })).toThrow("'routes' must be set");
  });

  test('HTTP: by name', () => {
    const stack = testStack();
    const api = HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId: 'abc' });
    const alarms = HttpApiAlarms.fromStage(stack, 'Alarms', HttpStage.fromHttpStageAttributes(stack, 'Stage', { api, stageName: 'beta' }), { clientErrorRate: {} });
    alarms.addLatency({ route: 'GET /orders' });
    expect(alarmsOf(stack).ClientErrorRate.metrics.errors).toBe('4xx ApiId=abc Stage=beta Sum 300');
    expect(alarmsOf(stack).Latencyp99GETorders.metrics.latency).toBe('Latency ApiId=abc Method=GET Resource=/orders Stage=beta p99 300');
  });

  test('WebSocket: by name', () => {
    const stack = testStack();
    const api = WebSocketApi.fromWebSocketApiAttributes(stack, 'Api', { webSocketId: 'abc' });
    const alarms = WebSocketApiAlarms.fromStage(stack, 'Alarms', WebSocketStage.fromWebSocketStageAttributes(stack, 'Stage', { api, stageName: 'beta' }));
    alarms.addIntegrationLatency();
    expect(alarmsOf(stack).IntegrationLatencyp99.metrics.latency).toBe('IntegrationLatency ApiId=abc Stage=beta p99 300');
  });
});

test('metrics for dashboards have literal dimensions, of the stage or a route', () => {
  const { stack, gateway } = testGateway({ detailedMetrics: true });
  const all = gateway.alarms.metric('Latency', { statistic: 'p50', period: Duration.minutes(1) });
  expect([all.namespace, all.metricName, all.statistic, all.period.toSeconds(), all.dimensions]).toEqual(['AWS/ApiGateway', 'Latency', 'p50', 60, { ApiName: 'OrdersApi', Stage: 'prod' }]);
  expect(gateway.alarms.metric('Count', { route: 'GET /orders' }).dimensions).toEqual({ ApiName: 'OrdersApi', Stage: 'prod', Method: 'GET', Resource: '/orders' });
  templateOf(stack);
});

describe('bad input', () => {
  test.each<[string, object, string]>([
    ['addClientErrorRate', { threshold: 0 }, "'clientErrorRate.threshold' must be above 0 and at most 100 percent, got 0"],
    ['addIntegrationLatency', { percentile: 100 }, "'integrationLatency.percentile' must be above 0 and below 100, got 100"],
    ['addGatewayOverhead', { minimumRequests: 0 }, "'gatewayOverhead.minimumRequests' must be at least 1 and finite, got 0"],
    ['addGatewayOverhead', { period: Duration.seconds(30) }, "'gatewayOverhead.period' must be whole minutes, in seconds, since the metrics are by the minute, got 30"],
    ['addTrafficDrop', { deviations: 0 }, "'trafficDrop.deviations' must be above 0 and finite, got 0"],
    ['addTrafficDrop', { deviations: Token.asNumber({ Ref: 'P' }) }, "'trafficDrop.deviations' must be known at synthesis, got a token: write 3, for example"],
    ['addTrafficSurge', { evaluationPeriods: 0 }, "'trafficSurge.evaluationPeriods' must be a whole number of at least 1, got 0"],
    ['addCacheHitRate', { threshold: 101 }, "'cacheHitRate.threshold' must be above 0 and at most 100 percent, got 101"],
    ['addThrottledRate', { minimumRequests: 0 }, "'throttledRate.minimumRequests' must be at least 1 and finite, got 0"],
    ['addIntegrationTimeoutRate', { evaluationPeriods: 300 }, "'integrationTimeoutRate.evaluationPeriods' must be such that all periods together are at most 1 day(s), got 300"],
    ['addLatency', { threshold: 3000 }, "'latency.threshold' must be a Duration, got 3000: write Duration.minutes(5), for example"],
    ['addGatewayOverhead', { threshold: 200 }, "'gatewayOverhead.threshold' must be a Duration, got 200"],
    ['addTrafficDrop', { period: 300 }, "'trafficDrop.period' must be a Duration, got 300"],
    ['addLatency', 99 as never, "'latency' must be a structure, got 99: write {} for the defaults"],
  ])('%s fails on %j', (method, options, message) => {
    const { gateway } = testGateway();
    expect(() => (gateway.alarms as any)[method](options)).toThrow(message);
  });

  test.each<[object, string]>([
    [{ muteWindows: { cron: '0 2 * * *' } }, "'muteWindows' must be a list, such as ["],
    [{ furtherLatencies: { percentile: 50 } }, "'furtherLatencies' must be a list, such as [{ percentile: 50 }], got {\"percentile\":50}"],
    [{ routeAlarms: ['GET /orders'] }, "'routeAlarms' must be a structure, got \"GET /orders\""],
    [{ composite: 'yes' }, "'composite' must be true or false, got \"yes\""],
    [{ accessLog: { logGroup: '/orders' } }, "'accessLog' must be a log group and the format of its lines, { logGroup, format }, got"],
    [{ clientErrorRate: true }, "'clientErrorRate' must be a structure, got true: write {} for the defaults"],
  ])('a set fails on %j', (options, message) => {
    expect(() => testGateway({ alarms: AlarmSet.standard(options as never) })).toThrow(message);
  });
});
