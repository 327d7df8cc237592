import { CfnStage, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { HttpGatewayStageOptions } from './http-gateway-stage-options';
import { AlarmSet } from '../alarms/alarm-set';
import { HttpApiAlarms } from '../alarms/http-api-alarms';
import { alarmOptions, noAlarms } from '../common/alarms';
import { Throttles } from '../common/throttles';
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
  }

  /**
   * The alarms of a stage.
   *
   * @internal
   */
  public static _alarms(scope: Construct, id: string, stage: HttpStage, options: HttpGatewayStageOptions): HttpApiAlarms | undefined {
    const alarms = alarmOptions((options.alarms ?? AlarmSet.standard())._bind(), 'AlarmSet', options, scope);
    return alarms && HttpApiAlarms.fromStage(scope, id, stage, alarms);
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
  ): HttpGatewayStage {
    return new HttpGatewayStage(scope, id, define, options, throttles);
  }

  /** The stage of the L2. */
  public readonly stage: HttpStage;

  /** @internal */
  public readonly _definedAlarms?: HttpApiAlarms;

  private constructor(
    scope: Construct,
    id: string,
    define: (scope: Construct) => HttpStage,
    options: HttpGatewayStageOptions,
    private readonly throttles: Throttles,
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

  /** The alarms of the stage. Fails with `AlarmSet.none()`. */
  public get alarms(): HttpApiAlarms {
    return this._definedAlarms ?? noAlarms('AlarmSet', 'HttpApiAlarms', this);
  }

  /**
   * What a route is limited to in this stage, and why: the smallest of the limits of the usage plan, the stage and the account.
   *
   * @param route the key of the route: "GET /orders/{id}"
   */
  public effectiveThrottle(route: string): EffectiveThrottle {
    return this.throttles.effective(this.stage.node.defaultChild as CfnStage, route);
  }
}
