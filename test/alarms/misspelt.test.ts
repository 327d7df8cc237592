import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib/core';
import { AlarmSet, AlertTopic, FunctionAlarms, RestApiAlarms, RestGateway, ServiceLevelObjectives, WebSocketAlarmSet, WebSocketGateway } from '../../lib';
import { testFunction, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const NONSENSE = { nonsense: {} } as object;

const ofSet = (options: object) => () => testGateway({ alarms: AlarmSet.standard(options) });
const ofWebSocketSet = (options: object) => () => testWebSocketGateway({ alarms: WebSocketAlarmSet.standard(options) });
const ofFunction = (options: object, stack = testStack()) => () => FunctionAlarms.fromFunction(stack, 'Alarms', testFunction(stack), options);
const ofSlo = (slo: object) => () => testGateway({ slo });
const objectives = (): ServiceLevelObjectives => testGateway({ slo: { availability: 99.9 } }).gateway.alarms.slo!;
const withGateway = (use: (gateway: RestGateway, stack: Stack) => unknown) => () => {
  const { gateway, stack } = testGateway();
  use(gateway, stack);
};

/** For each struct of `lib/alarms`, where it is taken, and what it is called there. */
const TAKEN: Record<string, Array<[what: string, define: () => unknown]>> = {
  AccessLogRateAlarmOptions: [
    ["'throttledRate'", ofSet({ throttledRate: NONSENSE })],
    ["'authorizerErrorRate'", ofWebSocketSet({ authorizerErrorRate: NONSENSE })],
    ["'integrationTimeoutRate'", withGateway(({ alarms }) => alarms.addIntegrationTimeoutRate(NONSENSE))],
  ],
  AccessLogSource: [
    ["'accessLog'", withGateway(({ stage }, stack) => RestApiAlarms.fromStage(stack, 'More', stage, { accessLog: NONSENSE as never }))],
    ["'accessLog'", withGateway((gateway) => gateway.addDashboard({ accessLog: NONSENSE as never }))],
  ],
  AlarmGroupOptions: [["'options'", ofSet(NONSENSE)]],
  AlarmOptions: [["'trafficDrop'", ofSet({ trafficDrop: NONSENSE })]],
  RouteAlarmOptions: [["'clientErrorRate'", ofSet({ clientErrorRate: NONSENSE })]],
  AlertOptions: [["'options'", ofFunction(NONSENSE)]],
  AlertTopicProps: [["'props'", () => new AlertTopic(testStack(), 'Alerts', NONSENSE)]],
  SlackChannelOptions: [["'options'", () => new AlertTopic(testStack(), 'Alerts').addSlackChannel('Slack', NONSENSE as never)]],
  StageDashboardOptions: [["'options'", () => testWebSocketGateway().gateway.addDashboard(NONSENSE)]],
  RequestDashboardOptions: [["'options'", () => testHttpGateway().gateway.addDashboard(NONSENSE)]],
  RestApiDashboardOptions: [["'options'", withGateway((gateway) => gateway.addDashboard(NONSENSE))], ["'options'", withGateway((gateway) => gateway.addStage('beta').addDashboard(NONSENSE))]],
  HttpApiDashboardOptions: [["'options'", () => testHttpGateway().gateway.addDashboard(NONSENSE)]],
  WebSocketApiDashboardOptions: [["'options'", () => testWebSocketGateway().gateway.addDashboard(NONSENSE)]],
  ErrorBudgetWidgetOptions: [["'options'", () => objectives().errorBudgetWidget(NONSENSE)]],
  FunctionAlarmsOptions: [["'options'", ofFunction(NONSENSE)]],
  FunctionAlarmSetOptions: [["'options'", ofFunction(NONSENSE)]],
  AddFunctionOptions: [["'options'", withGateway(({ alarms }, stack) => alarms.addFunction('F', { ...NONSENSE, handler: testFunction(stack, 'Other') }))]],
  FunctionRateAlarmOptions: [["'errors'", ofFunction({ errors: NONSENSE })], ["'throttles'", ofFunction({ throttles: NONSENSE })]],
  FunctionDurationAlarmOptions: [["'duration'", ofFunction({ duration: NONSENSE })]],
  FunctionConcurrencyAlarmOptions: [["'concurrency'", ofFunction({ concurrency: NONSENSE })]],
  FunctionSpilloverAlarmOptions: [["'provisionedSpillover'", ofFunction({ provisionedSpillover: NONSENSE })]],
  RestApiAlarmsOptions: [["'options'", withGateway(({ stage }, stack) => RestApiAlarms.fromStage(stack, 'More', stage, NONSENSE))]],
  HttpApiAlarmsOptions: [["'options'", () => testHttpGateway({ alarms: AlarmSet.standard(NONSENSE) })]],
  WebSocketApiAlarmsOptions: [["'options'", ofWebSocketSet(NONSENSE)]],
  MuteWindowOptions: [["'muteWindows'", ofSet({ muteWindows: [NONSENSE] })], ['a mute window', withGateway(({ alarms }) => alarms.addMuteWindow(NONSENSE as never))]],
  QuotaUsageAlarmOptions: [["'options'", withGateway(({ alarms }) => alarms.addQuotaUsage('Key', NONSENSE as never))]],
  GatewayOverheadAlarmOptions: [["'gatewayOverhead'", ofSet({ gatewayOverhead: NONSENSE })], ["'gatewayOverhead'", withGateway(({ alarms }) => alarms.addGatewayOverhead(NONSENSE))]],
  TrafficAlarmOptions: [["'trafficSurge'", ofSet({ trafficSurge: NONSENSE })], ["'trafficSurge'", withGateway(({ alarms }) => alarms.addTrafficSurge(NONSENSE))]],
  CanaryServerErrorRateAlarmOptions: [["'canaryServerErrorRate'", withGateway(({ alarms }) => alarms.addCanaryServerErrorRate(NONSENSE))]],
  CanaryLatencyAlarmOptions: [["'canaryLatency'", withGateway(({ alarms }) => alarms.addCanaryLatency(NONSENSE))]],
  CacheHitRateAlarmOptions: [["'cacheHitRate'", withGateway(({ alarms }) => alarms.addCacheHitRate(NONSENSE))]],
  LatencyObjective: [["'latency'", ofSlo({ latency: NONSENSE })]],
  ServiceLevelObjectivesOptions: [["'slo'", ofSlo({ ...NONSENSE, availability: 99.9 })], ["'options'", withGateway(({ alarms }) => alarms.addSlo('Orders', { ...NONSENSE, availability: 99.9 }))]],
  ServiceLevelOptions: [["'options'", withGateway(({ stage }, stack) => RestApiAlarms.fromStage(stack, 'More', stage, NONSENSE))]],
  StageAlarmsOptions: [["'options'", withGateway(({ stage }, stack) => RestApiAlarms.fromStage(stack, 'More', stage, NONSENSE))]],
  StageMetricOptions: [["'options'", withGateway(({ alarms }) => alarms.metric('Count', NONSENSE))]],
  ServerErrorRateAlarmOptions: [["'serverErrorRate'", ofSet({ serverErrorRate: NONSENSE })], ["'furtherServerErrorRates'", ofSet({ furtherServerErrorRates: [{}, NONSENSE] })], ["'serverErrorRate'", withGateway(({ alarms }) => alarms.addServerErrorRate(NONSENSE))]],
  LatencyAlarmOptions: [
    ["'latency'", ofSet({ latency: NONSENSE })],
    ["'furtherLatencies'", ofSet({ furtherLatencies: [{}, NONSENSE] })],
    ["'integrationLatency'", ofSet({ integrationLatency: NONSENSE })],
  ],
  ClientErrorRateAlarmOptions: [["'clientErrorRate'", ofSet({ clientErrorRate: NONSENSE })]],
  StandardAlarmsOptions: [["'options'", ofSet(NONSENSE)]],
  RouteAlarmsOptions: [
    ["'routeAlarms'", ofSet({ routeAlarms: [{ ...NONSENSE, latency: {} }] })],
    ["'latency'", ofSet({ routeAlarms: [{ latency: NONSENSE }] })],
    ["'routeAlarms'", withGateway(({ alarms }) => alarms.addRouteAlarms({ ...NONSENSE, latency: {} }))],
  ],
  WebSocketErrorRateAlarmOptions: [["'integrationErrorRate'", ofWebSocketSet({ integrationErrorRate: NONSENSE })], ["'executionErrorRate'", ofWebSocketSet({ executionErrorRate: NONSENSE })]],
  WebSocketVolumeAlarmOptions: [["'connects'", ofWebSocketSet({ connects: NONSENSE })], ["'messages'", ofWebSocketSet({ messages: NONSENSE })]],
  WebSocketAlarmsOptions: [["'options'", ofWebSocketSet(NONSENSE)]],
};

test.each(Object.entries(TAKEN).flatMap(([struct, cases]) => cases.map(([what, define], index) => [struct, what, index, define] as const)))('fails on a member that %s does not have: %s (%i)', (_struct, what, _index, define) => {
  expect(define).toThrow(`${what} has no option 'nonsense': write one of '`);
});

test('every struct of the folder is among them', () => {
  const folder = path.join(__dirname, '..', '..', 'lib', 'alarms');
  const exported = [...readFileSync(path.join(folder, 'index.ts'), 'utf8').matchAll(/'\.\/(.+)'/g)].map(([, name]) => `${name}.ts`);
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(exported));
  const structs = exported.flatMap((name) => [...readFileSync(path.join(folder, name), 'utf8').matchAll(/^export interface (\w+)/gm)].map(([, struct]) => struct));
  expect(Object.keys(TAKEN).sort()).toEqual(structs.sort());
});

test('the sentence says all that there is', () => {
  expect(ofSet({ latency: { treshold: 1 } })).toThrow(/^'latency' has no option 'treshold': write one of 'alarmId', 'severity', 'runbookUrl', 'period', 'datapointsToAlarm', 'route', 'threshold', 'evaluationPeriods', 'minimumRequests', 'percentile'\n {4}at \[Shop\/OrdersApi\]/);
});

describe('a set of alarms of another type of API fails:', () => {
  test.each<[string, () => unknown, string]>([
    ['of WebSocket APIs, of a RestGateway', () => testGateway({ alarms: WebSocketAlarmSet.standard() as never }), "'alarms' must be AlarmSet.standard() or AlarmSet.none(), got an instance of "],
    ['of WebSocket APIs, of a HttpGateway', () => testHttpGateway({ alarms: WebSocketAlarmSet.none() as never }), "'alarms' must be AlarmSet.standard() or AlarmSet.none(), got"],
    ['of requests, of a WebSocketGateway', () => testWebSocketGateway({ alarms: AlarmSet.standard({ clientErrorRate: {} }) as never }), "'alarms' must be WebSocketAlarmSet.standard() or WebSocketAlarmSet.none(), got"],
    ['of a further stage', () => testGateway().gateway.addStage('beta', { alarms: WebSocketAlarmSet.standard() as never }), "'alarms' must be AlarmSet.standard()"],
    ['of a further stage of a WebSocket API', () => new WebSocketGateway(testStack(), 'Api').addStage('beta', { alarms: AlarmSet.none() as never }), "'alarms' must be WebSocketAlarmSet.standard()"],
  ])('%s', (_name, define, message) => {
    expect(define).toThrow(message);
  });
});
