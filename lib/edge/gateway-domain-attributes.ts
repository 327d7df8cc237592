import { EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { DomainRoutingMode } from './domain-routing-mode';

/** What has to be known of a domain that is defined elsewhere. */
export interface GatewayDomainAttributes {
  /** The name: "api.example.com", or "*.example.com". */
  readonly name: string;

  /**
   * Where clients connect.
   *
   * @default EndpointType.REGIONAL
   */
  readonly endpointType?: EndpointType;

  /**
   * The TLS versions and ciphers that the domain accepts.
   *
   * @default SecurityPolicy.TLS_1_2
   */
  readonly securityPolicy?: SecurityPolicy;

  /**
   * Whether clients are asked for a certificate.
   *
   * @default false
   */
  readonly mutualTls?: boolean;

  /**
   * By what the domain sends requests to APIs. Nothing is changed by it.
   *
   * @default - by what the app asks of it
   */
  readonly routingMode?: DomainRoutingMode;
}
