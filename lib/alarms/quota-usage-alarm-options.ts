import { IApiKey, QuotaSettings } from 'aws-cdk-lib/aws-apigateway';
import { AlarmSeverity } from './alarm-severity';

/** Options of the alarm on a quota that is nearly used. */
export interface QuotaUsageAlarmOptions {
  /** The API key, of the CDK or imported by its id. */
  readonly apiKey: IApiKey;

  /** The quota of its usage plan, with `limit` and a `period` of a day or a week. */
  readonly quota: QuotaSettings;

  /**
   * The share of the quota that may be used, in percent, above 0 and below 100.
   *
   * @default 80 - early enough to talk to the owner of the key before it is refused
   */
  readonly threshold?: number;

  /**
   * How urgent it is, which decides who is told.
   *
   * @default AlarmSeverity.LOW
   */
  readonly severity?: AlarmSeverity;

  /**
   * Where it is written what to do when the alarm is raised: a URL, which its description ends in.
   *
   * @default - that of the group of alarms
   */
  readonly runbookUrl?: string;
}
