import { IWebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertOptions } from './alert-options';
import { StageAlarms } from './stage-alarms';
import { WebSocketAlarmsOptions } from './web-socket-alarms-options';
import { fail } from '../private/errors';
import { literalApiName, literalStageName } from '../private/literal-names';

/** Options of `WebSocketApiAlarms`. */
export interface WebSocketApiAlarmsOptions extends WebSocketAlarmsOptions, AlertOptions {}

/** What may fail: API Gateway counts client errors apart, before they become connects or messages. */
const REQUESTS = { connects: 'ConnectCount', messages: 'MessageCount' };

/**
 * The alarms of a stage of a WebSocket API: connects, messages, and errors of clients, of integrations and of
 * calling them.
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
    return new WebSocketApiAlarms(scope, id, stage, options);
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

  /** @internal */
  protected readonly _dimensions: Record<string, string>;
  private readonly apiName: string;

  private constructor(scope: Construct, id: string, stage: IWebSocketStage, options: WebSocketApiAlarmsOptions) {
    super(scope, id);
    if (!stage) fail("'stage' must be a stage, got undefined: a WebSocketApi has none of its own, pass the WebSocketStage that you defined", this);
    this._checkRegion('stage', stage.env.region);
    this._dimensions = { ApiId: stage.api.apiId, Stage: literalStageName(stage) };
    this.apiName = literalApiName(stage.api);
    this.connects = this._defineVolume({
      id: 'Connects',
      description: (threshold) => `More than ${threshold} clients connected to ${this._subject} in a period: an account takes 500 connects a second by default, and refuses the rest`,
      metric: 'ConnectCount',
      threshold: 120_000,
    }, options.connects);
    this.messages = this._defineVolume({
      id: 'Messages',
      description: (threshold) => `More than ${threshold} messages passed ${this._subject} in a period: an account takes 10,000 requests a second by default, and refuses the rest`,
      metric: 'MessageCount',
      threshold: 2_400_000,
    }, options.messages);
    this.clientErrorRate = this._defineRate({
      id: 'ClientErrorRate',
      label: 'Client error rate (%)',
      description: (threshold) => `More than ${threshold} % of the connects and messages to ${this._subject} were refused with a 4xx status: see errorResponseType in its access log`,
      errors: 'ClientError',
      requests: { ...REQUESTS, errors: 'ClientError' },
      threshold: 20,
    }, options.clientErrorRate);
    this.integrationErrorRate = this._defineRate({
      id: 'IntegrationErrorRate',
      label: 'Integration error rate (%)',
      description: (threshold) => `More than ${threshold} % of the connects and messages to ${this._subject} ended in an error of an integration: see integrationStatus in its access log`,
      errors: 'IntegrationError',
      requests: REQUESTS,
      threshold: 5,
    }, options.integrationErrorRate);
    this.executionErrorRate = this._defineRate({
      id: 'ExecutionErrorRate',
      label: 'Execution error rate (%)',
      description: (threshold) => `More than ${threshold} % of the connects and messages to ${this._subject} could not reach an integration: see its execution log`,
      errors: 'ExecutionError',
      requests: REQUESTS,
      threshold: 5,
    }, options.executionErrorRate);
    this._tell(options);
  }

  /** @internal */
  protected get _subject(): string {
    return `${this.apiName} (stage ${this._dimensions.Stage})`;
  }
}
