import { CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { IWebACLRef } from 'aws-cdk-lib/aws-wafv2';
import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { BoundWebAcl } from './bound-web-acl';
import { checkStandardWebAcl } from './check-web-acl';
import { StandardWebAcl } from './standard-web-acl';
import { StandardWebAclOptions } from './standard-web-acl-options';
import { WebAclScope } from './web-acl-scope';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { differencesOf } from '../private/place';
import { referencedConstructs } from '../private/tokens';

const CLOUDFRONT_REGION = 'us-east-1';
const ARN = /^arn:[\w-]+:wafv2:([a-z0-9-]+):(\d{12}):(regional|global)\/webacl\/[\w-]{1,128}\/[\w-]+$/;

/** The web ACL of AWS WAF that a stage of a REST API, or a distribution, has. */
export abstract class WebAcl {
  /**
   * One of this library: a limit of requests for each address, and the rule groups of AWS. The stages of one API have one
   * together; for several APIs, define a `StandardWebAcl`.
   */
  public static standard(options: StandardWebAclOptions = {}): WebAcl {
    checkStandardWebAcl(options, undefined, 'WebAcl.standard');
    return new Standard(options);
  }

  /**
   * One that is there already.
   *
   * @param webAclArn of a regional one for a stage, of the stage's Region, and of a global one for a distribution
   */
  public static fromArn(webAclArn: string): WebAcl {
    if (typeof webAclArn !== 'string' || (!Token.isUnresolved(webAclArn) && !ARN.test(webAclArn))) {
      fail(`'webAclArn' must be the ARN of a web ACL of WAFv2, got ${show(webAclArn)}: write "arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>"`);
    }
    return new FromArn(webAclArn);
  }

  /** One that is defined in the app: a `StandardWebAcl`, or a `CfnWebACL` of aws-cdk-lib. */
  public static fromWebAcl(webAcl: IWebACLRef): WebAcl {
    if (!isObject(webAcl) || typeof webAcl.webAclRef?.webAclArn !== 'string') fail(`'webAcl' must be a StandardWebAcl, or a CfnWebACL of aws-cdk-lib/aws-wafv2, got ${show(webAcl)}`);
    return new FromReference(webAcl);
  }

  /** None. */
  public static none(): WebAcl {
    return new NoWebAcl();
  }

  /**
   * The web ACL for a stage of a REST API.
   *
   * @internal
   */
  public abstract _ofStage(stage: CfnStage): BoundWebAcl | undefined;

  /**
   * The web ACL for a distribution.
   *
   * @internal
   */
  public abstract _ofDistribution(scope: Construct): BoundWebAcl | undefined;
}

class Standard extends WebAcl {
  /** The web ACLs that are defined, by the API or the construct that has them. */
  private readonly defined = new WeakMap<IConstruct, StandardWebAcl>();

  constructor(private readonly options: StandardWebAclOptions) {
    super();
  }

  public _ofStage(stage: CfnStage): BoundWebAcl {
    const isOfStack = (construct: IConstruct) => CfnRestApi.isCfnRestApi(construct) && construct.stack === stage.stack;
    const api = [...referencedConstructs(stage.restApiId, stage)].find(isOfStack);
    const owner = api ?? stage;
    const known = this.defined.get(owner);
    if (known) return { arn: known.webAclArn, standard: known };
    const scope = owner.node.scope as Construct;
    const ids = [owner, stage].map(({ node }) => (node.id === 'Resource' ? '#WebAcl' : `#${node.id}WebAcl`));
    const free = scope.node.tryFindChild(ids[0]) === undefined; // another one is of another stage of the API
    const standard = new StandardWebAcl(free ? scope : stage.node.scope as Construct, free ? ids[0] : ids[1], this.options);
    this.defined.set(owner, standard);
    return { arn: standard.webAclArn, standard };
  }

  public _ofDistribution(scope: Construct): BoundWebAcl {
    if (this.options.originSecret) fail("'originSecret' is for the web ACL of the API, not for that of a distribution, to which callers come without it: leave it out of 'webAcl'", scope);
    const { region } = Stack.of(scope);
    if (!Token.isUnresolved(region) && region !== CLOUDFRONT_REGION) {
      fail(`'webAcl' of a distribution has to be in ${CLOUDFRONT_REGION}, got WebAcl.standard() in ${region}: define a StandardWebAcl with 'scope: WebAclScope.CLOUDFRONT' in a stack of ${CLOUDFRONT_REGION}, and write WebAcl.fromWebAcl(it) with 'crossRegionReferences' of both stacks, or WebAcl.fromArn(…)`, scope);
    }
    const standard = new StandardWebAcl(scope, 'WebAcl', { ...this.options, scope: WebAclScope.CLOUDFRONT });
    return { arn: standard.webAclArn, standard };
  }
}

class FromArn extends WebAcl {
  constructor(private readonly arn: string) {
    super();
  }

  public _ofStage(stage: CfnStage): BoundWebAcl {
    const [, region, , scope] = ARN.exec(this.arn) ?? [];
    if (scope === 'global') fail(`'webAcl' of a stage must be a regional one, got ${show(this.arn)}, which is for distributions: put it on an ApiDistribution, or define a regional one`, stage);
    if (region !== undefined) checkRegion(region, stage);
    return { arn: this.arn };
  }

  public _ofDistribution(scope: Construct): BoundWebAcl {
    const [, , , kind] = ARN.exec(this.arn) ?? [];
    if (kind === 'regional') fail(`'webAcl' of a distribution must be a global one, of ${CLOUDFRONT_REGION}, got ${show(this.arn)}, which is for stages: define one with 'scope: WebAclScope.CLOUDFRONT'`, scope);
    return { arn: this.arn };
  }
}

class FromReference extends WebAcl {
  constructor(private readonly webAcl: IWebACLRef) {
    super();
  }

  public _ofStage(stage: CfnStage): BoundWebAcl {
    if (this.kind === WebAclScope.CLOUDFRONT) fail(`'webAcl' of a stage must have the scope REGIONAL, got [${this.webAcl.node.path}], which is for distributions: put it on an ApiDistribution, or define a regional one`, stage);
    checkRegion(this.webAcl.env.region, stage);
    return this.bound;
  }

  public _ofDistribution(scope: Construct): BoundWebAcl {
    if (this.kind === WebAclScope.REGIONAL) fail(`'webAcl' of a distribution must have the scope CLOUDFRONT, got [${this.webAcl.node.path}], which is for stages: define one with 'scope: WebAclScope.CLOUDFRONT' in ${CLOUDFRONT_REGION}`, scope);
    return this.bound;
  }

  /** The L1 says it; what it refers to has a token for it. */
  private get kind(): string {
    const l1 = StandardWebAcl.isStandardWebAcl(this.webAcl) ? this.webAcl.webAcl : this.webAcl as { scope?: string };
    return l1.scope ?? this.webAcl.webAclRef.scope;
  }

  private get bound(): BoundWebAcl {
    return { arn: this.webAcl.webAclRef.webAclArn, standard: StandardWebAcl.isStandardWebAcl(this.webAcl) ? this.webAcl : undefined };
  }
}

class NoWebAcl extends WebAcl {
  public _ofStage(): undefined {
    return undefined;
  }

  public _ofDistribution(): undefined {
    return undefined;
  }
}

function checkRegion(region: string, stage: CfnStage): void {
  if (differencesOf({ region }, stage).length === 0) return;
  fail(`'webAcl' of a stage must be of its Region, ${Stack.of(stage).region}, got one of ${region}: define one there`, stage);
}
