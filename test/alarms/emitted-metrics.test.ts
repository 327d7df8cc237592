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
      Filter: { Type: 'AWS::Logs::MetricFilter', Properties: { LogGroupName: 'orders', FilterPattern: '{ ($.status = "429") }', MetricTransformations: [{ MetricNamespace: 'Mine', MetricName: 'Lines', MetricValue: '1', ...transformation }] } },
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
    canary: { requests: 0, serverErrors: 0, latency: [] },
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

  test('of a canary is in a log group of its own, with its latency', () => {
    const withCanary = (transformation: object, logGroup: object) => {
      const found = template(transformation);
      found.Resources!.Stage.Properties!.AccessLogSetting.Format = '{"status":"$context.status","canary":"$context.isCanaryRequest","responseLatency":"$context.responseLatency"}';
      found.Resources!.Canary = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { 'Fn::Join': ['', ['orders', '/Canary']] } } };
      Object.assign(found.Resources!.Filter.Properties!, { FilterPattern: '{ $.status = "*" }', LogGroupName: logGroup });
      const canary = { requests: 10, serverErrors: 1, latency: [[90, 7], [6010, 3]] as const };
      return accessLogMetrics(found)(0, { ...minute, canary }).map(({ value, count }) => [value, count]);
    };
    expect([withCanary({}, { Ref: 'Canary' }), withCanary({}, { Ref: 'Stage' })]).toEqual([[[1, 10]], [[1, 90]]]);
    expect(withCanary({ MetricValue: '$.responseLatency' }, { Ref: 'Canary' })).toEqual([[90, 7], [6010, 3]]);
    expect(() => withCanary({ MetricValue: '$.responseLatency' }, { Ref: 'Stage' })).toThrow('no latency in {"status":"429"');
  });

  test('throws on a transformation that is not known', () => {
    expect(() => accessLogMetrics(template({ MetricValue: '$.status' }))).toThrow('unknown transformation');
    expect(() => accessLogMetrics(template({ Unit: 'Count' }))).toThrow('unknown transformation');
  });
});
