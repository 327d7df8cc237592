import { Direction } from './compare-kinds';
import { canonical, CompareSource, Located } from './compare-source';
import { fail } from '../private/errors';

/** What a value may be. An integer is a number, too; the other numbers are fractions here. */
const TYPES = ['array', 'boolean', 'fraction', 'integer', 'null', 'object', 'string'];

const DOCUMENTATION = ['title', 'description', 'example', 'examples', 'externalDocs', 'deprecated', '$comment'];

const MAXIMA = ['maximum', 'maxLength', 'maxItems', 'maxProperties'];
const MINIMA = ['minimum', 'minLength', 'minItems', 'minProperties'];
const LISTED = ['pattern', 'format', 'multipleOf', 'uniqueItems'];

/** Keywords that are looked at somewhere; any other is compared as it stands. */
const KNOWN = new Set([
  ...DOCUMENTATION, ...MAXIMA, ...MINIMA, ...LISTED, 'exclusiveMinimum', 'exclusiveMaximum', 'type', 'nullable', 'enum', 'const', 'allOf', 'oneOf', 'anyOf', 'not', 'items',
  'properties', 'additionalProperties', 'required', 'default', 'readOnly', 'writeOnly', '$schema', '$id', '$defs', 'definitions',
]);

/** As many combinations of alternatives as a schema may have. */
const MOST_ALTERNATIVES = 256;

/** The bound of a number, a length or a count. */
export interface Bound {
  readonly limit: number;
  readonly exclusive: boolean;
}

/**
 * Schemas that all hold, as `allOf` has them: none is anything. References are followed; alternatives are chosen.
 */
export type Conjunction = Located[];

/** What names a conjunction in its document. */
export function keyOf(conjunction: Conjunction): string {
  return conjunction.map(({ at }) => at).sort().join('&');
}

/** What the schemas of a conjunction say together. */
export class Shape {
  public readonly types: ReadonlySet<string>;
  /** The only values, by their JSON. */
  public readonly values?: ReadonlySet<string>;
  /** The bounds by keyword; those that exclude their limit are called like those that do not. */
  public readonly bounds = new Map<string, Bound>();
  /** What holds beside the rest, by keyword: patterns, formats, divisors. */
  public readonly listed = new Map<string, Set<string>>();
  public readonly required: ReadonlySet<string>;
  public readonly propertyNames: ReadonlySet<string>;
  /** Whether an object has no other properties. */
  public readonly closed: boolean;
  public readonly items: Conjunction;
  public readonly nots: Located[];
  /** Keywords that are compared as they stand. */
  public readonly others: string;
  public readonly documentation: string;
  public readonly default: string;
  public readonly at: string;

  constructor(private readonly members: Conjunction, private readonly source: CompareSource, direction: Direction, fallback: string) {
    this.at = members[0]?.at ?? fallback;
    const values = members.map(({ value }) => (typeof value === 'object' && value !== null ? value : {}));
    const enums = values.flatMap((value) => [value.enum, 'const' in value ? [value.const] : undefined]).filter(Array.isArray);
    const types = new Set(TYPES.filter((type) => members.every(({ value }) => mayBe(value, type))));
    const common = (known: unknown[], more: unknown[]) => {
      const also = new Set(more.map(canonical));
      return known.filter((one) => also.has(canonical(one)));
    };
    const listed: unknown[] | undefined = enums.length > 0 ? enums.reduce(common) : undefined;
    this.values = listed && new Set<string>(listed.filter((value) => types.has(typeOf(value))).map(canonical));
    this.types = listed ? new Set<string>(listed.map(typeOf).filter((type) => types.has(type))) : types;
    for (const value of values) this.read(value);
    const hidden = direction === 'request' ? 'readOnly' : 'writeOnly';
    const isSeen = (name: string) => !this.property(name).some(({ value }) => value?.[hidden] === true);
    this.required = new Set(values.flatMap(({ required }) => (Array.isArray(required) ? required : [])).filter(isSeen));
    this.propertyNames = new Set([...values.flatMap(({ properties }) => Object.keys(properties ?? {})).filter(isSeen), ...this.required]);
    this.closed = values.some(({ additionalProperties }) => additionalProperties === false);
    this.items = this.childrenOf('items');
    this.nots = this.childrenOf('not');
    const others = values.map((value) => Object.entries(value).filter(([key]) => !KNOWN.has(key) && !key.startsWith('x-')));
    this.others = canonical(others.filter((rest) => rest.length > 0).map((rest) => Object.fromEntries(rest)));
    this.documentation = canonical(DOCUMENTATION.map((key) => values.flatMap((value) => value[key] ?? [])));
    this.default = canonical(values.flatMap((value) => (value.default === undefined ? [] : [value.default])));
  }

  /** The schemas of a property: those that say it, and of the others what they say of any. */
  public property(name: string): Conjunction {
    return this.members.flatMap((member) => {
      const properties = this.source.child(member, 'properties');
      const said = properties && this.source.child(properties, name);
      return said ?? this.additionalOf(member);
    });
  }

  /** Whether a property is said, and not only allowed or required. */
  public says(name: string): boolean {
    return this.members.some(({ value }) => typeof value?.properties === 'object' && Object.hasOwn(value.properties, name));
  }

  /** The schemas of properties that are not named. */
  public get additional(): Conjunction {
    return this.members.flatMap((member) => this.additionalOf(member));
  }

  private additionalOf(member: Located): Located[] {
    const additional = this.source.child(member, 'additionalProperties');
    return additional && additional.value !== true ? [additional] : [];
  }

  private childrenOf(keyword: string): Located[] {
    return this.members.flatMap((member) => this.source.child(member, keyword) ?? []);
  }

  private read(value: any): void {
    for (const keyword of [...MINIMA, ...MAXIMA]) {
      const exclusive = `exclusive${keyword[0].toUpperCase()}${keyword.slice(1)}`;
      if (typeof value[keyword] === 'number') this.bound(keyword, { limit: value[keyword], exclusive: value[exclusive] === true });
      if (typeof value[exclusive] === 'number') this.bound(keyword, { limit: value[exclusive], exclusive: true });
    }
    for (const keyword of LISTED) {
      if (value[keyword] === undefined || value[keyword] === false) continue;
      this.listed.set(keyword, (this.listed.get(keyword) ?? new Set()).add(canonical(value[keyword])));
    }
  }

  /** The tightest bound holds. */
  private bound(keyword: string, bound: Bound): void {
    const known = this.bounds.get(keyword);
    if (!known || tighter(keyword, bound, known)) this.bounds.set(keyword, bound);
  }
}

/** Whether a bound lets less through than another of its keyword. */
export function tighter(keyword: string, bound: Bound, than: Bound): boolean {
  if (bound.limit === than.limit) return bound.exclusive && !than.exclusive;
  return MINIMA.includes(keyword) ? bound.limit > than.limit : bound.limit < than.limit;
}

/** The types of values of which a keyword speaks. */
export function typesOf(keyword: string): string[] {
  if (keyword === 'maximum' || keyword === 'minimum' || keyword === 'multipleOf') return ['integer', 'fraction'];
  if (keyword.endsWith('Length') || keyword === 'pattern') return ['string'];
  if (keyword.endsWith('Items')) return ['array'];
  return keyword.endsWith('Properties') ? ['object'] : ['string', 'integer', 'fraction'];
}

/**
 * A schema as alternatives, each of schemas that all hold: the combinations of what `oneOf` and `anyOf` let one choose. What
 * only puts others together does not stand beside them.
 */
export function alternativesOf(conjunction: Conjunction, source: CompareSource, done: Conjunction = [], seen: string[] = []): Conjunction[] {
  if (conjunction.length === 0) return [done];
  const [given, ...rest] = conjunction;
  const schema = source.follow(given);
  if (seen.includes(schema.at)) return alternativesOf(rest, source, done, seen);
  const listOf = (keyword: string) => [...source.children(source.child(schema, keyword)).values()];
  const groups = ['oneOf', 'anyOf'].map(listOf).filter((group) => group.length > 0);
  const choices = groups.reduce<Conjunction[]>((chosen, group) => chosen.flatMap((one) => group.map((more) => [...one, more])), [[]]);
  const own = withoutGroups(schema);
  const all = choices.flatMap((choice) => alternativesOf([...rest, ...listOf('allOf'), ...choice], source, own ? [...done, own] : done, [...seen, schema.at]));
  if (all.length > MOST_ALTERNATIVES) fail(`the schema at ${schema.at} has more than ${MOST_ALTERNATIVES} combinations of its alternatives, too many to compare: make it simpler`);
  return all;
}

/** What a schema says itself, if it says anything. */
function withoutGroups({ value, at }: Located): Located | undefined {
  if (typeof value !== 'object' || value === null) return { value, at };
  const { allOf: _all, anyOf: _any, oneOf: _one, ...own } = value;
  return Object.keys(own).length > 0 ? { value: own, at } : undefined;
}

function mayBe(schema: any, type: string): boolean {
  if (schema === false) return false;
  if (typeof schema !== 'object' || schema === null || schema.type === undefined) return true;
  const given: string[] = [schema.type].flat();
  const name = type === 'fraction' ? 'number' : type;
  return given.includes(name) || (type === 'integer' && given.includes('number')) || (type === 'null' && schema.nullable === true);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'fraction';
  return typeof value;
}
