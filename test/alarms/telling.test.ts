import { Match } from 'aws-cdk-lib/assertions';
import { Alarm, CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnParameter, Duration, Stack, TimeZone } from 'aws-cdk-lib/core';
import { AlarmSet, AlarmSeverity, MuteWindowOptions, StandardAlarmsOptions, WebSocketAlarmSet } from '../../lib';
import { templateOf, testFunction, testGateway, testHttpGateway, testStack, testWebSocketGateway } from '../helpers';

const ALARM = 'AWS::CloudWatch::Alarm';
const COMPOSITE = 'AWS::CloudWatch::CompositeAlarm';
const MUTE = 'AWS::CloudWatch::AlarmMuteRule';

/** For each alarm, by the end of its id, the topics that it tells when it is raised and when it is over. */
function told(stack: Stack): Record<string, [string[], string[]]> {
  const nameOf = ({ Ref }: { Ref: string }) => Ref.replace(/[0-9A-F]{8}$/, '');
  const alarms = Object.entries({ ...templateOf(stack).findResources(ALARM), ...templateOf(stack).findResources(COMPOSITE) });
  return Object.fromEntries(alarms.map(([id, { Properties: { AlarmActions = [], OKActions = [] } }]) => [id.replace(/^.*Alarms/, '').replace(/[0-9A-F]{8}$/, ''), [AlarmActions.map(nameOf), OKActions.map(nameOf)]]));
}

function topics(stack: Stack): { alertTopic: Topic; lowSeverityTopic: Topic } {
  return { alertTopic: new Topic(stack, 'Page'), lowSeverityTopic: new Topic(stack, 'Mail') };
}

const both = (topic: string) => [[topic], [topic]];
const NOBODY = [[], []];

describe('severity', () => {
  test('decides which topic is told, once each', () => {
    const stack = testStack();
    testGateway({ ...topics(stack), alarms: AlarmSet.standard({ clientErrorRate: {}, trafficDrop: {} }) }, stack);
    expect(told(stack)).toEqual({ ServerErrorRate: both('Page'), Latency: both('Page'), ClientErrorRate: both('Mail'), TrafficDrop: both('Page') });
  });

  test('can be chosen for each alarm', () => {
    const stack = testStack();
    const alarms = AlarmSet.standard({ latency: { severity: AlarmSeverity.LOW }, clientErrorRate: { severity: AlarmSeverity.HIGH } });
    testGateway({ ...topics(stack), alarms }, stack);
    expect(told(stack)).toEqual({ ServerErrorRate: both('Page'), Latency: both('Mail'), ClientErrorRate: both('Page') });
  });

  test('makes no difference without a topic for alarms of low severity', () => {
    const stack = testStack();
    testGateway({ alertTopic: new Topic(stack, 'Page'), alarms: AlarmSet.standard({ clientErrorRate: {} }) }, stack);
    expect(told(stack)).toEqual({ ServerErrorRate: both('Page'), Latency: both('Page'), ClientErrorRate: both('Page') });
  });

  test('an alarm that is added later tells, too, and so do those of a function', () => {
    const { stack, gateway, handler } = testGateway({ alertEmails: ['a@example.com'] });
    gateway.alarms.addLatency({ percentile: 50 });
    gateway.alarms.addFunction('Orders', { handler });
    expect(Object.values(told(stack))).toHaveLength(5);
    for (const who of Object.values(told(stack))) expect(who).toEqual(both('OrdersApiAlarmsTopic'));
  });

  test('fails on one that is none, and on a topic for alarms of low severity alone', () => {
    expect(() => testGateway({ alarms: AlarmSet.standard({ latency: { severity: 'MEDIUM' as never } }) })).toThrow("'severity' must be AlarmSeverity.HIGH or AlarmSeverity.LOW, got \"MEDIUM\"");
    const stack = testStack();
    expect(() => testGateway({ lowSeverityTopic: new Topic(stack, 'Mail') }, stack)).toThrow("'lowSeverityTopic' is told of alarms of low severity only: set 'alertTopic' or 'alertEmails' for the others");
  });

  test('fails on a topic for alarms that are none, and on one of another Region', () => {
    const app = new App();
    const [home, away] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { account: '123456789012', region } }));
    const lowSeverityTopic = new Topic(away, 'Mail');
    expect(() => testGateway({ lowSeverityTopic, alarms: AlarmSet.none() }, away)).toThrow("'lowSeverityTopic' has nothing to tell with 'alarms: AlarmSet.none()': leave one of the two out");
    expect(() => testGateway({ lowSeverityTopic, alertTopic: new Topic(home, 'Page') }, home)).toThrow("'lowSeverityTopic' must be of the Region of its alarms, eu-west-1, got us-east-1");
  });

  test('further stages tell the same topics, or their own', () => {
    const stack = testStack();
    const { gateway } = testGateway({ ...topics(stack), alarms: AlarmSet.standard({ clientErrorRate: {} }) }, stack);
    const own = new Topic(stack, 'Own');
    const [same, one, other, none] = [gateway.addStage('same'), gateway.addStage('one', { lowSeverityTopic: own }), gateway.addStage('other', { alertTopic: own }), gateway.addStage('none', { alarms: AlarmSet.none() })];
    const ofStage = [same, one, other].map(({ alarms }) => [alarms.alertTopic?.node.id, alarms.lowSeverityTopic?.node.id, alarms.allAlarms.length]);
    expect(ofStage).toEqual([['Page', 'Mail', 3], ['Page', 'Own', 3], ['Own', 'Own', 3]]);
    expect(() => none.alarms).toThrow("'alarms' are none");
  });
});

describe('a composite alarm', () => {
  const incident = (options: StandardAlarmsOptions = {}) => {
    const stack = testStack();
    const alarms = AlarmSet.standard({ composite: true, clientErrorRate: {}, ...options });
    const { gateway, handler } = testGateway({ ...topics(stack), alarms }, stack);
    return { stack, gateway, handler };
  };

  test('tells in place of the alarms of high severity, also of those to come', () => {
    const { stack, gateway, handler } = incident();
    gateway.alarms.addTrafficDrop();
    gateway.alarms.addFunction('Orders', { handler });
    expect(told(stack)).toEqual({
      ServerErrorRate: NOBODY, Latency: NOBODY, ClientErrorRate: both('Mail'), TrafficDrop: NOBODY, OrdersErrors: NOBODY, OrdersThrottles: NOBODY, Composite: both('Page'),
    });
    const [{ Properties: { AlarmRule, AlarmDescription } }] = Object.values(templateOf(stack).findResources(COMPOSITE));
    const text = AlarmRule['Fn::Join'][1].map((part: any) => (part.Ref ? part.Ref.replace(/^.*Alarms|[0-9A-F]{8}$/g, '') : part)).join('');
    expect(text).toBe('ALARM("ServerErrorRate") OR ALARM("Latency") OR ALARM("TrafficDrop") OR ALARM("OrdersErrors") OR ALARM("OrdersThrottles")');
    expect(AlarmDescription).toMatch(/^At least one alarm of high severity is raised/);
    expect(gateway.alarms.compositeAlarm?.node.id).toBe('Composite');
  });

  test('is of each stage by itself', () => {
    const { stack, gateway } = incident();
    gateway.addStage('beta');
    const rules = Object.values(templateOf(stack).findResources(COMPOSITE)).map(({ Properties }) => JSON.stringify(Properties.AlarmRule));
    expect(rules.map((rule) => [rule.includes('Stagebeta'), (rule.match(/ALARM\(/g) ?? []).length])).toEqual([[false, 2], [true, 2]]);
  });

  test('is of HTTP and WebSocket APIs, too', () => {
    const [http, webSocket] = [AlarmSet.standard({ composite: true }), WebSocketAlarmSet.standard({ composite: true })];
    const gateways = [testHttpGateway({ alarms: http }), testWebSocketGateway({ alarms: webSocket })];
    for (const { stack } of gateways) templateOf(stack).resourceCountIs(COMPOSITE, 1);
  });

  test('is not there by default', () => {
    const { stack, gateway } = testGateway();
    templateOf(stack).resourceCountIs(COMPOSITE, 0);
    expect(gateway.alarms.compositeAlarm).toBeUndefined();
  });

  test('fails without an alarm of high severity, and with more than it takes', () => {
    const severity = AlarmSeverity.LOW;
    expect(() => templateOf(incident({ serverErrorRate: { severity }, latency: { severity } }).stack)).toThrow("'composite' has no alarm of high severity: leave it out");
    const { stack, gateway } = incident();
    for (let percentile = 1; percentile < 99; percentile++) gateway.alarms.addLatency({ percentile });
    expect(() => templateOf(stack)).not.toThrow();
    const more = incident();
    for (let percentile = 1; percentile <= 99; percentile++) more.gateway.alarms.addLatency({ percentile });
    expect(() => templateOf(more.stack)).toThrow("'composite' takes at most 100 alarms, got 101: split them into groups by 'fromStage'");
  });
});

describe('a mute window', () => {
  const muted = (window: MuteWindowOptions) => testGateway({ alarms: AlarmSet.standard({ composite: true, muteWindows: [window] }) });

  test('names all alarms and the composite one, also those to come', () => {
    const { stack, gateway } = muted({ cron: '0 2 * * SUN', duration: Duration.hours(2), timeZone: TimeZone.EUROPE_BERLIN, description: 'Patches' });
    gateway.alarms.addClientErrorRate();
    const { alarms } = gateway;
    templateOf(stack).hasResourceProperties(MUTE, {
      Description: 'Patches',
      Rule: { Schedule: { Expression: 'cron(0 2 * * SUN)', Duration: 'PT2H', Timezone: 'Europe/Berlin' } },
      MuteTargets: { AlarmNames: [alarms.compositeAlarm!, ...alarms.allAlarms].map(({ alarmName }) => stack.resolve(alarmName)) },
    });
    expect(alarms.allAlarms).toHaveLength(3);
  });

  test('can come once, and be added later', () => {
    const { stack, gateway } = testGateway();
    const rules = [{ at: '2027-03-28T02:00', duration: Duration.days(2) }, { cron: '0 0 1 JAN *', duration: Duration.minutes(90) }].map((window) => gateway.alarms.addMuteWindow(window));
    expect(rules.map(({ node }) => node.id)).toEqual(['Mute1', 'Mute2']);
    templateOf(stack).hasResourceProperties(MUTE, { Rule: { Schedule: { Expression: 'at(2027-03-28T02:00)', Duration: 'P2D', Timezone: Match.absent() } } });
    templateOf(stack).hasResourceProperties(MUTE, { Rule: { Schedule: { Expression: 'cron(0 0 1 JAN *)', Duration: 'PT1H30M' } } });
  });

  const duration = Duration.hours(1);
  test.each<[object, string]>([
    [{ duration }, "set either 'cron' or 'at' of a mute window, got neither"],
    [{ duration, cron: '0 2 * * *', at: '2027-03-28T02:00' }, "set either 'cron' or 'at' of a mute window, got both"],
    [{ duration, cron: 'cron(0 2 * * ? *)' }, '\'cron\' must be five fields of letters, digits and * , -, got "cron(0 2 * * ? *)": write "0 2 * * SUN"'],
    [{ duration, cron: '0 2 * *' }, 'got "0 2 * *"'],
    [{ duration, at: '2027-03-28T02:00:00Z' }, '\'at\' must be a date and a time without seconds, got "2027-03-28T02:00:00Z": write "2027-03-28T02:00"'],
    [{ duration, at: '2027-13-28T02:00' }, 'got "2027-13-28T02:00"'],
    [{ duration: Duration.days(16), cron: '0 2 * * *' }, "'duration' of a mute window must be whole minutes, from 1 minute to 15 days, got 1382400 seconds"],
    [{ duration: Duration.seconds(90), cron: '0 2 * * *' }, 'got 90 seconds'],
    [{ duration: 3600, cron: '0 2 * * *' }, "'duration' of a mute window must be a Duration, got 3600"],
    [{ cron: '0 2 * * *' }, 'must be a Duration, got undefined'],
    ['nightly' as never, 'a mute window must be a structure, got "nightly"'],
  ])('fails on %j', (window, message) => {
    expect(() => muted(window as MuteWindowOptions)).toThrow(message);
  });

  test('takes tokens', () => {
    const { stack, gateway } = testGateway();
    gateway.alarms.addMuteWindow({ cron: new CfnParameter(stack, 'Cron').valueAsString, duration });
    templateOf(stack).hasResourceProperties(MUTE, { Rule: { Schedule: { Expression: { 'Fn::Join': ['', ['cron(', { Ref: 'Cron' }, ')']] } } } });
  });

  test('fails with more alarms than a rule mutes', () => {
    const { stack, gateway } = muted({ cron: '0 2 * * *', duration });
    for (let percentile = 1; percentile <= 98; percentile++) gateway.alarms.addLatency({ percentile });
    expect(() => templateOf(stack)).toThrow("a mute window takes at most 100 alarms, got 101: split them into groups by 'fromStage'");
  });
});

describe('descriptions', () => {
  test('end in the dashboard and the runbook, that of the alarm before that of all', () => {
    const { stack } = testGateway({
      alarms: AlarmSet.standard({ composite: true, dashboardUrl: 'https://d.example.com', runbookUrl: 'https://r.example.com', latency: { runbookUrl: 'https://r.example.com/slow' } }),
    });
    const template = templateOf(stack);
    const ending = (end: string) => Match.stringLikeRegexp(`[a-z]\\. Dashboard: https://d\\.example\\.com\\. Runbook: ${end.replaceAll('.', '\\.')}$`);
    template.resourcePropertiesCountIs(ALARM, { AlarmDescription: ending('https://r.example.com') }, 1);
    template.resourcePropertiesCountIs(ALARM, { AlarmDescription: ending('https://r.example.com/slow') }, 1);
    template.hasResourceProperties(COMPOSITE, { AlarmDescription: ending('https://r.example.com') });
  });

  test('fail if they are too long, and on a URL that is none', () => {
    const long = `https://r.example.com/${'x'.repeat(1000)}`;
    expect(() => testGateway({ alarms: AlarmSet.standard({ runbookUrl: long }) })).toThrow(/^the description of an alarm must be at most 1024 characters, got 11\d\d: shorten 'runbookUrl' or 'dashboardUrl'/);
    expect(() => testGateway({ alarms: AlarmSet.standard({ runbookUrl: 'wiki/orders' }) })).toThrow("'runbookUrl' must be a URL, got \"wiki/orders\": write \"https://wiki.example.com/orders\"");
  });

  test('every alarm of every type has one, which names the API and the stage', () => {
    const all = {
      clientErrorRate: {},
      integrationLatency: {},
      gatewayOverhead: {},
      trafficDrop: {},
      trafficSurge: {},
      throttledRate: {},
      furtherLatencies: [{ percentile: 50 }],
    };
    const rest = testGateway({ alarms: AlarmSet.standard(all) });
    rest.gateway.alarms.addCacheHitRate();
    rest.gateway.alarms.addIntegrationTimeoutRate();
    rest.gateway.alarms.addAuthorizerErrorRate();
    rest.gateway.alarms.addCanaryServerErrorRate();
    rest.gateway.alarms.addCanaryLatency();
    const http = testHttpGateway({ alarms: AlarmSet.standard(all) });
    const ofWebSocket = WebSocketAlarmSet.standard({ integrationLatency: {}, throttledRate: {}, authorizerErrorRate: {} });
    const webSocket = testWebSocketGateway({ alarms: ofWebSocket });
    const described = (alarm: Alarm) => (alarm.node.defaultChild as CfnAlarm).alarmDescription!;
    const descriptions = [rest, http, webSocket].map(({ gateway }) => gateway.alarms.allAlarms.map(described));
    expect(descriptions.map(({ length }) => length)).toEqual([14, 9, 8]);
    for (const description of descriptions.flat()) expect(description).toMatch(/(OrdersApi|ChatApi) \(stage (prod|\$default)\).*: /);
  });
});

test('ids: what an alarm watches, or what somebody says; two of one id fail', () => {
  const { gateway, handler } = testGateway({ detailedMetrics: true });
  const { alarms } = gateway;
  const route = 'GET /orders';
  const ids = [alarms.addLatency({ percentile: 50 }), alarms.addServerErrorRate({ route }), alarms.addLatency({ route }), alarms.addLatency({ alarmId: 'Slow' }), alarms.addClientErrorRate()].map(({ node }) => node.id);
  expect(ids).toEqual(['Latency:p50', 'ServerErrorRate:GET --orders', 'Latency:p99:GET --orders', 'Slow', 'ClientErrorRate']);
  expect(() => alarms.addServerErrorRate()).toThrow("the alarm \"ServerErrorRate\" is defined already: give this one another 'alarmId'");
  expect(() => alarms.addServerErrorRate({ route })).toThrow("the alarm \"ServerErrorRate:GET /orders\" is defined already: give this one another 'alarmId'");
  alarms.addFunction('Orders', { handler });
  expect(() => alarms.addFunction('Orders', { handler })).toThrow();
  expect(() => alarms.addLatency({ alarmId: '' })).toThrow("'alarmId' must be text that is known at synthesis, got \"\"");
});

test('a function of another Region cannot be watched', () => {
  const app = new App();
  const [home, away] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { account: '123456789012', region } }));
  const { gateway } = testGateway(undefined, home);
  expect(() => gateway.alarms.addFunction('Away', { handler: testFunction(away) })).toThrow("'handler' must be of the Region of its alarms, eu-west-1, got us-east-1");
});
