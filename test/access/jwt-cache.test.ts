import { generateKeyPairSync, sign } from 'node:crypto';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as fc from 'fast-check';
import { Answer, AuthorizerCache, Request, Settings, settingsOf } from './support/authorizer-cache';
import { RestGateway, RestLayout, RouteAuthorizer } from '../../lib';
import { propertiesOf, templateOf, testFunction, testStack } from '../helpers';

// The function that ships, told what the template tells it, behind the model of API Gateway's cache.
const bundle = path.join(__dirname, '..', '..', 'assets', 'handlers', 'jwt-authorizer');

interface Bundle {
  readonly jwtAuthorizer: (environment: object, surroundings: object) => (event: object) => Promise<any>;
}

const { jwtAuthorizer } = createRequire(__filename)(bundle) as Bundle;

const ISSUER = 'https://login.example.com/';
const NOW = Date.UTC(2026, 0, 1);
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SURROUNDINGS = {
  fetch: async () => new Response(JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one' }] })),
  now: () => NOW,
  log: () => undefined,
};

function token(scope: string): string {
  const claims = { iss: ISSUER, aud: 'api', sub: 'alice', exp: NOW / 1000 + 60, scope };
  const input = [{ alg: 'RS256', kid: 'one' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}

const TOKENS = ['', 'read', 'write', 'read write'].map(token);
const ROUTES = ['GET /orders', 'POST /orders', 'GET /orders/{id}', 'PUT /any', 'GET /raw', 'DELETE /any', 'GET /any'].map((route) => route.split(' '));

const REQUESTS: Request[] = TOKENS.flatMap((one) => ROUTES.map(([method, resourcePath]) => ({
  stage: 'prod',
  method,
  path: resourcePath.replace('{id}', '17'),
  resourcePath,
  routeKey: `${method} ${resourcePath}`,
  headers: { authorization: `Bearer ${one}` },
  query: {},
  sourceIp: '192.0.2.1',
})));

/** What the template of an API whose routes differ in scopes says of its authorizer, and tells the function. */
function synthesized(layout: RestLayout): { settings: Settings; environment: object } {
  const stack = testStack();
  const handler = testFunction(stack);
  const authorizer = RouteAuthorizer.jwt({ issuer: ISSUER, audience: ['api'], jwksUri: `${ISSUER}keys`, scopes: ['read'] });
  const gateway = new RestGateway(stack, 'OrdersApi', { layout, authorizer });
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler });
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler, authorizationScopes: ['write'] });
  gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler, authorizationScopes: ['read', 'write'] });
  gateway.addRoutes({ path: '/any', handler, authorizationScopes: [] });
  gateway.addRoutes({ path: '/any', methods: [HttpMethod.DELETE], handler });
  gateway.api.root.getResource('any')!.addMethod('GET');
  gateway.api.root.addResource('raw').addMethod('GET');
  const functions = templateOf(stack).findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.handler', Runtime: 'nodejs24.x' } });
  const [{ Properties: { Environment: environment } }] = Object.values(functions);
  const resource = layout === RestLayout.RESOURCES
    ? propertiesOf(stack, 'AWS::ApiGateway::Authorizer')
    : Object.values<any>(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.components.securitySchemes)[0]['x-amazon-apigateway-authorizer'];
  return { settings: settingsOf(resource), environment: environment.Variables };
}

/** What the function answers to each request. */
async function answersTo(environment: object): Promise<Map<Request, Answer>> {
  const authorize = jwtAuthorizer(environment, SURROUNDINGS);
  return new Map(await Promise.all(REQUESTS.map(async (request): Promise<[Request, Answer]> => {
    const { policyDocument: { Statement: [{ Effect, Resource }] } } = await authorize({
      methodArn: `arn:aws:execute-api:us-east-1:111111111111:api/prod/${request.method}${request.path}`,
      headers: request.headers,
      requestContext: { httpMethod: request.method, resourcePath: request.resourcePath },
    });
    return [request, Effect === 'Allow' ? { allow: [Resource], deny: [] } : { allow: [], deny: [Resource] }];
  })));
}

/** Checks that with a cache no request is answered differently than without one. */
function check(settings: Settings, answers: Map<Request, Answer>) {
  return fc.check(fc.property(fc.array(fc.constantFrom(...REQUESTS), { minLength: 2, maxLength: 30 }), (requests) => {
    const cache = new AuthorizerCache(settings, (request) => answers.get(request)!);
    const without = new AuthorizerCache({ ...settings, ttl: 0 }, (request) => answers.get(request)!);
    return requests.every((request) => cache.handle(request, 0) === without.handle(request, 0));
  }), { numRuns: 300, seed: 7 });
}

describe.each([[RestLayout.OPENAPI], [RestLayout.RESOURCES]])('routes that differ in scopes, layout %s', (layout) => {
  const { settings, environment } = synthesized(layout);

  test('let in whom their scopes let in', async () => {
    const answers = await answersTo(environment);
    const cache = new AuthorizerCache(settings, (request) => answers.get(request)!);
    const requestsOf = (index: number) => REQUESTS.slice(index * ROUTES.length, (index + 1) * ROUTES.length);
    const statuses = TOKENS.map((_token, index) => requestsOf(index).map((request) => cache.handle(request, 0)));
    expect(statuses).toEqual([
      [403, 403, 403, 200, 403, 403, 403],
      [200, 403, 200, 200, 200, 200, 200],
      [403, 200, 200, 200, 403, 403, 403],
      [200, 200, 200, 200, 200, 200, 200],
    ]);
  });

  test('are answered with a cache as without one', async () => {
    expect(settings.ttl).toBe(300);
    expect(check(settings, await answersTo(environment))).toMatchObject({ failed: false });
  });

  test.each(['context.resourcePath', 'context.httpMethod'])('which the model would see: %s is needed', async (name) => {
    const sources = settings.sources.filter((source) => source !== name);
    expect(sources).toHaveLength(2);
    expect(check({ ...settings, sources }, await answersTo(environment))).toMatchObject({ failed: true });
  });
});
