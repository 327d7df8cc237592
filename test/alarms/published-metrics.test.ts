import { RestApi, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Alias } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { metricProblems, PUBLISHED } from './support/published-metrics';
import { CfnTemplate, resourcesOf } from './support/template-values';
import { WATCHED_STACKS } from './support/watched-stacks';
import { HttpApiAlarms, RestApiAlarms, RestLayout, WebSocketApiAlarms } from '../../lib';
import { EXAMPLES } from '../contract/support/examples';
import { templateOf, testFunction, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const OBJECTIVES = { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } };

/** Stacks with one API each, and its alarms. */
const WATCHED = {
  'the REST gateway': () => testGateway().stack,
  'the REST gateway of resources': () => testGateway({ layout: RestLayout.RESOURCES }).stack,
  'the HTTP gateway': () => testHttpGateway().stack,
  'the WebSocket gateway': () => testWebSocketGateway().stack,
  'the REST gateway with objectives': () => testGateway({ slo: OBJECTIVES }).stack,
  'the HTTP gateway with objectives': () => testHttpGateway({ slo: OBJECTIVES }).stack,
  'RestApiAlarms': () => rest((stack, api) => RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage)),
  'HttpApiAlarms': () => http((stack, api) => HttpApiAlarms.fromStage(stack, 'Alarms', api.defaultStage!)),
  'WebSocketApiAlarms': () => {
    const stack = testStack();
    const webSocketApi = new WebSocketApi(stack, 'Legacy');
    WebSocketApiAlarms.fromStage(stack, 'Alarms', new WebSocketStage(stack, 'Stage', { webSocketApi, stageName: 'live' }));
    return stack;
  },
} satisfies Record<string, () => Stack>;

const ALL_ALARMS = Object.fromEntries(Object.entries(WATCHED_STACKS).map(([type, define]) => [`a ${type} API that has all`, () => define()]));

const EXAMPLE_STACKS = Object.fromEntries(Object.entries(EXAMPLES).map(([name, define]) => [`the example ${name}`, () => define(new App())]));

function rest(watch: (stack: Stack, api: RestApi) => void): Stack {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  watch(stack, api);
  return stack;
}

function http(watch: (stack: Stack, api: HttpApi) => void): Stack {
  const stack = testStack();
  watch(stack, new HttpApi(stack, 'Legacy'));
  return stack;
}

const jsonOf = (stack: Stack): CfnTemplate => templateOf(stack).toJSON();

describe.each(Object.entries<() => Stack>({ ...WATCHED, ...ALL_ALARMS, ...EXAMPLE_STACKS }))('the alarms of %s', (_name, define) => {
  test('are on metrics that are published', () => {
    const template = jsonOf(define());
    expect(resourcesOf(template, 'AWS::CloudWatch::Alarm').length).toBeGreaterThan(1);
    expect(metricProblems(template)).toEqual([]);
  });
});

describe('the check finds', () => {
  /** A gateway's template in which one metric was changed. */
  type Asked = { MetricName: string; Dimensions: Array<{ Name: string; Value: unknown }> };
  const problemsWith = (define: () => Stack, change: (metric: Asked) => void) => {
    const template = jsonOf(define());
    const [, { Metrics: metrics }] = resourcesOf(template, 'AWS::CloudWatch::Alarm').find(([id]) => id.includes('ErrorRate'))!;
    change(metrics.find(({ Id }: { Id: string }) => Id === 'errors').MetricStat.Metric);
    return metricProblems(template).map((problem) => problem.replace(/^\w+: /, ''));
  };
  const { 'the REST gateway': restGateway, 'the HTTP gateway': httpGateway, 'the WebSocket gateway': webSocketGateway } = WATCHED;

  test('ApiId for a REST API, by its id and by its name', () => {
    const withId = (value: unknown) => problemsWith(restGateway, ({ Dimensions: [api] }) => Object.assign(api, { Name: 'ApiId', Value: value }));
    expect(withId('OrdersApi')).toEqual(['REST publishes no 5XXError by (ApiId, Stage)']);
    const template = jsonOf(restGateway());
    const [[id]] = resourcesOf(template, 'AWS::ApiGateway::RestApi');
    expect(withId({ Ref: id })).toEqual(['5XXError (ApiId, Stage) is of no API of the template']);
  });

  test('ApiName for a HTTP API', () => {
    expect(problemsWith(httpGateway, ({ Dimensions: [api] }) => Object.assign(api, { Name: 'ApiName' }))).toEqual(['HTTP publishes no 5xx by (ApiName, Stage)']);
  });

  test('the names of another type of API', () => {
    const renamed = (define: () => Stack, name: string) => problemsWith(define, (metric) => Object.assign(metric, { MetricName: name }));
    expect(renamed(restGateway, '5xx')).toEqual(['REST publishes no 5xx']);
    expect(renamed(httpGateway, '5XXError')).toEqual(['HTTP publishes no 5XXError']);
    expect(renamed(webSocketGateway, '4xx')).toEqual(['WebSocket publishes no 4xx']);
    expect(renamed(restGateway, '5XXERROR')).toEqual(['REST publishes no 5XXERROR']);
  });

  test('a stage that is missing, and one too many dimensions', () => {
    expect(problemsWith(restGateway, ({ Dimensions }) => Dimensions.pop())).toEqual(['5XXError (ApiName) is of all stages of the REST API']);
    expect(problemsWith(restGateway, ({ Dimensions }) => Dimensions.push({ Name: 'Method', Value: 'GET' }))).toEqual(['REST publishes no 5XXError by (ApiName, Method, Stage)']);
  });

  test('another name than the API has, and a stage by reference', () => {
    expect(problemsWith(restGateway, ({ Dimensions: [api] }) => Object.assign(api, { Value: 'Default' }))).toEqual(['5XXError (ApiName, Stage) is of no API of the template']);
    const [[stage]] = resourcesOf(jsonOf(restGateway()), 'AWS::ApiGateway::Stage');
    expect(problemsWith(restGateway, ({ Dimensions: [, dimension] }) => Object.assign(dimension, { Value: { Ref: stage } })))
      .toEqual(['5XXError (ApiName, Stage) names its stage by a reference, which depends on the stage']);
  });

  test('an unknown namespace', () => {
    const stack = testStack();
    new Alarm(stack, 'Alarm', { metric: new Metric({ namespace: 'AWS/APIGateway', metricName: 'Count' }), threshold: 1, evaluationPeriods: 1 });
    expect(metricProblems(jsonOf(stack))).toEqual([expect.stringContaining('AWS/APIGateway is not a namespace that is known here')]);
  });

  test('a metric of no metric filter, and not one of a filter with the same dimensions', () => {
    const problems = (metricOf: (stack: Stack) => Metric) => {
      const stack = testStack();
      metricOf(stack).createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      return metricProblems(jsonOf(stack));
    };
    const filtered = (stack: Stack) => new LogGroup(stack, 'Logs').addMetricFilter('Throttled', {
      metricNamespace: 'Mine', metricName: 'Throttled', filterPattern: FilterPattern.literal('{ $.status = 429 }'), dimensions: { Route: '$.routeKey' },
    }).metric({ dimensionsMap: { Route: 'GET /a' } });
    expect(problems(filtered)).toEqual([]);
    expect(problems((stack) => filtered(stack).with({ dimensionsMap: {} }))).toEqual([expect.stringContaining('Mine Throttled () is of no metric filter of the template')]);
    expect(problems(() => new Metric({ namespace: 'Mine', metricName: 'Throttled' }))).toHaveLength(1);
  });
});

test("an API that is imported is told by its type, and Lambda's metrics are known by function and alias", () => {
  const stack = testStack();
  HttpApiAlarms.fromStage(stack, 'Alarms', new HttpApi(stack, 'Api').defaultStage!);
  const handler = testFunction(stack);
  const alias = new Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion });
  for (const [index, metric] of [handler.metricErrors(), alias.metricErrors(), alias.metricThrottles()].entries()) metric.createAlarm(stack, `Alarm${index}`, { threshold: 1, evaluationPeriods: 1 });
  const template = jsonOf(stack);
  expect(metricProblems(template)).toEqual([]);
  const [[id]] = resourcesOf(template, 'AWS::ApiGatewayV2::Api');
  const { [id]: _api, ...Resources } = template.Resources!;
  expect(metricProblems({ Resources })).toHaveLength(4);
  expect(metricProblems({ Resources }, { [`\${${id}}`]: 'HTTP' })).toEqual([]);
  expect(metricProblems({ Resources }, { [`\${${id}}`]: 'WebSocket' })).toHaveLength(4);
});

test('each set of dimensions is in alphabetical order, as it is compared', () => {
  for (const { dimensionSets } of Object.values(PUBLISHED)) for (const set of dimensionSets) expect(set).toEqual([...set].sort());
});
