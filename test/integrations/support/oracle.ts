import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { jsonAt, Mapped, valueAt } from './vtl';
import { ItemValue, MappingList, MappingTemplate, RequestValue, ResponseValue } from '../../../lib';

/** Text that callers may send. */
export const HOSTILE = [
  '', 'plain', '"', '\\', '\\"', "it's", '\n\r\t', '$input.body', '#set($v0 = 1)', '$v0', '${v0}', '\u2028\u0001', 'né😀', '</a><b>&amp;', '{"a":1}', "\\'", '#end', '&x=1#y%z',
  'null', '0', 'false',
];

/** A template with a value of every kind. */
export const EVERY_VALUE = MappingTemplate.json({
  body: RequestValue.body('$.value'),
  bodyText: RequestValue.bodyText('$.value'),
  detail: RequestValue.body('$.value').asText(),
  raw: RequestValue.rawBody(),
  path: RequestValue.path('id'),
  query: RequestValue.query('q'),
  header: RequestValue.header('X-Tenant'),
  variable: RequestValue.stageVariable('table'),
  context: RequestValue.context('authorizer.claims.sub'),
  otherwise: RequestValue.query('q').orElse('none "of" $it #x'),
  list: [RequestValue.path('id'), 'text with $ and # and "quotes"', 5, true, null],
});

/** A request with a text in every place. */
export function requestWith(text: string): Mapped {
  return {
    body: JSON.stringify({ value: text }),
    path: { id: text },
    query: { q: text },
    headers: { 'x-tenant': text, 'other': 'no' },
    stageVariables: { table: text },
    context: { authorizer: { claims: { sub: text } } },
  };
}

const ITEMS = JSON.stringify({ Items: [{ id: { S: 'a"b' }, note: { S: 'x' } }, { id: { S: '' } }, {}], Count: 3 });

/** What a template is applied to, by the name of the template. */
export const CASES: Record<string, { readonly template: string; readonly inputs: Mapped[] }> = {
  'every value': { template: EVERY_VALUE.text, inputs: [...HOSTILE.map(requestWith), { context: { authorizer: { claims: {} } } }] },
  'parts of a body': {
    template: MappingTemplate.json({ value: RequestValue.body('$.value'), text: RequestValue.body('$.value').asText(), scalar: RequestValue.bodyText('$.value') }).text,
    inputs: [5, 0, -1.5, true, false, ''].map((value) => ({ body: JSON.stringify({ value }) })),
  },
  'a form': {
    template: MappingTemplate.form({ 'Action': 'Send it', 'Message Body': RequestValue.rawBody(), 'id': RequestValue.path('id'), 'else': RequestValue.query('q').orElse('a&b$c') }).text,
    inputs: HOSTILE.map((text) => ({ body: text, path: { id: text } })),
  },
  'XML': {
    template: MappingTemplate.xml('order', { id: RequestValue.path('id'), lines: [{ sku: RequestValue.query('q').orElse('<&') }, { sku: 'a<b & c' }], n: 5 }).text,
    inputs: HOSTILE.map((text) => ({ path: { id: text }, query: { q: text } })),
  },
  'a list': {
    template: MappingTemplate.json({ orders: MappingList.of('$.Items', { id: ItemValue.member('id.S'), note: ItemValue.member('note.S').orElse('-') }), next: ResponseValue.body('$.LastEvaluatedKey') }).text,
    inputs: [ITEMS, '{}', '{"Items":[]}'].map((body) => ({ body })),
  },
};

/** A case as the engine in Java reads it, which has no paths of its own: what they give is in it. */
export function questionOf(template: string, { body = '', path: ofPath = {}, query = {}, headers = {}, stageVariables = {}, context = {} }: Mapped) {
  const at = (method: string) => [...template.matchAll(new RegExp(`\\$input\\.${method}\\('([^']*)'\\)`, 'g'))].map(([, jsonPath]) => jsonPath);
  return {
    template,
    body,
    json: Object.fromEntries(at('json').map((jsonPath) => [jsonPath, jsonAt(body, jsonPath)])),
    path: Object.fromEntries(at('path').map((jsonPath) => [jsonPath, valueAt(body, jsonPath) ?? null])),
    params: { path: ofPath, querystring: query, header: headers },
    stageVariables,
    context,
  };
}

/** What Apache Velocity answered. */
export interface Recorded {
  readonly template: string;
  readonly answers: Array<{ readonly text: string; readonly status?: number }>;
}

export const RECORDED_FILE = path.join(__dirname, '..', 'oracle', 'answers.json');

/** What was recorded, by the name of the template. */
export function recorded(): Record<string, Recorded> {
  return JSON.parse(readFileSync(RECORDED_FILE, 'utf8'));
}

/** What tells whether a template or what it is applied to has changed since. */
export function identityOf(name: string): string {
  return createHash('sha256').update(JSON.stringify(CASES[name])).digest('hex').slice(0, 16);
}
