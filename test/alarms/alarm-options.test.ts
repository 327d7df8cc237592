import { MockIntegration, Period, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnParameter, Duration, NestedStack, Stack } from 'aws-cdk-lib/core';
import {
  AlarmSet, AlarmSeverity, FunctionAlarms, HttpApiAlarms, RestApiAlarms, StandardAlarmsOptions, WebSocketAlarmSet,
} from '../../lib';
import { annotationsOf, templateOf, testFunction, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const ALARM = 'AWS::CloudWatch::Alarm';

/** The alarms of a stack by the end of their ids. */
const alarmsOf = (stack: Stack): Record<string, any> => Object.fromEntries(Object.entries(templateOf(stack).findResources(ALARM))
  .map(([id, { Properties }]) => [id.replace(/^.*Alarms/, '').replace(/[0-9A-F]{8}$/, ''), Properties]));

describe('some of several periods', () => {
  test('raise an alarm of each kind, and its description says so', () => {
    const options = { evaluationPeriods: 5, datapointsToAlarm: 3 };
    const { stack, gateway, handler } = testGateway({
      alarms: AlarmSet.standard({
        serverErrorRate: options, latency: options, gatewayOverhead: options, trafficDrop: options, trafficSurge: options, throttledRate: options,
      }),
    });
    gateway.alarms.addFunction('Orders', { handler, errors: options, throttles: options, duration: options, concurrency: options });
    const all = Object.values(alarmsOf(stack));
    expect(all.map(({ EvaluationPeriods, DatapointsToAlarm }) => `${DatapointsToAlarm} of ${EvaluationPeriods}`)).toEqual(Array(10).fill('3 of 5'));
    expect(all.filter(({ AlarmDescription }) => /\bfor\b.*periods/.test(AlarmDescription.replace(/see.*/, ''))).map(({ AlarmDescription }) => /3 of 5 periods/.test(AlarmDescription))).toEqual(Array(5).fill(true));
    const ws = testWebSocketGateway({ alarms: WebSocketAlarmSet.standard({ connects: options, integrationErrorRate: options }) }).stack;
    expect(Object.values(alarmsOf(ws)).filter(({ DatapointsToAlarm }) => DatapointsToAlarm === 3)).toHaveLength(2);
  });

  test('are all, if nobody says it', () => {
    for (const alarm of Object.values(alarmsOf(testGateway().stack))) expect(alarm.DatapointsToAlarm).toBeUndefined();
  });

  test.each<[StandardAlarmsOptions, string]>([
    [{ latency: { datapointsToAlarm: 4 } }, "'datapointsToAlarm' of the alarm 'Latency' must be at most its 'evaluationPeriods', 3, got 4"],
    [{ serverErrorRate: { datapointsToAlarm: 2 } }, "'datapointsToAlarm' of the alarm 'ServerErrorRate' must be at most its 'evaluationPeriods', 1, got 2"],
    [{ latency: { datapointsToAlarm: 0 } }, "'datapointsToAlarm' of the alarm 'Latency' must be a whole number of at least 1, got 0"],
    [{ trafficDrop: { datapointsToAlarm: 1.5 } }, "'datapointsToAlarm' of the alarm 'TrafficDrop' must be a whole number of at least 1, got 1.5"],
  ])('fails on %j', (options, message) => {
    expect(() => testGateway({ alarms: AlarmSet.standard(options) })).toThrow(message);
  });
});

describe('a fixed limit of traffic', () => {
  test('raises an alarm below or above it, without anything to learn', () => {
    const set = AlarmSet.standard({ trafficDrop: { threshold: 10, evaluationPeriods: 2 }, trafficSurge: { threshold: 50_000 } });
    const alarms = alarmsOf(testHttpGateway({ alarms: set }).stack);
    expect(alarms.TrafficDrop).toMatchObject({ MetricName: 'Count', Statistic: 'Sum', Threshold: 10, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching', EvaluationPeriods: 2 });
    expect(alarms.TrafficDrop.AlarmDescription).toMatch(/^OrdersApi \(stage \$default\) got fewer than 10 requests in a period for 2 periods: callers may not reach it/);
    expect(alarms.TrafficSurge).toMatchObject({ MetricName: 'Count', Threshold: 50_000, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching', EvaluationPeriods: 3 });
    expect([alarms.TrafficDrop.Metrics, alarms.TrafficSurge.Metrics]).toEqual([undefined, undefined]);
  });

  test.each<[StandardAlarmsOptions, string]>([
    [{ trafficDrop: { threshold: 0 } }, "'trafficDrop.threshold' must be at least 1 and finite, got 0"],
    [{ trafficSurge: { threshold: 5, deviations: 2 } }, "'trafficSurge' takes either 'threshold' or 'deviations', got both: a fixed limit is not learned"],
  ])('fails on %j', (options, message) => {
    expect(() => testGateway({ alarms: AlarmSet.standard(options) })).toThrow(message);
  });
});

describe('alarms that are to tell nobody', () => {
  test('are there, with whom they would tell, and those of users and functions with them', () => {
    const stack = testStack();
    const alertTopic = new Topic(stack, 'Mine');
    const set = AlarmSet.standard({ actionsEnabled: false, composite: true });
    const { gateway, handler } = testGateway({ alertTopic, slo: { availability: 99.9 }, alarms: set }, stack);
    gateway.alarms.addFunction('Orders', { handler });
    gateway.alarms.addLatency().addAlarmAction(new SnsAction(alertTopic));
    const composites = Object.values(templateOf(stack).findResources('AWS::CloudWatch::CompositeAlarm')).map(({ Properties }) => Properties);
    expect(composites.map(({ ActionsEnabled }) => ActionsEnabled)).toEqual([false, false, false]);
    const tell = Object.values(alarmsOf(stack)).filter(({ AlarmActions, AlarmDescription }) => AlarmActions || !/tells nobody itself/.test(AlarmDescription));
    expect(tell.map(({ ActionsEnabled }) => ActionsEnabled)).toEqual(Array(5).fill(false));
  });

  test('are those of a further stage only, if it says so', () => {
    const stack = testStack();
    const { gateway } = testGateway({ alertEmails: ['a@example.com'] }, stack);
    gateway.addStage('dev', { alarms: AlarmSet.standard({ actionsEnabled: false }) });
    const enabled = Object.values(templateOf(stack).findResources(ALARM)).map(({ Properties: { ActionsEnabled, AlarmDescription } }) => [/stage (\w+)/.exec(AlarmDescription)?.[1], ActionsEnabled]);
    expect(enabled.sort()).toEqual([['dev', false], ['dev', false], ['prod', undefined], ['prod', undefined]]);
  });

  test('fails on what is neither true nor false', () => {
    expect(() => testGateway({ alarms: AlarmSet.standard({ actionsEnabled: 'no' as never }) })).toThrow("'actionsEnabled' must be true or false, got \"no\"");
  });
});

describe('two thresholds of one kind', () => {
  test('one that warns before one that pages, of server errors', () => {
    const { stack } = testGateway({ alarms: AlarmSet.standard({ furtherServerErrorRates: [{ alarmId: 'ServerErrorWarning', threshold: 1, severity: AlarmSeverity.LOW }] }) });
    expect([alarmsOf(stack).ServerErrorRate.Threshold, alarmsOf(stack).ServerErrorWarning.Threshold]).toEqual([5, 1]);
    expect(() => testGateway({ alarms: AlarmSet.standard({ furtherServerErrorRates: [{ threshold: 1 }] }) })).toThrow("the alarm \"ServerErrorRate\" is defined already: give this one another 'alarmId'");
  });

  test('and of each route', () => {
    const routeAlarms = [{ latency: { threshold: Duration.seconds(1), alarmId: 'LatencyWarning', severity: AlarmSeverity.LOW } }, { latency: {} }];
    const { gateway } = testGateway({ detailedMetrics: true, alarms: AlarmSet.standard({ routeAlarms }) });
    gateway.addRoutes({ path: '/items', integration: new MockIntegration() });
    expect(gateway.alarms.allAlarms.map(({ node }) => node.id).filter((id) => id.includes(':'))).toEqual([
      'LatencyWarning:GET --orders', 'Latency:p99:GET --orders', 'LatencyWarning:ANY --items', 'Latency:p99:ANY --items',
    ]);
  });
});

test('two routes that differ only in "/" and "--" have alarms of their own', () => {
  const { stack, gateway } = testGateway({ detailedMetrics: true, alarms: AlarmSet.standard({ routeAlarms: [{ latency: {} }] }) });
  for (const path of ['/a/b', '/a--b']) gateway.addRoutes({ path, methods: [HttpMethod.GET], integration: new MockIntegration() });
  const watched = Object.values(alarmsOf(stack)).map(({ AlarmDescription }) => /GET \/a\S+/.exec(AlarmDescription)?.[0]).filter((route) => route !== undefined);
  expect(watched.sort()).toEqual(['GET /a--b', 'GET /a/b']);
  expect(() => gateway.alarms.addLatency({ route: 'GET /a--b' })).toThrow('the alarm "Latency:p99:GET /a--b" is defined already');
  expect(() => gateway.alarms.addLatency({ route: 'GET /a/b' })).toThrow('the alarm "Latency:p99:GET /a/b" is defined already');
});

describe('routes that alarms on all routes leave out', () => {
  const routeAlarms = [{ latency: {} }];
  const routesOf = (alarms: { allAlarms: Array<{ node: { id: string } }> }) => alarms.allAlarms.map(({ node }) => /^Latency:p99:(.*)$/.exec(node.id)?.[1]).filter((route) => route !== undefined);

  test('are OPTIONS, of a set as of addRouteAlarms', () => {
    const define = (set?: AlarmSet) => {
      const { gateway } = testGateway({ detailedMetrics: true, alarms: set });
      gateway.addRoutes({ path: '/orders', methods: [HttpMethod.OPTIONS], integration: new MockIntegration() });
      return gateway.alarms;
    };
    const later = define();
    later.addRouteAlarms({ latency: {} });
    expect([routesOf(define(AlarmSet.standard({ routeAlarms }))), routesOf(later)]).toEqual([['GET --orders'], ['GET --orders']]);
    expect(routesOf(define(AlarmSet.standard({ routeAlarms: [{ routes: ['OPTIONS /orders'], latency: {} }] })))).toEqual(['OPTIONS --orders']);
  });

  test.each([
    ['a set', (stack: Stack) => testHttpGateway({ detailedMetrics: true, alarms: AlarmSet.standard({ routeAlarms }) }, stack), () => undefined],
    ['addRouteAlarms', (stack: Stack) => testHttpGateway({ detailedMetrics: true }, stack), (alarms: HttpApiAlarms) => alarms.addRouteAlarms({ latency: {} })],
  ] as const)('are "$default" of a HTTP API, with a warning: %s', (_, define, more) => {
    const stack = testStack();
    const { gateway, handler } = define(stack);
    gateway.addRoutes({ path: '$default', handler });
    more(gateway.alarms);
    expect(routesOf(gateway.alarms)).toEqual(['GET --orders']);
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((message) => message.includes('defaultRouteNotWatched'))).toEqual([
      expect.stringMatching(/^the alarms on all routes leave out "\$default", since AWS does not say by which dimensions CloudWatch finds its metrics/),
    ]);
  });

  test('are none without alarms on routes', () => {
    const stack = testStack();
    const { gateway, handler } = testHttpGateway({}, stack);
    gateway.addRoutes({ path: '$default', handler });
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });
});

describe('ids that something else of the alarms has', () => {
  test.each(['Topic', 'Composite', 'Mute1', 'ThrottledRateFilter', 'IntegrationTimeoutRateFilter', 'AuthorizerErrorRateFilter', 'RequestsByApiKeyFilter'])('%s', (id) => {
    const message = `must not be "${id}", which something else of the alarms is called: write another, such as "${id}Alarm"`;
    expect(() => testGateway({ alarms: AlarmSet.standard({ furtherLatencies: [{ alarmId: id }] }) })).toThrow(`'alarmId' ${message}`);
    const { gateway, handler } = testGateway();
    expect(() => gateway.alarms.addSlo(id, { availability: 99 })).toThrow(`'id' ${message}`);
    expect(() => gateway.alarms.addFunction(id, { handler })).toThrow(`'id' ${message}`);
    expect(() => FunctionAlarms.fromFunction(testStack(), 'Alarms', testFunction(testStack()), { errors: { alarmId: id } })).toThrow(`'alarmId' ${message}`);
  });

  test('may be called as an imported log group was', () => {
    const { stack, gateway } = testGateway({ alarms: AlarmSet.standard({ furtherLatencies: [{ alarmId: 'AccessLog' }], throttledRate: {} }) });
    expect(gateway.alarms.allAlarms.map(({ node }) => node.id)).toContain('AccessLog');
    templateOf(stack).resourceCountIs('AWS::Logs::MetricFilter', 1);
  });
});

describe('tokens', () => {
  const parameter = (stack: Stack) => new CfnParameter(stack, 'P', { type: 'Number' }).valueAsNumber;

  test('fail where they are reckoned with', () => {
    const { stack, gateway, handler } = testGateway();
    const threshold = parameter(stack);
    expect(() => gateway.alarms.addFunction('F', { handler, concurrency: { threshold } })).toThrow("'concurrency.threshold' must be known at synthesis, got a token: write 80, for example");
    const quota = { apiKey: gateway.api.addApiKey('Key'), quota: { limit: 10, period: Period.DAY }, threshold };
    expect(() => gateway.alarms.addQuotaUsage('a', quota)).toThrow("'threshold' must be known at synthesis, got a token: write 80, for example");
  });

  test('are written into descriptions as what they stand for', () => {
    const stack = testStack();
    const number = parameter(stack);
    const set = AlarmSet.standard({ serverErrorRate: { threshold: number }, latency: { evaluationPeriods: number } });
    const { gateway, handler } = testGateway({ alarms: set }, stack);
    gateway.alarms.addFunction('F', { handler, errors: { threshold: number } });
    const json = JSON.stringify(templateOf(stack).toJSON());
    expect(json).not.toMatch(/e\+\d{3}|Token\[/);
    expect(json).toContain('["",["More than ",{"Ref":"P"}," % of the requests to OrdersApi');
  });
});

describe('what an alarm of another account would read', () => {
  const home = { account: '111111111111', region: 'eu-west-1' };

  test('fails for a function', () => {
    const { stack, gateway } = testGateway(undefined, testStack('Shop', { env: home }));
    const functionOf = (account: string, region = 'eu-west-1') => LambdaFunction.fromFunctionArn(stack, `F${account}${region}`, `arn:aws:lambda:${region}:${account}:function:orders`);
    expect(() => gateway.alarms.addFunction('Away', { handler: functionOf('222222222222') })).toThrow(
      "'handler' must be of the account of its alarms, 111111111111, got 222222222222: an alarm reads what is in its own account; define it in a stack of that one");
    expect(() => gateway.alarms.addFunction('Region', { handler: functionOf('111111111111', 'us-east-1') })).toThrow("'handler' must be of the Region of its alarms, eu-west-1, got us-east-1");
    expect(() => gateway.alarms.addFunction('Home', { handler: functionOf('111111111111') })).not.toThrow();
  });

  test('fails for a stage', () => {
    const app = new App();
    const { gateway } = testGateway(undefined, new Stack(app, 'Shop', { env: home }));
    const other = new Stack(app, 'Other', { env: { ...home, account: '222222222222' } });
    expect(() => RestApiAlarms.fromStage(other, 'Alarms', gateway.stage)).toThrow("'stage' must be of the account of its alarms, 222222222222, got 111111111111");
    expect(() => RestApiAlarms.fromStage(new Stack(app, 'Anywhere'), 'Alarms', gateway.stage)).not.toThrow();
  });
});

describe('a composite alarm', () => {
  const define = (stack: Stack, count: number, letters: number) => {
    const restApi = RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'abc', rootResourceId: 'def', restApiName: 'orders' });
    const stage = Stage.fromStageAttributes(stack, 'Stage', { stageName: 'beta', restApi });
    const routes = Array.from({ length: count }, (_, index) => `GET /${'x'.repeat(letters)}${index}`);
    RestApiAlarms.fromStage(stack, 'Alarms', stage, { composite: true, routeAlarms: [{ routes, latency: {} }] });
    return stack;
  };

  test('fails if its rule gets too long, before CloudWatch says so', () => {
    expect(() => templateOf(define(testStack(), 98, 100))).toThrow(/'composite' has a rule of about 1\d{4} characters with the names of its 100 alarms, of at most 10240: split them into groups by 'fromStage'/);
    const stack = define(testStack(), 98, 20);
    const [{ Properties }] = Object.values(templateOf(stack).findResources('AWS::CloudWatch::CompositeAlarm'));
    const names = Properties.AlarmRule['Fn::Join'][1].map((part: any) => (typeof part === 'string' ? part : `Shop-${part.Ref}-ABCDEFGHIJKL`)).join('');
    expect(names.length).toBeLessThanOrEqual(10_240);
  });

  test('of a nested stack, too, whose name CloudFormation chooses', () => {
    expect(() => templateOf(define(new NestedStack(testStack(), 'NestedStackOfAlarms'), 98, 40))).toThrow("'composite' has a rule of about");
    expect(() => templateOf(define(testStack(), 98, 40))).not.toThrow();
  });
});

test('alarms on all routes of a stage that no gateway defined are those of the routes that are there, and fail if nobody knows them', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, deployOptions: { metricsEnabled: true } });
  api.root.addResource('orders').addMethod('GET', new MockIntegration());
  const { allAlarms } = RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage, { routeAlarms: [{ latency: {} }] });
  expect(allAlarms.map(({ node }) => node.id)).toContain('Latency:p99:GET --orders');
  const other = testStack();
  const restApi = RestApi.fromRestApiAttributes(other, 'Imported', { restApiId: 'abc', rootResourceId: 'def', restApiName: 'orders' });
  RestApiAlarms.fromStage(other, 'Alarms', Stage.fromStageAttributes(other, 'Stage', { stageName: 'beta', restApi }), { routeAlarms: [{ latency: {} }] });
  expect(() => templateOf(other)).toThrow("'routes' of 'routeAlarms' must be set, since the routes of the API are not known");
});
