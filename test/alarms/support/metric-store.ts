/**
 * Metrics as they are published, and the statistics that CloudWatch makes of them.
 *
 * Time is in seconds since 1970. Metrics of standard resolution are kept by the minute
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/publishingMetrics.html#high-resolution-metrics), so a period
 * is a number of whole minutes, and what is asked of a metric is a range of minutes.
 *
 * Statistics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 * How CloudWatch approximates percentiles is not published: here they are the nearest rank, the smallest sample that at least
 * the share of all samples does not exceed. A trimmed mean `tm99` is of the samples up to that one, `tc99` is their number.
 * Percentile ranks `PR(:300)` are exact, the other way round: the percentage of samples of 300 or less; of `PR(100:300)`, above 100.
 */

/** A sample of a metric, or `count` equal ones, as in `Values` and `Counts` of PutMetricData. */
export interface MetricEvent {
  readonly time: number;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Record<string, string>;
  readonly value: number;
  readonly count?: number;
}

/** Which metric: one set of dimensions is one metric. */
export type MetricId = Pick<MetricEvent, 'namespace' | 'name' | 'dimensions'>;

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * CloudWatch treats each unique combination of dimensions as a separate metric and does not aggregate across them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#dimension-combinations
 */
export function keyOf({ namespace, name, dimensions }: MetricId): string {
  let pairs = pairsOf.get(dimensions);
  if (pairs === undefined) pairsOf.set(dimensions, pairs = Object.keys(dimensions).sort().map((key) => `|${key}=${dimensions[key]}`).join(''));
  return `${namespace}|${name}${pairs}`;
}

/** Many samples share their dimensions. */
const pairsOf = new WeakMap<object, string>();

// looked up once: in Jest's sandbox each look-up of a global takes long, and these are called for each sample
const { ceil, floor, max, min } = Math;
const { isFinite } = Number;

type Samples = Array<[value: number, count: number]>;

const NONE: number[] = [];

/** Running totals by the minute, from the first that has samples. */
interface Totals {
  readonly first: number;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
}

/** The samples of one metric, by the minute. */
class Metric {
  /** Values and counts in turn, by the minute. */
  private readonly minutes = new Map<number, number[]>();
  /** Running counts of percentile ranks, by their bounds. */
  private readonly ranks = new Map<string, Float64Array>();
  private totals?: Totals;

  /** @param earlier one whose samples are of this one, too, which may get no more than later ones */
  constructor(private readonly earlier?: Metric) {}

  private at(minute: number): number[] | undefined {
    return this.minutes.get(minute) ?? this.earlier?.at(minute);
  }

  public add(minute: number, value: number, count: number): void {
    if (this.earlier && minute < this.earlier.end) throw new Error('a sample that is not later than those of the store that was extended');
    const samples = this.minutes.get(minute);
    if (samples) samples.push(value, count);
    else this.minutes.set(minute, [value, count]);
    this.totals = undefined;
    this.ranks.clear();
  }

  /** How many samples there are from a minute to another, and their sum: by running totals, since windows are long and many. */
  public total(from: number, to: number): { count: number; sum: number } {
    const { first, counts, sums } = this.totals ??= this.runningTotals();
    const last = counts.length - 1;
    const [start, end] = [min(max(from - first, 0), last), min(max(to - first, 0), last)];
    return { count: counts[end] - counts[start], sum: sums[end] - sums[start] };
  }

  /** How many samples there are in a range of values, the lower bound not among it, the upper one among it. */
  public countWithin(low: number, high: number, from: number, to: number): number {
    const key = `${low}:${high}`;
    const { first } = this.totals ??= this.runningTotals();
    const counts = this.ranks.get(key) ?? this.runningCounts(low, high);
    this.ranks.set(key, counts);
    const last = counts.length - 1;
    return counts[min(max(to - first, 0), last)] - counts[min(max(from - first, 0), last)];
  }

  public samples(from: number, to: number): Samples {
    const found: Samples = [];
    for (let minute = from; minute < to; minute++) {
      const samples = this.at(minute) ?? NONE;
      for (let index = 0; index < samples.length; index += 2) found.push([samples[index], samples[index + 1]]);
    }
    return found;
  }

  private runningCounts(low: number, high: number): Float64Array {
    const { first, counts: all } = this.totals ??= this.runningTotals();
    const counts = new Float64Array(all.length);
    for (let index = 0; index < counts.length - 1; index++) {
      const samples = this.at(first + index) ?? NONE;
      counts[index + 1] = counts[index];
      for (let sample = 0; sample < samples.length; sample += 2) {
        if (samples[sample] > low && samples[sample] <= high) counts[index + 1] += samples[sample + 1];
      }
    }
    return counts;
  }

  /** The minute after the last that has samples. */
  private get end(): number {
    const { first, counts } = this.totals ??= this.runningTotals();
    return first + counts.length - 1;
  }

  private runningTotals(): Totals {
    const before = this.earlier && (this.earlier.totals ??= this.earlier.runningTotals());
    let first = before?.first ?? Infinity;
    let last = this.earlier ? this.earlier.end - 1 : -Infinity;
    for (const minute of this.minutes.keys()) {
      first = min(first, minute);
      last = max(last, minute);
    }
    const counts = new Float64Array(last - first + 2);
    const sums = new Float64Array(last - first + 2);
    if (before) {
      counts.set(before.counts);
      sums.set(before.sums);
    }
    const known = before ? before.counts.length - 1 : 0;
    let count = counts[known];
    let sum = sums[known];
    for (let index = known; index <= last - first; index++) {
      const samples = this.minutes.get(first + index) ?? NONE;
      for (let sample = 0; sample < samples.length; sample += 2) {
        count += samples[sample + 1];
        sum += samples[sample] * samples[sample + 1];
      }
      counts[index + 1] = count;
      sums[index + 1] = sum;
    }
    return { first, counts, sums };
  }
}

/** All metrics of an account and Region. */
export class MetricStore {
  private readonly metrics = new Map<string, Metric>();

  public constructor(events: Iterable<MetricEvent>) {
    for (const event of events) this.add(event);
  }

  /** A store with the same samples and later ones. */
  public extended(events: Iterable<MetricEvent>): MetricStore {
    const store = new MetricStore([]);
    for (const [key, metric] of this.metrics) store.metrics.set(key, new Metric(metric));
    for (const event of events) store.add(event);
    return store;
  }

  /** The number of samples in [from, to). */
  public sampleCount(metric: MetricId, from: number, to: number): number {
    return this.metrics.get(keyOf(metric))?.total(minuteOf(from), minuteOf(to)).count ?? 0;
  }

  /** The statistic of what was published in [from, to); undefined if nothing was: a period without samples has no datapoint. */
  public statistic(metric: MetricId, statistic: string, from: number, to: number): number | undefined {
    const rank = isTotal(statistic) ? undefined : rankOf(statistic);
    const found = this.metrics.get(keyOf(metric));
    if (!found) return undefined;
    const [first, last] = [minuteOf(from), minuteOf(to)];
    const total = found.total(first, last);
    if (total.count === 0) return undefined;
    if (statistic === 'Sum') return total.sum;
    if (statistic === 'SampleCount') return total.count;
    if (statistic === 'Average') return total.sum / total.count;
    if (rank) return 100 * found.countWithin(rank.low, rank.high, first, last) / total.count;
    return ofSamples(statistic, found.samples(first, last).sort(([a], [b]) => a - b), total.count);
  }

  private add(event: MetricEvent): void {
    const { time, value, count = 1 } = event;
    if (!isFinite(time + value + count) || count <= 0) throw new Error(`not a sample: ${JSON.stringify(event)}`);
    const key = keyOf(event);
    const metric = this.metrics.get(key) ?? new Metric();
    this.metrics.set(key, metric);
    metric.add(minuteOf(time), value, count);
  }
}

function minuteOf(time: number): number {
  return floor(time / MINUTE);
}

/** Of the whole period, whatever single samples are. */
function isTotal(statistic: string): boolean {
  return statistic === 'Sum' || statistic === 'SampleCount' || statistic === 'Average';
}

const RANKED = /^(p|tm|tc)(\d{1,2}(?:\.\d{1,10})?|100)$/;

const PERCENTILE_RANK = /^PR\((\d+(?:\.\d+)?)?:(\d+(?:\.\d+)?)?\)$/;

/** The bounds of a percentile rank, as 0 and 300 for `PR(0:300)`; undefined for another statistic. */
function rankOf(statistic: string): Rank | undefined {
  if (!ranks.has(statistic)) {
    checkStatistic(statistic);
    ranks.set(statistic, readRank(statistic));
  }
  return ranks.get(statistic);
}

interface Rank {
  readonly low: number;
  readonly high: number;
}

/** Each statistic is asked for often. */
const ranks = new Map<string, Rank | undefined>();

function readRank(statistic: string): Rank | undefined {
  const [whole, low, high] = PERCENTILE_RANK.exec(statistic) ?? [];
  if (whole === undefined || (low === undefined && high === undefined)) return undefined;
  return { low: Number(low ?? -Infinity), high: Number(high ?? Infinity) };
}

/** Fails on a statistic that is not known here. */
export function checkStatistic(statistic: string): void {
  if (!['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum'].includes(statistic) && !RANKED.test(statistic) && !readRank(statistic)) {
    throw new Error(`unknown statistic ${JSON.stringify(statistic)}`);
  }
}

/** The share that a percentile statistic stands for, as 0.99 for `p99`; undefined for another statistic. */
export function percentileOf(statistic: string): number | undefined {
  const [, kind, percent] = RANKED.exec(statistic) ?? [];
  return kind === 'p' ? Number(percent) / 100 : undefined;
}

function ofSamples(statistic: string, sorted: Samples, count: number): number {
  if (statistic === 'Minimum') return sorted[0][0];
  if (statistic === 'Maximum') return sorted[sorted.length - 1][0];
  const [, kind, percent] = RANKED.exec(statistic)!;
  // in hundredths first: 0.999 * 1000 is a little more than 999
  const rank = max(1, ceil(Number((Number(percent) * count / 100).toFixed(6))));
  let [seen, sum] = [0, 0];
  for (const [value, times] of sorted) {
    const taken = min(times, rank - seen);
    [seen, sum] = [seen + taken, sum + value * taken];
    if (seen >= rank) return kind === 'p' ? value : kind === 'tc' ? seen : sum / seen;
  }
  throw new Error('there are fewer samples than were counted');
}
