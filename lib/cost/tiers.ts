import { PriceTier } from './price-tier';

/** What an amount costs, and how that is reckoned. */
export interface Charge {
  readonly usd: number;
  readonly calculation: string;
}

/**
 * What an amount costs by tiers: each unit at the price of the tier that it is in.
 *
 * @param per how many units a price is for
 */
export function chargeByTiers(amount: number, tiers: PriceTier[], per = 1): Charge {
  const parts = tiers.flatMap(({ upTo = Infinity, usd }, index) => {
    const from = index === 0 ? 0 : tiers[index - 1].upTo!;
    const within = Math.min(amount, upTo) - from;
    return within > 0 || (index === 0 && amount === 0) ? [{ within, usd }] : [];
  });
  return {
    usd: parts.reduce((sum, { within, usd }) => sum + (within * usd) / per, 0),
    calculation: parts.map(({ within, usd }) => `${count(within / per)} × ${price(usd)}`).join(' + '),
  };
}

/** What an amount costs at one price. */
export function charge(amount: number, usd: number, per = 1): Charge {
  return chargeByTiers(amount, [{ usd }], per);
}

/** An amount as people read it: at most two decimals, six where there is no more. */
export function count(amount: number): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: amount < 0.1 ? 6 : 2 });
}

/** USD with cents, and with what is smaller where the price has it. */
export function price(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 4 });
}

/** A sum in USD with cents. */
export function dollars(usd: number): string {
  return usd.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
