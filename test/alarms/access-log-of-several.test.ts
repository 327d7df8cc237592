import { AccessLogFormat, ApiKey, CfnStage, LogGroupLogDestination, MockIntegration, Period, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnLogGroup, LogGroup, LogGroupClass } from 'aws-cdk-lib/aws-logs';
import { App, Stack, Stage as AppStage } from 'aws-cdk-lib/core';
import {
  AccessLogs, AccountLogging, AlarmSet, HttpApiAlarms, mixins, RestAccessLogField, RestAccessLogFormat, RestApiAlarms, RestGateway, WebSocketAlarmSet,
} from '../../lib';
import { templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';
import { matches } from './support/filter-pattern';

const FILTER = 'AWS::Logs::MetricFilter';
const ALARM = 'AWS::CloudWatch::Alarm';
const throttledRate = {};
const alarms = AlarmSet.standard({ throttledRate });

const filtersOf = (stack: Stack): any[] => Object.values(templateOf(stack).findResources(FILTER)).map(({ Properties }) => Properties);
const namesOf = (stack: Stack) => filtersOf(stack).map(({ MetricTransformations: [{ MetricName }] }) => MetricName);

/** A pattern with the ids of APIs as text: "api:OrdersApi". */
const textOf = (pattern: any): string => (typeof pattern === 'string' ? pattern : pattern['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : `api:${part.Ref.slice(0, 9)}`)).join(''));

describe('two groups of alarms on one stage', () => {
  test('count the lines of its access log once', () => {
    const { stack, gateway } = testGateway({ alarms });
    RestApiAlarms.fromStage(stack, 'More', gateway.stage, { throttledRate });
    templateOf(stack).resourceCountIs(FILTER, 1);
    const counted = Object.values(templateOf(stack).findResources(ALARM)).flatMap(({ Properties: { Metrics = [] } }) => Metrics).filter((metric: any) => metric.MetricStat?.Metric.Namespace === 'Gatehouse/AccessLogs');
    expect(counted.map((metric: any) => metric.MetricStat.Metric.MetricName)).toEqual(['OrdersApi prod ThrottledRate', 'OrdersApi prod ThrottledRate']);
  });

  test('count the requests of API keys once, also from another stack and from what somebody says', () => {
    const { stack, gateway } = testGateway();
    const quota = { apiKey: ApiKey.fromApiKeyId(stack, 'Key', 'k1'), quota: { limit: 10, period: Period.DAY } };
    const other = new Stack(stack.node.scope!, 'Operations');
    const logGroup = LogGroup.fromLogGroupName(stack, 'Log', '/orders');
    const accessLog = { logGroup, format: RestAccessLogFormat.json() };
    gateway.alarms.addQuotaUsage('Own', quota);
    RestApiAlarms.fromStage(other, 'Other', gateway.stage).addQuotaUsage('Other', quota);
    for (const id of ['Said', 'SaidAgain']) RestApiAlarms.fromStage(other, id, gateway.stage, { accessLog, throttledRate });
    expect([namesOf(stack), namesOf(other)]).toEqual([['OrdersApi prod RequestsByApiKey'], ['OrdersApi prod ThrottledRate']]);
  });

  test('each count theirs in two stages of an app, which are deployed apart', () => {
    const app = new App();
    const stacks = ['Beta', 'Prod'].map((id) => new Stack(new AppStage(app, id), 'Stack'));
    for (const stack of stacks) {
      const restApi = RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'abc', rootResourceId: 'def', restApiName: 'orders' });
      const stage = Stage.fromStageAttributes(stack, 'Stage', { stageName: 'beta', restApi });
      RestApiAlarms.fromStage(stack, 'Alarms', stage, { accessLog: { logGroup: LogGroup.fromLogGroupName(stack, 'Log', '/orders'), format: RestAccessLogFormat.json() }, throttledRate });
    }
    expect(stacks.map((stack) => filtersOf(stack).length)).toEqual([1, 1]);
  });
});

describe('stages that share a log group', () => {
  const shared = (stack: Stack, format?: AccessLogFormat) => AccessLogs.cloudWatch({ logGroup: new LogGroup(stack, 'Shared'), format });
  const line = (stage: string, apiId: string, more: object = {}) => JSON.stringify({ status: '429', stage, apiId, ...more });

  test('count their own lines only', () => {
    const stack = testStack();
    const accessLogs = shared(stack);
    const { gateway } = testGateway({ accessLogs, alarms }, stack);
    gateway.addStage('beta');
    const other = new RestGateway(stack, 'Other', { accessLogs, alarms });
    other.addRoutes({ path: '/', integration: new MockIntegration() });
    const patterns = filtersOf(stack).map(({ FilterPattern }) => textOf(FilterPattern)).sort();
    expect(patterns).toHaveLength(3);
    const lines = [line('beta', 'api:OrdersApi'), line('prod', 'api:OrdersApi'), line('prod', 'api:OtherCD'), line('beta', 'api:OtherCD')];
    for (const pattern of patterns) expect(lines.filter((text) => matches(pattern, text.replace('OtherCD', /Other\w+/.exec(pattern)?.[0] ?? 'none')))).toHaveLength(1);
    expect(patterns[0]).toBe('{ ($.status = "429") && ($.stage = "beta") && ($.apiId = "api:OrdersApi") }');
  });

  test('also of several values, of API keys, of a HTTP API and in columns', () => {
    const stack = testStack();
    const { gateway } = testGateway({ accessLogs: shared(stack) }, stack);
    gateway.alarms.addAuthorizerErrorRate();
    gateway.alarms.addQuotaUsage('Partner', { apiKey: ApiKey.fromApiKeyId(stack, 'Key', 'k1'), quota: { limit: 10, period: Period.DAY } });
    expect(filtersOf(stack).map(({ FilterPattern }) => textOf(FilterPattern))).toEqual([
      '{ ($.errorResponseType = "AUTHORIZER_FAILURE" || $.errorResponseType = "AUTHORIZER_CONFIGURATION_ERROR") && ($.stage = "prod") && ($.apiId = "api:OrdersApi") }',
      '{ ($.apiKeyId != "-") && ($.stage = "prod") && ($.apiId = "api:OrdersApi") }',
    ]);
    const http = testStack();
    testHttpGateway({ accessLogs: shared(http), alarms }, http);
    expect(textOf(filtersOf(http)[0].FilterPattern)).toBe('{ ($.status = "429") && ($.stage = "$default") && ($.apiId = "api:OrdersApi") }');
    const columns = testStack();
    testGateway({ accessLogs: shared(columns, AccessLogFormat.custom('$context.requestId $context.apiId $context.stage $context.status')), alarms }, columns);
    expect(textOf(filtersOf(columns)[0].FilterPattern)).toBe('[f0, f1 = "api:OrdersApi", f2 = "prod", f3 = 429]');
  });

  test('fail if their lines do not say whose they are, and pass if nobody else writes there', () => {
    const format = RestAccessLogFormat.json(RestAccessLogField.REQUEST_ID, RestAccessLogField.STATUS);
    const stack = testStack();
    const { gateway } = testGateway({ accessLogs: shared(stack, format), alarms }, stack);
    expect(filtersOf(stack)[0].FilterPattern).toBe('{ ($.status = "429") }');
    const two = testStack();
    const { gateway: withBeta } = testGateway({ accessLogs: shared(two, format), alarms }, two);
    withBeta.addStage('beta', { alarms: AlarmSet.none() });
    expect(() => templateOf(two)).toThrow(/the alarm "ThrottledRate" would count the lines of another stage, \[Shop\/OrdersApi\/.*beta.*\], which writes to the same log group: add \$context.stage and \$context.apiId to the format, or give each stage a log group of its own/);
    expect(gateway.alarms.allAlarms).toHaveLength(3);
  });

  test.each([
    ['the stage tells stages of one API apart', RestAccessLogField.STAGE, true],
    ['the API does not', RestAccessLogField.API_ID, false],
  ])('%s', (_title, field, passes) => {
    const stack = testStack();
    const format = RestAccessLogFormat.json(RestAccessLogField.REQUEST_ID, RestAccessLogField.STATUS, field);
    const { gateway } = testGateway({ accessLogs: shared(stack, format), alarms }, stack);
    gateway.addStage('beta');
    const synth = expect(() => templateOf(stack));
    if (passes) synth.not.toThrow();
    else synth.toThrow('would count the lines of another stage');
  });
});

describe('an access log that is changed after an alarm that reads it', () => {
  const legacy = (format = AccessLogFormat.clf()) => {
    const stack = testStack();
    const deployOptions = { accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'Old')), accessLogFormat: format };
    const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, deployOptions });
    api.root.addMethod('GET', new MockIntegration());
    RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage, { throttledRate });
    return { stack, stage: api.deploymentStage, l1: api.deploymentStage.node.defaultChild as CfnStage };
  };
  const message = 'the access log was changed after the alarm "ThrottledRate" that reads it was defined: change it before, so that the alarm reads what is written';

  test('fails for another log group', () => {
    const { stack, stage } = legacy();
    stage.with(new mixins.StageAccessLogs({ accountLogging: AccountLogging.existing() }));
    expect(() => templateOf(stack)).toThrow(message);
  });

  test('fails for another format, and for none', () => {
    const { stack, l1 } = legacy();
    l1.accessLogSetting = { ...l1.accessLogSetting, format: '{"id":"$context.requestId"}' };
    expect(() => templateOf(stack)).toThrow(message);
    const none = legacy();
    none.l1.accessLogSetting = undefined;
    expect(() => templateOf(none.stack)).toThrow(message);
  });

  test('passes for the same', () => {
    const { stack, l1 } = legacy();
    l1.accessLogSetting = { ...l1.accessLogSetting };
    expect(() => templateOf(stack)).not.toThrow();
  });
});

describe('what no metric filter, and no query, can read', () => {
  test.each(['INFREQUENT_ACCESS', 'DELIVERY'])('fails on a log group of class %s', (logGroupClass) => {
    const stack = testStack();
    testGateway({ accessLogs: AccessLogs.cloudWatch({ logGroup: new LogGroup(stack, 'Cheap', { logGroupClass: logGroupClass as LogGroupClass }) }), alarms }, stack);
    expect(() => templateOf(stack)).toThrow(`the alarm "ThrottledRate" is read from the access log by a metric filter, which a log group of class ${logGroupClass} does not have: take LogGroupClass.STANDARD, or leave the alarm out`);
  });

  test('passes without an alarm that reads it, and with the standard class', () => {
    const stack = testStack();
    testGateway({ accessLogs: AccessLogs.cloudWatch({ logGroup: new LogGroup(stack, 'Cheap', { logGroupClass: LogGroupClass.INFREQUENT_ACCESS }) }) }, stack);
    expect(() => templateOf(stack)).not.toThrow();
    const standard = testStack();
    testGateway({ accessLogs: AccessLogs.cloudWatch({ logGroup: new LogGroup(standard, 'Log', { logGroupClass: LogGroupClass.STANDARD }) }), alarms }, standard);
    expect(() => templateOf(standard)).not.toThrow();
  });

  test('fails on saved queries of a log group that only delivers', () => {
    const stack = testStack();
    const logGroup = new LogGroup(stack, 'Cheap');
    (logGroup.node.defaultChild as CfnLogGroup).logGroupClass = 'DELIVERY';
    const { gateway } = testGateway({ accessLogs: AccessLogs.cloudWatch({ logGroup }) }, stack);
    expect(() => gateway.addSavedQueries()).toThrow("'stage' writes its access log to a log group of class DELIVERY, where CloudWatch Logs Insights does not read");
  });
});

test('fails on an access log of another account or Region', () => {
  const stack = testStack('Shop', { env: { account: '111111111111', region: 'eu-west-1' } });
  const { gateway } = testGateway(undefined, stack);
  const groupOf = (account: string, region: string) =>
    LogGroup.fromLogGroupArn(stack, `${account}${region}`, `arn:aws:logs:${region}:${account}:log-group:/orders`);
  const define = (id: string, account: string, region: string) => {
    const accessLog = { logGroup: groupOf(account, region), format: RestAccessLogFormat.json() };
    return RestApiAlarms.fromStage(stack, id, gateway.stage, { throttledRate, accessLog });
  };
  expect(() => define('A', '222222222222', 'eu-west-1')).toThrow("'accessLog.logGroup' must be of the account of its alarms, 111111111111, got 222222222222: an alarm reads what is in its own account; define it in a stack of that one");
  expect(() => define('R', '111111111111', 'us-east-1')).toThrow("'accessLog.logGroup' must be of the Region of its alarms, eu-west-1, got us-east-1");
  expect(() => define('S', '111111111111', 'eu-west-1')).not.toThrow();
  const away = AccessLogs.cloudWatch({ logGroup: LogGroup.fromLogGroupArn(stack, 'Away', 'arn:aws:logs:eu-west-1:222222222222:log-group:/orders') });
  expect(() => gateway.addStage('beta', { accessLogs: away, alarms })).toThrow("'stage.accessLog' must be of the account of its alarms, 111111111111, got 222222222222");
});

test('APIs whose names differ only in what the name of a metric may not hold have metrics of their own', () => {
  const names = ['a:b', 'a*b', 'a.b'].flatMap((restApiName) => namesOf(testGateway({ restApiProps: { restApiName }, alarms }).stack));
  expect(names).toEqual([expect.stringMatching(/^a\.b prod ThrottledRate [0-9a-f]{8}$/), expect.stringMatching(/^a\.b prod ThrottledRate [0-9a-f]{8}$/), 'a.b prod ThrottledRate']);
  expect(new Set(names).size).toBe(3);
});

test('fails on a route of an alarm that counts all requests to the stage', () => {
  const options = { route: 'GET /orders' };
  const message = "'throttledRate' must not have a 'route', got \"GET /orders\": it is the share of all requests to the stage; leave 'route' out";
  expect(() => testGateway({ detailedMetrics: true }).gateway.alarms.addThrottledRate(options as never)).toThrow(message);
  expect(() => testGateway({ detailedMetrics: true, alarms: AlarmSet.standard({ throttledRate: options as never }) })).toThrow(message);
  expect(() => testWebSocketGateway({ alarms: WebSocketAlarmSet.standard({ authorizerErrorRate: options as never }) })).toThrow("'authorizerErrorRate' must not have a 'route'");
  expect(() => HttpApiAlarms.fromStage(testStack(), 'Alarms', testHttpGateway().gateway.stage, { throttledRate: options as never })).toThrow(message);
});
