import { AlarmSet } from '../alarms/alarm-set';
import { ServiceLevelOptions } from '../alarms/service-level-objectives-options';
import { GatewayStageOptions, RouteSettings } from '../common/gateway-stage-options';

/** What a stage of a HTTP API has: that of the gateway, and those that `addStage` adds. */
export interface HttpGatewayStageOptions extends GatewayStageOptions, ServiceLevelOptions {
  /**
   * The alarms of the stage.
   *
   * @default AlarmSet.standard()
   */
  readonly alarms?: AlarmSet;

  /**
   * Settings of single routes in this stage, by key as `addRoutes` makes them: "GET /orders/{id}", "ANY /files", "$default".
   *
   * @default - as the routes say
   */
  readonly routes?: Record<string, RouteSettings>;
}
