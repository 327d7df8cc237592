import { log } from './log';

/** Time for CloudFormation's answer is left before the function's timeout of 5 minutes. */
const DEADLINE_MS = 4 * 60_000;

const LONGEST_WAIT_MS = 20_000;

/** So long IAM may take to show the function its own policy. */
const PROPAGATION_MS = 60_000;

/** What passes; API Gateway, CloudFormation and CloudWatch have names of their own for a throttle. */
const PASSING = new Set(['TooManyRequestsException', 'LimitExceededException', 'Throttling', 'ThrottlingException', 'ConflictException', 'TimeoutError', 'RequestTimeout']);

/** A connection that broke. Some versions of the SDK wrap the error, and only the message tells. */
const BROKEN = /\b(ECONNRESET|ECONNREFUSED|ETIMEDOUT|EPIPE|EAI_AGAIN|TimeoutError|socket hang up)\b/;

const FORBIDDEN = new Set(['AccessDenied', 'AccessDeniedException']);

/** What the handler takes from its surroundings, so that a test can hurry. */
export interface Clock {
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export const systemClock: Clock = { now: Date.now, sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) };

interface ServiceError extends Error {
  readonly code?: string;
  readonly retryAfterSeconds?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The patience of one invocation: repeats what a throttle, a conflict, a broken connection or a busy service refused, until its time is up. */
export class Patience {
  private readonly start: number;
  private waits = 0;

  constructor(public readonly clock: Clock) {
    this.start = clock.now();
  }

  /** Repeats all of the action, so that it may look again before it writes. */
  public async call<T>(action: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await action();
      } catch (error) {
        await this.pause(error);
      }
    }
  }

  /** Waits, if what went wrong may pass in the time that is left, and throws it otherwise. */
  public async pause(error: unknown): Promise<void> {
    const { name, message, retryAfterSeconds } = error as ServiceError;
    const left = this.start + DEADLINE_MS - this.clock.now();
    const passes = isPassing(error as ServiceError) || (isForbidden(error) && left > DEADLINE_MS - PROPAGATION_MS);
    log({ error: name, message, passes });
    if (!passes) throw error;
    const wait = Math.max(this.backoff(), 1_000 * (Number(retryAfterSeconds) || 0));
    if (wait > left) throw new Error(`AWS did not answer within ${DEADLINE_MS / 60_000} minutes: ${name}: ${message}`);
    await this.clock.sleep(wait);
  }

  /** Waits, although nothing went wrong. Returns false if there is no time for it. */
  public async settle(): Promise<boolean> {
    const wait = Math.round(1_000 * (0.75 + 0.5 * Math.random()));
    if (this.clock.now() + wait > this.start + DEADLINE_MS) return false;
    await this.clock.sleep(wait);
    return true;
  }

  private backoff(): number {
    return Math.round(Math.min(500 * 2 ** this.waits++, LONGEST_WAIT_MS) * (0.75 + 0.25 * Math.random()));
  }
}

function isPassing({ name, code, message, $metadata }: ServiceError): boolean {
  return PASSING.has(name) || ($metadata?.httpStatusCode === undefined && BROKEN.test(`${code} ${message}`)) || ($metadata?.httpStatusCode ?? 0) >= 500;
}

export function isForbidden(error: unknown): boolean {
  return FORBIDDEN.has((error as Error).name);
}

export function isNotFound(error: unknown): boolean {
  return (error as Error).name === 'NotFoundException';
}

export function isRefusal(error: unknown): boolean {
  return (error as Error).name === 'BadRequestException';
}
