import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, AnyPrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Duration, Size, Stack } from 'aws-cdk-lib/core';
import * as fc from 'fast-check';
import { Integrations, OpenApiDocument, RestGateway, RestLayout, RouteAuthorizer } from '../../lib';
import { defineApi, randomApi } from '../contract/support/random-api';
import { templateOf, testFunction, testStack } from '../helpers';

/** The documents of the APIs of a stack, by name. */
function bodiesOf(stack: Stack): Record<string, any> {
  const apis: any[] = Object.values(templateOf(stack).findResources('AWS::ApiGateway::RestApi'));
  return Object.fromEntries(apis.map(({ Properties }, index) => [index === 0 ? 'original' : 'copy', Properties]));
}


/** Defines a gateway, and another one of its document. */
function copy(define: (stack: Stack) => RestGateway): { original: any; copy: any; stack: Stack } {
  const stack = testStack();
  const gateway = define(stack);
  RestGateway.fromOpenApi(stack, 'Copy', { definition: OpenApiDocument.fromRestApi(gateway) });
  return { ...bodiesOf(stack), stack } as { original: any; copy: any; stack: Stack };
}

test.each<[string, (stack: Stack) => RestGateway]>([
  ['functions, with and without authorization', (stack) => {
    const gateway = new RestGateway(stack, 'OrdersApi', { description: 'Orders', restApiName: 'orders' });
    const handler = testFunction(stack);
    gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], handler });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET, HttpMethod.PUT], handler, apiKeyRequired: true, requestParameters: { 'method.request.querystring.page': true, 'method.request.header.X-Trace': false } });
    gateway.addRoutes({ path: '/open', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none(), operationName: 'open' });
    gateway.addRoutes({ path: '/keyed', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none(), apiKeyRequired: true });
    gateway.addRoutes({ path: '/files/{proxy+}', handler });
    return gateway;
  }],
  ['CORS, media types, compression and a policy', (stack) => {
    const gateway = new RestGateway(stack, 'OrdersApi', { cors: { allowOrigins: ['https://shop.example.com'] }, binaryMediaTypes: ['image/png'], minCompressionSize: Size.kibibytes(2), disableExecuteApiEndpoint: true, securityPolicy: apigateway.SecurityPolicy.TLS_1_2 });
    gateway.api.addToResourcePolicy(new PolicyStatement({ actions: ['execute-api:Invoke'], principals: [new AnyPrincipal()], resources: ['execute-api:/*'] }));
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: testFunction(stack) });
    return gateway;
  }],
  ['authorizers, models, validators, caches and gateway responses', (stack) => {
    const users = new apigateway.CognitoUserPoolsAuthorizer(stack, 'SignIn', { cognitoUserPools: [new UserPool(stack, 'Users')] });
    const gateway = new RestGateway(stack, 'OrdersApi', { authorizer: users });
    const handler = testFunction(stack);
    const schema = { type: apigateway.JsonSchemaType.OBJECT, required: ['id'], properties: { id: { type: apigateway.JsonSchemaType.STRING, pattern: '^a' } } };
    const order = gateway.api.addModel('Order', { modelName: 'Order', description: 'An order', schema });
    const requestValidator = gateway.api.addRequestValidator('Body', { validateRequestBody: true });
    const token = new apigateway.TokenAuthorizer(stack, 'Token', { handler: testFunction(stack, 'Check'), resultsCacheTtl: Duration.minutes(1), validationRegex: '^Bearer' });
    const request = new apigateway.RequestAuthorizer(stack, 'Request', { handler: testFunction(stack, 'Check2'), identitySources: [apigateway.IdentitySource.header('X-A'), apigateway.IdentitySource.queryString('b')] });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler, requestModels: { 'application/json': order, 'application/xml': order }, requestValidator, authorizationScopes: ['orders/write'] });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler, authorizer: token, cache: { keys: ['query.page'] } });
    gateway.addRoutes({ path: '/carts', methods: [HttpMethod.GET], handler, authorizer: request, methodResponses: [{ statusCode: '200', responseModels: { 'text/plain': order }, responseParameters: { 'method.response.header.X-Trace': true } }] });
    gateway.api.addGatewayResponse('Denied', { type: apigateway.ResponseType.ACCESS_DENIED, statusCode: '404', templates: { 'application/json': '{}' } });
    new apigateway.CfnDocumentationPart(stack, 'Part', { restApiId: gateway.api.restApiId, location: { type: 'API' }, properties: '{"description":"Orders"}' });
    return gateway;
  }],
  ['integrations with services and a backend', (stack) => {
    const gateway = new RestGateway(stack, 'OrdersApi');
    gateway.addRoutes({ path: '/jobs', methods: [HttpMethod.POST], integration: Integrations.sqsSendMessage(new Queue(stack, 'Jobs')) });
    gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration({ requestTemplates: { 'application/json': '{"statusCode":200}' }, integrationResponses: [{ statusCode: '200' }, { statusCode: '500', selectionPattern: '5..' }] }), methodResponses: [{ statusCode: '200' }, { statusCode: '500' }] });
    gateway.addRoutes({ path: '/backend', integration: Integrations.httpProxy('https://backend.example.com') });
    return gateway;
  }],
])('a gateway with %s and one of its document have the same document', (_, define) => {
  const { original, copy: copied } = copy(define);
  expect(copied.Body).toEqual(original.Body);
  for (const property of ['Policy', 'BinaryMediaTypes', 'MinimumCompressionSize', 'ApiKeySourceType', 'Description', 'Name', 'DisableExecuteApiEndpoint']) {
    expect(copied[property]).toEqual(original[property]);
  }
});

test('a gateway of the document of another one may call its functions, once each', () => {
  const { stack } = copy((inStack) => {
    const gateway = new RestGateway(inStack, 'OrdersApi');
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.POST], handler: testFunction(inStack) });
    return gateway;
  });
  const permissions: any[] = Object.values(templateOf(stack).findResources('AWS::Lambda::Permission'));
  expect(new Set(permissions.map(({ Properties }) => JSON.stringify(Properties.SourceArn))).size).toBe(2);
  expect(permissions).toHaveLength(2);
});

test('60 random APIs and gateways of their documents have the same documents', () => {
  fc.assert(fc.property(randomApi, (api) => {
    const stack = new Stack(new App({ treeMetadata: false, analyticsReporting: false }), 'Shop');
    const gateway = defineApi(stack, api, RestLayout.OPENAPI);
    const copied = RestGateway.fromOpenApi(stack, 'Copy', { definition: OpenApiDocument.fromRestApi(gateway.api) });
    const documents = [gateway, copied].map(({ api: l2 }) => OpenApiDocument.fromRestApi(l2).toJson());
    expect(documents[1]).toEqual(documents[0]);
  }), { numRuns: 60 });
}, 300_000);
