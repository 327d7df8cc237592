import { BlockList, isIP } from 'node:net';
import { isOpen } from './compare-routes';
import { DescribedApi } from './described-api';
import { Changes } from './diff-report';
import { code, listed } from './words';
import { conditionsOf, isAboutCalls, isForEverybody, listOf, StatementJson } from '../../lib/access/policy-statement';
import { globMatches } from '../../lib/access/policy-text';
import { canonical } from '../../lib/openapi/compare-source';

const AREA = 'resource policy';

/** Compares resource policies by their statements: who gets in that did not, and who does not that did. */
export function comparePolicies(before: DescribedApi, after: DescribedApi, changes: Changes): void {
  if (before.kind !== 'REST' || after.kind !== 'REST' || canonical(before.policy ?? null) === canonical(after.policy ?? null)) return;
  const isPrivate = after.endpointType === 'PRIVATE';
  if (!after.policy) {
    changes.add(AREA, isPrivate ? 'policy-removed' : 'policy-widened', isPrivate ? 'breaking' : 'opened', 'the resource policy',
      isPrivate ? 'is gone: a private API without one lets nobody in' : 'is gone: its routes alone decide who may call');
    return;
  }
  const [was, is] = [(before.policy ?? []).map(withLists), after.policy.map(withLists)];
  const opened = openOnlyIn(after, before);
  const closed = openOnlyIn(before, after);
  if (!before.policy) {
    changes.add(AREA, 'policy-added', isPrivate ? 'review' : 'breaking', 'the resource policy',
      isPrivate ? `is new, and lets callers in, which nobody was: ${is.map(describe).join('; ')}` : `is new, and only lets in whom it allows: ${is.map(describe).join('; ')}`);
    return;
  }
  const isCovered = (statement: StatementJson, by: StatementJson[]) => by.some((other) => other.Effect === statement.Effect && covers(other, statement));
  const lost = was.flatMap(parts).filter((part) => !isCovered(part, is) && !(isAllow(part) && followsRoutes(part, before, closed)));
  const gained = is.flatMap(parts).filter((part) => !isCovered(part, was) && !(isAllow(part) && followsRoutes(part, after, opened)));
  // a statement that has other values is said once
  const pairs = gained.flatMap((part) => was.flatMap(parts).filter((known) => shapeOf(known) === shapeOf(part)).slice(0, 1).map((known) => [known, part] as const));
  const changed = pairs.concat(lost.flatMap((known) => is.flatMap(parts).filter((part) => shapeOf(known) === shapeOf(part)).slice(0, 1).map((part) => [known, part] as const)));
  for (const [known, part] of new Map(changed.map((pair) => [canonical(pair), pair])).values()) {
    const isWider = isAllow(part) ? gained.includes(part) : lost.includes(known);
    add(changes, isWider, `${describe(part)}; it said ${conditionsText(known)}`);
  }
  const isPaired = (part: StatementJson) => changed.some((pair) => pair.some((each) => canonical(each) === canonical(part)));
  for (const part of gained.filter((each) => !isPaired(each))) add(changes, isAllow(part), `also ${describe(part)}`);
  for (const part of lost.filter((each) => !isPaired(each))) add(changes, !isAllow(part), `no longer ${describe(part)}`);
}

function add(changes: Changes, isWider: boolean, message: string): void {
  changes.add(AREA, isWider ? 'policy-widened' : 'policy-narrowed', isWider ? 'opened' : 'review', 'the resource policy', isWider ? message : `${message}: callers may be refused`);
}

function isAllow({ Effect: effect }: StatementJson): boolean {
  return effect === 'Allow';
}

/** A statement without the values of its conditions. */
function shapeOf(statement: StatementJson): string {
  const conditions = conditionsOf(statement).map(([operator, key]) => [operator, key]);
  return conditions.length === 0 ? canonical(statement) : canonical({ ...statement, Sid: null, Condition: conditions });
}

/** The routes that are open in one description of an API, and not in another. */
function openOnlyIn(one: DescribedApi, other: DescribedApi): Set<string> {
  const isOpenIn = (api: DescribedApi, key: string) => api.routes.has(key) && isOpen(api.routes.get(key)!, api);
  return new Set([...one.routes].filter(([key]) => isOpenIn(one, key) && !isOpenIn(other, key)).map(([, { key }]) => key));
}

/** A statement for each of its principals and resources, so that one that is known can be told from one that is new. */
function parts(statement: StatementJson): StatementJson[] {
  const { Principal: principal, Resource: resources, ...others } = statement;
  if (principal === undefined || resources === undefined) return [statement];
  const principals = principal === '*' ? ['*'] : Object.entries<unknown[]>(principal).flatMap(([kind, names]) => names.map((name) => (name === '*' ? '*' : { [kind]: [name] })));
  return principals.flatMap((one) => listOf(resources).map((resource) => ({ ...others, Principal: one, Resource: [resource] })));
}

function withLists(statement: StatementJson): StatementJson {
  const { Principal: principal } = statement;
  const everybody = principal === '*' || listOf(principal?.AWS).includes('*');
  const listed = everybody || principal === undefined ? principal && '*' : Object.fromEntries(Object.entries(principal).map(([kind, names]) => [kind, listOf(names)]));
  return { ...statement, ...(principal !== undefined && { Principal: listed }), ...(statement.Resource !== undefined && { Resource: listOf(statement.Resource) }) };
}

/** Whether a statement is about everything that another one is about. It may be even if this says no. */
function covers(wide: StatementJson, narrow: StatementJson): boolean {
  if (wide.NotPrincipal !== undefined || wide.NotAction !== undefined || wide.NotResource !== undefined
    || narrow.NotPrincipal !== undefined || narrow.NotAction !== undefined || narrow.NotResource !== undefined) {
    return canonical({ ...wide, Sid: null }) === canonical({ ...narrow, Sid: null });
  }
  return coversPrincipals(wide.Principal, narrow.Principal)
    && all(listOf(narrow.Action), listOf(wide.Action), (one, other) => globMatches(String(other).toLowerCase(), String(one).toLowerCase()))
    && all(listOf(narrow.Resource), listOf(wide.Resource), (one, other) => globMatches(routeOf(other), routeOf(one)))
    && coversConditions(wide, narrow);
}

function all<T>(needed: T[], given: T[], fits: (one: T, other: T) => boolean): boolean {
  return needed.every((one) => given.some((other) => fits(one, other)));
}

function coversPrincipals(wide: any, narrow: any): boolean {
  if (wide === '*') return true;
  if (narrow === '*' || !wide || !narrow) return false;
  return Object.entries<any[]>(narrow).every(([kind, names]) => all(names, listOf(wide[kind]), (one, other) => canonical(one) === canonical(other)));
}

/** A condition less is wider; so is one with more values, unless it is about what is not one of them. */
function coversConditions(wide: StatementJson, narrow: StatementJson): boolean {
  const asked = conditionsOf(narrow);
  return conditionsOf(wide).every(([operator, key, values]) => asked.some(([name, other, given]) => {
    if (name !== operator || other.toLowerCase() !== key.toLowerCase()) return false;
    return /^Not|Not(?=IpAddress|Equals|Like)/.test(operator) ? all(values, given, isValue) : all(given, values, isValue);
  }));
}

/** Whether a value of a condition is one that another stands for. */
function isValue(one: unknown, other: unknown): boolean {
  const [inner, outer] = [String(one), String(other)];
  if (canonical(one) === canonical(other)) return true;
  const [[address, length], [network, prefix]] = [inner.split('/'), outer.split('/')];
  const family = isIP(address);
  if (family === 0 || isIP(network) !== family) return false;
  const [bits, type] = family === 4 ? [32, 'ipv4' as const] : [128, 'ipv6' as const];
  const range = new BlockList();
  range.addSubnet(network, Number(prefix ?? bits), type);
  return Number(length ?? bits) >= Number(prefix ?? bits) && range.check(address, type);
}

/** What an ARN says of the route: "prod/GET/orders"; what it says of Region and account is about this API. */
function routeOf(resource: unknown): string {
  const text = String(resource);
  if (text === '*') return '*';
  return /^execute-api:\/(.*)$/.exec(text)?.[1] ?? /^arn:[^:]*:execute-api:[^:]*:[^:]*:[^/]*\/(.*)$/.exec(text)?.[1] ?? text;
}

/** Whether all routes that a statement for everybody is about are ones that the report names anyway. */
function followsRoutes(statement: StatementJson, { routes }: DescribedApi, named: ReadonlySet<string>): boolean {
  if (!isForEverybody(statement) || !isAboutCalls(statement) || conditionsOf(statement).length > 0) return false;
  const matched = [...routes.values()].filter(({ method, path }) => listOf(statement.Resource).some((resource) => {
    const pattern = routeOf(resource).replace(/^[^/]*\//, '');
    return globMatches(pattern, `${method === 'ANY' ? '*' : method}${path.replace(/\{[^}]*\}/g, '*')}`);
  }));
  return matched.length > 0 && matched.every(({ key, isPreflight }) => isPreflight || named.has(key));
}

function describe(statement: StatementJson): string {
  const { Effect: effect, Principal: principal, NotPrincipal: others, Resource: resource, NotResource: notResource } = statement;
  const who = isForEverybody(statement) && others === undefined ? 'everybody' : others ? `everybody but ${code(others)}` : Object.values<unknown[]>(principal ?? {}).flat().map((name) => code(name)).join(', ');
  const routes = listOf(resource ?? notResource).map(routeOf);
  const what = routes.every((route) => ['*', '/*', '*/*', '*/*/*'].includes(route)) ? 'all routes' : routes.map((route) => code(route)).join(', ');
  const action = isAboutCalls(statement) ? '' : ` to ${listOf(statement.Action ?? statement.NotAction).map((name) => code(name)).join(', ')}`;
  return `${effect === 'Allow' ? 'allows' : 'denies'} ${who}${action} ${notResource === undefined ? '' : 'all but '}${what}${conditionsOf(statement).length > 0 ? ` ${conditionsText(statement)}` : ''}`;
}

const VERBS: Record<string, string> = { IpAddress: 'is in', StringEquals: 'is', StringLike: 'is like', ArnEquals: 'is', ArnLike: 'is like', Bool: 'is' };

/** "if `aws:SourceVpc` is `vpc-1`". */
function conditionsText(statement: StatementJson): string {
  const conditions = conditionsOf(statement).map(([operator, key, values]) => {
    const positive = operator.replace(/^Not(?=IpAddress)|Not(?=Equals|Like)/, '');
    const verb = VERBS[positive];
    const given = values.map((value) => code(value)).join(' or ');
    return verb ? `${positive === operator ? 'if' : 'unless'} ${code(key)} ${verb} ${given}` : `if ${code(key)} is ${operator} ${given}`;
  });
  return listed(conditions);
}
