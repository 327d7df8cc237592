/** An API that has something of everything, of which the tests change something. */
export function shop(): any {
  return {
    openapi: '3.0.1',
    info: { title: 'Shop', version: '1' },
    paths: {
      '/orders': {
        get: {
          parameters: [{ name: 'page', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100 } }, { name: 'X-Tenant', in: 'header', schema: { type: 'string' } }],
          responses: {
            200: { description: 'OK', headers: { 'X-Total': { required: true, schema: { type: 'integer' } } }, content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Order' } } } } },
            404: { description: 'Not Found' },
          },
          security: [{ key: [] }],
        },
        post: {
          operationId: 'addOrder',
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/NewOrder' } } } },
          responses: { 201: { description: 'Created' } },
        },
      },
      '/orders/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        get: { responses: { 200: { description: 'OK', content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } } } }, security: [{ users: ['read'] }] },
      },
    },
    components: {
      schemas: {
        NewOrder: {
          type: 'object',
          required: ['item'],
          properties: {
            item: { type: 'string', maxLength: 20 },
            count: { type: 'number', multipleOf: 2 },
            size: { type: 'string', enum: ['S', 'M', 'L'] },
            note: { type: 'string', nullable: true },
            gift: { oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Ribbon' }] },
          },
        },
        Order: {
          type: 'object',
          required: ['id', 'state'],
          properties: {
            id: { type: 'string' },
            state: { type: 'string', enum: ['open', 'sent'] },
            price: { type: 'integer', format: 'int32' },
            parts: { type: 'array', items: { $ref: '#/components/schemas/Order' } },
            labels: { type: 'object', additionalProperties: { type: 'string' } },
          },
        },
        Card: { type: 'object', required: ['text'], properties: { text: { type: 'string' } } },
        Ribbon: { type: 'object', required: ['colour'], properties: { colour: { type: 'string' } } },
      },
      securitySchemes: {
        key: { type: 'apiKey', name: 'X-Key', in: 'header' },
        other: { type: 'apiKey', name: 'X-Other', in: 'header' },
        users: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://example.com', scopes: { read: '', write: '' } } } },
      },
    },
  };
}

const orders = (api: any) => api.paths['/orders'];
const page = (api: any) => orders(api).get.parameters[0];
const ok = (api: any) => orders(api).get.responses[200];
const newOrder = (api: any) => api.components.schemas.NewOrder;
const order = (api: any) => api.components.schemas.Order;
const body = (api: any) => orders(api).post.requestBody;

/** Edits of the shop: the kind that the edit is, and the kind that taking it back is. */
export const EDITS: Array<[what: string, edit: (api: any) => unknown, there: string, back: string]> = [
  ['a new route', (api) => (api.paths['/carts'] = { get: { responses: { 200: { description: 'OK' } } } }), 'route-added', 'route-removed'],
  ['a new method', (api) => (orders(api).delete = { responses: { 200: { description: 'OK' } } }), 'method-added', 'method-removed'],
  ['a new parameter', (api) => orders(api).get.parameters.push({ name: 'sort', in: 'query', schema: { type: 'string' } }), 'parameter-added', 'parameter-removed'],
  ['a required parameter', (api) => (page(api).required = true), 'parameter-required', 'parameter-optional'],
  ['a new parameter that is required', (api) => orders(api).get.parameters.push({ name: 'sort', in: 'query', required: true, schema: { type: 'string' } }), 'parameter-required', 'parameter-removed'],
  ['another style', (api) => (page(api).explode = false), 'parameter-style-changed', 'parameter-style-changed'],
  ['another name of a variable', (api) => {
    const { '/orders/{id}': item, ...paths } = api.paths;
    item.parameters[0].name = 'orderId';
    api.paths = { ...paths, '/orders/{orderId}': item };
  }, 'path-parameter-renamed', 'path-parameter-renamed'],
  ['a lower maximum of a parameter', (api) => (page(api).schema.maximum = 50), 'request-limit-narrowed', 'request-limit-widened'],
  ['no minimum of a parameter', (api) => delete page(api).schema.minimum, 'request-limit-widened', 'request-limit-narrowed'],
  ['a maximum that is excluded', (api) => (page(api).schema.exclusiveMaximum = true), 'request-limit-narrowed', 'request-limit-widened'],
  ['a parameter that may be any number', (api) => (page(api).schema.type = 'number'), 'request-type-widened', 'request-type-narrowed'],
  ['a request body', (api) => (orders(api).get.requestBody = { content: {} }), 'request-body-added', 'request-body-removed'],
  ['a required request body', (api) => (body(api).required = true), 'request-body-required', 'request-body-optional'],
  ['another content type of the request', (api) => (body(api).content['application/xml'] = {}), 'request-content-type-added', 'request-content-type-removed'],
  ['another type of a property of the request', (api) => (newOrder(api).properties.item = { type: 'boolean' }), 'request-type-narrowed', 'request-type-narrowed'],
  ['a property of the request that may not be null', (api) => (newOrder(api).properties.note.nullable = false), 'request-type-narrowed', 'request-type-widened'],
  ['fewer values in a request', (api) => newOrder(api).properties.size.enum.pop(), 'request-value-removed', 'request-value-added'],
  ['any value in a request', (api) => delete newOrder(api).properties.size.enum, 'request-value-added', 'request-value-removed'],
  ['a pattern in a request', (api) => (newOrder(api).properties.item.pattern = '^a'), 'request-limit-narrowed', 'request-limit-widened'],
  ['a greater divisor in a request', (api) => (newOrder(api).properties.count.multipleOf = 4), 'request-limit-narrowed', 'request-limit-widened'],
  ['a new property of the request', (api) => (newOrder(api).properties.code = { type: 'string' }), 'request-property-added', 'request-property-removed'],
  ['a new property of the request by allOf', (api) => (api.components.schemas.NewOrder = { allOf: [newOrder(api), { type: 'object', properties: { code: { type: 'string' } } }] }), 'request-property-added', 'request-property-removed'],
  ['a property of the request that is required', (api) => newOrder(api).required.push('count'), 'request-property-required', 'request-property-optional'],
  ['a property of the request that is required by allOf', (api) => (api.components.schemas.NewOrder = { allOf: [newOrder(api), { required: ['count'] }] }), 'request-property-required', 'request-property-optional'],
  ['no other properties of the request', (api) => (newOrder(api).additionalProperties = false), 'request-schema-closed', 'request-schema-opened'],
  ['an alternative in a request', (api) => newOrder(api).properties.gift.oneOf.push({ type: 'string' }), 'request-alternative-added', 'request-alternative-removed'],
  ['a keyword that is not known', (api) => (newOrder(api).patternProperties = { '^x': {} }), 'request-schema-changed', 'request-schema-changed'],
  ['a new response', (api) => (orders(api).get.responses[202] = { description: 'Accepted' }), 'response-added', 'response-removed'],
  ['a new response of an error', (api) => (orders(api).get.responses[409] = { description: 'Conflict' }), 'response-added', 'response-error-removed'],
  ['a new header', (api) => (ok(api).headers['X-Page'] = { schema: { type: 'integer' } }), 'response-header-added', 'response-header-removed'],
  ['a header that may be missing', (api) => (ok(api).headers['X-Total'].required = false), 'response-header-optional', 'response-header-required'],
  ['another content type of the response', (api) => (ok(api).content['text/csv'] = {}), 'response-content-type-added', 'response-content-type-removed'],
  ['a property of the response that may be any number', (api) => (order(api).properties.price.type = 'number'), 'response-type-widened', 'response-type-narrowed'],
  ['a longer format in a response', (api) => (order(api).properties.price.format = 'int64'), 'response-limit-widened', 'response-limit-narrowed'],
  ['a property of the response that may be null', (api) => (order(api).properties.id.nullable = true), 'response-type-widened', 'response-type-narrowed'],
  ['more values in a response', (api) => order(api).properties.state.enum.push('lost'), 'response-value-added', 'response-value-removed'],
  ['a new property of the response', (api) => (order(api).properties.date = { type: 'string' }), 'response-property-added', 'response-property-removed'],
  ['a property of the response that is always there', (api) => order(api).required.push('price'), 'response-property-required', 'response-property-optional'],
  ['no other properties of the response', (api) => (order(api).additionalProperties = false), 'response-schema-closed', 'response-schema-opened'],
  ['labels that are numbers', (api) => (order(api).properties.labels.additionalProperties = { type: 'number' }), 'response-type-widened', 'response-type-widened'],
  ['an alternative in a response', (api) => (order(api).properties.id = { oneOf: [{ type: 'string' }, { type: 'object', properties: {} }] }), 'response-alternative-added', 'response-alternative-removed'],
  ["a 'not' in a response", (api) => (order(api).properties.id.not = { enum: ['x'] }), 'response-schema-changed', 'response-schema-changed'],
  ['a key that is asked for', (api) => (orders(api).post.security = [{ key: [] }]), 'authorization-added', 'authorization-removed'],
  ['another key', (api) => (orders(api).get.security = [{ other: [] }]), 'authorization-changed', 'authorization-changed'],
  ['another way in', (api) => orders(api).get.security.push({ other: [] }), 'authorization-widened', 'authorization-changed'],
  ['two keys at once', (api) => (orders(api).get.security = [{ key: [], other: [] }]), 'authorization-changed', 'authorization-widened'],
  ['another scope', (api) => api.paths['/orders/{id}'].get.security[0].users.push('write'), 'authorization-scopes-narrowed', 'authorization-scopes-widened'],
  ['another header for a key', (api) => (api.components.securitySchemes.key.name = 'X-New'), 'authorization-changed', 'authorization-changed'],
  ['another server', (api) => (api.servers = [{ url: 'https://a.example.com' }, { url: 'https://b.example.com' }]), '', ''],
  ['callbacks', (api) => (orders(api).post.callbacks = { done: {} }), 'callbacks-changed', 'callbacks-changed'],
  ['another name in generated code', (api) => (orders(api).post.operationId = 'createOrder'), 'operation-id-changed', 'operation-id-changed'],
  ['a default', (api) => (page(api).schema.default = 1), 'default-changed', 'default-changed'],

  ['a summary', (api) => (orders(api).get.summary = 'All orders'), 'documentation-changed', 'documentation-changed'],
  ['a description of the API', (api) => (api.info.description = 'What one can order'), 'documentation-changed', 'documentation-changed'],
  ['a description of a schema', (api) => (newOrder(api).description = 'An order'), 'documentation-changed', 'documentation-changed'],
  ['a name of a schema', (api) => {
    api.components.schemas.Renamed = newOrder(api);
    delete api.components.schemas.NewOrder;
    body(api).content['application/json'].schema.$ref = '#/components/schemas/Renamed';
  }, '', ''],
  ['a schema that is written in place', (api) => (ok(api).content['application/json'].schema.items = structuredClone(order(api))), '', ''],
  ['what API Gateway does with a request', (api) => (orders(api).get['x-amazon-apigateway-integration'] = { type: 'mock' }), '', ''],
];
