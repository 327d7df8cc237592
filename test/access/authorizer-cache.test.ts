import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as fc from 'fast-check';
import { Answer, arnOf, AuthorizerCache, Request, Settings, settingsOf } from './support/authorizer-cache';
import { HttpRouteAuthorizer, RestLayout, RouteAuthorizer } from '../../lib';
import { propertiesOf, testFunction, testGateway, testHttpGateway, testStack } from '../helpers';

const SOURCES = ['header.Authorization', 'query.tenant'];

/** The settings of `lambdaRequest` as the template of each type and layout has them. */
const TEMPLATES: Array<[name: string, isHttp: boolean, settings: (coversAllRoutes?: boolean) => Settings]> = [
  ...[RestLayout.OPENAPI, RestLayout.RESOURCES].map((layout): [string, boolean, (coversAllRoutes?: boolean) => Settings] => [`REST, ${layout}`, false, (coversAllRoutes) => {
    const stack = testStack();
    const authorizer = RouteAuthorizer.lambdaRequest(testFunction(stack, 'Check'), { identitySources: SOURCES, coversAllRoutes });
    testGateway({ layout, authorizer }, stack);
    if (layout === RestLayout.RESOURCES) return settingsOf(propertiesOf(stack, 'AWS::ApiGateway::Authorizer'));
    const [scheme] = Object.values<any>(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.components.securitySchemes);
    return settingsOf(scheme['x-amazon-apigateway-authorizer']);
  }]),
  ['HTTP', true, (coversAllRoutes) => {
    const stack = testStack();
    testHttpGateway({ authorizer: HttpRouteAuthorizer.lambdaRequest(testFunction(stack, 'Check'), { identitySources: SOURCES, coversAllRoutes }) }, stack);
    return settingsOf(propertiesOf(stack, 'AWS::ApiGatewayV2::Authorizer'));
  }],
];

const EVERYTHING = 'arn:aws:execute-api:us-east-1:111111111111:api/*';

const NOTHING: Answer = { allow: [], deny: [EVERYTHING] };

/** How functions answer what they have decided about one request. */
const STYLES: Record<string, (request: Request, isAllowed: boolean) => Answer> = {
  'a policy for what was called': (request, isAllowed) => (isAllowed ? { allow: [arnOf(request)], deny: [] } : { allow: [], deny: [arnOf(request)] }),
  'a policy for everything': (_request, isAllowed) => (isAllowed ? { allow: [EVERYTHING], deny: [] } : NOTHING),
  'a simple answer': (_request, isAllowed) => isAllowed,
};

const request: fc.Arbitrary<Request> = fc.record({
  stage: fc.constantFrom('prod', 'beta'),
  method: fc.constantFrom('GET', 'POST', 'DELETE'),
  route: fc.constantFrom({ resourcePath: '/orders/{id}', path: '/orders/1' }, { resourcePath: '/orders/{id}', path: '/orders/2' }, { resourcePath: '/admin', path: '/admin' }),
  caller: fc.option(fc.constantFrom('alice', 'bob'), { nil: undefined, freq: 5 }),
  tenant: fc.option(fc.constantFrom('a', 'b'), { nil: undefined, freq: 5 }),
}).map(({ stage, method, route, caller, tenant }) => ({
  stage,
  method,
  ...route,
  routeKey: `ANY ${route.resourcePath}`,
  headers: caller ? { authorization: caller } : {} as Record<string, string>,
  query: tenant ? { tenant } : {} as Record<string, string>,
  sourceIp: '192.0.2.1',
}));

const steps = fc.array(fc.record({ request, wait: fc.constantFrom(0, 1, 200, 400) }), { minLength: 2, maxLength: 30 });

/** What a function looks at. */
type Look = (request: Request) => unknown;

const LOOKS: Record<string, Look> = {
  'the method': ({ method }) => method,
  'the caller': ({ headers, query }) => [headers, query],
  'all of it': ({ method, path, stage, headers, query }) => [method, path, stage, headers, query],
};

/** Checks that with a cache no request is answered differently than without one. */
function check(settings: Settings, look: Look, answer: (request: Request, isAllowed: boolean) => Answer) {
  return fc.check(fc.property(fc.func(fc.boolean()), steps, (decides, requests) => {
    const ask = (asked: Request) => answer(asked, decides(look(asked)));
    const cache = new AuthorizerCache(settings, ask);
    let now = 0;
    return requests.every(({ request: asked, wait }) => {
      now += wait;
      return cache.handle(asked, now) === new AuthorizerCache({ ...settings, ttl: 0 }, ask).handle(asked, now);
    });
  }), { numRuns: 300, seed: 7 });
}

describe.each(TEMPLATES)('with a cache no request is answered differently than without one: %s', (_name, isHttp, settingsFor) => {
  const styles = Object.keys(STYLES).filter((style) => isHttp || style !== 'a simple answer');
  const cases = styles.flatMap((style) => Object.keys(LOOKS).map((look): [string, string] => [look, style]));

  test.each(cases)('by a function that looks at %s and gives %s', (look, style) => {
    const settings = settingsFor();
    expect(settings.ttl).toBe(300);
    expect(check(settings, LOOKS[look], STYLES[style])).toMatchObject({ failed: false });
  });

  test('also if an answer is kept for all routes, and depends on the identity sources alone', () => {
    const settings = settingsFor(true);
    expect(settings.sources).toHaveLength(SOURCES.length);
    expect(check(settings, LOOKS['the caller'], STYLES['a policy for everything'])).toMatchObject({ failed: false });
  });

  test.each(styles)('which the model would see: with the sources of a user alone, %s is used for other routes', (style) => {
    expect(check(settingsFor(true), LOOKS['all of it'], STYLES[style])).toMatchObject({ failed: true });
  });

  test('which the model would see: with the path of the route for that of the request, an order opens another', () => {
    const { sources, ttl } = settingsFor();
    const ofRoute = sources.map((source) => source.replace('context.path', 'context.resourcePath'));
    expect(ofRoute).not.toEqual(sources);
    for (const style of styles) expect(check({ sources: ofRoute, ttl }, LOOKS['all of it'], STYLES[style])).toMatchObject({ failed: true });
  });

  test.each(['context.httpMethod', 'context.path'])('which the model would see: %s is needed', (name) => {
    const { sources, ttl } = settingsFor();
    const without = sources.filter((source) => !source.endsWith(name));
    expect(without).toHaveLength(sources.length - 1);
    expect(check({ sources: without, ttl }, LOOKS['all of it'], STYLES['a policy for everything'])).toMatchObject({ failed: true });
  });
});

test('a function that sees a token alone is asked about every request, so that there is nothing to keep', () => {
  const stack = testStack();
  testGateway({ layout: RestLayout.RESOURCES, authorizer: RouteAuthorizer.lambdaToken(testFunction(stack, 'Check')) }, stack);
  const settings = settingsOf(propertiesOf(stack, 'AWS::ApiGateway::Authorizer'));
  expect(settings.ttl).toBe(0);
  expect(check(settings, LOOKS['all of it'], STYLES['a policy for what was called'])).toMatchObject({ failed: false });
  expect(check({ ...settings, ttl: 300 }, LOOKS['the method'], STYLES['a policy for what was called'])).toMatchObject({ failed: true });
});

test('the model keeps nothing longer than the time to live', () => {
  let asked = 0;
  const cache = new AuthorizerCache({ sources: ['method.request.header.Authorization'], ttl: 300 }, () => ({ allow: [EVERYTHING], deny: asked++ > 0 ? [EVERYTHING] : [] }));
  const one: Request = { stage: 'prod', method: HttpMethod.GET, path: '/', resourcePath: '/', routeKey: 'GET /', headers: { Authorization: 'alice' }, query: {}, sourceIp: '' };
  expect([0, 299, 300].map((now) => cache.handle(one, now))).toEqual([200, 200, 403]);
});
