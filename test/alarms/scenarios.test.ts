import { Period } from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { AlarmSet, AlarmSeverity, CacheClusterSize } from '../../lib';
import { templateOf, testGateway, testWebSocketGateway } from '../helpers';
import { AlarmHistory, simulate } from './support/cloudwatch-evaluator';
import { DAY, HOUR, MetricEvent, MetricStore, MINUTE } from './support/metric-store';
import { resolveText } from './support/template-values';

const START = Date.UTC(2026, 9, 5, 10) / 1000;

/** What happens in 5 minutes: totals, and milliseconds of every request. */
interface Traffic {
  readonly requests: number;
  readonly server?: number;
  readonly client?: number;
  readonly latency?: number;
  readonly integration?: number;
  readonly throttled?: number;
  readonly timeouts?: number;
  readonly authorizer?: number;
  readonly hits?: number;
  readonly ofKey?: number;
  readonly canary?: number;
  readonly canaryErrors?: number;
  readonly canaryLatency?: number;
  readonly calls?: number;
  readonly errors?: number;
  readonly throttles?: number;
  readonly duration?: number;
  readonly concurrency?: number;
  readonly spillover?: number;
}

const USUAL: Traffic = {
  requests: 1000,
  server: 2,
  client: 30,
  latency: 100,
  integration: 70,
  throttled: 1,
  timeouts: 1,
  authorizer: 0,
  hits: 800,
  ofKey: 10,
  canary: 100,
  canaryErrors: 1,
  canaryLatency: 100,
  calls: 900,
  errors: 1,
  throttles: 0,
  duration: 60,
  concurrency: 20,
  spillover: 0,
};

const NAMES = [
  'ServerErrorRate', 'Latency', 'Latencyp50', 'ClientErrorRate', 'IntegrationLatencyp99', 'GatewayOverhead', 'TrafficDrop', 'TrafficSurge', 'ThrottledRate', 'CacheHitRate',
  'IntegrationTimeoutRate', 'AuthorizerErrorRate', 'QuotaUsagePartner', 'OrdersErrors', 'OrdersThrottles', 'OrdersDuration', 'OrdersConcurrency', 'OrdersProvisionedSpillover',
  'CanaryServerErrorRate', 'CanaryLatencyp99',
];

/** An API with every alarm that there is. */
const { stack, dimensions } = (() => {
  const { stack: shop, gateway } = testGateway({
    cache: { clusterSize: CacheClusterSize.GB_0_5 },
    alarms: AlarmSet.standard({
      composite: true,
      furtherLatencies: [{ percentile: 50, threshold: Duration.seconds(1), severity: AlarmSeverity.LOW }],
      clientErrorRate: {},
      integrationLatency: {},
      gatewayOverhead: {},
      trafficDrop: {},
      trafficSurge: {},
      throttledRate: {},
    }),
  });
  const { alarms } = gateway;
  alarms.addCacheHitRate();
  alarms.addIntegrationTimeoutRate();
  alarms.addAuthorizerErrorRate();
  alarms.addCanaryServerErrorRate();
  alarms.addCanaryLatency();
  const apiKey = gateway.api.addApiKey('Partner');
  alarms.addQuotaUsage('Partner', { apiKey, quota: { limit: 10_000, period: Period.DAY } });
  const handler = new lambda.Function(shop, 'Orders', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), timeout: Duration.seconds(10) });
  const alias = new lambda.Alias(shop, 'Live', { aliasName: 'live', version: handler.currentVersion });
  alarms.addFunction('Orders', { handler: alias, duration: {}, concurrency: {}, provisionedSpillover: {} });
  const name = resolveText(shop.resolve(handler.functionName));
  return { stack: shop, dimensions: { api: { ApiName: 'OrdersApi', Stage: 'prod' }, fn: { FunctionName: name, Resource: `${name}:live` }, key: { ApiKeyId: resolveText(shop.resolve(apiKey.keyId)) } } };
})();

const TEMPLATE = templateOf(stack).toJSON();

/** What API Gateway, Lambda and the metric filters publish of it. */
function eventsOf(time: number, traffic: Traffic): MetricEvent[] {
  type Values = Record<string, [value: number | undefined, count?: number]>;
  const published = (namespace: string, of: Record<string, string>, values: Values) => Object.entries(values)
    .filter(([, [value, count = 1]]) => value !== undefined && count > 0)
    .map(([name, [value, count = 1]]) => ({ time, namespace, name, dimensions: of, value: value!, count }));
  const { requests, calls = 0 } = traffic;
  if (requests === 0) return [];
  const log = (kind: string) => `OrdersApi prod ${kind}`;
  return [
    ...published('AWS/ApiGateway', dimensions.api, {
      'Count': [1, requests],
      '5XXError': [traffic.server],
      '4XXError': [traffic.client],
      'Latency': [traffic.latency, calls],
      'IntegrationLatency': [traffic.integration, calls],
      'CacheHitCount': [traffic.hits],
      'CacheMissCount': [requests - (traffic.hits ?? 0)],
    }),
    ...published('AWS/ApiGateway', dimensions.api, { Latency: [20, requests - calls] }), // what no integration answers
    ...published('Gatehouse/AccessLogs', {}, { [log('ThrottledRate')]: [traffic.throttled], [log('IntegrationTimeoutRate')]: [traffic.timeouts], [log('AuthorizerErrorRate')]: [traffic.authorizer] }),
    ...published('Gatehouse/AccessLogs', {}, {
      [log('CanaryRequests')]: [traffic.canary], [log('CanaryServerErrors')]: [traffic.canaryErrors], [log('CanaryLatency')]: [traffic.canaryLatency, traffic.canary],
    }),
    ...published('Gatehouse/AccessLogs', dimensions.key, { [log('RequestsByApiKey')]: [traffic.ofKey] }),
    ...published('AWS/Lambda', dimensions.fn, {
      Invocations: [calls],
      Errors: [traffic.errors],
      Throttles: [traffic.throttles],
      Duration: [traffic.duration, calls],
      ConcurrentExecutions: [traffic.concurrency],
      ProvisionedConcurrencySpilloverInvocations: [traffic.spillover],
    }),
  ];
}

/** The histories of the alarms over hours that follow two usual weeks. */
function histories(of: object, usual: Traffic, hours: number, at: (minute: number) => Traffic): Record<string, AlarmHistory> {
  const events: MetricEvent[] = [];
  const learned = { requests: usual.requests };
  for (let time = START - 14 * DAY; time < START; time += 5 * MINUTE) events.push(...eventsOf(time, time < START - DAY ? learned : usual));
  for (let time = START; time < START + hours * HOUR; time += 5 * MINUTE) events.push(...eventsOf(time, at((time - START) / MINUTE)));
  const found = simulate(of, new MetricStore(events), { from: START - HOUR, to: START + hours * HOUR });
  return Object.fromEntries(Object.entries(found).map(([id, history]) => [id.replace(/^.*Alarms/, '').replace(/[0-9A-F]{8}$/, ''), history]));
}

/** The alarms that are raised two hours after a change. */
function raised(change: Partial<Traffic>, usual = USUAL): string[] {
  const found = histories(TEMPLATE, usual, 2, () => ({ ...usual, ...change }));
  expect(Object.keys(found).sort()).toEqual([...NAMES, 'Composite'].sort());
  return Object.keys(found).filter((name) => found[name].state === 'ALARM').sort();
}

/** A scenario, the alarms that it raises, and whether somebody is woken. */
const SCENARIOS: Array<[scenario: string, change: Partial<Traffic>, alarms: string[], page: boolean]> = [
  ['nothing happens', {}, [], false],
  ['every tenth request ends in 5xx', { server: 100 }, ['ServerErrorRate'], true],
  ['every third request is refused', { client: 330 }, ['ClientErrorRate'], false],
  ['the backend is slow', { latency: 4030, integration: 4000 }, ['IntegrationLatencyp99', 'Latency', 'Latencyp50'], true],
  ['a little slower than usual', { latency: 1200, integration: 1170 }, ['Latencyp50'], false],
  ['the authorizer is slow', { latency: 400 }, ['GatewayOverhead'], false],
  ['nobody reaches the API', { requests: 0 }, ['TrafficDrop'], true],
  ['half of the callers do not', { requests: 500, calls: 450, hits: 400 }, ['TrafficDrop'], true],
  ['three times the callers', { requests: 3000, calls: 2700, hits: 2400 }, ['TrafficSurge'], false],
  ['callers are throttled', { throttled: 20, client: 50 }, ['ThrottledRate'], false],
  ['integrations time out', { timeouts: 20, server: 22 }, ['IntegrationTimeoutRate'], true],
  ['authorizers fail', { authorizer: 20, server: 22 }, ['AuthorizerErrorRate'], true],
  ['the canary fails', { canaryErrors: 20, server: 22 }, ['CanaryServerErrorRate'], true],
  ['the canary is slow', { canaryLatency: 4000 }, ['CanaryLatencyp99'], true],
  ['there is no canary any more', { canary: 0, canaryErrors: 0, canaryLatency: undefined }, [], false],
  ['the cache answers little', { hits: 300 }, ['CacheHitRate'], false],
  ['a partner uses his quota', { ofKey: 500 }, ['QuotaUsagePartner'], false],
  ['the function fails', { errors: 60 }, ['OrdersErrors'], true],
  ['Lambda throttles the function', { throttles: 20 }, ['OrdersThrottles'], true],
  ['the function takes nearly as long as it may', { duration: 9000 }, ['OrdersDuration'], false],
  ['nearly as many calls run as may', { concurrency: 900 }, ['OrdersConcurrency'], false],
  ['too little concurrency is provisioned', { spillover: 30 }, ['OrdersProvisionedSpillover'], false],
];

test.each(SCENARIOS)('%s', (_scenario, change, alarms, page) => {
  expect(raised(change)).toEqual([...alarms, ...(page ? ['Composite'] : [])].sort());
});

test('every alarm is raised in a scenario', () => {
  expect([...new Set(SCENARIOS.flatMap(([, , alarms]) => alarms))].sort()).toEqual([...NAMES].sort());
});

test('a quiet API in which a few requests fail, are slow or refused wakes nobody', () => {
  const none = { server: 0, client: 0, throttled: 0, timeouts: 0, errors: 0, ofKey: 0, canaryErrors: 0 };
  const quiet = { ...USUAL, ...none, requests: 10, calls: 10, hits: 8, canary: 1 };
  const failing = { server: 1, client: 4, throttled: 1, timeouts: 1, authorizer: 1, hits: 0, errors: 1, throttles: 1, canaryErrors: 1 };
  const few = { ...failing, latency: 5000, integration: 4900, canaryLatency: 5000 };
  expect(raised(few, quiet)).toEqual([]);
});

test('an incident that raises several alarms, one after the other, is one page and one notice that it is over', () => {
  const found = histories(TEMPLATE, USUAL, 4, (minute) => ({
    ...USUAL,
    ...(minute < 120 ? { server: 200 } : {}),
    ...(minute > 30 && minute < 90 ? { latency: 6000, integration: 5000 } : {}),
    ...(minute > 40 && minute < 100 ? { errors: 200 } : {}),
  }));
  const states = (name: string) => found[name].transitions.map(({ to }) => to);
  expect([states('ServerErrorRate'), states('Latency'), states('OrdersErrors')]).toEqual([['OK', 'ALARM', 'OK'], ['OK', 'ALARM', 'OK'], ['OK', 'ALARM', 'OK']]);
  expect(found.Composite.actions.filter(({ time }) => time >= START).map(({ state }) => state)).toEqual(['ALARM', 'OK']);
});

test('WebSocket: throttled connects, failing authorizers and slow integrations', () => {
  const { stack: chat, gateway } = testWebSocketGateway();
  gateway.alarms.addThrottledRate();
  gateway.alarms.addAuthorizerErrorRate();
  gateway.alarms.addIntegrationLatency();
  const api = { ApiId: resolveText(chat.resolve(gateway.api.apiId)), Stage: 'prod' };
  const log = (kind: string) => `${api.ApiId} prod ${kind}`;
  const template = templateOf(chat).toJSON();
  const states = (change: { refused?: number; throttled?: number; authorizer?: number; integration?: number }) => {
    const { refused = 0, throttled = 0, authorizer = 0, integration = 50 } = change;
    const events = Array.from({ length: 24 }, (_, index) => START + index * 5 * MINUTE).flatMap((time) => [
      ...Object.entries({ ConnectCount: 100, MessageCount: 900, ClientError: refused }).map(([name, value]) => ({ time, namespace: 'AWS/ApiGateway', name, dimensions: api, value })),
      { time, namespace: 'AWS/ApiGateway', name: 'IntegrationLatency', dimensions: api, value: integration, count: 900 },
      ...Object.entries({ ThrottledRate: throttled, AuthorizerErrorRate: authorizer }).map(([kind, value]) => ({ time, namespace: 'Gatehouse/AccessLogs', name: log(kind), dimensions: {}, value })),
    ]);
    const found = simulate(template, events, { from: START, to: START + 2 * HOUR });
    return Object.keys(found).filter((id) => found[id].state === 'ALARM').map((id) => id.replace(/^.*Alarms/, '').replace(/[0-9A-F]{8}$/, ''));
  };
  expect([states({}), states({ refused: 50, throttled: 50 }), states({ authorizer: 20 }), states({ integration: 4000 })]).toEqual([[], ['ThrottledRate'], ['AuthorizerErrorRate'], ['IntegrationLatencyp99']]);
});
