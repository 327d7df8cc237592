import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { App, Fn, Stack } from 'aws-cdk-lib/core';
import { OpenApiDocument, RestGateway, RestLayout, RouteAuthorizer } from '../../lib';
import { testFunction, testGateway, testStack } from '../helpers';

const mock = new apigateway.MockIntegration();

test('the document of an API of the L2, of ours and of one in the other layout say the same', () => {
  const define = (create: (stack: Stack) => apigateway.RestApi) => {
    const stack = testStack();
    const api = create(stack);
    api.root.addResource('orders').addMethod('GET', new apigateway.LambdaIntegration(testFunction(stack)), { authorizationType: apigateway.AuthorizationType.IAM });
    return OpenApiDocument.fromRestApi(api).toJson();
  };
  const [l2, folded, resources] = [
    define((stack) => new apigateway.RestApi(stack, 'Api')),
    define((stack) => new RestGateway(stack, 'Api').api),
    define((stack) => new RestGateway(stack, 'Api', { layout: RestLayout.RESOURCES }).api),
  ];
  expect(folded.paths).toEqual(l2.paths);
  expect(resources).toEqual(folded);
  expect(l2.paths['/orders'].get['x-amazon-apigateway-integration'].uri).toBe('arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler886CB40B.Arn}/invocations');
});

test('a gateway, its L2 and its L1 have one document', () => {
  const { gateway } = testGateway();
  const apis = [gateway, gateway.api, gateway.api.node.defaultChild as apigateway.CfnRestApi];
  const documents = apis.map((api) => OpenApiDocument.fromRestApi(api).toJson());
  expect(documents[0].paths).toHaveProperty(['/orders']);
  expect(documents[1]).toEqual(documents[0]);
  expect(documents[2]).toEqual(documents[0]);
});

test('the document has the routes that are defined so far, before and after synthesis', () => {
  const { stack, gateway, handler } = testGateway();
  const document = OpenApiDocument.fromRestApi(gateway.api);
  const paths = () => Object.keys(document.toJson().paths);
  expect(paths()).toEqual(['/orders']);
  gateway.addRoutes({ path: '/carts', handler });
  expect(paths()).toEqual(['/orders', '/carts']);
  (stack.node.root as App).synth();
  gateway.addRoutes({ path: '/late', handler });
  expect(paths()).toEqual(['/orders', '/carts', '/late']);
});

test('without extensions, ANY is each method that is not there already, and {proxy+} a variable', () => {
  const { gateway, handler } = testGateway();
  gateway.addRoutes({ path: '/files/{proxy+}', handler, operationName: 'file' });
  gateway.addRoutes({ path: '/files/{proxy+}', methods: [HttpMethod.GET], handler, operationName: 'read' });
  const document = OpenApiDocument.fromRestApi(gateway.api, { extensions: false }).toJson();
  expect(JSON.stringify(document)).not.toContain('x-amazon');
  expect(Object.keys(document)).toEqual(['openapi', 'info', 'paths', 'components']);
  const item = document.paths['/files/{proxy}'];
  expect(Object.entries<any>(item).map(([method, { operationId }]) => [method, operationId])).toEqual([
    ['get', 'read'], ['put', 'filePut'], ['post', 'filePost'], ['delete', 'fileDelete'], ['options', 'fileOptions'], ['head', 'fileHead'], ['patch', 'filePatch'],
  ]);
  expect(item.get.parameters).toEqual([{ name: 'proxy', in: 'path', required: true, schema: { type: 'string' } }]);
});

test('without extensions, an authorizer is what its callers send, each thing of it, and without scopes', () => {
  const stack = testStack();
  const { gateway, handler } = testGateway(undefined, stack);
  const { header, queryString, context } = apigateway.IdentitySource;
  const request = (id: string, ...identitySources: string[]) =>
    new apigateway.RequestAuthorizer(stack, id, { authorizerName: id, handler, identitySources });
  const users = new UserPool(stack, 'Users');
  const add = (path: string, authorizer: apigateway.IAuthorizer, options?: apigateway.MethodOptions) =>
    gateway.addRoutes({ path, methods: [HttpMethod.GET], handler, authorizer, ...options });
  add('/two', request('Two', header('X-A'), queryString('b'), context('path')), { apiKeyRequired: true });
  add('/one', request('One', header('X-A')));
  add('/none', request('None', context('path')));
  add('/users', new apigateway.CognitoUserPoolsAuthorizer(stack, 'SignIn', { authorizerName: 'SignIn', cognitoUserPools: [users] }), { authorizationScopes: ['shop/orders'] });
  const { paths, components } = OpenApiDocument.fromRestApi(gateway, { extensions: false }).toJson();
  const securityOf = (path: string) => paths[path].get.security;
  expect([securityOf('/two'), securityOf('/one'), securityOf('/none'), securityOf('/users')]).toEqual([
    [{ 'Two.X-A': [], 'Two.b': [], 'api_key': [] }], [{ One: [] }], undefined, [{ SignIn: [] }],
  ]);
  expect(components.securitySchemes).toMatchObject({
    'Two.X-A': { type: 'apiKey', name: 'X-A', in: 'header' },
    'Two.b': { type: 'apiKey', name: 'b', in: 'query' },
    'One': { type: 'apiKey', name: 'X-A', in: 'header' },
    'SignIn': { type: 'apiKey', name: 'Authorization', in: 'header' },
  });
});

test('what is known at deployment only stands as text', () => {
  const { stack, gateway } = testGateway();
  const uris = [Fn.importValue('Uri'), `https://${Fn.select(0, Fn.split(',', stack.account))}`, Fn.sub('https://${AWS::Region}')];
  uris.forEach((uri, i) => gateway.addRoutes({ path: `/${i}`, methods: [HttpMethod.GET], integration: new apigateway.HttpIntegration(uri) }));
  const { paths } = OpenApiDocument.fromRestApi(gateway.api).toJson();
  expect(uris.map((_, i) => paths[`/${i}`].get['x-amazon-apigateway-integration'].uri)).toEqual([
    '${Fn::ImportValue:"Uri"}',
    'https://${Fn::Select:[0,{"Fn::Split":[",",{"Ref":"AWS::AccountId"}]}]}',
    'https://${AWS::Region}',
  ]);
});

test('is written at synthesis, beside the template or wherever it is wanted', () => {
  const { stack, gateway } = testGateway();
  const { outdir } = stack.node.root as App;
  const [relative, absolute] = ['docs/orders.json', join(outdir, 'elsewhere', 'orders.json')];
  OpenApiDocument.fromRestApi(gateway.api).writeFile(relative);
  OpenApiDocument.fromRestApi(gateway.api, { extensions: false }).writeFile(absolute);
  gateway.addRoutes({ path: '/later', integration: mock, authorizer: RouteAuthorizer.none() });
  expect(existsSync(absolute)).toBe(false);
  (stack.node.root as App).synth();
  const [full, plain] = [join(outdir, relative), absolute].map((file) => JSON.parse(readFileSync(file, 'utf8')));
  expect(full).toEqual(OpenApiDocument.fromRestApi(gateway.api).toJson());
  expect(Object.keys(plain.paths)).toEqual(['/orders', '/later']);
  expect(JSON.stringify(plain)).not.toContain('x-amazon');
});

describe('bad input', () => {
  test('fails on an API that is imported', () => {
    expect(() => OpenApiDocument.fromRestApi(apigateway.RestApi.fromRestApiId(testStack(), 'Api', 'abc'))).toThrow(/^'api' must be a RestApi that this app defines, since an imported API has no routes here\n    at \[Shop\/Api\]$/);
  });

  test('fails on an API that is defined with a document', () => {
    const api = new apigateway.SpecRestApi(testStack(), 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.0.1' }) });
    expect(() => OpenApiDocument.fromRestApi(api)).toThrow("'api' has a document already, the one it is defined with");
  });

  test('fails on a file that is written twice, and on one without a name', () => {
    const document = OpenApiDocument.fromRestApi(testGateway().gateway.api);
    document.writeFile('a/b.json');
    expect(() => document.writeFile('a/b.json')).toThrow('\'path\' "a/b.json" is written already: choose another');
    expect(() => document.writeFile('')).toThrow("'path' must not be empty: write 'openapi.json', for example");
  });

  test('fails on what a document cannot say, also if it is only written', () => {
    const stack = testStack();
    const api = new apigateway.RestApi(stack, 'Api');
    api.root.addMethod('GET', mock);
    api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.ARRAY, minItems: 1 } });
    OpenApiDocument.fromRestApi(api).writeFile('orders.json');
    expect(() => (stack.node.root as App).synth()).toThrow('the keyword "minItems" of the model "Order" would be dropped by an import');
  });
});
