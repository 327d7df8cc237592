import { Period } from 'aws-cdk-lib/aws-apigateway';
import { Duration, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { QuotaUsageAlarmOptions } from './quota-usage-alarm-options';
import { fail, show } from '../private/errors';
import { checkNumber, isCount } from '../private/rules';

/** What an alarm on a quota watches, checked. */
export class QuotaAlarm {
  public readonly keyName: string;
  public readonly limit: number;
  public readonly threshold: number;
  public readonly period: Duration;
  public readonly periodName: string;

  constructor({ apiKey, quota, threshold = 80 }: QuotaUsageAlarmOptions, scope: IConstruct) {
    if (typeof apiKey?.keyId !== 'string') fail(`'apiKey' must be an API key, got ${show(apiKey)}: pass what addApiKey returns, or ApiKey.fromApiKeyId`, scope);
    const { limit, period } = quota ?? {};
    if (typeof limit !== 'number' || Token.isUnresolved(limit)) fail(`'quota.limit' must be a number that is known at synthesis, got ${show(limit)}: write 10000, for example`, scope);
    checkNumber('quota.limit', limit, isCount, 'a whole number of at least 1', scope);
    if (Token.isUnresolved(threshold)) fail("'threshold' must be known at synthesis, got a token: write 80, for example", scope);
    checkNumber('threshold', threshold, (value) => value > 0 && value < 100, 'above 0 and below 100 percent', scope);
    if (period !== Period.DAY && period !== Period.WEEK) {
      fail(`'quota.period' must be Period.DAY or Period.WEEK for an alarm on its use, got ${show(period)}: CloudWatch alarms look back a week at most; ask for what is left of it with the API GetUsage`, scope);
    }
    this.keyName = apiKey.node.id;
    this.limit = limit;
    this.threshold = threshold;
    this.period = Duration.days(period === Period.DAY ? 1 : 7);
    this.periodName = period === Period.DAY ? 'day' : 'week';
  }

  /** How many requests may be used. */
  public get requests(): number {
    return (this.threshold * this.limit) / 100;
  }
}
