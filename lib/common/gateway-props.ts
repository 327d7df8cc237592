import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { AlertOptions } from '../alarms/alert-options';
import { AccessLogs } from '../logs/access-logs';

/** What the properties of all gateways have in common. */
export interface GatewayProps extends AlertOptions {
  /**
   * What the API is for.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Turn the `execute-api` endpoint off, so that callers have to use a custom domain.
   *
   * @default false
   */
  readonly disableExecuteApiEndpoint?: boolean;

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
   * Define the stack outputs `Url` and `ApiId`.
   *
   * @default false
   */
  readonly outputs?: boolean;
}
