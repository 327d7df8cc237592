import { Series } from './metric-math';
import { DAY } from './metric-store';

/**
 * A stand-in for ANOMALY_DETECTION_BAND, whose model AWS does not publish: "a machine-learning algorithm" that "assesses both trends and
 * hourly, daily, and weekly patterns" of up to two weeks
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html).
 *
 * Here the band at a time of day is the mean of the same time of day, and of the periods beside it, on each of the 14 days before,
 * plus and minus so many standard deviations, one of which is at least 5 % of the mean. Without 3 days to learn from there is none.
 * So it knows days, not weeks and trends: it shows whether an alarm on a band that fits would fire, not how well CloudWatch's fits.
 */
export class StandInBand {
  /** What was expected, by time: evaluations ask for the same times again. */
  private readonly expected = new Map<number, Expectation | undefined>();

  public constructor(private readonly historyAt: (timestamps: readonly number[]) => Series, private readonly period: number) {}

  public at(timestamps: readonly number[], deviations: number): readonly [upper: Series, lower: Series] {
    const limits = timestamps.map((time) => {
      if (!this.expected.has(time)) this.expected.set(time, expectation(this.historyAt, time, this.period));
      return this.expected.get(time);
    });
    const limit = (sign: number) => limits.map((found) => found && found.mean + sign * deviations * found.deviation);
    return [limit(1), limit(-1)];
  }
}

const TRAINING_DAYS = 14;
const LEAST_DAYS = 3;

interface Expectation {
  readonly mean: number;
  readonly deviation: number;
}

function expectation(historyAt: (timestamps: readonly number[]) => Series, time: number, period: number): Expectation | undefined {
  const days = Array.from({ length: TRAINING_DAYS }, (_, index) => time - (TRAINING_DAYS - index) * DAY);
  const known = [-period, 0, period].map((offset) => historyAt(days.map((day) => day + offset)));
  if (known[1].filter((point) => point !== undefined).length < LEAST_DAYS) return undefined;
  const points = known.flat().filter((point) => point !== undefined);
  const mean = points.reduce((a, b) => a + b, 0) / points.length;
  const variance = points.reduce((a, b) => a + (b - mean) ** 2, 0) / points.length;
  return { mean, deviation: Math.max(Math.sqrt(variance), 0.05 * Math.abs(mean)) };
}
