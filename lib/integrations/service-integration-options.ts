import { Duration } from 'aws-cdk-lib/core';
import { MappingTemplate } from './mapping-template';

/** Options that integrations with AWS services have in common. */
export interface ServiceIntegrationOptions {
  /**
   * The body of the answer, if the service has done what it was asked for.
   *
   * @default - what the integration says
   */
  readonly response?: MappingTemplate;

  /**
   * The status of the answer, if the service has done what it was asked for: 200 to 299.
   *
   * @default - what the integration says
   */
  readonly successStatus?: number;

  /**
   * How long API Gateway waits for the service: 50 milliseconds to 29 seconds; for regional and private APIs up to 5 minutes, if the
   * account's quota was raised.
   *
   * @default Duration.seconds(29)
   */
  readonly timeout?: Duration;
}
