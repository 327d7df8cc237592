import { CfnMethod, CfnVpcLink as CfnVpcLinkV1, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnVpcLink } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { show } from '../private/errors';
import { isPlainObject } from '../private/is-object';
import { renderedProperty } from '../private/rendered-property';
import { referencedConstructs } from '../private/tokens';

/** Checks the VPC links of all methods of a REST API, also of those whose integrations are of the L2 or of the L1. */
export function checkVpcLinks(api: RestApi): void {
  api.node.addValidation({ validate: () => api.methods.flatMap((method) => problemsOf(method.node.defaultChild as CfnMethod, `${method.httpMethod} ${method.resource.path}`)) });
}

function problemsOf(method: CfnMethod, key: string): string[] {
  const { connectionId, target } = connectionOf(method);
  if (!Token.isUnresolved(connectionId)) return [];
  const [link] = [...referencedConstructs(connectionId, method)];
  if (CfnVpcLink.isCfnVpcLink(link) && target === undefined) {
    return [`the integration of ${show(key)} has the VPC link [${link.node.path}], of the second version, and no load balancer, which that has to know: take Integrations.applicationLoadBalancer(listener), or set 'integrationTarget' of the L1`];
  }
  if (!CfnVpcLinkV1.isCfnVpcLink(link)) return [];
  warnOfLoadBalancer(link);
  if (target !== undefined) return [`the integration of ${show(key)} has the VPC link [${link.node.path}], of the first version, which takes no 'integrationTarget': take a VpcLinkV2`];
  return [];
}

/** With what `addPropertyOverride` says. */
function connectionOf(method: CfnMethod): { connectionId?: unknown; target?: unknown } {
  const given = Token.isUnresolved(method.integration) ? undefined : method.integration as CfnMethod.IntegrationProperty | undefined;
  const rendered = renderedProperty(method, 'Integration');
  const overrides = rendered !== method.integration && isPlainObject(rendered) ? rendered : {};
  return { connectionId: overrides.ConnectionId ?? given?.connectionId, target: overrides.IntegrationTarget ?? given?.integrationTarget };
}

/** Calls by a link of the first version have addresses of AWS PrivateLink, which no rule of a group can name. */
function warnOfLoadBalancer(link: CfnVpcLinkV1): void {
  const enforcing = [...referencedConstructs(link.targetArns, link)].find((target) => CfnLoadBalancer.isCfnLoadBalancer(target) &&
    (target.stack.resolve(target.securityGroups) ?? []).length > 0 && target.enforceSecurityGroupInboundRulesOnPrivateLinkTraffic !== 'off');
  if (!enforcing) return;
  Annotations.of(link).addWarningV2('cdk-gatehouse:vpcLinkIsRefused', `the load balancer [${enforcing.node.path}] asks its security groups about calls by the VPC link, which come from addresses that nobody knows: set enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: false, or take a VpcLinkV2`);
}
