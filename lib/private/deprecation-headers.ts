import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isObject } from './is-object';

/** Since when a route should not be used, until when it can be, and where to read more. */
interface Deprecation {
  readonly since?: Date;
  readonly sunset?: Date;
  readonly link?: string;
}

/**
 * The headers of answers of a route that should not be used any more, after a check of what they are made of.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9745
 * @see https://www.rfc-editor.org/rfc/rfc8594
 */
export function deprecationHeaders(deprecated: Deprecation, scope: IConstruct): Map<string, string> {
  if (!isObject(deprecated)) fail(`'deprecated' must be options, such as { sunset: new Date('2030-01-01') }, got ${show(deprecated)}`, scope);
  const { since, sunset, link } = deprecated;
  checkDate('since', since, scope);
  checkDate('sunset', sunset, scope);
  if (link !== undefined) checkLink(link, scope);
  if (since && sunset && sunset < since) {
    fail(`'deprecated.sunset' must not be before 'deprecated.since', ${since.toISOString()}, got ${sunset.toISOString()}: correct one of the two`, scope);
  }
  const relations = [...(since ? ['deprecation'] : []), ...(sunset ? ['sunset'] : [])];
  const links = (relations.length > 0 ? relations : ['deprecation']).map((relation) => `<${link}>; rel="${relation}"`);
  const headers: Array<[string, string | undefined]> = [
    ['Deprecation', since && `@${Math.floor(since.getTime() / 1000)}`],
    ['Sunset', sunset?.toUTCString()],
    ['Link', link && links.join(', ')],
  ];
  return new Map(headers.filter((header): header is [string, string] => header[1] !== undefined));
}

function checkDate(name: string, value: unknown, scope: IConstruct): void {
  if (value === undefined) return;
  const isDate = Object.prototype.toString.call(value) === '[object Date]' && !Number.isNaN((value as Date).getTime());
  if (!isDate) fail(`'deprecated.${name}' must be a date, got ${value instanceof Date ? 'an invalid one' : show(value)}: write new Date('2030-01-01'), for example`, scope);
}

function checkLink(link: unknown, scope: IConstruct): void {
  if (typeof link === 'string' && Token.isUnresolved(link)) fail("'deprecated.link' must be known at synthesis, got a token: write the address", scope);
  if (typeof link !== 'string' || !/^https?:\/\/[^\s<>"',;]+$/.test(link) || !URL.canParse(link)) {
    fail(`'deprecated.link' must be the address of a page, without < > " ' , and ;, got ${show(link)}: write "https://example.com/v2", for example`, scope);
  }
}
