import { createHash } from 'node:crypto';
import {
  ApiReference, CfnApi, CfnRoute, CfnStage, HttpApi, HttpRoute, HttpRouteIntegration, HttpRouteKey, HttpStage, IApiRef, IHttpStage,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnOutput, ResourceEnvironment, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkRoutes } from './check-routes';
import { addedHeaders, warnOfDeprecation } from './deprecate-route';
import { checkHardenedIntegrations } from './hardened-api';
import { checkStageOptions, renderHttpApiProps, renderHttpStageProps, stageOptionsOf } from './http-api-props';
import { allowMethodsOfRoutes, defaultMethods } from './http-cors';
import { HttpGatewayProps } from './http-gateway-props';
import { HttpGatewayStage } from './http-gateway-stage';
import { HttpGatewayStageOptions } from './http-gateway-stage-options';
import { HttpOpenApi } from './http-open-api';
import { HttpOpenApiProps } from './http-open-api-props';
import { HttpRouteOptions } from './http-route-options';
import { parseRoute } from './parse-route';
import { authorizeRoute } from '../access/authorize-route';
import { grantManage } from '../access/grant-manage';
import { GrantManageOptions } from '../access/grant-manage-options';
import { HttpApiAlarms } from '../alarms/http-api-alarms';
import { HttpApiDashboard, HttpApiDashboardOptions } from '../alarms/http-api-dashboard';
import { noAlarms, watchRoutes } from '../common/alarms';
import { ROUTE_SETTING_NAMES } from '../common/check-route-settings';
import { checkVariables } from '../common/check-variables';
import { dashboardOptions } from '../common/dashboards';
import { freeRouteId } from '../common/free-route-id';
import { RouteSettings } from '../common/gateway-stage-options';
import { inheritOptions } from '../common/inherit-options';
import { InvokeGrants } from '../common/invoke-grants';
import { RouteQuota } from '../common/route-quota';
import { setRoute } from '../common/set-route';
import { StageRegistry } from '../common/stage-registry';
import { StagedFunctions } from '../common/staged-functions';
import { Throttles } from '../common/throttles';
import { CostEstimate } from '../cost/cost-estimate';
import { RequestMonthlyLoad } from '../cost/request-monthly-load';
import { ApiDomain } from '../edge/api-domain';
import { onDomain, StageDomain } from '../edge/stage-domain';
import { AccessLogQueries, AccessLogQueriesOptions } from '../logs/access-log-queries';
import { deprecationHeaders } from '../private/deprecation-headers';
import { fail, show } from '../private/errors';
import { harden } from '../private/hardened';
import { HttpFunctionIntegration } from '../private/http-function-integration';
import { invocationUri } from '../private/invocation-uri';
import { InvokePermissions } from '../private/invoke-permissions';
import { describeRoute } from '../private/route-description';
import { routesOf } from '../private/routes-of';
import { tokenIdentity } from '../private/tokens';
import { EffectiveThrottle } from '../stages/effective-throttle';

const IS_HTTP_GATEWAY = Symbol.for('cdk-gatehouse.HttpGateway');

/**
 * A HTTP API of Amazon API Gateway that is ready for production: closed by default, logged, throttled and alarmed.
 *
 * Wraps the `HttpApi` of `aws-cdk-lib/aws-apigatewayv2`, which is `.api`, with the same logical ids.
 *
 * @example
 *
 * declare const ordersFunction: lambda.Function;
 * const gateway = new HttpGateway(this, 'OrdersApi', { alertEmails: ['oncall@example.com'] });
 * gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: ordersFunction });
 */
export class HttpGateway extends Construct implements IApiRef {
  /**
   * Defines a gateway with the operations of an OpenAPI document, each with what it calls. Further routes may be added. A HTTP API does not
   * validate requests, whatever the document says.
   *
   * Fails on operations that call nothing, on handlers of no operation, and on what API Gateway does not take of the document.
   */
  public static fromOpenApi(scope: Construct, id: string, props: HttpOpenApiProps): HttpGateway {
    const document = new HttpOpenApi(scope, props);
    const gateway = new HttpGateway(scope, id, document.gatewayProps);
    document.define(gateway);
    return gateway;
  }

  /** Whether a construct is a `HttpGateway`, also one of another copy of this library. */
  public static isHttpGateway(construct: any): construct is HttpGateway {
    return construct !== null && typeof construct === 'object' && IS_HTTP_GATEWAY in construct;
  }

  /** The L2 that this construct wraps. */
  public readonly api: HttpApi;

  /** The stage of `stageName`. */
  public readonly stage: HttpStage;

  private readonly definedAlarms?: HttpApiAlarms;
  private readonly integrations: Construct;
  private readonly invokeGrants: InvokeGrants;
  private readonly functionIntegrations = new Map<string, HttpFunctionIntegration>();
  private readonly permissions: InvokePermissions;
  private readonly quota: RouteQuota;
  private readonly stageDomain?: StageDomain;
  private readonly stageOptions: HttpGatewayStageOptions;
  private readonly stagedFunctions: StagedFunctions;
  private readonly stages: StageRegistry<CfnStage, RouteSettings>;
  private readonly throttles: Throttles;

  constructor(scope: Construct, id: string, props: HttpGatewayProps = {}) {
    super(scope, id);
    Object.defineProperty(this, IS_HTTP_GATEWAY, { value: true });

    const apiProps = renderHttpApiProps(this, props);
    if (props.hardened) harden(this);
    this.api = new HttpApi(this, 'Default', apiProps);
    allowMethodsOfRoutes(this.cfnApi);
    this.stageOptions = stageOptionsOf(props);
    this.stages = new StageRegistry<CfnStage, RouteSettings>(this, ROUTE_SETTING_NAMES, setRoute);
    this.throttles = new Throttles(this, this.stages, props.accountThrottle);
    this.invokeGrants = new InvokeGrants(this, { apiId: this.api.apiId, apiType: 'HTTP', everything: '*', allRoutes: () => routesOf(this.cfnApi) }, this.stages);
    checkVariables(this, this.cfnApi, () => this.stages.stages);
    this.stage = this.defineStage(props);
    this.integrations = new Construct(this, '#Integrations');
    this.permissions = InvokePermissions.of(this.cfnApi);
    this.stagedFunctions = new StagedFunctions(this, this.stages, this.permissions);
    this.quota = new RouteQuota(this);
    checkRoutes(this.cfnApi, apiProps.corsPreflight !== undefined);
    checkHardenedIntegrations(this.cfnApi);
    this.definedAlarms = HttpGatewayStage._alarms(this, '#Alarms', this.stage, props);
    watchRoutes(this.stages, this.definedAlarms);
    this.stageDomain = props.domain && new StageDomain(this, props.domain, { api: this.cfnApi, stage: this.stage.node.defaultChild as CfnStage, prefix: '#' });
    if (props.outputs) this.defineOutputs();
  }

  /** The URL of the stage, ending in "/". */
  public get url(): string {
    return this.stage.url.endsWith('/') ? this.stage.url : `${this.stage.url}/`;
  }

  /** The URL of the stage on its custom domain, ending in "/". Fails without `domain`. */
  public get domainUrl(): string {
    return onDomain(this.stageDomain, 'domainUrl', this).url;
  }

  /** The custom domain of the stage. Fails without `domain`. */
  public get domain(): ApiDomain {
    return onDomain(this.stageDomain, 'domain', this).domain;
  }

  /** The alarms of the stage. Fails with `AlarmSet.none()`. */
  public get alarms(): HttpApiAlarms {
    return this.definedAlarms ?? noAlarms('AlarmSet', 'HttpApiAlarms', this);
  }

  /** A reference to the HTTP API. */
  public get apiRef(): ApiReference {
    return this.api.apiRef;
  }

  /** The environment of the HTTP API. */
  public get env(): ResourceEnvironment {
    return this.api.env;
  }

  /**
   * Adds the routes of a path.
   *
   * @returns the L2's routes, one for each of `methods`
   */
  public addRoutes(options: HttpRouteOptions): HttpRoute[] {
    const routes = parseRoute(options, this, defaultMethods(this.cfnApi));
    const { handler, stagedHandler, payloadFormatVersion = PayloadFormatVersion.VERSION_2_0 } = options;
    if (handler) this.permissions.allow(handler);
    if (stagedHandler) this.stagedFunctions.use(stagedHandler);
    const uri = stagedHandler ? invocationUri(this, stagedHandler._functionArn, stagedHandler.handler.env.region) : handler?.functionArn;
    const headers = options.deprecated ? deprecationHeaders(options.deprecated, this) : new Map<string, string>();
    const integration = uri ? this.integrationFor(uri, payloadFormatVersion, headers) : options.integration!;
    return routes.map(({ id, key }) => {
      const route = this.addRoute(id, key, integration, options);
      if (!uri) warnOfDeprecation(route, key.key, headers);
      return route;
    });
  }

  /**
   * Adds a stage. It has what the gateway's stage has, unless `options` say otherwise: limits, variables and other structures
   * member by member. Who is told of alarms are the same topics.
   *
   * @param stageName letters, digits, hyphens and underscores, at most 128: the first part of the URL's path
   */
  public addStage(stageName: string, options: HttpGatewayStageOptions = {}): HttpGatewayStage {
    checkStageOptions(stageName, options, this);
    this.stages.checkNew(stageName);
    const inherited = inheritOptions(this.stageOptions, options, this.definedAlarms);
    const define = (scope: Construct) => new HttpStage(scope, 'Stage', { httpApi: this.api, stageName, autoDeploy: true, description: inherited.stageDescription });
    const added = HttpGatewayStage._define(this, `#Stage:${stageName}`, define, inherited, this.throttles, this.invokeGrants);
    this.stages.addStage(stageName, added.stage.node.defaultChild as CfnStage, inherited.routes);
    added._onDomain(options.domain, { api: this.cfnApi, ofGateway: this.stageDomain?.domain });
    watchRoutes(this.stages, added._definedAlarms);
    return added;
  }

  /**
   * Defines a dashboard of the gateway's stage: alarms, traffic, errors, latency, routes and callers at one glance, with further stages beside it.
   * CloudWatch bills a dashboard by the month, 3 USD in most Regions.
   */
  public addDashboard(options: HttpApiDashboardOptions = {}): HttpApiDashboard {
    const dashboard = HttpApiDashboard.fromStage(this, '#Dashboard', this.stage, dashboardOptions(options, this.definedAlarms, this));
    this.stages.forEachStage((_stage, stageName) => dashboard._compareWith(stageName));
    return dashboard;
  }

  /**
   * Saves queries of CloudWatch Logs Insights on the access log of the gateway's stage, made of the format that it has: who was refused,
   * what is slow, who is throttled, and others. Each is a resource of CloudFormation.
   */
  public addSavedQueries(options: AccessLogQueriesOptions = {}): AccessLogQueries {
    return AccessLogQueries.fromStage(this, '#SavedQueries', this.stage, options);
  }

  /**
   * Estimates what the gateway costs in a month, in USD: API Gateway, and what is on around it as it is defined so far. Call it after the routes
   * are there. What backends cost is not in it.
   *
   * @param load what the API is asked in a month
   */
  public estimateMonthlyCost(load: RequestMonthlyLoad): CostEstimate {
    return CostEstimate.forHttpApi(this, load);
  }

  /**
   * What a route is limited to in the gateway's stage, and why: the smallest of the limits of the usage plan, the stage and the account.
   *
   * @param route the key of the route: "GET /orders/{id}"
   */
  public effectiveThrottle(route: string): EffectiveThrottle {
    return this.throttles.effective(this.stage.node.defaultChild as CfnStage, route);
  }

  /**
   * Allows to call routes of the gateway's stage that ask IAM (`execute-api:Invoke`). A stage that was added has a grant of its own.
   *
   * A variable of a path is "*" in the policy, which takes any text with "/" in it, too: who may call "GET /orders/{id}" may call
   * "GET /orders/{id}/items" as well, and IAM has nothing narrower. "$default" is everything that the stage takes.
   *
   * By a policy of its own in the stack of the API. HTTP APIs have no resource policies, so that callers of other accounts have to assume a
   * role of this account, to which it is granted.
   *
   * @param grantee who may call
   * @param routes  the keys of routes that addRoutes has added: "GET /orders/{id}"; none for all routes of the stage, also those to come
   */
  public grantInvoke(grantee: IGrantable, ...routes: string[]): Grant {
    return this.invokeGrants.grant(this, this.stage.node.defaultChild as CfnStage, grantee, routes);
  }

  /**
   * Allows to read the API in API Gateway, or to change it: `apigateway:GET` and others, on the API and what belongs to it.
   *
   * By a policy of its own in the stack of the API, for identities of its account.
   */
  public grantManage(grantee: IGrantable, options: GrantManageOptions = {}): Grant {
    return grantManage(this, 'apis', this.api.apiId, grantee, options);
  }

  private addRoute(id: string, routeKey: HttpRouteKey, integration: HttpRouteIntegration, options: HttpRouteOptions): HttpRoute {
    const { authorizer, throttle } = options;
    const authorizationScopes = options.authorizationScopes && [...options.authorizationScopes]; // what is changed later must not open the route
    const free = freeRouteId(this.api, id, routeKey.key, this);
    const route = new HttpRoute(this.api, free, { httpApi: this.api, routeKey, integration, authorizer, authorizationScopes });
    const l1 = route.node.defaultChild as CfnRoute;
    authorizeRoute(l1, this.api, authorizer ?? this.api.defaultAuthorizer, authorizationScopes, this.api.defaultAuthorizationScopes);
    this.checkScopes(l1, authorizationScopes);
    if (throttle && Token.isUnresolved(routeKey.key)) fail('\'throttle\' needs a path that is known at synthesis, got a token: leave it out, or write the path', this);
    this.stages.addRoute(routeKey.key, l1, throttle && { throttle });
    const { summary, description, tags, requestExample, responseExamples, deprecated } = options;
    describeRoute(l1, { summary, description, tags, requestExample, responseExamples, deprecated });
    this.quota.count();
    return route;
  }

  /** One integration for all routes of a function, of an alias, or of the aliases of the stages. */
  private integrationFor(uri: string, payloadFormatVersion: PayloadFormatVersion, headers: Map<string, string>): HttpFunctionIntegration {
    const version = payloadFormatVersion === PayloadFormatVersion.VERSION_2_0 ? '' : `:${payloadFormatVersion.version}`;
    const deprecation = headers.size === 0 ? '' : `:${createHash('md5').update(JSON.stringify([...headers])).digest('hex').slice(0, 8)}`; // it adds headers to all answers
    const identity = `${tokenIdentity(uri, this)}${version}${deprecation}`;
    const known = this.functionIntegrations.get(identity)
      ?? new HttpFunctionIntegration(this.integrations, identity, uri, payloadFormatVersion, addedHeaders(headers));
    this.functionIntegrations.set(identity, known);
    return known;
  }

  /** Scopes are in access tokens: an authorizer that reads none would let everybody pass whom it knows. */
  private checkScopes(route: CfnRoute, scopes?: string[]): void {
    if (route.authorizationType === 'JWT') return;
    if (scopes && scopes.length > 0) {
      fail(`'authorizationScopes' go with an authorizer of JSON web tokens, got ${show(route.authorizationType)}, which does not check them: name a HttpJwtAuthorizer, for example, or leave the scopes out`, this);
    }
    route.authorizationScopes = undefined; // the L2 gives the API's default scopes to every route
  }

  private get cfnApi(): CfnApi {
    return this.api.node.defaultChild as CfnApi;
  }

  /** Its id is that of the L2's default stage. */
  private defineStage(props: HttpGatewayProps): HttpStage {
    const given = renderHttpStageProps(this, props);
    const stage = new HttpStage(this.api, 'DefaultStage', { ...given, httpApi: this.api });
    (this.api as { defaultStage?: IHttpStage }).defaultStage = stage;
    HttpGatewayStage._configure(stage, this.stageOptions, given.accessLogSettings !== undefined);
    this.stages.addStage(given.stageName!, stage.node.defaultChild as CfnStage, props.routes);
    return stage;
  }

  private defineOutputs(): void {
    new CfnOutput(this, '#Url', { value: this.url, description: `URL of the API ${this.api.httpApiName}` });
    if (this.stageDomain) new CfnOutput(this, '#DomainUrl', { value: this.domainUrl, description: `URL of the API ${this.api.httpApiName} on its custom domain` });
    new CfnOutput(this, '#ApiId', { value: this.api.apiId, description: `Id of the API ${this.api.httpApiName}` });
  }
}
