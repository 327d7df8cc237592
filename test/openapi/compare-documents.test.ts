import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Function } from 'aws-cdk-lib/aws-lambda';
import * as fc from 'fast-check';
import { EDITS, shop } from './support/changes';
import { OpenApiDocument, RestGateway, RouteAuthorizer } from '../../lib';
import { compareDocuments } from '../../lib/openapi/compare-documents';
import { KINDS } from '../../lib/openapi/compare-kinds';
import { testFunction, testStack } from '../helpers';

type Edit = (api: any) => unknown;

function edited(edit: Edit): any {
  const api = shop();
  edit(api);
  return api;
}

const changes = (before: any, after: any) => {
  const { breaking, nonBreaking } = compareDocuments(before, after);
  return [...breaking, ...nonBreaking];
};
const kinds = (before: any, after: any) => [...new Set(changes(before, after).map(({ kind }) => kind))].join(' ');

test('a document and itself have no changes', () => {
  expect(compareDocuments(shop(), shop())).toEqual({ breaking: [], nonBreaking: [] });
});

test.each(EDITS)('%s is what it is, and so is taking it back', (_what, edit, there, back) => {
  expect(kinds(shop(), edited(edit))).toBe(there);
  expect(kinds(edited(edit), shop())).toBe(back);
});

test('edits of which none breaks do not break together, and taking them back does if taking back one of them does', () => {
  const breaks = (kind: string) => (KINDS as Record<string, boolean>)[kind];
  const harmless = EDITS.filter(([what, , there]) => there && !breaks(there) && !what.endsWith('by allOf') && what !== 'another name of a variable');
  expect(harmless.length).toBeGreaterThan(20);
  fc.assert(fc.property(fc.shuffledSubarray(harmless), (edits) => {
    const after = shop();
    for (const [, edit] of edits) edit(after);
    const { breaking, nonBreaking } = compareDocuments(shop(), after);
    expect(breaking).toEqual([]);
    expect(nonBreaking.length > 0).toBe(edits.length > 0);
    expect(compareDocuments(after, shop()).breaking.length > 0).toBe(edits.some(([, , , back]) => breaks(back)));
  }));
});

test('a change says its route, its method, where it stands and what it is', () => {
  const [change] = changes(shop(), edited((api) => api.components.schemas.NewOrder.required.push('count')));
  expect(change).toEqual({ kind: 'request-property-required', path: '/orders', method: 'POST', pointer: '/components/schemas/NewOrder/properties/count', message: 'POST /orders: "count" of the request body is required' });
  const [gone] = changes(shop(), edited((api) => delete api.paths['/orders/{id}']));
  expect(gone).toEqual({ kind: 'route-removed', path: '/orders/{id}', pointer: '/paths/~1orders~1{id}', message: '/orders/{id}: is gone' });
  const [described] = changes(shop(), edited((api) => (api.info.title = 'Store')));
  expect(described).toEqual({ kind: 'documentation-changed', pointer: '/info', message: 'the API: is described in other words' });
});

test('a change in a schema that contains itself is told once for each operation', () => {
  const all = changes(shop(), edited((api) => (api.components.schemas.Order.properties.price = { type: 'string' })));
  expect(all.map(({ method, path, message }) => [method, path, message])).toEqual([
    ['GET', '/orders', 'GET /orders: "[].price" of the response 200 gives string, and gave integer'],
    ['GET', '/orders/{id}', 'GET /orders/{id}: "price" of the response 200 gives string, and gave integer'],
  ]);
});

test('what only answers have does not count in requests', () => {
  const before = edited((api) => (api.components.schemas.NewOrder.properties.id = { type: 'string', readOnly: true }));
  const after = structuredClone(before);
  after.components.schemas.NewOrder.properties.id.maxLength = 5;
  after.components.schemas.NewOrder.required.push('id');
  expect(kinds(before, after)).toBe('');
  expect(kinds(edited((api) => (api.components.schemas.Order.properties.id.writeOnly = true)), edited((api) => (api.components.schemas.Order.properties.id = { type: 'number', writeOnly: true })))).toBe('');
});

test('another default of what a client may leave out breaks, and of what an answer has does not', () => {
  const with_ = (schema: 'NewOrder' | 'Order', property: string, value: string) => edited((api) => (api.components.schemas[schema].properties[property].default = value));
  expect(kinds(with_('NewOrder', 'size', 'S'), with_('NewOrder', 'size', 'M'))).toBe('request-default-changed');
  expect(kinds(with_('Order', 'state', 'open'), with_('Order', 'state', 'sent'))).toBe('default-changed');
});

test('null is said by nullable, by a list of types and by an alternative', () => {
  const types = [{ type: 'string', nullable: true }, { type: ['string', 'null'] }, { oneOf: [{ type: 'null' }, { type: 'string' }] }].map((schema) => edited((api) => (api.components.schemas.NewOrder.properties.note = schema)));
  for (const one of types) for (const other of types) expect(kinds(one, other)).toBe('');
});

test('schemas that contain each other through alternatives are compared in time', () => {
  const tree = (count: number, type: string) => edited((api) => {
    const names = Array.from({ length: count }, (_, index) => `Node${index}`);
    for (const name of names) {
      api.components.schemas[name] = { type: 'object', required: ['kind'], properties: { kind: { enum: [name] }, value: { type }, ...Object.fromEntries(['left', 'right'].map((side) => [side, { oneOf: names.map((one) => ({ $ref: `#/components/schemas/${one}` })) }])) } };
    }
    api.components.schemas.NewOrder.properties.tree = { $ref: '#/components/schemas/Node0' };
  });
  const start = Date.now();
  expect(kinds(tree(40, 'integer'), tree(40, 'number'))).toBe('request-type-widened');
  expect(kinds(tree(40, 'number'), tree(39, 'number'))).toBe('request-alternative-removed');
  expect(Date.now() - start).toBeLessThan(10_000);
});

describe('documents with the extensions of API Gateway', () => {
  const api = (security: any, operation: any = {}, schemes: any = {}): any => ({
    openapi: '3.0.1',
    info: {},
    paths: { '/a': { 'x-amazon-apigateway-any-method': { responses: {}, security, ...operation } } },
    components: {
      securitySchemes: {
        sigv4: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
        users: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['one'] } },
        api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
        ...schemes,
      },
    },
  });

  test.each<[string, any, any, string]>([
    ['another authorizer of the same header', api([{ sigv4: [] }]), api([{ users: [] }]), 'authorization-changed'],
    ['a key beside an authorizer, which are both asked for', api([{ users: [] }]), api([{ users: [] }, { api_key: [] }]), 'authorization-changed'],
    ['one scope more, of which one is enough', api([{ users: ['read'] }]), api([{ users: ['read', 'write'] }]), 'authorization-scopes-widened'],
    ['one scope less', api([{ users: ['read', 'write'] }]), api([{ users: ['read'] }]), 'authorization-scopes-narrowed'],
    ['the first scope', api([{ users: [] }]), api([{ users: ['read'] }]), 'authorization-scopes-narrowed'],
    ['no scope, which asks for another kind of token', api([{ users: ['read'] }]), api([{ users: [] }]), 'authorization-scopes-narrowed'],
    ['another name of the authorizer', api([{ users: [] }]), api([{ people: [] }], {}, { people: api([]).components.securitySchemes.users }), ''],
  ])('%s', (_what, before, after, kind) => {
    expect(kinds(before, after)).toBe(kind);
  });

  test('stand for each method of ANY that has none of its own', () => {
    const after = api([]);
    after.paths['/a'] = Object.fromEntries(['get', 'put', 'post', 'delete', 'options', 'head'].map((method) => [method, { responses: {} }]));
    expect(changes(api([]), after)).toEqual([{ kind: 'method-removed', path: '/a', method: 'PATCH', pointer: '/paths/~1a/x-amazon-apigateway-any-method', message: 'PATCH /a: is gone' }]);
  });
});

test('what is null is not there', () => {
  expect(kinds(edited((api) => (api.paths['/orders'].get = null)), shop())).toBe('method-added');
});

describe('bad input', () => {
  test.each<[any, string]>([
    [undefined, "'before' must be an OpenAPI document, got undefined"],
    [{ swagger: '2.0' }, '\'before\' must be a document of OpenAPI 3, got "2.0" for its version: convert it'],
    [edited((api) => (api.paths['/orders'].get = 'orders')), 'the operation at /paths/~1orders/get must be a structure, got "orders"'],
    [edited((api) => (api.paths['/orders'].get.security = { key: [] })), '\'security\' of the operation at /paths/~1orders/get must be a list, such as [{ key: [] }], got {"key":[]}'],
    [edited((api) => (api.paths['/orders'].get.security = [{ key: null }])), "'security' of the operation at /paths/~1orders/get must be a list"],
    [edited((api) => (api.paths['/orders'].get.parameters[0] = { $ref: 'other.json#/x' })), '\'before\' refers, at /paths/~1orders/get/parameters/0, to "other.json#/x", which is not in it: bundle the files into one document'],
    [edited((api) => (api.paths['/orders'].get.parameters[0] = { $ref: '#/components/x' })), 'to "#/components/x", which it does not have: define it, or correct the reference'],
    [edited((api) => (api.components.schemas.NewOrder = { $ref: '#/components/schemas/NewOrder' })), '\'before\' has the reference "#/components/schemas/NewOrder", which refers to itself: write what it stands for'],
  ])('fails on a document that cannot be compared: %#', (before, message) => {
    expect(() => compareDocuments(before, shop())).toThrow(message);
  });
});

test('the documents of two gateways are compared with their authorization', () => {
  const define = (change?: (gateway: RestGateway, handler: Function) => void) => {
    const stack = testStack();
    const handler = testFunction(stack);
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none() });
    change?.(gateway, handler);
    return gateway;
  };
  const compared = (one: RestGateway, other: RestGateway, extensions = true) => {
    const { breaking, nonBreaking } = OpenApiDocument.compare(OpenApiDocument.fromRestApi(one, { extensions }), OpenApiDocument.fromRestApi(other));
    return [breaking, nonBreaking].map((all) => all.map(({ message }) => message));
  };
  const more = define((gateway, handler) => gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler }));
  expect(compared(define(), more)).toEqual([[], ['/orders: is new']]);
  expect(compared(more, define(), false)).toEqual([['/orders: is gone'], []]);
  const keyed = define((gateway, handler) => gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler, apiKeyRequired: true }));
  expect(compared(more, keyed, false)).toEqual([['POST /orders: asks for sigv4 with apiKey in "x-api-key", and asked for sigv4'], []]);
});

test('the page about changes lists the kinds of changes, and which of them break', () => {
  const rows = readFileSync(join(__dirname, '..', '..', 'docs', 'openapi-changes.md'), 'utf8').split('\n').filter((line) => /^\| (`|\|)/.test(line));
  const listed = rows.flatMap((row) => row.split('|').slice(1, 3).flatMap((cell, index) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, kind]) => [kind, index === 0])));
  expect(Object.fromEntries(listed)).toEqual(KINDS);
  expect(listed).toHaveLength(Object.keys(KINDS).length);
});
