import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { countedRules } from './check-web-acl';
import { ManagedRuleGroup } from './managed-rule-group';
import { OriginSecret } from './origin-secret';
import { StandardWebAclProps } from './standard-web-acl-options';
import { WebAclRateLimit } from './web-acl-rate-limit';
import { fail } from '../private/errors';

type Rule = CfnWebACL.RuleProperty;
type Unordered = Omit<Rule, 'priority'> & { readonly capacity: number };

/** In the price of a web ACL, and at most. https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html */
const [IN_THE_PRICE, MOST] = [1500, 5000];

/** What a rule that counts the requests of an address takes, and one that compares a header with a text. */
const [RATE_UNITS, MATCH_UNITS] = [2, 2];

/** The rules of a standard web ACL, in the order in which they are asked, and what they take. */
export function standardRules(props: StandardWebAclProps, scope: Construct): { readonly rules: Rule[]; readonly capacity: number } {
  const { originSecret, countOnly = false, count = [] } = props;
  const limit = (props.rateLimit ?? (originSecret ? WebAclRateLimit.none() : WebAclRateLimit.perIp(2000)))._bind();
  const ofAddresses = originSecret ? [] : [ManagedRuleGroup.IP_REPUTATION];
  const groups = props.ruleGroups ?? [...ofAddresses, ManagedRuleGroup.KNOWN_BAD_INPUTS, ManagedRuleGroup.COMMON];
  if (originSecret) warnOfAddresses(limit !== undefined, groups, scope);
  const counted = countedRules(count, groups, scope);
  const unordered = [
    ...(originSecret ? [originRule(originSecret)] : []),
    ...(limit ? [rateRule(limit, countOnly)] : []),
    ...groups.map((group) => groupRule(group, counted.get(group)!, countOnly)),
  ];
  const capacity = unordered.reduce((sum, rule) => sum + rule.capacity, 0);
  checkCapacity(capacity, scope);
  return { capacity, rules: unordered.map(({ capacity: _, ...rule }, priority) => ({ ...rule, priority })) };
}

/** Blocks what has none of the values in the header. */
function originRule(originSecret: OriginSecret): Unordered {
  const matches = originSecret._values.map((searchString): CfnWebACL.StatementProperty => ({
    byteMatchStatement: {
      fieldToMatch: { singleHeader: { Name: originSecret.headerName } },
      positionalConstraint: 'EXACTLY',
      searchString,
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  }));
  const statement = matches.length === 1 ? matches[0] : { orStatement: { statements: matches } };
  return {
    name: 'OriginSecret',
    action: { block: {} },
    statement: { notStatement: { statement } },
    visibilityConfig: visible('OriginSecret'),
    capacity: MATCH_UNITS * matches.length,
  };
}

function rateRule(limit: { readonly limit: number; readonly evaluationWindowSec: number }, countOnly: boolean): Unordered {
  return {
    name: 'RateLimitPerIp',
    action: countOnly ? { count: {} } : { block: {} },
    statement: { rateBasedStatement: { ...limit, aggregateKeyType: 'IP' } },
    visibilityConfig: visible('RateLimitPerIp'),
    capacity: RATE_UNITS,
  };
}

function groupRule({ name, capacity }: ManagedRuleGroup, counted: string[], countOnly: boolean): Unordered {
  return {
    name,
    overrideAction: countOnly ? { count: {} } : { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.length === 0 ? undefined : counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(name),
    capacity,
  };
}

/** Metrics of a rule. Samples have whole headers, and so credentials. */
function visible(metricName: string): CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}

/** Behind a distribution every request comes from an address of CloudFront, which many callers share. */
function warnOfAddresses(hasLimit: boolean, groups: ManagedRuleGroup[], scope: Construct): void {
  const judging = [...(hasLimit ? ["'rateLimit'"] : []), ...groups.filter((group) => group._byAddress).map(({ name }) => name)];
  if (judging.length === 0) return;
  Annotations.of(scope).addWarningV2('cdk-gatehouse:addressesOfCloudFront',
    `the web ACL asks for an origin secret, so that every request comes from an address of CloudFront, which many callers share, and ${judging.join(' and ')} would judge that: ` +
    "leave them out here, and give them to the 'webAcl' of the distribution");
}

function checkCapacity(capacity: number, scope: Construct): void {
  if (capacity > MOST) fail(`'ruleGroups' take ${capacity} web ACL capacity units, of which a web ACL has ${MOST}: leave some out`, scope);
  if (capacity <= IN_THE_PRICE) return;
  Annotations.of(scope).addWarningV2('cdk-gatehouse:webAclCapacity',
    `the rules take ${capacity} web ACL capacity units, of which ${IN_THE_PRICE} are in the price; AWS WAF bills more for each request: leave some of 'ruleGroups' out, or acknowledge this`);
}
