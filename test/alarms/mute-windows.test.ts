import { Template } from 'aws-cdk-lib/assertions';
import { CfnParameter, Duration, TimeZone } from 'aws-cdk-lib/core';
import { MuteWindowOptions } from '../../lib';
import { CronSchedule } from '../../lib/alarms/cron-schedule';
import { annotationsOf, templateOf, testGateway } from '../helpers';

const duration = Duration.hours(1);

function muted(window: object) {
  const { stack, gateway } = testGateway();
  gateway.alarms.addMuteWindow(window as MuteWindowOptions);
  return stack;
}

const expressionOf = (template: Template) => Object.values(template.findResources('AWS::CloudWatch::AlarmMuteRule'))[0].Properties.Rule.Schedule.Expression;

describe('a mute window that comes again', () => {
  test.each([
    '0 2 * * SUN', '0 2 * * sun', '59 23 31 12 7', '0,15,30,45 9-17 * * MON-FRI', '0 0 1 JAN-MAR,DEC *', '0 22 * * FRI-MON', '0 0 29 2 *', '0 0 1 * MON',
  ])('takes %s', (cron) => {
    expect(expressionOf(templateOf(muted({ duration: Duration.minutes(10), cron })))).toBe(`cron(${cron})`);
  });

  const rest = ': write "0 2 * * SUN" for every Sunday at 2:00, for example';
  test.each([
    ['99 99 99 99 99', 'of which minutes are from 0 to 59'],
    ['0 24 * * *', 'of which hours are from 0 to 23'],
    ['0 0 0 * *', 'of which days of the month are from 1 to 31'],
    ['0 0 * 13 *', 'of which months are from 1 to 12, or JAN to DEC'],
    ['0 0 * * 8', 'of which days of the week are from 0 to 7, or SUN to SAT'],
    ['every sunday at two oclock', 'of which minutes are from 0 to 59'],
    ['0 2 * * SUNDAY', 'of which days of the week are from 0 to 7, or SUN to SAT'],
    ['0 2 * SUN *', 'of which months are from 1 to 12, or JAN to DEC'],
    ['0 17-9 * * *', 'of which hours are from 0 to 23'],
    ['0 1-2-3 * * *', 'of which hours are from 0 to 23'],
    ['0 1- * * *', 'of which hours are from 0 to 23'],
    ['0, 2 * * *', 'of which minutes are from 0 to 59'],
    ['*-* 2 * * *', 'of which minutes are from 0 to 59'],
  ])('fails on %s', (cron, problem) => {
    expect(() => muted({ duration, cron })).toThrow(`'cron' must be minutes, hours, days of the month, months and days of the week, got "${cron}", ${problem}${rest}`);
  });

  test.each(['0 2 31 FEB *', '0 2 31 4,6,9,11 *'])('fails on %s, a day that there is never', (cron) => {
    expect(() => muted({ duration, cron })).toThrow(`'cron' must be of a day that there is, got "${cron}"${rest}`);
  });

  test.each<[string, Duration, number]>([
    ['* * * * *', Duration.days(15), 1],
    ['* * * * *', Duration.minutes(1), 1],
    ['0 2 * * *', Duration.days(1), 1440],
    ['0 2 * * SUN', Duration.days(7), 10_080],
    ['0,30 8-9 * * *', Duration.hours(23), 1350],
  ])('fails if %s begins again before it ends', (cron, length, longest) => {
    expect(() => muted({ duration: length, cron })).toThrow(`'duration' of a mute window must be shorter than the time until it begins again, at most ${longest} minutes with "${cron}", got ${length.toMinutes()}: the alarms would never tell anybody`);
  });

  test('may overlap now and then, as long as somebody is told between', () => {
    for (const [cron, length] of [['0 2 * * *', Duration.hours(23)], ['0 18 * * MON-FRI', Duration.days(2)], ['0 2 29 2 *', Duration.days(15)], ['0 2 1 * MON', Duration.days(15)]] as const) expect(() => muted({ duration: length, cron })).not.toThrow();
  });

  test('knows the longest gap', () => {
    const gapOf = (cron: string) => (CronSchedule.read(cron) as CronSchedule).longestGap;
    expect(['0 2 * * SUN', '0 * * * *', '0 9 * * MON-FRI', '0 0 1 * *', '30 8,20 * * *', '0 0 1 1 *'].map(gapOf)).toEqual([10_080, 60, 3 * 1440, 31 * 1440, 720, 366 * 1440]);
  });
});

describe('a mute window that comes once', () => {
  test.each(['2027-02-31T02:00', '2027-04-31T02:00', '2027-02-29T02:00', '2027-03-28T24:00', 7])('fails on %j', (at) => {
    expect(() => muted({ duration, at })).toThrow(`'at' must be a date and a time without seconds, got ${JSON.stringify(at)}: write "2027-03-28T02:00", for example`);
  });

  test('takes the 29th of February of a leap year', () => {
    expect(() => muted({ duration, at: '2028-02-29T02:00' })).not.toThrow();
  });

  test('gets a word of warning once it is over everywhere', () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - 60_000 * minutes).toISOString().slice(0, 16);
    const warnings = (at: string) => annotationsOf(muted({ duration, at }), 'aws:cdk:warning').filter((text) => text.includes('mute window'));
    expect(warnings('2020-01-01T02:00')).toEqual([expect.stringContaining('the mute window at "2020-01-01T02:00" is over, and mutes nothing any more: leave it out')]);
    expect(warnings(minutesAgo(60 * 26))).toHaveLength(1);
    expect(warnings(minutesAgo(60 * 24))).toEqual([]); // it may still go on in some time zone
  });
});

describe('a mute window', () => {
  test('takes time zones of the database, and tokens', () => {
    const { stack, gateway } = testGateway();
    const parameter = new CfnParameter(stack, 'Zone').valueAsString;
    for (const timeZone of [TimeZone.of('Africa/Nairobi'), TimeZone.ETC_UTC, TimeZone.of(parameter)]) gateway.alarms.addMuteWindow({ cron: '0 2 * * *', duration, timeZone });
    const zones = Object.values(templateOf(stack).findResources('AWS::CloudWatch::AlarmMuteRule')).map(({ Properties }) => Properties.Rule.Schedule.Timezone);
    expect(zones).toEqual(['Africa/Nairobi', 'Etc/UTC', { Ref: 'Zone' }]);
  });

  test.each<[object, string]>([
    [{ timeZone: TimeZone.of('Mars/Base') }, '\'timeZone\' of a mute window must be one of the time zone database, got "Mars/Base": write TimeZone.EUROPE_BERLIN, for example'],
    [{ timeZone: 'Europe/Berlin' }, '\'timeZone\' of a mute window must be a TimeZone, got "Europe/Berlin": write TimeZone.EUROPE_BERLIN, for example'],
    [{ timeZone: null }, "'timeZone' of a mute window must be a TimeZone, got null"],
    [{ timezone: TimeZone.ETC_UTC }, "a mute window has no option 'timezone': write one of 'cron', 'at', 'duration', 'timeZone', 'description'"],
    [{ description: 'x'.repeat(2000) }, "'description' of a mute window must be text of at most 1024 characters, got 2000"],
    [{ description: 7 }, "'description' of a mute window must be text of at most 1024 characters, got 7"],
    [{ cron: 7 }, "'cron' must be five fields of letters, digits and * , -, got 7"],
  ])('fails on %j', (options, message) => {
    expect(() => muted({ cron: '0 2 * * *', duration, ...options })).toThrow(message);
  });
});
