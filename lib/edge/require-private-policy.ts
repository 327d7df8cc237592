import { CfnRestApi, EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';

/** Fails synthesis if a private API has no resource policy: API Gateway refuses to deploy it. */
export function requirePrivatePolicy(api: CfnRestApi): void {
  api.node.addValidation({
    validate: () => {
      const configuration = api.endpointConfiguration as CfnRestApi.EndpointConfigurationProperty | undefined;
      const isPrivate = !Token.isUnresolved(configuration) && configuration?.types?.includes(EndpointType.PRIVATE);
      return isPrivate && api.stack.resolve(api.policy) === undefined
        ? ["the API is private and has no resource policy, without which API Gateway refuses to deploy it: set 'resourcePolicy: ResourcePolicy.onlyVpcEndpoints([endpoint.vpcEndpointId])', for example"]
        : [];
    },
  });
}
