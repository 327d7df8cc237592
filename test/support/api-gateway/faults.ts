import { ApiError, conflict, NoAnswerError } from './api-error';

/**
 * What goes wrong with a call. Nothing of the call is applied, unless the fault's name says so.
 *
 * - `throttle`: 429 TooManyRequestsException with Retry-After
 * - `error`: 503 ServiceUnavailableException
 * - `applied-then-error`: the same, although the call is applied
 * - `conflict`: 409 ConflictException, as of a second change at the same time
 * - `reset`, `applied-then-reset`: the connection breaks before or after the call is applied
 * - `hang`, `applied-then-hang`: the answer never comes
 */
export type Fault = 'throttle' | 'error' | 'applied-then-error' | 'conflict' | 'reset' | 'applied-then-reset' | 'hang' | 'applied-then-hang';

/** A call before it is served. */
export interface Call {
  /** How many calls there were before, refused and broken ones included. */
  readonly index: number;
  /** Such as "UpdateStage". */
  readonly operation: string;
  /** Such as "PATCH". */
  readonly method: string;
  /** Such as "/restapis/a1b2c3/stages/prod". */
  readonly path: string;
}

/** Decides what goes wrong. */
export type FaultPlan = (call: Call) => Fault | undefined;

/** The error of a fault. */
export function errorOf(fault: Fault): Error {
  switch (fault) {
    case 'throttle': return new ApiError('TooManyRequestsException', 429, 'Too Many Requests', 1);
    case 'error':
    case 'applied-then-error': return new ApiError('ServiceUnavailableException', 503, 'Service Unavailable', 1);
    case 'conflict': return conflict('Unable to complete operation due to concurrent modification. Please try again later.');
    case 'reset': return new NoAnswerError('reset', false);
    case 'applied-then-reset': return new NoAnswerError('reset', true);
    case 'hang': return new NoAnswerError('hang', false);
    case 'applied-then-hang': return new NoAnswerError('hang', true);
  }
}

/** Whether a call with a fault is applied all the same. */
export function applies(fault: Fault | undefined): boolean {
  return fault === undefined || fault.startsWith('applied-');
}

/** A fault for the call of an index; without an operation counted over all calls, else over those of the operation. */
export function onCall(index: number, fault: Fault, operation?: string): FaultPlan {
  let seen = 0;
  return (call) => {
    if (operation === undefined) return call.index === index ? fault : undefined;
    return call.operation === operation && seen++ === index ? fault : undefined;
  };
}

/** The first fault that one of the plans has for a call. Every plan sees every call. */
export function firstOf(...plans: FaultPlan[]): FaultPlan {
  return (call) => plans.map((plan) => plan(call)).find((fault) => fault !== undefined);
}

/** Calls that an account has in a second, and how many at once. */
export interface Quota {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * The fixed quotas of the control plane, per account and Region; "*" is the one of all calls together.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
 */
export const QUOTAS: Readonly<Record<string, Quota>> = {
  '*': { perSecond: 10, burst: 40 },
  'CreateDeployment': { perSecond: 1 / 5, burst: 1 },
  'DeleteApiKey': { perSecond: 5, burst: 5 },
  'GetResources': { perSecond: 5 / 2, burst: 5 },
  'UpdateAccount': { perSecond: 1 / 20, burst: 1 },
  'UpdateUsagePlan': { perSecond: 1 / 20, burst: 1 },
};

/** Throttles by token buckets: one for all calls, and one for each operation that has a quota of its own. */
export function tokenBucket(now: () => number = Date.now, quotas: Readonly<Record<string, Quota>> = QUOTAS): FaultPlan {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const fill = (name: string) => {
    const quota = quotas[name];
    if (!quota) return undefined;
    const time = now();
    const bucket = buckets.get(name) ?? { tokens: quota.burst, at: time };
    bucket.tokens = Math.min(quota.burst, bucket.tokens + (time - bucket.at) / 1000 * quota.perSecond);
    bucket.at = time;
    buckets.set(name, bucket);
    return bucket;
  };
  return ({ operation }) => {
    const used = [fill('*'), fill(operation)].filter((bucket) => bucket !== undefined);
    // A little slack: three times a third of a token is a token.
    if (used.some(({ tokens }) => tokens < 1 - 1e-9)) return 'throttle';
    for (const bucket of used) bucket.tokens -= 1;
    return undefined;
  };
}
