import { ICertificateRef } from 'aws-cdk-lib/aws-certificatemanager';
import { IResponseHeadersPolicyRef, PriceClass, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Duration } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { DistributionLogs } from './distribution-logs';
import { OriginSecret } from './origin-secret';
import { WebAcl } from './web-acl';

/** Properties of `ApiDistribution`. */
export interface ApiDistributionProps {
  /** The stage that answers, of a regional API: `gateway.stage`, or a stage of the CDK, L1 or L2, defined or imported. */
  readonly stage: IConstruct;

  /**
   * What the distribution sends with each request, and the API asks for: by the `webAcl` of the stage of a REST API, and by an `OriginVerifier`
   * as the authorizer of the routes of others.
   *
   * @default - none, which needs `openOrigin`
   */
  readonly originSecret?: OriginSecret;

  /**
   * That it is known, and meant, that callers can go around the distribution, and so around its web ACL.
   *
   * @default false - synthesis fails without an `originSecret`
   */
  readonly openOrigin?: boolean;

  /**
   * The name of a custom domain of the API, which the distribution asks. Needed if the API's own endpoint is off.
   *
   * @default - the API's own endpoint
   */
  readonly originDomainName?: string;

  /**
   * What the paths of requests to the API begin with: "/v1", a path of the mapping of `originDomainName`.
   *
   * @default - the name of the stage, if it is in the API's URLs; nothing with `originDomainName`
   */
  readonly originPath?: string;

  /**
   * How long CloudFront waits for the API: 1 to 120 whole seconds.
   *
   * @default Duration.seconds(30)
   */
  readonly originTimeout?: Duration;

  /**
   * The web ACL of the distribution, a global one.
   *
   * @default - WebAcl.standard() in a stack that is known to be in us-east-1; elsewhere none, with a warning
   */
  readonly webAcl?: WebAcl;

  /**
   * The names by which callers reach it, of which "*.example.com" may be one. Needs a `certificate`.
   *
   * @default - the name that CloudFront gives it, d111111abcdef8.cloudfront.net
   */
  readonly domainNames?: string[];

  /**
   * The certificate for `domainNames`, in us-east-1.
   *
   * @default - none
   */
  readonly certificate?: ICertificateRef;

  /**
   * The hosted zone that gets records, for IPv4 and IPv6, of `domainNames`.
   *
   * @default - no records are defined
   */
  readonly hostedZone?: IHostedZone;

  /**
   * The TLS versions and ciphers that callers may use with `domainNames`. Without them CloudFront takes TLS 1.0.
   *
   * @default SecurityPolicyProtocol.TLS_V1_2_2021
   */
  readonly minimumProtocolVersion?: SecurityPolicyProtocol;

  /**
   * Where in the world it answers.
   *
   * @default PriceClass.PRICE_CLASS_ALL
   */
  readonly priceClass?: PriceClass;

  /**
   * Headers that are added to answers.
   *
   * @default - those of `ResponseHeadersPolicy.SECURITY_HEADERS`, such as Strict-Transport-Security; none for a WebSocket API
   */
  readonly responseHeadersPolicy?: IResponseHeadersPolicyRef;

  /**
   * Where a line for each request goes.
   *
   * @default DistributionLogs.bucket()
   */
  readonly logs?: DistributionLogs;

  /**
   * What it is for, at most 128 characters.
   *
   * @default - the path of the construct
   */
  readonly comment?: string;
}
