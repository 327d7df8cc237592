import { CfnElement, CfnResource, Reference, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { namedValue } from './tokens';

/**
 * What a value is in a deployment: references count by logical ids and, where they are known, physical names. An alias that gets
 * another name keeps its logical id, and is another alias; a new version of a function has another logical id at the same place.
 */
export function deployedIdentity(value: unknown, scope: IConstruct): unknown {
  return namedValue(value, scope, (reference) => `<${nameOf(reference, scope)}>`);
}

function nameOf({ target, displayName }: Reference, scope: IConstruct): string {
  if (!CfnElement.isCfnElement(target)) return displayName;
  const stack = Stack.of(target);
  const place = stack === Stack.of(scope) ? [] : placeOf(stack);
  return [...place, stack.resolve(target.logicalId), displayName, ...physicalNames(target, scope)].join('.');
}

/** What names a stack at deployment; a nested one is named by CloudFormation, for its place in the tree. */
function placeOf(stack: Stack): string[] {
  if (stack.nestedStackParent) return [...placeOf(stack.nestedStackParent), stack.node.id];
  return [stack.stackName, stack.region, stack.account].filter((name) => !Token.isUnresolved(name));
}

/** What a resource is called if it is not called by CloudFormation: `name`, or `roleName` of a role; an alias is called by its function, too. */
function physicalNames(target: CfnElement, scope: IConstruct): unknown[] {
  if (!CfnResource.isCfnResource(target)) return [];
  const [kind] = target.cfnResourceType.split('::').slice(-1);
  const properties = target as unknown as Record<string, unknown>;
  const names = new Set([`${kind[0].toLowerCase()}${kind.slice(1)}Name`, 'name', 'functionName']);
  return [...names].map((name) => properties[name]).filter((name) => typeof name === 'string').map((name) => deployedIdentity(name, scope));
}
