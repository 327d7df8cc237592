import { ICertificateRef } from 'aws-cdk-lib/aws-certificatemanager';
import { IInterfaceVpcEndpoint, IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { ResourcePolicy } from '../access/resource-policy';

/** Properties of `PrivateDomain`. */
export interface PrivateDomainProps {
  /** The name of the domain: "orders.internal.example.com". Other accounts may have the same. */
  readonly domainName: string;

  /** A certificate of the same Region for the name, public or imported; it may be one for all names, "*.internal.example.com". */
  readonly certificate: ICertificateRef;

  /**
   * The endpoints that reach the domain, such as `gateway.vpcEndpoints`. Not one that also reaches a public custom domain, and none that reaches
   * another private domain of the same name.
   */
  readonly vpcEndpoints: IVpcEndpoint[];

  /**
   * Who may call through the endpoints. The APIs that the domain maps are asked, too, by policies of their own.
   *
   * @default - everybody
   */
  readonly resourcePolicy?: ResourcePolicy;

  /**
   * The private hosted zone of the VPC, in which the name leads to the endpoint. With several endpoints, say it of each by `addRecord`.
   *
   * @default - no records are defined
   */
  readonly hostedZone?: IHostedZone;
}

/** Options of `addMapping` of a private domain. */
export interface PrivateDomainMappingOptions {
  /**
   * The first part of the path, which leads to the stage and is not part of the request's path there: "orders".
   *
   * @default - the root of the domain
   */
  readonly basePath?: string;
}

/** Options of `addRecord` of a private domain. */
export interface PrivateDomainRecordOptions {
  /** The private hosted zone of the endpoint's VPC. */
  readonly hostedZone: IHostedZone;

  /**
   * The endpoint to which the name leads in that zone.
   *
   * @default - the endpoint of the domain, if it has one only
   */
  readonly vpcEndpoint?: IInterfaceVpcEndpoint;
}
