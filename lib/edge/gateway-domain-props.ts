import { EndpointAccessMode, EndpointType, IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { ICertificateRef } from 'aws-cdk-lib/aws-certificatemanager';
import { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { DomainRecords } from './domain-records';
import { DomainRoutingMode } from './domain-routing-mode';

/** How clients of a domain are asked for a certificate, too. */
export interface MutualTlsOptions {
  /** The bucket of the truststore. It has to be versioned, since a new truststore is a new version of the object. */
  readonly truststoreBucket: IBucket;

  /** The object in it: the certificates of the authorities that are trusted, one after the other as PEM. It has to be there before the domain is defined. */
  readonly truststoreKey: string;

  /**
   * The version of the object. API Gateway reads the truststore when the domain changes and at no other time: say the version, so that a new one is a change.
   *
   * @default - the newest when the domain is defined, and after that when something else of the domain changes
   */
  readonly truststoreVersion?: string;

  /**
   * A certificate that AWS Certificate Manager has issued for the name, which proves that it is yours, if `certificate` was imported or comes from a private authority.
   *
   * @default - none, which is right for a certificate that AWS Certificate Manager has issued
   */
  readonly ownershipVerificationCertificate?: ICertificateRef;
}

/** What a domain has, but for its name. */
export interface GatewayDomainSettings {
  /**
   * The certificate of the name: of the Region of the domain, or of us-east-1 if the domain is edge-optimized.
   *
   * @default - one is defined, which is validated by records in `hostedZone`
   */
  readonly certificate?: ICertificateRef;

  /**
   * The hosted zone that gets the records of the name.
   *
   * @default - none: records are made elsewhere, of type CNAME or ALIAS, with the value `aliasTarget`
   */
  readonly hostedZone?: IHostedZone;

  /**
   * How Route 53 answers for the name, if there are others with the same name, in other Regions for example.
   *
   * @default DomainRecords.simple() - with `hostedZone`
   */
  readonly records?: DomainRecords;

  /**
   * Where clients connect: `EndpointType.REGIONAL` or `EndpointType.EDGE`. An edge-optimized domain is for REST APIs only.
   *
   * @default EndpointType.REGIONAL - EDGE for the domain of an edge-optimized gateway's own
   */
  readonly endpointType?: EndpointType;

  /**
   * The TLS versions and ciphers that the domain accepts. HTTP and WebSocket APIs want `TLS_1_2`.
   *
   * @default SecurityPolicy.TLS_1_2 - which accepts TLS 1.3, too
   */
  readonly securityPolicy?: SecurityPolicy;

  /**
   * Whether the domain insists that a request came by its own endpoint type and host name. Only with a `securityPolicy` that begins with `SecurityPolicy_`.
   *
   * @default EndpointAccessMode.STRICT - with such a policy, otherwise none
   */
  readonly endpointAccessMode?: EndpointAccessMode;

  /**
   * Whether clients may use IPv6 as well as IPv4.
   *
   * @default IpAddressType.IPV4
   */
  readonly ipAddressType?: IpAddressType;

  /**
   * Ask clients for a certificate, too, and refuse who has none of an authority that is trusted. Only for a regional domain with `TLS_1_2`.
   *
   * @default - clients need no certificate
   */
  readonly mutualTls?: MutualTlsOptions;

  /**
   * By what the domain sends requests to APIs, if what is known here is not all of it: mappings or rules of another app.
   *
   * @default - what the mappings and the rules of the app ask for
   */
  readonly routingMode?: DomainRoutingMode;
}

/** Properties of `GatewayDomain`. */
export interface GatewayDomainProps extends GatewayDomainSettings {
  /** The name: "api.example.com", or "*.example.com" for all names one level below. */
  readonly name: string;
}
