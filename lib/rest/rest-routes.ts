import { CfnMethod, CfnRestApi, CfnStage, Integration, Method, MethodDeploymentOptions, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Annotations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { addCacheKeys, cachedMethods } from './cache-route';
import { checkRouteKinds } from './check-kinds';
import { describeMethod } from './describe';
import { RestCors } from './rest-cors';
import { RestRouteSettings } from './rest-gateway-stage-options';
import { RestRouteOptions } from './rest-route-options';
import { RouteTree } from './route-tree';
import { authorizeMethod } from '../access/authorize-method';
import { checkAuthorizer, checkScopes } from '../access/check-authorizer';
import { checkScopeNames } from '../access/check-scopes';
import { versionedPath } from '../common/described-route';
import { checkTarget } from '../common/route-target';
import { StageRegistry } from '../common/stage-registry';
import { StagedFunctions } from '../common/staged-functions';
import { RequestValidation } from '../integrations/request-validation';
import { RestApiDocumentation } from '../openapi/rest-api-documentation';
import { checkUnshared } from '../private/attached-authorizer';
import { defined } from '../private/defined';
import { fail, show } from '../private/errors';
import { FunctionIntegration } from '../private/function-integration';
import { InvokePermissions } from '../private/invoke-permissions';
import { checkThrottle } from '../private/rules';
import { GatewayResponseSet } from '../responses/gateway-response-set';

/** What routes are added to, and what all of them have. */
export interface RoutedApi {
  readonly api: RestApi;
  readonly stages: StageRegistry<CfnStage, RestRouteSettings>;
  readonly documentation: RestApiDocumentation;
  /** What the L2 says of methods in the first stage, by "/orders/{id}/GET". */
  readonly methodOptions: Record<string, MethodDeploymentOptions>;
  readonly cors?: RestCors;
}

/** The routes of a gateway: adds methods, and what belongs to each. */
export class RestRoutes {
  private readonly cached = new Set<HttpMethod>();
  private readonly permissions: InvokePermissions;
  private readonly stagedFunctions: StagedFunctions;
  private readonly tree: RouteTree;
  private readonly validation: RequestValidation;

  constructor(private readonly gateway: Construct, private readonly routed: RoutedApi) {
    this.permissions = InvokePermissions.of(this.cfnApi);
    this.stagedFunctions = new StagedFunctions(gateway, routed.stages, this.permissions);
    this.tree = new RouteTree(gateway, routed.api.root);
    this.validation = new RequestValidation(routed.api, gateway);
  }

  /** The methods of which answers are cached; GET if there is none yet. */
  public get cachedMethods(): HttpMethod[] {
    return this.cached.size > 0 ? [...this.cached] : [HttpMethod.GET];
  }

  /** Adds the methods of a path. */
  public add(given: RestRouteOptions): Method[] {
    checkRouteKinds(given, this.gateway);
    const { methods = [HttpMethod.ANY] } = given;
    checkScopeNames(given.authorizationScopes, 'authorizationScopes', Infinity, this.gateway);
    const authorizationScopes = given.authorizationScopes && [...given.authorizationScopes]; // what is changed later must not open the route
    const options = { ...given, methods, authorizationScopes, path: versionedPath(given.path, given.apiVersion, this.gateway) };
    this.check(options);
    const { path, handler, stagedHandler, requestSchema } = options;
    const methodOptions = { ...l2Options(options), ...this.validation.optionsFor(options) };
    if (requestSchema) GatewayResponseSet.of(this.cfnApi).addValidation();
    const resource = this.tree.resourceFor(path);
    if (handler) this.permissions.allow(handler);
    if (stagedHandler) this.stagedFunctions.use(stagedHandler);
    return methods.map((method) => {
      const authorization = authorizeMethod(`${method} ${path}`, options, this.routed.api);
      const added = this.tree.addMethod(resource, method, integrationOf(options), { ...methodOptions, ...authorization });
      if (!added) fail(`route "${method} ${path}" is defined already: define it once`, this.gateway);
      this.equip(added, method, options);
      return added;
    });
  }

  private check({ path, methods, authorizer, authorizationScopes, throttle, ...options }: RouteWithMethods): void {
    const { api, cors } = this.routed;
    const unknown = methods.find((method) => !Object.values(HttpMethod).includes(method));
    if (unknown !== undefined || methods.includes(undefined as never)) fail(`'methods' of route ${show(path)} must be of ${Object.values(HttpMethod).join(', ')}, got ${show(unknown)}: write HttpMethod.GET, for example`, this.gateway);
    if (methods.length === 0) fail(`'methods' of route ${show(path)} must not be empty: leave it out for all methods`, this.gateway);
    checkTarget(path, options, api.root.defaultIntegration !== undefined, this.gateway);
    if (throttle) checkThrottle(throttle, 'throttle', this.gateway);
    if (authorizer) checkAuthorizer(authorizer, this.gateway);
    checkUnshared(authorizer ?? api.root.defaultMethodOptions?.authorizer, api, this.gateway);
    checkScopes(authorizationScopes, authorizer ?? api.root.defaultMethodOptions?.authorizer, this.gateway);
    if (cors && methods.includes(HttpMethod.OPTIONS)) fail(`route "OPTIONS ${path}" is answered by 'cors' already: leave one of the two out`, this.gateway);
    if (['/ping', '/sping'].includes(path)) {
      Annotations.of(this.gateway).addWarningV2('cdk-gatehouse:reservedPath', `the path ${show(path)} is reserved for health checks of API Gateway, and does not work behind a custom domain: choose another`);
    }
  }

  /** What a method has besides what the L2 gives it. */
  private equip(added: Method, method: HttpMethod, { path, methods, throttle, cache, ...options }: RouteWithMethods): void {
    const { stages, cors, documentation } = this.routed;
    if (throttle) this.checkSaidOnce(path, method);
    const l1 = added.node.defaultChild as CfnMethod;
    cors?.addTo(added, `${method} ${path}`);
    const isCached = cache !== undefined && cachedMethods(path, methods, cache, this.gateway).includes(method);
    if (isCached) {
      addCacheKeys(l1, path, this.routed.cors?.answersDiffer ? { ...cache, keys: [...cache.keys ?? [], 'header.Origin'] } : cache, this.gateway);
      this.cached.add(method);
    }
    const settings = defined({ throttle, cache: isCached ? { enabled: cache.enabled, ttl: cache.ttl, encrypted: cache.encrypted } : undefined });
    stages.addRoute(`${method} ${path}`, l1, Object.keys(settings).length > 0 ? settings : undefined);
    const { summary, description, tags, requestExample, responseExamples, deprecated } = options;
    describeMethod(documentation, l1, path, method, { summary, description, tags, requestExample, responseExamples, deprecated });
  }

  /** What `methodOptions` say of a method is the first stage's own, and cannot be said by its route, too. */
  private checkSaidOnce(path: string, method: HttpMethod): void {
    const given = this.routed.methodOptions[`${path}/${method}`];
    if (given?.throttlingRateLimit !== undefined || given?.throttlingBurstLimit !== undefined) {
      fail(`set either 'throttle' of route "${method} ${path}" or its limits in 'restApiProps.deployOptions.methodOptions', got both`, this.gateway);
    }
  }

  private get cfnApi(): CfnRestApi {
    return this.routed.api.node.defaultChild as CfnRestApi;
  }
}

/** The options of a route with its methods, and the whole path. */
type RouteWithMethods = RestRouteOptions & { readonly methods: HttpMethod[] };

/** What the L2 takes as it is. */
function l2Options({ apiKeyRequired, operationName, methodResponses }: RestRouteOptions) {
  return { apiKeyRequired, operationName, methodResponses };
}

/** What a route calls; a function as an integration of its own for each method. */
function integrationOf({ handler, stagedHandler, integration }: RestRouteOptions): Integration | undefined {
  if (stagedHandler) return new FunctionIntegration(stagedHandler.handler, stagedHandler._functionArn);
  return handler ? new FunctionIntegration(handler) : integration;
}
