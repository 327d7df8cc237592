import { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnResource } from 'aws-cdk-lib/core';
import { RouteSettings } from './gateway-stage-options';
import { setForRoute } from '../private/route-settings';

/** Settings of a route of a WebSocket API, which may also write execution logs. */
interface LoggedRouteSettings extends RouteSettings {
  readonly loggingLevel?: string;
  readonly dataTrace?: boolean;
}

/** Sets settings of a route in a stage of a HTTP or WebSocket API. Settings of a route that is not there are refused: the stage waits for it. */
export function setRoute(stage: CfnStage, routeKey: string, said: LoggedRouteSettings[], route: CfnResource): void {
  for (const { throttle, detailedMetrics, loggingLevel, dataTrace } of said) {
    setForRoute(stage, routeKey, {
      throttlingRateLimit: throttle?.rateLimit,
      throttlingBurstLimit: throttle?.burstLimit,
      detailedMetricsEnabled: detailedMetrics,
      loggingLevel,
      dataTraceEnabled: dataTrace,
    });
  }
  stage.node.addDependency(route);
}
