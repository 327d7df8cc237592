import { ApiDomain } from './api-domain';
import { GatewayDomainSettings } from './gateway-domain-props';

/** The custom domain of a stage: its own, by `name`, or one that several have, by `shared`. */
export interface GatewayDomainOptions extends GatewayDomainSettings {
  /**
   * The name of a domain of the gateway's own, which is defined: "api.example.com".
   *
   * @default - none: `shared` is the domain or, of a stage that is added, that of the gateway
   */
  readonly name?: string;

  /**
   * A domain that is defined elsewhere, and may serve several APIs.
   *
   * @default - none: `name` is that of the domain or, of a stage that is added, it is that of the gateway
   */
  readonly shared?: ApiDomain;

  /**
   * The path below the name that leads to the stage: "orders", or "orders/v1" on a regional domain. API Gateway takes it away before it looks for the route.
   *
   * @default - none: all that no other base path of the domain takes
   */
  readonly basePath?: string;
}
