import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpRouteAuthorizer, HttpGateway, OpenApiDocument, RouteAuthorizer } from '../../lib';
import { propertiesOf, templateOf, testFunction, testGateway, testStack } from '../helpers';

const sources = { identitySources: ['header.Authorization'] };

/** What every scheme of an operation is, by route. */
function securityOf(names: string[], options = {}): Record<string, unknown[]> {
  const stack = testStack();
  const { gateway, handler } = testGateway(options, stack);
  names.forEach((authorizerName) => gateway.addRoutes({
    path: `/${authorizerName}`, methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.lambdaRequest(testFunction(stack, `Check-${authorizerName}`), { ...sources, authorizerName }),
  }));
  gateway.addRoutes({ path: '/keyed', methods: [HttpMethod.GET], handler, apiKeyRequired: true });
  const { paths, components } = propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body;
  const schemeOf = (name: string) => {
    const scheme = components.securitySchemes[name];
    return scheme['x-amazon-apigateway-authorizer']?.authorizerUri['Fn::Sub'] ?? scheme['x-amazon-apigateway-authtype'] ?? scheme.name;
  };
  const asked = (security: object[]) => security.flatMap((requirement) => Object.keys(requirement).map(schemeOf));
  return Object.fromEntries(Object.entries<any>(paths).filter(([, item]) => item.get).map(([path, { get }]) => [path, asked(get.security)]));
}

test('schemes of ours do not take the place of authorizers, however those are called', () => {
  const names = ['sigv4', 'sigv4_', 'sigv4__', 'api_key', 'api_key_', 'constructor', 'toString', 'hasOwnProperty'];
  const security = securityOf(names);
  expect(security['/orders']).toEqual(['awsSigv4']);
  expect(security['/keyed']).toEqual(['awsSigv4', 'x-api-key']);
  for (const name of names) expect(security[`/${name}`]).toEqual([expect.stringContaining(`\${Check${name.replace(/_/g, '')}`)]);
});

describe('an authorizer called "__proto__", which would leave its routes open, fails', () => {
  test('as one of ours', () => {
    const handler = testFunction(testStack());
    const message = "'authorizerName' must not be \"__proto__\", which objects cannot keep: write \"sign-in\", for example";
    expect(() => RouteAuthorizer.lambdaRequest(handler, { ...sources, authorizerName: '__proto__' })).toThrow(message);
    expect(() => HttpRouteAuthorizer.lambdaRequest(handler, { ...sources, authorizerName: '__proto__' })).toThrow(message);
  });

  test('as one of the L2, in a document', () => {
    const stack = testStack();
    const authorizer = new apigateway.TokenAuthorizer(stack, 'Check', { handler: testFunction(stack, 'Checker'), authorizerName: '__proto__' });
    testGateway({ authorizer }, stack);
    expect(() => templateOf(stack)).toThrow('the name of the authorizer is "__proto__", which objects cannot keep: rename it');
  });
});

test('a model may be called like a member of all objects', () => {
  const { stack, gateway, handler } = testGateway();
  const model = gateway.api.addModel('Model', { modelName: 'constructor', schema: { type: apigateway.JsonSchemaType.OBJECT } });
  gateway.api.root.addResource('x').addMethod('POST', new apigateway.LambdaIntegration(handler), { requestModels: { 'application/json': model } });
  expect(Object.keys(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.components.schemas)).toContain('constructor');
});

test('two authorizers of one name are two schemes in the document of a HTTP API', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  const gateway = new HttpGateway(stack, 'Api');
  gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler, authorizer: HttpRouteAuthorizer.lambdaRequest(handler, { identitySources: ['header.X-Key'], authorizerName: 'sigv4' }) });
  gateway.addRoutes({ path: '/b', methods: [HttpMethod.GET], handler });
  const { paths, components } = OpenApiDocument.fromHttpApi(gateway.api).toJson();
  const nameOf = (path: string) => components.securitySchemes[Object.keys(paths[path].get.security[0])[0]].name;
  expect([nameOf('/a'), nameOf('/b')]).toEqual(['X-Key', 'Authorization']);
});

test('what is documented under the name of all objects is not said of every object', () => {
  const { stack, gateway } = testGateway();
  const properties = JSON.stringify({ polluted: true, __proto__: undefined }).replace('{', '{"__proto__":{"polluted":true},');
  for (const [index, location] of [{ type: 'MODEL', name: '__proto__' }, { type: 'AUTHORIZER', name: '__proto__' }, { type: 'RESOURCE', path: '__proto__' }, { type: 'API' }].entries()) {
    new apigateway.CfnDocumentationPart(stack, `Part${index}`, { restApiId: gateway.api.restApiId, location, properties });
  }
  const document = OpenApiDocument.fromRestApi(gateway.api, { extensions: false }).toJson();
  const objects = Object.getPrototypeOf(document); // those of the document are of another realm than those of the test
  expect(objects.polluted).toBeUndefined();
});
