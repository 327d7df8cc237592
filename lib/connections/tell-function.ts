import * as iam from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Annotations } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** Who told a function what, by the names of its environment variables. */
const TOLD = new WeakMap<object, Map<string, IConstruct>>();

/**
 * Sets an environment variable of a grantee, if it is a function that takes any.
 *
 * @param instead how the function can know of several, of which the environment has the last one
 */
export function tellFunction(grantee: iam.IGrantable, name: string, value: string, teller: IConstruct, instead?: string): void {
  const handler = grantee as Partial<Function>;
  if (typeof handler.addEnvironment !== 'function') return;
  const told = TOLD.get(handler) ?? new Map<string, IConstruct>();
  TOLD.set(handler, told);
  const before = told.get(name);
  if (instead && before && before !== teller) {
    Annotations.of(teller).addWarningV2(`cdk-gatehouse:toldTwice:${name}`,
      `function [${handler.node?.path}] has ${name} of [${before.node.path}] and of [${teller.node.path}], and knows the latter alone: pass the name in its code, ${instead}`);
  }
  told.set(name, teller);
  handler.addEnvironment(name, value);
}

/** Checks that something can be granted to. */
export function checkGrantee(grantee: iam.IGrantable, scope: IConstruct): void {
  if (typeof grantee?.grantPrincipal?.addToPrincipalPolicy !== 'function') {
    fail(`'grantee' must be a role, a user, a group, or what has a role, such as a function, got ${show(grantee)}`, scope);
  }
}
