import { BlockList, isIP } from 'node:net';
import { isCidr } from './check-cidr';
import { conditionsOf, StatementJson } from './policy-statement';
import { asText, globMatches, rejectVariables } from './policy-text';
import { fail, show } from '../private/errors';

/** The keys of a request. Fails if something about them cannot be known. */
export interface RequestKeys {
  /** Whether the request has a key. */
  has(key: string): boolean;
  /** The values of a key that the request has: one, unless the key is one of several values. */
  get(key: string): string[];
}

type Comparison = (actual: string, expected: string) => boolean;

const same: Comparison = (actual, expected) => actual === expected;
const sameWord: Comparison = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();
const like: Comparison = (actual, expected) => globMatches(expected, actual);

/** An ARN part by part, so that "*" does not span ":". */
const arnLike: Comparison = (actual, expected) => {
  const [actuals, expecteds] = [actual, expected].map(arnParts);
  return expecteds.every((part, index) => globMatches(part ?? '', actuals[index] ?? ''));
};

/** The operators, each with its comparison, and whether it holds when none of the values is equal. */
const OPERATORS: Record<string, [compare: Comparison, negated: boolean]> = {
  StringEquals: [same, false],
  StringNotEquals: [same, true],
  StringEqualsIgnoreCase: [sameWord, false],
  StringNotEqualsIgnoreCase: [sameWord, true],
  StringLike: [like, false],
  StringNotLike: [like, true],
  ArnEquals: [arnLike, false],
  ArnNotEquals: [arnLike, true],
  ArnLike: [arnLike, false],
  ArnNotLike: [arnLike, true],
  Bool: [sameWord, false],
  IpAddress: [inRange, false],
  NotIpAddress: [inRange, true],
};

/**
 * Whether all conditions of a statement hold for a request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsHold(statement: StatementJson, request: RequestKeys): boolean {
  // all are looked at, so that what cannot be known fails whatever the others say
  return conditionsOf(statement).map(([operator, key, values]) => holds(operator, key, values.map(asText), request)).every(Boolean);
}

function holds(operator: string, key: string, expected: string[], request: RequestKeys): boolean {
  if (operator === 'Null') return expected.some((value) => sameWord(value, String(!request.has(key))));
  const [, set, name, ifExists] = /^(ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const [compare, negated] = (Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined) ?? unknown(operator);
  if (!['Bool', 'IpAddress', 'NotIpAddress'].includes(name)) expected.forEach(rejectVariables);
  if (!request.has(key)) return ifExists !== undefined || set === 'ForAllValues:' || (negated && set === undefined);
  const actuals = request.get(key);
  if (set === undefined && actuals.length !== 1) fail(`a condition on ${show(key)}, which has ${actuals.length} values in the request, must begin with "ForAnyValue:" or "ForAllValues:", got ${show(operator)}`);
  const matches = (actual: string) => expected.some((value) => compare(actual, value)) !== negated;
  return set === 'ForAnyValue:' ? actuals.some(matches) : actuals.every(matches);
}

function unknown(operator: string): never {
  fail(`an operator of a condition must be one of ${Object.keys(OPERATORS).join(', ')} or Null, with "IfExists", "ForAnyValue:" or "ForAllValues:" if need be, for 'evaluate' to know what it means, got ${show(operator)}`);
}

function arnParts(arn: string): string[] {
  const [arnWord, partition, service, region, account, ...resource] = arn.split(':');
  if (resource.length === 0 && !/^(?:<.*>|\$\{Token\[.*\]\})$/.test(arn)) fail(`a condition on an ARN must have its six parts, got ${show(arn)}: write "arn:aws:iam::*:role/Shop", for example`);
  return [arnWord, partition, service, region, account, resource.join(':')];
}

function inRange(address: string, range: string): boolean {
  const isKnown = (value: string) => !/[<$]/.test(value); // functions of CloudFormation are equal only to themselves
  if (!isKnown(address) || !isKnown(range)) return address === range;
  if (!isCidr(range)) fail(`a condition on an address must have ranges of IPv4 or IPv6 addresses, got ${show(range)}: write "192.0.2.0/24", for example`);
  const [network, length] = range.split('/');
  const family = isIP(network);
  if (isIP(address) !== family) return address === range;
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, length === undefined ? (family === 4 ? 32 : 128) : Number(length), kind);
  return list.check(address, kind);
}
