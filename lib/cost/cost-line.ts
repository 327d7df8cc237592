/** A line of an estimate: what it is for, and what it costs in a month. */
export interface CostLine {
  /** What it is for: "requests", "cache of 0.5 GB". */
  readonly item: string;

  /** How much of it: requests, units of a message, GB, hours, metrics. After the free tier was taken off. */
  readonly quantity: number;

  /** What the quantity counts: "requests", "GB". */
  readonly unit: string;

  /** What it costs in a month, in USD, not rounded. */
  readonly usd: number;

  /** How it is reckoned: "333 × 3.50 + 67 × 2.80". */
  readonly calculation: string;
}
