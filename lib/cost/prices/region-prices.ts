import { ApiPrices } from '../api-prices';

/** The prices of a Region that are known, in USD. */
export interface RegionPrices<Known extends ApiPrices = ApiPrices> {
  /** The day of the figures: "2026-10-02". */
  readonly asOf: string;
  /** Pages of AWS on which a reader finds them. */
  readonly sources: readonly string[];
  readonly prices: Known;
}
