import { CfnStage, RestApi, StageOptions } from 'aws-cdk-lib/aws-apigateway';
import { Fn, Lazy } from 'aws-cdk-lib/core';
import { setStageWide } from '../../lib/private/method-settings';
import { testStack } from '../helpers';

const OFF = { loggingLevel: 'OFF', dataTraceEnabled: false, metricsEnabled: false, cachingEnabled: false, throttlingRateLimit: 10_000, throttlingBurstLimit: 5_000 };
const FOR_ALL = { httpMethod: '*', resourcePath: '/*' };

function stageOf(deployOptions?: StageOptions): CfnStage {
  const api = new RestApi(testStack(), 'Api', { deployOptions });
  return api.deploymentStage.node.defaultChild as CfnStage;
}

test('all that is not set is written as off, with the throttle that API Gateway pins', () => {
  const stage = stageOf();
  setStageWide(stage, { metricsEnabled: true });
  expect(stage.methodSettings).toEqual([{ ...OFF, ...FOR_ALL, metricsEnabled: true }]);
});

test('what the user wrote stays, and what is set later wins', () => {
  const stage = stageOf({ throttlingRateLimit: 5, loggingLevel: 'INFO' as never });
  setStageWide(stage, {});
  expect(stage.methodSettings).toEqual([expect.objectContaining({ throttlingRateLimit: 5, throttlingBurstLimit: 5_000, loggingLevel: 'INFO' })]);
  setStageWide(stage, { throttlingRateLimit: 6 });
  setStageWide(stage, { throttlingBurstLimit: 7 });
  expect(stage.methodSettings).toEqual([expect.objectContaining({ throttlingRateLimit: 6, throttlingBurstLimit: 7, loggingLevel: 'INFO' })]);
});

test("a method's own entry is completed from the stage's, whatever comes first", () => {
  const stage = stageOf({ methodOptions: { '/orders/GET': { throttlingRateLimit: 3 } } });
  setStageWide(stage, {});
  setStageWide(stage, { loggingLevel: 'ERROR', throttlingRateLimit: 100 });
  expect(stage.methodSettings).toEqual([
    expect.objectContaining({ ...FOR_ALL, loggingLevel: 'ERROR', throttlingRateLimit: 100 }),
    { ...OFF, httpMethod: 'GET', resourcePath: '/~1orders', loggingLevel: 'ERROR', throttlingRateLimit: 3 },
  ]);
});

test('settings that the user replaces in between are the new base', () => {
  const stage = stageOf();
  setStageWide(stage, { throttlingRateLimit: 1 });
  stage.methodSettings = [{ ...FOR_ALL, metricsEnabled: true }];
  setStageWide(stage, { throttlingBurstLimit: 2 });
  expect(stage.methodSettings).toEqual([{ ...OFF, ...FOR_ALL, metricsEnabled: true, throttlingBurstLimit: 2 }]);
});

test('fails on settings with conditions, which cannot be merged', () => {
  for (const methodSettings of [Fn.conditionIf('C', [], []), [Fn.conditionIf('C', {}, {})]]) {
    const stage = stageOf();
    stage.methodSettings = methodSettings;
    expect(() => setStageWide(stage, {})).toThrow("'methodSettings' must be known at synthesis for a mixin to add to them, got ");
  }
});

test('settings in a token are read', () => {
  const stage = stageOf();
  stage.methodSettings = Lazy.any({ produce: () => [{ ...FOR_ALL, loggingLevel: 'INFO' }] });
  setStageWide(stage, { throttlingBurstLimit: 2 });
  expect(stage.methodSettings).toEqual([expect.objectContaining({ loggingLevel: 'INFO', throttlingBurstLimit: 2 })]);
});
