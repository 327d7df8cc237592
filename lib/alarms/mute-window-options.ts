import { Duration, TimeZone } from 'aws-cdk-lib/core';

/** A time in which alarms tell nobody; they are raised and end as always. Say either `cron` or `at`. */
export interface MuteWindowOptions {
  /**
   * When a window begins that comes again: five fields for minutes, hours, day of the month, month and day of the week. "0 2 * * SUN" is every
   * Sunday at 2:00.
   *
   * @default - the window does not come again
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Schedule.html
   */
  readonly cron?: string;

  /**
   * When a window begins that comes once: "2027-03-28T02:00", by the clock of `timeZone`.
   *
   * @default - the window comes again
   */
  readonly at?: string;

  /** How long a window is: whole minutes, at most 15 days. */
  readonly duration: Duration;

  /**
   * By which clock a window begins.
   *
   * @default TimeZone.ETC_UTC
   */
  readonly timeZone?: TimeZone;

  /**
   * What the window is for, at most 1,024 characters.
   *
   * @default - none
   */
  readonly description?: string;
}
