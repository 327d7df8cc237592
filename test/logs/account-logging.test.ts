import { Match } from 'aws-cdk-lib/assertions';
import { CfnAccount, MockIntegration, RestApi, RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { App, NestedStack, Stack } from 'aws-cdk-lib/core';
import { AccountLogging, mixins } from '../../lib';
import { templateOf, testStack } from '../helpers';

const ENSURED = 'Custom::ApiGatewayAccountLogging';

function apiWith(stack: Stack, accountLogging?: AccountLogging, props: RestApiProps = { cloudWatchRole: false }, id = 'Legacy'): Stack {
  const api = new RestApi(stack, id, props);
  api.root.addMethod('GET', new MockIntegration());
  api.deploymentStage.with(new mixins.StageAccessLogs({ accountLogging }));
  return stack;
}

describe('ensure', () => {
  const template = templateOf(apiWith(testStack(), AccountLogging.ensure()));

  test('gives its function the least that it needs', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role', { Properties: { Policies: Match.anyValue() } }));
    expect(roles).toHaveLength(1);
    expect(roles[0].Properties.Policies[0].PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['apigateway:GET', 'apigateway:PATCH'],
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, '::/account']] },
      },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^EnsuredAccountLoggingRole/), 'Arn'] }, Condition: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } } },
    ]);
  });

  test('keeps the role when the stack goes', () => {
    template.hasResource('AWS::IAM::Role', { Properties: { ManagedPolicyArns: Match.anyValue(), Description: Match.anyValue() }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('hands the role to the custom resource, for which the stage waits', () => {
    template.hasResourceProperties(ENSURED, { CloudWatchRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^EnsuredAccountLoggingRole'), 'Arn'] } });
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith(Object.keys(template.findResources(ENSURED))) });
  });

  test('has a log group of its own, which goes with it', () => {
    template.hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
    template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('ProviderLogs') } } });
  });

  test('is defined once a stack', () => {
    const stack = testStack();
    apiWith(stack, AccountLogging.ensure());
    apiWith(stack, AccountLogging.ensure(), undefined, 'Second');
    templateOf(stack).resourceCountIs(ENSURED, 1);
    templateOf(stack).resourceCountIs('AWS::Lambda::Function', 1);
  });
});

test('managed defines the setting and its role once a stack, and keeps both', () => {
  const stack = testStack();
  apiWith(stack, AccountLogging.managed());
  apiWith(stack, AccountLogging.managed(), undefined, 'Second');
  const template = templateOf(stack);
  template.resourceCountIs('AWS::ApiGateway::Account', 1);
  template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  template.hasResource('AWS::IAM::Role', { DeletionPolicy: 'Retain' });
  template.allResources('AWS::ApiGateway::Stage', { DependsOn: Match.arrayWith(Object.keys(template.findResources('AWS::ApiGateway::Account'))) });
});

test('existing defines nothing', () => {
  const template = templateOf(apiWith(testStack(), AccountLogging.existing()));
  template.resourceCountIs('AWS::IAM::Role', 0);
  template.resourceCountIs('AWS::ApiGateway::Account', 0);
});

describe('a mixin that is told nothing', () => {
  const message = "the stage writes logs, but nothing in its stack says which role API Gateway writes them with, and without one the service refuses the stage: give the mixin 'accountLogging: AccountLogging.ensure()', or 'AccountLogging.existing()' if the account has a role";

  test('fails at synthesis with the remedy and the path', () => {
    expect(() => templateOf(apiWith(testStack()))).toThrow(`[Shop/Legacy/DeploymentStage.prod/Resource] ${message}`);
  });

  test('fails for execution logs alone, and once for both', () => {
    const api = new RestApi(testStack(), 'Legacy', { cloudWatchRole: false });
    api.root.addMethod('GET', new MockIntegration());
    api.deploymentStage.with(new mixins.StageExecutionLogs(), new mixins.StageAccessLogs());
    expect(() => templateOf(api)).toThrow(new RegExp(`^(?!.*${'the stage writes logs'}.*the stage writes logs).*the stage writes logs`, 's'));
  });

  test.each([
    ['of another mixin, told before', true],
    ['of another mixin, told after', false],
  ])('makes its stage wait for the role %s', (_when, before) => {
    const stack = testStack();
    const stages = before ? [AccountLogging.ensure(), undefined] : [undefined, AccountLogging.ensure()];
    stages.forEach((accountLogging, index) => apiWith(stack, accountLogging, undefined, `Api${index}`));
    const template = templateOf(stack);
    template.allResources('AWS::ApiGateway::Stage', { DependsOn: Object.keys(template.findResources(ENSURED)) });
  });

  test('makes its stage wait for an account that is defined in the stack', () => {
    const stack = testStack();
    apiWith(stack);
    new CfnAccount(stack, 'Account', { cloudWatchRoleArn: 'arn:aws:iam::123456789012:role/logs' });
    templateOf(stack).hasResource('AWS::ApiGateway::Stage', { DependsOn: ['Account'] });
  });

  test.each([
    ['the account of the L2', (stack: Stack) => apiWith(stack, undefined, { cloudWatchRole: true })],
    ['an L1 account', (stack: Stack) => { new CfnAccount(stack, 'Account', { cloudWatchRoleArn: 'arn:aws:iam::123456789012:role/logs' }); return apiWith(stack); }],
    ['another mixin that was told', (stack: Stack) => { apiWith(stack, AccountLogging.existing(), undefined, 'Other'); return apiWith(stack); }],
  ])('takes %s for known', (_what, define) => {
    expect(() => templateOf(define(testStack()))).not.toThrow();
  });

  test('does not wait for, nor take for known, the account of a nested stack', () => {
    const stack = testStack();
    const nested = new NestedStack(stack, 'Nested');
    new CfnAccount(nested, 'Account', { cloudWatchRoleArn: 'arn:aws:iam::123456789012:role/logs' });
    expect(() => templateOf(apiWith(stack))).toThrow(message);
  });

  test('waits for what it was told of, and not for what else is there', () => {
    const stack = testStack();
    apiWith(stack, AccountLogging.ensure());
    new RestApi(stack, 'Other', { cloudWatchRole: true, description: 'needs the stage' }).root.addMethod('GET', new MockIntegration());
    const template = templateOf(stack);
    const ensured = Object.keys(template.findResources(ENSURED));
    template.hasResource('AWS::ApiGateway::Stage', { DependsOn: ensured });
  });

  test('does not take the role of another stack for known', () => {
    const app = new App();
    apiWith(new Stack(app, 'Told'), AccountLogging.existing());
    expect(() => templateOf(apiWith(new Stack(app, 'Shop')))).toThrow(message);
  });
});
