import { AccessLogField, authorizerVariable } from './access-log-field';

/**
 * What a line of the access log of a HTTP API can say, for the formats of `HttpAccessLogFormat`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
export class HttpAccessLogField extends AccessLogField {
  /** The account of the API. */
  public static readonly ACCOUNT_ID = new HttpAccessLogField('accountId', 'accountId');

  /** The API. */
  public static readonly API_ID = new HttpAccessLogField('apiId', 'apiId');

  /** What the authorizer said was wrong. */
  public static readonly AUTHORIZER_ERROR = new HttpAccessLogField('authorizer.error', 'authorizerError', true);

  /** Who the caller is, as a Lambda authorizer says. */
  public static readonly AUTHORIZER_PRINCIPAL_ID = new HttpAccessLogField('authorizer.principalId', 'authorizerPrincipalId', true);

  /** The path of the API mapping, behind a custom domain. */
  public static readonly CUSTOM_DOMAIN_BASE_PATH_MATCHED = new HttpAccessLogField('customDomain.basePathMatched', 'customDomainBasePathMatched');

  /** What API Gateway meters, in bytes. */
  public static readonly DATA_PROCESSED = new HttpAccessLogField('dataProcessed', 'dataProcessed');

  /** The host name that was called. */
  public static readonly DOMAIN_NAME = new HttpAccessLogField('domainName', 'domainName');

  /** The first label of the host name that was called. */
  public static readonly DOMAIN_PREFIX = new HttpAccessLogField('domainPrefix', 'domainPrefix');

  /** API Gateway's error message. */
  public static readonly ERROR_MESSAGE = new HttpAccessLogField('error.message', 'errorMessage', true);

  /** The kind of error, if API Gateway answered: `THROTTLED`, `ACCESS_DENIED`, …. */
  public static readonly ERROR_RESPONSE_TYPE = new HttpAccessLogField('error.responseType', 'errorResponseType');

  /** The id that API Gateway generates. */
  public static readonly EXTENDED_REQUEST_ID = new HttpAccessLogField('extendedRequestId', 'extendedRequestId');

  /** The method. */
  public static readonly HTTP_METHOD = new HttpAccessLogField('httpMethod', 'httpMethod');

  /** The account of the caller, with IAM authorization. */
  public static readonly CALLER_ACCOUNT_ID = new HttpAccessLogField('identity.accountId', 'callerAccountId');

  /** Who called, with IAM authorization. */
  public static readonly CALLER = new HttpAccessLogField('identity.caller', 'caller');

  /** The client's certificate, with mutual TLS. */
  public static readonly CLIENT_CERT_PEM = new HttpAccessLogField('identity.clientCert.clientCertPem', 'clientCertPem', true);

  /** Who issued the client's certificate, with mutual TLS. */
  public static readonly CLIENT_CERT_ISSUER_DN = new HttpAccessLogField('identity.clientCert.issuerDN', 'clientCertIssuerDN', true);

  /** The number of the client's certificate, with mutual TLS. */
  public static readonly CLIENT_CERT_SERIAL_NUMBER = new HttpAccessLogField('identity.clientCert.serialNumber', 'clientCertSerialNumber');

  /** Whose the client's certificate is, with mutual TLS. */
  public static readonly CLIENT_CERT_SUBJECT_DN = new HttpAccessLogField('identity.clientCert.subjectDN', 'clientCertSubjectDN', true);

  /** Until when the client's certificate is valid, with mutual TLS. */
  public static readonly CLIENT_CERT_NOT_AFTER = new HttpAccessLogField('identity.clientCert.validity.notAfter', 'clientCertNotAfter');

  /** From when the client's certificate is valid, with mutual TLS. */
  public static readonly CLIENT_CERT_NOT_BEFORE = new HttpAccessLogField('identity.clientCert.validity.notBefore', 'clientCertNotBefore');

  /** The providers, for credentials of Amazon Cognito. */
  public static readonly COGNITO_AUTHENTICATION_PROVIDER = new HttpAccessLogField('identity.cognitoAuthenticationProvider', 'cognitoAuthenticationProvider');

  /** `authenticated` or `unauthenticated`, for credentials of Amazon Cognito. */
  public static readonly COGNITO_AUTHENTICATION_TYPE = new HttpAccessLogField('identity.cognitoAuthenticationType', 'cognitoAuthenticationType');

  /** The identity, for credentials of Amazon Cognito. */
  public static readonly COGNITO_IDENTITY_ID = new HttpAccessLogField('identity.cognitoIdentityId', 'cognitoIdentityId');

  /** The pool, for credentials of Amazon Cognito. */
  public static readonly COGNITO_IDENTITY_POOL_ID = new HttpAccessLogField('identity.cognitoIdentityPoolId', 'cognitoIdentityPoolId');

  /** The caller's organization, with IAM authorization. */
  public static readonly PRINCIPAL_ORG_ID = new HttpAccessLogField('identity.principalOrgId', 'principalOrgId');

  /** Where the call came from. */
  public static readonly SOURCE_IP = new HttpAccessLogField('identity.sourceIp', 'sourceIp');

  /** Who is authorized, with IAM authorization. */
  public static readonly USER = new HttpAccessLogField('identity.user', 'user');

  /** The header `User-Agent`. */
  public static readonly USER_AGENT = new HttpAccessLogField('identity.userAgent', 'userAgent', true);

  /** Who is authorized, as an ARN. */
  public static readonly USER_ARN = new HttpAccessLogField('identity.userArn', 'userArn');

  /** What went wrong with the backend. */
  public static readonly INTEGRATION_ERROR = new HttpAccessLogField('integration.error', 'integrationError', true);

  /** What Lambda answered when it was invoked. */
  public static readonly INTEGRATION_SERVICE_STATUS = new HttpAccessLogField('integration.integrationStatus', 'integrationServiceStatus');

  /** How long the backend took, in milliseconds. */
  public static readonly INTEGRATION_LATENCY = new HttpAccessLogField('integration.latency', 'integrationLatency');

  /** The request, as the backend knows it. */
  public static readonly INTEGRATION_REQUEST_ID = new HttpAccessLogField('integration.requestId', 'integrationRequestId');

  /** What the backend's code answered. */
  public static readonly INTEGRATION_STATUS = new HttpAccessLogField('integration.status', 'integrationStatus');

  /** The path that was called, with its values. */
  public static readonly PATH = new HttpAccessLogField('path', 'path', true);

  /** `HTTP/1.1`. */
  public static readonly PROTOCOL = new HttpAccessLogField('protocol', 'protocol');

  /** The id that the handler sees. */
  public static readonly REQUEST_ID = new HttpAccessLogField('requestId', 'requestId');

  /** When the request came, as in a common log. */
  public static readonly REQUEST_TIME = new HttpAccessLogField('requestTime', 'requestTime');

  /** When the request came, in milliseconds since 1970. */
  public static readonly REQUEST_TIME_EPOCH = new HttpAccessLogField('requestTimeEpoch', 'requestTimeEpoch');

  /** How long the answer took, in milliseconds. */
  public static readonly RESPONSE_LATENCY = new HttpAccessLogField('responseLatency', 'responseLatency');

  /** The length of the answer, in bytes. */
  public static readonly RESPONSE_LENGTH = new HttpAccessLogField('responseLength', 'responseLength');

  /** The route: `GET /orders/{id}`. */
  public static readonly ROUTE_KEY = new HttpAccessLogField('routeKey', 'routeKey');

  /** The stage. */
  public static readonly STAGE = new HttpAccessLogField('stage', 'stage');

  /** What the caller got. */
  public static readonly STATUS = new HttpAccessLogField('status', 'status');

  /**
   * A claim of a JSON web token.
   *
   * @param name letters, digits and underscores: "sub"
   */
  public static claim(name: string): HttpAccessLogField {
    return new HttpAccessLogField(authorizerVariable(name, 'claims.'), name, true);
  }

  /**
   * A value of the context that a Lambda authorizer returns.
   *
   * @param name letters, digits and underscores: "tenant"
   */
  public static authorizerContext(name: string): HttpAccessLogField {
    return new HttpAccessLogField(authorizerVariable(name), name, true);
  }

  private constructor(private readonly path: string, key: string, isFreeText = false) {
    super(path, key, isFreeText);
  }

  /** The same field under another key. */
  public withKey(key: string): HttpAccessLogField {
    return new HttpAccessLogField(this.path, key, this.isFreeText);
  }
}
