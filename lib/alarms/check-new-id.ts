import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/**
 * Checks an id of what is to be defined below a construct.
 *
 * @param what what it is, such as "these objectives"
 */
export function checkNewId(id: string, what: string, scope: IConstruct): void {
  if (Token.isUnresolved(id) || typeof id !== 'string' || id === '') fail(`'id' must be text that is known at synthesis, got ${show(id)}: write "Orders", for example`, scope);
  if (scope.node.tryFindChild(id)) fail(`${show(id)} is defined already: give ${what} another id`, scope);
}
