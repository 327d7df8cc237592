import { CfnVPCEndpoint, IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { differencesOf } from '../private/place';
import { tokenIdentity } from '../private/tokens';

/** Checks that endpoints are interface endpoints of `execute-api`, as far as they are known, and each is there once. */
export function checkVpcEndpoints(vpcEndpoints: IVpcEndpoint[], scope: IConstruct): void {
  if (!Array.isArray(vpcEndpoints) || vpcEndpoints.length === 0) {
    fail(`'vpcEndpoints' must be a list of at least one interface endpoint of execute-api, since nobody reaches a private API without one, got ${show(vpcEndpoints)}: write [endpoint], or give a 'vpc' to RestEndpoint.vpcOnly, which defines one`, scope);
  }
  const seen = new Set<string>();
  for (const endpoint of vpcEndpoints) {
    checkVpcEndpoint(endpoint, scope);
    const identity = tokenIdentity(endpoint.vpcEndpointId, scope);
    if (seen.has(identity)) fail(`'vpcEndpoints' must have each endpoint once, got ${show(nameOf(endpoint))} twice`, scope);
    seen.add(identity);
  }
}

/** An endpoint as messages name it. */
export function nameOf({ vpcEndpointId, node }: IVpcEndpoint): string {
  return Token.isUnresolved(vpcEndpointId) ? node.path : vpcEndpointId;
}

function checkVpcEndpoint(endpoint: IVpcEndpoint, scope: IConstruct): void {
  const id: unknown = endpoint?.vpcEndpointId;
  if (typeof id !== 'string' || !(Token.isUnresolved(id) || /^vpce-[0-9a-f]+$/.test(id))) {
    fail(`'vpcEndpoints' must be interface endpoints of aws-cdk-lib/aws-ec2, got ${show(id ?? endpoint)}: write vpc.addInterfaceEndpoint("Api", { service: InterfaceVpcEndpointAwsService.APIGATEWAY }), or import one by InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes`, scope);
  }
  const elsewhere = endpoint.env && differencesOf({ region: endpoint.env.region }, scope)[0];
  if (elsewhere) fail(`'vpcEndpoints' must be of the Region of the API, got ${show(nameOf(endpoint))} of ${show(endpoint.env.region)}: define an endpoint in the API's Region`, scope);
  const l1 = endpoint.node?.defaultChild;
  if (!CfnVPCEndpoint.isCfnVPCEndpoint(l1)) return;
  const service = serviceOf(l1);
  if (service === undefined || isExecuteApi(l1)) return;
  fail(`'vpcEndpoints' must be of the service execute-api, got ${show(nameOf(endpoint))} of ${show(service)}: define it with InterfaceVpcEndpointAwsService.APIGATEWAY`, scope);
}

/** Whether an endpoint is for calls of APIs; an endpoint of which that is not known is. */
export function isExecuteApi(endpoint: CfnVPCEndpoint): boolean {
  const service = serviceOf(endpoint);
  return service === undefined || /\.execute-api(?:-fips)?(?:"|$)/.test(typeof service === 'string' ? service : JSON.stringify(service));
}

/** The name of the service, with the Region as it is in the template; undefined if it is known to CloudFormation only. */
function serviceOf(endpoint: CfnVPCEndpoint): unknown {
  const service = endpoint.stack.resolve(endpoint.serviceName);
  return typeof service === 'string' || service?.['Fn::Join'] !== undefined ? service : undefined;
}
