import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Annotations, CfnResource, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { grantInvoke, InvokedApi, invokePattern } from '../access/grant-invoke';
import { METHODS } from '../access/resource-patterns';
import { AnyStage } from '../private/api-type';
import { fail, show } from '../private/errors';

/** The routes that a gateway has added, by key. */
interface Routes {
  routeOf(routeKey: string): CfnResource | undefined;
  checkRoute(routeKey: string, prop?: string): void;
}

/** What an L1 says of who may call it. */
interface Authorized {
  readonly authorizationType?: string;
}

/** An API with what can be granted of it. */
export interface GrantedApi extends InvokedApi {
  /** What stands for everything in the ARN of a stage. */
  readonly everything: string;
  /** Every route that may ask IAM, also one that the gateway has not added. */
  allRoutes(): Authorized[];
}

/** Grants to call the routes of a gateway; warns of those on routes that do not ask IAM. */
export class InvokeGrants {
  private readonly named = new Set<string>();
  private ofAll = false;

  constructor(private readonly gateway: Construct, private readonly api: GrantedApi, private readonly routes: Routes) {
    gateway.node.addValidation({
      validate: () => {
        this.warn();
        return [];
      },
    });
  }

  /**
   * Allows to call routes of a stage.
   *
   * @param scope  what the policy is defined below
   * @param routes the keys of routes; none for all that there are and will be
   */
  public grant(scope: Construct, stage: AnyStage, grantee: IGrantable, routes: string[] = []): Grant {
    for (const route of routes) this.named.add(this.keyOf(route));
    if (routes.length === 0) this.ofAll = true;
    const patterns = routes.length === 0 ? [this.api.everything] : [...new Set(routes.map(invokePattern))];
    const later = routes.filter((route) => /^ANY \//.test(route)).map((route) => [invokePattern(route), () => this.methodsOfAny(route)] as const);
    return grantInvoke(scope, this.api, stage.stageName!, grantee, patterns, new Map(later));
  }

  /** What comes after the stage for a route of all methods: without those that the path has by name, which are other routes, maybe added later. */
  private methodsOfAny(routeKey: string): string[] {
    const path = routeKey.slice('ANY '.length);
    const isNamed = (method: string) => this.routes.routeOf(`${method} ${path}`) !== undefined;
    if (!METHODS.some(isNamed)) return [invokePattern(routeKey)];
    const others = METHODS.filter((method) => !isNamed(method));
    return (others.length > 0 ? others : ['NONE']).map((method) => invokePattern(`${method} ${path}`)); // of no request, since a list may not be empty
  }

  /** The key of the route that takes what is named: of a route for all methods, one method may be named. */
  private keyOf(route: string): string {
    if (typeof route !== 'string') fail(`'routes' must be keys of routes, such as "GET /orders", got ${show(route)}`, this.gateway);
    const [method, path] = route.split(' ');
    const any = `ANY ${path}`;
    const isOfAny = !this.routes.routeOf(route) && this.routes.routeOf(any) !== undefined && (Object.values(HttpMethod) as string[]).includes(method);
    if (!isOfAny) this.routes.checkRoute(route, 'routes');
    return isOfAny ? any : route;
  }

  private warn(): void {
    if (this.ofAll && !this.api.allRoutes().some(asksIam)) {
      this.addWarning("no route of the gateway asks IAM, so that its grants of 'execute-api:Invoke' allow nothing: give a route an authorizer of IAM, or leave the grants out");
    }
    for (const key of this.named) {
      const route = this.routes.routeOf(key) as CfnResource & Authorized;
      if (asksIam(route)) continue;
      this.addWarning(`the route ${show(key)} asks ${route.authorizationType ?? 'NONE'} and not IAM, so that a grant of 'execute-api:Invoke' on it allows nothing: give it an authorizer of IAM, or leave it out of the grant`);
    }
  }

  private addWarning(message: string): void {
    Annotations.of(this.gateway).addWarningV2('cdk-gatehouse:grantWithoutIam', message);
  }
}

/** Whether a route asks IAM, or may do so. */
function asksIam({ authorizationType }: Authorized): boolean {
  return authorizationType === 'AWS_IAM' || Token.isUnresolved(authorizationType);
}
