import { Match } from 'aws-cdk-lib/assertions';
import { ApiKey, Period } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, CfnOutput, CfnParameter, Duration, NestedStack, Stack, StackProps } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import {
  AlarmSet, FunctionRelease, FunctionReleaseProps, HttpGateway, RestGateway, RestLayout, RollbackAlarmSet, StagedFunction, WebSocketAlarmSet,
  WebSocketGateway,
} from '../../lib';
import { findCycle } from '../contract/support/cycles';
import { annotationsOf, templateOf, testFunction, testStack } from '../helpers';

const ALIAS = 'AWS::Lambda::Alias';
const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const ALARM = 'AWS::CloudWatch::Alarm';
const { GET } = HttpMethod;
const { LambdaDeploymentConfig } = codedeploy;

/** A release of a function in a stack of its own. */
function testRelease(
  props: Partial<FunctionReleaseProps> = {},
  stack = testStack(),
): { stack: Stack; release: FunctionRelease; handler: lambda.Function } {
  const handler = testFunction(stack);
  const release = new FunctionRelease(stack, 'Orders', { ...(props.alias ? {} : { handler }), ...props });
  return { stack, release, handler };
}

/** An alarm on nothing in particular. */
function testAlarm(stack: Stack, id = 'Alarm', props: Partial<cloudwatch.AlarmProps> = {}): cloudwatch.Alarm {
  return new cloudwatch.Alarm(stack, id, { metric: new cloudwatch.Metric({ namespace: 'N', metricName: 'm' }), threshold: 1, evaluationPeriods: 1, ...props });
}

/** A cycle in the template as it would be written, found by nothing of the library. */
const cycleOf = (stack: Stack) => {
  const assembly = (stack.node.root as App).synth({ skipValidation: true, force: true });
  return findCycle(assembly.getStackArtifact(stack.artifactId).template);
};
const resources = (stack: Stack, type: string) => Object.entries<any>(templateOf(stack).findResources(type));
const resource = (stack: Stack, type: string): any => resources(stack, type)[0][1];
const logicalId = (stack: Stack, { node }: IConstruct) => stack.resolve((node.defaultChild as lambda.CfnFunction).logicalId);
const synth = (stack: Stack) => (stack.node.root as App).synth();

describe('a release', () => {
  test('is an alias of the version that each deployment makes, and a deployment group that moves it', () => {
    const { stack, release } = testRelease();
    const group = logicalId(stack, release.deploymentGroup);
    templateOf(stack).hasResource(ALIAS, {
      Properties: { Name: 'live', FunctionVersion: { 'Fn::GetAtt': [Match.stringLikeRegexp('HandlerCurrentVersion'), 'Version'] } },
      UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: { Ref: Match.anyValue() }, DeploymentGroupName: { Ref: group } } },
    });
    templateOf(stack).hasResourceProperties(GROUP, { DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent10Minutes' });
  });

  test('goes back after a deployment that fails, is stopped, or raises an alarm', () => {
    const Events = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'];
    templateOf(testRelease().stack).hasResourceProperties(GROUP, { AutoRollbackConfiguration: { Enabled: true, Events } });
    const some = testRelease({ autoRollback: { stoppedDeployment: false } }).stack;
    templateOf(some).hasResourceProperties(GROUP, { AutoRollbackConfiguration: { Enabled: true, Events: [Events[0], Events[2]] } });
    const none = testRelease({ autoRollback: { failedDeployment: false, stoppedDeployment: false, deploymentInAlarm: false } }).stack;
    templateOf(none).hasResourceProperties(GROUP, { AutoRollbackConfiguration: { Enabled: false } });
  });

  test('keeps the version to go back to, and not one whose deployment failed', () => {
    templateOf(testRelease().stack).hasResource('AWS::Lambda::Version', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('has names, an application and a role as it is said', () => {
    const stack = testStack();
    const application = new codedeploy.LambdaApplication(stack, 'App', { applicationName: 'shop' });
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111111111111:role/deployer');
    testRelease({ application, role, deploymentGroupName: 'orders', aliasName: 'current' }, stack);
    templateOf(stack).hasResourceProperties(ALIAS, { Name: 'current' });
    templateOf(stack).hasResourceProperties(GROUP, { DeploymentGroupName: 'orders', ServiceRoleArn: 'arn:aws:iam::111111111111:role/deployer' });
    templateOf(stack).resourceCountIs('AWS::CodeDeploy::Application', 1);
  });

  test('is kept ready, and scaled', () => {
    const { stack } = testRelease({ provisionedConcurrency: { minimum: 2, maximum: 10 } });
    templateOf(stack).hasResourceProperties(ALIAS, { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } });
    templateOf(stack).hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 10 });
  });

  test.each([
    ...Object.entries(LambdaDeploymentConfig).filter(([name]) => name === name.toUpperCase()).map(([name, config]) => [name, () => config] as const),
    ['a name', (stack: Stack) => LambdaDeploymentConfig.fromLambdaDeploymentConfigName(stack, 'Config', 'Ours')] as const,
    ['a token', (stack: Stack) => LambdaDeploymentConfig.fromLambdaDeploymentConfigName(stack, 'Config', new CfnParameter(stack, 'P').valueAsString)] as const,
    ['one of its own', (stack: Stack) => new LambdaDeploymentConfig(stack, 'Config', { trafficRouting: codedeploy.TrafficRouting.timeBasedLinear({ interval: Duration.minutes(2), percentage: 30 }) })] as const,
  ])('takes the configuration %s', (_name, config) => {
    const stack = testStack();
    const deploymentConfig = config(stack);
    testRelease({ deploymentConfig }, stack);
    templateOf(stack).hasResourceProperties(GROUP, { DeploymentConfigName: stack.resolve(deploymentConfig.deploymentConfigName) });
  });

  test('of another version of the code changes nothing of the API that calls it', () => {
    const apiOf = (code: string, layout: RestLayout) => {
      const stack = testStack();
      const handler = testFunction(stack);
      (handler.node.defaultChild as lambda.CfnFunction).code = { zipFile: code };
      const release = new FunctionRelease(stack, 'Orders', { handler });
      new RestGateway(stack, 'Api', { layout }).addRoutes({ path: '/orders', methods: [GET], handler: release.alias });
      const { Resources } = templateOf(stack).toJSON();
      const api = Object.entries<any>(Resources).filter(([, { Type }]) => Type.startsWith('AWS::ApiGateway::') || Type === 'AWS::Lambda::Permission');
      return { api, versions: resources(stack, 'AWS::Lambda::Version').map(([id]) => id) };
    };
    for (const layout of [RestLayout.OPENAPI, RestLayout.RESOURCES]) {
      const [before, after] = ['1', '2'].map((code) => apiOf(code, layout));
      expect(after.api).toEqual(before.api);
      expect(after.versions).not.toEqual(before.versions);
    }
  });

  test('is called by its alias alone, with one permission for an API, which is there before the stage', () => {
    const { stack, release } = testRelease();
    const gateway = new RestGateway(stack, 'Api');
    for (const path of ['/orders', '/more']) gateway.addRoutes({ path, methods: [GET], handler: release.alias });
    const [[id, permission], ...others] = resources(stack, 'AWS::Lambda::Permission');
    expect(others).toEqual([]);
    expect(permission.Properties.FunctionName).toEqual({ Ref: logicalId(stack, release.alias) });
    expect(resource(stack, 'AWS::ApiGateway::Stage').DependsOn).toContain(id);
    expect(JSON.stringify(resource(stack, 'AWS::ApiGateway::RestApi').Properties.Body)).toContain(`functions/\${${logicalId(stack, release.alias)}}/invocations`);
  });
});

describe('alarms of its own', () => {
  const named = (dimensions: any[]) => Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));
  const dimensionsOf = (alarm: any) => alarm.Properties.Metrics.filter(({ MetricStat }: any) => MetricStat)
    .map(({ MetricStat: { Metric: { MetricName, Dimensions } } }: any) => [MetricName, named(Dimensions)]);

  test('look at the new version by itself for errors and duration, and at the alias for throttles, by a name that is written', () => {
    const { stack, release, handler } = testRelease();
    const FunctionName = { Ref: logicalId(stack, handler) };
    const ofAlias = { FunctionName, Resource: { 'Fn::Join': ['', [FunctionName, ':live']] } };
    const ofVersion = { ...ofAlias, ExecutedVersion: { 'Fn::GetAtt': [Object.keys(templateOf(stack).findResources('AWS::Lambda::Version'))[0], 'Version'] } };
    const alarms = templateOf(stack).findResources(ALARM);
    expect(dimensionsOf(alarms[logicalId(stack, release.errors!)])).toEqual([['Invocations', ofVersion], ['Errors', ofVersion]]);
    expect(dimensionsOf(alarms[logicalId(stack, release.throttles!)])).toEqual([['Invocations', ofAlias], ['Throttles', ofAlias]]);
    expect(dimensionsOf(alarms[logicalId(stack, release.duration!)])).toEqual([['Invocations', ofVersion], ['Duration', ofVersion]]);
    expect(Object.keys(alarms)).toHaveLength(3);
    const Alarms = Object.keys(alarms).map((Ref) => ({ Name: { Ref } }));
    expect(resource(stack, GROUP).Properties.AlarmConfiguration).toEqual({ Enabled: true, Alarms });
    expect(release.rollbackAlarms).toEqual([release.errors, release.throttles, release.duration]);
  });

  test('have the thresholds that are said', () => {
    const alarms = RollbackAlarmSet.standard({
      errors: { threshold: 1, minimumRequests: 50, period: Duration.minutes(1), evaluationPeriods: 2 },
      throttles: { threshold: 2 },
      duration: { percentile: 99, threshold: Duration.seconds(1) },
    });
    const template = templateOf(testRelease({ alarms }).stack);
    template.hasResourceProperties(ALARM, { Threshold: 1, EvaluationPeriods: 2, Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(requests >= 50, 100 * FILL(errors, 0) / requests, 0)' }), Match.objectLike({ MetricStat: Match.objectLike({ Period: 60 }) })]) });
    template.hasResourceProperties(ALARM, { Threshold: 2 });
    template.hasResourceProperties(ALARM, { Threshold: 1000, Metrics: Match.arrayWith([Match.objectLike({ MetricStat: Match.objectLike({ Stat: 'p99' }) })]) });
  });

  test('take 80 % of the timeout of the function', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    (handler.node.defaultChild as lambda.CfnFunction).timeout = 10;
    new FunctionRelease(stack, 'Orders', { handler });
    templateOf(stack).hasResourceProperties(ALARM, { Threshold: 8000 });
  });

  test('are none if it is said, and then CodeDeploy is told so', () => {
    const { stack, release } = testRelease({ alarms: RollbackAlarmSet.none() });
    templateOf(stack).resourceCountIs(ALARM, 0);
    templateOf(stack).hasResourceProperties(GROUP, { AlarmConfiguration: { Enabled: false }, AutoRollbackConfiguration: { Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'] } });
    expect([release.errors, release.throttles, release.duration, ...release.rollbackAlarms]).toEqual([undefined, undefined, undefined]);
  });

  test('are left alone, and asked for in vain, if it is said', () => {
    const { stack } = testRelease({ ignoreAlarmConfiguration: true, ignorePollAlarmsFailure: true });
    const { AlarmConfiguration } = resource(stack, GROUP).Properties;
    expect(AlarmConfiguration).toMatchObject({ Enabled: false, IgnorePollAlarmFailure: true });
    expect(AlarmConfiguration.Alarms).toHaveLength(3);
  });
});

describe('hooks', () => {
  const withHooks = () => {
    const stack = testStack();
    const [preTrafficHook, postTrafficHook] = ['Pre', 'Post'].map((id) => testFunction(stack, id));
    return { ...testRelease({ preTrafficHook, postTrafficHook }, stack), preTrafficHook, postTrafficHook };
  };

  test('are called before and after the traffic', () => {
    const { stack, preTrafficHook, postTrafficHook } = withHooks();
    expect(resource(stack, ALIAS).UpdatePolicy.CodeDeployLambdaAliasUpdate).toMatchObject({
      BeforeAllowTrafficHook: { Ref: logicalId(stack, preTrafficHook) }, AfterAllowTrafficHook: { Ref: logicalId(stack, postTrafficHook) },
    });
  });

  test('may report to their deployment group and do nothing else, and CodeDeploy may invoke them and no other function', () => {
    const { stack, release, preTrafficHook, postTrafficHook } = withHooks();
    const policies = resources(stack, 'AWS::IAM::Policy').map(([, { Properties }]) => Properties);
    const statementsOf = (role: string) => policies.filter(({ Roles }) => Roles[0].Ref === role).flatMap((policy) => policy.PolicyDocument.Statement);
    for (const hook of [preTrafficHook, postTrafficHook]) {
      expect(statementsOf(logicalId(stack, hook.role!))).toEqual([{
        Effect: 'Allow', Action: 'codedeploy:PutLifecycleEventHookExecutionStatus', Resource: stack.resolve(release.deploymentGroup.deploymentGroupArn),
      }]);
    }
    const ofCodeDeploy = statementsOf(logicalId(stack, release.deploymentGroup.role));
    expect(ofCodeDeploy.map(({ Action }) => Action)).toEqual(['lambda:InvokeFunction', 'lambda:InvokeFunction']);
    expect(ofCodeDeploy.map(({ Resource }) => Resource[0]['Fn::GetAtt'][0])).toEqual([preTrafficHook, postTrafficHook].map((hook) => logicalId(stack, hook)));
  });

  test('may be invoked before the alias moves for the first time', () => {
    const { stack, release } = withHooks();
    const role = logicalId(stack, release.deploymentGroup.role);
    const policies = resources(stack, 'AWS::IAM::Policy').filter(([, { Properties }]) => Properties.Roles[0].Ref === role).map(([id]) => id);
    expect(policies).toHaveLength(1);
    expect(resource(stack, ALIAS).DependsOn).toEqual(policies);
    expect(cycleOf(stack)).toBeUndefined();
  });

  test('may call the new version', () => {
    const stack = testStack();
    const [handler, preTrafficHook] = ['F', 'Pre'].map((id) => testFunction(stack, id));
    new FunctionRelease(stack, 'Orders', { handler, preTrafficHook });
    preTrafficHook.addEnvironment('NEW_VERSION', handler.currentVersion.functionArn);
    handler.currentVersion.grantInvoke(preTrafficHook);
    synth(stack);
    expect(cycleOf(stack)).toBeUndefined();
  });
});

describe('alarms of gateways', () => {
  type Define = (stack: Stack, handler: lambda.IFunction) => { alarms: cloudwatch.IAlarm[]; apiStage: string };

  const ofRoutes = { latency: {}, serverErrorRate: {} };
  const standard = {
    clientErrorRate: {},
    integrationLatency: {},
    gatewayOverhead: {},
    trafficDrop: {},
    trafficSurge: {},
    throttledRate: {},
    composite: true,
    routeAlarms: [ofRoutes],
  };
  const slo = { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } };

  const GATEWAYS: Array<[name: string, define: Define]> = [
    ...[RestLayout.OPENAPI, RestLayout.RESOURCES].map((layout): [string, Define] => [`RestGateway, layout ${layout}`, (stack, handler) => {
      const gateway = new RestGateway(stack, 'Api', { layout, slo, detailedMetrics: true, alertEmails: ['oncall@example.com'], alarms: AlarmSet.standard(standard) });
      gateway.addRoutes({ path: '/orders', methods: [GET], handler, apiKeyRequired: true });
      const { alarms } = gateway;
      const quota = { limit: 1000, period: Period.DAY };
      const apiKey = new ApiKey(stack, 'Key');
      gateway.addUsagePlan('Partners', { quota, stages: ['prod', 'beta'] }).addExistingKey(apiKey);
      const further = [alarms.addIntegrationTimeoutRate(), alarms.addAuthorizerErrorRate(), alarms.addQuotaUsage('Acme', { quota, apiKey })];
      const beta = gateway.addStage('beta');
      return { alarms: [...alarms.allAlarms, alarms.compositeAlarm!, ...alarms.slo!.allAlarms, ...further, ...beta.alarms.allAlarms], apiStage: 'AWS::ApiGateway::Stage' };
    }]),
    ['HttpGateway', (stack, handler) => {
      const gateway = new HttpGateway(stack, 'Api', { slo, detailedMetrics: true, alertEmails: ['oncall@example.com'], alarms: AlarmSet.standard(standard) });
      gateway.addRoutes({ path: '/orders', methods: [GET], handler });
      const { alarms } = gateway;
      const beta = gateway.addStage('beta');
      return { alarms: [...alarms.allAlarms, alarms.compositeAlarm!, ...alarms.slo!.allAlarms, ...beta.alarms.allAlarms], apiStage: 'AWS::ApiGatewayV2::Stage' };
    }],
    ['WebSocketGateway', (stack, handler) => {
      const gateway = new WebSocketGateway(stack, 'Api', { alertEmails: ['oncall@example.com'], alarms: WebSocketAlarmSet.standard({ composite: true }) });
      gateway.addRoute('$connect');
      gateway.addRoute('send', { handler });
      const { alarms } = gateway;
      return { alarms: [...alarms.allAlarms, alarms.compositeAlarm!], apiStage: 'AWS::ApiGatewayV2::Stage' };
    }],
  ];

  test.each(GATEWAYS)('roll back a function behind a %s, all of them, without a cycle', (_name, define) => {
    const { stack, release } = testRelease();
    const { alarms, apiStage } = define(stack, release.alias);
    for (const alarm of alarms) release.addRollbackAlarm(alarm);
    expect(alarms.length).toBeGreaterThan(2);
    synth(stack);
    expect(cycleOf(stack)).toBeUndefined();
    const { Resources } = templateOf(stack).toJSON();
    const names = resource(stack, GROUP).Properties.AlarmConfiguration.Alarms.map(({ Name: { Ref } }: any) => Resources[Ref].Type);
    expect(names).toHaveLength(new Set(alarms).size + 3);
    expect(Object.values<any>(Resources).some(({ Type }) => Type === apiStage)).toBe(true);
  });

  test.each(GATEWAYS)('roll back one stage of a staged function behind a %s', (_name, define) => {
    const stack = testStack();
    const staged = new StagedFunction(stack, 'Staged', { handler: testFunction(stack) });
    const release = new FunctionRelease(stack, 'Live', { alias: staged.aliasFor('live') });
    for (const alarm of define(stack, staged.aliasFor('live')).alarms) release.addRollbackAlarm(alarm);
    synth(stack);
    expect(cycleOf(stack)).toBeUndefined();
  });
});

describe('an alarm that refers to a stage which calls the alias', () => {
  const REMEDY = 'an alarm that a deployment is rolled back by must not refer to a stage that calls the alias: write the name of the stage into its dimensions, such as "prod" ' +
    "for 'stage.stageName', or give the alarm an 'alarmName' and add Alarm.fromAlarmName(this, 'ByName', 'that name')";

  const naive = (layout: RestLayout, add: (release: FunctionRelease, alarm: cloudwatch.Alarm) => void) => {
    const { stack, release } = testRelease();
    const gateway = new RestGateway(stack, 'Api', { layout });
    gateway.addRoutes({ path: '/orders', methods: [GET], handler: release.alias });
    const alarm = gateway.stage.metricServerError().createAlarm(stack, 'Naive', { threshold: 1, evaluationPeriods: 1, alarmName: 'orders-5xx' });
    add(release, alarm);
    return { stack, release };
  };

  describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('in the layout %s', (layout) => {
    test('fails with the way and the remedy, once', () => {
      const { stack } = naive(layout, (release, alarm) => release.addRollbackAlarm(alarm));
      let message = '';
      try {
        synth(stack);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toMatch(/\[Shop\/Orders\] the deployments of the alias need something that needs the alias, and CloudFormation can make neither first: \[Shop\/Orders\/DeploymentGroup\/Resource\] -> \[Shop\/Naive\/Resource\] -> .*\[Shop\/Orders\/Alias\/Resource\] -> \[Shop\/Orders\/DeploymentGroup\/Resource\]; /);
      expect(message).toContain(REMEDY);
      expect(message).not.toContain('resources of the API refer');
      expect(cycleOf(stack)).toEqual(expect.arrayContaining([expect.stringContaining('OrdersAlias'), expect.stringContaining('Naive')]));
    });

    test('does so by its name, which is what the remedy says', () => {
      const { stack } = naive(layout, (release, alarm) => release.addRollbackAlarm(cloudwatch.Alarm.fromAlarmName(release, 'ByName', alarm.stack.resolve(alarm.alarmName).Ref ? 'orders-5xx' : '')));
      synth(stack);
      expect(cycleOf(stack)).toBeUndefined();
    });
  });

  test('fails behind a deployment group of the L2, too', () => {
    const stack = testStack();
    const alias = testFunction(stack).addAlias('live');
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/orders', methods: [GET], handler: alias });
    const alarm = gateway.stage.metricServerError().createAlarm(stack, 'Naive', { threshold: 1, evaluationPeriods: 1 });
    new codedeploy.LambdaDeploymentGroup(stack, 'Group', { alias, alarms: [alarm] });
    expect(() => synth(stack)).toThrow(REMEDY);
  });

  test('fails behind a HTTP gateway and a WebSocket gateway, too', () => {
    const { stack, release } = testRelease();
    const gateway = new HttpGateway(stack, 'Api');
    gateway.addRoutes({ path: '/orders', methods: [GET], handler: release.alias });
    const alarm = testAlarm(stack);
    alarm.node.addDependency(gateway);
    release.addRollbackAlarm(alarm);
    expect(() => synth(stack)).toThrow(REMEDY);
  });

  test('fails for an alarm of a nested stack', () => {
    const { stack, release } = testRelease();
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/orders', methods: [GET], handler: release.alias });
    const metric = gateway.stage.metricServerError();
    release.addRollbackAlarm(testAlarm(new NestedStack(stack, 'Alarms'), 'Naive', { metric }));
    expect(() => synth(stack)).toThrow(REMEDY);
  });
});

test.each<[string, (hook: lambda.Function, release: () => FunctionRelease, stack: Stack) => void]>([
  ['reads the URL of an API that calls the alias', (hook, release, stack) => {
    const gateway = new HttpGateway(stack, 'Api');
    gateway.addRoutes({ path: '/orders', methods: [GET], handler: release().alias });
    hook.addEnvironment('URL', gateway.url);
    hook.node.addDependency(gateway);
  }],
  ['calls the alias', (hook, release) => release().alias.grantInvoke(hook)],
])('a hook that %s fails with the way and the remedy', (_name, use) => {
  const stack = testStack();
  const preTrafficHook = testFunction(stack, 'Pre');
  const { release } = testRelease({ preTrafficHook }, stack);
  use(preTrafficHook, () => release, stack);
  expect(() => synth(stack)).toThrow(/need something that needs the alias.*\[Shop\/Orders\/Alias\/Resource\].*a hook of a deployment, and what it may call, must not refer to the alias/);
  expect(cycleOf(stack)).toBeDefined();
});

describe('stacks', () => {
  const twoStacks = (props: StackProps = {}, alarmProps: Partial<cloudwatch.AlarmProps> = {}) => {
    const app = new App();
    const [functions, shop] = ['Functions', 'Shop'].map((id) => new Stack(app, id, props));
    const { release } = testRelease({}, functions);
    new RestGateway(shop, 'Api').addRoutes({ path: '/orders', methods: [GET], handler: release.alias });
    return { app, functions, shop, release, alarm: testAlarm(shop, 'Alarm', alarmProps) };
  };

  test('of a gateway may be others, whose alarms are named', () => {
    const { app, functions, release, alarm } = twoStacks({}, { alarmName: 'shop-5xx' });
    release.addRollbackAlarm(alarm);
    app.synth();
    expect(functions.dependencies).toEqual([]);
    templateOf(functions).hasResourceProperties(GROUP, { AlarmConfiguration: { Alarms: Match.arrayWith([{ Name: 'shop-5xx' }]) } });
  });

  test('that would need each other by an alarm without a name fail', () => {
    const { release, alarm } = twoStacks();
    expect(() => release.addRollbackAlarm(alarm)).toThrow("the alarm [Shop/Alarm] is of another stack, and must be named for the function's stack not to need that one: set 'alarmName' of its L1, or define the release in the stack of the alarm\n    at [Functions/Orders]");
  });

  test('of known accounts and Regions work as those of unknown ones, and an alarm of elsewhere fails', () => {
    const env = { account: '111111111111', region: 'eu-west-1' };
    const { stack, release } = testRelease({}, testStack('Shop', { env }));
    release.addRollbackAlarm(cloudwatch.Alarm.fromAlarmArn(stack, 'There', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:there'));
    templateOf(stack).hasResourceProperties(GROUP, { AlarmConfiguration: { Alarms: Match.arrayWith([{ Name: 'there' }]) } });
    const elsewhere = testAlarm(new Stack(stack.node.root as App, 'Far', { env: { ...env, region: 'us-east-1' } }), 'Alarm', { alarmName: 'far' });
    expect(() => release.addRollbackAlarm(elsewhere)).toThrow("'alarm' must be of the account and the Region of the function, where CodeDeploy looks for it, got [Far/Alarm] of 111111111111 in us-east-1");
  });
});

describe('an alias that is there', () => {
  test('is released as it is, that of one stage of a staged function by itself', () => {
    const stack = testStack();
    const orders = new StagedFunction(stack, 'Staged', { handler: testFunction(stack) });
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/', methods: [GET], stagedHandler: orders });
    gateway.addStage('beta');
    const release = new FunctionRelease(stack, 'Prod', { alias: orders.aliasFor('prod') });
    release.addRollbackAlarm(gateway.alarms.serverErrorRate);
    synth(stack);
    const aliases = Object.values<any>(templateOf(stack).findResources(ALIAS));
    expect(aliases.map(({ Properties: { Name }, UpdatePolicy }) => [Name, UpdatePolicy !== undefined]).sort()).toEqual([['beta', false], ['prod', true]]);
    expect(release.alias).toBe(orders.aliasFor('prod'));
    expect(cycleOf(stack)).toBeUndefined();
  });

  test('of a release is that of a stage', () => {
    const { stack, release, handler } = testRelease({ aliasName: 'prod' });
    new RestGateway(stack, 'Api').addRoutes({ path: '/', methods: [GET], stagedHandler: new StagedFunction(stack, 'Staged', { handler, aliases: { prod: release.alias } }) });
    synth(stack);
    templateOf(stack).resourceCountIs(ALIAS, 1);
  });

  test('of the name that is to be defined fails, whoever defined it', () => {
    const byRelease = testRelease();
    expect(() => new FunctionRelease(byRelease.stack, 'Again', { handler: byRelease.handler })).toThrow("the function [Shop/Handler] has an alias \"live\" by [Shop/Orders] already: give this one another 'aliasName', or release that one by 'alias', such as aliasFor('prod') of a StagedFunction");
    expect(() => new StagedFunction(byRelease.stack, 'Staged', { handler: byRelease.handler }).aliasFor('live')).toThrow("the function [Shop/Handler] has an alias \"live\" by [Shop/Orders] already: give its alias in 'aliases', or set 'aliasNames'");
    const byStage = testStack();
    const handler = testFunction(byStage);
    new StagedFunction(byStage, 'Staged', { handler }).aliasFor('live');
    expect(() => new FunctionRelease(byStage, 'Orders', { handler })).toThrow('has an alias "live" by [Shop/Staged] already');
    const byHand = testRelease();
    new lambda.Alias(byHand.stack, 'ByHand', { aliasName: 'live', version: byHand.handler.currentVersion });
    expect(() => synth(byHand.stack)).toThrow("the function has an alias \"live\" at [Shop/ByHand/Resource] already: release it by 'alias', or give this one another 'aliasName'");
  });

  test('of another name is another release', () => {
    const { stack, handler } = testRelease();
    new FunctionRelease(stack, 'Next', { handler, aliasName: 'next' });
    synth(stack);
    templateOf(stack).resourceCountIs(GROUP, 2);
  });
});

describe('alarms that come too late', () => {
  const warningsFor = (deploymentConfig: codedeploy.ILambdaDeploymentConfig | undefined, alarm: Partial<cloudwatch.AlarmProps>, hooked = false) => {
    const stack = testStack();
    const { release } = testRelease({ deploymentConfig, ...(hooked ? { postTrafficHook: testFunction(stack, 'Post') } : {}) }, stack);
    release.addRollbackAlarm(testAlarm(stack, 'Alarm', alarm));
    return annotationsOf(stack, 'aws:cdk:warning');
  };
  const late = [expect.stringContaining('the alarm [Shop/Alarm] takes more than')];

  test.each([
    [undefined, { evaluationPeriods: 2 }, []],
    [undefined, { evaluationPeriods: 3 }, late],
    [undefined, { evaluationPeriods: 5, datapointsToAlarm: 2 }, []],
    [LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES, { evaluationPeriods: 1 }, []],
    [LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES, { evaluationPeriods: 2 }, late],
    [LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE, { evaluationPeriods: 2 }, []],
    [LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE, { evaluationPeriods: 3 }, late],
    [LambdaDeploymentConfig.ALL_AT_ONCE, { evaluationPeriods: 1 }, late],
  ])('get a warning that says so (%#)', (config, alarm, warnings) => {
    expect(warningsFor(config, alarm)).toEqual(warnings);
  });

  test('get none while a hook watches after all calls have moved', () => {
    expect(warningsFor(LambdaDeploymentConfig.ALL_AT_ONCE, { evaluationPeriods: 1 }, true)).toEqual([]);
  });

  test.each([
    [codedeploy.TrafficRouting.timeBasedLinear({ interval: Duration.minutes(2), percentage: 30 }), 2, []], // 30, 60, 90, 100: three waits
    [codedeploy.TrafficRouting.timeBasedLinear({ interval: Duration.minutes(5), percentage: 50 }), 2, late],
    [codedeploy.TrafficRouting.timeBasedCanary({ interval: Duration.minutes(6), percentage: 5 }), 2, []],
    [codedeploy.TrafficRouting.timeBasedCanary({ interval: Duration.minutes(5), percentage: 5 }), 2, late],
    [codedeploy.TrafficRouting.allAtOnce(), 1, late],
  ])('get a warning with a configuration of their own, too (%#)', (trafficRouting, evaluationPeriods, warnings) => {
    const stack = testStack();
    const { release } = testRelease({ deploymentConfig: new LambdaDeploymentConfig(stack, 'Config', { trafficRouting }) }, stack);
    release.addRollbackAlarm(testAlarm(stack, 'Alarm', { evaluationPeriods }));
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual(warnings);
  });

  test('are told of the latency of a gateway, whose alarm takes three periods', () => {
    const { stack, release } = testRelease();
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/', methods: [GET], handler: release.alias });
    release.addRollbackAlarm(gateway.alarms.serverErrorRate);
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('takes more than'))).toEqual([]);
    const other = testRelease();
    const slow = new RestGateway(other.stack, 'Api');
    slow.addRoutes({ path: '/', methods: [GET], handler: other.release.alias });
    other.release.addRollbackAlarm(slow.alarms.latency);
    expect(annotationsOf(other.stack, 'aws:cdk:warning')).toContainEqual(expect.stringContaining('takes more than 10 minutes of bad calls to be raised, and with this \'deploymentConfig\' the new version has all calls after 10'));
  });
});

test('more than ten alarms get a warning that names what AWS says, and one that is added twice counts once', () => {
  const { stack, release } = testRelease();
  const alarms = [...Array(7).keys()].map((index) => testAlarm(stack, `Alarm${index}`));
  for (const alarm of [...alarms, ...alarms]) release.addRollbackAlarm(alarm);
  expect(release.rollbackAlarms).toHaveLength(10);
  expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  const more = testRelease();
  for (let index = 0; index < 9; index++) more.release.addRollbackAlarm(testAlarm(more.stack, `Alarm${index}`));
  expect(annotationsOf(more.stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('the deployment group has more than 10 alarms; AWS speaks of 10')]);
});

test('alarms of the L1 and composite ones are added, too', () => {
  const { stack, release } = testRelease();
  const l1 = new cloudwatch.CfnAlarm(stack, 'L1', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1, metricName: 'm', namespace: 'N', period: 60, statistic: 'Sum', threshold: 1 });
  release.addRollbackAlarm(l1);
  const composite = new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.fromAlarm(testAlarm(stack), cloudwatch.AlarmState.ALARM) });
  release.addRollbackAlarm(composite);
  expect(resource(stack, GROUP).Properties.AlarmConfiguration.Alarms.slice(3)).toEqual([{ Name: { Ref: 'L1' } }, { Name: { Ref: logicalId(stack, composite) } }]);
});

describe('bad input', () => {
  const imported = (stack: Stack) => lambda.Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:eu-west-1:111111111111:function:orders');
  const rate = (alarms: object) => () => ({ alarms: RollbackAlarmSet.standard(alarms) });

  test.each<[message: string, props: (stack: Stack, handler: lambda.Function) => any]>([
    ["set either 'handler' or 'alias', got neither", () => ({ handler: undefined })],
    ["set either 'handler' or 'alias', got both", (_stack, handler) => ({ alias: handler.addAlias('prod') })],
    ["'handler' must be a function, got \"orders\"", () => ({ handler: 'orders' })],
    ["'handler' must be a function that is defined in the app, got [Shop/Imported], which is imported and makes no versions: define the release where the function is defined", (stack) => ({ handler: imported(stack) })],
    ["'handler' must be the function itself, got an alias or a version of it, [Shop/Handler/Aliasprod]: pass the function, or an alias as 'alias'", (_stack, handler) => ({ handler: handler.addAlias('prod') })],
    ["'handler' must be of the stack of its release, [Shop], got [Other/Handler]: define the release in the stack of the function", (stack) => ({ handler: testFunction(new Stack(stack.node.root as App, 'Other')) })],
    ["'alias' must be of the stack of its release, [Shop], got [Other/Handler/Aliasprod]", (stack) => ({ handler: undefined, alias: testFunction(new Stack(stack.node.root as App, 'Other')).addAlias('prod') })],
    ["'alias' must be an alias, such as aliasFor(\"prod\") of a StagedFunction, got \"prod\"", () => ({ handler: undefined, alias: 'prod' })],
    ["'alias' must be defined in the app, got [Shop/Live], which is imported: define the release where the alias is defined", (stack) => ({
      handler: undefined, alias: lambda.Alias.fromAliasAttributes(stack, 'Live', { aliasName: 'live', aliasVersion: lambda.Version.fromVersionArn(stack, 'V', 'arn:aws:lambda:eu-west-1:111111111111:function:orders:3') }),
    })],
    ["'alias' must be released once, got [Shop/Handler/Aliasprod], which has a deployment group already: use that one", (stack, handler) => {
      const alias = handler.addAlias('prod');
      new FunctionRelease(stack, 'First', { alias });
      return { handler: undefined, alias };
    }],
    ["'alias' must have one version, got [Shop/Handler/Aliasprod] with weights: leave out 'additionalVersions', which CodeDeploy sets", (_stack, handler) => ({
      handler: undefined, alias: handler.addAlias('prod', { additionalVersions: [{ version: handler.latestVersion, weight: 0.1 }] }),
    })],
    ["'aliasName' is said where the alias is defined, not with 'alias': leave one of the two out", (_stack, handler) => ({ handler: undefined, aliasName: 'live', alias: handler.addAlias('prod') })],
    ["'provisionedConcurrency' is said where the alias is defined", (_stack, handler) => ({ handler: undefined, provisionedConcurrency: { minimum: 1 }, alias: handler.addAlias('prod') })],
    ["'aliasName' must be 1 to 128 letters, digits, hyphens and underscores, and not digits alone, got \"12\": write 'live', for example", () => ({ aliasName: '12' })],
    ["'aliasName' must be 1 to 128 letters", () => ({ aliasName: 'a b' })],
    ["'aliasName' must be known at synthesis, got a token: write 'live', for example", (stack) => ({ aliasName: new CfnParameter(stack, 'Name').valueAsString })],
    ["'aliasName' must be text, such as 'live', got 1", () => ({ aliasName: 1 })],
    ["'deploymentConfig' must be a configuration of CodeDeploy, such as LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES, got \"Canary\"", () => ({ deploymentConfig: 'Canary' })],
    ["'preTrafficHook' must be a function, got \"pre\"", () => ({ preTrafficHook: 'pre' })],
    ["'preTrafficHook' must be another function than the one that is released, [Shop/Handler]: define one that calls its new version, for example", (_stack, handler) => ({ preTrafficHook: handler })],
    ["'postTrafficHook' must be another function than the one that is released", (_stack, handler) => ({ postTrafficHook: handler.currentVersion })],
    ["'postTrafficHook' must be of the stack of its release, [Shop], got [Other/Handler]", (stack) => ({ postTrafficHook: testFunction(new Stack(stack.node.root as App, 'Other')) })],
    ["'alarms' must be a RollbackAlarmSet, such as RollbackAlarmSet.standard({ errors: { threshold: 1 } }), got []", () => ({ alarms: [] })],
    ["'autoRollback' must be a structure, such as { stoppedDeployment: false }, got true", () => ({ autoRollback: true })],
    ["'application' must be a LambdaApplication, got \"shop\"", () => ({ application: 'shop' })],
    ["'role' must be a role, got \"deployer\"", () => ({ role: 'deployer' })],
    ["'provisionedConcurrency.minimum' must be a whole number of at least 1, got 0", () => ({ provisionedConcurrency: { minimum: 0 } })],
    ["'alarms.errors' must be a structure, got true: leave it out for the defaults", rate({ errors: true })],
    ["'alarms.errors.threshold' must be above 0 and at most 100 percent, got 0", rate({ errors: { threshold: 0 } })],
    ["'alarms.throttles.threshold' must be above 0 and at most 100 percent, got 101", rate({ throttles: { threshold: 101 } })],
    ["'alarms.errors.minimumRequests' must be at least 1 and finite, got 0", rate({ errors: { minimumRequests: 0 } })],
    ["'alarms.throttles.evaluationPeriods' must be a whole number of at least 1, got 1.5", rate({ throttles: { evaluationPeriods: 1.5 } })],
    ["'alarms.errors.period' must be whole minutes, in seconds, since the metrics are by the minute, got 30", rate({ errors: { period: Duration.seconds(30) } })],
    ["'alarms.errors.period' must be a Duration, got 5: write Duration.minutes(5), for example", rate({ errors: { period: 5 } })],
    ["'alarms.duration.percentile' must be above 0 and below 100, got 100", rate({ duration: { percentile: 100 } })],
    ["'alarms.duration.threshold' must be a Duration, got 5: write Duration.minutes(5), for example", rate({ duration: { threshold: 5 } })],
    ["'alarms.duration.threshold' must be set, since the timeout of the function is not known: write RollbackAlarmSet.standard({ duration: { threshold: Duration.seconds(10) } }), for example", (stack) => ({
      handler: undefined, alias: new lambda.Alias(stack, 'Live', { aliasName: 'live', version: lambda.Version.fromVersionArn(stack, 'V', 'arn:aws:lambda:eu-west-1:111111111111:function:orders:3') }),
    })],
  ])('fails with: %s', (message, props) => {
    const stack = testStack();
    const handler = testFunction(stack);
    expect(() => new FunctionRelease(stack, 'Orders', { handler, ...props(stack, handler) })).toThrow(message);
  });

  test.each([[undefined, 'got undefined'], ['5xx', 'got "5xx"'], [{}, 'got {}']])('fails for %j as an alarm', (alarm, shown) => {
    const { release } = testRelease();
    expect(() => release.addRollbackAlarm(alarm as never)).toThrow(`'alarm' must be an alarm, ${shown}: write gateway.alarms.serverErrorRate, for example`);
  });

  test('fails for a rollback by alarms that are not there', () => {
    const { stack } = testRelease({ alarms: RollbackAlarmSet.none(), autoRollback: { deploymentInAlarm: true } });
    expect(() => synth(stack)).toThrow("'autoRollback.deploymentInAlarm' needs an alarm to go back by: leave out 'alarms: RollbackAlarmSet.none()', or add one by addRollbackAlarm");
  });
});

test('tokens pass where they can be known later only', () => {
  const stack = testStack();
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const { release } = testRelease({
    deploymentGroupName: new CfnParameter(stack, 'Name').valueAsString, alarms: RollbackAlarmSet.standard({ errors: { threshold: number, minimumRequests: number } }),
  }, stack);
  new CfnOutput(stack, 'Group', { value: release.deploymentGroup.deploymentGroupName });
  synth(stack);
  templateOf(stack).hasResourceProperties(ALARM, { Threshold: { Ref: 'Number' } });
});
