import * as fc from 'fast-check';

type Schema = Record<string, any>;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const small = fc.integer({ min: 0, max: 3 });
const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 });

const compact = (schema: Schema): Schema => Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));

const leaf: fc.Arbitrary<Schema> = fc.oneof(
  fc.record({ type: fc.constant('string'), minLength: maybe(small), maxLength: maybe(small), pattern: maybe(fc.constantFrom('^x', 'y$')), nullable: maybe(fc.boolean()) }).map(compact),
  fc.record({ type: fc.constantFrom('number', 'integer'), minimum: maybe(small), maximum: maybe(small), exclusiveMaximum: maybe(fc.constant(true)), multipleOf: maybe(fc.constantFrom(1, 2, 4)) })
    .map(({ exclusiveMaximum, ...schema }) => compact({ ...schema, exclusiveMaximum: schema.maximum === undefined ? undefined : exclusiveMaximum })),
  fc.record({ type: fc.constant('string'), enum: fc.uniqueArray(fc.constantFrom('x', 'y', 'xy'), { minLength: 1 }) }),
  fc.constantFrom<Schema>({ type: 'boolean' }, { enum: ['x', 1] }, {}),
  fc.constantFrom<Schema>({ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }),
);

const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof({ maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), { maxKeys: 3 }),
      required: maybe(names),
      additionalProperties: maybe(fc.oneof(fc.boolean(), leaf)),
      nullable: maybe(fc.boolean()),
    }).map(compact).map((object) => ({ ...object, required: object.required?.length ? object.required : undefined })).map(compact),
    fc.record({ type: fc.constant('array'), items: tie('schema'), minItems: maybe(small), maxItems: maybe(small), uniqueItems: maybe(fc.boolean()) }).map(compact),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: leaf }),
  ),
}));

/** Schemas of every kind, which refer to A and B. */
export const randomSchema: fc.Arbitrary<Schema> = schema;

/** What A and B are; A is a tree. */
export const randomComponents: fc.Arbitrary<Record<string, Schema>> = fc.record({
  A: leaf.filter((one) => !('$ref' in one)).map((value) => ({ type: 'object', properties: { a: { $ref: '#/components/schemas/A' }, b: value } })),
  B: leaf.filter((one) => !('$ref' in one)),
});

/** Values of which some pass. */
export const randomValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 },
    fc.constantFrom<unknown>(null, true, 'x', 'y', 'xy', 'xxy', '', 0, 1, 2, 4, 1.5, -1),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), { maxKeys: 3 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
})).value.map((value) => JSON.parse(JSON.stringify(value)));

/** A schema with something in it changed: where two are compared that have nothing in common, little is found out. */
export const schemaPair: fc.Arbitrary<[Schema, Schema]> = fc.oneof(
  fc.tuple(randomSchema, randomSchema),
  fc.tuple(randomSchema, fc.nat(), leaf).map(([one, where, other]) => [one, mutated(one, where, other)] as [Schema, Schema]),
);

function mutated(value: Schema, where: number, other: Schema): Schema {
  const keys = Object.keys(value);
  const key = keys[where % (keys.length + 1)];
  if (key === undefined) return other;
  const inner = value[key];
  if (key === 'properties' || key === 'allOf' || key === 'anyOf') {
    const names_ = Object.keys(inner);
    const name = names_[Math.floor(where / 7) % (names_.length + 1)];
    if (name === undefined) return key === 'properties' ? { ...value, properties: { ...inner, c: other } } : value;
    const next = mutated(inner[name], Math.floor(where / 11), other);
    return { ...value, [key]: Array.isArray(inner) ? inner.map((one, index) => (String(index) === name ? next : one)) : { ...inner, [name]: next } };
  }
  if (key === 'items' || key === 'not') return { ...value, [key]: mutated(inner, Math.floor(where / 5), other) };
  if (typeof inner === 'number') return { ...value, [key]: inner + (where % 3) };
  const { [key]: _, ...rest } = key === 'type' ? { ...value, nullable: undefined } : value;
  return key === '$ref' || key === 'maximum' ? value : compact(rest);
}

/** The schema of values that have no properties which nobody said. */
export function closed(value: any): any {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const member = (key: string, one: unknown) => (key === 'properties' ? closedAll(one) : closed(one));
  const isData = (key: string) => ['enum', 'required', 'not'].includes(key);
  const inner: any = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, isData(key) ? one : member(key, one)]));
  const isFree = !('$ref' in inner) && !('allOf' in inner) && !('anyOf' in inner) && !('not' in inner);
  const takesOthers = inner.additionalProperties === undefined || inner.additionalProperties === true;
  return isFree && takesOthers ? { ...inner, additionalProperties: false } : inner;
}

function closedAll(properties: any): any {
  return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, closed(one)]));
}
