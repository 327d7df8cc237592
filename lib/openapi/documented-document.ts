import { STATUS_CODES } from 'node:http';
import { OpenApiObject } from './rest-api-definition';
import { isObject } from '../private/is-object';

const ANY = 'x-amazon-apigateway-any-method';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', ANY];
const PARAMETERS: Record<string, string> = { PATH_PARAMETER: 'path', QUERY_PARAMETER: 'query', REQUEST_HEADER: 'header' };

interface Part {
  readonly location: Record<'type' | 'path' | 'method' | 'statusCode' | 'name', string | undefined> & { readonly type: string };
  readonly properties: OpenApiObject;
}

/**
 * A document in which the parts of the documentation stand where they belong, as an export of API Gateway has them. A part of a path, or of all
 * methods, holds where there is none that says more exactly what it is of.
 */
export function documented(document: OpenApiObject): OpenApiObject {
  const parts: Part[] = document['x-amazon-apigateway-documentation']?.documentationParts ?? [];
  if (parts.length === 0) return document;
  const copy = structuredClone(document);
  const exactness = ({ location: { method, path, statusCode } }: Part) => [path, method, statusCode].filter((one) => one !== undefined && one !== '*').length;
  for (const part of [...parts].sort((one, other) => exactness(one) - exactness(other))) apply(part, copy);
  return copy;
}

function apply({ location, properties }: Part, document: OpenApiObject): void {
  const { type, name } = location;
  if (type === 'API') mergeApi(document, properties);
  if (type === 'MODEL') merge(own(document.components?.schemas, name), properties);
  if (type === 'AUTHORIZER') merge(own(document.components?.securitySchemes, name), properties);
  if (type === 'RESOURCE' && location.path !== undefined) merge(own(document.paths, location.path), properties);
  for (const operation of operationsOf(location, document)) {
    if (type === 'METHOD') merge(operation, properties);
    if (type === 'REQUEST_BODY' && (operation.requestBody || properties.content)) merge(operation.requestBody ??= { content: {} }, properties);
    if (type in PARAMETERS) merge(operation.parameters?.find((one: OpenApiObject) => one.name === name && one.in === PARAMETERS[type]), properties);
    if (type === 'RESPONSE') for (const response of responsesOf(location, operation)) merge(response, properties);
    if (type === 'RESPONSE_HEADER') for (const response of responsesOf(location, operation)) merge(own(response.headers, name), properties);
  }
}

function operationsOf({ path, method = '*' }: Part['location'], document: OpenApiObject): OpenApiObject[] {
  const items: OpenApiObject[] = path === undefined ? Object.values(document.paths) : [own(document.paths, path) ?? {}];
  const keys = method === '*' ? METHODS : [method === 'ANY' ? ANY : method.toLowerCase()];
  return items.flatMap((item) => keys.flatMap((key) => item[key] ?? []));
}

function responsesOf({ statusCode = '*' }: Part['location'], operation: OpenApiObject): OpenApiObject[] {
  if (statusCode === '*') return Object.values(operation.responses ?? {});
  return [operation.responses[statusCode] ??= { description: STATUS_CODES[statusCode] ?? statusCode }];
}

/** What may be documented of an API in words of its own: only `info` has a description. */
function mergeApi(document: OpenApiObject, { description, info, tags, externalDocs, ...others }: OpenApiObject): void {
  const extensions = Object.fromEntries(Object.entries(others).filter(([key]) => key.startsWith('x-')));
  merge(document, Object.fromEntries(Object.entries({ info, tags, externalDocs, ...extensions }).filter(([, value]) => value !== undefined)));
  if (description !== undefined) merge(document, { info: { description } });
}

/** A member of an object, and not of all objects. */
function own(object: OpenApiObject | undefined, name = ''): OpenApiObject | undefined {
  return object && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Puts what is documented into its place; nothing where there is no such place. */
function merge(target: OpenApiObject | undefined, properties: OpenApiObject): void {
  if (!target) return;
  for (const [key, value] of Object.entries(properties)) {
    if (key === '__proto__') continue; // or what is documented would be said of every object
    if (isObject(value) && isObject(target[key]) && key !== 'example') merge(target[key] as OpenApiObject, value);
    else target[key] = value;
  }
}
