import { BlockList, isIP } from 'node:net';
import { isOpen } from './compare-routes';
import { DescribedApi, DescribedRoute } from './described-api';
import { Changes } from './diff-report';
import { routeIdentity } from './routes-of-document';
import { code, listed } from './words';
import { conditionsOf, EVERYTHING, INVOKE, isAboutCalls, isForEverybody, listOf, StatementJson } from '../../lib/access/policy-statement';
import { globMatches } from '../../lib/access/policy-text';
import { canonical } from '../../lib/openapi/compare-source';

const AREA = 'resource policy';

/** What having no policy means: whoever has not signed may call the routes that do not ask for it. */
const NO_POLICY: StatementJson = {
  Effect: 'Allow', Principal: '*', Action: INVOKE, Resource: EVERYTHING, Condition: { Null: { 'aws:PrincipalArn': 'true' } },
};

/** Compares resource policies by their statements: who gets in that did not, and who does not that did. */
export function comparePolicies(before: DescribedApi, after: DescribedApi, changes: Changes): void {
  if (before.kind !== 'REST' || after.kind !== 'REST' || canonical(before.policy ?? null) === canonical(after.policy ?? null)) return;
  const [was, is] = [partsOf(before), partsOf(after)];
  const lost = was.filter((part) => !isCovered(part, is) && !(isAllow(part) && followsRoutes(part, before, after, is)));
  const gained = is.filter((part) => !isCovered(part, was) && !(isAllow(part) && followsRoutes(part, after, before, was)));
  // a statement that has other values is said once
  const pairs = [...pairsOf(was, gained), ...pairsOf(is, lost).map(([part, known]) => [known, part] as const)];
  for (const [known, part] of new Map(pairs.map((pair) => [canonical(pair), pair])).values()) {
    add(changes, isAllow(part) ? gained.includes(part) : lost.includes(known), `${describe(part)}; it said ${conditionsText(known)}`);
  }
  const paired = new Set(pairs.flat().map(canonical));
  for (const part of gained.filter((each) => !paired.has(canonical(each)))) add(changes, isAllow(part), `also ${describe(part)}`);
  for (const part of lost.filter((each) => !paired.has(canonical(each)))) {
    if (isAllow(part) && isForAllUnsigned(part)) changes.add(AREA, 'policy-narrowed', 'breaking', 'the resource policy', `no longer ${describe(part)}`);
    else add(changes, !isAllow(part), `no longer ${describe(part)}`);
  }
}

/** The statements of an API, one for each principal and resource, less what says nothing. */
function partsOf({ policy, endpointType }: DescribedApi): StatementJson[] {
  const statements = policy ?? (endpointType === 'PRIVATE' ? [] : [NO_POLICY]);
  return statements.map(withLists).filter((statement) => !isAboutTlsOnly(statement)).flatMap(parts);
}

/** API Gateway takes no request without TLS anyway. */
function isAboutTlsOnly(statement: StatementJson): boolean {
  const [[, key, values] = [], ...others] = conditionsOf(statement);
  return statement.Effect === 'Deny' && others.length === 0 && key?.toLowerCase() === 'aws:securetransport' && values?.join() === 'false';
}

function isCovered(statement: StatementJson, by: StatementJson[]): boolean {
  return by.some((other) => other.Effect === statement.Effect && covers(other, statement));
}

/** Statements that are others of the same shape. */
function pairsOf(known: StatementJson[], others: StatementJson[]): Array<readonly [StatementJson, StatementJson]> {
  const byShape = new Map(known.map((statement) => [shapeOf(statement), statement]));
  return others.flatMap((part) => (byShape.has(shapeOf(part)) ? [[byShape.get(shapeOf(part))!, part] as const] : []));
}

function add(changes: Changes, isWider: boolean, message: string): void {
  if (isWider) changes.add(AREA, 'policy-widened', 'opened', 'the resource policy', message);
  else changes.add(AREA, 'policy-narrowed', 'review', 'the resource policy', `${message}: callers may be refused`);
}

function isAllow({ Effect: effect }: StatementJson): boolean {
  return effect === 'Allow';
}

/** A statement without the values of its conditions. */
function shapeOf(statement: StatementJson): string {
  const conditions = conditionsOf(statement).map(([operator, key]) => [operator, key]);
  return conditions.length === 0 ? canonical(statement) : canonical({ ...statement, Sid: null, Condition: conditions });
}

/** A statement for each of its principals and resources, so that one that is known can be told from one that is new. */
function parts(statement: StatementJson): StatementJson[] {
  const { Principal: principal, Resource: resources, ...others } = statement;
  if (principal === undefined || resources === undefined) return [statement];
  const named = () => Object.entries<unknown[]>(principal).flatMap(([kind, names]) => names.map((name) => ({ [kind]: [name] })));
  const principals = principal === '*' ? ['*'] : named();
  return principals.flatMap((one) => listOf(resources).map((resource) => ({ ...others, Principal: one, Resource: [resource] })));
}

function withLists(statement: StatementJson): StatementJson {
  const { Principal: principal } = statement;
  const everybody = principal === '*' || listOf(principal?.AWS).includes('*');
  const lists = () => Object.fromEntries(Object.entries(principal).map(([kind, names]) => [kind, listOf(names)]));
  const named = everybody ? '*' : principal && lists();
  const { Resource: resource } = statement;
  return { ...statement, ...(principal !== undefined && { Principal: named }), ...(resource !== undefined && { Resource: listOf(resource) }) };
}

/** Whether a statement is about everything that another one is about. It may be even if this says no. */
function covers(wide: StatementJson, narrow: StatementJson): boolean {
  if ([wide, narrow].some((each) => ['NotPrincipal', 'NotAction', 'NotResource'].some((key) => each[key] !== undefined))) {
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

/** Whether a statement is for everybody, or for all who have not signed. */
function isForAllUnsigned(statement: StatementJson): boolean {
  return isForEverybody(statement) && statement.NotPrincipal === undefined && isAboutCalls(statement)
    && conditionsOf(statement).every(([operator, key, values]) => operator === 'Null' && /^aws:principalarn$/i.test(key) && values.join() === 'true');
}

/** Routes whose calls a policy has to allow: those without authorization, and those of a user pool, which decides for itself. */
function needsAllow(route: DescribedRoute | undefined, api: DescribedApi): boolean {
  return route !== undefined && (isOpen(route, api) || route.isPreflight || route.authorization.type === 'user pool');
}

/**
 * Whether a statement for everybody says nothing beside the routes, of which the report speaks anyway: if all it is about were not open
 * before, or could be called by everybody already.
 */
function followsRoutes(statement: StatementJson, api: DescribedApi, other: DescribedApi, ofOther: StatementJson[]): boolean {
  if (!isForAllUnsigned(statement)) return false;
  const isUnsigned = conditionsOf(statement).length > 0;
  const allowing = ofOther.filter((each) => isAllow(each) && isForAllUnsigned(each));
  const calls = [...callsOf(api)].filter(([call]) => isAbout(statement, call));
  const others = callsOf(other);
  const relevant = calls.filter(([, route]) => !isUnsigned || needsAllow(route, api));
  return (isUnsigned || calls.length > 0) && relevant.every(([call, route]) =>
    needsAllow(route, api) && (!needsAllow(others.get(call), other) || allowing.some((each) => isAbout(each, call))));
}

/** A call of each route that no other route takes, as policies name it. */
function callsOf({ routes }: DescribedApi): Map<string, DescribedRoute> {
  return new Map([...routes.values()].flatMap((route) => {
    const path = route.path.replace(/\{[^}]*\}/g, '-');
    const methods = route.method === 'ANY' ? METHODS.filter((method) => !routes.has(routeIdentity({ ...route, method }))) : [route.method];
    return methods.map((method) => [`${method}${path}`, route] as const);
  }));
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

function isAbout({ Resource: resources }: StatementJson, call: string): boolean {
  return listOf(resources).some((resource) => {
    const [stage, ...rest] = routeOf(resource).split('/');
    return rest.length === 0 ? stage.endsWith('*') : globMatches(rest.join('/'), call);
  });
}

function describe(statement: StatementJson): string {
  const { Effect: effect, Principal: principal, NotPrincipal: others, Resource: resource, NotResource: notResource } = statement;
  const named = () => listed(Object.values<unknown[]>(principal ?? {}).flat().map((name) => code(name)));
  const who = others !== undefined ? `everybody but ${code(others)}` : isForEverybody(statement) ? 'everybody' : named();
  const routes = listOf(resource ?? notResource).map(routeOf);
  const isAll = routes.every((route) => ['*', '/*', '*/*', '*/*/*'].includes(route));
  const what = `${notResource === undefined ? '' : 'all but '}${isAll ? 'all routes' : listed(routes.map((route) => code(route)))}`;
  const action = isAboutCalls(statement) ? '' : ` to ${listed(listOf(statement.Action ?? statement.NotAction).map((name) => code(name)))}`;
  const conditions = conditionsText(statement);
  return `${effect === 'Allow' ? 'allows' : 'denies'} ${who}${action} ${what}${conditions === '' ? '' : ` ${conditions}`}`;
}

const VERBS: Record<string, string> = { IpAddress: 'is in', StringEquals: 'is', StringLike: 'is like', ArnEquals: 'is', ArnLike: 'is like', Bool: 'is' };

/** "if `aws:SourceVpc` is `vpc-1`". */
function conditionsText(statement: StatementJson): string {
  const conditions = conditionsOf(statement).map(([operator, key, values]) => {
    if (operator === 'Null' && /^aws:principalarn$/i.test(key)) return values.join() === 'true' ? 'without a signature' : 'with a signature';
    const positive = operator.replace(/^Not(?=IpAddress)|Not(?=Equals|Like)/, '');
    const verb = VERBS[positive];
    const given = values.map((value) => code(value)).join(' or ');
    return verb ? `${positive === operator ? 'if' : 'unless'} ${code(key)} ${verb} ${given}` : `if ${code(key)} is ${operator} ${given}`;
  });
  return listed(conditions);
}
