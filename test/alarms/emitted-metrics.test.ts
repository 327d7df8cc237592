/** What the tests of alarms rely on: support/README.md. */
import { accessLogMetrics } from './support/access-log';
import { HOUR, MetricStore, MINUTE } from './support/metric-store';
import { emit, INCIDENT, SCENARIOS, Subject } from './support/scenarios';
import { CfnTemplate } from './support/template-values';

const SUBJECT: Subject = { api: 'REST', name: 'Orders', stage: 'prod', functions: [{ FunctionName: 'orders' }, { FunctionName: 'orders', Resource: 'orders:live' }] };

describe('a scenario', () => {
  const scenario = SCENARIOS['the function fails'];

  test('is the same in two parts as in one go', () => {
    const parts = (['before', 'since'] as const).flatMap((only) => [...emit(scenario, SUBJECT, { only })]);
    expect(parts).toEqual([...emit(scenario, SUBJECT)]);
    expect(parts.length).toBeGreaterThan(1000);
  });

  test('has what Lambda publishes, of an alias apart', () => {
    const store = new MetricStore(emit(scenario, SUBJECT));
    const sum = (name: string, dimensions: Record<string, string>) => store.statistic({ namespace: 'AWS/Lambda', name, dimensions }, 'Sum', INCIDENT, INCIDENT + HOUR);
    const [ofFunction, ofAlias] = SUBJECT.functions!;
    expect(sum('Errors', ofAlias)! / sum('Invocations', ofAlias)!).toBeCloseTo(0.1, 2);
    expect(sum('Invocations', ofFunction)).toBe(sum('Invocations', ofAlias));
    expect(sum('Throttles', ofAlias)).toBe(0);
    expect([sum('ProvisionedConcurrencySpilloverInvocations', ofFunction), sum('ProvisionedConcurrencySpilloverInvocations', ofAlias)]).toEqual([undefined, 0]);
  });
});

test('a store is extended by what is later, and does not change itself', () => {
  const sample = (minute: number) => ({ time: minute * MINUTE, namespace: 'Mine', name: 'Calls', dimensions: {}, value: 1 });
  const store = new MetricStore([sample(1), sample(2)]);
  const extended = store.extended([sample(3)]);
  expect([store, extended].map((found) => found.sampleCount(sample(0), 0, HOUR))).toEqual([2, 3]);
  expect(() => store.extended([sample(2)])).toThrow('not later');
});

describe('the access log', () => {
  const template = (transformation: object): CfnTemplate => ({
    Resources: {
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { AccessLogSetting: { Format: '{"status":"$context.status","key":"$context.identity.apiKeyId"}' } } },
      Partner: { Type: 'AWS::ApiGateway::ApiKey' },
      Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { FilterPattern: '{ ($.status = "429") }', MetricTransformations: [{ MetricNamespace: 'Mine', MetricName: 'Lines', MetricValue: '1', ...transformation }] } },
    },
  });
  const minute = {
    requests: 100,
    serverErrors: 1,
    executionErrors: 2,
    clientErrors: 3,
    throttled: 4,
    timeouts: 5,
    authorizerErrors: 6,
    functionErrors: 7,
    functionThrottles: 8,
    ofPartner: 9,
    integrationLatency: [],
    overhead: 10,
  };

  test('has a line for each request, of which filters count some', () => {
    expect(accessLogMetrics(template({}))(0, minute)).toEqual([{ time: 0, namespace: 'Mine', name: 'Lines', dimensions: {}, value: 1, count: 4 }]);
    expect(accessLogMetrics(template({}))(0, { ...minute, throttled: 0 })).toEqual([]);
    expect(accessLogMetrics(template({ DefaultValue: 0 }))(0, { ...minute, throttled: 0 })).toEqual([{ time: 0, namespace: 'Mine', name: 'Lines', dimensions: {}, value: 0 }]);
  });

  test('is counted by the values of dimensions', () => {
    const byKey = template({ Dimensions: [{ Key: 'ApiKeyId', Value: '$.key' }] });
    byKey.Resources!.Filter.Properties!.FilterPattern = '{ $.status != "-" }';
    const counts = accessLogMetrics(byKey)(0, minute).map(({ dimensions, count }) => [dimensions.ApiKeyId, count]);
    expect(counts).toEqual([['-', 91], ['${Partner}', 9]]);
  });

  test('throws on a transformation that is not known', () => {
    expect(() => accessLogMetrics(template({ MetricValue: '$.status' }))).toThrow('unknown transformation');
    expect(() => accessLogMetrics(template({ Unit: 'Count' }))).toThrow('unknown transformation');
  });
});
