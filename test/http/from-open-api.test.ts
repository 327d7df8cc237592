import { join } from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer, HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { App, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, HttpIntegrations, HttpOpenApiProps, HttpRouteAuthorizer, OpenApiDocument, StagedFunction } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testGateway, testStack } from '../helpers';

const DOCUMENTS = join(__dirname, '..', 'openapi', 'documents');

const LAMBDA = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Check.Arn}/invocations';

/** A document with GET /orders. */
function documentOf(operation: object = {}, rest: object = {}): any {
  return { openapi: '3.0.3', info: { title: 'Orders', description: 'Of the shop', version: '1' }, paths: { '/orders': { get: { operationId: 'list', responses: {}, ...operation } } }, ...rest };
}

/** A gateway of a document, with one function behind GET /orders. */
function define(definition: any, props: Partial<HttpOpenApiProps> = {}, stack = testStack()): { stack: Stack; gateway: HttpGateway } {
  const gateway = HttpGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(definition), handlers: { list: testFunction(stack) }, ...props });
  return { stack, gateway };
}

/** The routes of a stack by key. */
function routesOf(stack: Stack): Record<string, any> {
  const routes: any[] = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Route'));
  return Object.fromEntries(routes.map(({ Properties }) => [Properties.RouteKey, Properties]));
}

test('operations are routes, bound by operationId or by method and path', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  const get = { responses: {} };
  const definition = { openapi: '3.0.3', info: { title: 'Orders' }, paths: { '/orders': { get: { ...get, operationId: 'list' }, put: get }, '/orders/{id}': { 'x-amazon-apigateway-any-method': get }, '/pets/{petId}': { get }, '/pets/{id}/name': { get }, '/$default': { 'x-amazon-apigateway-any-method': { ...get, isDefaultRoute: true } } } };
  const gateway = HttpGateway.fromOpenApi(stack, 'Api', {
    definition: OpenApiDocument.fromInline(definition),
    handlers: { 'list': handler, 'ANY /$default': handler, 'GET /pets/{petId}': handler, 'GET /pets/{id}/name': handler },
    stagedHandlers: { 'PUT /orders': new StagedFunction(stack, 'Put', { handler }) },
    integrations: { 'ANY /orders/{id}': HttpIntegrations.httpProxy('https://backend.example.com') },
    routes: { 'GET /orders': { throttle: { rateLimit: 5, burstLimit: 9 } } },
  });
  gateway.addRoutes({ path: '/carts', methods: [HttpMethod.GET], handler });
  expect(Object.keys(routesOf(stack)).sort()).toEqual(['$default', 'ANY /orders/{id}', 'GET /carts', 'GET /orders', 'GET /pets/{id}/name', 'GET /pets/{petId}', 'PUT /orders']);
  expect(gateway.effectiveThrottle('GET /orders').rateLimit).toBe(5);
  expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Api')).toMatchObject({ Name: 'Orders' });
});

test.each<[string, any, Partial<HttpOpenApiProps>, string]>([
  ['an operation that calls nothing', documentOf(), { handlers: {} }, "an operation of the document calls nothing: name each in 'handlers', 'stagedHandlers' or 'integrations', by operationId or by method and path, or give it an 'x-amazon-apigateway-integration':\n  - \"list\" (GET /orders) at the document#/paths/~1orders/get"],
  ['a handler of no operation', documentOf(), { integrations: { lost: HttpIntegrations.httpProxy('https://a.example.com') } }, '\'integrations\' has "lost", and the document has no such operation: write one of "list" (GET /orders)'],
  ['an integration of REST APIs', documentOf({ 'x-amazon-apigateway-integration': { type: 'mock' } }), { handlers: {} }, 'the document#/paths/~1orders/get/x-amazon-apigateway-integration: the integration of "GET /orders" must be of type http_proxy or aws_proxy for a HTTP API, got "mock": name in \'handlers\' or \'integrations\' what the operation calls, or use a RestGateway'],
  ['an authorizer of REST APIs', documentOf({}, { components: { securitySchemes: { users: { 'type': 'apiKey', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools' } } } } }), {}, 'the document#/components/securitySchemes/users: the authorizer of the security scheme "users" must be of type jwt or request for a HTTP API, got "cognito_user_pools": bind the scheme in \'authorizers\''],
  ['a path that API Gateway does not take', { openapi: '3.0.3', paths: { '/a#b': { get: {} } } }, {}, 'the document#/paths/~1a#b/get: the path "/a#b" has the part "a#b", and API Gateway takes letters, digits and ". _ : -" there: rename it'],
  ['a scheme that is not there', documentOf(), { authorizers: { oauth: HttpRouteAuthorizer.iam() } }, "'authorizers' has \"oauth\", and the document has no such security scheme: leave it out"],
])('fails for %s', (_, definition, props, message) => {
  expect(() => define(definition, props)).toThrow(message);
});

test('fails without a document', () => {
  expect(() => define(documentOf(), { definition: undefined })).toThrow("'definition' must be set: write OpenApiDocument.fromFile('orders.yaml'), for example");
});

test('integrations of the document are those of the routes, and their functions may be called', () => {
  const integration = { type: 'aws_proxy', httpMethod: 'POST', uri: { 'Fn::Sub': LAMBDA }, payloadFormatVersion: '2.0', timeoutInMillis: 3000, requestParameters: { 'append:header.a': '$request.path' }, responseParameters: { 200: { 'overwrite:header.b': 'c' } } };
  const { stack } = define(documentOf({ 'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/check' } }, { components: { 'x-amazon-apigateway-integrations': { check: integration } } }), { handlers: {} });
  expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Integration')).toEqual({
    ApiId: expect.anything(),
    IntegrationType: 'AWS_PROXY',
    IntegrationMethod: 'POST',
    IntegrationUri: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':apigateway:', { Ref: 'AWS::Region' }, ':lambda:path/2015-03-31/functions/', { 'Fn::GetAtt': ['Check', 'Arn'] }, '/invocations']] },
    PayloadFormatVersion: '2.0',
    TimeoutInMillis: 3000,
    RequestParameters: { 'append:header.a': '$request.path' },
    ResponseParameters: { 200: { ResponseParameters: [{ Destination: 'overwrite:header.b', Source: 'c' }] } },
  });
  templateOf(stack).hasResourceProperties('AWS::Lambda::Permission', { FunctionName: { 'Fn::GetAtt': ['Check', 'Arn'] } });
});

describe('security', () => {
  const schemes = {
    oauth: { type: 'oauth2', flows: {} },
    jwt: { 'type': 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt', identitySource: '$request.header.Authorization', jwtConfiguration: { issuer: 'https://issuer.example.com', audience: ['orders'] } } },
    lambda: { 'type': 'apiKey', 'x-amazon-apigateway-authorizer': { type: 'request', identitySource: '$request.header.A, $request.header.B', authorizerUri: { 'Fn::Sub': LAMBDA }, authorizerPayloadFormatVersion: '2.0', authorizerResultTtlInSeconds: 60, enableSimpleResponses: true } },
    signed: { 'type': 'apiKey', 'x-amazon-apigateway-authtype': 'awsSigv4' },
  };
  const asking = (security?: unknown) => documentOf(security === undefined ? {} : { security }, { components: { securitySchemes: schemes } });
  const routeOf = (stack: Stack) => routesOf(stack)['GET /orders'];

  test.each<[string, unknown, object]>([
    ['IAM where the document says nothing', undefined, { AuthorizationType: 'AWS_IAM' }],
    ['nothing, if the document says so', [], { AuthorizationType: 'NONE' }],
    ['a signature', [{ signed: [] }], { AuthorizationType: 'AWS_IAM' }],
    ['a token of its own issuer, with scopes', [{ jwt: ['orders/read'] }], { AuthorizationType: 'JWT', AuthorizationScopes: ['orders/read'], AuthorizerId: { Ref: expect.stringContaining('Authorizerjwt') } }],
    ['its own Lambda authorizer', [{ lambda: [] }], { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: expect.stringContaining('Authorizerlambda') } }],
    ['IAM in place of what nobody checks', [{ oauth: ['read'] }], { AuthorizationType: 'AWS_IAM' }],
  ])('is %s', (_, security, expected) => {
    expect(routeOf(define(asking(security)).stack)).toMatchObject(expected);
  });

  test('keeps the authorizers of the document', () => {
    const { stack } = define(asking());
    templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { Name: 'jwt', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'], JwtConfiguration: { Issuer: 'https://issuer.example.com', Audience: ['orders'] } });
    templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { Name: 'lambda', AuthorizerType: 'REQUEST', IdentitySource: ['$request.header.A', '$request.header.B'], AuthorizerPayloadFormatVersion: '2.0', AuthorizerResultTtlInSeconds: 60, EnableSimpleResponses: true });
    templateOf(stack).hasResourceProperties('AWS::Lambda::Permission', { FunctionName: { 'Fn::GetAtt': ['Check', 'Arn'] } });
  });

  test('is what the user binds, with the scopes of the document if it checks them', () => {
    const jwt = define(asking([{ oauth: ['read'] }]), { authorizers: { oauth: new HttpJwtAuthorizer('Issuer', 'https://issuer.example.com', { jwtAudience: ['orders'] }) } });
    expect(routeOf(jwt.stack)).toMatchObject({ AuthorizationType: 'JWT', AuthorizationScopes: ['read'] });
    const stack = testStack();
    define(asking([{ oauth: ['read'] }]), { authorizers: { oauth: new HttpLambdaAuthorizer('Ask', testFunction(stack, 'Ask')) } }, stack);
    expect(routeOf(stack)).toMatchObject({ AuthorizationType: 'CUSTOM' });
    expect(routeOf(stack)).not.toHaveProperty('AuthorizationScopes');
    expect(annotationsOf(stack, 'aws:cdk:warning').join()).toContain('(read): bind one that checks scopes');
    expect(annotationsOf(jwt.stack, 'aws:cdk:warning').join()).not.toContain('scopesNotChecked');
    expect(annotationsOf(jwt.stack, 'aws:cdk:warning').join()).not.toContain('securitySchemeNotBound');
  });

  test('of schemes that nobody checks gets a warning', () => {
    const { stack } = define(asking([{ oauth: ['read'] }]));
    expect(annotationsOf(stack, 'aws:cdk:warning').join()).toContain("a HTTP API does not check by itself what the security schemes \"oauth\" (oauth2) of the document ask for, and they are bound to nothing: the gateway's 'authorizer' is asked in their place");
  });

  test('fails for two authorizers', () => {
    expect(() => define(asking([{ jwt: [] }, { lambda: [] }]))).toThrow('the operation "GET /orders" asks for "jwt" and "lambda", and a route of API Gateway has one authorizer');
  });
});

test('name, description and CORS are those of the document, unless the props say otherwise', () => {
  const cors = { allowOrigins: ['https://shop.example.com'], allowMethods: ['get', '*'], allowHeaders: ['a'], exposeHeaders: ['b'], maxAge: 60, allowCredentials: false };
  const definition = documentOf({}, { 'x-amazon-apigateway-cors': cors });
  expect(propertiesOf(define(definition).stack, 'AWS::ApiGatewayV2::Api')).toMatchObject({
    Name: 'Orders',
    Description: 'Of the shop',
    CorsConfiguration: { AllowOrigins: ['https://shop.example.com'], AllowMethods: expect.arrayContaining(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']), AllowHeaders: ['a'], ExposeHeaders: ['b'], MaxAge: 60, AllowCredentials: false },
  });
  const { stack } = define(definition, { apiName: 'orders', description: 'Other', cors: { allowOrigins: ['https://other.example.com'] } });
  expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Api')).toMatchObject({ Name: 'orders', Description: 'Other', CorsConfiguration: { AllowOrigins: ['https://other.example.com'] } });
});

test('the document of a REST API of functions is that of a HTTP API, too', () => {
  const { gateway, stack } = testGateway();
  HttpGateway.fromOpenApi(stack, 'Copy', { definition: OpenApiDocument.fromRestApi(gateway) });
  expect(routesOf(stack)['GET /orders']).toMatchObject({ AuthorizationType: 'AWS_IAM' });
});

test.each(['petstore.json', 'petstore-3.1.json', 'petstore-expanded.yaml', 'schema-validation.json', 'security.json', 'uspto.yaml'])('%s becomes a gateway', (name) => {
  const definition = OpenApiDocument.fromFile(join(DOCUMENTS, name));
  const stack = testStack();
  const handler = testFunction(stack);
  const keys = Object.entries<any>(definition.toJson().paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
  HttpGateway.fromOpenApi(stack, 'Api', { definition, handlers: Object.fromEntries(keys.map((key) => [key, handler])) });
  (stack.node.root as App).synth();
  expect(Object.keys(routesOf(stack)).sort()).toEqual(keys.sort());
});
