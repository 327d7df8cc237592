import { CfnVpcLink as CfnVpcLinkV1 } from 'aws-cdk-lib/aws-apigateway';
import { CfnVpcLink, IVpcLinkRef } from 'aws-cdk-lib/aws-apigatewayv2';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** Checks the version of a link, which no id tells: one of the second version knows its VPC. */
export function checkVpcLink(link: IVpcLinkRef, scope: IConstruct): void {
  if (typeof link?.vpcLinkRef?.vpcLinkId !== 'string') fail(`'vpcLink' must be a VPC link, got ${show(link)}: write new VpcLinkV2(this, "VpcLink", { vpc })`, scope);
  if (CfnVpcLink.isCfnVpcLink(link) || 'vpc' in link) return;
  fail(`'vpcLink' must be of the second version, got [${link.node.path}] of the first: take a VpcLinkV2, or Integrations.networkLoadBalancerV1`, scope);
}

/** Checks that a link is of the first version. */
export function checkVpcLinkV1(link: IConstruct | undefined, scope?: IConstruct): void {
  if (typeof (link as any)?.vpcLinkRef?.vpcLinkId !== 'string') fail(`'vpcLink' must be a VpcLink of aws-cdk-lib/aws-apigateway, got ${show(link)}: write new apigateway.VpcLink(this, "VpcLink", { targets: [loadBalancer] })`, scope);
  const isFirst = CfnVpcLinkV1.isCfnVpcLink(link) || !(CfnVpcLink.isCfnVpcLink(link) || 'vpc' in link!);
  if (!isFirst) fail(`'vpcLink' must be of the first version, got [${link!.node.path}] of the second, which needs to know the load balancer: take Integrations.applicationLoadBalancer or networkLoadBalancer`, scope);
}
