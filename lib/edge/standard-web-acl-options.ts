import { ManagedRuleGroup } from './managed-rule-group';
import { OriginSecret } from './origin-secret';
import { WebAclLogs } from './web-acl-logs';
import { WebAclRateLimit } from './web-acl-rate-limit';
import { WebAclScope } from './web-acl-scope';

/** What a standard web ACL can be told. */
export interface StandardWebAclOptions {
  /**
   * How many requests one address may make.
   *
   * @default WebAclRateLimit.perIp(2000) - in 5 minutes; none with an `originSecret`, since the addresses are CloudFront's
   */
  readonly rateLimit?: WebAclRateLimit;

  /**
   * The rule groups of AWS.
   *
   * @default - `IP_REPUTATION`, `KNOWN_BAD_INPUTS` and `COMMON`; with an `originSecret` without `IP_REPUTATION`, since the addresses are CloudFront's
   */
  readonly ruleGroups?: ManagedRuleGroup[];

  /**
   * Single rules of the rule groups that count what they find, and block nothing: "SizeRestrictions_BODY", which blocks bodies above 8 KB, for
   * uploads; a rule that this library does not know with its group before it: "AWSManagedRulesSQLiRuleSet/SQLi_BODY".
   *
   * @default - none
   */
  readonly count?: string[];

  /**
   * Whether the rule groups and the rate limit only count what they would block: to see in metrics and logs what a web ACL would do. What an
   * `originSecret` asks for is blocked all the same.
   *
   * @default false
   */
  readonly countOnly?: boolean;

  /**
   * What a distribution sends with each request: what comes without it is blocked, so that nobody goes around the distribution.
   *
   * @default - requests may come from anywhere
   */
  readonly originSecret?: OriginSecret;

  /**
   * Where the web ACL logs what its rules found.
   *
   * @default WebAclLogs.cloudWatch()
   */
  readonly logs?: WebAclLogs;
}

/** Properties of `StandardWebAcl`. */
export interface StandardWebAclProps extends StandardWebAclOptions {
  /**
   * What it is for.
   *
   * @default WebAclScope.REGIONAL
   */
  readonly scope?: WebAclScope;
}
