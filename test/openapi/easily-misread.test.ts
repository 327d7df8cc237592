import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpGateway, OpenApiDocument, RestGateway, RestOpenApiProps } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const OK = { responses: { 200: { description: 'OK' } } };

function documentOf(operation: object, root: object = {}, version = '3.0.3') {
  return { openapi: version, info: { title: 'Orders', version: '1' }, paths: { '/orders': { post: { ...OK, operationId: 'order', ...operation } } }, ...root };
}

/** A gateway whose operations are all bound to one function. */
function gatewayOf(definition: object, props: Partial<RestOpenApiProps> = {}) {
  const stack = testStack();
  const gateway = RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(definition), handlers: { order: testFunction(stack) }, ...props });
  return { stack, gateway };
}

const bodyOf = (definition: object, props?: Partial<RestOpenApiProps>) => propertiesOf(gatewayOf(definition, props).stack, 'AWS::ApiGateway::RestApi').Body;
const withSchema = (schema: object, version?: string) => documentOf({ requestBody: { content: { 'application/json': { schema } } } }, {}, version);
/** The schema that requests of the operation are validated by. */
const modelOf = (schema: object, version?: string): any => Object.values(bodyOf(withSchema(schema, version)).components.schemas)[0];

describe('security that is written wrongly', () => {
  const schemes = { components: { securitySchemes: { oauth: { type: 'http', scheme: 'bearer' } } } };

  test.each([[null], [{ oauth: [] }], [['oauth']], ['oauth'], [[{ oauth: 'read' }]], [[{ oauth: [5] }]]])('fails, and opens nothing: %j', (security) => {
    expect(() => gatewayOf(documentOf({ security }, schemes))).toThrow(/the document#\/paths\/~1orders\/post\/security.*must be/);
    expect(() => gatewayOf(documentOf({}, { ...schemes, security }))).toThrow(/the document#\/security.*must be/);
  });

  test('of no requirements opens a route, with a warning', () => {
    const { stack } = gatewayOf(documentOf({ security: [] }, schemes));
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('everybody may call "POST /orders", since the document says so')]);
  });

  test('by a scheme called like a member of every object fails in our words', () => {
    const own = { components: { securitySchemes: { constructor: { type: 'http', scheme: 'bearer' } } } };
    const { stack } = gatewayOf(documentOf({ security: [{ constructor: [] }] }, own));
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('the security schemes "constructor" (http bearer) of the document')]);
  });
});

describe('schemas that requests are validated by', () => {
  test('ask no request for what only answers have', () => {
    expect(modelOf({ type: 'object', required: ['id', 'sku'], properties: { id: { type: 'string', readOnly: true }, sku: { type: 'string' } } })).toMatchObject({ required: ['sku'] });
    expect(modelOf({ type: 'object', required: ['id'], properties: { id: { type: 'string', readOnly: true } } })).not.toHaveProperty('required');
  });

  test('keep types and alternatives apart, which both hold', () => {
    expect(modelOf({ type: ['string', 'number'], anyOf: [{ minLength: 3 }, { maximum: 5 }] }, '3.1.0')).toEqual({
      allOf: [{ anyOf: [{ type: 'string' }, { type: 'number' }] }], anyOf: [{ minLength: 3 }, { maximum: 5 }],
    });
  });

  test.each<[object, string, string]>([
    [{ const: 'a', enum: ['a', 'b'] }, '3.1.0', 'the keyword "const" of the model'],
    [{ enum: [] }, '3.0.3', 'must be a list of values, got an empty one'],
    [{ enum: [{ a: null }] }, '3.0.3', 'has null'],
    [{ type: [] }, '3.1.0', 'got an empty list'],
    [{ exclusiveMaximum: 5 }, '3.0.3', 'must be true or false, with a maximum beside it, got 5'],
    [{ exclusiveMaximum: true }, '3.0.3', "must stand beside a 'maximum'"],
    [{ minLength: '5' }, '3.0.3', 'must be a whole number from 0, got "5"'],
    [{ multipleOf: 0 }, '3.0.3', 'must be a number above 0, got 0'],
    [{ pattern: '[' }, '3.0.3', 'must be a regular expression, got "["'],
    [{ allOf: [] }, '3.0.3', 'must be a list of schemas, got []'],
    [{ anyOf: null }, '3.0.3', 'must be a list of schemas, got null'],
    [{ items: 'x' }, '3.0.3', 'must be a schema'],
    [{ required: ['a', 'a'] }, '3.0.3', 'must have each name once, got ["a","a"]'],
    [{ uniqueItems: 'yes' }, '3.0.3', 'must be true or false, got "yes"'],
    [{ title: 5 }, '3.0.3', 'must be text, got 5'],
  ])('fail on %j', (schema, version, message) => {
    expect(() => gatewayOf(withSchema({ properties: { a: schema } }, version))).toThrow(message);
  });

  test('may be true and false', () => {
    expect(modelOf({ type: 'array', items: true }, '3.1.0')).toEqual({ type: 'array', items: {} });
    expect(modelOf({ type: 'array', items: false }, '3.1.0')).toEqual({ type: 'array', items: { not: {} } });
  });
});

describe('references of examples', () => {
  const content = (examples: object) => ({ requestBody: { content: { 'application/json': { schema: { type: 'object' }, examples } } } });

  test('are followed', () => {
    const definition = documentOf(content({ one: { $ref: '#/components/examples/One' } }), { components: { examples: { One: { value: { a: 1 } } } } });
    expect(OpenApiDocument.fromInline(definition).toJson().paths['/orders'].post.requestBody.content['application/json'].examples).toEqual({ one: { value: { a: 1 } } });
  });

  test('fail if they lead nowhere', () => {
    expect(() => OpenApiDocument.fromInline(documentOf(content({ one: { $ref: '#/components/examples/NOPE' } })))).toThrow("'$ref' \"#/components/examples/NOPE\" names what is not there");
    const unused = { components: { headers: { Page: { $ref: '#/components/headers/NOPE' } } } };
    expect(() => OpenApiDocument.fromInline(documentOf({}, unused))).toThrow("'$ref' \"#/components/headers/NOPE\" names what is not there");
  });
});

test('lists of Swagger 2.0 are written with commas, unless they say otherwise', () => {
  const list = (name: string, collectionFormat?: string) => ({ name, in: 'query', type: 'array', items: { type: 'string' }, collectionFormat });
  const parameters = [list('a'), list('b', 'pipes'), list('c', 'ssv'), list('d', 'multi')];
  const document = { swagger: '2.0', info: { title: 'Orders', version: '1' }, paths: { '/orders': { get: { ...OK, parameters } } } };
  const styles = OpenApiDocument.fromInline(document).toJson().paths['/orders'].get.parameters.map(({ style, explode }: any) => [style, explode]);
  expect(styles).toEqual([[undefined, false], ['pipeDelimited', false], ['spaceDelimited', false], [undefined, true]]);
});

test('an operationId that reads like another operation fails', () => {
  const definition = { ...documentOf({}), paths: { '/a': { get: { ...OK, operationId: 'GET /b' } }, '/b': { get: { ...OK, operationId: 'b' } } } };
  expect(() => gatewayOf(definition, { handlers: {} })).toThrow("the 'operationId' \"GET /b\" reads like another operation of the document: call it otherwise");
});

test('a schema called "__proto__" fails', () => {
  const definition = JSON.parse(JSON.stringify(documentOf({}, { components: { schemas: { X: {} } } })).replace('"X"', '"__proto__"'));
  expect(() => gatewayOf(definition)).toThrow('a schema must not be called "__proto__"');
});

test('"info" that is empty fails in our words', () => {
  expect(() => gatewayOf(documentOf({}, { info: null }))).toThrow("'info' must be an object, got null");
});

describe('what operations say of themselves', () => {
  const words = { summary: 'Order', description: 'Orders something', tags: ['orders'] };

  test('is documentation with a version, of which the stage tells', () => {
    const { stack } = gatewayOf(documentOf(words));
    templateOf(stack).resourceCountIs('AWS::ApiGateway::DocumentationVersion', 1);
    const { documentationParts } = propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body['x-amazon-apigateway-documentation'];
    expect(documentationParts).toEqual([{ location: { type: 'METHOD', path: '/orders', method: 'POST' }, properties: words }]);
  });

  test('is in the document of a HTTP API, too', () => {
    const stack = testStack();
    const gateway = HttpGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(documentOf(words)), handlers: { order: testFunction(stack) } });
    expect(OpenApiDocument.fromHttpApi(gateway).toJson().paths['/orders'].post).toMatchObject(words);
  });
});

describe('comparison', () => {
  const schemas = { A: { type: 'object', properties: { q: { type: 'string' } } } };
  const withBody = (schema: object) => OpenApiDocument.fromInline(documentOf({ requestBody: { content: { 'application/json': { schema } } } }, { components: { schemas } }, '3.1.0'));

  test('sees what stands beside a reference, where it holds', () => {
    const { breaking } = OpenApiDocument.compare(withBody({ $ref: '#/components/schemas/A' }), withBody({ $ref: '#/components/schemas/A', required: ['q'] }));
    expect(breaking).toHaveLength(1);
    expect(OpenApiDocument.compare(withBody({ $ref: '#/components/schemas/A' }), withBody({ $ref: '#/components/schemas/A', description: 'x' })).breaking).toEqual([]);
  });

  test('of what is no document fails in our words', () => {
    const document = withBody({});
    expect(() => OpenApiDocument.compare(undefined as never, document)).toThrow("'before' must be an OpenApiDocument, got undefined");
    expect(() => OpenApiDocument.compare(document, {} as never)).toThrow("'after' must be an OpenApiDocument, got {}");
  });

  test('of schemas that refer to each other, of which one has changed, is a matter of seconds', () => {
    const define = (last: object) => {
      const many = Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`S${i}`, {
        type: 'object', properties: Object.fromEntries(Array.from({ length: 8 }, (__, j) => [`p${j}`, { $ref: `#/components/schemas/S${(i * 7 + j * 13 + 1) % 600}` }])),
      }]));
      const paths = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`/p${i}`, { get: { responses: { 200: { description: 'OK', content: { 'application/json': { schema: { $ref: `#/components/schemas/S${i}` } } } } } } }]));
      return OpenApiDocument.fromInline({ ...documentOf({}), paths: { ...paths, '/last': { get: { ...OK, parameters: [{ name: 'q', in: 'query', schema: last }] } } }, components: { schemas: many } });
    };
    const started = Date.now();
    expect(OpenApiDocument.compare(define({ type: 'string' }), define({ type: 'integer' })).breaking).toHaveLength(1);
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

test('routes that are added beside those of a document are theirs', () => {
  const { stack, gateway } = gatewayOf(documentOf({}));
  gateway.addRoutes({ path: '/more', methods: [HttpMethod.GET], handler: testFunction(stack, 'More') });
  expect(Object.keys(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths)).toEqual(['/orders', '/more']);
});

describe('documents that are not what they seem', () => {
  test('fail if they contain themselves', () => {
    const definition: any = documentOf({});
    definition.components = { schemas: { A: { properties: {} } } };
    definition.components.schemas.A.properties.self = definition.components.schemas.A;
    expect(() => OpenApiDocument.fromInline(definition)).toThrow('the document#/components/schemas/A/properties/self contains itself: write a reference');
    let deep: any = {};
    for (let i = 0; i < 3000; i++) deep = { not: deep };
    expect(() => OpenApiDocument.fromInline(withSchema(deep))).toThrow('the document#/paths/~1orders/post/requestBody is more than 500 levels deep');
  });

  test.each<[object, string]>([
    [{ GET: OK }, '"GET" is no method: write one of get, put, post, delete, options, head, patch, in small letters'],
    [{ pots: OK }, '"pots" is no method'],
  ])('fail on a method that is none: %j', (item, message) => {
    const definition = documentOf({});
    Object.assign(definition.paths['/orders'], item);
    expect(() => OpenApiDocument.fromInline(definition)).toThrow(message);
  });

  test.each<[object, string]>([
    [{ name: 'a', in: 'querry' }, "'in' must be one of path, query, header, cookie, got \"querry\""],
    [{ name: 'a', in: 'body' }, "'in' must be one of path, query, header, cookie, got \"body\""],
    [{ name: 'a', in: 'query', required: 'true' }, "'required' must be true or false, got \"true\""],
    [{ name: 'zz', in: 'path', required: true }, 'the parameter "zz" is none of the path "/orders": write "{zz}" there, or leave it out'],
  ])('fail on the parameter %j', (parameter, message) => {
    expect(() => gatewayOf(documentOf({ parameters: [parameter] }))).toThrow(message);
  });

  test.each<[unknown, string]>([
    ['x', 'the integration of "POST /orders" must be an object, got "x"'],
    [{ type: 'bogus' }, 'the type of the integration of "POST /orders" must be aws, aws_proxy, http, http_proxy or mock, got "bogus"'],
    [{ type: 'http_proxy' }, 'the integration of "POST /orders" must have a \'uri\''],
  ])('fail on the integration %j', (extension, message) => {
    expect(() => gatewayOf(documentOf({ 'x-amazon-apigateway-integration': extension }), { handlers: {} })).toThrow(message);
  });

  test.each(['x', { Statement: 'x' }, { Statement: ['x'] }])('fail on the policy %j', (policy) => {
    expect(() => gatewayOf(documentOf({}, { 'x-amazon-apigateway-policy': policy }))).toThrow('the policy must be an object with a list of statements, got');
  });

  test.each(['x', { allowMethods: 'GET' }, { allowOrigins: [5] }, { allowOrigins: ['*'], maxAge: '5' }])('fail on the CORS %j', (cors) => {
    const stack = testStack();
    const definition = OpenApiDocument.fromInline(documentOf({}, { 'x-amazon-apigateway-cors': cors }));
    expect(() => HttpGateway.fromOpenApi(stack, 'Api', { definition, handlers: { order: testFunction(stack) } })).toThrow("'x-amazon-apigateway-cors' must have lists of texts, and seconds as 'maxAge', got");
  });

  test('have a version that is text', () => {
    const { gateway } = gatewayOf(documentOf({}, { info: { title: 'Orders', version: 1 } }));
    expect(OpenApiDocument.fromRestApi(gateway, { extensions: false }).toJson().info.version).toBe('1');
  });
});

describe('a file for a document', () => {
  test('holds one', () => {
    const { stack, gateway } = gatewayOf(documentOf({}));
    OpenApiDocument.fromRestApi(gateway).writeFile('api.json');
    const other = RestGateway.fromOpenApi(stack, 'Other', { definition: OpenApiDocument.fromInline(documentOf({})), handlers: { order: testFunction(stack, 'F2') } });
    expect(() => OpenApiDocument.fromRestApi(other).writeFile('./api.json')).toThrow("'path' \"./api.json\" is written by [Shop/Api/Default/Resource] already: choose another");
  });

  test.each(['.', 'docs/', 'tree.json', 'manifest.json', 'Shop.template.json'])('is none of the cloud assembly: %s', (path) => {
    expect(() => OpenApiDocument.fromRestApi(gatewayOf(documentOf({})).gateway).writeFile(path)).toThrow("'path' must be a file that is none of the cloud assembly's own, got");
  });
});
