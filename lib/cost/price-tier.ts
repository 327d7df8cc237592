/** A price up to an amount of a month, in USD. */
export interface PriceTier {
  /**
   * The last unit of the tier, counted from the first one of the month: 333_000_000 requests, 10_240 GB.
   *
   * @default - there is no limit: it is the last tier
   */
  readonly upTo?: number;

  /** The price, in USD. */
  readonly usd: number;
}
