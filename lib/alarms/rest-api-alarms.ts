import { CfnRestApi, IRestApi, IStage } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { ArnFormat, Duration, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LatencyAlarmOptions, RestApiAlarmsOptions, ServerErrorRateAlarmOptions } from './rest-api-alarms-options';
import { fail, show } from '../private/errors';
import { literalStageName } from '../private/literal-names';
import { checkNumber, isCount, isVolume } from '../private/rules';
import { warnOfSharedName } from '../private/shared-api-name';

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
    if (!stage) fail("'stage' must be a stage, got undefined, as is 'deploymentStage' of a RestApi with 'deploy: false': pass the stage that you defined", this);
    this.checkRegion('stage', stage.env.region);
    this.dimensions = { ApiName: this.literalApiName(stage.restApi, options.apiName), Stage: literalStageName(stage) };
    warnOfSharedName(stage.restApi, this);
    this.serverErrorRate = this.defineServerErrorRate(options.serverErrorRate ?? {});
    this.latency = this.defineLatency(options.latency ?? {});
    this.alertTopic = this.defineTopic(options);
    this.notify();
  }

  /** The name as it is written in the template; an imported API is called like its construct if nobody said its name. */
  private literalApiName(api: IRestApi, apiName?: string): string {
    const l1 = api.node.defaultChild;
    const name = apiName ?? (CfnRestApi.isCfnRestApi(l1) ? l1.name : undefined) ?? api.restApiName;
    if (!apiName && !CfnRestApi.isCfnRestApi(l1) && name === api.node.id) {
      fail(`'apiName' must be set for the imported API ${show(name)}, whose name is not known and by which CloudWatch finds its metrics: write its name in API Gateway`, this);
    }
    return name;
  }

  /** Metrics, alarms and the topics that they tell are of one Region. */
  private checkRegion(prop: string, region: string): void {
    const home = Stack.of(this).region;
    if (!Token.isUnresolved(region) && !Token.isUnresolved(home) && region !== home) {
      fail(`'${prop}' must be of the Region of its alarms, ${home}, got ${region}: CloudWatch alarms do not reach into another Region`, this);
    }
  }

  private get subject(): string {
    return `${this.dimensions.ApiName} (stage ${this.dimensions.Stage})`;
  }

  private defineServerErrorRate(options: ServerErrorRateAlarmOptions): cloudwatch.Alarm {
    const { threshold = 5, minimumRequests = 20, period = Duration.minutes(5), evaluationPeriods = 1 } = options;
    checkNumber('serverErrorRate.threshold', threshold, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', this);
    checkNumber('serverErrorRate.minimumRequests', minimumRequests, isVolume, 'at least 1 and finite', this);
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
    if (Token.isUnresolved(percentile)) fail("'latency.percentile' must be known at synthesis, got a token: write 99, for example", this);
    checkNumber('latency.percentile', percentile, (value) => value > 0 && value < 100, 'above 0 and below 100', this);
    checkNumber('latency.minimumRequests', minimumRequests, isVolume, 'at least 1 and finite', this);
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
    if (period.isUnresolved()) fail(`'${alarm}.period' must be known at synthesis, got a token: write Duration.minutes(5), for example`, this);
    const seconds = period.toMilliseconds() / 1000;
    checkNumber(`${alarm}.period`, seconds, (value) => value > 0 && value % 60 === 0, 'whole minutes, in seconds, since the metrics are by the minute', this);
    const longest = seconds >= 3600 ? 7 : 1;
    checkNumber(`${alarm}.evaluationPeriods`, evaluationPeriods, (value) => value * seconds <= longest * 86_400, `such that all periods together are at most ${longest} day(s)`, this);
  }

  private metric(metricName: string, statistic: string, period: Duration): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: this.dimensions, statistic, period });
  }

  private defineTopic(options: RestApiAlarmsOptions): ITopic | undefined {
    if (Token.isUnresolved(options.alertEmails)) fail("'alertEmails' must be a list of known length, got a token: write its elements", this);
    if (options.alertTopic) this.checkRegion('alertTopic', options.alertTopic.env.region);
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

  private notify(): void {
    if (!this.alertTopic) return;
    const action = new SnsAction(this.alertTopic);
    for (const alarm of [this.serverErrorRate, this.latency]) {
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
  }
}
