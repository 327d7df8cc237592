import { IVpcLinkRef, VpcLink, VpcLinkReference } from 'aws-cdk-lib/aws-apigatewayv2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ResourceEnvironment, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkMembers, Members } from '../private/check-members';
import { checkSubnets } from '../private/check-subnets';
import { fail, show } from '../private/errors';
import { checkKinds, has, isText, Kinds } from '../private/kinds';
import { tokenIdentity } from '../private/tokens';

const IS_VPC_LINK_V2 = Symbol.for('cdk-gatehouse.VpcLinkV2');

/** Properties of `VpcLinkV2`. */
export interface VpcLinkV2Props {
  /** The VPC of the load balancers. */
  readonly vpc: ec2.IVpc;

  /**
   * The subnets in which API Gateway puts its network interfaces, in Availability Zones that VPC links know. Others later are another link.
   *
   * @default - the private subnets of the VPC, or the isolated ones if it has no others
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * The name of the link.
   *
   * @default - made of its path
   */
  readonly vpcLinkName?: string;

  /**
   * Security groups of the network interfaces.
   *
   * @default - one is defined, which connects to nothing but to the listeners of the integrations
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

const PROPS: Members<VpcLinkV2Props> = { vpc: true, subnets: true, vpcLinkName: true, securityGroups: true };

const KINDS: Kinds<VpcLinkV2Props> = [
  ['vpc', has('selectSubnets', 'function'), 'a VPC of aws-cdk-lib/aws-ec2'],
  ['vpcLinkName', isText, 'text'],
  ['securityGroups', (groups) => Array.isArray(groups) && groups.length > 0 && groups.every(has('securityGroupId', 'string')), 'a list of at least one security group of aws-cdk-lib/aws-ec2'],
];

/**
 * A VPC link of the second version, by which REST and HTTP APIs reach load balancers in a VPC: one for many integrations and gateways, with a security
 * group of its own that gets a rule for each listener. An account has 10 in a Region, unless its quota was raised.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-vpc-links-v2.html
 * @example
 *
 * declare const gateway: RestGateway;
 * declare const vpc: ec2.IVpc;
 * declare const listener: elbv2.ApplicationListener;
 * const vpcLink = new VpcLinkV2(this, 'VpcLink', { vpc });
 * gateway.addRoutes({ path: '/orders/{proxy+}', integration: Integrations.applicationLoadBalancer(listener, { vpcLink }) });
 */
export class VpcLinkV2 extends Construct implements IVpcLinkRef, ec2.IConnectable {
  /** Whether a construct is a `VpcLinkV2`, also one of another copy of this library. */
  public static isVpcLinkV2(construct: any): construct is VpcLinkV2 {
    return construct !== null && typeof construct === 'object' && IS_VPC_LINK_V2 in construct;
  }

  /**
   * The link that integrations in a stack share which name none.
   *
   * @internal
   */
  public static _shared(scope: Construct, vpc: ec2.IVpc): VpcLinkV2 {
    const stack = Stack.of(scope);
    const id = `#VpcLink:${tokenIdentity(vpc.vpcId, stack).replace(/\//g, ':')}`;
    return stack.node.tryFindChild(id) as VpcLinkV2 | undefined ?? new VpcLinkV2(stack, id, { vpc });
  }

  /** The L2 that this construct wraps. */
  public readonly link: VpcLink;

  /** Who the link connects to. */
  public readonly connections: ec2.Connections;

  /** The VPC of the link. */
  public readonly vpc: ec2.IVpc;

  constructor(scope: Construct, id: string, props: VpcLinkV2Props) {
    super(scope, id);
    Object.defineProperty(this, IS_VPC_LINK_V2, { value: true });
    checkMembers(props, Object.keys(PROPS), 'VpcLinkV2', this);
    checkKinds(props, KINDS, this);
    if (!has('selectSubnets', 'function')(props.vpc)) fail(`'vpc' must be a VPC of aws-cdk-lib/aws-ec2, got ${show(props.vpc)}`, this);
    checkSubnets('subnets', props.vpc, props.subnets === undefined ? {} : props.subnets, this);
    this.vpc = props.vpc;
    const securityGroups = props.securityGroups ?? [new ec2.SecurityGroup(this, '#SecurityGroup', { vpc: this.vpc, description: `VPC link of API Gateway: ${this.node.path}`, allowAllOutbound: false })];
    this.connections = new ec2.Connections({ securityGroups: [...securityGroups] });
    this.link = new VpcLink(this, 'Default', { vpc: this.vpc, subnets: props.subnets ?? {}, vpcLinkName: props.vpcLinkName, securityGroups: [...securityGroups] });
  }

  /** A reference to the link. */
  public get vpcLinkRef(): VpcLinkReference {
    return this.link.vpcLinkRef;
  }

  /** The environment of the link. */
  public get env(): ResourceEnvironment {
    return this.link.env;
  }
}
