import { BaseResolver, createConfig, lintDocument, makeDocumentFromString } from '@redocly/openapi-core';
import { CfnApi, HttpApi, HttpMethod, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer, HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpGateway, HttpRouteAuthorizer, OpenApiDocument, RestGateway, RouteAuthorizer } from '../../lib';
import { testFunction, testStack } from '../helpers';

const WORDS = { summary: 'Orders', description: 'All of them', tags: ['orders'] };
const GET = { methods: [HttpMethod.GET] };

async function problemsOf(document: object): Promise<string[]> {
  const { styleguide } = await createConfig({ rules: { 'struct': 'error', 'operation-operationId-unique': 'error', 'path-declaration-must-exist': 'error', 'no-unresolved-refs': 'error' } });
  const problems = await lintDocument({ document: makeDocumentFromString(JSON.stringify(document), 'openapi.json'), externalRefResolver: new BaseResolver(), config: styleguide });
  return problems.map(({ message, location }) => `${message} at ${location[0]?.pointer}`);
}

function shop() {
  const stack = testStack();
  const handler = testFunction(stack);
  const gateway = new HttpGateway(stack, 'Api', { apiName: 'orders', description: 'What one can order' });
  gateway.addRoutes({ path: '/orders/{id}', ...GET, handler, ...WORDS, responseExamples: { 404: 'gone' }, deprecated: {} });
  gateway.addRoutes({ path: '/files/{proxy+}', handler, authorizer: HttpRouteAuthorizer.none(), requestExample: 1 });
  gateway.addRoutes({ path: '/files/{proxy+}', ...GET, handler, authorizer: HttpRouteAuthorizer.none(), summary: 'Read' });
  const tokens = new HttpJwtAuthorizer('Tokens', 'https://issuer.example.com/', { jwtAudience: ['a'] });
  gateway.addRoutes({ path: '/tokens', ...GET, handler, authorizer: tokens, authorizationScopes: ['read', 'write'] });
  gateway.addRoutes({ path: '/any-token', ...GET, handler, authorizer: tokens });
  const own = new HttpLambdaAuthorizer('Own', handler, { identitySource: ['$request.header.X-A', '$request.querystring.b', '$context.routeKey'] });
  gateway.addRoutes({ path: '/own', ...GET, handler, authorizer: own });
  gateway.addRoutes({ path: '$default', handler });
  return { stack, gateway, document: OpenApiDocument.fromHttpApi(gateway).toJson() };
}

test('the document of a HTTP API is valid, and has its routes but for $default', async () => {
  const { document, gateway } = shop();
  expect(document.info).toEqual({ title: 'orders', description: 'What one can order', version: '1.0' });
  expect(Object.keys(document.paths)).toEqual(['/orders/{id}', '/files/{proxy}', '/tokens', '/any-token', '/own']);
  expect(await problemsOf(document)).toEqual([]);
  expect(OpenApiDocument.fromHttpApi(gateway.api).toJson()).toEqual(document);
});

test('a route has what it says, and the variables of its path', () => {
  const { document } = shop();
  expect(document.paths['/orders/{id}'].get).toEqual({
    ...WORDS,
    deprecated: true,
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
    responses: { 404: { description: 'Not Found', content: { 'application/json': { example: 'gone' } } } },
    security: [{ sigv4: [] }],
  });
});

test('ANY is each method that is not there already', () => {
  const item = shop().document.paths['/files/{proxy}'];
  expect(Object.entries<any>(item).map(([method, { summary, requestBody }]) => [method, summary, requestBody !== undefined])).toEqual([
    ['get', 'Read', false], ...['put', 'post', 'delete', 'options', 'head', 'patch'].map((method) => [method, undefined, true]),
  ]);
  expect(item.get.security).toBeUndefined();
});

test('authorizers are what their callers send: of scopes one, of several things all', () => {
  const { paths, components } = shop().document;
  expect(['/tokens', '/any-token', '/own'].map((path) => paths[path].get.security)).toEqual([
    [{ Tokens: ['read'] }, { Tokens: ['write'] }], [{ Tokens: [] }], [{ 'Own.X-A': [], 'Own.b': [] }],
  ]);
  expect(components.securitySchemes).toEqual({
    'sigv4': { type: 'apiKey', name: 'Authorization', in: 'header' },
    'Tokens': { type: 'openIdConnect', openIdConnectUrl: 'https://issuer.example.com/.well-known/openid-configuration' },
    'Own.X-A': { type: 'apiKey', name: 'X-A', in: 'header' },
    'Own.b': { type: 'apiKey', name: 'b', in: 'query' },
  });
});

test('the document of a REST API with everything that routes say is valid', async () => {
  const stack = testStack();
  const gateway = new RestGateway(stack, 'Api', { documentation: { title: 'Shop', contactEmail: 'ann@example.com' }, description: 'Orders' });
  gateway.addRoutes({ path: '/orders/{id}', handler: testFunction(stack), authorizer: RouteAuthorizer.none(), ...WORDS, requestExample: { id: 1 }, responseExamples: { 200: [1], 404: 'gone' }, deprecated: {} });
  for (const extensions of [true, false]) expect(await problemsOf(OpenApiDocument.fromRestApi(gateway, { extensions }).toJson())).toEqual([]);
});

describe('bad input', () => {
  test('fails on an API that is imported, on one of WebSockets, and on one that has a document', () => {
    const stack = testStack();
    expect(() => OpenApiDocument.fromHttpApi(HttpApi.fromHttpApiAttributes(stack, 'Http', { httpApiId: 'a' }))).toThrow("'api' must be a HttpApi that this app defines, since an imported API has no routes here");
    expect(() => OpenApiDocument.fromHttpApi(new WebSocketApi(stack, 'Socket'))).toThrow("'api' must be a HTTP API, since OpenAPI has no words for the messages of a WebSocket API");
    expect(() => OpenApiDocument.fromHttpApi(new CfnApi(stack, 'Api', { body: {} }))).toThrow("'api' has a document already, the one it is defined with");
  });
});
