import { CfnDeployment, CfnMethod, CfnResource, CfnRestApi, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource as AnyResource, Reference, Stack, Stage } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { RouteAuthorization } from './access-request';
import { KeyedRoute, METHODS } from './resource-patterns';
import { isCompiled } from '../private/compiled-document';
import { renderedProperty } from '../private/rendered-property';
import { isSharedPreflight } from '../private/shared-preflight';
import { mapReferences } from '../private/tokens';

/** A route of an API, and who may call it. */
export interface ShapedRoute extends KeyedRoute {
  /** Undefined if it is not known. */
  readonly authorization?: RouteAuthorization;
  /** Undefined if it asks no authorizer. */
  readonly authorizerId?: string;
  /** Whether a condition of CloudFormation decides if it is there. */
  readonly isConditional?: boolean;
}

/** What a resource policy can be about. */
export interface ApiShape {
  readonly routes: ShapedRoute[];
  /** The stages of the app; undefined for one that CloudFormation names. */
  readonly stageNames: Array<string | undefined>;
  /** Whether a document that nobody reads says what the routes are; those that are known are not all. */
  readonly isUnread?: boolean;
}

/** The routes and stages of an API, wherever in the app and by whatever construct they are defined. Looks at each construct once. */
export function shapeOf(api: CfnRestApi): ApiShape {
  const methods: CfnMethod[] = [];
  const resources = new Map<string, CfnResource>();
  const stageNames: Array<string | undefined> = [];
  const isOurs = restApiIds(api);
  visit(Stage.of(api) ?? api.node.root, (node) => {
    if (!AnyResource.isCfnResource(node)) return;
    if (CfnStage.isCfnStage(node) || CfnDeployment.isCfnDeployment(node)) {
      const name = renderedProperty(node, 'StageName');
      const isStage = CfnStage.isCfnStage(node) || name !== undefined;
      if (isStage && isOurs(node)) stageNames.push(typeof name === 'string' ? name : undefined);
    } else if (CfnMethod.isCfnMethod(node)) {
      if (isOurs(node)) methods.push(node);
    } else if (CfnResource.isCfnResource(node) && node.cfnResourceType === CfnResource.CFN_RESOURCE_TYPE_NAME) {
      if (isOurs(node)) resources.set(node.ref, node as CfnResource);
    }
  });
  const paths = new Paths(api, resources);
  const routes = methods.filter((method) => !isSharedPreflight(method)).map((method) => routeOf(method, paths));
  if (routes.length < methods.length) {
    const own = new Set(routes.filter(({ method }) => method === 'OPTIONS').map(({ path }) => path));
    for (const path of paths.all()) if (!own.has(path)) routes.push({ method: 'OPTIONS', path, authorization: RouteAuthorization.NONE });
  }
  // in the same order, in whichever they are defined
  routes.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const hasDocument = api.body !== undefined || api.bodyS3Location !== undefined || api.cloneFrom !== undefined;
  return { routes, stageNames, isUnread: hasDocument && !isCompiled(api) };
}

function visit(construct: IConstruct, visitor: (construct: IConstruct) => void): void {
  visitor(construct);
  for (const child of construct.node.children) if (!Stage.isStage(child)) visit(child, visitor);
}

/** Whether a resource names an API; most name it by the same token. */
function restApiIds(api: CfnRestApi): (resource: AnyResource) => boolean {
  const known = new Map<unknown, boolean>([[api.ref, true]]);
  return (resource) => {
    const restApiId = renderedProperty(resource, 'RestApiId');
    const found = known.get(restApiId) ?? isReferredTo(api, restApiId, resource);
    known.set(restApiId, found);
    return found;
  };
}

function isReferredTo(api: CfnRestApi, value: unknown, scope: IConstruct): boolean {
  if (referencesIn(value, scope).some(({ target }) => target === api)) return true;
  const { Ref: logicalId } = Stack.of(scope).resolve(value) ?? {}; // Fn.ref names a resource without referring to its construct
  return logicalId !== undefined && api.stack === Stack.of(scope) && api.stack.resolve(api.logicalId) === logicalId;
}

function referencesIn(value: unknown, scope: IConstruct): Reference[] {
  const found: Reference[] = [];
  mapReferences(value, scope, (reference) => {
    found.push(reference);
    return reference;
  });
  return found;
}

function routeOf(node: CfnMethod, paths: Paths): ShapedRoute {
  const method = renderedProperty(node, 'HttpMethod');
  return {
    // one that is not known can be any that the path does not have otherwise
    method: typeof method === 'string' && METHODS.includes(method.toUpperCase()) ? method.toUpperCase() : 'ANY',
    path: paths.pathOf(renderedProperty(node, 'ResourceId'), node) ?? unknownPath(node),
    authorization: authorizationOf(node),
    authorizerId: renderedProperty(node, 'AuthorizerId') as string | undefined,
    ...(node.cfnOptions.condition ? { isConditional: true } : {}),
  };
}

function authorizationOf(method: CfnMethod): RouteAuthorization | undefined {
  const authorizationType = renderedProperty(method, 'AuthorizationType') ?? 'NONE';
  return Object.values(RouteAuthorization).find((known) => known === authorizationType);
}

/** A variable that stands for any path, of this route alone. */
function unknownPath({ node }: IConstruct): string {
  return `/{path of ${node.path.replace(/\//g, '.')}+}`;
}

/** The key of a route. */
export function keyOf({ method, path }: KeyedRoute): string {
  return `${method} ${path}`;
}

/** The paths of resources, put together from the root: what the L2 says begins at whatever resource was imported. */
class Paths {
  private readonly known = new Map<unknown, string | undefined>();

  constructor(private readonly api: CfnRestApi, private readonly resources: Map<string, CfnResource>) {
    this.known.set(api.attrRootResourceId, '/');
  }

  /** All that are known. */
  public all(): Set<string> {
    const all = new Set(['/']);
    for (const [reference, resource] of this.resources) {
      const path = this.pathOf(reference, resource);
      if (path !== undefined) all.add(path);
    }
    return all;
  }

  /** The path of a resource by its id; undefined if it is none of this app, or of another API. */
  public pathOf(resourceId: unknown, scope: IConstruct): string | undefined {
    if (this.known.has(resourceId)) return this.known.get(resourceId);
    this.known.set(resourceId, undefined); // one that is its own parent has no path
    const path = this.find(resourceId, scope);
    this.known.set(resourceId, path);
    return path;
  }

  private find(resourceId: unknown, scope: IConstruct): string | undefined {
    const direct = typeof resourceId === 'string' ? this.resources.get(resourceId) : undefined;
    if (direct) return this.pathOfResource(direct);
    const [reference, ...others] = referencesIn(resourceId, scope);
    if (reference === undefined || others.length > 0) return undefined;
    if (reference.target === this.api) return reference.displayName === 'RootResourceId' ? '/' : undefined;
    const resource = this.resources.get((reference.target as Partial<CfnResource>).ref ?? '');
    return resource && this.pathOfResource(resource);
  }

  private pathOfResource(resource: CfnResource): string | undefined {
    const above = this.pathOf(renderedProperty(resource, 'ParentId'), resource);
    const part = renderedProperty(resource, 'PathPart');
    return above === undefined || typeof part !== 'string' ? undefined : `${above === '/' ? '' : above}/${part}`;
  }
}

