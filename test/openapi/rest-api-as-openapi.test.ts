import { Template } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Aspects, CfnElement, CfnOutput, CfnResource, NestedStack, Stack, Stage, Tags, Validations } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { mixins, RestGateway, RestLayout } from '../../lib';
import { apiMeaning } from '../contract/support/api-meaning';
import { findCycle } from '../contract/support/cycles';
import { methodsOf, propertiesOf, templateOf, testFunction, testGateway, testStack } from '../helpers';

const mock = () => new apigateway.MockIntegration();
const FOLDED = ['Resource', 'Method', 'Model', 'RequestValidator', 'Authorizer', 'GatewayResponse', 'DocumentationPart'].map((type) => `AWS::ApiGateway::${type}`);
const typesOf = (stack: Stack) => Object.values<{ Type: string }>(templateOf(stack).toJSON().Resources).map(({ Type }) => Type);
const meaningOf = (stack: Stack) => apiMeaning(templateOf(stack).toJSON() as never);

/** An API of the L2 with a route, as a document. */
function foldedApi(stack = testStack(), props?: apigateway.RestApiProps) {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
  api.with(new mixins.RestApiAsOpenApi());
  api.root.addResource('orders').addMethod('GET', mock());
  return { stack, api };
}

describe('an API of the L2', () => {
  test('is one resource, with a deployment and a stage', () => {
    const { stack } = foldedApi();
    expect(typesOf(stack).sort()).toEqual(['AWS::ApiGateway::Deployment', 'AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage']);
    expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi')).toMatchObject({ Mode: 'overwrite', FailOnWarnings: true, Name: 'Api', Body: { openapi: '3.0.1', info: { title: 'Api' } } });
  });

  test('keeps its endpoint type when the document is imported', () => {
    const { stack } = foldedApi(testStack(), { endpointTypes: [apigateway.EndpointType.REGIONAL] });
    expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Parameters).toEqual({ endpointConfigurationTypes: 'REGIONAL' });
    const { stack: other } = foldedApi(testStack(), { parameters: { basepath: 'ignore' } });
    expect(propertiesOf(other, 'AWS::ApiGateway::RestApi').Parameters).toEqual({ basepath: 'ignore' });
  });

  test('may take warnings of the import', () => {
    const said = (props: apigateway.RestApiProps, mixin: mixins.RestApiAsOpenApi) => {
      const stack = testStack();
      const api = new apigateway.RestApi(stack, 'Api', props);
      api.with(mixin);
      api.root.addMethod('GET', mock());
      return propertiesOf(stack, 'AWS::ApiGateway::RestApi').FailOnWarnings;
    };
    expect(said({}, new mixins.RestApiAsOpenApi({ failOnWarnings: false }))).toBe(false);
    expect(said({ failOnWarnings: false }, new mixins.RestApiAsOpenApi())).toBe(false);
    expect(said({}, new mixins.RestApiAsOpenApi())).toBe(true);
  });

  test('has one permission for each function, for which the stage waits', () => {
    const { stack, api } = foldedApi();
    const handler = testFunction(stack);
    for (const path of ['a', 'b', 'c']) api.root.addResource(path).addMethod('ANY', new apigateway.LambdaIntegration(handler));
    const permissions = templateOf(stack).findResources('AWS::Lambda::Permission');
    expect(Object.values(permissions)).toHaveLength(1);
    templateOf(stack).hasResource('AWS::ApiGateway::Stage', { DependsOn: Object.keys(permissions) });
  });

  test('has permission for the function of an authorizer, which has no id to name in it', () => {
    const { stack, api } = foldedApi();
    const authorizer = new apigateway.TokenAuthorizer(stack, 'Authorizer', { handler: testFunction(stack) });
    api.root.addMethod('GET', mock(), { authorizer });
    const permissions = Object.values(templateOf(stack).findResources('AWS::Lambda::Permission'));
    expect(permissions.map(({ Properties }) => JSON.stringify(Properties.SourceArn))).toEqual([expect.stringMatching(/"\/\*\/\*"/)]);
  });

  test('takes the mixin twice without harm', () => {
    const { stack, api } = foldedApi();
    api.with(new mixins.RestApiAsOpenApi());
    expect(Object.keys(methodsOf(stack))).toEqual(['GET /orders']);
  });

  test('synthesizes anew, with what was added since', () => {
    const { stack, api } = foldedApi();
    const app = stack.node.root as App;
    app.synth();
    api.root.addMethod('PUT', mock());
    const { template } = app.synth({ force: true }).getStackByName(stack.stackName);
    expect(Object.keys(apiMeaning(template).methods)).toEqual(['GET /orders', 'PUT /']);
  });

  test('fails on an API that has a document already', () => {
    const api = new apigateway.SpecRestApi(testStack(), 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1' }) });
    expect(() => api.with(new mixins.RestApiAsOpenApi())).toThrow(/^'body' of the API says already what its routes are: leave it out, or leave the API as it is\n    at \[Shop\/Api\/Resource\]/);
  });

  test('fails on an API that is a clone', () => {
    const api = new apigateway.RestApi(testStack(), 'Api', { cloneFrom: apigateway.RestApi.fromRestApiId(testStack(), 'Other', 'abc') });
    expect(() => api.with(new mixins.RestApiAsOpenApi())).toThrow("'cloneFrom' of the API says already");
  });
});

describe('resources of other stacks', () => {
  /** What the other stacks of an app have, and what the API's stack gets of them. */
  function define(folded: boolean, place: (root: Construct) => { home: Stack; away: Stack }) {
    const app = new App();
    const { home, away } = place(app);
    const handler = testFunction(away);
    const users = new UserPool(away, 'Users');
    const role = new iam.Role(away, 'Role', { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
    const link = new CfnResource(away, 'Link', { type: 'AWS::ApiGateway::VpcLink', properties: { Name: 'link', TargetArns: ['arn'] } });
    const api = new apigateway.RestApi(home, 'Api');
    if (folded) api.with(new mixins.RestApiAsOpenApi());
    const authorizer = new apigateway.CognitoUserPoolsAuthorizer(home, 'SignIn', { cognitoUserPools: [users] });
    api.root.addMethod('GET', new apigateway.LambdaIntegration(handler), { authorizer });
    api.root.addMethod('PUT', new apigateway.AwsIntegration({ service: 'sqs', path: 'queue', options: { credentialsRole: role } }));
    api.root.addMethod('POST', new apigateway.Integration({
      type: apigateway.IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'ANY',
      uri: 'https://example.com',
      options: { connectionType: apigateway.ConnectionType.VPC_LINK, vpcLink: apigateway.VpcLink.fromVpcLinkId(home, 'Imported', link.ref) },
    }));
    const assembly = app.synth();
    const stage = Stage.of(home)!;
    const inner = stage === app ? assembly : assembly.getNestedAssembly(stage.artifactId);
    const artifact = (stack: Stack) => inner.getStackArtifact((stack.nestedStackParent ?? stack).artifactId);
    const templates = [home, away].map((stack) => Template.fromStack(stack).toJSON());
    const ofApi = /^Api|^SignIn/;
    const others = (template: any) => ({
      ...template,
      Resources: Object.fromEntries(Object.entries<any>(template.Resources).filter(([id, { Type }]) => !ofApi.test(id) && !FOLDED.includes(Type) && Type !== 'AWS::CloudFormation::Stack')),
      Outputs: Object.fromEntries(Object.entries(template.Outputs ?? {}).filter(([id]) => !ofApi.test(id))),
    });
    const [homeTemplate] = templates;
    return {
      others: templates.map(others),
      imports: [...new Set(JSON.stringify(homeTemplate).match(/"Fn::ImportValue":"[^"]+"|"Ref":"reference[^"]+"/g))].sort(),
      parameters: homeTemplate.Parameters,
      order: [home, away].map((stack) => artifact(stack).dependencies.map(({ id }) => id)),
    };
  }

  const twoStacks = (root: Construct) => ({ home: new Stack(root, 'Shop'), away: new Stack(root, 'Functions') });
  const places: Array<[string, (root: Construct) => { home: Stack; away: Stack }, number]> = [
    ['another stack', twoStacks, 4],
    ['another stack, both in a stage of the app', (root) => twoStacks(new Stage(root, 'Beta')), 4],
    ['the parent of the nested stack of the API', (root) => {
      const away = new Stack(root, 'Functions');
      return { away, home: new NestedStack(away, 'Shop') };
    }, 4],
    ['a nested stack', (root) => {
      const home = new Stack(root, 'Shop');
      return { home, away: new NestedStack(home, 'Functions') };
    }, 0],
  ];

  test.each(places)('that are in %s are exported and imported as by the L2, and the stacks keep their order', (_where, place, imports) => {
    const folded = define(true, place);
    expect(folded).toEqual(define(false, place));
    expect(folded.imports).toHaveLength(imports);
  });
});

describe('what is defined late, or changed behind the L2', () => {
  test('an aspect may add methods, also where the tree has been walked already', () => {
    const { stack, api } = foldedApi();
    Aspects.of(stack).add({
      visit: (node: IConstruct) => {
        if (CfnElement.isCfnElement(node) && CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::ApiGateway::Stage' && !api.root.getResource('late')) {
          api.root.addResource('late').addMethod('GET', mock());
        }
      },
    });
    expect(typesOf(stack)).toHaveLength(3);
    expect(Object.keys(methodsOf(stack))).toEqual(['GET /orders', 'GET /late']);
  });

  test('an aspect may change methods', () => {
    const { stack } = foldedApi();
    Aspects.of(stack).add({
      visit: (node: IConstruct) => {
        if (node instanceof apigateway.CfnMethod) node.apiKeyRequired = true;
      },
    });
    expect(methodsOf(stack)['GET /orders'].apiKeyRequired).toBe(true);
  });

  test('property overrides of a method, of the API and of the document itself hold', () => {
    const { stack, api } = foldedApi();
    (api.root.getResource('orders')!.node.findChild('GET').node.defaultChild as CfnResource).addPropertyOverride('Integration.TimeoutInMillis', 5000);
    const cfnApi = api.node.defaultChild as CfnResource;
    cfnApi.addPropertyOverride('ApiKeySourceType', 'AUTHORIZER');
    cfnApi.addPropertyOverride('Body.externalDocs', { url: 'https://example.com' });
    const { Body } = propertiesOf(stack, 'AWS::ApiGateway::RestApi');
    expect(Body).toMatchObject({ 'externalDocs': { url: 'https://example.com' }, 'x-amazon-apigateway-api-key-source': 'AUTHORIZER' });
    expect(methodsOf(stack)['GET /orders'].integration.TimeoutInMillis).toBe(5000);
  });

  test('mixins, tags and suppressions on a route are taken, and change nothing', () => {
    const { stack, api } = foldedApi();
    const before = templateOf(stack).toJSON();
    const { stack: other, api: same } = foldedApi();
    const method = same.root.getResource('orders')!.node.findChild('GET');
    Validations.of(method).acknowledge({ id: 'AwsSolutions-APIG4', reason: 'open on purpose' });
    Tags.of(method).add('team', 'orders');
    (method.node.defaultChild as CfnResource).addMetadata('why', 'because');
    method.with(new mixins.StageTracing());
    expect(templateOf(other).toJSON()).toEqual(before);
    expect(api).toBeDefined();
  });

  test('resources that are no class of the CDK belong to the document, too', () => {
    const { stack, api } = foldedApi();
    const resource = new CfnResource(stack, 'Raw', { type: 'AWS::ApiGateway::Resource', properties: { RestApiId: api.restApiId, ParentId: api.restApiRootResourceId, PathPart: 'raw' } });
    new CfnResource(stack, 'RawMethod', { type: 'AWS::ApiGateway::Method', properties: { RestApiId: api.restApiId, ResourceId: resource.ref, HttpMethod: 'GET', AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } } });
    expect(Object.keys(methodsOf(stack))).toEqual(['GET /orders', 'GET /raw']);
  });

  test('what waits for a method waits for the API, and the API for what a method waits for', () => {
    const { stack, api } = foldedApi();
    const method = api.root.getResource('orders')!.node.findChild('GET');
    const [first, before, after, last] = ['First', 'Before', 'After', 'Last'].map((id) => new CfnResource(stack, id, { type: 'AWS::CloudFormation::WaitConditionHandle' }));
    method.node.addDependency(before);
    after.node.addDependency(method);
    last.addDependency(method.node.defaultChild as CfnResource);
    (method.node.defaultChild as CfnResource).addDependency(first);
    const { Resources } = templateOf(stack).toJSON();
    const apiId = stack.resolve((api.node.defaultChild as CfnResource).logicalId);
    expect([Resources[apiId].DependsOn, Resources.After.DependsOn, Resources.Last.DependsOn]).toEqual([['Before', 'First'], [apiId], [apiId]]);
  });
});

describe('what the L2 can do beside routes', () => {
  test('models that refer to models, usage plans with throttled methods, a domain, outputs of ARNs of methods, documentation', () => {
    const { stack, api } = foldedApi();
    const item = api.addModel('Item', { schema: { type: apigateway.JsonSchemaType.STRING } });
    api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.ARRAY, items: { ref: `https://apigateway.amazonaws.com/restapis/${api.restApiId}/models/${item.modelId}` } } });
    const method = api.root.addMethod('GET', mock());
    api.addUsagePlan('Partners', { apiStages: [{ stage: api.deploymentStage, throttle: [{ method, throttle: { rateLimit: 1 } }] }] }).addApiKey(api.addApiKey('Key'));
    api.addDomainName('Domain', { domainName: 'api.example.com', certificate: Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:x') });
    new CfnOutput(stack, 'Arn', { value: method.methodArn });
    const version = new apigateway.CfnDocumentationVersion(stack, 'Docs', { restApiId: api.restApiId, documentationVersion: '1' });
    version.addDependency(new apigateway.CfnDocumentationPart(stack, 'Part', { restApiId: api.restApiId, location: { type: 'API' }, properties: '{"description":"Orders"}' }));
    const template = templateOf(stack);
    expect(findCycle(template.toJSON() as never)).toBeUndefined();
    expect(typesOf(stack).filter((type) => FOLDED.includes(type))).toEqual([]);
    expect(meaningOf(stack).models).toEqual({ Item: { type: 'string' }, Order: { type: 'array', items: 'model:Item' } });
    template.hasResourceProperties('AWS::ApiGateway::UsagePlan', { ApiStages: [{ Throttle: { '//GET': { RateLimit: 1 } } }] });
    template.hasResource('AWS::ApiGateway::DocumentationVersion', { DependsOn: [stack.resolve((api.node.defaultChild as CfnResource).logicalId)] });
    template.resourceCountIs('AWS::ApiGateway::BasePathMapping', 1);
  });

  test('an API that is deployed by a deployment of its own', () => {
    const stack = testStack();
    const deploymentId = (path: string) => {
      const { stack: own, api } = foldedApi(testStack(), { deploy: false });
      const deployment = new apigateway.Deployment(own, 'Own', { api });
      api.deploymentStage = new apigateway.Stage(own, 'Stage', { deployment });
      api.root.addResource(path).addMethod('GET', mock());
      expect(typesOf(own)).toHaveLength(3);
      return Object.keys(templateOf(own).findResources('AWS::ApiGateway::Deployment'))[0];
    };
    expect(stack).toBeDefined();
    expect([deploymentId('a'), deploymentId('a') === deploymentId('a'), deploymentId('a') === deploymentId('b')]).toEqual([expect.stringMatching(/^Own/), true, false]);
  });
});

describe('what a document cannot take the place of', () => {
  const synthesis = (stack: Stack) => () => (stack.node.root as App).synth();

  test('fails on an output of the id of a method, and names both', () => {
    const { stack, api } = foldedApi();
    const method = api.root.addMethod('GET', mock());
    new CfnOutput(stack, 'Id', { value: method.methodId });
    expect(synthesis(stack)).toThrow("[Shop/Id] refers to the id of [Shop/Api/Default/GET/Resource], which is a part of the document of [Shop/Api/Resource] and has no id in CloudFormation: leave the reference out, or use 'layout: RestLayout.RESOURCES'");
  });

  test('fails on a resource of another kind that refers to the id of a path', () => {
    const { stack, api } = foldedApi();
    new CfnResource(stack, 'Other', { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: `id: ${api.root.getResource('orders')!.resourceId}` } });
    expect(synthesis(stack)).toThrow('[Shop/Other] refers to the id of [Shop/Api/Default/orders/Resource]');
  });

  test('fails on a reference from another stack to the id of a method', () => {
    const { stack, api } = foldedApi();
    new CfnOutput(new Stack(stack.node.root as App, 'Other'), 'Id', { value: api.root.addMethod('GET', mock()).methodId });
    expect(synthesis(stack)).toThrow('[Other/Id] refers to the id of [Shop/Api/Default/GET/Resource]');
  });

  test.each<[string, (stack: Stack) => Stack]>([['another', (stack) => new Stack(stack.node.root as App, 'Other')], ['a nested', (stack) => new NestedStack(stack, 'Other')]])('fails on a method of %s stack', (_kind, other) => {
    const { stack, api } = foldedApi();
    const far = other(stack);
    new apigateway.CfnMethod(far, 'Method', { restApiId: api.restApiId, resourceId: api.restApiRootResourceId, httpMethod: 'GET', authorizationType: 'NONE', integration: { type: 'MOCK' } });
    expect(synthesis(stack)).toThrow(`[${far.node.path}/Method] is in the stack [${far.node.path}], and the document of [Shop/Api/Resource] in [Shop]: define it in the stack of the API, or use 'layout: RestLayout.RESOURCES'`);
  });

  test('fails on a function that is told the URL of its API, and prints the way round', () => {
    const { stack, gateway, handler } = testGateway();
    handler.addEnvironment('API', gateway.url);
    expect(synthesis(stack)).toThrow('[Shop/OrdersApi/Default/Resource] -> [Shop/Handler/Resource] -> [Shop/OrdersApi/Default/Resource]');
    expect(synthesis(stack)).toThrow("take the API's id and URL from 'event.requestContext' at run time, or from an SSM parameter that is read at run time, or, if it needs no more than the id, use 'layout: RestLayout.RESOURCES'");
  });

  test('fails on a grant on the API to the role of its function, in either layout only where it is a cycle', () => {
    const define = (layout: RestLayout) => {
      const { stack, gateway, handler } = testGateway({ layout });
      handler.addToRolePolicy(new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: [gateway.api.arnForExecuteApi('GET', '/orders', 'prod')] }));
      return stack;
    };
    expect(synthesis(define(RestLayout.OPENAPI))).toThrow('-> [Shop/Handler/ServiceRole/DefaultPolicy/Resource] -> [Shop/OrdersApi/Default/Resource]');
    const resources = define(RestLayout.RESOURCES);
    expect(synthesis(resources)).not.toThrow();
    expect(findCycle(templateOf(resources).toJSON() as never)).toBeUndefined();
  });

  test('fails on a function that is told the URL of its API in the layout RESOURCES, too', () => {
    const { stack, gateway, handler } = testGateway({ layout: RestLayout.RESOURCES });
    handler.addEnvironment('API', gateway.url);
    expect(synthesis(stack)).toThrow('[Shop/OrdersApi/Default/DeploymentStage.prod/Resource] -> ');
    expect(synthesis(stack)).toThrow('read at run time');
  });

  test('a function that reads an SSM parameter with the URL is no cycle', () => {
    const { stack, gateway } = testGateway();
    new CfnResource(stack, 'Url', { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: gateway.url } });
    expect(synthesis(stack)).not.toThrow();
  });

  test('fails on a route that names the API itself', () => {
    const { stack, api } = foldedApi();
    api.root.addMethod('GET', new apigateway.HttpIntegration(`https://${api.restApiId}.example.com`));
    expect(synthesis(stack)).toThrow('the document of [Shop/Api/Resource] refers, at paths./.get.x-amazon-apigateway-integration.uri, to the API itself');
  });

  test('fails on a policy that names the API itself', () => {
    const { stack, api } = foldedApi();
    api.addToResourcePolicy(new iam.PolicyStatement({ actions: ['execute-api:Invoke'], principals: [new iam.AnyPrincipal()], resources: [api.arnForExecuteApi()] }));
    expect(synthesis(stack)).toThrow("x-amazon-apigateway-policy.Statement.0.Resource, to the API itself or to the id of something that it contains, which exist only after it is imported: leave the reference out; a mapping template has '$context.apiId', and a policy 'execute-api:/*'");
  });

  test('fails with an authorizer that is attached to no API, as the L2 does', () => {
    const { stack } = foldedApi();
    new apigateway.TokenAuthorizer(stack, 'Loose', { handler: lambda.Function.fromFunctionName(stack, 'F', 'f') });
    expect(synthesis(stack)).toThrow('the authorizer [Shop/Loose] is asked by no route: name it as \'authorizer\' of one, or leave it out');
  });
});

test('a gateway applies the mixin, and its preflights need no construct for each path', () => {
  const { stack, gateway, handler } = testGateway({ cors: { allowOrigins: ['*'] } });
  const before = gateway.node.findAll().length;
  gateway.addRoutes({ path: '/a/b/{id}', handler });
  expect(gateway.node.findAll().length - before).toBe(3 * 2 + 2); // an L2 and an L1 for each path and each method
  expect(Object.keys(methodsOf(stack)).filter((route) => route.startsWith('OPTIONS'))).toEqual(['OPTIONS /', 'OPTIONS /orders', 'OPTIONS /a', 'OPTIONS /a/b', 'OPTIONS /a/b/{id}']);
  expect(RestGateway.isRestGateway(gateway)).toBe(true);
});
