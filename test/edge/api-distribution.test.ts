import { CfnRestApi, CfnStage, EndpointType, RestApi, Stage } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { PriceClass, ResponseHeadersPolicy, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import {
  ApiDistribution, ApiDistributionProps, DistributionLogs, HttpRouteAuthorizer, OriginSecret, OriginVerifier, ResourcePolicy, RestEndpoint,
  RouteAuthorizer, StandardWebAcl, WebAcl, WebAclScope, WebSocketGateway,
} from '../../lib';
import { annotationsOf, propertiesOf, templateOf, testFunction, testGateway, testHttpGateway, testStack } from '../helpers';

const DISTRIBUTION = 'AWS::CloudFront::Distribution';
const ENV = { account: '111122223333', region: 'eu-west-1' };
const US = { ...ENV, region: 'us-east-1' };
const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/a1b2';

/** A REST gateway that asks for the secret, and a distribution in front of it. */
function front(props: Partial<ApiDistributionProps> = {}, stack = testStack('Shop', { env: ENV })) {
  const originSecret = new OriginSecret(stack, 'OriginSecret');
  const { gateway } = testGateway({ authorizer: RouteAuthorizer.none(), webAcl: WebAcl.standard({ originSecret }) }, stack);
  const distribution = new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret, webAcl: WebAcl.none(), ...props });
  return { stack, gateway, originSecret, distribution };
}

const configOf = (stack: Stack): any => propertiesOf(stack, DISTRIBUTION).DistributionConfig;
const warningsOf = (stack: Stack) => annotationsOf(stack, 'aws:cdk:warning').filter((message) => !message.includes('open to everybody'));
const synthesized = (stack: Stack) => () => stack.node.root.node.findAll() && (stack.node.root as App).synth();

describe('in front of a REST API, a distribution', () => {
  test('asks the endpoint of the API by TLS 1.2, at the path of the stage', () => {
    const { Origins: [origin] } = configOf(front().stack);
    expect(JSON.stringify(origin.DomainName)).toContain('.execute-api.eu-west-1.');
    expect(origin).toMatchObject({ OriginPath: '/prod', CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'], OriginReadTimeout: 30 } });
  });

  test('sends the value that the API asks for, by the same reference', () => {
    const { stack } = front();
    const { Origins: [{ OriginCustomHeaders: [header] }] } = configOf(stack);
    const [{ Statement }] = propertiesOf(stack, 'AWS::WAFv2::WebACL').Rules;
    expect(header).toEqual({ HeaderName: 'x-origin-verify', HeaderValue: Statement.NotStatement.Statement.ByteMatchStatement.SearchString });
    expect(JSON.stringify(header.HeaderValue)).toContain('{{resolve:secretsmanager:');
  });

  test('caches nothing, passes on all but the host, and takes all methods, by HTTPS', () => {
    expect(configOf(front().stack).DefaultCacheBehavior).toMatchObject({
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', // Managed-CachingDisabled
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac', // Managed-AllViewerExceptHostHeader
      ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03', // Managed-SecurityHeadersPolicy
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
    });
  });

  test('keeps no error for anybody', () => {
    const { CustomErrorResponses } = configOf(front().stack);
    const kept = CustomErrorResponses.map(({ ErrorCode, ErrorCachingMinTTL }: any) => [ErrorCode, ErrorCachingMinTTL]);
    expect(kept).toEqual([400, 403, 404, 405, 414, 500, 501, 502, 503, 504].map((code) => [code, 0]));
  });

  test('logs to a bucket that nobody else reads, without cookies, for 90 days', () => {
    const { stack } = front();
    expect(configOf(stack).Logging.IncludeCookies).not.toBe(true);
    templateOf(stack).hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true }, LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] } },
    });
  });

  test('speaks HTTP/2 and HTTP/3, everywhere', () => {
    expect(configOf(front().stack)).toMatchObject({ HttpVersion: 'http2and3', IPV6Enabled: true });
    expect(configOf(front({ priceClass: PriceClass.PRICE_CLASS_100 }).stack).PriceClass).toBe('PriceClass_100');
  });

  test('has names, with a certificate, TLS 1.2 and records for both kinds of addresses', () => {
    const stack = testStack('Shop', { env: ENV });
    const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    const certificate = Certificate.fromCertificateArn(stack, 'Certificate', CERTIFICATE);
    const { distribution } = front({ domainNames: ['api.example.com'], certificate, hostedZone }, stack);
    expect(configOf(stack)).toMatchObject({ Aliases: ['api.example.com'], ViewerCertificate: { AcmCertificateArn: CERTIFICATE, MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' } });
    const records = Object.values(templateOf(stack).findResources('AWS::Route53::RecordSet')).map(({ Properties }) => [Properties.Name, Properties.Type]);
    expect(records.sort()).toEqual([['api.example.com.', 'A'], ['api.example.com.', 'AAAA']]);
    expect(distribution.url).toBe('https://api.example.com/');
  });

  test('asks a custom domain of the API if it is told one', () => {
    const { Origins: [origin] } = configOf(front({ originDomainName: 'origin.example.com' }).stack);
    expect([origin.DomainName, origin.OriginPath]).toEqual(['origin.example.com', undefined]);
    const { Origins: [mapped] } = configOf(front({ originDomainName: 'origin.example.com', originPath: '/v1' }).stack);
    expect(mapped.OriginPath).toBe('/v1');
  });

  test('takes another timeout, headers and comment', () => {
    const { stack } = front({ originTimeout: Duration.seconds(60), responseHeadersPolicy: ResponseHeadersPolicy.CORS_ALLOW_ALL_ORIGINS, comment: 'Orders' });
    expect(configOf(stack)).toMatchObject({ Comment: 'Orders', Origins: [{ CustomOriginConfig: { OriginReadTimeout: 60 } }], DefaultCacheBehavior: { ResponseHeadersPolicyId: '60669652-455b-4ae9-85a4-c4c02393f86c' } });
  });
});

describe('the web ACL of a distribution', () => {
  test('is a standard one in us-east-1, without a word', () => {
    const { stack } = front({ webAcl: undefined }, testStack('Shop', { env: US }));
    const acls = Object.values(templateOf(stack).findResources('AWS::WAFv2::WebACL')).map(({ Properties }) => [Properties.Scope, Properties.Rules[0].Name]);
    expect(acls.sort()).toEqual([['CLOUDFRONT', 'RateLimitPerIp'], ['REGIONAL', 'OriginSecret']]);
    expect(configOf(stack).WebACLId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^DistributionWebAcl/), 'Arn'] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is none elsewhere, with a warning, unless it is said', () => {
    const { stack } = front({ webAcl: undefined });
    expect(configOf(stack).WebACLId).toBeUndefined();
    expect(warningsOf(stack)).toEqual([expect.stringContaining('the distribution has no web ACL, which would have to be in us-east-1')]);
    expect(warningsOf(front().stack)).toEqual([]);
  });

  test('may be of a stack in us-east-1', () => {
    const app = new App({ treeMetadata: false });
    const acl = new StandardWebAcl(new Stack(app, 'Edge', { env: US, crossRegionReferences: true }), 'WebAcl', { scope: WebAclScope.CLOUDFRONT });
    const { stack } = front({ webAcl: WebAcl.fromWebAcl(acl) }, new Stack(app, 'Shop', { env: ENV, crossRegionReferences: true }));
    expect(configOf(stack).WebACLId).toBeDefined();
  });

  test('warns if nobody knows the Region', () => {
    const { stack } = front({ webAcl: WebAcl.standard() }, testStack());
    expect(warningsOf(stack)).toEqual([expect.stringContaining('the web ACL of the distribution has to be in us-east-1, and the Region of the stack is not known')]);
  });

  test.each<[string, WebAcl, string]>([
    ['a standard one elsewhere', WebAcl.standard(), "'webAcl' of a distribution has to be in us-east-1, got WebAcl.standard() in eu-west-1: define a StandardWebAcl with 'scope: WebAclScope.CLOUDFRONT'"],
    ['a regional ARN', WebAcl.fromArn('arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/a1'), "'webAcl' of a distribution must be a global one"],
    ['a regional construct', WebAcl.fromWebAcl(new StandardWebAcl(new Stack(new App(), 'Edge'), 'Regional')), "'webAcl' of a distribution must have the scope CLOUDFRONT, got [Edge/Regional], which is for stages"],
  ])('fails with %s', (_what, webAcl, message) => {
    expect(() => front({ webAcl })).toThrow(message);
  });

  test('fails with an origin secret, which is for the API', () => {
    const stack = testStack('Edge', { env: US });
    const webAcl = WebAcl.standard({ originSecret: new OriginSecret(stack, 'Other') });
    expect(() => front({ webAcl }, stack)).toThrow("'originSecret' is for the web ACL of the API, not for that of a distribution");
  });
});

describe('that nobody goes around a distribution', () => {
  test('is so for a stage whose web ACL asks for the secret', () => {
    const { stack } = front();
    expect(synthesized(stack)).not.toThrow();
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is so for a shared StandardWebAcl', () => {
    const stack = testStack('Shop', { env: ENV });
    const originSecret = new OriginSecret(stack, 'OriginSecret');
    const webAcl = WebAcl.fromWebAcl(new StandardWebAcl(stack, 'WebAcl', { originSecret }));
    const { gateway } = testGateway({ authorizer: RouteAuthorizer.none(), webAcl }, stack);
    new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret, webAcl: WebAcl.none() });
    expect(synthesized(stack)).not.toThrow();
  });

  const restWith = (webAcl?: (stack: Stack) => WebAcl) => {
    const stack = testStack('Shop', { env: ENV });
    const { gateway } = testGateway({ authorizer: RouteAuthorizer.none(), webAcl: webAcl?.(stack) }, stack);
    new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret: new OriginSecret(stack, 'OriginSecret'), webAcl: WebAcl.none() });
    return { stack, gateway };
  };

  test('fails for a stage without a web ACL', () => {
    expect(synthesized(restWith().stack)).toThrow("the stage [Shop/OrdersApi/Default/DeploymentStage.prod/Resource] does not ask for the 'originSecret', so that callers can go around the distribution: give it webAcl: WebAcl.standard({ originSecret })");
  });

  test('fails for a web ACL that asks for none, or for another', () => {
    expect(synthesized(restWith(() => WebAcl.standard()).stack)).toThrow('the web ACL [Shop/OrdersApi/Default/#WebAcl] of the stage');
    expect(synthesized(restWith((stack) => WebAcl.standard({ originSecret: new OriginSecret(stack, 'Other') })).stack)).toThrow("does not ask for the 'originSecret'");
  });

  test('is not known of a web ACL of somebody else', () => {
    const known = restWith(() => WebAcl.fromArn('arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/a1'));
    expect(warningsOf(known.stack)).toEqual([expect.stringContaining('has a web ACL whose rules are not known: see to it that one blocks what does not have the \'originSecret\' in x-origin-verify')]);
    const { stack, gateway } = restWith();
    new CfnWebACLAssociation(stack, 'Own', { webAclArn: 'arn', resourceArn: gateway.stage.stageArn });
    expect(warningsOf(stack)).toEqual([expect.stringContaining('whose rules are not known')]);
  });

  test('is not known of an imported stage', () => {
    const stack = testStack('Shop', { env: ENV });
    const restApi = RestApi.fromRestApiId(stack, 'Api', 'abc123');
    const stage = Stage.fromStageAttributes(stack, 'Stage', { restApi, stageName: 'live' });
    new ApiDistribution(stack, 'Distribution', { stage, originSecret: new OriginSecret(stack, 'OriginSecret'), webAcl: WebAcl.none() });
    expect(configOf(stack).Origins[0].OriginPath).toBe('/live');
    expect(warningsOf(stack)).toEqual([expect.stringContaining('the stage is imported')]);
  });

  const http = (authorizer: (stack: Stack, originSecret: OriginSecret) => unknown) => {
    const stack = testStack('Shop', { env: ENV });
    const originSecret = new OriginSecret(stack, 'OriginSecret', { otherGenerations: [2] });
    const { gateway } = testHttpGateway({ authorizer: authorizer(stack, originSecret) as never }, stack);
    new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret, webAcl: WebAcl.none() });
    return { stack, gateway };
  };

  test('is so for a HTTP API whose routes ask an OriginVerifier', () => {
    const { stack } = http((scope, originSecret) => new OriginVerifier(scope, 'Verifier', { originSecret }).authorizer);
    expect(configOf(stack).Origins[0].OriginPath).toBeUndefined();
    expect(warningsOf(stack)).toEqual([]);
    templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { IdentitySource: ['$request.header.x-origin-verify'], EnableSimpleResponses: true, AuthorizerPayloadFormatVersion: '2.0' });
    const { Environment } = Object.values(templateOf(stack).findResources('AWS::Lambda::Function', { Properties: { Environment: { Variables: { HEADER_NAME: 'x-origin-verify' } } } }))[0].Properties;
    expect(JSON.stringify(Environment)).not.toContain('{{resolve:');
  });

  test('warns of routes of a HTTP API that do not, by name', () => {
    expect(warningsOf(http(() => HttpRouteAuthorizer.none()).stack)).toEqual([expect.stringContaining('route "GET /orders" does not ask for the \'originSecret\', so that who may call can go around')]);
    expect(warningsOf(http((scope) => new OriginVerifier(scope, 'Verifier', { originSecret: new OriginSecret(scope, 'Other') }).authorizer).stack)).toEqual([expect.stringContaining('does not ask')]);
  });

  test('is so for a WebSocket API whose $connect asks an OriginVerifier', () => {
    const stack = testStack('Shop', { env: ENV });
    const originSecret = new OriginSecret(stack, 'OriginSecret');
    const gateway = new WebSocketGateway(stack, 'Chat', { authorizer: new OriginVerifier(stack, 'Verifier', { originSecret }).webSocketAuthorizer });
    gateway.addRoute('$connect');
    gateway.addRoute('sendMessage', { handler: testFunction(stack) });
    const distribution = new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret, webAcl: WebAcl.none() });
    expect(configOf(stack)).toMatchObject({ Origins: [{ OriginPath: '/prod' }], DefaultCacheBehavior: { ViewerProtocolPolicy: 'https-only' } });
    expect(distribution.url).toMatch(/^wss:/);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('the verifier may read the secrets, and nothing else but write its log', () => {
    const { stack } = http((scope, originSecret) => new OriginVerifier(scope, 'Verifier', { originSecret }).authorizer);
    const policies = Object.entries(templateOf(stack).findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('Verifier'));
    const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    const reading = statements.filter(({ Action }: any) => [Action].flat().some((action: string) => action.startsWith('secretsmanager:')));
    expect(reading).toEqual([{ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: [{ Ref: expect.stringMatching(/Generation1/) }, { Ref: expect.stringMatching(/Generation2/) }] }]);
    expect(statements.flatMap(({ Action }: any) => Action).sort()).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents', 'secretsmanager:GetSecretValue']);
  });
});

test('a second generation is taken, and the first one sent', () => {
  const stack = testStack('Shop', { env: ENV });
  const originSecret = new OriginSecret(stack, 'OriginSecret', { generation: 2, otherGenerations: [1] });
  const { gateway } = testGateway({ authorizer: RouteAuthorizer.none(), webAcl: WebAcl.standard({ originSecret }) }, stack);
  new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret, webAcl: WebAcl.none() });
  expect(JSON.stringify(configOf(stack).Origins[0].OriginCustomHeaders)).toContain('Generation2');
  expect(propertiesOf(stack, 'AWS::WAFv2::WebACL').Rules[0].Statement.NotStatement.Statement.OrStatement.Statements).toHaveLength(2);
});

test('warns of routes that ask IAM, whose signatures are for another host', () => {
  const stack = testStack('Shop', { env: ENV });
  const originSecret = new OriginSecret(stack, 'OriginSecret');
  const { gateway } = testGateway({ webAcl: WebAcl.standard({ originSecret }) }, stack);
  new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret, webAcl: WebAcl.none() });
  expect(warningsOf(stack)).toEqual([expect.stringContaining('route "GET /orders" asks IAM, whose signature is for the host that the caller knows')]);
});

test('warns of a resource policy that asks for the addresses of callers, in whose place CloudFront stands', () => {
  const stack = testStack('Shop', { env: ENV });
  const originSecret = new OriginSecret(stack, 'OriginSecret');
  const resourcePolicy = ResourcePolicy.onlyIpRanges(['203.0.113.0/24']);
  const { gateway } = testGateway({ authorizer: RouteAuthorizer.none(), resourcePolicy, webAcl: WebAcl.standard({ originSecret }) }, stack);
  new ApiDistribution(stack, 'Distribution', { stage: gateway.stage, originSecret, webAcl: WebAcl.none() });
  expect(warningsOf(stack)).toEqual([expect.stringContaining('the resource policy of the API [Shop/OrdersApi/Default/Resource] asks for "aws:SourceIp", which is the address of CloudFront')]);
});

describe('logs', () => {
  test('go to CloudWatch Logs from us-east-1, without cookies and query strings', () => {
    const { stack } = front({ logs: DistributionLogs.cloudWatch() }, testStack('Shop', { env: US }));
    expect(configOf(stack).Logging).toBeUndefined();
    const { RecordFields } = propertiesOf(stack, 'AWS::Logs::Delivery');
    for (const field of ['cs(Cookie)', 'cs-uri-query', 'cs(Referer)']) expect(RecordFields).not.toContain(field);
    templateOf(stack).hasResourceProperties('AWS::Logs::DeliverySource', { LogType: 'ACCESS_LOGS' });
  });

  test('go to a bucket of one\'s own, or nowhere', () => {
    const stack = testStack('Shop', { env: ENV });
    front({ logs: DistributionLogs.bucket({ bucket: new Bucket(stack, 'Own'), prefix: 'orders/' }) }, stack);
    expect(configOf(stack).Logging).toMatchObject({ Prefix: 'orders/' });
    templateOf(stack).resourceCountIs('AWS::S3::Bucket', 1);
    expect(configOf(front({ logs: DistributionLogs.none() }).stack).Logging).toBeUndefined();
  });

  test.each<[string, string, () => DistributionLogs, string]>([
    ['CloudWatch Logs elsewhere', 'eu-west-1', () => DistributionLogs.cloudWatch(), "'logs' of CloudFront go to CloudWatch Logs from us-east-1 only, got a stack in eu-west-1: write DistributionLogs.bucket()"],
    ['a bucket where CloudFront writes none', 'eu-south-1', () => DistributionLogs.bucket(), "'logs' cannot go to a bucket in eu-south-1"],
    ['an expiration of a bucket of somebody else', 'eu-west-1', () => DistributionLogs.bucket({ bucket: Bucket.fromBucketName(testStack(), 'B', 'logs'), expiration: Duration.days(1) }), "'bucket' is given, so 'expiration' has no effect"],
    ['a misspelt option', 'eu-west-1', () => DistributionLogs.bucket({ expire: 1 } as never), "DistributionLogs.bucket has no option 'expire'"],
    ['text', 'eu-west-1', () => 's3' as never, "'logs' must be DistributionLogs.bucket(), cloudWatch() or none(), got \"s3\""],
  ])('fails with %s', (_what, region, logs, message) => {
    expect(() => front({ logs: logs() }, testStack('Shop', { env: { ...ENV, region } }))).toThrow(message);
  });
});

test.each<[string, Partial<ApiDistributionProps>, string]>([
  ['no secret', { originSecret: undefined }, "'originSecret' must be set, got none, so that callers could go around the distribution"],
  ['a secret and an open origin', { openOrigin: true }, "'openOrigin' is for a distribution without 'originSecret', got both"],
  ['text for a secret', { originSecret: 'hush' as never }, "'originSecret' must be an OriginSecret, got \"hush\""],
  ['a gateway for a stage', { stage: testStack() }, "'stage' must be a stage of an API, got"],
  ['null for a stage', { stage: null as never }, "'stage' must be a stage of an API, got null"],
  ['an URL for a host', { originDomainName: 'https://api.example.com' }, "'originDomainName' must be the name of a host, such as \"api.example.com\", got \"https://api.example.com\""],
  ['a path that ends in "/"', { originPath: '/v1/' }, "'originPath' must be a path that begins with \"/\" and does not end with it"],
  ['a timeout that is too long', { originTimeout: Duration.minutes(3) }, "'originTimeout' must be 1 to 120 whole seconds, got 180"],
  ['a timeout of half a second', { originTimeout: Duration.millis(500) }, "'originTimeout' must be 1 to 120 whole seconds, got 0.5"],
  ['another price class', { priceClass: 'PriceClass_300' as never }, "'priceClass' must be a PriceClass, such as PriceClass.PRICE_CLASS_ALL, got \"PriceClass_300\""],
  ['names without a certificate', { domainNames: ['api.example.com'] }, "'domainNames' need a 'certificate' of us-east-1, got none"],
  ['a text of names', { domainNames: 'api.example.com' as never }, "'domainNames' must be a list"],
  ['a name that is none', { domainNames: ['api_example'] }, "'domainNames' must be names of hosts, got \"api_example\""],
  ['a certificate without names', { certificate: Certificate.fromCertificateArn(testStack(), 'C', CERTIFICATE) }, "'certificate' is for 'domainNames', of which there are none"],
  ['a certificate of another Region', { domainNames: ['a.example.com'], certificate: Certificate.fromCertificateArn(testStack(), 'C', CERTIFICATE.replace('us-east-1', 'eu-west-1')) }, "'certificate' of a distribution is in \"us-east-1\", got one of \"eu-west-1\""],
  ['TLS 1.1', { domainNames: ['a.example.com'], certificate: Certificate.fromCertificateArn(testStack(), 'C', CERTIFICATE), minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_1_2016 }, "'minimumProtocolVersion' must be TLS 1.2 or above, got TLSv1.1_2016"],
  ['a name of another zone', { domainNames: ['a.example.org'], certificate: Certificate.fromCertificateArn(testStack(), 'C', CERTIFICATE), hostedZone: HostedZone.fromHostedZoneAttributes(testStack(), 'Z', { hostedZoneId: 'Z1', zoneName: 'example.com' }) }, "'domainNames' must be of the hosted zone \"example.com\", got \"a.example.org\""],
  ['a comment that is too long', { comment: 'x'.repeat(129) }, "'comment' must be text of at most 128 characters"],
  ['a misspelt prop', { orginSecret: 1 } as never, "ApiDistribution has no option 'orginSecret'"],
])('fails with %s', (_what, props, message) => {
  expect(() => front(props)).toThrow(message);
});

test('an open origin is taken if it is said so', () => {
  const { stack } = front({ originSecret: undefined, openOrigin: true });
  expect(configOf(stack).Origins[0].OriginCustomHeaders).toBeUndefined();
  expect(synthesized(stack)).not.toThrow();
});

test('fails with a secret of another Region', () => {
  const app = new App({ treeMetadata: false });
  const originSecret = new OriginSecret(new Stack(app, 'There', { env: US }), 'OriginSecret');
  expect(() => front({ originSecret }, new Stack(app, 'Shop', { env: ENV }))).toThrow("'originSecret' must be of the account and Region of the distribution, since CloudFormation reads it there, got [There/OriginSecret]");
});

test('fails in front of an API that is edge-optimized, private, or whose own endpoint is off', () => {
  const inFrontOf = (stage: ApiDistributionProps['stage'], props = {}) => () => new ApiDistribution(stage.node.scope as Stack, `In front of ${stage.node.id}`, { stage, openOrigin: true, ...props });
  const { gateway } = testGateway({ endpoint: RestEndpoint.edge() });
  expect(inFrontOf(gateway.stage)).toThrow("'stage' must be of a regional API, got one of an edge-optimized API");
  const stack = testStack();
  const unsaid = new CfnRestApi(stack, 'Unsaid', { name: 'x' });
  expect(inFrontOf(new CfnStage(stack, 'OfUnsaid', { restApiId: unsaid.ref, stageName: 'x' }))).toThrow('edge-optimized');
  const closed = new CfnRestApi(stack, 'Closed', { name: 'x', endpointConfiguration: { types: [EndpointType.PRIVATE] } });
  expect(inFrontOf(new CfnStage(stack, 'OfClosed', { restApiId: closed.ref, stageName: 'x' }))).toThrow("'stage' must be of an API that CloudFront reaches, got one of a private API");
  const off = testHttpGateway({ disableExecuteApiEndpoint: true }).gateway;
  expect(inFrontOf(off.stage)).toThrow("'originDomainName' must be set, got none, since the API's own endpoint is off");
  const { gateway: mapped } = testHttpGateway({ disableExecuteApiEndpoint: true });
  expect(inFrontOf(mapped.stage, { originDomainName: 'api.example.com' })).not.toThrow();
});

test.each<[string, unknown, string]>([
  ['a header of CloudFront', { headerName: 'X-Edge-Secret' }, "'headerName' must be a header of your own, got \"X-Edge-Secret\", which CloudFront does not add"],
  ['a header that is needed', { headerName: 'Authorization' }, 'which callers, CloudFront or API Gateway need'],
  ['a header with a space', { headerName: 'x y' }, 'which is not 1 to 64 letters, digits and hyphens'],
  ['a generation 0', { generation: 0 }, "'generation' must be a whole number from 1, got 0"],
  ['a generation twice', { otherGenerations: [1] }, "'otherGenerations' must not have 1, which is there already"],
  ['a number of generations', { otherGenerations: 2 }, "'otherGenerations' must be a list, such as [2], got 2"],
  ['a misspelt prop', { generations: 2 }, "OriginSecret has no option 'generations'"],
])('a secret fails with %s', (_what, props, message) => {
  expect(() => new OriginSecret(testStack(), 'OriginSecret', props as never)).toThrow(message);
});

test('a verifier fails without a secret', () => {
  expect(() => new OriginVerifier(testStack(), 'Verifier', { originSecret: undefined as never })).toThrow("'originSecret' must be an OriginSecret, got undefined");
  expect(() => new OriginVerifier(testStack(), 'Verifier', { secret: 1 } as never)).toThrow("OriginVerifier has no option 'secret'");
});
