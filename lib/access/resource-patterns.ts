import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { isVariable, parsePath } from '../private/route-path';

/** The methods that a route of ANY stands for. */
export const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** A route as its key names it. */
export interface KeyedRoute {
  readonly method: string;
  readonly path: string;
}

/** The method and the path of "GET /orders/{id}". */
export function parseRouteKey(key: string, scope?: IConstruct): KeyedRoute {
  const [method, path, ...rest] = typeof key === 'string' ? key.split(' ') : [];
  if (path === undefined || rest.length > 0 || ![...METHODS, 'ANY'].includes(method)) {
    fail(`'routes' must be keys of routes, got ${show(key)}: write "GET /orders/{id}", for example, or "ANY /orders" for all methods`, scope);
  }
  parsePath(path, scope);
  return { method, path };
}

/** The parts of a path in a resource of a policy, where "*" stands for a variable; the root is one empty part. */
export function partsOf(path: string): string[] {
  return path.slice(1).split('/').map((part) => (isVariable(part) ? '*' : part));
}

/** A resource of a policy without an ARN, which would have to name the API itself. */
export function resourceFor(parts: string[]): string {
  return `execute-api:/${parts.join('/')}`;
}

/**
 * The resources of routes in stages.
 *
 * @param slashed whether with those of requests that end in "/", which API Gateway may take for the route without
 */
export function resourcesFor(routes: KeyedRoute[], stages: string[], slashed = false): string[] {
  return stages.flatMap((stage) => routes.flatMap(({ method, path }) => {
    const resource = resourceFor([stage, method === 'ANY' ? '*' : method, ...partsOf(path)]);
    return slashed && !/[*/]$/.test(resource) ? [resource, `${resource}/`] : [resource];
  }));
}

/** What is matched with a pattern, part by part: one of several texts, any part, or any number of parts from one on. */
export type PathLanguage = Array<string | ReadonlySet<string> | typeof ANY_PART | typeof ANY_PARTS>;

export const ANY_PART = Symbol('any part');
export const ANY_PARTS = Symbol('any parts');

/** Whether a pattern and a language have a text in common. A part "*" of a pattern spans "/", and so stands for one part or more. */
export function intersects(pattern: string[], language: PathLanguage): boolean {
  if (!canIntersect(pattern, language)) return false;
  const seen = new Set<number>();
  const width = language.length + 1;
  const visit = (at: number, where: number): boolean => {
    if (at === pattern.length || where === language.length) return at === pattern.length && where === language.length;
    if (seen.has(at * width + where)) return false;
    seen.add(at * width + where);
    const part = pattern[at];
    const spans = part === '*';
    const other = language[where];
    if (!spans && !isCompatible(part, other)) return false;
    return visit(at + 1, where + 1) || (spans && visit(at, where + 1)) || (other === ANY_PARTS && visit(at + 1, where));
  };
  return visit(0, 0);
}

/** What is seen at a glance: the length, and the parts up to the first "*", from either end. */
function canIntersect(pattern: string[], language: PathLanguage): boolean {
  if (pattern.length > language.length && !language.includes(ANY_PARTS)) return false;
  for (let at = 0; at < pattern.length && pattern[at] !== '*' && at < language.length && language[at] !== ANY_PARTS; at++) {
    if (!isCompatible(pattern[at], language[at])) return false;
  }
  for (let at = 1; at <= pattern.length && at <= language.length; at++) {
    const part = pattern[pattern.length - at];
    const other = language[language.length - at];
    if (part === '*' || other === ANY_PARTS) break;
    if (!isCompatible(part, other)) return false;
  }
  return true;
}

function isCompatible(part: string, other: PathLanguage[number]): boolean {
  if (typeof other === 'symbol' || part.includes('${')) return true; // what a token stands for is not known
  return typeof other === 'string' ? part === other : other.has(part);
}
