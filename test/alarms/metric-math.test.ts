import { evaluateMath, MathContext, onlySeries, parseMath, Series } from './support/metric-math';

const _ = undefined;
const START = Date.UTC(2026, 0, 4, 23, 58) / 1000; // a Sunday, two minutes before Monday

/** The result of an expression on metrics of one minute. */
function math(expression: string, metrics: Record<string, Series>, more: Partial<MathContext> = {}) {
  const [{ length }] = Object.values(metrics);
  return evaluateMath(parseMath(expression), {
    timestamps: Array.from({ length }, (__, index) => START + 60 * index),
    period: 60,
    metricIds: Object.keys(metrics),
    value: (id) => (id in metrics ? { series: metrics[id] } : fail(`no metric ${id}`)),
    anomalyBand: () => fail('no band'),
    ...more,
  });
}

const series = (expression: string, metrics: Record<string, Series>) => onlySeries(math(expression, metrics));

function fail(reason: string): never {
  throw new Error(reason);
}

describe("the guide's examples", () => {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-operators
  test.each<[string, Series]>([
    ['(metric1 < metric2)', [0, 0, 1, 0]],
    ['(metric1 >= 30)', [1, 0, 0, 0]],
    ['(metric1 > 15 AND metric2 > 15)', [1, 0, 0, 0]],
    ['metric1 > 15 && metric2 > 15', [1, 0, 0, 0]],
  ])('of comparison and logic: %s', (expression, expected) => {
    expect(series(expression, { metric1: [30, 20, 0, 0], metric2: [20, _, 20, _] })).toEqual(expected);
  });

  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#using-IF-expressions
  test.each<[string, Series]>([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, _, _]],
    ['IF(metric1, 5, metric3)', [5, 5, 20, _, _]],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, _]],
    ['IF(metric1, metric2)', [30, 0, _, _, _]],
    ['IF(metric1 > 0, 1, 0)', [1, 1, 0, 0, _]],
    ['IF(1, metric2, metric3)', [30, _, 0, 0, 30]],
    ['IF(0, metric2, metric3)', [0, 0, 20, _, 20]],
    ['IF(0, metric2)', [_, _, _, _, _]],
  ])('of IF: %s', (expression, expected) => {
    expect(series(expression, { metric1: [1, 1, 0, 0, _], metric2: [30, _, 0, 0, 30], metric3: [0, 0, 20, _, 20] })).toEqual(expected);
  });

  test.each<[string, Series]>([
    ['PERIOD(m1)/60 * m1', [1, 2, 3]],
    ['5 * m1', [5, 10, 15]],
    ['m1 - m2', [0, 2, -1]],
    ['SUM(100/[m1, m2])', [200, 50, 100 / 3 + 25]],
    ['AVG([m1,m2]/m1)', [1, 0.5, (1 + 4 / 3) / 2]],
    ['SUM(METRICS()*100)', [200, 200, 700]],
    ['-5*m1', [-5, -10, -15]],
    ['SUM(-[m1, m2])', [-2, -2, -7]],
    ['m1-AVG(m1)', [-1, 0, 1]],
    ['m1/PERIOD(m1)', [1 / 60, 2 / 60, 3 / 60]],
    ['SUM(METRICS("m1"))', [1, 2, 3]],
    ['SUM([METRICS("m1"), METRICS("m2")])', [2, 2, 7]],
    ['m1/METRIC_COUNT(METRICS())', [0.5, 1, 1.5]],
    ['ABS(m1-m2)', [0, 2, 1]],
    ['TIME_SERIES(5*AVG(m1))', [10, 10, 10]],
    ['SUM(m1) / DATAPOINT_COUNT(m1) * m1', [2, 4, 6]],
    ['DATAPOINT_COUNT(METRICS())', [2, 1, 2]],
    ['SUM(METRICS())/SUM(m1)', [2 / 6, 2 / 6, 7 / 6]],
    ['FIRST(METRICS())', [1, 2, 3]],
    ['LAST(METRICS())', [1, _, 4]],
  ])('of functions: %s', (expression, expected) => {
    expect(series(expression, { m1: [1, 2, 3], m2: [1, _, 4] })).toEqual(expected);
  });
});

describe('gaps', () => {
  test('are 0 beside a datapoint of another series, and no datapoint where neither has one', () => {
    expect(series('a + b', { a: [1, _, 3, _], b: [_, 2, 3, _] })).toEqual([1, 2, 6, _]);
    expect(series('a > b', { a: [1, _, 3, _], b: [_, 2, 3, _] })).toEqual([1, 0, 0, _]);
  });

  test('stay gaps beside a scalar', () => {
    expect(series('a + 1', { a: [1, _] })).toEqual([2, _]);
  });

  test('are what a division by zero leaves', () => {
    expect(series('a / b', { a: [1, 2, 0, 1], b: [1, 0, 0, _] })).toEqual([1, _, _, _]);
  });

  test.each<[string, Series]>([
    ['FILL(a, 0)', [0, 10, 0, 0, 40, 0]],
    ['FILL(a, REPEAT)', [_, 10, 10, 10, 40, 40]],
    ['FILL(a, LINEAR)', [_, 10, 20, 30, 40, _]],
    ['FILL(a, MIN(a))', [10, 10, 10, 10, 40, 10]],
    ['SUM(FILL(METRICS("a"), b))', [1, 10, 3, 4, 40, 6]],
    ['DIFF(a)', [_, _, _, _, 30, _]],
    ['RATE(a)', [_, _, _, _, 30 / 180, _]],
    ['DIFF_TIME(a)', [_, _, _, _, 180, _]],
    ['RUNNING_SUM(a)', [_, 10, _, _, 50, _]],
  ])('and %s', (expression, expected) => {
    expect(series(expression, { a: [_, 10, _, _, 40, _], b: [1, 2, 3, 4, 5, 6] })).toEqual(expected);
  });

  test('of a metric that is not there at all are filled', () => {
    expect(series('FILL(a, 0)', { a: [_, _] })).toEqual([0, 0]);
  });
});

test('precedence, rounding, logarithms and the calendar', () => {
  expect(series('1 + 2 * a ^ 2 - 4 / a > 2 OR a == 1', { a: [1, 2] })).toEqual([1, 1]);
  expect(series('(-a) ^ 2 - -1', { a: [3] })).toEqual([10]);
  expect(series('10 - a - 2', { a: [3] })).toEqual([5]);
  expect(series('FLOOR(a) + 10 * CEIL(a) + 100 * LOG10(b) + LOG(b / b)', { a: [1.5], b: [100] })).toEqual([221]);
  expect(series('HOUR(a)', { a: [1, _, 1] })).toEqual([23, 23, 0]);
  expect(series('DAY(a)', { a: [1, _, 1] })).toEqual([7, 7, 1]);
  expect(series('MINUTE(a) + 100 * DATE(a) + 10000 * MONTH(a) + 1000000 * YEAR(a)', { a: [1] })).toEqual([2026010458]);
  expect(series('EPOCH(a)', { a: [1, 1] })).toEqual([START, START + 60]);
});

test('the anomaly band is its upper and its lower limit', () => {
  const band = { anomalyBand: (__: string, deviations: number) => [[deviations], [-deviations]] as const };
  expect(math('LAST(ANOMALY_DETECTION_BAND(a))', { a: [0] }, band)).toEqual({ series: [-2] });
  expect(math('FIRST(ANOMALY_DETECTION_BAND(a, 3))', { a: [0] }, band)).toEqual({ series: [3] });
});

describe('fails, and does not guess,', () => {
  test.each([
    ['SEARCH("{AWS/ApiGateway}", "Sum")', 'unknown function SEARCH'],
    ['toString(a)', 'unknown function toString'],
    ['STDDEV(a)', 'unknown function STDDEV'],
    ['sum(a)', 'unknown function sum'],
    ['a ^ 2 ^ 3', 'a power of a power: write parentheses'],
    ['-a ^ 2', 'a sign before a power: write parentheses'],
    ['a < b < 3', 'a comparison of a comparison'],
    ['a AND b OR a', 'AND beside OR'],
    ['a b', 'expected its end, got b'],
    ['(a', 'expected ), got its end'],
    ['a +', 'it ends too early'],
    ['a % 2', 'unknown character %'],
    ['a ? 1 : 2', 'unknown character ?'],
    ['c', 'no metric c'],
    ['AVG(a)', 'expected one time series, got a scalar'],
    ['METRICS()', 'expected one time series, got an array'],
    ['METRICS() + METRICS()', '+ of arrays of time series is not documented'],
    ['METRICS() > 1', '> of arrays of time series is not documented'],
    ['MAX([a, b])', 'MAX of an array with gaps is not documented'],
    ['TIME_SERIES(MAX(c0))', 'MAX of a time series without datapoints'],
    ['IF(1, 2, 3)', 'IF of a scalar takes time series'],
    ['IF(a, METRICS())', 'IF takes time series and scalars'],
    ['FILL(a, b)', 'FILL takes a scalar'],
    ['PERIOD(a + b)', 'PERIOD takes the id of a metric'],
    ['a * (1 / 0)', 'a scalar that is not finite'],
    ['[1, 2]', 'an array of scalars'],
    ['ABS(-1) * a', 'ABS takes time series, got a scalar'],
    ['FILL(a)', 'FILL takes 2 arguments, got 1'],
    ['a + "b"', 'unexpected text "b"'],
  ])('on %s', (expression, message) => {
    expect(() => series(expression, { a: [1, _], b: [_, 2], c0: [_, _] })).toThrow(message);
  });
});
