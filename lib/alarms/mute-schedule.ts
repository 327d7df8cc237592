import { CfnAlarmMuteRule } from 'aws-cdk-lib/aws-cloudwatch';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { MuteWindowOptions } from './mute-window-options';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';

const MAX_SECONDS = 15 * 86_400;

/** The schedule of a window in which alarms are mute, in the words of CloudWatch. */
export function muteSchedule(options: MuteWindowOptions, scope: IConstruct): CfnAlarmMuteRule.ScheduleProperty {
  if (!isObject(options)) fail(`a mute window must be a structure, got ${show(options)}: write { cron: "0 2 * * SUN", duration: Duration.hours(2) }, for example`, scope);
  const { timeZone } = options;
  return { expression: expressionOf(options, scope), duration: durationOf(options, scope), timezone: timeZone?.timezoneName };
}

function expressionOf({ cron, at }: MuteWindowOptions, scope: IConstruct): string {
  if ((cron === undefined) === (at === undefined)) fail(`set either 'cron' or 'at' of a mute window, got ${cron === undefined ? 'neither' : 'both'}`, scope);
  if (cron !== undefined) {
    if (!Token.isUnresolved(cron) && !/^[A-Za-z0-9*,-]+( [A-Za-z0-9*,-]+){4}$/.test(cron)) {
      fail(`'cron' must be five fields of letters, digits and * , -, got ${show(cron)}: write "0 2 * * SUN" for every Sunday at 2:00, for example`, scope);
    }
    return `cron(${cron})`;
  }
  if (!Token.isUnresolved(at) && !(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(at!) && !Number.isNaN(Date.parse(`${at}Z`)))) {
    fail(`'at' must be a date and a time without seconds, got ${show(at)}: write "2027-03-28T02:00", for example`, scope);
  }
  return `at(${at})`;
}

function durationOf({ duration }: MuteWindowOptions, scope: IConstruct): string {
  if (typeof duration?.toMilliseconds !== 'function') fail(`'duration' of a mute window must be a Duration, got ${show(duration)}: write Duration.hours(2), for example`, scope);
  if (duration.isUnresolved()) fail("'duration' of a mute window must be known at synthesis, got a token: write Duration.hours(2), for example", scope);
  const seconds = duration.toMilliseconds() / 1000;
  if (!(seconds >= 60 && seconds <= MAX_SECONDS && seconds % 60 === 0)) {
    fail(`'duration' of a mute window must be whole minutes, from 1 minute to 15 days, got ${seconds} seconds`, scope);
  }
  return duration.toIsoString();
}
