import { Duration } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from './errors';
import { isFlag, TRUE_OR_FALSE } from './kinds';

/** What is said of a cache, of a stage or of a route in it. */
interface CacheSettings {
  readonly enabled?: boolean;
  readonly ttl?: Duration;
  readonly encrypted?: boolean;
}

/**
 * Checks whether, how long and how answers are kept.
 *
 * @param prop what the settings are said in
 */
export function checkCacheSettings(prop: string, settings: CacheSettings, scope: IConstruct): void {
  for (const name of ['enabled', 'encrypted'] as const) {
    const value = settings[name];
    if (value !== undefined && !isFlag(value)) fail(`'${prop}.${name}' must be ${TRUE_OR_FALSE}, got ${show(value)}`, scope);
  }
  if (settings.ttl !== undefined) checkCacheTtl(`${prop}.ttl`, settings.ttl, scope);
}

/** Checks how long an answer may be served from a cache. */
function checkCacheTtl(prop: string, ttl: Duration, scope: IConstruct): void {
  if (typeof (ttl as Partial<Duration> | null)?.toSeconds !== 'function') fail(`'${prop}' must be a Duration, got ${show(ttl)}: write Duration.minutes(5), for example`, scope);
  if (ttl.isUnresolved()) return;
  const seconds = ttl.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600) {
    fail(`'${prop}' must be whole seconds from 1 to 3600, got ${seconds}: write Duration.minutes(5), for example`, scope);
  }
}
