import { CfnMethod, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { OAuthScope, ResourceServerScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { App, CfnParameter, Duration, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  JwtAlgorithm, JwtAuthorizer, JwtAuthorizerProps, JwtRouteAuthorizerOptions, RestGateway, RestGatewayProps, RestLayout, RouteAuthorizer,
  WebSocketGateway, WebSocketRouteAuthorizer,
} from '../../lib';
import { methodsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const ISSUER = 'https://login.example.com/';
const TOKENS: JwtAuthorizerProps = { issuer: ISSUER, audience: ['api'] };

/** The environment variables of the only JWT function of a stack. */
function environmentOf(stack: Stack): Record<string, any> {
  const functions = Object.values(templateOf(stack).findResources('AWS::Lambda::Function', { Properties: { Description: 'Checks JSON Web Tokens for API Gateway' } }));
  expect(functions).toHaveLength(1);
  return functions[0].Properties.Environment.Variables;
}

/** The authorizers of the only REST API of a stack, of either layout: what it is told, by name. */
function authorizersOf(stack: Stack): any[] {
  const template = templateOf(stack);
  const resources = Object.values(template.findResources('AWS::ApiGateway::Authorizer')).map(({ Properties: properties }) => ({
    type: properties.Type.toLowerCase(),
    authorizerResultTtlInSeconds: properties.AuthorizerResultTtlInSeconds,
    identitySource: properties.IdentitySource,
  }));
  const [api] = Object.values(template.findResources('AWS::ApiGateway::RestApi'));
  const schemes: any[] = Object.values(api.Properties.Body?.components?.securitySchemes ?? {});
  return [...resources, ...schemes.map((scheme) => scheme['x-amazon-apigateway-authorizer']).filter(Boolean)]
    .map(({ type, authorizerResultTtlInSeconds, identitySource }) => ({ type, authorizerResultTtlInSeconds, identitySource }));
}

/** A gateway that asks for a token on GET /orders. */
function gatewayWith(options: Partial<JwtRouteAuthorizerOptions> = {}, props: RestGatewayProps = {}, stack = testStack()) {
  const gateway = new RestGateway(stack, 'OrdersApi', { authorizer: RouteAuthorizer.jwt({ ...TOKENS, ...options }), ...props });
  const handler = testFunction(stack);
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler });
  return { stack, gateway, handler };
}

const layouts = [[RestLayout.OPENAPI], [RestLayout.RESOURCES]];

describe('the function', () => {
  test('is told what tokens must be, and writes its own log with an end', () => {
    const stack = testStack();
    new JwtAuthorizer(stack, 'Tokens', TOKENS);
    expect(propertiesOf(stack, 'AWS::Lambda::Function')).toMatchObject({
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 512,
      Timeout: 10,
      LoggingConfig: { LogGroup: { Ref: expect.stringContaining('TokensLogs') } },
      Environment: { Variables: { ISSUER, AUDIENCE: 'api', CLOCK_TOLERANCE: '5', TOKEN_SOURCE: 'header.Authorization' } },
    });
    expect(Object.keys(environmentOf(stack)).sort()).toEqual(['AUDIENCE', 'CLOCK_TOLERANCE', 'ISSUER', 'TOKEN_SOURCE']);
    expect(propertiesOf(stack, 'AWS::Logs::LogGroup')).toMatchObject({ RetentionInDays: 90 });
  });

  test('may write its log, and nothing else', () => {
    const stack = testStack();
    new JwtAuthorizer(stack, 'Tokens', TOKENS);
    expect(propertiesOf(stack, 'AWS::IAM::Role')).not.toHaveProperty('ManagedPolicyArns');
    expect(propertiesOf(stack, 'AWS::IAM::Policy').PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringContaining('TokensLogs'), 'Arn'] } },
    ]);
  });

  test('has no findings of cdk-nag', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    new JwtAuthorizer(stack, 'Tokens', TOKENS);
    expect(new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });

  test('is told everything that was said', () => {
    const stack = testStack();
    const logGroup = new LogGroup(stack, 'Ours');
    new JwtAuthorizer(stack, 'Tokens', {
      issuer: ISSUER,
      audience: ['a', 'b'],
      scopes: ['orders/read', 'orders/write'],
      jwksUri: 'https://login.example.com/keys',
      algorithms: [JwtAlgorithm.RS256, JwtAlgorithm.EDDSA],
      clockTolerance: Duration.minutes(1),
      identitySource: 'query.access_token',
      contextClaims: ['tenant', 'email'],
      usageIdentifierClaim: 'api_key',
      memorySize: 256,
      logGroup,
    });
    expect(environmentOf(stack)).toEqual({
      ISSUER,
      AUDIENCE: 'a b',
      SCOPES: '["orders/read","orders/write"]',
      JWKS_URI: 'https://login.example.com/keys',
      ALGORITHMS: 'RS256 EdDSA',
      CLOCK_TOLERANCE: '60',
      TOKEN_SOURCE: 'query.access_token',
      CONTEXT_CLAIMS: 'tenant email',
      USAGE_IDENTIFIER_CLAIM: 'api_key',
    });
    templateOf(stack).resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  test('takes the issuer and the clients of a user pool, which are tokens', () => {
    const stack = testStack();
    const users = new UserPool(stack, 'Users');
    const client = users.addClient('Web');
    const listed = Token.asList({ 'Fn::Split': [',', 'a,b'] });
    new JwtAuthorizer(stack, 'Tokens', { issuer: users.userPoolProviderUrl, audience: [client.userPoolClientId, 'x'], scopes: listed });
    expect(environmentOf(stack)).toMatchObject({
      ISSUER: { 'Fn::GetAtt': [expect.any(String), 'ProviderURL'] },
      AUDIENCE: { 'Fn::Join': ['', [{ Ref: expect.stringContaining('UsersWeb') }, ' x']] },
      SCOPES: { 'Fn::Join': ['', ['["', { 'Fn::Join': ['","', { 'Fn::Split': [',', 'a,b'] }] }, '"]']] },
    });
  });

  test('is in a VPC if asked', () => {
    const stack = testStack();
    const vpc = new Vpc(stack, 'Vpc');
    new JwtAuthorizer(stack, 'Tokens', { ...TOKENS, vpc });
    const functions = Object.values(templateOf(stack).findResources('AWS::Lambda::Function', { Properties: { Description: 'Checks JSON Web Tokens for API Gateway' } }));
    expect(functions[0].Properties.VpcConfig.SubnetIds).toEqual(vpc.privateSubnets.map(({ subnetId }) => stack.resolve(subnetId)));
    expect(JSON.stringify(propertiesOf(stack, 'AWS::IAM::Policy').PolicyDocument.Statement[1])).toMatch(/ec2:CreateNetworkInterface.*ec2:DeleteNetworkInterface/);
  });
});

describe('a REST API', () => {
  test.each(layouts)('asks the function by the token, keeps answers for 5 minutes, and may invoke it: %s', (layout) => {
    const { stack } = gatewayWith({}, { layout });
    expect(authorizersOf(stack)).toEqual([{ type: 'request', authorizerResultTtlInSeconds: 300, identitySource: 'method.request.header.Authorization' }]);
    expect(methodsOf(stack)['GET /orders'].authorization).toBe('CUSTOM');
    expect(environmentOf(stack)).not.toHaveProperty('ROUTE_SCOPES');
    const permissions = Object.values(templateOf(stack).findResources('AWS::Lambda::Permission')).map(({ Properties }) => JSON.stringify(Properties.FunctionName));
    expect(permissions.filter((name) => name.includes('Tokens'))).toHaveLength(1);
  });

  test.each(layouts)('with routes that differ in scopes makes the route part of what an answer is kept by: %s', (layout) => {
    const { stack, gateway, handler } = gatewayWith({ scopes: ['orders/read'] }, { layout });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST, HttpMethod.PUT], handler, authorizationScopes: ['orders/write'] });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.DELETE], handler, authorizationScopes: ['orders/write'] });
    gateway.addRoutes({ path: '/me', handler, authorizationScopes: [] });
    gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], handler, authorizationScopes: ['orders/read'] });
    expect(environmentOf(stack)).toMatchObject({ SCOPES: '["orders/read"]', ROUTE_SCOPES: '[[["orders/write"],"POST,PUT/orders DELETE/orders/{id}"],[[],"ANY/me"]]' });
    expect(authorizersOf(stack)).toEqual([{ type: 'request', authorizerResultTtlInSeconds: 300, identitySource: 'method.request.header.Authorization,context.resourcePath,context.httpMethod' }]);
    for (const method of Object.values(methodsOf(stack))) expect(method.scopes ?? []).toEqual([]);
  });

  test('with the same scopes on every route keeps answers for all of them', () => {
    const { stack, gateway, handler } = gatewayWith({ scopes: ['orders/read'] });
    gateway.addRoutes({ path: '/more', methods: [HttpMethod.GET], handler, authorizationScopes: ['orders/read'] });
    expect(authorizersOf(stack)).toMatchObject([{ identitySource: 'method.request.header.Authorization' }]);
  });

  test('takes scopes that are tokens', () => {
    const { stack, gateway, handler } = gatewayWith();
    const read = new ResourceServerScope({ scopeName: 'read', scopeDescription: 'x' });
    const server = new UserPool(stack, 'Users').addResourceServer('Server', { identifier: 'orders', scopes: [read] });
    gateway.addRoutes({ path: '/read', methods: [HttpMethod.GET], handler, authorizationScopes: [OAuthScope.resourceServer(server, read).scopeName] });
    expect(environmentOf(stack).ROUTE_SCOPES).toEqual({ 'Fn::Join': ['', ['[[["', { Ref: expect.stringContaining('UsersServer') }, '/read"],"GET/read"]]']] });
  });

  test.each<[object, object]>([
    [{ resultsCacheTtl: Duration.seconds(0) }, { authorizerResultTtlInSeconds: 0 }],
    [{ resultsCacheTtl: Duration.hours(1) }, { authorizerResultTtlInSeconds: 3600 }],
    [{ identitySource: 'header.X-Token' }, { identitySource: 'method.request.header.X-Token' }],
    [{ identitySource: 'query.access_token' }, { identitySource: 'method.request.querystring.access_token' }],
  ])('%j', (options, expected) => {
    expect(authorizersOf(gatewayWith(options).stack)).toMatchObject([expected]);
  });

  test('a route may have an authorizer of its own, and two of one issuer share a function', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'OrdersApi');
    const handler = testFunction(stack);
    gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.jwt(TOKENS) });
    gateway.addRoutes({ path: '/b', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.jwt(TOKENS), authorizationScopes: ['x'] });
    gateway.addRoutes({ path: '/c', methods: [HttpMethod.GET], handler });
    expect(environmentOf(stack).ROUTE_SCOPES).toBe('[[["x"],"GET/b"]]');
    expect(methodsOf(stack)['GET /c'].authorization).toBe('AWS_IAM');
    const other = RouteAuthorizer.jwt({ ...TOKENS, clockTolerance: Duration.seconds(9) });
    expect(() => gateway.addRoutes({ path: '/d', methods: [HttpMethod.GET], handler, authorizer: other })).toThrow("'authorizerName' must be set");
  });

  test('keeps the function and its log when the audience changes, and the log when the API goes', () => {
    const [before, after] = [['api'], ['api', 'other']].map((audience) => templateOf(gatewayWith({ audience }).stack));
    const idsOf = (template: typeof before) => ['AWS::Lambda::Function', 'AWS::Logs::LogGroup'].map((type) => Object.keys(template.findResources(type)));
    expect(idsOf(after)).toEqual(idsOf(before));
    const [logGroup] = Object.entries(before.findResources('AWS::Logs::LogGroup')).filter(([id]) => id.includes('Tokens'));
    expect(logGroup[1]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  describe.each(layouts)('with a path that has ANY and methods by name: %s', (layout) => {
    const routeScopes = (add: (api: ReturnType<typeof gatewayWith>) => void) => {
      const api = gatewayWith({ scopes: ['admin'] }, { layout });
      add(api);
      return environmentOf(api.stack).ROUTE_SCOPES;
    };

    test('says what the latter ask for, since ANY is not about them', () => {
      expect(routeScopes(({ gateway, handler }) => {
        gateway.addRoutes({ path: '/orders', handler, authorizationScopes: [] });
        gateway.addRoutes({ path: '/orders', methods: [HttpMethod.DELETE], handler });
      })).toBe('[[["admin"],"GET,DELETE/orders"],[[],"ANY/orders"]]');
    });

    test('says only what the latter ask for, if ANY asks for the scopes of the authorizer', () => {
      expect(routeScopes(({ gateway, handler }) => {
        gateway.addRoutes({ path: '/health', handler });
        gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], handler, authorizationScopes: [] });
      })).toBe('[[[],"GET/health"]]');
    });

    test('says what methods of the L2 ask for, whoever adds them', () => {
      expect(routeScopes(({ stack, gateway, handler }) => {
        gateway.addRoutes({ path: '/o', handler, authorizationScopes: ['read'] });
        const resource = gateway.api.root.getResource('o')!;
        const { authorizerId } = resource.addMethod('DELETE', new MockIntegration()).node.defaultChild as CfnMethod;
        const common = { restApiId: gateway.api.restApiId, resourceId: resource.resourceId };
        new CfnMethod(stack, 'Ours', { ...common, httpMethod: 'PUT', authorizationType: 'CUSTOM', authorizerId: Lazy.string({ produce: () => authorizerId }) });
        gateway.addRoutes({ path: '/o', methods: [HttpMethod.HEAD], handler, authorizer: RouteAuthorizer.lambdaToken(handler) });
        new CfnMethod(stack, 'Open', { ...common, httpMethod: 'POST', authorizationType: 'NONE' });
      })).toBe('[[["read"],"ANY/o"],[["admin"],"DELETE,PUT/o"]]');
    });
  });

  test('a method of the L2 asks for the scopes of the authorizer, and an L1 may not say others', () => {
    const { stack, gateway } = gatewayWith({ scopes: ['orders/read'] });
    const method = gateway.api.root.addResource('raw').addMethod('GET', new MockIntegration());
    expect(methodsOf(stack)['GET /raw'].authorization).toEqual(methodsOf(stack)['GET /orders'].authorization);
    (method.node.defaultChild as CfnMethod).authorizationScopes = ['orders/write'];
    expect(() => (stack.node.root as App).synth({ force: true })).toThrow("the method at [Shop/OrdersApi/Default/Default/raw/GET/Resource] has 'authorizationScopes', which nobody checks there: add it by addRoutes of the gateway, or say 'scopes' of its authorizer");
  });

  test('with more scopes than fit in the environment of a function fails, and says what to do', () => {
    const { stack, gateway, handler } = gatewayWith();
    for (let i = 0; i < 100; i++) gateway.addRoutes({ path: `/a-path-that-is-rather-long-for-a-test/${i}`, methods: [HttpMethod.GET], handler, authorizationScopes: ['x'] });
    expect(() => (stack.node.root as App).synth()).toThrow(/the routes and their scopes take about 4\d\d\d bytes of the function's environment variables, of which Lambda takes 4096: say the scopes of most routes as 'scopes' of the authorizer/);
  });

  test('of 80 routes with scopes fits', () => {
    const { stack, gateway, handler } = gatewayWith();
    for (let i = 0; i < 80; i++) gateway.addRoutes({ path: `/a-path-that-is-rather-long-for-a-test/${i}`, methods: [HttpMethod.GET], handler, authorizationScopes: ['x'] });
    expect(environmentOf(stack).ROUTE_SCOPES.length).toBeGreaterThan(3500);
  });
});

test('options are taken as they are when they are said', () => {
  const stack = testStack();
  const [audience, scopes] = [['api'], ['read']];
  const authorizer = RouteAuthorizer.jwt({ ...TOKENS, audience, scopes });
  audience.push('other');
  scopes.push('write');
  new RestGateway(stack, 'OrdersApi', { authorizer }).addRoutes({ path: '/', methods: [HttpMethod.GET], handler: testFunction(stack) });
  expect(environmentOf(stack)).toMatchObject({ AUDIENCE: 'api', SCOPES: '["read"]' });
  expect(environmentOf(stack)).not.toHaveProperty('ROUTE_SCOPES');
});

describe('a WebSocket API', () => {
  test('asks the function on $connect', () => {
    const stack = testStack();
    const authorizer = WebSocketRouteAuthorizer.jwt({ ...TOKENS, identitySource: 'query.access_token', scopes: ['chat'] });
    const gateway = new WebSocketGateway(stack, 'ChatApi', { authorizer });
    gateway.addRoute('$connect');
    gateway.addRoute('send', { handler: testFunction(stack) });
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Authorizer')).toMatchObject({ AuthorizerType: 'REQUEST', IdentitySource: ['route.request.querystring.access_token'] });
    templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: '$connect', AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: Object.keys(templateOf(stack).findResources('AWS::ApiGatewayV2::Authorizer'))[0] } });
    expect(environmentOf(stack)).toMatchObject({ SCOPES: '["chat"]', TOKEN_SOURCE: 'query.access_token' });
    expect(environmentOf(stack)).not.toHaveProperty('ROUTE_SCOPES');
  });
});

describe('one function for several APIs', () => {
  test('in another stack, too, with a permission in the stack of each API', () => {
    const app = new App();
    const shared = new Stack(app, 'Shared');
    const tokens = new JwtAuthorizer(shared, 'Tokens', TOKENS);
    const authorizer = RouteAuthorizer.fromJwtAuthorizer(tokens, { resultsCacheTtl: Duration.minutes(1) });
    const stacks = ['Orders', 'Invoices'].map((name) => {
      const stack = new Stack(app, name);
      const gateway = new RestGateway(stack, 'Api', { authorizer });
      gateway.addRoutes({ path: `/${name}`, methods: [HttpMethod.GET], handler: testFunction(stack), authorizationScopes: [name] });
      return stack;
    });
    const chat = new WebSocketGateway(new Stack(app, 'Chat'), 'Api', { authorizer: WebSocketRouteAuthorizer.fromJwtAuthorizer(tokens) });
    chat.addRoute('$connect');
    expect(environmentOf(shared).ROUTE_SCOPES).toBe('[[["Orders"],"GET/Orders"],[["Invoices"],"GET/Invoices"]]');
    for (const stack of stacks) {
      expect(authorizersOf(stack)).toMatchObject([{ authorizerResultTtlInSeconds: 60, identitySource: 'method.request.header.Authorization,context.resourcePath,context.httpMethod' }]);
      templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 2);
      templateOf(stack).resourcePropertiesCountIs('AWS::Lambda::Function', { Handler: 'index.handler', Runtime: 'nodejs24.x' }, 0);
    }
    templateOf(chat).resourceCountIs('AWS::Lambda::Permission', 1);
    templateOf(shared).resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('fails if a route asks for one scope here and for another there', () => {
    const stack = testStack();
    const authorizer = RouteAuthorizer.fromJwtAuthorizer(new JwtAuthorizer(stack, 'Tokens', TOKENS));
    for (const [name, scopes] of [['A', ['x']], ['B', undefined]] as const) {
      new RestGateway(stack, name, { authorizer }).addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler: testFunction(stack, `${name}Handler`), authorizationScopes: scopes && [...scopes] });
    }
    expect(() => (stack.node.root as App).synth()).toThrow('the route "GET /orders" asks for "x" in [Shop/A] and for no scopes in [Shop/B], which share one JwtAuthorizer: give each a JwtAuthorizer of its own, or the route the same \'authorizationScopes\'');
  });

  describe('whose routes differ in scopes', () => {
    type Add = (gateway: RestGateway, handler: ReturnType<typeof testFunction>) => void;
    /** Two APIs that share a function, whose routes ask for "admin" if they say nothing. */
    const shared = (a: Add, b: Add) => {
      const stack = testStack();
      const authorizer = RouteAuthorizer.fromJwtAuthorizer(new JwtAuthorizer(stack, 'Tokens', { ...TOKENS, scopes: ['admin'] }));
      for (const [name, add] of Object.entries({ A: a, B: b })) add(new RestGateway(stack, name, { authorizer }), testFunction(stack, `${name}Handler`));
      return stack;
    };
    const route = (path: string, method?: HttpMethod, authorizationScopes?: string[]): Add => (gateway, handler) => {
      gateway.addRoutes({ path, methods: method && [method], handler, authorizationScopes });
    };
    const both = (...adds: Add[]): Add => (gateway, handler) => adds.forEach((add) => add(gateway, handler));
    const failure = (stack: Stack) => {
      try {
        (stack.node.root as App).synth();
        return undefined;
      } catch (error) {
        return /the route .* share one JwtAuthorizer/.exec((error as Error).message)?.[0];
      }
    };

    test('have the route in what answers are kept by, in each API', () => {
      const stack = shared(route('/orders', HttpMethod.GET, []), route('/secret', HttpMethod.GET));
      const schemes = Object.values(templateOf(stack).findResources('AWS::ApiGateway::RestApi')).flatMap(({ Properties }) => Object.values<any>(Properties.Body.components.securitySchemes));
      expect(schemes.map((scheme) => scheme['x-amazon-apigateway-authorizer'].identitySource))
        .toEqual(Array(2).fill('method.request.header.Authorization,context.resourcePath,context.httpMethod'));
    });

    test.each<[string, Add, Add, string | undefined]>([
      ['ANY here and a method there', route('/{proxy+}', undefined, []), route('/{proxy+}', HttpMethod.GET), '"GET /{proxy+}" asks for no scopes in [Shop/A] and for "admin" in [Shop/B]'],
      ['a method here and ANY there', route('/x', HttpMethod.GET, ['read']), route('/x'), '"GET /x" asks for "read" in [Shop/A] and for "admin" in [Shop/B]'],
      ['ANY and ANY', route('/x', undefined, []), route('/x'), '"ANY /x" asks for no scopes in [Shop/A] and for "admin" in [Shop/B]'],
      ['a method of the L2', route('/x', HttpMethod.GET, []), (gateway) => gateway.api.root.addResource('x').addMethod('GET', new MockIntegration()), '"GET /x" asks for no scopes in [Shop/A] and for "admin" in [Shop/B]'],
      ['ANY of the L2', route('/x', HttpMethod.GET, []), (gateway) => gateway.api.root.addResource('x').addMethod('ANY', new MockIntegration()), '"GET /x" asks for no scopes in [Shop/A] and for "admin" in [Shop/B]'],
      ['ANY here beside the method that is there', both(route('/x', undefined, []), route('/x', HttpMethod.GET)), route('/x', HttpMethod.GET), undefined],
      ['the same in another order', route('/x', HttpMethod.GET, ['a', 'b']), route('/x', HttpMethod.GET, ['b', 'a']), undefined],
      ['a method that asks nobody', route('/x', undefined, []), (gateway, handler) => gateway.addRoutes({ path: '/x', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none() }), undefined],
      ['another path', route('/x', undefined, []), route('/y'), undefined],
    ])('fail if a route is asked for different ones: %s', (_what, a, b, expected) => {
      const found = failure(shared(both(a, route('/own', HttpMethod.GET, ['own'])), both(b, route('/other', HttpMethod.GET))));
      expect(found).toBe(expected && `the route ${expected}, which share one JwtAuthorizer`);
    });

    test('are compared by what tokens stand for, and shown without them', () => {
      const app = new App();
      const stack = new Stack(app, 'Shop');
      const authorizer = RouteAuthorizer.fromJwtAuthorizer(new JwtAuthorizer(stack, 'Tokens', TOKENS));
      const [one, two] = ['One', 'Two'].map((name) => new CfnParameter(stack, name));
      const add = (name: string, path: string, scope: string) => new RestGateway(stack, name, { authorizer })
        .addRoutes({ path, methods: [HttpMethod.GET], handler: testFunction(stack, `${name}Handler`), authorizationScopes: [scope] });
      add('A', '/x', Token.asString(one.value));
      add('B', '/x', Token.asString(Lazy.any({ produce: () => one.value })));
      expect(failure(stack)).toBeUndefined();
      expect(environmentOf(stack).ROUTE_SCOPES).toEqual({ 'Fn::Join': ['', ['[[["', { Ref: 'One' }, '"],"GET/x"]]']] });
      add('C', '/x', two.valueAsString);
      expect(() => app.synth({ force: true })).toThrow('the route "GET /x" asks for a token in [Shop/A] and for a token in [Shop/C], which share one JwtAuthorizer');
    });
  });

  test('fails with something else', () => {
    expect(() => RouteAuthorizer.fromJwtAuthorizer({} as never)).toThrow("'authorizer' must be a JwtAuthorizer, got {}: define one by new JwtAuthorizer");
    expect(() => WebSocketRouteAuthorizer.fromJwtAuthorizer(undefined as never)).toThrow("'authorizer' must be a JwtAuthorizer, got undefined");
  });
});

test.each<[object, string]>([
  [{ issuer: 'http://login.example.com/' }, "'issuer' must be a URL from \"https://\", as tokens have it in \"iss\", got \"http://login.example.com/\": write \"https://login.example.com/\", for example"],
  [{ issuer: 'login.example.com' }, "'issuer' must be a URL"],
  [{ issuer: undefined }, "'issuer' must be a URL from \"https://\", as tokens have it in \"iss\", got undefined"],
  [{ issuer: 'https://' }, "'issuer' must be a URL"],
  [{ issuer: `${ISSUER}.well-known/openid-configuration` }, "'issuer' must be what tokens have in \"iss\""],
  [{ issuer: `${ISSUER}?x` }, "'issuer' must be what tokens have in \"iss\""],
  [{ jwksUri: 'http://x' }, "'jwksUri' must be a URL from \"https://\", of the issuer's keys, got \"http://x\""],
  [{ issuer: 'https://u:p@login.example.com/' }, "'issuer' must be without a user name and a password, which everybody could read"],
  [{ issuer: `${ISSUER}#` }, "'issuer' must be"],
  [{ jwksUri: 'https://u:p@login.example.com/keys' }, "'jwksUri' must be without a user name and a password"],
  [{ jwksUri: `${ISSUER}keys#x` }, "'jwksUri' must be without a fragment, got \"https://login.example.com/keys#x\""],
  [{ audience: [] }, "'audience' must be at least one name without spaces, got []: write the id of an API"],
  [{ audience: 'api' }, "'audience' must be at least one name without spaces, got \"api\""],
  [{ audience: ['a b'] }, "'audience' must be at least one name without spaces, got [\"a b\"]"],
  [{ audience: undefined }, "'audience' must be"],
  [{ scopes: [] }, "'scopes' must be at least one name"],
  [{ scopes: ['a b'] }, "'scopes' must be at least one name without spaces"],
  [{ scopes: ['orders"read'] }, "'scopes' must be of ASCII characters, without quotes and backslashes, got"],
  [{ scopes: ['é'] }, "'scopes' must be of ASCII characters"],
  [{ securityGroups: [undefined] }, "'securityGroups' must be a list of security groups of aws-cdk-lib/aws-ec2, got [null]"],
  [{ securityGroups: ['sg-1'] }, "'securityGroups' must be a list of security groups of aws-cdk-lib/aws-ec2, got [\"sg-1\"]"],
  [{ contextClaims: [7] }, "'contextClaims' must be at least one name"],
  [{ usageIdentifierClaim: '' }, "'usageIdentifierClaim' must be at least one name"],
  [{ algorithms: [] }, "'algorithms' must be some of RS256, "],
  [{ algorithms: ['HS256'] }, 'got ["HS256"]: write [JwtAlgorithm.RS256], for example, or leave it out; a secret that both sides know is no proof of who signed'],
  [{ clockTolerance: 5 }, "'clockTolerance' must be a Duration, got 5"],
  [{ clockTolerance: Duration.minutes(6) }, "'clockTolerance' must be whole seconds from 0 to 300, got 360"],
  [{ clockTolerance: Duration.millis(1) }, "'clockTolerance' must be whole seconds from 0 to 300, got 0.001"],
  [{ identitySource: 'cookie.token' }, "'identitySource' must be like \"header.Authorization\", \"query.token\", got \"cookie.token\""],
  [{ memorySize: 64 }, "'memorySize' must be whole megabytes from 128 to 10240, such as 512, got 64"],
  [{ logGroup: 'x' }, "'logGroup' must be a log group of aws-cdk-lib/aws-logs, got \"x\""],
  [{ vpc: 'x' }, "'vpc' must be a VPC"],
  [{ securityGroups: [] }, "'vpcSubnets' and 'securityGroups' need a 'vpc'"],
])('fails with %j', (wrong, message) => {
  expect(() => RouteAuthorizer.jwt({ ...TOKENS, ...wrong } as never)).toThrow(message);
  expect(() => WebSocketRouteAuthorizer.jwt({ ...TOKENS, ...wrong } as never)).toThrow(message);
  expect(() => new JwtAuthorizer(testStack(), 'Tokens', { ...TOKENS, ...wrong } as never)).toThrow(message);
});

test.each<[() => unknown, string]>([
  [() => RouteAuthorizer.jwt({ ...TOKENS, tokenSource: 'x' } as never), "RouteAuthorizer.jwt has no option 'tokenSource'"],
  [() => new JwtAuthorizer(testStack(), 'Tokens', { ...TOKENS, resultsCacheTtl: Duration.minutes(1) } as never), "JwtAuthorizer has no option 'resultsCacheTtl'"],
  [() => WebSocketRouteAuthorizer.jwt({ ...TOKENS, resultsCacheTtl: Duration.minutes(1) } as never), "WebSocketRouteAuthorizer.jwt has no option 'resultsCacheTtl'"],
  [() => RouteAuthorizer.jwt(undefined as never), 'the options of RouteAuthorizer.jwt must be a structure, got undefined'],
  [() => RouteAuthorizer.jwt({ ...TOKENS, resultsCacheTtl: Duration.hours(2) }), "'resultsCacheTtl' must be whole seconds from 0 to 3600"],
  [() => RouteAuthorizer.jwt({ ...TOKENS, authorizerName: 'a b' }), "'authorizerName' must be"],
])('fails with options that it does not have: %#', (define, message) => {
  expect(define).toThrow(message);
});
