import { Failover, IHealthCheck } from 'aws-cdk-lib/aws-route53';

/** What of a record set says how it is answered. */
export interface RecordRouting {
  readonly region?: string;
  readonly weight?: number;
  readonly failover?: Failover;
  readonly healthCheck?: IHealthCheck;
  readonly setIdentifier?: string;
}
