import { Match } from 'aws-cdk-lib/assertions';
import { CfnRestApi, MockIntegration, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnParameter, Duration, Stack, Token } from 'aws-cdk-lib/core';
import { AlarmSet, RestApiAlarms, RestApiAlarmsOptions, RestGateway } from '../../lib';
import { annotationsOf, templateOf, testGateway, testStack } from '../helpers';

const ALARM = 'AWS::CloudWatch::Alarm';
const DIMENSIONS = [{ Name: 'ApiName', Value: 'Legacy' }, { Name: 'Stage', Value: 'prod' }];

function alarmsWith(options?: RestApiAlarmsOptions, stack = testStack()): Stack {
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage, options);
  return stack;
}

test('the rate of server errors: of at least 20 requests in 5 minutes, more than 5 %, by literal names', () => {
  templateOf(alarmsWith()).hasResourceProperties(ALARM, {
    Metrics: [
      { Id: 'expr_1', Expression: 'IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)', ReturnData: true, Label: '5xx rate (%)' },
      { Id: 'requests', MetricStat: { Metric: { Namespace: 'AWS/ApiGateway', MetricName: 'Count', Dimensions: DIMENSIONS }, Period: 300, Stat: 'Sum' }, ReturnData: false },
      { Id: 'errors', MetricStat: { Metric: { Namespace: 'AWS/ApiGateway', MetricName: '5XXError', Dimensions: DIMENSIONS }, Period: 300, Stat: 'Sum' }, ReturnData: false },
    ],
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  });
});

test('latency: p99 of at least 100 requests in 5 minutes above 3 seconds, three times, by literal names', () => {
  const metric = (MetricName: string) => ({ Namespace: 'AWS/ApiGateway', MetricName, Dimensions: DIMENSIONS });
  templateOf(alarmsWith()).hasResourceProperties(ALARM, {
    Metrics: [
      { Id: 'expr_1', Expression: 'IF(requests >= 100, latency, 0)', ReturnData: true, Label: 'p99 latency (ms)' },
      { Id: 'requests', MetricStat: { Metric: metric('Count'), Period: 300, Stat: 'Sum' }, ReturnData: false },
      { Id: 'latency', MetricStat: { Metric: metric('Latency'), Period: 300, Stat: 'p99' }, ReturnData: false },
    ],
    EvaluationPeriods: 3,
    Threshold: 3000,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluateLowSampleCountPercentile: Match.absent(), // it would keep the alarm still below 1,000 samples
    TreatMissingData: 'notBreaching',
  });
});

test('thresholds are chosen, for a gateway by its alarm set', () => {
  const serverErrorRate = { threshold: 1, minimumRequests: 100, period: Duration.minutes(1), evaluationPeriods: 2 };
  const latency = { percentile: 99.9, threshold: Duration.millis(250), minimumRequests: 7, period: Duration.minutes(1), evaluationPeriods: 4 };
  for (const stack of [alarmsWith({ serverErrorRate, latency }), testGateway({ alarms: AlarmSet.standard({ serverErrorRate, latency }) }).stack]) {
    const template = templateOf(stack);
    template.hasResourceProperties(ALARM, { Threshold: 1, EvaluationPeriods: 2, Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(requests >= 100, 100 * FILL(errors, 0) / requests, 0)' })]) });
    template.hasResourceProperties(ALARM, {
      Threshold: 250,
      EvaluationPeriods: 4,
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'IF(requests >= 7, latency, 0)' }),
        Match.objectLike({ MetricStat: Match.objectLike({ Stat: 'p99.9', Period: 60 }) }),
      ]),
    });
  }
});

test('addresses get a topic that takes TLS only, and that CloudWatch alarms of the account may publish to', () => {
  const template = templateOf(alarmsWith({ alertEmails: ['a@example.com', 'b@example.com'] }));
  template.resourcePropertiesCountIs('AWS::SNS::Subscription', { Protocol: 'email' }, 2);
  template.resourcePropertiesCountIs(ALARM, { AlarmActions: [{ Ref: Match.stringLikeRegexp('AlarmsTopic') }], OKActions: [{ Ref: Match.stringLikeRegexp('AlarmsTopic') }] }, 2);
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: {
            ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':alarm:*']] } },
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          },
        }),
      ]),
    },
  });
});

test('a topic that is given is told, gets the addresses, and keeps its policy', () => {
  const stack = testStack();
  const alertTopic = new Topic(stack, 'Mine');
  const template = templateOf(alarmsWith({ alertTopic, alertEmails: ['a@example.com'] }, stack));
  template.resourceCountIs('AWS::SNS::Topic', 1);
  template.resourceCountIs('AWS::SNS::TopicPolicy', 0);
  template.resourceCountIs('AWS::SNS::Subscription', 1);
  template.resourcePropertiesCountIs(ALARM, { AlarmActions: [stack.resolve(alertTopic.topicArn)] }, 2);
});

test('a stage that is imported by name', () => {
  const stack = testStack();
  const restApi = RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'abc', rootResourceId: 'def', restApiName: 'orders' });
  RestApiAlarms.fromStage(stack, 'Alarms', Stage.fromStageAttributes(stack, 'Stage', { stageName: 'beta', restApi }));
  const Dimensions = [{ Name: 'ApiName', Value: 'orders' }, { Name: 'Stage', Value: 'beta' }];
  templateOf(stack).allResourcesProperties(ALARM, {
    Metrics: Match.arrayWith([Match.objectLike({ MetricStat: Match.objectLike({ Metric: Match.objectLike({ Dimensions }) }) })]),
  });
});

describe('APIs of one name', () => {
  const two = (first: object, second: object) => {
    const app = new App();
    const stacks = [first, second].map((props, index) => new Stack(app, `Stack${index}`, props));
    stacks.forEach((stack) => testGateway(undefined, stack));
    return annotationsOf(stacks[1], 'aws:cdk:warning');
  };

  test('in one account and Region get a warning that names both', () => {
    expect(two({}, {})).toEqual([expect.stringMatching(/^the REST APIs \[Stack0\/OrdersApi\/Default\] and \[Stack1\/OrdersApi\/Default\] are both called "OrdersApi".*restApiName.*\[ack: cdk-gatehouse:sharedApiName\]$/)]);
  });

  test('in two Regions get none', () => {
    expect(two({ env: { region: 'eu-west-1', account: '1' } }, { env: { region: 'us-east-1', account: '1' } })).toEqual([]);
  });

  test('that are one API with two groups of alarms get none', () => {
    const { stack, gateway } = testGateway();
    RestApiAlarms.fromStage(stack, 'More', gateway.stage);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });
});

describe('bad input', () => {
  test.each<[RestApiAlarmsOptions, string]>([
    [{ serverErrorRate: { threshold: 0 } }, "'serverErrorRate.threshold' must be above 0 and at most 100 percent, got 0"],
    [{ serverErrorRate: { threshold: 101 } }, 'got 101'],
    [{ serverErrorRate: { minimumRequests: 0 } }, "'serverErrorRate.minimumRequests' must be at least 1 and finite, got 0"],
    [{ serverErrorRate: { evaluationPeriods: 1.5 } }, "'serverErrorRate.evaluationPeriods' must be a whole number of at least 1, got 1.5"],
    [{ latency: { percentile: 100 } }, "'latency.percentile' must be above 0 and below 100, got 100"],
    [{ latency: { minimumRequests: 0 } }, "'latency.minimumRequests' must be at least 1 and finite, got 0"],
    [{ latency: { period: Duration.seconds(45) } }, "'latency.period' must be whole minutes, in seconds, since the metrics are by the minute, got 45"],
    [{ serverErrorRate: { period: Duration.seconds(0) } }, "'serverErrorRate.period' must be whole minutes, in seconds, since the metrics are by the minute, got 0"],
    [{ serverErrorRate: { evaluationPeriods: 289 } }, "'serverErrorRate.evaluationPeriods' must be such that all periods together are at most 1 day(s), got 289"],
    [{ latency: { period: Duration.hours(1), evaluationPeriods: 169 } }, 'at most 7 day(s), got 169'],
    [{ latency: { percentile: Token.asNumber({ Ref: 'P' }) } }, "'latency.percentile' must be known at synthesis, got a token: write 99, for example"],
    [{ latency: { period: Duration.millis(1500) } }, "'latency.period' must be whole minutes, in seconds, since the metrics are by the minute, got 1.5"],
    [{ latency: { period: Duration.seconds(Token.asNumber({ Ref: 'P' })) } }, "'latency.period' must be known at synthesis, got a token: write Duration.minutes(5)"],
    [{ latency: { minimumRequests: Infinity } }, 'got Infinity'],
    [{ alertEmails: Token.asList({ Ref: 'E' }) }, "'alertEmails' must be a list of known length, got a token: write its elements"],
    [{ alertEmails: ['a@b.example,c@d.example'] }, "'alertEmails' must be e-mail addresses"],
    [{ latency: { evaluationPeriods: 0 } }, "'latency.evaluationPeriods' must be a whole number of at least 1, got 0"],
    [{ alertEmails: ['oncall'] }, '\'alertEmails\' must be e-mail addresses, got "oncall": write "oncall@example.com", for example'],
  ])('fails on %j', (options, message) => {
    expect(() => alarmsWith(options)).toThrow(message);
  });
});

test('fails on an imported API whose name nobody said', () => {
  const stack = testStack();
  const stage = (id: string) => Stage.fromStageAttributes(stack, `${id}Stage`, { stageName: 'prod', restApi: RestApi.fromRestApiId(stack, id, 'abc') });
  expect(() => RestApiAlarms.fromStage(stack, 'Alarms', stage('Unnamed'))).toThrow("'apiName' must be set for the imported API \"Unnamed\", whose name is not known");
  RestApiAlarms.fromStage(stack, 'Named', stage('Other'), { apiName: 'orders' });
  expect(JSON.stringify(templateOf(stack).toJSON())).toContain('"Name":"ApiName","Value":"orders"');
});

test('an API is watched by the name that its L1 has in the end', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  (api.node.defaultChild as CfnRestApi).name = 'renamed';
  RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage);
  expect(JSON.stringify(templateOf(stack).toJSON())).toContain('"Name":"ApiName","Value":"renamed"');
});

test('fails on a stage or a topic of another Region, and on no stage', () => {
  const app = new App();
  const [home, away] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { account: '123456789012', region } }));
  const { gateway } = testGateway(undefined, away);
  expect(() => RestApiAlarms.fromStage(home, 'Alarms', gateway.stage)).toThrow("'stage' must be of the Region of its alarms, eu-west-1, got us-east-1");
  expect(() => RestApiAlarms.fromStage(away, 'Alarms', gateway.stage, { alertTopic: new Topic(home, 'Topic') })).toThrow("'alertTopic' must be of the Region of its alarms, us-east-1");
  expect(() => RestApiAlarms.fromStage(away, 'None', undefined as never)).toThrow("'stage' must be a stage, got undefined");
});

test('an address that is given twice, or to two gateways with one topic, is subscribed once', () => {
  const stack = testStack();
  const alertTopic = new Topic(stack, 'Mine');
  for (const id of ['One', 'Two']) {
    const gateway = new RestGateway(stack, id, { alertTopic, alertEmails: ['a@example.com', 'a@example.com'] });
    gateway.addRoutes({ path: '/', integration: new MockIntegration() });
  }
  templateOf(stack).resourceCountIs('AWS::SNS::Subscription', 1);
});

test('tokens pass', () => {
  const stack = testStack();
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const text = new CfnParameter(stack, 'Text').valueAsString;
  alarmsWith({ serverErrorRate: { threshold: number, minimumRequests: number }, alertEmails: [text] }, stack);
  const template = templateOf(stack);
  template.hasResourceProperties(ALARM, { Threshold: { Ref: 'Number' }, Metrics: Match.arrayWith([Match.objectLike({ Expression: { 'Fn::Join': ['', ['IF(requests >= ', { Ref: 'Number' }, ', 100 * FILL(errors, 0) / requests, 0)']] } })]) });
  template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: { Ref: 'Text' } });
});

test('a gateway tells whom it is told to tell', () => {
  const stack = testStack();
  const alertTopic = new Topic(stack, 'Mine');
  new RestGateway(stack, 'Api', { alertTopic, alertEmails: ['a@example.com'] }).addRoutes({ path: '/', integration: new MockIntegration() });
  templateOf(stack).resourcePropertiesCountIs(ALARM, { AlarmActions: [stack.resolve(alertTopic.topicArn)] }, 2);
});
