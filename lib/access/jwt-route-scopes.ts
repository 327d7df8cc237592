import { Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { show } from '../private/errors';

/** The scopes of routes by their keys, such as "GET /orders". */
export type ScopesByRoute = ReadonlyMap<string, { readonly authorizationScopes: string[] }>;

/** Which routes ask the function of a JwtAuthorizer, in all APIs that it serves. */
export class JwtRouteScopes {
  private readonly apis: Array<{ readonly gateway: IConstruct; readonly routes: ScopesByRoute }> = [];

  constructor(private readonly defaults: string[]) {}

  /** Takes the routes of an API, which are all there at synthesis only. */
  public add(gateway: IConstruct, routes: ScopesByRoute): void {
    this.apis.push({ gateway, routes });
  }

  /** Whether routes of an API ask for other scopes than those that say nothing: then an answer for one is none for another. */
  public differ(routes: ScopesByRoute): boolean {
    return [...routes.values()].some(({ authorizationScopes }) => this.isOwn(authorizationScopes));
  }

  /** The scopes that are not those of the authorizer, as JSON: [["orders/read", "GET,HEAD/orders GET/orders/{id}"]]; undefined if there are none. */
  public render(scope: IConstruct): string | undefined {
    const byScopes = new Map<string, Map<string, Set<string>>>();
    for (const [routeKey, { authorizationScopes }] of this.apis.flatMap(({ routes }) => [...routes])) {
      if (!this.isOwn(authorizationScopes)) continue;
      const [method, path] = routeKey.split(' ');
      const paths = inserted(byScopes, authorizationScopes.join(' '), () => new Map<string, Set<string>>());
      inserted(paths, path, () => new Set<string>()).add(method);
    }
    const groups = [...byScopes].map(([scopes, paths]) => [scopes, [...paths].map(([path, methods]) => [...methods].join(',') + path).join(' ')]);
    return groups.length > 0 ? Stack.of(scope).toJsonString(groups) : undefined;
  }

  /** What is wrong with the routes: the function knows them by method and path, and not by their API. */
  public problems(): string[] {
    const first = new Map<string, { readonly gateway: IConstruct; readonly scopes: string }>();
    const problems: string[] = [];
    for (const { gateway, routes } of this.apis) {
      for (const [routeKey, { authorizationScopes }] of routes) {
        const scopes = authorizationScopes.join(' ');
        const other = inserted(first, routeKey, () => ({ gateway, scopes }));
        if (other.scopes !== scopes) {
          problems.push(`the route ${show(routeKey)} asks for ${show(other.scopes)} in [${other.gateway.node.path}] and for ${show(scopes)} in [${gateway.node.path}], which share one JwtAuthorizer: give each a JwtAuthorizer of its own, or the route the same 'authorizationScopes'`);
        }
      }
    }
    return problems;
  }

  private isOwn(scopes: string[]): boolean {
    return scopes.join(' ') !== this.defaults.join(' ');
  }
}

function inserted<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
