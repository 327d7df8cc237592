import { Duration, Token } from 'aws-cdk-lib/core';
import { fail, show } from '../private/errors';

/** Checks the name of an authorizer, which is a name in OpenAPI documents, too. */
export function checkAuthorizerName(authorizerName: string | undefined): void {
  if (authorizerName === undefined) return;
  if (authorizerName === '__proto__') fail('\'authorizerName\' must not be "__proto__", which objects cannot keep: write "sign-in", for example');
  if (typeof authorizerName !== 'string' || Token.isUnresolved(authorizerName) || !/^[A-Za-z0-9._-]{1,128}$/.test(authorizerName)) {
    fail(`'authorizerName' must be 1 to 128 letters, digits and ". _ -", known at synthesis, got ${Token.isUnresolved(authorizerName) ? 'a token' : show(authorizerName)}: write "sign-in", for example`);
  }
}

/** The seconds that an answer is kept. */
export function ttlSeconds(ttl: Duration): number {
  if (typeof (ttl as Partial<Duration> | null)?.toSeconds !== 'function') fail(`'resultsCacheTtl' must be a Duration, got ${show(ttl)}: write Duration.minutes(5), for example`);
  if (ttl.isUnresolved()) return ttl.toSeconds();
  const seconds = ttl.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 3600) {
    fail(`'resultsCacheTtl' must be whole seconds from 0 to 3600, got ${seconds}: write Duration.minutes(5), for example, or Duration.seconds(0) to keep nothing`);
  }
  return seconds;
}
