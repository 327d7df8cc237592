import { Duration, Token } from 'aws-cdk-lib/core';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

/** https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html */
const [FEWEST, MOST] = [10, 2_000_000_000];
const WINDOWS = [60, 120, 300, 600];

/** Options of `WebAclRateLimit.perIp`. */
export interface PerIpRateLimitOptions {
  /**
   * The time that requests are counted over: 1, 2, 5 or 10 minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly window?: Duration;
}

/** How many requests one address may make. */
export abstract class WebAclRateLimit {
  /**
   * Each address may make so many requests in a window of time; further ones are blocked until there are fewer.
   *
   * @param requests 10 to 2,000,000,000
   */
  public static perIp(requests: number, options: PerIpRateLimitOptions = {}): WebAclRateLimit {
    checkMembers(options, ['window'], 'WebAclRateLimit.perIp');
    if (typeof requests !== 'number' || (!Token.isUnresolved(requests) && !(Number.isInteger(requests) && requests >= FEWEST && requests <= MOST))) {
      fail(`'requests' must be a whole number from ${FEWEST} to ${MOST}, got ${show(requests)}: write WebAclRateLimit.perIp(2000), for example`);
    }
    const { window = Duration.minutes(5) } = options;
    if (!isObject(window) || typeof window.toSeconds !== 'function') fail(`'window' must be a Duration, got ${show(window)}: write Duration.minutes(5), for example`);
    const seconds = window.isUnresolved() ? 0 : window.toSeconds({ integral: false });
    if (!window.isUnresolved() && !WINDOWS.includes(seconds)) fail(`'window' must be 1, 2, 5 or 10 minutes, got ${seconds} seconds: AWS WAF counts over no other time`);
    return new PerIp(requests, window);
  }

  /** No limit. */
  public static none(): WebAclRateLimit {
    return new NoLimit();
  }

  /** @internal */
  public abstract _bind(): { readonly limit: number; readonly evaluationWindowSec: number } | undefined;
}

class PerIp extends WebAclRateLimit {
  constructor(private readonly requests: number, private readonly window: Duration) {
    super();
  }

  public _bind() {
    return { limit: this.requests, evaluationWindowSec: this.window.toSeconds() };
  }
}

class NoLimit extends WebAclRateLimit {
  public _bind(): undefined {
    return undefined;
  }
}
