import { IClientCertificateRef, MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { AlarmSet } from '../alarms/alarm-set';
import { ServiceLevelOptions } from '../alarms/service-level-objectives-options';
import { GatewayStageOptions, RouteSettings } from '../common/gateway-stage-options';
import { WebAcl } from '../edge/web-acl';
import { ExecutionLogsOptions } from '../logs/execution-logs-options';
import { Release } from '../release/release';
import { RouteCacheSettings, StageCacheOptions } from '../stages/stage-cache-options';

/** Settings of one route in one stage of a REST API. */
export interface RestRouteSettings extends RouteSettings {
  /**
   * Which of the route's requests are in the execution log.
   *
   * @default - as for the stage
   */
  readonly loggingLevel?: MethodLoggingLevel;

  /**
   * Log the route's whole requests and responses, and so whatever secret or personal data is in them. Needs `dataTraceAcknowledged`.
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

  /**
   * Whether and how long the route is cached in this stage. The route has to say `cache`, which has its keys.
   *
   * @default - as the route says
   */
  readonly cache?: RouteCacheSettings;
}

/** What a stage of a REST API has: that of the gateway, and those that `addStage` adds. */
export interface RestGatewayStageOptions extends GatewayStageOptions, ServiceLevelOptions {
  /**
   * The cache of the stage. Only routes that say `cache` are cached.
   *
   * @default - none
   */
  readonly cache?: StageCacheOptions;

  /**
   * The certificate that the stage shows HTTP backends: a `ClientCertificate`, which can be renewed, or one of the L1.
   *
   * @default - none
   */
  readonly clientCertificate?: IClientCertificateRef;

  /**
   * The web ACL of AWS WAF that looks at each request before anything else does. It is billed.
   *
   * @default - none
   */
  readonly webAcl?: WebAcl;

  /**
   * Trace requests with AWS X-Ray.
   *
   * @default true
   */
  readonly tracing?: boolean;

  /**
   * API Gateway's own log of what it does.
   *
   * @default - failed requests, without their data, in a log group that keeps them for three months
   */
  readonly executionLogs?: ExecutionLogsOptions;

  /**
   * How the stage comes to serve a new deployment. A canary with `bakeTime` is watched by the alarms of the stage on server errors and latency, and by two of its
   * own, which are read from the access log.
   *
   * @default - Release.allAtOnce()
   */
  readonly release?: Release;

  /**
   * The alarms of the stage.
   *
   * @default AlarmSet.standard()
   */
  readonly alarms?: AlarmSet;

  /**
   * Settings of single routes in this stage, by key: "GET /orders/{id}", "ANY /files/{proxy+}".
   *
   * @default - as the routes say
   */
  readonly routes?: Record<string, RestRouteSettings>;
}
