import { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './api-error';

/** JSON 1.0, as newer SDKs send it, or Query, as older ones and other languages do. */
export type Protocol = 'json' | 'query';

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
const NUMBERS = new Set(['MaxRecords', 'Period', 'MaxDatapoints']);
const FLAGS = new Set(['ReturnData']);
const TIMES = new Set(['StartTime', 'EndTime', 'Timestamp', 'Timestamps', 'StateUpdatedTimestamp']);

/** What a request asks for, in the members of the JSON protocol. */
export function operationOf(headers: IncomingHttpHeaders, body: Buffer): { protocol: Protocol; operation: string; input: any } {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return { protocol: 'json', operation: target.replace(/^GraniteServiceVersion20100801\./, ''), input: JSON.parse(body.toString() || '{}') };
  const input: any = {};
  for (const [name, value] of new URLSearchParams(body.toString())) put(input, name.split('.'), value);
  const { Action: operation, Version: _version, ...rest } = input;
  return { protocol: 'query', operation, input: listed(rest) };
}

function put(object: any, [name, ...rest]: string[], value: string): void {
  if (rest.length) put(object[name] ??= {}, rest, value);
  else object[name] = typed(name, value);
}

function typed(name: string, value: string): unknown {
  if (NUMBERS.has(name)) return Number(value);
  if (FLAGS.has(name)) return value === 'true';
  return TIMES.has(name) ? Date.parse(value) / 1000 : value;
}

/** `{ member: { 1: a, 2: b } }` are lists. */
function listed(value: any): any {
  if (typeof value !== 'object') return value;
  if (value.member) return Object.keys(value.member).sort((a, b) => Number(a) - Number(b)).map((key) => listed(value.member[key]));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, listed(item)]));
}

/** The content type and the text of an answer. */
export function answerOf(protocol: Protocol, operation: string, output: object): [string, string] {
  if (protocol === 'json') return ['application/x-amz-json-1.0', JSON.stringify(output)];
  return ['text/xml', `<${operation}Response xmlns="${NAMESPACE}"><${operation}Result>${xml(output)}</${operation}Result></${operation}Response>`];
}

/** The content type and the text of a refusal. */
export function refusalOf(protocol: Protocol, { name, message, status }: ApiError): [string, string] {
  if (protocol === 'json') return ['application/x-amz-json-1.0', JSON.stringify({ __type: `com.amazonaws.cloudwatch#${name}`, message })];
  const error = { Type: status < 500 ? 'Sender' : 'Receiver', Code: name, Message: message };
  return ['text/xml', `<ErrorResponse xmlns="${NAMESPACE}"><Error>${xml(error)}</Error></ErrorResponse>`];
}

function xml(value: any, name = ''): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item, name)}</member>`).join('');
  if (typeof value === 'object') return Object.entries(value).map(([key, item]) => `<${key}>${xml(item, key)}</${key}>`).join('');
  const text = TIMES.has(name) ? new Date(value * 1000).toISOString() : String(value);
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
