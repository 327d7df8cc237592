import { Match } from 'aws-cdk-lib/assertions';
import { HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { HttpApiAlarms, HttpApiAlarmsOptions } from '../../lib';
import { templateOf, testStack } from '../helpers';

const ALARM = 'AWS::CloudWatch::Alarm';

function alarmsWith(options?: HttpApiAlarmsOptions): { stack: Stack; dimensions: object[] } {
  const stack = testStack();
  const api = new HttpApi(stack, 'Legacy');
  HttpApiAlarms.fromStage(stack, 'Alarms', api.defaultStage!, options);
  return { stack, dimensions: [{ Name: 'ApiId', Value: stack.resolve(api.apiId) }, { Name: 'Stage', Value: '$default' }] };
}

const metric = (MetricName: string, Dimensions: object[]) => ({ Namespace: 'AWS/ApiGateway', MetricName, Dimensions });

test('the rate of server errors, by the metrics of a HTTP API: its id, and "5xx"', () => {
  const { stack, dimensions } = alarmsWith();
  templateOf(stack).hasResourceProperties(ALARM, {
    Metrics: [
      { Id: 'expr_1', Expression: 'IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)', ReturnData: true, Label: '5xx rate (%)' },
      { Id: 'requests', MetricStat: { Metric: metric('Count', dimensions), Period: 300, Stat: 'Sum' }, ReturnData: false },
      { Id: 'errors', MetricStat: { Metric: metric('5xx', dimensions), Period: 300, Stat: 'Sum' }, ReturnData: false },
    ],
    AlarmDescription: 'More than 5 % of the requests to Legacy (stage $default) ended in a 5xx status: see its access log for the routes',
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  });
});

test('latency, with a minimum volume', () => {
  const { stack, dimensions } = alarmsWith({ latency: { threshold: Duration.seconds(1) } });
  templateOf(stack).hasResourceProperties(ALARM, {
    Metrics: [
      { Id: 'expr_1', Expression: 'IF(requests >= 100, latency, 0)', ReturnData: true, Label: 'p99 latency (ms)' },
      { Id: 'requests', MetricStat: { Metric: metric('Count', dimensions), Period: 300, Stat: 'Sum' }, ReturnData: false },
      { Id: 'latency', MetricStat: { Metric: metric('Latency', dimensions), Period: 300, Stat: 'p99' }, ReturnData: false },
    ],
    Threshold: 1000,
    EvaluationPeriods: 3,
  });
});

test('both tell a topic', () => {
  const { stack } = alarmsWith({ alertEmails: ['oncall@example.com'] });
  templateOf(stack).resourcePropertiesCountIs(ALARM, { AlarmActions: [{ Ref: Match.stringLikeRegexp('AlarmsTopic') }], OKActions: [{ Ref: Match.stringLikeRegexp('AlarmsTopic') }] }, 2);
});

test('an imported stage has alarms, too', () => {
  const stack = testStack();
  const api = HttpApi.fromHttpApiAttributes(stack, 'Imported', { httpApiId: 'abc123' });
  HttpApiAlarms.fromStage(stack, 'Alarms', HttpStage.fromHttpStageAttributes(stack, 'Stage', { api, stageName: 'live' }));
  const [alarm] = Object.values(templateOf(stack).findResources(ALARM));
  expect(alarm.Properties.Metrics[1].MetricStat.Metric.Dimensions).toEqual([{ Name: 'ApiId', Value: 'abc123' }, { Name: 'Stage', Value: 'live' }]);
});

describe('fails', () => {
  test('without a stage', () => {
    expect(() => HttpApiAlarms.fromStage(testStack(), 'Alarms', undefined as never)).toThrow("'stage' must be a stage, got undefined, as is 'defaultStage' of a HttpApi with 'createDefaultStage: false'");
  });

  test('on a stage and on a topic of another Region', () => {
    const app = new App();
    const [here, there] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { region } }));
    const stage = (stack: Stack) => new HttpApi(stack, 'Api').defaultStage!;
    expect(() => HttpApiAlarms.fromStage(here, 'Alarms', stage(there))).toThrow("'stage' must be of the Region of its alarms, eu-west-1, got us-east-1");
    expect(() => HttpApiAlarms.fromStage(here, 'Others', stage(here), { alertTopic: new Topic(there, 'Topic') })).toThrow("'alertTopic' must be of the Region of its alarms");
  });

  test.each([
    [{ serverErrorRate: { threshold: 0 } }, "'serverErrorRate.threshold' must be above 0 and at most 100 percent, got 0"],
    [{ latency: { percentile: 100 } }, "'latency.percentile' must be above 0 and below 100, got 100"],
    [{ alertEmails: ['nobody'] }, "'alertEmails' must be e-mail addresses, got \"nobody\""],
  ])('on %j', (options, message) => {
    expect(() => alarmsWith(options)).toThrow(message);
  });
});
