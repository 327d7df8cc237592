import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ArnFormat, Duration, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlertOptions } from './alert-options';
import { LatencyAlarmOptions, ServerErrorRateAlarmOptions } from './standard-alarms-options';
import { WebSocketVolumeAlarmOptions } from './web-socket-alarms-options';
import { fail, show } from '../private/errors';
import { checkNumber, isCount, isVolume } from '../private/rules';

/** An alarm on a rate of errors. */
export interface RateAlarm {
  /** The alarm's id in the tree. */
  readonly id: string;
  /** What the graph calls the rate. */
  readonly label: string;
  /** What happened, and where to look, for a threshold in percent. */
  readonly description: (threshold: number) => string;
  /** The metric that counts errors. */
  readonly errors: string;
  /** The metrics that together count what may fail, by what the expression calls them; `errors` may be one of them. */
  readonly requests: Record<string, string>;
  /** The threshold in percent if the options have none. */
  readonly threshold: number;
}

/** An alarm on a volume. */
export interface VolumeAlarm {
  readonly id: string;
  readonly description: (threshold: number) => string;
  readonly metric: string;
  readonly threshold: number;
}

/**
 * What the alarms of a stage have in common, of whatever type its API is.
 *
 * @internal
 */
export abstract class StageAlarms extends Construct {
  /**
   * By which CloudWatch finds the metrics of the stage: literal names, never a `Ref` to the stage.
   *
   * @internal
   */
  protected abstract readonly _dimensions: Record<string, string>;

  private readonly alarms: cloudwatch.Alarm[] = [];
  private topic?: ITopic;

  /** The topic that is told; undefined if nobody is. */
  public get alertTopic(): ITopic | undefined {
    return this.topic;
  }

  /**
   * What the alarms watch, for their descriptions.
   *
   * @internal
   */
  protected abstract get _subject(): string;

  /**
   * Metrics, alarms and the topics that they tell are of one Region.
   *
   * @internal
   */
  protected _checkRegion(prop: string, region: string): void {
    const home = Stack.of(this).region;
    if (!Token.isUnresolved(region) && !Token.isUnresolved(home) && region !== home) {
      fail(`'${prop}' must be of the Region of its alarms, ${home}, got ${region}: CloudWatch alarms do not reach into another Region`, this);
    }
  }

  /**
   * An alarm on server errors, which the type of the API counts by a metric of its own.
   *
   * @internal
   */
  protected _defineServerErrorRate(metricName: string, options: ServerErrorRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineRate({
      id: 'ServerErrorRate',
      label: '5xx rate (%)',
      description: (threshold) => `More than ${threshold} % of the requests to ${this._subject} ended in a 5xx status: see its access log for the routes`,
      errors: metricName,
      requests: { requests: 'Count' },
      threshold: 5,
    }, options);
  }

  /**
   * An alarm on a percentile of latency.
   *
   * @internal
   */
  protected _defineLatency(options: LatencyAlarmOptions = {}): cloudwatch.Alarm {
    const { percentile = 99, threshold = Duration.seconds(3), minimumRequests = 100, period = Duration.minutes(5), evaluationPeriods = 3 } = options;
    if (Token.isUnresolved(percentile)) fail("'latency.percentile' must be known at synthesis, got a token: write 99, for example", this);
    checkNumber('latency.percentile', percentile, (value) => value > 0 && value < 100, 'above 0 and below 100', this);
    checkNumber('latency.minimumRequests', minimumRequests, isVolume, 'at least 1 and finite', this);
    this.checkPeriods('latency', period, evaluationPeriods);
    return this.define('Latency', {
      alarmDescription: `The p${percentile} latency of ${this._subject} was above ${threshold.toMilliseconds()} ms for ${evaluationPeriods} periods: see integrationLatency in its access log`,
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
      evaluationPeriods,
    });
  }

  /**
   * A rate, of at least a volume below which it counts as 0.
   *
   * @internal
   */
  protected _defineRate(alarm: RateAlarm, options: ServerErrorRateAlarmOptions = {}): cloudwatch.Alarm {
    const { threshold = alarm.threshold, minimumRequests = 20, period = Duration.minutes(5), evaluationPeriods = 1 } = options;
    const prop = alarm.id[0].toLowerCase() + alarm.id.slice(1);
    checkNumber(`${prop}.threshold`, threshold, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', this);
    checkNumber(`${prop}.minimumRequests`, minimumRequests, isVolume, 'at least 1 and finite', this);
    this.checkPeriods(prop, period, evaluationPeriods);
    const ids = Object.keys(alarm.requests);
    const total = ids.length === 1 ? ids[0] : `(${ids.map((name) => `FILL(${name}, 0)`).join(' + ')})`; // of several, what is missing is 0
    const metrics = Object.entries({ ...alarm.requests, errors: alarm.errors });
    const usingMetrics = Object.fromEntries(metrics.map(([name, metric]) => [name, this.metric(metric, cloudwatch.Stats.SUM, period)]));
    return this.define(alarm.id, {
      alarmDescription: alarm.description(threshold),
      metric: new cloudwatch.MathExpression({
        label: alarm.label,
        // a period without requests has no data, and missing data does not breach; errors that are missing are 0
        expression: `IF(${total} >= ${Tokenization.stringifyNumber(minimumRequests)}, 100 * FILL(errors, 0) / ${total}, 0)`,
        usingMetrics,
        period,
      }),
      threshold,
      evaluationPeriods,
    });
  }

  /**
   * A number in a period.
   *
   * @internal
   */
  protected _defineVolume(alarm: VolumeAlarm, options: WebSocketVolumeAlarmOptions = {}): cloudwatch.Alarm {
    const { threshold = alarm.threshold, period = Duration.minutes(5), evaluationPeriods = 1 } = options;
    const prop = alarm.id[0].toLowerCase() + alarm.id.slice(1);
    checkNumber(`${prop}.threshold`, threshold, isVolume, 'at least 1 and finite', this);
    this.checkPeriods(prop, period, evaluationPeriods);
    return this.define(alarm.id, {
      alarmDescription: alarm.description(threshold),
      metric: this.metric(alarm.metric, cloudwatch.Stats.SUM, period),
      threshold,
      evaluationPeriods,
    });
  }

  /**
   * Tells a topic of all alarms that have been defined.
   *
   * @internal
   */
  protected _tell(options: AlertOptions): void {
    this.topic = this.defineTopic(options);
    if (!this.topic) return;
    const action = new SnsAction(this.topic);
    for (const alarm of this.alarms) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }

  private define(id: string, props: Omit<cloudwatch.AlarmProps, 'comparisonOperator' | 'treatMissingData'>): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      ...props,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.alarms.push(alarm);
    return alarm;
  }

  /** CloudWatch evaluates an alarm over at most a day, or a week with periods of an hour or more. */
  private checkPeriods(alarm: string, period: Duration, evaluationPeriods: number): void {
    checkNumber(`${alarm}.evaluationPeriods`, evaluationPeriods, isCount, 'a whole number of at least 1', this);
    if (period.isUnresolved()) fail(`'${alarm}.period' must be known at synthesis, got a token: write Duration.minutes(5), for example`, this);
    const seconds = period.toMilliseconds() / 1000;
    checkNumber(`${alarm}.period`, seconds, (value) => value > 0 && value % 60 === 0, 'whole minutes, in seconds, since the metrics are by the minute', this);
    const longest = seconds >= 3600 ? 7 : 1;
    checkNumber(`${alarm}.evaluationPeriods`, evaluationPeriods, (value) => value * seconds <= longest * 86_400, `such that all periods together are at most ${longest} day(s)`, this);
  }

  private metric(metricName: string, statistic: string, period: Duration): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: this._dimensions, statistic, period });
  }

  private defineTopic(options: AlertOptions): ITopic | undefined {
    if (Token.isUnresolved(options.alertEmails)) fail("'alertEmails' must be a list of known length, got a token: write its elements", this);
    if (options.alertTopic) this._checkRegion('alertTopic', options.alertTopic.env.region);
    const emails = [...new Set(options.alertEmails ?? [])];
    for (const email of emails) {
      if (!Token.isUnresolved(email) && !/^[^\s@,:;<>]+@[^\s@,:;<>]+[^\s@,:;<>.]$/.test(email)) {
        fail(`'alertEmails' must be e-mail addresses, got ${show(email)}: write "oncall@example.com", for example`, this);
      }
    }
    const topic = options.alertTopic ?? (emails.length > 0 ? this.defineOwnTopic() : undefined);
    // an address that another gateway gave to the same topic is there already
    for (const email of emails) if (!topic!.node.tryFindChild(email)) topic!.addSubscription(new EmailSubscription(email));
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
}
