import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { GatewayResponses, RequestSchema, RestGateway, RestGatewayProps, RestLayout, RestRouteOptions } from '../../lib';
import { apiMeaning } from '../contract/support/api-meaning';
import { methodsOf, templateOf, testGateway } from '../helpers';

const ORDER = { type: 'object', required: ['id'], properties: { id: { type: 'string', minLength: 1 } }, additionalProperties: false };
const LAYOUTS = [RestLayout.OPENAPI, RestLayout.RESOURCES];

/** What an API with routes means, in whichever layout. */
function meaningWith(routes: Array<Partial<RestRouteOptions>>, props?: RestGatewayProps, change: (gateway: RestGateway) => void = () => undefined) {
  const { stack, gateway, handler } = testGateway(props);
  change(gateway);
  for (const route of routes) gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler, ...route });
  return apiMeaning(templateOf(stack).toJSON() as never);
}

const adding = (route: Partial<RestRouteOptions>) => () => meaningWith([route]);

describe.each(LAYOUTS)('a schema of a route, in %s', (layout) => {
  test('is a model, a validator of bodies, and the error with the reason', () => {
    const { models, validators, methods, gatewayResponses } = meaningWith([{ requestSchema: RequestSchema.fromInline(ORDER) }], { layout });
    expect(models).toEqual({ PostOrders: ORDER });
    expect(validators).toEqual({ body: { body: true, parameters: false } });
    expect(methods['POST /orders']).toMatchObject({ requestModels: { 'application/json': 'PostOrders' }, validator: 'body' });
    expect(gatewayResponses).toEqual({ BAD_REQUEST_BODY: { ResponseTemplates: { 'application/json': '{"message":$context.error.messageString,"errors":"$context.error.validationErrorString"}' } } });
  });

  test('is one model, and one validator of a kind, for all routes', () => {
    const requestSchema = RequestSchema.fromInline(ORDER, { modelName: 'Order', description: 'What is ordered' });
    const { models, validators, methods } = meaningWith([
      { requestSchema },
      { path: '/orders/{id}', methods: [HttpMethod.PUT, HttpMethod.PATCH], requestSchema },
      { path: '/drafts', requestSchema, requiredParameters: ['query.page', 'header.X-Tenant'] },
      { path: '/drafts', methods: [HttpMethod.GET], requiredParameters: ['query.page'] },
      { path: '/others', methods: [HttpMethod.GET], requiredParameters: ['query.page'] },
    ], { layout });
    expect(models).toEqual({ Order: { description: 'What is ordered', ...ORDER } });
    expect(validators).toEqual({ 'body': { body: true, parameters: false }, 'body-and-parameters': { body: true, parameters: true }, 'parameters': { body: false, parameters: true } });
    expect(methods['PATCH /orders/{id}']).toMatchObject({ requestModels: { 'application/json': 'Order' }, validator: 'body' });
    expect(methods['POST /drafts']).toMatchObject({ validator: 'body-and-parameters', parameters: { 'querystring.page': true, 'header.X-Tenant': true } });
    expect(methods['GET /drafts']).toMatchObject({ validator: 'parameters', requestModels: {} });
  });

  test('may have schemas in it that are models of their own', () => {
    const line = RequestSchema.fromInline({ type: 'object', required: ['sku'] }, { modelName: 'Line' });
    const order = RequestSchema.fromInline({ type: 'object', properties: { lines: { type: 'array', items: line }, main: line } });
    expect(meaningWith([{ requestSchema: order }], { layout }).models).toEqual({
      Line: { type: 'object', required: ['sku'] },
      PostOrders: { type: 'object', properties: { lines: { type: 'array', items: 'model:Line' }, main: 'model:Line' } },
    });
  });
});

test('a schema may be a file', () => {
  const file = join(tmpdir(), `order-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(ORDER));
  expect(meaningWith([{ requestSchema: RequestSchema.fromFile(file) }]).models).toEqual({ PostOrders: ORDER });
});

test('what a gateway says of errors holds for those of validation, too', () => {
  const routes = [{ requestSchema: RequestSchema.fromInline(ORDER) }];
  expect(Object.keys(meaningWith(routes, { gatewayResponses: GatewayResponses.problemJson() }).gatewayResponses)).toHaveLength(21);
  expect(meaningWith(routes, { gatewayResponses: GatewayResponses.plain() }).gatewayResponses.BAD_REQUEST_BODY.ResponseTemplates['application/json']).toContain('"requestId"');
  const own = meaningWith(routes, {}, (gateway) => gateway.addGatewayResponse(ResponseType.BAD_REQUEST_BODY, { body: '{}' })).gatewayResponses;
  expect(own.BAD_REQUEST_BODY.ResponseTemplates).toEqual({ 'application/json': '{}' });
});

test('a route without them has no validator', () => {
  expect(methodsOf(testGateway().stack)['GET /orders'].validator).toBeUndefined();
});

describe('parameters that are required', () => {
  test.each<[unknown, string]>([
    [['page'], '\'requiredParameters\' of route "/orders" must be like "query.page", "header.X-Tenant" or "path.id", got "page"'],
    [['body.id'], 'got "body.id"'],
    [['query.'], 'got "query."'],
    [['query.a b'], 'got "query.a b"'],
    [['constructor.a'], 'got "constructor.a"'],
    [[undefined], 'got undefined'],
    [[Token.asString({ Ref: 'Name' })], 'must be like "query.page"'],
    ['query.page', '\'requiredParameters\' must be a list, such as ["query.page"], got "query.page"'],
    [['path.id'], '\'requiredParameters\' of route "/orders" has "path.id", which is no variable of the path: write "/{id}" there, or leave it out'],
  ])('fail: %j', (requiredParameters, message) => {
    expect(adding({ requiredParameters: requiredParameters as never })).toThrow(message);
  });

  test('may be variables of the path, greedy ones too', () => {
    expect(adding({ path: '/a/{id}/{rest+}', requiredParameters: ['path.id', 'path.rest'] })).not.toThrow();
  });
});

describe('a route with a schema', () => {
  const requestSchema = RequestSchema.fromInline(ORDER);

  test.each([HttpMethod.GET, HttpMethod.HEAD, HttpMethod.ANY])('fails for %s', (method) => {
    expect(adding({ path: '/a', methods: [HttpMethod.POST, method], requestSchema })).toThrow(
      `'requestSchema' of route "/a" asks for a body, which not every request of ${method} has: write the methods that have one, [HttpMethod.POST], for example\n    at [Shop/OrdersApi]`,
    );
  });

  test('fails beside a validator or a model of its own', () => {
    const { gateway, handler } = testGateway();
    const route = { path: '/a', methods: [HttpMethod.POST], handler, requestSchema };
    const requestValidator = gateway.api.addRequestValidator('Bodies', { validateRequestBody: true });
    const model = gateway.api.addModel('Own', { schema: {} });
    expect(() => gateway.addRoutes({ ...route, requestValidator })).toThrow("'requestValidator' of route \"/a\" is made of 'requestSchema' and 'requiredParameters': leave one or the other out");
    expect(() => gateway.addRoutes({ ...route, requestModels: { 'application/json': model } })).toThrow("set either 'requestSchema' or 'requestModels[\"application/json\"]' for route \"/a\", got both");
  });

  test.each([[ORDER], ['order.json'], [null]])('fails on what is no RequestSchema: %j', (schema) => {
    expect(adding({ requestSchema: schema as never })).toThrow("'requestSchema' must be RequestSchema.fromInline({ type: \"object\" }), for example, or RequestSchema.fromFile(\"order.schema.json\"), got");
  });

  test('fails if its model has the name of another', () => {
    const named = (schema: object) => RequestSchema.fromInline(schema, { modelName: 'Order' });
    expect(() => meaningWith([{ requestSchema: named(ORDER) }, { path: '/b', requestSchema: named({ type: 'array' }) }])).toThrow("'modelName' must be another than that of [Shop/OrdersApi/Default/#Model:Order], got \"Order\" for both");
  });

  test.each(['Or der', 'Order-1', '', 'x'.repeat(129), Token.asString({ Ref: 'Name' })])('fails on the model name %j', (modelName) => {
    expect(() => RequestSchema.fromInline(ORDER, { modelName })).toThrow("'modelName' must be 1 to 128 letters and digits");
  });
});

describe('a schema that is none', () => {
  test.each<[unknown, string]>([
    [undefined, 'the schema must be an object at #, got undefined: write { type: "object", required: ["id"] }, for example'],
    ['{}', 'got "{}"'],
    [[], 'got []'],
    [{ type: 'text' }, 'the keyword "type" of the schema must be one of array, boolean, integer, null, number, object, string, or a list of them at #, got "text"'],
    [{ properties: { id: { required: true } } }, 'the keyword "required" of the schema must be a list of names at #/properties/id, got true'],
    [{ required: [] }, 'must be a list of names'],
    [{ properties: [] }, 'the keyword "properties" of the schema must have schemas at #, got []'],
    [{ anyOf: [] }, 'the keyword "anyOf" of the schema must have schemas at #, got []'],
    [{ items: { minLength: -1 } }, 'the keyword "minLength" of the schema must be a whole number from 0 at #/items, got -1'],
    [{ maximum: NaN }, 'must be a number'],
    [{ pattern: '(' }, 'must be a regular expression'],
    [{ enum: [] }, 'must be a list of values'],
    [{ $schema: 'https://json-schema.org/draft/2020-12/schema' }, 'the keyword "$schema" of the schema must be "http://json-schema.org/draft-04/schema#"'],
    [{ exclusiveMaximum: 5 }, 'the keyword "exclusiveMaximum" of the schema must be true or false, with a maximum beside it at #, got 5'],
    ...['const', 'if', 'contains', 'propertyNames', '$defs', 'dependentRequired', 'examples', 'nullable', 'unevaluatedProperties', 'requierd'].map((keyword): [unknown, string] =>
      [{ [keyword]: {} }, `the keyword "${keyword}" of the schema at # is not one of JSON Schema draft 4, by which API Gateway validates, and would be ignored: leave it out`]),
  ])('fails: %j', (schema, message) => {
    expect(() => RequestSchema.fromInline(schema)).toThrow(message);
  });

  test('fails by the name of its model, and by its file', () => {
    expect(() => RequestSchema.fromInline({ type: 5 }, { modelName: 'Order' })).toThrow('the keyword "type" of the schema "Order" must be');
    const file = join(tmpdir(), `broken-${process.pid}.json`);
    writeFileSync(file, '{');
    expect(() => RequestSchema.fromFile(file)).toThrow(`the file "${file}" must be JSON: `);
    writeFileSync(file, '{ "type": 5 }');
    expect(() => RequestSchema.fromFile(file)).toThrow(`the keyword "type" of the schema of "${file}" must be`);
    expect(() => RequestSchema.fromFile('nowhere.json')).toThrow('\'path\' must be a file that can be read, got "nowhere.json": ENOENT: no such file or directory');
  });

  test('takes every keyword of draft 4', () => {
    const all = {
      $schema: 'http://json-schema.org/draft-04/schema#',
      id: 'a',
      title: 'a',
      description: 'a',
      default: 1,
      enum: [1],
      type: ['object', 'null'],
      format: 'date',
      multipleOf: 2,
      maximum: 1,
      exclusiveMaximum: true,
      minimum: 0,
      exclusiveMinimum: false,
      maxLength: 1,
      minLength: 0,
      pattern: '^a',
      additionalItems: false,
      items: [{}],
      maxItems: 1,
      minItems: 0,
      uniqueItems: true,
      maxProperties: 1,
      minProperties: 0,
      required: ['a'],
      additionalProperties: {},
      definitions: { a: {} },
      properties: { a: { $ref: '#/definitions/a' } },
      patternProperties: { b: {} },
      dependencies: { a: ['b'], c: {} },
      allOf: [{}],
      anyOf: [{}],
      oneOf: [{}],
      not: {},
    };
    expect(() => RequestSchema.fromInline(all)).not.toThrow();
  });

  test.each(['minItems', 'maxItems', 'minProperties', 'maxProperties', 'exclusiveMinimum', 'default', 'patternProperties', 'dependencies', 'additionalItems'])('fails on the keyword %s, which an import drops, with the model', (keyword) => {
    const others: Record<string, unknown> = { exclusiveMinimum: true, patternProperties: {}, dependencies: {}, additionalItems: false };
    const value = others[keyword] ?? 1;
    const schema = RequestSchema.fromInline({ type: 'object', properties: { a: { minimum: 1, [keyword]: value } } }, { modelName: 'Order' });
    expect(() => meaningWith([{ requestSchema: schema }])).toThrow(`the keyword "${keyword}" of the model "Order" would be dropped by an import`);
    expect(() => meaningWith([{ path: '/b', requestSchema: schema }], { layout: RestLayout.RESOURCES })).not.toThrow();
  });
});

describe('what is easily overlooked', () => {
  test('an empty list of parameters asks for nothing, and takes no check from others', () => {
    const { validators, methods } = meaningWith([{ path: '/a', requiredParameters: [] }, { path: '/b', requiredParameters: ['query.page'] }]);
    expect(validators).toEqual({ parameters: { body: false, parameters: true } });
    expect([methods['POST /a'].validator, methods['POST /b'].validator]).toEqual([undefined, 'parameters']);
  });

  test('parameters of a route stand beside those that all routes have', () => {
    const restApiProps = { defaultMethodOptions: { requestParameters: { 'method.request.header.X-Tenant': true } } };
    expect(meaningWith([{ path: '/b', requiredParameters: ['query.page'] }], { restApiProps }).methods['POST /b'].parameters).toEqual({ 'header.X-Tenant': true, 'querystring.page': true });
  });

  test('models that nobody validates by stay so beside parameters', () => {
    const { stack, gateway, handler } = testGateway();
    const model = gateway.api.addModel('Own', { schema: {} });
    gateway.addRoutes({ path: '/b', methods: [HttpMethod.POST], handler, requestModels: { 'application/json': model }, requiredParameters: ['query.page'] });
    expect(methodsOf(stack)['POST /b']).toMatchObject({ validator: 'parameters', requestModels: { 'application/json': 'Own' } });
  });

  test('names that nobody has chosen are never those of others', () => {
    const schema = () => RequestSchema.fromInline(ORDER);
    const long = `/${'a'.repeat(140)}`;
    const models = Object.keys(meaningWith([{ path: '/orders/{id}', requestSchema: schema() }, { path: '/orders/id', requestSchema: schema() }, { path: long, requestSchema: schema() }]).models);
    expect(models.slice(0, 2)).toEqual(['PostOrdersId', 'PostOrdersId2']);
    expect(models[2].length).toBeLessThanOrEqual(128);
  });

  test.each(['Empty', 'Error', 5])('fails on the model name %p', (modelName) => {
    expect(() => RequestSchema.fromInline(ORDER, { modelName: modelName as never })).toThrow("'modelName' must be 1 to 128 letters and digits, and none of Empty and Error, which every API has, got");
  });

  test('a schema that contains itself fails', () => {
    const schema: any = { properties: {} };
    schema.properties.self = schema;
    expect(() => RequestSchema.fromInline(schema)).toThrow('the schema must not contain itself, and is more than 100 levels deep at #/properties/self/properties/self/…: make what repeats a definition');
  });

  test('what is changed after the check is not in the model', () => {
    const schema: any = { type: 'object' };
    const requestSchema = RequestSchema.fromInline(schema);
    schema.nullable = true;
    expect(meaningWith([{ requestSchema }], { layout: RestLayout.RESOURCES }).models).toEqual({ PostOrders: { type: 'object' } });
  });

  test.each<[object, string]>([
    [{ $ref: '#/definitions/nope' }, 'the keyword "$ref" of the schema must be one of its definitions at #, got "#/definitions/nope"'],
    [{ $ref: '#/definitions/constructor', definitions: {} }, 'got "#/definitions/constructor"'],
    [{ properties: { a: { $ref: 'other.json#/x' } } }, 'must be one of its definitions at #/properties/a, got "other.json#/x"'],
    [{ definitions: { a: {} }, properties: { b: { $ref: '#/definitions/a', minLength: 1 } } }, 'the keyword "minLength" of the schema stands beside a "$ref" at #/properties/b, where draft 4 ignores it'],
    [{ exclusiveMinimum: true }, 'the keyword "exclusiveMinimum" of the schema must stand beside a "minimum" at #'],
    [{ enum: ['x'.repeat(410 * 1024)] }, 'the schema must be at most 400 KiB, got 411 KiB'],
  ])('fails: %.80j', (schema, message) => {
    expect(() => RequestSchema.fromInline(schema)).toThrow(message);
  });

  test('a file may begin with a byte order mark, and its path is text', () => {
    const file = join(tmpdir(), `bom-${process.pid}.json`);
    writeFileSync(file, `\uFEFF${JSON.stringify(ORDER)}`);
    expect(meaningWith([{ requestSchema: RequestSchema.fromFile(file) }]).models).toEqual({ PostOrders: ORDER });
    expect(() => RequestSchema.fromFile(Token.asString({ Ref: 'File' }))).toThrow("'path' must be the path of a file, got a token");
    expect(() => RequestSchema.fromInline(ORDER, null as never)).toThrow('options of a schema must be a structure, got null');
  });
});
