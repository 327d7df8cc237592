import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { App, CfnCondition, CfnResource, Fn, Stack } from 'aws-cdk-lib/core';
import { AuthorizerAnswer, mixins, OpenApiDocument, ResourcePolicy, RestGateway, RestGatewayProps, RestLayout, RouteAuthorization, RouteAuthorizer } from '../../lib';
import { ShapedRoute } from '../../lib/access/api-shape';
import { openRoutes } from '../../lib/access/open-routes';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const API = 'AWS::ApiGateway::RestApi';
const GET = [HttpMethod.GET];
const statement = (props: iam.PolicyStatementProps) => new iam.PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['execute-api:/*'], principals: [new iam.StarPrincipal()], ...props });
const statementsOf = (stack: Stack): any[] | undefined => propertiesOf(stack, API).Policy?.Statement;
const warningsOf = (stack: Stack) => annotationsOf(stack, 'aws:cdk:warning').flatMap((text) => /cdk-gatehouse:(polic\w+|openPrivateApi|noExplicitPolicy)/.exec(text)?.[1] ?? []);
const integration = new apigateway.MockIntegration();
const IAM = { authorizationType: apigateway.AuthorizationType.IAM };

function define(props: RestGatewayProps = {}, routes: Record<string, 'open' | 'iam'> = { '/a': 'open', '/b': 'iam' }) {
  const stack = testStack();
  const handler = testFunction(stack);
  const gateway = new RestGateway(stack, 'OrdersApi', props);
  const methods = Object.entries(routes).map(([path, kind]) => gateway.addRoutes({ path, methods: GET, handler, authorizer: kind === 'open' ? RouteAuthorizer.none() : undefined })[0]);
  return { stack, gateway, handler, l1s: methods.map(({ node }) => node.defaultChild as apigateway.CfnMethod) };
}

const opensIam = (gateway: RestGateway, path: string) => gateway.resourcePolicy.evaluate({
  method: HttpMethod.GET, path, authorization: RouteAuthorization.IAM, authorizerAnswer: AuthorizerAnswer.NEITHER,
}).allowed;

describe('routes that are not what the L2 says', () => {
  const layout = RestLayout.RESOURCES;

  test('of an API that is imported below its root have the path of the resource', () => {
    const { stack, gateway } = define({ layout }, { '/v1/{id}': 'open' });
    const v1 = gateway.api.root.getResource('v1')!;
    const imported = apigateway.RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: gateway.api.restApiId, rootResourceId: v1.resourceId });
    imported.root.addResource('adm').addMethod('GET', integration, IAM);
    expect(opensIam(gateway, '/v1/adm')).toBe(false);
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Condition: { Null: { 'aws:PrincipalArn': 'true' } } })]);
  });

  test('may be any if nobody knows their path', () => {
    const { stack, gateway } = define({ layout }, { '/a/{id}': 'open' });
    new apigateway.CfnMethod(stack, 'Adm', { restApiId: gateway.api.restApiId, resourceId: Fn.importValue('Adm'), httpMethod: 'GET', authorizationType: 'AWS_IAM' });
    expect(opensIam(gateway, '/a/1')).toBe(false);
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Condition: { Null: { 'aws:PrincipalArn': 'true' } } })]);
  });

  test('stay open if nobody knows their path', () => {
    const { stack, gateway } = define({ layout }, {});
    new apigateway.CfnMethod(stack, 'Open', { restApiId: gateway.api.restApiId, resourceId: Fn.importValue('Open'), httpMethod: 'GET', authorizationType: 'NONE' });
    expect(gateway.resourcePolicy.evaluate({ method: HttpMethod.GET, path: '/x/y', authorization: RouteAuthorization.NONE }).allowed).toBe(true);
  });

  test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('may have overrides, in the layout %s', (each) => {
    const { gateway, l1s } = define({ layout: each }, { '/a': 'open', '/adm': 'open' });
    l1s[1].addPropertyOverride('AuthorizationType', 'AWS_IAM');
    expect([opensIam(gateway, '/adm'), opensIam(gateway, '/a')]).toEqual([false, true]);
  });

  test('may have overrides of a path and of a stage', () => {
    const { stack, gateway } = define({ layout }, { '/a/{id}': 'open', '/b': 'iam' });
    (gateway.api.root.getResource('b')!.node.defaultChild as CfnResource).addPropertyOverride('PathPart', 'a');
    (gateway.stage.node.defaultChild as CfnResource).addPropertyOverride('StageName', 'live');
    (gateway.api.root.getResource('a')!.getResource('{id}')!.node.defaultChild as CfnResource).addPropertyOverride('PathPart', 'id');
    new CfnResource(stack, 'Proxy', { type: 'AWS::ApiGateway::Method', properties: { RestApiId: gateway.api.restApiId, ResourceId: gateway.api.root.addResource('{proxy+}').resourceId, HttpMethod: 'ANY', AuthorizationType: 'CUSTOM' } });
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Resource: 'execute-api:/live/GET/a/id' })]);
  });

  test('may be missing by a condition', () => {
    const { stack, gateway, l1s } = define({ layout }, { '/a': 'open' });
    gateway.api.root.addProxy({ defaultIntegration: integration, defaultMethodOptions: IAM });
    l1s[0].cfnOptions.condition = new CfnCondition(stack, 'HasA');
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Condition: { Null: { 'aws:PrincipalArn': 'true' } } })]);
  });

  test('of others are not opened, where others can add them', () => {
    const { stack } = define({ layout }, { '/a': 'open', '/b': 'open' });
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Resource: ['execute-api:/*/GET/a', 'execute-api:/*/GET/b'] })]);
  });
});

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('a private API, in the layout %s,', (layout) => {
  const PRIVATE = { layout, restApiProps: { endpointTypes: [apigateway.EndpointType.PRIVATE] } };

  test.each<[string, ResourcePolicy]>([
    ['accounts', ResourcePolicy.allowAccounts(['111122223333'])],
    ['organizations', ResourcePolicy.allowOrganizations(['o-a1b2c3d4e5'])],
    ['denied addresses', ResourcePolicy.denyIpRanges(['10.0.0.0/8'])],
    ['TLS', ResourcePolicy.denyInsecureTransport()],
    ['endpoints of another route', ResourcePolicy.onlyVpcEndpoints(['vpce-1a'], { routes: ['GET /b'] })],
    ['endpoints of a stage', ResourcePolicy.onlyVpcEndpoints(['vpce-1a'], { stages: ['prod'] })],
  ])('is not opened to all VPC endpoints by a policy of %s', (_name, resourcePolicy) => {
    const { stack } = define({ ...PRIVATE, resourcePolicy });
    expect(() => templateOf(stack)).toThrow('the resource policy of the private API does not say who may call "GET /a"');
  });

  test.each<[string, ResourcePolicy]>([
    ['endpoints', ResourcePolicy.onlyVpcEndpoints(['vpce-1a'])],
    ['VPCs', ResourcePolicy.onlyVpcs(['vpc-1a'])],
    ['endpoints of its open routes', ResourcePolicy.onlyVpcEndpoints(['vpce-1a'], { routes: ['GET /a'] })],
  ])('keeps open routes open behind %s', (_name, resourcePolicy) => {
    const { stack, gateway } = define({ ...PRIVATE, resourcePolicy });
    expect(statementsOf(stack)).toEqual([expect.objectContaining({ Effect: 'Deny' }), expect.objectContaining({ Sid: 'OpenRoutes', Resource: 'execute-api:/*/GET/a' })]);
    const ask = (origin: object) => gateway.resourcePolicy.evaluate({ method: HttpMethod.GET, path: '/a', authorization: RouteAuthorization.NONE, ...origin }).allowed;
    expect([ask({ vpcEndpointId: 'vpce-1a', vpcId: 'vpc-1a' }), ask({ vpcEndpointId: 'vpce-2', vpcId: 'vpc-2' })]).toEqual([true, false]);
  });

  test.each<[string, Record<string, 'open' | 'iam'>]>([['with open routes', { '/a': 'open', '/b': 'iam' }], ['without', { '/b': 'iam' }]])('needs a policy also if there is a grant, %s', (_name, routes) => {
    const { stack, gateway } = define(PRIVATE, routes);
    gateway.grantInvoke(new iam.AccountPrincipal('111122223333'), 'GET /b');
    expect(() => templateOf(stack)).toThrow('the API is private and has no resource policy');
  });

  test('needs no open route', () => {
    const { stack, gateway } = define({ ...PRIVATE, resourcePolicy: ResourcePolicy.denyIpRanges(['10.0.0.0/8']) }, { '/b': 'iam' });
    gateway.grantInvoke(new iam.AccountPrincipal('111122223333'), 'GET /b');
    expect(statementsOf(stack)).toHaveLength(2);
  });
});

test('a private API of the L2 needs a policy with the mixin, too', () => {
  const stack = testStack();
  const api = new apigateway.RestApi(stack, 'Api', { endpointTypes: [apigateway.EndpointType.PRIVATE] });
  api.root.addMethod('GET', integration);
  api.with(new mixins.RestApiResourcePolicy());
  expect(() => templateOf(stack)).toThrow('the API is private and has no resource policy');
});

test('the policy of a document is not dropped for another one', () => {
  const definition = OpenApiDocument.fromInline({ 'openapi': '3.0.1', 'info': { title: 'x', version: '1' }, 'x-amazon-apigateway-policy': { Statement: [] }, 'paths': {} });
  expect(() => RestGateway.fromOpenApi(testStack(), 'Api', { definition, resourcePolicy: ResourcePolicy.denyInsecureTransport() })).toThrow("set either 'resourcePolicy' or 'x-amazon-apigateway-policy' of the document, got both");
});

describe('the mixin on an API of a document that it does not read', () => {
  const body = { openapi: '3.0.1', info: { title: 'x', version: '1' }, paths: { '/adm': { get: { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } } } } };
  const spec = (policy?: ResourcePolicy) => {
    const stack = testStack();
    const api = new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(body) });
    api.root.addResource('x').addMethod('GET', integration);
    api.with(new mixins.RestApiResourcePolicy({ policy }));
    return stack;
  };

  test('opens nothing, and says so', () => {
    expect([statementsOf(spec()), warningsOf(spec())]).toEqual([undefined, ['noExplicitPolicy']]);
    const denied = () => spec(ResourcePolicy.onlyIpRanges(['192.0.2.0/24']));
    expect([statementsOf(denied()), warningsOf(denied())]).toEqual([[expect.objectContaining({ Effect: 'Deny' })], ['policyOfUnreadRoutes']]);
  });

  test('takes routes that it does not know', () => {
    expect(warningsOf(spec(ResourcePolicy.allowEverybody({ routes: ['GET /health'] })))).toEqual([]);
  });
});

describe('policies of L1s', () => {
  const withPolicy = (policy: unknown, said?: ResourcePolicy) => {
    const stack = testStack();
    const api = new apigateway.CfnRestApi(stack, 'Api', { name: 'x', policy });
    new apigateway.CfnMethod(stack, 'Get', { restApiId: api.ref, resourceId: api.attrRootResourceId, httpMethod: 'GET', authorizationType: 'NONE' });
    api.with(new mixins.RestApiResourcePolicy({ policy: said }));
    return stack;
  };
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }] };

  test('may be JSON', () => {
    expect(statementsOf(withPolicy(JSON.stringify(document)))).toEqual([document.Statement[0], expect.objectContaining({ Sid: 'OpenRoutes' })]);
    expect(() => templateOf(withPolicy('x'))).toThrow('the policy of the API must be a document, or one as JSON, got "x"');
  });

  test.each([{ 'Fn::Transform': { Name: 'AWS::Include' } }, { Version: '2012-10-17', Statement: [{ 'Fn::If': ['X', document.Statement[0], { Ref: 'AWS::NoValue' }] }] }])('that CloudFormation makes stay as they are: %j', (policy) => {
    expect(propertiesOf(withPolicy(policy), API).Policy).toEqual(policy);
    expect(warningsOf(withPolicy(policy))).toEqual(['policyNotRead']);
    expect(() => templateOf(withPolicy(policy, ResourcePolicy.denyInsecureTransport()))).toThrow('nothing can be added to it');
  });
});

describe('what counts as said of open routes', () => {
  test.each<[string, iam.PolicyStatementProps]>([
    ['aws:userid', { conditions: { StringLike: { 'aws:userid': 'AROA:*' } } }],
    ['aws:username', { conditions: { StringEquals: { 'aws:username': 'ada' } } }],
    ['another action', { actions: ['execute-api:InvalidateCache'] }],
  ])('is not an Allow of %s', (_name, props) => {
    const { stack } = define({ resourcePolicy: ResourcePolicy.ofStatements([statement(props)]) });
    expect(statementsOf(stack)).toEqual([expect.anything(), expect.objectContaining({ Sid: 'OpenRoutes' })]);
  });

  test('is an Allow that holds without a key', () => {
    const { stack } = define({ resourcePolicy: ResourcePolicy.ofStatements([statement({ conditions: { NumericLessThanIfExists: { 'aws:MultiFactorAuthAge': '3600' } } })]) });
    expect(statementsOf(stack)).toHaveLength(1);
  });

  test.each<[string, iam.PolicyStatementProps, string[]]>([
    ['all but some principals', { effect: iam.Effect.DENY, principals: undefined, notPrincipals: [new iam.AccountPrincipal('111122223333')] }, ['policyDeniesUnsigned']],
    ['all who ask for another action', { effect: iam.Effect.DENY, actions: ['execute-api:InvalidateCache'] }, []],
  ])('is a Deny of %s, if it is about calls', (_name, props, warnings) => {
    expect(warningsOf(define({ resourcePolicy: ResourcePolicy.ofStatements([statement(props)]) }).stack)).toEqual(warnings);
  });

  test('is an Allow for all addresses', () => {
    const { stack } = define({ resourcePolicy: ResourcePolicy.allowIpRanges(['0.0.0.0/0', '::/0']) });
    expect(warningsOf(stack)).toEqual(['policyOpensRoutes']);
  });
});

describe('names that are none', () => {
  test('of a stage fail, unless the stages are not known', () => {
    const only = (stage: string) => ResourcePolicy.onlyIpRanges(['192.0.2.0/24'], { stages: [stage] });
    expect(() => templateOf(define({ resourcePolicy: only('prd') }).stack)).toThrow('\'stages\' of the resource policy name "prd", which is no stage of the API: it has "prod"');
    const { stack, gateway } = define({ resourcePolicy: only('beta') });
    gateway.addStage('beta');
    expect(statementsOf(stack)).toHaveLength(2);
    expect(statementsOf(define({ resourcePolicy: only(Fn.importValue('Stage')) }).stack)).toHaveLength(2);
  });

  test.each(['execute-api:/GET/b', 'execute-api/*', 'execute-api:/*/GET/typo', 'arn:aws:s3:::bucket'])('of a resource get a warning: %s', (resource) => {
    expect(warningsOf(define({ resourcePolicy: ResourcePolicy.ofStatements([statement({ effect: iam.Effect.DENY, resources: [resource], conditions: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })]) }).stack)).toContain('policyResource');
  });

  test('of a denied path are with the one that ends in "/"', () => {
    const { stack } = define({ resourcePolicy: ResourcePolicy.onlyIpRanges(['192.0.2.0/24'], { routes: ['GET /a'] }) });
    expect(statementsOf(stack)![0].Resource).toEqual(['execute-api:/*/GET/a', 'execute-api:/*/GET/a/']);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('two statements have different ones', () => {
    const { stack } = define({ resourcePolicy: ResourcePolicy.ofStatements([statement({ sid: 'OpenRoutes', effect: iam.Effect.DENY, conditions: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })]) });
    expect(() => templateOf(stack)).toThrow('two statements of the resource policy have the Sid "OpenRoutes"');
  });
});

test.each<[string, HttpMethod, (index: number) => string]>([
  ['one method', HttpMethod.GET, (index) => `/r${index}/{id}`],
  ['all methods', HttpMethod.ANY, (index) => `/r${index}/{id}`],
  ['the same paths', HttpMethod.POST, (index) => `/r${index % 500}/{id}`],
])('1,000 routes of %s are looked at in time', (_name, method, path) => {
  const routes: ShapedRoute[] = Array.from({ length: 1000 }, (_, index) => ({
    method: index < 300 ? HttpMethod.GET : method,
    path: path(index),
    authorization: index < 300 ? RouteAuthorization.NONE : RouteAuthorization.IAM,
  }));
  const withFunction: ShapedRoute[] = [...routes, { method: 'GET', path: '/x', authorization: RouteAuthorization.LAMBDA }];
  const time = (all: ShapedRoute[]) => {
    const before = performance.now();
    openRoutes({ routes: all, stageNames: ['prod'] }, 20_000);
    return performance.now() - before;
  };
  expect(Math.min(time(routes), time(routes), time(routes))).toBeLessThan(300);
  expect(Math.min(time(withFunction), time(withFunction), time(withFunction))).toBeLessThan(300);
});

test('routes are compared once for all passes of the CDK', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const gateway = new RestGateway(stack, 'Api');
  const handler = testFunction(stack);
  for (let index = 0; index < 300; index++) gateway.addRoutes({ path: `/r${index}/{id}`, methods: GET, handler, authorizer: index < 100 ? RouteAuthorizer.none() : undefined });
  const compare = jest.spyOn(jest.requireActual('../../lib/access/open-routes'), 'openRoutes');
  app.synth();
  expect([1, 2]).toContain(compare.mock.calls.length);
  compare.mockRestore();
});
