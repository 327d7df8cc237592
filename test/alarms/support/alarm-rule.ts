/**
 * Rules of composite alarms, as "Rule expressions" of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html has them: ALARM, OK and
 * INSUFFICIENT_DATA of an alarm, TRUE, FALSE, AND, OR, NOT, parentheses, and AT_LEAST(M, STATE_CONDITION, (alarm1, …)), where M is a
 * number or a percentage and STATE_CONDITION a state or NOT and a state.
 *
 * "You can use parentheses to … control the order of evaluation"; the order without them is not documented, so AND beside OR throws.
 */
import { Tokens } from './expression-parser';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export interface AlarmRule {
  /** The alarms that it names, by name or ARN. */
  readonly alarms: readonly string[];
  isTrue(stateOf: (alarm: string) => AlarmState): boolean;
}

type Test = AlarmRule['isTrue'];

// "if specified without quotes, alarm names or ARNs must not contain spaces, round brackets, or commas"
const TOKEN = /"(?:\\.|[^"\\])*"|[^\s(),"]+|[(),]/;
const STATES: readonly string[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

export function parseAlarmRule(rule: string): AlarmRule {
  const tokens = new Tokens(rule, TOKEN);
  const alarms = new Set<string>();

  const alarm = (): string => {
    const token = tokens.take();
    if ('(),'.includes(token)) tokens.fail(`expected an alarm, got ${token}`);
    const name = token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
    alarms.add(name);
    return name;
  };

  const state = (): string => {
    const token = tokens.take();
    if (!STATES.includes(token)) tokens.fail(`expected a state, got ${token}`);
    return token;
  };

  const atLeast = (): Test => {
    tokens.expect('(');
    const [, number, percent] = /^(\d+)(%?)$/.exec(tokens.take().replace(/^"(.*)"$/, '$1')) ?? tokens.fail('AT_LEAST takes a number or a percentage');
    tokens.expect(',');
    const not = tokens.takeIf('NOT') !== undefined;
    const wanted = state();
    tokens.expect(',');
    tokens.expect('(');
    const names = [alarm()];
    while (tokens.takeIf(',')) names.push(alarm());
    tokens.expect(')');
    tokens.expect(')');
    const least = percent ? names.length * Number(number) / 100 : Number(number);
    return (stateOf) => names.filter((name) => (stateOf(name) === wanted) !== not).length >= least;
  };

  const term = (): Test => {
    const token = tokens.take();
    if (token === 'NOT') {
      const inner = term();
      return (stateOf) => !inner(stateOf);
    }
    if (token === 'TRUE' || token === 'FALSE') return () => token === 'TRUE';
    if (token === 'AT_LEAST') return atLeast();
    if (token === '(') {
      const inner = expression();
      tokens.expect(')');
      return inner;
    }
    if (!STATES.includes(token)) tokens.fail(`unknown function ${token}`);
    tokens.expect('(');
    const name = alarm();
    tokens.expect(')');
    return (stateOf) => stateOf(name) === token;
  };

  const expression = (): Test => {
    const terms = [term()];
    const operator = tokens.next;
    while (tokens.takeIf('AND', 'OR')) {
      terms.push(term());
      if (tokens.next !== operator && ['AND', 'OR'].includes(tokens.next ?? '')) tokens.fail('AND beside OR: which goes first is not documented, write parentheses');
    }
    return (stateOf) => (operator === 'OR' ? terms.some((test) => test(stateOf)) : terms.every((test) => test(stateOf)));
  };

  const isTrue = expression();
  tokens.end();
  return { alarms: [...alarms], isTrue };
}
