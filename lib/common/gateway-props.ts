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
   * Define stack outputs with the URL and the id of the API, and the callback URL of a WebSocket API. Their names end in `Url`,
   * `ApiId` and `CallbackUrl`, with what CloudFormation needs to tell them from others.
   *
   * @default false
   */
  readonly outputs?: boolean;
}
