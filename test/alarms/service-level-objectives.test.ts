import { Match } from 'aws-cdk-lib/assertions';
import { Stage } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib/core';
import { AlarmSet, HttpApiAlarms, RestApiAlarms, RestLayout, ServiceLevelObjectivesOptions } from '../../lib';
import { templateOf, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';
import { BurnRateAlert, detectionTime, RECOMMENDED, timeToPage } from './support/burn-rates';
import { AlarmHistory, simulate } from './support/cloudwatch-evaluator';
import { DAY, HOUR, MetricEvent, MINUTE } from './support/metric-store';
import { emit, INCIDENT, Scenario, Subject, Traffic } from './support/scenarios';
import { CfnTemplate, resourcesOf } from './support/template-values';

const ALARM = 'AWS::CloudWatch::Alarm';
const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';
const SUBJECT: Subject = { api: 'REST', name: 'OrdersApi', stage: 'prod' };
const BOTH: ServiceLevelObjectivesOptions = { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } };

const define = (slo: ServiceLevelObjectivesOptions = BOTH) => testGateway({ slo });
const nameOf = (id: string) => id.replace(/^.*Alarms/, '').replace(/[0-9A-F]{8}$/, '');
const byName = (template: CfnTemplate, type: string) =>
  Object.fromEntries(resourcesOf(template, type).map(([id, properties]) => [nameOf(id), properties]));

/** The template with the alarms on error budgets alone: there are fewer to evaluate. */
function templateWith(slo: ServiceLevelObjectivesOptions): CfnTemplate {
  const { Resources } = templateOf(define(slo).stack).toJSON() as CfnTemplate;
  return { Resources: Object.fromEntries(Object.entries(Resources!).filter(([id]) => id.includes('Slo'))) };
}

const TEMPLATE = templateWith({ availability: 99.9 });
const LATENCY = templateWith({ latency: BOTH.latency });

/** The table of the workbook, and what others add to it: a day and two hours, in which a tenth of the budget is gone as well. */
const SCHEME: BurnRateAlert[] = [...RECOMMENDED, { severity: 'ticket', longWindow: DAY, shortWindow: 2 * HOUR, burnRate: 3, budgetConsumed: 0.1 }];

describe('each objective', () => {
  test('has a page and a ticket, each of two pairs of windows: those of the workbook, and a day', () => {
    const template = templateOf(define().stack).toJSON();
    expect(Object.keys(byName(template, COMPOSITE)).sort()).toEqual(['SloAvailabilityPage', 'SloAvailabilityTicket', 'SloLatencyPage', 'SloLatencyTicket']);
    const alarms = byName(template, ALARM);
    const pairs = (kind: string, ids: string[]) => ids.map((id) => {
      const [long, short] = [alarms[`Slo${kind}Over${id}`], alarms[`Slo${kind}Over${id}Recent`]];
      const periodOf = ({ Metrics }: typeof long) => Metrics.find(({ MetricStat }: typeof long) => MetricStat).MetricStat.Period;
      expect([long.EvaluationPeriods, short.EvaluationPeriods, short.Threshold]).toEqual([1, 1, long.Threshold]);
      return { longWindow: periodOf(long), shortWindow: periodOf(short), burnRate: long.Threshold };
    });
    const asked = (severity: string) => SCHEME.filter((alert) => alert.severity === severity)
      .map(({ longWindow, shortWindow, burnRate }) => ({ longWindow, shortWindow, burnRate }));
    for (const kind of ['Availability', 'Latency']) {
      expect(pairs(kind, ['1h', '6h'])).toEqual(asked('page'));
      expect(pairs(kind, ['3d', '1d'])).toEqual(asked('ticket'));
    }
    for (const { burnRate, longWindow, budgetConsumed } of SCHEME) expect(burnRate * longWindow / (30 * DAY)).toBeCloseTo(budgetConsumed, 10);
  });

  test('is told by composite alarms, which say what is burnt and where to look; their parts tell nobody', () => {
    const { stack, gateway } = testGateway({ slo: { ...BOTH, runbookUrl: 'https://wiki.example.com/slo' }, alertEmails: ['a@example.com'] });
    const template = templateOf(stack).toJSON();
    expect(byName(template, COMPOSITE).SloAvailabilityPage).toMatchObject({
      AlarmDescription: 'OrdersApi (stage prod) burnt the error budget of its availability of 99.9 % more than 14.4 times as fast as 30 days allow over the last hour, or 6 times as fast as 30 days allow over the last 6 hours, and still does: see its access log for the routes with 5xx. Runbook: https://wiki.example.com/slo',
      AlarmActions: [{ Ref: expect.stringContaining('Topic') }],
      OKActions: [{ Ref: expect.stringContaining('Topic') }],
    });
    expect(byName(template, COMPOSITE).SloLatencyTicket.AlarmDescription).toContain('its latency of 1000 ms for 99 % of requests more than 3 times as fast as 30 days allow over the last day, or as fast as 30 days allow over the last 3 days');
    const parts = Object.entries(byName(template, ALARM)).filter(([name]) => name.startsWith('Slo'));
    expect(parts).toHaveLength(16);
    for (const [, { AlarmActions, OKActions }] of parts) expect([AlarmActions, OKActions]).toEqual([undefined, undefined]);
    const { slo } = gateway.alarms;
    expect(slo!.allAlarms.map(({ node }) => node.path.split('/').slice(-2).join('/'))).toEqual(['Availability/Page', 'Availability/Ticket', 'Latency/Page', 'Latency/Ticket']);
    expect(slo!.availability!.windowAlarms).toHaveLength(8);
    expect(gateway.alarms.allAlarms.map(({ node }) => node.id)).toEqual(['ServerErrorRate', 'Latency']);
  });

  test('costs what docs/slo.md says: 16 metrics and two composite alarms for availability, 12 and two for latency', () => {
    const cost = (template: CfnTemplate) => [
      resourcesOf(template, ALARM).flatMap(([, { Metrics }]) => Metrics).filter(({ MetricStat }) => MetricStat).length,
      resourcesOf(template, COMPOSITE).length,
    ];
    expect([cost(TEMPLATE), cost(LATENCY)]).toEqual([[16, 2], [12, 2]]);
  });

  test('counts what the API calls server errors, of a stage that is named literally', () => {
    const metricsOf = (stack: Stack) => byName(templateOf(stack).toJSON(), ALARM).SloAvailabilityOver1h.Metrics;
    const { stack: rest } = define();
    const { stack: http } = testHttpGateway({ slo: BOTH });
    expect(metricsOf(rest)[0].Expression).toBe('IF(FILL(errors, 0) >= 10, 100 * FILL(errors, 0) / requests / 0.1, 0)');
    type Asked = { MetricStat?: { Metric: { MetricName: string; Dimensions: object[] } } };
    const asked = (metrics: Asked[]) => metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
    expect(asked(metricsOf(rest)).map(({ MetricName, Dimensions }) => [MetricName, Dimensions])).toEqual([
      ['5XXError', [{ Name: 'ApiName', Value: 'OrdersApi' }, { Name: 'Stage', Value: 'prod' }]],
      ['Count', [{ Name: 'ApiName', Value: 'OrdersApi' }, { Name: 'Stage', Value: 'prod' }]],
    ]);
    expect(asked(metricsOf(http)).map(({ MetricName }) => MetricName)).toEqual(['5xx', 'Count']);
  });

  test('is the same in both layouts of a REST API', () => {
    const alarms = (layout: RestLayout) => {
      const template = templateOf(testGateway({ slo: BOTH, layout }).stack).toJSON();
      return [byName(template, ALARM), byName(template, COMPOSITE)];
    };
    expect(alarms(RestLayout.RESOURCES)).toEqual(alarms(RestLayout.OPENAPI));
  });
});

describe('detection', () => {
  /** docs/slo.md has these: minutes until somebody is told, by burn rates; of the formula the first of the pairs. */
  const TIMES: Array<[rate: number, page: number | undefined, ticket: number | undefined]> = [
    [1000, 1, 5], [100, 9, 44], [20, 44, 216], [10, 216, 433], [5, undefined, 865], [2, undefined, 2160], [1.1, undefined, 3960],
  ];

  test.each(TIMES)('at a burn rate of %d takes the minutes that the workbook says, and is seen at the next one', (rate, page, ticket) => {
    const minutes = (name: string) => {
      const found = timeToPage(TEMPLATE, Object.keys(TEMPLATE.Resources!).find((id) => nameOf(id) === name)!, SUBJECT, {
        slo: 0.999, burnRate: rate, lasts: rate >= 10 ? 8 * HOUR : 3 * DAY, before: 3 * DAY, perMinute: 100_000,
      });
      return found === undefined ? undefined : found / MINUTE;
    };
    const formula = (severity: string) => Math.min(...SCHEME.filter((alert) => alert.severity === severity)
      .map(({ longWindow, burnRate }) => detectionTime(0.999, rate * 0.001, longWindow, burnRate))) / MINUTE;
    expect([minutes('SloAvailabilityPage'), minutes('SloAvailabilityTicket')]).toEqual([page, ticket]);
    // three days are looked at once an hour; the rest is chance, of a hundredth of the requests that fail
    for (const [measured, said] of [[page, formula('page')], [ticket, formula('ticket')]] as const) {
      if (measured === undefined) expect(said).toBe(Infinity);
      else expect([measured >= 0.99 * said, measured <= 1.01 * said + (said > DAY / MINUTE ? 60 : 1)]).toEqual([true, true]);
    }
  });

  test('never comes of a rate that the objective allows', () => {
    const normal = { perMinute: 10_000, serverErrors: 0.0009 };
    const quiet = histories(TEMPLATE, { normal, incident: {}, before: 3 * DAY, lasts: 2 * DAY, after: 0 });
    expect(toldIn(quiet)).toEqual({});
  });

  /** Whole minutes after the end of an incident. */
  test.each<[string, Partial<Traffic>, number, Record<string, [told: number, over: number]>]>([
    ['an outage of 10 minutes', { serverErrors: 1 }, 10 * MINUTE, { SloAvailabilityPage: [1, 30], SloAvailabilityTicket: [5, 360] }],
    ['"after experiencing 15 % errors for 10 minutes"', { serverErrors: 0.15 }, 10 * MINUTE, { SloAvailabilityPage: [6, 5] }],
    ['2 % errors for 6 hours', { serverErrors: 0.02 }, 6 * HOUR, { SloAvailabilityPage: [44, 22], SloAvailabilityTicket: [216, 343] }],
    ['0.3 % errors for 3 days', { serverErrors: 0.003 }, 3 * DAY, { SloAvailabilityTicket: [1439, 240] }],
    ['an outage of 20 seconds', { serverErrors: 1 / 3 }, MINUTE, {}],
  ])('is over when the short window is: %s', (_title, incident, lasts, expected) => {
    const found = histories(TEMPLATE, { normal: { perMinute: 100_000 }, incident, before: 3 * DAY, lasts, after: 8 * HOUR });
    expect(Object.fromEntries(Object.entries(toldIn(found)).map(([name, [told, over]]) => [name, [told, over! - lasts / MINUTE]]))).toEqual(expected);
  });
});

describe('latency', () => {
  test.each<[string, Partial<Traffic>, Record<string, number>]>([
    ['a fifth of the requests take 6 seconds', { hanging: 0.2 }, { SloLatencyPage: 44, SloLatencyTicket: 216 }],
    ['8 % take 6 seconds', { hanging: 0.08 }, { SloLatencyPage: 270, SloLatencyTicket: 541 }],
    ['half a percent take 6 seconds, which is allowed', { hanging: 0.005 }, {}],
    ['everything is twice as slow, and one in a hundred takes more than a second', { latency: 120 }, {}],
    ['all answers are 5xx, and as fast as ever', { serverErrors: 1 }, {}],
  ])('is told at the same burn rates: %s', (_title, incident, expected) => {
    const found = histories(LATENCY, { normal: { perMinute: 100_000 }, incident, before: 3 * DAY, lasts: 10 * HOUR, after: 0 });
    expect(Object.fromEntries(Object.entries(toldIn(found)).map(([name, [told]]) => [name, told]))).toEqual(expected);
  });
});

describe('at night', () => {
  const night = { normal: { perMinute: 5 / 60 }, before: 3 * DAY, lasts: 2 * HOUR, after: HOUR };

  test('nine errors in an hour tell nobody; ten do, if they are the last ones', () => {
    const errors = (count: number) =>
      histories(TEMPLATE, { ...night, incident: { exactly: { requests: count, serverErrors: count } }, lasts: MINUTE });
    expect(toldIn(errors(9))).toEqual({});
    expect(toldIn(errors(10)).SloAvailabilityPage[0]).toBe(1);
  });

  test('the number can be chosen, also by a parameter', () => {
    const template = templateWith({ availability: 99.9, minimumFailures: 3 });
    const found = histories(template, { ...night, incident: { exactly: { requests: 4, serverErrors: 3 } }, lasts: MINUTE });
    expect(toldIn(found).SloAvailabilityPage[0]).toBe(1);
    const stack = testStack();
    const parameter = new CfnParameter(stack, 'Minimum', { type: 'Number' });
    testGateway({ slo: { availability: 99.9, minimumFailures: parameter.valueAsNumber } }, stack);
    expect(JSON.stringify(byName(templateOf(stack).toJSON(), ALARM).SloAvailabilityOver1h.Metrics[0].Expression)).toContain('{"Ref":"Minimum"}');
  });

  test('an outage with five requests an hour is told when ten have failed, not before', () => {
    const { SloAvailabilityPage: [told] } = toldIn(histories(TEMPLATE, { ...night, incident: { serverErrors: 1 }, lasts: 6 * HOUR }));
    expect(told).toBe(165);
  });

  test('a gap of half an hour in the metrics neither raises an alarm nor ends one', () => {
    const gap = (time: number) => time >= INCIDENT + HOUR && time < INCIDENT + HOUR + HOUR / 2;
    const gapped = (incident: Partial<Traffic>) => {
      const events = emit({ normal: { perMinute: 1200 }, incident, before: 3 * DAY, lasts: 3 * HOUR, after: 0 }, SUBJECT);
      return named(simulate(TEMPLATE, [...events].filter(({ time }) => !gap(time)), { from: INCIDENT - HOUR, to: INCIDENT + 3 * HOUR }));
    };
    const raised = gapped({ serverErrors: 0.05 }).SloAvailabilityPage.transitions.filter(({ time }) => time > INCIDENT);
    // 5 minutes without a request are no failure, but the half hour of the second pair reaches over the gap
    expect(raised.map(({ to, time }) => [to, Math.floor((time - INCIDENT) / HOUR)])).toEqual([['ALARM', 0]]);
    expect(toldIn(gapped({}))).toEqual({});
  });
});

describe('who is told', () => {
  const told = (stack: Stack) => Object.fromEntries(Object.entries(byName(templateOf(stack).toJSON(), COMPOSITE)).map(([name, { AlarmActions = [] }]) => [name, AlarmActions.map(({ Ref }: { Ref: string }) => Ref.replace(/[0-9A-F]{8}$/, ''))]));

  test('pages go where high severity goes, tickets where low severity goes', () => {
    const stack = testStack();
    const { gateway } = testGateway({ alertTopic: new Topic(stack, 'Page'), lowSeverityTopic: new Topic(stack, 'Mail') }, stack);
    gateway.alarms.addSlo('Promise', { availability: 99.5 });
    expect(told(stack)).toEqual({ PromiseAvailabilityPage: ['Page'], PromiseAvailabilityTicket: ['Mail'] });
  });

  test('the composite alarm of the stage tells in place of the page, not of the ticket; a mute window mutes both', () => {
    const stack = testStack();
    const alarms = AlarmSet.standard({ composite: true, muteWindows: [{ cron: '0 2 * * SUN', duration: Duration.hours(2) }] });
    testGateway({ slo: { availability: 99.9 }, alarms, alertTopic: new Topic(stack, 'Page') }, stack);
    expect(told(stack)).toEqual({ Composite: ['Page'], SloAvailabilityPage: [], SloAvailabilityTicket: ['Page'] });
    const template = templateOf(stack);
    const refs = (value: unknown) => [...JSON.stringify(value).matchAll(/"Ref":"([^"]+)"/g)].map(([, id]) => nameOf(id)).sort();
    expect(refs(byName(template.toJSON(), COMPOSITE).Composite.AlarmRule)).toEqual(['Latency', 'ServerErrorRate', 'SloAvailabilityPage']);
    const [{ Properties }] = Object.values(template.findResources('AWS::CloudWatch::AlarmMuteRule'));
    expect(refs(Properties.MuteTargets)).toEqual(['Composite', 'Latency', 'ServerErrorRate', 'SloAvailabilityPage', 'SloAvailabilityTicket']);
  });
});

describe('further stages', () => {
  test('promise the same, member by member, or what they say themselves', () => {
    const { stack, gateway } = define();
    const [same, more] = [gateway.addStage('same'), gateway.addStage('more', { slo: { availability: 99.5 } })];
    expect([same.alarms.slo!.allAlarms.length, more.alarms.slo!.allAlarms.length]).toEqual([4, 4]);
    const of = (id: string) => resourcesOf(templateOf(stack).toJSON(), ALARM).find(([found]) => found.includes(id) && found.includes('AvailabilityOver1hRecent'))![1].Metrics;
    expect([of('same')[0].Expression, of('more')[0].Expression]).toEqual([expect.stringMatching(/ 0\.1$/), expect.stringMatching(/ 0\.5$/)]);
    expect(JSON.stringify(of('more'))).toContain('"Value":"more"');
  });

  test('promise nothing without alarms, unless they say it, which fails', () => {
    const { gateway } = testHttpGateway({ slo: BOTH });
    expect(() => gateway.addStage('quiet', { alarms: AlarmSet.none() }).alarms).toThrow("'alarms' are none");
    const message = "'slo' is watched by alarms, which are none by 'alarms: AlarmSet.none()': leave one of the two out";
    expect(() => gateway.addStage('odd', { alarms: AlarmSet.none(), slo: { availability: 99 } })).toThrow(message);
    expect(() => testGateway({ alarms: AlarmSet.none(), slo: BOTH })).toThrow(message);
  });

  test('and routes have objectives of their own, with detailed metrics', () => {
    const { stack, gateway } = testGateway({ detailedMetrics: true });
    gateway.alarms.addSlo('Orders', { availability: 99.95, route: 'GET /orders' });
    const { Metrics, AlarmDescription } = byName(templateOf(stack).toJSON(), ALARM).OrdersAvailabilityOver3d;
    expect(Metrics[1].MetricStat.Metric.Dimensions).toEqual([{ Name: 'ApiName', Value: 'OrdersApi' }, { Name: 'Method', Value: 'GET' }, { Name: 'Resource', Value: '/orders' }, { Name: 'Stage', Value: 'prod' }]);
    expect(AlarmDescription).toContain('More than 0.05 % of the requests to GET /orders of OrdersApi (stage prod) ended in a 5xx status over the last 3 days');
    const { stack: plain, gateway: without } = testGateway();
    without.alarms.addSlo('Orders', { availability: 99.95, route: 'GET /orders' });
    expect(() => templateOf(plain)).toThrow("needs its metrics, which are off: set 'detailedMetrics: true' for the route or the stage");
  });

  test('of APIs of the CDK, defined or imported, are promised by the facades', () => {
    const stack = testStack();
    RestApiAlarms.fromStage(stack, 'Rest', Stage.fromStageAttributes(stack, 'Stage', { restApi: testGateway({}, stack).gateway.api, stageName: 'live' }), { slo: BOTH });
    const api = HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId: 'abc123' });
    const { slo } = HttpApiAlarms.fromStage(stack, 'Http', HttpStage.fromHttpStageAttributes(stack, 'HttpStage', { api, stageName: '$default' }), { slo: { latency: BOTH.latency } });
    expect([slo!.availability, slo!.latency!.windowAlarms.length]).toEqual([undefined, 8]);
    templateOf(stack).resourceCountIs(COMPOSITE, 6);
  });
});

describe('the widget of error budgets', () => {
  test('has one value for each objective: what is left, of 30 days', () => {
    const { stack, gateway } = define();
    new Dashboard(stack, 'Dashboard', { widgets: [[gateway.alarms.slo!.errorBudgetWidget({ width: 12 })]] });
    const [{ Properties }] = Object.values(templateOf(stack).findResources('AWS::CloudWatch::Dashboard'));
    const body = Properties.DashboardBody['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'REGION')).join('');
    const [{ type, width, height, properties }] = JSON.parse(body).widgets;
    expect([type, width, height]).toEqual(['metric', 12, 3]);
    expect(properties).toMatchObject({ view: 'singleValue', title: 'Error budget left, of 30 days (%)', start: '-P30D', setPeriodToTimeRange: true, period: 2_592_000, region: 'REGION' });
    const hidden = (id: string, stat: string) => ({ stat, period: 2_592_000, visible: false, id });
    expect(properties.metrics).toEqual([
      [{ label: 'Availability of 99.9 %', expression: '100 - 100 * 100 * FILL(errors0, 0) / requests0 / 0.1', period: 2_592_000 }],
      ['AWS/ApiGateway', '5XXError', 'ApiName', 'OrdersApi', 'Stage', 'prod', hidden('errors0', 'Sum')],
      ['AWS/ApiGateway', 'Count', 'ApiName', 'OrdersApi', 'Stage', 'prod', hidden('requests0', 'Sum')],
      [{ label: 'Latency of 1000 ms for 99 % of requests', expression: '100 - 100 * (100 - intime1) / 1', period: 2_592_000 }],
      ['AWS/ApiGateway', 'Latency', 'ApiName', 'OrdersApi', 'Stage', 'prod', hidden('intime1', 'PR(:1000)')],
    ]);
  });
});

describe('fails', () => {
  const LIMITS = 'must be above 93.06 and at most 99.99 percent';
  test.each<[string, unknown, string]>([
    ['on an objective that not even an outage can miss fast enough', { availability: 90 }, `'slo.availability' ${LIMITS}, got 90: if all requests failed, they would burn so large a budget less than 14.4 times as fast as it allows, at which rate somebody is woken`],
    ['on the lowest by a hair', { availability: 93.05 }, `'slo.availability' ${LIMITS}, got 93.05: if all`],
    ['on five nines', { availability: 99.999 }, `'slo.availability' ${LIMITS}, got 99.999: its budget of 30 days would be gone before CloudWatch, which sees whole minutes, tells of it`],
    ['on a promise of no failure', { availability: 100 }, `'slo.availability' ${LIMITS}, got 100`],
    ['on a share', { availability: 0.999 }, `'slo.availability' ${LIMITS}, got 0.999: write it in percent, 99.9`],
    ['on text', { availability: '99.9' }, "'slo.availability' must be a number that is known at synthesis, got \"99.9\": write 99.9, for example"],
    ['on a token', { availability: Lazy.number({ produce: () => 99.9 }) }, "'slo.availability' must be a number that is known at synthesis, got "],
    ['on no objective', {}, "'slo' must have 'availability' or 'latency', got {}: write { availability: 99.9 }, for example"],
    ['on a number in place of options', 99.9, "'slo' must be a structure, got 99.9: write { availability: 99.9 }, for example"],
    ['on a duration in place of an objective', { latency: 1 }, "'slo.latency' must be a structure, got 1: write { percentile: 99, under: Duration.seconds(1) }, for example"],
    ['on the median', { latency: { percentile: 50, under: Duration.seconds(1) } }, `'slo.latency.percentile' ${LIMITS}, got 50: if all`],
    ['on no percentile', { latency: { under: Duration.seconds(1) } }, "'slo.latency.percentile' must be a number that is known at synthesis, got undefined: write 99, for example"],
    ['on milliseconds as a number', { latency: { percentile: 99, under: 1000 } }, "'slo.latency.under' must be a Duration, got 1000: write Duration.seconds(1), for example"],
    ['on no time at all', { latency: { percentile: 99, under: Duration.seconds(0) } }, "'slo.latency.under' must be whole milliseconds, above 0, got 0 ms: write Duration.seconds(1), for example"],
    ['on a part of a millisecond', { latency: { percentile: 99, under: Duration.millis(0.5) } }, "'slo.latency.under' must be whole milliseconds, above 0, got 0.5 ms"],
    ['on a time that is not known', { latency: { percentile: 99, under: Duration.seconds(Lazy.number({ produce: () => 1 })) } }, "'slo.latency.under' must be known at synthesis, got a token"],
    ['on no failures', { availability: 99.9, minimumFailures: 0 }, "'slo.minimumFailures' must be at least 1 and finite, got 0"],
    ['on failures in words', { availability: 99.9, minimumFailures: 'ten' }, "'slo.minimumFailures' must be a number, got \"ten\": write 10, for example"],
    ['on a link that is none', { availability: 99.9, runbookUrl: 'wiki' }, "'runbookUrl' must be a URL, got \"wiki\""],
  ])('%s', (_title, slo, message) => {
    expect(() => testGateway({ slo: slo as ServiceLevelObjectivesOptions })).toThrow(message);
    expect(() => testHttpGateway({ slo: slo as ServiceLevelObjectivesOptions })).toThrow(message);
  });

  test('on two objectives of one id, and on the id of an alarm', () => {
    const { gateway } = define();
    expect(() => gateway.alarms.addSlo('Slo', { availability: 99 })).toThrow('"Slo" is defined already: give these objectives another id');
    expect(() => gateway.alarms.addSlo('', { availability: 99 })).toThrow("'id' must be text that is known at synthesis, got \"\"");
    expect(() => gateway.alarms.addSlo('Other', {})).toThrow("'options' must have 'availability' or 'latency'");
  });

  test('for a WebSocket API, whose metrics do not tell failures of the server from those of clients', () => {
    expect(() => testWebSocketGateway({ slo: BOTH } as object)).toThrow("'slo' is not offered by API Gateway for WebSocket APIs: ");
  });
});

test('nothing is defined without objectives', () => {
  const { stack, gateway } = testGateway();
  expect(gateway.alarms.slo).toBeUndefined();
  templateOf(stack).resourceCountIs(COMPOSITE, 0);
  templateOf(stack).hasResourceProperties(ALARM, Match.objectLike({ TreatMissingData: 'notBreaching' }));
});

function named(found: Record<string, AlarmHistory>): Record<string, AlarmHistory> {
  return Object.fromEntries(Object.entries(found).map(([id, history]) => [nameOf(id), history]));
}

/** What becomes of the alarms from an hour before an incident to the end of the scenario. */
function histories(template: CfnTemplate, scenario: Scenario): Record<string, AlarmHistory> {
  const events: Iterable<MetricEvent> = emit(scenario, SUBJECT);
  return named(simulate(template, events, { from: INCIDENT - HOUR, to: INCIDENT + scenario.lasts + scenario.after }));
}

/** Of the alarms that tell, minutes from the beginning of an incident to ALARM, and to OK. */
function toldIn(found: Record<string, AlarmHistory>): Record<string, [told: number, over?: number]> {
  const minutes = (time?: number) => (time === undefined ? undefined : (time - INCIDENT) / MINUTE);
  return Object.fromEntries(Object.entries(found).flatMap(([name, history]) => {
    const told = /(Page|Ticket)$/.test(name) ? history.timeOf('ALARM') : undefined;
    return told === undefined ? [] : [[name, [minutes(told)!, minutes(history.timeOf('OK', told))] as [number, number?]]];
  }));
}
