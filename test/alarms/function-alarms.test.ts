import { LambdaDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { FunctionAlarms, FunctionAlarmsOptions } from '../../lib';
import { templateOf, testGateway, testStack } from '../helpers';

const ALARM = 'AWS::CloudWatch::Alarm';
const ALL: FunctionAlarmsOptions = { duration: {}, concurrency: {} };

function functionWith(stack: Stack, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(stack, 'Orders', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = 1'), ...props });
}

/** The properties of alarms by the end of their ids. */
const alarmsOf = (stack: Stack): Record<string, any> => Object.fromEntries(Object.entries(templateOf(stack).findResources(ALARM)).map(([id, { Properties }]) => [id.replace(/^Alarms|[0-9A-F]{8}$/g, ''), Properties]));

test('errors and throttled calls of a function, by its name', () => {
  const stack = testStack();
  const handler = functionWith(stack);
  FunctionAlarms.fromFunction(stack, 'Alarms', handler);
  const { Errors, Throttles, ...others } = alarmsOf(stack);
  expect(others).toEqual({});
  const metric = (name: string) => ({ Metric: { Namespace: 'AWS/Lambda', MetricName: name, Dimensions: [{ Name: 'FunctionName', Value: stack.resolve(handler.functionName) }] }, Period: 300, Stat: 'Sum' });
  expect(Errors).toMatchObject({
    Threshold: 5,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
    Metrics: [{ Expression: 'IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)' }, { Id: 'requests', MetricStat: metric('Invocations') }, { Id: 'errors', MetricStat: metric('Errors') }],
  });
  expect(Throttles).toMatchObject({
    Threshold: 1,
    EvaluationPeriods: 1,
    Metrics: [{ Expression: 'IF((FILL(requests, 0) + FILL(errors, 0)) >= 20, 100 * FILL(errors, 0) / (FILL(requests, 0) + FILL(errors, 0)), 0)' }, { MetricStat: metric('Invocations') }, { MetricStat: metric('Throttles') }],
  });
  expect(Errors.AlarmDescription).toMatch(/^More than 5 % of the calls of the function Shop\/Orders ended in an error/);
});

test('duration against the timeout, 3 seconds if nobody says one', () => {
  for (const [timeout, Threshold] of [[Duration.seconds(10), 8000], [undefined, 2400]] as const) {
    const stack = testStack();
    FunctionAlarms.fromFunction(stack, 'Alarms', functionWith(stack, { timeout }), ALL);
    expect(alarmsOf(stack).Duration).toMatchObject({ MetricName: 'Duration', ExtendedStatistic: 'p99', Period: 300, EvaluationPeriods: 3, Threshold });
  }
});

test('concurrency against what is reserved, or what an account has', () => {
  for (const [reservedConcurrentExecutions, Threshold] of [[50, 40], [undefined, 800]] as const) {
    const stack = testStack();
    FunctionAlarms.fromFunction(stack, 'Alarms', functionWith(stack, { reservedConcurrentExecutions }), ALL);
    expect(alarmsOf(stack).Concurrency).toMatchObject({ MetricName: 'ConcurrentExecutions', Statistic: 'Maximum', Threshold });
  }
});

describe('an alias', () => {
  const ofAlias = (options: FunctionAlarmsOptions = {}) => {
    const stack = testStack();
    const handler = functionWith(stack, { timeout: Duration.seconds(10), reservedConcurrentExecutions: 10 });
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion });
    return { stack, handler, alias, alarms: FunctionAlarms.fromFunction(stack, 'Alarms', alias, { ...ALL, ...options }) };
  };

  test('is watched by itself, by its literal name, with the timeout of its function', () => {
    const { stack, handler } = ofAlias({ provisionedSpillover: {} });
    const FunctionName = stack.resolve(handler.functionName);
    const { Duration: duration, ProvisionedSpillover, Concurrency } = alarmsOf(stack);
    const Dimensions = [{ Name: 'FunctionName', Value: FunctionName }, { Name: 'Resource', Value: { 'Fn::Join': ['', [FunctionName, ':live']] } }];
    expect(duration).toMatchObject({ Dimensions, Threshold: 8000 });
    expect(Concurrency).toMatchObject({ Dimensions, Threshold: 8 });
    expect(ProvisionedSpillover).toMatchObject({ Dimensions, MetricName: 'ProvisionedConcurrencySpilloverInvocations', Statistic: 'Sum', Threshold: 10, EvaluationPeriods: 3 });
  });

  test('can be rolled back by its alarms: they do not refer to it', () => {
    const { stack, alias, alarms } = ofAlias();
    new LambdaDeploymentGroup(stack, 'Deployments', { alias, alarms: alarms.allAlarms });
    const template = templateOf(stack);
    const [aliasId] = Object.keys(template.findResources('AWS::Lambda::Alias'));
    expect(JSON.stringify(template.findResources(ALARM))).not.toContain(aliasId);
  });

  test('imported: by the name in its ARN', () => {
    const stack = testStack();
    const version = lambda.Version.fromVersionArn(stack, 'V', 'arn:aws:lambda:eu-west-1:123456789012:function:orders:7');
    FunctionAlarms.fromFunction(stack, 'Alarms', version);
    expect(JSON.stringify(alarmsOf(stack).Errors.Metrics)).toContain('orders:7');
  });
});

test('alarms of a function tell, alone and with those of a stage', () => {
  const stack = testStack();
  const alertTopic = new Topic(stack, 'Page');
  FunctionAlarms.fromFunction(stack, 'Alarms', functionWith(stack), { alertTopic });
  const told = [stack.resolve(alertTopic.topicArn)];
  templateOf(stack).resourcePropertiesCountIs(ALARM, { AlarmActions: told, OKActions: told }, 2);
  const { gateway, handler } = testGateway();
  const ofFunction = gateway.alarms.addFunction('Orders', { handler, duration: {} });
  expect(ofFunction.allAlarms.map(({ node }) => node.id)).toEqual(['Errors', 'Throttles', 'Duration']);
  expect(gateway.alarms.allAlarms).toHaveLength(5);
});

describe('bad input', () => {
  test.each<[object, string]>([
    [{ errors: { threshold: 0 } }, "'errors.threshold' must be above 0 and at most 100 percent, got 0"],
    [{ throttles: { minimumRequests: 0 } }, "'throttles.minimumRequests' must be at least 1 and finite, got 0"],
    [{ duration: { percentile: 0 } }, "'duration.percentile' must be above 0 and below 100, got 0"],
    [{ duration: { percentile: Token.asNumber({ Ref: 'P' }) } }, "'duration.percentile' must be known at synthesis, got a token: write 99, for example"],
    [{ concurrency: { limit: 0 } }, "'concurrency.limit' must be a whole number of at least 1, got 0"],
    [{ concurrency: { limit: Token.asNumber({ Ref: 'P' }) } }, "'concurrency.limit' must be known at synthesis"],
    [{ concurrency: { threshold: 101 } }, "'concurrency.threshold' must be above 0 and at most 100 percent, got 101"],
    [{ provisionedSpillover: {} }, "'provisionedSpillover' needs an alias or a version of the function, which alone has provisioned concurrency: pass it as 'handler'"],
    [{ errors: { period: Duration.seconds(1) } }, "'errors.period' must be whole minutes"],
  ])('fails on %j', (options, message) => {
    const stack = testStack();
    expect(() => FunctionAlarms.fromFunction(stack, 'Alarms', functionWith(stack), options)).toThrow(message);
  });

  test('fails on no function, and on a timeout that is not known', () => {
    const stack = testStack();
    expect(() => FunctionAlarms.fromFunction(stack, 'None', 'arn' as never)).toThrow("'handler' must be a function, or an alias or a version of it, got \"arn\"");
    const imported = lambda.Function.fromFunctionName(stack, 'Imported', 'orders');
    expect(() => FunctionAlarms.fromFunction(stack, 'Imported2', imported, { duration: {} })).toThrow("'duration.threshold' must be set, since the timeout of the function is not known: write Duration.seconds(10), for example");
    FunctionAlarms.fromFunction(stack, 'Alarms', imported, { duration: { threshold: Duration.seconds(5) } });
    expect(alarmsOf(stack).Duration.Threshold).toBe(5000);
    expect(() => testGateway().gateway.alarms.addFunction('None', { handler: undefined as never })).toThrow("'handler' must be a function, or an alias or a version of it, got undefined");
  });
});
