import { StageOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { GatewayStageOptions } from './gateway-stage-options';

/** The options that further stages of a HTTP or WebSocket API inherit, from the gateway's props or from those of the L2's stage. */
export function inheritedOptions(props: GatewayStageOptions, given: StageOptions = {}): GatewayStageOptions {
  return {
    throttle: props.throttle ?? given.throttle,
    accessLogs: props.accessLogs,
    variables: props.variables ?? given.stageVariables,
    detailedMetrics: props.detailedMetrics ?? given.detailedMetricsEnabled,
    stageDescription: props.stageDescription ?? given.description,
  };
}
