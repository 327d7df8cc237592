import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { CacheClusterSize, mixins, RestGateway, RestLayout, RestRouteOptions, RouteAuthorizer, RouteCacheOptions, StageCacheOptions } from '../../lib';
import { annotationsOf, methodsOf, propertiesOf, templateOf, testFunction, testGateway, testHttpGateway, testStack } from '../helpers';

const STAGE = 'AWS::ApiGateway::Stage';
const { GET, POST } = HttpMethod;

type Setting = Record<string, unknown> & { HttpMethod: string; ResourcePath: string };

const settingOf = (stack: Stack, method: string, path: string): Setting =>
  (propertiesOf(stack, STAGE).MethodSettings as Setting[]).find((entry) => entry.HttpMethod === method && entry.ResourcePath === path)!;

function define(route: Partial<RestRouteOptions> = {}, cache: StageCacheOptions | undefined = {}, layout?: RestLayout) {
  const stack = testStack();
  const handler = testFunction(stack);
  const gateway = new RestGateway(stack, 'Api', { cache, layout });
  gateway.addRoutes({ path: '/orders/{id}', methods: [GET, POST], handler, authorizer: RouteAuthorizer.none(), cache: {}, ...route });
  return { stack, gateway, handler };
}

describe('the cache of a stage', () => {
  test('is of half a gigabyte, encrypted, and for five minutes, unless it says otherwise', () => {
    const { stack } = define();
    expect(propertiesOf(stack, STAGE)).toMatchObject({ CacheClusterEnabled: true, CacheClusterSize: '0.5' });
    expect(settingOf(stack, '*', '/*')).toMatchObject({ CachingEnabled: false, CacheTtlInSeconds: 300, CacheDataEncrypted: true });
    const chosen = define({}, { clusterSize: CacheClusterSize.GB_58_2, ttl: Duration.hours(1), encrypted: false }).stack;
    expect(propertiesOf(chosen, STAGE)).toMatchObject({ CacheClusterSize: '58.2' });
    expect(settingOf(chosen, '*', '/*')).toMatchObject({ CacheTtlInSeconds: 3600, CacheDataEncrypted: false });
  });

  test('serves the GET of routes that ask for it, and nothing else', () => {
    const { stack, gateway, handler } = define();
    gateway.addRoutes({ path: '/plain', methods: [GET], handler, throttle: { rateLimit: 1 } });
    expect(settingOf(stack, 'GET', '/~1orders~1{id}')).toMatchObject({ CachingEnabled: true, CacheTtlInSeconds: 300, CacheDataEncrypted: true, ThrottlingRateLimit: 1000 });
    expect(settingOf(stack, 'POST', '/~1orders~1{id}')).toBeUndefined();
    expect(settingOf(stack, 'GET', '/~1plain')).toMatchObject({ CachingEnabled: false });
  });

  test('serves other methods if they are named, with times of their own', () => {
    const { stack } = define({ cache: { methods: [POST], ttl: Duration.seconds(10), encrypted: false } });
    expect(settingOf(stack, 'POST', '/~1orders~1{id}')).toMatchObject({ CachingEnabled: true, CacheTtlInSeconds: 10, CacheDataEncrypted: false });
    expect(settingOf(stack, 'GET', '/~1orders~1{id}')).toBeUndefined();
  });

  test('is inherited by further stages, which may turn it off, for all or for a route', () => {
    const { stack, gateway } = define({}, { ttl: Duration.minutes(1) });
    gateway.addStage('same');
    gateway.addStage('off', { cache: { enabled: false } });
    gateway.addStage('route', { cache: { ttl: Duration.minutes(2) }, routes: { 'GET /orders/{id}': { cache: { enabled: false } } } });
    gateway.addStage('ttl', { routes: { 'GET /orders/{id}': { cache: { ttl: Duration.seconds(5) } } } });
    const stages = Object.fromEntries(Object.values(templateOf(stack).findResources(STAGE)).map(({ Properties }) => {
      const setting = Properties.MethodSettings.find((entry: Setting) => entry.HttpMethod === 'GET');
      return [Properties.StageName, [Properties.CacheClusterEnabled, Properties.CacheClusterSize, setting.CachingEnabled, setting.CacheTtlInSeconds]];
    }));
    expect(stages).toEqual({ prod: [true, '0.5', true, 60], same: [true, '0.5', true, 60], off: [false, undefined, false, undefined], route: [true, '0.5', false, 120], ttl: [true, '0.5', true, 5] });
  });

  test('of a route may be off, and its keys stay, so that they can go in a deployment of their own', () => {
    const { stack, gateway } = define({ cache: { enabled: false, keys: ['query.page'] } });
    gateway.addStage('on', { routes: { 'GET /orders/{id}': { cache: { enabled: true } } } });
    gateway.addStage('ttl', { routes: { 'GET /orders/{id}': { cache: { ttl: Duration.seconds(5) } } } });
    const stages = Object.values(templateOf(stack).findResources(STAGE)).map(({ Properties }) => [Properties.StageName, Properties.MethodSettings.find((entry: Setting) => entry.HttpMethod === 'GET').CachingEnabled]);
    expect(stages).toEqual([['prod', false], ['on', true], ['ttl', false]]);
    expect(methodsOf(stack)['GET /orders/{id}'].integration.CacheKeyParameters).toEqual(['method.request.path.id', 'method.request.querystring.page']);
  });

  test('that is not there is written as off, and keys stay: they do no harm, and dropping both at once would', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/orders/{id}', methods: [GET], handler: testFunction(stack), authorizer: RouteAuthorizer.none(), cache: {} });
    expect(propertiesOf(stack, STAGE)).toMatchObject({ CacheClusterEnabled: false });
    expect(settingOf(stack, 'GET', '/~1orders~1{id}')).toMatchObject({ CachingEnabled: false });
    expect(methodsOf(stack)['GET /orders/{id}'].integration.CacheKeyParameters).toEqual(['method.request.path.id']);
  });
});

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('cache keys, in the layout %s,', (layout) => {
  const keysOf = (route: Partial<RestRouteOptions>) => {
    const { stack } = define(route, {}, layout);
    const method = methodsOf(stack)['GET /orders/{id}'] ?? methodsOf(stack)[`GET ${route.path}`];
    return { keys: method.integration.CacheKeyParameters, parameters: method.parameters, namespace: method.integration.CacheNamespace };
  };

  test('are the variables of the path by themselves, and stand in both places', () => {
    expect(keysOf({})).toEqual({ keys: ['method.request.path.id'], parameters: { 'path.id': true }, namespace: 'GET__orders___7b_id_7d_' });
    expect(keysOf({ path: '/a/{b}/{c+}' }).keys).toEqual(['method.request.path.b', 'method.request.path.c']);
  });

  test('are what they are said to be, too', () => {
    const { keys, parameters } = keysOf({ cache: { keys: ['query.page', 'header.x-tenant', 'path.id'] }, requestParameters: { 'method.request.querystring.page': true } });
    expect(keys).toEqual(['method.request.path.id', 'method.request.querystring.page', 'method.request.header.x-tenant']);
    expect(parameters).toEqual({ 'path.id': true, 'querystring.page': true, 'header.x-tenant': false });
  });

  test('are not what they are said not to be', () => {
    expect(keysOf({ cache: { withoutKeys: ['path.id'], keys: ['query.page'] } }).keys).toEqual(['method.request.querystring.page']);
  });

  test('are what the authorizer reads, so that no caller gets the answer for another', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const gateway = new RestGateway(stack, 'Api', { cache: {}, layout });
    const sources = [apigateway.IdentitySource.header('x-a'), apigateway.IdentitySource.queryString('b')];
    const authorizers = {
      pool: new apigateway.CognitoUserPoolsAuthorizer(stack, 'Pool', { cognitoUserPools: [new UserPool(stack, 'Users')] }),
      request: new apigateway.RequestAuthorizer(stack, 'Request', { handler, identitySources: sources }),
      token: new apigateway.TokenAuthorizer(stack, 'Token', { handler, identitySource: apigateway.IdentitySource.header('x-token') }),
    };
    for (const [path, authorizer] of Object.entries(authorizers)) gateway.addRoutes({ path: `/${path}`, methods: [GET], handler, authorizer, cache: {} });
    gateway.addRoutes({ path: '/shared', methods: [GET], handler, authorizer: authorizers.pool, cache: { withoutKeys: ['header.Authorization'] } });
    const methods = methodsOf(stack);
    expect(['pool', 'request', 'token', 'shared'].map((path) => methods[`GET /${path}`].integration.CacheKeyParameters)).toEqual([
      ['method.request.header.Authorization'],
      ['method.request.header.x-a', 'method.request.querystring.b'],
      ['method.request.header.x-token'],
      [],
    ]);
  });
});

test('a cache of what asks IAM gets a warning, unless the signature is no key', () => {
  expect(annotationsOf(define({ authorizer: undefined }).stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('route "GET /orders/{id}" asks IAM, whose signature is another for each request')]);
  expect(annotationsOf(define({ authorizer: undefined, cache: { withoutKeys: ['header.Authorization'] } }).stack, 'aws:cdk:warning')).toEqual([]);
});

test('who may flush the cache is granted by a policy of its own', () => {
  const { stack, gateway, handler } = define();
  gateway.grantFlushCache(handler);
  expect(propertiesOf(stack, 'AWS::IAM::Policy').PolicyDocument.Statement).toEqual([{
    Action: 'execute-api:InvalidateCache',
    Effect: 'Allow',
    Resource: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':execute-api:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':', stack.resolve(gateway.api.restApiId), '/*/GET/*']] }],
  }]);
});

test('who may flush the cache may do so for every method that is cached, also by routes that come later', () => {
  const { stack, gateway, handler } = define({ cache: { methods: [POST] } });
  gateway.grantFlushCache(handler);
  gateway.addRoutes({ path: '/any', handler, authorizer: RouteAuthorizer.none(), cache: { methods: [HttpMethod.ANY] } });
  const [{ Resource }] = propertiesOf(stack, 'AWS::IAM::Policy').PolicyDocument.Statement;
  expect(Resource.map((arn: any) => arn['Fn::Join'][1].slice(-1)[0])).toEqual(['/*/POST/*', '/*/*/*']);
});

describe('an authorizer that may read anything', () => {
  const cached = (cache: RouteCacheOptions, identitySources: string[], resultsCacheTtl?: Duration) => {
    const stack = testStack();
    const handler = testFunction(stack);
    const authorizer = new apigateway.RequestAuthorizer(stack, 'Authorizer', { handler, identitySources, resultsCacheTtl });
    new RestGateway(stack, 'Api', { cache: {} }).addRoutes({ path: '/orders/{id}', methods: [GET], handler, authorizer, cache });
    return { stack };
  };
  const { context, header } = { context: apigateway.IdentitySource.context('identity.sourceIp'), header: apigateway.IdentitySource.header('x-a') };

  test('asks for the keys of a route', () => {
    const message = "'cache' of route \"GET /orders/{id}\" needs 'keys', since its authorizer";
    expect(() => cached({}, [], Duration.seconds(0))).toThrow(`${message} may read anything of the request: name what tells callers apart, such as "header.Cookie", or set withoutKeys: ['header.Authorization']`);
    expect(() => cached({}, [header, context])).toThrow(`${message} reads context.identity.sourceIp, which cannot be a cache key`);
    expect(() => define({ authorizer: { authorizerId: 'abc', authorizationType: apigateway.AuthorizationType.CUSTOM } })).toThrow(message);
  });

  test('is content with them', () => {
    const keysOf = (...given: Parameters<typeof cached>) => methodsOf(cached(...given).stack)['GET /orders/{id}'].integration.CacheKeyParameters;
    expect(keysOf({ keys: ['header.Cookie'] }, [], Duration.seconds(0))).toEqual(['method.request.path.id', 'method.request.header.Authorization', 'method.request.header.Cookie']);
    expect(keysOf({ withoutKeys: ['header.Authorization'] }, [], Duration.seconds(0))).toEqual(['method.request.path.id']);
  });
});

test('an API key tells callers apart', () => {
  expect(methodsOf(define({ apiKeyRequired: true }).stack)['GET /orders/{id}'].integration.CacheKeyParameters).toEqual(['method.request.path.id', 'method.request.header.x-api-key']);
});

test('a mixin may change the cluster after the routes', () => {
  const { stack, gateway } = define({}, { enabled: false });
  gateway.stage.with(new mixins.StageCache());
  expect(settingOf(stack, 'GET', '/~1orders~1{id}')).toMatchObject({ CachingEnabled: true });
  const other = define();
  other.gateway.stage.with(new mixins.StageCache({ enabled: false }));
  expect(settingOf(other.stack, 'GET', '/~1orders~1{id}')).toMatchObject({ CachingEnabled: false });
});

test('the namespace of a path with a token is the same each time', () => {
  const namespaceOf = (before: number) => {
    const stack = testStack();
    for (let index = 0; index < before; index++) Lazy.string({ produce: () => 'x' });
    const name = new CfnParameter(stack, 'Name').valueAsString;
    const gateway = new RestGateway(stack, 'Api', { cache: {}, layout: RestLayout.RESOURCES });
    gateway.addRoutes({ path: `/${name}`, methods: [GET], handler: testFunction(stack), authorizer: RouteAuthorizer.none(), cache: {} });
    return propertiesOf(stack, 'AWS::ApiGateway::Method').Integration.CacheNamespace;
  };
  expect(namespaceOf(3)).toBe(namespaceOf(0));
  expect(namespaceOf(0)).toMatch(/^GET__[A-Za-z0-9_]+$/);
});

test('two routes never answer from one cache, however alike their paths', () => {
  const { stack, gateway, handler } = define();
  const paths = ['/a/b', '/a-b', '/a_b', '/a.b', '/a__b', '/a_2d_b'];
  for (const path of paths) gateway.addRoutes({ path, methods: [GET], handler, authorizer: RouteAuthorizer.none(), cache: {} });
  const namespaces = paths.map((path) => methodsOf(stack)[`GET ${path}`].integration.CacheNamespace);
  expect(namespaces).not.toContain(undefined);
  expect(new Set(namespaces).size).toBe(paths.length);
});

test('sizes are those that API Gateway has', () => {
  expect(['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'].map((size) => CacheClusterSize.of(size).gigabytes)).toEqual([
    CacheClusterSize.GB_0_5, CacheClusterSize.GB_1_6, CacheClusterSize.GB_6_1, CacheClusterSize.GB_13_5,
    CacheClusterSize.GB_28_4, CacheClusterSize.GB_58_2, CacheClusterSize.GB_118, CacheClusterSize.GB_237,
  ].map(({ gigabytes }) => gigabytes));
  expect(() => CacheClusterSize.of('2')).toThrow("'gigabytes' must be one of 0.5, 1.6, 6.1, 13.5, 28.4, 58.2, 118, 237, got \"2\"");
});

describe('the mixin', () => {
  test('gives any stage of a REST API a cache, of all GET methods if it is said so', () => {
    const stack = testStack();
    const api = new apigateway.RestApi(stack, 'Legacy', { cloudWatchRole: false });
    api.root.addMethod('GET');
    api.deploymentStage.with(new mixins.StageCache({ allGetMethods: true }));
    expect(propertiesOf(stack, STAGE)).toMatchObject({ CacheClusterEnabled: true, CacheClusterSize: '0.5', MethodSettings: [{ CachingEnabled: true, CacheTtlInSeconds: 300 }] });
  });

  test('fails on stages of HTTP APIs', () => {
    const { gateway } = testHttpGateway();
    expect(() => gateway.stage.with(new mixins.StageCache())).toThrow('caches are for stages of REST APIs, and API Gateway offers none for HTTP and WebSocket APIs');
  });
});

describe('fails', () => {
  test.each<[StageCacheOptions, string]>([
    [{ ttl: Duration.seconds(3601) }, "'cache.ttl' must be whole seconds from 1 to 3600, got 3601"],
    [{ ttl: Duration.seconds(0) }, "'cache.ttl' must be whole seconds from 1 to 3600, got 0"],
    [{ ttl: 300 as never }, "'cache.ttl' must be a Duration, got 300: write Duration.minutes(5), for example"],
    [{ clusterSize: '0.5' as never }, "'cache.clusterSize' must be a size, got \"0.5\": write CacheClusterSize.GB_0_5, for example"],
    [true as never, "'cache' must be options, such as { clusterSize: CacheClusterSize.GB_0_5 }, got true"],
  ])('on the cache of a stage %j', (cache, message) => {
    expect(() => testGateway({ cache })).toThrow(message);
  });

  test.each<[RouteCacheOptions, string]>([
    [{ ttl: Duration.hours(2) }, "'cache.ttl' must be whole seconds from 1 to 3600, got 7200"],
    [{ methods: 'GET' as never }, "'cache.methods' of route \"/orders/{id}\" must be a list, such as [HttpMethod.GET], got \"GET\""],
    [{ methods: [HttpMethod.PUT] }, "'cache.methods' of route \"/orders/{id}\" must be of its methods, GET, POST, got PUT"],
    [{ keys: ['page'] }, "'cache.keys' of route \"/orders/{id}\" must be like \"path.id\", \"query.page\" or \"header.x-tenant\", got \"page\""],
    [{ keys: ['query.a b'] }, "'cache.keys' of route \"/orders/{id}\" must be like"],
    [{ keys: ['path.nope'] }, "'cache.keys' of route \"/orders/{id}\" has \"path.nope\", which is no variable of the path: write one of \"path.id\""],
    [{ withoutKeys: ['header.Authorization'] }, "'cache.withoutKeys' of route \"/orders/{id}\" must be keys that are there by themselves, \"path.id\", got \"header.Authorization\""],
  ])('on the cache of a route %j', (cache, message) => {
    expect(() => define({ cache })).toThrow(message);
  });

  test('on a route without GET whose methods are not named', () => {
    expect(() => define({ methods: [POST], cache: {} })).toThrow("'cache.methods' of route \"/orders/{id}\" must be of its methods, POST, got GET");
  });

  test('on a stage that caches a route which has no keys, and on a time that is none', () => {
    const { stack, gateway } = define({ cache: undefined });
    gateway.addStage('beta', { routes: { 'GET /orders/{id}': { cache: { enabled: true } } } });
    expect(() => templateOf(stack)).toThrow("'routes' of stage \"beta\" has settings for \"GET /orders/{id}\", which has no cache keys: set 'cache' of the route, too");
    expect(() => define().gateway.addStage('beta', { routes: { 'GET /orders/{id}': { cache: { ttl: Duration.days(1) } } } })).toThrow('\'routes["GET /orders/{id}"].cache.ttl\' must be whole seconds from 1 to 3600');
  });
});
