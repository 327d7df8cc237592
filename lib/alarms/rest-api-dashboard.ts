import { CfnStage, IStage } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { COLORS } from './dashboard-colors';
import { QUERIES } from './dashboard-log';
import { RequestDashboardOptions } from './dashboard-options';
import { under } from './dashboard-rows';
import { DASHBOARDS } from './members';
import { RequestDashboard } from './request-dashboard';
import { RestApiAlarms } from './rest-api-alarms';
import { watchedRestStage } from './watched-stage';
import { isCanaryStage } from '../private/canary-stage';
import { checkAllMembers } from '../private/check-members';
import { checkKinds } from '../private/kinds';

/** Options of `RestApiDashboard`. */
export interface RestApiDashboardOptions extends RequestDashboardOptions {
  /**
   * The alarms of the stage, which are shown with their thresholds.
   *
   * @default - none; of `addDashboard`, those of the stage
   */
  readonly alarms?: RestApiAlarms;

  /**
   * The API's name, by which CloudWatch finds its metrics.
   *
   * @default - the name of the stage's API; an API that was imported without a name needs it here
   */
  readonly apiName?: string;

  /**
   * Whether a canary release is compared with the base, from the access log.
   *
   * @default - whether the stage is defined with one
   */
  readonly canary?: boolean;
}

/**
 * The dashboard of a stage of a REST API: alarms, requests, errors, latency, cache, routes and callers at one glance. CloudWatch bills it by the month.
 *
 * API Gateway keys the metrics of a REST API by its **name** and the stage's name, so two APIs of one name in an account and Region share them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 * @example
 *
 * declare const legacy: apigateway.RestApi;
 * const alarms = RestApiAlarms.fromStage(this, 'LegacyAlarms', legacy.deploymentStage);
 * RestApiDashboard.fromStage(this, 'LegacyDashboard', legacy.deploymentStage, { alarms });
 */
export class RestApiDashboard extends RequestDashboard {
  /**
   * Defines the dashboard of a stage.
   *
   * @param scope   where the dashboard is defined: a stack of another Region may show it, too
   * @param id      the id of the dashboard
   * @param stage   a stage of `aws-cdk-lib/aws-apigateway`, defined or imported
   * @param options what is shown besides
   */
  public static fromStage(scope: Construct, id: string, stage: IStage, options: RestApiDashboardOptions = {}): RestApiDashboard {
    checkAllMembers(options, DASHBOARDS.rest, "'options'", scope);
    return new RestApiDashboard(scope, id, stage, options);
  }

  private readonly canary?: boolean;

  private constructor(scope: Construct, id: string, stage: IStage, options: RestApiDashboardOptions) {
    super(scope, id, options, (dashboard) => watchedRestStage(stage, options.apiName, dashboard), { client: '4XXError', server: '5XXError' });
    checkKinds<RestApiDashboardOptions>(options, [['canary', (value) => typeof value === 'boolean', 'true or false']], this);
    this.canary = options.canary;
  }

  /** @internal */
  protected _furtherRows(): cloudwatch.IWidget[][] {
    return [...this.canaryRows(), ...this.cacheRows()];
  }

  private get l1(): CfnStage | undefined {
    return this._stage.facts.l1 as CfnStage | undefined;
  }

  private cacheRows(): cloudwatch.IWidget[][] {
    const on = this.l1?.cacheClusterEnabled;
    if (on === undefined || on === false) return [];
    return under('Cache', [
      this._graphs.graph('Answers of the cache', [
        this._graphs.metric('CacheHitCount', cloudwatch.Stats.SUM, 'Hits', COLORS.good), this._graphs.metric('CacheMissCount', cloudwatch.Stats.SUM, 'Misses', COLORS.neutral),
      ], { width: 12, stacked: true }),
      this._graphs.graph('Hit rate of the cache', [this._graphs.rate('CacheHitCount', ['CacheHitCount', 'CacheMissCount'], 'Hits (%)', COLORS.good)], { width: 12, unit: '%', alarms: ['CacheHitRate'] }),
    ]);
  }

  private canaryRows(): cloudwatch.IWidget[][] {
    const { canary = this.l1 !== undefined && isCanaryStage(this.l1) } = this;
    return canary ? under('Canary', this._queries(QUERIES.canaryAnswers, QUERIES.canaryLatency)) : [];
  }
}
