import { asText, globMatches } from './policy-text';

/** A statement as it stands in a policy, with tokens in it. */
export type StatementJson = Record<string, any>;

/** What a policy is bound to. */
export interface PolicyBinding {
  /** Whether the API is reached through endpoints of VPCs only, where the key of an address is another one. */
  readonly isPrivate: boolean;
}

/** A statement of a resource policy, before it is known what kind of API it is for. */
export interface PolicyPart {
  /** The routes that were named, which have to exist. */
  readonly routes: string[];
  /** The stages that were named, which have to exist. */
  readonly stages?: string[];
  /** The statement. */
  statement(binding: PolicyBinding): StatementJson;
}

/** The action of a call. */
export const INVOKE = 'execute-api:Invoke';

/** All methods of an API, in each of its stages. API Gateway makes an ARN of it; an ARN of our own would refer to the API itself. */
export const EVERYTHING = 'execute-api:/*';

/** A list as policies have it. */
export function listOf(value: any): any[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** One value by itself, as it takes less room. */
export function unwrapped<T>(values: T[]): T | T[] {
  return values.length === 1 ? values[0] : values;
}

/** The conditions of a statement: operator, key and values. */
export function conditionsOf({ Condition: condition = {} }: StatementJson): Array<[operator: string, key: string, values: any[]]> {
  return Object.entries<Record<string, unknown> | null>(condition).flatMap(([operator, keys]) =>
    Object.entries(keys ?? {}).map(([key, values]): [string, string, any[]] => [operator, key, listOf(values)]));
}

/** Whether a statement is about everybody, and not about principals of IAM; all but some are, too, with those who have not signed. */
export function isForEverybody({ Principal: principal, NotPrincipal: others }: StatementJson): boolean {
  return others !== undefined || principal === '*' || listOf(principal?.AWS).includes('*');
}

/** Whether a statement is about calls, and not about the cache or the connections of an API. */
export function isAboutCalls({ Action: actions, NotAction: others }: StatementJson): boolean {
  const isOne = (action: unknown) => globMatches(asText(action).toLowerCase(), INVOKE.toLowerCase());
  return others === undefined ? listOf(actions).some(isOne) : !listOf(others).some(isOne);
}

/** What has to be there, and equal, for a condition to hold: not the operators that hold without the key. */
const NEEDS_KEY = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|Bool|(?:Numeric|Date)(?!NotEquals|\w*IfExists)\w+)$/;

/** Keys that requests have which IAM knows the caller of, and no others. */
const OF_SIGNED_REQUESTS = /^aws:(?:Principal|TokenIssueTime$|MultiFactorAuth|userid$|username$)/i;

/** Whether a key is there in signed requests only. */
export function isKeyOfSigned(key: string): boolean {
  return OF_SIGNED_REQUESTS.test(key);
}

/** Whether a statement can be about a request that nobody signed, which the routes without IAM authorization get. */
export function canMatchUnsigned(statement: StatementJson): boolean {
  if (!isForEverybody(statement) || !isAboutCalls(statement)) return false;
  return !conditionsOf(statement).some(([operator, key, values]) =>
    isKeyOfSigned(key) && (NEEDS_KEY.test(operator) || (operator === 'Null' && values.every((value) => String(value) === 'false'))));
}
