import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { awsFragment, nameOf, notAnIdentity, statementText } from './grantee';
import { narrowsCallers } from './narrows-callers';
import { fail } from '../private/errors';

/** What the resource policy of a REST API grants, and to whom. */
export interface ResourcePolicyGrant {
  readonly api: RestApi;
  readonly principal: iam.IPrincipal;
  readonly action: string;
  /** In the short form, without the API's id: the API would refer to itself. */
  readonly resources: string[];
  /** The same as ARNs, for whoever has to allow it on the other side. */
  readonly resourceArns: string[];
}

/**
 * Grants by the resource policy of a REST API, which is one of two halves for callers of other accounts: their own account has to allow it,
 * too (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html). It cannot be told there
 * from here, since CloudFormation hands no ids to other accounts.
 */
export function grantByResourcePolicy(scope: Construct, { api, principal, action, resources, resourceArns }: ResourcePolicyGrant): iam.Grant {
  const fragment = awsFragment(principal) ?? notAnIdentity(principal, scope);
  checkPrincipal(principal, fragment, scope);
  if (!isEnough(principal, fragment, scope)) {
    scope.node.addValidation({ // what is granted may follow from routes that come later
      validate: () => {
        Annotations.of(scope).addWarningV2('cdk-gatehouse:grantNeedsOwnAccount',
          `${nameOf(principal, scope)} may call the API only if the policies of the caller's own account allow it, too: add to them ${statementText([action], resourceArns, scope)}`);
        return [];
      },
    });
  }
  return iam.Grant.addToPrincipalOrResource({
    grantee: new NamedPrincipal(principal),
    actions: [action],
    resourceArns,
    resourceSelfArns: resources,
    resource: api,
  });
}

function checkPrincipal(principal: iam.IPrincipal, { principalJson, conditions }: iam.PrincipalPolicyFragment, scope: Construct): void {
  if ('groupArn' in principal) {
    fail(`'grantee' must not be a group of another account, which a resource policy cannot name, got ${nameOf(principal, scope)}: grant to the account or to a role of it`, scope);
  }
  const ofAllAccounts = (principal as { accountId?: unknown }).accountId === '*';
  if (!(ofAllAccounts || principalJson.AWS.some(isEverybody)) || narrowsCallers(conditions)) return;
  const remedy = 'name an account, a role or an organization, or open the route by RouteAuthorizer.none()';
  const isOpen = Object.keys(conditions).length > 0 ? ' under conditions that callers of every account can meet' : '';
  fail(`'grantee' must not be everybody${isOpen}, got ${nameOf(principal, scope)}: ${remedy}`, scope);
}

/** "*", and ARNs of whatever account. */
function isEverybody(arn: string): boolean {
  return /^[*?]+$/.test(arn) || /^arn:[^:]*:[^:]*:[^:]*:[*?]+:/.test(arn); // the partition may be a token
}

/** Whether nothing else has to allow the call: roles and users of the API's account need no policy of their own besides. */
function isEnough(principal: iam.IPrincipal, { principalJson }: iam.PrincipalPolicyFragment, scope: Construct): boolean {
  const { account } = Stack.of(scope);
  if ('accountId' in principal) return false;
  const isOwn = (arn: string) => /:(role|user)\//.test(arn) && arn.split(':')[4] === account;
  return principal.principalAccount === account || principalJson.AWS.every(isOwn);
}

/** A principal that is named in policies, and takes none. */
class NamedPrincipal implements iam.IPrincipal {
  public readonly grantPrincipal = this;
  public readonly assumeRoleAction = 'sts:AssumeRole';

  constructor(private readonly principal: iam.IPrincipal) {}

  public get policyFragment(): iam.PrincipalPolicyFragment {
    return this.principal.policyFragment;
  }

  public addToPrincipalPolicy(): iam.AddToPrincipalPolicyResult {
    return { statementAdded: false };
  }
}
