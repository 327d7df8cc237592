import { Token } from 'aws-cdk-lib/core';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';
const isTexts = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isText);
const isType = (value: unknown) => [value].flat().length > 0 && [value].flat().every((item) => TYPES.includes(item as string));
const isPattern = (value: unknown) => {
  try {
    return isText(value) && new RegExp(value as string) !== undefined;
  } catch {
    return false;
  }
};

/** Keywords of draft 4 whose value is no schema, and what it is. */
const PLAIN: Record<string, [holds: (value: unknown) => boolean, expected: string]> = {
  $schema: [(value) => value === 'http://json-schema.org/draft-04/schema#', '"http://json-schema.org/draft-04/schema#"'],
  id: [isText, 'text'],
  title: [isText, 'text'],
  description: [isText, 'text'],
  format: [isText, 'text'],
  default: [() => true, 'anything'],
  enum: [(value) => Array.isArray(value) && value.length > 0, 'a list of values'],
  type: [isType, `one of ${TYPES.join(', ')}, or a list of them`],
  required: [isTexts, 'a list of names'],
  pattern: [isPattern, 'a regular expression'],
  multipleOf: [(value) => isNumber(value) && (value as number) > 0, 'a number above 0'],
  maximum: [isNumber, 'a number'],
  minimum: [isNumber, 'a number'],
  exclusiveMaximum: [isFlag, 'true or false, with a maximum beside it'],
  exclusiveMinimum: [isFlag, 'true or false, with a minimum beside it'],
  maxLength: [isCount, 'a whole number from 0'],
  minLength: [isCount, 'a whole number from 0'],
  maxItems: [isCount, 'a whole number from 0'],
  minItems: [isCount, 'a whole number from 0'],
  maxProperties: [isCount, 'a whole number from 0'],
  minProperties: [isCount, 'a whole number from 0'],
  uniqueItems: [isFlag, 'true or false'],
};

/** Keywords with a schema, with a list of schemas, and with schemas by name. */
const SCHEMA = ['not', 'items', 'additionalProperties', 'additionalItems'];
const SCHEMAS = ['allOf', 'anyOf', 'oneOf', 'items'];
const NAMED = ['properties', 'patternProperties', 'definitions', 'dependencies'];

/**
 * Checks that a schema is one of draft 4, which API Gateway validates by: it ignores what it does not know, and lets everything pass.
 *
 * @param name    how errors call it
 * @param isOther whether a value stands for another schema
 * @see https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00
 */
export function checkSchema(schema: unknown, name: string, isOther: (value: unknown) => boolean, place = '#'): void {
  if (isOther(schema) && place !== '#') return;
  if (!isPlainObject(schema)) fail(`${name} must be an object at ${place}, got ${show(schema)}: write { type: "object", required: ["id"] }, for example`);
  const inner = (value: unknown, at: string) => checkSchema(value, name, isOther, `${place}/${at}`);
  for (const [keyword, value] of Object.entries(schema as Record<string, any>)) {
    if (Token.isUnresolved(value) || keyword === '$ref') continue;
    if (Object.hasOwn(PLAIN, keyword)) {
      const [holds, expected] = PLAIN[keyword];
      if (!holds(value)) fail(`the keyword ${show(keyword)} of ${name} must be ${expected} at ${place}, got ${show(value)}`);
    } else if (SCHEMAS.includes(keyword) && Array.isArray(value) && value.length > 0) {
      value.forEach((item, index) => inner(item, `${keyword}/${index}`));
    } else if (keyword.startsWith('additional') && isFlag(value)) {
      continue;
    } else if (SCHEMA.includes(keyword)) {
      inner(value, keyword);
    } else if (NAMED.includes(keyword) && isPlainObject(value)) {
      for (const [member, each] of Object.entries(value as object)) if (keyword !== 'dependencies' || !isTexts(each)) inner(each, `${keyword}/${member}`);
    } else if (NAMED.includes(keyword) || SCHEMAS.includes(keyword)) {
      fail(`the keyword ${show(keyword)} of ${name} must have schemas at ${place}, got ${show(value)}`);
    } else {
      fail(`the keyword ${show(keyword)} of ${name} at ${place} is not one of JSON Schema draft 4, by which API Gateway validates, and would be ignored: leave it out`);
    }
  }
}
