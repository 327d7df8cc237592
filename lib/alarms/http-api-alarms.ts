import { IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { checkGroupOptions } from './check-group-options';
import { ALARMS } from './members';
import { RequestAlarms } from './request-alarms';
import { ServiceLevelOptions } from './service-level-objectives-options';
import { StageAlarmsOptions } from './stage-alarms-options';
import { StandardAlarmsOptions } from './standard-alarms-options';
import { watchedHttpStage } from './watched-stage';

/** Options of `HttpApiAlarms`. */
export interface HttpApiAlarmsOptions extends StandardAlarmsOptions, StageAlarmsOptions, ServiceLevelOptions {}

/**
 * The alarms of a stage of a HTTP API: server errors and latency, and what else is asked for.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @example
 *
 * declare const legacy: apigatewayv2.HttpApi;
 * HttpApiAlarms.fromStage(this, 'LegacyAlarms', legacy.defaultStage!, { alertEmails: ['oncall@example.com'] });
 */
export class HttpApiAlarms extends RequestAlarms {
  /**
   * Defines the alarms of a stage.
   *
   * @param scope   where the alarms are defined
   * @param id      the id of the group of alarms
   * @param stage   a stage of `aws-cdk-lib/aws-apigatewayv2`, defined or imported
   * @param options thresholds, and who is told
   */
  public static fromStage(scope: Construct, id: string, stage: IHttpStage, options: HttpApiAlarmsOptions = {}): HttpApiAlarms {
    return new HttpApiAlarms(scope, id, stage, checkGroupOptions(options, ALARMS.http, scope));
  }

  private constructor(scope: Construct, id: string, stage: IHttpStage, options: HttpApiAlarmsOptions) {
    super(scope, id, options, (group) => watchedHttpStage(stage, group), { client: '4xx', server: '5xx' });
  }
}
