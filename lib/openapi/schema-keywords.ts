/**
 * The keywords of schemas, by what becomes of them in a model of API Gateway, which knows JSON Schema draft 4 less what its import drops.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * @see https://github.com/aws/serverless-application-model/discussions/2708 on minProperties and maxProperties
 */

/** Keywords whose value is a schema. */
export const SCHEMA: ReadonlySet<string> = new Set(['not', 'items', 'additionalProperties']);

/** Keywords whose value is a list of schemas. */
export const SCHEMAS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf']);

/** Keywords that say the same in JSON Schema draft 4, in OpenAPI 3.0 and after an import. */
export const PLAIN: ReadonlySet<string> = new Set([
  'title', 'description', 'enum', 'format', 'type', 'multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'maxLength', 'minLength', 'pattern',
  'uniqueItems', 'required',
]);

/** Formats of numbers that an import does not take. */
export const DROPPED_FORMATS: ReadonlySet<string> = new Set(['int32', 'int64', 'decimal']);

/** Formats of numbers, which say how a number is kept and not which numbers are valid. */
export const NUMBER_FORMATS: ReadonlySet<string> = new Set([...DROPPED_FORMATS, 'float', 'double']);

/** Keywords that say nothing about what is valid: a document has them for its readers. Others are `x-…`. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  'title', 'description', 'default', 'deprecated', 'discriminator', 'example', 'examples', 'externalDocs', 'readOnly', 'writeOnly', 'xml',
  '$comment', '$id', '$schema', '$anchor', '$defs', 'definitions', 'contentEncoding', 'contentMediaType', 'contentSchema', '$vocabulary', '$dynamicAnchor',
]);

/** Keywords of other versions of JSON Schema whose value is a schema, a list of schemas, or a map of schemas. */
const FURTHER = {
  schema: ['if', 'then', 'else', 'contains', 'propertyNames', 'additionalItems', 'unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
  schemas: ['prefixItems', 'items'],
  maps: ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
};

/** Whether a keyword says nothing about what is valid. */
export function isAnnotation(keyword: string): boolean {
  return ANNOTATIONS.has(keyword) || keyword.startsWith('x-');
}

/** Whether an import takes a keyword as it is. */
export function isTaken(keyword: string): boolean {
  return PLAIN.has(keyword) || SCHEMA.has(keyword) || SCHEMAS.has(keyword) || keyword === 'properties';
}

/** Where a keyword of any version has schemas in its value, if it has. */
export function schemasIn(keyword: string, value: unknown): 'one' | 'list' | 'map' | undefined {
  if (Array.isArray(value)) return SCHEMAS.has(keyword) || FURTHER.schemas.includes(keyword) ? 'list' : undefined;
  if (FURTHER.maps.includes(keyword)) return 'map';
  return SCHEMA.has(keyword) || FURTHER.schema.includes(keyword) ? 'one' : undefined;
}
