import { ApiType } from '../private/api-type';

/**
 * The default access logs: the line's keys, and API Gateway's variable for each.
 *
 * Rules of the choice: every value is quoted, because an absent variable is logged as `-`; no text
 * that a caller or a backend writes (user agent, path, error messages), because API Gateway does not
 * document that it escapes a quote in it, and because nobody asked for such data in logs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
const REST: Record<string, string> = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  xrayTraceId: '$context.xrayTraceId',
  requestTime: '$context.requestTime',
  requestTimeEpoch: '$context.requestTimeEpoch',
  apiId: '$context.apiId',
  stage: '$context.stage',
  deploymentId: '$context.deploymentId',
  isCanaryRequest: '$context.isCanaryRequest',
  httpMethod: '$context.httpMethod',
  resourcePath: '$context.resourcePath',
  protocol: '$context.protocol',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationRequestId: '$context.integration.requestId',
  integrationStatus: '$context.integration.status',
  integrationServiceStatus: '$context.integration.integrationStatus',
  integrationLatency: '$context.integration.latency',
  errorResponseType: '$context.error.responseType',
  authorizerRequestId: '$context.authorizer.requestId',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  wafResponseCode: '$context.wafResponseCode',
  wafStatus: '$context.waf.status',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  callerAccountId: '$context.identity.accountId',
  apiKeyId: '$context.identity.apiKeyId',
  tlsVersion: '$context.tlsVersion',
  cipherSuite: '$context.cipherSuite',
};

const HTTP: Record<string, string> = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  requestTime: '$context.requestTime',
  requestTimeEpoch: '$context.requestTimeEpoch',
  apiId: '$context.apiId',
  stage: '$context.stage',
  httpMethod: '$context.httpMethod',
  routeKey: '$context.routeKey',
  protocol: '$context.protocol',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  dataProcessed: '$context.dataProcessed',
  integrationRequestId: '$context.integration.requestId',
  integrationStatus: '$context.integration.status',
  integrationServiceStatus: '$context.integration.integrationStatus',
  integrationLatency: '$context.integration.latency',
  errorResponseType: '$context.error.responseType',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  callerAccountId: '$context.identity.accountId',
};

const WEBSOCKET: Record<string, string> = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  requestTime: '$context.requestTime',
  requestTimeEpoch: '$context.requestTimeEpoch',
  apiId: '$context.apiId',
  stage: '$context.stage',
  eventType: '$context.eventType',
  routeKey: '$context.routeKey',
  connectionId: '$context.connectionId',
  connectedAt: '$context.connectedAt',
  messageId: '$context.messageId',
  status: '$context.status',
  integrationRequestId: '$context.integration.requestId',
  integrationStatus: '$context.integration.status',
  integrationServiceStatus: '$context.integration.integrationStatus',
  integrationLatency: '$context.integration.latency',
  errorResponseType: '$context.error.responseType',
  authorizerRequestId: '$context.authorizer.requestId',
  authorizerStatus: '$context.authorizer.status',
  authorizerLatency: '$context.authorizer.latency',
  authenticateStatus: '$context.authenticate.status',
  authorizeStatus: '$context.authorize.status',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.caller',
  callerAccountId: '$context.identity.accountId',
  apiKeyId: '$context.identity.apiKeyId',
};

/** The fields for each type of API: each knows variables that the others do not. */
export const ACCESS_LOG_FIELDS: Record<ApiType, Record<string, string>> = { REST, HTTP, WEBSOCKET };
