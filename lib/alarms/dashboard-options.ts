import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { AccessLogSource } from './access-log-source';

/** Options of the dashboard of a stage of an API of any type. */
export interface StageDashboardOptions {
  /**
   * The name, which is unique in the account, not in the Region: letters, digits, hyphens and underscores, at most 250. Further dashboards have "-2", "-3"
   * behind it.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
   * @default - the names of the API, the stage and the Region, "OrdersApi-prod-eu-central-1"; if the API's is not known at synthesis, CloudFormation gives one
   */
  readonly dashboardName?: string;

  /**
   * The time that is shown at first.
   *
   * @default - what CloudWatch shows, three hours
   */
  readonly defaultInterval?: Duration;

  /**
   * Functions behind the API, or aliases of them, whose errors, durations, throttled calls and concurrency are shown.
   *
   * @default - none
   */
  readonly functions?: IFunction[];

  /**
   * The names of other stages of the API, whose requests, errors and latency are shown beside those of the stage.
   *
   * @default - none; of `gateway.addDashboard`, the further stages of the gateway, also those to come
   */
  readonly compareWith?: string[];

  /**
   * Whether widgets run queries of CloudWatch Logs Insights on the access log: for throttled requests, API keys and, without metrics of each route, routes.
   * CloudWatch bills what they read, each time that somebody looks.
   *
   * @see https://aws.amazon.com/cloudwatch/pricing/
   * @default true
   */
  readonly logQueries?: boolean;

  /**
   * The access log, if the stage does not tell it: of an imported stage, for example.
   *
   * @default - that of the stage, if it goes to CloudWatch Logs as lines of JSON
   */
  readonly accessLog?: AccessLogSource;
}

/** Options of the dashboard of a stage of a REST or HTTP API. */
export interface RequestDashboardOptions extends StageDashboardOptions {
  /**
   * The keys of routes that have graphs of their own: "GET /orders/{id}". They need `detailedMetrics`. What is more than a dashboard takes
   * goes to further dashboards, of which each is billed.
   *
   * @default - none: of all routes, those with most requests, most errors and the highest latency are shown
   */
  readonly routes?: string[];
}
