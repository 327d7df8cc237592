import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { App, Stack } from 'aws-cdk-lib/core';
import { AuthorizerAnswer, ResourcePolicy, RestEndpoint, RestGateway, RestGatewayProps, RestLayout, RouteAuthorization, RouteAuthorizer, VpcOnlyEndpointOptions } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testStack } from '../helpers';

const VPCE = 'AWS::EC2::VPCEndpoint';

function testVpc(stack: Stack, props?: ec2.VpcProps): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }], ...props });
}

function imported(stack: Stack, id = 'vpce-1a2b'): ec2.IInterfaceVpcEndpoint {
  return ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, id, { vpcEndpointId: id, port: 443 });
}

/** A private gateway with a route for IAM and an open one. */
function privateGateway(options: (stack: Stack) => VpcOnlyEndpointOptions, props: RestGatewayProps = {}, stack = testStack(), id = 'Api') {
  const gateway = new RestGateway(stack, id, { endpoint: RestEndpoint.vpcOnly(options(stack)), ...props });
  const handler = testFunction(stack, `${id}Handler`);
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler });
  gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none() });
  return { stack, gateway };
}

const bound = (options: (stack: Stack) => any, props: RestGatewayProps = {}) => () => {
  const stack = testStack();
  return new RestGateway(stack, 'Api', { endpoint: RestEndpoint.vpcOnly(options(stack)), ...props });
};

describe('an endpoint that is defined in a VPC', () => {
  const define = (options: Partial<VpcOnlyEndpointOptions> = {}) => privateGateway((stack) => ({ vpc: testVpc(stack), ...options }));

  test('is one of execute-api with private DNS, which all of the VPC may call at 443', () => {
    const { stack } = define();
    expect(propertiesOf(stack, VPCE)).toMatchObject({ VpcEndpointType: 'Interface', PrivateDnsEnabled: true, VpcId: { Ref: expect.stringMatching(/^Vpc/) } });
    expect(JSON.stringify(propertiesOf(stack, VPCE).ServiceName)).toContain('.execute-api"');
    const { SecurityGroupIngress, SecurityGroupEgress } = propertiesOf(stack, 'AWS::EC2::SecurityGroup');
    expect(SecurityGroupIngress).toEqual([expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: { 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'CidrBlock'] } })]);
    expect(SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
  });

  test('lets in given peers instead', () => {
    const { stack } = define({ peers: [ec2.Peer.ipv4('10.1.0.0/16')] });
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup').SecurityGroupIngress).toEqual([expect.objectContaining({ CidrIp: '10.1.0.0/16', FromPort: 443 })]);
  });

  test('may be without private DNS, and in other subnets', () => {
    const stack = testStack();
    const vpc = testVpc(stack);
    privateGateway(() => ({ vpc, privateDnsEnabled: false, subnets: { subnets: [vpc.isolatedSubnets[0]] } }), {}, stack);
    expect(propertiesOf(stack, VPCE)).toMatchObject({ PrivateDnsEnabled: false, SubnetIds: [{ Ref: expect.stringMatching(/Subnet1/) }] });
  });

  test('is shared by the gateways of a stack, each with its peers', () => {
    const stack = testStack();
    const vpc = testVpc(stack);
    const { gateway: first } = privateGateway(() => ({ vpc, peers: [ec2.Peer.ipv4('10.1.0.0/16')] }), {}, stack, 'First');
    const { gateway: second } = privateGateway(() => ({ vpc, peers: [ec2.Peer.ipv4('10.2.0.0/16')] }), {}, stack, 'Second');
    templateOf(stack).resourceCountIs(VPCE, 1);
    expect(first.vpcEndpoints).toEqual(second.vpcEndpoints);
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup').SecurityGroupIngress.map(({ CidrIp }: any) => CidrIp)).toEqual(['10.1.0.0/16', '10.2.0.0/16']);
  });

  test('keeps its logical id when the gateway that asked for it first is gone', () => {
    const idOf = (...ids: string[]) => {
      const stack = testStack();
      const vpc = testVpc(stack);
      for (const id of ids) privateGateway(() => ({ vpc }), {}, stack, id);
      return Object.keys(templateOf(stack).findResources(VPCE));
    };
    expect(idOf('First', 'Second')).toEqual(idOf('Second'));
  });

  test('fails for gateways that ask for different ones', () => {
    const stack = testStack();
    const vpc = testVpc(stack);
    privateGateway(() => ({ vpc }), {}, stack, 'First');
    expect(() => privateGateway(() => ({ vpc, privateDnsEnabled: false }), {}, stack, 'Second')).toThrow(/^'subnets', 'privateDnsEnabled' and whether there are 'peers' must be the same .*\{"privateDnsEnabled":false,"peers":false\} after \{"privateDnsEnabled":true/);
  });

  test('fails for a gateway of another stack, which is told to take it', () => {
    const app = new App({ treeMetadata: false });
    const network = new Stack(app, 'Network');
    const vpc = testVpc(network);
    const { gateway } = privateGateway(() => ({ vpc }), {}, network, 'First');
    const other = new Stack(app, 'Other');
    expect(() => privateGateway(() => ({ vpc }), {}, other)).toThrow("'vpc' [Network/Vpc] has an endpoint already, [Network/#ExecuteApi:Vpc:Resource.Ref] of another stack");
    privateGateway(() => ({ vpcEndpoints: gateway.vpcEndpoints }), {}, other, 'Second');
    templateOf(other).resourceCountIs(VPCE, 0);
  });

  test('fails beside another one of the VPC with private DNS', () => {
    const stack = testStack();
    const vpc = testVpc(stack);
    vpc.addInterfaceEndpoint('Mine', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY });
    vpc.addInterfaceEndpoint('Sqs', { service: ec2.InterfaceVpcEndpointAwsService.SQS });
    privateGateway(() => ({ vpc }), {}, stack);
    expect(() => templateOf(stack)).toThrow('the VPC has an endpoint of execute-api with private DNS already, [Shop/Vpc/Mine/Resource], and takes one only');
  });
});

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('a private API in the layout %s', (layout) => {
  const define = (props: RestGatewayProps = {}) => privateGateway((stack) => ({ vpcEndpoints: [imported(stack), imported(stack, 'vpce-3c4d')] }), { layout, ...props });
  const call = { method: HttpMethod.GET, path: '/orders', authorization: RouteAuthorization.IAM };
  const open = { method: HttpMethod.GET, path: '/health', authorization: RouteAuthorization.NONE };

  test('says so, with its endpoints, for both kinds of addresses', () => {
    const { stack, gateway } = define();
    const { EndpointConfiguration, Parameters, Body, SecurityPolicy } = propertiesOf(stack, 'AWS::ApiGateway::RestApi');
    expect(EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1a2b', 'vpce-3c4d'], IpAddressType: 'dualstack' });
    expect(SecurityPolicy).toBe('TLS_1_2');
    expect(gateway.vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId)).toEqual(['vpce-1a2b', 'vpce-3c4d']);
    if (layout === RestLayout.RESOURCES) return;
    expect(Parameters).toEqual({ endpointConfigurationTypes: 'PRIVATE' });
    expect(Body.servers).toEqual([{ 'url': '/', 'x-amazon-apigateway-endpoint-configuration': { disableExecuteApiEndpoint: false, vpcEndpointIds: ['vpce-1a2b', 'vpce-3c4d'] } }]);
  });

  test('lets in whom IAM lets in, and everybody to open routes, through its endpoints only', () => {
    const { stack, gateway } = define();
    const allowed = (request: object) => gateway.resourcePolicy.evaluate({ ...call, ...request }).allowed;
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
    for (const vpcEndpointId of ['vpce-1a2b', 'vpce-3c4d']) {
      expect([allowed({ vpcEndpointId }), allowed({ ...open, vpcEndpointId })]).toEqual([true, true]);
      expect(allowed({ vpcEndpointId, authorizerAnswer: AuthorizerAnswer.NEITHER })).toBe(false);
    }
    expect([allowed({ vpcEndpointId: 'vpce-5e6f' }), allowed({ ...open, vpcEndpointId: 'vpce-5e6f' })]).toEqual([false, false]);
  });

  test('asks what the user says of callers, too', () => {
    const { gateway } = define({ resourcePolicy: ResourcePolicy.onlyIpRanges(['10.0.0.0/16']) });
    const allowed = (vpcEndpointId: string, sourceIp: string) => gateway.resourcePolicy.evaluate({ ...call, vpcEndpointId, sourceIp }).allowed;
    expect([allowed('vpce-1a2b', '10.0.0.7'), allowed('vpce-1a2b', '10.1.0.7'), allowed('vpce-5e6f', '10.0.0.7')]).toEqual([true, false, false]);
  });

  test('has stages that were added', () => {
    const { stack, gateway } = define();
    gateway.addStage('beta');
    templateOf(stack).resourceCountIs('AWS::ApiGateway::Stage', 2);
    expect(gateway.resourcePolicy.evaluate({ ...open, stage: 'beta', vpcEndpointId: 'vpce-1a2b' }).allowed).toBe(true);
  });

  test('may close its own endpoint, for a private custom domain', () => {
    const { stack } = define({ disableExecuteApiEndpoint: true });
    expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi').DisableExecuteApiEndpoint).toBe(true);
  });
});

test('endpoints of the L2 are those of a gateway, and its policy is what the user says', () => {
  const stack = testStack();
  const gateway = new RestGateway(stack, 'Api', {
    restApiProps: { endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE], vpcEndpoints: [imported(stack)] } },
    resourcePolicy: ResourcePolicy.onlyVpcs(['vpc-1a2b']),
  });
  expect(gateway.vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId)).toEqual(['vpce-1a2b']);
  expect(JSON.stringify(stack.resolve(gateway.api.node.defaultChild && (gateway.api.node.defaultChild as apigateway.CfnRestApi).policy))).not.toContain('SourceVpce');
});

test('an API that is not private has no endpoints', () => {
  expect(new RestGateway(testStack(), 'Api').vpcEndpoints).toEqual([]);
});

describe('bad input', () => {
  test.each<[string, (stack: Stack) => any, RestGatewayProps, string]>([
    ['neither endpoints nor a VPC', () => ({}), {}, "set either 'vpcEndpoints' or 'vpc' of RestEndpoint.vpcOnly, got neither"],
    ['both', (stack) => ({ vpc: testVpc(stack), vpcEndpoints: [imported(stack)] }), {}, "set either 'vpcEndpoints' or 'vpc' of RestEndpoint.vpcOnly, got both"],
    ['no endpoints', () => ({ vpcEndpoints: [] }), {}, "'vpcEndpoints' must be a list of at least one interface endpoint of execute-api, since nobody reaches a private API without one, got []"],
    ['what is no list', (stack) => ({ vpcEndpoints: imported(stack) }), {}, "'vpcEndpoints' must be a list of at least one"],
    ['what is no endpoint', () => ({ vpcEndpoints: ['vpce-1a2b'] }), {}, '\'vpcEndpoints\' must be interface endpoints of aws-cdk-lib/aws-ec2, got "vpce-1a2b"'],
    ['null', () => ({ vpcEndpoints: [null] }), {}, "'vpcEndpoints' must be interface endpoints of aws-cdk-lib/aws-ec2, got null"],
    ['an id of something else', (stack) => ({ vpcEndpoints: [imported(stack, 'vpc-1a2b')] }), {}, '\'vpcEndpoints\' must be interface endpoints of aws-cdk-lib/aws-ec2, got "vpc-1a2b"'],
    ['an endpoint twice', (stack) => ({ vpcEndpoints: [imported(stack), imported(new Stack(stack, 'Nested'))] }), {}, '\'vpcEndpoints\' must have each endpoint once, got "vpce-1a2b" twice'],
    ['an endpoint of another service', (stack) => ({ vpcEndpoints: [testVpc(stack).addInterfaceEndpoint('Sqs', { service: ec2.InterfaceVpcEndpointAwsService.SQS })] }), {}, '\'vpcEndpoints\' must be of the service execute-api, got "Shop/Vpc/Sqs"'],
    ['a gateway endpoint', (stack) => ({ vpcEndpoints: [testVpc(stack).addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 })] }), {}, "'vpcEndpoints' must be of the service execute-api"],
    ['what is no VPC', () => ({ vpc: 'vpc-1' }), {}, '\'vpc\' must be a VPC of aws-cdk-lib/aws-ec2, got "vpc-1"'],
    ['a VPC without DNS names', (stack) => ({ vpc: testVpc(stack, { enableDnsHostnames: false }) }), {}, "'vpc' [Shop/Vpc] has no DNS names, which 'privateDnsEnabled' needs"],
    ['no peers', (stack) => ({ vpc: testVpc(stack), peers: [] }), {}, "'peers' must not be empty"],
    ['peers that are none', (stack) => ({ vpc: testVpc(stack), peers: ['10.0.0.0/16'] }), {}, '\'peers\' must be a list of what opens connections, got ["10.0.0.0/16"]'],
    ['DNS that is no yes or no', (stack) => ({ vpc: testVpc(stack), privateDnsEnabled: 'no' }), {}, '\'privateDnsEnabled\' must be true or false, got "no"'],
    ['settings of endpoints that are there', (stack) => ({ vpcEndpoints: [imported(stack)], privateDnsEnabled: false }), {}, "'privateDnsEnabled' is of the endpoint that is defined in 'vpc'"],
    ['IPv4 only', (stack) => ({ vpcEndpoints: [imported(stack)] }), { ipAddressType: apigateway.IpAddressType.IPV4 }, '\'ipAddressType\' of a private API must be IpAddressType.DUAL_STACK, got "ipv4"'],
    ['TLS 1.0', (stack) => ({ vpcEndpoints: [imported(stack)] }), { securityPolicy: apigateway.SecurityPolicy.TLS_1_0 }, "'securityPolicy' TLS_1_0 is not for a private API"],
    ['a TLS policy of edge-optimized APIs', (stack) => ({ vpcEndpoints: [imported(stack)] }), { securityPolicy: apigateway.SecurityPolicy.TLS12_2018_EDGE }, 'is for edge-optimized APIs only'],
  ])('fails for %s', (_what, options, props, message) => {
    expect(bound(options, props)).toThrow(message);
  });

  test('fails for options that are none', () => {
    expect(() => RestEndpoint.vpcOnly(undefined as never)).toThrow('the options of RestEndpoint.vpcOnly must be a structure, got undefined');
    expect(() => RestEndpoint.vpcOnly({ vpcEndpoint: [] } as never)).toThrow("RestEndpoint.vpcOnly has no option 'vpcEndpoint': write one of 'vpcEndpoints', 'vpc'");
  });

  test('fails for an endpoint of another Region', () => {
    const app = new App({ treeMetadata: false });
    const far = new Stack(app, 'Far', { env: { region: 'us-east-1', account: '111122223333' } });
    const near = new Stack(app, 'Near', { env: { region: 'eu-west-1', account: '111122223333' } });
    expect(() => new RestGateway(near, 'Api', { endpoint: RestEndpoint.vpcOnly({ vpcEndpoints: [imported(far)] }) })).toThrow('\'vpcEndpoints\' must be of the Region of the API, got "vpce-1a2b" of "us-east-1"');
  });
});
