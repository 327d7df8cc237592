import { GatewayStageOptions } from './gateway-stage-options';

/** What the properties of all gateways have in common. */
export interface GatewayProps extends GatewayStageOptions {
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
   * Define the stack outputs `Url` and `ApiId`.
   *
   * @default false
   */
  readonly outputs?: boolean;
}
