import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { DEFAULT_FIELDS } from './access-log-fields';
import { csvLine, jsonLine, xmlLine } from './access-log-line';
import { WebSocketAccessLogField } from './web-socket-access-log-field';

/**
 * What a line of the access log of a WebSocket API says. Each is one line with the id of the request, and for stages of the CDK, too.
 *
 * @example
 *
 * const format = WebSocketAccessLogFormat.json(WebSocketAccessLogField.STATUS, WebSocketAccessLogField.authorizerContext('tenant'));
 * const accessLogs = AccessLogs.cloudWatch({ format });
 */
export abstract class WebSocketAccessLogFormat {
  /**
   * JSON, every value quoted.
   *
   * @param fields those of the default, if there are none; the id of the request is added, if it is not among them
   */
  public static json(...fields: WebSocketAccessLogField[]): AccessLogFormat {
    return new AccessLogFormat(jsonLine(fields.length > 0 ? fields : DEFAULT_FIELDS.WEBSOCKET));
  }

  /**
   * Comma-separated values as in RFC 4180, every value quoted. Fails for a field of free text, whose quotes API Gateway does not double.
   *
   * @param fields those of the default, if there are none; the id of the request is added, if it is not among them
   */
  public static csv(...fields: WebSocketAccessLogField[]): AccessLogFormat {
    return new AccessLogFormat(csvLine(fields.length > 0 ? fields : DEFAULT_FIELDS.WEBSOCKET));
  }

  /**
   * XML: an element `request` with an element for each field. Fails for a field of free text, which API Gateway does not escape.
   *
   * @param fields those of the default, if there are none; the id of the request is added, if it is not among them
   */
  public static xml(...fields: WebSocketAccessLogField[]): AccessLogFormat {
    return new AccessLogFormat(xmlLine(fields.length > 0 ? fields : DEFAULT_FIELDS.WEBSOCKET));
  }

  /** The common log format of web servers, with the route and the connection for the request, and without a length, and the id of the request at its end. */
  public static clf(): AccessLogFormat {
    return new AccessLogFormat('$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "$context.eventType $context.routeKey $context.connectionId" $context.status $context.requestId');
  }

  /** Any one line with variables of a WebSocket API, such as "$context.requestId $context.status". A stage refuses variables that it does not know. */
  public static custom(format: string): AccessLogFormat {
    return AccessLogFormat.custom(format);
  }
}
