import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

/** Which scopes a route asks for; a token needs one of them. */
export class RouteScopes {
  private readonly byRoute = new Map<string, string[]>();

  /**
   * @param defaults of routes that are not named
   * @param routes   JSON such as [["orders/read", "GET/orders GET,HEAD/orders/{id}"]]
   */
  constructor(private readonly defaults: string[], routes?: string) {
    for (const [scopes, keys] of routes === undefined ? [] : JSON.parse(routes) as Array<[string, string]>) {
      for (const key of keys.split(' ')) {
        const slash = key.indexOf('/');
        for (const method of key.slice(0, slash).split(',')) this.byRoute.set(`${method} ${key.slice(slash)}`, scopes.split(' ').filter(Boolean));
      }
    }
  }

  /** The scopes that a request needs one of; none are needed if there are none. */
  public of({ requestContext }: APIGatewayRequestAuthorizerEvent): string[] {
    if (this.byRoute.size === 0) return this.defaults;
    const { httpMethod, resourcePath } = requestContext ?? {};
    if (typeof httpMethod !== 'string' || typeof resourcePath !== 'string') throw new Error('the request has no route, on which its scopes depend');
    return this.byRoute.get(`${httpMethod} ${resourcePath}`) ?? this.byRoute.get(`ANY ${resourcePath}`) ?? this.defaults;
  }
}
