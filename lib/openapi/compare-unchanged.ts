import { canonical } from './compare-source';
import { OpenApiObject } from './rest-api-definition';
import { Conjunction } from './schema-shape';

const COMPONENT = /^#\/components\/[^/]+\/[^/]+/;

/** A value as text, and which components it refers to. */
interface Text {
  readonly json: string;
  readonly references: string[];
}

/** Which schemas are the same in both documents, with all that they refer to: they need no closer look. */
export class UnchangedSchemas {
  private readonly texts = new WeakMap<object, Text>();
  private readonly changed = new Set<string>();

  constructor(before: OpenApiObject, after: OpenApiObject) {
    const [was, is] = [before, after].map((document) => this.componentsOf(document));
    const users = new Map<string, string[]>();
    for (const name of new Set([...was.keys(), ...is.keys()])) {
      const [left, right] = [was.get(name), is.get(name)];
      if (left?.json !== right?.json) this.changed.add(name);
      for (const used of left?.references ?? []) users.set(used, [...users.get(used) ?? [], name]);
    }
    const waiting = [...this.changed];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const user of users.get(name) ?? []) {
        if (!this.changed.has(user)) waiting.push(user);
        this.changed.add(user);
      }
    }
  }

  /** Whether schemas are the same. */
  public has(before: Conjunction, after: Conjunction): boolean {
    return before.length === after.length && before.every(({ value }, index) => {
      const [left, right] = [this.textOf(value), this.textOf(after[index].value)];
      return left.json === right.json && left.references.every((name) => !this.changed.has(name) && COMPONENT.test(name));
    });
  }

  private componentsOf({ components }: OpenApiObject): Map<string, Text> {
    const kinds = Object.entries<any>(components ?? {}).filter(([, kind]) => typeof kind === 'object' && kind !== null);
    return new Map(kinds.flatMap(([kind, named]) => Object.entries(named).map(([name, value]) => [`#/components/${kind}/${name}`, this.textOf(value)])));
  }

  private textOf(value: any): Text {
    const known = typeof value === 'object' && value !== null ? this.texts.get(value) : undefined;
    if (known) return known;
    const json = canonical(value);
    const references = [...json.matchAll(/"\$ref":("(?:[^"\\]|\\.)*")/g)].map(([, reference]) => JSON.parse(reference) as string);
    const text = { json, references: references.map((reference) => COMPONENT.exec(reference)?.[0] ?? reference) };
    if (typeof value === 'object' && value !== null) this.texts.set(value, text);
    return text;
  }
}
