import * as iam from 'aws-cdk-lib/aws-iam';
import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { namedValue } from '../private/tokens';

const IDENTITY = "'grantee' must be a role, a user, a group, or what has a role, such as a function";

/** A principal that takes policies. */
export type Identity = iam.IPrincipal & { attachInlinePolicy(policy: iam.Policy): void };

/** The principal of a grantee; fails on what is none. */
export function principalOf(grantee: iam.IGrantable, scope: IConstruct): iam.IPrincipal {
  return grantee?.grantPrincipal ?? notAnIdentity(grantee, scope);
}

/** Whether a principal takes policies, and is not, for example, a service. */
export function isIdentity(principal: iam.IPrincipal): principal is Identity {
  return typeof (principal as Partial<iam.IIdentity>).attachInlinePolicy === 'function';
}

/** Whether a principal is known to be of another account than a construct. */
export function isForeign({ principalAccount }: iam.IPrincipal, scope: IConstruct): boolean {
  const { account } = Stack.of(scope);
  const areKnown = principalAccount !== undefined && !Token.isUnresolved(principalAccount) && !Token.isUnresolved(account);
  return areKnown && principalAccount !== account;
}

/**
 * The principal of a grantee that takes policies, and is of the API's account.
 *
 * @param why what stands in the way of others
 */
export function ownIdentity(grantee: iam.IGrantable, scope: IConstruct, why: string): Identity {
  const principal = principalOf(grantee, scope);
  if (isIdentity(principal) && !isForeign(principal, scope)) return principal;
  if (!isIdentity(principal) && !awsFragment(principal)) notAnIdentity(principal, scope);
  return fail(`${IDENTITY}, of the API's account, since ${why}, got ${nameOf(principal, scope)}: let the caller assume a role of this account, by role.grantAssumeRole, and grant to that role`, scope);
}

/** What a policy says of a principal of AWS, such as an account; undefined for a service, for example, and for what is not known. */
export function awsFragment(principal: iam.IPrincipal): iam.PrincipalPolicyFragment | undefined {
  try {
    const fragment = principal.policyFragment;
    return Object.keys(fragment.principalJson).join() === 'AWS' ? fragment : undefined;
  } catch {
    return undefined; // an imported function whose role nobody knows has none
  }
}

/** Fails on what can be granted nothing. */
export function notAnIdentity(grantee: unknown, scope: IConstruct): never {
  return fail(`${IDENTITY}, got ${isObject(grantee) || grantee === undefined ? show(grantee) : show(String(grantee))}: import a function with its role, by fromFunctionAttributes`, scope);
}

/** A principal as a message shows it. */
export function nameOf(principal: iam.IPrincipal, scope: IConstruct): string {
  const names = isIdentity(principal) ? principal.policyFragment.principalJson.AWS : [String(principal)];
  return namedArns(names, scope).join(', ');
}

/** The statement that allows something, for somebody to write by hand: what only CloudFormation knows has a name. */
export function statementText(actions: string[], resourceArns: string[], scope: IConstruct): string {
  const [Action, Resource] = [actions, namedArns(resourceArns, scope)].map((list) => (list.length === 1 ? list[0] : list));
  return JSON.stringify({ Effect: 'Allow', Action, Resource });
}

/** ARNs with a name for what only CloudFormation knows. */
function namedArns(arns: string[], scope: IConstruct): string[] {
  const named = namedValue(arns, scope, ({ target, displayName }) => (displayName === 'Ref' ? `<id of ${target.node.path}>` : `<${displayName} of ${target.node.path}>`));
  return (named as Array<string | string[]>).flat().map((arn) => arn.replace(/\{"Ref":"([^"]+)"\}/g, '<$1>'));
}
