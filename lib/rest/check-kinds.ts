import { ApiKeySourceType, EndpointAccessMode, IpAddressType } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RestGatewayProps } from './rest-gateway-props';
import { RestGatewayStageOptions } from './rest-gateway-stage-options';
import { RestLayout } from './rest-layout';
import { RestRouteOptions } from './rest-route-options';
import { checkKinds, GATEWAY_KINDS, has, isFlag, isOneOf, isText, isTextList, isTextToken, Kinds, oneOf, STAGE_OPTION_KINDS, TRUE_OR_FALSE } from '../common/check-kinds';
import { DESCRIPTION_KINDS } from '../common/described-route';
import { fail, show } from '../private/errors';
import { isJson } from '../private/is-json';
import { isObject } from '../private/is-object';

const STAGE: Kinds<RestGatewayStageOptions> = [
  ...STAGE_OPTION_KINDS,
  ['alarms', (value) => value?._set === 'AlarmSet', 'AlarmSet.standard() or AlarmSet.none()'],
  ['release', has('_strategyFor', 'function'), 'Release.allAtOnce(), Release.canary({ percentTraffic: 10 }) or Release.pinned("a1b2c3")'],
  ['executionLogs', isObject, 'options, such as { level: MethodLoggingLevel.OFF }'],
  ['clientCertificate', (value) => typeof value?.clientCertificateRef?.clientCertificateId === 'string', 'a ClientCertificate, or a CfnClientCertificate of aws-cdk-lib'],
  ['webAcl', has('_ofStage', 'function'), 'WebAcl.standard(), WebAcl.fromArn("…"), WebAcl.fromWebAcl(webAcl) or WebAcl.none()'],
  ['cache', isObject, 'options, such as { clusterSize: CacheClusterSize.GB_0_5 }'],
  ['tracing', isFlag, TRUE_OR_FALSE],
];

const PROPS: Kinds<RestGatewayProps> = [
  ['documentation', isDocumentation, 'options of text, such as { title: "Orders" }'],
  ['openApiFile', (value) => typeof value === 'string', 'the path of a file, such as "orders.openapi.json"'],
  ...(STAGE as Kinds<RestGatewayProps>),
  ...(GATEWAY_KINDS as Kinds<RestGatewayProps>),
  ['restApiName', isText, 'text'],
  ['layout', isOneOf(RestLayout), oneOf('RestLayout', RestLayout)],
  ['ipAddressType', isOneOf(IpAddressType), oneOf('IpAddressType', IpAddressType)],
  ['securityPolicy', isText, 'a SecurityPolicy, such as SecurityPolicy.TLS_1_2'],
  ['endpointAccessMode', isOneOf(EndpointAccessMode), oneOf('EndpointAccessMode', EndpointAccessMode)],
  ['binaryMediaTypes', isTextList, 'a list, such as ["image/png"]'],
  ['retainDeployments', isFlag, TRUE_OR_FALSE],
  ['endpoint', has('_bind', 'function'), 'RestEndpoint.regional(), RestEndpoint.edge() or RestEndpoint.vpcOnly({ vpc })'],
  ['apiKeySource', (value) => Object.values(ApiKeySourceType).includes(value) || isTextToken(value), 'ApiKeySourceType.HEADER or ApiKeySourceType.AUTHORIZER'],
  ['resourcePolicy', has('_statements', 'function'), 'a ResourcePolicy, such as ResourcePolicy.allowAccounts(["111122223333"])'],
  ['accountLogging', has('_bind', 'function'), 'AccountLogging.ensure(), managed() or existing()'],
  ['cors', (value) => Array.isArray(value?.allowOrigins), 'options, such as { allowOrigins: ["https://shop.example.com"] }'],
  ['gatewayResponses', has('_contentFor', 'function'), 'GatewayResponses.plain() or GatewayResponses.problemJson()'],
  ['minCompressionSize', has('toBytes', 'function'), 'a Size, such as Size.kibibytes(1)'],
  ['redeployOn', (values) => Array.isArray(values) && !Token.isUnresolved(values) && values.every((value) => value !== undefined && isJson(value)), 'a list of text, numbers and plain structures of them, such as [schemaVersion]'],
  ['restApiProps', isObject, 'properties of the RestApi of aws-cdk-lib'],
];

const ROUTE: Kinds<RestRouteOptions> = [
  ...(DESCRIPTION_KINDS as Kinds<RestRouteOptions>),
  ['methods', Array.isArray, 'a list, such as [HttpMethod.GET]'],
  ['apiKeyRequired', isFlag, TRUE_OR_FALSE],
  ['authorizationScopes', Array.isArray, 'a list, such as ["shop/orders"]'],
  ['operationName', isText, 'text'],
  ['methodResponses', (value) => Array.isArray(value) && value.every(isMethodResponse), 'a list, such as [{ statusCode: "200", responseParameters: { "method.response.header.Location": true } }]'],
  ['requestModels', (value) => isObject(value) && Object.values(value).every(has('modelId', 'string')), 'models by type of content, such as { "application/json": model }'],
  ['requestParameters', (value) => isObject(value) && Object.values(value).every(isFlag), 'whether each is required, such as { "method.request.querystring.page": true }'],
  ['requestValidator', has('requestValidatorId', 'string'), 'a validator of gateway.api.addRequestValidator'],
  ['handler', has('functionArn', 'string'), 'a function or an alias of one'],
  ['stagedHandler', has('aliasFor', 'function'), 'a StagedFunction'],
  ['integration', has('bind', 'function'), 'an integration of aws-cdk-lib/aws-apigateway'],
  ['requestSchema', has('_modelFor', 'function'), 'RequestSchema.fromInline({ type: "object" }), for example, or RequestSchema.fromFile("order.schema.json")'],
  ['requiredParameters', Array.isArray, 'a list, such as ["query.page"]'],
  ['cache', isObject, "options, such as { keys: ['query.page'] }"],
  ['throttle', isObject, 'limits, such as { rateLimit: 100, burstLimit: 200 }'],
];

function isDocumentation(value: unknown): boolean {
  return isObject(value) && !Token.isUnresolved(value) && Object.values(value).every((said) => said === undefined || isText(said));
}

function isMethodResponse(value: any): boolean {
  return typeof value?.statusCode === 'string' && (Token.isUnresolved(value.statusCode) || /^[1-5]\d\d$/.test(value.statusCode)) && (value.responseParameters === undefined || (isObject(value.responseParameters) && Object.values(value.responseParameters).every(isFlag)));
}

/** Checks that the props of a gateway are of the kinds that their types say. */
export function checkPropKinds(props: RestGatewayProps, scope: IConstruct): void {
  checkKinds(props, PROPS, scope);
}

/** Checks that the options of a stage are of the kinds that their types say. */
export function checkStageKinds(options: RestGatewayStageOptions, scope: IConstruct): void {
  checkKinds(options, STAGE, scope);
}

/** Checks that the options of a route are of the kinds that their types say. */
export function checkRouteKinds(options: RestRouteOptions, scope: IConstruct): void {
  if (typeof options?.path !== 'string') fail(`'path' must be text, got ${show(options?.path)}: write "/orders", for example`, scope);
  checkKinds(options, ROUTE, scope);
}
