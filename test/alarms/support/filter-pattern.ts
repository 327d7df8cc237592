/**
 * Whether a metric filter of CloudWatch Logs counts a line: the part of the syntax that the library writes. What it does not know throws.
 *
 * JSON: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
 * - `{ $.key = "text" }` compares text with text: a value in quotes in the pattern matches a text in the line, and "*" any characters at an end;
 * - `{ $.key = 429 }` compares numbers: a text in the line is no number. (The guide has numbers in lines for numbers in patterns; what a number in the
 *   pattern does with a text in the line it does not say, so the library must not rely on it: here it matches nothing.)
 * - `(…) || (…)`, `(… || …) && (…)`, and `!=`, which a line without the property does not match.
 *
 * Columns: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-spacedelimited-log-events.html
 * - `[a, b = 429 || b = 5*]`: as many columns as the line has, text in quotes or brackets being one.
 */
export function matches(pattern: string, line: string): boolean {
  const trimmed = pattern.trim();
  if (trimmed.startsWith('{') && trimmed.endsWith('}')) return matchesJson(trimmed.slice(1, -1).trim(), line);
  if (trimmed.startsWith('[') && trimmed.endsWith(']')) return matchesColumns(trimmed.slice(1, -1), line);
  throw new Error(`unknown pattern ${pattern}`);
}

/** The value by which a metric filter fills a dimension: the text at a selector. */
export function selected(selector: string, line: string): unknown {
  return at(selector, JSON.parse(line));
}

function matchesJson(expression: string, line: string): boolean {
  let object: unknown;
  try {
    object = JSON.parse(line);
  } catch {
    return false;
  }
  const bare = (term: string) => term.replace(/^\((.*)\)$/, '$1');
  if (expression.includes(' && ')) return expression.split(' && ').map((group) => anyOf(bare(group).split(' || '), object)).every(Boolean);
  return anyOf(expression.split(' || ').map(bare), object);
}

function anyOf(terms: string[], object: unknown): boolean {
  return terms.map((term) => compare(term, object)).includes(true);
}

function compare(term: string, object: unknown): boolean {
  const [, selector, operator, wanted] = /^(\$[A-Za-z0-9_.-]+) (=|!=) (\S+)$/.exec(term) ?? unknown(term);
  const value = at(selector, object);
  if (value === undefined) return false;
  const equal = wanted.startsWith('"') ? typeof value === 'string' && wildcard(JSON.parse(wanted)).test(value) : typeof value === 'number' && wildcard(wanted).test(String(value));
  return operator === '=' ? equal : !equal;
}

function at(selector: string, object: any): unknown {
  return selector.split('.').slice(1).reduce((value, key) => value?.[key], object);
}

function matchesColumns(expression: string, line: string): boolean {
  const wanted = expression.split(', ');
  const columns = (line.match(/\[[^\]]*\]|"[^"]*"|\S+/g) ?? []).map((column) => column.replace(/^["[](.*)["\]]$/, '$1'));
  if (wanted.length !== columns.length) return false;
  return wanted.every((column, index) => {
    const alternatives = column.split(' || ').map((term) => /^(\w+)(?: = (\S+))?$/.exec(term) ?? unknown(term));
    return alternatives.some(([, , value]) => value === undefined || wildcard(value.replace(/^"(.*)"$/, '$1')).test(columns[index]));
  });
}

function wildcard(text: string): RegExp {
  return new RegExp(`^${text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
}

function unknown(term: string): never {
  throw new Error(`unknown term ${term}`);
}
