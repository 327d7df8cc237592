import { CfnStage, IUsagePlanRef, Stage } from 'aws-cdk-lib/aws-apigateway';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { checkHardened } from './hardened-stage';
import { RestGatewayStageOptions } from './rest-gateway-stage-options';
import { watchRelease } from './watch-release';
import { AlarmSet } from '../alarms/alarm-set';
import { RestApiAlarms } from '../alarms/rest-api-alarms';
import { RestApiDashboard, RestApiDashboardOptions } from '../alarms/rest-api-dashboard';
import { alarmOptions, noAlarms } from '../common/alarms';
import { dashboardOptions } from '../common/dashboards';
import { InvokeGrants } from '../common/invoke-grants';
import { Throttles } from '../common/throttles';
import { ApiDomain } from '../edge/api-domain';
import { GatewayDomainOptions } from '../edge/gateway-domain-options';
import { onDomain, ServedStage, StageDomain } from '../edge/stage-domain';
import { StageWebAcl } from '../edge/stage-web-acl';
import { AccessLogQueries, AccessLogQueriesOptions } from '../logs/access-log-queries';
import { AccountLogging } from '../logs/account-logging';
import { requireAccountLogging } from '../logs/require-account-logging';
import { routesAreLogged } from '../logs/routes-are-logged';
import { StageAccessLogs } from '../logs/stage-access-logs';
import { StageExecutionLogs } from '../logs/stage-execution-logs';
import { RestStageRelease } from '../release/rest-stage-release';
import { EffectiveThrottle } from '../stages/effective-throttle';
import { StageCache } from '../stages/stage-cache';
import { StageClientCertificate } from '../stages/stage-client-certificate';
import { StageDetailedMetrics } from '../stages/stage-detailed-metrics';
import { StageExplicitSettings } from '../stages/stage-explicit-settings';
import { StageThrottling } from '../stages/stage-throttling';
import { StageTracing } from '../stages/stage-tracing';
import { StageVariables } from '../stages/stage-variables';
import { RestApiTracing } from '../tracing/rest-api-tracing';
import { RestApiTracingOptions } from '../tracing/rest-api-tracing-options';

/** A further stage of a `RestGateway`; see its `addStage`. */
export class RestGatewayStage extends Construct {
  /**
   * What a stage has, each by the mixin that a user would apply.
   *
   * @param hasAccessLogs whether the stage has an access log of its own already
   * @internal
   */
  public static _configure(stage: Stage, options: RestGatewayStageOptions, accountLogging?: AccountLogging, hasAccessLogs = false): void {
    stage.with(
      new StageExplicitSettings(),
      new StageThrottling(options.throttle),
      ...(options.detailedMetrics === undefined ? [] : [new StageDetailedMetrics({ enabled: options.detailedMetrics })]),
      ...(options.variables ? [new StageVariables({ variables: options.variables })] : []),
      ...(options.cache ? [new StageCache(options.cache)] : []),
      ...(options.clientCertificate ? [new StageClientCertificate({ certificate: options.clientCertificate })] : []),
      ...(options.webAcl ? [new StageWebAcl({ webAcl: options.webAcl })] : []),
      new StageTracing({ enabled: options.tracing }),
      new StageExecutionLogs({ ...options.executionLogs, accountLogging, prepare: routesAreLogged(options.routes) }),
    );
    if (hasAccessLogs) requireAccountLogging(stage.node.defaultChild as CfnStage, accountLogging);
    else stage.with(new StageAccessLogs({ destination: options.accessLogs, accountLogging }));
    checkHardened(stage.node.defaultChild as CfnStage);
  }

  /**
   * The alarms of a stage.
   *
   * @internal
   */
  public static _alarms(scope: Construct, id: string, stage: Stage, options: RestGatewayStageOptions): RestApiAlarms | undefined {
    const alarms = alarmOptions((options.alarms ?? AlarmSet.standard())._bind(), 'AlarmSet', options, scope);
    return alarms && RestApiAlarms.fromStage(scope, id, stage, { ...alarms, slo: options.slo });
  }

  /**
   * How a stage comes to serve a new deployment.
   *
   * @internal
   */
  public static _release(stage: Stage, { release }: RestGatewayStageOptions, alarms?: RestApiAlarms): void {
    if (release) stage.with(new RestStageRelease({ release, ...watchRelease(release, stage, alarms) }));
  }

  /**
   * Defines the stage.
   *
   * @internal
   */
  public static _define(
    scope: Construct,
    id: string,
    define: (scope: Construct) => Stage,
    options: RestGatewayStageOptions,
    throttles: Throttles,
    invokeGrants: InvokeGrants,
    accountLogging?: AccountLogging,
  ): RestGatewayStage {
    return new RestGatewayStage(scope, id, define, options, throttles, invokeGrants, accountLogging);
  }

  /** The stage of the L2. */
  public readonly stage: Stage;

  /** @internal */
  public readonly _definedAlarms?: RestApiAlarms;

  private stageDomain?: StageDomain;

  private constructor(
    scope: Construct,
    id: string,
    define: (scope: Construct) => Stage,
    options: RestGatewayStageOptions,
    private readonly throttles: Throttles,
    private readonly invokeGrants: InvokeGrants,
    accountLogging?: AccountLogging,
  ) {
    super(scope, id);
    this.stage = define(this);
    RestGatewayStage._configure(this.stage, options, accountLogging);
    this._definedAlarms = RestGatewayStage._alarms(this, 'Alarms', this.stage, options);
    RestGatewayStage._release(this.stage, options, this._definedAlarms);
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
    return this._definedAlarms ?? noAlarms('AlarmSet', 'RestApiAlarms', this);
  }

  /**
   * Defines a dashboard of the stage: alarms, traffic, errors, latency, routes and callers at one glance, as `addDashboard` of the gateway does for the gateway's stage.
   * CloudWatch bills a dashboard by the month, 3 USD in most Regions.
   */
  public addDashboard(options: RestApiDashboardOptions = {}): RestApiDashboard {
    return RestApiDashboard.fromStage(this, '#Dashboard', this.stage, dashboardOptions(options, this._definedAlarms, this));
  }

  /**
   * Saves queries of CloudWatch Logs Insights on the access log of the stage, made of the format that it has: who was refused,
   * what is slow, who is throttled, and others. Each is a resource of CloudFormation.
   */
  public addSavedQueries(options: AccessLogQueriesOptions = {}): AccessLogQueries {
    return AccessLogQueries.fromStage(this, '#SavedQueries', this.stage, options);
  }

  /** Defines a group of X-Ray for the traces of the stage, and says how many requests to it are traced, and to single routes. */
  public addTracing(options: RestApiTracingOptions = {}): RestApiTracing {
    return RestApiTracing.fromStage(this, '#Tracing', this.stage, options);
  }

  /**
   * What a route is limited to in this stage, and why: the smallest of the limits of the usage plan, the stage and the account.
   *
   * @param route the key of the route: "GET /orders/{id}"
   * @param plan  the usage plan that the caller's API key is of; without it, all callers together
   */
  public effectiveThrottle(route: string, plan?: IUsagePlanRef): EffectiveThrottle {
    return this.throttles.effective(this.stage.node.defaultChild as CfnStage, route, plan);
  }

  /**
   * Allows to call routes of this stage that ask IAM (`execute-api:Invoke`), as `grantInvoke` of the gateway does for the gateway's stage.
   *
   * @param grantee who may call
   * @param routes  the keys of routes: "GET /orders/{id}"; none for all routes of the stage, also those to come
   */
  public grantInvoke(grantee: IGrantable, ...routes: string[]): Grant {
    return this.invokeGrants.grant(this, this.stage.node.defaultChild as CfnStage, grantee, routes);
  }

  /**
   * Leads a custom domain to the stage.
   *
   * @internal
   */
  public _onDomain(options: GatewayDomainOptions | undefined, of: Pick<ServedStage, 'api' | 'ofGateway'>): void {
    if (options) this.stageDomain = new StageDomain(this, options, { ...of, stage: this.stage.node.defaultChild as CfnStage, prefix: '' });
  }
}
