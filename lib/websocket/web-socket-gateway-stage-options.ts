import { IClientCertificateRef, MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { WebSocketAlarmSet } from '../alarms/web-socket-alarm-set';
import { GatewayStageOptions, RouteSettings } from '../common/gateway-stage-options';
import { ExecutionLogsOptions } from '../logs/execution-logs-options';

/** Settings of one route in one stage of a WebSocket API. */
export interface WebSocketRouteSettings extends RouteSettings {
  /**
   * Which of the route's messages are in the execution log.
   *
   * @default - as for the stage
   */
  readonly loggingLevel?: MethodLoggingLevel;

  /**
   * Log the route's whole messages, and so whatever secret or personal data is in them. Needs `dataTraceAcknowledged`.
   *
   * @default - as for the stage
   */
  readonly dataTrace?: boolean;

  /**
   * That it is known, and meant, that `dataTrace` logs secrets and personal data.
   *
   * @default false - synthesis fails with `dataTrace`
   */
  readonly dataTraceAcknowledged?: boolean;
}

/** What a stage of a WebSocket API has: that of the gateway, and those that `addStage` adds. */
export interface WebSocketGatewayStageOptions extends GatewayStageOptions {
  /**
   * API Gateway's own log of what it does.
   *
   * @default - failed requests, without their data, in a log group that keeps them for three months
   */
  readonly executionLogs?: ExecutionLogsOptions;

  /**
   * The certificate that the stage shows HTTP backends: a `ClientCertificate`, which can be renewed, or one of the L1.
   *
   * @default - none
   */
  readonly clientCertificate?: IClientCertificateRef;

  /**
   * The alarms of the stage.
   *
   * @default WebSocketAlarmSet.standard()
   */
  readonly alarms?: WebSocketAlarmSet;

  /**
   * Settings of single routes in this stage, by key: "sendMessage", "$connect".
   *
   * @default - as the routes say
   */
  readonly routes?: Record<string, WebSocketRouteSettings>;
}
