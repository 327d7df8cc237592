import { Match } from 'aws-cdk-lib/assertions';
import { EndpointAccessMode, EndpointType, IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnHealthCheck, HealthCheck, HostedZone, IHostedZone, PrivateHostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter, Stack } from 'aws-cdk-lib/core';
import { DomainRecords, DomainRoutingMode, GatewayDomain, GatewayDomainProps } from '../../lib';
import { propertiesOf, templateOf, testStack } from '../helpers';

const DOMAIN = 'AWS::ApiGateway::DomainName';
const RECORD = 'AWS::Route53::RecordSet';
const HERE = { env: { account: '123456789012', region: 'eu-west-1' } };
const NORTH_VIRGINIA = { env: { account: '123456789012', region: 'us-east-1' } };

const certificateOf = (region: string, account = '123456789012') => `arn:aws:acm:${region}:${account}:certificate/11112222-3333-4444-5555-666677778888`;

function zoneOf(stack: Stack, zoneName = 'example.com'): IHostedZone {
  return HostedZone.fromHostedZoneAttributes(stack, `Zone${zoneName}`, { hostedZoneId: 'Z0123456789', zoneName });
}

const certified = (stack: Stack, region = 'eu-west-1') => Certificate.fromCertificateArn(stack, `Certificate-${region}`, certificateOf(region));

type More = Partial<GatewayDomainProps> | ((stack: Stack) => Partial<GatewayDomainProps>);

function domainWith(more: More = {}, stack = testStack('Shop', HERE)): { stack: Stack; domain: GatewayDomain } {
  const given = typeof more === 'function' ? more(stack) : more;
  return { stack, domain: new GatewayDomain(stack, 'Domain', { name: 'api.example.com', hostedZone: zoneOf(stack), ...given }) };
}

const domainOf = (more?: More, stack?: Stack) => propertiesOf(domainWith(more, stack).stack, DOMAIN);
const recordsOf = (more?: More) => Object.values(templateOf(domainWith(more).stack).findResources(RECORD)).map(({ Properties }) => Properties);

const trusting = (more: object = {}, versioned: boolean | undefined = true) => (stack: Stack) => ({
  mutualTls: { truststoreBucket: new Bucket(stack, 'Trusted', { versioned }), truststoreKey: 'truststore.pem', ...more },
});

describe('a domain', () => {
  test('is regional with TLS 1.2 or more, and says what is off', () => {
    expect(domainOf()).toEqual({
      DomainName: 'api.example.com',
      RegionalCertificateArn: { Ref: expect.stringContaining('Certificate') },
      EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'ipv4' },
      SecurityPolicy: 'TLS_1_2',
      RoutingMode: 'BASE_PATH_MAPPING_ONLY',
    });
  });

  test('has a certificate that is validated in the hosted zone', () => {
    expect(propertiesOf(domainWith().stack, 'AWS::CertificateManager::Certificate')).toMatchObject({
      DomainName: 'api.example.com', ValidationMethod: 'DNS', DomainValidationOptions: [{ DomainName: 'api.example.com', HostedZoneId: 'Z0123456789' }],
    });
  });

  test('has a certificate whose tag is one that tags can be', () => {
    const stack = testStack('Shop', HERE);
    new GatewayDomain(stack, '#Domain', { name: 'api.example.com', hostedZone: zoneOf(stack) });
    expect(propertiesOf(stack, 'AWS::CertificateManager::Certificate').Tags).toEqual([{ Key: 'Name', Value: 'Shop/Domain' }]);
  });

  test('takes a certificate that is there, and then needs no hosted zone', () => {
    const { stack } = domainWith((scope) => ({ certificate: certified(scope), hostedZone: undefined }));
    expect(propertiesOf(stack, DOMAIN).RegionalCertificateArn).toBe(certificateOf('eu-west-1'));
    for (const type of ['AWS::CertificateManager::Certificate', RECORD]) templateOf(stack).resourceCountIs(type, 0);
  });

  test('has a name with a record of type A, which leads to it', () => {
    expect(recordsOf()).toEqual([{
      Name: 'api.example.com.',
      Type: 'A',
      HostedZoneId: 'Z0123456789',
      AliasTarget: { DNSName: { 'Fn::GetAtt': [expect.stringMatching(/^Domain/), 'RegionalDomainName'] }, HostedZoneId: { 'Fn::GetAtt': [expect.anything(), 'RegionalHostedZoneId'] } },
    }]);
  });

  test('of both IP versions has a record of type AAAA, too', () => {
    expect(domainOf({ ipAddressType: IpAddressType.DUAL_STACK }).EndpointConfiguration).toEqual({ Types: ['REGIONAL'], IpAddressType: 'dualstack' });
    expect(recordsOf({ ipAddressType: IpAddressType.DUAL_STACK }).map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
  });

  test('may be a wildcard, or the apex of its zone', () => {
    for (const name of ['*.example.com', 'example.com']) expect(recordsOf({ name })[0].Name).toBe(`${name}.`);
    expect(domainWith({ name: '*.example.com' }).domain.name).toBe('*.example.com');
  });

  test('tells a URL for each base path', () => {
    const { domain } = domainWith();
    expect([domain.urlFor(), domain.urlFor('orders/v1')]).toEqual(['https://api.example.com/', 'https://api.example.com/orders/v1/']);
  });

  test('tells what records elsewhere lead to', () => {
    const { stack, domain } = domainWith((scope) => ({ certificate: certified(scope), records: DomainRecords.none() }));
    expect(recordsOf({ records: DomainRecords.none() })).toEqual([]);
    expect(stack.resolve(domain.aliasTarget)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'RegionalDomainName'] });
  });

  test('may be a token', () => {
    const stack = testStack('Shop', HERE);
    const name = new CfnParameter(stack, 'Name').valueAsString;
    expect(domainOf({ name }, stack).DomainName).toEqual({ Ref: 'Name' });
    expect(propertiesOf(stack, RECORD).Name).toEqual({ 'Fn::Join': ['', [{ Ref: 'Name' }, '.']] });
  });

  test('has a policy of TLS 1.3 or of post-quantum cryptography, with which it is strict', () => {
    for (const securityPolicy of [SecurityPolicy.TLS13_1_3_2025_09, SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09]) {
      expect(domainOf({ securityPolicy })).toMatchObject({ SecurityPolicy: securityPolicy, EndpointAccessMode: 'STRICT' });
    }
    expect(domainOf({ securityPolicy: SecurityPolicy.TLS13_1_2_PQ_2025_09, endpointAccessMode: EndpointAccessMode.BASIC }).EndpointAccessMode).toBe('BASIC');
  });

  test('has the routing mode that is said', () => {
    expect(domainOf({ routingMode: DomainRoutingMode.RULES_THEN_MAPPINGS }).RoutingMode).toBe('ROUTING_RULE_THEN_BASE_PATH_MAPPING');
  });

  test('of one name may be in two Regions, and not twice in one', () => {
    const { stack } = domainWith();
    const elsewhere = new Stack(stack.node.root as never, 'Elsewhere', NORTH_VIRGINIA);
    expect(() => domainWith({}, elsewhere)).not.toThrow();
    const other = new Stack(stack.node.root as never, 'Other', HERE);
    expect(() => domainWith({}, other)).toThrow("the domain \"api.example.com\" is defined already, at Shop/Domain: define it once, and give it to others as 'shared'\n    at [Other/Domain]");
  });
});

describe('an edge-optimized domain', () => {
  const edge = (more: Partial<GatewayDomainProps> = {}) => ({ endpointType: EndpointType.EDGE, ...more });

  test('has its certificate in us-east-1, which a stack there defines', () => {
    const properties = domainOf(edge(), testStack('Shop', NORTH_VIRGINIA));
    expect(properties).toMatchObject({ CertificateArn: { Ref: expect.any(String) }, EndpointConfiguration: { Types: ['EDGE'] }, SecurityPolicy: 'TLS_1_2' });
    expect(properties.RegionalCertificateArn).toBeUndefined();
  });

  test('takes one of us-east-1 anywhere, and its records lead to the distribution', () => {
    const more = (stack: Stack) => edge({ certificate: certified(stack, 'us-east-1') });
    expect(domainOf(more).CertificateArn).toBe(certificateOf('us-east-1'));
    expect(recordsOf(more)[0].AliasTarget).toEqual({ DNSName: { 'Fn::GetAtt': [expect.any(String), 'DistributionDomainName'] }, HostedZoneId: { 'Fn::GetAtt': [expect.any(String), 'DistributionHostedZoneId'] } });
  });

  test.each([[HERE, 'a stack in "eu-west-1"'], [undefined, 'a stack whose Region is not known']])('fails without one in %j', (env, where) => {
    expect(() => domainWith(edge(), testStack('Shop', env))).toThrow(`'certificate' of an edge-optimized domain is in "us-east-1", and cannot be defined by ${where}: define it in a stack there, and set 'certificate'`);
  });

  test('fails with a certificate of another Region', () => {
    expect(() => domainWith((stack) => edge({ certificate: certified(stack) }))).toThrow("'certificate' of an edge-optimized domain is in \"us-east-1\", got one of \"eu-west-1\": request the certificate in us-east-1");
  });
});

describe('records', () => {
  const healthCheck = (stack: Stack) => HealthCheck.fromHealthCheckId(stack, 'Health', 'abc123');

  test('by latency are of the Region of the stack', () => {
    expect(recordsOf({ records: DomainRecords.latency(), ipAddressType: IpAddressType.DUAL_STACK })).toEqual([
      expect.objectContaining({ Type: 'A', Region: 'eu-west-1', SetIdentifier: 'eu-west-1' }), expect.objectContaining({ Type: 'AAAA', Region: 'eu-west-1', SetIdentifier: 'eu-west-1' }),
    ]);
  });

  test('by weight have an identity of their own', () => {
    expect(recordsOf({ records: DomainRecords.weighted(0) })[0]).toMatchObject({ Weight: 0, SetIdentifier: expect.stringMatching(/^eu-west-1-Shop/) });
  });

  test('have a health check and a name that is said', () => {
    const records = (stack: Stack) => ({ records: DomainRecords.weighted(10, { healthCheck: healthCheck(stack), setIdentifier: 'blue' }) });
    expect(recordsOf(records)[0]).toMatchObject({ Weight: 10, SetIdentifier: 'blue', HealthCheckId: 'abc123' });
  });

  test('fail over', () => {
    expect(recordsOf((stack) => ({ records: DomainRecords.failoverPrimary({ healthCheck: healthCheck(stack) }) }))[0]).toMatchObject({ Failover: 'PRIMARY', SetIdentifier: 'primary', HealthCheckId: 'abc123', AliasTarget: { EvaluateTargetHealth: true } });
    expect(recordsOf({ records: DomainRecords.failoverSecondary() })[0]).toMatchObject({ Failover: 'SECONDARY', SetIdentifier: 'secondary' });
  });

  test.each<[() => unknown, string]>([
    [() => DomainRecords.weighted(256), "'weight' must be a whole number from 0 to 255, got 256: write 100, for example"],
    [() => DomainRecords.weighted(1.5), "'weight' must be a whole number from 0 to 255, got 1.5"],
    [() => DomainRecords.weighted('1' as never), "'weight' must be a whole number from 0 to 255, got \"1\""],
    [() => DomainRecords.failoverPrimary({} as never), "'healthCheck' must be a health check of aws-cdk-lib/aws-route53, got undefined: without one Route 53 never turns to the secondary records"],
    [() => DomainRecords.failoverPrimary(undefined as never), "'healthCheck' must be a health check"],
    [() => DomainRecords.latency({ healthCheck: 'abc' as never }), "'healthCheck' must be a health check of aws-cdk-lib/aws-route53, got \"abc\""],
    [() => DomainRecords.latency({ setIdentifier: '' }), "'setIdentifier' must be 1 to 128 characters, got \"\""],
    [() => DomainRecords.latency({ region: 'eu-west-1' } as never), "DomainRecords.latency has no option 'region': write one of 'healthCheck', 'setIdentifier'"],
  ])('fails with bad options (%#)', (make, message) => {
    expect(make).toThrow(message);
  });

  test('fails with records and no zone', () => {
    expect(() => domainWith((stack) => ({ hostedZone: undefined, certificate: certified(stack), records: DomainRecords.latency() }))).toThrow("'records' go into a hosted zone, got none: set 'hostedZone', or leave 'records' out");
  });
});

describe('mutual TLS', () => {
  test('has a truststore and its version', () => {
    expect(domainOf(trusting({ truststoreVersion: 'v7' })).MutualTlsAuthentication).toEqual({
      TruststoreUri: { 'Fn::Join': ['', ['s3://', { Ref: expect.stringContaining('Trusted') }, '/truststore.pem']] }, TruststoreVersion: 'v7',
    });
  });

  test('proves who has the name, for a certificate that was imported', () => {
    const more = (stack: Stack) => ({ certificate: certified(stack), ...trusting({ ownershipVerificationCertificate: Certificate.fromCertificateArn(stack, 'Owner', certificateOf('eu-west-1', '999988887777')) })(stack) });
    expect(domainOf(more).OwnershipVerificationCertificateArn).toBe(certificateOf('eu-west-1', '999988887777'));
  });

  test('takes a bucket that is there', () => {
    expect(() => domainWith((stack) => ({ mutualTls: { truststoreBucket: Bucket.fromBucketName(stack, 'Trusted', 'trusted'), truststoreKey: 'a.pem' } }))).not.toThrow();
  });

  test.each<[More, string]>([
    [trusting({}, false), "'mutualTls.truststoreBucket' must be versioned, since a new truststore is a new version: set 'versioned: true' of the bucket"],
    [trusting({ truststoreVersionId: 'a' }), "'mutualTls' has no option 'truststoreVersionId'"],
    [trusting({ truststoreKey: undefined }), "'mutualTls.truststoreKey' must be set, got none"],
    [trusting({ truststoreKey: '' }), "'truststoreKey' must be the name of an object in the bucket, such as \"truststore.pem\", got \"\""],
    [{ mutualTls: {} as never }, "'mutualTls.truststoreBucket' must be set, got none: write { truststoreBucket, truststoreKey: \"truststore.pem\" }"],
    [{ mutualTls: { truststoreBucket: null, truststoreKey: 'a' } as never }, "'truststoreBucket' must be a bucket of aws-cdk-lib/aws-s3, got null"],
    [{ mutualTls: true as never }, "'mutualTls' must be options, such as { truststoreBucket, truststoreKey: \"truststore.pem\" }, got true"],
    [(stack) => trusting({ ownershipVerificationCertificate: certified(stack, 'us-east-1') })(stack), "'mutualTls.ownershipVerificationCertificate' of a regional domain in this stack is in \"eu-west-1\", got one of \"us-east-1\""],
  ])('fails with bad options (%#)', (more, message) => {
    expect(() => domainWith(more)).toThrow(message);
  });
});

describe('bad input', () => {
  test.each([
    ['API.example.com'], ['api_1.example.com'], ['example'], ['api.*.example.com'], ['*'], ['https://api.example.com'], ['api.example.com.'], ['-a.example.com'], [''], [null], [`${'a'.repeat(64)}.com`],
  ])('fails with the name %j', (name) => {
    expect(() => domainWith({ name: name as never })).toThrow(`'name' must be a name of lower-case letters, digits and hyphens, whose first part may be "*", got ${JSON.stringify(name)}: write "api.example.com", for example`);
  });

  test.each<[More, string]>([
    [(stack) => ({ hostedZone: zoneOf(stack, 'example.org') }), "'hostedZone' must be one that has \"api.example.com\", got \"example.org\": give the zone of the name or of a part after one of its dots"],
    [(stack) => ({ hostedZone: zoneOf(stack, 'ample.com') }), 'got "ample.com"'],
    [{ hostedZone: 'Z1' as never }, "'hostedZone' must be a hosted zone of aws-cdk-lib/aws-route53, got \"Z1\""],
    [{ hostedZone: undefined }, "'certificate' or 'hostedZone' must be set, got neither"],
    [(stack) => ({ hostedZone: new PrivateHostedZone(stack, 'Private', { zoneName: 'example.com', vpc: new Vpc(stack, 'Vpc') }) }), "'hostedZone' must be a public one to validate a certificate, got a private one: set 'certificate'"],
    [(stack) => ({ certificate: certified(stack, 'us-east-1') }), "'certificate' of a regional domain in this stack is in \"eu-west-1\", got one of \"us-east-1\""],
    [{ certificate: 'arn' as never }, "'certificate' is a certificate of AWS Certificate Manager, got \"arn\""],
    [{ certificate: null as never }, "'certificate' is a certificate of AWS Certificate Manager, got null"],
    [{ endpointType: EndpointType.PRIVATE }, "'endpointType' must be EndpointType.REGIONAL or EndpointType.EDGE, got \"PRIVATE\""],
    [{ endpointAccessMode: EndpointAccessMode.STRICT }, "'endpointAccessMode' goes with a 'securityPolicy' that begins with \"SecurityPolicy_\", got TLS_1_2"],
    [{ ipAddressType: 'ipv6' as never }, "'ipAddressType' must be IpAddressType.IPV4 or IpAddressType.DUAL_STACK, got \"ipv6\""],
    [{ routingMode: 'RULES' as never }, "'routingMode' must be a DomainRoutingMode, such as DomainRoutingMode.RULES_ONLY, got \"RULES\""],
    [{ records: 'latency' as never }, "'records' must be DomainRecords.simple(), for example, or DomainRecords.latency(), got \"latency\""],
    [{ securityPolicy: 12 as never }, "'securityPolicy' must be a SecurityPolicy, such as SecurityPolicy.TLS_1_2, got 12"],
    [{ domainName: 'a' } as never, "GatewayDomain has no option 'domainName': write one of 'name',"],
  ])('fails (%#)', (more, message) => {
    expect(() => domainWith(more)).toThrow(message);
  });

  test('fails without options', () => {
    expect(() => new GatewayDomain(testStack(), 'Domain', undefined as never)).toThrow('the options of GatewayDomain must be a structure, got undefined');
  });

  test('fails to tell the URL of a wildcard', () => {
    expect(() => domainWith({ name: '*.example.com' }).domain.urlFor()).toThrow('the domain "*.example.com" has no URL of its own, since it is for all names one level below: write one of them yourself');
  });
});

test('a hosted zone and a health check of the app are taken', () => {
  const stack = testStack();
  const hostedZone = new HostedZone(stack, 'Zone', { zoneName: 'example.com' });
  const check = new CfnHealthCheck(stack, 'Check', { healthCheckConfig: { type: 'HTTPS' } });
  new GatewayDomain(stack, 'Domain', { name: 'example.com', hostedZone, records: DomainRecords.latency({ healthCheck: HealthCheck.fromHealthCheckId(stack, 'Imported', check.ref) }) });
  templateOf(stack).hasResourceProperties(RECORD, { Name: 'example.com.', Region: { Ref: 'AWS::Region' }, SetIdentifier: { Ref: 'AWS::Region' }, HealthCheckId: { Ref: 'Check' }, Weight: Match.absent() });
});
