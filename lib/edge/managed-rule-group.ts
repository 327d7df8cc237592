import { Token } from 'aws-cdk-lib/core';
import { fail, show } from '../private/errors';

/** What rules look at of where a request comes from, so that behind a distribution they would judge CloudFront. */
const BY_ADDRESS = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesAnonymousIpList'];

/** A rule group that AWS keeps up to date, and what it takes of the capacity of a web ACL. */
export class ManagedRuleGroup {
  /** What is wrong with requests to any application: the OWASP Top 10, large bodies, missing user agents. */
  public static readonly COMMON = new ManagedRuleGroup('AWSManagedRulesCommonRuleSet', 700, [
    'NoUserAgent_HEADER', 'UserAgent_BadBots_HEADER', 'SizeRestrictions_QUERYSTRING', 'SizeRestrictions_Cookie_HEADER', 'SizeRestrictions_BODY',
    'SizeRestrictions_URIPATH', 'EC2MetaDataSSRF_BODY', 'EC2MetaDataSSRF_COOKIE', 'EC2MetaDataSSRF_URIPATH', 'EC2MetaDataSSRF_QUERYARGUMENTS',
    'GenericLFI_QUERYARGUMENTS', 'GenericLFI_URIPATH', 'GenericLFI_BODY', 'RestrictedExtensions_URIPATH', 'RestrictedExtensions_QUERYARGUMENTS',
    'GenericRFI_QUERYARGUMENTS', 'GenericRFI_BODY', 'GenericRFI_URIPATH', 'CrossSiteScripting_COOKIE', 'CrossSiteScripting_QUERYARGUMENTS',
    'CrossSiteScripting_BODY', 'CrossSiteScripting_URIPATH',
  ]);

  /** Patterns of known attacks, such as Log4Shell. */
  public static readonly KNOWN_BAD_INPUTS = new ManagedRuleGroup('AWSManagedRulesKnownBadInputsRuleSet', 200, [
    'JavaDeserializationRCE_HEADER', 'JavaDeserializationRCE_BODY', 'JavaDeserializationRCE_URIPATH', 'JavaDeserializationRCE_QUERYSTRING', 'Host_localhost_HEADER',
    'PROPFIND_METHOD', 'ExploitablePaths_URIPATH', 'Log4JRCE_HEADER', 'Log4JRCE_QUERYSTRING', 'Log4JRCE_BODY', 'Log4JRCE_URIPATH',
  ]);

  /** Addresses that Amazon knows to attack, or to look for what can be attacked. */
  public static readonly IP_REPUTATION = new ManagedRuleGroup('AWSManagedRulesAmazonIpReputationList', 25, [
    'AWSManagedIPReputationList', 'AWSManagedReconnaissanceList', 'AWSManagedIPDDoSList',
  ]);

  /** Addresses of those who hide who they are: VPNs, proxies, Tor, hosting providers. */
  public static readonly ANONYMOUS_IP = new ManagedRuleGroup('AWSManagedRulesAnonymousIpList', 50, ['AnonymousIPList', 'HostingProviderIPList']);

  /** Statements of SQL in requests. */
  public static readonly SQL_DATABASE = new ManagedRuleGroup('AWSManagedRulesSQLiRuleSet', 200, []);

  /**
   * Another group of AWS.
   *
   * @param name     its name: "AWSManagedRulesLinuxRuleSet"
   * @param capacity what it takes, in web ACL capacity units
   */
  public static of(name: string, capacity: number): ManagedRuleGroup {
    if (typeof name !== 'string' || (!Token.isUnresolved(name) && !/^[\w-]{1,128}$/.test(name))) fail(`'name' must be the name of a rule group of AWS, got ${show(name)}: write "AWSManagedRulesLinuxRuleSet", for example`);
    if (typeof capacity !== 'number' || (!Token.isUnresolved(capacity) && !(Number.isInteger(capacity) && capacity > 0))) fail(`'capacity' must be the web ACL capacity units that the group takes, got ${show(capacity)}: write 200, for example, as the list of rule groups says`);
    return new ManagedRuleGroup(name, capacity, []);
  }

  /** Its name: "AWSManagedRulesCommonRuleSet". */
  public readonly name: string;

  /** What it takes, in web ACL capacity units. */
  public readonly capacity: number;

  /**
   * The rules of it that are documented.
   *
   * @internal
   */
  public readonly _rules: string[];

  private constructor(name: string, capacity: number, rules: string[]) {
    this.name = name;
    this.capacity = capacity;
    this._rules = rules;
  }

  /**
   * Whether it judges the address that a request comes from.
   *
   * @internal
   */
  public get _byAddress(): boolean {
    return BY_ADDRESS.includes(this.name);
  }
}
