import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

/** What a scope may be named. https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Which scopes a route asks for; a token needs one of them. */
export class RouteScopes {
  private readonly byRoute = new Map<string, string[]>();
  private readonly defaults: string[];

  /**
   * "No scopes" is an empty list, and never text that happens to be empty: who meant a scope that is not there, meant no open door.
   *
   * @param defaults of routes that are not named: JSON such as ["orders/read"]
   * @param routes   JSON such as [[["orders/read"], "GET/orders GET,HEAD/orders/{id}"], [[], "ANY/health"], [["chat"], "$connect"]]
   */
  constructor(defaults?: string, routes?: string) {
    this.defaults = defaults === undefined ? [] : scopesOf(parsed(defaults, 'SCOPES'), 'SCOPES');
    if (defaults !== undefined && this.defaults.length === 0) throw new Error('SCOPES is empty: leave it out to ask for none');
    for (const entry of routes === undefined ? [] : parsed(routes, 'ROUTE_SCOPES')) {
      const [scopes, keys] = Array.isArray(entry) ? entry : [];
      const names = scopesOf(scopes, 'ROUTE_SCOPES');
      if (typeof keys !== 'string') throw new Error('ROUTE_SCOPES has scopes without routes');
      for (const key of keys.split(' ')) {
        const slash = key.indexOf('/');
        if (slash < 0) this.byRoute.set(key, names);
        else for (const method of key.slice(0, slash).split(',')) this.byRoute.set(`${method} ${key.slice(slash)}`, names);
      }
    }
  }

  /** The scopes that a request needs one of; none are needed if there are none. */
  public of({ requestContext }: APIGatewayRequestAuthorizerEvent): string[] {
    if (this.byRoute.size === 0) return this.defaults;
    const { httpMethod, resourcePath, eventType } = (requestContext ?? {}) as { httpMethod?: unknown; resourcePath?: unknown; eventType?: unknown };
    if (eventType === 'CONNECT') return this.byRoute.get('$connect') ?? this.defaults; // of a WebSocket API; an event of a REST API has no such type
    if (typeof httpMethod !== 'string' || typeof resourcePath !== 'string') throw new Error('the request has no route, on which its scopes depend');
    return this.byRoute.get(`${httpMethod} ${resourcePath}`) ?? this.byRoute.get(`ANY ${resourcePath}`) ?? this.defaults;
  }
}

function parsed(json: string, name: string): unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    if (Array.isArray(value)) return value;
  } catch { /* said below */ }
  throw new Error(`${name} must be a list in JSON`);
}

function scopesOf(names: unknown, variable: string): string[] {
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string' && SCOPE.test(name))) {
    throw new Error(`${variable} must have names of scopes, and has ${JSON.stringify(names)}`);
  }
  return names;
}
