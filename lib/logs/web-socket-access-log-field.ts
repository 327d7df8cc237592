import { AccessLogField, authorizerVariable } from './access-log-field';

/**
 * What a line of the access log of a WebSocket API can say, for the formats of `WebSocketAccessLogFormat`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html
 */
export class WebSocketAccessLogField extends AccessLogField {
  /** The API. */
  public static readonly API_ID = new WebSocketAccessLogField('apiId', 'apiId');

  /** Why the check of the signature failed. */
  public static readonly AUTHENTICATE_ERROR = new WebSocketAccessLogField('authenticate.error', 'authenticateError', true);

  /** How long the check of the signature took, in milliseconds. */
  public static readonly AUTHENTICATE_LATENCY = new WebSocketAccessLogField('authenticate.latency', 'authenticateLatency');

  /** The status of the check of the signature, with IAM authorization. */
  public static readonly AUTHENTICATE_STATUS = new WebSocketAccessLogField('authenticate.status', 'authenticateStatus');

  /** Why the caller may not call. */
  public static readonly AUTHORIZE_ERROR = new WebSocketAccessLogField('authorize.error', 'authorizeError', true);

  /** How long the decision of IAM and the resource policy took, in milliseconds. */
  public static readonly AUTHORIZE_LATENCY = new WebSocketAccessLogField('authorize.latency', 'authorizeLatency');

  /** The status of the decision of IAM and the resource policy. */
  public static readonly AUTHORIZE_STATUS = new WebSocketAccessLogField('authorize.status', 'authorizeStatus');

  /** What the authorizer said was wrong. */
  public static readonly AUTHORIZER_ERROR = new WebSocketAccessLogField('authorizer.error', 'authorizerError', true);

  /** How long the function of a Lambda authorizer took, in milliseconds. */
  public static readonly AUTHORIZER_INTEGRATION_LATENCY = new WebSocketAccessLogField('authorizer.integrationLatency', 'authorizerIntegrationLatency');

  /** What Lambda answered when the authorizer was invoked. */
  public static readonly AUTHORIZER_INTEGRATION_STATUS = new WebSocketAccessLogField('authorizer.integrationStatus', 'authorizerIntegrationStatus');

  /** How long the authorizer took, in milliseconds. */
  public static readonly AUTHORIZER_LATENCY = new WebSocketAccessLogField('authorizer.latency', 'authorizerLatency');

  /** Who the caller is, as a Lambda authorizer says. */
  public static readonly AUTHORIZER_PRINCIPAL_ID = new WebSocketAccessLogField('authorizer.principalId', 'authorizerPrincipalId', true);

  /** The request of the authorizer. */
  public static readonly AUTHORIZER_REQUEST_ID = new WebSocketAccessLogField('authorizer.requestId', 'authorizerRequestId');

  /** What the authorizer answered. */
  public static readonly AUTHORIZER_STATUS = new WebSocketAccessLogField('authorizer.status', 'authorizerStatus');

  /** When the connection was made, in milliseconds since 1970. */
  public static readonly CONNECTED_AT = new WebSocketAccessLogField('connectedAt', 'connectedAt');

  /** The connection, as the handler and `@connections` know it. */
  public static readonly CONNECTION_ID = new WebSocketAccessLogField('connectionId', 'connectionId');

  /** The host name that was called. */
  public static readonly DOMAIN_NAME = new WebSocketAccessLogField('domainName', 'domainName');

  /** API Gateway's error message. */
  public static readonly ERROR_MESSAGE = new WebSocketAccessLogField('error.message', 'errorMessage', true);

  /** The kind of error, if API Gateway answered: `THROTTLED`, `ACCESS_DENIED`, …. */
  public static readonly ERROR_RESPONSE_TYPE = new WebSocketAccessLogField('error.responseType', 'errorResponseType');

  /** What is wrong with the request, in detail. */
  public static readonly ERROR_VALIDATION_ERROR_STRING = new WebSocketAccessLogField('error.validationErrorString', 'errorValidationErrorString', true);

  /** `CONNECT`, `MESSAGE` or `DISCONNECT`. */
  public static readonly EVENT_TYPE = new WebSocketAccessLogField('eventType', 'eventType');

  /** The id that API Gateway generates. */
  public static readonly EXTENDED_REQUEST_ID = new WebSocketAccessLogField('extendedRequestId', 'extendedRequestId');

  /** The account of the caller, with IAM authorization. */
  public static readonly CALLER_ACCOUNT_ID = new WebSocketAccessLogField('identity.accountId', 'callerAccountId');

  /** The id of the API key, which is not the key. */
  public static readonly API_KEY_ID = new WebSocketAccessLogField('identity.apiKeyId', 'apiKeyId');

  /** Who called, with IAM authorization. */
  public static readonly CALLER = new WebSocketAccessLogField('identity.caller', 'caller');

  /** The providers, for credentials of Amazon Cognito. */
  public static readonly COGNITO_AUTHENTICATION_PROVIDER = new WebSocketAccessLogField('identity.cognitoAuthenticationProvider', 'cognitoAuthenticationProvider');

  /** `authenticated` or `unauthenticated`, for credentials of Amazon Cognito. */
  public static readonly COGNITO_AUTHENTICATION_TYPE = new WebSocketAccessLogField('identity.cognitoAuthenticationType', 'cognitoAuthenticationType');

  /** The identity, for credentials of Amazon Cognito. */
  public static readonly COGNITO_IDENTITY_ID = new WebSocketAccessLogField('identity.cognitoIdentityId', 'cognitoIdentityId');

  /** The pool, for credentials of Amazon Cognito. */
  public static readonly COGNITO_IDENTITY_POOL_ID = new WebSocketAccessLogField('identity.cognitoIdentityPoolId', 'cognitoIdentityPoolId');

  /** The caller's organization, with IAM authorization. */
  public static readonly PRINCIPAL_ORG_ID = new WebSocketAccessLogField('identity.principalOrgId', 'principalOrgId');

  /** Where the call came from. */
  public static readonly SOURCE_IP = new WebSocketAccessLogField('identity.sourceIp', 'sourceIp');

  /** Who is authorized, with IAM authorization. */
  public static readonly USER = new WebSocketAccessLogField('identity.user', 'user');

  /** The header `User-Agent`. */
  public static readonly USER_AGENT = new WebSocketAccessLogField('identity.userAgent', 'userAgent', true);

  /** Who is authorized, as an ARN. */
  public static readonly USER_ARN = new WebSocketAccessLogField('identity.userArn', 'userArn');

  /** What went wrong with the backend. */
  public static readonly INTEGRATION_ERROR = new WebSocketAccessLogField('integration.error', 'integrationError', true);

  /** What Lambda answered when it was invoked. */
  public static readonly INTEGRATION_SERVICE_STATUS = new WebSocketAccessLogField('integration.integrationStatus', 'integrationServiceStatus');

  /** How long the backend took, in milliseconds. */
  public static readonly INTEGRATION_LATENCY = new WebSocketAccessLogField('integration.latency', 'integrationLatency');

  /** The request, as the backend knows it. */
  public static readonly INTEGRATION_REQUEST_ID = new WebSocketAccessLogField('integration.requestId', 'integrationRequestId');

  /** What the backend's code answered. */
  public static readonly INTEGRATION_STATUS = new WebSocketAccessLogField('integration.status', 'integrationStatus');

  /** The message. */
  public static readonly MESSAGE_ID = new WebSocketAccessLogField('messageId', 'messageId');

  /** The id that the handler sees, the same as `EXTENDED_REQUEST_ID`. */
  public static readonly REQUEST_ID = new WebSocketAccessLogField('requestId', 'requestId');

  /** When the request came, as in a common log. */
  public static readonly REQUEST_TIME = new WebSocketAccessLogField('requestTime', 'requestTime');

  /** When the request came, in milliseconds since 1970. */
  public static readonly REQUEST_TIME_EPOCH = new WebSocketAccessLogField('requestTimeEpoch', 'requestTimeEpoch');

  /** The route: `sendMessage`. */
  public static readonly ROUTE_KEY = new WebSocketAccessLogField('routeKey', 'routeKey');

  /** The stage. */
  public static readonly STAGE = new WebSocketAccessLogField('stage', 'stage');

  /** What the caller got. */
  public static readonly STATUS = new WebSocketAccessLogField('status', 'status');

  /** What went wrong with AWS WAF. */
  public static readonly WAF_ERROR = new WebSocketAccessLogField('waf.error', 'wafError', true);

  /** How long AWS WAF took, in milliseconds. */
  public static readonly WAF_LATENCY = new WebSocketAccessLogField('waf.latency', 'wafLatency');

  /** What AWS WAF answered. */
  public static readonly WAF_STATUS = new WebSocketAccessLogField('waf.status', 'wafStatus');

  /**
   * A value of the context that a Lambda authorizer returns.
   *
   * @param name letters, digits and underscores: "tenant"
   */
  public static authorizerContext(name: string): WebSocketAccessLogField {
    return new WebSocketAccessLogField(authorizerVariable(name), name, true);
  }

  private constructor(private readonly path: string, key: string, isFreeText = false) {
    super(path, key, isFreeText);
  }

  /** The same field under another key. */
  public withKey(key: string): WebSocketAccessLogField {
    return new WebSocketAccessLogField(this.path, key, this.isFreeText);
  }
}
