import { CfnAlarmMuteRule } from 'aws-cdk-lib/aws-cloudwatch';
import { Annotations, TimeZone, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { CronSchedule } from './cron-schedule';
import { MUTE_WINDOW } from './members';
import { MuteWindowOptions } from './mute-window-options';
import { checkAllMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

const MAX_SECONDS = 15 * 86_400;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html */
const MAX_DESCRIPTION = 1024;

/** A time by the clock of some zone is over everywhere after so long. */
const DAY = 86_400_000;

/** The schedule of a window in which alarms are mute, in the words of CloudWatch. */
export function muteSchedule(options: MuteWindowOptions, scope: IConstruct): CfnAlarmMuteRule.ScheduleProperty {
  if (!isObject(options)) fail(`a mute window must be a structure, got ${show(options)}: write { cron: "0 2 * * SUN", duration: Duration.hours(2) }, for example`, scope);
  checkAllMembers(options, MUTE_WINDOW, 'a mute window', scope);
  const { cron, at, description } = options;
  if ((cron === undefined) === (at === undefined)) fail(`set either 'cron' or 'at' of a mute window, got ${cron === undefined ? 'neither' : 'both'}`, scope);
  if (description !== undefined && !Token.isUnresolved(description) && !(typeof description === 'string' && description.length <= MAX_DESCRIPTION)) {
    fail(`'description' of a mute window must be text of at most ${MAX_DESCRIPTION} characters, got ${typeof description === 'string' ? description.length : show(description)}`, scope);
  }
  const timezone = timeZoneOf(options, scope);
  const milliseconds = durationOf(options, scope);
  const expression = cron === undefined ? onceAt(at!, milliseconds, scope) : againAt(cron, milliseconds / 60_000, scope);
  return { expression, duration: options.duration.toIsoString(), timezone };
}

function againAt(cron: string, minutes: number, scope: IConstruct): string {
  if (Token.isUnresolved(cron)) return `cron(${cron})`;
  const instead = 'write "0 2 * * SUN" for every Sunday at 2:00, for example';
  if (typeof cron !== 'string' || !/^[A-Za-z0-9*,-]+( [A-Za-z0-9*,-]+){4}$/.test(cron)) {
    fail(`'cron' must be five fields of letters, digits and * , -, got ${show(cron)}: ${instead}`, scope);
  }
  const schedule = CronSchedule.read(cron);
  if (typeof schedule === 'string') fail(`'cron' must be minutes, hours, days of the month, months and days of the week, got ${show(cron)}, of which ${schedule}: ${instead}`, scope);
  if (schedule.neverBegins) fail(`'cron' must be of a day that there is, got ${show(cron)}: ${instead}`, scope);
  if (minutes >= schedule.longestGap) {
    fail(`'duration' of a mute window must be shorter than the time until it begins again, at most ${schedule.longestGap} minutes with ${show(cron)}, got ${minutes}: the alarms would never tell anybody`, scope);
  }
  return `cron(${cron})`;
}

function onceAt(at: string, milliseconds: number, scope: IConstruct): string {
  if (Token.isUnresolved(at)) return `at(${at})`;
  const time = typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at) ? Date.parse(`${at}Z`) : NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 16) !== at) { // what is no day of its month is one of the next
    fail(`'at' must be a date and a time without seconds, got ${show(at)}: write "2027-03-28T02:00", for example`, scope);
  }
  if (time + milliseconds + DAY < Date.now()) {
    Annotations.of(scope).addWarningV2('cdk-gatehouse:muteWindowOver', `the mute window at ${show(at)} is over, and mutes nothing any more: leave it out`);
  }
  return `at(${at})`;
}

function timeZoneOf({ timeZone }: MuteWindowOptions, scope: IConstruct): string | undefined {
  if (timeZone === undefined) return undefined;
  const name = (timeZone as Partial<TimeZone> | null)?.timezoneName;
  if (typeof name !== 'string') fail(`'timeZone' of a mute window must be a TimeZone, got ${show(timeZone)}: write TimeZone.EUROPE_BERLIN, for example`, scope);
  if (!Token.isUnresolved(name) && !isTimeZone(name)) fail(`'timeZone' of a mute window must be one of the time zone database, got ${show(name)}: write TimeZone.EUROPE_BERLIN, for example`, scope);
  return name;
}

function isTimeZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }));
  } catch {
    return false;
  }
}

function durationOf({ duration }: MuteWindowOptions, scope: IConstruct): number {
  if (typeof duration?.toMilliseconds !== 'function') fail(`'duration' of a mute window must be a Duration, got ${show(duration)}: write Duration.hours(2), for example`, scope);
  if (duration.isUnresolved()) fail("'duration' of a mute window must be known at synthesis, got a token: write Duration.hours(2), for example", scope);
  const milliseconds = duration.toMilliseconds();
  const seconds = milliseconds / 1000;
  if (!(seconds >= 60 && seconds <= MAX_SECONDS && seconds % 60 === 0)) {
    fail(`'duration' of a mute window must be whole minutes, from 1 minute to 15 days, got ${seconds} seconds`, scope);
  }
  return milliseconds;
}
