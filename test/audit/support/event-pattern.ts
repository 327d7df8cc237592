/**
 * Whether an event matches a pattern, by the rules of EventBridge that our patterns use.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesPattern(pattern: any, event: any): boolean {
  return Object.entries(pattern).every(([key, inner]) => {
    if (key === '$or') return (inner as any[]).some((alternative) => matchesPattern(alternative, event));
    const value = event?.[key];
    return Array.isArray(inner) ? inner.some((operator) => matchesValue(operator, value)) : matchesPattern(inner, value);
  });
}

function matchesValue(operator: any, value: unknown): boolean {
  if (typeof operator !== 'object') return operator === value;
  if ('exists' in operator) return operator.exists === (value !== undefined && (typeof value !== 'object' || value === null));
  if (value === undefined) return false; // every other operator needs the field
  if ('prefix' in operator) return String(value).startsWith(operator.prefix);
  const but = operator['anything-but'];
  return Array.isArray(but) ? !but.includes(value) : !matchesValue(but, value);
}
