import { IWebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { COLORS } from './dashboard-colors';
import { QUERIES } from './dashboard-log';
import { StageDashboardOptions } from './dashboard-options';
import { under } from './dashboard-rows';
import { DASHBOARDS } from './members';
import { StageDashboard } from './stage-dashboard';
import { watchedWebSocketStage } from './watched-stage';
import { WebSocketApiAlarms } from './web-socket-api-alarms';
import { checkAllMembers } from '../private/check-members';

/** Options of `WebSocketApiDashboard`. */
export interface WebSocketApiDashboardOptions extends StageDashboardOptions {
  /**
   * The alarms of the stage, which are shown with their thresholds.
   *
   * @default - none; of `addDashboard`, those of the stage
   */
  readonly alarms?: WebSocketApiAlarms;
}

const REQUESTS = ['ConnectCount', 'MessageCount'];

/**
 * The dashboard of a stage of a WebSocket API: alarms, connects, messages, errors, latency of integrations, routes and callers at one glance. CloudWatch
 * bills it by the month.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html
 * @example
 *
 * declare const legacy: apigatewayv2.WebSocketStage;
 * WebSocketApiDashboard.fromStage(this, 'LegacyDashboard', legacy);
 */
export class WebSocketApiDashboard extends StageDashboard {
  /**
   * Defines the dashboard of a stage.
   *
   * @param scope   where the dashboard is defined: a stack of another Region may show it, too
   * @param id      the id of the dashboard
   * @param stage   a stage of `aws-cdk-lib/aws-apigatewayv2`, defined or imported
   * @param options what is shown besides
   */
  public static fromStage(scope: Construct, id: string, stage: IWebSocketStage, options: WebSocketApiDashboardOptions = {}): WebSocketApiDashboard {
    checkAllMembers(options, DASHBOARDS.webSocket, "'options'", scope);
    return new WebSocketApiDashboard(scope, id, stage, options);
  }

  private constructor(scope: Construct, id: string, stage: IWebSocketStage, options: WebSocketApiDashboardOptions) {
    super(scope, id, options, (dashboard) => watchedWebSocketStage(stage, dashboard));
    this._show(options, () => this.overviewRows(), { requests: 'MessageCount', errors: 'ExecutionError', latency: 'IntegrationLatency' });
  }

  private overviewRows(): cloudwatch.IWidget[][] {
    const sum = (metricName: string, label: string, color: string) => this._graphs.metric(metricName, cloudwatch.Stats.SUM, label, color);
    const connects = sum('ConnectCount', 'Connects', COLORS.requests);
    const messages = sum('MessageCount', 'Messages', COLORS.requests);
    const rates = [
      this._graphs.rate('ClientError', [...REQUESTS, 'ClientError'], 'Client errors (%)', COLORS.clientErrors),
      this._graphs.rate('IntegrationError', REQUESTS, 'Integration errors (%)', COLORS.serverErrors),
      this._graphs.rate('ExecutionError', REQUESTS, 'Execution errors (%)', COLORS.p90),
    ];
    const p99 = this._graphs.metric('IntegrationLatency', 'p99', 'Integration latency p99 (ms)');
    return [
      [this._graphs.numbers([connects, messages, ...rates, p99])],
      [
        // the thresholds of the alarms on these are of five minutes, and a graph of a day sums up more
        this._graphs.graph('Connects', [connects]),
        this._graphs.graph('Messages', [messages]),
        this._graphs.graph('Errors', [
          sum('ClientError', 'Client errors', COLORS.clientErrors), sum('IntegrationError', 'Integration errors', COLORS.serverErrors), sum('ExecutionError', 'Execution errors', COLORS.p90),
        ]),
      ],
      [
        this._graphs.graph('Error rates', rates, { width: 12, unit: '%', alarms: ['ClientErrorRate', 'IntegrationErrorRate', 'ExecutionErrorRate'] }),
        this._graphs.graph('Integration latency', this._graphs.percentiles('IntegrationLatency'), { width: 12, unit: 'ms', alarms: ['IntegrationLatency'] }),
      ],
      // by which dimensions the metrics of a route are found, the pages of AWS do not agree on
      ...under('Routes', this._queries(QUERIES.requests, QUERIES.errors, QUERIES.slowest)),
    ];
  }
}
