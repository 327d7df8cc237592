import { CfnMethod, CfnResource, CfnRestApi, CfnStage, IResource, Method } from 'aws-cdk-lib/aws-apigateway';
import { Stage, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RouteAuthorization } from './access-request';
import { KeyedRoute } from './resource-patterns';
import { isSharedPreflight } from '../private/shared-preflight';
import { referencedConstructs } from '../private/tokens';

/** A route of an API, and who may call it. */
export interface ShapedRoute extends KeyedRoute {
  /** Undefined if it is not known. */
  readonly authorization?: RouteAuthorization;
  /** Undefined if it asks no authorizer. */
  readonly authorizerId?: string;
}

/** What a resource policy can be about. */
export interface ApiShape {
  readonly routes: ShapedRoute[];
  /** The stages of the app; undefined for one that CloudFormation names. */
  readonly stageNames: Array<string | undefined>;
}

/** The routes and stages of an API, wherever in the app and by whatever construct they are defined. Looks at each construct once. */
export function shapeOf(api: CfnRestApi): ApiShape {
  const routes: ShapedRoute[] = [];
  const stageNames: Array<string | undefined> = [];
  const paths = new Set(['/']);
  let hasSharedPreflight = false;
  const isOurs = restApiIds(api);
  const known = new KnownPaths();
  visit(Stage.of(api) ?? api.node.root, (node) => {
    if (CfnStage.isCfnStage(node)) {
      if (isOurs(node.restApiId, node)) stageNames.push(node.stageName);
    } else if (CfnMethod.isCfnMethod(node) && isOurs(node.restApiId, node)) {
      if (isSharedPreflight(node)) hasSharedPreflight = true;
      else routes.push({ method: node.httpMethod, path: known.pathOf(node), authorization: authorizationOf(node), authorizerId: node.authorizerId });
    } else if (CfnResource.isCfnResource(node) && isOurs(node.restApiId, node)) {
      paths.add(known.pathOfResource(node));
    }
  });
  if (hasSharedPreflight) {
    const own = new Set(routes.filter(({ method }) => method === 'OPTIONS').map(({ path }) => path));
    for (const path of paths) if (!own.has(path)) routes.push({ method: 'OPTIONS', path, authorization: RouteAuthorization.NONE });
  }
  // in the same order, in whichever they are defined
  return { routes: routes.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)), stageNames };
}

function visit(construct: IConstruct, visitor: (construct: IConstruct) => void): void {
  visitor(construct);
  for (const child of construct.node.children) if (!Stage.isStage(child)) visit(child, visitor);
}

/** Whether the id of an API is that of this one; most constructs name it by the same token. */
function restApiIds(api: CfnRestApi): (restApiId: string, scope: IConstruct) => boolean {
  const known = new Map<string, boolean>([[api.ref, true]]);
  return (restApiId, scope) => {
    const found = known.get(restApiId) ?? referencedConstructs(restApiId, scope).has(api);
    known.set(restApiId, found);
    return found;
  };
}

function authorizationOf({ authorizationType = 'NONE' }: CfnMethod): RouteAuthorization | undefined {
  const known: string[] = Object.values(RouteAuthorization);
  return known.includes(authorizationType) ? authorizationType as RouteAuthorization : undefined;
}

/** The key of a route. */
export function keyOf({ method, path }: KeyedRoute): string {
  return `${method} ${path}`;
}

/** The paths of methods and resources: the L2 knows its own, those of L1s are put together. */
class KnownPaths {
  private readonly known = new Map<string, string>();

  public pathOf(method: CfnMethod): string {
    const path = (method.node.scope as Partial<Method>).resource?.path;
    return path !== undefined && !Token.isUnresolved(path) ? path : this.pathFor(method.resourceId, method);
  }

  public pathOfResource(resource: CfnResource): string {
    const { path } = resource.node.scope as Partial<IResource>;
    return typeof path === 'string' && !Token.isUnresolved(path) ? path : this.pathFor(resource.ref, resource);
  }

  public pathFor(resourceId: string, scope: IConstruct): string {
    const before = this.known.get(resourceId);
    if (before !== undefined) return before;
    const resource = [...referencedConstructs(resourceId, scope)].find((target): target is CfnResource => CfnResource.isCfnResource(target));
    const above = resource ? this.pathFor(resource.parentId, resource) : '';
    const path = resource ? `${above === '/' ? '' : above}/${resource.pathPart}` : '/';
    this.known.set(resourceId, path);
    return path;
  }
}
