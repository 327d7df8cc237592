import { Match } from 'aws-cdk-lib/assertions';
import { CfnStage, MethodLoggingLevel, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AccountLogging, mixins } from '../../lib';
import { templateOf, testStack } from '../helpers';

function apiWith(props: mixins.StageExecutionLogsProps = {}): RestApi {
  const api = new RestApi(testStack(), 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  api.deploymentStage.with(new mixins.StageExecutionLogs({ accountLogging: AccountLogging.existing(), ...props }));
  return api;
}

const settings = (setting: object) => ({ MethodSettings: [Match.objectLike(setting)] });

test('failed requests are logged, without their data', () => {
  templateOf(apiWith()).hasResourceProperties('AWS::ApiGateway::Stage', settings({ LoggingLevel: 'ERROR', DataTraceEnabled: false }));
});

test('their log group is defined before the stage, with an end to its retention', () => {
  const api = apiWith({ retention: RetentionDays.ONE_WEEK });
  const template = templateOf(api);
  const name = { 'Fn::Join': ['', ['API-Gateway-Execution-Logs_', api.stack.resolve(api.restApiId), '/prod']] };
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: name, RetentionInDays: 7 });
  template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('ExecutionLogs')]) });
});

test('key and removal are those of the log group', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  const encryptionKey = new Key(stack, 'Key');
  const accountLogging = AccountLogging.existing();
  api.deploymentStage.with(new mixins.StageExecutionLogs({ accountLogging, encryptionKey, removalPolicy: RemovalPolicy.DESTROY }));
  templateOf(stack).hasResource('AWS::Logs::LogGroup', { Properties: { KmsKeyId: stack.resolve(encryptionKey.keyArn) }, DeletionPolicy: 'Delete' });
});

test('a log group that exists is left alone', () => {
  templateOf(apiWith({ existingLogGroup: true })).resourceCountIs('AWS::Logs::LogGroup', 0);
});

test('fails on options of a log group that exists', () => {
  expect(() => apiWith({ existingLogGroup: true, retention: RetentionDays.ONE_DAY })).toThrow("'existingLogGroup' is true, so 'retention', 'encryptionKey' and 'removalPolicy' have no effect");
});

test('off for the stage, but on for a method, has its log group and needs the role', () => {
  const api = new RestApi(testStack(), 'Legacy', { cloudWatchRole: false, deployOptions: { methodOptions: { '//GET': { loggingLevel: MethodLoggingLevel.INFO } } } });
  api.root.addMethod('GET', new MockIntegration());
  api.deploymentStage.with(new mixins.StageExecutionLogs({ level: MethodLoggingLevel.OFF, accountLogging: AccountLogging.ensure() }));
  templateOf(api).resourceCountIs('Custom::ApiGatewayAccountLogging', 1);
  templateOf(api).resourcePropertiesCountIs('AWS::Logs::LogGroup', { LogGroupName: Match.anyValue() }, 1);
});

test('off is off: no log group, no role', () => {
  const api = new RestApi(testStack(), 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  api.deploymentStage.with(new mixins.StageExecutionLogs({ level: MethodLoggingLevel.OFF }));
  const template = templateOf(api);
  template.hasResourceProperties('AWS::ApiGateway::Stage', settings({ LoggingLevel: 'OFF' }));
  template.resourceCountIs('AWS::Logs::LogGroup', 0);
});

test('fails on a stage without a name', () => {
  const stage = new CfnStage(testStack(), 'Stage', { restApiId: 'abc' });
  expect(() => stage.with(new mixins.StageExecutionLogs())).toThrow("'stageName' must be set for its execution logs to have a log group: write 'prod', for example, or 'existingLogGroup: true'\n    at [Shop/Stage]");
});

test('fails when it is applied twice', () => {
  const api = apiWith();
  expect(() => api.deploymentStage.with(new mixins.StageExecutionLogs())).toThrow('the stage has ExecutionLogs by a mixin or its gateway already: apply the mixin once\n    at [Shop/Legacy/DeploymentStage.prod/Resource]');
});
