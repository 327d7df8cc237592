import { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnResource } from 'aws-cdk-lib/core';
import { RouteSettings } from './gateway-stage-options';
import { mergeOptions } from './merge-options';
import { checkDataTrace } from '../logs/check-data-trace';
import { show } from '../private/errors';
import { setForRoute } from '../private/route-settings';

/** Settings of a route of a WebSocket API, which may also write execution logs. */
interface LoggedRouteSettings extends RouteSettings {
  readonly loggingLevel?: string;
  readonly dataTrace?: boolean;
  readonly dataTraceAcknowledged?: boolean;
}

/** Sets settings of a route in a stage of a HTTP or WebSocket API. Settings of a route that is not there are refused: the stage waits for it. */
export function setRoute(stage: CfnStage, routeKey: string, said: LoggedRouteSettings[], route: CfnResource): void {
  const merged = said.reduce((all, more) => mergeOptions(all, more), {});
  const { throttle, detailedMetrics, loggingLevel, dataTrace } = merged;
  checkDataTrace(merged, loggingLevel, `routes[${show(routeKey)}].`, stage);
  setForRoute(stage, routeKey, {
    throttlingRateLimit: throttle?.rateLimit,
    throttlingBurstLimit: throttle?.burstLimit,
    detailedMetricsEnabled: detailedMetrics,
    loggingLevel,
    dataTraceEnabled: dataTrace,
  });
  stage.node.addDependency(route);
}
