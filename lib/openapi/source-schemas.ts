import { DocumentCursor } from './document-cursor';
import { OpenApiObject } from './rest-api-definition';
import { schemasIn } from './schema-keywords';
import { isPlainObject } from '../private/is-object';

const PREFIX = '#/components/schemas/';

/** The name of the schema that a reference within a document that has been read is to. */
export function schemaName(reference: string): string {
  return reference.slice(PREFIX.length);
}

/**
 * The schemas of a document and of the files that it refers to, by name. References become those to a schema of the document,
 * wherever they lead.
 */
export class SourceSchemas {
  /** Where the schemas and what they consist of stand. */
  public readonly origins = new WeakMap<object, DocumentCursor>();

  private readonly names = new Map<string, string>();
  private readonly found: OpenApiObject = {};
  private readonly waiting: Array<[string, DocumentCursor]> = [];

  /** @param home where the schemas of the document itself stand */
  constructor(home: DocumentCursor) {
    for (const [name, schema] of home.entries()) this.add(name, schema);
  }

  /** All schemas; last, when it is known what is referred to. */
  public all(): OpenApiObject {
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) this.found[next[0]] = this.read(next[1]);
    return this.found;
  }

  /** A schema, with references to those of the document. */
  public read(schema: DocumentCursor): unknown {
    if (typeof schema.value === 'boolean' || schema.value === undefined) return schema.value;
    if (!isPlainObject(schema.value)) {
      schema.problem('must be a schema');
      return {};
    }
    const read: OpenApiObject = {};
    this.origins.set(read, schema);
    for (const [keyword, value] of schema.entries()) {
      read[keyword] = keyword === '$ref' ? this.reference(schema) : this.value(keyword, value);
    }
    return read;
  }

  private value(keyword: string, value: DocumentCursor): unknown {
    switch (schemasIn(keyword, value.value)) {
      case 'one': return this.read(value);
      case 'list': return value.items().map((item) => this.read(item));
      case 'map': return Object.fromEntries(value.entries().map(([name, inner]) => [name, this.read(inner)]));
      default: return value.value;
    }
  }

  private reference(schema: DocumentCursor): string {
    const target = schema.followed() && schema.target(schema.value.$ref);
    if (!target) return PREFIX;
    return `${PREFIX}${this.names.get(target.identity) ?? this.add(this.freeName(target), target)}`;
  }

  private add(name: string, schema: DocumentCursor): string {
    if (name === '__proto__') schema.problem('a schema must not be called "__proto__", which objects cannot keep: call it otherwise');
    this.names.set(schema.identity, name);
    this.found[name] = {}; // in the order in which they are found
    this.waiting.push([name, schema]);
    return name;
  }

  /** A name of letters and digits for a schema that has none of its own in the document. */
  private freeName({ file, path }: DocumentCursor): string {
    const last = path.length > 0 ? path[path.length - 1] : file.path.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '');
    const name = last.replace(/[^A-Za-z0-9]/g, '') || 'Schema';
    for (let count = 1; ; count++) {
      const candidate = count === 1 ? name : `${name}${count}`;
      if (!Object.hasOwn(this.found, candidate)) return candidate;
    }
  }
}
