import { IUsagePlanRef } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiReference, CfnApi, CfnRoute, CfnStage, IApiRef, IWebSocketRouteAuthorizer, WebSocketApi, WebSocketRoute, WebSocketStage,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { CfnOutput, ResourceEnvironment } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkRoute, CONNECT } from './check-route';
import { configureRoute, MODELS } from './configure-route';
import { defineUsagePlans } from './define-usage-plans';
import { FunctionIntegrations } from './function-integrations';
import { defineConnections, GatewayConnections, noConnections } from './gateway-connections';
import { grantManageConnections } from './grant-manage-connections';
import { hardenedOptions } from './hardened-stage';
import { connectionRoutes, givenRoutes } from './ready-routes';
import { requireClosedConnect } from './require-closed-connect';
import { checkStageOptions, renderWebSocketApiProps, renderWebSocketStageProps, stageOptionsOf } from './web-socket-api-props';
import { WebSocketGatewayProps } from './web-socket-gateway-props';
import { WebSocketGatewayStage } from './web-socket-gateway-stage';
import { WebSocketGatewayStageOptions, WebSocketRouteSettings } from './web-socket-gateway-stage-options';
import { WebSocketModel, WebSocketModelOptions } from './web-socket-model';
import { WebSocketGatewayRouteOptions } from './web-socket-route-options';
import { grantManage } from '../access/grant-manage';
import { GrantManageOptions } from '../access/grant-manage-options';
import { GatewayUsagePlanOptions } from '../access/usage-plan-options';
import { WebSocketRouteAuthorizer } from '../access/web-socket-route-authorizer';
import { WebSocketUsagePlan } from '../access/web-socket-usage-plan';
import { WebSocketApiAlarms } from '../alarms/web-socket-api-alarms';
import { WebSocketApiDashboard, WebSocketApiDashboardOptions } from '../alarms/web-socket-api-dashboard';
import { noAlarms } from '../common/alarms';
import { LOGGED_ROUTE_SETTING_NAMES } from '../common/check-route-settings';
import { checkVariables } from '../common/check-variables';
import { dashboardOptions } from '../common/dashboards';
import { freeRouteId } from '../common/free-route-id';
import { inheritOptions } from '../common/inherit-options';
import { InvokeGrants } from '../common/invoke-grants';
import { RouteQuota } from '../common/route-quota';
import { setRoute } from '../common/set-route';
import { StageRegistry } from '../common/stage-registry';
import { StagedFunctions } from '../common/staged-functions';
import { Throttles } from '../common/throttles';
import { UsagePlans } from '../common/usage-plans';
import { Broadcaster } from '../connections/broadcaster';
import { ConnectionStore } from '../connections/connection-store';
import { CostEstimate } from '../cost/cost-estimate';
import { WebSocketMonthlyLoad } from '../cost/web-socket-monthly-load';
import { ApiDomain } from '../edge/api-domain';
import { onDomain, StageDomain } from '../edge/stage-domain';
import { WebSocketIntegrations } from '../integrations/web-socket-integrations';
import { AccessLogQueries, AccessLogQueriesOptions } from '../logs/access-log-queries';
import { AccountLogging } from '../logs/account-logging';
import { fail, show } from '../private/errors';
import { harden } from '../private/hardened';
import { InvokePermissions } from '../private/invoke-permissions';
import { routesOf } from '../private/routes-of';
import { EffectiveThrottle } from '../stages/effective-throttle';

const IS_WEB_SOCKET_GATEWAY = Symbol.for('cdk-gatehouse.WebSocketGateway');

/**
 * A WebSocket API of Amazon API Gateway that is ready for production: closed by default, logged, throttled and alarmed.
 *
 * Wraps the `WebSocketApi` of `aws-cdk-lib/aws-apigatewayv2`, which is `.api`, with the same logical ids, and always has a
 * stage that serves.
 *
 * @example
 *
 * declare const chatFunction: lambda.Function;
 * const gateway = new WebSocketGateway(this, 'ChatApi', { alertEmails: ['oncall@example.com'] });
 * gateway.addRoute('$connect', { handler: chatFunction });
 * gateway.addRoute('sendMessage', { handler: chatFunction });
 * gateway.grantManageConnections(chatFunction);
 */
export class WebSocketGateway extends Construct implements IApiRef {
  /** Whether a construct is a `WebSocketGateway`, also one of another copy of this library. */
  public static isWebSocketGateway(construct: any): construct is WebSocketGateway {
    return construct !== null && typeof construct === 'object' && IS_WEB_SOCKET_GATEWAY in construct;
  }

  /** The L2 that this construct wraps. */
  public readonly api: WebSocketApi;

  /** The stage of `stageName`. */
  public readonly stage: WebSocketStage;

  private readonly accountLogging: AccountLogging;
  private readonly authorizer: IWebSocketRouteAuthorizer;
  private readonly definedAlarms?: WebSocketApiAlarms;
  private readonly definedConnections?: GatewayConnections;
  private readonly functionIntegrations: FunctionIntegrations;
  private readonly invokeGrants: InvokeGrants;
  private readonly permissions: InvokePermissions;
  private readonly quota: RouteQuota;
  private readonly routes = new Set<CfnRoute>();
  private readonly stageDomain?: StageDomain;
  private readonly stageOptions: WebSocketGatewayStageOptions;
  private readonly stagedFunctions: StagedFunctions;
  private readonly stages: StageRegistry<CfnStage, WebSocketRouteSettings>;
  private readonly throttles: Throttles;
  private readonly usagePlans: UsagePlans;

  constructor(scope: Construct, id: string, props: WebSocketGatewayProps = {}) {
    super(scope, id);
    Object.defineProperty(this, IS_WEB_SOCKET_GATEWAY, { value: true });

    this.api = new WebSocketApi(this, 'Default', renderWebSocketApiProps(this, props));
    if (props.hardened) harden(this);
    this.cfnApi.disableExecuteApiEndpoint = props.disableExecuteApiEndpoint ?? false; // the L2 has no prop for it
    this.authorizer = props.authorizer ?? WebSocketRouteAuthorizer.iam();
    this.accountLogging = props.accountLogging ?? AccountLogging.ensure();
    this.stageOptions = hardenedOptions(this, stageOptionsOf(props));
    this.stages = new StageRegistry<CfnStage, WebSocketRouteSettings>(this, LOGGED_ROUTE_SETTING_NAMES, setRoute);
    this.throttles = new Throttles(this, this.stages, props.accountThrottle);
    this.invokeGrants = new InvokeGrants(this, {
      apiId: this.api.apiId, apiType: 'WebSocket', everything: CONNECT, allRoutes: () => routesOf(this.cfnApi).filter(({ routeKey }) => routeKey === CONNECT),
    }, this.stages);
    checkVariables(this, this.cfnApi, () => this.stages.stages);
    this.stage = this.defineStage(props);
    const { cfnApi: api, stage, stages, throttles } = this;
    this.usagePlans = defineUsagePlans(this, { api, stage, stages, throttles, outputs: props.outputs });
    this.functionIntegrations = new FunctionIntegrations(this);
    this.permissions = InvokePermissions.of(this.cfnApi);
    this.stagedFunctions = new StagedFunctions(this, this.stages, this.permissions);
    this.quota = new RouteQuota(this);
    requireClosedConnect(this.cfnApi, this.routes);
    this.definedAlarms = WebSocketGatewayStage._alarms(this, '#Alarms', this.stage, props);
    for (const [routeKey, options] of givenRoutes(props.webSocketApiProps)) this.addRoute(routeKey, options);
    this.stageDomain = props.domain && new StageDomain(this, props.domain, { api: this.cfnApi, stage: this.stage.node.defaultChild as CfnStage, prefix: '#' });
    this.definedConnections = defineConnections(this, this.stage, props, this.stageDomain);
    for (const [routeKey, options] of connectionRoutes(props, this.definedConnections)) this.addRoute(routeKey, options);
    if (props.outputs) this.defineOutputs();
  }

  /** The URL that clients connect to, from "wss://". */
  public get url(): string {
    return this.stage.url;
  }

  /** The URL at which a backend sends to connections and closes them, from "https://". Behind a custom domain it is another. */
  public get callbackUrl(): string {
    return this.stage.callbackUrl;
  }

  /** The URL of the stage on its custom domain, from "wss://". Fails without `domain`. */
  public get domainUrl(): string {
    return onDomain(this.stageDomain, 'domainUrl', this).url;
  }

  /** The URL at which a backend sends to connections of the stage by its custom domain. Fails without `domain`. */
  public get domainCallbackUrl(): string {
    return onDomain(this.stageDomain, 'domainCallbackUrl', this).callbackUrl;
  }

  /** The custom domain of the stage. Fails without `domain`. */
  public get domain(): ApiDomain {
    return onDomain(this.stageDomain, 'domain', this).domain;
  }

  /** The alarms of the stage. Fails with `WebSocketAlarmSet.none()`. */
  public get alarms(): WebSocketApiAlarms {
    return this.definedAlarms ?? noAlarms('WebSocketAlarmSet', 'WebSocketApiAlarms', this);
  }

  /** Who is connected. Fails without `connections`. */
  public get connections(): ConnectionStore {
    return this.definedConnections?.store ?? noConnections('connections', this);
  }

  /** What sends to those who are connected. Fails without `connections`. */
  public get broadcaster(): Broadcaster {
    return this.definedConnections?.broadcaster ?? noConnections('broadcaster', this);
  }

  /** A reference to the WebSocket API. */
  public get apiRef(): ApiReference {
    return this.api.apiRef;
  }

  /** The environment of the WebSocket API. */
  public get env(): ResourceEnvironment {
    return this.api.env;
  }

  /**
   * Adds a route.
   *
   * "$connect" is authorized by the gateway's authorizer unless `authorizer` says otherwise; with neither `handler` nor
   * `integration`, it lets in whom that authorizer knows.
   *
   * @param routeKey "$connect", "$disconnect", "$default", or what the messages of the route have where the
   *                 gateway's `routeSelectionExpression` looks
   * @returns the L2's route
   */
  public addRoute(routeKey: string, options: WebSocketGatewayRouteOptions = {}): WebSocketRoute {
    checkRoute(routeKey, options, this);
    const { handler, stagedHandler, apiKeyRequired, response, throttle } = options;
    const id = freeRouteId(this.api, `${routeKey}-Route`, routeKey, this);
    if (handler) this.permissions.allow(handler);
    if (stagedHandler) this.stagedFunctions.use(stagedHandler);
    const target = stagedHandler?.handler ?? handler;
    const called = target && this.functionIntegrations.of(target, stagedHandler?._functionArn ?? target.functionArn);
    const route = new WebSocketRoute(this.api, id, {
      webSocketApi: this.api,
      routeKey,
      integration: called ?? options.integration ?? WebSocketIntegrations.mock(),
      authorizer: routeKey === CONNECT ? options.authorizer ?? this.authorizer : undefined,
      apiKeyRequired,
      returnResponse: response,
    });
    const l1 = route.node.defaultChild as CfnRoute;
    if (l1.authorizationType === undefined) fail(`'authorizer' must give a type of authorization for route ${show(routeKey)}, got none, which lets everybody connect: pass WebSocketRouteAuthorizer.iam(), for example`, this);
    this.routes.add(l1);
    configureRoute(l1, options, this);
    if (apiKeyRequired) this.cfnApi.apiKeySelectionExpression ??= '$request.header.x-api-key';
    this.stages.addRoute(routeKey, l1, throttle && { throttle });
    this.quota.count();
    return route;
  }

  /**
   * Adds a stage. It has what the gateway's stage has, unless `options` say otherwise: limits, variables, logs and other structures
   * member by member. Who is told of alarms are the same topics.
   *
   * @param stageName letters, digits, hyphens and underscores, at most 128: the first part of the URL's path
   */
  public addStage(stageName: string, options: WebSocketGatewayStageOptions = {}): WebSocketGatewayStage {
    checkStageOptions(stageName, options, this);
    this.stages.checkNew(stageName);
    const inherited = inheritOptions(this.stageOptions, options, this.definedAlarms);
    const define = (scope: Construct) =>
      new WebSocketStage(scope, 'Stage', { webSocketApi: this.api, stageName, autoDeploy: true, description: inherited.stageDescription });
    const added = WebSocketGatewayStage._define(this, `#Stage:${stageName}`, define, inherited, this.throttles, this.invokeGrants, this.accountLogging);
    this.stages.addStage(stageName, added.stage.node.defaultChild as CfnStage, inherited.routes);
    added._onDomain(options.domain, { api: this.cfnApi, ofGateway: this.stageDomain?.domain });
    this.definedConnections?.broadcaster.addStage(added.stage);
    return added;
  }

  /**
   * Defines a model, for the `requestModels` of routes.
   *
   * @param id the id of the model, and its name unless `modelName` says otherwise
   */
  public addModel(id: string, options: WebSocketModelOptions): WebSocketModel {
    return WebSocketModel._define(this.models, id, this.api.apiId, options);
  }

  /**
   * Defines a dashboard of the gateway's stage: alarms, traffic, errors, latency, routes and callers at one glance, with further stages beside it.
   * CloudWatch bills a dashboard by the month, 3 USD in most Regions.
   */
  public addDashboard(options: WebSocketApiDashboardOptions = {}): WebSocketApiDashboard {
    const dashboard = WebSocketApiDashboard.fromStage(this, '#Dashboard', this.stage, dashboardOptions(options, this.definedAlarms, this));
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
  public estimateMonthlyCost(load: WebSocketMonthlyLoad): CostEstimate {
    return CostEstimate.forWebSocketApi(this, load);
  }

  /**
   * Adds a usage plan: what each of its API keys may use up. The route "$connect" asks for a key by `apiKeyRequired`.
   *
   * @param id the id of the plan below the API
   */
  public addUsagePlan(id: string, options: GatewayUsagePlanOptions = {}): WebSocketUsagePlan {
    const plan = WebSocketUsagePlan._define(this, this.api, id, options);
    return this.usagePlans.add(id, options, plan);
  }

  /**
   * What a route is limited to in the gateway's stage, and why: the smallest of the limits of the usage plan, the stage and the account.
   *
   * @param route the key of the route: "sendMessage"
   * @param plan  the usage plan that the caller's API key is of; without it, all callers together
   */
  public effectiveThrottle(route: string, plan?: IUsagePlanRef): EffectiveThrottle {
    return this.throttles.effective(this.stage.node.defaultChild as CfnStage, route, plan);
  }

  /**
   * Allows to send to the connections of the gateway's stage, to look at them and to close them. A stage that was added has a grant of its own.
   *
   * By a policy of its own in the stack of the API, so that a function of another stack may be the target of a route, too. If a
   * function of another stack refers to the API, by its `callbackUrl` for example, the stacks would need each other: use
   * `gateway.stage.grantManagementApiAccess` for it.
   */
  public grantManageConnections(grantee: IGrantable): Grant {
    return grantManageConnections(this, this.stage, grantee);
  }

  /**
   * Allows to connect to the gateway's stage (`execute-api:Invoke`), if "$connect" asks IAM. A stage that was added has a grant of its own.
   *
   * API Gateway asks once, for "$connect"; who is connected may send every message.
   *
   * By a policy of its own in the stack of the API. WebSocket APIs have no resource policies, so that callers of other accounts have to
   * assume a role of this account, to which it is granted.
   */
  public grantInvoke(grantee: IGrantable): Grant {
    return this.invokeGrants.grant(this, this.stage.node.defaultChild as CfnStage, grantee);
  }

  /**
   * Allows to read the API in API Gateway, or to change it: `apigateway:GET` and others, on the API and what belongs to it.
   *
   * By a policy of its own in the stack of the API, for identities of its account.
   */
  public grantManage(grantee: IGrantable, options: GrantManageOptions = {}): Grant {
    return grantManage(this, 'apis', this.api.apiId, grantee, options);
  }

  private get cfnApi(): CfnApi {
    return this.api.node.defaultChild as CfnApi;
  }

  private get models(): Construct {
    return this.node.tryFindChild(MODELS) as Construct | undefined ?? new Construct(this, MODELS);
  }

  private defineStage(props: WebSocketGatewayProps): WebSocketStage {
    const given = renderWebSocketStageProps(this, props);
    const stage = new WebSocketStage(this.api, 'DefaultStage', { ...given, webSocketApi: this.api });
    WebSocketGatewayStage._configure(stage, this.stageOptions, this.accountLogging, given.accessLogSettings !== undefined);
    this.stages.addStage(given.stageName, stage.node.defaultChild as CfnStage, props.routes);
    return stage;
  }

  private defineOutputs(): void {
    new CfnOutput(this, '#Url', { value: this.url, description: `URL of the API ${this.api.webSocketApiName}` });
    new CfnOutput(this, '#CallbackUrl', { value: this.callbackUrl, description: `URL for backends of the API ${this.api.webSocketApiName}` });
    if (this.stageDomain) new CfnOutput(this, '#DomainUrl', { value: this.domainUrl, description: `URL of the API ${this.api.webSocketApiName} on its custom domain` });
    new CfnOutput(this, '#ApiId', { value: this.api.apiId, description: `Id of the API ${this.api.webSocketApiName}` });
  }
}
