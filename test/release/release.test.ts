import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, CompositeAlarm, AlarmRule, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { DeliveryStream, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { App, CfnParameter, Duration, NestedStack, RemovalPolicy, Stack, Tags, Token } from 'aws-cdk-lib/core';
import {
  AccessLogs, AlarmSet, CanaryReleaseOptions, HttpGateway, mixins, Release, RestAccessLogField, RestAccessLogFormat, RestGateway, RestGatewayProps,
  RestLayout, StagedFunction, WebSocketGateway,
} from '../../lib';
import { findCycle } from '../contract/support/cycles';
import { templateOf, testFunction, testGateway, testStack } from '../helpers';

const BASE = 'Custom::ApiGatewayReleaseBase';
const CANARY = 'Custom::ApiGatewayReleaseCanary';
const STAGE = 'AWS::ApiGateway::Stage';
const BAKING = Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(15) });

type Found = Record<string, { Properties: any; DependsOn?: string[]; DeletionPolicy?: string }>;
const found = (stack: Stack, type: string): Found => templateOf(stack).findResources(type) as Found;
const only = (stack: Stack, type: string) => {
  const all = Object.entries(found(stack, type));
  expect(all).toHaveLength(1);
  return { id: all[0][0], ...all[0][1] };
};
const canaryOf = (options: CanaryReleaseOptions, props: RestGatewayProps = {}) => testGateway({ ...props, release: Release.canary(options) }).stack;
const statementsOf = (stack: Stack) => Object.entries(found(stack, 'AWS::IAM::Policy')).filter(([id]) => /Release(Bake)?Policy/.test(id)).flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('in the layout %s,', (layout) => {
  test('a canary has a resource before the stage and one after it, of the same properties', () => {
    const stack = canaryOf({ percentTraffic: 12.5, useStageCache: true, keepDeployments: 3 }, { layout });
    const [base, canary, stage, deployment] = [BASE, CANARY, STAGE, 'AWS::ApiGateway::Deployment'].map((type) => only(stack, type));
    expect(stage.Properties.DeploymentId).toEqual({ 'Fn::GetAtt': [base.id, 'DeploymentId'] });
    expect(stage.Properties).not.toHaveProperty('CanarySetting');
    expect(canary.DependsOn).toContain(stage.id);
    const { Part: before, ...told } = base.Properties;
    expect([before, canary.Properties.Part]).toEqual(['base', 'canary']);
    expect(canary.Properties).toEqual({ ...told, Part: 'canary' });
    expect(told).toMatchObject({
      RestApiId: stage.Properties.RestApiId,
      StageName: 'prod',
      StackId: { Ref: 'AWS::StackId' },
      Candidate: { Ref: deployment.id },
      Release: { PercentTraffic: '12.5', UseStageCache: 'true', Keep: '3' },
    });
    expect(told.StageState).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.anything()]);
    expect(findCycle(templateOf(stack).toJSON())).toBeUndefined();
  });

  test('a deployment is kept, and described by its logical id, with any release', () => {
    for (const release of [undefined, Release.allAtOnce(), Release.pinned('a1b2c3'), BAKING]) {
      const deployment = only(testGateway({ layout, release, description: 'Orders of the shop' }).stack, 'AWS::ApiGateway::Deployment');
      expect(deployment).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain', Properties: { Description: deployment.id } });
      expect(deployment.Properties).not.toHaveProperty('StageName');
    }
  });

  test('a deployment whose snapshot changes gets another logical id and description, and nothing else of the release does', () => {
    const idsOf = (path?: string) => {
      const { stack, gateway, handler } = testGateway({ layout, release: BAKING });
      if (path) gateway.addRoutes({ path, methods: [HttpMethod.GET], handler });
      const deployment = only(stack, 'AWS::ApiGateway::Deployment');
      const isOurs = ([id]: [string, unknown]) => /Release|Canary|Stage/.test(id);
      const resources = Object.entries(templateOf(stack).toJSON().Resources);
      return { description: deployment.Properties.Description, ours: resources.filter(isOurs).map(([id]) => id).sort() };
    };
    const [before, after] = [idsOf(), idsOf('/more')];
    expect(after.description).not.toBe(before.description);
    expect(after.ours).toEqual(before.ours);
  });

  test('text that a user gives a deployment is left out, since it would be written anew over what releases note', () => {
    const { stack, gateway } = testGateway({ layout, description: 'Orders' });
    (gateway.api.latestDeployment!.node.defaultChild as any).description = 'of May';
    const { id, Properties } = only(stack, 'AWS::ApiGateway::Deployment');
    expect(Properties.Description).toBe(id);
  });

  test('no function, rule or custom resource is there without a canary or a pin', () => {
    for (const release of [undefined, Release.allAtOnce()]) {
      const template = templateOf(testGateway({ layout, release }).stack);
      for (const type of [BASE, CANARY, 'AWS::Events::Rule', 'AWS::StepFunctions::StateMachine']) template.resourceCountIs(type, 0);
      expect(JSON.stringify(template.toJSON())).not.toMatch(/ReleaseFunction|\/Canary/);
    }
  });

  test('a stage stays on what it is pinned to', () => {
    const { stack } = testGateway({ layout, release: Release.pinned('a1b2c3') });
    const base = only(stack, BASE);
    expect(only(stack, STAGE).Properties.DeploymentId).toEqual({ 'Fn::GetAtt': [base.id, 'DeploymentId'] }); // which may be another than CloudFormation believes
    expect(base.Properties.Release).toEqual({ Pinned: 'a1b2c3', Keep: '10' });
    expect(only(stack, CANARY).Properties.Release).toEqual(base.Properties.Release);
  });

  test('stages inherit the release, and have their own if they say so', () => {
    const { stack, gateway } = testGateway({ layout, release: BAKING });
    gateway.addStage('beta');
    gateway.addStage('dev', { release: Release.allAtOnce() });
    gateway.addStage('lab', { release: Release.canary({ percentTraffic: 50 }) });
    const percents = Object.values(found(stack, CANARY)).map(({ Properties }) => [Properties.StageName, Properties.Release.PercentTraffic]);
    expect(Object.fromEntries(percents)).toEqual({ prod: '10', beta: '10', lab: '50' });
    const deploymentIds = Object.values(found(stack, STAGE)).map(({ Properties }) => [Properties.StageName, Object.keys(Properties.DeploymentId)[0]]);
    expect(Object.fromEntries(deploymentIds)).toEqual({ prod: 'Fn::GetAtt', beta: 'Fn::GetAtt', dev: 'Ref', lab: 'Fn::GetAtt' });
    templateOf(stack).resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    const [target] = only(stack, 'AWS::Events::Rule').Properties.Targets;
    expect(JSON.stringify(target.InputTransformer.InputTemplate).match(/(?<=StageName[\\":]+)\w+/g)).toEqual(['prod', 'beta', 'lab']);
    expect(findCycle(templateOf(stack).toJSON())).toBeUndefined();
  });

  test('a variable has for the stage what the release says, and for the release what the template says', () => {
    const stack = canaryOf({ percentTraffic: 10, stageVariableOverrides: { table: 'orders-v2' } }, { layout, variables: { table: 'orders', color: 'blue' } });
    const base = only(stack, BASE);
    expect(only(stack, STAGE).Properties.Variables).toEqual({ color: 'blue', table: { 'Fn::GetAtt': [base.id, 'Variable.table'] } });
    expect(base.Properties).toMatchObject({ Variables: { table: 'orders' }, Release: { Overrides: { table: 'orders-v2' } } });
  });

  test('a stage of a nested stack has its function there', () => {
    const parent = testStack();
    const nested = new NestedStack(parent, 'Nested');
    const stageName = new CfnParameter(parent, 'StageName').valueAsString;
    new RestGateway(nested, 'Api', { layout, stageName, release: BAKING }).addRoutes({ path: '/a', handler: testFunction(parent) });
    const canary = only(nested, CANARY);
    expect(canary.Properties).toMatchObject({ StageName: { Ref: expect.any(String) }, StackId: { Ref: 'AWS::StackId' } });
    expect(canary.Properties.StageState).toHaveLength(2);
    expect(findCycle(templateOf(nested).toJSON())).toBeUndefined();
    expect(findCycle(templateOf(parent).toJSON())).toBeUndefined();
  });
});

describe('what the custom resources are told of the stage', () => {
  const stateOf = (change: (gateway: RestGateway) => void, options: CanaryReleaseOptions = { percentTraffic: 10 }, props: RestGatewayProps = {}) => {
    const { stack, gateway } = testGateway({ variables: { table: 'a', other: 'b' }, ...props, release: Release.canary(options) });
    change(gateway);
    return JSON.stringify(only(stack, BASE).Properties.StageState);
  };
  const same = () => {};
  let before: string;

  beforeAll(() => {
    before = stateOf(same);
  });

  test.each<[string, (gateway: RestGateway) => void]>([
    ['its limits', (gateway) => gateway.stage.with(new mixins.StageThrottling({ rateLimit: 7 }))],
    ['tags of its stack', (gateway) => gateway.stage.stack.tags.setTag('team', 'orders')],
    ['its tags', (gateway) => Tags.of(gateway).add('team', 'orders')],
    ['a variable', (gateway) => gateway.stage.with(new mixins.StageVariables({ variables: { table: 'c' } }))],
    ['a property override', (gateway) => (gateway.stage.node.defaultChild as any).addPropertyOverride('TracingEnabled', false)],
    ['a name of something else', (gateway) => (gateway.stage.node.defaultChild as any).addPropertyOverride('DocumentationVersion', Token.asString({ Ref: 'Another' }))],
  ])('changes with %s', (_what, change) => {
    expect(stateOf(change)).not.toBe(before);
  });

  test('stays with another route, another release and another value of a variable that the release decides', () => {
    expect(stateOf((gateway) => gateway.addRoutes({ path: '/more', integration: new MockIntegration() }))).toBe(before);
    expect(stateOf(same, { percentTraffic: 20, keepDeployments: 3 })).toBe(before);
    const overrides = { percentTraffic: 10, stageVariableOverrides: { table: 'x' } };
    expect(stateOf(same, overrides, { variables: { table: 'z', other: 'b' } })).toBe(stateOf(same, overrides));
  });

  test('has the values that only CloudFormation knows', () => {
    const state = stateOf((gateway) => {
      const value = new CfnParameter(gateway, 'Table').valueAsString;
      gateway.stage.with(new mixins.StageVariables({ variables: { table: value } }));
    });
    expect(JSON.parse(state).slice(1)).toEqual(expect.arrayContaining([{ Ref: expect.stringMatching(/Table/) }]));
  });
});

describe('a canary that bakes', () => {
  test('is watched by the alarms of the stage and by two of its own', () => {
    const { stack, gateway } = testGateway({ release: BAKING });
    const names = ['ServerErrorRate', 'Latency', 'CanaryServerErrorRate', 'CanaryLatencyp99'];
    const alarmIds = names.map((name) => Object.keys(found(stack, 'AWS::CloudWatch::Alarm')).find((id) => id.includes(`Alarms${name}`)));
    const { Properties: canary } = only(stack, CANARY);
    expect(canary.Alarms).toEqual(alarmIds.map((Ref) => ({ Ref })));
    expect(canary.Release).toEqual({ PercentTraffic: '10', UseStageCache: 'false', Keep: '10', BakeSeconds: '900', MinimumRequests: '0' });
    expect(canary).not.toHaveProperty('CanaryRequests');
    expect(gateway.alarms.allAlarms).toHaveLength(4);
  });

  test('is watched by alarms of the user, too, each once, and with no others without alarms of the gateway', () => {
    const stack = testStack();
    const alarm = new Alarm(stack, 'Mine', { metric: new Metric({ namespace: 'Shop', metricName: 'Refused' }), threshold: 1, evaluationPeriods: 1 });
    const release = Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(1), alarms: [alarm, alarm] });
    testGateway({ alarms: AlarmSet.none(), release }, stack);
    expect(only(stack, CANARY).Properties.Alarms).toEqual([{ Ref: expect.stringMatching(/^Mine/) }]);
  });

  test('counts requests to the canary only if there is a minimum of them', () => {
    const stack = canaryOf({ percentTraffic: 10, bakeTime: Duration.minutes(15), minimumRequests: 50 });
    expect(only(stack, CANARY).Properties).toMatchObject({
      CanaryRequests: { Namespace: 'Gatehouse/AccessLogs', MetricName: 'OrdersApi prod CanaryRequests' }, Release: { MinimumRequests: '50' },
    });
    expect(statementsOf(stack)).toContainEqual({ Effect: 'Allow', Action: 'cloudwatch:GetMetricData', Resource: '*' });
  });

  test('may be watched by an alarm that refers to the stage', () => {
    const { stack, gateway } = testGateway({ stageName: 'live' });
    const metric = new Metric({ namespace: 'AWS/ApiGateway', metricName: '5XXError', dimensionsMap: { Stage: gateway.stage.stageName } });
    const alarm = metric.createAlarm(stack, 'OfStage', { threshold: 1, evaluationPeriods: 1 });
    gateway.stage.with(new mixins.RestStageRelease({ release: BAKING, alarms: [alarm] }));
    expect(findCycle(templateOf(stack).toJSON())).toBeUndefined();
    expect(only(stack, BASE).Properties.Alarms).toEqual([expect.stringMatching(/^<OfStage/)]);
  });

  test('fails for an alarm that waits for the release', () => {
    const { stack, gateway } = testGateway();
    const alarm = new Metric({ namespace: 'Shop', metricName: 'Refused' }).createAlarm(stack, 'Late', { threshold: 1, evaluationPeriods: 1 });
    gateway.stage.with(new mixins.RestStageRelease({ release: BAKING, alarms: [alarm] }));
    alarm.node.addDependency(gateway.stage);
    expect(() => templateOf(stack)).toThrow(/the release of the stage waits for something that waits for the release.*Late/);
  });

  test('says so if the access log does not tell its requests apart', () => {
    const stack = testStack();
    const destination = new S3Bucket(new Bucket(stack, 'Bucket'));
    const stream = new DeliveryStream(stack, 'Stream', { deliveryStreamName: 'amazon-apigateway-orders', destination });
    testGateway({ accessLogs: AccessLogs.firehose(stream.node.defaultChild as any), release: BAKING }, stack);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('does not tell requests of a canary apart'));
    expect(only(stack, CANARY).Properties.Alarms).toHaveLength(2);
  });

  test.each([
    ['CSV', RestAccessLogFormat.csv(RestAccessLogField.IS_CANARY_REQUEST, RestAccessLogField.STATUS, RestAccessLogField.RESPONSE_LATENCY), 2, 'does not tell requests of a canary apart'],
    ['JSON without the latency', RestAccessLogFormat.json(RestAccessLogField.IS_CANARY_REQUEST, RestAccessLogField.STATUS), 3, 'does not tell the latency of a canary apart'],
  ])('says so of an access log in %s, and is watched by what can be known', (_what, format, count, message) => {
    const { stack } = testGateway({ accessLogs: AccessLogs.cloudWatch({ format }), release: BAKING });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp(message));
    expect(only(stack, CANARY).Properties.Alarms).toHaveLength(count);
  });

  test('counts requests in an access log that has no latency', () => {
    const format = RestAccessLogFormat.json(RestAccessLogField.IS_CANARY_REQUEST);
    const release = Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(15), minimumRequests: 5 });
    expect(only(testGateway({ accessLogs: AccessLogs.cloudWatch({ format }), release }).stack, CANARY).Properties).toHaveProperty('CanaryRequests');
  });

  test('warns of an alarm that cannot be raised while it bakes', () => {
    const warned = (minutes: number) => Annotations.fromStack(canaryOf({ percentTraffic: 10, bakeTime: Duration.minutes(minutes) }))
      .findWarning('*', Match.stringLikeRegexp('takes more than 10 minutes of bad requests to be raised')).length;
    expect([warned(10), warned(11)]).toEqual([1, 0]);
  });
});

describe('the function', () => {
  test('may do no more for a stage that is held than its release takes', () => {
    const stack = canaryOf({ percentTraffic: 10 });
    const resources = statementsOf(stack).map(({ Action, Resource }) => [Action, JSON.stringify(Resource).replace(/\{"Ref":"(AWS::)?(\w+?)([0-9A-F]{8})?"\}/g, '<$2>').replace(/"Fn::Join":|[[\]{}",]/g, '')]);
    const api = 'arn:<Partition>:apigateway:<Region>::/restapis/<OrdersApi>';
    expect(resources).toEqual([
      [['apigateway:GET', 'apigateway:PATCH'], `${api}/stages/prod`],
      ['apigateway:GET', `${api}/stages${api}/deployments`],
      [['apigateway:GET', 'apigateway:PATCH', 'apigateway:DELETE'], `${api}/deployments/*`],
      ['cloudformation:DescribeStacks', '<StackId>'],
    ]);
  });

  test('and its provider write to their own log group, and to no other', () => {
    const stack = canaryOf({ percentTraffic: 10 }, { alarms: AlarmSet.none() });
    const roles = Object.entries(found(stack, 'AWS::IAM::Role')).filter(([id]) => id.startsWith('ReleaseFunction'));
    expect(roles.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['ReleaseFunctionRole', 'ReleaseFunctionOnEventRole', 'ReleaseFunctionIsCompleteRole', 'ReleaseFunctionProviderwaiterstatemachineRole']);
    for (const [, { Properties }] of roles) expect(Properties).not.toHaveProperty('ManagedPolicyArns');
    const statements = Object.entries(found(stack, 'AWS::IAM::Policy')).filter(([id]) => id.startsWith('ReleaseFunction')).flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    const ofLogs = statements.filter(({ Action }: any) => JSON.stringify(Action).includes('logs:'));
    expect(ofLogs).toHaveLength(3);
    for (const { Resource } of ofLogs) expect(Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^ReleaseFunctionLogs/), 'Arn'] });
    expect(JSON.stringify(statements)).not.toContain('"Resource":"*"');
  });

  test('may ask for the alarms that it watches, and for all only if one is made of others', () => {
    const stack = testStack();
    const alarm = new Alarm(stack, 'Mine', { metric: new Metric({ namespace: 'Shop', metricName: 'Refused' }), threshold: 1, evaluationPeriods: 1 });
    const composite = new CompositeAlarm(stack, 'Any', { alarmRule: AlarmRule.anyOf(alarm) });
    const gateway = new RestGateway(stack, 'Api', { alarms: AlarmSet.none(), release: Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(5), alarms: [alarm] }) });
    gateway.addStage('beta', { release: Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(5), alarms: [composite] }) });
    gateway.addRoutes({ path: '/', handler: testFunction(stack) });
    const asked = statementsOf(stack).filter(({ Action }) => Action === 'cloudwatch:DescribeAlarms').map(({ Resource }) => Resource);
    expect(asked).toEqual([[{ 'Fn::GetAtt': [expect.stringMatching(/^Mine/), 'Arn'] }], '*']);
  });

  test('is called about a stage only when it may act for it', () => {
    const { stack } = testGateway({ release: BAKING });
    const policies = Object.keys(found(stack, 'AWS::IAM::Policy')).filter((id) => /Release(Bake)?Policy/.test(id));
    expect(policies).toHaveLength(2);
    expect(only(stack, BASE).DependsOn).toEqual([policies.find((id) => !id.includes('Bake'))]); // what it may do for a bake names alarms, which may refer to the stage
    expect(only(stack, CANARY).DependsOn).toEqual(expect.arrayContaining(policies));
  });

  test('may ask for all alarms if it is not known what an imported one is', () => {
    const stack = testStack();
    const imported = CompositeAlarm.fromCompositeAlarmName(stack, 'Any', 'any');
    testGateway({ release: Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(15), alarms: [imported] }) }, stack);
    expect(statementsOf(stack)).toContainEqual({ Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource: '*' });
  });

  const lengthOfPolicies = (stack: Stack) => {
    const arn = `arn:aws-us-gov:cloudwatch:ap-northeast-1:111122223333:alarm:${'x'.repeat(150)}`;
    const text = JSON.stringify(statementsOf(stack)).replace(/\{"Fn::GetAtt":\["\w*Alarm[^\]]*\]\}/g, `"${arn}"`);
    return text.replace(/\{"Fn::Join":\["",\[|\]\]\}/g, '').replace(/\{"Ref":"\w+"\}|\{"Ref":"AWS::Region"\}/g, '0123456789abcd').length;
  };

  test('has one policy for all stages of an API, so that many have room in the policies of its role', () => {
    const { stack, gateway } = testGateway({ release: BAKING });
    for (let count = 1; count < 16; count++) gateway.addStage(`stage${count}`);
    expect(Object.keys(found(stack, 'AWS::IAM::Policy')).filter((id) => id.includes('ReleasePolicy'))).toHaveLength(1);
    expect(lengthOfPolicies(stack)).toBeLessThan(10_240);
  });

  test('may ask for all alarms if their names have no room in the policies of its role', () => {
    const stack = testStack();
    const metric = new Metric({ namespace: 'Shop', metricName: 'Refused' });
    const alarms = Array.from({ length: 90 }, (_, index) => metric.createAlarm(stack, `Mine${index}`, { threshold: 1, evaluationPeriods: 1 }));
    testGateway({ release: Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(15), alarms }) }, stack);
    expect(statementsOf(stack)).toContainEqual({ Effect: 'Allow', Action: 'cloudwatch:DescribeAlarms', Resource: ['*'] });
    expect(lengthOfPolicies(stack)).toBeLessThan(10_240);
  });

  test('is refused for more stages than its role has room for', () => {
    const { stack, gateway } = testGateway({ alarms: AlarmSet.none(), release: Release.canary({ percentTraffic: 10 }) });
    for (let count = 1; count < 60; count++) gateway.addStage(`stage${count}`);
    expect(() => templateOf(stack)).toThrow('the stack has releases of 60 stages of 1 APIs, more than the policies of one role have room for (10240 characters): define some of the APIs in another stack');
  });

  test('keeps its logs for a while, and is told by one provider whether a canary bakes or is held', () => {
    const tokenOf = (release: Release) => only(testGateway({ release }).stack, BASE).Properties.ServiceToken;
    expect(tokenOf(Release.canary({ percentTraffic: 10 }))).toEqual(tokenOf(BAKING)); // CloudFormation does not let it change
    const template = templateOf(testGateway({ release: BAKING }).stack);
    template.hasResourceProperties('AWS::Lambda::Function', { Description: Match.stringLikeRegexp('^Releases'), Runtime: 'nodejs22.x', Timeout: 300, MemorySize: 256, LoggingConfig: { LogGroup: Match.anyValue() } });
  });

  test('warns of a bake that is over before its alarms have seen a period', () => {
    const warned = (minutes: number) => Annotations.fromStack(canaryOf({ percentTraffic: 10, bakeTime: Duration.minutes(minutes) })).findWarning('*', Match.stringLikeRegexp('one whole period')).length;
    expect([warned(5), warned(6)]).toEqual([1, 0]);
  });

  test('is told when an operation of the stack begins, and when it was rolled back', () => {
    expect(only(canaryOf({ percentTraffic: 10 }), 'AWS::Events::Rule').Properties).toMatchSnapshot();
  });

  test.each([BAKING, Release.pinned('a1b2c3')])('is told of no stage before it has looked at it', (release) => {
    const { stack, gateway } = testGateway({ release });
    gateway.addStage('beta');
    const rule = templateOf(stack).findResources('AWS::Events::Rule')[only(stack, 'AWS::Events::Rule').id];
    expect(rule.DependsOn).toEqual(expect.arrayContaining(Object.keys(found(stack, BASE))));
    expect(findCycle(templateOf(stack).toJSON())).toBeUndefined();
  });
});

describe('the access log and the execution log of a canary', () => {
  const canaryGroups = (stack: Stack) => Object.entries(found(stack, 'AWS::Logs::LogGroup'))
    .filter(([, { Properties }]) => JSON.stringify(Properties.LogGroupName ?? '').includes('/Canary')).map(([id, group]) => ({ id, ...group }));

  test('have log groups of the retention of those of the stage, whichever is said first', () => {
    const stack = canaryOf({ percentTraffic: 10 });
    expect(canaryGroups(stack).map(({ Properties }) => Properties.RetentionInDays)).toEqual([90, 90]);
    expect(only(stack, STAGE).DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/AccessLogsCanary/), expect.stringMatching(/ExecutionLogsCanary/)]));
  });

  test('go with the canary, after it, so that the next canary can have them again', () => {
    const stack = canaryOf({ percentTraffic: 10 });
    const groups = canaryGroups(stack);
    expect(groups.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete', 'Delete']);
    expect(only(stack, CANARY).DependsOn).toEqual(expect.arrayContaining(groups.map(({ id }) => id)));
    expect(canaryGroups(testGateway({ release: Release.allAtOnce() }).stack)).toEqual([]);
  });

  test('stay with a pin, and with a removal policy of the user', () => {
    const idsOf = (release: Release) => canaryGroups(testGateway({ release }).stack).map(({ id }) => id);
    expect(idsOf(Release.pinned('a1b2c3'))).toEqual(idsOf(BAKING));
    const stack = canaryOf({ percentTraffic: 10 }, { accessLogs: AccessLogs.cloudWatch({ removalPolicy: RemovalPolicy.RETAIN }) });
    expect(canaryGroups(stack).map(({ DeletionPolicy }) => DeletionPolicy).sort()).toEqual(['Delete', 'Retain']);
  });

  test.each(['bakes', 'is held', 'has ended with a pin'])('are defined for a log group of the user, once for all stages that log to it, while the canary %s', (what) => {
    const release = what === 'bakes' ? BAKING : what === 'is held' ? Release.canary({ percentTraffic: 10 }) : Release.pinned('a1b2c3');
    const app = new App();
    const groupsOf = (id: string) => {
      const stack = new Stack(app, id);
      const logGroup = LogGroup.fromLogGroupName(stack, 'Central', 'central-access-logs');
      const gateway = new RestGateway(stack, 'Api', { release, accessLogs: AccessLogs.cloudWatch({ logGroup }) });
      gateway.addRoutes({ path: '/', handler: testFunction(stack) });
      gateway.addStage('beta');
      return () => canaryGroups(stack).filter(({ Properties }) => Properties.LogGroupName === 'central-access-logs/Canary').map(({ id: logicalId }) => logicalId);
    };
    const [first, second] = [groupsOf('First'), groupsOf('Second')];
    expect(first()).toEqual(['ApiDeploymentStageprodCanaryAccessLogs' + first()[0]?.slice(-8)]);
    expect(second()).toEqual([]); // it would be there already
  });
});

describe('fails', () => {
  const alarms = (count: number) => (stack: Stack) => Array.from({ length: count }, (_, index) => Alarm.fromAlarmArn(stack, `Alarm${index}`, `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a${index}`));
  const bakeTime = Duration.minutes(15);
  const token = Token.asNumber({ Ref: 'Percent' });

  test.each<[unknown, string]>([
    [{ percentTraffic: 0 }, "'percentTraffic' must be above 0 and at most 100 percent, got 0"],
    [{ percentTraffic: 100.1 }, "'percentTraffic' must be above 0 and at most 100 percent, got 100.1"],
    [{ percentTraffic: NaN }, "'percentTraffic' must be above 0 and at most 100 percent, got NaN"],
    [{ percentTraffic: '10' }, '\'percentTraffic\' must be above 0 and at most 100 percent, got "10"'],
    [{}, "'percentTraffic' must be above 0 and at most 100 percent, got undefined"],
    [{ percentTraffic: token }, "'percentTraffic' must be known at synthesis, got a token: write a number"],
    [undefined, 'the options of Release.canary must be a structure, got undefined: write { percentTraffic: 10 }, for example'],
    [{ percentTraffic: 10, bake: 1 }, "Release.canary has no option 'bake': write one of 'percentTraffic'"],
    [{ percentTraffic: 10, bakeTime: Duration.minutes(56) }, "'bakeTime' must be at most 55 minutes, since CloudFormation waits for an hour, got 56 minutes: leave it out, so that the canary is held, and promote it by command"],
    [{ percentTraffic: 10, bakeTime: Duration.minutes(0) }, "'bakeTime' must be whole seconds above 0, got 0 minutes"],
    [{ percentTraffic: 10, bakeTime: 15 }, "'bakeTime' must be a Duration, got 15: write Duration.minutes(15)"],
    [{ percentTraffic: 10, bakeTime: Duration.minutes(token) }, "'bakeTime' must be known at synthesis, got a token"],
    [{ percentTraffic: 10, minimumRequests: 5 }, "'minimumRequests' is looked at while a canary bakes: set 'bakeTime', or leave 'minimumRequests' out"],
    [{ percentTraffic: 10, alarms: [] }, "'alarms' is looked at while a canary bakes"],
    [{ percentTraffic: 10, bakeTime, minimumRequests: -1 }, "'minimumRequests' must be a whole number of at least 0, got -1"],
    [{ percentTraffic: 10, keepDeployments: 1 }, "'keepDeployments' must be a whole number of at least 2, got 1"],
    [{ percentTraffic: 10, useStageCache: 'yes' }, '\'useStageCache\' must be true or false, got "yes"'],
    [{ percentTraffic: 10, bakeTime, alarms: 'all' }, '\'alarms\' must be a list of alarms, got "all"'],
    [{ percentTraffic: 10, bakeTime, alarms: [undefined] }, "'alarms' must be alarms of aws-cdk-lib/aws-cloudwatch, got undefined"],
    [{ percentTraffic: 10, bakeTime, alarms: [{ alarmRef: { alarmName: 'x' } }] }, "'alarms' must be alarms of aws-cdk-lib/aws-cloudwatch, got"],
    [{ percentTraffic: 10, bakeTime, alarms: [{ alarmRef: { alarmName: 'x', alarmArn: 'arn:aws:cloudwatch:::x' } }] }, "'alarms' must be alarms of aws-cdk-lib/aws-cloudwatch, got"],
    [{ percentTraffic: 10, stageVariableOverrides: 'x' }, '\'stageVariableOverrides\' must be values by name, such as { table: "orders" }, got "x"'],
    [{ percentTraffic: 10, stageVariableOverrides: { 'a-b': 'x' } }, '\'stageVariableOverrides\' must have names of 1 to 64 letters, digits and underscores, got "a-b": write "a_b"'],
    [{ percentTraffic: 10, stageVariableOverrides: { table: 'a b' } }, "'stageVariableOverrides.table' must be 1 to 512 letters, digits and"],
    [{ percentTraffic: 10, stageVariableOverrides: { table: 5 } }, "'stageVariableOverrides.table' must be text, got 5"],
  ])('for the canary %j', (options, message) => {
    expect(() => testGateway({ variables: { table: 'a' }, release: Release.canary(options as never) })).toThrow(message);
  });

  test('for a variable that the stage does not have', () => {
    const stack = canaryOf({ percentTraffic: 10, stageVariableOverrides: { tabel: 'x' } }, { variables: { table: 'a' } });
    expect(() => templateOf(stack)).toThrow('\'stageVariableOverrides\' has "tabel", which is no variable of the stage: set it in \'variables\', too');
  });

  test('for overrides that are too long to be noted', () => {
    const stageVariableOverrides = { table: 'x'.repeat(450), other: 'x'.repeat(450) };
    const stack = canaryOf({ percentTraffic: 10, stageVariableOverrides }, { variables: { table: 'a', other: 'b' } });
    expect(() => templateOf(stack)).toThrow("'stageVariableOverrides' are too long for what is noted of the stages prod in the description of a deployment, which has room for 1024 characters");
  });

  test('for the variable by which the stage calls its alias', () => {
    const { stack, gateway, handler } = testGateway({ release: Release.canary({ percentTraffic: 10, stageVariableOverrides: { Orders_alias: 'candidate' } }) });
    gateway.addRoutes({ path: '/staged', methods: [HttpMethod.GET], stagedHandler: new StagedFunction(stack, 'Orders', { handler }) });
    expect(() => templateOf(stack)).toThrow("'stageVariableOverrides' must not have \"Orders_alias\", by which the stage calls its alias of [Shop/Orders], and no other");
  });

  test('for more alarms than CloudWatch tells of at once, counting those of the gateway', () => {
    const stack = testStack('Shop', { env: { region: 'eu-west-1', account: '111122223333' } });
    const release = Release.canary({ percentTraffic: 10, bakeTime, alarms: alarms(97)(stack) });
    expect(() => testGateway({ release }, stack)).toThrow("'alarms' must be at most 100, of which CloudWatch tells at once, got 101");
  });

  test.each([
    [{ region: 'us-east-1', account: '111122223333' }, "'alarms' must be of the Region of the stage, us-east-1, got [Shop/Alarm0] of eu-west-1"],
    [{ region: 'eu-west-1', account: '999999999999' }, "'alarms' must be of the account of the stage, 999999999999, got [Shop/Alarm0] of 111122223333"],
  ])('for an alarm that is not in %j', (env, message) => {
    const stack = testStack('Shop', { env });
    expect(() => testGateway({ release: Release.canary({ percentTraffic: 10, bakeTime, alarms: alarms(1)(stack) }) }, stack)).toThrow(message);
  });

  test('for a bake that nothing watches, or that has nothing to count', () => {
    expect(() => testGateway({ alarms: AlarmSet.none(), release: BAKING })).toThrow('a bake without alarms promotes whatever happens');
    const release = Release.canary({ percentTraffic: 10, bakeTime, minimumRequests: 5 });
    expect(() => testGateway({ accessLogs: AccessLogs.none(), release })).toThrow("'minimumRequests' needs a metric of the canary's requests");
  });

  test('for deployments that shall not be kept', () => {
    expect(() => testGateway({ retainDeployments: false, release: BAKING })).toThrow("must be retained, since what a release keeps live may be one of an earlier template: leave 'retainDeployments: false' out");
    expect(only(testGateway({ restApiProps: { retainDeployments: false } }).stack, 'AWS::ApiGateway::Deployment').DeletionPolicy).toBe('Delete');
  });

  test.each<[unknown, string]>([
    [Release.canary, "'release' must be Release.allAtOnce(), Release.canary({ percentTraffic: 10 }) or Release.pinned(\"a1b2c3\"), got"],
    [AlarmSet.none(), "'release' must be Release.allAtOnce()"],
    [{ percentTraffic: 10 }, "'release' must be Release.allAtOnce()"],
  ])('for the release %p', (release, message) => {
    expect(() => testGateway({ release: release as never })).toThrow(message);
    expect(() => testGateway().gateway.addStage('beta', { release: release as never })).toThrow(message);
    expect(() => testGateway().gateway.stage.with(new mixins.RestStageRelease({ release: release as never }))).toThrow(message);
  });

  test('for a gateway whose API has no canaries', () => {
    const release = BAKING as never;
    expect(() => new HttpGateway(testStack(), 'Api', { release } as never)).toThrow("'release' is not offered by API Gateway for HTTP APIs: leave it out, or use a RestGateway; a new version of a function is released by FunctionRelease");
    expect(() => new WebSocketGateway(testStack(), 'Api', { release } as never)).toThrow("'release' is not offered by API Gateway for WebSocket APIs: leave it out; a new version of a function is released by FunctionRelease");
  });
});
