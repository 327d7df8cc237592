import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { App, Fn, Stack } from 'aws-cdk-lib/core';
import { PrivateDomain, PrivateDomainProps, ResourcePolicy, RestEndpoint, RestGateway, RouteAuthorization } from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testGateway, testStack } from '../helpers';

const DOMAIN = 'AWS::ApiGateway::DomainNameV2';
const MAPPING = 'AWS::ApiGateway::BasePathMappingV2';
const ASSOCIATION = 'AWS::ApiGateway::DomainNameAccessAssociation';
const ENV = { region: 'eu-west-1', account: '111122223333' };
const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/1a2b-3c4d';

const certificate = (stack: Stack, arn = CERTIFICATE) => Certificate.fromCertificateArn(stack, `Certificate${stack.node.children.length}`, arn);
const imported = (stack: Stack, id = 'vpce-1a2b') => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, `${id}${stack.node.children.length}`, { vpcEndpointId: id, port: 443 });

function testVpc(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2, subnetConfiguration: [{ name: 'private', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
}

/** A private gateway in a VPC with a zone. */
function testApi() {
  const stack = testStack('Shop', { env: ENV });
  const vpc = testVpc(stack);
  const { gateway } = testGateway({ endpoint: RestEndpoint.vpcOnly({ vpc }) }, stack);
  const hostedZone = new route53.PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'internal.example.com' });
  return { stack, vpc, gateway, hostedZone };
}

function testDomain(props: Partial<PrivateDomainProps> = {}, api = testApi(), id = 'Domain') {
  const { stack, gateway } = api;
  const domain = new PrivateDomain(stack, id, { domainName: 'orders.internal.example.com', certificate: certificate(stack), vpcEndpoints: gateway.vpcEndpoints, ...props });
  return { ...api, domain };
}

describe('a private domain', () => {
  test('is one of the second version, with TLS 1.2 and a policy that lets in its endpoints', () => {
    const { stack, gateway, domain } = testDomain();
    domain.addMapping(gateway.stage);
    const endpoint = { Ref: expect.stringMatching(/^ExecuteApi/) };
    expect(propertiesOf(stack, DOMAIN)).toEqual({
      DomainName: 'orders.internal.example.com',
      CertificateArn: CERTIFICATE,
      EndpointConfiguration: { Types: ['PRIVATE'] },
      SecurityPolicy: 'TLS_1_2',
      Policy: {
        Version: '2012-10-17',
        Statement: [
          { Action: 'execute-api:Invoke', Effect: 'Allow', Principal: '*', Resource: 'execute-api:/*' },
          { Action: 'execute-api:Invoke', Effect: 'Deny', Principal: '*', Resource: 'execute-api:/*', Condition: { StringNotEquals: { 'aws:SourceVpce': endpoint } } },
        ],
      },
    });
    expect(propertiesOf(stack, ASSOCIATION)).toEqual({ DomainNameArn: { 'Fn::GetAtt': [expect.stringMatching(/^Domain/), 'DomainNameArn'] }, AccessAssociationSource: endpoint, AccessAssociationSourceType: 'VPCE' });
    templateOf(stack).resourceCountIs('AWS::ApiGateway::DomainName', 0);
  });

  test('maps stages, each after the stage is there', () => {
    const { stack, gateway, domain } = testDomain();
    domain.addMapping(gateway.stage);
    domain.addMapping(gateway.addStage('beta').stage, { basePath: 'beta' });
    const mappings = Object.values(templateOf(stack).findResources(MAPPING));
    expect(mappings.map(({ Properties: { BasePath, Stage, RestApiId } }) => [BasePath, Stage, RestApiId])).toEqual([
      [undefined, { Ref: expect.stringMatching(/prod/) }, { Ref: expect.stringMatching(/^OrdersApi/) }],
      ['beta', { Ref: expect.stringMatching(/beta/) }, { Ref: expect.stringMatching(/^OrdersApi/) }],
    ]);
  });

  test('has an association for each endpoint, which stays when others come and go', () => {
    const idsFor = (...ids: string[]) => {
      const api = testApi();
      const { stack, gateway, domain } = testDomain({ vpcEndpoints: ids.map((id) => imported(api.stack, id)) }, api);
      domain.addMapping(gateway.stage);
      return Object.keys(templateOf(stack).findResources(ASSOCIATION));
    };
    expect(idsFor('vpce-1a', 'vpce-2b')).toEqual(expect.arrayContaining(idsFor('vpce-2b')));
  });

  test('leads to its endpoint in a private zone', () => {
    const api = testApi();
    const { stack, gateway, domain } = testDomain({ hostedZone: api.hostedZone }, api);
    domain.addMapping(gateway.stage);
    const entry = { 'Fn::Select': [0, { 'Fn::GetAtt': [expect.stringMatching(/^ExecuteApi/), 'DnsEntries'] }] };
    expect(propertiesOf(stack, 'AWS::Route53::RecordSet')).toEqual({
      Name: 'orders.internal.example.com.',
      Type: 'A',
      HostedZoneId: { Ref: expect.stringMatching(/^Zone/) },
      AliasTarget: { DNSName: { 'Fn::Select': [1, { 'Fn::Split': [':', entry] }] }, HostedZoneId: { 'Fn::Select': [0, { 'Fn::Split': [':', entry] }] } },
    });
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([]);
  });

  test.each([
    [ec2.VpcEndpointIpAddressType.DUALSTACK, ['A', 'AAAA']],
    [ec2.VpcEndpointIpAddressType.IPV6, ['AAAA']],
  ])('has records for the addresses of an endpoint of %s', (ipAddressType, types) => {
    const api = testApi();
    const endpoint = new ec2.InterfaceVpcEndpoint(api.stack, 'Endpoint', { vpc: api.vpc, service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, privateDnsEnabled: false, ipAddressType });
    const { stack, gateway, domain } = testDomain({ vpcEndpoints: [endpoint], hostedZone: api.hostedZone }, api);
    domain.addMapping(gateway.stage);
    expect(Object.values(templateOf(stack).findResources('AWS::Route53::RecordSet')).map(({ Properties }) => Properties.Type).sort()).toEqual(types);
  });

  test('has a record for each of several endpoints, in the zone of its VPC', () => {
    const api = testApi();
    const other = new ec2.Vpc(api.stack, 'Other', { natGateways: 0, maxAzs: 2 });
    const endpoint = other.addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY });
    const zone = new route53.PrivateHostedZone(api.stack, 'OtherZone', { vpc: other, zoneName: 'internal.example.com' });
    const { stack, gateway, domain } = testDomain({ vpcEndpoints: [...api.gateway.vpcEndpoints, endpoint] }, api);
    domain.addMapping(gateway.stage);
    domain.addRecord({ hostedZone: api.hostedZone, vpcEndpoint: api.gateway.vpcEndpoints[0] as ec2.IInterfaceVpcEndpoint });
    domain.addRecord({ hostedZone: zone, vpcEndpoint: endpoint });
    templateOf(stack).resourceCountIs('AWS::Route53::RecordSet', 2);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('Shop/Other/Endpoint reaches the private domain and is not among the endpoints of [Shop/OrdersApi/Default/Resource]')]);
  });

  test('tells its ARN and id', () => {
    const { stack, domain } = testDomain();
    expect(stack.resolve([domain.domainNameArn, domain.domainNameId])).toEqual(['DomainNameArn', 'DomainNameId'].map((name) => ({ 'Fn::GetAtt': [expect.stringMatching(/^Domain/), name] })));
  });

  test('takes tokens', () => {
    const { stack, gateway, domain } = testDomain({ domainName: Fn.importValue('Name') });
    domain.addMapping(gateway.stage, { basePath: Fn.importValue('Path') });
    expect(propertiesOf(stack, MAPPING).BasePath).toEqual({ 'Fn::ImportValue': 'Path' });
  });
});

describe('the policy of a private domain', () => {
  const request = { method: HttpMethod.GET, path: '/orders', authorization: RouteAuthorization.NONE };
  const define = (resourcePolicy?: ResourcePolicy) => {
    const api = testApi();
    const { domain } = testDomain({ vpcEndpoints: [imported(api.stack), imported(api.stack, 'vpce-3c4d')], resourcePolicy }, api);
    return (vpcEndpointId: string, more: object = {}) => domain.resourcePolicy.evaluate({ ...request, vpcEndpointId, ...more }).allowed;
  };

  test('lets in everybody who comes through its endpoints, and nobody else', () => {
    const allowed = define();
    expect([allowed('vpce-1a2b'), allowed('vpce-3c4d'), allowed('vpce-5e6f')]).toEqual([true, true, false]);
  });

  test('narrows that to addresses', () => {
    const allowed = define(ResourcePolicy.onlyIpRanges(['10.0.0.0/16']));
    expect([allowed('vpce-1a2b', { sourceIp: '10.0.0.7' }), allowed('vpce-1a2b', { sourceIp: '10.1.0.7' }), allowed('vpce-5e6f', { sourceIp: '10.0.0.7' })]).toEqual([true, false, false]);
  });

  test('allows nobody else where it says who may call', () => {
    const allowed = define(ResourcePolicy.allowIpRanges(['10.0.0.0/16']));
    expect([allowed('vpce-1a2b', { sourceIp: '10.0.0.7' }), allowed('vpce-1a2b', { sourceIp: '10.1.0.7' }), allowed('vpce-5e6f', { sourceIp: '10.0.0.7' })]).toEqual([true, false, false]);
  });
});

describe('bad input', () => {
  test.each<[string, (api: ReturnType<typeof testApi>) => object, string]>([
    ['no name', () => ({ domainName: undefined }), "'domainName' must be a host name in lower case, got undefined"],
    ['a name in capitals', () => ({ domainName: 'Orders.example.com' }), '\'domainName\' must be a host name in lower case, got "Orders.example.com"'],
    ['a URL', () => ({ domainName: 'https://orders.example.com' }), "'domainName' must be a host name in lower case"],
    ['a wildcard', () => ({ domainName: '*.example.com' }), "'domainName' of a private domain must not be a wildcard"],
    ['no certificate', () => ({ certificate: null }), "'certificate' is a certificate of AWS Certificate Manager, got null"],
    ['a certificate of another Region', ({ stack }) => ({ certificate: certificate(stack, CERTIFICATE.replace('eu-west-1', 'us-east-1')) }), '\'certificate\' of a private domain is in "eu-west-1", got one of "us-east-1"'],
    ['no endpoints', () => ({ vpcEndpoints: [] }), "'vpcEndpoints' must be a list of at least one interface endpoint of execute-api"],
    ['an endpoint of another service', ({ vpc }) => ({ vpcEndpoints: [vpc.addInterfaceEndpoint('Sqs', { service: ec2.InterfaceVpcEndpointAwsService.SQS })] }), "'vpcEndpoints' must be of the service execute-api"],
    ['a policy of routes', () => ({ resourcePolicy: ResourcePolicy.allowEverybody({ routes: ['GET /orders'] }) }), "'resourcePolicy' of a private domain must not name 'routes' or 'stages'"],
    ['what is no policy', () => ({ resourcePolicy: {} }), "'resourcePolicy' must be a ResourcePolicy"],
    ['a zone of another name', ({ vpc, stack }) => ({ hostedZone: new route53.PrivateHostedZone(stack, 'Zone2', { vpc, zoneName: 'example.org' }) }), '\'hostedZone\' must be a zone of "orders.internal.example.com", got "example.org"'],
    ['what is no zone', () => ({ hostedZone: 'internal.example.com' }), "'hostedZone' must be a private hosted zone of aws-cdk-lib/aws-route53"],
    ['a zone for an imported endpoint', ({ stack, hostedZone }) => ({ vpcEndpoints: [imported(stack)], hostedZone }), 'the endpoint "vpce-1a2b" is imported, which does not tell its DNS name'],
    ['a zone for two endpoints', ({ stack, hostedZone }) => ({ vpcEndpoints: [imported(stack), imported(stack, 'vpce-3c4d')], hostedZone }), "'hostedZone' leads to one endpoint, and \"orders.internal.example.com\" has 2"],
    ['what is misspelt', () => ({ endpoints: [] }), "PrivateDomain has no option 'endpoints'"],
  ])('fails for %s', (_what, props, message) => {
    const api = testApi();
    expect(() => testDomain(props(api) as never, api)).toThrow(message);
  });

  test.each<[object | undefined, string]>([
    [{ basePath: 'a/b' }, '\'basePath\' of a private domain must have one part, since API Gateway maps no more, got "a/b": write "a"'],
    [{ basePath: '' }, "'basePath' must be letters, digits"],
    [{ basePath: '/orders' }, '\'basePath\' must be letters, digits and "$-_.+!*\'()", without "/", got "/orders"'],
    [{ basePath: 7 }, "'basePath' must be letters, digits"],
    [{ path: 'orders' }, "addMapping has no option 'path'"],
  ])('fails for a mapping of %j', (options, message) => {
    const { domain, gateway } = testDomain();
    expect(() => domain.addMapping(gateway.stage, options as never)).toThrow(message);
  });

  test('fails for a base path that is mapped already, and names what to', () => {
    const { domain, gateway } = testDomain();
    const { stage } = gateway.addStage('beta');
    domain.addMapping(gateway.stage);
    domain.addMapping(stage, { basePath: 'beta' });
    expect(() => domain.addMapping(stage)).toThrow('the base path "/" of "orders.internal.example.com" is mapped to [Shop/OrdersApi/Default/DeploymentStage.prod] already');
    expect(() => domain.addMapping(gateway.stage, { basePath: 'beta' })).toThrow('the base path "beta"');
  });

  test('fails for a stage that is none', () => {
    expect(() => testDomain().domain.addMapping('prod' as never)).toThrow('\'stage\' must be a stage of a REST API, got "prod"');
  });

  test('fails for a public API', () => {
    const { stack, domain } = testDomain();
    domain.addMapping(new RestGateway(stack, 'Public').stage);
    expect(() => templateOf(stack)).toThrow('the private domain "orders.internal.example.com" maps [Shop/Public/Default/DeploymentStage.prod], whose API is not private');
  });

  test('fails if nothing is mapped', () => {
    expect(() => templateOf(testDomain().stack)).toThrow('nothing is mapped to the private domain "orders.internal.example.com": write domain.addMapping(gateway.stage)');
  });

  test('fails for an endpoint that reaches another domain of the name', () => {
    const api = testApi();
    testDomain({}, api);
    expect(() => testDomain({}, api, 'Other')).toThrow('the endpoint "Shop/#ExecuteApi:Vpc:Resource.Ref" reaches "orders.internal.example.com" of [Shop/Domain] already');
    testDomain({ domainName: 'other.internal.example.com' }, api, 'Third');
  });

  test('fails for two records in a zone', () => {
    const api = testApi();
    const { domain, hostedZone } = testDomain({ hostedZone: api.hostedZone }, api);
    expect(() => domain.addRecord({ hostedZone })).toThrow('the zone [Shop/Zone] has a record of "orders.internal.example.com" already');
  });

  test('warns of a public zone', () => {
    const api = testApi();
    const { stack, gateway, domain } = testDomain({ hostedZone: new route53.PublicHostedZone(api.stack, 'Public', { zoneName: 'example.com' }) }, api);
    domain.addMapping(gateway.stage);
    expect(annotationsOf(stack, 'aws:cdk:warning')).toEqual([expect.stringContaining('[Shop/Public] is a public hosted zone, which tells everybody the addresses')]);
  });
});

test('a private domain of another stack takes the endpoint and the stage of the gateway', () => {
  const { stack, gateway } = testApi();
  const edge = new Stack(stack.node.root as App, 'Edge', { env: ENV });
  const domain = new PrivateDomain(edge, 'Domain', { domainName: 'orders.internal.example.com', certificate: certificate(edge), vpcEndpoints: gateway.vpcEndpoints });
  domain.addMapping(gateway.stage);
  templateOf(edge).resourceCountIs(MAPPING, 1);
});
