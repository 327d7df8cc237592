/**
 * CloudWatch metric math, as https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html has it
 * ("the guide" below). What the guide does not say is not guessed: it throws.
 *
 * All series of an alarm share their timestamps: "each metric must be using the same period"
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create-alarm-on-metric-math-expression.html).
 */
import { Tokens } from './expression-parser';

/** A value for each timestamp; undefined where there is no datapoint. */
export type Series = ReadonlyArray<number | undefined>;

/** "Data type abbreviations": S, TS, TS[]. */
export type Value = { readonly scalar: number } | { readonly series: Series } | { readonly list: readonly Series[] };

/** What an expression is calculated from. */
export interface MathContext {
  /** The timestamps, oldest first: the starts of the periods. */
  readonly timestamps: readonly number[];
  /** Seconds between them. */
  readonly period: number;
  /** The ids of metrics, without those of expressions. */
  readonly metricIds: readonly string[];
  /** The series of a metric or of another expression. */
  value(id: string): Value;
  /** The upper and the lower limit of what is expected of a metric or expression, each by timestamp. */
  anomalyBand(id: string, deviations: number): readonly [upper: Series, lower: Series];
}

// looked up once: in Jest's sandbox each look-up of a global takes long, and these are called for each datapoint
const { isFinite } = Number;
const { hasOwn } = Object;

export type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'id'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'negation'; readonly operand: Node }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Node[] };

const TOKEN = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+|[A-Za-z][A-Za-z0-9_]*|"[^"]*"|'[^']*'|==|!=|<=|>=|&&|\|\||[-+*/^<>(),[\]]/;
const LOGICAL: Record<string, string> = { 'AND': 'AND', '&&': 'AND', 'OR': 'OR', '||': 'OR' };

/**
 * Reads an expression. Precedence is the usual one of arithmetic (`^`, sign, `* /`, `+ -`, comparison, logic); the guide publishes
 * none, so where usage differs (`a ^ b ^ c`, `-a ^ b`, `a < b < c`, `a AND b OR c`) parentheses are asked for.
 */
export function parseMath(expression: string): Node {
  const tokens = new Tokens(expression, TOKEN);
  const node = logic(tokens);
  tokens.end();
  return node;
}

function logic(tokens: Tokens): Node {
  let left = comparison(tokens);
  let first: string | undefined;
  for (let token = tokens.takeIf(...Object.keys(LOGICAL)); token; token = tokens.takeIf(...Object.keys(LOGICAL))) {
    const operator = LOGICAL[token];
    first ??= operator;
    if (operator !== first) tokens.fail('AND beside OR: which goes first is not documented, write parentheses');
    left = { kind: 'operation', operator, left, right: comparison(tokens) };
  }
  return left;
}

const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>'];

function comparison(tokens: Tokens): Node {
  const left = sum(tokens);
  const operator = tokens.takeIf(...COMPARISONS);
  if (!operator) return left;
  const right = sum(tokens);
  if (tokens.next && COMPARISONS.includes(tokens.next)) tokens.fail('a comparison of a comparison: write parentheses');
  return { kind: 'operation', operator, left, right };
}

function sum(tokens: Tokens): Node {
  let left = product(tokens);
  for (let operator = tokens.takeIf('+', '-'); operator; operator = tokens.takeIf('+', '-')) {
    left = { kind: 'operation', operator, left, right: product(tokens) };
  }
  return left;
}

function product(tokens: Tokens): Node {
  let left = signed(tokens);
  for (let operator = tokens.takeIf('*', '/'); operator; operator = tokens.takeIf('*', '/')) {
    left = { kind: 'operation', operator, left, right: signed(tokens) };
  }
  return left;
}

function signed(tokens: Tokens): Node {
  if (!tokens.takeIf('-')) return power(tokens);
  const operand = tokens.next === '-' ? signed(tokens) : primary(tokens);
  if (tokens.next === '^') tokens.fail('a sign before a power: write parentheses');
  return { kind: 'negation', operand };
}

function power(tokens: Tokens): Node {
  const left = primary(tokens);
  if (!tokens.takeIf('^')) return left;
  const right = tokens.next === '-' ? signed(tokens) : primary(tokens);
  if (tokens.next === '^') tokens.fail('a power of a power: write parentheses');
  return { kind: 'operation', operator: '^', left, right };
}

function primary(tokens: Tokens): Node {
  const token = tokens.take();
  if (/^[\d.]/.test(token)) return { kind: 'number', value: Number(token) };
  if (/^["']/.test(token)) return { kind: 'text', value: token.slice(1, -1) };
  if (token === '(') {
    const node = logic(tokens);
    tokens.expect(')');
    return node;
  }
  if (token === '[') return { kind: 'list', items: operands(tokens, ']') };
  if (tokens.takeIf('(')) return { kind: 'call', name: token, operands: operands(tokens, ')') };
  if (!/^[A-Za-z]/.test(token)) tokens.fail(`unexpected ${token}`);
  return { kind: 'id', name: token };
}

function operands(tokens: Tokens, end: string): Node[] {
  const found: Node[] = [];
  if (tokens.takeIf(end)) return found;
  do found.push(logic(tokens)); while (tokens.takeIf(','));
  tokens.expect(end);
  return found;
}

/** The value of an expression. */
export function evaluateMath(node: Node, context: MathContext): Value {
  switch (node.kind) {
    case 'number': return { scalar: node.value };
    case 'id': return context.value(node.name);
    case 'list': return { list: node.items.flatMap((item) => listed(evaluateMath(item, context))) };
    case 'negation': return mapped(evaluateMath(node.operand, context), (value) => -value);
    case 'operation': return operate(node.operator, evaluateMath(node.left, context), evaluateMath(node.right, context));
    case 'call': return call(node, context);
    default: throw new Error(`unexpected text ${JSON.stringify(node.value)}`);
  }
}

/** The one series that an expression has to end in: "all final results of expressions must be a single time series or an array". */
export function onlySeries(value: Value): Series {
  if ('series' in value) return value.series;
  throw new Error(`expected one time series, got ${'scalar' in value ? 'a scalar' : 'an array of time series'}`);
}

function listed(value: Value): readonly Series[] {
  if ('scalar' in value) throw new Error('an array of scalars is not documented');
  return 'list' in value ? value.list : [value.series];
}

/** NaN and infinite values are no datapoints: "if the value of a data point causes a division by zero, the data point is dropped". */
function datapoint(value: number): number | undefined {
  return isFinite(value) ? value : undefined;
}

function mapped(value: Value, change: (value: number) => number): Value {
  const each = (series: Series) => series.map((point) => (point === undefined ? undefined : datapoint(change(point))));
  if ('scalar' in value) return { scalar: finite(change(value.scalar)) };
  return 'series' in value ? { series: each(value.series) } : { list: value.list.map(each) };
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Error('a scalar that is not finite is not documented');
  return value;
}

const ARITHMETIC: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

/** "Each data point is either 0 (false) or 1 (true)." */
const BOOLEAN: Record<string, (a: number, b: number) => boolean> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  'AND': (a, b) => a !== 0 && b !== 0,
  'OR': (a, b) => a !== 0 || b !== 0,
};

/**
 * "Basic arithmetic functions": S, S; S, TS; TS, TS; S, TS[]; TS, TS[]. "Missing values in a time series are treated as 0", so where
 * only one of two series has a datapoint the other one is 0 (seen: "missing + 0" is 0, compiler-explorer/infra pull request 1661);
 * "Comparison and logical operators" say the same of comparisons. Where neither has one, nor the series beside a scalar, there is
 * no timestamp to have a datapoint at. Arrays are compared nowhere in the guide.
 */
function operate(operator: string, left: Value, right: Value): Value {
  const compares = operator in BOOLEAN;
  const calculate = compares ? (a: number, b: number) => (BOOLEAN[operator](a, b) ? 1 : 0) : ARITHMETIC[operator];
  if ('scalar' in left && 'scalar' in right) return { scalar: finite(calculate(left.scalar, right.scalar)) };
  if ('list' in left || 'list' in right) {
    if (compares || ('list' in left && 'list' in right)) throw new Error(`${operator} of arrays of time series is not documented`);
    const pairs = 'list' in left
      ? left.list.map((series) => operate(operator, { series }, right))
      : (right as { list: readonly Series[] }).list.map((series) => operate(operator, left, { series }));
    return { list: pairs.map(onlySeries) };
  }
  const point = (value: Value, index: number) => ('scalar' in value ? value.scalar : onlySeries(value)[index]);
  const both = 'series' in left && 'series' in right;
  return {
    series: onlySeries('series' in left ? left : right).map((_, index) => {
      const [a, b] = [point(left, index), point(right, index)];
      if (both ? a === undefined && b === undefined : a === undefined || b === undefined) return undefined;
      return datapoint(calculate(a ?? 0, b ?? 0));
    }),
  };
}

type Call = Extract<Node, { kind: 'call' }>;

/** Functions of the datapoints of each series. */
const EACH: Record<string, (value: number) => number> = {
  ABS: Math.abs,
  CEIL: Math.ceil,
  FLOOR: Math.floor,
  LOG: Math.log,
  LOG10: Math.log10,
};

/** "A new non-sparse time series where each value is based on its timestamp"; `DAY(m1)<6` is "Monday to Friday", so Monday is 1. */
const CALENDAR: Record<string, (time: Date) => number> = {
  MINUTE: (time) => time.getUTCMinutes(),
  HOUR: (time) => time.getUTCHours(),
  DAY: (time) => time.getUTCDay() || 7,
  DATE: (time) => time.getUTCDate(),
  MONTH: (time) => time.getUTCMonth() + 1,
  YEAR: (time) => time.getUTCFullYear(),
  EPOCH: (time) => time.getTime() / 1000,
};

function call(node: Call, context: MathContext): Value {
  const { name, operands: given } = node;
  const arity = (least: number, most = least) => {
    if (given.length < least || given.length > most) throw new Error(`${name} takes ${least}${most > least ? ` to ${most}` : ''} arguments, got ${given.length}`);
  };
  const argument = (index: number) => evaluateMath(given[index], context);
  if (hasOwn(EACH, name)) {
    arity(1);
    return ofSeries(name, argument(0), (series) => onlySeries(mapped({ series }, EACH[name])));
  }
  if (hasOwn(CALENDAR, name)) {
    arity(1);
    onlySeries(argument(0));
    return { series: context.timestamps.map((time) => CALENDAR[name](new Date(time * 1000))) };
  }
  switch (name) {
    case 'SUM': case 'AVG': case 'MIN': case 'MAX': case 'DATAPOINT_COUNT':
      arity(1);
      return aggregate(name, argument(0));
    case 'DIFF': case 'DIFF_TIME': case 'RATE': case 'RUNNING_SUM':
      arity(1);
      return ofSeries(name, argument(0), (series) => sequential(name, series, context));
    case 'FILL':
      arity(2);
      return fill(argument(0), given[1], context);
    case 'IF':
      arity(2, 3);
      return choose(argument(0), argument(1), given[2] && argument(2));
    case 'FIRST': case 'LAST': {
      arity(1);
      const value = argument(0);
      if (!('list' in value) || value.list.length === 0) throw new Error(`${name} takes an array of time series`);
      return { series: value.list[name === 'FIRST' ? 0 : value.list.length - 1] };
    }
    case 'METRICS': {
      arity(0, 1);
      const part = given[0] && textOf(name, given[0]);
      return { list: context.metricIds.filter((id) => id.includes(part ?? '')).map((id) => onlySeries(context.value(id))) };
    }
    case 'METRIC_COUNT': {
      arity(1);
      const value = argument(0);
      if (!('list' in value)) throw new Error('METRIC_COUNT takes an array of time series');
      return { scalar: value.list.length };
    }
    case 'PERIOD':
      arity(1);
      if (!context.metricIds.includes(idOf(name, given[0]))) throw new Error('PERIOD: "valid input is metrics, not the results of other expressions"');
      return { scalar: context.period };
    case 'TIME_SERIES': {
      arity(1);
      const value = argument(0);
      if (!('scalar' in value)) throw new Error('TIME_SERIES takes a scalar');
      return { series: context.timestamps.map(() => value.scalar) };
    }
    case 'ANOMALY_DETECTION_BAND': {
      arity(1, 2);
      // "if you don't specify this argument, the default of 2 is used"; "LAST(ANOMALY_DETECTION_BAND(m1)) returns the lower bound"
      const deviations = given[1] ? argument(1) : { scalar: 2 };
      if (!('scalar' in deviations)) throw new Error('ANOMALY_DETECTION_BAND takes a number of standard deviations');
      return { list: context.anomalyBand(idOf(name, given[0]), deviations.scalar) };
    }
    default: throw new Error(`unknown function ${name}`);
  }
}

function idOf(name: string, node: Node): string {
  if (node.kind !== 'id') throw new Error(`${name} takes the id of a metric`);
  return node.name;
}

function textOf(name: string, node: Node): string {
  if (node.kind !== 'text') throw new Error(`${name} takes a text in quotation marks`);
  return node.value;
}

function ofSeries(name: string, value: Value, change: (series: Series) => Series): Value {
  if ('scalar' in value) throw new Error(`${name} takes time series, got a scalar`);
  return 'series' in value ? { series: change(value.series) } : { list: value.list.map(change) };
}

/**
 * Of a series a scalar, over all datapoints that were retrieved: "this function acts differently when extra data is requested", and
 * an alarm requests more than it evaluates. Of an array a series; missing values are 0 in SUM and AVG. What MIN and MAX make of
 * an array with gaps, and AVG, MIN and MAX of a series without datapoints, is not documented.
 */
function aggregate(name: string, value: Value): Value {
  if ('scalar' in value) throw new Error(`${name} takes time series, got a scalar`);
  if ('series' in value) {
    const points = value.series.filter((point) => point !== undefined);
    if (name === 'DATAPOINT_COUNT') return { scalar: points.length };
    if (points.length === 0 && name !== 'SUM') throw new Error(`${name} of a time series without datapoints is not documented`);
    return { scalar: reduce(name, points) };
  }
  if (value.list.length === 0) throw new Error(`${name} of no time series is not documented`);
  return {
    series: value.list[0].map((_, index) => {
      const points = value.list.map((series) => series[index]);
      const present = points.filter((point) => point !== undefined);
      if (name === 'DATAPOINT_COUNT') return present.length;
      if (present.length === 0) return undefined;
      if (present.length < points.length && (name === 'MIN' || name === 'MAX')) throw new Error(`${name} of an array with gaps is not documented: FILL it first`);
      return reduce(name, points.map((point) => point ?? 0));
    }),
  };
}

function reduce(name: string, points: readonly number[]): number {
  if (name === 'MIN') return Math.min(...points);
  if (name === 'MAX') return Math.max(...points);
  const total = points.reduce((a, b) => a + b, 0);
  return name === 'AVG' ? total / points.length : total;
}

/** Each datapoint and the one before it: "divided by the time difference in seconds between the two values". */
function sequential(name: string, series: Series, { timestamps }: MathContext): Series {
  let before: { value: number; time: number } | undefined;
  let total = 0;
  return series.map((value, index) => {
    if (value === undefined) return undefined;
    const now = { value, time: timestamps[index] };
    const previous = before;
    before = now;
    if (name === 'RUNNING_SUM') return total += value;
    if (!previous) return undefined;
    if (name === 'DIFF_TIME') return now.time - previous.time;
    return name === 'DIFF' ? now.value - previous.value : (now.value - previous.value) / (now.time - previous.time);
  });
}

/**
 * "Fills the missing values of a time series" with a scalar, the most recent value before (REPEAT), a line between the values
 * beside the gap (LINEAR), or, for an array, the values of a time series. What REPEAT and LINEAR have no value for stays missing.
 */
function fill(value: Value, filler: Node, context: MathContext): Value {
  const mode = filler.kind === 'id' && ['REPEAT', 'LINEAR'].includes(filler.name) ? filler.name : evaluateMath(filler, context);
  return ofSeries('FILL', value, (series) => series.map((point, index) => {
    if (point !== undefined) return point;
    if (mode === 'REPEAT') return series.slice(0, index).reverse().find((before) => before !== undefined);
    if (mode === 'LINEAR') return interpolated(series, index);
    if (typeof mode === 'string' || 'list' in mode || ('series' in mode && !('list' in value))) throw new Error('FILL takes a scalar, REPEAT or LINEAR; for an array also a time series');
    return 'scalar' in mode ? mode.scalar : mode.series[index];
  }));
}

function interpolated(series: Series, index: number): number | undefined {
  let [left, right] = [index, index];
  while (left >= 0 && series[left] === undefined) left--;
  while (right < series.length && series[right] === undefined) right++;
  if (left < 0 || right === series.length) return undefined;
  return series[left]! + (series[right]! - series[left]!) * (index - left) / (right - left);
}

/**
 * "Using IF expressions": by timestamp, where the condition has one. A value that is missing where the condition is true is 0, one
 * that is missing where it is false is dropped, and so is what has no third argument. A scalar condition takes whole series.
 */
function choose(condition: Value, yes: Value, no: Value | undefined): Value {
  if ('list' in condition || 'list' in yes || (no && 'list' in no)) throw new Error('IF takes time series and scalars, got an array of time series');
  if ('scalar' in condition) {
    if (!('series' in yes) || (no && !('series' in no))) throw new Error('IF of a scalar takes time series: IF(S, TS, TS)');
    return condition.scalar !== 0 ? yes : no ?? { series: yes.series.map(() => undefined) };
  }
  const point = (value: Value, index: number) => ('scalar' in value ? value.scalar : onlySeries(value)[index]);
  return {
    series: condition.series.map((is, index) => {
      if (is === undefined) return undefined;
      return is !== 0 ? point(yes, index) ?? 0 : no && point(no, index);
    }),
  };
}
