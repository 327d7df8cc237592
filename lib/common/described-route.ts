import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { isListOf, isText, Kinds } from './check-kinds';
import { DescribedRouteOptions } from './described-route-options';
import { fail, show } from '../private/errors';
import { isJsonText } from '../private/is-json';
import { isObject } from '../private/is-object';

/** The kinds of what a route says to those who call it. */
export const DESCRIPTION_KINDS: Kinds<DescribedRouteOptions> = [
  ['summary', isText, 'text'],
  ['description', isText, 'text'],
  ['tags', isListOf(isText), 'a list of text, such as ["orders"]'],
  ['responseExamples', (value) => isObject(value) && isJsonText(value) && Object.keys(value).every((code) => /^[1-5]\d\d$/.test(code)), 'bodies by status code, such as { 200: { id: "1" } }'],
  ['requestExample', isJsonText, 'what JSON has, such as { id: "1" }'],
  ['deprecated', isObject, "options, such as { sunset: new Date('2030-01-01') }"],
];

/** The path of a route with the version of the API before it. */
export function versionedPath(path: string, apiVersion: string | undefined, scope: IConstruct): string {
  if (apiVersion === undefined) return path;
  if (typeof apiVersion !== 'string' || Token.isUnresolved(apiVersion) || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(apiVersion)) {
    const shown = typeof apiVersion === 'string' && Token.isUnresolved(apiVersion) ? 'a token' : show(apiVersion);
    fail(`'apiVersion' must be a part of a path, of letters, digits and . _ -, got ${shown}: write "v2", for example`, scope);
  }
  if (path === '$default') fail(`'apiVersion' must be left out for the path "$default", which takes what no other does: write "/{proxy+}" for all paths of ${show(apiVersion)}`, scope);
  return path === '/' ? `/${apiVersion}` : `/${apiVersion}${path}`;
}
