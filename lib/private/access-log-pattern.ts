import { IConstruct } from 'constructs';
import { fail, show } from './errors';

/** A condition on a line of an access log: that a variable of API Gateway has one of some values, which may end in "*". */
export interface LineCondition {
  /** "$context.status". */
  readonly variable: string;
  readonly values: string[];
}

/** A pattern, and by what it finds its value. */
export interface SelectedPattern {
  readonly selector: string;
  readonly pattern: string;
}

/** Where a value stands in a line. */
type Place =
  | { readonly kind: 'json'; readonly selector: string; readonly quoted: boolean }
  | { readonly kind: 'columns'; readonly index: number; readonly count: number };

/**
 * The pattern of a metric filter for the lines of an access log that meet all conditions, of whatever format the log has: JSON, or columns between
 * spaces, as the common log format has them.
 *
 * Quoted values of JSON are text, and are compared with text: `{ $.status = "429" }`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-spacedelimited-log-events.html
 */
export function filterPattern(format: string, conditions: LineCondition[], scope: IConstruct): string {
  const places = conditions.map(({ variable }) => placeOf(format, variable, scope));
  const terms = conditions.map(({ values }, index) => values.map((value) => termOf(places[index], value)));
  const [place] = places; // of one format, all are of one kind
  if (place.kind === 'json') return terms.length === 1 ? `{ ${terms[0].map((term) => `(${term})`).join(' || ')} }` : allOf(terms.map((some) => some.join(' || ')));
  const columns = Array.from({ length: place.count }, (_, index) => `f${index}`);
  places.forEach((other, index) => { if (other.kind === 'columns') columns[other.index] = terms[index].join(' || '); });
  return `[${columns.join(', ')}]`;
}

function termOf(place: Place, value: string): string {
  if (place.kind === 'json') return `${place.selector} = ${place.quoted ? `"${value}"` : value}`;
  return `f${place.index} = ${/^[0-9*]+$/.test(value) ? value : `"${value}"`}`;
}

/** By what a metric filter takes a number from the lines of an access log: "$.responseLatency", or "$f7" of columns. */
export function valueSelector(format: string, variable: string, scope: IConstruct): string {
  const place = placeOf(format, variable, scope);
  return place.kind === 'json' ? place.selector : `$f${place.index}`;
}

/** The pattern for lines of JSON in which a variable has a value at all, under the selector by which it is found. */
export function hasValuePattern(format: string, variable: string, more: LineCondition[], scope: IConstruct): SelectedPattern {
  const selector = jsonSelector(format, variable, scope);
  const has = `${selector} != "-"`;
  if (more.length === 0) return { selector, pattern: `{ ${has} }` };
  const others = more.map((condition) => condition.values.map((value) => `${jsonSelector(format, condition.variable, scope)} = "${value}"`).join(' || '));
  return { selector, pattern: allOf([has, ...others]) };
}

/** Whether a line says a variable as text that a pattern can find. */
export function saysText(format: string, variable: string): boolean {
  const place = placeIn(format, variable);
  return place !== undefined && (place.kind === 'columns' || place.quoted);
}

function allOf(terms: string[]): string {
  return `{ ${terms.map((term) => `(${term})`).join(' && ')} }`;
}

/** By what a metric filter finds a value in the lines of an access log in JSON: "$.apiKeyId". */
function jsonSelector(format: string, variable: string, scope: IConstruct): string {
  const place = placeOf(format, variable, scope);
  if (place.kind !== 'json') fail(`the access log must be JSON for a metric that is told apart by ${variable}, got ${show(format)}: take a format such as RestAccessLogFormat.json()`, scope);
  return place.selector;
}

/** Whether a metric filter finds the value of a variable in the lines of an access log. */
export function isFound(format: string, variable: string): boolean {
  return unnameableKey(format, variable) === undefined && placeIn(format, variable) !== undefined;
}

function placeOf(format: string, variable: string, scope: IConstruct): Place {
  const unnameable = unnameableKey(format, variable);
  if (unnameable !== undefined) {
    fail(`the access log says ${variable} under ${show(unnameable)}, which no metric filter can name: give it a key of letters, digits, hyphens and underscores, such as ${show(unnameable.replace(/[^A-Za-z0-9_-]/g, '_'))}`, scope);
  }
  return placeIn(format, variable) ?? fail(
    `the access log must say ${variable} in a value of its own, in JSON or between spaces, for an alarm to find it, got ${show(format)}: add its field to the format`, scope);
}

function placeIn(format: string, variable: string): Place | undefined {
  return isJson(format) ? placeInJson(format, variable) : placeInColumns(format, variable);
}

function unnameableKey(format: string, variable: string): string | undefined {
  return isJson(format) ? findValue(parse(format), variable)?.path.find((key) => !SELECTABLE.test(key)) : undefined;
}

function isJson(format: string): boolean {
  return format.trimStart().startsWith('{');
}

/** What a metric filter takes for a key: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html */
const SELECTABLE = /^[A-Za-z0-9_-]+$/;

/** What stands for a value that is not quoted, which in the format is no JSON. */
const UNQUOTED = 'unquoted:';

function placeInJson(format: string, variable: string): Place | undefined {
  const found = findValue(parse(format), variable);
  if (!found || found.path.some((key) => !SELECTABLE.test(key))) return undefined;
  return { kind: 'json', selector: ['$', ...found.path].join('.'), quoted: !found.value.startsWith(UNQUOTED) };
}

function parse(format: string): unknown {
  const quoted = format.replace(/(:\s*)(\$context\.[A-Za-z0-9_.]+|\$\{context\.[A-Za-z0-9_.]+\})(\s*[,}])/g, `$1"${UNQUOTED}$2"$3`);
  try {
    return JSON.parse(quoted);
  } catch {
    return undefined;
  }
}

function findValue(object: unknown, variable: string, path: string[] = []): { readonly path: string[]; readonly value: string } | undefined {
  if (typeof object === 'string') return bare(object) === variable ? { path, value: object } : undefined;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  for (const [key, inner] of Object.entries(object)) {
    const found = findValue(inner, variable, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

/** A variable without what may be around it: "${context.status}" is "$context.status". */
function bare(text: string): string {
  return text.replace(UNQUOTED, '').replace(/^\$\{(.+)\}$/, '$$$1');
}

/** Text in brackets or quotes is one column. */
function placeInColumns(format: string, variable: string): Place | undefined {
  const columns = format.match(/\[[^\]]*\]|"[^"]*"|[^\s"[\]]+/g) ?? [];
  if (columns.join(' ') !== format.trim()) return undefined; // what is not between spaces, such as CSV
  const index = columns.findIndex((column) => bare(column) === variable);
  return index < 0 ? undefined : { kind: 'columns', index, count: columns.length };
}
