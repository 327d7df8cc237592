import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { GrantManageOptions } from './grant-manage-options';
import { ManagementVerb } from './management-verb';
import { grantByOwnPolicy } from './own-policy';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkKinds } from '../private/kinds';

const VERBS: string[] = Object.values(ManagementVerb);
const PART = /^[A-Za-z0-9._~%@:$*?+-]+$/;

/**
 * Allows to manage an API.
 *
 * @param collection what API Gateway has APIs of the type in: "restapis" or "apis"
 */
export function grantManage(scope: Construct, collection: string, apiId: string, grantee: IGrantable, options: GrantManageOptions): Grant {
  checkMembers(options, ['verbs', 'path'], 'grantManage', scope);
  checkKinds(options, [
    ['verbs', Array.isArray, 'a list, such as [ManagementVerb.GET]'],
    ['path', (value) => typeof value === 'string', 'text, such as "/stages/prod"'],
  ], scope);
  const { verbs = [ManagementVerb.GET], path } = options;
  checkVerbs(verbs, scope);
  if (path !== undefined) checkPath(path, apiId, scope);
  const below = path === undefined ? ['', '/*'] : [path === '/' ? '' : path];
  const resourceArns = below.map((suffix) => Stack.of(scope).formatArn({
    service: 'apigateway',
    account: '', // these ARNs have none
    resource: collection,
    resourceName: `${apiId}${suffix}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_SLASH_RESOURCE_NAME,
  }));
  const actions = [...new Set(verbs)].map((verb) => `apigateway:${verb}`);
  return grantByOwnPolicy(scope, { grantee, actions, resourceArns, whyOwnAccount: 'API Gateway is managed by identities of its own account' });
}

function checkVerbs(verbs: ManagementVerb[], scope: Construct): void {
  if (verbs.length === 0) fail("'verbs' must not be empty: leave it out for [ManagementVerb.GET]", scope);
  const unknown = verbs.filter((verb) => !VERBS.includes(verb));
  if (unknown.length > 0) fail(`'verbs' must be of ${VERBS.join(', ')}, got ${show(unknown[0])}: write ManagementVerb.GET, for example`, scope);
}

function checkPath(path: string, apiId: string, scope: Construct): void {
  if (path.includes(apiId) || /^\/?(arn:|(rest)?apis(\/|$))/.test(path)) {
    fail(`'path' must begin below the API, whose id the grant adds itself, got ${show(path)}: write "/stages/prod", for example`, scope);
  }
  if (!path.startsWith('/')) {
    const given = Token.isUnresolved(path) ? 'a token' : show(path);
    fail(`'path' must begin with "/", got ${given}: write "/stages/prod", for example, where a token may stand for a part`, scope);
  }
  const wrong = path === '/' ? undefined : path.slice(1).split('/').find((part) => !Token.isUnresolved(part) && !PART.test(part));
  if (wrong !== undefined) {
    fail(`'path' must be made of parts like "stages", "prod" and "*", got ${show(wrong)} in ${show(path)}: write "/stages/prod" or "/deployments/*", for example`, scope);
  }
}
