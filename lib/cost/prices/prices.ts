/** A price up to an amount of a month, in USD. */
export interface PriceTier {
  /** The last unit of the tier; Infinity for the last tier. */
  readonly upTo: number;
  readonly usd: number;
}

/** What a Region charges, in USD. */
export interface Prices {
  /** A million requests to REST APIs, by the requests of a month. */
  readonly restRequests: PriceTier[];
  /** A million requests to HTTP APIs, in units of 512 KB. */
  readonly httpRequests: PriceTier[];
  /** A million messages of WebSocket APIs, in units of 32 KB. */
  readonly webSocketMessages: PriceTier[];
  /** A million minutes of connections. */
  readonly connectionMinutes: number;
  /** An hour of a cache, by its size in GB. */
  readonly cacheHour: Readonly<Record<string, number>>;
  /** A GB from AWS to the internet. */
  readonly dataOut: PriceTier[];
  /** A GB that CloudWatch Logs takes in, class Standard. */
  readonly logsIngested: number;
  /** A month of a metric that an alarm reads. */
  readonly alarmMetric: number;
  /** A month of a composite alarm. */
  readonly compositeAlarm: number;
  /** A month of a dashboard. */
  readonly dashboard: number;
  /** A month of a custom metric, of the first 10,000. */
  readonly customMetric: number;
  /** A million traces that X-Ray records. */
  readonly traces: number;
  /** A month of a web ACL. */
  readonly webAcl: number;
  /** A month of a rule of a web ACL. */
  readonly webAclRule: number;
  /** A million requests that a web ACL looks at. */
  readonly webAclRequests: number;
  /** An hour of an interface endpoint in an Availability Zone. */
  readonly endpointHour: number;
  /** A GB through an interface endpoint. */
  readonly endpointData: PriceTier[];
}

/** The prices of a Region that are known, as of a day. */
export interface RegionPrices {
  /** The day of the figures: "2026-10-02". */
  readonly asOf: string;
  readonly prices: Partial<Prices>;
}
