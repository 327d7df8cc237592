import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib/core';
import { CacheClusterSize, HttpGateway, HttpRouteAuthorizer, OpenApiDocument, RestGateway, RestLayout, RouteAuthorizer, WebSocketGateway, WebSocketRouteAuthorizer } from '../../lib';
import { findCycle } from '../contract/support/cycles';
import { annotationsOf, methodsOf, propertiesOf, templateOf, testFunction, testGateway, testHttpGateway, testStack } from '../helpers';

const { HttpMethod } = apigatewayv2;
const V1 = 'AWS::ApiGateway::Authorizer';
const V2 = 'AWS::ApiGatewayV2::Authorizer';
const LAYOUTS = [RestLayout.OPENAPI, RestLayout.RESOURCES];

const authorizersOf = (stack: Stack, type: string) => Object.values(templateOf(stack).findResources(type)).map(({ Properties }) => Properties);
const idsOf = (stack: Stack, type: string) => Object.keys(templateOf(stack).findResources(type));
const uri = (id: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, ':lambda:path/2015-03-31/functions/', { 'Fn::GetAtt': [id, 'Arn'] }, '/invocations']] });
const functionId = (fn: lambda.Function) => Stack.of(fn).getLogicalId(fn.node.defaultChild as lambda.CfnFunction);

/** What the authorizer of a REST API is, in the layout of resources. */
function v1(make: (stack: Stack) => RouteAuthorizer): any {
  const stack = testStack();
  testGateway({ layout: RestLayout.RESOURCES, variables: { tenant: 'a' }, authorizer: make(stack) }, stack);
  const { RestApiId: _api, Name: _name, ...others } = propertiesOf(stack, V1);
  return others;
}

/** The same, from the document. */
function scheme(make: (stack: Stack) => RouteAuthorizer): any {
  const stack = testStack();
  testGateway({ variables: { tenant: 'a' }, authorizer: make(stack) }, stack);
  const schemes = Object.values<any>(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.components.securitySchemes);
  expect(schemes).toHaveLength(1);
  return schemes[0];
}

function v2(make: (stack: Stack) => HttpRouteAuthorizer): any {
  const stack = testStack();
  testHttpGateway({ variables: { tenant: 'a' }, authorizer: make(stack) }, stack);
  const { ApiId: _api, Name: _name, ...others } = propertiesOf(stack, V2);
  return others;
}

describe('what is defined for a REST API', () => {
  const check = (stack: Stack) => testFunction(stack, 'Check');

  test('of user pools', () => {
    const make = (stack: Stack) => RouteAuthorizer.cognito([new UserPool(stack, 'Users')]);
    const ProviderARNs = [{ 'Fn::GetAtt': [expect.stringMatching(/^Users/), 'Arn'] }];
    expect(v1(make)).toEqual({ Type: 'COGNITO_USER_POOLS', ProviderARNs, IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: 300 });
    expect(scheme(make)['x-amazon-apigateway-authorizer']).toEqual({ type: 'cognito_user_pools', providerARNs: ProviderARNs, authorizerResultTtlInSeconds: 300 });
  });

  test('of user pools, otherwise', () => {
    const make = (stack: Stack) => RouteAuthorizer.cognito([UserPool.fromUserPoolArn(stack, 'Users', 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_a')], { identitySource: 'header.X-Token', resultsCacheTtl: Duration.seconds(0), authorizerName: 'sign-in' });
    expect(v1(make)).toMatchObject({ IdentitySource: 'method.request.header.X-Token', AuthorizerResultTtlInSeconds: 0, ProviderARNs: ['arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_a'] });
    expect(scheme(make)).toMatchObject({ name: 'X-Token' });
  });

  test('of a function that sees a token: nothing is kept unless an answer holds for all routes', () => {
    const stack = testStack();
    const handler = check(stack);
    testGateway({ layout: RestLayout.RESOURCES, authorizer: RouteAuthorizer.lambdaToken(handler) }, stack);
    const { RestApiId: _api, ...properties } = propertiesOf(stack, V1);
    expect(properties).toEqual({ Type: 'TOKEN', Name: expect.stringMatching(/^lambda-token-[0-9a-f]{8}$/), AuthorizerUri: uri(functionId(handler)), IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: 0 });
    const kept = (testing: Stack) => RouteAuthorizer.lambdaToken(check(testing), { coversAllRoutes: true, validationRegex: 'Bearer .+', identitySource: 'header.X-Token' });
    expect(v1(kept)).toMatchObject({ AuthorizerResultTtlInSeconds: 300, IdentityValidationExpression: 'Bearer .+', IdentitySource: 'method.request.header.X-Token' });
    expect(scheme(kept)).toMatchObject({ 'name': 'X-Token', 'x-amazon-apigateway-authorizer': { type: 'token', authorizerResultTtlInSeconds: 300, identityValidationExpression: 'Bearer .+' } });
    const longest = v1((testing) => RouteAuthorizer.lambdaToken(check(testing), { coversAllRoutes: true, resultsCacheTtl: Duration.hours(1) }));
    expect(longest).toMatchObject({ AuthorizerResultTtlInSeconds: 3600 });
  });

  test('of a function that sees requests: an answer is kept for the sources, the method and the path', () => {
    const identitySources = ['header.Authorization', 'query.token', 'context.identity.sourceIp', 'stageVariables.tenant'];
    const make = (stack: Stack) => RouteAuthorizer.lambdaRequest(check(stack), { identitySources });
    const own = 'method.request.header.Authorization,method.request.querystring.token,context.identity.sourceIp,stageVariables.tenant';
    expect(v1(make)).toMatchObject({ Type: 'REQUEST', AuthorizerResultTtlInSeconds: 300, IdentitySource: `${own},context.httpMethod,context.path` });
    expect(scheme(make)['x-amazon-apigateway-authorizer']).toMatchObject({ type: 'request', authorizerResultTtlInSeconds: 300, identitySource: `${own},context.httpMethod,context.path` });
    const request = (options: object) => v1((stack) => RouteAuthorizer.lambdaRequest(check(stack), { identitySources, ...options }));
    expect(request({ coversAllRoutes: true })).toMatchObject({ IdentitySource: own });
    expect(request({ resultsCacheTtl: Duration.seconds(0) })).toMatchObject({ IdentitySource: own, AuthorizerResultTtlInSeconds: 0 });
    expect(request({ identitySources: ['context.path', 'header.A'] }).IdentitySource).toBe('context.path,method.request.header.A,context.httpMethod');
  });

  test('of a function that sees requests, and is always asked, also without sources', () => {
    const make = (stack: Stack) => RouteAuthorizer.lambdaRequest(check(stack), { resultsCacheTtl: Duration.seconds(0) });
    expect(v1(make)).toEqual({ Type: 'REQUEST', AuthorizerResultTtlInSeconds: 0, AuthorizerUri: expect.anything() });
    expect(scheme(make)['x-amazon-apigateway-authorizer']).toEqual({ type: 'request', authorizerResultTtlInSeconds: 0, authorizerUri: expect.anything() });
  });

  test('a time that is known at deployment only is passed on', () => {
    const make = (stack: Stack) => RouteAuthorizer.lambdaRequest(check(stack), { identitySources: ['header.A'], resultsCacheTtl: Duration.seconds(new CfnParameter(stack, 'Ttl', { type: 'Number' }).valueAsNumber) });
    expect(v1(make)).toMatchObject({ AuthorizerResultTtlInSeconds: { Ref: 'Ttl' }, IdentitySource: 'method.request.header.A,context.httpMethod,context.path' });
  });
});

describe('what is defined for a HTTP API', () => {
  test('of a user pool: its issuer, and the clients', () => {
    const make = (stack: Stack) => {
      const users = new UserPool(stack, 'Users');
      return HttpRouteAuthorizer.cognito([users], { clients: [users.addClient('Web'), users.addClient('App')] });
    };
    const [Users, Web, App_] = ['Users', 'UsersWeb', 'UsersApp'].map((id) => ({ Ref: expect.stringMatching(new RegExp(`^${id}[0-9A-F]{8}$`)) }));
    expect(v2(make)).toEqual({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: { 'Fn::Join': ['', ['https://cognito-idp.', { Ref: 'AWS::Region' }, '.amazonaws.com/', Users]] }, Audience: [Web, App_] },
    });
  });

  test('of a user pool of another Region', () => {
    const make = (stack: Stack) => {
      const users = UserPool.fromUserPoolArn(stack, 'Users', 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_a');
      return HttpRouteAuthorizer.cognito([users], { clients: [users.addClient('Web')] });
    };
    expect(v2(make).JwtConfiguration.Issuer).toBe('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a');
  });

  test('of an issuer', () => {
    expect(v2(() => HttpRouteAuthorizer.jwt({ issuer: 'https://login.example.com/', audience: ['orders'], identitySource: 'query.token' }))).toEqual({
      AuthorizerType: 'JWT', IdentitySource: ['$request.querystring.token'], JwtConfiguration: { Issuer: 'https://login.example.com/', Audience: ['orders'] },
    });
  });

  test('of a function: a simple answer is kept for the sources, the method and the path', () => {
    const identitySources = ['header.Authorization', 'query.token', 'context.identity.sourceIp', 'stageVariables.tenant'];
    const own = ['$request.header.Authorization', '$request.querystring.token', '$context.identity.sourceIp', '$stageVariables.tenant'];
    const make = (options: object) => v2((stack) => HttpRouteAuthorizer.lambdaRequest(testFunction(stack, 'Check'), { identitySources, ...options }));
    expect(make({})).toEqual({
      AuthorizerType: 'REQUEST',
      AuthorizerUri: expect.anything(),
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 300,
      IdentitySource: [...own, '$context.httpMethod', '$context.path'],
    });
    const minute = { coversAllRoutes: true, resultsCacheTtl: Duration.minutes(1) };
    expect(make(minute)).toMatchObject({ IdentitySource: own, AuthorizerResultTtlInSeconds: 60 });
    expect(make({ resultsCacheTtl: Duration.seconds(0) })).toMatchObject({ IdentitySource: own, AuthorizerResultTtlInSeconds: 0 });
    expect(make({ policyResponses: true })).toMatchObject({ AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: false });
    expect(make({ payloadFormatVersion: apigatewayv2.AuthorizerPayloadVersion.VERSION_1_0 })).toMatchObject({ AuthorizerPayloadFormatVersion: '1.0', EnableSimpleResponses: false });
  });
});

test('what is defined for a WebSocket API is asked about "$connect" only, and keeps nothing', () => {
  const stack = testStack();
  const handler = testFunction(stack, 'Check');
  const gateway = new WebSocketGateway(stack, 'ChatApi', { authorizer: WebSocketRouteAuthorizer.lambdaRequest(handler, { identitySources: ['query.token', 'header.Origin', 'context.identity.sourceIp'] }) });
  gateway.addRoute('$connect');
  gateway.addRoute('send', { handler });
  expect(propertiesOf(stack, V2)).toEqual({
    ApiId: { Ref: expect.anything() },
    Name: expect.stringMatching(/^lambda-request-/),
    AuthorizerType: 'REQUEST',
    AuthorizerUri: uri(functionId(handler)),
    IdentitySource: ['route.request.querystring.token', 'route.request.header.Origin', 'context.identity.sourceIp'],
  });
  const routes = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationType, Properties.AuthorizerId]);
  expect(routes).toEqual([['$connect', 'CUSTOM', { Ref: idsOf(stack, V2)[0] }], ['send', 'NONE', undefined]]);
  expect(() => gateway.addRoute('other', { handler, authorizer: WebSocketRouteAuthorizer.lambdaRequest(handler) })).toThrow("'authorizer' must be on route \"$connect\"");
});

describe('a function', () => {
  /** A stack with an API of each type that asks a function. */
  const all = (stack: Stack, handler: lambda.IFunction, assumeRole?: Role) => {
    const identitySources = ['header.Authorization'];
    for (const layout of LAYOUTS) testGatewayIn(stack, layout, RouteAuthorizer.lambdaRequest(handler, { identitySources, assumeRole }));
    const http = new HttpGateway(stack, 'Http', { authorizer: HttpRouteAuthorizer.lambdaRequest(handler, { identitySources, assumeRole }) });
    http.addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: new HttpUrlIntegration('Url', 'https://example.com') });
    new WebSocketGateway(stack, 'WebSocket', { authorizer: WebSocketRouteAuthorizer.lambdaRequest(handler, { assumeRole }) }).addRoute('$connect');
  };
  const testGatewayIn = (stack: Stack, layout: RestLayout, authorizer: RouteAuthorizer) => {
    const gateway = new RestGateway(stack, `Rest${layout}`, { layout, authorizer });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: new apigateway.HttpIntegration('https://example.com') });
    return gateway;
  };
  const permissionsOf = (stack: Stack) => Object.values(templateOf(stack).findResources('AWS::Lambda::Permission')).map(({ Properties }) => Properties);

  test('of another stack is permitted in the stack of the API, without a cycle', () => {
    const app = new App();
    const [home, other] = [new Stack(app, 'Home'), new Stack(app, 'Other')];
    all(home, testFunction(other, 'Check'));
    app.synth();
    expect(home.dependencies).toEqual([other]);
    expect(other.dependencies).toEqual([]);
    expect(permissionsOf(home)).toHaveLength(4);
    expect(permissionsOf(other)).toEqual([]);
    expect(findCycle(templateOf(home).toJSON())).toBeUndefined();
  });

  test('that is an alias is invoked, and permitted, as that', () => {
    const stack = testStack();
    const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: testFunction(stack, 'Check').currentVersion });
    all(stack, alias);
    const [id] = idsOf(stack, 'AWS::Lambda::Alias');
    expect(permissionsOf(stack).map(({ FunctionName }) => FunctionName)).toEqual(Array(4).fill({ Ref: id }));
    expect(JSON.stringify([...authorizersOf(stack, V1), ...authorizersOf(stack, V2)].map(({ AuthorizerUri }) => AuthorizerUri)).split(`{"Ref":"${id}"}`)).toHaveLength(4);
  });

  test('that also serves routes has one permission', () => {
    const stack = testStack();
    const handler = testFunction(stack, 'Both');
    const gateway = new RestGateway(stack, 'Api', { authorizer: RouteAuthorizer.lambdaToken(handler) });
    gateway.addRoutes({ path: '/orders', handler });
    expect(permissionsOf(stack)).toHaveLength(1);
  });

  test('is invoked in the name of a role, which may invoke it and needs no permission', () => {
    const stack = testStack();
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    const handler = testFunction(stack, 'Check');
    all(stack, handler, role);
    expect(permissionsOf(stack)).toEqual([]);
    const arn = { 'Fn::GetAtt': [stack.getLogicalId(role.node.defaultChild as never), 'Arn'] };
    expect(authorizersOf(stack, V1).map(({ AuthorizerCredentials }) => AuthorizerCredentials)).toEqual([arn]);
    expect(authorizersOf(stack, V2).map(({ AuthorizerCredentialsArn }) => AuthorizerCredentialsArn)).toEqual([arn, arn]);
    const policies = Object.values(templateOf(stack).findResources('AWS::IAM::Policy')).filter(({ Properties }) => JSON.stringify(Properties).includes('lambda:InvokeFunction'));
    expect(policies.map(({ Properties }) => Properties.PolicyDocument.Statement[0].Resource[0])).toEqual(Array(4).fill({ 'Fn::GetAtt': [functionId(handler), 'Arn'] }));
  });

  test('of an API of the L2 is permitted for its authorizers', () => {
    const stack = testStack();
    const api = new apigatewayv2.HttpApi(stack, 'Plain', { defaultAuthorizer: HttpRouteAuthorizer.lambdaRequest(testFunction(stack, 'Check'), { identitySources: ['header.A'] }) });
    for (const path of ['/a', '/b']) api.addRoutes({ path, integration: new HttpUrlIntegration('Url', 'https://example.com') });
    expect(authorizersOf(stack, V2)).toHaveLength(1);
    expect(permissionsOf(stack)).toMatchObject([{ FunctionName: { 'Fn::GetAtt': [expect.stringMatching(/^Check/), 'Arn'] }, SourceArn: { 'Fn::Join': ['', expect.arrayContaining(['/authorizers/*'])] } }]);
  });
});

describe('one authorizer', () => {
  test.each(LAYOUTS)('is the default of a gateway and that of routes, and of two gateways, and is defined once in each: %s', (layout) => {
    const stack = testStack();
    const handler = testFunction(stack);
    const authorizer = RouteAuthorizer.lambdaToken(testFunction(stack, 'Check'));
    const other = RouteAuthorizer.cognito([new UserPool(stack, 'Users')]);
    for (const id of ['One', 'Two']) {
      const gateway = new RestGateway(stack, id, { layout, authorizer });
      gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.POST], handler });
      gateway.addRoutes({ path: '/again', methods: [HttpMethod.GET], handler, authorizer });
      gateway.addRoutes({ path: '/users', methods: [HttpMethod.GET], handler, authorizer: other });
      gateway.addRoutes({ path: '/open', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none() });
      gateway.api.root.addResource('l2').addMethod('GET', new apigateway.HttpIntegration('https://example.com'));
    }
    const template = templateOf(stack).toJSON();
    expect(findCycle(template)).toBeUndefined();
    if (layout === RestLayout.RESOURCES) {
      const ids = idsOf(stack, V1);
      expect(ids).toHaveLength(4);
      const methods = Object.entries<any>(template.Resources).filter(([, { Type }]) => Type === 'AWS::ApiGateway::Method');
      for (const gateway of ['One', 'Two']) {
        const used = methods.filter(([id]) => id.startsWith(gateway)).map(([, { Properties }]) => Properties.AuthorizerId?.Ref);
        const [token, users] = [ids.find((id) => id.startsWith(`${gateway}RouteAuthorizerlambdatoken`)), ids.find((id) => id.startsWith(`${gateway}RouteAuthorizercognito`))];
        expect(used.sort()).toEqual([token, token, token, token, users, undefined].sort());
      }
      return;
    }
    for (const { Properties } of Object.values<any>(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::RestApi')) {
      const { paths, components } = Properties.Body;
      const [token, users] = ['lambda-token-', 'cognito-'].map((kind) => Object.keys(components.securitySchemes).find((name) => name.startsWith(kind))!);
      expect(Object.keys(components.securitySchemes)).toHaveLength(2);
      const asked = Object.fromEntries(Object.entries<any>(paths).map(([path, { get }]) => [path, get.security]));
      expect(asked).toEqual({ '/orders': [{ [token]: [] }], '/again': [{ [token]: [] }], '/l2': [{ [token]: [] }], '/users': [{ [users]: [] }], '/open': undefined });
    }
  });

  test('of HTTP APIs is defined once in each gateway', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const authorizer = HttpRouteAuthorizer.jwt({ issuer: 'https://login.example.com/', audience: ['orders'] });
    for (const id of ['One', 'Two']) {
      const gateway = new HttpGateway(stack, id, { authorizer });
      gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.POST], handler });
      gateway.addRoutes({ path: '/again', methods: [HttpMethod.GET], handler, authorizer });
      gateway.api.addRoutes({ path: '/l2', methods: [HttpMethod.GET], integration: new HttpUrlIntegration('Url', 'https://example.com') });
    }
    expect(idsOf(stack, V2)).toEqual([expect.stringMatching(/^OneRouteAuthorizerjwt/), expect.stringMatching(/^TwoRouteAuthorizerjwt/)]);
    const routes = Object.entries(templateOf(stack).findResources('AWS::ApiGatewayV2::Route')).map(([id, { Properties }]) => [id.slice(0, 3), Properties.AuthorizationType, Properties.AuthorizerId.Ref.slice(0, 3)]);
    expect(routes).toEqual([...Array(4).fill(['One', 'JWT', 'One']), ...Array(4).fill(['Two', 'JWT', 'Two'])]);
  });

  test('that is written anew for each route, and says the same, is one; under one name two that differ fail', () => {
    const { stack, gateway, handler } = testGateway({ layout: RestLayout.RESOURCES });
    const check = testFunction(stack, 'Check');
    const add = (path: string, options: object) => gateway.addRoutes({ path, methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.lambdaRequest(check, { identitySources: ['header.A'], ...options }) });
    add('/a', {});
    add('/b', {});
    add('/c', { authorizerName: 'other', resultsCacheTtl: Duration.minutes(1) });
    expect(authorizersOf(stack, V1).map(({ Name }) => Name)).toEqual([expect.stringMatching(/^lambda-request-[0-9a-f]{8}$/), 'other']);
    expect(() => add('/d', { resultsCacheTtl: Duration.minutes(1) })).toThrow(/^'authorizerName' must be set, since two authorizers of the API would be called "lambda-request-[0-9a-f]{8}" and say different things: call one of RouteAuthorizer.lambdaRequest "lambda-request-[0-9a-f]{8}2", for example, or use one authorizer for both/);
  });

  test('has a name that does not change with the order of routes or the other authorizers', () => {
    const names = (...order: string[]) => {
      const { stack, gateway, handler } = testGateway({ layout: RestLayout.RESOURCES });
      const checks = new Map(['A', 'B'].map((id) => [id, testFunction(stack, id)]));
      for (const id of order) gateway.addRoutes({ path: `/${id}`, methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.lambdaToken(checks.get(id)!) });
      return idsOf(stack, V1).sort();
    };
    expect(names('A', 'B')).toEqual(names('B', 'A'));
    expect(new Set([...names('A'), ...names('B')])).toEqual(new Set(names('A', 'B')));
  });

  test('that no route asks is not defined', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api', { layout: RestLayout.RESOURCES, authorizer: RouteAuthorizer.lambdaToken(testFunction(stack, 'Check')) });
    gateway.addRoutes({ path: '/open', handler: testFunction(stack), authorizer: RouteAuthorizer.none() });
    expect(idsOf(stack, V1)).toEqual([]);
  });

  test('may also be given in the props of the L2', () => {
    const stack = testStack();
    testGateway({ layout: RestLayout.RESOURCES, restApiProps: { defaultMethodOptions: { authorizer: RouteAuthorizer.lambdaToken(testFunction(stack, 'Check')) } } }, stack);
    expect(idsOf(stack, V1)).toHaveLength(1);
  });

  test('beyond the quota is warned of, once', () => {
    const { stack, gateway, handler } = testGateway();
    const check = testFunction(stack, 'Check');
    const add = (count: number) => gateway.addRoutes({ path: `/${count}`, handler, authorizer: RouteAuthorizer.lambdaToken(check, { authorizerName: `a${count}` }) });
    const quota = () => annotationsOf(stack, 'aws:cdk:warning').filter((message) => message.includes('authorizerQuota'));
    for (let count = 1; count <= 12; count++) add(count);
    expect(quota()).toEqual([expect.stringContaining('the API has more than 10 authorizers, which is what API Gateway takes by default')]);
    const few = testGateway();
    for (let count = 1; count <= 10; count++) few.gateway.addRoutes({ path: `/${count}`, handler: few.handler, authorizer: RouteAuthorizer.lambdaToken(few.handler, { authorizerName: `a${count}` }) });
    expect(annotationsOf(few.stack, 'aws:cdk:warning').filter((message) => message.includes('authorizerQuota'))).toEqual([]);
  });
});

describe('scopes of an authorizer', () => {
  test.each(LAYOUTS)('are those of routes that say none, also of those of the L2: %s', (layout) => {
    const stack = testStack();
    const users = new UserPool(stack, 'Users');
    const { gateway, handler } = testGateway({ layout, authorizer: RouteAuthorizer.cognito([users], { scopes: ['shop/read'] }) }, stack);
    const add = (path: string, options: object) => gateway.addRoutes({ path, methods: [HttpMethod.GET], handler, ...options });
    add('/write', { authorizationScopes: ['shop/write'] });
    add('/any', { authorizationScopes: [] });
    add('/plain', { authorizer: RouteAuthorizer.cognito([users]) });
    add('/open', { authorizer: RouteAuthorizer.none() });
    gateway.api.root.addResource('l2').addMethod('GET', new apigateway.HttpIntegration('https://example.com'));
    const scopes = Object.fromEntries(Object.entries(methodsOf(stack)).map(([key, { scopes: asked }]) => [key, asked]));
    expect(scopes).toEqual({ 'GET /orders': ['shop/read'], 'GET /write': ['shop/write'], 'GET /any': [], 'GET /plain': [], 'GET /open': [], 'GET /l2': ['shop/read'] });
  });

  test('of a HTTP API are those of routes that say none', () => {
    const authorizer = HttpRouteAuthorizer.jwt({ issuer: 'https://login.example.com/', audience: ['orders'], scopes: ['shop/read'] });
    const { stack, gateway, handler } = testHttpGateway({ authorizer, httpApiProps: { defaultAuthorizationScopes: ['shop/all'] } });
    const add = (path: string, options: object) => gateway.addRoutes({ path, methods: [HttpMethod.GET], handler, ...options });
    add('/write', { authorizationScopes: ['shop/write'] });
    add('/any', { authorizationScopes: [] });
    add('/plain', { authorizer: HttpRouteAuthorizer.jwt({ issuer: 'https://login.example.com/', audience: ['orders'] }) });
    add('/open', { authorizer: HttpRouteAuthorizer.none() });
    const scopes = Object.fromEntries(Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationScopes]));
    expect(scopes).toEqual({ 'GET /orders': ['shop/read'], 'GET /write': ['shop/write'], 'GET /any': undefined, 'GET /plain': ['shop/all'], 'GET /open': undefined });
  });

  test('fail with an authorizer that does not check them', () => {
    const { stack, gateway, handler } = testGateway();
    const authorizer = RouteAuthorizer.lambdaToken(testFunction(stack, 'Check'));
    expect(() => gateway.addRoutes({ path: '/x', handler, authorizer, authorizationScopes: ['a'] })).toThrow("'authorizationScopes' go with RouteAuthorizer.cognito, RouteAuthorizer.jwt or a CognitoUserPoolsAuthorizer, got \"CUSTOM\", which does not check them");
    const http = testHttpGateway();
    const check = HttpRouteAuthorizer.lambdaRequest(testFunction(http.stack, 'Check'), { identitySources: ['header.A'] });
    expect(() => http.gateway.addRoutes({ path: '/x', handler: http.handler, authorizer: check, authorizationScopes: ['a'] })).toThrow("'authorizationScopes' go with an authorizer of JSON web tokens, got \"CUSTOM\", which does not check them");
  });
});

describe('a deployment', () => {
  const deploymentId = (layout: RestLayout, make: (stack: Stack, check: lambda.Function) => RouteAuthorizer) => {
    const stack = testStack();
    testGateway({ layout, authorizer: make(stack, testFunction(stack, 'Check')) }, stack);
    return idsOf(stack, 'AWS::ApiGateway::Deployment')[0];
  };
  const request = (options: object) => (_stack: Stack, check: lambda.Function) => RouteAuthorizer.lambdaRequest(check, { identitySources: ['header.A'], ...options });
  const ofAlias = (aliasName: string) => (stack: Stack, check: lambda.Function) => RouteAuthorizer.lambdaToken(new lambda.Alias(stack, 'Live', { aliasName, version: check.currentVersion }));
  const ofVersion = (description: string) => (_stack: Stack, check: lambda.Function) => {
    (check.node.defaultChild as lambda.CfnFunction).description = description;
    return RouteAuthorizer.lambdaToken(check.currentVersion, { authorizerName: 'same' });
  };
  const ofRole = (roleName: string) => (stack: Stack, check: lambda.Function) => {
    const assumeRole = new Role(stack, 'Caller', { roleName, assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
    return RouteAuthorizer.lambdaToken(check, { assumeRole, authorizerName: 'same' });
  };

  test.each(LAYOUTS)('is made anew for a change of an authorizer: %s', (layout) => {
    const ids = [
      request({}), request({ resultsCacheTtl: Duration.minutes(1) }), request({ coversAllRoutes: true }), request({ identitySources: ['header.B'] }),
      (stack: Stack) => RouteAuthorizer.lambdaRequest(testFunction(stack, 'Another'), { identitySources: ['header.A'], authorizerName: 'same' }),
      (_stack: Stack, check: lambda.Function) => RouteAuthorizer.lambdaRequest(check, { identitySources: ['header.A'], authorizerName: 'same' }),
      ofAlias('live'), ofAlias('beta'), ofVersion('1'), ofVersion('2'), ofRole('a'), ofRole('b'),
    ].map((make) => deploymentId(layout, make));
    expect(new Set(ids).size).toBe(ids.length);
    expect(deploymentId(layout, request({}))).toBe(ids[0]);
  });

  test('waits for the authorizer, which a route of the L2 alone may ask', () => {
    const stack = testStack();
    testGateway({ layout: RestLayout.RESOURCES, authorizer: RouteAuthorizer.lambdaToken(testFunction(stack, 'Check')) }, stack);
    const [{ DependsOn }] = Object.values(templateOf(stack).findResources('AWS::ApiGateway::Deployment'));
    expect(DependsOn).toContain(idsOf(stack, V1)[0]);
  });
});

describe('gateways of OpenAPI documents', () => {
  const file = { openapi: '3.0.1', info: { title: 'Orders', version: '1' }, paths: { '/orders': { get: { security: [{ oauth: ['shop/read'] }] }, post: { security: [{ oauth: [] }] } } }, components: { securitySchemes: { oauth: { type: 'oauth2', flows: {} } } } };
  const withResponses = JSON.parse(JSON.stringify(file), (key, value) => (['get', 'post'].includes(key) ? { ...value, operationId: key, responses: { 200: { description: 'OK' } } } : value));

  test('take them for security schemes, with the scopes of operations', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const authorizers = { oauth: RouteAuthorizer.cognito([new UserPool(stack, 'Users')], { scopes: ['shop/all'] }) };
    RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(withResponses), handlers: { get: handler, post: handler }, authorizers });
    expect(methodsOf(stack)).toMatchObject({ 'GET /orders': { authorization: 'COGNITO_USER_POOLS', scopes: ['shop/read'] }, 'POST /orders': { scopes: ['shop/all'] } });
  });

  test('take them for security schemes of a HTTP API', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const authorizers = { oauth: HttpRouteAuthorizer.jwt({ issuer: 'https://login.example.com/', audience: ['orders'], scopes: ['shop/all'] }) };
    HttpGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(withResponses), handlers: { get: handler, post: handler }, authorizers });
    const routes = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => [Properties.RouteKey, Properties.AuthorizationType, Properties.AuthorizationScopes]);
    expect(routes).toEqual([['GET /orders', 'JWT', ['shop/read']], ['POST /orders', 'JWT', ['shop/all']]]);
  });

  test('say the same when a gateway with them is read back', () => {
    const bodyOf = (stack: Stack) => propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body;
    const one = testStack();
    const users = UserPool.fromUserPoolArn(one, 'Users', 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_a');
    const handler = lambda.Function.fromFunctionArn(one, 'Check', 'arn:aws:lambda:eu-west-1:111111111111:function:check');
    const gateway = new RestGateway(one, 'OrdersApi', { authorizer: RouteAuthorizer.cognito([users], { scopes: ['shop/read'], resultsCacheTtl: Duration.minutes(2) }) });
    const integration = new apigateway.HttpIntegration('https://example.com');
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration });
    gateway.addRoutes({ path: '/token', methods: [HttpMethod.GET], integration, authorizer: RouteAuthorizer.lambdaToken(handler, { coversAllRoutes: true, validationRegex: 'Bearer .+' }) });
    gateway.addRoutes({ path: '/request', methods: [HttpMethod.GET], integration, authorizer: RouteAuthorizer.lambdaRequest(handler, { identitySources: ['header.A'] }) });
    const two = testStack();
    RestGateway.fromOpenApi(two, 'OrdersApi', { definition: OpenApiDocument.fromRestApi(gateway.api) });
    expect(bodyOf(two)).toEqual(bodyOf(one));
    expect(Object.keys(bodyOf(one).components.securitySchemes)).toHaveLength(3);
  });

  test('of both, the document and a default, do not get into each other\'s way', () => {
    const own = { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:check/invocations', authorizerResultTtlInSeconds: 0 } };
    const document = { ...withResponses, components: { securitySchemes: { oauth: own } } };
    const stack = testStack();
    const handler = testFunction(stack);
    const gateway = RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(document), handlers: { get: handler, post: handler }, authorizer: RouteAuthorizer.lambdaToken(testFunction(stack, 'Check'), { authorizerName: 'token' }) });
    gateway.addRoutes({ path: '/more', methods: [HttpMethod.GET], handler });
    expect(Object.keys(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.components.securitySchemes).sort()).toEqual(['oauth', 'token']);
  });
});

describe('a cached route', () => {
  test('needs no more keys for an authorizer that knows the route', () => {
    const { stack, gateway, handler } = testGateway({ layout: RestLayout.RESOURCES, cache: { clusterSize: CacheClusterSize.GB_0_5 } });
    const add = (path: string, identitySources: string[]) => {
      const authorizer = RouteAuthorizer.lambdaRequest(testFunction(stack, path), { identitySources });
      return gateway.addRoutes({ path, methods: [HttpMethod.GET], handler, cache: {}, authorizer });
    };
    const [method] = add('/x/{id}', ['header.X-Token']);
    expect((method.node.defaultChild as any).integration.cacheKeyParameters).toEqual(['method.request.path.id', 'method.request.header.X-Token']);
    expect(() => add('/y', ['context.identity.sourceIp'])).toThrow('needs \'keys\', since its authorizer reads context.identity.sourceIp, which cannot be a cache key');
    expect(() => add('/z', ['context.path'])).toThrow('needs \'keys\', since its authorizer may read anything of the request');
  });
});

describe('what cannot work fails', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  const users = new UserPool(stack, 'Users');
  const client = users.addClient('Web');
  const jwt = { issuer: 'https://login.example.com/', audience: ['orders'] };
  const sources = { identitySources: ['header.A'] };

  test.each<[string, () => unknown]>([
    ["'userPools' must be a list of user pools, such as [users], got an instance of aws-cdk-lib.aws_cognito.UserPool", () => RouteAuthorizer.cognito(users as never)],
    ["'userPools' must be a list of user pools, such as [users], and not empty: name the pool whose tokens are taken", () => RouteAuthorizer.cognito([])],
    ["'userPools' must be a list of user pools, such as [users], got \"eu-west-1_a\" in it", () => RouteAuthorizer.cognito(['eu-west-1_a' as never])],
    ["'userPools' must be a list of user pools, such as [users], got undefined in it", () => RouteAuthorizer.cognito([undefined as never])],
    ["'userPools' must be a list of user pools, such as [users], of at most 1000, got 1001", () => RouteAuthorizer.cognito(Array(1001).fill(users))],
    ["RouteAuthorizer.cognito has no option 'clients': write one of 'scopes', 'identitySource', 'resultsCacheTtl', 'authorizerName'", () => RouteAuthorizer.cognito([users], { clients: [client] } as never)],
    ["RouteAuthorizer.cognito has no option 'results_cache_ttl'", () => RouteAuthorizer.cognito([users], { results_cache_ttl: 5 } as never)],
    ["'scopes' must be a list, such as [\"orders/read\"], got \"orders/read\"", () => RouteAuthorizer.cognito([users], { scopes: 'orders/read' as never })],
    ["'identitySource' must be like \"header.Authorization\", got \"query.token\"", () => RouteAuthorizer.cognito([users], { identitySource: 'query.token' })],
    ["'authorizerName' must be 1 to 128 letters, digits and \". _ -\", known at synthesis, got \"sign in\"", () => RouteAuthorizer.cognito([users], { authorizerName: 'sign in' })],
    ["'userPools' must be one pool for a HTTP API, which takes the tokens of one issuer, got 2: give routes an authorizer each, or use a REST API", () => HttpRouteAuthorizer.cognito([users, users], { clients: [client] })],
    ["'clients' must be a list of clients of the user pool, such as [users.addClient(\"Web\")], since a HTTP API asks whom a token is made for, got undefined", () => HttpRouteAuthorizer.cognito([users], {} as never)],
    ["'clients' must be a list of clients of the user pool, such as [users.addClient(\"Web\")], got \"abc\" in it", () => HttpRouteAuthorizer.cognito([users], { clients: ['abc' as never] })],
    ["'clients' must be at most 50, got 51", () => HttpRouteAuthorizer.cognito([users], { clients: Array(51).fill(client) })],
    ['the options of HttpRouteAuthorizer.cognito must be a structure, got undefined', () => (HttpRouteAuthorizer as any).cognito([users])],
    ["'scopes' must be at most 10, got 11", () => HttpRouteAuthorizer.jwt({ ...jwt, scopes: Array(11).fill('a') })],
    ["'issuer' must be an URL from \"https://\", got \"login.example.com\"", () => HttpRouteAuthorizer.jwt({ ...jwt, issuer: 'login.example.com' })],
    ["'issuer' must be an URL from \"https://\", got \"http://login.example.com\"", () => HttpRouteAuthorizer.jwt({ ...jwt, issuer: 'http://login.example.com' })],
    ...['https://me:secret@login.example.com/', 'https://login.example.com/?a=b', 'https://login.example.com/#a', 'https://login.example.com/.well-known/openid-configuration'].map((issuer): [string, () => unknown] => [
      `'issuer' must be what tokens have in "iss", without credentials, a query, a fragment or "/.well-known/…", got "${issuer}"`, () => HttpRouteAuthorizer.jwt({ ...jwt, issuer }),
    ]),
    ["'audience' must be a list of texts, such as [\"orders\"], and not empty: API Gateway takes no tokens that may be made for anybody, got []", () => HttpRouteAuthorizer.jwt({ ...jwt, audience: [] })],
    ["'audience' must be a list of texts, such as [\"orders\"], and not empty: API Gateway takes no tokens that may be made for anybody, got \"orders\"", () => HttpRouteAuthorizer.jwt({ ...jwt, audience: 'orders' as never })],
    ["'audience' must be at most 50 texts, got 51", () => HttpRouteAuthorizer.jwt({ ...jwt, audience: Array(51).fill('a') })],
    ["'identitySource' must be like \"header.Authorization\", \"query.token\", got \"context.path\"", () => HttpRouteAuthorizer.jwt({ ...jwt, identitySource: 'context.path' })],
    ["'handler' must be a function or an alias of one, got \"arn:aws:lambda:…\"", () => RouteAuthorizer.lambdaToken('arn:aws:lambda:…' as never)],
    ["'handler' must be a function or an alias of one, got undefined", () => WebSocketRouteAuthorizer.lambdaRequest(undefined as never)],
    ["'resultsCacheTtl' above 0 needs 'coversAllRoutes: true' with RouteAuthorizer.lambdaToken, got 300 seconds: API Gateway uses the answer that it keeps for a token for every route; set it if each answer holds for all of them, or use RouteAuthorizer.lambdaRequest, which keeps one for each route", () => RouteAuthorizer.lambdaToken(handler, { resultsCacheTtl: Duration.minutes(5) })],
    ["'resultsCacheTtl' above 0 needs 'coversAllRoutes: true' with RouteAuthorizer.lambdaToken, got a token", () => RouteAuthorizer.lambdaToken(handler, { resultsCacheTtl: Duration.seconds(new CfnParameter(stack, 'Ttl', { type: 'Number' }).valueAsNumber) })],
    ["'validationRegex' must be a regular expression as text, got \"\"", () => RouteAuthorizer.lambdaToken(handler, { validationRegex: '' })],
    ["RouteAuthorizer.lambdaToken has no option 'identitySources'", () => RouteAuthorizer.lambdaToken(handler, sources as never)],
    ["'identitySources' must name what answers of the function are kept for, got none: write [\"header.Authorization\"], for example, or set resultsCacheTtl: Duration.seconds(0), so that it is asked about every request", () => RouteAuthorizer.lambdaRequest(handler, {})],
    ["'identitySources' must name what answers of the function are kept for, got none", () => HttpRouteAuthorizer.lambdaRequest(handler, { identitySources: [], coversAllRoutes: true })],
    ["'identitySources' must be a list, known at synthesis, such as [\"header.Authorization\"], got \"header.A\"", () => RouteAuthorizer.lambdaRequest(handler, { identitySources: 'header.A' as never })],
    ["'identitySources' must be like \"header.Authorization\", \"query.token\", \"context.identity.sourceIp\", \"stageVariables.tenant\", got \"method.request.header.A\"", () => RouteAuthorizer.lambdaRequest(handler, { identitySources: ['method.request.header.A'] })],
    ["'identitySources' must be like \"header.Authorization\", \"query.token\", \"context.identity.sourceIp\", \"stageVariables.tenant\", got \"body.user\"", () => HttpRouteAuthorizer.lambdaRequest(handler, { identitySources: ['body.user'] })],
    ['got 7', () => WebSocketRouteAuthorizer.lambdaRequest(handler, { identitySources: [7 as never] })],
    ["'identitySources' has \"header.A\" twice: name it once", () => RouteAuthorizer.lambdaRequest(handler, { identitySources: ['header.A', 'header.A'] })],
    ["'resultsCacheTtl' must be whole seconds from 0 to 3600, got 3601", () => RouteAuthorizer.lambdaRequest(handler, { ...sources, resultsCacheTtl: Duration.seconds(3601) })],
    ["'resultsCacheTtl' must be whole seconds from 0 to 3600, got 0.5", () => HttpRouteAuthorizer.lambdaRequest(handler, { ...sources, resultsCacheTtl: Duration.millis(500) })],
    ["'resultsCacheTtl' must be a Duration, got 300: write Duration.minutes(5), for example", () => RouteAuthorizer.cognito([users], { resultsCacheTtl: 300 as never })],
    ["'coversAllRoutes' must be true or false, got \"yes\"", () => RouteAuthorizer.lambdaRequest(handler, { ...sources, coversAllRoutes: 'yes' as never })],
    ["'assumeRole' must be a role, got \"arn\"", () => RouteAuthorizer.lambdaRequest(handler, { ...sources, assumeRole: 'arn' as never })],
    ["'policyResponses' must not be false with AuthorizerPayloadVersion.VERSION_1_0, whose functions answer by policies", () => HttpRouteAuthorizer.lambdaRequest(handler, { ...sources, policyResponses: false, payloadFormatVersion: apigatewayv2.AuthorizerPayloadVersion.VERSION_1_0 })],
    ["'payloadFormatVersion' must be AuthorizerPayloadVersion.VERSION_1_0 or VERSION_2_0, got \"3.0\"", () => HttpRouteAuthorizer.lambdaRequest(handler, { ...sources, payloadFormatVersion: '3.0' as never })],
    ["WebSocketRouteAuthorizer.lambdaRequest has no option 'resultsCacheTtl'", () => WebSocketRouteAuthorizer.lambdaRequest(handler, { resultsCacheTtl: Duration.minutes(5) } as never)],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
  });

  test('where an authorizer cannot be defined', () => {
    const api = new apigateway.RestApi(stack, 'Plain');
    const authorizer = RouteAuthorizer.cognito([users]);
    const message = "RouteAuthorizer.cognito is an authorizer of gateways: name it as 'authorizer' of a RestGateway, or in its addRoutes; to a RestApi of aws-cdk-lib, and to methods that are added to one, give an authorizer of aws-cdk-lib";
    expect(() => api.root.addMethod('GET', undefined, { authorizer })).toThrow(message);
    const imported = apigatewayv2.HttpApi.fromHttpApiAttributes(stack, 'Imported', { httpApiId: 'abc' });
    expect(() => new apigatewayv2.HttpRoute(stack, 'Route', { httpApi: imported, routeKey: apigatewayv2.HttpRouteKey.with('/a'), integration: new HttpUrlIntegration('Url', 'https://example.com'), authorizer: HttpRouteAuthorizer.jwt(jwt) }))
      .toThrow('HttpRouteAuthorizer.jwt is defined in the API that it is used in, and this one is imported: use an authorizer of aws-cdk-lib');
  });
});

describe('an authorizer of another type of APIs', () => {
  const another = /is of another type of APIs than this route: HttpRouteAuthorizer is for routes of HTTP APIs/;

  test('fails in a HTTP gateway', () => {
    const { gateway, handler } = testHttpGateway();
    const authorizer = WebSocketRouteAuthorizer.lambdaRequest(handler) as unknown as HttpRouteAuthorizer;
    expect(() => gateway.addRoutes({ path: '/orders', handler, authorizer })).toThrow(another);
  });

  test('fails in a WebSocket gateway', () => {
    const stack = testStack();
    const gateway = new WebSocketGateway(stack, 'ChatApi');
    const authorizer = HttpRouteAuthorizer.jwt({ issuer: 'https://login.example.com/', audience: ['shop'] }) as unknown as WebSocketRouteAuthorizer;
    expect(() => gateway.addRoute('$connect', { handler: testFunction(stack), authorizer })).toThrow(another);
  });
});
