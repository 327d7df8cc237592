import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BaseResolver, createConfig, lintDocument, makeDocumentFromString } from '@redocly/openapi-core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { App, Fn, Stack } from 'aws-cdk-lib/core';
import { Integrations, OpenApiDocument, RestGateway, RestLayout, RestOpenApiProps, RouteAuthorizer, StagedFunction } from '../../lib';
import { annotationsOf, methodsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const DOCUMENTS = join(__dirname, '..', 'openapi', 'documents');

const ok = { responses: { 200: { description: 'OK' } } };

/** A document of operations by "GET /orders". */
function documentOf(operations: Record<string, object>, rest: object = {}): any {
  const paths: Record<string, Record<string, object>> = {};
  for (const [key, operation] of Object.entries(operations)) {
    const [method, path] = key.split(' ');
    (paths[path] ??= {})[method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase()] = { ...ok, ...operation };
  }
  return { openapi: '3.0.3', info: { title: 'Orders', version: '2.1' }, paths, ...rest };
}

/** A gateway of a document, with one function behind all operations that name nothing else. */
function define(
  definition: any,
  props: Partial<RestOpenApiProps> = {},
  stack = testStack(),
): { stack: Stack; gateway: RestGateway; body: () => any } {
  const document = definition instanceof OpenApiDocument ? definition : OpenApiDocument.fromInline(definition);
  const handler = stack.node.tryFindChild('Handler') as ReturnType<typeof testFunction> | undefined ?? testFunction(stack);
  const keys = Object.entries<any>(document.toJson().paths).flatMap(([path, item]) => Object.entries<any>(item)
    .filter(([, operation]) => !operation['x-amazon-apigateway-integration'])
    .map(([method]) => `${method.startsWith('x-') ? 'ANY' : method.toUpperCase()} ${path}`));
  const gateway = RestGateway.fromOpenApi(stack, 'Api', { definition: document, handlers: Object.fromEntries(keys.map((key) => [key, handler])), ...props });
  return { stack, gateway, body: () => propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body };
}

describe('operations', () => {
  const definition = documentOf({ 'GET /orders': { operationId: 'list' }, 'POST /orders': {}, 'ANY /files/{proxy+}': {}, 'GET /backend': { operationId: 'backend' } });

  test('are bound by operationId or by method and path', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    RestGateway.fromOpenApi(stack, 'Api', {
      definition: OpenApiDocument.fromInline(definition),
      handlers: { 'list': handler, 'POST /orders': handler },
      stagedHandlers: { 'ANY /files/{proxy+}': new StagedFunction(stack, 'Files', { handler }) },
      integrations: { backend: Integrations.httpProxy('https://backend.example.com') },
    });
    const methods = methodsOf(stack);
    expect(Object.keys(methods).sort()).toEqual(['ANY /files/{proxy+}', 'GET /backend', 'GET /orders', 'POST /orders']);
    expect(JSON.stringify(methods['ANY /files/{proxy+}'])).toContain('stageVariables');
    expect(JSON.stringify(methods['GET /backend'])).toContain('https://backend.example.com');
  });

  test('that call nothing are an error that lists them', () => {
    const stack = testStack();
    expect(() => RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(definition), handlers: { backend: testFunction(stack) } })).toThrow(
      "3 operations of the document call nothing: name each in 'handlers', 'stagedHandlers' or 'integrations', by operationId or by method and path, or give it an 'x-amazon-apigateway-integration':\n" +
      '  - "list" (GET /orders) at the document#/paths/~1orders/get\n  - "POST /orders" at the document#/paths/~1orders/post\n  - "ANY /files/{proxy+}" at the document#/paths/~1files~1{proxy+}/x-amazon-apigateway-any-method\n    at [Shop]');
  });

  test('that do not exist are an error that lists them', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    expect(() => RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(definition), handlers: { 'lost': handler, 'GET /carts': handler } })).toThrow(
      '\'handlers\' has "lost", "GET /carts", and the document has no such operation: write one of "list" (GET /orders), "POST /orders", "ANY /files/{proxy+}", "backend" (GET /backend)');
    expect(() => define(definition, { unvalidatedOperations: ['lost'] })).toThrow('\'unvalidatedOperations\' has "lost", and the document has no such operation');
  });

  test('that are bound twice are an error', () => {
    const stack = testStack();
    const handler = testFunction(stack);
    const fromOpenApi = (props: Partial<RestOpenApiProps>) => () => RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(definition), ...props });
    expect(fromOpenApi({ handlers: { 'list': handler, 'GET /orders': handler } })).toThrow('\'handlers\' has "list" and "GET /orders", which are the same operation: write one of them');
    expect(fromOpenApi({ handlers: { list: handler }, integrations: { list: Integrations.httpProxy('https://a.example.com') } })).toThrow('the operation "list" (GET /orders) is bound twice, by "list" in \'integrations\' and before: name it once');
    expect(fromOpenApi({ handlers: { list: undefined as never } })).toThrow("'handlers' has nothing for \"list\": leave the key out, or say what the operation calls");
  });

  test('are routes like others: throttled, in every stage, called by permission, with further routes beside', () => {
    const { stack, gateway } = define(definition, { routes: { 'GET /orders': { throttle: { rateLimit: 5, burstLimit: 9 } } } });
    gateway.addStage('staging');
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: testFunction(stack, 'Order') });
    expect(gateway.effectiveThrottle('GET /orders').rateLimit).toBe(5);
    expect(Object.keys(methodsOf(stack))).toContain('GET /orders/{id}');
    templateOf(stack).resourceCountIs('AWS::Lambda::Permission', 2);
    templateOf(stack).resourceCountIs('AWS::ApiGateway::Stage', 2);
  });
});

test.each<[string, any, string]>([
  ['no definition', { definition: undefined }, "'definition' must be set: write OpenApiDocument.fromFile('orders.yaml'), for example"],
  ['a path', { definition: 'orders.yaml' }, "'definition' must be OpenApiDocument.fromFile('orders.yaml'), for example, got \"orders.yaml\""],
  ['handlers in a list', { handlers: [] }, "'handlers' must be functions by operation, such as { getOrder: getOrderFunction }, got []"],
  ['a handler that is none', { handlers: { 'GET /orders': 'handler' } }, "'handler' must be a function or an alias of one, got \"handler\""],
  ['unvalidated operations as text', { unvalidatedOperations: 'list' }, "'unvalidatedOperations' must be a list, such as [\"getOrder\"], got \"list\""],
  ['another layout', { layout: RestLayout.RESOURCES }, "'layout' must be RestLayout.OPENAPI for a gateway that is made of a document: leave it out"],
  ['authorizers of other schemes', { authorizers: { oauth: RouteAuthorizer.iam() } }, "'authorizers' has \"oauth\", and the document has no such security scheme: leave it out"],
])('fails for %s', (_, props, message) => {
  expect(() => define(documentOf({ 'GET /orders': {} }), props)).toThrow(message);
});

test('the API is called and described like its document, unless the props say otherwise', () => {
  const definition = documentOf({ 'GET /orders': {} }, { info: { title: 'The orders', description: 'Of the shop', version: '2.1', contact: { name: 'us' }, license: { name: 'MIT', identifier: 'MIT' }, summary: 'none' } });
  const said = propertiesOf(define(definition).stack, 'AWS::ApiGateway::RestApi');
  expect(said).toMatchObject({ Name: 'The orders', Description: 'Of the shop' });
  expect(said.Body.info).toEqual({ title: 'The orders', description: 'Of the shop', version: '2.1', contact: { name: 'us' }, license: { name: 'MIT' } });
  const { stack } = define(definition, { restApiName: 'orders', description: 'Other' });
  expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi')).toMatchObject({ Name: 'orders', Description: 'Other', Body: { info: { title: 'orders', description: 'Other', version: '2.1' } } });
});

test('what the document says of an operation stays, if an import takes it', () => {
  const operation = {
    'operationId': 'create',
    'summary': 'Creates',
    'description': 'An order',
    'tags': ['orders'],
    'deprecated': true,
    'externalDocs': { url: 'https://example.com' },
    'x-owner': { team: 'shop', none: null },
    'servers': [{ url: 'https://example.com' }],
    'callbacks': { done: { '{$request.body#/url}': { post: ok } } },
    'parameters': [
      { name: 'page', in: 'query', description: 'Page', required: true, schema: { type: 'integer', minimum: 1 }, example: 3 },
      { name: 'filter[name]', in: 'query', schema: { type: 'string' } },
      { name: 'Accept', in: 'header', schema: { type: 'string' } },
      { name: 'session', in: 'cookie', schema: { type: 'string' } },
      { name: 'id', in: 'path', required: true, description: 'Id', schema: { type: 'array', items: { type: 'string' } } },
    ],
    'requestBody': { description: 'The order', required: true, content: { 'application/json; charset=utf-8': { schema: { type: 'object' }, example: {} }, 'application/xml': { schema: { type: 'object' } } } },
    'responses': {
      '201': { description: 'Created', headers: { 'X-Rate': { description: 'Rate', schema: { type: 'integer' } } }, content: { 'application/problem+json': { schema: { type: 'string' } }, 'text/plain': { schema: { type: 'string' } } }, links: { next: { operationId: 'create' } } },
      '4XX': { description: 'Wrong' },
      'default': { description: 'Else' },
    },
  };
  const definition = documentOf({ 'POST /orders/{id}': operation }, { tags: [{ name: 'orders' }], externalDocs: { url: 'https://example.com' }, servers: [{ url: 'https://example.com/v2' }] });
  const { body, gateway } = define(definition);
  const { security, 'x-amazon-apigateway-integration': _, ...post } = body().paths['/orders/{id}'].post;
  expect(post).toEqual({
    'operationId': 'create',
    'summary': 'Creates',
    'description': 'An order',
    'tags': ['orders'],
    'externalDocs': { url: 'https://example.com' },
    'x-owner': { team: 'shop' },
    'parameters': [
      { name: 'id', in: 'path', required: true, description: 'Id', schema: { type: 'string' } },
      { name: 'page', in: 'query', description: 'Page', required: true, schema: { type: 'integer' } },
    ],
    'requestBody': { description: 'The order', required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/createRequest' } } } },
    'responses': { 201: { description: 'Created', headers: { 'X-Rate': { description: 'Rate', schema: { type: 'integer' } } }, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/createResponse201' } } } } },
    'x-amazon-apigateway-request-validator': 'body and parameters',
  });
  expect(security).toEqual([{ sigv4: [] }]);
  expect(body()).toMatchObject({ tags: [{ name: 'orders' }], externalDocs: { url: 'https://example.com' }, components: { schemas: { createRequest: { type: 'object' }, createResponse201: { type: 'string' } } } });

  const whole = OpenApiDocument.fromRestApi(gateway, { extensions: false }).toJson().paths['/orders/{id}'].post;
  const { servers: __, parameters, ...others } = operation;
  expect(whole).toEqual({ ...others, parameters: expect.arrayContaining(parameters), security: [{ sigv4: [] }] });
});

describe('requests', () => {
  const page = { name: 'page', in: 'query', required: true, schema: { type: 'string' } };
  const json = { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } };
  const validatorsOf = (methods: Record<string, any>) => Object.fromEntries(Object.entries(methods).map(([key, { 'x-amazon-apigateway-request-validator': name }]) => [key, name]));
  const operations = { 'POST /body': json, 'GET /parameter': { parameters: [page] }, 'GET /optional': { parameters: [{ ...page, required: false }] }, 'GET /nothing': {} };

  test('are validated where there is something to validate', () => {
    const { body } = define(documentOf(operations));
    const { paths, 'x-amazon-apigateway-request-validators': validators } = body();
    expect(validators).toEqual({ 'body and parameters': { validateRequestBody: true, validateRequestParameters: true } });
    expect(validatorsOf({ body: paths['/body'].post, parameter: paths['/parameter'].get, optional: paths['/optional'].get, nothing: paths['/nothing'].get }))
      .toEqual({ body: 'body and parameters', parameter: 'body and parameters', optional: undefined, nothing: undefined });
  });

  test('are not validated if the props say so, at all or for an operation', () => {
    expect(define(documentOf(operations), { validateRequests: false }).body()).not.toHaveProperty('x-amazon-apigateway-request-validators');
    const { paths } = define(documentOf(operations), { unvalidatedOperations: ['POST /body'] }).body();
    expect(validatorsOf({ body: paths['/body'].post, parameter: paths['/parameter'].get })).toEqual({ body: undefined, parameter: 'body and parameters' });
  });

  test('are validated as the document says, if it does', () => {
    const full = { validateRequestBody: true, validateRequestParameters: true };
    const validators = { basic: { ...full, validateRequestBody: false }, full };
    const definition = documentOf({ ...operations, 'PUT /own': { ...json, 'x-amazon-apigateway-request-validator': 'full' } }, { 'x-amazon-apigateway-request-validators': validators, 'x-amazon-apigateway-request-validator': 'basic' });
    const { paths, 'x-amazon-apigateway-request-validators': said } = define(definition).body();
    expect(said).toEqual(validators);
    expect(validatorsOf({ own: paths['/own'].put, body: paths['/body'].post, nothing: paths['/nothing'].get })).toEqual({ own: 'full', body: 'basic', nothing: 'basic' });
  });

  test('fails for a validator that the document does not have', () => {
    expect(() => define(documentOf({ 'GET /a': { 'x-amazon-apigateway-request-validator': 'full' } }))).toThrow('the document#/paths/~1a/get: the request validator "full" is not one of the document: define it in \'x-amazon-apigateway-request-validators\'');
  });

  test('with required parameters that API Gateway has no word for get a warning', () => {
    const parameters = [{ name: 'session', in: 'cookie', required: true }, { name: 'ids[]', in: 'query', required: true }];
    const { stack } = define(documentOf({ 'GET /a': { parameters } }));
    expect(annotationsOf(stack, 'aws:cdk:warning').join()).toContain('API Gateway cannot ask for these parameters, which the document requires, so that handlers have to: cookie "session" of "GET /a", query "ids[]" of "GET /a"');
  });
});

describe('security', () => {
  const schemes = {
    oauth: { type: 'oauth2', flows: {} },
    bearer: { type: 'http', scheme: 'bearer' },
    key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
    signed: { 'type': 'apiKey', 'in': 'header', 'name': 'Authorization', 'x-amazon-apigateway-authtype': 'awsSigv4' },
    lambda: { 'type': 'apiKey', 'in': 'header', 'name': 'X-Token', 'x-amazon-apigateway-authtype': 'custom', 'x-amazon-apigateway-authorizer': { type: 'token', authorizerUri: { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Check.Arn}/invocations' }, authorizerResultTtlInSeconds: 60 } },
    users: { 'type': 'apiKey', 'in': 'header', 'name': 'Authorization', 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_a'] } },
  };
  const asking = (security: unknown, rest: object = {}) => documentOf({ 'GET /a': security === undefined ? {} : { security } }, { components: { securitySchemes: schemes }, ...rest });
  const authorizationOf = ({ stack }: { stack: Stack }) => methodsOf(stack)['GET /a'].authorization;
  const securityOf = ({ body }: { body: () => any }) => body().paths['/a'].get.security;

  test('is IAM where the document says nothing', () => {
    expect(securityOf(define(asking(undefined)))).toEqual([{ sigv4: [] }]);
  });

  test.each<[string, unknown, unknown]>([
    ['nothing, if the document says so', [], undefined],
    ['nothing, if the document has no other way', [{}], undefined],
    ['a signature', [{ signed: [] }], [{ sigv4: [] }]],
    ['a key and the authorizer of the gateway', [{ key: [] }], [{ sigv4: [] }, { api_key: [] }]],
    ['its own Lambda authorizer', [{ lambda: [] }], [{ lambda: [] }]],
    ['its own user pool, with scopes', [{ users: ['a/read'] }], [{ users: ['a/read'] }]],
    ['its own authorizer and a key', [{ users: [], key: [] }], [{ users: [] }, { api_key: [] }]],
  ])('is %s', (_, security, expected) => {
    expect(securityOf(define(asking(security)))).toEqual(expected);
  });

  test('is that of the whole document, where an operation says nothing', () => {
    expect(securityOf(define(asking(undefined, { security: [{ lambda: [] }] })))).toEqual([{ lambda: [] }]);
    expect(securityOf(define(asking([], { security: [{ lambda: [] }] })))).toBeUndefined();
  });

  test('keeps the authorizers of the document, and lets the API invoke their functions', () => {
    const { stack, body } = define(asking([{ lambda: [] }]));
    const { lambda, users } = body().components.securitySchemes;
    expect(lambda).toEqual({ ...schemes.lambda, 'x-amazon-apigateway-authorizer': { ...schemes.lambda['x-amazon-apigateway-authorizer'], authorizerUri: expect.anything() } });
    expect(users).toEqual(schemes.users);
    templateOf(stack).hasResourceProperties('AWS::Lambda::Permission', { FunctionName: { 'Fn::GetAtt': ['Check', 'Arn'] } });
  });

  test('is what the user binds, with the scopes of the document', () => {
    const stack = testStack();
    const authorizer = new apigateway.CognitoUserPoolsAuthorizer(stack, 'SignIn', { cognitoUserPools: [new UserPool(stack, 'Users')] });
    const security = securityOf(define(asking([{ oauth: ['orders/read'] }]), { authorizers: { oauth: authorizer } }, stack));
    expect(security).toEqual([{ [authorizerName(stack)]: ['orders/read'] }]);
    expect(annotationsOf(stack, 'aws:cdk:warning').join()).not.toContain('securitySchemeNotBound');
    expect(annotationsOf(stack, 'aws:cdk:warning').join()).not.toContain('scopesNotChecked');
  });

  test('that does not check the scopes of the document gets a warning', () => {
    const stack = testStack();
    const authorizer = RouteAuthorizer.lambdaRequest(testFunction(stack, 'Ask'), { identitySources: ['header.Authorization'] });
    define(asking([{ oauth: ['orders/read'] }]), { authorizers: { oauth: authorizer } }, stack);
    expect(annotationsOf(stack, 'aws:cdk:warning').join()).toContain('(orders/read): bind one that checks scopes');
  });

  test('may be opened by the user, and still ask for a key', () => {
    expect(securityOf(define(asking([{ key: [] }]), { authorizers: { key: RouteAuthorizer.none() } }))).toEqual([{ api_key: [] }]);
  });

  test('of schemes that nobody checks is that of the gateway, with a warning', () => {
    const gateway = define(asking([{ oauth: ['read'] }, { bearer: [] }]));
    expect(securityOf(gateway)).toEqual([{ sigv4: [] }]);
    expect(Object.keys(gateway.body().components.securitySchemes)).not.toContain('oauth');
    expect(annotationsOf(gateway.stack, 'aws:cdk:warning').join()).toContain('API Gateway does not check by itself what the security schemes "oauth" (oauth2), "bearer" (http bearer) of the document ask for, and they are bound to nothing: the gateway\'s \'authorizer\' is asked in their place; name in \'authorizers\' who checks each');
    expect(authorizationOf(gateway)).toBeDefined();
  });

  test.each<[string, unknown, object, string]>([
    ['two authorizers', [{ lambda: [] }, { users: [] }], {}, 'the operation "GET /a" asks for "lambda" and "users", and a method of API Gateway has one authorizer: bind both to one that checks either, or ask for one'],
    ['a scheme that is not defined', [{ none: [] }], {}, 'the document#/paths/~1a/get/security/0/none: the security scheme "none" is not one of the document: define it in \'components.securitySchemes\''],
    ['an authorizer of HTTP APIs', [{ jwt: [] }], { jwt: { 'type': 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt' } } }, 'the document#/components/securitySchemes/jwt: the authorizer of the security scheme "jwt" must be of type token, request, cognito_user_pools for a REST API, got "jwt": bind the scheme in \'authorizers\''],
  ])('fails for %s', (_, security, more, message) => {
    expect(() => define(asking(security, { components: { securitySchemes: { ...schemes, ...more } } }))).toThrow(message);
  });
});

/** How the document calls the authorizer of the construct "SignIn". */
function authorizerName(stack: Stack): string {
  const { Body } = propertiesOf(stack, 'AWS::ApiGateway::RestApi');
  return Object.keys(Body.components.securitySchemes).find((name) => name.includes('SignIn'))!;
}

test('what is changed of a method afterwards counts', () => {
  const { gateway, body } = define(documentOf({ 'GET /orders': { summary: 'Lists' } }));
  const l1 = gateway.api.root.getResource('orders')!.node.findChild('GET').node.defaultChild as apigateway.CfnMethod;
  l1.apiKeyRequired = true;
  l1.operationName = 'all';
  l1.methodResponses = [{ statusCode: '404', responseParameters: { 'method.response.header.X-A': true } }];
  expect(body().paths['/orders'].get).toMatchObject({
    summary: 'Lists',
    operationId: 'all',
    security: [{ sigv4: [] }, { api_key: [] }],
    responses: { 200: { description: 'OK' }, 404: { description: 'Not Found', headers: { 'X-A': { schema: { type: 'string' } } } } },
  });
});

test('a new deployment follows what the document defines, and not what it describes', () => {
  const deploymentOf = (operation: object, rest: object = {}) => {
    const { stack } = define(documentOf({ 'POST /orders': operation }, rest));
    return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'));
  };
  const original = deploymentOf({});
  expect(deploymentOf({ summary: 'Creates', description: 'An order', tags: ['orders'], externalDocs: { url: 'https://example.com' } }, { tags: [{ name: 'orders' }] })).toEqual(original);
  expect(deploymentOf({ requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } })).not.toEqual(original);
});

test('the models of the document serve further routes', () => {
  const json = { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } };
  const { stack, gateway, body } = define(documentOf({ 'POST /orders': json }, { components: { schemas: { Order: { type: 'object' } } } }));
  const order = apigateway.Model.fromModelName(stack, 'Order', 'Order');
  gateway.addRoutes({ path: '/carts', methods: [HttpMethod.POST], handler: testFunction(stack, 'Carts'), requestModels: { 'application/json': order } });
  expect(body().paths['/carts'].post.requestBody.content).toEqual({ 'application/json': { schema: { $ref: '#/components/schemas/Order' } } });
});

describe('extensions', () => {
  test('of the API and of operations stay as they are', () => {
    const uri = 'https://backend.example.com/{id}';
    const integration = { type: 'http', httpMethod: 'GET', uri, passthroughBehavior: 'when_no_match', tlsConfig: { insecureSkipVerification: true }, requestParameters: { 'integration.request.path.id': 'method.request.path.id' }, responses: { 'default': { statusCode: '200' }, '4\\d\\d': { statusCode: '400' } } };
    const extensions = {
      'x-amazon-apigateway-binary-media-types': ['image/png'],
      'x-amazon-apigateway-minimum-compression-size': 1024,
      'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
      'x-amazon-apigateway-gateway-responses': { DEFAULT_4XX: { responseParameters: { 'gatewayresponse.header.X-A': "'a'" } } },
      'x-amazon-apigateway-documentation': { version: '1', documentationParts: [{ location: { type: 'API' }, properties: { description: 'a' } }] },
      'x-amazon-apigateway-policy': { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }] },
    };
    const { stack, body } = define(documentOf({ 'GET /orders/{id}': { 'x-amazon-apigateway-integration': integration } }, extensions));
    const said = body();
    expect(said.paths['/orders/{id}'].get['x-amazon-apigateway-integration']).toEqual(integration);
    expect(said).toMatchObject({ ...extensions, 'x-amazon-apigateway-policy': { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }] } });
    expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi')).toMatchObject({ BinaryMediaTypes: ['image/png'], MinimumCompressionSize: 1024, ApiKeySourceType: 'AUTHORIZER' });
  });

  test('that name a function of the template let the API call it', () => {
    const uri = { 'Fn::Sub': 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler886CB40B.Arn}/invocations' };
    const { stack, body } = define(documentOf({ 'GET /a': { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } } }));
    templateOf(stack).hasResourceProperties('AWS::Lambda::Permission', { FunctionName: { 'Fn::GetAtt': ['Handler886CB40B', 'Arn'] } });
    expect(body().paths['/a'].get['x-amazon-apigateway-integration'].uri).toEqual(uri);
  });

  test('give way to what the user binds', () => {
    const stack = testStack();
    const definition = documentOf({ 'GET /a': { 'x-amazon-apigateway-integration': { type: 'mock', requestTemplates: { 'application/json': '{}' } } } });
    const { body } = define(definition, { handlers: { 'GET /a': testFunction(stack) } }, stack);
    expect(body().paths['/a'].get['x-amazon-apigateway-integration']).toEqual({ type: 'aws_proxy', httpMethod: 'POST', uri: expect.anything() });
  });
});

test.each<[string, string]>([
  ['/orders/', 'ends with "/", and API Gateway has no empty parts of a path: leave the "/" out'],
  ['/orders//lines', 'has "//", and API Gateway has no empty parts of a path: leave one "/" out'],
  ['/orders/{id}.json', 'has the part "{id}.json", and in API Gateway a variable is a whole part of a path, of letters, digits and ". _ -": write "{name}"'],
  ['/orders#1', 'has the part "orders#1", and API Gateway takes letters, digits and ". _ : -" there: rename it'],
  ['/orders/{proxy+}/lines', 'goes on behind "{proxy+}", which takes all that is left: end it there'],
  ['/a,b', 'has the part "a,b", and the CDK takes no commas in a path: rename it'],
])('fails for the path %s', (path, reason) => {
  expect(() => define(documentOf({ [`GET ${path}`]: {} }))).toThrow(`get: the path "${path}" ${reason}`);
});

test('fails for two variables below one path, with the place of each', () => {
  const definition = documentOf({ 'GET /orders/{id}': {}, 'PUT /orders/{orderId}/lines': {}, 'TRACE /orders': {} });
  expect(() => define(definition)).toThrow('the OpenAPI document has 2 problems:\n  - the document#/paths/~1orders/trace: API Gateway has no method TRACE: leave the operation out\n' +
    '  - the document#/paths/~1orders~1{orderId}~1lines/put: the path "/orders/{orderId}/lines" has {orderId} below "/orders", and another path has {id} there: API Gateway takes one name of a variable below a path, so use the same');
});

describe('public documents', () => {
  const read = (name: string) => OpenApiDocument.fromFile(join(DOCUMENTS, name));

  test.each(['petstore.json', 'petstore-3.1.json', 'petstore-expanded.yaml', 'schema-validation.json', 'security.json', 'uspto.yaml'])('%s becomes a gateway without loss', (name) => {
    const definition = read(name);
    const { stack, gateway, body } = define(definition);
    (stack.node.root as App).synth();
    const [original, whole] = [definition.toJson(), OpenApiDocument.fromRestApi(gateway, { extensions: false }).toJson()];
    expect(Object.keys(body().paths).sort()).toEqual(Object.keys(original.paths).sort());
    expect(whole.components?.schemas).toEqual(original.components?.schemas);
    for (const [path, item] of Object.entries<any>(original.paths)) {
      for (const [method, { security: _, servers: __, parameters = [], ...operation }] of Object.entries<any>(item)) {
        expect(whole.paths[path][method]).toMatchObject(operation);
        expect(whole.paths[path][method].parameters ?? []).toEqual(expect.arrayContaining(parameters));
      }
    }
  });

  test.each(['petstore.json', 'petstore-3.1.json', 'petstore-expanded.yaml', 'schema-validation.json', 'security.json', 'uspto.yaml'])('%s stays valid OpenAPI, with and without extensions', async (name) => {
    const { gateway } = define(read(name));
    const config = await createConfig({ rules: { 'struct': 'error', 'no-unresolved-refs': 'error', 'operation-operationId-unique': 'error', 'path-declaration-must-exist': 'error', 'path-parameters-defined': 'error' } });
    for (const extensions of [true, false]) {
      const document = makeDocumentFromString(JSON.stringify(OpenApiDocument.fromRestApi(gateway, { extensions }).toJson()), 'openapi.json');
      const problems = await lintDocument({ document, externalRefResolver: new BaseResolver(), config: config.styleguide });
      expect(problems.map(({ message, location }) => `${message} at ${location[0]?.pointer}`)).toEqual([]);
    }
  });

  test('parameters-style.json is refused for paths that API Gateway does not take', () => {
    expect(() => define(read('parameters-style.json'))).toThrow(/2 problems:\n.*parameters-style.json:87: the path "\/cookies#formNonExploded" has the part .*\n.*parameters-style.json:143: the path/);
  });

  test('star-trek.json, with 497 kB and 222 schemas, becomes a gateway within seconds', () => {
    const definition = OpenApiDocument.fromInline(JSON.parse(gunzipSync(readFileSync(join(DOCUMENTS, 'star-trek.json.gz'))).toString()));
    const begin = Date.now();
    const { body } = define(definition);
    expect(Object.keys(body().paths)).toHaveLength(80);
    expect(Object.keys(body().components.schemas)).toHaveLength(222);
    expect(Date.now() - begin).toBeLessThan(20_000);
  });
});

test('a token in the document stays one', () => {
  const { body } = define(documentOf({ 'GET /a': { 'x-amazon-apigateway-integration': { type: 'http_proxy', httpMethod: 'GET', uri: Fn.importValue('Backend') } } }));
  expect(body().paths['/a'].get['x-amazon-apigateway-integration'].uri).toEqual({ 'Fn::ImportValue': 'Backend' });
});
