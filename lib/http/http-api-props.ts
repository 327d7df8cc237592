import { HttpApiProps, HttpStageOptions, IpAddressType } from 'aws-cdk-lib/aws-apigatewayv2';
import { IConstruct } from 'constructs';
import { renderCors } from './http-cors';
import { HttpGatewayProps } from './http-gateway-props';
import { HttpGatewayStageOptions } from './http-gateway-stage-options';
import { checkScopeNames } from '../access/check-scopes';
import { HttpRouteAuthorizer } from '../access/http-route-authorizer';
import { checkKinds, checkOffered, GATEWAY_KINDS, has, isOneOf, Kinds, oneOf, STAGE_OPTION_KINDS } from '../common/check-kinds';
import { checkFurtherStageName } from '../common/further-stage-name';
import { checkSaidTwice, SaidTwice } from '../common/said-twice';
import { inheritedOptions } from '../common/v2-stage-options';
import { fail } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkStageName, checkV2ApiName } from '../private/rules';
import { checkCors } from '../responses/check-cors';
import { CorsRules } from '../responses/cors-headers';

/** The stage whose name is not part of the URL. */
export const DEFAULT_STAGE = '$default';

const STAGE_KINDS: Kinds<HttpGatewayStageOptions> = [
  ...STAGE_OPTION_KINDS,
  ['alarms', (value) => value?._set === 'AlarmSet', 'AlarmSet.standard() or AlarmSet.none()'],
];

const KINDS: Kinds<HttpGatewayProps> = [
  ...(STAGE_KINDS as Kinds<HttpGatewayProps>),
  ...(GATEWAY_KINDS as Kinds<HttpGatewayProps>),
  ['ipAddressType', isOneOf(IpAddressType), oneOf('IpAddressType', IpAddressType)],
  ['authorizer', has('bind', 'function'), 'HttpRouteAuthorizer.iam(), for example, or an authorizer of aws-cdk-lib/aws-apigatewayv2-authorizers'],
  ['cors', (value) => Array.isArray(value?.allowOrigins), 'options, such as { allowOrigins: ["https://shop.example.com"] }'],
  ['httpApiProps', isObject, 'properties of the HttpApi of aws-cdk-lib'],
  ['httpStageProps', isObject, 'properties of the HttpStage of aws-cdk-lib'],
];

const USE_REST = 'leave it out, or use a RestGateway';

const NOT_OFFERED: Record<string, string> = {
  cache: USE_REST,
  canary: USE_REST,
  gatewayResponses: `${USE_REST}: its errors are as API Gateway has them`,
  clientCertificate: `${USE_REST}, or let the backend check a header that the integration sets`,
  release: `${USE_REST}; a new version of a function is released by FunctionRelease`,
  webAcl: `${USE_REST}, or put an ApiDistribution with a web ACL in front`,
  policy: USE_REST,
  endpoint: USE_REST,
  tracing: `${USE_REST}; the functions may be traced all the same`,
  executionLogs: `${USE_REST}; the access log has what API Gateway tells`,
  accountLogging: 'leave it out: its access log needs no role of the account',
  apiKeySourceType: USE_REST,
  binaryMediaTypes: 'leave it out: bodies pass as they are',
  minCompressionSize: USE_REST,
};

const SAID_TWICE: SaidTwice = [
  ['apiName', ['httpApiProps.apiName']],
  ['description', ['httpApiProps.description']],
  ['ipAddressType', ['httpApiProps.ipAddressType']],
  ['disableExecuteApiEndpoint', ['httpApiProps.disableExecuteApiEndpoint']],
  ['authorizer', ['httpApiProps.defaultAuthorizer']],
  ['cors', ['httpApiProps.corsPreflight']],
  ['domain', ['httpApiProps.defaultDomainMapping', 'httpStageProps.domainMapping']],
  ['stageName', ['httpStageProps.stageName']],
  ['throttle', ['httpStageProps.throttle']],
  ['variables', ['httpStageProps.stageVariables']],
  ['detailedMetrics', ['httpStageProps.detailedMetricsEnabled']],
  ['stageDescription', ['httpStageProps.description']],
  ['accessLogs', ['httpStageProps.accessLogSettings']],
  ['httpApiProps.defaultDomainMapping', ['httpStageProps.domainMapping']],
];

/** The L2's props for a gateway's: our defaults, then what the user says, in either place. */
export function renderHttpApiProps(gateway: IConstruct, props: HttpGatewayProps): HttpApiProps {
  checkKinds(props, KINDS, gateway);
  checkOffered(props, 'HTTP', NOT_OFFERED, gateway);
  checkSaidTwice(props, SAID_TWICE, gateway);
  const { defaultDomainMapping, ...given } = props.httpApiProps ?? {};
  if (given.createDefaultStage === false) {
    fail("'httpApiProps.createDefaultStage' must not be false, since a gateway has a stage: leave it out, or use the HttpApi of aws-cdk-lib with the mixins of this library", gateway);
  }
  const cors = props.cors ?? given.corsPreflight;
  if (cors) checkCors(cors as CorsRules, gateway, { subDomains: false });
  const apiName = props.apiName ?? given.apiName ?? gateway.node.id;
  checkV2ApiName(apiName, gateway);
  const { defaultAuthorizationScopes } = given;
  checkScopeNames(defaultAuthorizationScopes, 'httpApiProps.defaultAuthorizationScopes', 10, gateway);
  return {
    ...given,
    defaultAuthorizationScopes: defaultAuthorizationScopes && [...defaultAuthorizationScopes],
    apiName,
    description: props.description ?? given.description,
    ipAddressType: props.ipAddressType ?? given.ipAddressType,
    disableExecuteApiEndpoint: props.disableExecuteApiEndpoint ?? given.disableExecuteApiEndpoint ?? false,
    defaultAuthorizer: props.authorizer ?? given.defaultAuthorizer ?? HttpRouteAuthorizer.iam(), // also for routes that are added to the L2 directly
    corsPreflight: cors && renderCors(cors as CorsRules),
    createDefaultStage: false, // the gateway defines it, with all its options
  };
}

/** What the L2's stage is given; the rest is set by mixins. */
export function renderHttpStageProps(gateway: IConstruct, props: HttpGatewayProps): HttpStageOptions {
  const given = props.httpStageProps ?? {};
  if (given.autoDeploy === false) {
    fail("'httpStageProps.autoDeploy' must not be false, since the stage would serve nothing: leave it out", gateway);
  }
  const stageName = props.stageName ?? given.stageName ?? DEFAULT_STAGE;
  checkStageName(stageName, gateway, DEFAULT_STAGE);
  return { domainMapping: props.httpApiProps?.defaultDomainMapping, description: props.stageDescription, ...given, stageName, autoDeploy: true };
}

/** The options of a stage that further stages inherit, from either place. */
export function stageOptionsOf(props: HttpGatewayProps): HttpGatewayStageOptions {
  return { ...inheritedOptions(props, props.httpStageProps), alarms: props.alarms, slo: props.slo, routes: props.routes };
}

/** Checks the name and the options of a further stage. */
export function checkStageOptions(stageName: string, options: HttpGatewayStageOptions, gateway: IConstruct): void {
  checkKinds(options, STAGE_KINDS, gateway);
  checkOffered(options, 'HTTP', NOT_OFFERED, gateway);
  checkFurtherStageName(stageName, gateway);
  checkStageName(stageName, gateway, DEFAULT_STAGE);
}
