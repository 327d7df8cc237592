import { Match } from 'aws-cdk-lib/assertions';
import { CfnDeployment, CfnStage, HttpIntegration, MockIntegration, RestApi, SpecRestApi, ApiDefinition } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { mixins } from '../../lib';
import { propertiesOf, templateOf, testStack } from '../helpers';

const STAGE = 'AWS::ApiGateway::Stage';

function legacyApi(stack = testStack()): RestApi {
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  return api;
}

test('throttling sets both limits', () => {
  const api = legacyApi();
  api.deploymentStage.with(new mixins.StageThrottling({ rateLimit: 100, burstLimit: 200 }));
  templateOf(api).hasResourceProperties(STAGE, { MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 })] });
});

test('throttling has a default for each limit', () => {
  const api = legacyApi();
  api.deploymentStage.with(new mixins.StageThrottling({ rateLimit: 100 }));
  templateOf(api).hasResourceProperties(STAGE, { MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 100, ThrottlingBurstLimit: 500 })] });
});

test('throttling fails on a limit of 0', () => {
  expect(() => legacyApi().deploymentStage.with(new mixins.StageThrottling({ rateLimit: 0 }))).toThrow("'throttle.rateLimit' must be above 0");
});

test('tracing is on unless it is said to be off', () => {
  for (const [mixin, expected] of [[new mixins.StageTracing(), true], [new mixins.StageTracing({ enabled: false }), false]] as const) {
    const api = legacyApi();
    api.deploymentStage.with(mixin);
    expect(propertiesOf(api, STAGE).TracingEnabled).toBe(expected);
  }
});

test('explicit settings fill in what nobody set, before or after', () => {
  const orders = [
    [new mixins.StageExplicitSettings(), new mixins.StageTracing(), new mixins.StageThrottling()],
    [new mixins.StageThrottling(), new mixins.StageTracing(), new mixins.StageExplicitSettings()],
  ];
  const [first, second] = orders.map((order) => {
    const api = legacyApi();
    api.deploymentStage.with(...order);
    return propertiesOf(api, STAGE);
  });
  expect(first).toEqual(second);
  expect(first).toMatchObject({ CacheClusterEnabled: false, TracingEnabled: true, MethodSettings: [{ LoggingLevel: 'OFF', CachingEnabled: false, MetricsEnabled: false, DataTraceEnabled: false, ThrottlingRateLimit: 1000 }] });
});

test('explicit settings alone turn all off', () => {
  const api = legacyApi();
  api.deploymentStage.with(new mixins.StageExplicitSettings());
  expect(propertiesOf(api, STAGE)).toMatchObject({ CacheClusterEnabled: false, TracingEnabled: false, MethodSettings: [{ LoggingLevel: 'OFF' }] });
});

test('explicit settings leave a cache alone that is on', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, deployOptions: { cacheClusterEnabled: true, cachingEnabled: true } });
  api.root.addMethod('GET', new MockIntegration());
  api.deploymentStage.with(new mixins.StageExplicitSettings());
  expect(propertiesOf(stack, STAGE)).toMatchObject({ CacheClusterEnabled: true, MethodSettings: [{ CachingEnabled: true }] });
});

test('mixins work on an L1 stage and on the stage of a SpecRestApi', () => {
  const stack = testStack();
  const l1 = new CfnStage(stack, 'Stage', { restApiId: 'abc', stageName: 'l1', deploymentId: new CfnDeployment(stack, 'Deployment', { restApiId: 'abc' }).ref });
  l1.with(new mixins.StageTracing());
  const spec = new SpecRestApi(stack, 'Spec', { cloudWatchRole: false, apiDefinition: ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: 'Spec', version: '1' }, paths: {} }) });
  spec.deploymentStage.with(new mixins.StageTracing());
  templateOf(stack).resourcePropertiesCountIs(STAGE, { TracingEnabled: true }, 2);
});

test('mixins support stages of APIs of every type, and nothing else', () => {
  const http = new HttpApi(testStack(), 'Http');
  const { StageAccessLogs, StageExecutionLogs, StageExplicitSettings, StageThrottling, StageTracing } = mixins;
  for (const Mixin of [StageAccessLogs, StageExecutionLogs, StageExplicitSettings, StageThrottling, StageTracing]) {
    const mixin = new Mixin();
    expect(mixin.supports(http.defaultStage!.node.defaultChild!)).toBe(true);
    expect(mixin.supports(legacyApi().deploymentStage.node.defaultChild!)).toBe(true);
    expect([http, http.node.defaultChild!, http.defaultStage!].some((construct) => mixin.supports(construct))).toBe(false);
  }
});

test('a second stage of the L2 can have settings of its own', () => {
  const api = legacyApi();
  api.root.addMethod('PUT', new HttpIntegration('https://example.com'));
  new CfnStage(api, 'Beta', { restApiId: api.restApiId, stageName: 'beta', deploymentId: api.latestDeployment!.deploymentId }).with(new mixins.StageThrottling({ rateLimit: 1, burstLimit: 1 }));
  const template = templateOf(api);
  template.hasResourceProperties(STAGE, { StageName: 'beta', MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 1 })] });
  template.hasResourceProperties(STAGE, { StageName: 'prod', MethodSettings: Match.absent() });
});
