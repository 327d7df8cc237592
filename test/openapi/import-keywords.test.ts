import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { OpenApiDocument, RestGateway, RestOpenApiProps } from '../../lib';
import { testFunction, testStack } from '../helpers';

/** Rows with the version of OpenAPI that they are for at their end. */
function withVersion<T extends unknown[]>(rows: Array<T | [...T, string]>): Array<[...T, string]> {
  const columns = Math.min(...rows.map((row) => row.length));
  return rows.map((row) => (row.length === columns ? [...row, '3.0.3'] : row) as [...T, string]);
}

/** A document with a schema in the body of POST /orders, or in its response. */
function documentOf(schema: unknown, openapi = '3.0.3', part: 'request' | 'response' = 'request'): object {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } };
  const post = { operationId: 'create', ...(part === 'request' ? { requestBody: { content }, responses: {} } : { responses: { 200: { description: 'OK', content } } }) };
  return { openapi, info: { title: 'Orders', version: '1' }, paths: { '/orders': { post } }, components: { schemas: { Order: schema, Id: { type: 'string' } } } };
}

function schemasOf(definition: object, props: Partial<RestOpenApiProps> = {}): any {
  const stack = testStack();
  const gateway = RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(definition), handlers: { create: testFunction(stack) }, ...props });
  return OpenApiDocument.fromRestApi(gateway).toJson().components.schemas;
}

const REFUSED = withVersion<[string, object, string]>([
  ['minItems', { type: 'array', minItems: 1 }, 'is left out by an import'],
  ['maxItems', { type: 'array', maxItems: 1 }, 'is left out by an import'],
  ['minProperties', { minProperties: 1 }, 'is left out by an import'],
  ['maxProperties', { maxProperties: 1 }, 'is left out by an import'],
  ['exclusiveMinimum', { minimum: 0, exclusiveMinimum: true }, 'is left out by an import'],
  ['exclusiveMinimum', { exclusiveMinimum: 0 }, 'is left out by an import', '3.1.0'],
  ['nullable', { type: 'string', nullable: true }, 'is left out by an import'],
  ['patternProperties', { patternProperties: { a: {} } }, 'is no keyword of JSON Schema draft 4'],
  ['const', { const: 1 }, 'is no keyword of JSON Schema draft 4'],
  ['const', { const: null }, 'has null, which a template of CloudFormation cannot say', '3.1.0'],
  ['enum', { enum: ['a', null] }, 'has null, which a template of CloudFormation cannot say'],
  ['enum', { enum: 'a' }, 'must be a list of values'],
  ['if', { if: {} }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['then', { then: {} }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['else', { else: {} }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['contains', { contains: {} }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['minContains', { minContains: 1 }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['propertyNames', { propertyNames: {} }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['prefixItems', { prefixItems: [{}] }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['dependentRequired', { dependentRequired: {} }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['dependentSchemas', { dependentSchemas: {} }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['unevaluatedProperties', { unevaluatedProperties: false }, 'is no keyword of JSON Schema draft 4', '3.1.0'],
  ['dependencies', { dependencies: {} }, 'is no keyword of JSON Schema draft 4'],
  ['additionalItems', { additionalItems: false }, 'is no keyword of JSON Schema draft 4'],
  ['type', { type: ['string', 'null'] }, 'is ["string","null"], and models take one type, and not null', '3.1.0'],
  ['type', { type: 'null' }, 'is "null", and models take one type, and not null', '3.1.0'],
  ['type', { type: ['string', 'number'] }, 'is ["string","number"], and models take one type, and not null'],
  ['type', { type: 'file' }, 'must be of string, number, integer, boolean, array, object, got "file"'],
  ['items', { type: 'array', items: [{}] }, 'is a list, and OpenAPI 3.0 takes one schema for all items'],
  ['required', { required: true }, 'must be a list of names of properties'],
  ['properties', { properties: { Ref: {} } }, 'has "Ref" alone, which CloudFormation takes for a function of its own'],
]);

describe('a schema that requests are validated by', () => {
  test.each(REFUSED)('fails with the keyword %s in %p, which %s', (keyword, schema, reason, version) => {
    const place = `the document#/components/schemas/Order/${keyword}: `;
    expect(() => schemasOf(documentOf(schema, version))).toThrow(`${place}the keyword "${keyword}" of the model "Order", by which requests of "POST /orders" are validated, ${reason}`);
  });

  test.each(REFUSED)('may be told not to validate with the keyword %s in %p', (_, schema, __, version) => {
    for (const props of [{ validateRequests: false }, { unvalidatedOperations: ['create'] }, { unvalidatedOperations: ['POST /orders'] }]) {
      expect(schemasOf(documentOf(schema, version), props)).toHaveProperty('Order');
    }
  });

  test.each(REFUSED)('of responses only describes, and may have the keyword %s in %p', (_, schema, __, version) => {
    expect(schemasOf(documentOf(schema, version, 'response'))).toHaveProperty('Order');
  });

  test.each<[string, object]>([
    ['properties', { type: 'object', properties: { a: { minItems: 1 } } }],
    ['items', { type: 'array', items: { minItems: 1 } }],
    ['additionalProperties', { additionalProperties: { minItems: 1 } }],
    ['not', { not: { minItems: 1 } }],
    ['allOf', { allOf: [{ minItems: 1 }] }],
    ['anyOf', { anyOf: [{ minItems: 1 }] }],
    ['oneOf', { oneOf: [{ minItems: 1 }] }],
  ])('fails with such a keyword within %s', (_, schema) => {
    expect(() => schemasOf(documentOf(schema))).toThrow('the keyword "minItems" of the model "Order"');
  });

  test('fails with the model that it refers to, and with all keywords at once', () => {
    const definition: any = documentOf({ type: 'object', properties: { lines: { $ref: '#/components/schemas/Lines' } } });
    definition.components.schemas.Lines = { type: 'array', minItems: 1, maxItems: 9, items: {} };
    expect(() => schemasOf(definition)).toThrow(/^what API Gateway validates by the OpenAPI document has 2 problems:\n {2}- the document#\/components\/schemas\/Lines\/minItems: the keyword "minItems" of the model "Lines", .*\n {2}- .*"maxItems"/);
  });

  test('fails with the model of an inline schema', () => {
    const definition: any = documentOf({});
    definition.paths['/orders'].post.requestBody.content['application/json'].schema = { minItems: 1 };
    expect(() => schemasOf(definition)).toThrow('the document#/paths/~1orders/post/requestBody/content/application~1json/schema/minItems: the keyword "minItems" of the model "createRequest"');
  });

  test('fails with what stands beside a reference in OpenAPI 3.0, which ignores it', () => {
    const definition = documentOf({ properties: { id: { $ref: '#/components/schemas/Id', maxLength: 3, description: 'An id' } } });
    expect(() => schemasOf(definition)).toThrow("the keyword \"maxLength\" of the model \"Order\", by which requests of \"POST /orders\" are validated, stands beside '$ref', where OpenAPI 3.0 ignores it: put both into 'allOf'");
  });
});

test.each(withVersion<[string, object, object]>([
  ['annotations are left out', { 'type': 'object', 'example': {}, 'externalDocs': { url: 'a' }, 'xml': {}, 'discriminator': { propertyName: 'a' }, 'readOnly': true, 'writeOnly': true, 'deprecated': true, 'default': {}, 'x-order': 1 }, { type: 'object' }],
  ['formats of numbers are left out, others stay', { properties: { a: { type: 'integer', format: 'int64' }, b: { type: 'number', format: 'double' }, c: { type: 'string', format: 'uuid' } } }, { properties: { a: { type: 'integer' }, b: { type: 'number' }, c: { type: 'string', format: 'uuid' } } }],
  ['properties that are called like keywords stay', { properties: { example: { type: 'string' }, minItems: { type: 'integer' } } }, { properties: { example: { type: 'string' }, minItems: { type: 'integer' } } }],
  ['values that say nothing are left out', { nullable: false, exclusiveMinimum: false, minItems: 0, required: [], uniqueItems: false }, {}],
  ['what draft 4 knows stays', { type: 'object', title: 'Order', required: ['a'], additionalProperties: false, oneOf: [{ not: { type: 'string' } }], properties: { a: { type: 'string', enum: ['a'], pattern: 'a', minLength: 1, maxLength: 2 }, b: { maximum: 3, exclusiveMaximum: true, multipleOf: 2 } } },
    { type: 'object', title: 'Order', required: ['a'], additionalProperties: false, oneOf: [{ not: { type: 'string' } }], properties: { a: { type: 'string', enum: ['a'], pattern: 'a', minLength: 1, maxLength: 2 }, b: { maximum: 3, exclusiveMaximum: true, multipleOf: 2 } } }],
  ['a description beside a reference is left out', { properties: { id: { $ref: '#/components/schemas/Id', description: 'An id' } } }, { properties: { id: { $ref: '#/components/schemas/Id' } } }],
  ['of 3.1, const is an enum of one', { const: 'a' }, { enum: ['a'] }, '3.1.0'],
  ['of 3.1, several types are any of them', { type: ['string', 'number'] }, { anyOf: [{ type: 'string' }, { type: 'number' }] }, '3.1.0'],
  ['of 3.1, a list of one type is the type', { type: ['string'] }, { type: 'string' }, '3.1.0'],
  ['of 3.1, an exclusive maximum is a maximum', { maximum: 9, exclusiveMaximum: 5 }, { maximum: 5, exclusiveMaximum: true }, '3.1.0'],
  ['of 3.1, the smaller of two maximums holds', { exclusiveMaximum: 5, maximum: 3 }, { maximum: 3 }, '3.1.0'],
  ['of 3.1, what stands beside a reference holds, too', { properties: { id: { $ref: '#/components/schemas/Id', maxLength: 3, description: 'An id' } } }, { properties: { id: { allOf: [{ $ref: '#/components/schemas/Id' }, { maxLength: 3 }] } } }, '3.1.0'],
  ['of 3.1, examples are left out', { examples: ['a'], $comment: 'x', contentEncoding: 'base64' }, {}, '3.1.0'],
  ['of 3.1, schemas may be true or false', { properties: { a: true, b: false } }, { properties: { a: {}, b: { not: {} } } }, '3.1.0'],
]))('%s', (_, schema, expected, version) => {
  expect(schemasOf(documentOf(schema, version)).Order).toEqual(expected);
});

test('keywords that only describe stay in the document for those who call the API', () => {
  const stack = testStack();
  const schema = { type: 'object', example: { a: 1 }, properties: { a: { type: 'integer', format: 'int64', default: 1 } } };
  const gateway = RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(documentOf(schema)), handlers: { create: testFunction(stack) } });
  expect(OpenApiDocument.fromRestApi(gateway, { extensions: false }).toJson().components.schemas.Order).toEqual(schema);
});

test('names of schemas become letters and digits, wherever they are referred to, and stay different', () => {
  const definition: any = documentOf({ properties: { a: { $ref: '#/components/schemas/Order_Line' }, b: { $ref: '#/components/schemas/Order.Line' } } });
  Object.assign(definition.components.schemas, { 'Order_Line': { type: 'string' }, 'Order.Line': { type: 'number' }, 'OrderLine': { type: 'boolean' } });
  expect(schemasOf(definition)).toEqual({
    Order: { properties: { a: { $ref: '#/components/schemas/OrderLine2' }, b: { $ref: '#/components/schemas/OrderLine3' } } },
    Id: { type: 'string' },
    OrderLine2: { type: 'string' },
    OrderLine3: { type: 'number' },
    OrderLine: { type: 'boolean' },
  });
});

test('fails with a model of the user that is called like a schema of the document', () => {
  const stack = testStack();
  const gateway = RestGateway.fromOpenApi(stack, 'Api', { definition: OpenApiDocument.fromInline(documentOf({})), handlers: { create: testFunction(stack) } });
  gateway.api.addModel('Order', { modelName: 'Order', schema: {} });
  gateway.addRoutes({ path: '/carts', methods: [HttpMethod.GET], handler: testFunction(stack, 'Carts') });
  expect(() => OpenApiDocument.fromRestApi(gateway).toJson()).toThrow('the model "Order" has the name of a schema of the document that the API is made of: give it a name of its own');
});
