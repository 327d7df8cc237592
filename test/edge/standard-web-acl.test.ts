import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnParameter, Duration, Token } from 'aws-cdk-lib/core';
import { ManagedRuleGroup, OriginSecret, StandardWebAcl, StandardWebAclProps, WebAclLogs, WebAclRateLimit, WebAclScope } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testStack } from '../helpers';
import { evaluator } from './support/evaluate-web-acl';

const WEB_ACL = 'AWS::WAFv2::WebACL';
const LOGGING = 'AWS::WAFv2::LoggingConfiguration';

function define(props?: StandardWebAclProps, stack = testStack()) {
  return new StandardWebAcl(stack, 'WebAcl', props);
}

const rulesOf = (props?: StandardWebAclProps): any[] => propertiesOf(define(props), WEB_ACL).Rules;
const namesOf = (props?: StandardWebAclProps) => rulesOf(props).map(({ Name }) => Name);

test('has a limit of requests, and the rule groups on addresses, known attacks and common ones', () => {
  const webAcl = define();
  expect(propertiesOf(webAcl, WEB_ACL)).toMatchObject({ Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
  expect(propertiesOf(webAcl, WEB_ACL).Rules.map(({ Name, Priority }: any) => [Priority, Name])).toEqual([
    [0, 'RateLimitPerIp'], [1, 'AWSManagedRulesAmazonIpReputationList'], [2, 'AWSManagedRulesKnownBadInputsRuleSet'], [3, 'AWSManagedRulesCommonRuleSet'],
  ]);
  expect(webAcl.capacity).toBe(927);
});

test('writes metrics, and keeps no samples of requests', () => {
  const { VisibilityConfig, Rules } = propertiesOf(define(), WEB_ACL);
  const all = [VisibilityConfig, ...Rules.map((rule: any) => rule.VisibilityConfig)];
  expect(all.map((one: any) => [one.CloudWatchMetricsEnabled, one.SampledRequestsEnabled])).toEqual(Array(5).fill([true, false]));
  expect(new Set(all.map((one: any) => one.MetricName)).size).toBe(5);
});

test('blocks the address that asks too often, and no other', () => {
  const ask = evaluator(propertiesOf(define({ rateLimit: WebAclRateLimit.perIp(10, { window: Duration.minutes(1) }) }), WEB_ACL));
  const answers = Array.from({ length: 11 }, () => ask({ address: '203.0.113.7' }).action);
  expect(answers).toEqual([...Array(10).fill('ALLOW'), 'BLOCK']);
  expect(ask({ address: '203.0.113.8' }).action).toBe('ALLOW');
});

test('blocks what a rule group finds, and counts what single rules find that shall only count', () => {
  const groups = (group: string) => (group === 'AWSManagedRulesCommonRuleSet' ? 'SizeRestrictions_BODY' : undefined);
  expect(evaluator(propertiesOf(define(), WEB_ACL), groups)({})).toMatchObject({ action: 'BLOCK', by: 'SizeRestrictions_BODY' });
  const counting = evaluator(propertiesOf(define({ count: ['SizeRestrictions_BODY'] }), WEB_ACL), groups);
  expect(counting({})).toEqual({ action: 'ALLOW', counted: ['SizeRestrictions_BODY'] });
});

test('counts all and blocks nothing with countOnly', () => {
  const ask = evaluator(propertiesOf(define({ countOnly: true, rateLimit: WebAclRateLimit.perIp(10) }), WEB_ACL), (group) => `of ${group}`);
  const [last] = Array.from({ length: 11 }, () => ask({ address: '203.0.113.7' })).reverse();
  expect(last.action).toBe('ALLOW');
  expect(last.counted).toHaveLength(4);
});

test('takes a rule that is not known here by its group', () => {
  const [rule] = rulesOf({ ruleGroups: [ManagedRuleGroup.SQL_DATABASE], rateLimit: WebAclRateLimit.none(), count: ['AWSManagedRulesSQLiRuleSet/SQLi_BODY', 'AWSManagedRulesSQLiRuleSet/SQLi_BODY'] });
  expect(rule.Statement.ManagedRuleGroupStatement.RuleActionOverrides).toEqual([{ Name: 'SQLi_BODY', ActionToUse: { Count: {} } }]);
});

describe('with an origin secret', () => {
  const withSecret = (otherGenerations?: number[], props?: StandardWebAclProps) => {
    const stack = testStack();
    return define({ ...props, originSecret: new OriginSecret(stack, 'OriginSecret', { otherGenerations }) }, stack);
  };
  const valuesOf = (webAcl: StandardWebAcl): string[] => {
    const [{ Statement: { NotStatement: { Statement } } }] = propertiesOf(webAcl, WEB_ACL).Rules;
    return (Statement.OrStatement?.Statements ?? [Statement]).map((one: any) => JSON.stringify(one.ByteMatchStatement.SearchString));
  };

  test('blocks what comes without it, or with another', () => {
    const webAcl = withSecret();
    const ask = evaluator(propertiesOf(webAcl, WEB_ACL));
    const [value] = valuesOf(webAcl);
    expect(ask({ headers: { 'X-Origin-Verify': value } }).action).toBe('ALLOW');
    const wrong: (Record<string, string> | undefined)[] = [undefined, {}, { 'x-origin-verify': '' }, { 'x-origin-verify': `${value} ` }, { 'x-other': value }];
    for (const headers of wrong) {
      expect(ask({ headers })).toMatchObject({ action: 'BLOCK', by: 'OriginSecret' });
    }
  });

  test('takes that of each generation', () => {
    const webAcl = withSecret([2]);
    const values = valuesOf(webAcl);
    const ask = evaluator(propertiesOf(webAcl, WEB_ACL));
    expect(new Set(values).size).toBe(2);
    for (const value of values) expect(ask({ headers: { 'x-origin-verify': value } }).action).toBe('ALLOW');
  });

  test('blocks without it also with countOnly', () => {
    expect(evaluator(propertiesOf(withSecret([], { countOnly: true }), WEB_ACL))({})).toMatchObject({ action: 'BLOCK', by: 'OriginSecret' });
  });

  test('judges no addresses, which are those of CloudFront', () => {
    const webAcl = withSecret();
    expect(propertiesOf(webAcl, WEB_ACL).Rules.map(({ Name }: any) => Name)).toEqual(['OriginSecret', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesCommonRuleSet']);
    expect(annotationsOf(webAcl.node.root.node.findChild('Shop') as never, 'aws:cdk:warning')).toEqual([]);
  });

  test('warns of a limit and of a rule group that would judge them', () => {
    const webAcl = withSecret([], { rateLimit: WebAclRateLimit.perIp(100), ruleGroups: [ManagedRuleGroup.IP_REPUTATION] });
    expect(annotationsOf(webAcl.webAcl.stack, 'aws:cdk:warning')).toEqual([expect.stringContaining("'rateLimit' and AWSManagedRulesAmazonIpReputationList would judge that")]);
  });

  test('has a reference to it in the template, and redacts it in the log', () => {
    const webAcl = withSecret();
    expect(valuesOf(webAcl)[0]).toContain('{{resolve:secretsmanager:');
    expect(JSON.stringify(propertiesOf(webAcl, LOGGING).RedactedFields)).toContain('x-origin-verify');
  });
});

describe('the log', () => {
  test('has a name that AWS WAF takes, with what only this stack has, and an end', () => {
    templateOf(define()).hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: { 'Fn::Join': ['', [Match.stringLikeRegexp('^aws-waf-logs-ShopWebAcl\\w+-$'), Match.anyValue()]] },
      RetentionInDays: 90,
    });
  });

  test('has no credentials, and what was blocked or counted only', () => {
    expect(propertiesOf(define(), LOGGING)).toMatchObject({
      RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'x-api-key' } }, { SingleHeader: { Name: 'cookie' } }, { QueryString: {} }],
      LoggingFilter: { DefaultBehavior: 'DROP', Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }] }] },
    });
  });

  test('goes to the ARN of the group without ":*"', () => {
    const [destination] = propertiesOf(define(), LOGGING).LogDestinationConfigs;
    const parts = destination['Fn::Join'][1];
    expect(parts.slice(-2)).toEqual([':log-group:', { Ref: expect.stringMatching(/^WebAclLogs/) }]);
  });

  test('is as it is told', () => {
    const logs = WebAclLogs.cloudWatch({ retention: RetentionDays.ONE_YEAR, redactedHeaders: ['X-Tenant-Token'], redactQueryString: false, allRequests: true });
    const webAcl = define({ logs });
    expect(propertiesOf(webAcl, LOGGING).RedactedFields.map((field: any) => field.SingleHeader?.Name)).toEqual(['authorization', 'x-api-key', 'cookie', 'x-tenant-token']);
    expect(propertiesOf(webAcl, LOGGING).LoggingFilter).toBeUndefined();
    templateOf(webAcl).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  test('is none if it is said so', () => {
    const webAcl = define({ logs: WebAclLogs.none() });
    templateOf(webAcl).resourceCountIs(LOGGING, 0);
    expect(() => webAcl.logGroup).toThrow("'logs' are none: leave out");
  });
});

test('warns above the capacity that is in the price, and fails above all', () => {
  const group = (capacity: number) => ManagedRuleGroup.of(`Group${capacity}`, capacity);
  const webAcl = define({ ruleGroups: [group(1499)] });
  expect(annotationsOf(webAcl.webAcl.stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('the rules take 1501 web ACL capacity units, of which 1500 are in the price')]);
  expect(annotationsOf(define({ ruleGroups: [group(1498)] }).webAcl.stack, 'aws:cdk:warning')).toEqual([]);
  expect(() => define({ ruleGroups: [group(4999)] })).toThrow("'ruleGroups' take 5001 web ACL capacity units, of which a web ACL has 5000");
});

test('for distributions is in us-east-1', () => {
  const scope = WebAclScope.CLOUDFRONT;
  const there = testStack('Edge', { env: { account: '111122223333', region: 'us-east-1' } });
  expect(propertiesOf(define({ scope }, there), WEB_ACL).Scope).toBe('CLOUDFRONT');
  const elsewhere = testStack('Edge', { env: { account: '111122223333', region: 'eu-west-1' } });
  expect(() => define({ scope }, elsewhere)).toThrow("'scope' WebAclScope.CLOUDFRONT is for stacks in us-east-1, got eu-west-1: define it in a stack there");
});

test('a limit that is a token passes', () => {
  const stack = testStack();
  const limit = Token.asNumber(new CfnParameter(stack, 'Limit', { type: 'Number' }).value);
  expect(propertiesOf(define({ rateLimit: WebAclRateLimit.perIp(limit) }, stack), WEB_ACL).Rules[0].Statement.RateBasedStatement.Limit).toEqual({ Ref: 'Limit' });
});

test('rule groups and a limit can be left out', () => {
  expect(namesOf({ ruleGroups: [ManagedRuleGroup.COMMON], rateLimit: WebAclRateLimit.none() })).toEqual(['AWSManagedRulesCommonRuleSet']);
});

test.each<[string, () => unknown, string]>([
  ['a misspelt option', () => define({ rateLimits: 5 } as never), "StandardWebAcl has no option 'rateLimits': write one of 'rateLimit',"],
  ['no structure', () => define('standard' as never), 'the options of StandardWebAcl must be a structure, got "standard"'],
  ['a number for a limit', () => define({ rateLimit: 5 as never }), "'rateLimit' must be WebAclRateLimit.perIp(2000) or WebAclRateLimit.none(), got 5"],
  ['a limit below 10', () => WebAclRateLimit.perIp(9), "'requests' must be a whole number from 10 to 2000000000, got 9: write WebAclRateLimit.perIp(2000)"],
  ['a limit of text', () => WebAclRateLimit.perIp('many' as never), "'requests' must be a whole number"],
  ['another window', () => WebAclRateLimit.perIp(100, { window: Duration.minutes(3) }), "'window' must be 1, 2, 5 or 10 minutes, got 180 seconds"],
  ['a window of half a second', () => WebAclRateLimit.perIp(100, { window: Duration.millis(500) }), "'window' must be 1, 2, 5 or 10 minutes, got 0.5 seconds"],
  ['a window that is a number', () => WebAclRateLimit.perIp(100, { window: 60 as never }), "'window' must be a Duration, got 60"],
  ['a rule that is not known', () => define({ count: ['SizeRestriction'] }), "'count' must be rules of the web ACL's rule groups, AWSManagedRulesAmazonIpReputationList, AWSManagedRulesKnownBadInputsRuleSet, AWSManagedRulesCommonRuleSet, got \"SizeRestriction\": write \"SizeRestrictions_BODY\""],
  ['a rule of a group that is not there', () => define({ count: ['AWSManagedRulesSQLiRuleSet/SQLi_BODY'] }), "'count' must be rules of"],
  ['a group without a rule', () => define({ count: ['AWSManagedRulesCommonRuleSet/'] }), "'count' must be rules of"],
  ['a text of rules', () => define({ count: 'SizeRestrictions_BODY' as never }), "'count' must be a list of names of rules"],
  ['null for rule groups', () => define({ ruleGroups: null as never }), "'ruleGroups' must be a list of rule groups"],
  ['a group twice', () => define({ ruleGroups: [ManagedRuleGroup.COMMON, ManagedRuleGroup.COMMON] }), "'ruleGroups' has \"AWSManagedRulesCommonRuleSet\" twice"],
  ['a group without a capacity', () => ManagedRuleGroup.of('AWSManagedRulesLinuxRuleSet', 0), "'capacity' must be the web ACL capacity units that the group takes, got 0"],
  ['a group without a name', () => ManagedRuleGroup.of('', 5), "'name' must be the name of a rule group of AWS, got \"\""],
  ['text for a switch', () => define({ countOnly: 'yes' as never }), "'countOnly' must be true or false, got \"yes\""],
  ['text for a secret', () => define({ originSecret: 'hush' as never }), "'originSecret' must be an OriginSecret, got \"hush\""],
  ['another scope', () => define({ scope: 'GLOBAL' as never }), "'scope' must be WebAclScope.REGIONAL or WebAclScope.CLOUDFRONT, got \"GLOBAL\""],
  ['text for logs', () => define({ logs: 's3' as never }), "'logs' must be WebAclLogs.cloudWatch() or WebAclLogs.none(), got \"s3\""],
  ['a misspelt option of logs', () => WebAclLogs.cloudWatch({ retain: 5 } as never), "WebAclLogs.cloudWatch has no option 'retain'"],
  ['a header with a space', () => WebAclLogs.cloudWatch({ redactedHeaders: ['a b'] }), "'redactedHeaders' must be names of headers, got \"a b\""],
  ['a text of headers', () => WebAclLogs.cloudWatch({ redactedHeaders: 'cookie' as never }), "'redactedHeaders' must be a list"],
  ['text for a key', () => WebAclLogs.cloudWatch({ encryptionKey: 'alias/x' as never }), "'encryptionKey' must be a key of aws-cdk-lib/aws-kms, got \"alias/x\""],
])('fails with %s', (_what, act, message) => {
  expect(act).toThrow(message);
});

test('fails with a secret for a web ACL of distributions', () => {
  const stack = testStack();
  expect(() => define({ scope: WebAclScope.CLOUDFRONT, originSecret: new OriginSecret(stack, 'OriginSecret') }, stack)).toThrow("'originSecret' is for the web ACL of the API, not for that of a distribution");
});
