import { PriceTier } from './price-tier';

/**
 * Prices of your own, in USD: those of a Region that is not known, or what was agreed with AWS. They stand before those of the Region.
 *
 * @see https://aws.amazon.com/api-gateway/pricing/
 */
export interface ApiPrices {
  /**
   * A million requests to REST APIs, by the requests of a month.
   *
   * @default - that of the Region
   */
  readonly restRequests?: PriceTier[];

  /**
   * A million requests to HTTP APIs, in units of 512 KB.
   *
   * @default - that of the Region
   */
  readonly httpRequests?: PriceTier[];

  /**
   * A million messages of WebSocket APIs, in units of 32 KB.
   *
   * @default - that of the Region
   */
  readonly webSocketMessages?: PriceTier[];

  /**
   * A million minutes of connections.
   *
   * @default - that of the Region
   */
  readonly connectionMinutes?: number;

  /**
   * An hour of a cache, by its size in GB: `{ '0.5': 0.02 }`.
   *
   * @default - that of the Region
   */
  readonly cacheHour?: { [sizeGb: string]: number };

  /**
   * A GB from AWS to the internet, by the GB of a month.
   *
   * @default - that of the Region
   */
  readonly dataOut?: PriceTier[];

  /**
   * A GB that CloudWatch Logs takes in, class Standard.
   *
   * @default - that of the Region
   */
  readonly logsIngested?: number;

  /**
   * A month of a metric that an alarm reads.
   *
   * @default - that of the Region
   */
  readonly alarmMetric?: number;

  /**
   * A month of a composite alarm.
   *
   * @default - that of the Region
   */
  readonly compositeAlarm?: number;

  /**
   * A month of a dashboard.
   *
   * @default - that of the Region
   */
  readonly dashboard?: number;

  /**
   * A month of a custom metric, of the first 10,000.
   *
   * @default - that of the Region
   */
  readonly customMetric?: number;

  /**
   * A million traces that X-Ray records.
   *
   * @default - that of the Region
   */
  readonly traces?: number;

  /**
   * A month of a web ACL.
   *
   * @default - that of the Region
   */
  readonly webAcl?: number;

  /**
   * A month of a rule of a web ACL.
   *
   * @default - that of the Region
   */
  readonly webAclRule?: number;

  /**
   * A million requests that a web ACL looks at.
   *
   * @default - that of the Region
   */
  readonly webAclRequests?: number;

  /**
   * An hour of an interface endpoint in an Availability Zone.
   *
   * @default - that of the Region
   */
  readonly endpointHour?: number;

  /**
   * A GB through an interface endpoint, by the GB of a month.
   *
   * @default - that of the Region
   */
  readonly endpointData?: PriceTier[];
}
