import { CfnClientCertificate, EndpointType, MethodLoggingLevel, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Stack } from 'aws-cdk-lib/core';
import {
  AccessLogs, AlertTopic, CacheClusterSize, ClientCertificate, FunctionRelease, GatewayDomain, HttpGateway, mixins, Release, RequestSchema,
  RestGatewayProps, RestLayout, WebAcl, WebAclLogs, WebSocketGateway,
} from '../../lib';
import { findCycle } from '../contract/support/cycles';
import { annotationsOf, templateOf, testFunction, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const HARDENED_KEY = { 'Fn::GetAtt': [expect.stringMatching(/^HardenedKey/), 'Arn'] };
const resources = (stack: Stack, type: string): any[] =>
  Object.values(templateOf(stack).findResources(type)).map(({ Properties }) => Properties ?? {});
const only = (stack: Stack, type: string): any => {
  const found = resources(stack, type);
  expect(found).toHaveLength(1);
  return found[0];
};
const statementsOf = (stack: Stack): any[] => resources(stack, 'AWS::KMS::Key').find(({ Description }) => /hardened/.test(Description)).KeyPolicy.Statement;

/** The names of log groups that CloudWatch Logs may use the key for. */
const namesOf = (stack: Stack): string[] => statementsOf(stack).flatMap(({ Condition }) => Condition?.ArnLike?.['kms:EncryptionContext:aws:logs:arn'] ?? []).map((arn) =>
  JSON.stringify(arn['Fn::Join'][1]).replace(/^.*:log-group:/, '').replace(/"\]$/, '').replace('",{"Ref":"AWS::StackName"},"', '<stack>')).sort();

describe('a hardened REST API', () => {
  const hardened = (props?: RestGatewayProps) => testGateway({ hardened: true, ...props });

  test('has a web ACL with a log, a client certificate, X-Ray and an execution log without the data of requests', () => {
    const { stack } = hardened();
    templateOf(stack).resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
    templateOf(stack).resourceCountIs('AWS::WAFv2::LoggingConfiguration', 1);
    expect(only(stack, 'AWS::ApiGateway::Stage')).toMatchObject({
      ClientCertificateId: { Ref: expect.stringMatching(/^OrdersApiClientCertificateGeneration1/) },
      TracingEnabled: true,
      MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR', DataTraceEnabled: false }],
    });
  });

  test('encrypts all its log groups and its topic with one key of the stack, which is rotated and kept', () => {
    const { stack } = hardened({ alertEmails: ['oncall@example.com'] });
    const groups = resources(stack, 'AWS::Logs::LogGroup').filter(({ RetentionInDays }) => RetentionInDays === 90); // not that of the function that ensures the role, of the whole account
    expect(groups).toHaveLength(3);
    for (const { KmsKeyId } of groups) expect(KmsKeyId).toEqual(HARDENED_KEY);
    expect(only(stack, 'AWS::SNS::Topic').KmsMasterKeyId).toEqual(HARDENED_KEY);
    templateOf(stack).hasResource('AWS::KMS::Key', { Properties: { EnableKeyRotation: true }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('lets CloudWatch Logs of the Region use the key for log groups that are called as its own', () => {
    const { stack } = hardened({ alertEmails: ['oncall@example.com'] });
    expect(namesOf(stack)).toEqual(['<stack>-*', 'API-Gateway-Execution-Logs_*/prod*', 'aws-waf-logs-ShopOrdersApiWebAclC28442FA-*']);
    const ofLogs = statementsOf(stack).filter(({ Condition }) => Condition?.ArnLike);
    for (const { Principal } of ofLogs) expect(Principal).toEqual({ Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } });
    expect(statementsOf(stack).filter(({ Principal }) => Principal.Service === 'cloudwatch.amazonaws.com')).toMatchObject([{ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }]);
  });

  test('gives its further stages the same web ACL and certificate, and the key', () => {
    const { stack, gateway } = hardened();
    gateway.addStage('beta', { accessLogs: AccessLogs.cloudWatch({ retention: 7 }) });
    templateOf(stack).resourceCountIs('AWS::WAFv2::WebACL', 1);
    templateOf(stack).resourceCountIs('AWS::WAFv2::WebACLAssociation', 2);
    templateOf(stack).resourceCountIs('AWS::ApiGateway::ClientCertificate', 1);
    expect(resources(stack, 'AWS::Logs::LogGroup').find(({ RetentionInDays }) => RetentionInDays === 7).KmsKeyId).toEqual(HARDENED_KEY);
    const [first, second] = resources(stack, 'AWS::ApiGateway::Stage');
    expect(second.ClientCertificateId).toEqual(first.ClientCertificateId);
  });

  test('checks body and parameters of every route', () => {
    const { stack, gateway, handler } = testGateway({ hardened: true, layout: RestLayout.RESOURCES });
    const requestSchema = RequestSchema.fromInline({ type: 'object' });
    const own = gateway.api.addRequestValidator('Own', { validateRequestParameters: true });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler, requestSchema });
    gateway.addRoutes({ path: '/own', methods: [HttpMethod.GET], handler, requestValidator: own });
    const validators = Object.entries(templateOf(stack).findResources('AWS::ApiGateway::RequestValidator')).map(([id, { Properties }]) => [id, Properties.Name, Properties.ValidateRequestBody, Properties.ValidateRequestParameters]);
    const [ofAll, ofRoute] = ['body-and-parameters', undefined].map((name) => validators.find((validator) => validator[1] === name)!);
    expect([ofAll, ofRoute].map((validator) => validator.slice(1))).toEqual([['body-and-parameters', true, true], [undefined, undefined, true]]);
    const used = resources(stack, 'AWS::ApiGateway::Method').map(({ RequestValidatorId }) => RequestValidatorId.Ref);
    expect(used).toEqual([ofAll[0], ofAll[0], ofRoute[0]]);
  });

  test('keeps what is said: another web ACL, a certificate, a key, a level', () => {
    const stack = testStack();
    const encryptionKey = new Key(stack, 'Own');
    const clientCertificate = new ClientCertificate(stack, 'Certificate', { generation: 3 });
    testGateway({
      hardened: true,
      webAcl: WebAcl.standard({ countOnly: true, logs: WebAclLogs.cloudWatch({ encryptionKey }) }),
      clientCertificate,
      accessLogs: AccessLogs.cloudWatch({ encryptionKey }),
      executionLogs: { encryptionKey, level: MethodLoggingLevel.INFO },
      alertTopic: new AlertTopic(stack, 'Alerts', { encryptionKey }).topic,
    }, stack);
    expect(Object.keys(templateOf(stack).findResources('AWS::KMS::Key'))).toHaveLength(1);
    expect(Object.keys(templateOf(stack).findResources('AWS::ApiGateway::ClientCertificate'))).toEqual([expect.stringMatching(/^CertificateGeneration3/)]);
    expect(only(stack, 'AWS::ApiGateway::Stage').MethodSettings[0].LoggingLevel).toBe('INFO');
  });

  test('takes a web ACL and a certificate that are given to its stage by the L1', () => {
    const stack = testStack();
    const certificate = new CfnClientCertificate(stack, 'Certificate');
    const restApiProps = { deployOptions: { clientCertificateId: certificate.ref } };
    const { gateway } = testGateway({ hardened: true, webAcl: WebAcl.none(), restApiProps }, stack);
    new CfnWebACLAssociation(stack, 'Association', { webAclArn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b', resourceArn: gateway.stage.stageArn });
    expect(only(stack, 'AWS::ApiGateway::Stage').ClientCertificateId).toEqual({ Ref: 'Certificate' });
  });

  test('is no cycle with a function that is released by the alarms of the API', () => {
    const stack = testStack();
    const release = new FunctionRelease(stack, 'Release', { handler: testFunction(stack, 'Released') });
    const { gateway } = testGateway({ hardened: true, alertEmails: ['oncall@example.com'] }, stack);
    gateway.addRoutes({ path: '/released', handler: release.alias });
    release.addRollbackAlarm(gateway.alarms.serverErrorRate);
    expect(findCycle(templateOf(stack).toJSON() as never)).toBeUndefined();
  });

  test('encrypts the log groups of its canaries, too', () => {
    const stack = testStack();
    const logGroup = new LogGroup(stack, 'Shared', { encryptionKey: new Key(stack, 'Own') });
    testGateway({ hardened: true, accessLogs: AccessLogs.cloudWatch({ logGroup }), release: Release.canary({ percentTraffic: 10 }) }, stack);
    const ofCanaries = Object.entries(templateOf(stack).findResources('AWS::Logs::LogGroup')).filter(([id]) => /Canary/.test(id));
    expect(ofCanaries).toHaveLength(2);
    for (const [, { Properties }] of ofCanaries) expect(Properties.KmsKeyId).toEqual(HARDENED_KEY);
    expect(namesOf(stack)).toContain('*/Canary*');
  });

  test('does not turn a cache on, and encrypts one that is', () => {
    expect(only(hardened().stack, 'AWS::ApiGateway::Stage').CacheClusterEnabled).toBe(false);
    const { stack } = hardened({ cache: { clusterSize: CacheClusterSize.GB_0_5 } });
    expect(only(stack, 'AWS::ApiGateway::Stage').MethodSettings[0].CacheDataEncrypted).toBe(true);
  });

  test.each<[EndpointType, string]>([
    [EndpointType.REGIONAL, 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09'],
    [EndpointType.EDGE, 'SecurityPolicy_TLS12_PFS_2025_EDGE'],
  ])('asks of clients of its own %s domain what Security Hub recommends', (endpointType, policy) => {
    const stack = testStack();
    const certificate = Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/a');
    testGateway({ hardened: true, domain: { name: 'api.example.com', certificate, endpointType } }, stack);
    expect(only(stack, 'AWS::ApiGateway::DomainName')).toMatchObject({ SecurityPolicy: policy, EndpointAccessMode: 'STRICT' });
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((text) => text.includes('hardenedDomain'))).toEqual([]);
  });

  test('warns of a domain that asks for less: one with mutual TLS, one that is shared, one that says so', () => {
    const stack = testStack();
    const certificate = Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/a');
    const mutualTls = { truststoreBucket: Bucket.fromBucketName(stack, 'Bucket', 'trusted'), truststoreKey: 'trusted.pem' };
    const shared = new GatewayDomain(stack, 'Domain', { name: 'shared.example.com', certificate });
    const { gateway } = testGateway({ hardened: true, disableExecuteApiEndpoint: true, domain: { name: 'api.example.com', certificate, mutualTls } }, stack);
    gateway.addStage('shared', { domain: { shared } });
    gateway.addStage('own', { domain: { name: 'own.example.com', certificate, securityPolicy: SecurityPolicy.TLS_1_2 } });
    expect(annotationsOf(stack, 'aws:cdk:warning').filter((text) => /^the domain of this hardened gateway has the security policy TLS_1_2, and APIGateway.11/.test(text))).toHaveLength(3);
  });

  const OR_NOT = ", or leave 'hardened' out";
  test.each<[string, RestGatewayProps, string]>([
    ['no access log', { accessLogs: AccessLogs.none() }, `'hardened' asks for an access log, got a stage without one: leave out 'accessLogs: AccessLogs.none()'${OR_NOT}`],
    ['no web ACL', { webAcl: WebAcl.none() }, `'hardened' asks for a web ACL, got a stage without one: leave out 'webAcl: WebAcl.none()'${OR_NOT}`],
    ['a web ACL without a log', { webAcl: WebAcl.standard({ logs: WebAclLogs.none() }) }, "'hardened' asks for a web ACL with a log, got [Shop/OrdersApi/Default/#WebAcl] without one: leave out 'logs: WebAclLogs.none()'"],
    ['no tracing', { tracing: false }, `'hardened' asks for X-Ray, got 'tracing' false: leave it out${OR_NOT}`],
    ['no execution log', { executionLogs: { level: MethodLoggingLevel.OFF } }, `'hardened' asks for an execution log, got the level "OFF" for "*": leave the level out, or write MethodLoggingLevel.ERROR${OR_NOT}`],
    ['a route without an execution log', { routes: { 'GET /orders': { loggingLevel: MethodLoggingLevel.OFF } } }, 'got the level "OFF" for "GET /orders"'],
    ['the data of requests in a log', { executionLogs: { dataTrace: true, dataTraceAcknowledged: true } }, `'hardened' asks for logs without the data of requests, got 'dataTrace' for "*": leave it out${OR_NOT}`],
    ['a plain cache', { restApiProps: { deployOptions: { cacheClusterEnabled: true, cachingEnabled: true } } }, `'hardened' asks for a cache that is encrypted, got a plain one for "*": leave out 'cache.encrypted: false'${OR_NOT}`],
  ])('fails for %s', (_what, props, message) => {
    expect(() => templateOf(hardened(props).stack)).toThrow(message);
  });

  test('fails for what a further stage lacks, and for what is taken away later', () => {
    const { stack, gateway } = hardened();
    gateway.addStage('beta', { webAcl: WebAcl.none() });
    expect(() => templateOf(stack)).toThrow("[Shop/OrdersApi/#Stage:beta/Stage/Resource] 'hardened' asks for a web ACL");
    const other = hardened();
    other.gateway.stage.with(new mixins.StageTracing({ enabled: false }));
    expect(() => templateOf(other.stack)).toThrow("'hardened' asks for X-Ray");
  });

  test('fails for a log group and a topic of the app that are not encrypted', () => {
    const stack = testStack();
    testGateway({ hardened: true, accessLogs: AccessLogs.cloudWatch({ logGroup: new LogGroup(stack, 'Plain') }) }, stack);
    expect(() => templateOf(stack)).toThrow("'hardened' asks for an access log that is encrypted with a key, got the log group [Shop/Plain/Resource] without one: give it an 'encryptionKey'");
    const other = testStack();
    expect(() => testGateway({ hardened: true, alertTopic: new Topic(other, 'Plain') }, other)).toThrow(
      "'alertTopic' of a hardened gateway must be encrypted with a key, got [Shop/Plain], which is not: take AlertTopic\n    at [Shop/OrdersApi]",
    );
  });

  test('fails for what is neither true nor false', () => {
    expect(() => testGateway({ hardened: 'yes' as never })).toThrow("'hardened' must be true or false, got \"yes\"\n    at [Shop/OrdersApi]");
    expect(() => testGateway({ hardened: null as never })).toThrow("'hardened' must be true or false, got null\n    at [Shop/OrdersApi]");
  });
});

test('one key is that of all hardened gateways of a stack, whatever their types', () => {
  const { stack } = testGateway({ hardened: true });
  new HttpGateway(stack, 'Http', { hardened: true });
  new WebSocketGateway(stack, 'WebSocket', { hardened: true }).addRoute('$connect');
  templateOf(stack).resourceCountIs('AWS::KMS::Key', 1);
  expect(namesOf(stack)).toHaveLength(5);
});

describe('a hardened HTTP API', () => {
  test('encrypts its access log and its topic, in every stage', () => {
    const { stack, gateway } = testHttpGateway({ hardened: true, alertEmails: ['oncall@example.com'] });
    gateway.addStage('beta');
    const groups = resources(stack, 'AWS::Logs::LogGroup');
    expect(groups.map(({ KmsKeyId }) => KmsKeyId)).toEqual([HARDENED_KEY, HARDENED_KEY]);
    expect(namesOf(stack)).toEqual(['/aws/vendedlogs/apis/*/.default*', '/aws/vendedlogs/apis/*/beta*']);
    expect(only(stack, 'AWS::SNS::Topic').KmsMasterKeyId).toEqual(HARDENED_KEY);
  });

  test('fails without an access log', () => {
    expect(() => templateOf(testHttpGateway({ hardened: true, accessLogs: AccessLogs.none() }).stack)).toThrow("'hardened' asks for an access log, got a stage without one");
  });
});

describe('a hardened WebSocket API', () => {
  test('has a client certificate, and encrypts its logs, those of its functions and its topic', () => {
    const { stack } = testWebSocketGateway({ hardened: true, alertEmails: ['oncall@example.com'] });
    expect(only(stack, 'AWS::ApiGatewayV2::Stage')).toMatchObject({ ClientCertificateId: { Ref: expect.anything() }, DefaultRouteSettings: { LoggingLevel: 'ERROR', DataTraceEnabled: false } });
    expect(namesOf(stack)).toEqual(['/aws/apigateway/*/prod*', '<stack>-*']);
    const withConnections = testStack();
    new WebSocketGateway(withConnections, 'ChatApi', { hardened: true, connections: {} });
    const groups = resources(withConnections, 'AWS::Logs::LogGroup').filter(({ RetentionInDays }) => RetentionInDays === 90);
    expect(groups.length).toBeGreaterThan(2);
    for (const { KmsKeyId } of groups) expect(KmsKeyId).toEqual(HARDENED_KEY);
  });

  test('fails for a route without an execution log', () => {
    const { stack } = testWebSocketGateway({ hardened: true, routes: { sendMessage: { loggingLevel: MethodLoggingLevel.OFF } } });
    expect(() => templateOf(stack)).toThrow('\'hardened\' asks for an execution log, got the level "OFF" for "sendMessage"');
  });
});

test('a gateway that is not hardened has no key, no web ACL and no certificate', () => {
  const { stack } = testGateway({ hardened: false });
  for (const type of ['AWS::KMS::Key', 'AWS::WAFv2::WebACL', 'AWS::ApiGateway::ClientCertificate', 'AWS::ApiGateway::RequestValidator']) templateOf(stack).resourceCountIs(type, 0);
});
