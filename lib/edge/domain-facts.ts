import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { DomainRoutingMode } from './domain-routing-mode';

/** What is known of a domain. */
export interface DomainFacts {
  readonly endpointType: EndpointType;
  readonly securityPolicy: string;
  readonly mutualTls: boolean;
  /** What was said of it; without that, it follows the routes. */
  readonly routingMode?: DomainRoutingMode;
}
