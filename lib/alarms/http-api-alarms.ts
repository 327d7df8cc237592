import { IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import { AlarmGroup, checkRegion } from './alarm-group';
import { RequestAlarms } from './request-alarms';
import { ServiceLevelOptions } from './service-level-objectives-options';
import { WatchedStage } from './stage-alarms';
import { StageAlarmsOptions } from './stage-alarms-options';
import { factsOfV2Stage } from './stage-facts';
import { StandardAlarmsOptions } from './standard-alarms-options';
import { fail, show } from '../private/errors';
import { literalApiName, literalStageName } from '../private/literal-names';

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
    return new HttpApiAlarms(scope, id, stage, options);
  }

  private constructor(scope: Construct, id: string, stage: IHttpStage, options: HttpApiAlarmsOptions) {
    super(scope, id, options, (group) => watched(stage, group), { client: '4xx', server: '5xx' });
  }
}

function watched(stage: IHttpStage, group: AlarmGroup): WatchedStage {
  if (!stage) fail("'stage' must be a stage, got undefined, as is 'defaultStage' of a HttpApi with 'createDefaultStage: false': pass the stage that you defined", group);
  checkRegion('stage', stage.env.region, group);
  return {
    facts: factsOfV2Stage(stage),
    dimensions: { ApiId: stage.api.apiId, Stage: literalStageName(stage) },
    apiName: literalApiName(stage.api),
    routeDimensions: (route) => {
      const [, Method, Resource] = /^([A-Z]+) (\/.*)$/.exec(route) ?? fail(`'route' of an alarm must be a method and a path, got ${show(route)}: write "GET /orders", for example; AWS does not say by which dimensions "$default" is found`, group);
      return { Method, Resource };
    },
  };
}
