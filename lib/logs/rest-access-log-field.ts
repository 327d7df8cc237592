import { AccessLogField, authorizerVariable } from './access-log-field';

/**
 * What a line of the access log of a REST API can say, for the formats of `RestAccessLogFormat`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
 */
export class RestAccessLogField extends AccessLogField {
  /** The account of the API. */
  public static readonly ACCOUNT_ID = new RestAccessLogField('accountId', 'accountId');

  /** The API. */
  public static readonly API_ID = new RestAccessLogField('apiId', 'apiId');

  /** Why the check of the signature failed. */
  public static readonly AUTHENTICATE_ERROR = new RestAccessLogField('authenticate.error', 'authenticateError', true);

  /** How long the check of the signature took, in milliseconds. */
  public static readonly AUTHENTICATE_LATENCY = new RestAccessLogField('authenticate.latency', 'authenticateLatency');

  /** The status of the check of the signature, with IAM authorization. */
  public static readonly AUTHENTICATE_STATUS = new RestAccessLogField('authenticate.status', 'authenticateStatus');

  /** Why the caller may not call. */
  public static readonly AUTHORIZE_ERROR = new RestAccessLogField('authorize.error', 'authorizeError', true);

  /** How long the decision of IAM and the resource policy took, in milliseconds. */
  public static readonly AUTHORIZE_LATENCY = new RestAccessLogField('authorize.latency', 'authorizeLatency');

  /** The status of the decision of IAM and the resource policy. */
  public static readonly AUTHORIZE_STATUS = new RestAccessLogField('authorize.status', 'authorizeStatus');

  /** What the authorizer said was wrong. */
  public static readonly AUTHORIZER_ERROR = new RestAccessLogField('authorizer.error', 'authorizerError', true);

  /** How long the function of a Lambda authorizer took, in milliseconds. */
  public static readonly AUTHORIZER_INTEGRATION_LATENCY = new RestAccessLogField('authorizer.integrationLatency', 'authorizerIntegrationLatency');

  /** What Lambda answered when the authorizer was invoked. */
  public static readonly AUTHORIZER_INTEGRATION_STATUS = new RestAccessLogField('authorizer.integrationStatus', 'authorizerIntegrationStatus');

  /** How long the authorizer took, in milliseconds. */
  public static readonly AUTHORIZER_LATENCY = new RestAccessLogField('authorizer.latency', 'authorizerLatency');

  /** Who the caller is, as a Lambda authorizer says. */
  public static readonly AUTHORIZER_PRINCIPAL_ID = new RestAccessLogField('authorizer.principalId', 'authorizerPrincipalId', true);

  /** The request of the authorizer. */
  public static readonly AUTHORIZER_REQUEST_ID = new RestAccessLogField('authorizer.requestId', 'authorizerRequestId');

  /** What the authorizer answered. */
  public static readonly AUTHORIZER_STATUS = new RestAccessLogField('authorizer.status', 'authorizerStatus');

  /** The cipher of the connection. */
  public static readonly CIPHER_SUITE = new RestAccessLogField('cipherSuite', 'cipherSuite');

  /** The path of the API mapping, behind a custom domain. */
  public static readonly CUSTOM_DOMAIN_BASE_PATH_MATCHED = new RestAccessLogField('customDomain.basePathMatched', 'customDomainBasePathMatched');

  /** The routing rule, behind a custom domain. */
  public static readonly CUSTOM_DOMAIN_ROUTING_RULE_ID_MATCHED = new RestAccessLogField('customDomain.routingRuleIdMatched', 'customDomainRoutingRuleIdMatched');

  /** The deployment that served. */
  public static readonly DEPLOYMENT_ID = new RestAccessLogField('deploymentId', 'deploymentId');

  /** The host name that was called. */
  public static readonly DOMAIN_NAME = new RestAccessLogField('domainName', 'domainName');

  /** The first label of the host name that was called. */
  public static readonly DOMAIN_PREFIX = new RestAccessLogField('domainPrefix', 'domainPrefix');

  /** The type of the endpoint. */
  public static readonly ENDPOINT_TYPE = new RestAccessLogField('endpointType', 'endpointType');

  /** API Gateway's error message. */
  public static readonly ERROR_MESSAGE = new RestAccessLogField('error.message', 'errorMessage', true);

  /** The kind of error, if API Gateway answered: `THROTTLED`, `ACCESS_DENIED`, …. */
  public static readonly ERROR_RESPONSE_TYPE = new RestAccessLogField('error.responseType', 'errorResponseType');

  /** What is wrong with the request, in detail. */
  public static readonly ERROR_VALIDATION_ERROR_STRING = new RestAccessLogField('error.validationErrorString', 'errorValidationErrorString', true);

  /** The id that API Gateway generates. */
  public static readonly EXTENDED_REQUEST_ID = new RestAccessLogField('extendedRequestId', 'extendedRequestId');

  /** The method. */
  public static readonly HTTP_METHOD = new RestAccessLogField('httpMethod', 'httpMethod');

  /** The account of the caller, with IAM authorization. */
  public static readonly CALLER_ACCOUNT_ID = new RestAccessLogField('identity.accountId', 'callerAccountId');

  /** The id of the API key, which is not the key. */
  public static readonly API_KEY_ID = new RestAccessLogField('identity.apiKeyId', 'apiKeyId');

  /** Who called, with IAM authorization. */
  public static readonly CALLER = new RestAccessLogField('identity.caller', 'caller');

  /** The client's certificate, with mutual TLS. */
  public static readonly CLIENT_CERT_PEM = new RestAccessLogField('identity.clientCert.clientCertPem', 'clientCertPem', true);

  /** Who issued the client's certificate, with mutual TLS. */
  public static readonly CLIENT_CERT_ISSUER_DN = new RestAccessLogField('identity.clientCert.issuerDN', 'clientCertIssuerDN', true);

  /** The number of the client's certificate, with mutual TLS. */
  public static readonly CLIENT_CERT_SERIAL_NUMBER = new RestAccessLogField('identity.clientCert.serialNumber', 'clientCertSerialNumber');

  /** Whose the client's certificate is, with mutual TLS. */
  public static readonly CLIENT_CERT_SUBJECT_DN = new RestAccessLogField('identity.clientCert.subjectDN', 'clientCertSubjectDN', true);

  /** Until when the client's certificate is valid, with mutual TLS. */
  public static readonly CLIENT_CERT_NOT_AFTER = new RestAccessLogField('identity.clientCert.validity.notAfter', 'clientCertNotAfter');

  /** From when the client's certificate is valid, with mutual TLS. */
  public static readonly CLIENT_CERT_NOT_BEFORE = new RestAccessLogField('identity.clientCert.validity.notBefore', 'clientCertNotBefore');

  /** The providers, for credentials of Amazon Cognito. */
  public static readonly COGNITO_AUTHENTICATION_PROVIDER = new RestAccessLogField('identity.cognitoAuthenticationProvider', 'cognitoAuthenticationProvider');

  /** `authenticated` or `unauthenticated`, for credentials of Amazon Cognito. */
  public static readonly COGNITO_AUTHENTICATION_TYPE = new RestAccessLogField('identity.cognitoAuthenticationType', 'cognitoAuthenticationType');

  /** The identity, for credentials of Amazon Cognito. */
  public static readonly COGNITO_IDENTITY_ID = new RestAccessLogField('identity.cognitoIdentityId', 'cognitoIdentityId');

  /** The pool, for credentials of Amazon Cognito. */
  public static readonly COGNITO_IDENTITY_POOL_ID = new RestAccessLogField('identity.cognitoIdentityPoolId', 'cognitoIdentityPoolId');

  /** The caller's organization, with IAM authorization. */
  public static readonly PRINCIPAL_ORG_ID = new RestAccessLogField('identity.principalOrgId', 'principalOrgId');

  /** Where the call came from. */
  public static readonly SOURCE_IP = new RestAccessLogField('identity.sourceIp', 'sourceIp');

  /** Who is authorized, with IAM authorization. */
  public static readonly USER = new RestAccessLogField('identity.user', 'user');

  /** The header `User-Agent`. */
  public static readonly USER_AGENT = new RestAccessLogField('identity.userAgent', 'userAgent', true);

  /** Who is authorized, as an ARN. */
  public static readonly USER_ARN = new RestAccessLogField('identity.userArn', 'userArn');

  /** The VPC that the call came from, to a private API. */
  public static readonly VPC_ID = new RestAccessLogField('identity.vpcId', 'vpcId');

  /** The VPC endpoint that the call came through, to a private API. */
  public static readonly VPCE_ID = new RestAccessLogField('identity.vpceId', 'vpceId');

  /** What went wrong with the backend. */
  public static readonly INTEGRATION_ERROR = new RestAccessLogField('integration.error', 'integrationError', true);

  /** What Lambda answered when it was invoked. */
  public static readonly INTEGRATION_SERVICE_STATUS = new RestAccessLogField('integration.integrationStatus', 'integrationServiceStatus');

  /** How long the backend took, in milliseconds. */
  public static readonly INTEGRATION_LATENCY = new RestAccessLogField('integration.latency', 'integrationLatency');

  /** The request, as the backend knows it. */
  public static readonly INTEGRATION_REQUEST_ID = new RestAccessLogField('integration.requestId', 'integrationRequestId');

  /** `BUFFERED` or `STREAMED`. */
  public static readonly INTEGRATION_RESPONSE_TRANSFER_MODE = new RestAccessLogField('integration.responseTransferMode', 'integrationResponseTransferMode');

  /** What the backend's code answered. */
  public static readonly INTEGRATION_STATUS = new RestAccessLogField('integration.status', 'integrationStatus');

  /** Until the headers of the answer were there, in milliseconds. */
  public static readonly INTEGRATION_TIME_TO_ALL_HEADERS = new RestAccessLogField('integration.timeToAllHeaders', 'integrationTimeToAllHeaders');

  /** Until the first byte of the answer was there, in milliseconds. */
  public static readonly INTEGRATION_TIME_TO_FIRST_CONTENT = new RestAccessLogField('integration.timeToFirstContent', 'integrationTimeToFirstContent');

  /** Whether a canary served. */
  public static readonly IS_CANARY_REQUEST = new RestAccessLogField('isCanaryRequest', 'isCanaryRequest');

  /** The path that was called, with its values. */
  public static readonly PATH = new RestAccessLogField('path', 'path', true);

  /** `HTTP/1.1`. */
  public static readonly PROTOCOL = new RestAccessLogField('protocol', 'protocol');

  /** The id that the handler sees; a client can set it, see docs/limits.md. */
  public static readonly REQUEST_ID = new RestAccessLogField('requestId', 'requestId');

  /** When the request came, as in a common log. */
  public static readonly REQUEST_TIME = new RestAccessLogField('requestTime', 'requestTime');

  /** When the request came, in milliseconds since 1970. */
  public static readonly REQUEST_TIME_EPOCH = new RestAccessLogField('requestTimeEpoch', 'requestTimeEpoch');

  /** The id of the resource. */
  public static readonly RESOURCE_ID = new RestAccessLogField('resourceId', 'resourceId');

  /** The route: `/orders/{id}`. */
  public static readonly RESOURCE_PATH = new RestAccessLogField('resourcePath', 'resourcePath');

  /** How long the answer took, in milliseconds. */
  public static readonly RESPONSE_LATENCY = new RestAccessLogField('responseLatency', 'responseLatency');

  /** The length of the answer, in bytes. */
  public static readonly RESPONSE_LENGTH = new RestAccessLogField('responseLength', 'responseLength');

  /** The stage. */
  public static readonly STAGE = new RestAccessLogField('stage', 'stage');

  /** What the caller got. */
  public static readonly STATUS = new RestAccessLogField('status', 'status');

  /** The version of TLS of the connection. */
  public static readonly TLS_VERSION = new RestAccessLogField('tlsVersion', 'tlsVersion');

  /** What went wrong with AWS WAF. */
  public static readonly WAF_ERROR = new RestAccessLogField('waf.error', 'wafError', true);

  /** How long AWS WAF took, in milliseconds. */
  public static readonly WAF_LATENCY = new RestAccessLogField('waf.latency', 'wafLatency');

  /** What AWS WAF answered. */
  public static readonly WAF_STATUS = new RestAccessLogField('waf.status', 'wafStatus');

  /** `WAF_ALLOW` or `WAF_BLOCK`. */
  public static readonly WAF_RESPONSE_CODE = new RestAccessLogField('wafResponseCode', 'wafResponseCode');

  /** The web ACL. */
  public static readonly WEBACL_ARN = new RestAccessLogField('webaclArn', 'webaclArn');

  /** The trace. */
  public static readonly XRAY_TRACE_ID = new RestAccessLogField('xrayTraceId', 'xrayTraceId');

  /**
   * A claim of the token of a user pool.
   *
   * @param name letters, digits and underscores: "sub"
   */
  public static claim(name: string): RestAccessLogField {
    return new RestAccessLogField(authorizerVariable(name, 'claims.'), name, true);
  }

  /**
   * A value of the context that a Lambda authorizer returns.
   *
   * @param name letters, digits and underscores: "tenant"
   */
  public static authorizerContext(name: string): RestAccessLogField {
    return new RestAccessLogField(authorizerVariable(name), name, true);
  }

  private constructor(private readonly path: string, key: string, isFreeText = false) {
    super(path, key, isFreeText);
  }

  /** The same field under another key. */
  public withKey(key: string): RestAccessLogField {
    return new RestAccessLogField(this.path, key, this.isFreeText);
  }
}
