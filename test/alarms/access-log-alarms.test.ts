import { Match } from 'aws-cdk-lib/assertions';
import { AccessLogFormat, ApiKey, CfnStage, LogGroupLogDestination, MockIntegration, Period, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import {
  AccessLogs, AccountLogging, AlarmSet, HttpAccessLogFormat, mixins, RestAccessLogField, RestAccessLogFormat, RestApiAlarms, RestApiAlarmsOptions,
  WebSocketAccessLogFormat, WebSocketAlarmSet,
} from '../../lib';
import { templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';
import { lineOf } from './support/access-log';
import { matches, selected } from './support/filter-pattern';

const ALARM = 'AWS::CloudWatch::Alarm';
const FILTER = 'AWS::Logs::MetricFilter';

/** A line with what tells requests apart, and what makes a line look like another. */
const request = (status: string, more: Record<string, string> = {}) => ({
  'requestId': 'f2b1',
  'requestTime': '21/Nov/2026:15:55:18 +0000',
  'requestTimeEpoch': '1795276518429',
  'status': status,
  'responseLength': '429',
  'responseLatency': '504',
  'identity.sourceIp': '10.42.9.1',
  'httpMethod': 'GET',
  'resourcePath': '/orders/{id}',
  'routeKey': 'GET /429',
  'protocol': 'HTTP/1.1',
  ...more,
});

const formatOf = (stack: Stack) => {
  const stages = { ...templateOf(stack).findResources('AWS::ApiGateway::Stage'), ...templateOf(stack).findResources('AWS::ApiGatewayV2::Stage') };
  const { AccessLogSetting, AccessLogSettings } = Object.values(stages)[0].Properties;
  return (AccessLogSetting ?? AccessLogSettings).Format as string;
};
const filterOf = (stack: Stack) => Object.values(templateOf(stack).findResources(FILTER))[0].Properties;

const throttledRate = {};
const GATEWAYS: Record<string, (accessLogs?: AccessLogs) => Stack> = {
  REST: (accessLogs) => testGateway({ accessLogs, alarms: AlarmSet.standard({ throttledRate }) }).stack,
  HTTP: (accessLogs) => testHttpGateway({ accessLogs, alarms: AlarmSet.standard({ throttledRate }) }).stack,
  WebSocket: (accessLogs) => testWebSocketGateway({ accessLogs, alarms: WebSocketAlarmSet.standard({ throttledRate }) }).stack,
};

describe.each(Object.keys(GATEWAYS))('throttled requests of a gateway for %s', (type) => {
  test('are counted in the lines of its access log, and nothing else is', () => {
    const stack = GATEWAYS[type]();
    const { FilterPattern, MetricTransformations } = filterOf(stack);
    const line = (status: string, more?: object) => lineOf(formatOf(stack), request(status, { ...more }));
    expect(FilterPattern).toBe('{ ($.status = "429") }');
    expect(['429', '200', '404', '42', '4290', '-'].map((status) => matches(FilterPattern, line(status)))).toEqual([true, false, false, false, false, false]);
    expect(matches(FilterPattern, line('500', { 'integration.status': '429' }))).toBe(false);
    expect(MetricTransformations).toEqual([{ MetricNamespace: 'Gatehouse/AccessLogs', MetricName: expect.anything(), MetricValue: '1', DefaultValue: 0 }]);
  });

  test('are found by the alarm under the name that the filter gives them', () => {
    const stack = GATEWAYS[type]();
    const { MetricTransformations: [{ MetricName }] } = filterOf(stack);
    templateOf(stack).hasResourceProperties(ALARM, {
      Threshold: 1,
      Metrics: Match.arrayWith([{ Id: 'errors', MetricStat: { Metric: { Namespace: 'Gatehouse/AccessLogs', MetricName }, Period: 300, Stat: 'Sum' }, ReturnData: false }]),
    });
  });

  test('are read from the log group of the stage, given or defined', () => {
    const stack = GATEWAYS[type]();
    const [[group]] = Object.entries(templateOf(stack).findResources('AWS::Logs::LogGroup')).filter(([id]) => id.includes('AccessLogs'));
    expect(filterOf(stack).LogGroupName).toEqual({ Ref: group });
    const imported = GATEWAYS[type](AccessLogs.cloudWatch({ logGroup: LogGroup.fromLogGroupName(testStack(), 'Mine', '/my/logs') }));
    expect(filterOf(imported).LogGroupName).toBe('/my/logs');
  });
});

test('metrics are named as API Gateway names its own, without what the name of a metric may not hold', () => {
  expect(filterOf(GATEWAYS.REST()).MetricTransformations[0].MetricName).toBe('OrdersApi prod ThrottledRate');
  expect(filterOf(GATEWAYS.HTTP()).MetricTransformations[0].MetricName).toEqual({ 'Fn::Join': ['', [{ Ref: expect.stringContaining('OrdersApi') }, ' .default ThrottledRate']] });
  const long = testGateway({ restApiProps: { restApiName: 'a:'.repeat(125) }, alarms: AlarmSet.standard({ throttledRate }) }).stack;
  expect(filterOf(long).MetricTransformations[0].MetricName).toMatch(/^(a\.){123} [0-9a-f]{8}$/);
  expect(filterOf(long).MetricTransformations[0].MetricName.length).toBeLessThanOrEqual(255);
});

describe('formats', () => {
  const STATUS = RestAccessLogField.STATUS;
  test.each<[string, AccessLogFormat, string]>([
    ['JSON', RestAccessLogFormat.json(RestAccessLogField.PATH, STATUS.withKey('code')), '{ ($.code = "429") }'],
    ['JSON of the CDK', AccessLogFormat.jsonWithStandardFields(), '{ ($.status = "429") }'],
    ['JSON with a number', AccessLogFormat.custom('{"id":"$context.requestId","status":$context.status,"n":{"m":$context.responseLength}}'), '{ ($.status = 429) }'],
    ['JSON with a structure', AccessLogFormat.custom('{"id":"$context.requestId","http":{"status":"$context.status"}}'), '{ ($.http.status = "429") }'],
    ['the common log format', RestAccessLogFormat.clf(), '[f0, f1, f2, f3, f4, f5 = 429, f6, f7]'],
    ['the common log format of the CDK', AccessLogFormat.clf(), '[f0, f1, f2, f3, f4, f5 = 429, f6, f7]'],
  ])('%s', (_, format, pattern) => {
    const stack = GATEWAYS.REST(AccessLogs.cloudWatch({ format }));
    const { FilterPattern } = filterOf(stack);
    expect(FilterPattern).toBe(pattern);
    expect(['429', '200', '504'].map((status) => matches(FilterPattern, lineOf(format.toString(), request(status, { path: '/"429"'.replaceAll('"', '\\"') }))))).toEqual([true, false, false]);
  });

  test.each([HttpAccessLogFormat.clf(), HttpAccessLogFormat.json()])('of HTTP APIs', (format) => {
    const { FilterPattern } = filterOf(GATEWAYS.HTTP(AccessLogs.cloudWatch({ format })));
    expect(['429', '200'].map((status) => matches(FilterPattern, lineOf(format.toString(), request(status))))).toEqual([true, false]);
  });

  test.each<[string, AccessLogFormat]>([
    ['CSV', RestAccessLogFormat.csv()],
    ['XML', RestAccessLogFormat.xml()],
    ['without the status', RestAccessLogFormat.json(RestAccessLogField.PATH)],
    ['with the status in other text', AccessLogFormat.custom('{"id":"$context.requestId","message":"status $context.status"}')],
  ])('fails on one that is %s', (_, format) => {
    expect(() => GATEWAYS.REST(AccessLogs.cloudWatch({ format }))).toThrow(/^the access log must say \$context.status in a value of its own, in JSON or between spaces, for an alarm to find it, got ".*": add its field to the format/);
  });
});

test.each([
  [RestAccessLogFormat.json(RestAccessLogField.REQUEST_ID, RestAccessLogField.STATUS.withKey('http.status')), 'http.status', 'http_status'],
  [AccessLogFormat.custom('{"id":"$context.requestId","http":{"the status":"$context.status"}}'), 'the status', 'the_status'],
])('fails on a format with a key that no selector can name, and says which', (format, key, instead) => {
  expect(() => GATEWAYS.REST(AccessLogs.cloudWatch({ format }))).toThrow(
    `the access log says $context.status under "${key}", which no metric filter can name: give it a key of letters, digits, hyphens and underscores, such as "${instead}"`);
});

describe('what only REST APIs have', () => {
  const withAlarm = (define: (alarms: RestApiAlarms) => unknown) => {
    const { stack, gateway } = testGateway();
    define(gateway.alarms);
    const filter = filterOf(stack);
    const counts = (status: string, responseType: string) => matches(filter.FilterPattern, lineOf(formatOf(stack), request(status, { 'error.responseType': responseType })));
    return { stack, counts };
  };

  test('timeouts of integrations, and not other errors of theirs', () => {
    const { stack, counts } = withAlarm((alarms) => alarms.addIntegrationTimeoutRate());
    expect([counts('504', 'INTEGRATION_TIMEOUT'), counts('504', 'INTEGRATION_FAILURE'), counts('504', '-'), counts('200', '-')]).toEqual([true, false, false, false]);
    templateOf(stack).hasResourceProperties(ALARM, { AlarmDescription: Match.stringLikeRegexp('^More than 1 % of the requests to OrdersApi \\(stage prod\\) ended in 504') });
  });

  test('authorizers that fail, and not those that refuse', () => {
    const { counts } = withAlarm((alarms) => alarms.addAuthorizerErrorRate());
    const types = ['AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR', 'UNAUTHORIZED', 'ACCESS_DENIED', '-'];
    expect(types.map((type) => counts('500', type))).toEqual([true, true, false, false, false]);
  });

  test('the quota of an API key, of a day or a week', () => {
    const { stack, gateway } = testGateway();
    const apiKey = gateway.api.addApiKey('Partner');
    for (const [id, period] of [['Day', Period.DAY], ['Week', Period.WEEK]] as const) gateway.alarms.addQuotaUsage(id, { apiKey, quota: { limit: 10_000, period } });
    const template = templateOf(stack);
    template.resourceCountIs(FILTER, 1);
    const { FilterPattern, MetricTransformations: [{ Dimensions: [{ Key, Value }], DefaultValue, MetricName }] } = filterOf(stack);
    const line = (id: string) => lineOf(formatOf(stack), request('200', { 'identity.apiKeyId': id }));
    expect([matches(FilterPattern, line('k1')), matches(FilterPattern, line('-'))]).toEqual([true, false]);
    expect([Key, selected(Value, line('k1')), DefaultValue]).toEqual(['ApiKeyId', 'k1', undefined]); // a default and dimensions exclude each other
    const Dimensions = [{ Name: 'ApiKeyId', Value: stack.resolve(apiKey.keyId) }];
    for (const seconds of [86_400, 604_800]) {
      const evaluated = { Period: seconds, Statistic: 'Sum', Threshold: 8000, EvaluationPeriods: 1 };
      template.hasResourceProperties(ALARM, { Namespace: 'Gatehouse/AccessLogs', MetricName, Dimensions, ...evaluated });
    }
  });

  test.each<[object, string]>([
    [{ quota: { limit: 10, period: Period.MONTH } }, "'quota.period' must be Period.DAY or Period.WEEK for an alarm on its use, got \"MONTH\": CloudWatch alarms look back a week at most"],
    [{ quota: { period: Period.DAY } }, "'quota.limit' must be a number that is known at synthesis, got undefined: write 10000, for example"],
    [{ quota: { limit: 0, period: Period.DAY } }, "'quota.limit' must be a whole number of at least 1, got 0"],
    [{ threshold: 100, quota: { limit: 10, period: Period.DAY } }, "'threshold' must be above 0 and below 100 percent, got 100"],
    [{ apiKey: 'abc' }, "'apiKey' must be an API key, got \"abc\": pass what addApiKey returns"],
  ])('fails on the quota %j', (options, message) => {
    const { gateway } = testGateway();
    const apiKey = gateway.api.addApiKey('Partner');
    expect(() => gateway.alarms.addQuotaUsage('Partner', { apiKey, ...options } as never)).toThrow(message);
  });

  test('fails on a quota that is to be counted in columns', () => {
    const { gateway } = testGateway({ accessLogs: AccessLogs.cloudWatch({ format: AccessLogFormat.custom('$context.requestId $context.identity.apiKeyId') }) });
    const options = { apiKey: gateway.api.addApiKey('Partner'), quota: { limit: 10, period: Period.DAY } };
    expect(() => gateway.alarms.addQuotaUsage('Partner', options)).toThrow('the access log must be JSON for a metric that is told apart by $context.identity.apiKeyId, got "$context.requestId');
  });
});

test('the quota of an API key of a WebSocket API', () => {
  const { stack, gateway } = testWebSocketGateway();
  gateway.alarms.addQuotaUsage('Partner', { apiKey: ApiKey.fromApiKeyId(stack, 'Partner', 'k1'), quota: { limit: 1000, period: Period.WEEK }, threshold: 50 });
  templateOf(stack).hasResourceProperties(ALARM, { Dimensions: [{ Name: 'ApiKeyId', Value: 'k1' }], Threshold: 500, Period: 604_800 });
});

test('authorizers of a WebSocket API that fail, and not those that refuse', () => {
  const { stack } = testWebSocketGateway({ alarms: WebSocketAlarmSet.standard({ authorizerErrorRate: {} }) });
  const { FilterPattern } = filterOf(stack);
  const format = WebSocketAccessLogFormat.json().toString();
  const counted = ['500', '502', '200', '403', '-', '1500'].filter((status) => matches(FilterPattern, lineOf(format, request('500', { 'authorizer.status': status }))));
  expect(counted).toEqual(['500', '502']);
});

describe('the access log of a stage that no gateway defined', () => {
  const alarmsOf = (accessLogDestination?: LogGroupLogDestination, options?: RestApiAlarmsOptions, stack = testStack()) => {
    const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, deployOptions: { accessLogDestination, accessLogFormat: accessLogDestination && AccessLogFormat.jsonWithStandardFields() } });
    api.root.addMethod('GET', new MockIntegration());
    return { stack, api, define: () => RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage, { throttledRate, ...options }) };
  };

  test('is that of the L2', () => {
    const stack = testStack();
    const logGroup = new LogGroup(stack, 'Mine');
    alarmsOf(new LogGroupLogDestination(logGroup), {}, stack).define();
    expect(filterOf(stack).LogGroupName).toEqual(stack.resolve(logGroup.logGroupName));
  });

  test('is that of a mixin that was applied before', () => {
    const { stack, api, define } = alarmsOf();
    api.deploymentStage.with(new mixins.StageAccessLogs({ accountLogging: AccountLogging.existing() }));
    define();
    expect(filterOf(stack).LogGroupName).toEqual({ Ref: expect.stringContaining('AccessLogs') });
  });

  test('fails if there is none yet', () => {
    expect(alarmsOf().define).toThrow('the alarm "ThrottledRate" is read from the access log, which the stage does not have, or which is not known: apply StageAccessLogs before it, or set \'accessLog\'');
  });

  test('fails if it goes to Firehose', () => {
    const stack = testStack();
    const stream = new CfnDeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-orders' });
    const message = 'the alarm "ThrottledRate" is read from the access log by a metric filter, which Firehose does not have: write AccessLogs.cloudWatch(), or leave the alarm out';
    expect(() => testGateway({ accessLogs: AccessLogs.firehose(stream), alarms: AlarmSet.standard({ throttledRate }) }, stack)).toThrow(message);
    const { api, define } = alarmsOf();
    Object.assign(api.deploymentStage.node.defaultChild as CfnStage, { accessLogSetting: { destinationArn: 'arn:aws:firehose:eu-west-1:1:deliverystream/amazon-apigateway-x', format: '{}' } });
    expect(define).toThrow(message);
  });

  test('fails if its group or its format is not known', () => {
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'P').valueAsString;
    const set = (accessLogSetting: object) => {
      const { api, define } = alarmsOf();
      Object.assign(api.deploymentStage.node.defaultChild as CfnStage, { accessLogSetting });
      return define;
    };
    expect(set({ destinationArn: parameter, format: '{}' })).toThrow('whose log group is not known from');
    expect(set({ destinationArn: 'arn:aws:logs:eu-west-1:1:log-group:x', format: parameter })).toThrow('the format of the access log must be known at synthesis for an alarm that reads it, got a token');
  });

  test('can be of another stack', () => {
    const { stack, gateway } = testGateway();
    const other = new Stack(stack.node.scope!, 'Operations');
    RestApiAlarms.fromStage(other, 'Alarms', gateway.stage, { throttledRate });
    expect(filterOf(other).LogGroupName).toEqual({ 'Fn::ImportValue': expect.stringMatching('AccessLogs') });
  });

  test('of an imported stage is what somebody says', () => {
    const stack = testStack();
    const restApi = RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'abc', rootResourceId: 'def', restApiName: 'orders' });
    const stage = Stage.fromStageAttributes(stack, 'Stage', { stageName: 'beta', restApi });
    const accessLog = { logGroup: LogGroup.fromLogGroupName(stack, 'Log', '/orders'), format: RestAccessLogFormat.json() };
    RestApiAlarms.fromStage(stack, 'Alarms', stage, { accessLog, throttledRate }).addAuthorizerErrorRate();
    templateOf(stack).resourcePropertiesCountIs(FILTER, { LogGroupName: '/orders' }, 2);
    expect(() => RestApiAlarms.fromStage(stack, 'Other', stage, { throttledRate })).toThrow("or set 'accessLog'");
  });
});
