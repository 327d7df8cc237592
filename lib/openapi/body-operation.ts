import { STATUS_CODES } from 'node:http';
import { BodySchemas } from './body-schemas';
import { defined, OpenApiObject, unlessEmpty } from './rest-api-definition';
import { SourceOperation } from './source-document';
import { isPlainObject } from '../private/is-object';

/** What an import takes of an operation as it is. The method itself says its id, its security and its validator. */
const KEPT = ['summary', 'description', 'tags', 'externalDocs'];

const SAID_BY_METHOD = ['x-amazon-apigateway-request-validator'];

/** Names of parameters that API Gateway takes. */
const PARAMETER = /^[A-Za-z0-9._$-]+$/;

/** Headers of which OpenAPI says that they are no parameters. */
const NO_PARAMETERS = ['accept', 'content-type', 'authorization'];

/** Media types of which API Gateway takes models. */
const JSON_TYPE = /^application\/(?:[A-Za-z0-9!#$&^_.-]+\+)?json$/i;

/** What an import of API Gateway takes of an operation; the rest is for those who read the document. */
export function bodyOperation({ content, operationId, key }: SourceOperation, schemas: BodySchemas, validates: boolean): OpenApiObject {
  const kept = Object.entries(content).filter(([name]) => KEPT.includes(name) || (name.startsWith('x-') && !SAID_BY_METHOD.includes(name)));
  const name = operationId ?? key.replace(/[^A-Za-z0-9]+(.)?/g, (_, next = '') => next.toUpperCase());
  return defined({
    ...withoutNull(Object.fromEntries(kept)) as OpenApiObject,
    parameters: parametersOf(content).map(bodyParameter),
    requestBody: requestBody(content, schemas, name, validates ? key : undefined),
    responses: responsesOf(content, schemas, name),
  });
}

/** The schemas of the bodies that API Gateway can validate. */
export function requestSchemas(content: OpenApiObject): unknown[] {
  return jsonTypes(content.requestBody?.content).map(([, schema]) => schema);
}

/** The parameters that API Gateway can ask for. */
export function parametersOf({ parameters = [] }: OpenApiObject): OpenApiObject[] {
  return parameters.filter((parameter: OpenApiObject) => ['path', 'query', 'header'].includes(parameter.in)
    && PARAMETER.test(parameter.name) && !(parameter.in === 'header' && NO_PARAMETERS.includes(parameter.name.toLowerCase())));
}

/** A value without null, which a template cannot say. */
export function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNull);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null).map(([key, inner]) => [key, withoutNull(inner)]));
}

/** Of a parameter, API Gateway takes name, place, description, type, and whether it is required; and a path, a query and a header are text. */
function bodyParameter({ name, in: location, required, ...parameter }: OpenApiObject): OpenApiObject {
  return defined({ name, in: location, required: required === true || undefined, ...described(parameter) });
}

function described({ description, schema }: OpenApiObject): OpenApiObject {
  return defined({ description: textOf(description), schema: { type: typeOf(schema) } });
}

function requestBody({ requestBody: body }: OpenApiObject, schemas: BodySchemas, name: string, validates?: string): OpenApiObject | undefined {
  const types = jsonTypes(body?.content);
  if (types.length === 0) return undefined;
  const content = Object.fromEntries(types.map(([type, schema]) => [type, { schema: schemas.reference(schema, `${name}Request`, validates) }]));
  return defined({ description: textOf(body.description), required: body.required === true || undefined, content });
}

function responsesOf({ responses = {} }: OpenApiObject, schemas: BodySchemas, name: string): OpenApiObject {
  const taken = Object.entries<OpenApiObject>(responses).filter(([code]) => /^[1-5]\d\d$/.test(code)).map(([code, response]) => {
    const headers = Object.entries<OpenApiObject>(response.headers ?? {}).filter(([header]) => PARAMETER.test(header));
    const content = jsonTypes(response.content).map(([type, schema]) => [type, { schema: schemas.reference(schema, `${name}Response${code}`) }]);
    return [code, defined({
      description: textOf(response.description) ?? '',
      headers: unlessEmpty(Object.fromEntries(headers.map(([header, value]) => [header, described(value)]))),
      content: unlessEmpty(Object.fromEntries(content)),
    })];
  });
  return taken.length > 0 ? Object.fromEntries(taken) : { 200: { description: STATUS_CODES[200] } };
}

/** The media types of JSON that have a schema. */
function jsonTypes(content: OpenApiObject = {}): Array<[string, unknown]> {
  return Object.entries<OpenApiObject>(content)
    .map(([type, media]): [string, unknown] => [type.split(';')[0].trim(), media?.schema])
    .filter(([type, schema]) => JSON_TYPE.test(type) && schema !== undefined);
}

function typeOf(schema: OpenApiObject = {}): string {
  const [type] = [schema?.type].flat();
  return ['integer', 'number', 'boolean'].includes(type) ? type : 'string';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
