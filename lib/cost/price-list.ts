import { ApiPrices } from './api-prices';
import { EU_WEST_1 } from './prices/eu-west-1';
import { RegionPrices } from './prices/region-prices';
import { US_EAST_1 } from './prices/us-east-1';

/** The Regions whose prices are known, of each with its day and its sources. */
export const REGIONS: Readonly<Record<string, RegionPrices>> = { 'us-east-1': US_EAST_1, 'eu-west-1': EU_WEST_1 };

export const REGIONS_WITH_PRICES = Object.keys(REGIONS);

/** What an estimate is reckoned with. */
export interface PriceList {
  readonly region: string;
  readonly prices: ApiPrices;
  /** The day of the Region's figures; undefined if all are a user's own. */
  readonly asOf?: string;
  /** The figures that are a user's own. */
  readonly own: ReadonlySet<string>;
}

/** The prices of a Region, and before them those of a user. */
export function pricesOf(region: string, given: ApiPrices = {}): PriceList {
  const own: ApiPrices = Object.fromEntries(Object.entries(given).filter(([, price]) => price !== undefined));
  const { asOf, prices }: Partial<RegionPrices> = Object.hasOwn(REGIONS, region) ? REGIONS[region] : {};
  const cacheHour = own.cacheHour || prices?.cacheHour ? { cacheHour: { ...prices?.cacheHour, ...own.cacheHour } } : {};
  return { region, asOf, prices: { ...prices, ...own, ...cacheHour }, own: new Set(Object.keys(own)) };
}
