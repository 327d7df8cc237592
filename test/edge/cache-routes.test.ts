import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { ApiDistribution, CacheClusterSize, OriginSecret, RestGateway, RestGatewayProps, RestRouteOptions, RouteAuthorizer, WebAcl } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testHttpGateway, testStack } from '../helpers';

const ENV = { account: '111122223333', region: 'eu-west-1' };

type Route = Omit<RestRouteOptions, 'path'>;

const cached = (cache: RestRouteOptions['cache'] = {}): Route => ({ methods: [HttpMethod.GET], cache });

/** A REST gateway with open routes, and a distribution in front of it. */
function front(routes: Record<string, Route>, props: RestGatewayProps = {}) {
  const stack = testStack('Shop', { env: ENV });
  const originSecret = new OriginSecret(stack, 'OriginSecret');
  const gateway = new RestGateway(stack, 'CatalogApi', { authorizer: RouteAuthorizer.none(), webAcl: WebAcl.standard({ originSecret }), ...props });
  const add = (path: string, options: Route) =>
    gateway.addRoutes({ path, methods: [HttpMethod.GET], integration: new MockIntegration(), ...options });
  for (const [path, options] of Object.entries(routes)) add(path, options);
  const distribution = new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret, webAcl: WebAcl.none() });
  return { stack, distribution, add };
}

const behaviorsOf = (stack: Stack): any[] => propertiesOf(stack, 'AWS::CloudFront::Distribution').DistributionConfig.CacheBehaviors ?? [];
const patternsOf = (stack: Stack) => behaviorsOf(stack).map(({ PathPattern, CachePolicyId }) => `${PathPattern}${typeof CachePolicyId === 'string' ? ' (not cached)' : ''}`);
const policiesOf = (stack: Stack) => Object.values(templateOf(stack).findResources('AWS::CloudFront::CachePolicy')).map(({ Properties }) => Properties.CachePolicyConfig);
const warningsOf = (stack: Stack) => annotationsOf(stack, 'aws:cdk:warning').filter((message) => message.includes("says 'cache'"));

test('a route that says cache is cached by its keys, for its time', () => {
  const { stack, distribution } = front({ '/catalog/{id}': cached({ ttl: Duration.minutes(10), keys: ['query.page', 'header.x-tenant'] }), '/orders': {} });
  expect(distribution.cacheRoutes()).toEqual(['GET /catalog/{id}']);
  expect(patternsOf(stack)).toEqual(['/catalog/*']);
  const [{ DefaultTTL, MinTTL, MaxTTL, ParametersInCacheKeyAndForwardedToOrigin }] = policiesOf(stack);
  expect([MinTTL, DefaultTTL, MaxTTL]).toEqual([0, 600, 600]);
  expect(ParametersInCacheKeyAndForwardedToOrigin).toMatchObject({
    HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['x-tenant'] },
    QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['page'] },
    CookiesConfig: { CookieBehavior: 'none' },
  });
});

test('nothing of a request for it but the keys reaches the API', () => {
  const { stack, distribution } = front({ '/catalog/{id}': cached() });
  distribution.cacheRoutes();
  expect(behaviorsOf(stack)[0]).toMatchObject({ AllowedMethods: ['GET', 'HEAD', 'OPTIONS'] });
  expect(behaviorsOf(stack)[0].OriginRequestPolicyId).toBeUndefined();
});

test('the time is that of the stage if the route says none, or that of API Gateway', () => {
  const { stack, distribution } = front({ '/a': cached() }, { cache: { clusterSize: CacheClusterSize.GB_0_5, ttl: Duration.minutes(1) } });
  distribution.cacheRoutes();
  expect(policiesOf(stack)[0].DefaultTTL).toBe(60);
  const other = front({ '/a': cached() });
  other.distribution.cacheRoutes();
  expect(policiesOf(other.stack)[0].DefaultTTL).toBe(300);
});

test('routes with the same settings share a policy', () => {
  const { stack, distribution } = front({ '/a': cached(), '/b': cached(), '/c': cached({ keys: ['query.q'] }) });
  distribution.cacheRoutes();
  expect(policiesOf(stack)).toHaveLength(2);
});

test('what is not cached within the paths of what is stays so, and is asked first', () => {
  const { stack, distribution } = front({
    '/catalog/{id}': cached(), '/catalog/{id}/stock': {}, '/catalog/{id}/pictures/{name}': cached(), '/{area}/new': {}, '/files/{proxy+}': {},
  });
  distribution.cacheRoutes();
  const patterns = patternsOf(stack);
  expect([...patterns].sort()).toEqual(['/*/new* (not cached)', '/catalog/*', '/catalog/*/pictures/*', '/catalog/*/stock* (not cached)']);
  const before = (one: string, other: string) => expect(patterns.indexOf(one)).toBeLessThan(patterns.indexOf(other));
  before('/catalog/*/stock* (not cached)', '/catalog/*');
  before('/catalog/*/pictures/*', '/catalog/*');
  before('/*/new* (not cached)', '/catalog/*');
});

test('a route that takes all paths is what is not cached anyway', () => {
  const { stack, distribution } = front({ '/catalog/{id}': cached(), '/{proxy+}': {} });
  distribution.cacheRoutes();
  expect(patternsOf(stack)).toEqual(['/catalog/*']);
});

test('with CORS, what browsers send is a key', () => {
  const { stack, distribution } = front({ '/catalog/{id}': cached({ keys: ['header.Origin'] }) }, { cors: { allowOrigins: ['https://shop.example.com', 'https://admin.example.com'] } });
  distribution.cacheRoutes();
  expect(policiesOf(stack)[0].ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers).toEqual(['Access-Control-Request-Headers', 'Access-Control-Request-Method', 'Origin']);
});

test.each<[string, Record<string, Route>, string]>([
  ['that asks an authorizer', { '/a': { ...cached(), authorizer: RouteAuthorizer.iam() } }, 'it asks IAM, which CloudFront would not: let the stage cache it'],
  ['that asks for a key', { '/a': { ...cached(), apiKeyRequired: true } }, 'it asks for an API key'],
  ['of ANY', { '/a': { methods: [HttpMethod.ANY], cache: { methods: [HttpMethod.ANY] } } }, 'CloudFront caches answers to GET'],
  ['with another method on its path', { '/a': { methods: [HttpMethod.GET, HttpMethod.PUT], cache: {} } }, '"PUT /a" is of the same paths to CloudFront'],
])('a route %s is not cached, with a warning, and fails if it is named', (_what, routes, reason) => {
  const { stack, distribution } = front({ ...routes, '/b': cached() });
  expect(distribution.cacheRoutes()).toEqual(['GET /b']);
  expect(warningsOf(stack)).toEqual([expect.stringContaining(reason)]);
  const key = routes['/a'].methods?.[0] === HttpMethod.ANY ? 'ANY /a' : 'GET /a';
  expect(() => front(routes).distribution.cacheRoutes({ routes: [key] })).toThrow(reason);
});

test('routes may be named', () => {
  const { stack, distribution } = front({ '/a': cached(), '/b': cached() });
  expect(distribution.cacheRoutes({ routes: ['GET /b'] })).toEqual(['GET /b']);
  expect(patternsOf(stack)).toEqual(['/b']);
});

test('fails at synthesis for a route that came later', () => {
  const { stack, distribution, add } = front({ '/catalog/{id}': cached() });
  distribution.cacheRoutes();
  add('/catalog/{id}/stock', {});
  expect(() => (stack.node.root as App).synth()).toThrow("routes were added or changed after 'cacheRoutes' was called");
});

test('fails if it is called twice', () => {
  const { distribution } = front({ '/a': cached() });
  distribution.cacheRoutes();
  expect(() => distribution.cacheRoutes()).toThrow("'cacheRoutes' has been called already");
});

test.each<[string, Record<string, Route>, unknown, string]>([
  ['without a cached route', { '/a': {} }, {}, "no route of the API says 'cache'"],
  ['with a route that is not cached', { '/a': cached(), '/b': {} }, { routes: ['GET /b'] }, "'routes' must be keys of routes that say 'cache', \"GET /a\", got \"GET /b\""],
  ['with text', { '/a': cached() }, { routes: 'GET /a' }, "'routes' must be a list"],
  ['with a misspelt option', { '/a': cached() }, { route: [] }, "cacheRoutes has no option 'route'"],
  ['with too many query strings', { '/a': cached({ keys: Array.from({ length: 11 }, (_, index) => `query.q${index}`) }) }, {}, "'cache.keys' of route \"GET /a\" has 11 query strings, of which CloudFront takes 10 as keys"],
  ['with too many headers', { '/a': cached({ keys: Array.from({ length: 11 }, (_, index) => `header.h${index}`) }) }, {}, 'has 11 headers'],
  ['with a cookie as a key', { '/a': cached({ keys: ['header.Cookie'] }) }, {}, "'cache.keys' of route \"GET /a\" has \"header.Cookie\", which is no cache key of CloudFront"],
  ['with long names', { '/a': cached({ keys: Array.from({ length: 10 }, (_, index) => `query.${'q'.repeat(103)}${index}`) }) }, {}, 'have names of 1040 characters together, of which CloudFront takes 1024'],
  ['with too many behaviors', Object.fromEntries(Array.from({ length: 75 }, (_, index) => [`/r${index}`, cached()])), {}, 'need 76 behaviors, of which a distribution has 75'],
  ['with too many policies', Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`/r${index}`, cached({ keys: [`query.q${index}`] })])), {}, 'need 21 cache policies, of which an account has 20'],
])('fails %s', (_what, routes, options, message) => {
  expect(() => front(routes).distribution.cacheRoutes(options as never)).toThrow(message);
});

test('fails for a HTTP API, and for one that is imported', () => {
  const { stack, gateway } = testHttpGateway();
  const distribution = new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, openOrigin: true });
  expect(() => distribution.cacheRoutes()).toThrow("'cacheRoutes' is for REST APIs that are defined in the app");
});

test('an API of the L2 has no routes that say cache', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false, endpointTypes: ['REGIONAL' as never] });
  api.root.addMethod('GET', new MockIntegration());
  const distribution = new ApiDistribution(stack, 'Distribution', { stage: api.deploymentStage, openOrigin: true });
  expect(() => distribution.cacheRoutes()).toThrow("no route of the API says 'cache'");
});
