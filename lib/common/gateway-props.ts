import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
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
   * Turn on what AWS Security Hub and the rule sets of cdk-nag ask for, in all stages, as far as the type of the API has it: a web ACL, a client
   * certificate, a key of the stack for logs and alarms, a validator for every route. It changes defaults: what is said beside it holds, and what
   * takes one of these away is an error. It is billed: see docs/hardened.md.
   *
   * @default false
   */
  readonly hardened?: boolean;

  /**
   * Define stack outputs with the URL and the id of the API, and the callback URL of a WebSocket API. Their names end in `Url`,
   * `ApiId`, `CallbackUrl` and, with `domain`, `DomainUrl`, with what CloudFormation needs to tell them from others.
   *
   * @default false
   */
  readonly outputs?: boolean;

  /**
   * What the account takes in the Region, for all its APIs together, if it was given more than it has by default. Nothing is set by it: a limit
   * above it gets a warning, and `effectiveThrottle` tells it.
   *
   * @default - 10,000 requests per second and 5,000 at once, in newer Regions 2,500 and 1,250
   */
  readonly accountThrottle?: ThrottleSettings;
}
