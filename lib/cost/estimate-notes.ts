import { BilledParts } from './billed-parts';
import { CostLine } from './cost-line';
import { httpUnits, PricedLine } from './estimate-lines';
import { PriceList } from './price-list';
import { RestMonthlyLoad } from './rest-monthly-load';
import { charge, chargeByTiers, count, dollars, price } from './tiers';

const MILLION = 1e6;

/** Where the prices are not those of the Region. */
export function pricesNote(lines: PricedLine[], { own }: PriceList): string[] {
  const items = [...new Set(lines.filter(({ price: name }) => own.has(name)).map(({ line }) => line.item))];
  return items.length > 0 ? [`prices of your own are taken for: ${items.join('; ')}`] : [];
}

/** What is there and costs something, and is not in the estimate. */
export function leftOutNote(leftOut: string[]): string[] {
  return leftOut.length > 0 ? [`not in the estimate: ${leftOut.join('; ')}`] : [];
}

/** What the same requests would cost as those of a HTTP API. */
export function httpNote(load: RestMonthlyLoad, { onlyRest }: BilledParts, { prices: { restRequests, httpRequests } }: PriceList): string[] {
  if (load.requests === 0 || !restRequests || !httpRequests) return [];
  const rest = chargeByTiers(load.requests, restRequests, MILLION).usd;
  const http = chargeByTiers(httpUnits(load), httpRequests, MILLION).usd;
  const cost = `a HTTP API would cost ${dollars(http)} USD for the requests`;
  if (http >= rest) return [`${cost}, not less than the ${dollars(rest)} USD of a REST API`];
  const lacks = onlyRest.length > 0 ? `, but it has none of what this API uses: ${onlyRest.join(', ')}` : '';
  return [`${cost}, ${dollars(rest - http)} USD less${lacks}`];
}

/** What a cache has to save: what it answers is charged by API Gateway all the same, so that it saves at the backend only. */
export function cacheNote({ requests, backendCostPerMillion }: RestMonthlyLoad, lines: CostLine[]): string[] {
  const cost = lines.filter(({ item }) => item.startsWith('cache of')).reduce((total, { usd }) => total + usd, 0);
  if (cost === 0 || requests === 0) return [];
  if (backendCostPerMillion === undefined) {
    const least = price((cost / requests) * MILLION);
    return [`the cache pays for itself once it saves ${dollars(cost)} USD at the backend: a million requests have to cost at least ${least} USD there if it answers all, twice that if it answers half`];
  }
  const needed = Math.ceil((cost / backendCostPerMillion) * MILLION);
  const all = charge(requests, backendCostPerMillion, MILLION).usd;
  if (needed > requests) return [`the cache does not pay for itself: it costs ${dollars(cost)} USD, and all requests cost ${dollars(all)} USD at the backend`];
  return [`the cache pays for itself once it answers ${count(needed)} requests, ${count((100 * needed) / requests)} % of all`];
}
