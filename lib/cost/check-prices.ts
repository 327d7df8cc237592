import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { ApiPrices } from './api-prices';
import { PriceTier } from './price-tier';
import { US_EAST_1 } from './prices/us-east-1';
import { Members, checkAllMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

const TIER: Members<PriceTier> = { upTo: true, usd: true };

const MEMBERS: Members<ApiPrices> = {
  restRequests: TIER,
  httpRequests: TIER,
  webSocketMessages: TIER,
  connectionMinutes: true,
  cacheHour: true as never, // by sizes
  dataOut: TIER,
  logsIngested: true,
  alarmMetric: true,
  compositeAlarm: true,
  dashboard: true,
  customMetric: true,
  traces: true,
  webAcl: true,
  webAclRule: true,
  webAclRequests: true,
  endpointHour: true,
  endpointData: TIER,
};

/** Checks prices of a user's own: each of the kind that us-east-1's has. */
export function checkPrices(prices: ApiPrices, scope: IConstruct): void {
  if (!isObject(prices)) fail(`'prices' must be a structure, got ${show(prices)}: write { traces: 5 }, for example`, scope);
  checkAllMembers(prices, MEMBERS, "'prices'", scope);
  for (const [name, price] of Object.entries(prices)) {
    if (price === undefined) continue;
    if (name === 'cacheHour') checkSizes(price, scope);
    else if (Array.isArray(US_EAST_1.prices[name as keyof ApiPrices])) checkTiers(`prices.${name}`, price, scope);
    else checkUsd(`prices.${name}`, price, scope);
  }
}

function checkSizes(prices: Record<string, number>, scope: IConstruct): void {
  if (!isObject(prices)) fail(`'prices.cacheHour' must be prices by sizes in GB, got ${show(prices)}: write { '0.5': 0.02 }, for example`, scope);
  const sizes = Object.keys(US_EAST_1.prices.cacheHour);
  for (const [size, usd] of Object.entries(prices)) {
    if (!sizes.includes(size)) fail(`'prices.cacheHour' must be by sizes of caches in GB, got ${show(size)}: write one of ${sizes.map(show).join(', ')}`, scope);
    checkUsd(`prices.cacheHour[${show(size)}]`, usd, scope);
  }
}

function checkTiers(prop: string, tiers: PriceTier[], scope: IConstruct): void {
  const example = 'write [{ upTo: 300_000_000, usd: 1.11 }, { usd: 1.00 }], for example';
  if (!Array.isArray(tiers) || tiers.length === 0 || !tiers.every(isObject)) fail(`'${prop}' must be a list of tiers, got ${show(tiers)}: ${example}`, scope);
  tiers.forEach(({ upTo, usd }, index) => {
    checkUsd(`${prop}[${index}].usd`, usd, scope);
    const isLast = index === tiers.length - 1;
    if (isLast && upTo !== undefined) fail(`'${prop}' must end with a tier without 'upTo', got ${show(upTo)}: ${example}`, scope);
    if (isLast) return;
    const from = index === 0 ? 0 : tiers[index - 1].upTo!;
    if (Token.isUnresolved(upTo) || typeof upTo !== 'number' || !(upTo > from && upTo <= Number.MAX_SAFE_INTEGER)) {
      fail(`'${prop}[${index}].upTo' must be a number above ${from}, got ${Token.isUnresolved(upTo) ? 'a token' : typeof upTo === 'number' ? upTo : show(upTo)}: ${example}`, scope);
    }
  });
}

function checkUsd(prop: string, usd: number, scope: IConstruct): void {
  if (Token.isUnresolved(usd)) fail(`'${prop}' must be known at synthesis, got a token: write a number`, scope);
  if (typeof usd !== 'number' || !(usd >= 0 && Number.isFinite(usd))) fail(`'${prop}' must be a price in USD of at least 0, got ${typeof usd === 'number' ? usd : show(usd)}`, scope);
}
