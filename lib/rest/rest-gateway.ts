import {
  ApiKeySourceType, CfnDeployment, CfnMethod, CfnRestApi, CfnStage, IRestApiRef, IUsagePlanRef, Method, ResponseType, RestApi, RestApiReference,
  Stage,
} from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, CfnOutput, Lazy, RemovalPolicy, ResourceEnvironment, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkMethodOptions, routeKeys } from './check-method-options';
import { describeApi } from './describe';
import { hardenedOptions } from './hardened-stage';
import { allRouteKeys, keyedRoutes } from './keyed-routes';
import { policyOf } from './private-access';
import { renderRestApiProps } from './rest-api-props';
import { RestCors } from './rest-cors';
import { RestGatewayProps } from './rest-gateway-props';
import { RestGatewayStage } from './rest-gateway-stage';
import { RestGatewayStageOptions, RestRouteSettings } from './rest-gateway-stage-options';
import { RestLayout } from './rest-layout';
import { RestOpenApi } from './rest-open-api';
import { RestOpenApiProps } from './rest-open-api-props';
import { RestRouteOptions } from './rest-route-options';
import { RestRoutes } from './rest-routes';
import { cacheProblem, checkStageOptions, givenOptions, setMethod, stageOptionsOf, SETTING_NAMES } from './rest-stage-options';
import { ApiResourcePolicy } from '../access/api-resource-policy';
import { grantManage } from '../access/grant-manage';
import { GrantManageOptions } from '../access/grant-manage-options';
import { grantByOwnPolicy } from '../access/own-policy';
import { ResourcePolicy } from '../access/resource-policy';
import { RestApiResourcePolicy } from '../access/rest-api-resource-policy';
import { RestUsagePlan } from '../access/rest-usage-plan';
import { RestUsagePlanOptions } from '../access/usage-plan-options';
import { RestApiAlarms } from '../alarms/rest-api-alarms';
import { RestApiDashboard, RestApiDashboardOptions } from '../alarms/rest-api-dashboard';
import { noAlarms, watchRoutes } from '../common/alarms';
import { checkVariables } from '../common/check-variables';
import { dashboardOptions } from '../common/dashboards';
import { inheritOptions } from '../common/inherit-options';
import { InvokeGrants } from '../common/invoke-grants';
import { StageRegistry } from '../common/stage-registry';
import { Throttles } from '../common/throttles';
import { UsagePlans } from '../common/usage-plans';
import { CostEstimate } from '../cost/cost-estimate';
import { RestMonthlyLoad } from '../cost/rest-monthly-load';
import { ApiDomain } from '../edge/api-domain';
import { RestApiTls } from '../edge/rest-api-tls';
import { onDomain, StageDomain } from '../edge/stage-domain';
import { checkVpcLinks } from '../integrations/check-vpc-links';
import { AccessLogQueries, AccessLogQueriesOptions } from '../logs/access-log-queries';
import { AccountLogging } from '../logs/account-logging';
import { OpenApiDocument } from '../openapi/open-api-document';
import { RestApiAsOpenApi } from '../openapi/rest-api-as-openapi';
import { RestApiDocumentation } from '../openapi/rest-api-documentation';
import { describeByFingerprint } from '../private/deployment-description';
import { harden } from '../private/hardened';
import { referenceCycle } from '../private/reference-cycle';
import { ResourceGraph } from '../private/resource-graph';
import { GatewayResponseOptions } from '../responses/gateway-response-options';
import { GatewayResponseSet } from '../responses/gateway-response-set';
import { GatewayResponses } from '../responses/gateway-responses';
import { RestApiGatewayResponses } from '../responses/rest-api-gateway-responses';
import { EffectiveThrottle } from '../stages/effective-throttle';
import { RestApiTracing } from '../tracing/rest-api-tracing';
import { RestApiTracingOptions } from '../tracing/rest-api-tracing-options';

const IS_REST_GATEWAY = Symbol.for('cdk-gatehouse.RestGateway');

/**
 * A REST API of Amazon API Gateway that is ready for production: closed by default, logged, traced,
 * throttled and alarmed.
 *
 * Wraps the `RestApi` of `aws-cdk-lib/aws-apigateway`, which is `.api`, with the same logical ids.
 *
 * @example
 *
 * declare const ordersFunction: lambda.Function;
 * const gateway = new RestGateway(this, 'OrdersApi', { alertEmails: ['oncall@example.com'] });
 * gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: ordersFunction });
 */
export class RestGateway extends Construct implements IRestApiRef {
  /**
   * Defines a gateway with the operations of an OpenAPI document, each with what it calls. Further routes may be added.
   *
   * Fails on operations that call nothing, on handlers of no operation, and on what API Gateway does not take of the document.
   */
  public static fromOpenApi(scope: Construct, id: string, props: RestOpenApiProps): RestGateway {
    const document = new RestOpenApi(scope, props);
    const gateway = new RestGateway(scope, id, document.gatewayProps);
    document.define(gateway);
    return gateway;
  }

  /** Whether a construct is a `RestGateway`, also one of another copy of this library. */
  public static isRestGateway(construct: any): construct is RestGateway {
    return construct !== null && typeof construct === 'object' && IS_REST_GATEWAY in construct;
  }

  /** The L2 that this construct wraps. */
  public readonly api: RestApi;

  /** The stage of `stageName`. */
  public readonly stage: Stage;

  /** The VPC endpoints that reach a private API, one that `RestEndpoint.vpcOnly` has defined among them; none of another API. */
  public readonly vpcEndpoints: IVpcEndpoint[];

  private readonly accountLogging?: AccountLogging;
  private readonly definedAlarms?: RestApiAlarms;
  private readonly invokeGrants: InvokeGrants;
  private readonly routes: RestRoutes;
  private readonly stageDomain?: StageDomain;
  private readonly stageOptions: RestGatewayStageOptions;
  private readonly stages: StageRegistry<CfnStage, RestRouteSettings>;
  private readonly throttles: Throttles;
  private readonly usagePlans: UsagePlans;

  constructor(scope: Construct, id: string, props: RestGatewayProps = {}) {
    super(scope, id);
    Object.defineProperty(this, IS_REST_GATEWAY, { value: true });

    const apiProps = renderRestApiProps(this, props);
    if (props.hardened) harden(this);
    this.api = new RestApi(this, 'Default', apiProps);
    this.vpcEndpoints = [...apiProps.endpointConfiguration?.vpcEndpoints ?? []];
    this.stage = this.api.deploymentStage;
    const { methodOptions = {} } = props.restApiProps?.deployOptions ?? {};
    checkMethodOptions(this, methodOptions, () => routeKeys(this.api), props.executionLogs?.dataTraceAcknowledged);
    this.describeDeployments(props.retainDeployments ?? props.restApiProps?.retainDeployments);
    this.defineLayout(props.layout);
    const { gatewayResponses = GatewayResponses.none(), cors = props.restApiProps?.defaultCorsPreflightOptions } = props;
    this.api.with(new RestApiGatewayResponses({ responses: gatewayResponses }));
    for (const redeployOn of props.redeployOn ?? []) this.api.latestDeployment!.addToLogicalId({ redeployOn });
    this.api.with(new RestApiTls({ securityPolicy: props.securityPolicy, endpointAccessMode: props.endpointAccessMode }));
    this.api.with(new RestApiResourcePolicy({ policy: policyOf(props, this.vpcEndpoints) }));
    if (props.restApiProps?.policy) ApiResourcePolicy.of(this.cfnApi).leave();
    this.accountLogging = props.restApiProps?.cloudWatchRole ? undefined : props.accountLogging ?? AccountLogging.ensure();
    this.stageOptions = hardenedOptions(this, stageOptionsOf(props), givenOptions(props));
    this.stages = new StageRegistry<CfnStage, RestRouteSettings>(this, SETTING_NAMES, setMethod, cacheProblem);
    this.throttles = new Throttles(this, this.stages, props.accountThrottle);
    this.invokeGrants = new InvokeGrants(this, {
      apiId: this.api.restApiId, apiType: 'REST', restApi: this.api, everything: '*', allRoutes: () => this.api.methods.map(({ node }) => node.defaultChild as CfnMethod),
    }, this.stages);
    checkVariables(this, this.cfnApi, () => this.stages.stages);
    checkVpcLinks(this.api);
    this.configureStage(props);
    this.usagePlans = this.defineUsagePlans(props);
    const documentation = new RestApiDocumentation(this, this.cfnApi);
    this.stages.forEachStage((stage) => documentation.addStage(stage));
    describeApi(documentation, props);
    this.routes = new RestRoutes(this, {
      api: this.api, stages: this.stages, documentation, methodOptions, cors: cors && new RestCors(this.api, cors, props.layout),
    });
    this.definedAlarms = RestGatewayStage._alarms(this, '#Alarms', this.stage, props);
    watchRoutes(this.stages, this.definedAlarms);
    RestGatewayStage._release(this.stage, this.stageOptions, this.definedAlarms);
    if (props.openApiFile !== undefined) OpenApiDocument.fromRestApi(this.api, { extensions: false }).writeFile(props.openApiFile);
    this.stageDomain = props.domain && new StageDomain(this, props.domain, { api: this.cfnApi, stage: this.stage.node.defaultChild as CfnStage, prefix: '#' });
    if (props.outputs) this.defineOutputs();
  }

  /** The URL of the stage, ending in "/". */
  public get url(): string {
    return this.stage.urlForPath();
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
  public get alarms(): RestApiAlarms {
    return this.definedAlarms ?? noAlarms('AlarmSet', 'RestApiAlarms', this);
  }

  /**
   * The resource policy as it is now: of `resourcePolicy`, of what the L2 has been told, and of what keeps routes open. To ask it what
   * becomes of a request, `evaluate`, is for tests; what is read of it cannot be added to by the L2 any more. A request that does not say
   * otherwise is one to the gateway's stage, and to a private API if this is one.
   */
  public get resourcePolicy(): ResourcePolicy {
    return ApiResourcePolicy.of(this.cfnApi).combined(this.cfnStage.stageName);
  }

  /** A reference to the REST API. */
  public get restApiRef(): RestApiReference {
    return this.api.restApiRef;
  }

  /** The environment of the REST API. */
  public get env(): ResourceEnvironment {
    return this.api.env;
  }

  /**
   * Adds the methods of a path.
   *
   * @returns the L2's methods, one for each of `methods`
   */
  public addRoutes(options: RestRouteOptions): Method[] {
    return this.routes.add(options);
  }

  /**
   * Says how API Gateway answers a type of error by itself. What is left out, and what has been said of the type before, stays.
   *
   * @param responseType `ResponseType.ACCESS_DENIED`, for example, or `ResponseType.DEFAULT_4XX` for all that is not said of
   */
  public addGatewayResponse(responseType: ResponseType, options: GatewayResponseOptions): void {
    GatewayResponseSet.of(this.cfnApi).add(responseType?.responseType ?? responseType, options);
  }

  /**
   * Adds a stage, which follows the API as the gateway's stage does. It has what that has, unless `options` say otherwise: limits,
   * variables, logs and other structures member by member. Who is told of alarms are the same topics.
   *
   * @param stageName letters, digits, hyphens and underscores, at most 128: the first part of the URL's path
   */
  public addStage(stageName: string, options: RestGatewayStageOptions = {}): RestGatewayStage {
    checkStageOptions(stageName, options, this);
    this.stages.checkNew(stageName);
    const inherited = inheritOptions(this.stageOptions, options, this.definedAlarms);
    const define = (scope: Construct) => new Stage(scope, 'Stage', { deployment: this.api.latestDeployment!, stageName, description: inherited.stageDescription });
    const added = RestGatewayStage._define(this, `#Stage:${stageName}`, define, inherited, this.throttles, this.invokeGrants, this.accountLogging);
    this.stages.addStage(stageName, added.stage.node.defaultChild as CfnStage, inherited.routes);
    added._onDomain(options.domain, { api: this.cfnApi, ofGateway: this.stageDomain?.domain });
    watchRoutes(this.stages, added._definedAlarms);
    return added;
  }

  /**
   * Defines a dashboard of the gateway's stage: alarms, traffic, errors, latency, routes and callers at one glance, with further stages beside it.
   * CloudWatch bills a dashboard by the month, 3 USD in most Regions.
   */
  public addDashboard(options: RestApiDashboardOptions = {}): RestApiDashboard {
    const dashboard = RestApiDashboard.fromStage(this, '#Dashboard', this.stage, dashboardOptions(options, this.definedAlarms, this));
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
   * Defines a group of X-Ray for the traces of all stages, and says how many requests to the gateway's stage are traced, and to single routes of it.
   */
  public addTracing(options: RestApiTracingOptions = {}): RestApiTracing {
    const tracing = RestApiTracing._ofApi(this, '#Tracing', this.stage, options);
    this.stages.forEachStage((_stage, stageName) => tracing._addStage(stageName));
    return tracing;
  }

  /**
   * Estimates what the gateway costs in a month, in USD: API Gateway, and what is on around it as it is defined so far. Call it after the routes
   * are there. What backends cost is not in it.
   *
   * @param load what the API is asked in a month
   */
  public estimateMonthlyCost(load: RestMonthlyLoad): CostEstimate {
    return CostEstimate.forRestApi(this, load);
  }

  /**
   * Adds a usage plan: what each of its API keys may use up. Routes ask for a key by `apiKeyRequired`.
   *
   * @param id the id of the plan below the API, as with the L2's `addUsagePlan`
   */
  public addUsagePlan(id: string, options: RestUsagePlanOptions = {}): RestUsagePlan {
    const plan = RestUsagePlan._define(this, this.api, id, options);
    return this.usagePlans.add(id, options, plan);
  }

  /**
   * What a route is limited to in the gateway's stage, and why: the smallest of the limits of the usage plan, the stage and the account.
   *
   * @param route the key of the route: "GET /orders/{id}"
   * @param plan  the usage plan that the caller's API key is of; without it, all callers together
   */
  public effectiveThrottle(route: string, plan?: IUsagePlanRef): EffectiveThrottle {
    return this.throttles.effective(this.stage.node.defaultChild as CfnStage, route, plan);
  }

  /**
   * Allows to ask for an answer that is not from the cache, and so to renew what is in it, by the header `Cache-Control: max-age=0`.
   *
   * By a policy of its own in the stack of the API.
   */
  public grantFlushCache(grantee: IGrantable): Grant {
    const arnOf = (method: string) => Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.api.restApiId,
      resourceName: `*/${method}/*`, // of every stage
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const produce = () => this.routes.cachedMethods.map((method) => arnOf(method === HttpMethod.ANY ? '*' : method));
    return grantByOwnPolicy(this, { grantee, actions: ['execute-api:InvalidateCache'], resourceArns: Lazy.list({ produce }), whyOwnAccount: 'it is granted by a policy of the identity' });
  }

  /**
   * Allows to call routes of the gateway's stage that ask IAM (`execute-api:Invoke`). A stage that was added has a grant of its own.
   *
   * A variable of a path is "*" in the policy, which takes any text with "/" in it, too: who may call "GET /orders/{id}" may call
   * "GET /orders/{id}/items" as well, and IAM has nothing narrower.
   *
   * By a policy of its own in the stack of the API. Callers of other accounts (an account, an ARN, an organization, a role) are
   * named in the resource policy of the API instead, and a warning says what their account has to allow.
   *
   * @param grantee who may call
   * @param routes  the keys of routes that addRoutes has added: "GET /orders/{id}"; none for all routes of the stage, also those to come
   */
  public grantInvoke(grantee: IGrantable, ...routes: string[]): Grant {
    return this.invokeGrants.grant(this, this.cfnStage, grantee, routes);
  }

  /**
   * Allows to read the API in API Gateway, or to change it: `apigateway:GET` and others, on the API and what belongs to it.
   *
   * By a policy of its own in the stack of the API, for identities of its account.
   */
  public grantManage(grantee: IGrantable, options: GrantManageOptions = {}): Grant {
    return grantManage(this, 'restapis', this.api.restApiId, grantee, options);
  }

  private get cfnApi(): CfnRestApi {
    return this.api.node.defaultChild as CfnRestApi;
  }

  private get cfnStage(): CfnStage {
    return this.stage.node.defaultChild as CfnStage;
  }

  private defineLayout(layout = RestLayout.OPENAPI): void {
    if (layout === RestLayout.RESOURCES) {
      for (const start of [this.stage, this.api.latestDeployment!].map(({ node }) => node.defaultChild as CfnStage | CfnDeployment)) {
        ResourceGraph.validate(start, (graph) => referenceCycle(graph, start, ''));
      }
      return;
    }
    this.api.with(new RestApiAsOpenApi());
  }

  /** By which a release knows them. One that shall go says so, or a release could not tell it from one that nobody said anything of. */
  private describeDeployments(retain = true): void {
    const deployment = this.api.latestDeployment!.node.defaultChild as CfnDeployment;
    if (!retain) deployment.applyRemovalPolicy(RemovalPolicy.DESTROY);
    describeByFingerprint(deployment);
  }

  private configureStage(props: RestGatewayProps): void {
    const given = givenOptions(props);
    const stageName = props.stageName ?? given.stageName ?? 'prod';
    if (Token.isUnresolved(stageName)) this.cfnStage.stageName = stageName; // the L2 takes no token for it
    RestGatewayStage._configure(this.stage, this.stageOptions, this.accountLogging, given.accessLogDestination !== undefined);
    this.stages.addStage(stageName, this.cfnStage, props.routes);
  }

  private defineUsagePlans({ outputs }: RestGatewayProps): UsagePlans {
    return new UsagePlans(this, {
      stages: this.stages,
      throttles: this.throttles,
      stage: this.cfnStage,
      outputs,
      keyedRoutes: () => keyedRoutes(this.api),
      routeKeys: () => allRouteKeys(this.api),
      keyIsOfAuthorizer: () => this.cfnApi.apiKeySourceType === ApiKeySourceType.AUTHORIZER,
      headerInstead: "leave 'apiKeySource' out, so that callers send the key in x-api-key",
    });
  }

  private defineOutputs(): void {
    new CfnOutput(this, '#Url', { value: this.url, description: `URL of the API ${this.api.restApiName}` });
    if (this.stageDomain) new CfnOutput(this, '#DomainUrl', { value: this.domainUrl, description: `URL of the API ${this.api.restApiName} on its custom domain` });
    new CfnOutput(this, '#ApiId', { value: this.api.restApiId, description: `Id of the API ${this.api.restApiName}` });
  }
}
