/**
 * Which alarms fire in which scenario, and how many minutes after the incident began.
 *
 * Every alarm of the stacks has a row; in a scenario that its row does not name, it must not fire. For a new alarm, write its row (and define
 * the stack that it is in, if it is in none yet): the failing tests say what it does, the review whether it should.
 */
import { Duration, Stack } from 'aws-cdk-lib/core';
import { templateOf, testGateway, testHttpGateway, testWebSocketGateway } from '../helpers';
import { DAY } from './support/metric-store';
import { outcomeOf } from './support/outcomes';
import { SCENARIOS, ScenarioTitle } from './support/scenarios';

/** Stacks of one API each. */
const STACKS = {
  rest: () => testGateway().stack,
  http: () => testHttpGateway().stack,
  objectives: () => testGateway({ slo: { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } } }).stack,
  httpObjectives: () => testHttpGateway({ slo: { availability: 99.9 } }).stack,
  webSocket: () => testWebSocketGateway().stack,
} satisfies Record<string, () => Stack>;

interface Row {
  readonly stack: keyof typeof STACKS;
  /** The end of its path, as in logical ids. */
  readonly alarm: string;
  /** Minutes from the beginning of an incident to ALARM. */
  readonly fires: Partial<Record<ScenarioTitle, number>>;
  /** Where it is still raised an hour after the incident. */
  readonly lasts?: readonly ScenarioTitle[];
}

/** More than 5 % of 5 minutes; 20 seconds in which everything fails are 6.7 %. A slow burn, and a fast one of 4 %, are below it. */
const SERVER_ERRORS: Row['fires'] = { '10 % errors at load': 3, 'deploy blip of 20 seconds': 1, 'all requests fail': 1, 'integrations cannot be called': 1 };

/** Three periods of 5 minutes: of the first, a minute of it is more than 1 % of all. */
const LATENCY: Row['fires'] = { 'a backend that hangs': 11 };

/** 14.4 times as fast as 99.9 % allows, over an hour: 1.44 %, which is 43 minutes of 2 %. A blip of 20 seconds is 0.6 %. */
const BUDGET_PAGE: Row['fires'] = { '2 % errors at load': 46, 'fast burn': 24, '10 % errors at load': 9, 'all requests fail': 1, 'integrations cannot be called': 1 };

/** 0.3 % of a day, or 0.1 % of three: of a slow burn of 0.3 %, a day. It is over when there is none in the last two, or six, hours. */
const BUDGET_TICKET: Pick<Row, 'fires' | 'lasts'> = {
  fires: { '10 % errors at load': 45, 'slow burn over 3 days': 1440, 'all requests fail': 5, 'integrations cannot be called': 5 },
  lasts: ['10 % errors at load', 'slow burn over 3 days', 'all requests fail', 'integrations cannot be called'],
};

const ROWS: readonly Row[] = [
  { stack: 'rest', alarm: 'AlarmsServerErrorRate', fires: SERVER_ERRORS },
  { stack: 'rest', alarm: 'AlarmsLatency', fires: LATENCY },
  { stack: 'http', alarm: 'AlarmsServerErrorRate', fires: SERVER_ERRORS },
  { stack: 'http', alarm: 'AlarmsLatency', fires: LATENCY },
  { stack: 'objectives', alarm: 'AlarmsServerErrorRate', fires: SERVER_ERRORS },
  { stack: 'objectives', alarm: 'AlarmsLatency', fires: LATENCY },
  { stack: 'objectives', alarm: 'SloAvailabilityPage', fires: BUDGET_PAGE },
  { stack: 'objectives', alarm: 'SloAvailabilityTicket', ...BUDGET_TICKET },
  { stack: 'objectives', alarm: 'SloLatencyPage', fires: {} },
  { stack: 'objectives', alarm: 'SloLatencyTicket', fires: {} },
  { stack: 'httpObjectives', alarm: 'AlarmsServerErrorRate', fires: SERVER_ERRORS },
  { stack: 'httpObjectives', alarm: 'AlarmsLatency', fires: LATENCY },
  { stack: 'httpObjectives', alarm: 'SloAvailabilityPage', fires: BUDGET_PAGE },
  { stack: 'httpObjectives', alarm: 'SloAvailabilityTicket', ...BUDGET_TICKET },
  { stack: 'webSocket', alarm: 'AlarmsConnects', fires: { flood: 2 } },
  { stack: 'webSocket', alarm: 'AlarmsMessages', fires: { flood: 3 } },
  { stack: 'webSocket', alarm: 'AlarmsClientErrorRate', fires: { 'clients that err': 5, 'throttled clients': 4 } },
  { stack: 'webSocket', alarm: 'AlarmsIntegrationErrorRate', fires: { '10 % errors at load': 3, 'deploy blip of 20 seconds': 1, 'all requests fail': 1 } },
  { stack: 'webSocket', alarm: 'AlarmsExecutionErrorRate', fires: { 'integrations cannot be called': 1 } },
];

/** Parts of the alarms on error budgets, which tell nobody. Those over days are true for days. */
const PART = /(Availability|Latency)Over\d+[hd](Recent)?[0-9A-F]{8}$/;

const TITLES = Object.keys(SCENARIOS) as ScenarioTitle[];

describe.each(Object.entries(STACKS))('the alarms of %s', (name, define) => {
  const template = templateOf(define()).toJSON();
  const rows = ROWS.filter(({ stack }) => stack === name);
  const alarms = Object.entries(template.Resources as Record<string, { Type: string }>)
    .filter(([, { Type }]) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type)).map(([id]) => id).filter((id) => !PART.test(id));
  const idOf = ({ alarm }: Row) => alarms.filter((id) => id.replace(/[0-9A-F]{8}$/, '').endsWith(alarm));
  const expected = (title: ScenarioTitle) =>
    Object.fromEntries(rows.flatMap((row) => (row.fires[title] === undefined ? [] : [[idOf(row)[0], row.fires[title]]])));

  const lasting = (title: ScenarioTitle) => rows.filter(({ lasts }) => lasts?.includes(title)).map((row) => idOf(row)[0]).sort();
  const outcome = (title: ScenarioTitle, options: Parameters<typeof outcomeOf>[2] = {}) => {
    const found = outcomeOf(template, title, { ...options, before: /objectives/i.test(name) ? 3 * DAY : undefined });
    const whole = (ids: readonly string[]) => ids.filter((id) => !PART.test(id)).sort();
    const fired = Object.fromEntries(whole(Object.keys(found.fired)).map((id) => [id, found.fired[id]]));
    return { fired, early: whole(found.early), lasting: whole(found.lasting) };
  };

  test('have a row each', () => {
    expect(rows.flatMap(idOf).sort()).toEqual([...alarms].sort());
  });

  describe.each(TITLES)('in %s', (title) => {
    test('fire when they should', () => {
      expect(outcome(title)).toEqual({ fired: expected(title), early: [], lasting: lasting(title) });
    });

    test('fire all the same when metrics come two minutes late, and errors have no samples of 0', () => {
      const late = outcome(title, { zeroes: false, delay: 120 });
      const fired = Object.keys(expected(title)).sort();
      expect({ ...late, fired: Object.keys(late.fired).sort() }).toEqual({ fired, early: [], lasting: lasting(title) });
    });
  });
});
