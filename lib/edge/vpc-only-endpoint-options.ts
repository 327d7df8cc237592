import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Options of `RestEndpoint.vpcOnly`: either endpoints that are there, or a VPC in which one is defined. */
export interface VpcOnlyEndpointOptions {
  /**
   * Interface endpoints of the service `execute-api`, which alone reach the API. Imported ones are taken, too.
   *
   * @default - one is defined in `vpc`
   */
  readonly vpcEndpoints?: ec2.IVpcEndpoint[];

  /**
   * The VPC in which an interface endpoint is defined. Gateways of one stack share it, since a VPC takes one with private DNS: to
   * gateways of other stacks give it as `vpcEndpoints: gateway.vpcEndpoints`. It is billed by the hour and the Availability Zone.
   *
   * @default - `vpcEndpoints` are given
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of the endpoint that is defined, at least two Availability Zones for one that is always there.
   *
   * @default - the private subnets of the VPC
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * Who may open connections to port 443 of the endpoint that is defined, such as security groups, functions and `Peer.ipv4("10.0.0.0/16")`.
   *
   * @default - all addresses of the VPC, as its IPv4 range tells
   */
  readonly peers?: ec2.IConnectable[];

  /**
   * Whether `{api}.execute-api.{region}.amazonaws.com` is the endpoint that is defined, for all in the VPC. They cannot reach the default endpoints of public APIs
   * then; without it, callers take `{api}-{endpoint}.execute-api.{region}.amazonaws.com`.
   *
   * @default true
   */
  readonly privateDnsEnabled?: boolean;
}
