import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isObject } from './is-object';

/** Refuses members that a structure does not have: what TypeScript and jsii check, and plain JavaScript does not. */
export function checkNoOthers(options: object, known: readonly string[], what: string, scope: IConstruct): void {
  if (!isObject(options)) fail(`'${what}' must be a structure, got ${show(options)}: write { ${known[0]}: … }, for example`, scope);
  const other = Object.keys(options).find((member) => !known.includes(member));
  if (other !== undefined) fail(`'${what}' has ${show(other)}, which it does not know: write ${known.map(show).join(', ')}`, scope);
}
