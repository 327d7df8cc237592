import { defined, OpenApiObject, unlessEmpty } from './rest-api-definition';

const EXTENSION = 'x-amazon-apigateway-';
const ANY = `${EXTENSION}any-method`;
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/** A document for those who call the API, who do not care how API Gateway answers. */
export function withoutExtensions(document: OpenApiObject): OpenApiObject {
  const { paths, components: { securitySchemes, ...components } = {} as OpenApiObject, servers: _, ...rest } = document; // the server only holds an extension
  const schemes = new Map(Object.entries<OpenApiObject>(securitySchemes ?? {}).map(([name, scheme]) => [name, plainSchemes(name, scheme)]));
  const items = Object.entries<OpenApiObject>(paths).map(([path, item]) => [path.replace('+}', '}'), plainItem(item, schemes)]);
  const plain = defined({ ...components, securitySchemes: unlessEmpty(Object.assign({}, ...schemes.values())) });
  return defined({ ...withoutKeys(rest), paths: Object.fromEntries(items), components: unlessEmpty(plain) });
}

/** What a caller sends for a scheme; an authorizer that looks at several places stands for several keys. */
function plainSchemes(name: string, scheme: OpenApiObject): OpenApiObject {
  const { identitySource } = scheme[`${EXTENSION}authorizer`] ?? {};
  if (typeof identitySource !== 'string') return { [name]: withoutKeys(scheme) };
  const places = [...identitySource.matchAll(/method\.request\.(header|querystring)\.([^,\s]+)/g)];
  return Object.fromEntries(places.map(([, place, key]) =>
    [places.length === 1 ? name : `${name}.${key}`, { type: 'apiKey', name: key, in: place === 'header' ? 'header' : 'query' }]));
}

function plainItem({ [ANY]: any, ...item }: OpenApiObject, schemes: Map<string, OpenApiObject>): OpenApiObject {
  const missing = any ? METHODS.filter((method) => !(method in item)) : [];
  const operations = { ...item, ...Object.fromEntries(missing.map((method) => [method, named(any, method)])) };
  return Object.fromEntries(Object.entries(operations).map(([key, value]) => [key, METHODS.includes(key) ? plainOperation(value, schemes) : value]));
}

/** A name stands once in a document. */
function named(operation: OpenApiObject, method: string): OpenApiObject {
  const { operationId } = operation;
  return operationId ? { ...operation, operationId: `${operationId}${method[0].toUpperCase()}${method.slice(1)}` } : operation;
}

/** API Gateway reads a list of requirements as all of them, OpenAPI as one of them; and it has scopes for other types of schemes only. */
function plainOperation({ security, ...operation }: OpenApiObject, schemes: Map<string, OpenApiObject>): OpenApiObject {
  const required = (security ?? []).flatMap(Object.keys).flatMap((name: string) => Object.keys(schemes.get(name)!));
  const all = unlessEmpty(Object.fromEntries(required.map((name: string) => [name, []])));
  return defined({ ...withoutKeys(operation), security: all && [all] });
}

function withoutKeys(object: OpenApiObject): OpenApiObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !key.startsWith(EXTENSION)));
}
