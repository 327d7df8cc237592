import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { BilledParts, billedParts } from './billed-parts';
import { checkLoad, checkUse, LOADS } from './check-load';
import { CostLine } from './cost-line';
import { costTable } from './cost-table';
import { httpLines, PricedLine, restLines, webSocketLines } from './estimate-lines';
import { cacheNote, httpNote, leftOutNote, pricesNote } from './estimate-notes';
import { MonthlyLoad } from './monthly-load';
import { PriceList, pricesOf, REGIONS_WITH_PRICES } from './price-list';
import { RequestMonthlyLoad } from './request-monthly-load';
import { RestMonthlyLoad } from './rest-monthly-load';
import { count, dollars } from './tiers';
import { WebSocketMonthlyLoad } from './web-socket-monthly-load';
import { ApiType } from '../private/api-type';
import { fail, show } from '../private/errors';

/** By what an estimate is told. */
interface Told {
  readonly type: string;
  readonly asked: string;
  readonly list: PriceList;
  readonly priced: PricedLine[];
  readonly notes: string[];
}

/**
 * What an API costs in a month, in USD, of what it is asked and of what is on: caches, alarms, dashboards, metrics, the access log and traces are read from the construct
 * tree, as it is when the estimate is made.
 *
 * It is of API Gateway and what stands around it. What functions and other backends cost is not in it, and no taxes, credits or discounts.
 *
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * const estimate = CostEstimate.forRestApi(legacy, { requests: 10_000_000, averageResponseKb: 4 });
 * estimate.total; // USD a month
 */
export class CostEstimate {
  /**
   * Estimates what a REST API costs.
   *
   * @param scope what has the API below it: a gateway, a `RestApi`, or a stack. What is elsewhere is not seen
   * @param load  what the API is asked in a month
   */
  public static forRestApi(scope: IConstruct, load: RestMonthlyLoad): CostEstimate {
    return CostEstimate.make(scope, 'REST', load, restLines, ({ requests }) => `${count(requests)} requests`, (parts, list, lines) =>
      [...httpNote(load, parts, list), ...cacheNote(load, lines)]);
  }

  /**
   * Estimates what a HTTP API costs.
   *
   * @param scope what has the API below it: a gateway, a `HttpApi`, or a stack. What is elsewhere is not seen
   * @param load  what the API is asked in a month
   */
  public static forHttpApi(scope: IConstruct, load: RequestMonthlyLoad): CostEstimate {
    return CostEstimate.make(scope, 'HTTP', load, httpLines, ({ requests }) => `${count(requests)} requests`);
  }

  /**
   * Estimates what a WebSocket API costs.
   *
   * @param scope what has the API and its stage below it: a gateway, or a stack. What is elsewhere is not seen
   * @param load  what the API is asked in a month
   */
  public static forWebSocketApi(scope: IConstruct, load: WebSocketMonthlyLoad): CostEstimate {
    return CostEstimate.make(scope, 'WEBSOCKET', load, webSocketLines, ({ messages }) => `${count(messages)} messages`);
  }

  private static make<Load extends MonthlyLoad>(
    scope: IConstruct,
    type: ApiType,
    load: Load,
    linesOf: (load: Load, parts: BilledParts, list: PriceList) => PricedLine[],
    asked: (load: Load) => string,
    notesOf: (parts: BilledParts, list: PriceList, lines: CostLine[]) => string[] = () => [],
  ): CostEstimate {
    if (!Construct.isConstruct(scope)) fail(`'scope' must be a construct that has the API below it, got ${show(scope)}: write the gateway, for example`);
    checkLoad(load, LOADS[type], scope);
    const { region } = Stack.of(scope);
    const list = pricesOf(load.region ?? (Token.isUnresolved(region) ? 'us-east-1' : region), load.prices);
    const parts = billedParts(scope);
    checkType(type, parts, scope);
    checkUse(load, parts, scope);
    const priced = linesOf(load, parts, list);
    checkPrices(priced, list, scope);
    const notes = [...notesOf(parts, list, priced.map(({ line }) => line)), ...leftOutNote(parts.leftOut), ...pricesNote(priced, list)];
    return new CostEstimate(scope, { type, asked: asked(load), list, priced, notes });
  }

  /** What is paid for, each with what it costs. */
  public readonly lines: CostLine[];

  /** What all lines cost together, in USD, not rounded. */
  public readonly total: number;

  /** The Region whose prices are taken. */
  public readonly region: string;

  /** The day of which the prices of the Region are: "2026-11-21". Undefined where all are your own. */
  public readonly pricesAsOf?: string;

  /** What should be known besides: what a HTTP API would cost, what a cache has to save, which prices are not of the Region, what is not in the estimate. */
  public readonly notes: string[];

  /** The estimate in one line. */
  public readonly summary: string;

  /** The estimate as text of at most 80 columns. */
  public readonly table: string;

  private constructor(scope: IConstruct, { type, asked, list, priced, notes }: Told) {
    this.lines = priced.map(({ line }) => line);
    this.total = this.lines.reduce((total, { usd }) => total + usd, 0);
    this.region = list.region;
    this.pricesAsOf = list.asOf;
    this.notes = notes;
    const name = `${scope.node.id} (${type === 'WEBSOCKET' ? 'WebSocket' : type})`;
    this.summary = `${name}: ${dollars(this.total)} USD a month for ${asked} in ${list.region}`;
    this.table = costTable(`${name}, a month of ${asked} in ${list.region}, prices of ${list.asOf ?? 'your own'}`, this.lines, this.total, notes);
  }
}

const NAMES: Readonly<Record<ApiType, string>> = { REST: 'REST', HTTP: 'HTTP', WEBSOCKET: 'WebSocket' };
const FACTORIES: Readonly<Record<ApiType, string>> = { REST: 'forRestApi', HTTP: 'forHttpApi', WEBSOCKET: 'forWebSocketApi' };

/** Of an API that is elsewhere nothing is known; one of another type has other prices. */
function checkType(type: ApiType, { types }: BilledParts, scope: IConstruct): void {
  if (types.length === 0 || types.includes(type)) return;
  const [other] = types;
  fail(`'scope' must have a ${NAMES[type]} API below it, got a ${NAMES[other]} API: write CostEstimate.${FACTORIES[other]}`, scope);
}

/** What a Region charges is not guessed from another one. */
function checkPrices(priced: PricedLine[], { region }: PriceList, scope: IConstruct): void {
  const missing = [...new Set(priced.filter(({ isMissing }) => isMissing).map(({ price, line }) => `'${price}' (${line.item})`))];
  if (missing.length === 0) return;
  const others = REGIONS_WITH_PRICES.filter((name) => name !== region).map(show).join(' or ');
  fail(`no price for ${region} is known of ${missing.join(', ')}: give it in 'prices', or write region: ${others}, of which prices are known, to reckon with those`, scope);
}
