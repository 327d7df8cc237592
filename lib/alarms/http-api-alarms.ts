import { IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertOptions } from './alert-options';
import { StageAlarms } from './stage-alarms';
import { StandardAlarmsOptions } from './standard-alarms-options';
import { fail } from '../private/errors';
import { literalApiName, literalStageName } from '../private/literal-names';

/** Options of `HttpApiAlarms`. */
export interface HttpApiAlarmsOptions extends StandardAlarmsOptions, AlertOptions {}

/**
 * The alarms of a stage of a HTTP API: server errors and latency.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @example
 *
 * declare const legacy: apigatewayv2.HttpApi;
 * HttpApiAlarms.fromStage(this, 'LegacyAlarms', legacy.defaultStage!, { alertEmails: ['oncall@example.com'] });
 */
export class HttpApiAlarms extends StageAlarms {
  /**
   * Defines the alarms of a stage.
   *
   * @param scope   where the alarms are defined
   * @param id      the id of the group of alarms
   * @param stage   a stage of `aws-cdk-lib/aws-apigatewayv2`, defined or imported
   * @param options thresholds, and who is told
   */
  public static fromStage(scope: Construct, id: string, stage: IHttpStage, options: HttpApiAlarmsOptions = {}): HttpApiAlarms {
    return new HttpApiAlarms(scope, id, stage, options);
  }

  /** More server errors than the threshold, of at least the minimum of requests. */
  public readonly serverErrorRate: cloudwatch.Alarm;

  /** A percentile of latency above the threshold. */
  public readonly latency: cloudwatch.Alarm;

  /** @internal */
  protected readonly _dimensions: Record<string, string>;
  private readonly apiName: string;

  private constructor(scope: Construct, id: string, stage: IHttpStage, options: HttpApiAlarmsOptions) {
    super(scope, id);
    if (!stage) fail("'stage' must be a stage, got undefined, as is 'defaultStage' of a HttpApi with 'createDefaultStage: false': pass the stage that you defined", this);
    this._checkRegion('stage', stage.env.region);
    this._dimensions = { ApiId: stage.api.apiId, Stage: literalStageName(stage) };
    this.apiName = literalApiName(stage.api);
    this.serverErrorRate = this._defineServerErrorRate('5xx', options.serverErrorRate);
    this.latency = this._defineLatency(options.latency);
    this._tell(options);
  }

  /** @internal */
  protected get _subject(): string {
    return `${this.apiName} (stage ${this._dimensions.Stage})`;
  }
}
