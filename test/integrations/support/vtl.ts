import { Compile, parse } from 'velocityjs';

/** A request, or an answer, that a mapping template is applied to. */
export interface Mapped {
  /** Text; JSON is read where the template asks for it. */
  readonly body?: string;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly stageVariables?: Record<string, string>;
  readonly context?: Record<string, unknown>;
  /** Gets the headers that the template overrides. */
  readonly headerOverrides?: Record<string, string>;
}

/** What a JSON path gives: paths of members and indices are enough here. */
export function valueAt(body: string | undefined, jsonPath: string): unknown {
  let value: any;
  try {
    value = JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
  for (const [, name, index, quoted] of jsonPath.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\[["']([^"']+)["']\]/g)) value = value?.[name ?? quoted ?? Number(index)];
  return value;
}

/** `$input.json`: JSON of what is there, and empty text for what is not. */
export function jsonAt(body: string | undefined, jsonPath: string): string {
  return JSON.stringify(valueAt(body, jsonPath)) ?? '';
}

/** What Apache Commons Lang 2.6 does, by which `$util.escapeJavaScript` is made: it escapes single quotes, too, which JSON does not know. */
export function escapeJavaScript(text: string): string {
  const named: Record<string, string> = { '\b': '\\b', '\n': '\\n', '\t': '\\t', '\f': '\\f', '\r': '\\r', '\'': "\\'", '"': '\\"', '\\': '\\\\', '/': '\\/' };
  return [...text.split('')].map((char) => {
    const code = char.charCodeAt(0);
    if (named[char]) return named[char];
    return code > 0x7e || code < 0x20 ? `\\u${code.toString(16).toUpperCase().padStart(4, '0')}` : char;
  }).join('');
}

/** `replaceAll` takes a pattern, as that of Java does. */
const JAVA_TEXT = {
  uid: 'JavaText',
  match: ({ property, context }: { property: string; context: unknown }) => property === 'replaceAll' && typeof context === 'string',
  resolve: ({ context, params: [pattern, replacement] }: { context: string; params: string[] }) => context.replace(new RegExp(pattern, 'g'), replacement.replace(/\$/g, '$$$$')),
};

/** `java.net.URLEncoder`. */
export function urlEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`).replace(/%20/g, '+');
}

/** `String.matches` of Java, which takes a pattern for the whole text. */
const MATCHES = {
  uid: 'matches',
  match: ({ property }: { property: string }) => property === 'matches',
  resolve: ({ context, params }: { context: unknown; params: unknown[] }) => new RegExp(`^(?:${params[0]})$`).test(String(context)),
};

function map(values: Record<string, string> = {}) {
  return { ...values, keySet: () => Object.keys(values), get: (name: string) => values[name] };
}

/** What API Gateway makes of a template, by velocityjs. */
export function renderVtl(template: string, { body = '', path, query, headers, stageVariables = {}, context = {}, headerOverrides = {} }: Mapped): { text: string; status?: number } {
  const overrides: { responseOverride: { status?: number; header: object } } = { responseOverride: { header: headerOverrides } };
  const params = { path: map(path), querystring: map(query), header: map(headers) };
  const text = new Compile(parse(template), { escape: false, customMethodHandlers: [JAVA_TEXT, MATCHES] }).render({
    input: { body, json: (at: string) => jsonAt(body, at), path: (at: string) => valueAt(body, at) ?? undefined, params: () => params },
    util: {
      escapeJavaScript,
      urlEncode,
      base64Encode: (value: string) => Buffer.from(value).toString('base64'),
      base64Decode: (value: string) => Buffer.from(value, 'base64').toString(),
    },
    stageVariables,
    context: { ...context, ...overrides },
  });
  return { text, status: overrides.responseOverride.status };
}
