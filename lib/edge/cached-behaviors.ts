import { CfnMethod, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { DistributedRoute } from './distributed-stage';
import { covers, overlap, patternOf } from './path-patterns';
import { fail, show } from '../private/errors';
import { settingsByKey } from '../private/method-settings';
import { renderedProperty } from '../private/rendered-property';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const [MOST_BEHAVIORS, MOST_POLICIES, MOST_NAMES, LONGEST_NAMES, LONGEST_PATTERN] = [75, 20, 10, 1024, 255];

/** What API Gateway keeps an answer for if nobody says it. */
const DEFAULT_TTL = 300;

/** What a browser sends of itself to an API of another origin. */
const OF_CORS = ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'];

/** Headers that no cache policy takes, and that of the host, which would reach the API. */
const NOT_IN_KEYS = ['cookie', 'host', 'connection', 'te', 'transfer-encoding', 'upgrade', 'via', 'proxy-authorization', 'x-real-ip'];

/** What answers are kept for, and how long. */
export interface CachePolicySettings {
  readonly ttl: number;
  readonly headers: string[];
  readonly queryStrings: string[];
}

/** A path that a distribution treats in its own way; without a policy it caches nothing of it. */
export interface CachedBehavior {
  readonly pattern: string;
  readonly policy?: CachePolicySettings;
}

/** The routes that are cached, and what the distribution has to know for it, in the order in which it is asked. */
export interface CachePlan {
  readonly routes: string[];
  readonly behaviors: CachedBehavior[];
  /** Routes that say `cache`, and cannot be cached, with the reason. */
  readonly leftOut: Array<[route: string, reason: string]>;
}

/** How a distribution caches what routes of a REST API say to be cached. */
export function planCache(routes: DistributedRoute[], stage: CfnStage, wanted: string[] | undefined, scope: IConstruct): CachePlan {
  const candidates = routes.filter(({ l1 }) => cacheKeysOf(l1 as CfnMethod) !== undefined);
  const unknown = wanted?.find((key) => !candidates.some((route) => route.key === key));
  if (unknown !== undefined) fail(`'routes' must be keys of routes that say 'cache', ${candidates.map(({ key }) => show(key)).join(', ') || 'none'}, got ${show(unknown)}: set 'cache' of the route`, scope);
  const leftOut: Array<[string, string]> = [];
  const cached = candidates.filter((route) => {
    if (wanted && !wanted.includes(route.key)) return false;
    const reason = whyNot(route, routes);
    if (reason && wanted) fail(`'routes' has ${show(route.key)}, which a distribution cannot cache, since ${reason}`, scope);
    if (reason) leftOut.push([route.key, reason]);
    return !reason;
  });
  if (cached.length === 0 && leftOut.length === 0) fail("no route of the API says 'cache': set it on routes before 'cacheRoutes' is called", scope);
  const ttls = new Map(settingsByKey(stage).map(([key, { cacheTtlInSeconds }]) => [key, cacheTtlInSeconds]));
  const hasCors = routes.some(({ key }) => key.startsWith('OPTIONS '));
  const policies = cached.map((route): Required<CachedBehavior> => {
    const ttl = ttls.get(route.key) ?? ttls.get('*') ?? DEFAULT_TTL;
    return { pattern: patternOf(route.path!), policy: policyOf(route, Number(ttl), hasCors, scope) };
  });
  return { routes: cached.map(({ key }) => key), behaviors: inOrder(withUncached(policies, routes, cached), scope), leftOut };
}

/** The cache keys of a method, as API Gateway has them; undefined if it is not cached. */
function cacheKeysOf(method: CfnMethod): string[] | undefined {
  const integration = method.stack.resolve(renderedProperty(method, 'Integration')) as { cacheNamespace?: unknown; cacheKeyParameters?: string[] } | undefined;
  return integration?.cacheNamespace === undefined ? undefined : integration.cacheKeyParameters ?? [];
}

/** CloudFront answers from its cache without asking an authorizer, caches GET, and sends what is no key to nobody. */
function whyNot(route: DistributedRoute, routes: DistributedRoute[]): string | undefined {
  const { key, path, authorization } = route;
  if (path === undefined || Token.isUnresolved(path)) return 'its path is not known: write it as text';
  if (!key.startsWith('GET ')) return 'CloudFront caches answers to GET: name the method, methods: [HttpMethod.GET]';
  if (authorization !== 'NONE') return `it asks ${authorization === 'AWS_IAM' ? 'IAM' : 'an authorizer'}, which CloudFront would not: let the stage cache it`;
  if ((route.l1 as CfnMethod).apiKeyRequired === true) return 'it asks for an API key, which CloudFront would not: let the stage cache it';
  const pattern = patternOf(path);
  if (pattern.length > LONGEST_PATTERN) return `its path has more than ${LONGEST_PATTERN} characters`;
  const same = routes.find((other) => other !== route && other.path !== undefined && patternOf(other.path) === pattern && !/^(HEAD|OPTIONS) /.test(other.key) && cacheKeysOf(other.l1 as CfnMethod) === undefined);
  if (same) return `"${same.key}" is of the same paths to CloudFront, and needs what is no cache key: give it another path, or let the stage cache the route`;
  return undefined;
}

function policyOf({ key, l1 }: DistributedRoute, ttl: number, hasCors: boolean, scope: IConstruct): CachePolicySettings {
  const keys = cacheKeysOf(l1 as CfnMethod)!;
  const namesOf = (place: string) => keys.filter((one) => one.startsWith(`method.request.${place}.`)).map((one) => one.slice(`method.request.${place}.`.length));
  const [headers, queryStrings] = [namesOf('header'), namesOf('querystring')];
  const refused = headers.find((name) => NOT_IN_KEYS.includes(name.toLowerCase()));
  if (refused) fail(`'cache.keys' of route "${key}" has "header.${refused}", which is no cache key of CloudFront: take it out, or name the routes that are cached by 'routes'`, scope);
  const ofCors = hasCors ? OF_CORS.filter((name) => !headers.some((header) => header.toLowerCase() === name.toLowerCase())) : [];
  const all = [...headers, ...ofCors].sort();
  for (const [what, names] of [['headers', all], ['query strings', queryStrings]] as const) {
    if (names.length > MOST_NAMES) fail(`'cache.keys' of route "${key}" has ${names.length} ${what}${what === 'headers' && ofCors.length > 0 ? ', of which three are for CORS' : ''}, of which CloudFront takes ${MOST_NAMES} as keys: leave some out`, scope);
  }
  const length = [...all, ...queryStrings].join('').length;
  if (length > LONGEST_NAMES) fail(`'cache.keys' of route "${key}" have names of ${length} characters together, of which CloudFront takes ${LONGEST_NAMES}: leave some out`, scope);
  return { ttl, headers: all, queryStrings: [...queryStrings].sort() };
}

/** The cached paths, and those within them or across them that are not cached. */
function withUncached(policies: Array<Required<CachedBehavior>>, routes: DistributedRoute[], cached: DistributedRoute[]): CachedBehavior[] {
  const all = new Map<string, CachedBehavior>(policies.map((behavior) => [behavior.pattern, behavior]));
  for (const { path } of routes.filter((route) => !cached.includes(route) && route.path !== undefined)) {
    const pattern = patternOf(path!);
    if (all.has(pattern) || !policies.some((one) => overlap(one.pattern, pattern) && !covers(pattern, one.pattern))) continue;
    const withSlash = pattern.endsWith('*') ? pattern : `${pattern}*`; // API Gateway takes "/orders/" for "/orders"
    if (!all.has(withSlash)) all.set(withSlash, { pattern: withSlash });
  }
  return [...all.values()];
}

/** What takes fewer paths is asked first; of two that take some of each other's, what is not cached. */
function inOrder(behaviors: CachedBehavior[], scope: IConstruct): CachedBehavior[] {
  if (behaviors.length + 1 > MOST_BEHAVIORS) {
    fail(`the cached routes, and those between them, need ${behaviors.length + 1} behaviors, of which a distribution has ${MOST_BEHAVIORS}: name fewer 'routes'`, scope);
  }
  const policies = new Set(behaviors.flatMap(({ policy }) => (policy ? [JSON.stringify(policy)] : [])));
  if (policies.size > MOST_POLICIES) {
    fail(`the cached routes need ${policies.size} cache policies, of which an account has ${MOST_POLICIES}: give routes the same 'ttl' and 'keys', or name fewer 'routes'`, scope);
  }
  const crosses = (one: string, other: string) => overlap(one, other) && !covers(one, other);
  const isBefore = (one: CachedBehavior, other: CachedBehavior) =>
    covers(other.pattern, one.pattern) || (!one.policy && other.policy !== undefined && crosses(one.pattern, other.pattern));
  const left = [...behaviors].sort((one, other) => (one.pattern < other.pattern ? -1 : 1));
  const ordered: CachedBehavior[] = [];
  while (left.length > 0) {
    const index = left.findIndex((one) => left.every((other) => other === one || !isBefore(other, one)));
    ordered.push(...left.splice(Math.max(index, 0), 1));
  }
  return ordered;
}
