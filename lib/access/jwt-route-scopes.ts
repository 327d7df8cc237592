import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Fn, Token, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { shapeOf } from './api-shape';
import { show } from '../private/errors';
import { referencedConstructs, tokenIdentity } from '../private/tokens';

/** The scopes of routes by their keys, such as "GET /orders" or "$connect". */
export type ScopesByRoute = ReadonlyMap<string, { readonly authorizationScopes: string[] }>;

/** Routes of an API that ask the function by one authorizer. */
export interface ServedRoutes {
  /** Where the API is, for messages. */
  readonly gateway: IConstruct;
  readonly api: CfnRestApi | CfnApi;
  /** They are all there at synthesis only. */
  readonly routes: ScopesByRoute;
  /** What methods say that ask by the same authorizer and are not among the routes: those that are added to the L2, and L1s. */
  readonly authorizer: IConstruct;
}

/** What is asked for at a path of an API, by method; undefined for a method that does not ask the function. */
type Path = Map<string, string[] | undefined>;

interface Served {
  readonly gateway: IConstruct;
  readonly paths: Map<string, Path>;
}

/** The key of routes that are no methods of a path: "$connect". */
const NO_PATH = '';

/** Which routes ask the function of a JwtAuthorizer, in all APIs that it serves. */
export class JwtRouteScopes {
  private readonly served: ServedRoutes[] = [];
  private readonly identities = new Map<string[], string>();

  constructor(private readonly scope: IConstruct, private readonly defaults: string[]) {}

  /** Takes the routes of an API, which are all there at synthesis only. */
  public add(routes: ServedRoutes): void {
    this.served.push(routes);
  }

  /** Whether routes of any API ask for other scopes than those that say nothing: then an answer for one is none for another. */
  public differ(): boolean {
    return this.served.some(({ routes }) => [...routes.values()].some(({ authorizationScopes }) => this.isOwn(authorizationScopes)));
  }

  /**
   * The scopes that are not those of the authorizer, as JSON: [[["orders/read"],"GET,HEAD/orders GET/orders/{id}"],[[],"ANY/me"]]; undefined
   * if there are none. The function takes the entry of ANY for every method without one, so beside it all that the path has by name are there.
   */
  public render(): string | undefined {
    if (!this.differ()) return undefined;
    const byScopes = new Map<string, { readonly scopes: string[]; readonly keys: Map<string, Set<string>> }>();
    for (const [path, methods] of this.union()) {
      const anyIsOwn = this.isOwn(methods.get('ANY') ?? this.defaults);
      for (const [method, scopes] of methods) {
        if (!anyIsOwn && !this.isOwn(scopes)) continue;
        const { keys } = inserted(byScopes, this.identityOf(scopes), () => ({ scopes, keys: new Map<string, Set<string>>() }));
        inserted(keys, path, () => new Set<string>()).add(method);
      }
    }
    const keysOf = (keys: Map<string, Set<string>>) => [...keys].map(([path, methods]) => [...methods].join(',') + path).join(' ');
    const groups = [...byScopes.values()].map(({ scopes, keys }) => `[${jsonOf(scopes)},${JSON.stringify(keysOf(keys))}]`);
    return groups.length > 0 ? `[${groups.join(',')}]` : undefined;
  }

  /** What is wrong with the routes: the function knows them by method and path, and not by their API. */
  public problems(): string[] {
    if (!this.differ()) return [];
    const apis = this.apis();
    const methods = new Map<string, Set<string>>();
    for (const { paths } of apis) {
      for (const [path, byMethod] of paths) for (const method of byMethod.keys()) inserted(methods, path, () => new Set<string>()).add(method);
    }
    const first = new Map<string, { readonly gateway: IConstruct; readonly scopes: string[] }>();
    const problems: string[] = [];
    for (const { gateway, paths } of apis) {
      for (const [path, byMethod] of paths) {
        for (const method of methods.get(path)!) {
          const scopes = byMethod.get(byMethod.has(method) ? method : 'ANY');
          if (!scopes) continue;
          const routeKey = path === NO_PATH ? method : `${method} ${path}`;
          const other = inserted(first, routeKey, () => ({ gateway, scopes }));
          if (this.identityOf(other.scopes) !== this.identityOf(scopes)) {
            problems.push(`the route ${show(routeKey)} asks for ${listed(other.scopes)} in [${other.gateway.node.path}] and for ${listed(scopes)} in [${gateway.node.path}], which share one JwtAuthorizer: give each a JwtAuthorizer of its own, or the route the same 'authorizationScopes'`);
          }
        }
      }
    }
    return problems;
  }

  /** What all APIs ask for together. */
  private union(): Map<string, Map<string, string[]>> {
    const union = new Map<string, Map<string, string[]>>();
    for (const { paths } of this.apis()) {
      for (const [path, methods] of paths) {
        for (const [method, scopes] of methods) if (scopes) inserted(union, path, () => new Map<string, string[]>()).set(method, scopes);
      }
    }
    return union;
  }

  /** The routes by API, with the methods that only the API knows of if they matter: if there is another API, or a path with an ANY of its own. */
  private apis(): Served[] {
    const byApi = new Map<IConstruct, ServedRoutes[]>();
    for (const one of this.served) inserted(byApi, one.api, () => []).push(one);
    return [...byApi].map(([api, served]) => {
      const paths = new Map<string, Path>();
      for (const { routes } of served) {
        for (const [routeKey, { authorizationScopes }] of routes) {
          const [method, path = NO_PATH] = routeKey.split(' ');
          inserted(paths, path, (): Path => new Map()).set(method, authorizationScopes);
        }
      }
      const isComplete = byApi.size === 1 && ![...paths.values()].some((methods) => this.isOwn(methods.get('ANY') ?? this.defaults));
      if (CfnRestApi.isCfnRestApi(api) && !isComplete) this.addMethods(api, served, paths);
      return { gateway: served[0].gateway, paths };
    });
  }

  /** Methods that are no routes: they ask for the scopes of the authorizer, or somebody else. */
  private addMethods(api: CfnRestApi, served: ServedRoutes[], paths: Map<string, Path>): void {
    const authorizers = new Set(served.map(({ authorizer }) => authorizer));
    const isOurs = new Map<string, boolean>();
    for (const { method, path, authorizerId } of shapeOf(api).routes) {
      const methods = inserted(paths, path, (): Path => new Map());
      if (methods.has(method)) continue;
      const refers = (id: string) => [...referencedConstructs(id, api)].some((one) => authorizers.has(one));
      const asks = authorizerId !== undefined && inserted(isOurs, authorizerId, () => refers(authorizerId));
      methods.set(method, asks ? this.defaults : undefined);
    }
  }

  private isOwn(scopes: string[]): boolean {
    return this.identityOf(scopes) !== this.identityOf(this.defaults);
  }

  /** The same for two lists of the same scopes, in whatever order and by whatever tokens. */
  private identityOf(scopes: string[]): string {
    return inserted(this.identities, scopes, () => {
      if (isListToken(scopes)) return tokenIdentity(scopes, this.scope);
      const names = scopes.map((name) => (Token.isUnresolved(name) ? tokenIdentity(name, this.scope) : name));
      return JSON.stringify([...new Set(names)].sort());
    });
  }
}

/** Scopes as the function reads them; by hand, since the CDK asks a function of its own for lists that CloudFormation makes. */
export function jsonOf(scopes: string[]): string {
  return isListToken(scopes) ? `["${Fn.join('","', scopes)}"]` : JSON.stringify(scopes);
}

function isListToken(list: string[]): boolean {
  return Tokenization.reverseList(list) !== undefined;
}

function listed(scopes: string[]): string {
  if (isListToken(scopes)) return 'a list that is a token';
  return scopes.length === 0 ? 'no scopes' : scopes.map((scope) => (Token.isUnresolved(scope) ? 'a token' : show(scope))).join(', ');
}

function inserted<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
