import { DescribedApi } from './described-api';
import { httpLines, restLines, webSocketLines } from '../../lib/cost/estimate-lines';
import { pricesOf } from '../../lib/cost/price-list';

/** What an API costs a month. */
export interface MonthlyCost {
  /** Undefined where a price is not known. */
  readonly usd?: number;
  /** The Region whose prices are taken. */
  readonly region: string;
  /** What no price is known of. */
  readonly missing: string[];
}

/** Of what the cost is. */
export interface CostBasis {
  /** Requests, or messages of a WebSocket API, in a month. */
  readonly requests: number;
  /** The Region whose prices are taken; that of the stack, or us-east-1, if left out. */
  readonly region?: string;
}

/** The bytes of a line of an access log whose format only a deployment tells. */
const LINE = 500;

/** What an API costs a month, by what is on in the template and by how many requests come. */
export function monthlyCost({ billed, kind, resource: { template } }: DescribedApi, { requests, region = template.region ?? 'us-east-1' }: CostBasis): MonthlyCost {
  const [list, load] = [pricesOf(region), { requests, logLineBytes: billed.logLineBytes ?? LINE }];
  const lines = kind === 'REST' ? restLines(load, billed, list) : kind === 'HTTP' ? httpLines(load, billed, list) : webSocketLines({ ...load, messages: requests }, billed, list);
  const missing = [...new Set(lines.filter(({ isMissing }) => isMissing).map(({ line: { item } }) => item))];
  const usd = lines.reduce((sum, { line }) => sum + line.usd, 0);
  return { region, missing, ...(missing.length === 0 && { usd: Math.round(usd * 100) / 100 }) };
}
