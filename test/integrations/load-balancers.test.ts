import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, HttpIntegrations, Integrations, OpenApiDocument, RestGateway, RestLayout, VpcLinkV2 } from '../../lib';
import { annotationsOf, methodsOf, propertiesOf, templateOf, testStack } from '../helpers';

const ENV = { region: 'eu-west-1', account: '111122223333' };
const LISTENER = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/1a2b/3c4d';
const LINK = 'AWS::ApiGatewayV2::VpcLink';
const ALB_ARN = { Ref: expect.stringMatching(/^Alb/) };
const NLB_ARN = { Ref: expect.stringMatching(/^Nlb/) };

/** A VPC with load balancers, which keep the internet out. */
function testBackend(stack = testStack('Shop', { env: ENV })) {
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2, subnetConfiguration: [{ name: 'private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const certificates = [Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/1a2b')];
  const fixed = elbv2.ListenerAction.fixedResponse(200);
  const alb = new elbv2.ApplicationLoadBalancer(stack, 'Alb', { vpc });
  const http = alb.addListener('Http', { port: 8080, protocol: elbv2.ApplicationProtocol.HTTP, open: false, defaultAction: fixed });
  const https = alb.addListener('Https', { port: 443, open: false, certificates, defaultAction: fixed });
  const targets = new elbv2.NetworkTargetGroup(stack, 'Targets', { vpc, port: 80, targetType: elbv2.TargetType.IP });
  const nlb = new elbv2.NetworkLoadBalancer(stack, 'Nlb', { vpc });
  const tcp = nlb.addListener('Tcp', { port: 80, defaultTargetGroups: [targets] });
  const tls = nlb.addListener('Tls', { port: 8443, protocol: elbv2.Protocol.TLS, certificates, defaultTargetGroups: [targets] });
  const udp = nlb.addListener('Udp', { port: 53, protocol: elbv2.Protocol.UDP, defaultTargetGroups: [targets] });
  const gateway = (layout = RestLayout.OPENAPI) => new RestGateway(stack, 'Api', { layout });
  const httpGateway = () => new HttpGateway(stack, 'HttpApi');
  return { stack, vpc, alb, http, https, nlb, tcp, tls, udp, targets, gateway, httpGateway };
}

const importedListener = (stack: Stack, securityGroup?: ec2.ISecurityGroup) => elbv2.ApplicationListener.fromApplicationListenerAttributes(stack, 'Imported', {
  listenerArn: LISTENER,
  securityGroup: securityGroup ?? ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1a2b'),
});

/** A method as the template has it, of either layout. */
function integrationOf(stack: Stack, key: string): any {
  return methodsOf(stack)[key].integration;
}

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('a load balancer behind a REST API in the layout %s', (layout) => {
  test('is called by a link of the second version, which is told the load balancer', () => {
    const { stack, http, gateway } = testBackend();
    gateway(layout).addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: Integrations.applicationLoadBalancer(http) });
    expect(integrationOf(stack, 'GET /orders')).toEqual({
      Type: 'HTTP_PROXY',
      IntegrationHttpMethod: 'ANY',
      Uri: expect.stringMatching(/^http:\/\/<Alb\w+\.DNSName>:8080\/orders$/),
      ConnectionType: 'VPC_LINK',
      ConnectionId: expect.stringMatching(/^<VpcLink\w+>$/),
      IntegrationTarget: expect.stringMatching(/^<Alb\w+>$/),
    });
  });

  test('gets the variables of the path', () => {
    const { stack, http, gateway } = testBackend();
    const api = gateway(layout);
    api.addRoutes({ path: '/shop/{id}/{proxy+}', integration: Integrations.applicationLoadBalancer(http) });
    api.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration: Integrations.applicationLoadBalancer(http, { path: '/v2/{id}' }) });
    expect(integrationOf(stack, 'ANY /shop/{id}/{proxy+}')).toMatchObject({
      Uri: expect.stringMatching(/:8080\/shop\/\{id\}\/\{proxy\}$/),
      RequestParameters: { 'integration.request.path.id': 'method.request.path.id', 'integration.request.path.proxy': 'method.request.path.proxy' },
    });
    expect(integrationOf(stack, 'GET /orders/{id}').Uri).toMatch(/:8080\/v2\/\{id\}$/);
    const declared = layout === RestLayout.OPENAPI
      ? propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths['/orders/{id}'].get.parameters
      : Object.values(templateOf(stack).findResources('AWS::ApiGateway::Method', { Properties: { HttpMethod: 'GET' } }))[0].Properties.RequestParameters;
    expect(declared).toEqual(layout === RestLayout.OPENAPI ? [expect.objectContaining({ name: 'id', in: 'path', required: true })] : { 'method.request.path.id': true });
  });

  test('is deployed anew when it is another one', () => {
    const idOf = (second: boolean) => {
      const { stack, nlb, targets, tcp, gateway } = testBackend();
      const other = new elbv2.NetworkLoadBalancer(stack, 'Nlb2', { vpc: nlb.vpc! }).addListener('Tcp', { port: 80, defaultTargetGroups: [targets] });
      gateway(layout).addRoutes({ path: '/', integration: Integrations.networkLoadBalancer(second ? other : tcp, { secureServerName: 'shop.example.com' }) });
      return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'));
    };
    expect(idOf(true)).not.toEqual(idOf(false));
    expect(idOf(true)).toEqual(idOf(true));
  });
});

test.each(['https', 'tls', 'tcp'] as const)('the certificate of a listener of %s is checked by its name', (name) => {
  const backend = testBackend();
  const { stack, gateway } = backend;
  const integration = name === 'https' ? Integrations.applicationLoadBalancer(backend.https, { secureServerName: 'shop.example.com' }) : Integrations.networkLoadBalancer(backend[name], { secureServerName: 'shop.example.com' });
  gateway().addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration });
  const port = { https: 443, tls: 8443, tcp: 80 }[name];
  expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths['/orders'].get['x-amazon-apigateway-integration']).toMatchObject({ uri: `https://shop.example.com:${port}/orders`, integrationTarget: name === 'https' ? ALB_ARN : NLB_ARN });
});

describe('a VPC link', () => {
  const rules = (stack: Stack, type: string) => Object.values(templateOf(stack).findResources(`AWS::EC2::SecurityGroup${type}`)).map(({ Properties }) => [JSON.stringify(Properties.GroupId), Properties.FromPort, Properties.ToPort]);

  test('is shared by routes and gateways of a stack, and connects to their listeners only', () => {
    const { stack, http, https, gateway, httpGateway } = testBackend();
    const api = gateway();
    api.addRoutes({ path: '/orders', integration: Integrations.applicationLoadBalancer(http) });
    api.addRoutes({ path: '/users', integration: Integrations.applicationLoadBalancer(http) });
    httpGateway().addRoutes({ path: '/orders', integration: HttpIntegrations.applicationLoadBalancer(https, { secureServerName: 'shop.example.com' }) });
    expect(propertiesOf(stack, LINK)).toMatchObject({ SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^VpcLink.*SecurityGroup/), 'GroupId'] }], SubnetIds: [expect.anything(), expect.anything()] });
    expect(rules(stack, 'Ingress').map(([group, ...ports]) => [/Alb/.test(String(group)), ...ports])).toEqual([[true, 8080, 8080], [true, 443, 443]]);
    expect(rules(stack, 'Egress').map(([group, ...ports]) => [/VpcLink/.test(String(group)), ...ports])).toEqual([[true, 8080, 8080], [true, 443, 443]]);
  });

  test('of a load balancer without a security group connects to its port in the VPC', () => {
    const { stack, tcp, gateway } = testBackend();
    gateway().addRoutes({ path: '/orders', integration: Integrations.networkLoadBalancer(tcp) });
    const groups = Object.values(templateOf(stack).findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'VPC link of API Gateway: Shop/#VpcLink:Vpc:Resource.Ref' } }));
    expect(groups.map(({ Properties }) => Properties.SecurityGroupEgress)).toEqual([[expect.objectContaining({ CidrIp: { 'Fn::GetAtt': [expect.stringMatching(/^Vpc/), 'CidrBlock'] }, FromPort: 80, ToPort: 80 })]]);
  });

  test('of a network load balancer with a security group connects to that', () => {
    const { stack, vpc, targets, gateway } = testBackend();
    const nlb = new elbv2.NetworkLoadBalancer(stack, 'Nlb2', { vpc, securityGroups: [new ec2.SecurityGroup(stack, 'NlbGroup', { vpc })] });
    gateway().addRoutes({ path: '/orders', integration: Integrations.networkLoadBalancer(nlb.addListener('Tcp', { port: 81, defaultTargetGroups: [targets] })) });
    expect(rules(stack, 'Ingress')).toEqual([[expect.stringContaining('NlbGroup'), 81, 81]]);
  });

  test('may be one of its own, of another stack, with groups of its own', () => {
    const { stack, vpc, http } = testBackend();
    const group = new ec2.SecurityGroup(stack, 'Mine', { vpc, allowAllOutbound: false });
    const vpcLink = new VpcLinkV2(stack, 'VpcLink', { vpc, securityGroups: [group], vpcLinkName: 'shop', subnets: { subnets: [vpc.isolatedSubnets[0]] } });
    const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
    new RestGateway(other, 'Api').addRoutes({ path: '/orders', integration: Integrations.applicationLoadBalancer(http, { vpcLink }) });
    expect(propertiesOf(stack, LINK)).toMatchObject({ Name: 'shop', SubnetIds: [expect.anything()], SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^Mine/), 'GroupId'] }] });
    templateOf(other).resourceCountIs(LINK, 0);
    expect(rules(stack, 'Egress')).toEqual([[expect.stringContaining('Mine'), 8080, 8080]]);
    expect([VpcLinkV2.isVpcLinkV2(vpcLink), VpcLinkV2.isVpcLinkV2(vpcLink.link), VpcLinkV2.isVpcLinkV2(null)]).toEqual([true, false, false]);
  });

  test('of an API in another stack than the load balancer makes no circle', () => {
    const { stack, http } = testBackend();
    const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
    new RestGateway(other, 'Api').addRoutes({ path: '/orders', integration: Integrations.applicationLoadBalancer(http) });
    templateOf(other).resourceCountIs(LINK, 1);
    templateOf(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    expect(rules(other, 'Ingress')).toHaveLength(1);
  });

  test('may be of the L2, imported or of the L1, whose groups are left as they are', () => {
    const { stack, vpc, http, gateway } = testBackend();
    const api = gateway();
    const l2 = new apigatewayv2.VpcLink(stack, 'L2', { vpc, subnets: {} });
    const imported = apigatewayv2.VpcLink.fromVpcLinkAttributes(stack, 'Imported', { vpcLinkId: 'abc123', vpc });
    const l1 = new apigatewayv2.CfnVpcLink(stack, 'L1', { name: 'l1', subnetIds: ['subnet-1'] });
    for (const [path, vpcLink] of Object.entries({ l2, imported, l1 })) api.addRoutes({ path: `/${path}`, integration: Integrations.applicationLoadBalancer(http, { vpcLink }) });
    const { paths } = propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body;
    expect(Object.values<any>(paths).map((item) => item['x-amazon-apigateway-any-method']['x-amazon-apigateway-integration'].connectionId)).toEqual([{ Ref: expect.stringMatching(/^L2/) }, 'abc123', { Ref: 'L1' }]);
    expect([...rules(stack, 'Ingress'), ...rules(stack, 'Egress')]).toEqual([]);
  });
});

describe('an imported listener', () => {
  test('tells its load balancer by its ARN', () => {
    const { stack, vpc, gateway } = testBackend();
    const vpcLink = new VpcLinkV2(stack, 'VpcLink', { vpc });
    gateway().addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: Integrations.applicationLoadBalancer(importedListener(stack), { vpcLink, port: 443, secureServerName: 'shop.example.com' }) });
    expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths['/orders'].get['x-amazon-apigateway-integration']).toMatchObject({ uri: 'https://shop.example.com:443/orders', integrationTarget: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/1a2b' });
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroupIngress')).toMatchObject({ GroupId: 'sg-1a2b', FromPort: 443 });
  });

  test('is called by HTTP with a host that is said', () => {
    const { stack, vpc, gateway } = testBackend();
    const vpcLink = new VpcLinkV2(stack, 'VpcLink', { vpc });
    gateway().addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: Integrations.applicationLoadBalancer(importedListener(stack), { vpcLink, port: 80, hostName: 'shop.internal' }) });
    expect(integrationOf(stack, 'GET /orders').Uri).toBe('http://shop.internal:80/orders');
  });
});

describe('a load balancer behind a HTTP API', () => {
  test('is called by its listener, without the stage in front of the path', () => {
    const { stack, http, httpGateway } = testBackend();
    httpGateway().addRoutes({ path: '/{proxy+}', integration: HttpIntegrations.applicationLoadBalancer(http) });
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Integration')).toMatchObject({
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      ConnectionType: 'VPC_LINK',
      ConnectionId: { Ref: expect.stringMatching(/^VpcLink/) },
      IntegrationUri: { Ref: expect.stringMatching(/^AlbHttp/) },
      PayloadFormatVersion: '1.0',
      RequestParameters: { 'overwrite:path': '$request.path' },
    });
  });

  test('has the name in its certificate, a method, a time and mappings of its own', () => {
    const { stack, tls, httpGateway } = testBackend();
    const parameterMapping = new apigatewayv2.ParameterMapping().overwritePath(apigatewayv2.MappingValue.custom('/orders')).appendHeader('x-api', apigatewayv2.MappingValue.custom('shop'));
    httpGateway().addRoutes({ path: '/orders', methods: [HttpMethod.GET], integration: HttpIntegrations.networkLoadBalancer(tls, { secureServerName: 'shop.example.com', method: HttpMethod.GET, timeout: Duration.seconds(5), parameterMapping }) });
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Integration')).toMatchObject({
      TlsConfig: { ServerNameToVerify: 'shop.example.com' }, IntegrationMethod: 'GET', TimeoutInMillis: 5000, RequestParameters: { 'overwrite:path': '/orders', 'append:header.x-api': 'shop' },
    });
  });
});

describe('a VPC link of the first version', () => {
  const define = (securityGroups = false, enforceSecurityGroupInboundRulesOnPrivateLinkTraffic?: boolean) => {
    const backend = testBackend();
    const { stack, vpc, targets } = backend;
    const nlb = new elbv2.NetworkLoadBalancer(stack, 'NlbV1', { vpc, enforceSecurityGroupInboundRulesOnPrivateLinkTraffic, securityGroups: securityGroups ? [new ec2.SecurityGroup(stack, 'NlbGroup', { vpc })] : undefined });
    const listener = nlb.addListener('Tcp', { port: 80, defaultTargetGroups: [targets] });
    const vpcLink = new apigateway.VpcLink(stack, 'LinkV1', { targets: [nlb] });
    return { ...backend, listener, vpcLink };
  };

  test('is to a network load balancer, and is told no target', () => {
    const { stack, listener, vpcLink, gateway } = define();
    gateway().addRoutes({ path: '/{proxy+}', integration: Integrations.networkLoadBalancerV1(listener, { vpcLink }) });
    const integration = integrationOf(stack, 'ANY /{proxy+}');
    expect(integration).toMatchObject({ ConnectionType: 'VPC_LINK', ConnectionId: expect.stringMatching(/^<LinkV1/), Uri: expect.stringMatching(/:80\/\{proxy\}$/) });
    expect(integration.IntegrationTarget).toBeUndefined();
    templateOf(stack).resourceCountIs(LINK, 0);
  });

  test.each([[true, undefined, true], [true, true, true], [true, false, false], [false, undefined, false]])('with security groups %s and enforcement %s: a warning is %s', (groups, enforced, warned) => {
    const { stack, listener, vpcLink, gateway } = define(groups, enforced);
    gateway().addRoutes({ path: '/orders', integration: Integrations.networkLoadBalancerV1(listener, { vpcLink }) });
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('asks its security groups about calls by the VPC link'))).toHaveLength(warned ? 1 : 0);
  });
});

describe('bad input', () => {
  type Backend = ReturnType<typeof testBackend>;
  const rest = (integration: (backend: Backend) => apigateway.Integration) => () => {
    const backend = testBackend();
    backend.gateway().addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration: integration(backend) });
  };

  test.each<[string, (backend: Backend) => apigateway.Integration, string]>([
    ['no listener', () => Integrations.applicationLoadBalancer(undefined as never), "'listener' must be a listener of an Application Load Balancer of aws-cdk-lib/aws-elasticloadbalancingv2, got undefined"],
    ['a load balancer', ({ alb }) => Integrations.applicationLoadBalancer(alb as never), "'listener' must be a listener of an Application Load Balancer"],
    ['a network listener for an application one', ({ tcp }) => Integrations.applicationLoadBalancer(tcp as never), "'listener' must be one of an Application Load Balancer that takes HTTP or HTTPS, got \"TCP\" of [Shop/Nlb/Tcp]"],
    ['an application listener for a network one', ({ http }) => Integrations.networkLoadBalancer(http as never), "'listener' must be one of a Network Load Balancer that takes TCP or TLS, got \"HTTP\""],
    ['an imported listener of the other kind', ({ stack }) => Integrations.networkLoadBalancer(importedListener(stack) as never), `'listener' must be one of a Network Load Balancer, got "${LISTENER}": take applicationLoadBalancer`],
    ['UDP', ({ udp }) => Integrations.networkLoadBalancer(udp), 'takes TCP or TLS, got "UDP" of [Shop/Nlb/Udp]'],
    ['HTTPS without a name', ({ https }) => Integrations.applicationLoadBalancer(https), "'secureServerName' must be said for the listener [Shop/Alb/Https], which takes HTTPS"],
    ['TLS without a name', ({ tls }) => Integrations.networkLoadBalancer(tls), "'secureServerName' must be said for the listener [Shop/Nlb/Tls], which takes TLS"],
    ['a name for HTTP', ({ http }) => Integrations.applicationLoadBalancer(http, { secureServerName: 'shop.example.com' }), "'secureServerName' must be left out for the listener [Shop/Alb/Http], which takes HTTP, and no TLS"],
    ['a URL as a name', ({ https }) => Integrations.applicationLoadBalancer(https, { secureServerName: 'https://shop.example.com' }), '\'secureServerName\' must be a host name, got "https://shop.example.com"'],
    ['a link of the first version', ({ http, nlb, stack }) => Integrations.applicationLoadBalancer(http, { vpcLink: new apigateway.VpcLink(stack, 'V1', { targets: [nlb] }) as never }), "'vpcLink' must be of the second version, got [Shop/V1] of the first"],
    ['what is no link', ({ http }) => Integrations.applicationLoadBalancer(http, { vpcLink: 'abc123' as never }), '\'vpcLink\' must be a VPC link, got "abc123"'],
    ['a link of the second version for one of the first', ({ tcp, vpc, stack }) => Integrations.networkLoadBalancerV1(tcp, { vpcLink: new VpcLinkV2(stack, 'V2', { vpc }) as never }), "'vpcLink' must be of the first version, got [Shop/V2] of the second"],
    ['no link of the first version', ({ tcp }) => Integrations.networkLoadBalancerV1(tcp, {} as never), "'vpcLink' must be a VpcLink of aws-cdk-lib/aws-apigateway, got undefined"],
    ['a link of the second version in options of the L2', ({ vpc, stack }) => Integrations.httpProxy('http://shop', { options: { vpcLink: new apigatewayv2.VpcLink(stack, 'V2', { vpc, subnets: {} }) as never } }), "'vpcLink' must be of the first version, got [Shop/V2] of the second, which needs to know the load balancer"],
    ['options of a link', ({ http }) => Integrations.applicationLoadBalancer(http, { options: { connectionType: apigateway.ConnectionType.INTERNET } }), "'options.connectionType' must be left out for a load balancer"],
    ['options that are none', ({ http }) => Integrations.applicationLoadBalancer(http, { options: 7 as never }), "'options' must be options of the L2"],
    ['a misspelt option', ({ http }) => Integrations.applicationLoadBalancer(http, { serverName: 'x' } as never), "Integrations.applicationLoadBalancer has no option 'serverName': write one of 'path', 'secureServerName'"],
    ['no options', ({ http }) => Integrations.applicationLoadBalancer(http, null as never), 'the options of Integrations.applicationLoadBalancer must be a structure, got null'],
    ['a path without "/"', ({ http }) => Integrations.applicationLoadBalancer(http, { path: 'v2' }), '\'path\' must begin with "/", got "v2"'],
    ['a path with "+"', ({ http }) => Integrations.applicationLoadBalancer(http, { path: '/{id+}' }), '\'path\' must name variables without "+", got "/{id+}": write "/{id}"'],
    ['a variable that the route does not have', ({ http }) => Integrations.applicationLoadBalancer(http, { path: '/{name}' }), 'reads the variable "name", which is not in the path'],
    ['a URL as a host', ({ http }) => Integrations.applicationLoadBalancer(http, { hostName: 'http://shop' }), '\'hostName\' must be a host name, got "http://shop"'],
    ['the port of a listener that is known', ({ http }) => Integrations.applicationLoadBalancer(http, { port: 80 }), "'port' is of a listener that is imported, and [Shop/Alb/Http] tells it: leave it out"],
    ['a port that is none', ({ stack }) => Integrations.applicationLoadBalancer(importedListener(stack), { port: 70000 }), "'port' must be from 1 to 65535, got 70000"],
    ['an imported listener without a link', ({ stack }) => Integrations.applicationLoadBalancer(importedListener(stack), { port: 80, hostName: 'shop' }), "'vpcLink' must be said for the listener [Shop/Imported], whose VPC is not known"],
    ['an imported listener without a port', ({ stack, vpc }) => Integrations.applicationLoadBalancer(importedListener(stack), { vpcLink: new VpcLinkV2(stack, 'V2', { vpc }) }), "'port' must be said of the listener"],
    ['an imported listener without a host', ({ stack, vpc }) => Integrations.applicationLoadBalancer(importedListener(stack), { port: 80, vpcLink: new VpcLinkV2(stack, 'V2', { vpc }) }), "'hostName' must be said of a listener that is imported and called by HTTP"],
    ['a time that is too long', ({ http }) => Integrations.applicationLoadBalancer(http, { options: { timeout: Duration.minutes(6) } }), "'timeout' must be from 50 milliseconds to 300 seconds"],
  ])('fails for %s', (_what, integration, message) => {
    expect(rest(integration)).toThrow(message);
  });

  test.each<[string, (backend: Backend) => unknown, string]>([
    ['HTTPS without a name', ({ https }) => HttpIntegrations.applicationLoadBalancer(https), "'secureServerName' must be said for the listener"],
    ['UDP', ({ udp }) => HttpIntegrations.networkLoadBalancer(udp), 'takes TCP or TLS, got "UDP"'],
    ['a misspelt option', ({ http }) => HttpIntegrations.applicationLoadBalancer(http, { vpclink: 1 } as never), "HttpIntegrations.applicationLoadBalancer has no option 'vpclink'"],
    ['a method that is none', ({ http }) => HttpIntegrations.applicationLoadBalancer(http, { method: 'FETCH' as never }), "'method' must be one of ANY"],
    ['a mapping that is none', ({ http }) => HttpIntegrations.applicationLoadBalancer(http, { parameterMapping: {} as never }), "'parameterMapping' must be a ParameterMapping"],
    ['a time that is none', ({ http }) => HttpIntegrations.applicationLoadBalancer(http, { timeout: 5 as never }), "'timeout' must be a Duration"],
  ])('fails for %s behind a HTTP API', (_what, integration, message) => {
    expect(() => integration(testBackend())).toThrow(message);
  });

  test('fails for a link of the first version behind a HTTP API', () => {
    const { stack, http, nlb, httpGateway } = testBackend();
    const vpcLink = new apigateway.VpcLink(stack, 'V1', { targets: [nlb] });
    expect(() => httpGateway().addRoutes({ path: '/', integration: HttpIntegrations.applicationLoadBalancer(http, { vpcLink: vpcLink as never }) })).toThrow("'vpcLink' must be of the second version");
  });

  test('fails for a load balancer of another Region', () => {
    const { http, stack } = testBackend();
    const far = new Stack(stack.node.root as App, 'Far', { env: { region: 'us-east-1', account: '111122223333' } });
    expect(() => new RestGateway(far, 'Api').addRoutes({ path: '/', integration: Integrations.applicationLoadBalancer(http) })).toThrow('\'listener\' must be of the region of the API, got "eu-west-1"');
  });

  test.each<[object, string]>([
    [{}, "'vpc' must be a VPC of aws-cdk-lib/aws-ec2, got undefined"],
    [{ vpc: null }, "'vpc' must be a VPC of aws-cdk-lib/aws-ec2, got null"],
    [{ securityGroups: [] }, "'securityGroups' must be a list of at least one security group"],
    [{ securityGroups: ['sg-1'] }, "'securityGroups' must be a list of at least one security group"],
    [{ name: 'shop' }, "VpcLinkV2 has no option 'name'"],
  ])('fails for a link of %j', (props, message) => {
    expect(() => new VpcLinkV2(testStack(), 'VpcLink', props as never)).toThrow(message);
  });

  test.each(['L2', 'override'])('fails for a method of the %s whose link of the second version has no target', (kind) => {
    const { stack, vpc, gateway } = testBackend();
    const { api } = gateway();
    const vpcLink = new apigatewayv2.VpcLink(stack, 'V2', { vpc, subnets: {} });
    const options = kind === 'L2' ? { connectionType: apigateway.ConnectionType.VPC_LINK, vpcLink: vpcLink as never } : {};
    const method = api.root.addMethod('GET', new apigateway.HttpIntegration('http://shop.example.com', { options }));
    const l1 = method.node.defaultChild as apigateway.CfnMethod;
    if (kind === 'override') l1.addPropertyOverride('Integration.ConnectionId', vpcLink.vpcLinkId);
    expect(() => templateOf(stack)).toThrow('the integration of "GET /" has the VPC link [Shop/V2/Resource], of the second version, and no load balancer');
    l1.addPropertyOverride('Integration.IntegrationTarget', 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/1a2b');
    templateOf(stack);
  });

  test('fails for a method whose link of the first version has a target', () => {
    const { stack, nlb, gateway } = testBackend();
    const vpcLink = new apigateway.VpcLink(stack, 'V1', { targets: [nlb] });
    const method = gateway().api.root.addMethod('GET', new apigateway.HttpIntegration('http://shop.example.com', { options: { vpcLink } }));
    (method.node.defaultChild as apigateway.CfnMethod).addPropertyOverride('Integration.IntegrationTarget', 'arn:aws:elasticloadbalancing:x:y:loadbalancer/net/z/1');
    expect(() => templateOf(stack)).toThrow("of the first version, which takes no 'integrationTarget'");
  });
});

test('a document whose own integration has a link of the second version tells its target', () => {
  const { stack, vpc, alb } = testBackend();
  const link = new apigatewayv2.VpcLink(stack, 'V2', { vpc, subnets: {} });
  const integration = { type: 'http_proxy', httpMethod: 'GET', uri: 'http://shop.internal:80/orders', connectionType: 'VPC_LINK', connectionId: link.vpcLinkId, integrationTarget: alb.loadBalancerArn };
  const definition = OpenApiDocument.fromInline({
    openapi: '3.0.1', info: { title: 'Orders', version: '1' }, paths: { '/orders': { get: { 'responses': { 200: { description: 'OK' } }, 'x-amazon-apigateway-integration': integration } } },
  });
  RestGateway.fromOpenApi(stack, 'Api', { definition });
  expect(integrationOf(stack, 'GET /orders')).toMatchObject({ ConnectionId: expect.stringMatching(/^<V2/), IntegrationTarget: expect.stringMatching(/^<Alb/) });
});
