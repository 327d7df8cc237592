import { CfnDomainName, DomainName, EndpointType, IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation, ICertificateRef } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiDomain } from './api-domain';
import { certificateArnOf, checkCertificate } from './check-certificate';
import { checkDomainName, checkFacts, checkSettings, SETTINGS } from './check-domain';
import { DomainFacts } from './domain-facts';
import { DomainRecords } from './domain-records';
import { GatewayDomainAttributes } from './gateway-domain-attributes';
import { GatewayDomainProps } from './gateway-domain-props';
import { ImportedDomain } from './imported-domain';
import { accessModeOf } from './security-policies';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';

/** Of the certificates of edge-optimized domains. */
const EDGE_REGION = 'us-east-1';

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_Tag.html */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;

/**
 * A custom domain of API Gateway with its certificate and its records, for one API or for several by base paths or routing rules: give it to
 * gateways as `domain: { shared: domain, basePath: 'orders' }`.
 *
 * Wraps the `DomainName` of `aws-cdk-lib/aws-apigateway`, which is `.domainName`, whatever the type of the APIs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
 * @example
 *
 * declare const zone: route53.IHostedZone;
 * const domain = new GatewayDomain(this, 'Domain', { name: 'api.example.com', hostedZone: zone });
 * new RestGateway(this, 'OrdersApi', { domain: { shared: domain, basePath: 'orders' } });
 * new HttpGateway(this, 'SearchApi', { domain: { shared: domain, basePath: 'search' } });
 */
export class GatewayDomain extends ApiDomain {
  /** A domain that is there already, or that another stack or app defines. What else is true of it has to be said, as far as it is not the default. */
  public static fromAttributes(scope: Construct, id: string, attributes: GatewayDomainAttributes): ApiDomain {
    return new ImportedDomain(scope, id, attributes);
  }

  public readonly name: string;

  public readonly domainNameArn: string;

  /** The L2 that this construct wraps. */
  public readonly domainName: DomainName;

  /** The certificate of the name. */
  public readonly certificate: ICertificateRef;

  /** What records that are made elsewhere have to lead to, by CNAME or ALIAS: a name of API Gateway. */
  public readonly aliasTarget: string;

  /** @internal */
  public readonly _domainName: string;

  /** @internal */
  public readonly _facts: DomainFacts;

  constructor(scope: Construct, id: string, props: GatewayDomainProps) {
    super(scope, id);
    checkMembers(props, ['name', ...Object.keys(SETTINGS)], 'GatewayDomain', this);
    checkDomainName('name', props.name, this);
    checkSettings(props, props.name, this);
    this.name = props.name;
    const { endpointType = EndpointType.REGIONAL, securityPolicy = SecurityPolicy.TLS_1_2, mutualTls, routingMode } = props;
    this._facts = { endpointType, securityPolicy, mutualTls: mutualTls !== undefined, routingMode };
    const endpointAccessMode = accessModeOf(securityPolicy, props.endpointAccessMode, this);
    checkFacts(this._facts, this);
    this._routes.define(this);
    this.certificate = this.certificateOf(props);
    this.domainName = new DomainName(this, 'Default', {
      domainName: props.name,
      certificate: this.certificate,
      endpointType,
      securityPolicy,
      endpointAccessMode,
      mtls: mutualTls && { bucket: mutualTls.truststoreBucket, key: mutualTls.truststoreKey, version: mutualTls.truststoreVersion },
    });
    this.setWhatTheL2HasNot(props);
    this._domainName = this.domainName.domainName;
    this.domainNameArn = (this.domainName.node.defaultChild as CfnDomainName).attrDomainNameArn;
    this.aliasTarget = this.domainName.domainNameAliasDomainName;
    this.defineRecords(props);
  }

  private get edge(): boolean {
    return this._facts.endpointType === EndpointType.EDGE;
  }

  private certificateOf({ certificate, hostedZone, mutualTls }: GatewayDomainProps): ICertificateRef {
    const here = Stack.of(this).region;
    const region = this.edge ? EDGE_REGION : here;
    const owner = this.edge ? 'an edge-optimized domain' : 'a regional domain in this stack';
    const ownership = mutualTls?.ownershipVerificationCertificate;
    if (ownership !== undefined) checkCertificate(this, ownership, { prop: 'mutualTls.ownershipVerificationCertificate', region, owner });
    if (certificate !== undefined) {
      checkCertificate(this, certificate, { prop: 'certificate', region, owner });
      return certificate;
    }
    if (!hostedZone) fail("'certificate' or 'hostedZone' must be set, got neither: a certificate is validated by records in the hosted zone; if the name is served elsewhere, set 'certificate'", this);
    if (this.edge && here !== EDGE_REGION) {
      const where = Token.isUnresolved(here) ? 'whose Region is not known' : `in ${show(here)}`;
      fail(`'certificate' of an edge-optimized domain is in ${show(EDGE_REGION)}, and cannot be defined by a stack ${where}: define it in a stack there, and set 'certificate'`, this);
    }
    const certificateName = this.node.path.replace(NOT_IN_TAGS, ''); // the CDK makes a tag of the path, which may have characters that tags may not
    return new Certificate(this, 'Certificate', { domainName: this.name, certificateName, validation: CertificateValidation.fromDns(hostedZone) });
  }

  private setWhatTheL2HasNot({ ipAddressType, mutualTls, routingMode }: GatewayDomainProps): void {
    const l1 = this.domainName.node.defaultChild as CfnDomainName;
    const { endpointType } = this._facts;
    l1.endpointConfiguration = { types: [endpointType], ipAddressType: ipAddressType ?? IpAddressType.IPV4 };
    l1.routingMode = routingMode ?? Lazy.string({ produce: () => this._routes.mode });
    const ownership = mutualTls?.ownershipVerificationCertificate;
    if (ownership) l1.ownershipVerificationCertificateArn = certificateArnOf(ownership);
  }

  private defineRecords({ hostedZone: zone, records = DomainRecords.simple(), ipAddressType }: GatewayDomainProps): void {
    const routing = zone && records._bind(this);
    if (!zone || !routing) return;
    const { domainNameAliasDomainName: dnsName, domainNameAliasHostedZoneId: hostedZoneId } = this.domainName;
    const evaluateTargetHealth = routing.failover ? true : undefined; // the CDK asks for it
    const target = RecordTarget.fromAlias({ bind: () => ({ dnsName, hostedZoneId, evaluateTargetHealth }) });
    const recordName = `${this.name}.`; // with a dot, to which the CDK adds no zone
    new ARecord(this, 'Ipv4', { zone, recordName, target, ...routing });
    if (ipAddressType !== undefined && ipAddressType !== IpAddressType.IPV4) new AaaaRecord(this, 'Ipv6', { zone, recordName, target, ...routing });
  }
}
