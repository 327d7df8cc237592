import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isNumberToken, isTextToken } from './kinds';

/**
 * Checks a stage name.
 *
 * @param also what else may be written
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-stage.html
 */
export function checkStageName(stageName: string, scope?: IConstruct, also?: string): void {
  if (isTextToken(stageName) || stageName === also) return;
  if (typeof stageName !== 'string' || !/^[A-Za-z0-9_-]{1,128}$/.test(stageName)) {
    fail(`'stageName' must be 1 to 128 letters, digits, hyphens and underscores${also ? `, or ${show(also)}` : ''}, got ${show(stageName)}: write 'prod', for example`, scope);
  }
  if (stageName === 'test-invoke-stage') {
    fail("'stageName' must not be \"test-invoke-stage\", the name under which the console tests a method: write 'prod', for example", scope);
  }
}

/**
 * Checks the name of a REST API, by which CloudWatch keys its metrics.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html
 */
export function checkApiName(restApiName: string, scope: IConstruct): void {
  if (!isTextToken(restApiName) && !(typeof restApiName === 'string' && /^(?=.*[^ ])[ -~]{1,255}$/.test(restApiName))) {
    fail(`'restApiName' must be 1 to 255 printable ASCII characters, since CloudWatch keys the API's metrics by it, got ${show(restApiName)}: write "orders", for example`, scope);
  }
}

/**
 * Checks the name of a HTTP or WebSocket API.
 *
 * @see https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
 */
export function checkV2ApiName(apiName: string, scope: IConstruct): void {
  if (!isTextToken(apiName) && !(typeof apiName === 'string' && apiName.length >= 1 && apiName.length <= 128)) {
    fail(`'apiName' must be 1 to 128 characters, got ${show(apiName)}: write "orders", for example`, scope);
  }
}

/** A steady rate and a burst, both in requests. */
export interface Throttle {
  /** Requests per second. */
  readonly rateLimit?: number;
  /** Size of the token bucket, in requests. */
  readonly burstLimit?: number;
}

/** Checks the limits of a throttle: API Gateway answers every call with 429 when one of them is 0. */
export function checkThrottle(throttle: Throttle, prop: string, scope: IConstruct): void {
  const { rateLimit, burstLimit } = throttle;
  if (rateLimit !== undefined && !isNumberToken(rateLimit) && !(Number.isFinite(rateLimit) && rateLimit > 0)) {
    fail(`'${prop}.rateLimit' must be above 0 requests per second, got ${show(rateLimit)}: 0 refuses every call; leave it out for the default`, scope);
  }
  if (burstLimit !== undefined && !isNumberToken(burstLimit) && !(Number.isInteger(burstLimit) && burstLimit >= 1)) {
    fail(`'${prop}.burstLimit' must be a whole number of at least 1 request, got ${show(burstLimit)}: 0 refuses every call; leave it out for the default`, scope);
  }
}

/** Whether a number counts things of which there is at least one. */
export function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

/** Whether a number is a volume of requests that may be reached. */
export function isVolume(value: number): boolean {
  return value >= 1 && value <= Number.MAX_SAFE_INTEGER;
}

/** Checks a number against a rule, which is also what the error says. */
export function checkNumber(prop: string, value: number, holds: (value: number) => boolean, rule: string, scope: IConstruct): void {
  if (!isNumberToken(value) && !(typeof value === 'number' && holds(value))) fail(`'${prop}' must be ${rule}, got ${show(value)}`, scope);
}
