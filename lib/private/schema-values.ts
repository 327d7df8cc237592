const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
const isText = (value: unknown) => typeof value === 'string';
export const isFlag = (value: unknown) => typeof value === 'boolean';
export const isTexts = (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(isText);
const isType = (value: unknown) => [value].flat().length > 0 && [value].flat().every((item) => TYPES.includes(item as string));
const isPattern = (value: unknown) => {
  try {
    return isText(value) && new RegExp(value as string) !== undefined;
  } catch {
    return false;
  }
};

/** Keywords of JSON Schema draft 4 whose value is no schema, and what it is. */
export const SCHEMA_VALUES: Record<string, [holds: (value: unknown) => boolean, expected: string]> = {
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
