/**
 * The part of the query language of CloudWatch Logs Insights that saved queries need, as AWS documents it. It is stricter than the service:
 * it refuses names that the documentation wants in backticks, words of the language for names, and numbers made of text that is none.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */

export type Value = string | number | boolean | undefined;

/** A log event with its fields, or a row of a result. */
export type Row = Record<string, Value>;

/** Whether a number in quotes is compared with a number as a number or as text: the documentation does not say. */
export interface Semantics { readonly compare: 'numbers' | 'text' }

interface Token { readonly kind: 'name' | 'text' | 'pattern' | 'number' | 'symbol'; readonly text: string; readonly quoted?: boolean; readonly unit?: string; readonly flags?: string }

type Expression =
  | { kind: 'name'; name: string }
  | { kind: 'value'; value: string | number }
  | { kind: 'pattern'; pattern: RegExp }
  | { kind: 'period'; milliseconds: number }
  | { kind: 'all' }
  | { kind: 'call'; name: string; operands: Expression[] }
  | { kind: 'operation'; operator: string; operands: Expression[] };

interface Column { readonly expression: Expression; readonly name: string; readonly named: boolean }

type Command =
  | { kind: 'fields' | 'display'; columns: Column[] }
  | { kind: 'filter'; condition: Expression }
  | { kind: 'stats'; results: Column[]; groups: Column[] }
  | { kind: 'sort'; by: Array<{ name: string; descending: boolean }> }
  | { kind: 'dedup'; names: string[] }
  | { kind: 'limit'; count: number };

const COMMANDS = ['fields', 'display', 'filter', 'stats', 'sort', 'dedup', 'limit'];
const WORDS = new Set([...COMMANDS, 'parse', 'pattern', 'diff', 'unmask', 'unnest', 'join', 'source', 'and', 'or', 'not', 'in', 'like', 'as', 'by', 'asc', 'desc']);
const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const FUNCTIONS = ['abs', 'bin', 'ceil', 'coalesce', 'concat', 'floor', 'ispresent', 'strcontains', 'strlen'];
const AGGREGATES = ['count', 'count_distinct', 'sum', 'avg', 'min', 'max', 'pct', 'earliest', 'latest'];

function tokens(query: string): Token[] {
  const found: Token[] = [];
  let rest = query;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const match = pattern.exec(rest);
    if (match) rest = rest.slice(match[0].length);
    return match ?? undefined;
  };
  for (;;) {
    if (take(/^(\s+|#[^\n]*(\n|$))/)) continue;
    if (rest === '') return found;
    const beforePattern = found.at(-1)?.text === 'like' || found.at(-1)?.text === '=~';
    const pattern = beforePattern ? take(/^\/((?:[^/\\\n]|\\.)+)\/(i?)/) : undefined;
    const text = take(/^"((?:[^"\\]|\\.)*)"|^'((?:[^'\\]|\\.)*)'/);
    if (pattern) { found.push({ kind: 'pattern', text: pattern[1], flags: pattern[2] }); continue; }
    if (text) { found.push({ kind: 'text', text: (text[1] ?? text[2]).replace(/\\(.)/g, '$1') }); continue; }
    const number = take(/^(\d+(?:\.\d+)?)(ms|[smhd])?(?![\w.])/);
    if (number) { found.push({ kind: 'number', text: number[1], unit: number[2] }); continue; }
    const quoted = take(/^`([^`]+)`/);
    if (quoted) { found.push({ kind: 'name', text: quoted[1], quoted: true }); continue; }
    const name = take(/^count_distinct(?=\()|^@?[A-Za-z][A-Za-z0-9.]*(?!\w)/); // others are to be in backticks, with underscores, too
    if (name) { found.push({ kind: 'name', text: name[0] }); continue; }
    const symbol = take(/^(!=|<=|>=|=~|[=<>()|,+\-*/%^[\]])/) ?? fail(`no token: ${rest.slice(0, 30)}`);
    found.push({ kind: 'symbol', text: symbol[0] });
  }
}

function fail(message: string): never {
  throw new Error(`Logs Insights: ${message}`);
}

class Parser {
  private at = 0;

  constructor(private readonly all: Token[]) {}

  public commands(): Command[] {
    const found = [this.command()];
    while (this.skip('|')) found.push(this.command());
    if (this.at < this.all.length) fail(`unexpected ${this.all[this.at].text}`);
    return found;
  }

  private command(): Command {
    const { text } = this.next();
    switch (text) {
      case 'fields': case 'display': return { kind: text, columns: this.list(() => this.column(text === 'fields')) };
      case 'filter': return { kind: text, condition: this.or() };
      case 'stats': {
        const results = this.list(() => this.column(true));
        return { kind: text, results, groups: this.skip('by') ? this.list(() => this.column(true)) : [] };
      }
      case 'sort': return { kind: text, by: this.list(() => ({ name: this.name(), descending: this.skip('desc') || (this.expect('asc'), false) })) };
      case 'dedup': return { kind: text, names: this.list(() => this.name()) };
      case 'limit': return { kind: text, count: Number(this.next().text) };
      default: return fail(`no command: ${text}`);
    }
  }

  private list<T>(one: () => T): T[] {
    const found = [one()];
    while (this.skip(',')) found.push(one());
    return found;
  }

  private column(mayBeNamed: boolean): Column {
    const start = this.at;
    const expression = this.sum();
    const source = this.all.slice(start, this.at).map(({ text, unit = '' }) => text + unit).join('');
    const named = mayBeNamed && this.skip('as');
    return { expression, named, name: named ? this.name() : source };
  }

  private or(): Expression {
    let left = this.and();
    while (this.skip('or')) left = { kind: 'operation', operator: 'or', operands: [left, this.and()] };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.skip('and')) left = { kind: 'operation', operator: 'and', operands: [left, this.not()] };
    return left;
  }

  private not(): Expression {
    return this.skip('not') ? { kind: 'operation', operator: 'not', operands: [this.not()] } : this.comparison();
  }

  private comparison(): Expression {
    const left = this.sum();
    const negated = this.peek() === 'not' && ['like', 'in'].includes(this.all[this.at + 1]?.text) && this.skip('not');
    const operator = ['=', '!=', '<=', '>=', '<', '>', 'like', 'in'].find((candidate) => this.skip(candidate));
    if (!operator) return left;
    const operands = operator === 'in' ? [left, ...this.values()] : [left, this.sum()];
    const compared: Expression = { kind: 'operation', operator, operands };
    return negated ? { kind: 'operation', operator: 'not', operands: [compared] } : compared;
  }

  private values(): Expression[] {
    this.expect('[');
    const found = this.list(() => this.sum());
    this.expect(']');
    return found;
  }

  private sum(): Expression {
    let left = this.product();
    for (let operator; (operator = ['+', '-'].find((candidate) => this.skip(candidate)));) left = { kind: 'operation', operator, operands: [left, this.product()] };
    return left;
  }

  private product(): Expression {
    let left = this.primary();
    for (let operator; (operator = ['*', '/', '%'].find((candidate) => this.skip(candidate)));) left = { kind: 'operation', operator, operands: [left, this.primary()] };
    return left;
  }

  private primary(): Expression {
    const token = this.next();
    if (token.kind === 'text') return { kind: 'value', value: token.text };
    if (token.kind === 'pattern') return { kind: 'pattern', pattern: new RegExp(token.text, token.flags) };
    if (token.kind === 'number') return token.unit ? { kind: 'period', milliseconds: Number(token.text) * UNITS[token.unit] } : { kind: 'value', value: Number(token.text) };
    if (token.text === '(' && token.kind === 'symbol') {
      const inner = this.or();
      this.expect(')');
      return inner;
    }
    if (token.text === '*' && this.peek() === ')') return { kind: 'all' };
    if (token.kind !== 'name') return fail(`unexpected ${token.text}`);
    if (!token.quoted && this.skip('(')) {
      if (![...FUNCTIONS, ...AGGREGATES].includes(token.text)) fail(`no function: ${token.text}`);
      const operands = this.peek() === ')' ? [] : this.list(() => this.sum());
      this.expect(')');
      return { kind: 'call', name: token.text, operands };
    }
    this.at--;
    return { kind: 'name', name: this.name() };
  }

  private name(): string {
    const token = this.next();
    if (token.kind !== 'name' || (!token.quoted && WORDS.has(token.text.toLowerCase()))) fail(`no name: ${token.text}`);
    return token.text;
  }

  private next(): Token {
    return this.all[this.at++] ?? fail('it ends too early');
  }

  private peek(): string | undefined {
    const token = this.all[this.at];
    return token && !token.quoted && ['name', 'symbol'].includes(token.kind) ? token.text : undefined;
  }

  private skip(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at++;
    return true;
  }

  private expect(text: string): void {
    if (!this.skip(text)) fail(`${text} is missing before ${this.all[this.at]?.text ?? 'the end'}`);
  }
}

function parse(query: string): Command[] {
  return new Parser(tokens(query)).commands();
}

/** The names of fields of log events that a query reads; results of its own and what begins with "@" are none. */
export function fieldsOf(query: string): Set<string> {
  const found = new Set<string>();
  let own = new Set<string>();
  let counted = false; // after `stats` there are its results only
  const read = (name: string) => {
    if (own.has(name) || name.startsWith('@')) return;
    if (counted) fail(`${name} is no result of stats`);
    found.add(name);
  };
  const visit = (expression: Expression): void => {
    if (expression.kind === 'name') read(expression.name);
    if ('operands' in expression) expression.operands.forEach(visit);
  };
  for (const command of parse(query)) {
    if (command.kind === 'filter') visit(command.condition);
    if (command.kind === 'sort') command.by.forEach(({ name }) => read(name));
    if (command.kind === 'dedup') command.names.forEach(read);
    const columns = command.kind === 'stats' ? [...command.results, ...command.groups] : 'columns' in command ? command.columns : [];
    for (const { expression } of columns) visit(expression);
    for (const { name, named } of columns) {
      if (named && (own.has(name) || found.has(name))) fail(`${name} is there twice`);
      if (named) own.add(name);
    }
    if (command.kind === 'stats') [own, counted] = [new Set(columns.map(({ name }) => name)), true];
  }
  return found;
}

/** The log event of a line: CloudWatch Logs finds fields in JSON, and makes names with points of structures. */
export function logEvent(time: Date, message: string): Row {
  const event: Row = { '@timestamp': time.getTime(), '@message': message };
  const collect = (value: unknown, path: string[]): void => {
    if (typeof value !== 'object' || value === null) event[path.join('.')] = value as Value;
    else for (const [key, inner] of Object.entries(value)) collect(inner, [...path, key]);
  };
  try {
    collect(JSON.parse(message), []);
  } catch {
    // a line that is no JSON has no fields
  }
  return event;
}

const NUMBER = /^-?\d+(\.\d+)?$/;

class Interpreter {
  constructor(private readonly semantics: Semantics) {}

  public run(query: string, events: Row[]): Row[] {
    let rows = events;
    let columns: string[] | undefined;
    for (const command of parse(query)) {
      switch (command.kind) {
        case 'fields': case 'display':
          rows = rows.map((row) => ({ ...row, ...this.row(command.columns, row) }));
          columns = [...(command.kind === 'fields' ? columns ?? [] : []), ...command.columns.map(({ name }) => name)];
          break;
        case 'filter': rows = rows.filter((row) => this.evaluate(command.condition, row) === true); break;
        case 'stats':
          rows = this.stats(command.results, command.groups, rows);
          columns = undefined;
          break;
        case 'sort': rows = this.sort(rows, command.by); break;
        case 'dedup': rows = [...new Map(rows.map((row) => [JSON.stringify(command.names.map((name) => row[name])), row] as const).reverse()).values()].reverse(); break;
        case 'limit': rows = rows.slice(0, command.count); break;
      }
    }
    return columns ? rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]]))) : rows;
  }

  private row(columns: Column[], row: Row): Row {
    return Object.fromEntries(columns.map(({ expression, name }) => [name, this.evaluate(expression, row)]));
  }

  private stats(results: Column[], groups: Column[], rows: Row[]): Row[] {
    const grouped = new Map<string, { key: Row; members: Row[] }>();
    for (const row of rows) {
      const key = this.row(groups, row);
      const group = grouped.get(JSON.stringify(key)) ?? { key, members: [] };
      group.members.push(row);
      grouped.set(JSON.stringify(key), group);
    }
    const resultsOf = (members: Row[]) => Object.fromEntries(results.map(({ expression, name }) => [name, this.aggregate(expression, members)]));
    return [...grouped.values()].map(({ key, members }) => ({ ...key, ...resultsOf(members) }));
  }

  private aggregate(expression: Expression, rows: Row[]): Value {
    if (expression.kind !== 'call' || !AGGREGATES.includes(expression.name)) return fail('stats has something that is no aggregate');
    const [first, second] = expression.operands;
    const ofFirst = () => rows.map((row) => this.evaluate(first, row));
    const numbers = () => ofFirst().map(toNumber).sort((a, b) => a - b);
    const sum = () => numbers().reduce((total, value) => total + value, 0);
    const byTime = () => [...rows].sort((a, b) => Number(a['@timestamp']) - Number(b['@timestamp']));
    switch (expression.name) {
      case 'count': return first === undefined || first.kind === 'all' ? rows.length : ofFirst().filter((value) => value !== undefined).length;
      case 'count_distinct': return new Set(ofFirst()).size;
      case 'sum': return sum();
      case 'avg': return sum() / rows.length;
      case 'min': return numbers()[0];
      case 'max': return numbers().at(-1);
      case 'pct': return second?.kind === 'value' ? numbers()[Math.max(0, Math.ceil((Number(second.value) / 100) * rows.length) - 1)] : fail('pct has no percentage');
      case 'earliest': return this.evaluate(first, byTime()[0]);
      default: return this.evaluate(first, byTime().at(-1)!);
    }
  }

  private sort(rows: Row[], by: Array<{ name: string; descending: boolean }>): Row[] {
    const order = (a: Value, b: Value) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
    const orders = (a: Row, b: Row) => by.map(({ name, descending }) => order(a[name], b[name]) * (descending ? -1 : 1));
    return [...rows].sort((a, b) => orders(a, b).find((result) => result !== 0) ?? 0);
  }

  private evaluate(expression: Expression, row: Row): Value {
    switch (expression.kind) {
      case 'name': return row[expression.name];
      case 'value': return expression.value;
      case 'call': return this.call(expression.name, expression.operands, row);
      case 'operation': return this.operate(expression.operator, expression.operands, row);
      default: return fail(`${expression.kind} is out of place`);
    }
  }

  private call(name: string, operands: Expression[], row: Row): Value {
    if (name === 'bin') return operands[0]?.kind === 'period' ? Math.floor(Number(row['@timestamp']) / operands[0].milliseconds) * operands[0].milliseconds : fail('bin has no period');
    const values = operands.map((operand) => this.evaluate(operand, row));
    switch (name) {
      case 'abs': return Math.abs(toNumber(values[0]));
      case 'ceil': return Math.ceil(toNumber(values[0]));
      case 'coalesce': return values.find((value) => value !== undefined);
      case 'concat': return values.join('');
      case 'floor': return Math.floor(toNumber(values[0]));
      case 'ispresent': return values[0] !== undefined;
      case 'strcontains': return String(values[0]).includes(String(values[1])) ? 1 : 0;
      case 'strlen': return String(values[0]).length;
      default: return fail(`${name} is out of place`);
    }
  }

  private operate(operator: string, operands: Expression[], row: Row): Value {
    if (operator === 'and') return operands.every((operand) => this.evaluate(operand, row) === true);
    if (operator === 'or') return operands.some((operand) => this.evaluate(operand, row) === true);
    if (operator === 'not') return this.evaluate(operands[0], row) !== true;
    const left = this.evaluate(operands[0], row);
    if (operator === 'like') {
      const [, by] = operands;
      return left !== undefined && (by.kind === 'pattern' ? by.pattern.test(String(left)) : String(left).includes(String(this.evaluate(by, row))));
    }
    if (operator === 'in') return operands.slice(1).some((operand) => this.compare('=', left, this.evaluate(operand, row)));
    const right = this.evaluate(operands[1], row);
    switch (operator) {
      case '+': return toNumber(left) + toNumber(right);
      case '-': return toNumber(left) - toNumber(right);
      case '*': return toNumber(left) * toNumber(right);
      case '/': return toNumber(left) / toNumber(right);
      case '%': return toNumber(left) % toNumber(right);
      default: return this.compare(operator, left, right);
    }
  }

  private compare(operator: string, left: Value, right: Value): boolean {
    if (left === undefined || right === undefined) return operator === '!=';
    const asNumbers = this.semantics.compare === 'numbers' && (typeof left === 'number' || typeof right === 'number');
    const comparable = (value: Value) => (asNumbers ? (NUMBER.test(String(value)) ? Number(value) : NaN) : String(value));
    const [a, b] = [comparable(left), comparable(right)];
    switch (operator) {
      case '=': return a === b;
      case '!=': return a !== b;
      case '<': return a < b;
      case '<=': return a <= b;
      case '>': return a > b;
      default: return a >= b;
    }
  }
}

function toNumber(value: Value): number {
  return NUMBER.test(String(value)) ? Number(value) : fail(`${JSON.stringify(value)} is no number`);
}

/** What a query finds, with values for its parameters. */
export function runQuery(query: string, events: Row[], parameters: Record<string, string> = {}, semantics: Semantics = { compare: 'numbers' }): Row[] {
  return new Interpreter(semantics).run(withParameters(query, parameters), events);
}

/** A query with values for its parameters. */
export function withParameters(query: string, parameters: Record<string, string>): string {
  return query.replace(/\{\{(\w+)\}\}/g, (_all, name) => parameters[name] ?? fail(`no value for ${name}`));
}
