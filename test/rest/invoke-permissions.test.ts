import { Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Fn, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { RestGateway } from '../../lib';
import { annotationsOf, methodsOf, templateOf, testFunction, testGateway, testStack } from '../helpers';

const PERMISSION = 'AWS::Lambda::Permission';
const permissionsOf = (stack: Stack) => Object.values(templateOf(stack).findResources(PERMISSION)).map((permission) => permission.Properties);

test('a function behind many routes gets one permission, for all stages and methods', () => {
  const { stack, gateway, handler } = testGateway();
  for (const path of ['/a', '/b/{id}', '/c']) gateway.addRoutes({ path, methods: [HttpMethod.GET, HttpMethod.POST], handler });
  expect(permissionsOf(stack)).toEqual([{
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    FunctionName: stack.resolve(handler.functionArn),
    SourceArn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':execute-api:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':', stack.resolve(gateway.api.restApiId), '/*/*']] },
  }]);
});

test('a function, its alias and another function get one each', () => {
  const { stack, gateway, handler } = testGateway();
  const alias = handler.addAlias('live');
  gateway.addRoutes({ path: '/alias', handler: alias });
  gateway.addRoutes({ path: '/other', handler: testFunction(stack, 'Other') });
  const functionNames = permissionsOf(stack).map((permission) => permission.FunctionName);
  expect(functionNames).toEqual(expect.arrayContaining([handler, alias].map(({ functionArn }) => stack.resolve(functionArn))));
  expect(permissionsOf(stack)).toHaveLength(3);
});

test('the stage waits for every permission', () => {
  const { stack, gateway } = testGateway();
  gateway.addRoutes({ path: '/other', handler: testFunction(stack, 'Other') });
  const template = templateOf(stack);
  const [stage] = Object.values(template.findResources('AWS::ApiGateway::Stage'));
  expect(stage.DependsOn).toEqual(expect.arrayContaining(Object.keys(template.findResources(PERMISSION))));
});

test('two APIs with one function get one each', () => {
  const { stack, handler } = testGateway();
  new RestGateway(stack, 'Second').addRoutes({ path: '/', handler });
  expect(permissionsOf(stack)).toHaveLength(2);
});

test.each([
  ['the integration of the L2', {}],
  ['without console tests', { allowTestInvoke: false }],
  ['with one permission an API', { scopePermissionToMethod: false }],
])('the permissions of %s are replaced', (_how, options) => {
  const { stack, gateway, handler } = testGateway();
  gateway.addRoutes({ path: '/l2', methods: [HttpMethod.GET], integration: new apigateway.LambdaIntegration(handler, options) });
  gateway.api.root.addMethod('PUT', new apigateway.LambdaIntegration(testFunction(stack, 'Direct'), options));
  expect(permissionsOf(stack)).toHaveLength(2);
  for (const permission of permissionsOf(stack)) expect(JSON.stringify(permission.SourceArn)).toMatch(/"\/\*\/\*"/);
  const [stage] = Object.values(templateOf(stack).findResources('AWS::ApiGateway::Stage'));
  expect(stage.DependsOn).toEqual(expect.arrayContaining(Object.keys(templateOf(stack).findResources(PERMISSION))));
});

test.each([
  ['token', (stack: Stack, handler: lambda.IFunction) => new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler })],
  ['request', (stack: Stack, handler: lambda.IFunction) => new apigateway.RequestAuthorizer(stack, 'Authorizer', { handler, identitySources: [apigateway.IdentitySource.header('x')] })],
])('the permission of a Lambda %s authorizer is replaced', (_type, define) => {
  const stack = testStack();
  const authorizer = testFunction(stack, 'AuthorizerFunction');
  testGateway({ authorizer: define(stack, authorizer) }, stack);
  const permissions = permissionsOf(stack);
  expect(permissions).toHaveLength(2);
  expect(permissions.map((permission) => permission.FunctionName)).toContainEqual(stack.resolve(authorizer.functionArn));
  for (const permission of permissions) expect(JSON.stringify(permission.SourceArn)).toMatch(/"\/\*\/\*"/);
});

test('a permission that was made by hand stays as narrow as it is', () => {
  const { stack, gateway } = testGateway();
  const other = testFunction(stack, 'Other');
  other.addPermission('Mine', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: gateway.api.arnForExecuteApi('GET', '/x', 'prod') });
  templateOf(stack).hasResourceProperties(PERMISSION, { SourceArn: { 'Fn::Join': ['', Match.arrayWith(['/prod/GET/x'])] } });
});

test('permissions of other services and of another API stay', () => {
  const { stack, handler } = testGateway();
  const plain = new apigateway.RestApi(stack, 'Plain');
  plain.root.addMethod('GET', new apigateway.LambdaIntegration(handler));
  handler.addPermission('Sns', { principal: new iam.ServicePrincipal('sns.amazonaws.com') });
  expect(permissionsOf(stack)).toHaveLength(1 + 2 + 1);
});

describe('functions of another stack', () => {
  test('as handler, behind the L2 integration, and as authorizers: permissions are in the stack of the API, and stacks do not depend on each other', () => {
    const app = new App();
    const functions = new Stack(app, 'Functions');
    const shop = new Stack(app, 'Shop');
    const [handler, direct, authorizer] = ['Handler', 'Direct', 'Authorizer'].map((id) => testFunction(functions, id));
    const gateway = new RestGateway(shop, 'Api', { authorizer: new apigateway.TokenAuthorizer(shop, 'Sign', { handler: authorizer }) });
    gateway.addRoutes({ path: '/handler', handler });
    gateway.addRoutes({ path: '/alias', handler: handler.addAlias('live') });
    gateway.addRoutes({ path: '/direct', integration: new apigateway.LambdaIntegration(direct) });
    app.synth();
    expect(shop.dependencies).toEqual([functions]);
    expect(functions.dependencies).toEqual([]);
    expect(permissionsOf(functions)).toEqual([]);
    expect(permissionsOf(shop)).toHaveLength(4);
  });

  test('in two stacks of one id get one each', () => {
    const app = new App();
    const shop = new Stack(app, 'Shop');
    const gateway = new RestGateway(shop, 'Api');
    for (const team of ['TeamA', 'TeamB']) gateway.addRoutes({ path: `/${team}`, handler: testFunction(new Stack(new Construct(app, team), 'Functions')) });
    expect(permissionsOf(shop)).toHaveLength(2);
  });

  test('in a stage of an app', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    const functions = new Stack(stage, 'Functions');
    const shop = new Stack(stage, 'Shop');
    const gateway = new RestGateway(shop, 'Api');
    gateway.addRoutes({ path: '/', integration: new apigateway.LambdaIntegration(testFunction(functions)) });
    expect(permissionsOf(shop)).toHaveLength(1);
  });

  test('the ids of permissions do not depend on the stage around the stacks', () => {
    const idsIn = (name: string) => {
      const stage = new Stage(new App(), name);
      const shop = new Stack(stage, 'Shop');
      const gateway = new RestGateway(shop, 'Api');
      gateway.addRoutes({ path: '/', handler: testFunction(new Stack(stage, 'Functions')) });
      gateway.addRoutes({ path: '/here', handler: testFunction(shop) });
      return Object.keys(templateOf(shop).findResources(PERMISSION));
    };
    expect(idsIn('Beta')).toEqual(idsIn('Prod'));
  });
});

describe('imported functions', () => {
  const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';
  const home = { env: { account: '123456789012', region: 'eu-west-1' } };

  test.each([
    ['of the same account', home],
    ['in a stack of no known account', {}],
  ])('%s get a permission', (_where, props) => {
    const stack = testStack('Shop', props);
    new RestGateway(stack, 'Api').addRoutes({ path: '/', handler: lambda.Function.fromFunctionArn(stack, 'Imported', ARN) });
    expect(permissionsOf(stack)).toEqual([expect.objectContaining({ FunctionName: ARN })]);
  });

  test.each<[string, (stack: Stack, gateway: RestGateway, imported: lambda.IFunction) => void]>([
    ['behind the integration of the L2', (_stack, gateway, imported) => gateway.api.root.addMethod('GET', new apigateway.LambdaIntegration(imported))],
    ['that stream, behind the integration of the L2', (_stack, gateway, imported) => {
      gateway.api.root.addMethod('GET', new apigateway.LambdaIntegration(imported, { responseTransferMode: apigateway.ResponseTransferMode.STREAM }));
    }],
    ['as an authorizer of the L2', (stack, gateway, imported) => {
      gateway.addRoutes({ path: '/', integration: new apigateway.MockIntegration(), authorizer: new apigateway.TokenAuthorizer(stack, 'Sign', { handler: imported }) });
    }],
  ])('%s get a permission, for which the L2 makes none', (_how, define) => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    define(stack, gateway, lambda.Function.fromFunctionArn(stack, 'Imported', ARN));
    expect(permissionsOf(stack)).toEqual([expect.objectContaining({ FunctionName: ARN })]);
    const [stage] = Object.values(templateOf(stack).findResources('AWS::ApiGateway::Stage'));
    expect(stage.DependsOn).toEqual(expect.arrayContaining(Object.keys(templateOf(stack).findResources(PERMISSION))));
  });

  test('that a role invokes get none', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    const credentialsRole = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    gateway.api.root.addMethod('GET', new apigateway.LambdaIntegration(lambda.Function.fromFunctionArn(stack, 'Imported', ARN), { credentialsRole }));
    expect(permissionsOf(stack)).toEqual([]);
  });

  test('named without an ARN behind an integration of the L2, get one by name', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    gateway.api.root.addMethod('GET', new apigateway.AwsIntegration({ service: 'lambda', path: '2015-03-31/functions/orders/invocations' }));
    expect(permissionsOf(stack)).toEqual([expect.objectContaining({ FunctionName: 'orders' })]);
  });

  test('named by values of other stacks get one each', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    for (const name of ['A', 'B']) gateway.addRoutes({ path: `/${name}`, handler: lambda.Function.fromFunctionName(stack, name, Fn.importValue(name)) });
    expect(permissionsOf(stack)).toHaveLength(2);
  });

  test('of another Region are invoked there', () => {
    const stack = testStack('Shop', { env: { account: '123456789012', region: 'us-east-1' } });
    new RestGateway(stack, 'Api').addRoutes({ path: '/', handler: lambda.Function.fromFunctionArn(stack, 'Imported', ARN) });
    expect(methodsOf(stack)['ANY /'].integration.Uri).toContain(':apigateway:eu-west-1:lambda:path');
  });

  test('of the version $LATEST fail', () => {
    const { gateway, handler } = testGateway();
    expect(() => gateway.addRoutes({ path: '/latest', handler: handler.latestVersion })).toThrow("'handler' must not be the version $LATEST, on which Lambda gives no permission: pass the function itself");
  });

  test('named by a stage variable on the L2 get a warning', () => {
    const stack = testStack('Shop', home);
    const gateway = new RestGateway(stack, 'Api');
    const imported = lambda.Function.fromFunctionAttributes(stack, 'Imported', { functionArn: `${ARN}:\${stageVariables.alias}`, skipPermissions: true });
    gateway.api.root.addMethod('GET', new apigateway.LambdaIntegration(imported));
    expect(permissionsOf(stack)).toEqual([]);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toContainEqual(expect.stringContaining('[ack: cdk-gatehouse:stageVariableFunction]'));
  });

  test('imported twice, get one permission', () => {
    const stack = testStack('Shop', home);
    const gateway = new RestGateway(stack, 'Api');
    for (const id of ['One', 'Two']) gateway.addRoutes({ path: `/${id}`, handler: lambda.Function.fromFunctionArn(stack, id, ARN) });
    expect(permissionsOf(stack)).toHaveLength(1);
  });

  test.each([
    ['another account', { account: '210987654321', region: 'eu-west-1' }],
    ['another Region', { account: '123456789012', region: 'us-east-1' }],
  ])('of %s get a warning that says what to run there', (_where, env) => {
    const stack = testStack('Shop', { env });
    new RestGateway(stack, 'Api').addRoutes({ path: '/', handler: lambda.Function.fromFunctionArn(stack, 'Imported', ARN) });
    expect(permissionsOf(stack)).toEqual([]);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringMatching(new RegExp(
      `^${ARN} is of another account or Region than the API, where this stack cannot give a permission: run "aws lambda add-permission --function-name ${ARN} ` +
      '--statement-id [0-9a-f]+ --action lambda:InvokeFunction --principal apigateway.amazonaws.com ' +
      `--source-arn 'arn:<partition>:execute-api:${env.region}:${env.account}:<api id>/\\*/\\*'" for it \\[ack: cdk-gatehouse:foreignFunction\\]$`,
    ))]);
  });

  test('whose ARN names a stage variable fail', () => {
    const stack = testStack('Shop', home);
    const handler = lambda.Function.fromFunctionArn(stack, 'Imported', `${ARN}:\${stageVariables.alias}`);
    expect(() => new RestGateway(stack, 'Api').addRoutes({ path: '/', handler })).toThrow("'handler' must not name a stage variable in its ARN");
  });
});

test('1,000 routes are added in linear time', () => {
  const build = (routes: number) => {
    const { gateway, handler } = testGateway();
    const start = process.hrtime.bigint();
    for (let i = 0; i < routes; i++) gateway.addRoutes({ path: `/r${i}/{id}`, methods: [HttpMethod.GET], handler });
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  build(100); // warm up
  const best = (routes: number) => Math.min(...[1, 2, 3].map(() => build(routes)));
  expect(best(1000)).toBeLessThan(30 * best(100)); // linear is 10, quadratic 100
});
