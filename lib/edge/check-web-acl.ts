import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ManagedRuleGroup } from './managed-rule-group';
import { OriginSecret } from './origin-secret';
import { StandardWebAclProps } from './standard-web-acl-options';
import { WebAclScope } from './web-acl-scope';
import { checkMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkKinds, has } from '../private/kinds';

const MEMBERS: Members<StandardWebAclProps> = {
  rateLimit: true, ruleGroups: true, count: true, countOnly: true, originSecret: true, logs: true, scope: true,
};

/** Checks what a standard web ACL is told, of which `scope` may be known already. */
export function checkStandardWebAcl(props: StandardWebAclProps, scope?: IConstruct, factory = 'StandardWebAcl'): void {
  const known = Object.keys(MEMBERS).filter((name) => factory === 'StandardWebAcl' || name !== 'scope');
  checkMembers(props, known, factory, scope);
  checkKinds(props, [
    ['rateLimit', has('_bind', 'function'), 'WebAclRateLimit.perIp(2000) or WebAclRateLimit.none()'],
    ['ruleGroups', (value) => Array.isArray(value) && value.every((group) => typeof group?.name === 'string' && typeof group?.capacity === 'number'), 'a list of rule groups, such as [ManagedRuleGroup.COMMON]'],
    ['count', (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'), 'a list of names of rules, such as ["SizeRestrictions_BODY"]'],
    ['countOnly', (value) => typeof value === 'boolean', 'true or false'],
    ['originSecret', (value) => OriginSecret.isOriginSecret(value), 'an OriginSecret'],
    ['logs', has('_bind', 'function'), 'WebAclLogs.cloudWatch() or WebAclLogs.none()'],
    ['scope', (value) => Object.values(WebAclScope).includes(value), 'WebAclScope.REGIONAL or WebAclScope.CLOUDFRONT'],
  ], scope);
  const names = props.ruleGroups?.map(({ name }) => name) ?? [];
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) fail(`'ruleGroups' has ${show(twice)} twice: leave one out`, scope);
  if (props.originSecret && props.scope === WebAclScope.CLOUDFRONT) {
    fail("'originSecret' is for the web ACL of the API, not for that of a distribution, to which callers come without it: leave it out here, and set it as 'originSecret' of the ApiDistribution", scope);
  }
}

/** The rules of each group that count only. */
export function countedRules(count: string[], groups: ManagedRuleGroup[], scope: IConstruct): Map<ManagedRuleGroup, string[]> {
  const counted = new Map(groups.map((group) => [group, [] as string[]]));
  for (const name of count) {
    const [groupName, ruleName] = name.includes('/') ? name.split('/') : [undefined, name];
    const group = groups.find((one) => (groupName === undefined ? one._rules.includes(ruleName) : one.name === groupName));
    if (Token.isUnresolved(name) || !group || !ruleName) {
      const known = groups.map((one) => one.name).join(', ') || 'none';
      fail(`'count' must be rules of the web ACL's rule groups, ${known}, got ${show(name)}: write "SizeRestrictions_BODY", for example, or the group before a rule that is not known here, "AWSManagedRulesCommonRuleSet/NewRule_BODY"`, scope);
    }
    if (!counted.get(group)!.includes(ruleName)) counted.get(group)!.push(ruleName);
  }
  return counted;
}
