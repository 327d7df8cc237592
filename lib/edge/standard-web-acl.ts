import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnLoggingConfiguration, CfnWebACL, IWebACLRef, WebACLReference } from 'aws-cdk-lib/aws-wafv2';
import { ResourceEnvironment, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { BoundWebAclLogs } from './bound-web-acl-logs';
import { checkStandardWebAcl } from './check-web-acl';
import { OriginSecret } from './origin-secret';
import { StandardWebAclProps } from './standard-web-acl-options';
import { WebAclLogs } from './web-acl-logs';
import { standardRules } from './web-acl-rules';
import { WebAclScope } from './web-acl-scope';
import { fail } from '../private/errors';

const IS_STANDARD_WEB_ACL = Symbol.for('cdk-gatehouse.StandardWebAcl');

/** The Region of what is CloudFront's. */
const CLOUDFRONT_REGION = 'us-east-1';

/**
 * A web ACL of AWS WAF: a limit of requests for each address, and the rule groups of AWS on bad addresses, known attacks and what is wrong with any
 * application. Its log has what was blocked or counted, without credentials. Several stages or distributions may have it.
 *
 * @example
 *
 * const webAcl = new StandardWebAcl(this, 'WebAcl', { count: ['SizeRestrictions_BODY'] });
 * new RestGateway(this, 'OrdersApi', { webAcl: WebAcl.fromWebAcl(webAcl) });
 * new RestGateway(this, 'InvoicesApi', { webAcl: WebAcl.fromWebAcl(webAcl) });
 */
export class StandardWebAcl extends Construct implements IWebACLRef {
  /** Whether a construct is a `StandardWebAcl`, also one of another copy of this library. */
  public static isStandardWebAcl(construct: any): construct is StandardWebAcl {
    return construct !== null && typeof construct === 'object' && IS_STANDARD_WEB_ACL in construct;
  }

  /** The L1. */
  public readonly webAcl: CfnWebACL;

  /** The ARN of the web ACL. */
  public readonly webAclArn: string;

  /** What it takes of the 1,500 web ACL capacity units that are in the price. */
  public readonly capacity: number;

  private readonly definedLogGroup?: LogGroup;
  private readonly originSecret?: OriginSecret;

  constructor(scope: Construct, id: string, props: StandardWebAclProps = {}) {
    super(scope, id);
    Object.defineProperty(this, IS_STANDARD_WEB_ACL, { value: true });
    checkStandardWebAcl(props, this);
    const webAclScope = props.scope ?? WebAclScope.REGIONAL;
    this.checkRegion(webAclScope);
    this.originSecret = props.originSecret;
    const { rules, capacity } = standardRules(props, this);
    this.capacity = capacity;
    this.webAcl = new CfnWebACL(this, 'Resource', {
      description: this.description(),
      scope: webAclScope,
      defaultAction: { allow: {} },
      rules,
      visibilityConfig: { metricName: 'WebAcl', cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false }, // samples have whole headers
    });
    this.webAclArn = this.webAcl.attrArn;
    const logs = (props.logs ?? WebAclLogs.cloudWatch())._bind(this, props.originSecret ? [props.originSecret.headerName] : []);
    this.definedLogGroup = logs?.logGroup;
    if (logs) this.defineLogging(logs);
  }

  /** The log group. Fails with `WebAclLogs.none()`. */
  public get logGroup(): LogGroup {
    return this.definedLogGroup ?? fail("'logs' are none: leave out 'logs: WebAclLogs.none()' for a log group", this);
  }

  /** A reference to the web ACL. */
  public get webAclRef(): WebACLReference {
    return this.webAcl.webAclRef;
  }

  /** The environment of the web ACL. */
  public get env(): ResourceEnvironment {
    const { account, region } = Stack.of(this);
    return { account, region };
  }

  /**
   * Whether it blocks what comes without a secret.
   *
   * @internal
   */
  public _asksFor(originSecret: OriginSecret): boolean {
    return this.originSecret === originSecret;
  }

  /**
   * Whether it has a log.
   *
   * @internal
   */
  public get _isLogged(): boolean {
    return this.definedLogGroup !== undefined;
  }

  private checkRegion(webAclScope: WebAclScope): void {
    const { region } = Stack.of(this);
    if (webAclScope !== WebAclScope.CLOUDFRONT || Token.isUnresolved(region) || region === CLOUDFRONT_REGION) return;
    fail(`'scope' WebAclScope.CLOUDFRONT is for stacks in ${CLOUDFRONT_REGION}, got ${region}: define it in a stack there, and pass it by WebAcl.fromWebAcl(…) with 'crossRegionReferences' of both stacks, or its ARN by WebAcl.fromArn(…)`, this);
  }

  /** Letters, digits and few more characters, as AWS WAF takes them. */
  private description(): string {
    return `Web ACL of ${this.node.path}`.replace(/[^\w+=:#@/\-,. ]/g, '_').slice(0, 256);
  }

  /** AWS WAF sees to the policy of the log group: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-CWL.html */
  private defineLogging({ logGroup, redactedHeaders, redactQueryString, allRequests }: BoundWebAclLogs): void {
    const kept = ['BLOCK', 'COUNT'].map((Action) => ({ ActionCondition: { Action } }));
    new CfnLoggingConfiguration(this, 'Logging', {
      resourceArn: this.webAclArn,
      // without ":*" at the end, which AWS WAF does not take
      logDestinationConfigs: [Stack.of(this).formatArn({ service: 'logs', resource: `log-group:${logGroup.logGroupName}` })],
      redactedFields: [
        ...redactedHeaders.map((Name) => ({ singleHeader: { Name } })),
        ...(redactQueryString ? [{ queryString: {} }] : []),
      ],
      loggingFilter: allRequests ? undefined : { DefaultBehavior: 'DROP', Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: kept }] },
    });
  }
}
