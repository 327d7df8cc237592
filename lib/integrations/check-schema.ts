import { Token } from 'aws-cdk-lib/core';
import { fail, show } from '../private/errors';
import { isPlainObject } from '../private/is-object';
import { isFlag, isTexts, SCHEMA_VALUES } from '../private/schema-values';

/** Keywords with a schema, with a list of schemas, and with schemas by name. */
const SCHEMA = ['not', 'items', 'additionalProperties', 'additionalItems'];
const SCHEMAS = ['allOf', 'anyOf', 'oneOf', 'items'];
const NAMED = ['properties', 'patternProperties', 'definitions', 'dependencies'];

/** Deeper than any schema that somebody has written, and than what a stack of calls takes. */
const MAX_DEPTH = 100;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_BYTES = 400 * 1024;

/**
 * Checks that a schema is one of draft 4, which API Gateway validates by: it ignores what it does not know, and lets everything pass.
 *
 * @param name    how errors call it
 * @param isOther whether a value stands for another schema
 * @see https://datatracker.ietf.org/doc/html/draft-fge-json-schema-validation-00
 */
export function checkSchema(schema: unknown, name: string, isOther: (value: unknown) => boolean): void {
  new SchemaChecker(schema, name, isOther).check(schema, []);
  const bytes = Buffer.byteLength(JSON.stringify(schema, (_key, value) => (isOther(value) ? {} : value)));
  if (bytes > MAX_BYTES) fail(`${name} must be at most ${MAX_BYTES / 1024} KiB, got ${Math.ceil(bytes / 1024)} KiB: make parts of it schemas of their own`);
}

class SchemaChecker {
  constructor(private readonly root: unknown, private readonly name: string, private readonly isOther: (value: unknown) => boolean) {}

  public check(schema: unknown, place: string[]): void {
    if (this.isOther(schema) && place.length > 0) return;
    const at = ['#', ...place].join('/');
    if (!isPlainObject(schema)) fail(`${this.name} must be an object at ${at}, got ${show(schema)}: write { type: "object", required: ["id"] }, for example`);
    if (place.length > MAX_DEPTH) fail(`${this.name} must not contain itself, and is more than ${MAX_DEPTH} levels deep at #/${place.slice(0, 4).join('/')}/…: make what repeats a definition, and refer to it by "$ref"`);
    const keywords = schema as Record<string, unknown>;
    if ('$ref' in keywords) this.checkReference(keywords, at);
    else for (const keyword of Object.keys(keywords)) this.checkKeyword(keyword, keywords, place, at);
  }

  private checkKeyword(keyword: string, schema: Record<string, unknown>, place: string[], at: string): void {
    const value: any = schema[keyword];
    const inner = (each: unknown, ...steps: string[]) => this.check(each, [...place, keyword, ...steps]);
    if (Token.isUnresolved(value)) return;
    if (Object.hasOwn(SCHEMA_VALUES, keyword)) {
      const [holds, expected] = SCHEMA_VALUES[keyword];
      if (!holds(value)) fail(`the keyword ${show(keyword)} of ${this.name} must be ${expected} at ${at}, got ${show(value)}`);
      const bound = { exclusiveMaximum: 'maximum', exclusiveMinimum: 'minimum' }[keyword];
      if (bound && !(bound in schema)) fail(`the keyword ${show(keyword)} of ${this.name} must stand beside a ${show(bound)} at ${at}`);
    } else if (SCHEMAS.includes(keyword) && Array.isArray(value) && value.length > 0) {
      value.forEach((item, index) => inner(item, String(index)));
    } else if (SCHEMA.includes(keyword)) {
      if (!keyword.startsWith('additional') || !isFlag(value)) inner(value);
    } else if (NAMED.includes(keyword) && isPlainObject(value)) {
      for (const [member, each] of Object.entries(value as object)) if (keyword !== 'dependencies' || !isTexts(each)) inner(each, member);
    } else if (NAMED.includes(keyword) || SCHEMAS.includes(keyword)) {
      fail(`the keyword ${show(keyword)} of ${this.name} must have schemas at ${at}, got ${show(value)}`);
    } else {
      fail(`the keyword ${show(keyword)} of ${this.name} at ${at} is not one of JSON Schema draft 4, by which API Gateway validates, and would be ignored: leave it out`);
    }
  }

  /** What stands beside a reference is ignored, and one that leads nowhere fails at deployment. */
  private checkReference({ $ref: target, ...beside }: Record<string, unknown>, at: string): void {
    if (Token.isUnresolved(target)) return;
    const ignored = Object.keys(beside).find((keyword) => !['description', 'title', 'definitions', '$schema', 'id'].includes(keyword));
    if (ignored) fail(`the keyword ${show(ignored)} of ${this.name} stands beside a "$ref" at ${at}, where draft 4 ignores it: write allOf: [{ $ref: ... }, { ... }]`);
    const { definitions } = this.root as { definitions?: object };
    const definition = typeof target === 'string' ? /^#\/definitions\/([^/]+)$/.exec(target)?.[1] : undefined;
    if (definition !== undefined && isPlainObject(definitions) && Object.hasOwn(definitions as object, definition)) return;
    if (typeof target === 'string' && (target === '#' || target.startsWith('https://apigateway.amazonaws.com/restapis/'))) return;
    fail(`the keyword "$ref" of ${this.name} must be one of its definitions at ${at}, got ${show(target)}: write "#/definitions/line", or put a RequestSchema in its place`);
  }
}
