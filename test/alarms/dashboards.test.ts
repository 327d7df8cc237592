import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { MockIntegration, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, GraphWidget, Metric, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { App, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { DashboardBody, dashboardProblems, dashboardsOf, DashboardWidget, expressionsOfWidget, metricsOfWidget } from './support/dashboard-body';
import { drawDashboard } from './support/dashboard-picture';
import { PUBLISHED } from './support/published-metrics';
import { CfnTemplate, resolveText, resourcesOf } from './support/template-values';
import {
  AccessLogs, AlarmSet, CacheClusterSize, HttpApiDashboard, HttpGateway, RestAccessLogFormat, RestApiAlarms, RestApiDashboard,
  RestApiDashboardOptions, RestGateway, RestGatewayProps, RestLayout, WebSocketAlarmSet, WebSocketApiDashboard, WebSocketGateway,
} from '../../lib';
import { COLORS } from '../../lib/alarms/dashboard-colors';
import { QUERIES } from '../../lib/alarms/dashboard-log';
import { annotationsOf, templateOf, testFunction, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';
import { accessLog, at, request } from '../logs/support/access-log';
import { runQuery } from '../logs/support/logs-insights';

const jsonOf = (stack: Stack): CfnTemplate => templateOf(stack).toJSON();
const bodiesOf = (stack: Stack): DashboardBody[] => dashboardsOf(jsonOf(stack));
const only = (stack: Stack): DashboardBody => {
  const bodies = bodiesOf(stack);
  expect(bodies).toHaveLength(1);
  return bodies[0];
};
const titled = (body: DashboardBody, title: string): DashboardWidget => {
  const found = body.widgets.filter(({ properties }) => properties.title === title);
  if (found.length !== 1) throw new Error(`${found.length} widgets are called ${title}: ${titlesOf(body).join(', ')}`);
  return found[0];
};
const titlesOf = ({ widgets }: DashboardBody): string[] => widgets.map(({ properties }) => properties.title ?? properties.markdown);

/** A gateway with so many routes. */
function withRoutes(count: number, props?: RestGatewayProps): { stack: Stack; gateway: RestGateway; routes: string[] } {
  const { stack, gateway, handler } = testGateway(props);
  const paths = Array.from({ length: count }, (_none, index) => `/things${index}/{id}`);
  for (const route of paths) gateway.addRoutes({ path: route, methods: [HttpMethod.GET], handler });
  return { stack, gateway, routes: paths.map((route) => `GET ${route}`) };
}

/** Everything that a dashboard of a REST API can show. */
function fullRest(): Stack {
  const { stack, gateway, handler } = testGateway({
    detailedMetrics: true,
    cache: { clusterSize: CacheClusterSize.GB_0_5 },
    alarms: AlarmSet.standard({ composite: true, clientErrorRate: {}, integrationLatency: {}, gatewayOverhead: {} }),
    slo: { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } },
  });
  gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler, apiKeyRequired: true });
  gateway.alarms.addCacheHitRate();
  gateway.alarms.addSlo('Checkout', { availability: 99.95, route: 'GET /orders/{id}' });
  gateway.addStage('staging', { alarms: AlarmSet.none() });
  gateway.addDashboard({ functions: [handler, testFunction(stack, 'Search')], canary: true, routes: ['GET /orders/{id}'] });
  return stack;
}

function fullHttp(): Stack {
  const alarms = AlarmSet.standard({ clientErrorRate: {} });
  const { stack, gateway, handler } = testHttpGateway({ detailedMetrics: true, alarms, slo: { availability: 99.9 } });
  gateway.addStage('staging');
  gateway.addDashboard({ functions: [new Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion })], routes: ['GET /orders'] });
  return stack;
}

function fullWebSocket(): Stack {
  const { stack, gateway, handler } = testWebSocketGateway({ alarms: WebSocketAlarmSet.standard({ integrationLatency: {} }) });
  gateway.addStage('staging');
  gateway.addRoute('$disconnect', { handler });
  gateway.addDashboard({ functions: [handler] });
  return stack;
}

const rest = (define: (stack: Stack, api: RestApi) => void): Stack => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  define(stack, api);
  return stack;
};

const DASHBOARDS: Record<string, () => Stack> = {
  'of a REST gateway': () => { const { stack, gateway } = testGateway(); gateway.addDashboard(); return stack; },
  'of a REST gateway of resources': () => { const { stack, gateway } = testGateway({ layout: RestLayout.RESOURCES, detailedMetrics: true }); gateway.addDashboard({ routes: ['GET /orders'] }); return stack; },
  'of a REST gateway with everything': fullRest,
  'of a HTTP gateway with everything': fullHttp,
  'of a WebSocket gateway with everything': fullWebSocket,
  'of a further stage': () => { const { stack, gateway } = testGateway(); gateway.addStage('staging').addDashboard(); return stack; },
  'of a further stage of a HTTP gateway': () => { const { stack, gateway } = testHttpGateway(); gateway.addStage('staging').addDashboard(); return stack; },
  'of a further stage of a WebSocket gateway': () => { const { stack, gateway } = testWebSocketGateway(); gateway.addStage('staging').addDashboard(); return stack; },
  'of an L2 RestApi': () => rest((stack, api) => RestApiDashboard.fromStage(stack, 'Dashboard', api.deploymentStage, { alarms: RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage) })),
  'of an L2 HttpApi': () => { const stack = testStack(); HttpApiDashboard.fromStage(stack, 'Dashboard', new HttpApi(stack, 'Legacy').defaultStage!); return stack; },
  'of an L2 WebSocketStage': () => {
    const stack = testStack();
    WebSocketApiDashboard.fromStage(stack, 'Dashboard', new WebSocketStage(stack, 'Stage', { webSocketApi: new WebSocketApi(stack, 'Legacy'), stageName: 'live' }));
    return stack;
  },
};

describe.each(Object.entries(DASHBOARDS))('the dashboard %s', (_name, define) => {
  const stack = define();
  const template = jsonOf(stack);
  const [body] = dashboardsOf(template);

  test('has a body that the service takes, laid out without overlap', () => {
    expect(dashboardProblems(body)).toEqual([]);
    expect(body.widgets.length).toBeGreaterThan(5);
    expect(body.periodOverride).toBe('auto');
  });

  test('shows metrics that are published, by literal names of stages', () => {
    const types: Record<string, keyof typeof PUBLISHED> = { ...Object.fromEntries(resourcesOf(template, 'AWS::ApiGatewayV2::Api').map(([id, { ProtocolType }]) => [`\${${id}}`, ProtocolType === 'WEBSOCKET' ? 'WebSocket' as const : 'HTTP' as const])) };
    for (const [, { Name }] of resourcesOf(template, 'AWS::ApiGateway::RestApi')) types[Name] = 'REST';
    const metrics = body.widgets.flatMap(metricsOfWidget);
    expect(metrics.length).toBeGreaterThan(10);
    for (const { namespace, name, dimensions } of metrics) {
      const kind = namespace === 'AWS/Lambda' ? 'Lambda' : types[dimensions.ApiName ?? dimensions.ApiId];
      expect(namespace).toBe(PUBLISHED[kind].namespace);
      expect(PUBLISHED[kind].names).toContain(name);
      expect(PUBLISHED[kind].dimensionSets).toContainEqual(Object.keys(dimensions).sort());
      if (kind !== 'Lambda') expect(dimensions.Stage).toMatch(/^[\w$-]+$/);
    }
  });

  test('says the Region of every widget that has one', () => {
    for (const { type, properties } of body.widgets) if (type === 'metric' || type === 'log') expect(properties.region).toBe('${AWS::Region}');
  });

  test('needs no word of warning', () => {
    expect(annotationsOf(define(), 'aws:cdk:warning').filter((message) => /dashboard|CloudWatch:/i.test(message))).toEqual([]);
  });
});

describe('at one glance', () => {
  test('a REST API has alarms first, then error budgets, numbers, traffic, errors, latency, canary, cache, routes, callers, functions and stages', () => {
    expect(titlesOf(only(fullRest()))).toEqual([
      '# OrdersApi, stage prod', 'Alarms', '## Error budgets left, of 30 days (%)', 'All routes', 'Checkout: GET /orders/{id}',
      'At a glance', 'Requests', 'Errors', 'Error rates', 'Latency', 'Integration latency', 'Overhead of API Gateway',
      '## Canary', 'Canary (true) and base (false): answers', 'Canary (true) and base (false): latency (ms)',
      '## Cache', 'Answers of the cache', 'Hit rate of the cache',
      '## Routes', 'Routes by requests', 'Routes by 5xx', 'Routes by average latency', 'CHOSEN_METHOD CHOSEN_PATH: requests', 'CHOSEN_METHOD CHOSEN_PATH: latency',
      '## Callers', 'Throttled requests (429)', 'Throttled callers', 'Requests by API key',
      '## Functions', 'Errors', 'Duration p99', 'Throttled calls', 'Concurrent executions',
      '## Stages', 'Requests by stage', 'Errors by stage', 'p99 latency by stage',
      '## Single routes', 'GET /orders/{id}: requests', 'GET /orders/{id}: latency',
    ]);
  });

  test('a REST API without anything has no cache, no canary, no keys, no functions and no other stages, and its routes are of the access log', () => {
    expect(titlesOf(only(DASHBOARDS['of a REST gateway']()))).toEqual([
      '# OrdersApi, stage prod', 'Alarms', 'At a glance', 'Requests', 'Errors', 'Error rates', 'Latency', 'Integration latency', 'Overhead of API Gateway',
      '## Routes', 'Routes by requests', 'Routes by errors', 'Routes by latency (ms)', '## Callers', 'Throttled requests (429)', 'Throttled callers',
    ]);
  });

  test('a WebSocket API has connects, messages and its own errors', () => {
    expect(titlesOf(only(fullWebSocket()))).toEqual([
      '# ChatApi, stage prod', 'Alarms', 'At a glance', 'Connects', 'Messages', 'Errors', 'Error rates', 'Integration latency',
      '## Routes', 'Routes by requests', 'Routes by errors', 'Routes by latency (ms)', '## Callers', 'Throttled requests (429)', 'Throttled callers',
      '## Functions', 'Errors', 'Duration p99', 'Throttled calls', 'Concurrent executions', '## Stages', 'Requests by stage', 'Errors by stage', 'p99 latency by stage',
    ]);
  });

  test('a HTTP API has the bytes that it processed beside its requests', () => {
    const { properties } = titled(only(fullHttp()), 'Requests');
    expect(properties.metrics.map((entry: unknown[]) => [entry[1], (entry[entry.length - 1] as { yAxis?: string }).yAxis])).toEqual([['Count', undefined], ['DataProcessed', 'right']]);
  });

  test('alarms have their thresholds in the graphs of what they watch', () => {
    const body = only(fullRest());
    const valuesOf = (title: string) => titled(body, title).properties.annotations?.horizontal.map(({ value }: { value: number }) => value);
    expect({ rates: valuesOf('Error rates'), latency: valuesOf('Latency'), integration: valuesOf('Integration latency'), overhead: valuesOf('Overhead of API Gateway'), cache: valuesOf('Hit rate of the cache') })
      .toEqual({ rates: [5, 20], latency: [3000], integration: [3000], overhead: [200], cache: [50] });
  });

  test('an alarm that got another id has its threshold, too, and one on a route has none', () => {
    const { stack, gateway } = testGateway({ detailedMetrics: true });
    gateway.addDashboard();
    gateway.alarms.addLatency({ percentile: 50, threshold: Duration.millis(250), alarmId: 'Median' });
    gateway.alarms.addLatency({ threshold: Duration.millis(700), route: 'GET /orders' });
    expect(titled(only(stack), 'Latency').properties.annotations.horizontal.map(({ value }: { value: number }) => value)).toEqual([3000, 250]);
  });

  test('the alarms of objectives are shown as well, also if they come later, and once if somebody shows them, too', () => {
    const { stack, gateway } = testGateway({ slo: { availability: 99.9 } });
    const dashboard = gateway.addDashboard();
    dashboard.addAlarms(...gateway.alarms.addSlo('Fast', { latency: { percentile: 95, under: Duration.millis(300) } }).allAlarms);
    const template = jsonOf(stack);
    const [body] = dashboardsOf(template);
    const shown = JSON.stringify(body.widgets.filter(({ type }: { type: string }) => type === 'alarm'));
    const composites = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm').map(([id]) => id);
    expect(composites).toHaveLength(4);
    for (const id of composites) expect(shown.split(id)).toHaveLength(2);
  });

  test('alarms that come after the dashboard are shown, the composite one first, a hundred in a widget', () => {
    const { stack, gateway } = testGateway({ alarms: AlarmSet.standard({ composite: true }) });
    const dashboard = gateway.addDashboard();
    gateway.alarms.addClientErrorRate();
    const others = Array.from({ length: 110 }, (_none, index) => new Alarm(stack, `Other${index}`, { metric: new Metric({ namespace: 'Shop', metricName: 'Orders' }), threshold: 1, evaluationPeriods: 1 }));
    dashboard.addAlarms(...others);
    const body = only(stack);
    const shown = body.widgets.filter(({ type }) => type === 'alarm').map(({ properties }) => properties.alarms);
    expect(shown.map(({ length }) => length)).toEqual([100, 14]);
    expect(shown[0].slice(0, 4)).toEqual([/Composite/, /ServerErrorRate/, /Latency/, /ClientErrorRate/].map((kind) => expect.stringMatching(kind)));
    expect(dashboardProblems(body)).toEqual([]);
  });

  test('stages to come are compared, and a stage by its own dashboard with those that are named', () => {
    const { stack, gateway } = testGateway();
    gateway.addDashboard();
    gateway.addStage('staging').addDashboard({ compareWith: ['prod'] });
    const stagesOf = (body: DashboardBody) => metricsOfWidget(titled(body, 'Requests by stage')).map(({ dimensions }) => dimensions.Stage);
    expect(bodiesOf(stack).map(stagesOf)).toEqual([['prod', 'staging'], ['staging', 'prod']]);
  });

  test('sixty stages are compared in graphs of fifty', () => {
    const { stack, gateway } = testGateway();
    gateway.addDashboard({ compareWith: Array.from({ length: 59 }, (_none, index) => `stage${index}`) });
    const body = only(stack);
    expect(body.widgets.filter(({ properties }) => properties.title === 'Requests by stage').map(({ properties }) => properties.metrics.length)).toEqual([50, 10]);
    expect(dashboardProblems(body)).toEqual([]);
  });

  test('seventy functions are shown in graphs of fifty, also if they come later', () => {
    const { stack, gateway, handler } = testGateway();
    const dashboard = gateway.addDashboard({ functions: [handler] });
    dashboard.addFunctions(...Array.from({ length: 69 }, (_none, index) => testFunction(stack, `Function${index}`)));
    const body = only(stack);
    expect(body.widgets.filter(({ properties }) => properties.title === 'Duration p99').map(({ properties }) => properties.metrics.length)).toEqual([50, 20]);
    expect(dashboardProblems(body)).toEqual([]);
  });

  test('a cache that comes later is shown, and one that is off is not', () => {
    const { stack, gateway } = testGateway();
    gateway.addDashboard();
    expect(titlesOf(only(stack))).not.toContain('## Cache');
    const other = testGateway();
    other.gateway.addDashboard();
    (other.gateway.stage.node.defaultChild as unknown as { cacheClusterEnabled: boolean }).cacheClusterEnabled = true;
    expect(titlesOf(only(other.stack))).toContain('## Cache');
  });

  test('a canary of the stage is compared with the base without a word', () => {
    const { stack, gateway } = testGateway();
    gateway.addDashboard();
    (gateway.stage.node.defaultChild as unknown as { canarySetting: object }).canarySetting = { percentTraffic: 5 };
    expect(titlesOf(only(stack))).toContain('## Canary');
  });
});

describe('error budgets', () => {
  const titlesOfBudgets = (body: DashboardBody) => body.widgets.filter(({ properties }) => properties.start === '-P30D').map(({ properties }) => properties.title);

  test.each([
    ['REST', () => testGateway({ detailedMetrics: true, slo: { availability: 99.9 } })],
    ['HTTP', () => testHttpGateway({ detailedMetrics: true, slo: { availability: 99.9 } })],
  ])('of a %s API are shown of all that is promised, and of what is promised later', (_type, define) => {
    const { stack, gateway } = define();
    gateway.addDashboard();
    gateway.alarms.addSlo('Reads', { latency: { percentile: 99, under: Duration.millis(500) }, route: 'GET /orders' });
    gateway.alarms.addSlo('Strict', { availability: 99.99 });
    const body = only(stack);
    expect(titlesOfBudgets(body)).toEqual(['All routes', 'Reads: GET /orders', 'Strict: all routes']);
    expect(dashboardProblems(body)).toEqual([]);
    expect(metricsOfWidget(titled(body, 'Reads: GET /orders'))).toEqual([
      { namespace: 'AWS/ApiGateway', name: 'Latency', dimensions: expect.objectContaining({ Method: 'GET', Resource: '/orders' }) },
    ]);
  });

  test('are the widgets of the objectives, two in a row, above the numbers', () => {
    const { stack, gateway } = testGateway({ slo: { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } } });
    gateway.addDashboard();
    gateway.alarms.addSlo('Strict', { availability: 99.99 });
    const body = only(stack);
    const [all, strict, numbers] = ['All routes', 'Strict: all routes', 'At a glance'].map((title) => titled(body, title));
    expect([all.x, all.width, strict.x, strict.width]).toEqual([0, 12, 12, 12]);
    expect(strict.y).toBe(all.y);
    expect(numbers.y).toBe(all.y + all.height);
    const [{ properties }] = gateway.alarms.slo!.errorBudgetWidget({ title: 'All routes', width: 12 }).toJson();
    expect(all.properties).toEqual(JSON.parse(resolveText(stack.resolve(stack.toJsonString(properties)))));
  });

  test('of a further stage are those of the stage', () => {
    const { stack, gateway } = testGateway({ slo: { availability: 99.9 } });
    const staging = gateway.addStage('staging', { slo: { availability: 99 } });
    staging.addDashboard();
    const body = only(stack);
    expect(metricsOfWidget(titled(body, 'All routes')).map(({ dimensions }) => dimensions.Stage)).toEqual(['staging', 'staging']);
    expect(expressionsOfWidget(titled(body, 'All routes'))).toEqual([expect.objectContaining({ label: 'Availability of 99 %' })]);
  });

  test('of any stage are those of the alarms that the dashboard is told, and none of a stage without alarms', () => {
    const shown = (options: (stack: Stack, api: RestApi) => RestApiDashboardOptions) =>
      titlesOfBudgets(only(rest((stack, api) => RestApiDashboard.fromStage(stack, 'Dashboard', api.deploymentStage, options(stack, api)))));
    expect(shown((stack, api) => ({ alarms: RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage, { slo: { availability: 99.9 } }) }))).toEqual(['All routes']);
    expect(shown(() => ({}))).toEqual([]);
    const { stack, gateway } = testGateway({ alarms: AlarmSet.none() });
    gateway.addDashboard();
    expect(titlesOf(only(stack))).not.toContain('## Error budgets left, of 30 days (%)');
  });

  test('of twenty promises and more than two hundred routes fit on one dashboard', () => {
    const stack = testStack();
    const restApi = RestApi.fromRestApiAttributes(stack, 'Orders', { restApiId: 'a1b2c3', rootResourceId: 'r' });
    const stage = Stage.fromStageAttributes(stack, 'Live', { stageName: 'live', restApi });
    const alarms = RestApiAlarms.fromStage(stack, 'Alarms', stage, { apiName: 'orders' });
    const routes = Array.from({ length: 212 }, (_none, index) => `GET /things${index}/{id}`);
    RestApiDashboard.fromStage(stack, 'Dashboard', stage, { apiName: 'orders', alarms, routes, compareWith: Array.from({ length: 49 }, (_none, index) => `stage${index}`) });
    for (let index = 0; index < 20; index++) alarms.addSlo(`Promise${index}`, { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } });
    const body = only(stack);
    expect(titlesOfBudgets(body)).toHaveLength(20);
    expect(dashboardProblems(body)).toEqual([]);
  });
});

describe('routes', () => {
  test('of a stage with metrics of each are found by a query on the metrics, which is the same for any number of routes', () => {
    const queryOf = (count: number) => {
      const { stack, gateway } = withRoutes(count, { detailedMetrics: true });
      gateway.addDashboard();
      return expressionsOfWidget(titled(only(stack), 'Routes by 5xx'));
    };
    expect(queryOf(1)).toEqual([{
      expression: 'SELECT SUM("5XXError") FROM SCHEMA("AWS/ApiGateway", ApiName, Stage, Method, Resource) WHERE ApiName = \'OrdersApi\' AND Stage = \'prod\' GROUP BY Method, Resource ORDER BY SUM() DESC LIMIT 10',
      label: '${LABEL}',
    }]);
    expect(queryOf(20)).toEqual(queryOf(1));
  });

  test('of an API whose name would end the text of such a query are found in the access log', () => {
    const { stack, gateway } = testGateway({ detailedMetrics: true, restApiProps: { restApiName: "Bob's orders" } });
    gateway.addDashboard();
    const body = only(stack);
    expect(titlesOf(body)).toContain('Routes by errors');
    expect(dashboardProblems(body)).toEqual([]);
    expect(body.name).toBe('Bob-s-orders-prod-${AWS::Region}');
  });

  test.each([1, 20, 100])('%i named routes fit on one dashboard', (count) => {
    const { stack, gateway, routes } = withRoutes(count, { detailedMetrics: true });
    gateway.addDashboard({ routes });
    const body = only(stack);
    expect(dashboardProblems(body)).toEqual([]);
    expect(body.widgets.filter(({ properties }) => /^GET .*: latency$/.test(properties.title))).toHaveLength(count);
  });

  test('of a thousand one can be chosen, on a dashboard that is no larger for them', () => {
    const bodyOf = (count: number) => {
      const { stack, gateway } = withRoutes(count, { detailedMetrics: true });
      gateway.addDashboard();
      return only(stack);
    };
    const [one, thousand] = [bodyOf(1), bodyOf(1000)];
    expect(dashboardProblems(thousand)).toEqual([]);
    expect(thousand.text).toBe(one.text);
    const search = '{AWS/ApiGateway,ApiName,Stage,Method,Resource} MetricName="Count" ApiName="OrdersApi" Stage="prod"';
    const variable = { type: 'pattern', inputType: 'select', search, defaultValue: '__FIRST', visible: true };
    expect(thousand.variables).toEqual([
      { ...variable, id: 'method', label: 'Method', pattern: 'CHOSEN_METHOD', populateFrom: 'Method' },
      { ...variable, id: 'resource', label: 'Path', pattern: 'CHOSEN_PATH', populateFrom: 'Resource' },
    ]);
    expect(metricsOfWidget(titled(thousand, 'CHOSEN_METHOD CHOSEN_PATH: requests'))[0].dimensions).toEqual({ ApiName: 'OrdersApi', Stage: 'prod', Method: 'CHOSEN_METHOD', Resource: 'CHOSEN_PATH' });
  });

  test('of a thousand, all may be named: they go to further dashboards, each within the quotas, in stacks that CloudFormation takes', () => {
    const app = new App();
    const routes = Array.from({ length: 1000 }, (_none, index) => `GET /things${index}/{id}`);
    const homes = [0, 250, 500, 750].map((start) => {
      const home = new Stack(app, `Dashboards${start}`);
      const restApi = RestApi.fromRestApiAttributes(home, 'Orders', { restApiId: 'a1b2c3', rootResourceId: 'r' });
      const stage = Stage.fromStageAttributes(home, 'Live', { stageName: 'live', restApi });
      RestApiDashboard.fromStage(home, 'Dashboard', stage, { apiName: 'orders', dashboardName: `orders-${start}`, routes: routes.slice(start, start + 250) });
      return home;
    });
    const templates = homes.map(jsonOf);
    for (const template of templates) expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
    const bodies = templates.flatMap((template) => dashboardsOf(template));
    expect(bodies.flatMap(dashboardProblems)).toEqual([]);
    expect(bodies.map(({ name }) => name)).toEqual([0, 250, 500, 750].flatMap((start) => [`orders-${start}`, `orders-${start}-2`]));
    const shown = bodies.flatMap(({ widgets }) => widgets).map(({ properties }) => /^(GET .*): latency$/.exec(properties.title)?.[1]).filter((route) => route !== undefined);
    expect(shown).toEqual(routes);
  });

  test('that are none, and those without metrics, fail', () => {
    const { stack, gateway } = testGateway();
    gateway.addDashboard({ routes: ['GET /orders', 'GET /ordres'] });
    const problems = gateway.node.findAll().flatMap(({ node }) => node.validate());
    expect(problems).toEqual(expect.arrayContaining([
      "a graph on the route \"GET /orders\" needs its metrics, which are off: set 'detailedMetrics: true' for the route or the stage",
      "'route' of a graph must be the key of a route of the API, got \"GET /ordres\": write one of \"GET /orders\"",
    ]));
    expect(() => App.of(stack)!.node.root && (stack.node.root as App).synth()).toThrow(/'route' of a graph must be/);
  });
});

describe('the access log', () => {
  const queryOf = (body: DashboardBody, title: string): string => titled(body, title).properties.query;
  const statementOf = (query: string) => query.replace(/^SOURCE '[^']+' \| /, '');

  test('is queried by the names of its fields, in the log group of the stage', () => {
    const { stack, gateway } = testGateway();
    gateway.addDashboard();
    const [[logGroup]] = resourcesOf(jsonOf(stack), 'AWS::Logs::LogGroup').filter(([id]) => id.includes('AccessLogs'));
    expect(queryOf(only(stack), 'Throttled callers')).toBe(`SOURCE '\${${logGroup}}' | filter status = 429\n| stats count(*) as throttled by apiKeyId, sourceIp\n| sort throttled desc\n| limit 10`);
  });

  test('answers what the widgets ask', () => {
    const body = only(fullRest());
    const { stack, gateway } = testGateway();
    gateway.addDashboard();
    const byLog = only(stack);
    const canary = (isCanaryRequest: string) => ({ isCanaryRequest });
    const lines = accessLog(RestAccessLogFormat.json().toString(), [
      request(at('10:00'), 'GET /orders', 'answered', { ...canary('false'), 'identity.apiKeyId': 'key1', 'milliseconds': 40 }),
      request(at('10:01'), 'GET /orders', 'is throttled', { ...canary('true'), 'identity.apiKeyId': 'key1', 'identity.sourceIp': '203.0.113.7' }),
      request(at('10:02'), 'PUT /orders', 'fails', { ...canary('false'), milliseconds: 900 }),
    ]);
    const answer = (from: DashboardBody, title: string) => runQuery(statementOf(queryOf(from, title)), lines);
    expect(answer(byLog, 'Routes by requests')).toMatchObject([{ httpMethod: 'GET', resourcePath: '/orders' }, { httpMethod: 'PUT', resourcePath: '/orders' }]);
    expect(answer(byLog, 'Routes by errors')).toHaveLength(2);
    expect(answer(byLog, 'Routes by latency (ms)')[0]).toMatchObject({ httpMethod: 'PUT' });
    expect(answer(body, 'Throttled callers')).toMatchObject([{ apiKeyId: 'key1', sourceIp: '203.0.113.7' }]);
    expect(answer(body, 'Requests by API key')).toMatchObject([{ apiKeyId: 'key1' }]);
    expect(answer(body, 'Canary (true) and base (false): answers')).toHaveLength(3);
    expect(answer(body, 'Canary (true) and base (false): latency (ms)')).toHaveLength(2);
    expect(answer(body, 'Throttled requests (429)')).toHaveLength(1);
  });

  test('that lacks a field is asked nothing of it', () => {
    const { stack, gateway } = testGateway({ accessLogs: AccessLogs.cloudWatch({ format: RestAccessLogFormat.custom('{"requestId":"$context.requestId","status":"$context.status"}') }) });
    gateway.addDashboard();
    const body = only(stack);
    expect(titlesOf(body)).toContain('Throttled requests (429)');
    expect(titlesOf(body).filter((title) => /Throttled callers|Routes/.test(title))).toEqual([]);
    expect(titled(body, 'Throttled requests (429)').width).toBe(24);
  });

  test.each<[string, RestGatewayProps, string]>([
    ['is not there', { accessLogs: AccessLogs.none() }, 'the stage has no access log, or it is not known here'],
    ['is no JSON', { accessLogs: AccessLogs.cloudWatch({ format: RestAccessLogFormat.clf() }) }, 'the lines of the access log are not JSON'],
  ])('that %s is not queried, and the dashboard says why', (_how, props, why) => {
    const { stack, gateway } = testGateway(props);
    gateway.addDashboard();
    const body = only(stack);
    expect(body.widgets.filter(({ type }) => type === 'log')).toEqual([]);
    expect(body.widgets[0].properties.markdown).toBe(`# OrdersApi, stage prod\n\nThrottled requests and callers are not shown, which are read from the access log: ${why}.`);
    expect(dashboardProblems(body)).toEqual([]);
  });

  test('is not queried if somebody says so', () => {
    const { stack, gateway } = testGateway();
    gateway.addDashboard({ logQueries: false });
    const body = only(stack);
    expect(body.widgets.filter(({ type }) => type === 'log')).toEqual([]);
    expect(body.widgets[0].properties.markdown).toContain('its queries are turned off');
  });

  test('of an imported stage can be said', () => {
    const stack = testStack();
    const restApi = RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'a1b2c3', rootResourceId: 'r' });
    const stage = Stage.fromStageAttributes(stack, 'Live', { stageName: 'live', restApi });
    RestApiDashboard.fromStage(stack, 'Dashboard', stage, { apiName: 'orders', accessLog: { logGroup: LogGroup.fromLogGroupName(stack, 'Log', 'orders-access'), format: RestAccessLogFormat.json() } });
    const body = only(stack);
    expect(queryOf(body, 'Throttled requests (429)')).toMatch(/^SOURCE 'orders-access' \| filter status = 429/);
    expect(metricsOfWidget(titled(body, 'Requests'))).toEqual([{ namespace: 'AWS/ApiGateway', name: 'Count', dimensions: { ApiName: 'orders', Stage: 'live' } }]);
    expect(dashboardProblems(body)).toEqual([]);
  });

  test('has titles of queries that are no other\'s', () => {
    const titles = Object.values(QUERIES).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('widgets of one\'s own', () => {
  const graph = (count: number) => new GraphWidget({ left: Array.from({ length: count }, (_none, index) => new Metric({ namespace: 'Shop', metricName: `Orders${index}` })) });

  test('stand below, beside each other', () => {
    const { stack, gateway } = testGateway();
    gateway.addDashboard().addWidgets(new TextWidget({ markdown: 'Budget', width: 12 }), graph(1));
    const body = only(stack);
    const [text, metric] = body.widgets.slice(-2);
    expect([text.properties.markdown, text.x, metric.x, text.y]).toEqual(['Budget', 0, 12, metric.y]);
    expect(dashboardProblems(body)).toEqual([]);
  });

  test('that are too many for one dashboard go to another', () => {
    const { stack, gateway } = testGateway();
    const dashboard = gateway.addDashboard();
    for (let row = 0; row < 10; row++) dashboard.addWidgets(graph(450));
    const bodies = bodiesOf(stack);
    expect(bodies.length).toBe(3);
    expect(bodies.flatMap(dashboardProblems)).toEqual([]);
  });

  test('fail if one has more metrics than a widget takes, or a row more than a dashboard', () => {
    const { gateway } = testGateway();
    const dashboard = gateway.addDashboard();
    dashboard.addWidgets(graph(501));
    dashboard.addWidgets(...Array.from({ length: 6 }, () => graph(450)));
    expect(dashboard.node.validate()).toEqual([
      expect.stringMatching(/^a widget of the dashboard \[.*\] has 501 metrics, of which it takes 500: show them in several widgets$/),
      expect.stringMatching(/^the dashboard \[.*2\] has 2700 metrics, of which it takes 2500: add its widgets in several calls of addWidgets/),
    ]);
  });
});

describe('the name', () => {
  const nameOf = (define: (stack: Stack) => void, props?: ConstructorParameters<typeof Stack>[2]) => {
    const stack = testStack('Shop', props);
    define(stack);
    const [[, { DashboardName }]] = resourcesOf(jsonOf(stack), 'AWS::CloudWatch::Dashboard');
    return DashboardName;
  };
  const frankfurt = { env: { account: '111122223333', region: 'eu-central-1' } };

  test('has the Region, since dashboards are of an account and not of a Region', () => {
    expect(nameOf((stack) => testGateway({}, stack).gateway.addDashboard(), frankfurt)).toBe('OrdersApi-prod-eu-central-1');
    expect(nameOf((stack) => testHttpGateway({}, stack).gateway.addDashboard(), frankfurt)).toBe('OrdersApi-default-eu-central-1');
  });

  test('has a hyphen for what a name cannot have, and is cut with a hash', () => {
    const long = (restApiName: string) => nameOf((stack) => testGateway({ restApiProps: { restApiName } }, stack).gateway.addDashboard(), frankfurt);
    expect(long('Orders of the web shop (v2)')).toBe('Orders-of-the-web-shop-v2-prod-eu-central-1');
    expect(long('a'.repeat(255))).toMatch(/^a{228}-[0-9a-f]{8}-eu-central-1$/);
    expect(long('a'.repeat(255))).toHaveLength(250);
  });

  test('may hold a token of the stage, and is given by CloudFormation if the name of the API is one', () => {
    const parameter = (stack: Stack) => new CfnParameter(stack, 'Name').valueAsString;
    expect(nameOf((stack) => testGateway({ stageName: parameter(stack) }, stack).gateway.addDashboard(), frankfurt)).toEqual({ 'Fn::Join': ['', ['OrdersApi-', { Ref: 'Name' }, '-eu-central-1']] });
    const unnamed = nameOf((stack) => testGateway({ restApiProps: { restApiName: parameter(stack) } }, stack).gateway.addDashboard(), frankfurt);
    expect(unnamed).toBeUndefined();
    expect(nameOf((stack) => testGateway({}, stack).gateway.addDashboard({ dashboardName: parameter(stack) }), frankfurt)).toEqual({ Ref: 'Name' });
  });

  test('of two dashboards of a stack must differ', () => {
    const stack = testStack();
    const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
    api.root.addMethod('GET', new MockIntegration());
    RestApiDashboard.fromStage(stack, 'One', api.deploymentStage, { dashboardName: 'orders' });
    expect(() => RestApiDashboard.fromStage(stack, 'Two', api.deploymentStage, { dashboardName: 'orders' })).toThrow(/^the dashboard of \[Shop\/One\] is called "orders" already, and one would overwrite the other: give this one a 'dashboardName'\n/);
  });

  test('is in the URL, which alarms can have without a cycle', () => {
    const stack = testStack('Shop', frankfurt);
    let url = '';
    const { gateway } = testGateway({ alarms: AlarmSet.standard({ dashboardUrl: Lazy.string({ produce: () => url }) }) }, stack);
    url = gateway.addDashboard().url;
    expect(url).toBe('https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/OrdersApi-prod-eu-central-1');
    expect(JSON.stringify(jsonOf(stack))).toContain(`Dashboard: ${url}`);
  });

  test.each([['cn-north-1', 'https://console.amazonaws.cn/'], ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/']])('in %s is on the console of the partition', (region, console) => {
    const stack = testStack('Shop', { env: { account: '111122223333', region } });
    expect(testGateway({}, stack).gateway.addDashboard().url).toMatch(console);
  });
});

test('a dashboard may be in a stack of another Region than the stage, whose metrics it shows', () => {
  const app = new App();
  const shop = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-central-1' } });
  const home = new Stack(app, 'Home', { env: { account: '111122223333', region: 'us-east-1' } });
  const { gateway } = testGateway({}, shop);
  RestApiDashboard.fromStage(home, 'Dashboard', gateway.stage, { logQueries: false });
  const body = only(home);
  expect(body.name).toBe('OrdersApi-prod-eu-central-1');
  expect(new Set(body.widgets.filter(({ type }) => type === 'metric').map(({ properties }) => properties.region))).toEqual(new Set(['eu-central-1']));
});

test('nothing is defined unless it is asked for', () => {
  for (const { stack } of [testGateway(), testHttpGateway(), testWebSocketGateway()]) templateOf(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});

describe('a dashboard fails for', () => {
  const restStage = (stack: Stack) => testGateway({}, stack).gateway.stage;

  test.each<[string, unknown, RegExp]>([
    ['a name with a space', { dashboardName: 'my orders' }, /^'dashboardName' must be 1 to 250 letters, digits, hyphens and underscores, got "my orders": write "orders-prod", for example\n {4}at \[Shop\/OrdersApi\/#Dashboard\]/],
    ['an empty name', { dashboardName: '' }, /^'dashboardName' must be 1 to 250 letters/],
    ['a name that is none', { dashboardName: 7 }, /^'dashboardName' must be a name, such as "orders-prod", got 7/],
    ['functions that are none', { functions: ['orders'] }, /^'functions' must be a list of functions or aliases .*, got \["orders"\]/],
    ['one function', { functions: {} }, /^'functions' must be a list/],
    ['routes that are no text', { routes: [1] }, /^'routes' must be a list of keys of routes, such as \["GET \/orders"\], got \[1\]/],
    ['a route without a method', { routes: ['/orders'] }, /^'route' must be a method and a path, got "\/orders": write "GET \/orders", for example/],
    ['an interval that is a number', { defaultInterval: 3 }, /^'defaultInterval' must be a Duration, such as Duration.hours\(12\), got 3/],
    ['a log that is none', { accessLog: 'orders' }, /^'accessLog' must be a log group and the format of its lines/],
    ['no log', { accessLog: null }, /^'accessLog' must be a log group and the format of its lines/],
    ['queries that are text', { logQueries: 'no' }, /^'logQueries' must be true or false, got "no"/],
    ['a canary that is text', { canary: 'yes' }, /^'canary' must be true or false, got "yes"/],
    ['alarms that are none', { alarms: {} }, /^'alarms' must be the alarms of the stage, such as 'gateway.alarms', got \{\}/],
    ['stages that are none', { compareWith: 'staging' }, /^'compareWith' must be a list of names of stages/],
    ['options that are none', 7, /^options must be a structure, got 7: leave them out for the defaults/],
  ])('%s', (_name, options, message) => {
    expect(() => testGateway().gateway.addDashboard(options as never)).toThrow(message);
  });

  test('a second dashboard of a stage', () => {
    const { gateway } = testGateway();
    gateway.addDashboard();
    expect(() => gateway.addDashboard({ dashboardName: 'other' })).toThrow(/^a dashboard is defined already as "#Dashboard": add to it by 'addWidgets', or write fromStage with another id\n {4}at \[Shop\/OrdersApi\]/);
  });

  test('stages that are none, or of another type', () => {
    const stack = testStack();
    const http = new HttpGateway(stack, 'Http');
    const socket = new WebSocketGateway(stack, 'Socket');
    expect(() => RestApiDashboard.fromStage(stack, 'A', undefined as never)).toThrow(/^'stage' must be a stage, got undefined/);
    expect(() => RestApiDashboard.fromStage(stack, 'B', http.stage as never)).toThrow(/^'stage' must be a stage of a REST API, of aws-cdk-lib\/aws-apigateway, got an instance of .*HttpStage: write 'gateway.stage' of a gateway/);
    expect(() => HttpApiDashboard.fromStage(stack, 'C', socket.stage as never)).toThrow(/^'stage' must be a stage of a HTTP API/);
    expect(() => WebSocketApiDashboard.fromStage(stack, 'D', http.stage as never)).toThrow(/^'stage' must be a stage of a WebSocket API/);
    expect(() => WebSocketApiDashboard.fromStage(stack, 'E', socket as never)).toThrow(/^'stage' must be a stage of a WebSocket API/);
    expect(() => HttpApiDashboard.fromStage(stack, 'F', restStage(stack) as never)).toThrow(/^'stage' must be a stage of a HTTP API/);
    expect(() => HttpApiDashboard.fromStage(stack, 'G', new HttpStage(stack, 'Stage', { httpApi: http.api }), null as never)).toThrow(/^options must be a structure, got null/);
  });

  test('widgets, alarms and functions that are none', () => {
    const dashboard = testGateway().gateway.addDashboard();
    expect(() => dashboard.addWidgets('graph' as never)).toThrow(/^'widgets' must be widgets of aws-cdk-lib\/aws-cloudwatch, got "graph"/);
    expect(() => dashboard.addWidgets(undefined as never)).toThrow(/^'widgets' must be widgets of aws-cdk-lib\/aws-cloudwatch, got undefined/);
    expect(() => dashboard.addAlarms({} as never)).toThrow(/^'alarms' must be alarms of aws-cdk-lib\/aws-cloudwatch, got \{\}/);
    expect(() => dashboard.addFunctions(undefined as never)).toThrow(/^'handlers' must be functions or aliases of aws-cdk-lib\/aws-lambda, got undefined/);
  });
});

describe('the check of bodies finds', () => {
  const widget = (properties: object, where: object = {}) => ({ type: 'metric', x: 0, y: 0, width: 8, height: 6, properties: { region: 'eu-central-1', ...properties }, ...where });
  const problems = (...widgets: object[]) => dashboardProblems({ name: 'orders', text: '', periodOverride: 'auto', widgets: widgets as DashboardWidget[] });

  test.each<[string, object[], RegExp]>([
    ['an overlap', [widget({}), widget({}, { x: 7 })], /^widgets 0 and 1 overlap$/],
    ['a widget beyond the grid', [widget({}, { x: 20 })], /ends at column 28 of 24$/],
    ['a property that is not documented', [widget({ colour: 'red' })], /has colour$/],
    ['no Region', [widget({ region: undefined })], /has no region$/],
    ['too many metrics', [widget({ metrics: Array.from({ length: 501 }, () => ['A', 'b']) })], /501 metrics$/],
    ['a metric that is not there', [widget({ metrics: [[{ expression: '100 * errors' }]] })], /reads errors/],
    ['a query without a source', [widget({ query: 'fields @message' }, { type: 'log' })], /has no source$/],
    ['an alarm widget without alarms', [{ ...widget({}), type: 'alarm', properties: { alarms: [] } }], /has 0 alarms$/],
  ])('%s', (_name, widgets, message) => {
    expect(problems(...widgets)).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });
});

describe('colours', () => {
  const luminance = (color: string) => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16) / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const contrast = (a: string, b: string) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);

  test.each(Object.entries(COLORS))('%s is seen on a light and on a dark background', (_name, color) => {
    expect(Math.min(contrast(color, '#ffffff'), contrast(color, '#161d26'))).toBeGreaterThanOrEqual(3);
  });
});

test('docs/images/dashboard.svg is the dashboard as it is: UPDATE_PICTURES=1 draws it anew', () => {
  const file = path.join(__dirname, '..', '..', 'docs', 'images', 'dashboard.svg');
  const drawn = drawDashboard(only(fullRest()));
  if (process.env.UPDATE_PICTURES || !existsSync(file)) writeFileSync(file, drawn);
  expect(readFileSync(file, 'utf8')).toBe(drawn);
});
