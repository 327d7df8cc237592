import { createHash } from 'node:crypto';
import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { IResolvable, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { deployedIdentity } from '../private/deployed-identity';
import { readProperties } from '../private/left-out-resource';
import { isFunction, mapReferences, tokenIdentity } from '../private/tokens';

/** What the custom resources are told by themselves. */
const TOLD = ['RestApiId', 'StageName', 'DeploymentId'];

/**
 * What a stage is as CloudFormation will have it, as a list of text: a hash, and each value that only CloudFormation knows. A resource with this list
 * as a property is called in every operation in which the stage is updated.
 *
 * @param overridden variables whose values the release decides
 */
export function stageState(stage: CfnStage, overridden: string[]): IResolvable {
  return Lazy.uncachedAny({ produce: () => stateOf(readProperties(stage, (reference) => reference), overridden, stage) });
}

function stateOf({ Variables: variables, ...properties }: Record<string, unknown>, overridden: string[], stage: CfnStage): unknown[] {
  const own = isFunction(variables) ? variables : without(variables as object, overridden);
  const tags = tagsOf(Stack.of(stage));
  const state = { ...without(properties, TOLD), Variables: own, ...(tags.length > 0 && { TagsOfStacks: tags }) };
  const values = new Map<string, unknown>();
  collect(state, stage, values);
  const hash = createHash('md5').update(canonical(deployedIdentity(state, stage))).digest('hex');
  return [hash, ...values.values()];
}

/** CloudFormation gives the tags of a stack, and those of stacks around it, to the resources in it. */
function tagsOf(stack: Stack): object[] {
  const own = stack.tags.tagValues();
  return [...(stack.nestedStackParent ? tagsOf(stack.nestedStackParent) : []), ...(Object.keys(own).length > 0 ? [own] : [])];
}

/** The value that the template itself has for a variable, while the stage gets another. */
export function ownVariable(stage: CfnStage, name: string): unknown {
  const variables = mapReferences(stage.variables ?? {}, stage, (reference) => reference) as Record<string, unknown> | undefined;
  return variables && Object.prototype.hasOwnProperty.call(variables, name) ? variables[name] : undefined;
}

function without(object: object = {}, names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** The values in a structure that are not known yet, each once. */
function collect(value: unknown, stage: CfnStage, values: Map<string, unknown>): void {
  if (Token.isUnresolved(value) || isFunction(value)) values.set(tokenIdentity(value, stage), value);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach((inner) => collect(inner, stage, values));
}

function canonical(value: any): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
}
