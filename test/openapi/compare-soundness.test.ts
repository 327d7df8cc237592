import Ajv from '@redocly/ajv';
import * as fc from 'fast-check';
import { closed, randomComponents, randomValue, schemaPair } from './support/random-schema';
import { compareDocuments } from '../../lib/openapi/compare-documents';
import { runs } from '../runs';

type Schema = Record<string, any>;

const RUNS = runs({ oldest: 250, newest: 100, proof: 2500 });

/** A document in which a schema is what a request or a response has. */
function documentOf(schema: Schema, components: Record<string, Schema>, side: 'request' | 'response') {
  const content = { 'application/json': { schema } };
  const operation = side === 'request' ? { requestBody: { content }, responses: { 200: { description: 'OK' } } } : { responses: { 200: { description: 'OK', content } } };
  return { openapi: '3.0.1', info: { title: 'API', version: '1' }, paths: { '/orders': { post: operation } }, components: { schemas: components } };
}

/** What Ajv says of a value. */
function validator(schema: Schema, components: Record<string, Schema>): (value: unknown) => boolean {
  // all errors: where it stops at the first one, the second of two references to a tree within 'anyOf' lets a list pass for an object
  const ajv = new Ajv({ strict: false, logger: false, allErrors: true });
  const modern = (value: any): any => { // in JSON Schema of today a bound that excludes its limit is a keyword of its own
    if (Array.isArray(value)) return value.map(modern);
    if (typeof value !== 'object' || value === null) return value;
    const { exclusiveMaximum, maximum, ...rest } = value;
    const inner = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, modern(one)]));
    return typeof maximum !== 'number' ? inner : exclusiveMaximum === true ? { ...inner, exclusiveMaximum: maximum } : { ...inner, maximum };
  };
  const validate = ajv.compile(modern({ ...{ allOf: [schema] }, components: { schemas: components } }));
  return (value) => validate(value) === true;
}

/** Values that a schema lets pass and that have nothing which it does not say. */
function valuesOf(schema: Schema, components: Record<string, Schema>, values: unknown[]): unknown[] {
  const passes = validator(schema, components);
  const says = validator(closed(schema), closedComponents(components));
  return values.filter((value) => passes(value) && says(value));
}

function closedComponents(components: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(components).map(([name, schema]) => [name, closed(schema)]));
}

describe.each(['request', 'response'] as const)('a %s', (side) => {
  test(`that changes without breaking has no value that a JSON Schema validator refuses, in ${RUNS} changes`, () => {
    let passed = 0;
    const randomValues = fc.array(randomValue, { minLength: 20, maxLength: 40 });
    fc.assert(fc.property(schemaPair, randomComponents, randomComponents, fc.boolean(), randomValues, ([one, other], was, is, isSame, values) => {
      const after = isSame ? was : is;
      const { breaking } = compareDocuments(documentOf(one, was, side), documentOf(other, after, side));
      if (breaking.length > 0) return;
      const [written, reads] = side === 'request' ? [valuesOf(one, was, values), validator(other, after)] : [valuesOf(other, after, values), validator(one, was)];
      passed += written.length;
      expect(written.filter((value) => !reads(value))).toEqual([]);
    }), { numRuns: RUNS });
    expect(passed).toBeGreaterThan(RUNS / 4);
  }, 120_000);

  test('that does not change has no changes', () => {
    fc.assert(fc.property(schemaPair, randomComponents, ([schema], components) => {
      const [before, after] = [documentOf(schema, components, side), documentOf(structuredClone(schema), structuredClone(components), side)];
      expect(compareDocuments(before, after)).toEqual({ breaking: [], nonBreaking: [] });
    }), { numRuns: 500 });
  });
});
