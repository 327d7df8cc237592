import { ApiPrices } from './api-prices';
import { BilledParts } from './billed-parts';
import { CostLine } from './cost-line';
import { FreeTier } from './free-tier';
import { MonthlyLoad } from './monthly-load';
import { PriceList } from './price-list';
import { PriceTier } from './price-tier';
import { RequestMonthlyLoad } from './request-monthly-load';
import { RestMonthlyLoad } from './rest-monthly-load';
import { charge, chargeByTiers } from './tiers';
import { WebSocketMonthlyLoad } from './web-socket-monthly-load';

/** A line, and the price that it is reckoned with. */
export interface PricedLine {
  readonly line: CostLine;
  readonly price: keyof ApiPrices;
  /** Whether there is no such price, so that the line costs nothing. */
  readonly isMissing: boolean;
}

/** The hours of a month, as AWS reckons with. */
export const HOURS_A_MONTH = 730;

const MILLION = 1e6;
const KB_A_GB = 1024 * 1024;
const BYTES_A_GB = 1024 ** 3;

/** What is free, of FreeTier.ALWAYS_FREE. */
const ALWAYS_FREE = { alarmMetrics: 10, dashboards: 3, customMetrics: 10, logGb: 5, traces: 100_000, dataOutGb: 100 };

/** What is free besides, of FreeTier.FIRST_YEAR. */
const FIRST_YEAR = { requests: MILLION, messages: MILLION, connectionMinutes: 750_000 };

interface LineOptions {
  /** How many units a price is for. */
  readonly per?: number;
  /** What is free for ever. */
  readonly always?: number;
  /** What is free for the first 12 months. */
  readonly firstYear?: number;
  /** Which one, where a Region has several prices of one name. */
  readonly size?: string;
}

/** What the parts of an API cost, of whatever type it is. */
class Lines {
  public readonly lines: PricedLine[] = [];

  constructor(private readonly load: MonthlyLoad, private readonly parts: BilledParts, private readonly list: PriceList) {}

  /** A line, unless there is none of it. The free amount is taken off before tiers. */
  public add(item: string, price: keyof ApiPrices, amount: number, unit: string, options: LineOptions = {}): void {
    if (amount === 0) return;
    const { per = 1, always = 0, firstYear = 0, size } = options;
    const given = this.list.prices[price] as number | PriceTier[] | Record<string, number> | undefined;
    const usd = size === undefined ? given as number | PriceTier[] | undefined : (given as Record<string, number> | undefined)?.[size];
    const { freeTier = FreeTier.NONE } = this.load;
    const free = (freeTier === FreeTier.NONE ? 0 : always) + (freeTier === FreeTier.FIRST_YEAR ? firstYear : 0);
    const quantity = Math.max(0, amount - free);
    const reckoned = typeof usd === 'object' ? chargeByTiers(quantity, usd, per) : charge(quantity, usd ?? 0, per);
    this.lines.push({ line: { item, quantity, unit, ...reckoned }, price, isMissing: usd === undefined });
  }

  /** What leaves AWS. */
  public addDataOut(kilobytes: number): void {
    if (!this.parts.isPrivate) this.add('data transfer out', 'dataOut', kilobytes / KB_A_GB, 'GB', { always: ALWAYS_FREE.dataOutGb });
  }

  /** What is watched and logged. */
  public addOperations(logLines: number): void {
    const { alarmMetrics, compositeAlarms, dashboards, customMetrics, isLogged, logLineBytes } = this.parts;
    const bytes = isLogged ? this.load.logLineBytes ?? logLineBytes ?? 0 : 0;
    this.add(`access log, ${bytes} bytes a line`, 'logsIngested', (logLines * bytes) / BYTES_A_GB, 'GB', { always: ALWAYS_FREE.logGb });
    this.add('alarms', 'alarmMetric', alarmMetrics, 'metrics', { always: ALWAYS_FREE.alarmMetrics });
    this.add('composite alarms', 'compositeAlarm', compositeAlarms, 'alarms');
    this.add('dashboards', 'dashboard', dashboards, 'dashboards', { always: ALWAYS_FREE.dashboards });
    this.add('custom metrics', 'customMetric', customMetrics, 'metrics', { always: ALWAYS_FREE.customMetrics });
  }
}

/** What a REST API costs. */
export function restLines(load: RestMonthlyLoad, parts: BilledParts, list: PriceList): PricedLine[] {
  const { requests, averageResponseKb = 0, averageRequestKb = 0, cacheHours = HOURS_A_MONTH, webAclRules, endpointZones = 0 } = load;
  const lines = new Lines(load, parts, list);
  lines.add('requests', 'restRequests', requests, 'requests', { per: MILLION, firstYear: FIRST_YEAR.requests });
  for (const size of parts.caches) lines.add(`cache of ${size} GB`, 'cacheHour', cacheHours, 'hours', { size });
  lines.addDataOut(requests * averageResponseKb);
  lines.addOperations(requests);
  if (parts.traced) lines.add('traces of X-Ray', 'traces', tracesOf(requests, load.tracedShare), 'traces', { per: MILLION, always: ALWAYS_FREE.traces });
  if (webAclRules !== undefined) {
    lines.add('web ACL', 'webAcl', 1, 'web ACL');
    lines.add('rules of the web ACL', 'webAclRule', webAclRules, 'rules');
    lines.add('requests to the web ACL', 'webAclRequests', requests, 'requests', { per: MILLION });
  }
  if (endpointZones > 0) {
    lines.add('interface endpoints', 'endpointHour', endpointZones * HOURS_A_MONTH, 'hours');
    lines.add('data through endpoints', 'endpointData', (requests * (averageResponseKb + averageRequestKb)) / KB_A_GB, 'GB');
  }
  return lines.lines;
}

/** What a HTTP API costs. */
export function httpLines(load: RequestMonthlyLoad, parts: BilledParts, list: PriceList): PricedLine[] {
  const { requests, averageResponseKb = 0 } = load;
  const lines = new Lines(load, parts, list);
  lines.add('requests, in units of 512 KB', 'httpRequests', httpUnits(load), 'units', { per: MILLION, firstYear: FIRST_YEAR.requests });
  lines.addDataOut(requests * averageResponseKb);
  lines.addOperations(requests);
  return lines.lines;
}

/** What a WebSocket API costs. */
export function webSocketLines(load: WebSocketMonthlyLoad, parts: BilledParts, list: PriceList): PricedLine[] {
  const { messages, connectionMinutes = 0, averageMessageKb = 1, messagesToClients } = load;
  const lines = new Lines(load, parts, list);
  lines.add('messages, in units of 32 KB', 'webSocketMessages', messages * Math.ceil(averageMessageKb / 32), 'units', { per: MILLION, firstYear: FIRST_YEAR.messages });
  lines.add('connections', 'connectionMinutes', connectionMinutes, 'minutes', { per: MILLION, firstYear: FIRST_YEAR.connectionMinutes });
  lines.addDataOut((messagesToClients ?? messages) * averageMessageKb);
  lines.addOperations(messages - (messagesToClients ?? 0));
  return lines.lines;
}

/** A HTTP API meters each request in units of 512 KB, of whichever is larger, the request or its answer. */
export function httpUnits({ requests, averageRequestKb = 0, averageResponseKb = 0 }: RequestMonthlyLoad): number {
  return requests * Math.max(1, Math.ceil(Math.max(averageRequestKb, averageResponseKb) / 512));
}

/** X-Ray's default rule: one request each second, and 5 % of the others. */
function tracesOf(requests: number, share?: number): number {
  if (share !== undefined) return Math.round(requests * share);
  const first = Math.min(requests, HOURS_A_MONTH * 3600);
  return Math.round(first + (requests - first) * 0.05);
}
