import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { BilledParts } from './billed-parts';
import { checkPrices } from './check-prices';
import { FreeTier } from './free-tier';
import { MonthlyLoad } from './monthly-load';
import { RestMonthlyLoad } from './rest-monthly-load';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';

/** What a number may be: as a check, and in words. */
type Rule = [holds: (value: number) => boolean, rule: string];

const WHOLE: Rule = [(value) => Number.isSafeInteger(value) && value >= 0, 'a whole number of at least 0'];
const SIZE: Rule = [(value) => value >= 0 && value <= Number.MAX_SAFE_INTEGER, 'at least 0 and finite']; // so that a product is finite, too
const BYTES: Rule = [(value) => Number.isSafeInteger(value) && value >= 1, 'a whole number of at least 1'];

/** The hours of a month are 730 in AWS's examples, and 744 in the longest. */
const HOURS: Rule = [(value) => value >= 0 && value <= 744, 'hours of a month, from 0 to 744'];

const RULES: Readonly<Record<string, Rule>> = {
  requests: WHOLE,
  messages: WHOLE,
  messagesToClients: WHOLE,
  connectionMinutes: SIZE,
  averageResponseKb: SIZE,
  averageRequestKb: SIZE,
  averageMessageKb: [(value) => value > 0 && value <= 128, 'above 0 and at most 128 KB, which is the largest message'],
  cacheHours: HOURS,
  backendCostPerMillion: [(value) => value > 0 && Number.isFinite(value), 'above 0 USD and finite'],
  tracedShare: [(value) => value >= 0 && value <= 1, 'a share from 0 to 1'],
  webAclRules: WHOLE,
  endpointZones: WHOLE,
  logLineBytes: BYTES,
};

const COMMON = ['region', 'prices', 'freeTier', 'logLineBytes'];
const REQUESTS = ['requests', 'averageResponseKb', 'averageRequestKb', ...COMMON];

/** The members of the loads, the one that has to be there first. */
export const LOADS = {
  REST: [...REQUESTS, 'cacheHours', 'backendCostPerMillion', 'tracedShare', 'webAclRules', 'endpointZones'],
  HTTP: REQUESTS,
  WEBSOCKET: ['messages', 'connectionMinutes', 'averageMessageKb', 'messagesToClients', ...COMMON],
};

/** Checks what an API is asked. */
export function checkLoad(load: MonthlyLoad, members: string[], scope: IConstruct): void {
  checkMembers(load, members, "'load'", scope);
  const [needed] = members;
  const given = load as unknown as Record<string, number | undefined>;
  if (given[needed] === undefined) fail(`'${needed}' must be said: write { ${needed}: 10_000_000 } for ten million a month, for example`, scope);
  for (const member of members) checkAmount(member, given[member], scope);
  const { messages, messagesToClients = 0 } = given;
  if (messages !== undefined && messagesToClients > messages) fail(`'messagesToClients' must be at most 'messages', ${messages}, got ${messagesToClients}`, scope);
  const { region, freeTier, prices } = load;
  if (prices !== undefined) checkPrices(prices, scope);
  if (region !== undefined && (Token.isUnresolved(region) || !/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region))) {
    fail(`'region' must be the name of a Region, got ${Token.isUnresolved(region) ? 'a token' : show(region)}: write "eu-west-1", for example`, scope);
  }
  if (freeTier !== undefined && !Object.values(FreeTier).includes(freeTier)) fail(`'freeTier' must be one of FreeTier, got ${show(freeTier)}: write FreeTier.ALWAYS_FREE, for example`, scope);
}

function checkAmount(member: string, value: number | undefined, scope: IConstruct): void {
  const rule = RULES[member];
  if (!rule || value === undefined) return;
  const [holds, words] = rule;
  if (Token.isUnresolved(value)) fail(`'${member}' must be known at synthesis, got a token: write a number`, scope);
  if (typeof value !== 'number' || !holds(value)) fail(`'${member}' must be ${words}, got ${typeof value === 'number' ? value : show(value)}`, scope);
}

/** Refuses what is said of something that the API does not have, and asks for what cannot be read from it. */
export function checkUse(load: MonthlyLoad, parts: BilledParts, scope: IConstruct): void {
  const given = load as RestMonthlyLoad;
  const { caches, isLogged, isPrivate, logLineBytes, traced } = parts;
  const uses: Array<[member: keyof RestMonthlyLoad, isThere: boolean, what: string]> = [
    ['cacheHours', caches.length > 0, 'a cache'],
    ['backendCostPerMillion', caches.length > 0, 'a cache'],
    ['tracedShare', traced, 'traces of X-Ray'],
    ['endpointZones', isPrivate, 'a private endpoint'],
    ['logLineBytes', isLogged, 'an access log in CloudWatch Logs'],
  ];
  for (const [member, isThere, what] of uses) {
    if (given[member] !== undefined && !isThere) fail(`'${member}' is for an API with ${what}, which this one does not have, got ${show(given[member])}: leave it out`, scope);
  }
  if (isLogged && logLineBytes === undefined && load.logLineBytes === undefined) {
    fail("'logLineBytes' must be said, since the format of the access log is not known before deployment: write 500, for example", scope);
  }
}
