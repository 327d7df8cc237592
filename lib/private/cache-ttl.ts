import { Duration } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from './errors';

/** Checks how long an answer may be served from a cache. */
export function checkCacheTtl(prop: string, ttl: Duration, scope: IConstruct): void {
  if (typeof (ttl as Partial<Duration>).toSeconds !== 'function') fail(`'${prop}' must be a Duration, got ${show(ttl)}: write Duration.minutes(5), for example`, scope);
  if (ttl.isUnresolved()) return;
  const seconds = ttl.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600) {
    fail(`'${prop}' must be whole seconds from 1 to 3600, got ${seconds}: write Duration.minutes(5), for example`, scope);
  }
}
