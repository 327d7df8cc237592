import { IStage } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ArnFormat, Duration, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { fail, show } from '../private/errors';
import { literalStageName } from '../private/literal-names';
import { checkNumber, isCount } from '../private/rules';
import { warnOfSharedName } from '../private/shared-api-name';

/** Options of the alarm on the rate of server errors. */
export interface ServerErrorRateAlarmOptions {
  /**
   * The share of requests that may end in a 5xx status, in percent, above 0 and at most 100.
   *
   * @default 5 - above what single failed calls make of a quiet period, well below an outage
   */
  readonly threshold?: number;

  /**
   * Requests in a period below which the rate counts as 0, so that one failed call at night wakes nobody. At least 1.
   *
   * @default 20 - with the default threshold, it takes two errors
   */
  readonly minimumRequests?: number;

  /**
   * The time over which requests and errors are counted: 10 or 30 seconds, or whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of the alarm on latency. */
export interface LatencyAlarmOptions {
  /**
   * The percentile that is watched, above 0 and below 100.
   *
   * @default 99
   */
  readonly percentile?: number;

  /**
   * The time between a request's arrival and its response that the percentile may reach.
   *
   * @default Duration.seconds(3) - a cold start fits in, and no person waits longer without noticing
   */
  readonly threshold?: Duration;

  /**
   * Requests in a period below which latency counts as 0. At least 1.
   *
   * @default 100 - of fewer, p99 is the slowest one, and a single cold start would raise the alarm
   */
  readonly minimumRequests?: number;

  /**
   * The time over which the percentile is taken: 10 or 30 seconds, or whole minutes.
   *
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 3 - a quarter of an hour: slow is worth a look when it lasts
   */
  readonly evaluationPeriods?: number;
}

/** Options of `RestApiAlarms`. */
export interface RestApiAlarmsOptions {
  /**
   * The alarm on the rate of server errors.
   *
   * @default - more than 5 % of at least 20 requests in 5 minutes
   */
  readonly serverErrorRate?: ServerErrorRateAlarmOptions;

  /**
   * The alarm on latency.
   *
   * @default - p99 above 3 seconds for 15 minutes, of at least 100 requests in each 5 of them
   */
  readonly latency?: LatencyAlarmOptions;

  /**
   * The topic that is told when an alarm is raised and when it is over. Its policy, if it has one, must let
   * `cloudwatch.amazonaws.com` publish, and so must the policy of its key, if it is encrypted.
   *
   * @default - a topic is defined if there are `alertEmails`, otherwise the alarms tell nobody
   */
  readonly alertTopic?: ITopic;

  /**
   * Addresses that get a message when an alarm is raised and when it is over. Each has to confirm once.
   *
   * @default - none
   */
  readonly alertEmails?: string[];
}

/**
 * The alarms of a stage of a REST API: server errors and latency.
 *
 * API Gateway keys the metrics of a REST API by its **name** and the stage's name, so two APIs of one
 * name in an account and Region share their metrics and their alarms.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * RestApiAlarms.fromStage(this, 'LegacyAlarms', legacy.deploymentStage, { alertEmails: ['oncall@example.com'] });
 */
export class RestApiAlarms extends Construct {
  /**
   * Defines the alarms of a stage.
   *
   * @param scope   where the alarms are defined
   * @param id      the id of the group of alarms
   * @param stage   a stage of `aws-cdk-lib/aws-apigateway`, defined or imported
   * @param options thresholds, and who is told
   */
  public static fromStage(scope: Construct, id: string, stage: IStage, options: RestApiAlarmsOptions = {}): RestApiAlarms {
    return new RestApiAlarms(scope, id, stage, options);
  }

  /** More server errors than the threshold, of at least the minimum of requests. */
  public readonly serverErrorRate: cloudwatch.Alarm;

  /** A percentile of latency above the threshold. */
  public readonly latency: cloudwatch.Alarm;

  /** The topic that is told; undefined if nobody is. */
  public readonly alertTopic?: ITopic;

  private readonly dimensions: Record<string, string>;

  private constructor(scope: Construct, id: string, stage: IStage, options: RestApiAlarmsOptions) {
    super(scope, id);
    this.dimensions = { ApiName: stage.restApi.restApiName, Stage: literalStageName(stage) };
    warnOfSharedName(stage.restApi, this);
    this.serverErrorRate = this.defineServerErrorRate(options.serverErrorRate ?? {});
    this.latency = this.defineLatency(options.latency ?? {});
    this.alertTopic = this.defineTopic(options);
    this.notify();
  }

  private get subject(): string {
    return `${this.dimensions.ApiName} (stage ${this.dimensions.Stage})`;
  }

  private defineServerErrorRate(options: ServerErrorRateAlarmOptions): cloudwatch.Alarm {
    const { threshold = 5, minimumRequests = 20, period = Duration.minutes(5), evaluationPeriods = 1 } = options;
    checkNumber('serverErrorRate.threshold', threshold, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', this);
    checkNumber('serverErrorRate.minimumRequests', minimumRequests, (value) => value >= 1, 'at least 1', this);
    this.checkPeriods('serverErrorRate', period, evaluationPeriods);
    return new cloudwatch.Alarm(this, 'ServerErrorRate', {
      alarmDescription: `More than ${threshold} % of the requests to ${this.subject} ended in a 5xx status: see its access log for the routes`,
      metric: new cloudwatch.MathExpression({
        label: '5xx rate (%)',
        // a period without requests has no data, and missing data does not breach; errors that are missing are 0
        expression: `IF(requests >= ${Tokenization.stringifyNumber(minimumRequests)}, 100 * FILL(errors, 0) / requests, 0)`,
        usingMetrics: {
          requests: this.metric('Count', cloudwatch.Stats.SUM, period),
          errors: this.metric('5XXError', cloudwatch.Stats.SUM, period),
        },
        period,
      }),
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private defineLatency(options: LatencyAlarmOptions): cloudwatch.Alarm {
    const { percentile = 99, threshold = Duration.seconds(3), minimumRequests = 100, period = Duration.minutes(5), evaluationPeriods = 3 } = options;
    if (Token.isUnresolved(percentile)) fail("'latency.percentile' must be known at synthesis, got a token: write a number", this);
    checkNumber('latency.percentile', percentile, (value) => value > 0 && value < 100, 'above 0 and below 100', this);
    checkNumber('latency.minimumRequests', minimumRequests, (value) => value >= 1, 'at least 1', this);
    this.checkPeriods('latency', period, evaluationPeriods);
    return new cloudwatch.Alarm(this, 'Latency', {
      alarmDescription: `The p${percentile} latency of ${this.subject} was above ${threshold.toMilliseconds()} ms for ${evaluationPeriods} periods: see integrationLatency in its access log`,
      metric: new cloudwatch.MathExpression({
        label: `p${percentile} latency (ms)`,
        expression: `IF(requests >= ${Tokenization.stringifyNumber(minimumRequests)}, latency, 0)`,
        usingMetrics: {
          requests: this.metric('Count', cloudwatch.Stats.SUM, period),
          latency: this.metric('Latency', cloudwatch.Stats.percentile(percentile), period),
        },
        period,
      }),
      threshold: threshold.toMilliseconds(),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** CloudWatch evaluates an alarm over at most a day, or a week with periods of an hour or more. */
  private checkPeriods(alarm: string, period: Duration, evaluationPeriods: number): void {
    checkNumber(`${alarm}.evaluationPeriods`, evaluationPeriods, isCount, 'a whole number of at least 1', this);
    if (period.isUnresolved() || Token.isUnresolved(evaluationPeriods)) return;
    const seconds = period.toSeconds();
    checkNumber(`${alarm}.period`, seconds, (value) => [10, 30].includes(value) || (value > 0 && value % 60 === 0), '10 or 30 seconds or whole minutes', this);
    const longest = seconds >= 3600 ? 7 : 1;
    checkNumber(`${alarm}.evaluationPeriods`, evaluationPeriods, (value) => value * seconds <= longest * 86_400, `such that all periods together are at most ${longest} day(s)`, this);
  }

  private metric(metricName: string, statistic: string, period: Duration): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: this.dimensions, statistic, period });
  }

  private defineTopic(options: RestApiAlarmsOptions): ITopic | undefined {
    const emails = options.alertEmails ?? [];
    for (const email of emails) {
      if (!Token.isUnresolved(email) && !/^[^\s@]+@[^\s@]+$/.test(email)) {
        fail(`'alertEmails' must be e-mail addresses, got ${show(email)}: write "oncall@example.com", for example`, this);
      }
    }
    const topic = options.alertTopic ?? (emails.length > 0 ? this.defineOwnTopic() : undefined);
    for (const email of emails) topic!.addSubscription(new EmailSubscription(email));
    return topic;
  }

  /** A topic that takes TLS only. Its policy replaces the default one, under which alarms of the account may publish. */
  private defineOwnTopic(): Topic {
    const stack = Stack.of(this);
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    topic.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: { 'aws:SourceArn': stack.formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }) },
        StringEquals: { 'aws:SourceAccount': stack.account },
      },
    }));
    return topic;
  }

  private notify(): void {
    if (!this.alertTopic) return;
    const action = new SnsAction(this.alertTopic);
    for (const alarm of [this.serverErrorRate, this.latency]) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}
