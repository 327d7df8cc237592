import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { App, Stack } from 'aws-cdk-lib/core';
import { OpenApiDocument, RestGateway, RestGatewayProps, RestLayout, RestRouteOptions, RouteAuthorizer } from '../../lib';
import { propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const MOCK = { integration: new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200' }] }), authorizer: RouteAuthorizer.none() };

function define(options: Partial<RestRouteOptions> = {}, props: RestGatewayProps = {}) {
  const stack = new Stack(new App(), 'Shop');
  const gateway = new RestGateway(stack, 'Api', props);
  const methods = gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], ...(options.handler ? {} : MOCK), ...options });
  return { stack, gateway, methods };
}

const WORDS = { summary: 'Orders', description: 'All of *them*', tags: ['orders'] };
const since = new Date('2026-01-01T00:00:00Z');
const sunset = new Date('2026-12-31T23:59:59Z');
const link = 'https://example.com/v2';
const bodyOf = (stack: Stack) => propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body;
const partsOf = (stack: Stack) => bodyOf(stack)['x-amazon-apigateway-documentation'].documentationParts;
const versionsOf = (stack: Stack) => Object.values<any>(templateOf(stack).findResources('AWS::ApiGateway::DocumentationVersion'));
const deploymentOf = (stack: Stack) => Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'));

describe('documentation', () => {
  test('of a route stands in the document, with a version that all stages show', () => {
    const { stack, gateway } = define({ ...WORDS, requestExample: { id: 1 }, responseExamples: { 404: 'gone' } });
    gateway.addStage('beta');
    expect(partsOf(stack)).toEqual([
      { location: { type: 'METHOD', path: '/orders', method: 'GET' }, properties: WORDS },
      { location: { type: 'REQUEST_BODY', path: '/orders', method: 'GET' }, properties: { content: { 'application/json': { example: { id: 1 } } } } },
      { location: { type: 'RESPONSE', path: '/orders', method: 'GET', statusCode: '404' }, properties: { content: { 'application/json': { example: 'gone' } } } },
    ]);
    const [version, ...others] = versionsOf(stack);
    expect(others).toEqual([]);
    expect(version.Properties.DocumentationVersion).toMatch(/^[0-9a-f]{12}$/);
    const [api] = Object.keys(templateOf(stack).findResources('AWS::ApiGateway::RestApi'));
    expect(version.DependsOn).toEqual([api]);
    const [id] = Object.keys(templateOf(stack).findResources('AWS::ApiGateway::DocumentationVersion'));
    const stages = Object.values<any>(templateOf(stack).findResources('AWS::ApiGateway::Stage'));
    const shown = stages.map((stage) => [stage.Properties.DocumentationVersion, stage.DependsOn.includes(id)]);
    expect(shown).toEqual([[version.Properties.DocumentationVersion, true], [version.Properties.DocumentationVersion, true]]);
  });

  test('of a route is resources in the other layout, for which the version waits', () => {
    const { stack } = define(WORDS, { layout: RestLayout.RESOURCES });
    const parts = templateOf(stack).findResources('AWS::ApiGateway::DocumentationPart');
    expect(Object.values<any>(parts).map(({ Properties }) => [Properties.Location, JSON.parse(Properties.Properties)])).toEqual([[{ Type: 'METHOD', Path: '/orders', Method: 'GET' }, WORDS]]);
    expect(versionsOf(stack)[0].DependsOn).toEqual(Object.keys(parts));
  });

  test('of nothing is nothing', () => {
    const { stack } = define();
    expect(bodyOf(stack)).not.toHaveProperty('x-amazon-apigateway-documentation');
    expect(versionsOf(stack)).toEqual([]);
    expect(propertiesOf(stack, 'AWS::ApiGateway::Stage')).not.toHaveProperty('DocumentationVersion');
  });

  test('in other words is another version, and no other deployment', () => {
    const [one, same, other] = ['Orders', 'Orders', 'All orders'].map((summary) => define({ summary }).stack);
    const nameOf = (stack: Stack) => versionsOf(stack)[0].Properties.DocumentationVersion;
    expect(nameOf(one)).toBe(nameOf(same));
    expect(nameOf(one)).not.toBe(nameOf(other));
    expect(deploymentOf(one)).toEqual(deploymentOf(other));
    expect(deploymentOf(one)).toEqual(deploymentOf(define().stack));
  });

  test('leaves a stage with the version that it has', () => {
    const { stack } = define(WORDS, { restApiProps: { deployOptions: { documentationVersion: '7' } } });
    expect(propertiesOf(stack, 'AWS::ApiGateway::Stage').DocumentationVersion).toBe('7');
  });

  test('of the API has its title, its version and whom to ask', () => {
    const { stack, gateway } = define({}, { description: 'What one can order', documentation: { title: 'Shop', version: '2.1', contactName: 'Ann', contactEmail: 'ann@example.com', contactUrl: link } });
    const info = { title: 'Shop', version: '2.1', description: 'What one can order', contact: { name: 'Ann', email: 'ann@example.com', url: link } };
    expect(partsOf(stack)).toEqual([{ location: { type: 'API' }, properties: { info } }]);
    expect(OpenApiDocument.fromRestApi(gateway, { extensions: false }).toJson().info).toEqual(info);
  });
});

describe('the document for callers', () => {
  test('has what is documented where it belongs', () => {
    const { gateway } = define({ ...WORDS, requestExample: { id: 1 }, responseExamples: { 200: [1], 404: 'gone' }, deprecated: {} });
    const { get } = OpenApiDocument.fromRestApi(gateway, { extensions: false }).toJson().paths['/orders'];
    expect(get).toEqual({
      ...WORDS,
      deprecated: true,
      requestBody: { content: { 'application/json': { example: { id: 1 } } } },
      responses: {
        200: { description: 'OK', content: { 'application/json': { example: [1] } } },
        404: { description: 'Not Found', content: { 'application/json': { example: 'gone' } } },
      },
    });
  });

  test('has parts that are defined by hand, of which the more exact one holds', () => {
    const { stack, gateway } = define({ summary: 'Exact' });
    gateway.addRoutes({ path: '/carts/{id}', ...MOCK, requestParameters: { 'method.request.querystring.page': false } });
    type Location = apigateway.CfnDocumentationPart.LocationProperty;
    const part = (id: string, location: Location, description: string) =>
      new apigateway.CfnDocumentationPart(stack, id, {
        restApiId: gateway.api.restApiId,
        location,
        properties: JSON.stringify({ description, summary: description }),
      });
    part('All', { type: 'METHOD' }, 'All');
    part('Cart', { type: 'RESOURCE', path: '/carts/{id}' }, 'Cart');
    part('Id', { type: 'PATH_PARAMETER', path: '/carts/{id}', name: 'id' }, 'Id');
    part('Page', { type: 'QUERY_PARAMETER', path: '/carts/{id}', method: '*', name: 'page' }, 'Page');
    part('Ok', { type: 'RESPONSE', path: '/carts/{id}', statusCode: '200' }, 'Fine');
    const { paths } = OpenApiDocument.fromRestApi(gateway, { extensions: false }).toJson();
    expect([paths['/orders'].get.summary, paths['/orders'].get.description]).toEqual(['Exact', 'All']);
    expect(paths['/carts/{id}'].description).toBe('Cart');
    expect(paths['/carts/{id}'].post.parameters.map(({ description }: any) => description)).toEqual(['Id', 'Page']);
    expect(paths['/carts/{id}'].post.responses[200].description).toBe('Fine');
  });

  test('is written to a file at synthesis', () => {
    const { stack } = define(WORDS, { openApiFile: 'shop.openapi.json' });
    const { directory } = (stack.node.root as App).synth();
    const { paths } = jest.requireActual(`${directory}/shop.openapi.json`);
    expect(paths['/orders'].get.summary).toBe('Orders');
  });

  test('that says that a route is deprecated, is compared as such', () => {
    const [before, after] = [{}, { deprecated: { sunset } }].map((options) => OpenApiDocument.fromRestApi(define(options).gateway));
    const { breaking, nonBreaking } = OpenApiDocument.compare(before, after);
    expect([breaking, nonBreaking].map((changes) => changes.map(({ kind }) => kind))).toEqual([[], ['response-header-added', 'operation-deprecated']]);
  });
});

describe('a version of the API', () => {
  test('is the first part of the path, also in the keys of routes', () => {
    const { gateway, stack } = define({ apiVersion: 'v2', throttle: { rateLimit: 5 } });
    gateway.addRoutes({ path: '/', apiVersion: 'v2', methods: [HttpMethod.GET], ...MOCK });
    expect(Object.keys(bodyOf(stack).paths)).toEqual(['/v2', '/v2/orders']);
    expect(gateway.effectiveThrottle('GET /v2/orders').rateLimit).toBe(5);
  });

  test.each<[any, string]>([
    ['/v2', '\'apiVersion\' must be a part of a path, of letters, digits and . _ -, got "/v2": write "v2", for example'],
    ['', "'apiVersion' must be a part of a path"],
    [2, "'apiVersion' must be a part of a path, of letters, digits and . _ -, got 2"],
    [new Stack(new App(), 'Other').region, "'apiVersion' must be a part of a path, of letters, digits and . _ -, got a token"],
  ])('fails if it is %p', (apiVersion, message) => {
    expect(() => define({ apiVersion })).toThrow(message);
  });
});

describe('a deprecated route', () => {
  const deprecated = { since, sunset, link };
  const HEADERS = {
    'method.response.header.Deprecation': "'@1767225600'",
    'method.response.header.Sunset': "'Thu, 31 Dec 2026 23:59:59 GMT'",
    'method.response.header.Link': `'<${link}>; rel="deprecation", <${link}>; rel="sunset"'`,
  };

  test.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('says so in headers of each answer that is mapped: %s', (layout) => {
    const integration = new apigateway.MockIntegration({ integrationResponses: [{ statusCode: '200', responseParameters: { 'method.response.header.Link': "'own'" } }, { statusCode: '404', selectionPattern: '404' }] });
    const { stack } = define({ deprecated, integration, methodResponses: [{ statusCode: '200', responseParameters: { 'method.response.header.X': true } }] }, { layout });
    if (layout === RestLayout.OPENAPI) {
      const { responses, 'x-amazon-apigateway-integration': mapped } = bodyOf(stack).paths['/orders'].get;
      expect(mapped.responses).toEqual({ default: { statusCode: '200', responseParameters: { ...HEADERS, 'method.response.header.Link': "'own'" } }, 404: { statusCode: '404', responseParameters: HEADERS } });
      expect([200, 404].map((code) => Object.keys(responses[code].headers).sort())).toEqual([['Deprecation', 'Link', 'Sunset', 'X'], ['Deprecation', 'Link', 'Sunset']]);
    } else {
      const { MethodResponses, Integration } = propertiesOf(stack, 'AWS::ApiGateway::Method');
      expect(Integration.IntegrationResponses[1].ResponseParameters).toEqual(HEADERS);
      const flags = Object.fromEntries(Object.keys(HEADERS).map((name) => [name, false]));
      expect(MethodResponses).toEqual([{ StatusCode: '200', ResponseParameters: { ...flags, 'method.response.header.X': true } }, { StatusCode: '404', ResponseParameters: flags }]);
    }
  });

  test('that passes answers on as they are gets a warning with what its backend has to send', () => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler: testFunction(stack), deprecated });
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('route "GET /orders" passes answers on as they are.*Deprecation: @1767225600 and Sunset: Thu, 31 Dec 2026 23:59:59 GMT and Link: .*cdk-gatehouse:deprecationHeaders'));
    expect(partsOf(stack)[0].properties).toEqual({ deprecated: true });
  });

  test('without dates and link is only documented', () => {
    const stack = testStack();
    new RestGateway(stack, 'Api').addRoutes({ path: '/orders', handler: testFunction(stack), deprecated: {} });
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('deprecationHeaders'));
    expect(partsOf(stack)[0]).toEqual({ location: { type: 'METHOD', path: '/orders', method: 'ANY' }, properties: { deprecated: true } });
  });

  test.each<[any, string]>([
    [true, "'deprecated' must be options, such as { sunset: new Date('2030-01-01') }, got true"],
    [{ sunset: '2030' }, "'deprecated.sunset' must be a date, got \"2030\": write new Date('2030-01-01'), for example"],
    [{ since: new Date('never') }, "'deprecated.since' must be a date, got an invalid one: write new Date('2030-01-01'), for example"],
    [{ since: sunset, sunset: since }, "'deprecated.sunset' must not be before 'deprecated.since', 2026-12-31T23:59:59.000Z, got 2026-01-01T00:00:00.000Z: correct one of the two"],
    [{ link: 'example.com' }, "'deprecated.link' must be the address of a page, without < > \" ' , and ;, got \"example.com\": write \"https://example.com/v2\", for example"],
    [{ link: 'https://example.com/it\'s' }, "'deprecated.link' must be the address of a page"],
    [{ link: 7 }, "'deprecated.link' must be the address of a page"],
    [{ link: new Stack(new App(), 'Other').region }, "'deprecated.link' must be known at synthesis, got a token: write the address"],
  ])('fails on %j', (options, message) => {
    expect(() => define({ deprecated: options })).toThrow(message);
  });
});

test.each<[Partial<Record<keyof RestRouteOptions, any>>, string]>([
  [{ summary: 1 }, "'summary' must be text, got 1"],
  [{ description: {} }, "'description' must be text, got {}"],
  [{ tags: 'orders' }, '\'tags\' must be a list of text, such as ["orders"], got "orders"'],
  [{ responseExamples: { ok: 1 } }, "'responseExamples' must be bodies by status code, such as { 200: { id: \"1\" } }, got {\"ok\":1}"],
])('fails on a route that says %j', (options, message) => {
  expect(() => define(options)).toThrow(message);
});

test('a route that is documented after a synthesis is in the next one', () => {
  const { stack, gateway } = define(WORDS);
  const nameOf = () => stack.resolve((gateway.stage.node.defaultChild as apigateway.CfnStage).documentationVersion);
  const before = nameOf();
  gateway.addRoutes({ path: '/carts', methods: [HttpMethod.GET], ...MOCK, summary: 'Carts' });
  expect(nameOf()).not.toBe(before);
});
