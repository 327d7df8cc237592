import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Duration, Token } from 'aws-cdk-lib/core';
import { CacheClusterSize, CorsSettings, Integrations, RequestSchema, RestGateway, RestLayout, RouteAuthorizer } from '../../lib';
import { apiMeaning } from '../contract/support/api-meaning';
import { methodsOf, propertiesOf, templateOf, testFunction, testGateway, testStack } from '../helpers';
import { renderVtl } from '../integrations/support/vtl';

const ONE = 'https://shop.example.com';
const SEVERAL = [ONE, 'http://localhost:3000', 'https://*.example.org'];
const LAYOUTS = [RestLayout.OPENAPI, RestLayout.RESOURCES];

function apiWith(cors: CorsSettings, layout = RestLayout.OPENAPI, props = {}) {
  const { stack, gateway, handler } = testGateway({ cors, layout, ...props });
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler });
  gateway.addRoutes({ path: '/orders/{id}/lines', handler });
  return { stack, gateway, handler };
}

/** The headers of the only answer of a method, without the quotes of the mapping. */
function headersOf(method: any): Record<string, string> {
  const [{ ResponseParameters: parameters }] = method.integration.IntegrationResponses;
  return Object.fromEntries(Object.entries<string>(parameters).map(([name, value]) => [name.replace('method.response.header.', ''), value.slice(1, -1)]));
}

/** The origin that an answer names: that of its mapping, unless its template says otherwise. */
function originFor(method: any, origin?: string, header = 'origin'): string | undefined {
  const [{ ResponseTemplates: templates }] = method.integration.IntegrationResponses;
  const overrides: Record<string, string> = {};
  const text = renderVtl(templates?.['application/json'] ?? '', { headers: origin === undefined ? {} : { [header]: origin }, headerOverrides: overrides }).text;
  expect(text).toBe('');
  return overrides['Access-Control-Allow-Origin'] ?? headersOf(method)['Access-Control-Allow-Origin'];
}

describe.each(LAYOUTS)('a preflight of %s', (layout) => {
  test('names the methods that its path has, and all but its own for ANY', () => {
    const methods = methodsOf(apiWith({ allowOrigins: ['*'] }, layout).stack);
    expect(headersOf(methods['OPTIONS /orders'])['Access-Control-Allow-Methods']).toBe('GET,POST');
    expect(headersOf(methods['OPTIONS /orders/{id}/lines'])['Access-Control-Allow-Methods']).toBe('DELETE,GET,HEAD,PATCH,POST,PUT');
  });

  test('is open, needs no key, and answers by itself', () => {
    const { stack } = apiWith({ allowOrigins: [ONE] }, layout);
    expect(methodsOf(stack)['OPTIONS /orders']).toMatchObject({ authorization: 'NONE', apiKeyRequired: false, integration: { Type: 'MOCK' } });
  });

  test('says what is said, and nothing else', () => {
    const cors = { allowOrigins: [ONE], allowHeaders: ['X-Tenant'], allowMethods: [HttpMethod.GET], allowCredentials: true, exposeHeaders: ['X-Request'], maxAge: Duration.hours(1) };
    expect(headersOf(methodsOf(apiWith(cors, layout).stack)['OPTIONS /orders'])).toEqual({
      'Access-Control-Allow-Origin': ONE,
      'Access-Control-Allow-Headers': 'X-Tenant',
      'Access-Control-Allow-Methods': 'GET',
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Max-Age': '3600',
      'Vary': 'Origin',
    });
  });

  test('names the one of several origins that asks, and nobody for others', () => {
    const preflight = methodsOf(apiWith({ allowOrigins: SEVERAL }, layout).stack)['OPTIONS /orders'];
    expect(headersOf(preflight).Vary).toBe('Origin');
    for (const origin of [ONE, 'http://localhost:3000', 'https://a.example.org', 'https://a.b-c.example.org']) {
      expect([origin, originFor(preflight, origin), originFor(preflight, origin, 'Origin')]).toEqual([origin, origin, origin]);
    }
    for (const origin of [undefined, '', 'https://evil.example', 'https://example.org', 'https://evilexample.org', 'https://a.example.org.evil.example', 'https://evil.example/.example.org', 'http://a.example.org', 'https://shopXexample.com']) {
      expect([origin, originFor(preflight, origin)]).toEqual([origin, 'https://origin.invalid']);
    }
  });

  test('is text also for an API for which everything is bytes', () => {
    const contentHandling = (binaryMediaTypes: string[]) => {
      const { integration } = methodsOf(apiWith({ allowOrigins: ['*'] }, layout, { binaryMediaTypes }).stack)['OPTIONS /orders'];
      return [integration.ContentHandling, integration.IntegrationResponses[0].ContentHandling];
    };
    expect(contentHandling(['*/*'])).toEqual(['CONVERT_TO_TEXT', 'CONVERT_TO_TEXT']);
    expect(contentHandling(['image/png'])).toEqual([undefined, undefined]);
  });

  test('declares each header that it sends', () => {
    const preflight = methodsOf(apiWith({ allowOrigins: SEVERAL, allowCredentials: true, maxAge: Duration.minutes(1) }, layout).stack)['OPTIONS /orders'];
    expect(Object.keys(headersOf(preflight)).filter((name) => !preflight.responses[204].headers.includes(name))).toEqual([]);
  });
});

test('all origins of a scheme are taken', () => {
  const preflight = methodsOf(apiWith({ allowOrigins: ['https://*'] }).stack)['OPTIONS /orders'];
  expect(originFor(preflight, 'https://a.example:8443')).toBe('https://a.example:8443');
  expect(originFor(preflight, 'http://a.example')).toBe('https://origin.invalid');
});

describe('answers that API Gateway makes', () => {
  function mapped(cors: CorsSettings, layout = RestLayout.OPENAPI) {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api', { cors, layout });
    const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration: Integrations.dynamoDbGetItem(table, { key: { id: { S: 'a' } } } as never) });
    return { stack, gateway };
  }

  test.each(LAYOUTS)('let the browser see them, errors too, in %s', (layout) => {
    const { stack } = mapped({ allowOrigins: [ONE], exposeHeaders: ['X-Request'] }, layout);
    const { integration, responses } = methodsOf(stack)['GET /orders/{id}'];
    expect(integration.IntegrationResponses.length).toBeGreaterThan(1);
    for (const { ResponseParameters: parameters } of integration.IntegrationResponses) {
      expect(parameters).toMatchObject({ 'method.response.header.Access-Control-Allow-Origin': `'${ONE}'`, 'method.response.header.Access-Control-Expose-Headers': "'X-Request'" });
    }
    for (const { headers } of Object.values<any>(responses)) expect(headers).toEqual(['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Vary']);
  });

  test('choose among several origins in each template', () => {
    const { stack } = mapped({ allowOrigins: SEVERAL });
    for (const { ResponseTemplates: templates } of methodsOf(stack)['GET /orders/{id}'].integration.IntegrationResponses) {
      const overrides: Record<string, string> = {};
      renderVtl(Object.values<string>(templates)[0], { body: '{}', headers: { origin: ONE }, headerOverrides: overrides });
      expect(overrides).toMatchObject({ 'Access-Control-Allow-Origin': ONE });
    }
  });

  test('keep the origin that an integration names itself', () => {
    const { stack, gateway } = testGateway({ cors: { allowOrigins: [ONE] } });
    const responseParameters = { 'method.response.header.Access-Control-Allow-Origin': "'https://other.example'" };
    gateway.addRoutes({
      path: '/own',
      methods: [HttpMethod.GET],
      integration: new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200', responseParameters }] }),
      methodResponses: [{ statusCode: '200', responseParameters: { 'method.response.header.Access-Control-Allow-Origin': true } }],
    });
    expect(methodsOf(stack)['GET /own'].integration.IntegrationResponses[0].ResponseParameters).toEqual(responseParameters);
  });

  test('without a template cannot choose, and say so', () => {
    const { stack, gateway } = testGateway({ cors: { allowOrigins: SEVERAL } });
    gateway.addRoutes({ path: '/bytes', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200' }] }), methodResponses: [{ statusCode: '200' }] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('route "GET /bytes" has answers without a template, and only a template can choose among several origins'));
  });
});

describe('errors of API Gateway itself', () => {
  const responsesOf = (cors: CorsSettings) => propertiesOf(apiWith(cors).stack, 'AWS::ApiGateway::RestApi').Body['x-amazon-apigateway-gateway-responses'];

  test('name the only origin', () => {
    const parameters = { 'gatewayresponse.header.Access-Control-Allow-Origin': `'${ONE}'`, 'gatewayresponse.header.Vary': "'Origin'", 'gatewayresponse.header.Access-Control-Allow-Credentials': "'true'" };
    const response = { responseParameters: parameters };
    expect(responsesOf({ allowOrigins: [ONE], allowCredentials: true })).toEqual({ DEFAULT_4XX: response, DEFAULT_5XX: response });
  });

  test('name every origin as such', () => {
    expect(responsesOf({ allowOrigins: ['*'] }).DEFAULT_4XX).toEqual({ responseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" } });
  });

  test('repeat the origin that asks, if there are several', () => {
    expect(responsesOf({ allowOrigins: SEVERAL }).DEFAULT_5XX.responseParameters).toEqual({
      'gatewayresponse.header.Access-Control-Allow-Origin': 'method.request.header.Origin', 'gatewayresponse.header.Vary': "'Origin'",
    });
  });

  test('are resources in the other layout, of which the deployment takes a snapshot', () => {
    const snapshot = (origin: string) => {
      const template = templateOf(apiWith({ allowOrigins: [origin] }, RestLayout.RESOURCES).stack);
      template.resourceCountIs('AWS::ApiGateway::GatewayResponse', 2);
      return Object.keys(template.findResources('AWS::ApiGateway::Deployment'));
    };
    expect(snapshot(ONE)).not.toEqual(snapshot('https://other.example.com'));
  });
});

test('an API without CORS has none of it', () => {
  const { stack, handler } = testGateway();
  expect(testFunction(stack, 'Other').node.path).not.toBe(handler.node.path);
  expect(JSON.stringify(templateOf(stack).toJSON())).not.toContain('Access-Control');
});

describe('what is easily overlooked', () => {
  test('a change of a schema, of methods and of origins makes a new deployment, in both layouts', () => {
    const deployment = (layout: RestLayout, cors: CorsSettings, schema: object) => {
      const { stack, gateway, handler } = testGateway({ layout, cors });
      gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler, requestSchema: RequestSchema.fromInline(schema) });
      return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment')).join();
    };
    for (const layout of LAYOUTS) {
      const ids = [
        deployment(layout, { allowOrigins: [ONE] }, { type: 'object' }),
        deployment(layout, { allowOrigins: [ONE] }, { type: 'object', required: ['a'] }),
        deployment(layout, { allowOrigins: [ONE], allowMethods: [HttpMethod.GET] }, { type: 'object' }),
        deployment(layout, { allowOrigins: [ONE, 'https://other.example.com'] }, { type: 'object' }),
      ];
      expect(new Set(ids).size).toBe(4);
      expect(deployment(layout, { allowOrigins: [ONE] }, { type: 'object' })).toBe(ids[0]);
    }
  });

  test('a text that follows the choice of an origin stays a text', () => {
    const { stack, gateway } = testGateway({ cors: { allowOrigins: SEVERAL } });
    gateway.addRoutes({
      path: '/text',
      methods: [HttpMethod.GET],
      integration: new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200', responseTemplates: { 'text/plain': 'OK' } }] }),
      methodResponses: [{ statusCode: '200' }],
    });
    const [{ ResponseTemplates: templates }] = methodsOf(stack)['GET /text'].integration.IntegrationResponses;
    expect(templates['text/plain']).toMatch(/#\{end\}OK$/); // "#endOK" would be a word
    expect(renderVtl(templates['text/plain'], { headers: { origin: ONE } }).text).toBe('OK');
  });

  test.each(LAYOUTS)('what is added to the L2 by itself has its preflight and its headers, in %s', (layout) => {
    const { stack, gateway } = testGateway({ cors: { allowOrigins: SEVERAL }, layout });
    const integration = new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': '{}' } }] });
    const resource = new apigateway.Resource(stack, 'Elsewhere', { parent: gateway.api.root, pathPart: 'elsewhere' });
    new apigateway.Method(stack, 'Post', { resource, httpMethod: 'POST', integration, options: { methodResponses: [{ statusCode: '200' }] } });
    gateway.api.addGatewayResponse('Own', { type: apigateway.ResponseType.THROTTLED, responseHeaders: { 'Retry-After': "'1'" } });
    const { methods, gatewayResponses } = apiMeaning(templateOf(stack).toJSON() as never);
    expect(headersOf(methods['OPTIONS /elsewhere'])['Access-Control-Allow-Methods']).toBe('POST');
    expect(originFor(methods['OPTIONS /elsewhere'], ONE)).toBe(ONE);
    expect(headersOf(methods['POST /elsewhere'])).toHaveProperty('Access-Control-Allow-Origin');
    expect(gatewayResponses.THROTTLED.ResponseParameters).toEqual({
      'gatewayresponse.header.Retry-After': "'1'", 'gatewayresponse.header.Access-Control-Allow-Origin': 'method.request.header.Origin', 'gatewayresponse.header.Vary': "'Origin'",
    });
  });

  test.each(LAYOUTS)('fails on a preflight behind an authorizer or a key, in %s', (layout) => {
    const closed = (options: apigateway.MethodOptions) => () => {
      const { stack, gateway } = testGateway({ cors: { allowOrigins: [ONE] }, layout, restApiProps: {} });
      const resource = new apigateway.CfnResource(stack, 'Own', { restApiId: gateway.api.restApiId, parentId: gateway.api.restApiRootResourceId, pathPart: 'own' });
      new apigateway.CfnMethod(stack, 'Options', { restApiId: gateway.api.restApiId, resourceId: resource.ref, httpMethod: 'OPTIONS', integration: { type: 'MOCK' }, ...options as object });
      return templateOf(stack);
    };
    const message = /the method OPTIONS at \[Shop\/Options\] takes preflight requests from 'cors', and refuses them, since browsers send them without authorization and without a key: leave it out, or open it/;
    expect(closed({ authorizationType: apigateway.AuthorizationType.IAM })).toThrow(message);
    expect(closed({ apiKeyRequired: true })).toThrow(message);
    expect(closed({ authorizationType: apigateway.AuthorizationType.NONE })).not.toThrow();
  });

  test('headers are the same in whatever case, and what an answer depends on is the one and the other', () => {
    const answer = (responseParameters: Record<string, string>) => {
      const { stack, gateway } = testGateway({ cors: { allowOrigins: SEVERAL } });
      const integration = new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200', responseParameters, responseTemplates: { 'application/json': '{}' } }] });
      const declared = Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true]));
      gateway.addRoutes({ path: '/own', methods: [HttpMethod.GET], integration, methodResponses: [{ statusCode: '200', responseParameters: declared }] });
      return methodsOf(stack)['GET /own'].integration.IntegrationResponses[0].ResponseParameters;
    };
    const own = { 'method.response.header.access-control-allow-origin': "'https://other.example'" };
    expect(answer(own)).toEqual(own);
    expect(answer({ 'method.response.header.vary': "'Accept'" })).toEqual({ 'method.response.header.vary': "'Accept, Origin'", 'method.response.header.Access-Control-Allow-Origin': "'https://origin.invalid'" });
  });

  test('an empty map of templates is none', () => {
    const { stack, gateway } = testGateway({ cors: { allowOrigins: SEVERAL } });
    gateway.addRoutes({ path: '/bytes', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200', responseTemplates: {} }] }), methodResponses: [{ statusCode: '200' }] });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('only a template can choose among several origins'));
  });

  test.each(LAYOUTS)('a preflight has nothing of what other methods have by default, in %s', (layout) => {
    const restApiProps = { defaultMethodOptions: { requestParameters: { 'method.request.header.X-Tenant': true }, operationName: 'x', apiKeyRequired: true } };
    const { stack } = testGateway({ cors: { allowOrigins: [ONE] }, layout, restApiProps });
    const preflight = methodsOf(stack)['OPTIONS /orders'];
    expect([preflight.parameters, preflight.operationName, preflight.apiKeyRequired]).toEqual([{}, undefined, false]);
  });

  test('a cached answer is another for each of several origins', () => {
    const cache = { clusterSize: CacheClusterSize.GB_0_5 };
    const { stack, gateway, handler } = testGateway({ cors: { allowOrigins: SEVERAL }, cache, authorizer: RouteAuthorizer.none() });
    gateway.addRoutes({ path: '/cached', methods: [HttpMethod.GET], handler, cache: {} });
    expect(methodsOf(stack)['GET /cached'].integration.CacheKeyParameters).toEqual(['method.request.header.Origin']);
  });

  test.each<[object, string]>([
    [{ allowOrigins: ['https://*'], allowCredentials: true }, "must name the origins when 'cors.allowCredentials' is true, got \"https://*\", which stands for sites that nobody knows"],
    [{ allowOrigins: ['null'], allowCredentials: true }, 'got "null"'],
    [{ allowOrigins: ['https://*.com'] }, 'got "https://*.com"'],
    [{ allowOrigins: [`https://*.${Token.asString({ Ref: 'Domain' })}`] }, 'must not have "*" beside a token'],
    ...['https://Shop.example.com', 'HTTPS://a.example.com', 'https://shop.example.com:443', 'https://a.example.com?x=1', 'https://u@a.example.com', 'https://a,b', 'https://münchen.de', 'https://a\\'].map((origin): [object, string] =>
      [{ allowOrigins: [origin] }, `'cors.allowOrigins' must be "*" or origins as browsers send them, without a path, got ${JSON.stringify(origin)}`]),
    [{ allowOrigins: [ONE], allowMethods: ['get'] }, "'cors.allowMethods' must be of ANY, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, *, got \"get\""],
    [{ allowOrigins: [ONE], allowMethods: [] }, "'cors.allowMethods' must not be empty"],
    [{ allowOrigins: [ONE], allowHeaders: Token.asList({ Ref: 'Headers' }) }, "'cors.allowHeaders' must be a list of known length, got a token"],
    [{ allowOrigins: [ONE], statusCode: 999 }, "'cors.statusCode' must be from 200 to 299, got 999"],
    [{ allowOrigins: [ONE], disableCache: true, maxAge: Duration.minutes(1) }, "set either 'cors.maxAge' or 'cors.disableCache', got both"],
  ])('fails on %j', (cors, message) => {
    expect(() => testGateway({ restApiProps: { defaultCorsPreflightOptions: cors as never } })).toThrow(message);
  });

  test.each(['null', 'capacitor://localhost', 'http://localhost:8080', 'https://xn--mnchen-3ya.de', 'http://[::1]:3000'])('takes the origin %s', (origin) => {
    expect(() => testGateway({ cors: { allowOrigins: [origin] } })).not.toThrow();
  });

  test('no headers are no header', () => {
    const preflight = methodsOf(apiWith({ allowOrigins: [ONE], allowHeaders: [] }).stack)['OPTIONS /orders'];
    expect(headersOf(preflight)).not.toHaveProperty('Access-Control-Allow-Headers');
  });
});
