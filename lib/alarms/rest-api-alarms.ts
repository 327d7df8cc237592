import { CfnRestApi, IRestApi, IStage } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlertOptions } from './alert-options';
import { StageAlarms } from './stage-alarms';
import { StandardAlarmsOptions } from './standard-alarms-options';
import { fail, show } from '../private/errors';
import { literalStageName } from '../private/literal-names';
import { warnOfSharedName } from '../private/shared-api-name';

/** Options of `RestApiAlarms`. */
export interface RestApiAlarmsOptions extends StandardAlarmsOptions, AlertOptions {
  /**
   * The API's name, by which CloudWatch finds its metrics.
   *
   * @default - the name of the stage's API; an API that was imported without a name needs it here
   */
  readonly apiName?: string;
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
export class RestApiAlarms extends StageAlarms {
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

  /** @internal */
  protected readonly _dimensions: Record<string, string>;

  private constructor(scope: Construct, id: string, stage: IStage, options: RestApiAlarmsOptions) {
    super(scope, id);
    if (!stage) fail("'stage' must be a stage, got undefined, as is 'deploymentStage' of a RestApi with 'deploy: false': pass the stage that you defined", this);
    this._checkRegion('stage', stage.env.region);
    this._dimensions = { ApiName: this.literalApiName(stage.restApi, options.apiName), Stage: literalStageName(stage) };
    warnOfSharedName(stage.restApi, this);
    this.serverErrorRate = this._defineServerErrorRate('5XXError', options.serverErrorRate);
    this.latency = this._defineLatency(options.latency);
    this._tell(options);
  }

  /** @internal */
  protected get _subject(): string {
    return `${this._dimensions.ApiName} (stage ${this._dimensions.Stage})`;
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
}
