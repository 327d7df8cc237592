import { CfnMethod, CfnResource, CfnRestApi, CfnStage, Method } from 'aws-cdk-lib/aws-apigateway';
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
}

/** What a resource policy can be about. */
export interface ApiShape {
  readonly routes: ShapedRoute[];
  /** The stages of the app; undefined for one that CloudFormation names. */
  readonly stageNames: Array<string | undefined>;
  /** Whether every path without a method OPTIONS has an open one. */
  readonly hasSharedPreflight: boolean;
}

/** The routes and stages of an API, wherever in the app and by whatever construct they are defined. Looks at each construct once. */
export function shapeOf(api: CfnRestApi): ApiShape {
  const routes: ShapedRoute[] = [];
  const stageNames: Array<string | undefined> = [];
  let hasSharedPreflight = false;
  const isOurs = restApiIds(api);
  const pathOf = paths();
  visit(Stage.of(api) ?? api.node.root, (node) => {
    if (CfnStage.isCfnStage(node)) {
      if (isOurs(node.restApiId, node)) stageNames.push(node.stageName);
    } else if (CfnMethod.isCfnMethod(node) && isOurs(node.restApiId, node)) {
      if (isSharedPreflight(node)) hasSharedPreflight = true;
      else routes.push({ method: node.httpMethod, path: pathOf(node), authorization: authorizationOf(node) });
    }
  });
  return { routes, stageNames, hasSharedPreflight };
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

/** The paths of methods: the L2 knows its own, those of L1s are put together. */
function paths(): (method: CfnMethod) => string {
  const known = new Map<string, string>();
  const pathFor = (resourceId: string, scope: IConstruct): string => {
    const before = known.get(resourceId);
    if (before !== undefined) return before;
    const resource = [...referencedConstructs(resourceId, scope)].find((target): target is CfnResource => CfnResource.isCfnResource(target));
    const above = resource ? pathFor(resource.parentId, resource) : '';
    const path = resource ? `${above === '/' ? '' : above}/${resource.pathPart}` : '/';
    known.set(resourceId, path);
    return path;
  };
  return (method) => {
    const { resource } = method.node.scope as Partial<Method>;
    const path = resource?.path;
    return path !== undefined && !Token.isUnresolved(path) ? path : pathFor(method.resourceId, method);
  };
}
