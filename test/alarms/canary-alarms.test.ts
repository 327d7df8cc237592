import { AccessLogFormat, CfnStage, Deployment, LogGroupLogDestination, MockIntegration, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { AccessLogs, AlarmSeverity, RestAccessLogFormat, RestApiAlarms } from '../../lib';
import { propertiesOf, templateOf, testGateway, testStack } from '../helpers';
import { matches, selected } from './support/filter-pattern';

const FILTER = 'AWS::Logs::MetricFilter';

const filtersOf = (stack: Stack) => Object.values(templateOf(stack).findResources(FILTER)).map(({ Properties }) => Properties);
const alarmOf = (stack: Stack, kind: string) => Object.entries(templateOf(stack).findResources('AWS::CloudWatch::Alarm')).find(([id]) => id.includes(kind))![1].Properties;

/** A line as API Gateway writes it. */
const lineOf = (format: string, values: Record<string, string>) => format.replace(/\$context\.([A-Za-z0-9_.]+)/g, (_, name: string) => values[name] ?? '-');

function withAlarms(accessLogs?: AccessLogs) {
  const { stack, gateway } = testGateway({ accessLogs });
  gateway.alarms.addCanaryServerErrorRate();
  gateway.alarms.addCanaryLatency();
  return { stack, gateway, format: propertiesOf(stack, 'AWS::ApiGateway::Stage').AccessLogSetting.Format as string };
}

const COMMON = RestAccessLogFormat.json();
const NESTED = AccessLogFormat.custom('{"id":"$context.requestId","canary":"$context.isCanaryRequest","answer":{"status":$context.status,"took":$context.responseLatency}}');
const COLUMNS = AccessLogFormat.custom('$context.requestId [$context.requestTime] $context.isCanaryRequest $context.status $context.responseLatency');

describe.each([['the default', undefined], ['JSON', COMMON], ['JSON in JSON', NESTED], ['columns', COLUMNS]])('with an access log of %s,', (_name, format) => {
  const accessLogs = format && AccessLogs.cloudWatch({ format });

  test('server errors of the canary are counted, and those of the base are not', () => {
    const { stack, format: text } = withAlarms(accessLogs);
    const { FilterPattern } = filtersOf(stack).find(({ MetricTransformations: [{ MetricName }] }) => MetricName.endsWith('CanaryServerErrors'))!;
    const counts = (isCanaryRequest: string, status: string) => matches(FilterPattern, lineOf(text, { requestId: 'a1', requestTime: '21/Nov/2026:15:55:18 +0000', isCanaryRequest, status, responseLatency: '504' }));
    expect([counts('true', '500'), counts('true', '504'), counts('true', '200'), counts('false', '500'), counts('-', '500')]).toEqual([true, true, false, false, false]);
  });

  test('the latency of the canary is taken from where it stands', () => {
    const { stack, format: text } = withAlarms(accessLogs);
    const filter = filtersOf(stack).find(({ MetricTransformations: [{ MetricName }] }) => MetricName.endsWith('CanaryLatency'))!;
    const [{ MetricValue }] = filter.MetricTransformations;
    expect(filter.MetricTransformations[0]).not.toHaveProperty('DefaultValue'); // a latency of 0 that nobody had
    if (format === COLUMNS) {
      expect(MetricValue).toBe('$f4');
      expect(filter.FilterPattern).toBe('[f0, f1, f2 = "true", f3, f4]');
    } else {
      expect(String(selected(MetricValue, lineOf(text, { status: '200', responseLatency: '504' })))).toBe('504');
    }
  });
});

test('both log groups are counted into one metric, each once', () => {
  const { stack, gateway } = withAlarms();
  gateway.alarms.metricCanaryRequests({ period: Duration.minutes(1) });
  const groupOf = ({ Ref }: { Ref: string }) => Ref.replace(/[0-9A-F]{8}$/, '').replace(/.*AccessLogs/, '');
  const of = filtersOf(stack).map(({ MetricTransformations: [{ MetricName }], LogGroupName }) => [MetricName, groupOf(LogGroupName)]);
  const both = (name: string) => ['', 'Canary'].map((group) => [`OrdersApi prod ${name}`, group]);
  expect(of.sort()).toEqual(['CanaryLatency', 'CanaryRequests', 'CanaryServerErrors'].flatMap(both));
});

test('two groups of alarms on one stage count them once, also from another stack', () => {
  const { stack, gateway } = testGateway();
  gateway.alarms.addCanaryServerErrorRate();
  gateway.alarms.addCanaryLatency();
  const operations = new Stack(stack.node.scope!, 'Operations');
  for (const scope of [stack, operations]) RestApiAlarms.fromStage(scope, 'More', gateway.stage).addCanaryServerErrorRate();
  RestApiAlarms.fromStage(stack, 'Latency', gateway.stage).addCanaryLatency();
  expect([filtersOf(stack).length, filtersOf(operations).length]).toEqual([6, 0]);
});

test('also if one of them was told of the access log', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, deploy: false });
  api.root.addMethod('GET', new MockIntegration());
  const logGroup = new LogGroup(stack, 'Mine');
  const format = RestAccessLogFormat.json();
  const deployment = new Deployment(stack, 'Deployment', { api });
  const stage = new Stage(stack, 'Stage', { deployment, accessLogDestination: new LogGroupLogDestination(logGroup), accessLogFormat: format });
  RestApiAlarms.fromStage(stack, 'Alarms', stage).addCanaryServerErrorRate();
  RestApiAlarms.fromStage(stack, 'More', stage, { accessLog: { logGroup, format } }).addCanaryServerErrorRate();
  expect(filtersOf(stack)).toHaveLength(4);
});

describe('of stages that share a log group,', () => {
  const shared = (format = COMMON) => {
    const stack = testStack();
    const accessLogs = AccessLogs.cloudWatch({ logGroup: new LogGroup(stack, 'Shared'), format });
    const { gateway } = testGateway({ accessLogs }, stack);
    for (const stage of [gateway, gateway.addStage('beta')]) {
      stage.alarms.addCanaryServerErrorRate();
      stage.alarms.addCanaryLatency();
    }
    return stack;
  };

  test('each canary has its own lines, in both log groups', () => {
    const filters = filtersOf(shared());
    const api = { Ref: expect.stringMatching(/^OrdersApi/) };
    const of = (stage: string, name: string) => filters.filter(({ MetricTransformations: [{ MetricName }] }) => MetricName === `OrdersApi ${stage} ${name}`);
    for (const stage of ['prod', 'beta']) {
      const ofStage = `($.stage = "${stage}") && ($.apiId = "`;
      for (const [name, conditions] of [['CanaryServerErrors', '($.isCanaryRequest = "true") && ($.status = "5*")'], ['CanaryLatency', '($.isCanaryRequest = "true")']]) {
        const pattern = { 'Fn::Join': ['', [`{ ${conditions} && ${ofStage}`, api, '") }']] };
        expect(of(stage, name).map(({ FilterPattern }) => FilterPattern)).toEqual([pattern, pattern]);
        expect(new Set(of(stage, name).map(({ LogGroupName }) => LogGroupName.Ref)).size).toBe(2);
      }
    }
    expect(filters).toHaveLength(12);
  });

  test('the lines of one that does not say whose they are fail', () => {
    const format = AccessLogFormat.custom('{"id":"$context.requestId","isCanaryRequest":"$context.isCanaryRequest","status":"$context.status","responseLatency":"$context.responseLatency"}');
    expect(() => filtersOf(shared(format))).toThrow('would count the lines of another stage');
  });
});

test('the alarms take M of N periods, and say how many', () => {
  const { stack, gateway } = testGateway();
  gateway.alarms.addCanaryServerErrorRate({ evaluationPeriods: 3, datapointsToAlarm: 2 });
  gateway.alarms.addCanaryLatency();
  gateway.alarms.addCanaryLatency({ alarmId: 'CanarySlow', evaluationPeriods: 3, datapointsToAlarm: 2 });
  expect(alarmOf(stack, 'CanaryServerErrorRate')).toMatchObject({ EvaluationPeriods: 3, DatapointsToAlarm: 2 });
  expect(alarmOf(stack, 'CanaryLatency').AlarmDescription).toContain('above 3000 ms for 1 period: ');
  expect(alarmOf(stack, 'CanarySlow').AlarmDescription).toContain('above 3000 ms for 2 of 3 periods: ');
  expect(() => gateway.alarms.addCanaryLatency({ alarmId: 'X', datapointsToAlarm: 2 })).toThrow("'datapointsToAlarm' of the alarm 'X' must be at most its 'evaluationPeriods', 1, got 2");
  expect(() => gateway.alarms.addCanaryLatency({ alarmId: 'CanaryLatencyFilter' })).toThrow("'alarmId' must not be \"CanaryLatencyFilter\"");
});

test('the alarms have thresholds of the stage, which can be set', () => {
  const { stack } = withAlarms();
  expect(alarmOf(stack, 'CanaryServerErrorRate')).toMatchObject({ Threshold: 5, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' });
  expect(alarmOf(stack, 'CanaryLatency')).toMatchObject({ Threshold: 3000, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' });
  const other = testGateway();
  const options = { threshold: 1, minimumRequests: 10, period: Duration.minutes(1), evaluationPeriods: 2, severity: AlarmSeverity.LOW };
  other.gateway.alarms.addCanaryServerErrorRate(options);
  other.gateway.alarms.addCanaryLatency({ threshold: Duration.seconds(1), percentile: 50 });
  const rate = alarmOf(other.stack, 'CanaryServerErrorRate');
  expect(rate).toMatchObject({ Threshold: 1, EvaluationPeriods: 2 });
  expect(rate.Metrics[0].Expression).toBe('IF(requests >= 10, 100 * FILL(errors, 0) / requests, 0)');
  expect(alarmOf(other.stack, 'CanaryLatencyp50')).toMatchObject({ Threshold: 1000 });
});

test('a log group of the user gets one for the canary beside it, once for all stages that write to it', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  const accessLogDestination = new LogGroupLogDestination(new LogGroup(stack, 'Mine'));
  const accessLogFormat = RestAccessLogFormat.json();
  for (const stageName of ['blue', 'green']) {
    const stage = new Stage(stack, stageName, { deployment: api.latestDeployment!, stageName, accessLogDestination, accessLogFormat });
    RestApiAlarms.fromStage(stack, `${stageName}Alarms`, stage).addCanaryServerErrorRate();
  }
  const ofCanary = Object.entries(templateOf(stack).findResources('AWS::Logs::LogGroup')).filter(([, { Properties }]) => JSON.stringify(Properties).includes('/Canary'));
  expect(ofCanary.map(([, { Properties }]) => Properties)).toEqual([{ LogGroupName: { 'Fn::Join': ['', [{ Ref: expect.stringMatching(/^Mine/) }, '/Canary']] }, RetentionInDays: 90 }]);
  for (const id of ['blue', 'green']) expect((stack.node.findChild(id).node.defaultChild as CfnStage).obtainDependencies()).toHaveLength(1);
});

test('a stage that is imported has log groups by name', () => {
  const stack = testStack();
  const api = RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'abc', rootResourceId: 'root', restApiName: 'imported' });
  const stage = Stage.fromStageAttributes(stack, 'Prod', { restApi: api, stageName: 'prod' });
  const logGroup = LogGroup.fromLogGroupName(stack, 'Logs', 'orders');
  RestApiAlarms.fromStage(stack, 'Alarms', stage, { accessLog: { logGroup, format: RestAccessLogFormat.json() } }).addCanaryServerErrorRate();
  expect([...new Set(filtersOf(stack).map(({ LogGroupName }) => LogGroupName))]).toEqual(['orders', 'orders/Canary']);
});

test('fails if the access log does not tell what the alarm is about', () => {
  const format = AccessLogFormat.custom('{"id":"$context.requestId","status":"$context.status"}');
  expect(() => withAlarms(AccessLogs.cloudWatch({ format }))).toThrow('the access log must say $context.isCanaryRequest in a value of its own');
  expect(() => testGateway().gateway.alarms.addCanaryLatency('slow' as never)).toThrow("'canaryLatency' must be a structure, got \"slow\"");
  expect(() => testGateway().gateway.alarms.addCanaryServerErrorRate({ threshold: 0 })).toThrow("'canaryServerErrorRate.threshold' must be above 0 and at most 100 percent, got 0");
});
