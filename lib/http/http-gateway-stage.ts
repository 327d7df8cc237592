import { CfnStage, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { HttpGatewayStageOptions } from './http-gateway-stage-options';
import { AlarmSet } from '../alarms/alarm-set';
import { HttpApiAlarms } from '../alarms/http-api-alarms';
import { HttpApiDashboard, HttpApiDashboardOptions } from '../alarms/http-api-dashboard';
import { alarmOptions, noAlarms } from '../common/alarms';
import { whenHardened } from '../common/check-hardened';
import { dashboardOptions } from '../common/dashboards';
import { InvokeGrants } from '../common/invoke-grants';
import { Throttles } from '../common/throttles';
import { ApiDomain } from '../edge/api-domain';
import { GatewayDomainOptions } from '../edge/gateway-domain-options';
import { onDomain, ServedStage, StageDomain } from '../edge/stage-domain';
import { AccessLogQueries, AccessLogQueriesOptions } from '../logs/access-log-queries';
import { StageAccessLogs } from '../logs/stage-access-logs';
import { EffectiveThrottle } from '../stages/effective-throttle';
import { StageDetailedMetrics } from '../stages/stage-detailed-metrics';
import { StageExplicitSettings } from '../stages/stage-explicit-settings';
import { StageThrottling } from '../stages/stage-throttling';
import { StageVariables } from '../stages/stage-variables';

/** A further stage of a `HttpGateway`; see its `addStage`. */
export class HttpGatewayStage extends Construct {
  /**
   * What a stage has, each by the mixin that a user would apply.
   *
   * @param hasAccessLogs whether the stage has an access log of its own already
   * @internal
   */
  public static _configure(stage: HttpStage, options: HttpGatewayStageOptions, hasAccessLogs = false): void {
    stage.with(
      new StageExplicitSettings(),
      new StageThrottling(options.throttle),
      ...(options.detailedMetrics === undefined ? [] : [new StageDetailedMetrics({ enabled: options.detailedMetrics })]),
      ...(options.variables ? [new StageVariables({ variables: options.variables })] : []),
      ...(hasAccessLogs ? [] : [new StageAccessLogs({ destination: options.accessLogs })]),
    );
    whenHardened(stage.node.defaultChild as CfnStage, () => []);
  }

  /**
   * The alarms of a stage.
   *
   * @internal
   */
  public static _alarms(scope: Construct, id: string, stage: HttpStage, options: HttpGatewayStageOptions): HttpApiAlarms | undefined {
    const alarms = alarmOptions((options.alarms ?? AlarmSet.standard())._bind(), 'AlarmSet', options, scope);
    return alarms && HttpApiAlarms.fromStage(scope, id, stage, { ...alarms, slo: options.slo });
  }

  /**
   * Defines the stage.
   *
   * @internal
   */
  public static _define(
    scope: Construct,
    id: string,
    define: (scope: Construct) => HttpStage,
    options: HttpGatewayStageOptions,
    throttles: Throttles,
    invokeGrants: InvokeGrants,
  ): HttpGatewayStage {
    return new HttpGatewayStage(scope, id, define, options, throttles, invokeGrants);
  }

  /** The stage of the L2. */
  public readonly stage: HttpStage;

  /** @internal */
  public readonly _definedAlarms?: HttpApiAlarms;

  private stageDomain?: StageDomain;

  private constructor(
    scope: Construct,
    id: string,
    define: (scope: Construct) => HttpStage,
    options: HttpGatewayStageOptions,
    private readonly throttles: Throttles,
    private readonly invokeGrants: InvokeGrants,
  ) {
    super(scope, id);
    this.stage = define(this);
    HttpGatewayStage._configure(this.stage, options);
    this._definedAlarms = HttpGatewayStage._alarms(this, 'Alarms', this.stage, options);
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
    return this._definedAlarms ?? noAlarms('AlarmSet', 'HttpApiAlarms', this);
  }

  /**
   * Defines a dashboard of the stage: alarms, traffic, errors, latency, routes and callers at one glance, as `addDashboard` of the gateway does for the gateway's stage.
   * CloudWatch bills a dashboard by the month, 3 USD in most Regions.
   */
  public addDashboard(options: HttpApiDashboardOptions = {}): HttpApiDashboard {
    return HttpApiDashboard.fromStage(this, '#Dashboard', this.stage, dashboardOptions(options, this._definedAlarms, this));
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
   * @param route the key of the route: "GET /orders/{id}"
   */
  public effectiveThrottle(route: string): EffectiveThrottle {
    return this.throttles.effective(this.stage.node.defaultChild as CfnStage, route);
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
