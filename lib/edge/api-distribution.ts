import {
  AllowedMethods, CacheHeaderBehavior, CachePolicy, CacheQueryStringBehavior, Distribution, HttpVersion, IOrigin, OriginProtocolPolicy,
  OriginRequestPolicy, OriginSslPolicy, ResponseHeadersPolicy, SecurityPolicyProtocol, ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AaaaRecord, ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Annotations, Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiDistributionProps } from './api-distribution-props';
import { CacheRoutesOptions } from './cache-routes-options';
import { CachePolicySettings, planCache } from './cached-behaviors';
import { checkDistributedApi, checkDistribution } from './check-distribution';
import { DistributedStage, distributedRoutes, distributedStage, restStageOf } from './distributed-stage';
import { DistributionLogs } from './distribution-logs';
import { verifyOrigin, warnOfAddresses, warnOfSignatures } from './verify-origin';
import { WebAcl } from './web-acl';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';

const CLOUDFRONT_REGION = 'us-east-1';

/** Errors that CloudFront keeps for 10 seconds, for all callers, unless it is told not to. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html */
const KEPT_ERRORS = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];

/**
 * A distribution of CloudFront in front of a stage of a regional API of any type: near callers, with a web ACL, also for HTTP and WebSocket APIs, and
 * with names of its own. It caches nothing unless `cacheRoutes` is called, and passes on all that callers send but the host.
 *
 * The API has to ask for the `originSecret`, so that nobody goes around the distribution.
 *
 * @example
 *
 * const originSecret = new OriginSecret(this, 'OriginSecret');
 * const gateway = new RestGateway(this, 'OrdersApi', { webAcl: WebAcl.standard({ originSecret }) });
 * new ApiDistribution(this, 'Distribution', { stage: gateway.stage, originSecret });
 */
export class ApiDistribution extends Construct {
  /** The L2. */
  public readonly distribution: Distribution;

  private readonly stage: DistributedStage;
  private readonly origin: IOrigin;
  private readonly props: ApiDistributionProps;
  private readonly policies = new Map<string, CachePolicy>();
  private planned?: { readonly wanted?: string[]; readonly plan: string };

  constructor(scope: Construct, id: string, props: ApiDistributionProps) {
    super(scope, id);
    checkDistribution(props, this);
    this.props = { ...props };
    this.stage = distributedStage(props.stage, this);
    checkDistributedApi(this.stage, props, this);
    this.origin = this.defineOrigin();
    this.distribution = this.defineDistribution();
    (props.logs ?? DistributionLogs.bucket())._follow(this.distribution, this);
    this.defineRecords();
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** The URL by which callers reach the API, ending in "/": of the first of `domainNames`, or of CloudFront. */
  public get url(): string {
    const scheme = this.stage.type === 'WEBSOCKET' ? 'wss' : 'https';
    const name = (this.props.domainNames ?? []).find((one) => Token.isUnresolved(one) || !one.startsWith('*'));
    return `${scheme}://${name ?? this.distribution.distributionDomainName}/`;
  }

  /**
   * Caches the answers of routes of a REST API that say `cache`, for their time and by their keys, at CloudFront's locations. Call it once, after the
   * routes are there.
   *
   * CloudFront answers from its cache without asking the API, and so no authorizer: routes that ask one are not cached here. Of a request
   * for a cached route, nothing but its path and its keys reaches the API. What empties the cache of the stage does not empty this one.
   *
   * @returns the keys of the routes that are cached
   */
  public cacheRoutes(options: CacheRoutesOptions = {}): string[] {
    checkMembers(options, ['routes'], 'cacheRoutes', this);
    const { routes: wanted } = options;
    if (wanted !== undefined && !Array.isArray(wanted)) fail(`'routes' must be a list, such as ["GET /catalog/{id}"], got ${show(wanted)}`, this);
    if (this.planned) fail("'cacheRoutes' has been called already: call it once, after the routes are there", this);
    const { behaviors, routes, leftOut } = this.plan(wanted);
    this.planned = { wanted: wanted && [...wanted], plan: JSON.stringify(behaviors) };
    for (const [route, reason] of leftOut) {
      Annotations.of(this).addWarningV2(`cdk-gatehouse:notCachedByDistribution:${route}`, `route "${route}" says 'cache', and the distribution does not cache it, since ${reason}, or name the others by 'routes' of 'cacheRoutes'`);
    }
    for (const { pattern, policy } of behaviors) {
      this.distribution.addBehavior(pattern, this.origin, policy ? this.cached(policy) : this.uncached());
    }
    return routes;
  }

  private plan(wanted?: string[]) {
    const stage = restStageOf(this.stage);
    if (!stage || !this.stage.api) return fail("'cacheRoutes' is for REST APIs that are defined in the app, whose routes say 'cache': add behaviors to 'distribution', the L2, for others", this);
    return planCache(distributedRoutes(this.stage), stage, wanted, this);
  }

  private policyFor(settings: CachePolicySettings): CachePolicy {
    const key = JSON.stringify(settings);
    const { ttl, headers, queryStrings } = settings;
    const policy = this.policies.get(key) ?? new CachePolicy(this, `Cache${this.policies.size + 1}`, {
      comment: `Answers of ${this.node.path}`.slice(0, 128),
      minTtl: Duration.seconds(0), // what the API says in Cache-Control holds, if it is less
      defaultTtl: Duration.seconds(ttl),
      maxTtl: Duration.seconds(ttl),
      headerBehavior: headers.length > 0 ? CacheHeaderBehavior.allowList(...headers) : CacheHeaderBehavior.none(),
      queryStringBehavior: queryStrings.length > 0 ? CacheQueryStringBehavior.allowList(...queryStrings) : CacheQueryStringBehavior.none(),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    });
    this.policies.set(key, policy);
    return policy;
  }

  private common() {
    const isWebSocket = this.stage.type === 'WEBSOCKET';
    return {
      viewerProtocolPolicy: isWebSocket ? ViewerProtocolPolicy.HTTPS_ONLY : ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: this.props.responseHeadersPolicy ?? (isWebSocket ? undefined : ResponseHeadersPolicy.SECURITY_HEADERS),
    };
  }

  private cached(policy: CachePolicySettings) {
    return { ...this.common(), allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS, cachePolicy: this.policyFor(policy) };
  }

  private uncached() {
    return {
      ...this.common(),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER, // by its host API Gateway knows the API
    };
  }

  private defineOrigin(): IOrigin {
    const { originSecret, originDomainName, originPath, originTimeout } = this.props;
    const { apiId, stageName, region } = this.stage;
    const { urlSuffix } = Stack.of(this);
    const ownPath = originDomainName || stageName === '$default' ? undefined : `/${stageName}`;
    return new HttpOrigin(originDomainName ?? `${apiId}.execute-api.${region}.${urlSuffix}`, {
      originPath: originPath ?? ownPath,
      protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [OriginSslPolicy.TLS_V1_2],
      readTimeout: originTimeout ?? Duration.seconds(30),
      customHeaders: originSecret && { [originSecret.headerName]: originSecret._values[0] },
    });
  }

  private defineDistribution(): Distribution {
    const { domainNames, certificate, priceClass, minimumProtocolVersion, comment } = this.props;
    return new Distribution(this, 'Default', {
      comment: comment ?? this.node.path.slice(-128),
      defaultBehavior: { origin: this.origin, ...this.uncached() },
      domainNames,
      certificate,
      minimumProtocolVersion: certificate && (minimumProtocolVersion ?? SecurityPolicyProtocol.TLS_V1_2_2021),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass,
      webAclId: this.webAclArn(),
      errorResponses: KEPT_ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      ...(this.props.logs ?? DistributionLogs.bucket())._props(this),
    });
  }

  private webAclArn(): string | undefined {
    const { region } = Stack.of(this);
    const isThere = region === CLOUDFRONT_REGION;
    const { webAcl = isThere ? WebAcl.standard() : undefined } = this.props;
    if (!webAcl) {
      Annotations.of(this).addWarningV2('cdk-gatehouse:distributionWithoutWebAcl',
        `the distribution has no web ACL, which would have to be in ${CLOUDFRONT_REGION}: define a StandardWebAcl there with 'scope: WebAclScope.CLOUDFRONT', and set webAcl: WebAcl.fromArn(…), or WebAcl.none()`);
    }
    const bound = webAcl?._ofDistribution(this);
    if (bound?.standard?.node.scope === this && Token.isUnresolved(region)) {
      Annotations.of(this).addWarningV2('cdk-gatehouse:webAclRegion', `the web ACL of the distribution has to be in ${CLOUDFRONT_REGION}, and the Region of the stack is not known: set 'env' of the stack`);
    }
    return bound?.arn;
  }

  private defineRecords(): void {
    const { domainNames = [], hostedZone: zone } = this.props;
    if (!zone) return;
    const target = RecordTarget.fromAlias(new CloudFrontTarget(this.distribution));
    domainNames.forEach((recordName, index) => {
      new ARecord(this, `Record${index + 1}`, { zone, recordName: absolute(recordName), target });
      new AaaaRecord(this, `Ipv6Record${index + 1}`, { zone, recordName: absolute(recordName), target });
    });
  }

  /** What is known when all routes are there. */
  private problems(): string[] {
    warnOfSignatures(this.stage, this);
    warnOfAddresses(this.stage, this);
    const isOutdated = this.planned && JSON.stringify(this.plan(this.planned.wanted).behaviors) !== this.planned.plan;
    return [
      ...(this.props.originSecret ? verifyOrigin(this.stage, this.props.originSecret, this) : []),
      ...(isOutdated ? ["routes were added or changed after 'cacheRoutes' was called, so that the distribution may cache what it must not: call it after the last route"] : []),
    ];
  }
}

/** To Route 53 a name that does not end in a dot may be one below the zone. */
function absolute(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
