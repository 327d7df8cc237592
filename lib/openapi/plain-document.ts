import { OpenApiObject } from './rest-api-definition';

const ANY = 'x-amazon-apigateway-any-method';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/** A document for those who call the API, who do not care how API Gateway answers. */
export function withoutExtensions(document: OpenApiObject): OpenApiObject {
  const { paths, components, servers: _, ...rest } = document; // the server only holds an extension
  const items = Object.entries<OpenApiObject>(paths).map(([path, item]) => [path.replace('+}', '}'), plainItem(item)]);
  return { ...withoutKeys(rest), paths: Object.fromEntries(items), ...(components && { components: plainComponents(components) }) };
}

function plainItem({ [ANY]: any, ...item }: OpenApiObject): OpenApiObject {
  const missing = any ? METHODS.filter((method) => !(method in item)) : [];
  const operations = { ...item, ...Object.fromEntries(missing.map((method) => [method, named(any, method)])) };
  return Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, plainOperation(operation)]));
}

/** A name stands once in a document. */
function named(operation: OpenApiObject, method: string): OpenApiObject {
  const { operationId } = operation;
  return operationId ? { ...operation, operationId: `${operationId}${method[0].toUpperCase()}${method.slice(1)}` } : operation;
}

/** API Gateway reads a list of requirements as all of them, OpenAPI as one of them. */
function plainOperation({ security, ...operation }: OpenApiObject): OpenApiObject {
  return { ...withoutKeys(operation), ...(security && { security: [Object.assign({}, ...security)] }) };
}

function plainComponents({ securitySchemes, ...components }: OpenApiObject): OpenApiObject {
  const schemes = Object.entries<OpenApiObject>(securitySchemes ?? {}).map(([name, scheme]) => [name, withoutKeys(scheme)]);
  return { ...components, ...(securitySchemes && { securitySchemes: Object.fromEntries(schemes) }) };
}

function withoutKeys(object: OpenApiObject): OpenApiObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !key.startsWith('x-amazon-apigateway-')));
}
