import { EndpointAccessMode, EndpointType, IpAddressType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { DomainFacts } from './domain-facts';
import { DomainRoutingMode } from './domain-routing-mode';
import { GatewayDomainSettings, MutualTlsOptions } from './gateway-domain-props';
import { checkPolicyOfEndpoint, isEnhanced } from './security-policies';
import { ApiType } from '../private/api-type';
import { checkMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, has, isTextToken, Kinds } from '../private/kinds';

export const SETTINGS: Members<GatewayDomainSettings> = {
  certificate: true,
  hostedZone: true,
  records: true,
  endpointType: true,
  securityPolicy: true,
  endpointAccessMode: true,
  ipAddressType: true,
  mutualTls: true,
  routingMode: true,
};

const MUTUAL_TLS: Members<MutualTlsOptions> = {
  truststoreBucket: true, truststoreKey: true, truststoreVersion: true, ownershipVerificationCertificate: true,
};

const isText = (value: any) => typeof value === 'string' && value !== '';
const oneOf = (values: object) => (value: any) => isTextToken(value) || Object.values(values).includes(value);

const KINDS: Kinds<GatewayDomainSettings> = [
  ['hostedZone', (value) => typeof value === 'object' && value !== null && 'hostedZoneId' in value, 'a hosted zone of aws-cdk-lib/aws-route53'],
  ['records', has('_bind', 'function'), 'DomainRecords.simple(), for example, or DomainRecords.latency()'],
  ['endpointType', oneOf([EndpointType.REGIONAL, EndpointType.EDGE]), 'EndpointType.REGIONAL or EndpointType.EDGE'],
  ['securityPolicy', isText, 'a SecurityPolicy, such as SecurityPolicy.TLS_1_2'],
  ['endpointAccessMode', oneOf(EndpointAccessMode), 'EndpointAccessMode.STRICT or EndpointAccessMode.BASIC'],
  ['ipAddressType', oneOf(IpAddressType), 'IpAddressType.IPV4 or IpAddressType.DUAL_STACK'],
  ['mutualTls', isObject, 'options, such as { truststoreBucket, truststoreKey: "truststore.pem" }'],
  ['routingMode', oneOf(DomainRoutingMode), 'a DomainRoutingMode, such as DomainRoutingMode.RULES_ONLY'],
];

/** Labels of lower case, at most 63 characters each and 253 together, the first of which may be "*". */
const NAME = /^(?=.{1,253}$)(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html */
const BASE_PATH = /^[\w$.+!*'()-]+(\/[\w$.+!*'()-]+)*$/;
const LONGEST_BASE_PATH = 300;

/** Checks the name of a domain. */
export function checkDomainName(prop: string, name: string, scope: IConstruct): void {
  if (isTextToken(name)) return;
  if (typeof name !== 'string' || !NAME.test(name)) {
    fail(`'${prop}' must be a name of lower-case letters, digits and hyphens, whose first part may be "*", got ${show(name)}: write "api.example.com", for example`, scope);
  }
}

/** Checks a path that leads to a stage. */
export function checkBasePath(prop: string, basePath: string, scope: IConstruct, longest = LONGEST_BASE_PATH): void {
  if (isTextToken(basePath)) return;
  if (typeof basePath !== 'string' || basePath.length > longest || !BASE_PATH.test(basePath)) {
    fail(`'${prop}' must be letters, digits and $-_.+!*'() between single slashes, at most ${longest} characters, without a slash at its ends, got ${show(basePath)}: write "orders", for example, or leave it out for all paths`, scope);
  }
}

/** Checks what is said of a domain, but for its certificates. */
export function checkSettings(settings: GatewayDomainSettings, name: string, scope: IConstruct): void {
  checkKinds(settings, KINDS, scope);
  const { hostedZone, records, mutualTls } = settings;
  if (hostedZone) checkZone(hostedZone, name, settings.certificate === undefined, scope);
  if (!hostedZone && records?._bind(scope)) fail("'records' go into a hosted zone, got none: set 'hostedZone', or leave 'records' out", scope);
  if (mutualTls) checkTruststore(mutualTls, scope);
}

/**
 * Checks what goes together on a domain: docs/edge.md has the table.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
 */
export function checkFacts({ endpointType, securityPolicy, mutualTls }: DomainFacts, scope: IConstruct): void {
  if (Token.isUnresolved(endpointType) || Token.isUnresolved(securityPolicy)) return;
  checkPolicyOfEndpoint(securityPolicy, endpointType, 'domain', scope);
  if (mutualTls && endpointType === EndpointType.EDGE) fail("'mutualTls' is not for an edge-optimized domain: leave 'endpointType' out, or ask for no certificates", scope);
  if (mutualTls && securityPolicy !== SecurityPolicy.TLS_1_2) fail(`'mutualTls' goes with 'securityPolicy: SecurityPolicy.TLS_1_2' only, got ${securityPolicy}: leave 'securityPolicy' out`, scope);
}

/**
 * Checks that a domain can serve an API of a type below a path.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
 */
export function checkServes({ endpointType, securityPolicy, mutualTls }: DomainFacts, apiType: ApiType, basePath: string, scope: IConstruct): void {
  if (Token.isUnresolved(endpointType) || Token.isUnresolved(securityPolicy)) return;
  const kind = apiType === 'WEBSOCKET' ? 'WebSocket' : 'HTTP';
  const edge = endpointType === EndpointType.EDGE;
  if (apiType !== 'REST' && edge) fail(`'domain' of a ${kind} API must be regional, got an edge-optimized one: use a domain with EndpointType.REGIONAL`, scope);
  if (apiType !== 'REST' && securityPolicy !== SecurityPolicy.TLS_1_2) {
    fail(`'domain' of a ${kind} API must have 'securityPolicy: SecurityPolicy.TLS_1_2', got ${securityPolicy}: use another domain, or a REST API${isEnhanced(securityPolicy) ? ', which may have such a policy' : ''}`, scope);
  }
  if (apiType === 'WEBSOCKET' && mutualTls) fail("'domain' of a WebSocket API must have no 'mutualTls', which API Gateway has for REST and HTTP APIs: let an authorizer of \"$connect\" check who connects", scope);
  if (Token.isUnresolved(basePath) || !basePath.includes('/')) return;
  const instead = 'write a base path without a slash';
  if (apiType === 'WEBSOCKET') fail(`'domain.basePath' of a WebSocket API must have one level, got ${show(basePath)}: ${instead}`, scope);
  if (edge || securityPolicy === SecurityPolicy.TLS_1_0) {
    fail(`'domain.basePath' with several levels goes with a regional domain of TLS 1.2 or more, got ${show(basePath)} on ${edge ? 'an edge-optimized one' : 'one of TLS_1_0'}: ${instead}, or change the domain`, scope);
  }
}

function checkZone(zone: IHostedZone, name: string, validates: boolean, scope: IConstruct): void {
  const zoneName = zone.zoneName?.replace(/\.$/, '');
  if (zoneName && ![name, zoneName].some((text) => Token.isUnresolved(text)) && name !== zoneName && !name.endsWith(`.${zoneName}`)) {
    fail(`'hostedZone' must be one that has ${show(name)}, got ${show(zoneName)}: give the zone of the name or of a part after one of its dots`, scope);
  }
  const { vpcs } = zone as { vpcs?: unknown }; // of a zone of the L2
  if (validates && Array.isArray(vpcs) && vpcs.length > 0) {
    fail("'hostedZone' must be a public one to validate a certificate, got a private one: set 'certificate'", scope);
  }
}

function checkTruststore(options: MutualTlsOptions, scope: IConstruct): void {
  checkMembers(options, Object.keys(MUTUAL_TLS), "'mutualTls'", scope);
  checkKinds(options, [
    ['truststoreBucket', has('bucketName', 'string'), 'a bucket of aws-cdk-lib/aws-s3'],
    ['truststoreKey', isText, 'the name of an object in the bucket, such as "truststore.pem"'],
    ['truststoreVersion', isText, 'the version of the object'],
  ], scope);
  for (const prop of ['truststoreBucket', 'truststoreKey'] as const) {
    if (options[prop] === undefined || options[prop] === null) fail(`'mutualTls.${prop}' must be set, got none: write { truststoreBucket, truststoreKey: "truststore.pem" }`, scope);
  }
  if (isVersioned(options.truststoreBucket) === false) {
    fail("'mutualTls.truststoreBucket' must be versioned, since a new truststore is a new version: set 'versioned: true' of the bucket", scope);
  }
}

/** Whether a bucket keeps versions; undefined if nobody knows. */
function isVersioned(bucket: IBucket): boolean | undefined {
  const l1 = bucket.node?.defaultChild;
  if (!l1 || !CfnBucket.isCfnBucket(l1)) return undefined;
  const { versioningConfiguration } = l1;
  if (Token.isUnresolved(versioningConfiguration)) return undefined;
  return (versioningConfiguration as CfnBucket.VersioningConfigurationProperty | undefined)?.status === 'Enabled';
}
