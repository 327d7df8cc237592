import { createHash } from 'node:crypto';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Identity, nameOf, ownIdentity, statementText } from './grantee';
import { tokenIdentity } from '../private/tokens';

/** What is granted, and to whom. */
export interface OwnPolicyGrant {
  readonly grantee: iam.IGrantable;
  readonly actions: string[];
  readonly resourceArns: string[];
  /** Why nobody of another account can be granted it. */
  readonly whyOwnAccount: string;
}

/**
 * Grants by a policy of its own below a scope, one for each grantee.
 *
 * The L2's grants go to the policy of the grantee's role, which its function waits for and which may be of another stack:
 * a grant on an API that invokes the function would be a cycle.
 */
export function grantByOwnPolicy(scope: Construct, grant: OwnPolicyGrant): iam.Grant {
  const { grantee, actions, resourceArns, whyOwnAccount } = grant;
  const principal = ownIdentity(grantee, scope, whyOwnAccount);
  const id = `#GrantTo${createHash('md5').update(tokenIdentity(principal.policyFragment.principalJson, scope)).digest('hex').slice(0, 8)}`;
  const policy = scope.node.tryFindChild(id) as iam.Policy | undefined ?? new iam.Policy(scope, id);
  if (policy.document.isEmpty) principal.attachInlinePolicy(policy);
  if (!isAttached(policy)) warnOnceComplete(scope, principal, actions, resourceArns);
  return iam.Grant.addToPrincipal({ grantee: new PolicyHolder(policy, principal), actions, resourceArns });
}

/** Whether a policy belongs to anybody: an immutable role takes it without a word, and drops it. */
function isAttached(policy: iam.Policy): boolean {
  const { roles, users, groups, stack } = policy.node.defaultChild as iam.CfnPolicy;
  return [roles, users, groups].some((names) => stack.resolve(names)?.length > 0);
}

/** What is granted may follow from routes that come later. */
function warnOnceComplete(scope: Construct, principal: Identity, actions: string[], resourceArns: string[]): void {
  scope.node.addValidation({
    validate: () => {
      Annotations.of(scope).addWarningV2('cdk-gatehouse:policyNotAttached',
        `${nameOf(principal, scope)} takes no policies of this app, being imported as immutable: add to its policies where it is defined ${statementText(actions, resourceArns, scope)}`);
      return [];
    },
  });
}

/** A principal whose statements go to one policy. */
class PolicyHolder implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';

  constructor(private readonly policy: iam.Policy, private readonly principal: iam.IPrincipal) {}

  public get policyFragment(): iam.PrincipalPolicyFragment {
    return this.principal.policyFragment;
  }

  public addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this.policy };
  }
}
