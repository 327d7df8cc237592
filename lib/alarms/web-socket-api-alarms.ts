import { IWebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Tokenization } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AccessLogRateAlarmOptions } from './access-log-alarms-options';
import { AlarmSeverity } from './alarm-severity';
import { checkGroupOptions } from './check-group-options';
import { ALARMS } from './members';
import { QuotaUsageAlarmOptions } from './quota-usage-alarm-options';
import { StageAlarms, uncapitalized } from './stage-alarms';
import { StageAlarmsOptions } from './stage-alarms-options';
import { LatencyAlarmOptions } from './standard-alarms-options';
import { watchedWebSocketStage } from './watched-stage';
import { WebSocketAlarmsOptions, WebSocketErrorRateAlarmOptions, WebSocketVolumeAlarmOptions } from './web-socket-alarms-options';
import { checkNumber, isVolume } from '../private/rules';

/** Options of `WebSocketApiAlarms`. */
export interface WebSocketApiAlarmsOptions extends WebSocketAlarmsOptions, StageAlarmsOptions {}

/** What may fail: API Gateway counts client errors apart, before they become connects or messages. */
const REQUESTS = { connects: 'ConnectCount', messages: 'MessageCount' };

/** An alarm on a volume. */
interface VolumeAlarm {
  readonly kind: string;
  readonly description: (threshold: string, subject: string) => string;
  readonly metric: string;
  readonly threshold: number;
}

/**
 * The alarms of a stage of a WebSocket API: connects, messages, and errors of clients, of integrations and of
 * calling them, and what else is asked for.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 * @example
 *
 * declare const legacy: apigatewayv2.WebSocketStage;
 * WebSocketApiAlarms.fromStage(this, 'LegacyAlarms', legacy, { alertEmails: ['oncall@example.com'] });
 */
export class WebSocketApiAlarms extends StageAlarms {
  /**
   * Defines the alarms of a stage.
   *
   * @param scope   where the alarms are defined
   * @param id      the id of the group of alarms
   * @param stage   a stage of `aws-cdk-lib/aws-apigatewayv2`, defined or imported
   * @param options thresholds, and who is told
   */
  public static fromStage(scope: Construct, id: string, stage: IWebSocketStage, options: WebSocketApiAlarmsOptions = {}): WebSocketApiAlarms {
    return new WebSocketApiAlarms(scope, id, stage, checkGroupOptions(options, ALARMS.webSocket, scope));
  }

  /** More connects than the threshold. */
  public readonly connects: cloudwatch.Alarm;

  /** More messages than the threshold, from and to clients. */
  public readonly messages: cloudwatch.Alarm;

  /** More client errors than the threshold: what API Gateway refuses before it calls an integration. */
  public readonly clientErrorRate: cloudwatch.Alarm;

  /** More integration errors than the threshold: what integrations answer with a 4xx or 5xx status. */
  public readonly integrationErrorRate: cloudwatch.Alarm;

  /** More execution errors than the threshold: integrations that could not be called. */
  public readonly executionErrorRate: cloudwatch.Alarm;

  private constructor(scope: Construct, id: string, stage: IWebSocketStage, options: WebSocketApiAlarmsOptions) {
    super(scope, id, options, (group) => watchedWebSocketStage(stage, group));
    this.connects = this.addConnects(options.connects);
    this.messages = this.addMessages(options.messages);
    this.clientErrorRate = this.addClientErrorRate(options.clientErrorRate);
    this.integrationErrorRate = this.addIntegrationErrorRate(options.integrationErrorRate);
    this.executionErrorRate = this.addExecutionErrorRate(options.executionErrorRate);
    if (options.integrationLatency) this.addIntegrationLatency(options.integrationLatency);
    if (options.throttledRate) this.addThrottledRate(options.throttledRate);
    if (options.authorizerErrorRate) this.addAuthorizerErrorRate(options.authorizerErrorRate);
    this._tell();
  }

  /** @internal */
  protected get _requests(): Record<string, string> {
    return { ...REQUESTS, refused: 'ClientError' };
  }

  /** Another alarm on the number of connects. */
  public addConnects(options: WebSocketVolumeAlarmOptions = {}): cloudwatch.Alarm {
    return this.defineVolume({
      kind: 'Connects',
      description: (threshold, subject) => `More than ${threshold} clients connected to ${subject} in a period: an account takes 500 connects a second by default, and refuses the rest`,
      metric: 'ConnectCount',
      threshold: 120_000,
    }, options);
  }

  /** Another alarm on the number of messages. */
  public addMessages(options: WebSocketVolumeAlarmOptions = {}): cloudwatch.Alarm {
    return this.defineVolume({
      kind: 'Messages',
      description: (threshold, subject) => `More than ${threshold} messages passed ${subject} in a period: an account takes 10,000 requests a second by default, and refuses the rest`,
      metric: 'MessageCount',
      threshold: 2_400_000,
    }, options);
  }

  /** Another alarm on the rate of client errors. */
  public addClientErrorRate(options: WebSocketErrorRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineRate({
      kind: 'ClientErrorRate',
      label: 'Client error rate (%)',
      description: (threshold, subject) => `More than ${threshold} % of the connects and messages to ${subject} were refused with a 4xx status: see errorResponseType in its access log`,
      errors: 'ClientError',
      requests: { ...REQUESTS, errors: 'ClientError' },
      threshold: 20,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /** Another alarm on the rate of integration errors. */
  public addIntegrationErrorRate(options: WebSocketErrorRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineRate({
      kind: 'IntegrationErrorRate',
      label: 'Integration error rate (%)',
      description: (threshold, subject) => `More than ${threshold} % of the connects and messages to ${subject} ended in an error of an integration: see integrationStatus in its access log`,
      errors: 'IntegrationError',
      requests: REQUESTS,
      threshold: 5,
      severity: AlarmSeverity.HIGH,
    }, options);
  }

  /** Another alarm on the rate of execution errors. */
  public addExecutionErrorRate(options: WebSocketErrorRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineRate({
      kind: 'ExecutionErrorRate',
      label: 'Execution error rate (%)',
      description: (threshold, subject) => `More than ${threshold} % of the connects and messages to ${subject} could not reach an integration: see its execution log`,
      errors: 'ExecutionError',
      requests: REQUESTS,
      threshold: 5,
      severity: AlarmSeverity.HIGH,
    }, options);
  }

  /** An alarm on a percentile of the latency of integrations: what API Gateway waits for the backend. */
  public addIntegrationLatency(options: LatencyAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineDuration({
      kind: 'IntegrationLatency',
      metric: 'IntegrationLatency',
      label: 'integration latency',
      description: (percentile, threshold, periods, subject) => `The p${percentile} latency of the integrations of ${subject} was above ${threshold.toMilliseconds()} ms for ${periods}: the backend is slow, not API Gateway; see its metrics and traces`,
      threshold: Duration.seconds(3),
      requests: REQUESTS,
      severity: AlarmSeverity.LOW,
    }, options);
  }

  /** An alarm on connects whose authorizer failed, which is not that it refused a client. Read from the access log. */
  public addAuthorizerErrorRate(options: AccessLogRateAlarmOptions = {}): cloudwatch.Alarm {
    return this._defineLogRate('AuthorizerErrorRate', { variable: '$context.authorizer.status', values: ['5*'] }, options, {
      label: 'Authorizer errors (%)',
      severity: AlarmSeverity.HIGH,
      description: (threshold, subject) => `More than ${threshold} % of the connects and messages to ${subject} failed in an authorizer: see the log of the authorizer's function, and its permission`,
    });
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

  /** A number in a period. */
  private defineVolume(alarm: VolumeAlarm, options: WebSocketVolumeAlarmOptions): cloudwatch.Alarm {
    const prop = uncapitalized(alarm.kind);
    this._checkOptions(prop, options);
    const { threshold = alarm.threshold, period = Duration.minutes(5), evaluationPeriods = 1 } = options;
    checkNumber(`${prop}.threshold`, threshold, isVolume, 'at least 1 and finite', this);
    this._checkPeriods(prop, period, evaluationPeriods);
    return this._define({
      id: alarm.kind,
      description: alarm.description(Tokenization.stringifyNumber(threshold), this._subject),
      metric: this.metric(alarm.metric, { period }),
      threshold,
      evaluationPeriods,
      severity: AlarmSeverity.HIGH,
    }, options);
  }
}
