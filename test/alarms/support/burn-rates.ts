/**
 * Burn rates, by "Alerting on SLOs" of the Site Reliability Workbook: https://sre.google/workbook/alerting-on-slos/
 * "Burn rate is how fast, relative to the SLO, the service consumes the error budget."
 */
import { AlarmHistory, simulate } from './cloudwatch-evaluator';
import { DAY, HOUR, MINUTE } from './metric-store';
import { emit, EmitOptions, INCIDENT, Subject } from './scenarios';
import { CfnTemplate } from './template-values';

export interface BurnRateAlert {
  readonly severity: 'page' | 'ticket';
  /** Seconds. */
  readonly longWindow: number;
  readonly shortWindow: number;
  readonly burnRate: number;
  /** The share of the budget of 30 days that is gone when it fires. */
  readonly budgetConsumed: number;
}

/** Table 5-8, "Recommended parameters for an SLO-based alerting configuration" (for 99.9 %); each short window is a twelfth of the long one. */
export const RECOMMENDED: readonly BurnRateAlert[] = [
  { severity: 'page', longWindow: HOUR, shortWindow: 5 * MINUTE, burnRate: 14.4, budgetConsumed: 0.02 },
  { severity: 'page', longWindow: 6 * HOUR, shortWindow: 30 * MINUTE, burnRate: 6, budgetConsumed: 0.05 },
  { severity: 'ticket', longWindow: 3 * DAY, shortWindow: 6 * HOUR, burnRate: 1, budgetConsumed: 0.1 },
];

/** The period of the SLO in the workbook. */
export const SLO_PERIOD = 30 * DAY;

/** Table 5-4, "Burn rates and time to complete budget exhaustion" (for 99.9 % over 30 days). */
export const EXHAUSTION: ReadonlyArray<{ readonly burnRate: number; readonly errorRate: number; readonly seconds: number }> = [
  { burnRate: 1, errorRate: 0.001, seconds: 30 * DAY },
  { burnRate: 2, errorRate: 0.002, seconds: 15 * DAY },
  { burnRate: 10, errorRate: 0.01, seconds: 3 * DAY },
  { burnRate: 1000, errorRate: 1, seconds: 43 * MINUTE },
];

/** "The time taken for an alert to fire is (1 - SLO) / error ratio × alerting window size × burn rate"; never, if that is longer than the window. */
export function detectionTime(slo: number, errorRatio: number, window: number, burnRate: number): number {
  const seconds = (1 - slo) / errorRatio * window * burnRate;
  return seconds <= window * (1 + 1e-9) ? seconds : Infinity;
}

/** "The error budget consumed by the time the alert fires is burn rate × alerting window size / period". */
export function budgetConsumed({ burnRate, longWindow }: Pick<BurnRateAlert, 'burnRate' | 'longWindow'>, period = SLO_PERIOD): number {
  return burnRate * longWindow / period;
}

export interface BurnOptions extends EmitOptions {
  readonly slo: number;
  /** How fast the budget is burnt: 1 / (1 - slo) is an outage of everything. */
  readonly burnRate: number;
  /** How long it burns, in seconds. */
  readonly lasts: number;
  /** Seconds without an error before: at least the longest window of the alarm. @default 6 hours */
  readonly before?: number;
  /** @default 1200 */
  readonly perMinute?: number;
  /** Seconds from a sample to its being seen. @default 0 */
  readonly delay?: number;
}

/** Seconds from the first error until an alarm of a template is in ALARM; undefined if it is not while it burns. */
export function timeToPage(template: CfnTemplate, alarm: string, subject: Subject, options: BurnOptions): number | undefined {
  const { slo, burnRate, lasts, before = 6 * HOUR, perMinute = 1200, delay } = options;
  const serverErrors = burnRate * (1 - slo);
  if (serverErrors > 1 + 1e-9) throw new Error(`a burn rate of ${burnRate} is more errors than requests: at most ${1 / (1 - slo)}`);
  const events = emit({ normal: { perMinute }, incident: { serverErrors }, before, lasts, after: 0 }, subject, options);
  const history: AlarmHistory | undefined = simulate(template, events, { from: INCIDENT - MINUTE, to: INCIDENT + lasts, delay })[alarm];
  if (!history) throw new Error(`no alarm ${alarm} in the template`);
  const time = history.timeOf('ALARM', INCIDENT);
  return time === undefined ? undefined : time - INCIDENT;
}
