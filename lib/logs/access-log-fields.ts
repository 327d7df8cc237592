import { AccessLogField } from './access-log-field';
import { HttpAccessLogField } from './http-access-log-field';
import { RestAccessLogField } from './rest-access-log-field';
import { WebSocketAccessLogField } from './web-socket-access-log-field';
import { ApiType } from '../private/api-type';

/**
 * The default access logs. Rule of the choice: no text that a caller or a backend writes (user agent, path, error messages),
 * because nobody asked for such data in logs.
 */
const REST = [
  RestAccessLogField.REQUEST_ID,
  RestAccessLogField.EXTENDED_REQUEST_ID,
  RestAccessLogField.XRAY_TRACE_ID,
  RestAccessLogField.REQUEST_TIME,
  RestAccessLogField.REQUEST_TIME_EPOCH,
  RestAccessLogField.API_ID,
  RestAccessLogField.STAGE,
  RestAccessLogField.DEPLOYMENT_ID,
  RestAccessLogField.IS_CANARY_REQUEST,
  RestAccessLogField.HTTP_METHOD,
  RestAccessLogField.RESOURCE_PATH,
  RestAccessLogField.PROTOCOL,
  RestAccessLogField.STATUS,
  RestAccessLogField.RESPONSE_LENGTH,
  RestAccessLogField.RESPONSE_LATENCY,
  RestAccessLogField.INTEGRATION_REQUEST_ID,
  RestAccessLogField.INTEGRATION_STATUS,
  RestAccessLogField.INTEGRATION_SERVICE_STATUS,
  RestAccessLogField.INTEGRATION_LATENCY,
  RestAccessLogField.ERROR_RESPONSE_TYPE,
  RestAccessLogField.AUTHORIZER_REQUEST_ID,
  RestAccessLogField.AUTHORIZER_STATUS,
  RestAccessLogField.AUTHORIZER_LATENCY,
  RestAccessLogField.WAF_RESPONSE_CODE,
  RestAccessLogField.WAF_STATUS,
  RestAccessLogField.SOURCE_IP,
  RestAccessLogField.CALLER,
  RestAccessLogField.CALLER_ACCOUNT_ID,
  RestAccessLogField.API_KEY_ID,
  RestAccessLogField.TLS_VERSION,
  RestAccessLogField.CIPHER_SUITE,
];

const HTTP = [
  HttpAccessLogField.REQUEST_ID,
  HttpAccessLogField.EXTENDED_REQUEST_ID,
  HttpAccessLogField.REQUEST_TIME,
  HttpAccessLogField.REQUEST_TIME_EPOCH,
  HttpAccessLogField.API_ID,
  HttpAccessLogField.STAGE,
  HttpAccessLogField.HTTP_METHOD,
  HttpAccessLogField.ROUTE_KEY,
  HttpAccessLogField.PROTOCOL,
  HttpAccessLogField.STATUS,
  HttpAccessLogField.RESPONSE_LENGTH,
  HttpAccessLogField.RESPONSE_LATENCY,
  HttpAccessLogField.DATA_PROCESSED,
  HttpAccessLogField.INTEGRATION_REQUEST_ID,
  HttpAccessLogField.INTEGRATION_STATUS,
  HttpAccessLogField.INTEGRATION_SERVICE_STATUS,
  HttpAccessLogField.INTEGRATION_LATENCY,
  HttpAccessLogField.ERROR_RESPONSE_TYPE,
  HttpAccessLogField.SOURCE_IP,
  HttpAccessLogField.CALLER,
  HttpAccessLogField.CALLER_ACCOUNT_ID,
];

const WEBSOCKET = [
  WebSocketAccessLogField.REQUEST_ID,
  WebSocketAccessLogField.EXTENDED_REQUEST_ID,
  WebSocketAccessLogField.REQUEST_TIME,
  WebSocketAccessLogField.REQUEST_TIME_EPOCH,
  WebSocketAccessLogField.API_ID,
  WebSocketAccessLogField.STAGE,
  WebSocketAccessLogField.EVENT_TYPE,
  WebSocketAccessLogField.ROUTE_KEY,
  WebSocketAccessLogField.CONNECTION_ID,
  WebSocketAccessLogField.CONNECTED_AT,
  WebSocketAccessLogField.MESSAGE_ID,
  WebSocketAccessLogField.STATUS,
  WebSocketAccessLogField.INTEGRATION_REQUEST_ID,
  WebSocketAccessLogField.INTEGRATION_STATUS,
  WebSocketAccessLogField.INTEGRATION_SERVICE_STATUS,
  WebSocketAccessLogField.INTEGRATION_LATENCY,
  WebSocketAccessLogField.ERROR_RESPONSE_TYPE,
  WebSocketAccessLogField.AUTHORIZER_REQUEST_ID,
  WebSocketAccessLogField.AUTHORIZER_STATUS,
  WebSocketAccessLogField.AUTHORIZER_LATENCY,
  WebSocketAccessLogField.AUTHENTICATE_STATUS,
  WebSocketAccessLogField.AUTHORIZE_STATUS,
  WebSocketAccessLogField.SOURCE_IP,
  WebSocketAccessLogField.CALLER,
  WebSocketAccessLogField.CALLER_ACCOUNT_ID,
  WebSocketAccessLogField.API_KEY_ID,
];

/** The fields for each type of API: each knows variables that the others do not. */
export const DEFAULT_FIELDS = { REST, HTTP, WEBSOCKET };

/** Variables that are not offered as fields, since another says the same or they are secret, and that a format of one's own may read. */
const FURTHER_VARIABLES: Record<ApiType, RegExp> = {
  REST: /^(awsEndpointRequestId|error\.messageString|identity\.apiKey|integrationErrorMessage|integrationLatency|integrationStatus|authorizer\.\w+|authorizer\.claims\.\w+|(request|response)Override\.[\w.]+)$/,
  HTTP: /^(awsEndpointRequestId|awsEndpointRequestId2|error\.messageString|integrationErrorMessage|integrationLatency|integrationStatus|authorizer\.\w+|authorizer\.claims\.\w+)$/,
  WEBSOCKET: /^(error\.messageString|identity\.apiKey|integrationLatency|authorizer\.\w+)$/,
};

const FIELDS: Record<ApiType, ReadonlySet<string>> = {
  REST: variablesOf(RestAccessLogField),
  HTTP: variablesOf(HttpAccessLogField),
  WEBSOCKET: variablesOf(WebSocketAccessLogField),
};

/** Whether a type of API knows a variable of the access log. */
export function knowsVariable(type: ApiType, variable: string): boolean {
  if (FIELDS[type].has(variable)) return true;
  const knownElsewhere = Object.values(FIELDS).some((fields) => fields.has(variable));
  return !knownElsewhere && FURTHER_VARIABLES[type].test(variable.replace('$context.', ''));
}

function variablesOf(fields: object): ReadonlySet<string> {
  return new Set(Object.values(fields).filter((field) => field instanceof AccessLogField).map(({ variable }) => variable));
}
