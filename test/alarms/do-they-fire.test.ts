/**
 * Which alarms fire in which scenario, and how many minutes after the incident began.
 *
 * Every alarm of the stacks has a row; in a scenario that its row does not name, it must not fire. For a new alarm, write its row (and define
 * the stack that it is in, if it is in none yet): the failing tests say what it does, the review whether it should.
 */
import { Stack } from 'aws-cdk-lib/core';
import { templateOf, testGateway, testHttpGateway, testWebSocketGateway } from '../helpers';
import { outcomeOf } from './support/outcomes';
import { SCENARIOS, ScenarioTitle } from './support/scenarios';

/** Stacks of one API each. */
const STACKS = {
  rest: () => testGateway().stack,
  http: () => testHttpGateway().stack,
  webSocket: () => testWebSocketGateway().stack,
} satisfies Record<string, () => Stack>;

interface Row {
  readonly stack: keyof typeof STACKS;
  /** The end of its path, as in logical ids. */
  readonly alarm: string;
  /** Minutes from the beginning of an incident to ALARM. */
  readonly fires: Partial<Record<ScenarioTitle, number>>;
}

/** More than 5 % of 5 minutes; 20 seconds in which everything fails are 6.7 %. A slow burn, and a fast one of 4 %, are below it. */
const SERVER_ERRORS: Row['fires'] = { '10 % errors at load': 3, 'deploy blip of 20 seconds': 1, 'all requests fail': 1, 'integrations cannot be called': 1 };

/** Three periods of 5 minutes: of the first, a minute of it is more than 1 % of all. */
const LATENCY: Row['fires'] = { 'a backend that hangs': 11 };

const ROWS: readonly Row[] = [
  { stack: 'rest', alarm: 'AlarmsServerErrorRate', fires: SERVER_ERRORS },
  { stack: 'rest', alarm: 'AlarmsLatency', fires: LATENCY },
  { stack: 'http', alarm: 'AlarmsServerErrorRate', fires: SERVER_ERRORS },
  { stack: 'http', alarm: 'AlarmsLatency', fires: LATENCY },
  { stack: 'webSocket', alarm: 'AlarmsConnects', fires: { flood: 2 } },
  { stack: 'webSocket', alarm: 'AlarmsMessages', fires: { flood: 3 } },
  { stack: 'webSocket', alarm: 'AlarmsClientErrorRate', fires: { 'clients that err': 5, 'throttled clients': 4 } },
  { stack: 'webSocket', alarm: 'AlarmsIntegrationErrorRate', fires: { '10 % errors at load': 3, 'deploy blip of 20 seconds': 1, 'all requests fail': 1 } },
  { stack: 'webSocket', alarm: 'AlarmsExecutionErrorRate', fires: { 'integrations cannot be called': 1 } },
];

const TITLES = Object.keys(SCENARIOS) as ScenarioTitle[];

describe.each(Object.entries(STACKS))('the alarms of %s', (name, define) => {
  const template = templateOf(define()).toJSON();
  const rows = ROWS.filter(({ stack }) => stack === name);
  const alarms = Object.entries(template.Resources as Record<string, { Type: string }>)
    .filter(([, { Type }]) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type)).map(([id]) => id);
  const idOf = ({ alarm }: Row) => alarms.filter((id) => id.replace(/[0-9A-F]{8}$/, '').endsWith(alarm));
  const expected = (title: ScenarioTitle) =>
    Object.fromEntries(rows.flatMap((row) => (row.fires[title] === undefined ? [] : [[idOf(row)[0], row.fires[title]]])));

  test('have a row each', () => {
    expect(rows.flatMap(idOf).sort()).toEqual([...alarms].sort());
  });

  describe.each(TITLES)('in %s', (title) => {
    test('fire when they should', () => {
      expect(outcomeOf(template, title)).toEqual({ fired: expected(title), early: [], lasting: [] });
    });

    test('fire all the same when metrics come two minutes late, and errors have no samples of 0', () => {
      const { fired, early, lasting } = outcomeOf(template, title, { zeroes: false, delay: 120 });
      expect({ fired: Object.keys(fired).sort(), early, lasting }).toEqual({ fired: Object.keys(expected(title)).sort(), early: [], lasting: [] });
    });
  });
});
