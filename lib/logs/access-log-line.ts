import { AccessLogField } from './access-log-field';
import { fail, show } from '../private/errors';

/** What a format needs of a field. */
type Field = Pick<AccessLogField, 'key' | 'variable' | 'isFreeText'>;

/** The same for APIs of all types. */
const REQUEST_ID: Field = { key: 'requestId', variable: '$context.requestId', isFreeText: false };

/**
 * A line of JSON. Every value is quoted: API Gateway logs an absent one as "-". In quotes it escapes
 * quotes and backslashes (seen on a live account in July 2024, DataBiosphere/azul#4348).
 */
export function jsonLine(fields: Field[]): string {
  return JSON.stringify(Object.fromEntries(complete(fields).map(({ key, variable }) => [key, variable])));
}

/** A line of comma-separated values (RFC 4180), each quoted. */
export function csvLine(fields: Field[]): string {
  return withoutFreeText(complete(fields), 'csv').map(({ variable }) => `"${variable}"`).join(',');
}

/** A line of XML: an element `request` with an element for each value. */
export function xmlLine(fields: Field[]): string {
  const elements = withoutFreeText(complete(fields), 'xml').map(({ key, variable }) => `<${key}>${variable}</${key}>`);
  return `<request>${elements.join('')}</request>`;
}

/** The fields with the request's id, without which API Gateway refuses the format. */
function complete(fields: Field[]): Field[] {
  if (fields.some((field) => typeof field?.variable !== 'string')) fail(`'fields' must be fields, one after the other, got ${show(fields)}: write json(RestAccessLogField.STATUS), for example`);
  const hasId = fields.some(({ variable }) => variable === REQUEST_ID.variable || variable === '$context.extendedRequestId');
  const all = hasId ? fields : [REQUEST_ID, ...fields];
  const twice = all.find(({ key }, index) => all.findIndex((other) => other.key === key) < index);
  if (twice) fail(`'fields' have two values for the key ${show(twice.key)}: leave one out, or give it another key with 'withKey'`);
  return all;
}

/** Quotes are escaped as in JSON, if at all, so that free text would break the line: a caller could write lines of his own. */
function withoutFreeText(fields: Field[], format: string): Field[] {
  const free = fields.find(({ isFreeText }) => isFreeText);
  if (free) fail(`'${format}' cannot hold ${show(free.variable)}, which is text of somebody else that may hold any character, and breaks the line: leave it out, or take 'json'`);
  return fields;
}
