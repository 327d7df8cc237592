import { readFileSync } from 'node:fs';
import type { Document, LineCounter, Node } from 'yaml';
import { asPointer, checkTree } from './check-tree';
import { fail } from '../private/errors';

type Yaml = typeof import('yaml');

/** What `parseDocument` gives, and the lines of it. */
interface Parsed {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** A document as it was written: a file of YAML or JSON, or an object. */
export class DocumentFile {
  /**
   * Reads a file.
   *
   * @param path where it is
   * @param name how errors call it
   */
  public static read(path: string, name: string): DocumentFile {
    let text: string;
    try {
      text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    } catch (error) {
      fail(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message}`);
    }
    const json = asJson(text);
    return json === undefined ? fromYaml(path, name, text) : new DocumentFile(path, name, json, text);
  }

  private parsed?: Parsed;

  /**
   * @param path    which file, empty for an object
   * @param name    how errors call it
   * @param content what it says
   */
  constructor(
    public readonly path: string,
    private readonly name: string,
    public readonly content: unknown,
    private readonly text?: string,
    parsed?: Parsed,
  ) {
    this.parsed = parsed;
    checkTree(content, name);
  }

  /** Where something stands, as errors say it: "orders.yaml:12". */
  public place(pointer: readonly string[]): string {
    if (this.text === undefined) return `${this.name}#${asPointer(pointer)}`;
    this.parsed ??= parse(this.text);
    return `${this.name}:${lineOf(this.parsed, pointer)}`;
  }
}

/** What a text of JSON says, which is a hundred times faster than to read it as YAML; undefined for any other. */
function asJson(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text);
    // of two equal keys JSON.parse keeps the last one without a word
    return keysIn(value) === [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon).length ? value : undefined;
  } catch {
    return undefined;
  }
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, child) => sum + keysIn(child), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

function fromYaml(path: string, name: string, text: string): DocumentFile {
  const parsed = parse(text);
  const [error] = parsed.document.errors;
  if (error) {
    const line = parsed.lines.linePos(error.pos[0]).line;
    fail(`${name}:${line}: invalid ${text.trimStart().startsWith('{') ? 'JSON' : 'YAML'}: ${sentence(error.message)}`);
  }
  try {
    return new DocumentFile(path, name, parsed.document.toJS({ maxAliasCount: 10_000 }), text, parsed);
  } catch (thrown) {
    return fail(`${name}:1: invalid YAML: ${sentence((thrown as Error).message)}`);
  }
}

function parse(text: string): Parsed {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an app without OpenAPI documents does not load it
  const { LineCounter: Lines, parseDocument }: Yaml = require('yaml');
  const lines = new Lines();
  return { document: parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false }) as Document.Parsed, lines };
}

/** The line of a key, or of the last one on the way to it that is there. */
function lineOf({ document, lines }: Parsed, pointer: readonly string[]): number {
  let found = document.contents as Node | null;
  let offset = found?.range?.[0] ?? 0;
  for (const key of pointer) {
    const next = childOf(document, found, key);
    if (!next) break;
    offset = next.offset;
    found = next.value;
  }
  return lines.linePos(offset).line;
}

function childOf(document: Document.Parsed, node: Node | null, key: string): { value: Node | null; offset: number } | undefined {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as above
  const { isAlias, isMap, isSeq }: Yaml = require('yaml');
  const found = isAlias(node) ? node.resolve(document) : node;
  if (isMap(found)) {
    const pair = found.items.find((item) => String((item.key as any)?.value ?? item.key) === key);
    return pair && { value: pair.value as Node | null, offset: (pair.key as Node).range?.[0] ?? 0 };
  }
  const item = isSeq(found) ? found.items[Number(key)] as Node | undefined : undefined;
  return item && { value: item, offset: item.range?.[0] ?? 0 };
}

/** As the library's errors are: in lower case, without a full stop. */
function sentence(message: string): string {
  return `${message[0].toLowerCase()}${message.slice(1)}`.replace(/\.$/, '');
}
