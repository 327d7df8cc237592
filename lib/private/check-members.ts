import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isObject } from './is-object';

/** Checks that options are a structure with none but these members: what is misspelt would be left out without a word. */
export function checkMembers(options: object, known: string[], factory: string, scope?: IConstruct): void {
  if (!isObject(options)) fail(`the options of ${factory} must be a structure, got ${show(options)}`, scope);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) fail(`${factory} has no option '${unknown}': write one of ${known.map((name) => `'${name}'`).join(', ')}`, scope);
}
