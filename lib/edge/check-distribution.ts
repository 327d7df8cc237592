import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { PriceClass, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ApiDistributionProps } from './api-distribution-props';
import { checkCertificate } from './check-certificate';
import { DistributedStage } from './distributed-stage';
import { OriginSecret } from './origin-secret';
import { checkMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkKinds, has } from '../private/kinds';
import { differencesOf } from '../private/place';

const MEMBERS: Members<ApiDistributionProps> = {
  stage: true,
  originSecret: true,
  openOrigin: true,
  originDomainName: true,
  originPath: true,
  originTimeout: true,
  webAcl: true,
  domainNames: true,
  certificate: true,
  hostedZone: true,
  minimumProtocolVersion: true,
  priceClass: true,
  responseHeadersPolicy: true,
  logs: true,
  comment: true,
};

const { SSL_V3, TLS_V1, TLS_V1_2016, TLS_V1_1_2016 } = SecurityPolicyProtocol;
const TOO_OLD = [SSL_V3, TLS_V1, TLS_V1_2016, TLS_V1_1_2016];

const HOST = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const [LONGEST_TIMEOUT, MOST_NAMES, LONGEST_COMMENT] = [120, 100, 128];

/** Checks what a distribution is told, but for what it is in front of. */
export function checkDistribution(props: ApiDistributionProps, scope: IConstruct): void {
  checkMembers(props, Object.keys(MEMBERS), 'ApiDistribution', scope);
  checkKinds(props, [
    ['originSecret', (value) => OriginSecret.isOriginSecret(value), 'an OriginSecret'],
    ['openOrigin', (value) => typeof value === 'boolean', 'true or false'],
    ['originDomainName', (value) => typeof value === 'string' && (Token.isUnresolved(value) || HOST.test(value)), 'the name of a host, such as "api.example.com"'],
    ['originPath', (value) => typeof value === 'string' && (Token.isUnresolved(value) || /^(\/[\w.~$-]+)+$/.test(value)), 'a path that begins with "/" and does not end with it, such as "/v1"'],
    ['originTimeout', (value) => typeof value?.toSeconds === 'function', 'a Duration, such as Duration.seconds(30)'],
    ['webAcl', has('_ofDistribution', 'function'), 'WebAcl.standard(), WebAcl.fromArn("…"), WebAcl.fromWebAcl(webAcl) or WebAcl.none()'],
    ['domainNames', (value) => Array.isArray(value), 'a list, such as ["api.example.com"]'],
    ['hostedZone', has('hostedZoneId', 'string'), 'a hosted zone of aws-cdk-lib/aws-route53'],
    ['minimumProtocolVersion', (value) => Object.values(SecurityPolicyProtocol).includes(value), 'a SecurityPolicyProtocol, such as SecurityPolicyProtocol.TLS_V1_2_2021'],
    ['priceClass', (value) => Object.values(PriceClass).includes(value), 'a PriceClass, such as PriceClass.PRICE_CLASS_ALL'],
    ['responseHeadersPolicy', has('responseHeadersPolicyRef', 'object'), 'a policy, such as ResponseHeadersPolicy.SECURITY_HEADERS'],
    ['logs', has('_props', 'function'), 'DistributionLogs.bucket(), cloudWatch() or none()'],
    ['comment', (value) => typeof value === 'string' && (Token.isUnresolved(value) || value.length <= LONGEST_COMMENT), `text of at most ${LONGEST_COMMENT} characters`],
  ], scope);
  checkTimeout(props.originTimeout, scope);
  checkNames(props, scope);
  checkSecret(props, scope);
}

function checkTimeout(timeout: Duration | undefined, scope: IConstruct): void {
  if (!timeout || timeout.isUnresolved()) return;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST_TIMEOUT) {
    fail(`'originTimeout' must be 1 to ${LONGEST_TIMEOUT} whole seconds, got ${seconds}: write Duration.seconds(30), which is above the 29 of API Gateway, for example`, scope);
  }
}

function checkNames({ domainNames = [], certificate, hostedZone, minimumProtocolVersion }: ApiDistributionProps, scope: IConstruct): void {
  if (domainNames.length > MOST_NAMES) fail(`'domainNames' are at most ${MOST_NAMES}, got ${domainNames.length}: let "*.example.com" stand for some`, scope);
  for (const name of domainNames) {
    if (typeof name !== 'string' || (!Token.isUnresolved(name) && !HOST.test(name.replace(/^\*\./, '')))) fail(`'domainNames' must be names of hosts, got ${show(name)}: write "api.example.com", for example`, scope);
  }
  if (domainNames.length > 0 && !certificate) fail("'domainNames' need a 'certificate' of us-east-1, got none: request one there, or leave the names out", scope);
  if (certificate) checkCertificate(scope, certificate, { prop: 'certificate', region: 'us-east-1', owner: 'a distribution' });
  if (domainNames.length === 0) {
    const idle = Object.entries({ certificate, hostedZone, minimumProtocolVersion }).find(([, value]) => value !== undefined);
    if (idle) fail(`'${idle[0]}' is for 'domainNames', of which there are none: write domainNames: ["api.example.com"], for example`, scope);
  }
  if (minimumProtocolVersion && TOO_OLD.includes(minimumProtocolVersion)) {
    fail(`'minimumProtocolVersion' must be TLS 1.2 or above, got ${minimumProtocolVersion}: write SecurityPolicyProtocol.TLS_V1_2_2021, for example`, scope);
  }
  const zoneName = hostedZone?.zoneName;
  if (!hostedZone || Token.isUnresolved(zoneName)) return;
  const elsewhere = domainNames.find((name) => !Token.isUnresolved(name) && name !== zoneName && !name.endsWith(`.${zoneName}`));
  if (elsewhere) fail(`'domainNames' must be of the hosted zone ${show(zoneName)}, got ${show(elsewhere)}: give another 'hostedZone', or leave it out and define the records yourself`, scope);
}

function checkSecret({ originSecret, openOrigin }: ApiDistributionProps, scope: IConstruct): void {
  if (!originSecret && !openOrigin) {
    fail("'originSecret' must be set, got none, so that callers could go around the distribution: write new OriginSecret(this, \"OriginSecret\") and let the API ask for it, too, or set openOrigin: true", scope);
  }
  if (originSecret && openOrigin) fail("'openOrigin' is for a distribution without 'originSecret', got both: leave one out", scope);
  if (originSecret && differencesOf(Stack.of(originSecret), scope).length > 0) {
    fail(`'originSecret' must be of the account and Region of the distribution, since CloudFormation reads it there, got [${originSecret.node.path}]: define the distribution in a stack of its Region; only its certificate and its web ACL have to be in us-east-1`, scope);
  }
}

/** Checks what a distribution is in front of. */
export function checkDistributedApi({ api }: DistributedStage, props: ApiDistributionProps, scope: IConstruct): void {
  if (!api) return;
  if (api.disableExecuteApiEndpoint === true && !props.originDomainName) {
    fail("'originDomainName' must be set, got none, since the API's own endpoint is off: write the name of a custom domain of it, \"api.example.com\"", scope);
  }
  if (!CfnRestApi.isCfnRestApi(api)) return;
  const configuration = Stack.of(api).resolve(api.endpointConfiguration) as { types?: unknown[] } | undefined;
  const types = configuration?.types ?? ['EDGE']; // without a configuration CloudFormation makes the API edge-optimized
  if (types.includes('PRIVATE')) fail("'stage' must be of an API that CloudFront reaches, got one of a private API: make it regional, 'endpoint: RestEndpoint.regional()'", scope);
  if (types.includes('EDGE')) {
    fail("'stage' must be of a regional API, got one of an edge-optimized API, which is behind a distribution of API Gateway already: write 'endpoint: RestEndpoint.regional()', or endpointTypes: [EndpointType.REGIONAL] of the L2", scope);
  }
}
