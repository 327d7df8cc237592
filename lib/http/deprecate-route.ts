import { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Annotations } from 'aws-cdk-lib/core';

/** The answers to which API Gateway adds headers: it wants each status code to be named. */
const SUCCESSES = ['200', '201', '202', '203', '204', '206'];

/**
 * What adds headers to answers, as an integration of a HTTP API has it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
 */
export function addedHeaders(headers: Map<string, string>): object | undefined {
  if (headers.size === 0) return undefined;
  const parameters = [...headers].map(([name, source]) => ({ Destination: `append:header.${name}`, Source: source })); // CloudFormation's own names: the L1 passes them as they are;
  return Object.fromEntries(SUCCESSES.map((code) => [code, { ResponseParameters: parameters }]));
}

/** Warns that an integration that may have other routes cannot say that one of them is deprecated. */
export function warnOfDeprecation(route: HttpRoute, routeKey: string, headers: Map<string, string>): void {
  if (headers.size === 0) return;
  const sent = [...headers].map(([name, value]) => `${name}: ${value}`).join(' and ');
  Annotations.of(route).addWarningV2('cdk-gatehouse:deprecationHeaders',
    `route ${JSON.stringify(routeKey)} has an 'integration' that other routes may share, and so does not say that it is deprecated: let its backend send ${sent}`);
}
