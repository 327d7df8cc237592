import { Match } from 'aws-cdk-lib/assertions';
import { WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { WebSocketApiAlarms, WebSocketApiAlarmsOptions } from '../../lib';
import { templateOf, testStack } from '../helpers';

const ALARM = 'AWS::CloudWatch::Alarm';

function alarmsWith(options?: WebSocketApiAlarmsOptions): { stack: Stack; dimensions: object[] } {
  const stack = testStack();
  const webSocketApi = new WebSocketApi(stack, 'Legacy');
  WebSocketApiAlarms.fromStage(stack, 'Alarms', new WebSocketStage(stack, 'Stage', { webSocketApi, stageName: 'live', autoDeploy: true }), options);
  return { stack, dimensions: [{ Name: 'ApiId', Value: stack.resolve(webSocketApi.apiId) }, { Name: 'Stage', Value: 'live' }] };
}

test.each([
  ['ConnectCount', 120_000],
  ['MessageCount', 2_400_000],
])('%s nears the quota of an account at %d in 5 minutes', (MetricName, Threshold) => {
  const { stack, dimensions } = alarmsWith();
  templateOf(stack).hasResourceProperties(ALARM, { Namespace: 'AWS/ApiGateway', MetricName, Dimensions: dimensions, Statistic: 'Sum', Period: 300, Threshold, EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching' });
});

test.each([
  ['IntegrationError', 'Integration error rate (%)', 5],
  ['ExecutionError', 'Execution error rate (%)', 5],
])('%s: a share of connects and messages, of which there are at least 20', (errors, Label, Threshold) => {
  const { stack, dimensions } = alarmsWith();
  const count = (Id: string, MetricName: string) => ({ Id, MetricStat: { Metric: { Namespace: 'AWS/ApiGateway', MetricName, Dimensions: dimensions }, Period: 300, Stat: 'Sum' }, ReturnData: false });
  templateOf(stack).hasResourceProperties(ALARM, {
    Metrics: [
      { Id: 'expr_1', Expression: 'IF((FILL(connects, 0) + FILL(messages, 0)) >= 20, 100 * FILL(errors, 0) / (FILL(connects, 0) + FILL(messages, 0)), 0)', ReturnData: true, Label },
      count('connects', 'ConnectCount'),
      count('messages', 'MessageCount'),
      count('errors', errors),
    ],
    Threshold,
    TreatMissingData: 'notBreaching',
  });
});

test('client errors are a share of all that clients tried, which they are counted apart from', () => {
  const { stack } = alarmsWith();
  const alarm = Object.values(templateOf(stack).findResources(ALARM)).find(({ Properties }) => Properties.AlarmDescription.includes('4xx'))!.Properties;
  expect(alarm.Metrics[0].Expression).toBe('IF((FILL(connects, 0) + FILL(messages, 0) + FILL(errors, 0)) >= 20, 100 * FILL(errors, 0) / (FILL(connects, 0) + FILL(messages, 0) + FILL(errors, 0)), 0)');
  expect(alarm.Metrics.slice(1).map(({ Id, MetricStat }: any) => [Id, MetricStat.Metric.MetricName])).toEqual([['connects', 'ConnectCount'], ['messages', 'MessageCount'], ['errors', 'ClientError']]);
  expect(alarm.Threshold).toBe(20);
});

test('thresholds are chosen, and a topic is told', () => {
  const rate = { threshold: 1, minimumRequests: 7, period: Duration.minutes(1), evaluationPeriods: 2 };
  const { stack } = alarmsWith({ connects: { threshold: 3 }, messages: { threshold: 4, evaluationPeriods: 5 }, clientErrorRate: rate, integrationErrorRate: rate, executionErrorRate: rate, alertEmails: ['a@example.com'] });
  const template = templateOf(stack);
  template.hasResourceProperties(ALARM, { MetricName: 'ConnectCount', Threshold: 3 });
  template.hasResourceProperties(ALARM, { MetricName: 'MessageCount', Threshold: 4, EvaluationPeriods: 5 });
  template.resourcePropertiesCountIs(ALARM, { Threshold: 1, EvaluationPeriods: 2 }, 3);
  expect(JSON.stringify(template.toJSON()).match(/>= 7, 100/g)).toHaveLength(3);
  template.resourcePropertiesCountIs(ALARM, { AlarmActions: [{ Ref: Match.stringLikeRegexp('AlarmsTopic') }] }, 5);
});

test('an imported stage has alarms, too', () => {
  const stack = testStack();
  const api = WebSocketApi.fromWebSocketApiAttributes(stack, 'Imported', { webSocketId: 'abc123' });
  WebSocketApiAlarms.fromStage(stack, 'Alarms', WebSocketStage.fromWebSocketStageAttributes(stack, 'Stage', { api, stageName: 'live' }));
  templateOf(stack).hasResourceProperties(ALARM, { Dimensions: [{ Name: 'ApiId', Value: 'abc123' }, { Name: 'Stage', Value: 'live' }] });
});

test.each([
  [{ connects: { threshold: 0 } }, "'connects.threshold' must be at least 1 and finite, got 0"],
  [{ messages: { period: Duration.seconds(90) } }, "'messages.period' must be whole minutes, in seconds, since the metrics are by the minute, got 90"],
  [{ clientErrorRate: { threshold: 101 } }, "'clientErrorRate.threshold' must be above 0 and at most 100 percent, got 101"],
  [{ executionErrorRate: { minimumRequests: 0 } }, "'executionErrorRate.minimumRequests' must be at least 1 and finite, got 0"],
])('fails on %j', (options, message) => {
  expect(() => alarmsWith(options)).toThrow(message);
});

test('fails without a stage', () => {
  expect(() => WebSocketApiAlarms.fromStage(testStack(), 'Alarms', undefined as never)).toThrow("'stage' must be a stage, got undefined: a WebSocketApi has none of its own");
});
