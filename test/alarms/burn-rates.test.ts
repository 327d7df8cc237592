import { budgetConsumed, detectionTime, EXHAUSTION, RECOMMENDED, SLO_PERIOD, timeToPage } from './support/burn-rates';
import { simulate } from './support/cloudwatch-evaluator';
import { HOUR, MINUTE } from './support/metric-store';
import { emit, INCIDENT, Subject } from './support/scenarios';
import { CfnTemplate } from './support/template-values';

const SLO = 0.999;
const SUBJECT: Subject = { api: 'REST', name: 'Orders', stage: 'prod' };

/** The alarm of the first row of the workbook's table: two windows, both of which have to burn. */
const [{ longWindow, shortWindow, burnRate }] = RECOMMENDED;
const window = (Period: number) => {
  const Dimensions = [{ Name: 'ApiName', Value: 'Orders' }, { Name: 'Stage', Value: 'prod' }];
  const sum = (Id: string, MetricName: string) => ({ Id, MetricStat: { Metric: { Namespace: 'AWS/ApiGateway', MetricName, Dimensions }, Period, Stat: 'Sum' }, ReturnData: false });
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Metrics: [{ Id: 'rate', Expression: 'errors / requests' }, sum('errors', '5XXError'), sum('requests', 'Count')],
      Threshold: burnRate * (1 - SLO),
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    },
  };
};
const TEMPLATE: CfnTemplate = {
  Resources: {
    Long: window(longWindow),
    Short: window(shortWindow),
    Page: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'ALARM(${Long}) AND ALARM(${Short})' } },
  },
};
const timeAt = (rate: number, lasts = 2 * HOUR) => timeToPage(TEMPLATE, 'Page', SUBJECT, { slo: SLO, burnRate: rate, lasts, before: longWindow });

test("the workbook's figures agree with its formulas", () => {
  for (const alert of RECOMMENDED) {
    expect(budgetConsumed(alert)).toBeCloseTo(alert.budgetConsumed, 10);
    expect(alert.longWindow / alert.shortWindow).toBe(12);
    expect(detectionTime(SLO, alert.burnRate * (1 - SLO), alert.longWindow, alert.burnRate)).toBeCloseTo(alert.longWindow, 5); // just so
  }
  for (const { burnRate: rate, errorRate, seconds } of EXHAUSTION) {
    expect(rate * (1 - SLO)).toBeCloseTo(errorRate, 10);
    expect(Math.abs(SLO_PERIOD / rate - seconds)).toBeLessThan(MINUTE);
  }
  expect(budgetConsumed({ burnRate: 36, longWindow: HOUR })).toBeCloseTo(0.05, 10); // "five percent … over one hour requires a burn rate of 36"
  expect(detectionTime(0.9, 1, HOUR, 14.4)).toBe(Infinity); // "because a 100 % outage consumes only 1.4 % of the budget in that hour, this alert could never fire"
});

test.each([1000, 100, 36, 20])('a burn rate of %d pages when the formula says, and at the next whole minute', (rate) => {
  const formula = detectionTime(SLO, rate * (1 - SLO), longWindow, burnRate);
  const measured = timeAt(rate)!;
  // as many requests in each minute as in another, but for chance: a tenth of the time more or less
  expect(measured).toBeGreaterThanOrEqual(0.9 * formula);
  expect(measured).toBeLessThanOrEqual(1.1 * formula + MINUTE);
});

test('a lower burn rate never pages', () => {
  expect(timeAt(10, 3 * HOUR)).toBeUndefined();
});

test('"after experiencing 15 % errors for 10 minutes": the page is over 5 minutes after them, the long window alone an hour', () => {
  const incident = { normal: { perMinute: 100_000 }, incident: { serverErrors: 0.15 }, before: HOUR, lasts: 10 * MINUTE, after: 2 * HOUR };
  const { Page, Long } = simulate(TEMPLATE, emit(incident, SUBJECT), { from: INCIDENT, to: INCIDENT + 2 * HOUR });
  const minutes = (time?: number) => (time! - INCIDENT) / MINUTE;
  expect(minutes(Page.timeOf('ALARM'))).toBe(6); // 0.0144 / 0.15 of an hour are 5.8 minutes
  expect(minutes(Page.timeOf('OK', Page.timeOf('ALARM')))).toBe(15);
  expect(minutes(Long.timeOf('OK', Page.timeOf('ALARM')))).toBeGreaterThanOrEqual(60);
});

test('fails on more errors than requests, and on an alarm that is not there', () => {
  expect(() => timeAt(1001)).toThrow('a burn rate of 1001 is more errors than requests');
  expect(() => timeToPage(TEMPLATE, 'None', SUBJECT, { slo: SLO, burnRate: 1, lasts: 60, before: 60 })).toThrow('no alarm None in the template');
});
