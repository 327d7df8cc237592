import { Token } from 'aws-cdk-lib/core';

/**
 * What accounts cannot say of their own callers, or what of it belongs to one of them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KEYS = new Set([
  'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principalarn', 'aws:userid', 'aws:sourceip', 'aws:vpcsourceip',
  'aws:sourcevpc', 'aws:sourcevpcarn', 'aws:sourcevpce', 'aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths',
  'aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths',
]);

/** Those that hold for one of some values, and do not if the request has none. */
const OPERATOR = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/;

/** Whether conditions leave out anybody: all have to hold, so that one of them is enough. */
export function narrowsCallers(conditions: Record<string, any>): boolean {
  return Object.entries(conditions).some(([operator, keys]) => {
    if (Token.isUnresolved(keys)) return true; // known at deployment only
    const lowered = Object.entries(keys ?? {}).map(([key, given]) => [key.toLowerCase(), given] as const);
    return OPERATOR.test(operator) && lowered.some(([key, given]) => KEYS.has(key) && isNarrow(key, given));
  });
}

/** One of the values is enough for a condition to hold. */
function isNarrow(key: string, given: unknown): boolean {
  if (Token.isUnresolved(given)) return true;
  const values: unknown[] = [given].flat();
  return values.length > 0 && values.every((value) => Token.isUnresolved(value) || !isForAll(key, String(value)));
}

/** Whether callers of whatever account match a value. */
function isForAll(key: string, value: string): boolean {
  if (key.endsWith('ip')) return /\/0+$/.test(value);
  // whoever likes can call a role in an account of theirs as they like
  const own = key.endsWith('arn') ? value.split(':')[4] ?? '' : value.replace(/^(?:o|vpc|vpce)-/, '');
  return !Token.isUnresolved(own) && /^[*?\s/]*$/.test(own);
}
