import { AlarmState, parseAlarmRule } from './support/alarm-rule';
import { simulate } from './support/cloudwatch-evaluator';
import { stateOf } from './support/metric-alarm';
import { DAY, HOUR, MetricEvent, MetricStore, MINUTE } from './support/metric-store';
import { muteWindowsOf } from './support/mute-windows';
import { CfnTemplate, Properties } from './support/template-values';

const START = Date.UTC(2026, 0, 5) / 1000;
const KEPT = 'INSUFFICIENT_DATA'; // the state before, in the tables: "Retain current state"

/** Samples of one metric by the minute; undefined for none. */
function samples(values: ReadonlyArray<number | undefined>, from = START, name = 'm'): MetricEvent[] {
  return values.flatMap((value, index) => (value === undefined ? [] : [{ time: from + index * MINUTE, namespace: 'N', name, dimensions: {}, value }]));
}

const alarm = (properties: Properties = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Namespace: 'N', MetricName: 'm', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold', ...properties,
  },
});

/** An alarm on a math expression of `m`. */
const onMath = (Expression: string, properties: Properties = {}) => {
  const { Properties: { Threshold, ComparisonOperator, EvaluationPeriods } } = alarm();
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Threshold,
      ComparisonOperator,
      EvaluationPeriods,
      Metrics: [
        { Id: 'e1', Expression },
        { Id: 'm', MetricStat: { Metric: { Namespace: 'N', MetricName: 'm' }, Period: 60, Stat: 'Sum' }, ReturnData: false },
      ],
      ...properties,
    },
  };
};

/** The states of an alarm at the end of each minute. */
function states(resource: { Type: string; Properties: Properties }, events: readonly MetricEvent[], minutes: number, delay?: number): AlarmState[] {
  const { A } = simulate({ Resources: { A: resource } }, events, { from: START, to: START + minutes * MINUTE, delay });
  return Array.from({ length: minutes }, (_, index) => A.stateAt(START + (index + 1) * MINUTE));
}

/** The minutes of a history, by state. */
const minutesOf = (list: ReadonlyArray<{ time: number; to?: AlarmState; state?: AlarmState }>) =>
  list.map(({ time, to, state }) => [(time - START) / MINUTE, to ?? state]);

describe('missing data, by the tables of the guide', () => {
  const rangeOf = (points: string) => points.split(' ').map((point) => ({ 'X': true, '0': false, '-': undefined }[point]));
  const check = (toAlarm: number) => (points: string, missing: string, ignore: string, breaching: string, notBreaching: string) => {
    const results = (['missing', 'ignore', 'breaching', 'notBreaching'] as const).map((treatment) => stateOf(rangeOf(points), 3, toAlarm, treatment, 'INSUFFICIENT_DATA'));
    expect(results).toEqual([missing, ignore, breaching, notBreaching]);
    const [, kept] = (['missing', 'ignore'] as const).map((treatment) => stateOf(rangeOf(points), 3, toAlarm, treatment, 'ALARM'));
    expect(kept).toBe(ignore === KEPT ? 'ALARM' : ignore); // what is kept is the current state, whichever it is
  };

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html#alarms-evaluating-missing-data
  test.each([
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', KEPT, 'ALARM', 'OK'],
  ])('3 of 3: %s', check(3));

  test.each([
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', KEPT, 'ALARM', 'OK'],
  ])('2 of 3: %s', check(2));

  // "the alarm does not go immediately into ALARM state when the data is either …"; "Insufficient data" by the tables of 2018
  test.each([
    ['- - - - X', 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
    ['- - - X -', 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
    ['- - - X 0', 'OK', 'OK', 'OK', 'OK'],
    ['- - X - 0', 'OK', 'OK', 'OK', 'OK'],
    ['X - - - -', 'ALARM', KEPT, 'ALARM', 'OK'],
  ])('3 of 3, premature transitions: %s', check(3));

  test('the data of a template: by the minute, with 2 datapoints more than the evaluation periods', () => {
    // of "0 - - - -" the 0 is still looked at, a minute later it is not
    const properties = { EvaluationPeriods: 3, TreatMissingData: 'breaching' };
    expect(states(alarm(properties), samples([0]), 6)).toEqual(['OK', 'OK', 'OK', 'OK', 'OK', 'ALARM']);
  });

  test('is `missing` by default, and `ignore` in the namespace of DynamoDB', () => {
    // and the last datapoints are evaluated again and again while they are in the evaluation range
    expect(states(alarm(), samples([1]), 4)).toEqual(['ALARM', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA']);
    const dynamo = samples([1]).map((event) => ({ ...event, namespace: 'AWS/DynamoDB' }));
    expect(states(alarm({ Namespace: 'AWS/DynamoDB' }), dynamo, 9)[8]).toBe('ALARM');
  });
});

describe('periods', () => {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
  test('end when they are evaluated, every minute', () => {
    const one = { Period: 300, Threshold: 5, TreatMissingData: 'notBreaching' };
    // 2 a minute: at the end of minute 3 there are 6, though minutes 1 to 5 have not passed
    expect(states(alarm(one), samples([2, 2, 2, 0, 0, 0, 0, 0]), 8)).toEqual(['OK', 'OK', 'ALARM', 'ALARM', 'ALARM', 'OK', 'OK', 'OK']);
    // 6 across two aligned periods
    expect(states(alarm(one), samples([0, 0, 0, 0, 3, 3, 0, 0, 0, 0]), 10).indexOf('ALARM')).toBe(5);
  });

  test('have no datapoint without samples', () => {
    expect(states(onMath('IF(m < 1, 1, 0)', { TreatMissingData: 'notBreaching' }), samples([5, undefined, 5]), 3)).toEqual(['OK', 'OK', 'OK']);
    expect(states(onMath('IF(FILL(m, 0) < 1, 1, 0)'), samples([5, undefined, 5]), 3)).toEqual(['OK', 'ALARM', 'OK']);
  });

  test('of more than a day together are evaluated once an hour', () => {
    const properties = { Period: HOUR, EvaluationPeriods: 25, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching' };
    const { A } = simulate({ Resources: { A: alarm(properties) } }, samples([1], START + 61 * MINUTE), { from: START, to: START + 3 * HOUR });
    expect(minutesOf(A.transitions)).toEqual([[0, 'OK'], [120, 'ALARM']]);
  });

  test('see what is published late only then', () => {
    expect(states(alarm({ TreatMissingData: 'notBreaching', EvaluationPeriods: 2, DatapointsToAlarm: 1 }), samples([1, 0, 0, 0]), 4, 60)).toEqual(['OK', 'ALARM', 'ALARM', 'OK']);
    // "the latest data point for the metric [is] always the FILL value, which can result in the alarm being stuck": using-metric-math.html
    expect(states(onMath('FILL(m, 0)'), samples([1, 1, 1, 1]), 4, 60)).toEqual(['OK', 'OK', 'OK', 'OK']);
    expect(states(onMath('FILL(m, 0)'), samples([1, 1, 1, 1]), 4)).toEqual(['ALARM', 'ALARM', 'ALARM', 'ALARM']);
  });

  test('M of N: two of three', () => {
    const properties = { EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' };
    expect(states(alarm(properties), samples([0, 0, 1, 0, 1, 0, 0, 1]), 8)).toEqual(['OK', 'OK', 'OK', 'OK', 'ALARM', 'OK', 'OK', 'OK']);
  });
});

describe('statistics', () => {
  const store = new MetricStore([1, 2, 3, 4].map((value) => ({ time: START + value, namespace: 'N', name: 'm', dimensions: { A: '1' }, value, count: value * 10 })));
  const metric = { namespace: 'N', name: 'm', dimensions: { A: '1' } };

  test.each([
    ['Sum', 300], ['SampleCount', 100], ['Average', 3], ['Minimum', 1], ['Maximum', 4],
    ['p10', 1], ['p10.5', 2], ['p50', 3], ['p60', 3], ['p99.9', 4], ['p100', 4], ['tc60', 60], ['tm60', (10 + 40 + 90) / 60], ['tm20', 1.5],
    ['PR(:2)', 30], ['PR(:2.5)', 30], ['PR(2:3)', 30], ['PR(1:)', 90], ['PR(:0.5)', 0],
  ])('%s', (statistic, expected) => {
    expect(store.statistic(metric, statistic, START, START + 60)).toBeCloseTo(expected, 10);
  });

  test('are of one set of dimensions, and of what was published in the period', () => {
    expect(store.statistic({ ...metric, dimensions: {} }, 'Sum', START, START + 60)).toBeUndefined();
    expect(store.statistic(metric, 'Sum', START + 60, START + 120)).toBeUndefined();
    expect(store.statistic(metric, 'Sum', START - 600, START)).toBeUndefined();
    expect(store.statistic(metric, 'Sum', START - 600, START + 600)).toBe(300);
  });

  test('an average of zeroes and ones is a rate', () => {
    const events = samples([0, 1]).flatMap((event) => [{ ...event, count: event.value ? 1 : 3, time: START }]);
    expect(new MetricStore(events).statistic({ namespace: 'N', name: 'm', dimensions: {} }, 'Average', START, START + 60)).toBe(0.25);
  });

  test('percentiles of few samples are ignored, if so asked for', () => {
    const slow = (count: number) => [{ ...samples([9])[0], count }];
    const p99 = { Statistic: undefined, ExtendedStatistic: 'p99', Threshold: 5, TreatMissingData: 'notBreaching' };
    for (const [low, count, expected] of [['ignore', 999, 'INSUFFICIENT_DATA'], ['ignore', 1000, 'ALARM'], ['evaluate', 1, 'ALARM'], [undefined, 1, 'ALARM']] as const) {
      expect(states(alarm({ ...p99, ...low && { EvaluateLowSampleCountPercentile: low } }), slow(count), 1)).toEqual([expected]);
    }
  });
});

describe('an anomaly band', () => {
  /** 100 a minute, two standard deviations of which are 10 (5 % each); then 112 or 88. */
  const band = (operator: string) => onMath('ANOMALY_DETECTION_BAND(m, 2)', { Threshold: undefined, ComparisonOperator: operator, ThresholdMetricId: 'e1', TreatMissingData: 'notBreaching' });
  const withMetricReturned = (resource: ReturnType<typeof onMath>) => {
    resource.Properties.Metrics[1].ReturnData = true;
    return { ...resource, Properties: Object.fromEntries(Object.entries(resource.Properties).filter(([, value]) => value !== undefined)) as never };
  };
  const history = samples(Array.from({ length: 5 * DAY / MINUTE }, () => 100), START - 5 * DAY);

  test.each([
    ['LessThanLowerOrGreaterThanUpperThreshold', ['OK', 'ALARM', 'ALARM', 'OK']],
    ['LessThanLowerThreshold', ['OK', 'OK', 'ALARM', 'OK']],
    ['GreaterThanUpperThreshold', ['OK', 'ALARM', 'OK', 'OK']],
  ])('%s', (operator, expected) => {
    expect(states(withMetricReturned(band(operator)), [...history, ...samples([100, 112, 88, 100])], 4)).toEqual(expected);
  });

  test('is not there without days to learn from', () => {
    expect(states(withMetricReturned(band('GreaterThanUpperThreshold')), samples([100, 1000]), 2)).toEqual(['OK', 'OK']);
  });
});

describe('composite alarms', () => {
  const of = (known: Record<string, AlarmState>) => (rule: string) => parseAlarmRule(rule).isTrue((name) => known[name]);
  const isTrue = of({ 'a': 'ALARM', 'b': 'ALARM', 'o': 'OK', 'i': 'INSUFFICIENT_DATA', 'with "quotes", and (more)': 'ALARM' });

  test.each([
    ['ALARM(a)', true], ['ALARM("a")', true], ['OK(a)', false], ['OK(o)', true], ['INSUFFICIENT_DATA(i)', true], ['TRUE', true], ['FALSE', false],
    ['ALARM(a) AND ALARM(o)', false], ['ALARM(a) OR ALARM(o)', true], ['ALARM(a) AND NOT ALARM(o)', true], ['NOT (ALARM(a) OR ALARM(o))', false],
    ['(ALARM(a) OR ALARM(o)) AND TRUE', true], ['AT_LEAST(2, ALARM, (a, b, o))', true], ['AT_LEAST(3, ALARM, (a, b, o))', false],
    ['AT_LEAST(50%, OK, (a, o))', true], ['AT_LEAST("51%", OK, (a, o))', false], ['AT_LEAST(2, NOT ALARM, ("a", "o", i)) AND NOT ALARM(i)', true],
    ['ALARM("with \\"quotes\\", and (more)")', true],
  ])('%s', (rule, expected) => {
    expect(isTrue(rule)).toBe(expected);
  });

  test.each([
    ['ALARM(a) AND ALARM(b) OR ALARM(o)', 'AND beside OR'], ['alarm(a)', 'unknown function alarm'], ['ALARM(a', 'expected ), got its end'],
    ['AT_LEAST(x, ALARM, (a))', 'takes a number or a percentage'], ['AT_LEAST(1, FINE, (a))', 'expected a state'], ['ALARM()', 'expected an alarm'], ['', 'it ends too early'],
  ])('fails on %s', (rule, message) => {
    expect(() => isTrue(rule)).toThrow(message);
  });

  test('name alarms of the template by reference and by name, and each other in any order', () => {
    const composite = (AlarmRule: unknown) => ({ Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule } });
    const Resources = {
      Outer: composite({ 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['Inner', 'Arn'] }, '")']] }),
      Inner: composite({ 'Fn::Join': ['', ['ALARM(', { Ref: 'A' }, ') AND ALARM("named")']] }),
      A: alarm(),
      B: alarm({ AlarmName: 'named' }),
    };
    const { Outer } = simulate({ Resources }, samples([0, 1, 0]), { from: START + 60, to: START + 180 });
    expect(minutesOf(Outer.transitions)).toEqual([[1, 'OK'], [2, 'ALARM'], [3, 'OK']]);
    expect(minutesOf(Outer.actions)).toEqual([[1, 'OK'], [2, 'ALARM'], [3, 'OK']]);
    expect(() => simulate({ Resources: { C: composite('ALARM(no)') } }, [], { from: 0, to: 0 })).toThrow('no alarm "no" in the template');
    expect(() => simulate({ Resources: { C: composite('ALARM(${D})'), D: composite('ALARM(${C})') } }, [], { from: 0, to: 0 })).toThrow('name each other: C, D');
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html: "WaitPeriod is configured as 2 time units, and
  // ExtensionPeriod … as 3"; the alarm changes to ALARM at t2
  const alarming = [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
  test.each<[string, number[], number[], Array<[number, AlarmState]>]>([
    ['1: actions are not suppressed after WaitPeriod', alarming, [], [[4, 'ALARM']]],
    ['2: actions are suppressed by alarm before WaitPeriod expires', alarming, [3, 4, 5, 6, 7, 8, 9, 10, 11, 12], []],
    ['3: state transition when actions are suppressed by WaitPeriod', [0, 1], [], [[5, 'OK']]],
    ['4: state transition when actions are suppressed by alarm', alarming, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], []],
    ['5: actions are not suppressed after ExtensionPeriod', alarming, [3, 4, 5], [[9, 'ALARM']]],
    ['6: state transition when actions are suppressed by ExtensionPeriod', [0, 1, 1, 1, 1, 1], [3, 4, 5], [[9, 'OK']]],
  ])('suppress actions as in example %s', (_title, values, suppressed, expected) => {
    const Resources = {
      A: alarm({ TreatMissingData: 'notBreaching' }),
      S: alarm({ MetricName: 's', TreatMissingData: 'notBreaching' }),
      C: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: { AlarmRule: 'ALARM(${A})', ActionsSuppressor: { 'Fn::GetAtt': ['S', 'Arn'] }, ActionsSuppressorWaitPeriod: 120, ActionsSuppressorExtensionPeriod: 180 },
      },
    };
    const suppressor = samples(Array.from({ length: 12 }, (_, index) => Number(suppressed.includes(index + 1))), START, 's');
    // a long time of OK before, so that the first change is the one to ALARM
    const watched = samples([...values, ...Array(12 - values.length).fill(0)]);
    const { C } = simulate({ Resources }, [...watched, ...suppressor], { from: START - 10 * MINUTE, to: START + 12 * MINUTE });
    expect(minutesOf(C.actions.filter(({ time }) => time > START))).toEqual(expected);
  });
});

describe('fails, and does not guess,', () => {
  test.each<[string, Properties, string]>([
    ['an unknown property', { Promql: 'up' }, 'unknown property Promql'],
    ['a period below a minute', { Period: 30 }, 'expected a period of whole minutes, got 30 s'],
    ['an unknown statistic', { Statistic: 'IQM' }, 'unknown statistic "IQM"'],
    ['an unknown comparison', { ComparisonOperator: 'IsOdd' }, 'unknown ComparisonOperator IsOdd'],
    ['a threshold that is missing', { Threshold: undefined }, 'expected either Threshold or ThresholdMetricId'],
    ['a comparison with a band', { ComparisonOperator: 'LessThanLowerThreshold' }, 'LessThanLowerThreshold goes with ThresholdMetricId'],
    ['more datapoints than periods', { DatapointsToAlarm: 2 }, 'expected 1 to 1 datapoints to alarm, got 2'],
    ['too long a time', { EvaluationPeriods: 1441 }, 'all evaluation periods together are longer than 1 day(s)'],
    ['an unknown treatment', { TreatMissingData: 'whatever' }, 'unknown TreatMissingData whatever'],
    ['low samples of several periods', { Statistic: 'p99', EvaluationPeriods: 2, EvaluateLowSampleCountPercentile: 'ignore' }, 'is not documented'],
    ['low samples of a sum', { EvaluateLowSampleCountPercentile: 'ignore' }, 'is for a percentile of one metric'],
    ['a dimension that is not known', { Dimensions: [{ Name: 'A', Value: { 'Fn::Select': [0, []] } }] }, 'cannot resolve {"Fn::Select":[0,[]]}'],
  ])('on %s', (_title, properties, message) => {
    expect(() => states(alarm(properties), [], 1)).toThrow(message);
  });

  test('on metrics of two periods, of no or two that return data, and on a unit', () => {
    const [expression, metric] = onMath('m').Properties.Metrics as [object, { MetricStat: object }];
    const withMetrics = (...Metrics: object[]) => () => states(onMath('m', { Metrics }), [], 1);
    expect(withMetrics(expression, metric, { ...metric, Id: 'n', MetricStat: { ...metric.MetricStat, Period: 120 } })).toThrow('expected one period of all metrics, got 60, 120');
    expect(withMetrics(metric)).toThrow('expected one metric that returns data, got 0');
    expect(withMetrics(expression, { ...metric, ReturnData: true })).toThrow('expected one metric that returns data, got 2');
    expect(withMetrics(expression, { ...metric, MetricStat: { ...metric.MetricStat, Unit: 'Count' } })).toThrow('units are not modelled');
  });
});

describe('a mute window', () => {
  const rule = (schedule: object): CfnTemplate => ({
    Resources: { Mute: { Type: 'AWS::CloudWatch::AlarmMuteRule', Properties: { Rule: { Schedule: schedule }, MuteTargets: { AlarmNames: [{ Ref: 'Calls' }] } } } },
  });
  const at = 'at(2026-01-05T02:00)';

  test('is read from its rule', () => {
    expect(muteWindowsOf(rule({ Expression: at, Duration: 'P1DT2H30M' }))).toEqual([{ from: START + 2 * HOUR, to: START + 28.5 * HOUR, alarms: ['Calls'] }]);
  });

  test.each([[{ Expression: 'cron(0 2 * * *)', Duration: 'PT1H' }], [{ Expression: at, Duration: 'PT1H', Timezone: 'Europe/Berlin' }], [{ Expression: at, Duration: '1 hour' }]])('throws on %j', (schedule) => {
    expect(() => muteWindowsOf(rule(schedule))).toThrow('unknown in a mute rule');
  });

  test('takes no actions but the one that is due at its end', () => {
    const template = rule({ Expression: 'at(2026-01-05T00:10)', Duration: 'PT10M' });
    const Calls = alarm({ TreatMissingData: 'notBreaching' });
    const actions = (...minutes: number[]) => {
      const events = minutes.flatMap((minute) => samples([1], START + minute * MINUTE));
      const history = simulate({ Resources: { ...template.Resources, Calls } }, events, { from: START, to: START + HOUR }).Calls;
      return history.actions.map(({ time, state }) => [(time - START) / MINUTE, state]);
    };
    expect(actions(5)).toEqual([[0, 'OK'], [6, 'ALARM'], [9, 'OK']]);
    expect(actions(12)).toEqual([[0, 'OK']]);
    expect(actions(18, 19, 20, 21)).toEqual([[0, 'OK'], [20, 'ALARM'], [25, 'OK']]);
  });
});
