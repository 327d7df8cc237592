import { IUsagePlanRef } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantManageConnections } from './grant-manage-connections';
import { checkHardened } from './hardened-stage';
import { WebSocketGatewayStageOptions } from './web-socket-gateway-stage-options';
import { WebSocketAlarmSet } from '../alarms/web-socket-alarm-set';
import { WebSocketApiAlarms } from '../alarms/web-socket-api-alarms';
import { WebSocketApiDashboard, WebSocketApiDashboardOptions } from '../alarms/web-socket-api-dashboard';
import { alarmOptions, noAlarms } from '../common/alarms';
import { dashboardOptions } from '../common/dashboards';
import { InvokeGrants } from '../common/invoke-grants';
import { Throttles } from '../common/throttles';
import { ApiDomain } from '../edge/api-domain';
import { GatewayDomainOptions } from '../edge/gateway-domain-options';
import { onDomain, ServedStage, StageDomain } from '../edge/stage-domain';
import { AccessLogQueries, AccessLogQueriesOptions } from '../logs/access-log-queries';
import { AccountLogging } from '../logs/account-logging';
import { requireAccountLogging } from '../logs/require-account-logging';
import { routesAreLogged } from '../logs/routes-are-logged';
import { StageAccessLogs } from '../logs/stage-access-logs';
import { StageExecutionLogs } from '../logs/stage-execution-logs';
import { EffectiveThrottle } from '../stages/effective-throttle';
import { StageClientCertificate } from '../stages/stage-client-certificate';
import { StageDetailedMetrics } from '../stages/stage-detailed-metrics';
import { StageExplicitSettings } from '../stages/stage-explicit-settings';
import { StageThrottling } from '../stages/stage-throttling';
import { StageVariables } from '../stages/stage-variables';

/** A further stage of a `WebSocketGateway`; see its `addStage`. */
export class WebSocketGatewayStage extends Construct {
  /**
   * What a stage has, each by the mixin that a user would apply.
   *
   * @param hasAccessLogs whether the stage has an access log of its own already
   * @internal
   */
  public static _configure(
    stage: WebSocketStage,
    options: WebSocketGatewayStageOptions,
    accountLogging: AccountLogging,
    hasAccessLogs = false,
  ): void {
    stage.with(
      new StageExplicitSettings(),
      new StageThrottling(options.throttle),
      ...(options.detailedMetrics === undefined ? [] : [new StageDetailedMetrics({ enabled: options.detailedMetrics })]),
      ...(options.variables ? [new StageVariables({ variables: options.variables })] : []),
      ...(options.clientCertificate ? [new StageClientCertificate({ certificate: options.clientCertificate })] : []),
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
  public static _alarms(scope: Construct, id: string, stage: WebSocketStage, options: WebSocketGatewayStageOptions): WebSocketApiAlarms | undefined {
    const alarms = alarmOptions((options.alarms ?? WebSocketAlarmSet.standard())._bind(), 'WebSocketAlarmSet', options, scope);
    return alarms && WebSocketApiAlarms.fromStage(scope, id, stage, alarms);
  }

  /**
   * Defines the stage.
   *
   * @internal
   */
  public static _define(
    scope: Construct,
    id: string,
    define: (scope: Construct) => WebSocketStage,
    options: WebSocketGatewayStageOptions,
    throttles: Throttles,
    invokeGrants: InvokeGrants,
    accountLogging: AccountLogging,
  ): WebSocketGatewayStage {
    return new WebSocketGatewayStage(scope, id, define, options, throttles, invokeGrants, accountLogging);
  }

  /** The stage of the L2. */
  public readonly stage: WebSocketStage;

  private readonly definedAlarms?: WebSocketApiAlarms;

  private stageDomain?: StageDomain;

  private constructor(
    scope: Construct,
    id: string,
    define: (scope: Construct) => WebSocketStage,
    options: WebSocketGatewayStageOptions,
    private readonly throttles: Throttles,
    private readonly invokeGrants: InvokeGrants,
    accountLogging: AccountLogging,
  ) {
    super(scope, id);
    this.stage = define(this);
    WebSocketGatewayStage._configure(this.stage, options, accountLogging);
    this.definedAlarms = WebSocketGatewayStage._alarms(this, 'Alarms', this.stage, options);
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

  /**
   * Defines a dashboard of the stage: alarms, traffic, errors, latency, routes and callers at one glance, as `addDashboard` of the gateway does for the gateway's stage.
   * CloudWatch bills a dashboard by the month, 3 USD in most Regions.
   */
  public addDashboard(options: WebSocketApiDashboardOptions = {}): WebSocketApiDashboard {
    return WebSocketApiDashboard.fromStage(this, '#Dashboard', this.stage, dashboardOptions(options, this.definedAlarms, this));
  }

  /**
   * Saves queries of CloudWatch Logs Insights on the access log of the stage, made of the format that it has: who was refused,
   * what is slow, who is throttled, and others. Each is a resource of CloudFormation.
   */
  public addSavedQueries(options: AccessLogQueriesOptions = {}): AccessLogQueries {
    return AccessLogQueries.fromStage(this, '#SavedQueries', this.stage, options);
  }

  /**
   * What a route is limited to in this stage, and why: the smallest of the limits of the usage plan, the stage and the account.
   *
   * @param route the key of the route: "sendMessage"
   * @param plan  the usage plan that the caller's API key is of; without it, all callers together
   */
  public effectiveThrottle(route: string, plan?: IUsagePlanRef): EffectiveThrottle {
    return this.throttles.effective(this.stage.node.defaultChild as CfnStage, route, plan);
  }

  /** Allows to connect to the stage (`execute-api:Invoke`), if "$connect" asks IAM, as `grantInvoke` of the gateway does for the gateway's stage. */
  public grantInvoke(grantee: IGrantable): Grant {
    return this.invokeGrants.grant(this, this.stage.node.defaultChild as CfnStage, grantee);
  }

  /** Allows to send to the connections of the stage, to look at them and to close them. */
  public grantManageConnections(grantee: IGrantable): Grant {
    return grantManageConnections(this, this.stage, grantee);
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
