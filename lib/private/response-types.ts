import { Token } from 'aws-cdk-lib/core';
import { show } from './errors';

/** A gateway response: its status unless one is said, and what a title calls it. Statuses of the defaults are those of what they stand for. */
export interface ResponseTypeFacts {
  readonly status?: number;
  readonly title: string;
}

/**
 * Every type of gateway response.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export const RESPONSE_TYPES: Record<string, ResponseTypeFacts> = {
  ACCESS_DENIED: { status: 403, title: 'Forbidden' },
  API_CONFIGURATION_ERROR: { status: 500, title: 'Internal Server Error' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, title: 'Internal Server Error' },
  AUTHORIZER_FAILURE: { status: 500, title: 'Internal Server Error' },
  BAD_REQUEST_BODY: { status: 400, title: 'Bad Request' },
  BAD_REQUEST_PARAMETERS: { status: 400, title: 'Bad Request' },
  DEFAULT_4XX: { title: 'Client Error' },
  DEFAULT_5XX: { title: 'Server Error' },
  EXPIRED_TOKEN: { status: 403, title: 'Forbidden' },
  INTEGRATION_FAILURE: { status: 504, title: 'Gateway Timeout' },
  INTEGRATION_TIMEOUT: { status: 504, title: 'Gateway Timeout' },
  INVALID_API_KEY: { status: 403, title: 'Forbidden' },
  INVALID_SIGNATURE: { status: 403, title: 'Forbidden' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, title: 'Forbidden' },
  QUOTA_EXCEEDED: { status: 429, title: 'Too Many Requests' },
  REQUEST_TOO_LARGE: { status: 413, title: 'Content Too Large' },
  RESOURCE_NOT_FOUND: { status: 404, title: 'Not Found' },
  THROTTLED: { status: 429, title: 'Too Many Requests' },
  UNAUTHORIZED: { status: 401, title: 'Unauthorized' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Unsupported Media Type' },
  WAF_FILTERED: { status: 403, title: 'Forbidden' },
};

/** What is wrong with the type of a gateway response. */
export function typeProblem(type: unknown): string | undefined {
  if (typeof type === 'string' && Object.hasOwn(RESPONSE_TYPES, type)) return undefined;
  return `the type of a gateway response must be one of ${Object.keys(RESPONSE_TYPES).join(', ')}, got ${show(type)}`;
}

/** What is wrong with the status of a gateway response, as CloudFormation has it. */
export function statusProblem(type: string, statusCode: unknown): string | undefined {
  if (statusCode === undefined || Token.isUnresolved(statusCode) || /^[1-5]\d\d$/.test(String(statusCode))) return undefined;
  return `the status code of the gateway response ${type} must be a number from 100 to 599, got ${show(statusCode)}`;
}
