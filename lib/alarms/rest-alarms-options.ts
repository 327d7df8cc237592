import { IApiKey, QuotaSettings } from 'aws-cdk-lib/aws-apigateway';

import { RouteAlarmOptions } from './alarm-options';
import { AlarmSeverity } from './alarm-severity';

/** Options of the alarm on the hit rate of the cache. Its `period` is 15 minutes by default: traffic of an hour is what tells whether a cache pays. */
export interface CacheHitRateAlarmOptions extends RouteAlarmOptions {
  /**
   * The share of requests to cached routes that the cache has to answer, in percent, above 0 and at most 100.
   *
   * @default 50 - of a cache that answers less, more than every other request still reaches the backend
   */
  readonly threshold?: number;

  /**
   * Requests to cached routes in a period below which the rate counts as 100. At least 1.
   *
   * @default 100 - of fewer, most are the first of their kind
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row below the threshold that raise the alarm. At least 1.
   *
   * @default 4 - an hour: after a deployment the cache is empty
   */
  readonly evaluationPeriods?: number;
}

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
