/** Apps in which tokens, stacks and dependencies stand where nobody expects them. */
import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { App, Aws, CfnCondition, CfnParameter, CfnResource, CustomResource, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { mixins, OpenApiDocument, RestGateway, RestLayout } from '../../lib';
import { methodsOf, propertiesOf, templateOf, testFunction, testGateway, testStack } from '../helpers';

const http = new apigateway.HttpIntegration('https://x.example.com');
const synthesis = (stack: Stack) => () => (stack.node.root as App).synth();
const l1 = (method: apigateway.Method) => method.node.defaultChild as apigateway.CfnMethod;

function folded(stack = testStack()): { stack: Stack; api: apigateway.RestApi } {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
  api.with(new mixins.RestApiAsOpenApi());
  return { stack, api };
}

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('beside an API in the layout %s', (layout) => {
  test('JSON text with references synthesizes as it does without', () => {
    const define = (withApi: boolean) => {
      const stack = testStack();
      const handler = testFunction(stack);
      const size = new CfnParameter(stack, 'Size', { type: 'Number' }).valueAsNumber;
      const zones = new CfnParameter(stack, 'Zones', { type: 'CommaDelimitedList' }).valueAsList;
      handler.addEnvironment('CONFIG', stack.toJsonString({ queue: new sqs.Queue(stack, 'Queue').queueArn, size, zones }));
      new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: [handler.metricErrors()] })]] });
      if (withApi) new RestGateway(stack, 'Api', { layout }).addRoutes({ path: '/', handler });
      const { Resources } = templateOf(stack).toJSON();
      return Object.fromEntries(Object.entries(Resources).filter(([id]) => /^(Handler|Dashboard|CdkJson)/.test(id)));
    };
    expect(define(true)).toEqual(define(false));
  });

  test('property overrides may be tokens', () => {
    const { stack } = testGateway({ layout });
    const [queue, key] = ['Queue', 'Key'].map((id) => new CfnResource(stack, id, { type: 'AWS::SQS::Queue' }));
    queue.addPropertyOverride('KmsMasterKeyId', key.getAtt('Arn'));
    queue.addPropertyOverride('DelaySeconds', new CfnParameter(stack, 'Delay', { type: 'Number' }).valueAsNumber);
    expect(templateOf(stack).toJSON().Resources.Queue.Properties).toEqual({ KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] }, DelaySeconds: { Ref: 'Delay' } });
  });

  test('an app may be synthesized twice', () => {
    const { stack, gateway } = testGateway({ layout });
    gateway.api.root.addMethod('GET', new apigateway.LambdaIntegration(testFunction(stack, 'L2')));
    const app = stack.node.root as App;
    const [first, second] = [{}, { force: true }].map((options) => app.synth(options).getStackByName(stack.stackName).template);
    expect(second).toEqual(first);
  });
});

describe('stacks', () => {
  test.each<[string, (root: App) => Construct]>([['an app', (app) => app], ['a stage', (app) => new Stage(app, 'Beta')]])('may be added to %s after the first API', (_what, place) => {
    const app = new App();
    const root = place(app);
    const stacks = ['One', 'Two'].map((id) => testGateway(undefined, new Stack(root, id)).stack);
    app.synth();
    for (const stack of stacks) expect(Object.keys(methodsOf(stack))).toEqual(['GET /orders']);
  });

  test('may be removed again', () => {
    const app = new App();
    const [one] = ['One', 'Two'].map((id) => testGateway(undefined, new Stack(app, id)).stack);
    app.node.tryRemoveChild('Two');
    expect(Object.keys(methodsOf(one))).toEqual(['GET /orders']);
  });

  test('of other Regions have functions whose ARN Fn::Sub does not take', () => {
    const app = new App();
    const [home, away] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { account: '123456789012', region }, crossRegionReferences: true }));
    const { api } = folded(home);
    api.root.addMethod('GET', new apigateway.LambdaIntegration(testFunction(away)));
    const { uri } = propertiesOf(home, 'AWS::ApiGateway::RestApi').Body.paths['/'].get['x-amazon-apigateway-integration'];
    expect(uri['Fn::Join'][1]).toContainEqual({ 'Fn::GetAtt': [expect.stringMatching(/^ExportsReader/), expect.stringMatching(/^\/cdk\/exports/)] });
  });

  test('that are nested make a cycle that only CloudFormation would see', () => {
    const { stack, api } = folded();
    const nested = new NestedStack(stack, 'Nested');
    testFunction(nested, 'Told').addEnvironment('API', api.restApiId);
    api.root.addMethod('GET', new apigateway.LambdaIntegration(testFunction(nested)));
    expect(synthesis(stack)).toThrow('[Shop/Api/Resource] -> [Shop/Nested.NestedStack/Nested.NestedStackResource] -> [Shop/Api/Resource]');
  });

  test('that are nested, and that the API does not need, may need it', () => {
    const { stack, api } = folded();
    api.root.addMethod('GET', http);
    testFunction(new NestedStack(stack, 'Nested'), 'Told').addEnvironment('API', api.restApiId);
    expect(synthesis(stack)).not.toThrow();
  });

  test('that contain the function and get another name get another deployment', () => {
    const define = (stackName: string) => {
      const app = new App();
      const { stack, api } = folded(new Stack(app, 'Shop'));
      api.root.addMethod('GET', new apigateway.LambdaIntegration(testFunction(new Stack(app, 'Functions', { stackName }))));
      return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'))[0];
    };
    expect([define('a') === define('a'), define('a') === define('b')]).toEqual([true, false]);
  });
});

describe('what is known at deployment only', () => {
  const choice = (stack: Stack, yes: unknown, no: unknown) => {
    const condition = new CfnCondition(stack, `Condition${stack.node.children.length}`, { expression: Fn.conditionEquals(Aws.REGION, 'x') });
    return Fn.conditionIf(condition.logicalId, yes, no) as never;
  };

  test.each<[string, (method: apigateway.CfnMethod, stack: Stack) => void]>([
    ["'apiKeyRequired'", (method, stack) => (method.apiKeyRequired = choice(stack, true, false))],
    ["'integration'", (method, stack) => (method.integration = choice(stack, { Type: 'MOCK' }, { Type: 'HTTP' }))],
    ["'methodResponses'", (method, stack) => (method.methodResponses = choice(stack, [], []))],
    ["'integrationResponses'", (method, stack) => method.addPropertyOverride('Integration.IntegrationResponses', choice(stack, [], []))],
    ["'requestParameters' \"method.request.querystring.q\"", (method, stack) => (method.requestParameters = { 'method.request.querystring.q': choice(stack, true, false) })],
    ["'requestModels'", (method, stack) => (method.requestModels = choice(stack, {}, {}))],
    ["'authorizationType'", (method, stack) => (method.authorizationType = new CfnParameter(stack, 'Type').valueAsString)],
  ])('fails where it is %s, and says so', (what, change) => {
    const { stack, api } = folded();
    change(l1(api.root.addMethod('GET', http)), stack);
    expect(synthesis(stack)).toThrow(`${what} is known at deployment only, and a document has to say it: write it out, or use 'layout: RestLayout.RESOURCES'\n    at [Shop/Api/Default/GET/Resource]`);
  });

  test('fails where it is a model, a place of documentation, or the endpoint', () => {
    const { stack, api } = folded();
    api.root.addMethod('GET', http);
    new apigateway.CfnModel(stack, 'Model', { restApiId: api.restApiId, name: 'Order', schema: choice(stack, {}, {}) });
    new apigateway.CfnDocumentationPart(stack, 'Part', { restApiId: api.restApiId, location: choice(stack, {}, {}), properties: '{}' });
    (api.node.defaultChild as apigateway.CfnRestApi).endpointConfiguration = choice(stack, { Types: ['EDGE'] }, { Types: ['REGIONAL'] });
    for (const what of ['the schema of the model "Order"', "'location'", "'endpointConfiguration'"]) expect(synthesis(stack)).toThrow(`${what} is known at deployment only, and a document has to say it`);
  });

  test('fails where it decides whether a method is there', () => {
    const { stack, api } = folded();
    l1(api.root.addMethod('GET', http)).cfnOptions.condition = new CfnCondition(stack, 'Condition');
    expect(synthesis(stack)).toThrow("a condition cannot leave a part out of a document: leave 'cfnOptions.condition' out, or use 'layout: RestLayout.RESOURCES'\n    at [Shop/Api/Default/GET/Resource]");
  });

  test('may decide whether the whole API is there', () => {
    const { stack, api } = folded();
    const condition = new CfnCondition(stack, 'Condition');
    for (const construct of [api.root.addMethod('GET', http), api]) (construct.node.defaultChild as CfnResource).cfnOptions.condition = condition;
    templateOf(stack).hasResource('AWS::ApiGateway::RestApi', { Condition: 'Condition' });
  });

  test('may be text of a mapping template, and an endpoint type', () => {
    const { stack, api } = folded();
    const queue = new sqs.Queue(stack, 'Queue');
    api.root.addMethod('GET', new apigateway.MockIntegration({ requestTemplates: { 'application/json': stack.toJsonString({ queue: queue.queueArn }) } }));
    (api.node.defaultChild as apigateway.CfnRestApi).endpointConfiguration = { types: new CfnParameter(stack, 'Types', { type: 'CommaDelimitedList' }).valueAsList };
    const { Body, Parameters } = propertiesOf(stack, 'AWS::ApiGateway::RestApi');
    expect(Body.paths['/'].get['x-amazon-apigateway-integration'].requestTemplates['application/json']).toEqual({ 'Fn::Sub': expect.stringMatching(/^\{"queue":"\$\{Queue\w+\.Arn\}"\}$/) });
    expect(Parameters).toEqual({ endpointConfigurationTypes: { 'Fn::Select': [0, { Ref: 'Types' }] } });
  });

  test('may be an attribute of a custom resource, whose name Fn::Sub does not take', () => {
    const { stack, api } = folded();
    const custom = new CustomResource(stack, 'Custom', { serviceToken: 'token' });
    api.root.addMethod('GET', new apigateway.HttpIntegration(`https://${custom.getAttString('host-name')}/v1`));
    const { uri } = propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths['/'].get['x-amazon-apigateway-integration'];
    expect(uri).toEqual({ 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Custom', 'host-name'] }, '/v1']] });
  });

  test('CloudFormation takes flags as text, and so does a document', () => {
    const { stack, api } = folded();
    l1(api.root.addMethod('GET', http)).addPropertyOverride('ApiKeyRequired', 'true');
    expect(methodsOf(stack)['GET /'].apiKeyRequired).toBe(true);
  });
});

test('functions of one logical id in two stacks are told apart', () => {
  const app = new App();
  const { stack, api } = folded(new Stack(app, 'Shop'));
  const [own, other] = [stack, new Stack(app, 'Other')].map((scope) => testFunction(scope));
  api.root.addMethod('GET', new apigateway.AwsIntegration({ service: 'lambda', path: `${own.functionArn}/${other.functionArn}` }));
  const { uri } = propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths['/'].get['x-amazon-apigateway-integration'];
  expect(uri['Fn::Join'][1]).toEqual(expect.arrayContaining([
    { 'Fn::GetAtt': ['Handler886CB40B', 'Arn'] }, { 'Fn::ImportValue': expect.stringContaining('Other:ExportsOutputFnGetAttHandler886CB40BArn') },
  ]));
});

describe('references to the API itself', () => {
  test.each<[string, (id: string) => string]>([
    ['Fn::Sub', (id) => Fn.sub('https://${x}/', { x: id })],
    ['Fn::Select', (id) => Fn.select(0, Fn.split('-', id))],
    ['Fn::Select in text', (id) => `https://${Fn.select(0, Fn.split('-', id))}/`],
  ])('fail within %s, too', (_what, text) => {
    const { stack, api } = folded();
    api.root.addMethod('GET', new apigateway.HttpIntegration(text(api.restApiId)));
    expect(synthesis(stack)).toThrow('refers, at paths./.get.x-amazon-apigateway-integration.uri');
  });

  test('by its logical id are understood', () => {
    const { stack, api } = folded();
    const { logicalId } = api.node.defaultChild as CfnResource;
    api.root.addMethod('PUT', http);
    new apigateway.CfnMethod(stack, 'M', { restApiId: Fn.ref(logicalId), resourceId: api.restApiRootResourceId, httpMethod: 'GET', authorizationType: 'NONE' });
    expect(Object.keys(methodsOf(stack))).toEqual(['PUT /', 'GET /']);
  });
});

describe('dependencies', () => {
  const define = () => {
    const { stack, api } = folded();
    const [before, after] = ['Before', 'After'].map((id) => new CfnResource(stack, id, { type: 'AWS::CloudFormation::WaitConditionHandle' }));
    const group = new Construct(stack, 'Routes');
    new apigateway.Method(group, 'M', { resource: api.root, httpMethod: 'GET', integration: http });
    return { stack, api, before, after, group };
  };

  test.each<[string, (app: ReturnType<typeof define>) => Construct]>([
    ['a construct that groups routes', ({ group }) => group],
    ['the root of the routes', ({ api }) => api.root as unknown as Construct],
  ])('of and on %s are those of the API', (_what, pick) => {
    const app = define();
    const { stack, api, before, after } = app;
    api.root.addMethod('PUT', http);
    pick(app).node.addDependency(before);
    after.node.addDependency(pick(app));
    const { Resources } = templateOf(stack).toJSON();
    const apiId = stack.resolve((api.node.defaultChild as CfnResource).logicalId);
    expect([Resources[apiId].DependsOn, Resources.After.DependsOn]).toEqual([['Before'], [apiId]]);
  });

  test('that go round fail, and the message says to leave them out', () => {
    const { stack, api } = folded();
    const permission = new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', functionName: 'f', sourceArn: api.arnForExecuteApi() });
    api.root.addMethod('GET', http).node.addDependency(permission);
    expect(synthesis(stack)).toThrow('[Shop/Api/Resource] -> [Shop/P] -> [Shop/Api/Resource]');
    expect(synthesis(stack)).toThrow('leave out a dependency that goes round');
  });
});

describe('names', () => {
  test('that CloudFormation takes for functions fail', () => {
    const { stack, api } = folded();
    api.addModel('M', { modelName: 'Ref', schema: {} });
    api.root.addMethod('GET', http, { methodResponses: [{ statusCode: '200', responseParameters: { 'method.response.header.Ref': true } }] });
    expect(synthesis(stack)).toThrow('the name of the model is "Ref", which CloudFormation takes for a function of its own: rename it');
    expect(synthesis(stack)).toThrow('the name of a response header is "Ref"');
  });

  test('that nobody gave are made different', () => {
    const { api } = folded();
    api.root.addMethod('GET', http);
    for (const id of ['my-v', 'myv']) api.addRequestValidator(id, {});
    expect(Object.keys(OpenApiDocument.fromRestApi(api).toJson()['x-amazon-apigateway-request-validators'])).toEqual(['myv', 'myv2']);
  });

  test('may be those of what every object has', () => {
    const { stack, api } = folded();
    api.root.addMethod('GET', new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200', selectionPattern: 'constructor' }] }));
    expect(methodsOf(stack)['GET /'].integration.IntegrationResponses).toEqual([{ StatusCode: '200', SelectionPattern: 'constructor' }]);
  });

  test('of methods are those of HTTP', () => {
    const { stack, api } = folded();
    new apigateway.CfnMethod(stack, 'M', { restApiId: api.restApiId, resourceId: api.restApiRootResourceId, httpMethod: 'any', authorizationType: 'NONE' });
    expect(synthesis(stack)).toThrow("'httpMethod' must be one of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, got \"any\"");
  });
});

test('what is added to the logical id of the deployment redeploys', () => {
  const define = (data?: object) => {
    const { stack, gateway } = testGateway();
    if (data) gateway.api.latestDeployment!.addToLogicalId(data);
    return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'))[0];
  };
  expect(new Set([define(), define({ n: 1 }), define({ n: 2 })]).size).toBe(3);
  expect(define({ n: 1 })).toBe(define({ n: 1 }));
});

test('a route of the L2 within a policy-closed API keeps its grant', () => {
  const { stack, gateway } = testGateway();
  const user = new iam.User(stack, 'Caller');
  const [method] = gateway.addRoutes({ path: '/granted', methods: [HttpMethod.GET], integration: http });
  method.grantExecute(user);
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 1);
});
