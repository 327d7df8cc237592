import { IHttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { COLORS } from './dashboard-colors';
import { RequestDashboardOptions } from './dashboard-options';
import { HttpApiAlarms } from './http-api-alarms';
import { DASHBOARDS } from './members';
import { RequestDashboard } from './request-dashboard';
import { watchedHttpStage } from './watched-stage';
import { checkAllMembers } from '../private/check-members';

/** Options of `HttpApiDashboard`. */
export interface HttpApiDashboardOptions extends RequestDashboardOptions {
  /**
   * The alarms of the stage, which are shown with their thresholds.
   *
   * @default - none; of `addDashboard`, those of the stage
   */
  readonly alarms?: HttpApiAlarms;
}

/**
 * The dashboard of a stage of a HTTP API: alarms, requests, errors, latency, routes and callers at one glance. CloudWatch bills it by the month.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 * @example
 *
 * declare const legacy: apigatewayv2.HttpApi;
 * HttpApiDashboard.fromStage(this, 'LegacyDashboard', legacy.defaultStage!);
 */
export class HttpApiDashboard extends RequestDashboard {
  /**
   * Defines the dashboard of a stage.
   *
   * @param scope   where the dashboard is defined: a stack of another Region may show it, too
   * @param id      the id of the dashboard
   * @param stage   a stage of `aws-cdk-lib/aws-apigatewayv2`, defined or imported
   * @param options what is shown besides
   */
  public static fromStage(scope: Construct, id: string, stage: IHttpStage, options: HttpApiDashboardOptions = {}): HttpApiDashboard {
    checkAllMembers(options, DASHBOARDS.http, "'options'", scope);
    return new HttpApiDashboard(scope, id, stage, options);
  }

  private constructor(scope: Construct, id: string, stage: IHttpStage, options: HttpApiDashboardOptions) {
    super(scope, id, options, (dashboard) => watchedHttpStage(stage, dashboard), { client: '4xx', server: '5xx' });
  }

  /** @internal */
  protected get _traffic(): cloudwatch.IMetric[] {
    return [this._graphs.metric('DataProcessed', cloudwatch.Stats.SUM, 'Data processed', COLORS.neutral)];
  }

  /** @internal */
  protected _furtherRows(): cloudwatch.IWidget[][] {
    return [];
  }
}
