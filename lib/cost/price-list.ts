import { EU_WEST_1 } from './prices/eu-west-1';
import { EVERYWHERE } from './prices/everywhere';
import { Prices, RegionPrices } from './prices/prices';
import { US_EAST_1 } from './prices/us-east-1';

/** The Regions that have figures of their own. */
const REGIONS: Readonly<Record<string, RegionPrices>> = { 'us-east-1': US_EAST_1, 'eu-west-1': EU_WEST_1 };

/** The prices of a Region, and which of them are another Region's. */
export interface PriceList {
  readonly region: string;
  readonly prices: Prices;
  /** The day of the Region's own figures, or of those that stand for them. */
  readonly asOf: string;
  /** The figures that are us-east-1's. */
  readonly borrowed: ReadonlySet<keyof Prices>;
}

/** The prices of a Region; where no figure for it is known, us-east-1's. */
export function pricesOf(region: string): PriceList {
  const { asOf, prices: own }: RegionPrices = REGIONS[region] ?? { asOf: US_EAST_1.asOf, prices: {} };
  const everywhere = /^(cn|us-gov|us-iso|eu-iso)/.test(region) ? {} : EVERYWHERE;
  const known = { ...everywhere, ...own };
  const names = Object.keys(US_EAST_1.prices) as Array<keyof Prices>;
  return { region, asOf, prices: { ...US_EAST_1.prices, ...known }, borrowed: new Set(names.filter((name) => !(name in known))) };
}
