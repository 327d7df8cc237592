import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asPointer } from './check-tree';
import { DocumentFile } from './document-file';
import { show } from '../private/errors';
import { isObject, isPlainObject } from '../private/is-object';

/** The files of a document, and what is wrong in them. */
export class DocumentFiles {
  /** What is wrong, each with file and line. */
  public readonly problems: string[] = [];

  private readonly files = new Map<string, DocumentFile>();

  constructor(public readonly root: DocumentFile) {
    this.files.set(root.path, root);
  }

  /** The file that a file names, relative to itself; undefined if it is not there. */
  public open(from: DocumentFile, name: string): DocumentFile | undefined {
    const path = join(dirname(from.path), name);
    const known = this.files.get(path);
    if (known || !existsSync(path)) return known;
    const file = DocumentFile.read(path, path);
    this.files.set(path, file);
    return file;
  }
}

/** A value of a document, and where it stands. */
export class DocumentCursor {
  constructor(
    private readonly files: DocumentFiles,
    public readonly file: DocumentFile,
    public readonly path: readonly string[],
    public readonly value: any,
  ) {}

  /** Where it stands, as errors say it. */
  public get place(): string {
    return this.file.place(this.path);
  }

  /** Where it stands in its file, as a JSON pointer. */
  public get pointer(): string {
    return `#${asPointer(this.path)}`;
  }

  /** What is the same for two cursors exactly if they stand at the same place. */
  public get identity(): string {
    return `${this.file.path}${this.pointer}`;
  }

  /** Notes what is wrong here. */
  public problem(reason: string): void {
    this.files.problems.push(`${this.place}: ${reason}`);
  }

  private get name(): string {
    return this.path.length > 0 ? `'${this.path[this.path.length - 1]}'` : 'the document';
  }

  /** A member, which may be undefined. */
  public get(key: string): DocumentCursor {
    const value = typeof this.value === 'object' && this.value !== null && Object.hasOwn(this.value, key) ? this.value[key] : undefined;
    return new DocumentCursor(this.files, this.file, [...this.path, key], value);
  }

  /** The members of an object; none, and a problem, if it is something else. */
  public entries(): Array<[string, DocumentCursor]> {
    if (this.value === undefined) return [];
    if (isPlainObject(this.value)) return Object.keys(this.value).map((key) => [key, this.get(key)]);
    this.problem(`${this.name} must be an object, got ${show(this.value)}`);
    return [];
  }

  /** The items of a list; none, and a problem, if it is something else. */
  public items(): DocumentCursor[] {
    if (this.value === undefined) return [];
    if (Array.isArray(this.value)) return this.value.map((_, index) => this.get(String(index)));
    this.problem(`${this.name} must be a list, got ${show(this.value)}`);
    return [];
  }

  /** A text; undefined, and a problem, if it is something else. */
  public text(): string | undefined {
    if (this.value === undefined || typeof this.value === 'string') return this.value;
    this.problem(`${this.name} must be text, got ${show(this.value)}`);
    return undefined;
  }

  /** What stands here, or where the reference that stands here leads; undefined, and a problem, if it leads nowhere. */
  public followed(seen: readonly string[] = []): DocumentCursor | undefined {
    const { $ref: target } = isObject(this.value) ? this.value as { $ref?: unknown } : {};
    if (target === undefined) return this;
    if (seen.includes(this.identity)) {
      this.problem(`'$ref' ${show(target)} leads back to itself`);
      return undefined;
    }
    return this.target(target)?.followed([...seen, this.identity]);
  }

  /** Where a reference that stands here leads, one step; undefined, and a problem, if it leads nowhere. */
  public target(reference: unknown): DocumentCursor | undefined {
    const at = this.get('$ref');
    if (typeof reference !== 'string') return at.refuse(`'$ref' must be text, got ${show(reference)}`);
    if (/^[a-z][a-z0-9+.-]+:/i.test(reference)) return at.refuse(`'$ref' ${show(reference)} is elsewhere, and nothing is fetched at synthesis: put a copy beside the document`);
    const [name, fragment = ''] = reference.split('#');
    if (fragment !== '' && !fragment.startsWith('/')) return at.refuse(`'$ref' ${show(reference)} names an anchor: write a JSON pointer, such as "#/components/schemas/Order"`);
    if (name !== '' && this.file.path === '') return at.refuse(`'$ref' ${show(reference)} names a file, and a document that is an object is in none: use OpenApiDocument.fromFile`);
    const file = name === '' ? this.file : this.files.open(this.file, decoded(name));
    if (!file) return at.refuse(`'$ref' ${show(reference)} names a file that is not there`);
    const keys = fragment.split('/').slice(1).map((key) => decoded(key).replace(/~1/g, '/').replace(/~0/g, '~'));
    const start = new DocumentCursor(this.files, file, [], file.content);
    const found = keys.reduce((cursor, key) => cursor.get(key), start);
    return found.value === undefined ? at.refuse(`'$ref' ${show(reference)} names what is not there`) : found;
  }

  private refuse(reason: string): undefined {
    this.problem(reason);
    return undefined;
  }
}

/** A part of a URL; one that is not encoded as it should be stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
