/**
 * Which alarms fire in which scenario, and how many minutes after the incident began.
 *
 * Every alarm that the library offers is in one of the stacks and has a row; in a scenario that its row does not name, it must not fire. For a new alarm, define
 * it in `support/watched-stacks.ts` and write its row: the failing tests say what it does, the review whether it should. docs/alarm-scenarios.md is
 * written from the rows.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { templateOf, testGateway, testHttpGateway, testWebSocketGateway } from '../helpers';
import { runs } from '../runs';
import { AlarmState } from './support/alarm-rule';
import { ApiRows, describeScenarios } from './support/alarm-scenarios';
import { Outcome, outcomeOf, OutcomeOptions } from './support/outcomes';
import { ApiType, DAYS_BEFORE, SCENARIOS, ScenarioTitle } from './support/scenarios';
import { CfnTemplate, Properties, resourcesOf } from './support/template-values';
import { WATCHED_STACKS } from './support/watched-stacks';

interface Row {
  readonly of: readonly ApiType[];
  /** The end of its path, as in logical ids. */
  readonly alarm: string;
  /** Minutes from the beginning of an incident to ALARM. */
  readonly fires: Partial<Record<ScenarioTitle, number>>;
  /** Where it is still raised an hour after the incident. */
  readonly lasts?: readonly ScenarioTitle[];
  /** Where it is raised from time to time, though nothing happens: it is not for such an API. */
  readonly unfit?: readonly ScenarioTitle[];
}

const REQUESTS = ['REST', 'HTTP'] as const;
const ALL = ['REST', 'HTTP', 'WebSocket'] as const;

/** More than 5 % of 5 minutes; 20 seconds in which everything fails are 6.7 %. A slow burn, and a fast one of 4 %, are below it. */
const SERVER_ERRORS: Row['fires'] = {
  '10 % errors at load': 3, 'deploy blip of 20 seconds': 1, 'all requests fail': 1, 'integrations cannot be called': 1, 'the function fails': 3,
};

/** Three periods of 5 minutes: of the first, a minute of it is more than 1 % of all. */
const LATENCY: Row['fires'] = { 'all requests are slow': 11, 'a backend that hangs': 11, 'integrations time out': 12 };

/** Above 20 % in three periods: of the first, two thirds of it with 30 %, or half of it with 40 %. */
const CLIENT_ERRORS: Row['fires'] = { 'clients that err': 14, 'throttled clients': 13 };

/** 14.4 times as fast as 99.9 % allows, over an hour: 1.44 %, which is 43 minutes of 2 %. A blip of 20 seconds is 0.6 %. */
const BUDGET_PAGE: Row['fires'] = {
  '2 % errors at load': 44,
  'fast burn': 23,
  '10 % errors at load': 9,
  'all requests fail': 1,
  'integrations cannot be called': 1,
  'integrations time out': 30,
  'authorizers fail': 30,
  'the function fails': 9,
  'the function is throttled': 29,
  'a little of everything at low traffic': 16,
};

/** 0.3 % of a day, or 0.1 % of three: of a slow burn of 0.3 %, a day. It is over when there is none in the last two, or six, hours. */
const BUDGET_TICKET: Row['fires'] = {
  '10 % errors at load': 44, 'slow burn over 3 days': 1440, 'all requests fail': 5, 'integrations cannot be called': 5, 'the function fails': 43, 'a little of everything at low traffic': 16,
};

/** Three periods far below what is usual; of nothing at all it takes longer, since missing data breaches only when fewer than three of five datapoints are there. */
const TRAFFIC_DROP: Row['fires'] = { 'traffic drop': 11, 'outage without traffic': 21, 'metric gap of 30 minutes': 21 };

/** Some requests an hour: most periods have none. */
const RESTS_AT_NIGHT = ['a quiet night', 'one slow cold start at night'] as const;

const ROWS: readonly Row[] = [
  { of: REQUESTS, alarm: 'AlarmsServerErrorRate', fires: SERVER_ERRORS },
  { of: REQUESTS, alarm: 'AlarmsServerErrorRateGETorders', fires: SERVER_ERRORS },
  { of: REQUESTS, alarm: 'AlarmsLatency', fires: LATENCY },
  { of: REQUESTS, alarm: 'AlarmsLatencyp99GETorders', fires: LATENCY },
  { of: REQUESTS, alarm: 'AlarmsLatencyp50', fires: { 'latency doubled': 13, 'all requests are slow': 12, 'overhead of the gateway': 12 } },
  { of: REQUESTS, alarm: 'AlarmsClientErrorRate', fires: CLIENT_ERRORS },
  { of: REQUESTS, alarm: 'AlarmsClientErrorRateGETorders', fires: CLIENT_ERRORS },
  { of: ALL, alarm: 'AlarmsIntegrationLatencyp99', fires: LATENCY },
  { of: REQUESTS, alarm: 'AlarmsIntegrationLatencyp99GETorders', fires: LATENCY },
  { of: REQUESTS, alarm: 'AlarmsGatewayOverhead', fires: { 'overhead of the gateway': 12 } },
  { of: REQUESTS, alarm: 'AlarmsTrafficDrop', fires: TRAFFIC_DROP, unfit: RESTS_AT_NIGHT },
  { of: REQUESTS, alarm: 'AlarmsTrafficSurge', fires: { 'traffic surge': 11, 'flood': 11 } },
  { of: ALL, alarm: 'AlarmsThrottledRate', fires: { 'throttled clients': 1 } },
  { of: ['REST'], alarm: 'AlarmsIntegrationTimeoutRate', fires: { 'integrations time out': 2 } },
  { of: ['REST', 'WebSocket'], alarm: 'AlarmsAuthorizerErrorRate', fires: { 'authorizers fail': 2 } },
  { of: ['REST'], alarm: 'AlarmsCanaryServerErrorRate', fires: { 'the canary fails': 2 } }, // 1 % of all requests, which no other alarm is for
  { of: ['REST'], alarm: 'AlarmsCanaryLatencyp99', fires: { 'the canary is slow': 1 } }, // 0.5 % of all
  { of: ['REST'], alarm: 'AlarmsCacheHitRate', fires: { 'a cache without hits': 51 } }, // a cache that is off has no metrics
  { of: ['REST'], alarm: 'AlarmsQuotaUsagePartner', fires: { 'a partner who asks too often': 12, 'flood': 1 }, lasts: ['a partner who asks too often', 'flood'] }, // of a day
  { of: REQUESTS, alarm: 'SloAvailabilityPage', fires: BUDGET_PAGE },
  { of: REQUESTS, alarm: 'SloAvailabilityTicket', fires: BUDGET_TICKET, lasts: Object.keys(BUDGET_TICKET) as ScenarioTitle[] },
  { of: REQUESTS, alarm: 'SloLatencyPage', fires: { 'all requests are slow': 9, 'a little of everything at low traffic': 41 } },
  { of: REQUESTS, alarm: 'SloLatencyTicket', fires: { 'all requests are slow': 44 }, lasts: ['all requests are slow'] },
  { of: ['WebSocket'], alarm: 'AlarmsConnects', fires: { flood: 2 } },
  { of: ['WebSocket'], alarm: 'AlarmsMessages', fires: { flood: 3 } },
  { of: ['WebSocket'], alarm: 'AlarmsClientErrorRate', fires: { 'clients that err': 5, 'throttled clients': 4 } },
  {
    of: ['WebSocket'],
    alarm: 'AlarmsIntegrationErrorRate',
    fires: { '10 % errors at load': 3, 'deploy blip of 20 seconds': 1, 'all requests fail': 1, 'the function fails': 3 },
  },
  { of: ['WebSocket'], alarm: 'AlarmsExecutionErrorRate', fires: { 'integrations cannot be called': 1 } },
  { of: ALL, alarm: 'AlarmsFunctionErrors', fires: { 'the function fails': 3 } },
  { of: ALL, alarm: 'AlarmsFunctionThrottles', fires: { 'the function is throttled': 2 } },
  { of: REQUESTS, alarm: 'AlarmsFunctionDuration', fires: { 'all requests are slow': 11, 'a backend that hangs': 11, 'a little of everything at low traffic': 44 } },
  { of: ['WebSocket'], alarm: 'AlarmsFunctionDuration', fires: { 'all requests are slow': 11, 'a backend that hangs': 11, 'a little of everything at low traffic': 13 } },
  { of: ALL, alarm: 'AlarmsFunctionConcurrency', fires: { flood: 1 } },
  { of: ['REST'], alarm: 'AlarmsFunctionProvisionedSpillover', fires: { 'flood': 11, 'all requests are slow': 11 } },
];

/** Parts of the alarms on error budgets, which tell nobody. Those over days are true for days. */
const PART = /(Availability|Latency)Over\d+[hd](Recent)?[0-9A-F]{8}$/;

const COMPOSITE = /AlarmsComposite[0-9A-F]{8}$/;

const TITLES = Object.keys(SCENARIOS) as ScenarioTitle[];

const TYPES = Object.keys(WATCHED_STACKS) as ApiType[];

const TEMPLATES = Object.fromEntries(TYPES.map((type) => [type, templateOf(WATCHED_STACKS[type]()).toJSON() as CfnTemplate]));

const ALARM_TYPES = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'];

const alarmsOf = (template: CfnTemplate) => ALARM_TYPES.flatMap((type) => resourcesOf(template, type)).filter(([id]) => !PART.test(id));

/** The rows of a type of API, with the logical ids of their alarms. */
function rowsOf(type: ApiType): Array<Row & { readonly id: string; readonly high: boolean }> {
  const alarms = alarmsOf(TEMPLATES[type]);
  return ROWS.filter((row) => row.of.includes(type)).map((row) => {
    const [[id, { AlarmActions: actions = [] }], ...others] = alarms.filter(([found]) => found.replace(/[0-9A-F]{8}$/, '').endsWith(row.alarm));
    if (others.length > 0) throw new Error(`more than one alarm ${row.alarm}`);
    return { ...row, id, high: actions.length === 0 }; // the composite alarm tells
  });
}

/** When the composite alarm fires: with the first alarm of high severity. */
function pageOf(type: ApiType, title: ScenarioTitle): number | undefined {
  const minutes = rowsOf(type).flatMap(({ high, fires: { [title]: minute } }) => (high && minute !== undefined ? [minute] : []));
  return minutes.length > 0 ? Math.min(...minutes) : undefined;
}

function outcome(type: ApiType, title: ScenarioTitle, options: OutcomeOptions = {}): Outcome {
  if (type === 'WebSocket') return outcomeOf(TEMPLATES[type], title, options);
  return outcomeOf(TEMPLATES[type], title, { ...options, before: DAYS_BEFORE, route: { method: 'GET', resource: '/orders' } });
}

/** Scenarios that are played with metrics that come late, too: each in `npm run proof`, and every third in `npm test`. */
const LATE = TITLES.filter((_, index) => index % runs({ oldest: 3, newest: 3, proof: 1 }) === 0);

describe.each(TYPES)('the alarms of a %s API', (type) => {
  const rows = rowsOf(type);

  test('have a row each', () => {
    const ids = alarmsOf(TEMPLATES[type]).map(([id]) => id);
    expect(rows.map(({ id }) => id).sort()).toEqual(ids.filter((id) => !COMPOSITE.test(id)).sort());
    expect(ids.filter((id) => COMPOSITE.test(id))).toHaveLength(1);
  });

  test('are each raised by something', () => {
    expect(rows.filter(({ fires }) => Object.keys(fires).length === 0).map(({ alarm }) => alarm)).toEqual([]);
  });

  test('that are there by default are the same ones', () => {
    const { stack } = { REST: testGateway, HTTP: testHttpGateway, WebSocket: testWebSocketGateway }[type]();
    const watching = ([id, { AlarmActions: _, OKActions: __, ...alarm }]: [string, Properties]) => [id.replace(/^.*Alarms/, ''), alarm] as const;
    const all = Object.fromEntries(alarmsOf(TEMPLATES[type]).map(watching));
    const defaults = alarmsOf(templateOf(stack).toJSON()).map(watching);
    expect(defaults.map(([id]) => id)).toHaveLength(type === 'WebSocket' ? 5 : 2);
    for (const [id, alarm] of defaults) expect(alarm).toEqual(all[id]);
  });

  describe.each(TITLES)('in %s', (title) => {
    const unfit = rows.filter((row) => row.unfit?.includes(title)).map(({ id }) => id);
    const whole = (ids: readonly string[]) => ids.filter((id) => !PART.test(id) && !COMPOSITE.test(id) && !unfit.includes(id)).sort();
    const expected = Object.fromEntries(rows.flatMap(({ id, fires: { [title]: minute } }) => (minute === undefined ? [] : [[id, minute]])));
    const lasting = rows.filter(({ lasts }) => lasts?.includes(title)).map(({ id }) => id).sort();

    test('fire when they should, in one page', () => {
      const { fired, early, lasting: left, told } = outcome(type, title);
      expect(Object.fromEntries(whole(Object.keys(fired)).map((id) => [id, fired[id]]))).toEqual(expected);
      expect({ early: whole(early), lasting: whole(left) }).toEqual({ early: [], lasting });
      expect(unfit.filter((id) => early.includes(id))).toEqual(unfit);
      if (unfit.length > 0) return; // and so is the page
      const [composite] = Object.keys(told).filter((id) => COMPOSITE.test(id));
      const page: AlarmState[] = ['ALARM', 'OK'];
      expect([fired[composite], told[composite]]).toEqual([pageOf(type, title), pageOf(type, title) === undefined ? [] : page]);
    });

    if (!LATE.includes(title)) return;

    test('fire all the same when metrics come two minutes late, and errors have no samples of 0', () => {
      const { fired, early, lasting: left } = outcome(type, title, { zeroes: false, delay: 120 });
      const found = { fired: whole(Object.keys(fired)), early: whole(early), lasting: whole(left) };
      expect(found).toEqual({ fired: Object.keys(expected).sort(), early: [], lasting });
    });
  });
});

describe('in a window in which they are mute, alarms are raised as always, and', () => {
  const template = templateOf(WATCHED_STACKS.REST({ mute: true })).toJSON() as CfnTemplate;
  const compositeIn = (title: ScenarioTitle) => {
    const { fired, told, toldAt } = outcomeOf(template, title, { before: DAYS_BEFORE });
    const [id] = Object.keys(told).filter((alarm) => COMPOSITE.test(alarm));
    return { fired: fired[id], told: told[id], toldAt: toldAt[id] };
  };

  test('tell nobody of what is over when it ends', () => {
    expect(compositeIn('deploy blip of 20 seconds')).toMatchObject({ fired: 1, told: [] });
  });

  test('tell of what is still raised when it ends', () => {
    expect(compositeIn('all requests fail')).toEqual({ fired: 1, told: ['ALARM', 'OK'], toldAt: [20, expect.any(Number)] });
  });
});

test('docs/alarm-scenarios.md says it as it is: UPDATE_TABLES=1 writes it anew', () => {
  const file = join(__dirname, '../../docs/alarm-scenarios.md');
  const apis = TYPES.map((type): ApiRows => ({ type, rows: rowsOf(type), pageAfter: (title) => pageOf(type, title) }));
  const text = describeScenarios(TITLES, apis);
  if (process.env.UPDATE_TABLES || !existsSync(file)) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
