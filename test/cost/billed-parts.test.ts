import { AccessLogFormat, CfnStage, LogGroupLogDestination, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnParameter } from 'aws-cdk-lib/core';
import { AccessLogs, AlarmSet, CacheClusterSize, CostEstimate, RestAccessLogField, RestAccessLogFormat, RestApiAlarms, RestApiDashboard, RestLayout } from '../../lib';
import { billedParts } from '../../lib/cost/billed-parts';
import { lineBytes } from '../../lib/cost/line-size';
import { templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const LAYOUTS = [RestLayout.OPENAPI, RestLayout.RESOURCES];

/** The metrics that the alarms of a template read. */
const metricsInTemplate = (stack: ReturnType<typeof testStack>) => Object.values(templateOf(stack).findResources('AWS::CloudWatch::Alarm'))
  .map(({ Properties: { Metrics } }) => (Metrics ? Metrics.filter((metric: any) => metric.MetricStat).length : 1))
  .reduce((sum, metrics) => sum + metrics, 0);

test.each(LAYOUTS)('of a gateway as it comes: its alarms, its log, its traces (%s)', (layout) => {
  const { stack, gateway } = testGateway({ layout });
  expect(billedParts(gateway)).toEqual({
    types: ['REST'],
    caches: [],
    alarmMetrics: 4,
    compositeAlarms: 0,
    dashboards: 0,
    customMetrics: 0,
    isLogged: true,
    logLineBytes: expect.any(Number),
    traced: true,
    isPrivate: false,
    onlyRest: ['X-Ray'],
    leftOut: [],
  });
  expect(metricsInTemplate(stack)).toBe(4);
});

test.each(LAYOUTS)('what is on is seen (%s)', (layout) => {
  const { gateway } = testGateway({
    layout,
    cache: { clusterSize: CacheClusterSize.GB_6_1 },
    alarms: AlarmSet.standard({ composite: true, trafficDrop: {} }),
    detailedMetrics: true,
    tracing: false,
  });
  gateway.addRoutes({ path: '/keys', methods: [HttpMethod.POST], integration: new MockIntegration(), apiKeyRequired: true });
  gateway.addStage('beta', { cache: { clusterSize: CacheClusterSize.GB_0_5 }, detailedMetrics: false });
  gateway.addDashboard();
  const parts = billedParts(gateway);
  expect(parts).toMatchObject({ caches: ['6.1', '0.5'], dashboards: 1, traced: false, onlyRest: ['a cache', 'API keys'] });
  expect(parts.customMetrics).toBe(2 * 5); // two routes of the gateway's stage, of five metrics each
  expect(parts.alarmMetrics).toBe(2 * (4 + 3)); // of both stages: errors, latency, and traffic with the borders of its band
  expect(parts.compositeAlarms).toBe(2); // one of each stage
});

test('a route that is cached has two metrics more', () => {
  const { gateway, handler } = testGateway({ detailedMetrics: true, cache: {} });
  gateway.addRoutes({ path: '/cached', methods: [HttpMethod.GET], handler, cache: {} });
  expect(billedParts(gateway).customMetrics).toBe(5 + 7);
});

test('a single route with metrics is counted', () => {
  const { gateway, handler } = testGateway({ routes: { 'GET /orders': { detailedMetrics: true } } });
  gateway.addRoutes({ path: '/other', methods: [HttpMethod.GET], handler });
  expect(billedParts(gateway).customMetrics).toBe(5);
});

test('metrics of routes of HTTP and WebSocket APIs', () => {
  expect(billedParts(testHttpGateway({ detailedMetrics: true }).gateway).customMetrics).toBe(6);
  expect(billedParts(testWebSocketGateway({ detailedMetrics: true }).gateway)).toMatchObject({ alarmMetrics: 11, customMetrics: expect.any(Number) });
});

test('alarms on the access log bring metrics of their filters', () => {
  const { gateway } = testHttpGateway();
  const before = billedParts(gateway).customMetrics;
  const { gateway: withFilters } = testHttpGateway({ alarms: AlarmSet.standard({ throttledRate: {} }) });
  expect(billedParts(withFilters).customMetrics).toBeGreaterThan(before);
});

test('of an L2 API what is below a stack', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy');
  api.root.addMethod('GET', new MockIntegration());
  RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage);
  RestApiDashboard.fromStage(stack, 'Dashboard', api.deploymentStage);
  expect(billedParts(api)).toMatchObject({ alarmMetrics: 0, dashboards: 0, isLogged: false });
  expect(billedParts(stack)).toMatchObject({ alarmMetrics: 4, dashboards: 1, traced: false });
});

test('of an L1 stage', () => {
  const stack = testStack();
  new CfnStage(stack, 'Stage', { restApiId: 'abc', cacheClusterEnabled: true, tracingEnabled: true, stageName: 'prod' });
  expect(billedParts(stack)).toMatchObject({ caches: ['0.5'], traced: true });
});

test('a cache of a size that is not known is left out', () => {
  const stack = testStack();
  new CfnStage(stack, 'Stage', { restApiId: 'abc', cacheClusterEnabled: true, cacheClusterSize: new CfnParameter(stack, 'Size').valueAsString });
  expect(billedParts(stack)).toMatchObject({ caches: [], leftOut: ['a cache, whose size is not known'] });
});

test('an access log that goes to Firehose is left out', () => {
  const stack = testStack();
  const stream = new CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-orders' });
  const { gateway } = testGateway({ accessLogs: AccessLogs.firehose(stream) }, stack);
  expect(billedParts(gateway)).toMatchObject({ isLogged: false, leftOut: ['the access log, which does not go to CloudWatch Logs'] });
  expect(gateway.estimateMonthlyCost({ requests: 1 }).notes).toContain('not in the estimate: the access log, which does not go to CloudWatch Logs');
});

test('an execution log of every request is left out', () => {
  const { gateway } = testGateway({ executionLogs: { level: 'INFO' as any } });
  expect(billedParts(gateway).leftOut).toEqual(['the execution log, which says several lines of each request at INFO']);
});

test('a format that is not known asks for the bytes of a line', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', {
    deployOptions: {
      accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'Log')),
      accessLogFormat: AccessLogFormat.custom(`${new CfnParameter(stack, 'Format').valueAsString} $context.requestId`),
    },
  });
  api.root.addMethod('GET', new MockIntegration());
  const estimate = (load: object) => CostEstimate.forRestApi(api, { requests: 1e6, ...load });
  expect(() => estimate({})).toThrow("'logLineBytes' must be said, since the format of the access log is not known before deployment: write 500, for example");
  expect(estimate({ logLineBytes: 1000 }).lines.map(({ item }) => item)).toContain('access log, 1000 bytes a line');
});

describe('the bytes of a line', () => {
  test('are those of the format, with values of usual length', () => {
    expect(lineBytes('{"id":"$context.requestId","status":"$context.status"}')).toBe('{"id":"","status":""}'.length + 36 + 3);
    expect(lineBytes("$context.authorizer.claims['custom:tenant'] $context.error.responseType")).toBe(8 + 1 + 3);
    expect(lineBytes('é')).toBe(2);
  });

  test('grow with the fields', () => {
    const { gateway } = testGateway({ accessLogs: AccessLogs.cloudWatch({ format: RestAccessLogFormat.json(RestAccessLogField.STATUS) }) });
    expect(billedParts(gateway).logLineBytes).toBe('{"requestId":"","status":""}'.length + 36 + 3);
    expect(billedParts(testGateway().gateway).logLineBytes).toBeGreaterThan(300);
  });
});

test('a stage without an access log has no line for it', () => {
  const { gateway } = testGateway({ accessLogs: AccessLogs.none() });
  expect(gateway.estimateMonthlyCost({ requests: 1e9 }).lines.map(({ item }) => item)).toEqual(['requests', 'alarms', 'traces of X-Ray']);
  expect(() => gateway.estimateMonthlyCost({ requests: 1, logLineBytes: 1 })).toThrow("'logLineBytes' is for an API with an access log in CloudWatch Logs, which this one does not have, got 1: leave it out");
});
