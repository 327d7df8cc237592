import { CfnStage, IStage } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AccessLogRateAlarmOptions } from './access-log-alarms-options';
import { AlarmSeverity } from './alarm-severity';
import { CanaryLatencyAlarmOptions, CanaryServerErrorRateAlarmOptions } from './canary-alarms-options';
import { checkGroupOptions } from './check-group-options';
import { checkMetric } from './check-metric';
import { warnOfIdleCache } from './check-thresholds';
import { ALARMS } from './members';
import { QuotaUsageAlarmOptions } from './quota-usage-alarm-options';
import { RequestAlarms } from './request-alarms';
import { CacheHitRateAlarmOptions } from './rest-alarms-options';
import { ServiceLevelOptions } from './service-level-objectives-options';
import { StageAlarmsOptions } from './stage-alarms-options';
import { StandardAlarmsOptions } from './standard-alarms-options';
import { watchedRestStage } from './watched-stage';
import { checkNumber, isVolume } from '../private/rules';

const OF_CANARY = 'of all requests to the canary';

/** Options of `RestApiAlarms`. */
export interface RestApiAlarmsOptions extends StandardAlarmsOptions, StageAlarmsOptions, ServiceLevelOptions {
  /**
   * The API's name, by which CloudWatch finds its metrics.
   *
   * @default - the name of the stage's API; an API that was imported without a name needs it here
   */
  readonly apiName?: string;
}

/**
 * The alarms of a stage of a REST API: server errors and latency, and what else is asked for.
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
export class RestApiAlarms extends RequestAlarms {
  /**
   * Defines the alarms of a stage.
   *
   * @param scope   where the alarms are defined
   * @param id      the id of the group of alarms
   * @param stage   a stage of `aws-cdk-lib/aws-apigateway`, defined or imported
   * @param options thresholds, and who is told
   */
  public static fromStage(scope: Construct, id: string, stage: IStage, options: RestApiAlarmsOptions = {}): RestApiAlarms {
    return new RestApiAlarms(scope, id, stage, checkGroupOptions(options, ALARMS.rest, scope));
  }

  private constructor(scope: Construct, id: string, stage: IStage, options: RestApiAlarmsOptions) {
    super(scope, id, options, (group) => watchedRestStage(stage, options.apiName, group), { client: '4XXError', server: '5XXError' });
  }

  /**
   * An alarm on a low share of requests that the cache of the stage answers. The cache is paid by the hour, whether it answers or not.
   */
  public addCacheHitRate(options: CacheHitRateAlarmOptions = {}): cloudwatch.Alarm {
    this._checkOptions('cacheHitRate', options);
    const { threshold = 50, minimumRequests = 100, period = Duration.minutes(15), evaluationPeriods = 4, route } = options;
    checkNumber('cacheHitRate.threshold', threshold, (value) => value > 0 && value <= 100, 'above 0 and at most 100 percent', this);
    checkNumber('cacheHitRate.minimumRequests', minimumRequests, isVolume, 'at least 1 and finite', this);
    this._checkPeriods('cacheHitRate', period, evaluationPeriods);
    this.node.addValidation({ validate: () => cacheProblem(this._l1 as CfnStage | undefined) });
    warnOfIdleCache(this._l1 as CfnStage | undefined, this);
    const total = '(FILL(hits, 0) + FILL(misses, 0))';
    return this._define({
      id: this._idOf('CacheHitRate', options),
      description: `The cache answered less than ${Tokenization.stringifyNumber(threshold)} % of the requests to cached routes of ${this._subjectOf(options)} for ${this._periodsOf(evaluationPeriods, options)}: its keys hold too much, its ttl is too short, or it is too small`,
      metric: new cloudwatch.MathExpression({
        label: 'Cache hit rate (%)',
        expression: `IF(${total} >= ${Tokenization.stringifyNumber(minimumRequests)}, 100 * FILL(hits, 0) / ${total}, 100)`,
        usingMetrics: { hits: this.metric('CacheHitCount', { route, period }), misses: this.metric('CacheMissCount', { route, period }) },
        period,
      }),
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /** An alarm on integrations that did not answer in time, for which callers get 504. Read from the access log. */
  public addIntegrationTimeoutRate(options: AccessLogRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineLogRate('IntegrationTimeoutRate', { variable: '$context.error.responseType', values: ['INTEGRATION_TIMEOUT'] }, options, {
      label: 'Integration timeouts (%)',
      severity: AlarmSeverity.HIGH,
      description: (threshold, subject) => `More than ${threshold} % of the requests to ${subject} ended in 504, because an integration did not answer in time: see resourcePath of INTEGRATION_TIMEOUT in its access log, and the backend`,
    });
  }

  /** An alarm on authorizers that fail, which is not that they refuse a caller: callers get 500. Read from the access log. */
  public addAuthorizerErrorRate(options: AccessLogRateAlarmOptions = {}): cloudwatch.Alarm {
    const values = ['AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR'];
    return this._defineLogRate('AuthorizerErrorRate', { variable: '$context.error.responseType', values }, options, {
      label: 'Authorizer errors (%)',
      severity: AlarmSeverity.HIGH,
      description: (threshold, subject) => `More than ${threshold} % of the requests to ${subject} ended in 500, because an authorizer failed: see the log of the authorizer's function, and its permission`,
    });
  }

  /**
   * An alarm on the rate of server errors of a canary: of the requests that its deployment answers, and no others. Read from the access log, which has to
   * say `isCanaryRequest` and `status`. Nothing is raised while there is no canary.
   */
  public addCanaryServerErrorRate(options: CanaryServerErrorRateAlarmOptions = {}): cloudwatch.Alarm {
    const errors = { variable: '$context.status', values: ['5*'] };
    this._checkNoRoute('CanaryServerErrorRate', options, OF_CANARY);
    return this._defineRate({
      kind: 'CanaryServerErrorRate',
      label: '5xx rate of the canary (%)',
      description: (threshold, subject) => `More than ${threshold} % of the requests to the canary of ${subject} ended in a 5xx status: the deployment that is tried is worse than what is live; see its access log where isCanaryRequest is true`,
      errors: (period) => this._accessLog.countCanary('CanaryServerErrors', [errors], period),
      requests: { requests: (period) => this.canaryRequests(period) },
      threshold: 5,
      severity: AlarmSeverity.HIGH,
    }, options);
  }

  /**
   * An alarm on a percentile of the latency of a canary: of the requests that its deployment answers, and no others. Read from the access log, which has to
   * say `isCanaryRequest` and `responseLatency`. Nothing is raised while there is no canary.
   */
  public addCanaryLatency(options: CanaryLatencyAlarmOptions = {}): cloudwatch.Alarm {
    this._checkNoRoute('CanaryLatency', options, OF_CANARY);
    return this._defineDuration({
      kind: 'CanaryLatency',
      metric: (statistic, period) => this._accessLog.valueOfCanary('CanaryLatency', '$context.responseLatency', statistic, period),
      label: 'latency of the canary',
      description: (percentile, threshold, periods, subject) => `The p${percentile} latency of the canary of ${subject} was above ${threshold.toMilliseconds()} ms for ${periods}: the deployment that is tried is slower than it may be; see its access log where isCanaryRequest is true`,
      threshold: Duration.seconds(3),
      requests: { requests: (period) => this.canaryRequests(period) },
      severity: AlarmSeverity.HIGH,
    }, { ...options, evaluationPeriods: options.evaluationPeriods ?? 1 });
  }

  /** How many requests a canary has answered. Read from the access log, which has to say `isCanaryRequest`. */
  public metricCanaryRequests(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    checkMetric(options, this);
    return this.canaryRequests(Duration.minutes(5)).with(options);
  }

  /**
   * An alarm on an API key that has nearly used its quota of a day or a week. No metric of API Gateway has it: it is counted in the access log, which needs
   * `apiKeyId` in JSON. The day or week of the alarm ends now, that of a quota at midnight UTC: it may be raised early, never late. Of a quota of a
   * month it cannot be known, since CloudWatch alarms look back a week at most.
   *
   * @param id      the id of the alarm, of each key another
   * @param options the key and its quota
   */
  public addQuotaUsage(id: string, options: QuotaUsageAlarmOptions): cloudwatch.Alarm {
    return this._defineQuotaUsage(id, options);
  }

  private canaryRequests(period: Duration): cloudwatch.Metric {
    return this._accessLog.countCanary('CanaryRequests', [], period);
  }
}

function cacheProblem(stage?: CfnStage): string[] {
  if (!stage || (stage.cacheClusterEnabled !== undefined && stage.cacheClusterEnabled !== false)) return [];
  return ["an alarm on the hit rate of the cache needs a cache, which the stage does not have: set 'cache' of the stage, or leave the alarm out"];
}
