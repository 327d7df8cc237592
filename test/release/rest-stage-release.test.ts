import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { App, CfnParameter, Duration, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { AccountLogging, mixins, Release, RestApiAlarms } from '../../lib';
import { findCycle } from '../contract/support/cycles';
import { templateOf, testGateway, testStack } from '../helpers';

const BASE = 'Custom::ApiGatewayReleaseBase';
const CANARY = 'Custom::ApiGatewayReleaseCanary';
const STAGE = 'AWS::ApiGateway::Stage';
const HELD = Release.canary({ percentTraffic: 10 });

const found = (stack: Stack, type: string) =>
  Object.entries(templateOf(stack).findResources(type)).map(([id, resource]) => ({ id, ...resource }) as Record<string, any>);

function legacy(stack = testStack()) {
  const api = new apigateway.RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new apigateway.MockIntegration());
  return { stack, api, l1: api.deploymentStage.node.defaultChild as apigateway.CfnStage };
}

function ofL1s(stageProps: Partial<apigateway.CfnStageProps> = {}, deploymentProps: Partial<apigateway.CfnDeploymentProps> = {}) {
  const stack = testStack();
  const api = new apigateway.CfnRestApi(stack, 'Api', { name: 'api' });
  const deployment = new apigateway.CfnDeployment(stack, 'Deployment', { restApiId: api.ref, ...deploymentProps });
  const stage = new apigateway.CfnStage(stack, 'Prod', { restApiId: api.ref, deploymentId: deployment.ref, stageName: 'prod', ...stageProps });
  return { stack, api, deployment, stage };
}

describe('a canary by the mixin', () => {
  test('is for a stage of the L2', () => {
    const { stack, api } = legacy();
    api.deploymentStage.with(new mixins.RestStageRelease({ release: HELD }));
    const [[base], [stage], [deployment]] = [BASE, STAGE, 'AWS::ApiGateway::Deployment'].map((type) => found(stack, type));
    expect(stage.Properties.DeploymentId).toEqual({ 'Fn::GetAtt': [base.id, 'DeploymentId'] });
    expect(base.Properties.Candidate).toEqual({ Ref: deployment.id });
    expect(deployment).toMatchObject({ DeletionPolicy: 'Retain', Properties: { Description: deployment.id } });
    expect(findCycle(templateOf(stack).toJSON())).toBeUndefined();
  });

  test('is for a stage of L1s, and for one of a SpecRestApi', () => {
    const { stack, stage } = ofL1s();
    stage.with(new mixins.RestStageRelease({ release: HELD }));
    const spec = new apigateway.SpecRestApi(stack, 'Spec', { apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1', paths: {} }), cloudWatchRole: false });
    spec.deploymentStage.with(new mixins.RestStageRelease({ release: HELD }));
    expect(found(stack, CANARY).map(({ id }) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual(['ProdReleaseCanary', 'SpecDeploymentStageprodReleaseCanary']);
    for (const deployment of found(stack, 'AWS::ApiGateway::Deployment')) expect(deployment.Properties.Description).toBe(deployment.id);
  });

  test('warns of a deployment that is the same whatever changes, and of one of another stack', () => {
    const { stack, stage } = ofL1s();
    stage.with(new mixins.RestStageRelease({ release: HELD }));
    templateOf(stack);
    Annotations.fromStack(stack).hasWarning(`/${stage.node.path}`, Match.stringLikeRegexp('has the logical id "Deployment", which does not change with the API'));
    const app = new App();
    const { api } = legacy(new Stack(app, 'Apis'));
    const beta = new apigateway.Stage(new Stack(app, 'Stages'), 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' });
    beta.with(new mixins.RestStageRelease({ release: HELD }));
    const warnings = Annotations.fromStack(beta.stack as Stack);
    warnings.hasWarning('*', Match.stringLikeRegexp('is of another stack than the stage: the next one has another name'));
    warnings.hasNoWarning('*', Match.stringLikeRegexp('which does not change with the API'));
  });

  test.each<[unknown, string]>([
    ['x', '\'canaryRequests\' must be a Metric, got "x"'],
    [new MathExpression({ expression: '1' }), "'canaryRequests' must be a Metric, got an instance of"],
    [new Metric({ namespace: 'Shop', metricName: 'Requests', region: 'us-east-1' }), "'canaryRequests' must be of the Region of the stage, eu-west-1, got a metric of us-east-1"],
  ])('fails for the metric of requests %p', (canaryRequests, message) => {
    const { api } = legacy(new Stack(new App(), 'Shop', { env: { region: 'eu-west-1', account: '111122223333' } }));
    expect(() => api.deploymentStage.with(new mixins.RestStageRelease({ release: HELD, canaryRequests: canaryRequests as Metric }))).toThrow(message);
  });

  test('takes an alarm by its name from a stack that needs the stack of the stage', () => {
    const app = new App();
    const { api } = legacy(new Stack(app, 'Apis'));
    const dimensionsMap = { ApiId: api.restApiId };
    const alarmOf = (id: string, alarmName?: string) => new Metric({ namespace: 'Shop', metricName: 'Refused', dimensionsMap })
      .createAlarm(new Stack(app, id), 'Alarm', { alarmName, threshold: 1, evaluationPeriods: 1 });
    const options = { percentTraffic: 10, bakeTime: Duration.minutes(10) };
    const release = (alarm: Alarm) => new mixins.RestStageRelease({ release: Release.canary({ ...options, alarms: [alarm] }) });
    expect(() => api.deploymentStage.with(release(alarmOf('Unnamed')))).toThrow('the alarm [Unnamed/Alarm] is of another stack, which needs that of the stage, and must be named');
    const { api: other, stack: second } = legacy(new Stack(app, 'Others'));
    dimensionsMap.ApiId = other.restApiId;
    other.deploymentStage.with(release(alarmOf('Named', 'refused')));
    expect(found(second, CANARY)[0].Properties.Alarms).toEqual(['refused']);
  });

  test('calls both resources when the name of an alarm, which is a parameter, changes', () => {
    const { stack, api } = legacy();
    const alarm = Alarm.fromAlarmName(stack, 'ByName', new CfnParameter(stack, 'AlarmName').valueAsString);
    const release = Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(10) });
    api.deploymentStage.with(new mixins.RestStageRelease({ release, alarms: [alarm] }));
    expect(found(stack, BASE)[0].Properties.Alarms).toEqual([{ Ref: 'AlarmName' }]);
  });

  test('warns of a cache that the stage does not have', () => {
    const warned = (stageProps: Partial<apigateway.CfnStageProps>) => {
      const { stack, stage } = ofL1s(stageProps);
      stage.with(new mixins.RestStageRelease({ release: Release.canary({ percentTraffic: 10, useStageCache: true }) }));
      templateOf(stack);
      return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp("'useStageCache' has no effect")).length;
    };
    expect([warned({}), warned({ cacheClusterEnabled: true })]).toEqual([1, 0]);
  });

  test('fails for a prop that there is not', () => {
    const { stage } = ofL1s();
    expect(() => stage.with(new mixins.RestStageRelease({ release: HELD, alarm: [] } as never))).toThrow("RestStageRelease has no prop 'alarm': write one of 'release', 'alarms', 'canaryRequests'");
  });

  test('leaves the description of its deployment out, and says so', () => {
    const { stack, deployment, stage } = ofL1s({}, { description: 'of May' });
    stage.with(new mixins.RestStageRelease({ release: HELD }));
    expect(found(stack, 'AWS::ApiGateway::Deployment')[0].Properties.Description).toBe('Deployment');
    Annotations.fromStack(stack).hasWarning(`/${deployment.node.path}`, Match.stringLikeRegexp('the description of the deployment, "of May", is left out'));
  });

  test('is for a stage in another stack than its API', () => {
    const app = new App();
    const { api } = legacy(new Stack(app, 'Apis'));
    const stack = new Stack(app, 'Stages');
    const stage = new apigateway.Stage(stack, 'Beta', { deployment: api.latestDeployment!, stageName: 'beta' });
    stage.with(new mixins.RestStageRelease({ release: HELD }));
    const [base] = found(stack, BASE);
    expect(base.Properties.Candidate).toEqual({ 'Fn::ImportValue': expect.stringMatching(/LegacyDeployment/) });
    expect(base.Properties.StageState).toEqual([expect.any(String)]);
    const [deployment] = found(Stack.of(api), 'AWS::ApiGateway::Deployment');
    expect(deployment).toMatchObject({ DeletionPolicy: 'Retain', Properties: { Description: deployment.id } });
  });

  test('overrides a variable that is set after it', () => {
    const { stack, api } = legacy();
    const value = new CfnParameter(stack, 'Table').valueAsString;
    api.deploymentStage.with(
      new mixins.RestStageRelease({ release: Release.canary({ percentTraffic: 10, stageVariableOverrides: { table: 'v2' } }) }),
      new mixins.StageVariables({ variables: { table: value } }),
    );
    const [[base], [stage]] = [BASE, STAGE].map((type) => found(stack, type));
    expect(stage.Properties.Variables).toEqual({ table: { 'Fn::GetAtt': [base.id, 'Variable.table'] } });
    expect(base.Properties.Variables).toEqual({ table: { Ref: 'Table' } });
  });

  test('has log groups whose stage is said to log before it or after it', () => {
    const logs = [new mixins.StageAccessLogs({ accountLogging: AccountLogging.existing() }), new mixins.StageExecutionLogs()];
    const release = new mixins.RestStageRelease({ release: HELD });
    const groupsOf = (...applied: mixins.StageAccessLogs[]) => {
      const { stack, api } = legacy();
      for (const mixin of applied) api.deploymentStage.with(mixin);
      return found(stack, 'AWS::Logs::LogGroup').map(({ id }) => id).filter((id) => id.includes('Canary')).sort();
    };
    const before = groupsOf(release as never, ...logs as never[]);
    expect(before).toHaveLength(2);
    expect(groupsOf(...logs as never[], release as never)).toEqual(before);
  });

  test('bakes with alarms of RestApiAlarms, in whichever stack they are', () => {
    const { stack, api } = legacy();
    api.deploymentStage.with(new mixins.StageAccessLogs({ accountLogging: AccountLogging.existing() }));
    const alarms = RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage);
    api.deploymentStage.with(new mixins.RestStageRelease({
      release: Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(10), minimumRequests: 20 }),
      alarms: [alarms.addCanaryServerErrorRate()],
      canaryRequests: alarms.metricCanaryRequests(),
    }));
    const [canary] = found(stack, CANARY);
    expect(canary.Properties.Alarms).toHaveLength(1);
    expect(canary.Properties.CanaryRequests.MetricName).toBe('Legacy prod CanaryRequests');
    expect(findCycle(templateOf(stack).toJSON())).toBeUndefined();
  });

  test('is told of dimensions of a metric, and before the stage by name only', () => {
    const { stack, api } = legacy();
    const alarms = RestApiAlarms.fromStage(stack, 'Alarms', api.deploymentStage);
    const release = Release.canary({ percentTraffic: 10, bakeTime: Duration.minutes(10), minimumRequests: 20 });
    api.deploymentStage.with(new mixins.RestStageRelease({ release, alarms: [alarms.latency], canaryRequests: alarms.metric('Count') }));
    const [[base], [canary]] = [BASE, CANARY].map((type) => found(stack, type));
    const dimensions = [{ Name: 'ApiName', Value: 'Legacy' }, { Name: 'Stage', Value: 'prod' }];
    expect(canary.Properties.CanaryRequests).toEqual({ Namespace: 'AWS/ApiGateway', MetricName: 'Count', Dimensions: dimensions });
    expect(typeof base.Properties.CanaryRequests).toBe('string');
  });

  test.each<[string, () => void, string]>([
    ['a stage with a canary of its own', () => ofL1s({ canarySetting: { percentTraffic: 5 } }).stage.with(new mixins.RestStageRelease({ release: HELD })), "'canarySetting' of the stage says that there is a canary, and so does its release"],
    ['a stage that gets one later', () => {
      const { stack, stage } = ofL1s();
      stage.with(new mixins.RestStageRelease({ release: HELD }));
      stage.canarySetting = { percentTraffic: 5 };
      templateOf(stack);
    }, "'canarySetting' of the stage says that there is a canary"],
    ['a stage that gets one by an override', () => {
      const { stack, stage } = ofL1s();
      stage.with(new mixins.RestStageRelease({ release: HELD }));
      stage.addPropertyOverride('CanarySetting.PercentTraffic', 5);
      templateOf(stack);
    }, "'canarySetting' of the stage says that there is a canary"],
    ['a stage without a name', () => ofL1s({ stageName: undefined }).stage.with(new mixins.RestStageRelease({ release: HELD })), "'stageName' must be set for the stage to have a release"],
    ['a stage of a deployment that is not known', () => ofL1s({ deploymentId: 'a1b2c3' }).stage.with(new mixins.RestStageRelease({ release: HELD })), '\'deploymentId\' of the stage must be of a deployment that is defined in the app for it to be tried in a canary, got "a1b2c3"'],
    ['a stage without a deployment', () => ofL1s({ deploymentId: undefined }).stage.with(new mixins.RestStageRelease({ release: HELD })), 'got undefined: write deployment.ref'],
    ['a deployment that serves a stage by itself', () => ofL1s({}, { stageName: 'prod' }).stage.with(new mixins.RestStageRelease({ release: HELD })), "the deployment [Shop/Deployment] must not have 'stageName', by which it would serve the stage before it is tried"],
    ['a deployment that goes with the next', () => {
      const { deployment, stage } = ofL1s();
      deployment.applyRemovalPolicy(RemovalPolicy.DESTROY);
      stage.with(new mixins.RestStageRelease({ release: HELD }));
    }, 'the deployment [Shop/Deployment] must be retained'],
    ['a stage that has a release by a mixin', () => legacy().api.deploymentStage.with(new mixins.RestStageRelease({ release: HELD }), new mixins.RestStageRelease({ release: Release.allAtOnce() })), 'the stage has a release by its gateway or by a mixin already'],
    ['a stage that has a release by its gateway', () => testGateway({ release: HELD }).gateway.stage.with(new mixins.RestStageRelease({ release: HELD })), 'the stage has a release by its gateway or by a mixin already'],
    ['a stage of a HTTP API', () => new HttpApi(testStack(), 'Http').defaultStage!.with(new mixins.RestStageRelease({ release: HELD })), 'releases are for stages of REST APIs, and API Gateway has no canaries for HTTP and WebSocket APIs: leave the mixin out, and shift the alias of the function, by FunctionRelease'],
    ['a deployment that is set after it', () => {
      const { stack, stage, deployment } = ofL1s();
      stage.with(new mixins.RestStageRelease({ release: HELD }));
      stage.deploymentId = deployment.ref;
      templateOf(stack);
    }, "'deploymentId' of the stage is set after its release, which decides on it: apply the mixin last"],
    ['another name that is set after it', () => {
      const { stack, stage } = ofL1s();
      stage.with(new mixins.RestStageRelease({ release: HELD }));
      stage.stageName = 'other';
      templateOf(stack);
    }, "'stageName' of the stage is set after its release, which has been told another: apply the mixin last"],
    ['a variable that is overridden after it', () => {
      const { stack, stage } = ofL1s({ variables: { table: 'a' } });
      stage.with(new mixins.RestStageRelease({ release: Release.canary({ percentTraffic: 10, stageVariableOverrides: { table: 'b' } }) }));
      stage.addPropertyOverride('Variables.table', 'c');
      templateOf(stack);
    }, 'the variable "table" of the stage is set by an override after its release, which decides on it'],
    ['removal policies of the whole stack', () => {
      const { stack, stage } = ofL1s();
      stage.with(new mixins.RestStageRelease({ release: HELD }));
      RemovalPolicies.of(stack).destroy();
      templateOf(stack);
    }, 'the deployment [Shop/Deployment] must be retained'],
    ['a deployment that shall go after all', () => {
      const { stack, deployment, stage } = ofL1s();
      stage.with(new mixins.RestStageRelease({ release: HELD }));
      deployment.applyRemovalPolicy(RemovalPolicy.DESTROY);
      templateOf(stack);
    }, 'the deployment [Shop/Deployment] must be retained'],
  ])('fails for %s', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});

describe('a stage that is pinned', () => {
  test('may be pinned to a deployment of the app, or to a parameter', () => {
    const { stack, api, deployment, stage } = ofL1s();
    const earlier = new apigateway.CfnDeployment(stack, 'Earlier', { restApiId: api.ref });
    stage.with(new mixins.RestStageRelease({ release: Release.pinned(earlier.attrDeploymentId) }));
    const beta = new apigateway.CfnStage(stack, 'Beta', { restApiId: api.ref, deploymentId: deployment.ref, stageName: 'beta' });
    beta.with(new mixins.RestStageRelease({ release: Release.pinned(new CfnParameter(stack, 'Id').valueAsString) }));
    expect(found(stack, BASE).map(({ Properties }) => Properties.Release)).toEqual([{ Pinned: { 'Fn::GetAtt': ['Earlier', 'DeploymentId'] }, Keep: '10' }, { Pinned: { Ref: 'Id' }, Keep: '10' }]);
  });

  test('may be pinned to a deployment of the L2', () => {
    const { stack, api } = legacy();
    const earlier = new apigateway.Deployment(stack, 'Earlier', { api });
    api.deploymentStage.with(new mixins.RestStageRelease({ release: Release.pinned(earlier.deploymentId) }));
    expect(found(stack, BASE)[0].Properties.Release.Pinned).toEqual({ Ref: expect.stringMatching(/^Earlier/) });
  });

  test.each<[string, (of: ReturnType<typeof ofL1s>) => unknown, string]>([
    ['a name', () => 'Deployment of May', '\'deploymentId\' of Release.pinned must be the id of a deployment, of small letters and digits, got "Deployment of May"'],
    ['nothing', () => undefined, 'of small letters and digits, got undefined'],
    ['the empty text', () => '', 'of small letters and digits, got ""'],
    ['a deployment instead of its id', ({ deployment }) => deployment, "'deploymentId' of Release.pinned must be the id of a deployment, of small letters and digits, got an instance of aws-cdk-lib.aws_apigateway.CfnDeployment"],
    ['a deployment of another API', ({ stack }) => {
      const other = new apigateway.CfnRestApi(stack, 'Other', { name: 'other' });
      return new apigateway.CfnDeployment(stack, 'OfOther', { restApiId: other.ref }).ref;
    }, "'deploymentId' of Release.pinned must be of a deployment of the stage's API, got [Shop/OfOther] of another API"],
    ['the id of something else', ({ api }) => api.ref, "'deploymentId' of Release.pinned must be of a deployment, got [Shop/Api] of the type AWS::ApiGateway::RestApi"],
    ['a deployment that is not there', ({ stack, api }) => {
      const gone = new apigateway.CfnDeployment(stack, 'Gone', { restApiId: api.ref });
      stack.node.tryRemoveChild('Gone');
      return gone.ref;
    }, "'deploymentId' of Release.pinned must be of a deployment that is there, got one of [Shop/Gone], which was removed"],
  ])('fails for %s', (_what, idOf, message) => {
    const of = ofL1s();
    const release = Release.pinned(idOf(of) as string);
    expect(() => of.stage.with(new mixins.RestStageRelease({ release }))).toThrow(message);
  });
});
