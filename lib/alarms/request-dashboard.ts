import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { COLORS } from './dashboard-colors';
import { QUERIES } from './dashboard-log';
import { RequestDashboardOptions } from './dashboard-options';
import { heading, inChunks, under } from './dashboard-rows';
import { ErrorMetrics, RequestAlarms } from './request-alarms';
import { ServiceLevelObjectives } from './service-level-objectives';
import { StageDashboard } from './stage-dashboard';
import { problemsOfRoutes } from './stage-facts';
import { WatchedStage } from './watched-stage';

/** What a variable of the dashboard puts the chosen method and path for. */
const CHOSEN = { Method: 'CHOSEN_METHOD', Resource: 'CHOSEN_PATH' };

/**
 * The dashboard of a stage whose API answers requests: of a REST or HTTP API.
 *
 * @internal
 */
export abstract class RequestDashboard extends StageDashboard {
  private readonly choosesRoute: boolean;
  private readonly requestAlarms?: RequestAlarms;

  protected constructor(
    scope: Construct,
    id: string,
    options: RequestDashboardOptions & { readonly alarms?: RequestAlarms },
    watch: (dashboard: Construct) => WatchedStage,
    private readonly errors: ErrorMetrics,
  ) {
    super(scope, id, options, watch);
    this.requestAlarms = options.alarms;
    this.choosesRoute = this.hasRouteMetrics;
    if (this.choosesRoute) this.defineVariables();
    this._show(options, () => [...this.budgetRows(), ...this.overviewRows(), ...this._furtherRows(), ...this.routeRows()], { requests: 'Count', errors: errors.server, latency: 'Latency' });
    const { routes = [] } = options;
    if (routes.length > 0) this._addRow(heading('Single routes'));
    for (const route of new Set(routes)) this.addRoute(route);
    this.node.addValidation({ validate: () => problemsOfRoutes(routes, this._stage.facts, 'a graph') });
  }

  /**
   * What the type of the API has besides.
   *
   * @internal
   */
  protected abstract _furtherRows(): cloudwatch.IWidget[][];

  /**
   * What is on the right of the graph of requests.
   *
   * @internal
   */
  protected get _traffic(): cloudwatch.IMetric[] | undefined {
    return undefined;
  }

  /** @internal */
  protected get _objectiveAlarms(): cloudwatch.IAlarm[] {
    return this.objectives.flatMap(({ allAlarms }) => allAlarms);
  }

  private get objectives(): readonly ServiceLevelObjectives[] {
    return this.requestAlarms?._objectives ?? [];
  }

  /** What is promised is seen first: two widgets in a row, so that the names of both objectives can be read. */
  private budgetRows(): cloudwatch.IWidget[][] {
    const widgets = this.objectives.map((objectives) => objectives.errorBudgetWidget({ title: objectives._title, width: 12 }));
    return under('Error budgets left, of 30 days (%)', ...inChunks(widgets, 2));
  }

  private overviewRows(): cloudwatch.IWidget[][] {
    const { client, server } = this.errors;
    const clientRate = this._graphs.rate(client, ['Count'], '4xx (%)', COLORS.clientErrors);
    const serverRate = this._graphs.rate(server, ['Count'], '5xx (%)', COLORS.serverErrors);
    const requests = this._graphs.metric('Count', cloudwatch.Stats.SUM, 'Requests', COLORS.requests);
    return [
      [this._graphs.numbers([requests, serverRate, clientRate, ...this._graphs.percentiles('Latency').map((metric) => metric.with({ label: `Latency ${metric.statistic} (ms)` }))])],
      [
        this._graphs.graph('Requests', [requests], { right: this._traffic }),
        this._graphs.graph('Errors', this.errorCounts()),
        this._graphs.graph('Error rates', [clientRate, serverRate], { unit: '%', alarms: ['ServerErrorRate', 'ClientErrorRate'] }),
      ],
      [
        this._graphs.graph('Latency', this._graphs.percentiles('Latency'), { unit: 'ms', alarms: ['Latency'] }),
        this._graphs.graph('Integration latency', this._graphs.percentiles('IntegrationLatency'), { unit: 'ms', alarms: ['IntegrationLatency'] }),
        this._graphs.graph('Overhead of API Gateway', [this.overhead()], { unit: 'ms', alarms: ['GatewayOverhead'] }),
      ],
    ];
  }

  private errorCounts(dimensions?: Record<string, string>): cloudwatch.Metric[] {
    return [
      this._graphs.metric(this.errors.client, cloudwatch.Stats.SUM, '4xx', COLORS.clientErrors, dimensions),
      this._graphs.metric(this.errors.server, cloudwatch.Stats.SUM, '5xx', COLORS.serverErrors, dimensions),
    ];
  }

  /** What API Gateway takes of a request: sums can be subtracted, percentiles cannot. */
  private overhead(): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: '(latency - FILL(integration, 0)) / requests',
      usingMetrics: {
        requests: this._graphs.metric('Latency', cloudwatch.Stats.SAMPLE_COUNT, 'requests'),
        latency: this._graphs.metric('Latency', cloudwatch.Stats.SUM, 'latency'),
        integration: this._graphs.metric('IntegrationLatency', cloudwatch.Stats.SUM, 'integration latency'),
      },
      label: 'average',
      color: COLORS.requests,
    });
  }

  /** The routes that matter most: by their metrics, which know no percentiles across routes, or by the access log. */
  private routeRows(): cloudwatch.IWidget[][] {
    if (!this.hasRouteMetrics) return under('Routes', this._queries(QUERIES.requests, QUERIES.errors, QUERIES.slowest));
    return under('Routes', this.topRoutes(), this.choosesRoute ? this.graphsOf(`${CHOSEN.Method} ${CHOSEN.Resource}`, CHOSEN) : []);
  }

  /** Whether every route has metrics, and whether queries can ask for them, which know no quote in a name. */
  private get hasRouteMetrics(): boolean {
    const [key] = Object.values(this._stage.dimensions);
    return this._stage.facts.metrics()?.get('*') === true && (Token.isUnresolved(key) || !/['"]/.test(key));
  }

  /**
   * Lets who looks choose a route. The variables replace text and not the dimension `Resource`, which aliases of functions have, too.
   *
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_dashboard_variables.html
   */
  private defineVariables(): void {
    const where = Object.entries(this._stage.dimensions).map(([name, value]) => `${name}="${value}"`).join(' ');
    const schema = [...Object.keys(this._stage.dimensions), 'Method', 'Resource'].join(',');
    for (const [populateFrom, value] of Object.entries(CHOSEN)) {
      this.dashboard.addVariable(new cloudwatch.DashboardVariable({
        id: populateFrom.toLowerCase(),
        label: populateFrom === 'Method' ? 'Method' : 'Path',
        type: cloudwatch.VariableType.PATTERN,
        value,
        inputType: cloudwatch.VariableInputType.SELECT,
        values: cloudwatch.Values.fromSearch(`{AWS/ApiGateway,${schema}} MetricName="Count" ${where}`, populateFrom),
        defaultValue: cloudwatch.DefaultValue.FIRST,
        visible: true,
      }));
    }
  }

  private topRoutes(): cloudwatch.IWidget[] {
    return [
      this._graphs.graph('Routes by requests', [this.top('SUM', 'Count')]),
      this._graphs.graph('Routes by 5xx', [this.top('SUM', this.errors.server)]),
      this._graphs.graph('Routes by average latency', [this.top('AVG', 'Latency')], { unit: 'ms' }),
    ];
  }

  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html */
  private top(aggregate: 'SUM' | 'AVG', metricName: string): cloudwatch.MathExpression {
    const dimensions = Object.entries(this._stage.dimensions);
    const where = dimensions.map(([name, value]) => `${name} = '${value}'`).join(' AND ');
    const schema = [...dimensions.map(([name]) => name), 'Method', 'Resource'].join(', ');
    return new cloudwatch.MathExpression({
      expression: `SELECT ${aggregate}("${metricName}") FROM SCHEMA("AWS/ApiGateway", ${schema}) WHERE ${where} GROUP BY Method, Resource ORDER BY ${aggregate}() DESC LIMIT 10`,
      label: '${LABEL}', // the method and the path
    });
  }

  private addRoute(route: string): void {
    this._addRow(...this.graphsOf(route, this._stage.routeDimensions(route)));
  }

  private graphsOf(title: string, ofRoute: Record<string, string>): cloudwatch.GraphWidget[] {
    const dimensions = { ...this._stage.dimensions, ...ofRoute };
    const requests = this._graphs.metric('Count', cloudwatch.Stats.SUM, 'Requests', COLORS.requests, dimensions);
    const integration = this._graphs.metric('IntegrationLatency', 'p99', 'integration p99', COLORS.neutral, dimensions);
    return [
      this._graphs.graph(`${title}: requests`, [requests, ...this.errorCounts(dimensions)], { width: 12 }),
      this._graphs.graph(`${title}: latency`, [...this._graphs.percentiles('Latency', dimensions), integration], { width: 12, unit: 'ms' }),
    ];
  }
}
