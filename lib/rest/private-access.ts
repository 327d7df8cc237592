import { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { RestGatewayProps } from './rest-gateway-props';
import { ResourcePolicy } from '../access/resource-policy';

/** The resource policy of a gateway: what the user says, and of a private API that nobody comes in but through its endpoints. */
export function policyOf({ endpoint, resourcePolicy }: RestGatewayProps, vpcEndpoints: IVpcEndpoint[]): ResourcePolicy | undefined {
  if (!endpoint || vpcEndpoints.length === 0) return resourcePolicy;
  const only = ResourcePolicy.onlyVpcEndpoints(vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId));
  return resourcePolicy ? ResourcePolicy.combine([resourcePolicy, only]) : only;
}
