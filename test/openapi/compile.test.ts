import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { App, CfnParameter, CfnResource, Fn, Stack } from 'aws-cdk-lib/core';
import { mixins, OpenApiDocument } from '../../lib';
import { templateOf, testFunction, testStack } from '../helpers';

/** An API of the L2 as a document. */
function define(props?: apigateway.RestApiProps): { stack: Stack; api: apigateway.RestApi } {
  const stack = testStack();
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
  api.with(new mixins.RestApiAsOpenApi());
  return { stack, api };
}

const mock = new apigateway.MockIntegration();
const documentOf = (api: apigateway.RestApi) => OpenApiDocument.fromRestApi(api).toJson();
const synthesis = (stack: Stack) => () => (stack.node.root as App).synth();

/** A model as it would stand in a template. */
function model(schema: object, props: Partial<apigateway.CfnModelProps> = {}) {
  const { stack, api } = define();
  api.root.addMethod('GET', mock);
  new apigateway.CfnModel(stack, 'Order', { restApiId: api.restApiId, name: 'Order', schema, ...props });
  return { stack, api };
}

describe('models', () => {
  test('keep what an import takes', () => {
    const schema = {
      type: 'object',
      title: 'Order',
      properties: { default: { type: 'string', pattern: '^a', maxLength: 9 }, items: { type: 'array', uniqueItems: true, items: { type: 'number', minimum: 0 } } },
      required: ['default'],
      additionalProperties: false,
      anyOf: [{ exclusiveMaximum: true, maximum: 3 }, { not: { type: 'object' } }],
    };
    expect(documentOf(model({ $schema: 'http://json-schema.org/draft-04/schema#', ...schema }).api).components.schemas).toEqual({ Order: schema });
  });

  test('get their definitions in place of references to them, since an import takes no references within a schema', () => {
    const { api } = model({ definitions: { Id: { type: 'string' }, Ids: { type: 'array', items: { $ref: '#/definitions/Id' } } }, type: 'object', properties: { ids: { $ref: '#/definitions/Ids' } } });
    expect(documentOf(api).components.schemas.Order).toEqual({ type: 'object', properties: { ids: { type: 'array', items: { type: 'string' } } } });
  });

  test('are called like their constructs if they have no name', () => {
    const { api } = define();
    const order = api.addModel('Order', { schema: {} });
    api.root.addMethod('GET', mock, { requestModels: { 'application/json': order } });
    const document = documentOf(api);
    expect(Object.keys(document.components.schemas)).toEqual(['Order']);
    expect(document.paths['/'].get.requestBody.content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Order' });
  });

  test('that every API has are there if they are used', () => {
    const { api } = define();
    api.root.addMethod('GET', mock, { methodResponses: [{ statusCode: '500', responseModels: { 'application/json': apigateway.Model.ERROR_MODEL } }] });
    expect(Object.keys(documentOf(api).components.schemas)).toEqual(['Error']);
  });

  test('may be JSON text, and may hold tokens', () => {
    const { stack, api } = model({ type: 'string', enum: [Fn.ref('AWS::Region')] });
    expect(templateOf(stack).toJSON().Resources[stack.resolve((api.node.defaultChild as CfnResource).logicalId)].Properties.Body.components.schemas.Order.enum).toEqual([{ Ref: 'AWS::Region' }]);
    const text = model({});
    (text.stack.node.findChild('Order') as CfnResource).addPropertyOverride('Schema', '{"type":"string"}');
    expect(documentOf(text.api).components.schemas.Order).toEqual({ type: 'string' });
  });

  const HANDLER = "check it in the handler, or use 'layout: RestLayout.RESOURCES'";
  test.each<[object, string]>([
    [{ type: 'array', minItems: 1 }, `the keyword "minItems" of the model "Order" would be dropped by an import: ${HANDLER}`],
    [{ type: 'array', maxItems: 1 }, 'the keyword "maxItems" of the model "Order" would be dropped'],
    [{ type: 'number', minimum: 0, exclusiveMinimum: true }, 'the keyword "exclusiveMinimum" of the model "Order" would be dropped'],
    [{ minProperties: 1 }, 'the keyword "minProperties" of the model "Order" would be dropped'],
    [{ maxProperties: 1 }, 'the keyword "maxProperties" of the model "Order" would be dropped'],
    [{ properties: { a: { default: 1 } } }, 'the keyword "default" of the model "Order" would be dropped'],
    [{ items: { readOnly: true } }, 'the keyword "readOnly" of'],
    [{ nullable: true }, 'the keyword "nullable" of'],
    [{ discriminator: 'x' }, 'the keyword "discriminator" of'],
    [{ example: 'x' }, 'the keyword "example" of'],
    [{ id: 'x' }, 'the keyword "id" of'],
    [{ allOf: [{ patternProperties: {} }] }, 'the keyword "patternProperties" of'],
    [{ dependencies: {} }, 'the keyword "dependencies" of'],
    [{ additionalItems: false }, 'the keyword "additionalItems" of'],
    [{ contains: {} }, 'the keyword "contains" of'],
    [{ const: 1 }, 'the keyword "const" of'],
    [{ items: [{ type: 'string' }] }, 'the keyword "items" of the model "Order" is a list, and OpenAPI 3.0 takes one schema for all items'],
    [{ type: ['string', 'null'] }, 'the keyword "type" of the model "Order" is ["string","null"], and OpenAPI 3.0 takes one type, and not null: choose one'],
    [{ type: 'null' }, 'the keyword "type" of the model "Order" is "null"'],
    [{ type: 'integer', format: 'int64' }, 'the keyword "format" of the model "Order" is "int64", which an import drops: leave it out'],
    [{ $schema: 'http://json-schema.org/draft-07/schema#' }, 'the keyword "$schema" of the model "Order" is "http://json-schema.org/draft-07/schema#", and API Gateway takes draft 4: leave it out'],
    [{ definitions: { a: { items: { $ref: '#/definitions/a' } } }, $ref: '#/definitions/a' }, 'the keyword "$ref" of the model "Order" is "#/definitions/a", which contains itself: make it a model of its own, and refer to that'],
    [{ $ref: '#/definitions/none' }, 'the keyword "$ref" of the model "Order" is "#/definitions/none", which is neither a model of this API nor one of the schema\'s definitions: write "https://apigateway.amazonaws.com/restapis/'],
    [{ $ref: 'https://apigateway.amazonaws.com/restapis/abc/models/Order' }, 'a model of another API: define the model here'],
  ])('fails on %j', (schema, message) => {
    const { stack, api } = model(schema);
    expect(synthesis(stack)).toThrow(`${message}`);
    expect(synthesis(stack)).toThrow('at [Shop/Order]');
    expect(() => documentOf(api)).toThrow(message);
  });

  test.each<[Partial<apigateway.CfnModelProps>, string]>([
    [{ name: 'an order' }, 'the name of the model must be made of letters and digits, got "an order": rename it'],
    [{ contentType: 'application/xml' }, "the model \"Order\" has the content type \"application/xml\", which an import drops: leave 'contentType' out"],
  ])('fails on a model with %j', (props, message) => {
    expect(synthesis(model({}, props).stack)).toThrow(message);
  });

  test('fails on a schema that is no JSON', () => {
    const { stack } = model({});
    (stack.node.findChild('Order') as CfnResource).addPropertyOverride('Schema', '{');
    expect(synthesis(stack)).toThrow('the schema of the model "Order" must be JSON, got "{"');
  });

  test('fails on two models of a name, and on a name that is known at deployment only', () => {
    const { stack, api } = model({});
    new apigateway.CfnModel(stack, 'Twin', { restApiId: api.restApiId, name: 'Order', schema: {} });
    new apigateway.CfnModel(stack, 'Later', { restApiId: api.restApiId, name: new CfnParameter(stack, 'Name').valueAsString, schema: {} });
    expect(synthesis(stack)).toThrow('the model "Order" has the name of another one at [Shop/Order]: give it a name of its own\n    at [Shop/Twin]');
    expect(synthesis(stack)).toThrow("the name of the model is known at deployment only, and cannot be a name in an OpenAPI document: write it out, or use 'layout: RestLayout.RESOURCES'\n    at [Shop/Later]");
  });
});

describe('what a document cannot say', () => {
  const failing = (message: string, change: (api: apigateway.RestApi, stack: Stack) => void) => {
    const { stack, api } = define();
    api.root.addMethod('GET', mock);
    change(api, stack);
    expect(synthesis(stack)).toThrow(message);
  };
  const method = (options: apigateway.MethodOptions, path = 'x') => (api: apigateway.RestApi) => api.root.resourceForPath(path).addMethod('PUT', mock, options);

  test.each<[string, string, (api: apigateway.RestApi, stack: Stack) => unknown]>([
    ['a model of another API', 'the model "abc" is not one of this API: define it with \'addModel\'', (api, stack) => method({ requestModels: { 'application/json': apigateway.Model.fromModelName(stack, 'M', 'abc') } })(api)],
    ['an authorizer of another API', 'the authorizer "abc" is not one of this API, and a document defines its own', method({ authorizer: { authorizerId: 'abc', authorizationType: apigateway.AuthorizationType.CUSTOM } })],
    ['a validator of another API', "'requestValidator' is not one of this API", (api, stack) => method({ requestValidator: apigateway.RequestValidator.fromRequestValidatorId(stack, 'V', 'abc') })(api)],
    ['two methods of an operation name', 'the \'operationName\' "put" is that of another method, at [Shop/Api/Default/a/PUT/Resource]: an OpenAPI document takes a name once', (api) => ['a', 'b'].forEach((path) => method({ operationName: 'put' }, path)(api))],
    ['a parameter of nowhere', '\'requestParameters\' must be called "method.request.path|querystring|header.<name>", got "method.request.body.x"', method({ requestParameters: { 'method.request.body.x': true } })],
    ['a parameter for a variable that is not there', '\'requestParameters\' has "method.request.path.id", and the path "/x" has no such variable', method({ requestParameters: { 'method.request.path.id': true } })],
    ['two responses of a status code', 'the status code "200" stands at two method responses: each needs its own', method({ methodResponses: [{ statusCode: '200' }, { statusCode: '200' }] })],
    ['a response parameter that is no header', '\'responseParameters\' of a method response must be called "method.response.header.<name>", got "method.response.body.x"', method({ methodResponses: [{ statusCode: '200', responseParameters: { 'method.response.body.x': true } }] })],
    ['a part of a path that is known at deployment only', 'a part of the path is known at deployment only', (api, stack) => ((api.root.addResource('later').node.defaultChild as apigateway.CfnResource).pathPart = new CfnParameter(stack, 'Part').valueAsString)],
    ['a part of a path that an import does not take', 'the part "a$b" of a path has characters that an import does not take: use letters, digits and ". _ , : -"', (api) => api.root.addResource('a$b').addMethod('GET', mock)],
    ['a path below a path of elsewhere', 'the parent of the path is not one of this API', (api, stack) => new apigateway.CfnResource(stack, 'R', { restApiId: api.restApiId, parentId: 'abc', pathPart: 'x' })],
    ['a method of a path of elsewhere', 'the path of the method is not one of this API', (api, stack) => new apigateway.CfnMethod(stack, 'M', { restApiId: api.restApiId, resourceId: 'abc', httpMethod: 'GET' })],
    ['a method that is defined twice', 'the method GET of "/" is defined twice: define it once', (api, stack) => new apigateway.CfnMethod(stack, 'M', { restApiId: api.restApiId, resourceId: api.restApiRootResourceId, httpMethod: 'GET' })],
    ['two integration responses of a pattern', 'the \'selectionPattern\' "default" stands at two integration responses: each needs its own', (api) => api.root.addMethod('PUT', new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200' }, { statusCode: '201' }] }))],
    ['a gateway response that is defined twice', 'the gateway response THROTTLED is defined twice: define it once', (api) => ['A', 'B'].forEach((id) => api.addGatewayResponse(id, { type: apigateway.ResponseType.THROTTLED }))],
    ['documentation that is no JSON', "'properties' of a documentation part must be a JSON text that is known now, got \"Orders\"", (api, stack) => new apigateway.CfnDocumentationPart(stack, 'D', { restApiId: api.restApiId, location: { type: 'API' }, properties: 'Orders' })],
    ['a token authorizer without a header', 'the identity source of the authorizer "T" must be one header, got "method.request.querystring.token"', (api, stack) => method({ authorizer: new apigateway.TokenAuthorizer(stack, 'T', { authorizerName: 'T', handler: testFunction(stack), identitySource: apigateway.IdentitySource.queryString('token') }) })(api)],
    ['an authorizer whose name is no key', 'the name of the authorizer must be made of letters, digits and ". _ -", got "my own"', (api, stack) => method({ authorizer: new apigateway.TokenAuthorizer(stack, 'T', { authorizerName: 'my own', handler: testFunction(stack) }) })(api)],
    ['an authorizer of no known type', 'the type of the authorizer "T" must be one of TOKEN, REQUEST, COGNITO_USER_POOLS, got "JWT"', (api, stack) => new apigateway.CfnAuthorizer(stack, 'T', { restApiId: api.restApiId, name: 'T', type: 'JWT', identitySource: 'method.request.header.A' })],
  ])('fails on %s', (_what, message, change) => failing(message, change));
});

test('an authorizer may be called like the schemes that a document has besides', () => {
  const { stack, api } = define();
  const authorizer = new apigateway.TokenAuthorizer(stack, 'T', { authorizerName: 'sigv4', handler: testFunction(stack) });
  api.root.addMethod('GET', mock, { authorizer });
  api.root.addMethod('PUT', mock, { authorizationType: apigateway.AuthorizationType.IAM });
  const { paths, components } = documentOf(api);
  expect([paths['/'].get.security, paths['/'].put.security]).toEqual([[{ sigv4: [] }], [{ sigv4_: [] }]]);
  expect(Object.keys(components.securitySchemes)).toEqual(['sigv4', 'sigv4_']);
});

test('a method that needs an authorizer and an API key needs both', () => {
  const { api } = define();
  api.root.addMethod('GET', mock, { authorizationType: apigateway.AuthorizationType.IAM, apiKeyRequired: true });
  expect(documentOf(api).paths['/'].get.security).toEqual([{ sigv4: [] }, { api_key: [] }]);
  expect(OpenApiDocument.fromRestApi(api, { extensions: false }).toJson().paths['/'].get.security).toEqual([{ sigv4: [], api_key: [] }]);
});

test('a path without methods is said where nothing else says it', () => {
  const { api } = define();
  api.root.resourceForPath('a/b');
  api.root.resourceForPath('c').addMethod('GET', mock);
  expect(Object.keys(documentOf(api).paths)).toEqual(['/a/b', '/c']);
});

test('text of literals and references is Fn::Sub, and what is more is Fn::Join', () => {
  const { stack, api } = define();
  const uri = (text: string) => api.root.addResource(`r${api.root.node.children.length}`).addMethod('GET', new apigateway.HttpIntegration(text));
  const handler = testFunction(stack);
  uri(`https://${handler.functionName}.example.com/${handler.functionArn}/\${stageVariables.a}`);
  uri(`https://${Fn.importValue('Host')}.example.com`);
  uri(Fn.importValue('Uri'));
  const [{ Properties: { Body } }] = Object.values(templateOf(stack).findResources('AWS::ApiGateway::RestApi'));
  const uris = Object.values<any>(Body.paths).map(({ get }) => get['x-amazon-apigateway-integration'].uri);
  expect(uris).toEqual([
    { 'Fn::Sub': 'https://${Handler886CB40B}.example.com/${Handler886CB40B.Arn}/${!stageVariables.a}' },
    { 'Fn::Join': ['', ['https://', { 'Fn::ImportValue': 'Host' }, '.example.com']] },
    { 'Fn::ImportValue': 'Uri' },
  ]);
});
