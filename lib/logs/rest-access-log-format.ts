import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { DEFAULT_FIELDS } from './access-log-fields';
import { csvLine, jsonLine, xmlLine } from './access-log-line';
import { RestAccessLogField } from './rest-access-log-field';

/**
 * What a line of the access log of a REST API says. Each is one line with the id of the request, and for stages of the CDK, too.
 *
 * @example
 *
 * const format = RestAccessLogFormat.json(RestAccessLogField.STATUS, RestAccessLogField.authorizerContext('tenant'));
 * const accessLogs = AccessLogs.cloudWatch({ format });
 */
export abstract class RestAccessLogFormat {
  /**
   * JSON, every value quoted.
   *
   * @param fields those of the default, if there are none; the id of the request is added, if it is not among them
   */
  public static json(...fields: RestAccessLogField[]): AccessLogFormat {
    return new AccessLogFormat(jsonLine(fields.length > 0 ? fields : DEFAULT_FIELDS.REST));
  }

  /**
   * Comma-separated values as in RFC 4180, every value quoted. Fails for a field of free text, whose quotes API Gateway does not double.
   *
   * @param fields those of the default, if there are none; the id of the request is added, if it is not among them
   */
  public static csv(...fields: RestAccessLogField[]): AccessLogFormat {
    return new AccessLogFormat(csvLine(fields.length > 0 ? fields : DEFAULT_FIELDS.REST));
  }

  /**
   * XML: an element `request` with an element for each field. Fails for a field of free text, which API Gateway does not escape.
   *
   * @param fields those of the default, if there are none; the id of the request is added, if it is not among them
   */
  public static xml(...fields: RestAccessLogField[]): AccessLogFormat {
    return new AccessLogFormat(xmlLine(fields.length > 0 ? fields : DEFAULT_FIELDS.REST));
  }

  /** The common log format of web servers, with the route for the path, and the id of the request at its end. */
  public static clf(): AccessLogFormat {
    return new AccessLogFormat('$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId');
  }

  /** Any one line with variables of a REST API, such as "$context.requestId $context.status". A stage refuses variables that it does not know. */
  public static custom(format: string): AccessLogFormat {
    return AccessLogFormat.custom(format);
  }
}
