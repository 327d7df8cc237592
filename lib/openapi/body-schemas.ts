import { OpenApiObject } from './rest-api-definition';
import { isAnnotation, isTaken, NUMBER_FORMATS, SCHEMA, SCHEMAS } from './schema-keywords';
import { SourceDocument } from './source-document';
import { schemaName } from './source-schemas';
import { show } from '../private/errors';
import { isPlainObject } from '../private/is-object';
import { SCHEMA_VALUES } from '../private/schema-values';

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'];

/** Keywords of OpenAPI 3.0 that an import leaves out; all others that are not taken are none of draft 4. */
const LEFT_OUT = ['minItems', 'maxItems', 'minProperties', 'maxProperties', 'exclusiveMinimum', 'nullable'];

const NO_NULL = 'has null, which a template of CloudFormation cannot say';

/** Whose schema it is, and which operation validates requests by it, if one does. */
interface Use {
  readonly model: string;
  readonly validates?: string;
}

/** The schemas of a document as an import of API Gateway takes them, by names of letters and digits. */
export class BodySchemas {
  /** Which keywords would have no effect on requests that are validated. */
  public readonly problems: string[] = [];

  private readonly names = new Map<string, string>();
  private readonly taken = new Set<string>();
  private readonly validates = new Map<string, string>();
  private readonly compiled: OpenApiObject = {};
  private readonly isNewer: boolean;

  constructor(private readonly source: SourceDocument) {
    this.isNewer = source.version.startsWith('3.1');
    const all = Object.keys(source.schemas);
    const plain = all.filter((name) => /^[A-Za-z0-9]+$/.test(name));
    for (const name of [...plain, ...all.filter((other) => !plain.includes(other))]) this.names.set(name, this.freeName(name));
  }

  /** Notes that an operation validates its requests by a schema. */
  public validate(schema: unknown, operation: string): void {
    if (Array.isArray(schema)) return schema.forEach((inner) => this.validate(inner, operation));
    if (!isPlainObject(schema)) return;
    const { $ref: reference, ...others } = schema as OpenApiObject;
    Object.values(others).forEach((inner) => this.validate(inner, operation));
    const name = typeof reference === 'string' ? schemaName(reference) : undefined;
    if (name === undefined || this.validates.has(name)) return;
    this.validates.set(name, operation);
    this.validate(this.source.schemas[name], operation);
  }

  /**
   * A reference to a schema, which becomes one of the document if it is none yet: an import wants models to have names.
   *
   * @param name      what to call it if it has no name
   * @param validates the operation that validates requests by it
   */
  public reference(schema: unknown, name: string, validates?: string): OpenApiObject {
    const reference = isPlainObject(schema) && Object.keys(schema).length === 1 ? schema.$ref : undefined;
    if (typeof reference === 'string') return this.referenceTo(schemaName(reference));
    const free = this.freeName(name);
    this.compiled[free] = this.compile(schema, { model: free, validates });
    return { $ref: `#/components/schemas/${free}` };
  }

  /** All schemas; last, when it is known which requests are validated. */
  public all(): OpenApiObject {
    const own = Object.entries(this.source.schemas).map(([name, schema]) => {
      const use = { model: name, validates: this.validates.get(name) };
      return [this.names.get(name)!, this.compile(schema, use)];
    });
    return { ...Object.fromEntries(own), ...this.compiled };
  }

  private referenceTo(name: string): OpenApiObject {
    return { $ref: `#/components/schemas/${this.names.get(name) ?? name}` };
  }

  private freeName(name: string): string {
    const plain = name.replace(/[^A-Za-z0-9]/g, '') || 'Model';
    for (let count = 1; ; count++) {
      const candidate = count === 1 ? plain : `${plain}${count}`;
      if (this.taken.has(candidate)) continue;
      this.taken.add(candidate);
      return candidate;
    }
  }

  private compile(schema: unknown, use: Use): OpenApiObject {
    if (schema === false) return { not: {} };
    if (!isPlainObject(schema)) return {};
    const { $ref: reference, ...others } = schema as OpenApiObject;
    if (typeof reference === 'string') return this.besideReference(schema, schemaName(reference), others, use);
    const compiled: OpenApiObject = {};
    for (const [keyword, value] of Object.entries(others)) this.add(compiled, keyword, value, schema, use);
    return compiled;
  }

  /** OpenAPI 3.1 has keywords beside a reference, which 3.0 ignores. */
  private besideReference(schema: object, name: string, others: OpenApiObject, use: Use): OpenApiObject {
    const said = Object.entries(others).filter(([keyword]) => !isAnnotation(keyword));
    if (said.length === 0) return this.referenceTo(name);
    if (this.isNewer) return { allOf: [this.referenceTo(name), this.compile(this.copyOf(schema, Object.fromEntries(said)), use)] };
    for (const [keyword] of said) this.refuse(keyword, "stands beside '$ref', where OpenAPI 3.0 ignores it: put both into 'allOf'", schema, use);
    return this.referenceTo(name);
  }

  private copyOf(schema: object, copy: OpenApiObject): OpenApiObject {
    const origin = this.source.origins.get(schema);
    if (origin) this.source.origins.set(copy, origin);
    return copy;
  }

  private add(compiled: OpenApiObject, keyword: string, value: any, schema: OpenApiObject, use: Use): void {
    const refuse = (reason: string) => this.refuse(keyword, reason, schema, use);
    if (keyword === 'type') return this.addType(compiled, value, schema, refuse);
    if (keyword === 'const' && 'enum' in schema) return refuse("stands beside 'enum': leave one of the two out");
    if (keyword === 'enum' || keyword === 'const') return this.addValues(compiled, keyword, value, refuse);
    if (keyword === 'exclusiveMaximum' && typeof value === 'number' && this.isNewer) {
      const isBelow = typeof schema.maximum !== 'number' || value <= schema.maximum;
      return void Object.assign(compiled, isBelow ? { maximum: value, exclusiveMaximum: true } : { maximum: schema.maximum });
    }
    if (keyword === 'maximum' && 'maximum' in compiled) return; // said by exclusiveMaximum already
    if (saysNothing(keyword, value)) return;
    if (keyword === 'required' && !Array.isArray(value)) return refuse('must be a list of names of properties');
    if (keyword === 'items' && Array.isArray(value)) return refuse('is a list, and OpenAPI 3.0 takes one schema for all items');
    const wrong = wrongValue(keyword, value, schema);
    if (wrong) return this.tell(keyword, wrong, schema, use);
    if (keyword === 'required') return addRequired(compiled, value, schema);
    if (keyword === 'properties') return this.addProperties(compiled, value, refuse, use);
    const list: OpenApiObject[] = compiled[keyword] ?? []; // of what 'type' has become
    if (SCHEMAS.has(keyword)) compiled[keyword] = [...list, ...value.map((inner: unknown) => this.compile(inner, use))];
    else if (SCHEMA.has(keyword) && (keyword !== 'additionalProperties' || typeof value === 'object')) compiled[keyword] = this.compile(value, use);
    else if (isTaken(keyword)) compiled[keyword] = value;
    else if (!isAnnotation(keyword)) refuse(LEFT_OUT.includes(keyword) ? 'is left out by an import' : 'is no keyword of JSON Schema draft 4, which models are written in, or one that an import leaves out');
  }

  private addType(compiled: OpenApiObject, value: any, schema: OpenApiObject, refuse: (reason: string) => void): void {
    const types: unknown[] = [value].flat();
    if (types.length === 0) return refuse(`must be of ${TYPES.join(', ')}, got an empty list`);
    const unknown = types.find((type) => type !== 'null' && !TYPES.includes(type as string));
    if (unknown !== undefined) return refuse(`must be of ${TYPES.join(', ')}, got ${show(unknown)}`);
    const others = types.filter((type) => type !== 'null');
    if (others.length < types.length || (Array.isArray(value) && !this.isNewer)) refuse(`is ${show(value)}, and models take one type, and not null`);
    if (others.length === 1) compiled.type = others[0];
    if (others.length < 2 || others.length < types.length) return;
    const anyOf = others.map((type) => ({ type }));
    if ('anyOf' in schema) compiled.allOf = [...(compiled.allOf ?? []), { anyOf }]; // both hold
    else compiled.anyOf = anyOf;
  }

  private addValues(compiled: OpenApiObject, keyword: string, value: any, refuse: (reason: string) => void): void {
    if (keyword === 'const' && !this.isNewer) return refuse('is no keyword of JSON Schema draft 4, which models are written in');
    const values: unknown[] = keyword === 'const' ? [value] : value;
    if (!Array.isArray(values)) return refuse('must be a list of values');
    if (values.length === 0) return refuse('must be a list of values, got an empty one');
    if (values.some(hasNull)) refuse(NO_NULL);
    const known = values.filter((item) => !hasNull(item));
    if (known.length > 0) compiled.enum = known;
  }

  private addProperties(compiled: OpenApiObject, value: any, refuse: (reason: string) => void, use: Use): void {
    if (!isPlainObject(value)) return refuse('must be an object of schemas');
    const names = Object.keys(value);
    if (names.length === 1 && /^(?:Ref$|Condition$|Fn::)/.test(names[0])) {
      return refuse(`has ${show(names[0])} alone, which CloudFormation takes for a function of its own`);
    }
    compiled.properties = Object.fromEntries(names.map((name) => [name, this.compile(value[name], use)]));
  }

  private refuse(keyword: string, reason: string, schema: object, { model, validates }: Use): void {
    if (validates === undefined) return; // a model that nothing is validated by only describes
    this.tell(keyword, reason, schema, { model, validates });
  }

  /** What is wrong in any model: an import would fail. */
  private tell(keyword: string, reason: string, schema: object, { model, validates }: Use): void {
    const at = this.source.origins.get(schema)?.get(keyword);
    const place = at?.value === undefined ? '' : `${at.place}: `;
    const pointer = at?.value === undefined || place.includes(at.pointer) ? '' : ` (${at.pointer})`;
    this.problems.push(`${place}the keyword ${show(keyword)} of the model ${show(model)}${pointer}${validates === undefined ? '' : `, by which requests of "${validates}" are validated,`} ${reason}`);
  }
}

/** What is wrong with the value of a keyword that an import takes; it would fail, or take nothing for valid. */
function wrongValue(keyword: string, value: any, schema: OpenApiObject): string | undefined {
  if (SCHEMAS.has(keyword)) return Array.isArray(value) && value.length > 0 ? undefined : `must be a list of schemas, got ${show(value)}`;
  if (SCHEMA.has(keyword)) return typeof value === 'boolean' || isPlainObject(value) ? undefined : `must be a schema, got ${show(value)}`;
  if (!isTaken(keyword) || !Object.hasOwn(SCHEMA_VALUES, keyword)) return undefined;
  const [holds, expected] = SCHEMA_VALUES[keyword];
  if (!holds(value)) return `must be ${expected}, got ${show(value)}`;
  if (keyword === 'required' && new Set(value).size < value.length) return `must have each name once, got ${show(value)}`;
  return keyword === 'exclusiveMaximum' && !('maximum' in schema) ? "must stand beside a 'maximum'" : undefined;
}

/** What only answers have, a request need not: what is `readOnly` is required of answers. */
function addRequired(compiled: OpenApiObject, names: string[], { properties }: OpenApiObject): void {
  const known: OpenApiObject = isPlainObject(properties) ? properties : {};
  const ofRequests = names.filter((name) => !(Object.hasOwn(known, name) && known[name]?.readOnly === true));
  if (ofRequests.length > 0) compiled.required = ofRequests;
}

function hasNull(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && Object.values(value).some(hasNull);
}

/** Whether a keyword has a value that anything is valid by. */
function saysNothing(keyword: string, value: unknown): boolean {
  switch (keyword) {
    case 'format': return NUMBER_FORMATS.has(value as string);
    case 'nullable':
    case 'exclusiveMinimum':
    case 'uniqueItems': return value === false;
    case 'exclusiveMaximum': return value === false;
    case 'minItems':
    case 'minProperties': return value === 0;
    case 'required': return Array.isArray(value) && value.length === 0;
    default: return false;
  }
}
