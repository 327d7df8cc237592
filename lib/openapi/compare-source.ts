import { OpenApiObject } from './rest-api-definition';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

/** A value in a document, and the JSON pointer to it. */
export interface Located {
  readonly value: any;
  readonly at: string;
}

/** A document whose references are followed. */
export class CompareSource {
  private readonly resolved = new Map<string, Located>();

  /** @param name how errors call it: "before" or "after" */
  constructor(public readonly document: OpenApiObject, private readonly name: string) {
    if (!isObject(document)) fail(`'${name}' must be an OpenAPI document, got ${show(document)}`);
    const { openapi } = document;
    if (typeof openapi !== 'string' || !openapi.startsWith('3.')) fail(`'${name}' must be a document of OpenAPI 3, got ${show(openapi ?? document.swagger)} for its version: convert it`);
  }

  /** The document itself. */
  public get root(): Located {
    return { value: this.document, at: '' };
  }

  /** A member of an object, with its reference followed; undefined if there is none, or null. */
  public child({ value, at }: Located, key: string | number): Located | undefined {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key) || (value[key] ?? undefined) === undefined) return undefined;
    return this.follow({ value: value[key], at: `${at}/${escape(String(key))}` });
  }

  /** All members of an object or a list. */
  public children(parent: Located | undefined): Map<string, Located> {
    const keys = typeof parent?.value === 'object' && parent.value !== null ? Object.keys(parent.value) : [];
    return new Map(keys.flatMap((key) => {
      const child = this.child(parent!, key);
      return child ? [[key, child]] : [];
    }));
  }

  /** What a reference refers to; anything else itself. */
  public follow(located: Located, passed: string[] = []): Located {
    const reference = located.value?.$ref;
    if (typeof reference !== 'string') return located;
    const beside = this.isNewer && /\/(schema|items|properties|allOf|anyOf|oneOf|not|additionalProperties|schemas)(\/|$)/.test(located.at) ? withoutReference(located.value) : undefined;
    if (beside) return { value: { allOf: [{ $ref: reference }, beside] }, at: located.at }; // both hold
    if (passed.includes(reference)) fail(`'${this.name}' has the reference ${show(reference)}, which refers to itself: write what it stands for`);
    const known = this.resolved.get(reference) ?? this.follow(this.target(reference, located.at), [...passed, reference]);
    this.resolved.set(reference, known);
    return known;
  }

  /** Whether keywords beside a reference hold. */
  private get isNewer(): boolean {
    return this.document.openapi.startsWith('3.1');
  }

  private target(reference: string, at: string): Located {
    if (!reference.startsWith('#')) fail(`'${this.name}' refers, at ${at}, to ${show(reference)}, which is not in it: bundle the files into one document`);
    const keys = reference.slice(1).split('/').slice(1).map((key) => decoded(key).replace(/~1/g, '/').replace(/~0/g, '~'));
    const value = keys.reduce<any>((parent, key) => (typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key) ? parent[key] : undefined), this.document);
    if (value === undefined) fail(`'${this.name}' refers, at ${at}, to ${show(reference)}, which it does not have: define it, or correct the reference`);
    return { value, at: keys.map((key) => `/${escape(key)}`).join('') };
  }
}

function withoutReference({ $ref: _, summary: _s, description: _d, ...beside }: OpenApiObject): OpenApiObject | undefined {
  return Object.keys(beside).length > 0 ? beside : undefined;
}

function escape(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

/** A part of a URL; one that is not encoded as it should be stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** JSON with its keys in order, to compare by. */
export function canonical(value: any): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}
