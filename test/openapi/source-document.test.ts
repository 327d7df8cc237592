import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { OpenApiDocument } from '../../lib';

let directory: string;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'openapi-')); });
afterEach(() => rmSync(directory, { recursive: true }));

/** Reads files, the first of them as the document; errors name them without the directory. */
function read(files: Record<string, string | object>): any {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }
  try {
    return OpenApiDocument.fromFile(join(directory, Object.keys(files)[0])).toJson();
  } catch (error) {
    throw new Error((error as Error).message.replaceAll(`${directory}/`, ''));
  }
}

const HEAD = 'openapi: 3.0.3\ninfo: { title: Orders, version: "1" }\n';
const order = { type: 'object', properties: { id: { type: 'string' } } };

describe('a broken document fails with file, line and reason:', () => {
  test.each<[string, Record<string, string | object>, string]>([
    ['invalid YAML', { 'a.yaml': `${HEAD}paths:\n  /orders: [\n` }, 'a.yaml:5: invalid YAML: '],
    ['invalid indentation', { 'a.yaml': `${HEAD}paths:\n  /a:\n    get: {}\n   post: {}\n` }, 'a.yaml:6: invalid YAML: '],
    ['a key twice in YAML', { 'a.yaml': `${HEAD}paths:\n  /a: {}\n  /b: {}\n  /a: {}\n` }, 'a.yaml:6: invalid YAML: map keys must be unique'],
    ['a key twice in JSON', { 'a.json': '{\n"openapi": "3.0.3",\n"paths": {\n"/a": {},\n"/a": {}\n}}' }, 'a.json:5: invalid JSON: map keys must be unique'],
    ['invalid JSON', { 'a.json': '{\n"openapi": "3.0.3",\n"paths": { "/a": }]\n}' }, 'a.json:3: invalid JSON: '],
    ['no document', { 'a.yaml': '' }, "a.yaml:1: there is no OpenAPI document: it begins with 'openapi: 3.0.3', for example"],
    ['a text', { 'a.yaml': 'hello' }, "a.yaml:1: there is no OpenAPI document: it begins with 'openapi: 3.0.3', for example"],
    ['no version', { 'a.yaml': 'paths: {}' }, "a.yaml:1: an OpenAPI document must have 'openapi', or 'swagger' for version 2.0: write 'openapi: 3.0.3', for example"],
    ['another version', { 'a.yaml': 'info: {}\nopenapi: 3.2.0\npaths: {}' }, 'a.yaml:2: \'openapi\' must be a version 3.0.x or 3.1.x, as text, got "3.2.0"'],
    ['a version that is a number', { 'a.yaml': 'openapi: 3.0\npaths: {}' }, "a.yaml:1: 'openapi' must be a version 3.0.x or 3.1.x, as text, got 3"],
    ['another Swagger', { 'a.yaml': 'swagger: "1.2"\npaths: {}' }, 'a.yaml:1: \'swagger\' must be "2.0", got "1.2"'],
    ['no paths', { 'a.yaml': HEAD }, "a.yaml:1: 'paths' is missing, so that there is nothing that an API could serve: add at least one"],
    ['paths that are a list', { 'a.yaml': `${HEAD}paths: [a]` }, 'a.yaml:3: \'paths\' must be an object, got ["a"]'],
    ['a path without "/"', { 'a.yaml': `${HEAD}paths:\n  orders: {}\n` }, 'a.yaml:4: a path must begin with "/", got "orders"'],
    ['an operation that is text', { 'a.yaml': `${HEAD}paths:\n  /a:\n    get: hello\n` }, 'a.yaml:5: \'get\' must be an object, got "hello"'],
    ['parameters that are no list', { 'a.yaml': `${HEAD}paths:\n  /a:\n    get:\n      parameters: {}\n` }, "a.yaml:6: 'parameters' must be a list, got {}"],
    ['a parameter without a name', { 'a.yaml': `${HEAD}paths:\n  /a:\n    get:\n      parameters:\n      - in: query\n` }, "a.yaml:7: must have 'name' and 'in', as text"],
    ['responses that are text', { 'a.yaml': `${HEAD}paths:\n  /a:\n    get:\n      responses:\n        200: OK\n` }, 'a.yaml:7: \'200\' must be an object, got "OK"'],
    ['an operationId that is a number', { 'a.yaml': `${HEAD}paths:\n  /a:\n    get:\n      operationId: 7\n` }, "a.yaml:6: 'operationId' must be text, got 7"],
    ['an operationId twice', { 'a.yaml': `${HEAD}paths:\n  /a:\n    get:\n      operationId: read\n    put:\n      operationId: read\n` }, 'a.yaml:8: the \'operationId\' "read" is that of the operation at a.yaml:6, too: each has its own'],
    ['a reference to nothing', { 'a.yaml': `${HEAD}paths:\n  /a:\n    get:\n      parameters:\n      - $ref: '#/components/parameters/Page'\n` }, 'a.yaml:7: \'$ref\' "#/components/parameters/Page" names what is not there'],
    ['a reference of a schema to nothing', { 'a.yaml': `${HEAD}paths: {}\ncomponents:\n  schemas:\n    Order:\n      properties:\n        id: { $ref: '#/components/schemas/Id' }\n` }, 'a.yaml:8: \'$ref\' "#/components/schemas/Id" names what is not there'],
    ['a shared response in a circle', { 'a.yaml': `${HEAD}paths: {}\ncomponents:\n  responses:\n    A: { $ref: '#/components/responses/B' }\n    B: { $ref: '#/components/responses/A' }\n` }, 'the OpenAPI document has 2 problems:\n  - a.yaml:6: '],
    ['a schema that is itself', { 'a.yaml': `${HEAD}paths: {}\ncomponents:\n  schemas:\n    A: { $ref: '#/components/schemas/A' }\n` }, 'a.yaml:6: \'$ref\' "#/components/schemas/A" leads back to itself'],
    ['a shared parameter that refers to nothing', { 'a.yaml': `${HEAD}paths: {}\ncomponents:\n  parameters:\n    A: { name: a, in: query, schema: { $ref: '#/a' } }\n` }, 'a.yaml:6: \'$ref\' "#/a" names what is not there'],
    ['a reference to a file that is not there', { 'a.yaml': `${HEAD}paths:\n  /a:\n    $ref: b.yaml#/a\n` }, 'a.yaml:5: \'$ref\' "b.yaml#/a" names a file that is not there'],
    ['a reference to another host', { 'a.yaml': `${HEAD}paths:\n  /a:\n    $ref: https://example.com/a.yaml\n` }, 'a.yaml:5: \'$ref\' "https://example.com/a.yaml" is elsewhere, and nothing is fetched at synthesis: put a copy beside the document'],
    ['a reference to an anchor', { 'a.yaml': `${HEAD}paths:\n  /a:\n    $ref: '#here'\n` }, 'a.yaml:5: \'$ref\' "#here" names an anchor: write a JSON pointer, such as "#/components/schemas/Order"'],
    ['a reference that is no text', { 'a.yaml': `${HEAD}paths:\n  /a:\n    $ref: 7\n` }, "a.yaml:5: '$ref' must be text, got 7"],
    ['an error in another file', { 'a.yaml': `${HEAD}paths:\n  /a:\n    $ref: b/b.yaml\n`, 'b/b.yaml': 'get:\n  parameters:\n  - $ref: c.yaml\n' }, 'b/b.yaml:3: \'$ref\' "c.yaml" names a file that is not there'],
    ['invalid YAML in another file', { 'a.yaml': `${HEAD}paths:\n  /a:\n    $ref: b.yaml\n`, 'b.yaml': 'get: [' }, 'b.yaml:1: invalid YAML: '],
    ['a schema that is text', { 'a.yaml': `${HEAD}paths: {}\ncomponents:\n  schemas:\n    Order: text\n` }, 'a.yaml:6: must be a schema'],
  ])('%s', (_, files, message) => {
    const thrown = (() => { try { read(files); return ''; } catch (error) { return (error as Error).message; } })();
    expect(thrown.slice(0, message.length)).toBe(message);
  });

  test('a file that is not there', () => {
    expect(() => OpenApiDocument.fromFile('nowhere/orders.yaml')).toThrow('nowhere/orders.yaml cannot be read: there is no such file');
  });

  test('several at once, each in a line', () => {
    const paths = 'paths:\n  a: {}\n  b: {}\n';
    expect(() => read({ 'a.yaml': `${HEAD}${paths}` })).toThrow('the OpenAPI document has 2 problems:\n  - a.yaml:4: a path must begin with "/", got "a"\n  - a.yaml:5: a path must begin with "/", got "b"');
  });

  test('an alias that multiplies', () => {
    const levels = Array.from({ length: 9 }, (_, level) => `x${level}: &x${level} [${Array(9).fill(level === 0 ? 'a' : `*x${level - 1}`).join()}]`);
    expect(() => read({ 'a.yaml': `${levels.join('\n')}\n` })).toThrow('a.yaml:1: invalid YAML: excessive alias count');
  });
});

test('an object that is broken fails with a JSON pointer', () => {
  const definition = { openapi: '3.0.3', paths: { '/a': { get: { parameters: [{ $ref: '#/x' }] } } } };
  expect(() => OpenApiDocument.fromInline(definition)).toThrow('the document#/paths/~1a/get/parameters/0/$ref: \'$ref\' "#/x" names what is not there');
  expect(() => OpenApiDocument.fromInline(undefined)).toThrow("the document#: there is no OpenAPI document: it begins with 'openapi: 3.0.3', for example");
  expect(() => OpenApiDocument.fromInline({ openapi: '3.0.3', paths: { '/a': { $ref: 'b.yaml' } } })).toThrow('the document#/paths/~1a/$ref: \'$ref\' "b.yaml" names a file, and a document that is an object is in none: use OpenApiDocument.fromFile');
});

test.each([[''], [undefined], [7]])('fails for the path %p', (path) => {
  expect(() => OpenApiDocument.fromFile(path as string)).toThrow("'path' must be the path of a file, got");
});

test('references to other files are followed, and schemas that they lead to are schemas of the document', () => {
  const document = read({
    'a.yaml': `${HEAD}paths:\n  /orders/{id}:\n    $ref: paths/orders.yaml#/~1orders~1%7Bid%7D\ncomponents:\n  schemas:\n    Order: { type: object }\n`,
    'paths/orders.yaml': "/orders/{id}:\n  parameters:\n  - $ref: '../common.json#/parameters/Id'\n  get:\n    responses:\n      200:\n        $ref: ../common.json#/responses/Order\n",
    'common.json': {
      parameters: { Id: { name: 'id', in: 'path', required: true, schema: { $ref: 'schemas/id.yaml' } } },
      responses: { Order: { description: 'An order', content: { 'application/json': { schema: { $ref: '#/schemas/Order' } } } } },
      schemas: { Order: { ...order, properties: { id: { $ref: 'schemas/id.yaml' }, above: { $ref: '#/schemas/Order' }, part: { $ref: 'a.yaml#/components/schemas/Order' } } } },
    },
    'schemas/id.yaml': 'type: string\n',
  });
  const { parameters, responses } = document.paths['/orders/{id}'].get;
  expect(parameters).toEqual([{ name: 'id', in: 'path', required: true, schema: { $ref: '#/components/schemas/id' } }]);
  expect(responses).toEqual({ 200: { description: 'An order', content: { 'application/json': { schema: { $ref: '#/components/schemas/Order2' } } } } });
  expect(document.components.schemas).toEqual({
    Order: { type: 'object' },
    id: { type: 'string' },
    Order2: { type: 'object', properties: { id: { $ref: '#/components/schemas/id' }, above: { $ref: '#/components/schemas/Order2' }, part: { $ref: '#/components/schemas/Order' } } },
  });
});

test('a file that refers back to the document finds its schemas, however the document was named', () => {
  read({ 'a.yaml': `${HEAD}paths:\n  /a: { $ref: b.yaml }\ncomponents:\n  schemas:\n    Order: { type: object }\n`, 'b.yaml': "get: { parameters: [{ name: a, in: query, schema: { $ref: './a.yaml#/components/schemas/Order' } }] }\n" });
  const document = OpenApiDocument.fromFile(join(directory, 'x', '..', '.', 'a.yaml').replace('a.yaml', './a.yaml')).toJson();
  expect(Object.keys(document.components.schemas)).toEqual(['Order']);
});

test('the line of an error in JSON with tabs and line ends of Windows is told', () => {
  const text = '{\r\n\t"openapi": "3.0.3",\r\n\t"paths": {\r\n\t\t"/a": { "$ref": "#/x" }\r\n\t}\r\n}';
  expect(() => read({ 'a.json': text })).toThrow('a.json:4: \'$ref\' "#/x" names what is not there');
});

test('references into the depth of a schema lead to a schema of its own', () => {
  const document = OpenApiDocument.fromInline({ openapi: '3.0.3', paths: {}, components: { schemas: { Order: order, Id: { $ref: '#/components/schemas/Order/properties/id' } } } }).toJson();
  expect(document.components.schemas).toEqual({ Order: order, Id: { $ref: '#/components/schemas/id' }, id: { type: 'string' } });
});

test('YAML of version 1.2 with anchors, merge keys, comments, a byte order mark and numbers as keys is read', () => {
  const paths = 'paths:\n  /a:\n    get: &get # the same\n      responses: { 200: { description: "on" } }\n    put:\n      <<: *get\n      summary: on\n';
  const { paths: { '/a': { get, put } } } = read({ 'a.yaml': `\uFEFF${HEAD}${paths}` });
  expect(get.responses).toEqual({ 200: { description: 'on' } });
  expect(put).toEqual({ ...get, summary: 'on' });
});

test('methods may stand beside a reference of a path', () => {
  const components = { pathItems: { Orders: { get: { summary: 'shared' }, put: { summary: 'shared' } } } };
  const document = OpenApiDocument.fromInline({ openapi: '3.1.0', components, paths: { '/a': { $ref: '#/components/pathItems/Orders', put: { summary: 'own' } } } }).toJson();
  expect(document.paths['/a']).toMatchObject({ get: { summary: 'shared' }, put: { summary: 'own' } });
});

test('parameters of a path are those of its operations, which may say them anew', () => {
  const page = (description: string) => ({ name: 'page', in: 'query', description, schema: { type: 'string' } });
  const item = { parameters: [page('of the path'), { ...page('size'), name: 'size' }], get: { parameters: [page('of the operation')] }, put: {} };
  const { get, put } = OpenApiDocument.fromInline({ openapi: '3.0.3', paths: { '/a': item } }).toJson().paths['/a'];
  expect(get.parameters.map(({ description }: any) => description)).toEqual(['of the operation', 'size']);
  expect(put.parameters.map(({ description }: any) => description)).toEqual(['of the path', 'size']);
});

test('Swagger 2.0 is read as OpenAPI 3', () => {
  const document = OpenApiDocument.fromInline({
    swagger: '2.0',
    info: { title: 'Orders', version: '1' },
    host: 'example.com',
    consumes: ['application/json'],
    produces: ['application/json'],
    paths: {
      '/orders': {
        post: {
          parameters: [{ $ref: '#/parameters/page' }, { name: 'order', in: 'body', required: true, schema: { $ref: '#/definitions/Order' } }],
          responses: { 200: { $ref: '#/responses/Order' } },
        },
        put: { consumes: ['multipart/form-data'], parameters: [{ name: 'file', in: 'formData', type: 'file', required: true }, { name: 'tags', in: 'formData', type: 'array', items: { type: 'string' } }], responses: {} },
      },
    },
    parameters: { page: { name: 'page', in: 'query', type: 'array', items: { type: 'integer' }, collectionFormat: 'multi', description: 'Page' } },
    responses: { Order: { description: 'An order', schema: { $ref: '#/definitions/Order' }, headers: { 'X-Rate': { type: 'integer', description: 'Rate' } } } },
    definitions: { Order: order },
    securityDefinitions: { basic: { type: 'basic' }, oauth: { type: 'oauth2', flow: 'accessCode', authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: { read: 'Read' } } },
  }).toJson();
  expect(document).toEqual({
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1' },
    paths: {
      '/orders': {
        post: {
          parameters: [{ name: 'page', in: 'query', description: 'Page', explode: true, schema: { type: 'array', items: { type: 'integer' } } }],
          requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } },
          responses: { 200: { description: 'An order', headers: { 'X-Rate': { description: 'Rate', schema: { type: 'integer' } } }, content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } },
        },
        put: {
          requestBody: { content: { 'multipart/form-data': { schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' }, tags: { type: 'array', items: { type: 'string' } } }, required: ['file'] } } } },
          responses: {},
        },
      },
    },
    components: {
      schemas: { Order: order },
      securitySchemes: { basic: { type: 'http', scheme: 'basic' }, oauth: { type: 'oauth2', flows: { authorizationCode: { authorizationUrl: 'https://a', tokenUrl: 'https://t', scopes: { read: 'Read' } } } } },
    },
  });
});

test('fails to write the document of a file, which is one already', () => {
  const document = OpenApiDocument.fromInline({ openapi: '3.0.3', paths: {} });
  expect(() => document.writeFile('a.json')).toThrow("'writeFile' writes the document of an API, and this one is a file or an object already: use OpenApiDocument.fromRestApi(gateway)");
});
