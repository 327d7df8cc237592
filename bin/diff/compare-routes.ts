import { DescribedApi, DescribedRoute } from './described-api';
import { ChangeKind, Changes } from './diff-report';
import { describeIntegration, integrationChanges, preflightChanges } from './integration-words';
import { routeIdentity } from './routes-of-document';
import { code, listed } from './words';

/** Compares the routes of an API: which there are, who may call them, and what answers. */
export function compareRoutes(before: DescribedApi, after: DescribedApi, changes: Changes): void {
  new RouteComparer(before, after, changes).compare();
}

/** The routes of an API that is new, of which the open ones count. */
export function newRoutes(api: DescribedApi, changes: Changes): void {
  for (const route of api.routes.values()) {
    if (isOpen(route, api)) changes.add('routes', 'open-route-added', 'opened', route.key, `needs no authorization${withKey(route)}; it ${describeIntegration(route.integration, api)}`);
  }
}

/** Whether everybody who reaches the API may call a route. A WebSocket API asks when a client connects, and never again. */
export function isOpen(route: DescribedRoute, api: DescribedApi): boolean {
  return route.authorization.type === 'none' && !route.isPreflight && (api.kind !== 'WebSocket' || route.key === '$connect');
}

class RouteComparer {
  private readonly takersBefore: Takers;
  private readonly takersAfter: Takers;

  constructor(private readonly before: DescribedApi, private readonly after: DescribedApi, private readonly changes: Changes) {
    this.takersBefore = new Takers(before);
    this.takersAfter = new Takers(after);
  }

  public compare(): void {
    for (const [key, route] of this.after.routes) {
      const known = this.before.routes.get(key);
      if (known) this.compareRoute(known, route);
      else if (route.isPreflight) this.preflightAdded(route);
      else this.added(route);
    }
    for (const [key, route] of this.before.routes) if (!this.after.routes.has(key)) this.removed(route);
  }

  private added(route: DescribedRoute): void {
    const from = this.takersBefore.of(route);
    const taken = from ? `, and takes calls from ${code(from.key)}` : '';
    const does = describeIntegration(route.integration, this.after);
    if (isOpen(route, this.after)) return this.add('open-route-added', 'opened', route, `is new${taken}, and needs no authorization${withKey(route)}; it ${does}`);
    const asks = this.guard(route);
    if (from && isOpen(from, this.before)) return this.add('route-closed', 'breaking', route, `is new${taken}, which was open, and ${asks}`);
    return this.add('route-added', 'other', route, `is new${taken}, ${asks}; it ${does}`);
  }

  private removed(route: DescribedRoute): void {
    const path = routeIdentity(route).split(' ')[1];
    if (route.isPreflight) {
      const stays = [...this.after.routes.keys()].some((key) => key.split(' ')[1] === path);
      if (stays) this.add('preflight-removed', 'breaking', route, 'is gone: browsers of other sites are refused');
      return;
    }
    const to = this.takersAfter.of(route);
    if (!to) return this.add('route-removed', 'breaking', route, 'is gone');
    const opened = isOpen(to, this.after) && !isOpen(route, this.before);
    if (opened) return this.add('route-opened', 'opened', route, `is gone, and ${code(to.key)} takes its calls, which needs no authorization${withKey(to)}; it was guarded by ${code(route.authorization.name)}`);
    return this.add('route-removed', 'review', route, `is gone, and ${code(to.key)} takes its calls, which ${this.guard(to)}; it ${describeIntegration(to.integration, this.after)}`);
  }

  private preflightAdded(route: DescribedRoute): void {
    const path = routeIdentity(route).split(' ')[1];
    const isKnown = [...this.before.routes.keys()].some((key) => key.split(' ')[1] === path);
    if (isKnown) this.add('preflight-added', 'other', route, 'answers the preflight of CORS: browsers of other sites may call');
  }

  private compareRoute(was: DescribedRoute, is: DescribedRoute): void {
    if (was.isPreflight && is.isPreflight) {
      for (const change of preflightChanges(was.integration, is.integration)) this.add('cors-changed', 'review', is, change);
      return;
    }
    this.compareAuthorization(was, is);
    if (was.apiKey && !is.apiKey) this.add('api-key-dropped', 'review', is, 'needs no API key any more');
    if (!was.apiKey && is.apiKey) this.add('api-key-required', 'breaking', is, 'needs an API key');
    const integration = integrationChanges(was.integration, is.integration, this.before, this.after);
    if (integration.length > 0) this.add('integration-changed', 'other', is, listed(integration));
    if (was.validation === is.validation) return;
    const [lost, gained] = [partsOf(was).filter((part) => !partsOf(is).includes(part)), partsOf(is).filter((part) => !partsOf(was).includes(part))];
    if (lost.length > 0) this.add('validation-dropped', 'review', is, `does not validate ${listed(lost)} any more`);
    if (gained.length > 0) this.add('validation-added', 'other', is, `validates ${listed(gained)}: requests that do not fit are refused`);
  }

  private compareAuthorization(was: DescribedRoute, is: DescribedRoute): void {
    const [left, right] = [was.authorization, is.authorization];
    const [name, named] = [code(right.name), code(left.name)];
    if (isOpen(was, this.before) !== isOpen(is, this.after)) {
      if (isOpen(is, this.after)) this.add('route-opened', 'opened', is, `needs no authorization any more${withKey(is)}, and was guarded by ${named}`);
      else this.add('route-closed', 'breaking', is, `is guarded by ${name}, and was open`);
    } else if (left.identity !== right.identity) {
      const text = left.name === right.name ? `is guarded by ${name}, which decides in another way or looks elsewhere` : `is guarded by ${name}, and was by ${named}`;
      const isOtherCall = left.sent !== right.sent;
      this.add('authorizer-changed', isOtherCall ? 'breaking' : 'review', is, `${text}: ${isOtherCall ? 'callers have to send something else' : 'others may get in'}`);
    } else if (left.scopes.join() !== right.scopes.join()) {
      const isWider = left.scopes.length > 0 && left.scopes.every((scope) => right.scopes.includes(scope)); // one of them is enough
      const [now, then] = [right.scopes, left.scopes].map((scopes) => (scopes.length > 0 ? listed(scopes.map(code)) : 'none'));
      this.add(isWider ? 'scopes-widened' : 'scopes-changed', isWider ? 'review' : 'breaking', is, `takes tokens with one of the scopes ${now}, and took ${then}`);
    }
  }

  private guard({ authorization, apiKey }: DescribedRoute): string {
    const guards = [...(authorization.type === 'none' ? [] : [code(authorization.name)]), ...(apiKey ? ['an API key'] : [])];
    return guards.length === 0 ? 'is guarded by nothing of its own' : `is guarded by ${listed(guards)}`;
  }

  private add(kind: ChangeKind, effect: Parameters<Changes['add']>[2], { key }: DescribedRoute, message: string): void {
    this.changes.add('routes', kind, effect, key, message);
  }
}

function withKey({ apiKey }: DescribedRoute): string {
  return apiKey ? ', an API key only' : '';
}

function partsOf({ validation }: DescribedRoute): string[] {
  return validation === '' ? [] : validation.split(' and ').map((part) => (part === 'body' || part === 'parameters' ? `the ${part}` : part));
}

/** Which route takes the calls that no route of their own does: ANY of the path, one that is greedy, "$default". */
class Takers {
  private readonly greedy: DescribedRoute[];

  constructor(private readonly api: DescribedApi) {
    const length = ({ path }: DescribedRoute) => path.length;
    this.greedy = [...api.routes.values()].filter(({ path, isPreflight }) => path.endsWith('+}') && !isPreflight).sort((one, other) => length(other) - length(one));
  }

  public of(route: DescribedRoute): DescribedRoute | undefined {
    const { path, method, key } = route;
    if (path === '') return key === '$default' || key.startsWith('$') ? undefined : this.api.routes.get('$default');
    const any = method === 'ANY' ? undefined : this.api.routes.get(routeIdentity({ ...route, method: 'ANY' }));
    const takes = (other: DescribedRoute) => (other.method === 'ANY' || other.method === method) && other.key !== key && path.startsWith(other.path.replace(/\{[^}]*\+\}$/, ''));
    return any ?? this.greedy.find(takes) ?? (this.api.kind === 'HTTP' ? this.api.routes.get('$default') : undefined);
  }
}
