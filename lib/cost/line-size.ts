import { Token } from 'aws-cdk-lib/core';

/** The bytes of values as they usually are; of errors "-", since most requests have none. */
const USUAL: Readonly<Record<string, number>> = {
  'requestId': 36,
  'extendedRequestId': 16,
  'connectionId': 16,
  'messageId': 16,
  'apiId': 10,
  'awsEndpointRequestId': 36,
  'domainName': 52,
  'eventType': 7,
  'httpMethod': 4,
  'identity.apiKeyId': 10,
  'identity.caller': 21,
  'identity.sourceIp': 13,
  'identity.user': 21,
  'identity.userAgent': 100,
  'identity.userArn': 70,
  'integration.requestId': 36,
  'path': 24,
  'protocol': 8,
  'requestTime': 26,
  'requestTimeEpoch': 13,
  'resourcePath': 20,
  'routeKey': 20,
  'status': 3,
  'xrayTraceId': 35,
};

/** Of values that are not in the table: numbers, ids, short words. */
const OTHER = 8;

/** The bytes of a line of an access log, with values of usual length in it; undefined if the format is not known at synthesis. */
export function lineBytes(format: string): number | undefined {
  if (Token.isUnresolved(format)) return undefined;
  const filled = format.replace(/\$context(\.[A-Za-z0-9_-]+|\[[^\]]*\])+/g, (variable) => 'x'.repeat(usualBytes(variable.slice('$context.'.length))));
  return Buffer.byteLength(filled);
}

function usualBytes(variable: string): number {
  return USUAL[variable] ?? (/error|(^|\.)authorize\.|waf|Error|latency|Latency|status|Status|Length/.test(variable) ? 3 : OTHER);
}
