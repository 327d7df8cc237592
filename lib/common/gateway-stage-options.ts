import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { AlertOptions } from '../alarms/alert-options';
import { GatewayDomainOptions } from '../edge/gateway-domain-options';
import { AccessLogs } from '../logs/access-logs';

/** What a stage of an API of every type has: that of the gateway, and those that `addStage` adds. */
export interface GatewayStageOptions extends AlertOptions {
  /**
   * Requests per second and at once that each route takes; callers above it get 429.
   *
   * @default - 1,000 requests per second, 500 at once
   */
  readonly throttle?: ThrottleSettings;

  /**
   * Where a line for each request goes, and what it says.
   *
   * @default - structured JSON to a log group that keeps it for three months
   */
  readonly accessLogs?: AccessLogs;

  /**
   * Stage variables: names of letters, digits and underscores, values of letters, digits and `- . _ ~ : / ? # & = ,`. Integrations
   * read them as `${stageVariables.name}`, mapping templates as `$stageVariables.name`.
   *
   * @default - none
   */
  readonly variables?: Record<string, string>;

  /**
   * Whether metrics are written for each route, too, which CloudWatch bills.
   *
   * @default false
   */
  readonly detailedMetrics?: boolean;

  /**
   * What the stage is for.
   *
   * @default - none
   */
  readonly stageDescription?: string;

  /**
   * The custom domain of the stage: `{ name, hostedZone }` defines one with its certificate and records, `{ shared, basePath }` uses one that several have. A stage
   * that is added has none unless it says so; `{ basePath }` is on the gateway's.
   *
   * @default - none
   */
  readonly domain?: GatewayDomainOptions;
}

/** Settings of one route in one stage. */
export interface RouteSettings {
  /**
   * Requests per second and at once that the route takes. What is left out is that of the route, or of the stage.
   *
   * @default - that of the route, or of the stage
   */
  readonly throttle?: ThrottleSettings;

  /**
   * Whether metrics are written for the route.
   *
   * @default - as for the stage
   */
  readonly detailedMetrics?: boolean;
}
