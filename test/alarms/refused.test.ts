import { ApiKey, CfnStage, Period, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmSet, CacheClusterSize, FunctionAlarms, RestApiAlarms, RestGateway, ServiceLevelObjectivesOptions, StandardAlarmsOptions } from '../../lib';
import { annotationsOf, templateOf, testFunction, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const ofSet = (options: object) => testGateway({ alarms: AlarmSet.standard(options as StandardAlarmsOptions) });
const ofFunction = (options: unknown, timeout?: Duration, stack = testStack()) =>
  FunctionAlarms.fromFunction(stack, 'Alarms', new LambdaFunction(stack, 'Slow', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('x'), timeout }), options as object);

describe('a threshold that is always or never met fails:', () => {
  test.each<[string, () => unknown, string]>([
    ['latency of nothing', () => ofSet({ latency: { threshold: Duration.millis(0) } }), "'latency.threshold' must be above 0, got 0 ms: each request takes longer"],
    ['an overhead of nothing', () => ofSet({ gatewayOverhead: { threshold: Duration.seconds(0) } }), "'gatewayOverhead.threshold' must be above 0, got 0 ms"],
    ['a duration of nothing', () => ofFunction({ duration: { threshold: Duration.seconds(0) } }), "'duration.threshold' must be above 0, got 0 ms: each call takes longer"],
    ['a latency of an hour', () => ofSet({ latency: { threshold: Duration.hours(1) } }), "'latency.threshold' must be at most 930 seconds, after which API Gateway has answered each request, got 3600 seconds: write Duration.seconds(3), for example"],
    ['a latency of two minutes of a HTTP API', () => testHttpGateway({ alarms: AlarmSet.standard({ latency: { threshold: Duration.minutes(2) } }) }), "'latency.threshold' must be at most 60 seconds"],
    ['a latency of two minutes of a WebSocket API', () => testWebSocketGateway().gateway.alarms.addIntegrationLatency({ threshold: Duration.minutes(2) }), "'integrationLatency.threshold' must be at most 60 seconds"],
    ['a promise of ten minutes', () => testHttpGateway({ slo: { latency: { percentile: 99, under: Duration.minutes(10) } } }), "'slo.latency.under' must be at most 60 seconds, after which API Gateway has answered each request, got 600 seconds"],
    ['a promise of an hour', () => testGateway().gateway.alarms.addSlo('Slow', { latency: { percentile: 99, under: Duration.hours(1) } }), "'options.latency.under' must be at most 930 seconds"],
    ['a duration above the default timeout', () => ofFunction({ duration: { threshold: Duration.seconds(30) } }), "'duration.threshold' must be below the timeout of the function, 3 seconds, got 30000 ms: no call takes longer"],
    ['a duration of the timeout', () => ofFunction({ duration: { threshold: Duration.seconds(30) } }, Duration.seconds(30)), "'duration.threshold' must be below the timeout of the function, 30 seconds, got 30000 ms"],
  ])('%s', (_name, define, message) => {
    expect(define).toThrow(message);
  });

  test('but what may be met does not', () => {
    ofSet({ latency: { threshold: Duration.minutes(10) }, gatewayOverhead: { threshold: Duration.millis(1) } }); // a REST API may stream for 15 minutes
    testHttpGateway({ alarms: AlarmSet.standard({ latency: { threshold: Duration.seconds(35) } }) });
    ofFunction({ duration: { threshold: Duration.millis(29_999) } }, Duration.seconds(30));
    const stack = testStack();
    const known = ofFunction({}, undefined, stack);
    (stack.node.findChild('Slow').node.defaultChild as CfnFunction).timeout = new CfnParameter(stack, 'Timeout', { type: 'Number' }).valueAsNumber;
    expect(known.addDuration({ threshold: Duration.minutes(5) }).node.id).toBe('Duration');
  });

  test('a cache that no route uses gets a word of warning, and one that a route uses none', () => {
    const warnings = (use: (gateway: RestGateway, stack: Stack) => void) => {
      const { stack, gateway } = testGateway({ cache: { clusterSize: CacheClusterSize.GB_0_5 } });
      gateway.alarms.addCacheHitRate();
      use(gateway, stack);
      return annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('hit rate'));
    };
    const l1 = (gateway: RestGateway) => gateway.stage.node.defaultChild as CfnStage;
    expect(warnings(() => {})).toEqual([expect.stringContaining("the alarm on the hit rate of the cache is never raised, since no route uses the cache: set 'cache' of a route, or leave the alarm out")]);
    expect(warnings((gateway, stack) => gateway.addRoutes({ path: '/carts', methods: ['GET' as never], handler: testFunction(stack, 'Carts'), cache: {} }))).toEqual([]);
    expect(warnings((gateway) => { l1(gateway).methodSettings = [{ httpMethod: 'GET', resourcePath: '/~1orders', cachingEnabled: false }]; })).toEqual([]);
    expect(warnings((gateway) => { l1(gateway).methodSettings = undefined; })).toEqual([]);
  });
});

describe('fails in a sentence, not in that of JavaScript or the CDK:', () => {
  const legacy = (options: unknown) => { const { stack, gateway } = testGateway(); return RestApiAlarms.fromStage(stack, 'More', gateway.stage, options as object); };
  const alarms = () => testGateway().gateway.alarms;
  const token = () => new CfnParameter(testStack(), 'P', { type: 'Number' }).valueAsNumber;
  const key = (stack = testStack()) => ({ apiKey: ApiKey.fromApiKeyId(stack, 'Key', 'abc'), quota: { limit: 10, period: Period.DAY } });
  const deep = (scope: Construct, length: number): Construct => (scope.node.path.length < length ? deep(new Construct(scope, 'x'.repeat(100)), length) : scope);
  const withBudget = () => testGateway({ slo: { availability: 99.9 } }).gateway.alarms.slo!;

  test.each<[string, () => unknown, string]>([
    ['an alarmId that is a number', () => alarms().addLatency({ alarmId: 5 as never }), "'alarmId' must be text that is known at synthesis, got 5"],
    ['a topic that is an ARN', () => legacy({ alertTopic: 'arn:aws:sns:eu-west-1:111111111111:x' }), "'alertTopic' must be a topic of aws-cdk-lib/aws-sns, got \"arn:aws:sns"],
    ['a topic of low severity that is an ARN', () => legacy({ lowSeverityTopic: 'arn:x' }), "'lowSeverityTopic' must be a topic of aws-cdk-lib/aws-sns, got \"arn:x\""],
    ['addresses that are one', () => legacy({ alertEmails: 'a@b.de' }), '\'alertEmails\' must be a list, such as ["oncall@example.com"], got "a@b.de"'],
    ['an address that is a list', () => legacy({ alertEmails: [['a@b.de']] }), "'alertEmails' must be e-mail addresses, got [\"a@b.de\"]"],
    ['a log that is null', () => legacy({ accessLog: null }), "'accessLog' must be a log group and the format of its lines, { logGroup, format }, got null"],
    ['a URL that is a number', () => legacy({ runbookUrl: 5 }), "'runbookUrl' must be a URL, got 5"],
    ['options of a function that are null', () => ofFunction(null), 'options must be a structure, got null: leave them out for the defaults'],
    ['one mute window of a function', () => ofFunction({ muteWindows: {} }), "'muteWindows' must be a list, such as ["],
    ['options of a metric that are null', () => alarms().metric('Count', null as never), "'options' must be a structure, got null"],
    ['no name of an API', () => legacy({ apiName: '' }), "'apiName' must be the name of the API in API Gateway, got \"\": write \"orders\", for example"],
    ['a name of an API that is a number', () => legacy({ apiName: 5 }), "'apiName' must be the name of the API in API Gateway, got 5"],
    ['a threshold that is text', () => ofSet({ clientErrorRate: { threshold: '5' } }), "'clientErrorRate.threshold' must be above 0 and at most 100 percent, got \"5\""],
    ['a minimum that is text', () => ofSet({ latency: { minimumRequests: '5' } }), "'latency.minimumRequests' must be at least 1 and finite, got \"5\""],
    ['a threshold of a token', () => ofSet({ latency: { threshold: Duration.seconds(token()) } }), "'latency.threshold' must be known at synthesis, got a token: write Duration.minutes(5), for example"],
    ['a duration of a token', () => ofFunction({ duration: { threshold: Duration.millis(token()) } }), "'duration.threshold' must be known at synthesis, got a token"],
    ['a period of a token', () => ofSet({ latency: { period: Duration.minutes(token()) } }), "'latency.period' must be known at synthesis, got a token"],
    ['a path that is longer than a dimension', () => alarms().addLatency({ route: `GET /${'x'.repeat(255)}` }), "'route' must have a path of at most 255 characters to be watched, got 256: watch the stage"],
    ['a graph of a path that is longer than a dimension', () => testHttpGateway().gateway.addDashboard({ routes: [`GET /${'x'.repeat(255)}`] }), "'route' must have a path of at most 255 characters to be watched, got 256"],
    ['a route of the messages of a WebSocket API', () => testWebSocketGateway().gateway.alarms.addMessages({ route: 'send' } as never), "messages' has no option 'route': write one of 'alarmId', 'severity',"],
    ['a route of the errors of a WebSocket API', () => testWebSocketGateway().gateway.alarms.addClientErrorRate({ route: 'send' } as never), "'route' must be left out for a WebSocket API, got \"send\""],
    ['a route of a canary', () => alarms().addCanaryServerErrorRate({ route: 'GET /orders' } as never), "'canaryServerErrorRate' must not have a 'route', got \"GET /orders\": it is of all requests to the canary; leave 'route' out"],
    ['a route of the latency of a canary', () => alarms().addCanaryLatency({ route: 'GET /orders' } as never), "'canaryLatency' must not have a 'route', got \"GET /orders\""],
    ['what a canary alarm has not', () => alarms().addCanaryLatency({ percent: 99 } as never), "'canaryLatency' has no option 'percent': write one of"],
    ['a widget of 50 columns', () => withBudget().errorBudgetWidget({ width: 50 }), "'width' must be a whole number from 1 to 24, the columns of a dashboard, got 50"],
    ['a widget without height', () => withBudget().errorBudgetWidget({ height: 0 }), "'height' must be a whole number of at least 1, got 0"],
    ['a title that is a number', () => withBudget().errorBudgetWidget({ title: 5 as never }), "'title' must be text, got 5"],
    ['an API key without an id', () => alarms().addQuotaUsage('', key()), "'id' must be text, got \"\": write \"OrdersKey\", for example"],
    ['an API key of no id', () => alarms().addQuotaUsage(undefined as never, key()), "'id' must be text, got undefined"],
    ['missing data that is none', () => ofSet({ trafficDrop: { treatMissingData: 'foo' } }), "'trafficDrop.treatMissingData' must be one of TreatMissingData, got \"foo\": write TreatMissingData.NOT_BREACHING, for example"],
    ['a percentile of too many digits', () => ofSet({ latency: { percentile: 1e-7 } }), "'latency.percentile' must have at most 10 digits behind the point, got 1e-7: write 99.9, for example"],
    ['another percentile of too many digits', () => ofFunction({ duration: { percentile: 99.99999999999 } }), "'duration.percentile' must have at most 10 digits behind the point, got 99.99999999999"],
    ['a percentile that is text', () => ofSet({ latency: { percentile: '99' } }), "'latency.percentile' must be above 0 and below 100, got \"99\""],
  ])('%s', (_name, define, message) => {
    expect(define).toThrow(message);
    expect(define).toThrow(expect.objectContaining({ name: 'ValidationError' }));
  });

  test('the id of the alarms of a function that is taken, or none', () => {
    const { gateway, handler } = testGateway();
    gateway.alarms.addFunction('A', { handler });
    expect(() => gateway.alarms.addFunction('A', { handler })).toThrow('"A" is defined already: give these alarms another id');
    expect(() => gateway.alarms.addFunction('Latency', { handler })).toThrow('"Latency" is defined already: give these alarms another id');
    expect(() => gateway.alarms.addFunction('', { handler })).toThrow("'id' must be text that is known at synthesis, got \"\": write \"Orders\", for example");
  });

  test('what is right is taken', () => {
    ofSet({ trafficDrop: { treatMissingData: TreatMissingData.IGNORE }, latency: { percentile: 99.0123456789 } });
    expect(() => alarms().metric('Latency', { route: `GET /${'x'.repeat(254)}` })).not.toThrow();
    const promised: ServiceLevelObjectivesOptions = { latency: { percentile: 99, under: Duration.seconds(60) } };
    testHttpGateway({ slo: promised });
    const stack = testStack();
    const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
    api.root.addMethod('GET');
    RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage, { apiName: new CfnParameter(stack, 'Name').valueAsString });
  });

  test('a function deep in the tree is called by the end of its path, so that descriptions fit', () => {
    const stack = testStack();
    const handler = testFunction(deep(stack, 1200) as never, 'Orders');
    FunctionAlarms.fromFunction(stack, 'Alarms', handler, { duration: {}, concurrency: {}, runbookUrl: 'https://wiki.example.com/orders' });
    const descriptions = Object.values(templateOf(stack).findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmDescription);
    expect(descriptions).toHaveLength(4);
    for (const description of descriptions) expect(description).toMatch(/ the function \.\.\.x+\/x{100}\/Orders /);
  });
});
