import { Token } from 'aws-cdk-lib/core';
import { RouteAuthorization } from './access-request';
import { ApiShape, ShapedRoute } from './api-shape';
import { EVERYTHING, INVOKE, StatementJson, unwrapped } from './policy-statement';
import { ANY_PART, ANY_PARTS, intersects, METHODS, partsOf, PathLanguage, resourceFor } from './resource-patterns';

/** What a policy has to say for routes to stay as open as they are without it. */
export interface OpenRoutes {
  readonly statements: StatementJson[];
  /** Why that cannot be said; then there are no statements. */
  readonly problem?: string;
}

/** The characters that a policy may have: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const MAX_SIZE = 8192;

/** API Gateway takes no requests without TLS: a policy that says nothing else. */
const SAYS_NOTHING: StatementJson = {
  Sid: 'NothingButTls', Effect: 'Deny', Principal: '*', Action: INVOKE, Resource: EVERYTHING, Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** Signed requests have it, others do not: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const NOT_SIGNED = { Null: { 'aws:PrincipalArn': 'true' } };

/** Whether a route is refused to all whom the resource policy does not allow. */
export function needsAllow({ authorization }: ShapedRoute): boolean {
  return authorization === RouteAuthorization.NONE || authorization === RouteAuthorization.COGNITO;
}

/**
 * The statements with which the routes of an API are as open as without a resource policy: everybody may call routes without authorization
 * and those of a user pool, and nothing is said of the others, where an Allow would count more than the policies of callers and functions.
 *
 * @param size the characters that the statements may have
 */
export function openRoutes(shape: ApiShape, size: number): OpenRoutes {
  if (shape.isUnread) return { statements: [], problem: 'a document that is not read here says what its routes are' };
  const { routes } = shape;
  if (routes.length === 0) return { statements: [] };
  const closed = closedRoutes(shape);
  if (!routes.some(needsAllow)) return { statements: [SAYS_NOTHING] };
  const listed = listRoutes(shape, closed, size);
  if (typeof listed !== 'string' && sizeOf(listed) <= size) return { statements: listed };
  if (closed.length === 0) return { statements: [allow('OpenRoutes', [[EVERYTHING]])] };
  // which requests are signed tells them from those of IAM, but not from those of functions
  if (closed.every(({ isIam }) => isIam)) return { statements: [allow('OpenRoutes', [[EVERYTHING]], NOT_SIGNED)] };
  return { statements: [], problem: typeof listed === 'string' ? listed : `the open routes would take ${sizeOf(listed)} characters` };
}

/** The size of statements as text. */
export function sizeOf(statements: StatementJson[]): number {
  return JSON.stringify(statements).length;
}

/** A route that a statement must not allow. */
interface ClosedRoute {
  readonly key: string;
  readonly isIam: boolean;
  /** Its requests: the methods and the parts of the path. */
  readonly language: PathLanguage;
  readonly methods: Set<string>;
}

/** Resources of open routes, in one of several ways to say the same. */
interface Candidate {
  /** Without the stage, which comes first. */
  readonly patterns: string[][];
  readonly stages: string[];
  /** Whether requests for just these go to the open route itself, whatever else has such a path. */
  readonly isExact: boolean;
}

function listRoutes(shape: ApiShape, closed: ClosedRoute[], size: number): StatementJson[] | string {
  const open: string[][] = [];
  const unsigned: string[][] = [];
  const choices = candidates(shape, closed);
  const least = leastSize(choices, size);
  if (least > size) return `there are ${choices.length} open routes`; // and no more than that is compared with closed routes
  const others = distinct(closed, choices);
  for (const [key, ways] of choices) {
    const functions = ways.map((way) => others.find((route) => !route.isIam && overlap(way, route)));
    const best = ways.findIndex((way, index) => !functions[index] && !others.some((route) => route.isIam && overlap(way, route)));
    const second = functions.indexOf(undefined);
    if (best >= 0) {
      open.push(resourcesOf(ways[best]));
    } else if (second >= 0) {
      unsigned.push(resourcesOf(ways[second]));
    } else {
      return `what allows "${key}" would allow requests to "${functions[functions.length - 1]!.key}", too`;
    }
  }
  // the more so for all routes, if all others take signed requests only
  if (unsigned.length > 0 && closed.every(({ isIam }) => isIam)) unsigned.splice(0, unsigned.length, [EVERYTHING]);
  return [
    ...(open.length > 0 ? [allow('OpenRoutes', open)] : []),
    ...(unsigned.length > 0 ? [allow('OpenRoutesUnsigned', unsigned, NOT_SIGNED)] : []),
  ];
}

/** What the shortest way to name each takes at least, or more than there is. */
function leastSize(choices: Array<[key: string, ways: Candidate[]]>, size: number): number {
  let least = 0;
  for (const [, ways] of choices) {
    least += Math.min(...ways.map((way) => resourcesOf(way).reduce((sum, resource) => sum + resource.length + 3, 0)));
    if (least > size) break;
  }
  return least;
}

/** A part that no pattern names. */
const OTHER_PART = '/';

/** Routes of which each is unlike the others to all that the patterns name: what a pattern does not name might as well be one text. */
function distinct(closed: ClosedRoute[], choices: Array<[key: string, ways: Candidate[]]>): ClosedRoute[] {
  const named = new Set<unknown>(choices.flatMap(([, ways]) => ways.flatMap(({ patterns }) => patterns.flat())));
  const found = new Map<string, ClosedRoute>();
  for (const route of closed) {
    const language = route.language.map((part) => (typeof part !== 'string' || named.has(part) ? part : OTHER_PART));
    const key = `${route.isIam} ${language.map((part) => (part instanceof Set ? [...part].join() : typeof part === 'symbol' ? part.description : `"${String(part)}"`)).join('/')}`;
    if (!found.has(key)) found.set(key, { ...route, language });
  }
  return [...found.values()];
}

/** For each open route, or for all of a method, the ways to name its requests, from the one that is best to read. */
function candidates(shape: ApiShape, closed: ClosedRoute[]): Array<[key: string, ways: Candidate[]]> {
  const { routes } = shape;
  const own = ownMethods(shape);
  const open = routes.filter(needsAllow).map((route) => ({ route, methods: methodsOf(route, own) }));
  // others who import the API may have added routes of any other method, and closed ones; their preflights are open
  const preflights = open.filter(({ methods }) => methods.includes('OPTIONS')).length;
  const whole = new Set(preflights > 1 && !closed.some(({ methods }) => methods.has('OPTIONS')) ? ['OPTIONS'] : []);
  const named = shape.stageNames.filter((name): name is string => name !== undefined);
  const stages = named.length === shape.stageNames.length && named.length > 0 ? [...new Set(named)] : undefined;
  const inStages = (patterns: string[][], isExact: boolean): Candidate[] => [
    { patterns, stages: ['*'], isExact },
    ...(stages ? [{ patterns, stages, isExact }] : []),
  ];
  return [
    ...[...whole].map((method): [string, Candidate[]] => [`${method} of all paths`, inStages([[method, '*']], false)]),
    ...open.flatMap(({ route, methods }): Array<[string, Candidate[]]> => {
      const parts = partsOf(route.path);
      const left = methods.filter((method) => !whole.has(method));
      if (left.length === 0) return [];
      const isExact = !parts.includes('*') && !Token.isUnresolved(route.path) && !route.isConditional;
      const all: Candidate[] = left.length === METHODS.length ? [{ patterns: [['*', ...parts]], stages: ['*'], isExact: false }] : [];
      return [[`${route.method} ${route.path}`, [...all, ...inStages(left.map((method) => [method, ...parts]), isExact)]]];
    }),
  ];
}

/** The methods that paths have by name, whatever CloudFormation decides. */
function ownMethods({ routes }: ApiShape): Map<string, Set<string>> {
  const own = new Map<string, Set<string>>();
  for (const { method, path, isConditional } of routes) {
    if (isConditional) continue;
    const known = own.get(path);
    if (known) known.add(method);
    else own.set(path, new Set([method]));
  }
  return own;
}

function methodsOf({ method, path }: ShapedRoute, own: Map<string, Set<string>>): string[] {
  if (method !== 'ANY') return [method];
  return METHODS.filter((each) => !own.get(path)?.has(each));
}

function closedRoutes(shape: ApiShape): ClosedRoute[] {
  const own = ownMethods(shape);
  return shape.routes.filter((route) => !needsAllow(route)).map((route) => {
    const methods = new Set(methodsOf(route, own));
    const parts = route.path.slice(1).split('/').map((part) => (part.endsWith('+}') ? ANY_PARTS : part.endsWith('}') || Token.isUnresolved(part) ? ANY_PART : part));
    return { key: `${route.method} ${route.path}`, isIam: route.authorization === RouteAuthorization.IAM, methods, language: [methods, ...parts] };
  });
}

function overlap({ patterns, stages, isExact }: Candidate, { language }: ClosedRoute): boolean {
  const inAllStages = stages.includes('*');
  return patterns.some((pattern) => {
    // as "*" spans "/", the stage may take in parts of the path
    if (inAllStages && intersects(['*', ...pattern], language)) return true;
    return !isExact && intersects(pattern, language);
  });
}

function resourcesOf({ patterns, stages }: Candidate): string[] {
  return stages.flatMap((stage) => patterns.map((pattern) => resourceFor([stage, ...pattern])));
}

function allow(sid: string, resources: string[][], condition?: object): StatementJson {
  return {
    Sid: sid, Effect: 'Allow', Principal: '*', Action: INVOKE, Resource: unwrapped([...new Set(resources.flat())]), ...(condition ? { Condition: condition } : {}),
  };
}
