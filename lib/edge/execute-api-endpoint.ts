import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { isExecuteApi } from './check-vpc-endpoints';
import { VpcOnlyEndpointOptions } from './vpc-only-endpoint-options';
import { checkSubnets } from '../private/check-subnets';
import { fail, show } from '../private/errors';
import { has } from '../private/kinds';
import { tokenIdentity } from '../private/tokens';

type EndpointOptions = VpcOnlyEndpointOptions & { readonly vpc: ec2.IVpc };

/** The endpoints that the library has defined, by their VPCs. */
const DEFINED = new WeakMap<ec2.IVpc, ec2.InterfaceVpcEndpoint>();

/** What endpoints were defined with, to which others may not ask otherwise. */
const ASKED = new WeakMap<ec2.InterfaceVpcEndpoint, string>();

/** The interface endpoint of a VPC for the APIs of a stack, which is defined once. */
export function executeApiEndpoint(scope: Construct, options: EndpointOptions): ec2.InterfaceVpcEndpoint {
  check(options, scope);
  const endpoint = definedEndpoint(scope, options) ?? define(Stack.of(scope), options);
  for (const peer of options.peers ?? []) endpoint.connections.allowDefaultPortFrom(peer);
  return endpoint;
}

function check({ vpc, subnets, peers, privateDnsEnabled = true }: EndpointOptions, scope: Construct): void {
  if (!has('selectSubnets', 'function')(vpc)) fail(`'vpc' must be a VPC of aws-cdk-lib/aws-ec2, got ${show(vpc)}`, scope);
  if (peers !== undefined && !(Array.isArray(peers) && peers.every((peer) => typeof peer?.connections?.allowFrom === 'function'))) {
    fail(`'peers' must be a list of what opens connections, got ${show(peers)}: write [securityGroup] or [Peer.ipv4("10.0.0.0/16")], for example`, scope);
  }
  if (peers?.length === 0) fail("'peers' must not be empty, since nobody could call the API: leave it out for all addresses of the VPC", scope);
  if (typeof privateDnsEnabled !== 'boolean') fail(`'privateDnsEnabled' must be true or false, got ${show(privateDnsEnabled)}`, scope);
  checkSubnets('subnets', vpc, subnets, scope);
  const { dnsSupportEnabled = true, dnsHostnamesEnabled = true } = vpc as Partial<ec2.Vpc>;
  if (privateDnsEnabled && !(dnsSupportEnabled && dnsHostnamesEnabled)) {
    fail(`'vpc' [${vpc.node.path}] has no DNS names, which 'privateDnsEnabled' needs: set enableDnsSupport and enableDnsHostnames of it, or privateDnsEnabled: false`, scope);
  }
}

/** The endpoint that another gateway has asked for. */
function definedEndpoint(scope: Construct, options: EndpointOptions): ec2.InterfaceVpcEndpoint | undefined {
  // a VPC may be imported twice
  const endpoint = DEFINED.get(options.vpc) ?? Stack.of(scope).node.tryFindChild(idFor(scope, options.vpc)) as ec2.InterfaceVpcEndpoint | undefined;
  if (!endpoint) return undefined;
  if (Stack.of(endpoint) !== Stack.of(scope)) {
    fail(`'vpc' [${options.vpc.node.path}] has an endpoint already, [${endpoint.node.path}] of another stack, and takes one with private DNS: write vpcEndpoints: gateway.vpcEndpoints of the gateway there`, scope);
  }
  const asked = textOf(options);
  if (asked !== ASKED.get(endpoint)) fail(`'subnets', 'privateDnsEnabled' and whether there are 'peers' must be the same for all gateways that share the endpoint [${endpoint.node.path}], got ${asked} after ${ASKED.get(endpoint)}: say the same, or define endpoints yourself`, scope);
  return endpoint;
}

function define(stack: Stack, options: EndpointOptions): ec2.InterfaceVpcEndpoint {
  const { vpc, subnets, privateDnsEnabled = true, peers } = options;
  const endpoint = new ec2.InterfaceVpcEndpoint(stack, idFor(stack, vpc), {
    vpc,
    subnets,
    privateDnsEnabled,
    service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY,
    open: peers === undefined,
    securityGroups: [new ec2.SecurityGroup(stack, `${idFor(stack, vpc)}:SecurityGroup`, {
      vpc,
      description: 'Calls of private APIs',
      allowAllOutbound: false, // it answers, and opens no connections
    })],
  });
  DEFINED.set(vpc, endpoint);
  ASKED.set(endpoint, textOf(options));
  if (privateDnsEnabled) endpoint.node.addValidation({ validate: () => problemsOf(endpoint) });
  return endpoint;
}

function idFor(scope: IConstruct, vpc: ec2.IVpc): string {
  return `#ExecuteApi:${tokenIdentity(vpc.vpcId, scope).replace(/\//g, ':')}`;
}

/** What may not differ, as it is compared and shown. */
function textOf({ subnets, privateDnsEnabled = true, peers }: EndpointOptions): string {
  const named = { ...subnets, subnets: subnets?.subnets?.map(({ node }) => node.path), subnetFilters: subnets?.subnetFilters?.length };
  return JSON.stringify({ subnets: subnets && named, privateDnsEnabled, peers: peers !== undefined });
}

/** A VPC takes the private names of a service once. */
function problemsOf(endpoint: ec2.InterfaceVpcEndpoint): string[] {
  const own = endpoint.node.defaultChild as ec2.CfnVPCEndpoint;
  const clashes = (node: IConstruct) => ec2.CfnVPCEndpoint.isCfnVPCEndpoint(node) && node !== own
    && node.vpcId === own.vpcId && node.privateDnsEnabled === true && isExecuteApi(node);
  const other = endpoint.node.root.node.findAll().find(clashes);
  return other ? [`the VPC has an endpoint of execute-api with private DNS already, [${other.node.path}], and takes one only: give that to RestEndpoint.vpcOnly as 'vpcEndpoints'`] : [];
}
