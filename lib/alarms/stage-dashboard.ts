import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmGroup } from './alarm-group';
import { checkDashboardPlace } from './check-dashboard-place';
import { AnyDashboardOptions, DASHBOARD_KINDS, isFunction } from './dashboard-kinds';
import { DashboardLog, DashboardQuery, QUERIES } from './dashboard-log';
import { consoleOf, dashboardNameOf } from './dashboard-name';
import { StageDashboardOptions } from './dashboard-options';
import { DashboardPages } from './dashboard-pages';
import { inChunks, under } from './dashboard-rows';
import { DashboardSection } from './dashboard-section';
import { GRAPH_HEIGHT, GRAPH_PERIOD, StageGraphs } from './stage-graphs';
import { WatchedStage } from './watched-stage';
import { fail, show } from '../private/errors';
import { checkKinds, has } from '../private/kinds';

/** Alarms that a widget may show: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const ALARMS_OF_WIDGET = 100;

/** How many functions, and how many stages, are in one graph. */
const LINES_OF_GRAPH = 50;

/** What the type of the API calls the metrics that stages are compared by. */
export interface ComparedMetrics {
  readonly requests: string;
  readonly errors: string;
  readonly latency: string;
}

/**
 * What the dashboards of stages have in common, of whatever type their API is.
 *
 * @internal
 */
export abstract class StageDashboard extends Construct {
  /**
   * What is known of the stage.
   *
   * @internal
   */
  protected readonly _stage: WatchedStage;

  /**
   * What its metrics are drawn by.
   *
   * @internal
   */
  protected readonly _graphs: StageGraphs;

  private readonly alarms?: AlarmGroup;
  private readonly furtherAlarms: cloudwatch.IAlarm[] = [];
  private readonly log?: DashboardLog;
  private readonly pages: DashboardPages;
  private functions: IFunction[] = [];
  private readonly literalName?: string;
  private readonly stageNames: string[];

  protected constructor(scope: Construct, id: string, options: AnyDashboardOptions, watch: (dashboard: Construct) => WatchedStage) {
    if (scope.node.tryFindChild(id)) fail(`a dashboard is defined already as ${show(id)}: add to it by 'addWidgets', or write fromStage with another id`, scope);
    super(scope, id);
    checkKinds<AnyDashboardOptions>(options, DASHBOARD_KINDS, this);
    this._stage = watch(this);
    this.alarms = options.alarms;
    if (options.alarms) checkDashboardPlace(options.alarms, this._stage, this);
    this._graphs = new StageGraphs(this._stage, options.alarms);
    if (options.logQueries !== false) this.log = new DashboardLog(this._stage.facts.l1, options.accessLog, this._stage.region);
    this.stageNames = [this._stage.dimensions.Stage];
    const { apiName, dimensions, region } = this._stage;
    this.literalName = dashboardNameOf({ apiName, stageName: dimensions.Stage, region }, options.dashboardName, this);
    this.pages = new DashboardPages(this, this.literalName, options.defaultInterval);
  }

  /** The dashboard of the L2; the first one, if there are several. */
  public get dashboard(): cloudwatch.Dashboard {
    return this.pages.dashboards[0];
  }

  /** All dashboards: further ones are defined for what one does not take. */
  public get allDashboards(): cloudwatch.Dashboard[] {
    return this.pages.dashboards;
  }

  /** Where the console shows the dashboard: for a runbook, or as `dashboardUrl` of alarms. */
  public get url(): string {
    const { region } = Stack.of(this);
    const name = this.literalName ?? this.dashboard.dashboardName; // alarms that name it would need the dashboard, and it needs them
    return `${consoleOf(region)}/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
  }

  /**
   * Adds a row of widgets below what is there: those of a queue, for example. A row that the dashboard does not take any more goes to another one.
   *
   * @param widgets the widgets, beside each other as long as they are at most 24 wide together
   */
  public addWidgets(...widgets: cloudwatch.IWidget[]): void {
    const wrong = widgets.find((widget) => !has('toJson', 'function')(widget) || !has('position', 'function')(widget));
    if (wrong !== undefined || widgets.includes(undefined as never)) fail(`'widgets' must be widgets of aws-cdk-lib/aws-cloudwatch, got ${show(wrong)}: write new TextWidget({ markdown: "…" }), for example`, this);
    if (widgets.length > 0) this.pages.add(new cloudwatch.Row(...widgets));
  }

  /** Shows further alarms beside those of the stage and its objectives: those of a queue or of a table. */
  public addAlarms(...alarms: cloudwatch.IAlarm[]): void {
    const wrong = alarms.findIndex((alarm) => !has('alarmArn', 'string')(alarm));
    if (wrong >= 0) fail(`'alarms' must be alarms of aws-cdk-lib/aws-cloudwatch, got ${show(alarms[wrong])}`, this);
    this.furtherAlarms.push(...alarms);
  }

  /** Shows errors, durations, throttled calls and concurrency of functions behind the API, or of aliases of them. */
  public addFunctions(...handlers: IFunction[]): void {
    const wrong = handlers.findIndex((handler) => !isFunction(handler));
    if (wrong >= 0) fail(`'handlers' must be functions or aliases of aws-cdk-lib/aws-lambda, got ${show(handlers[wrong])}`, this);
    for (const handler of handlers) {
      if (this.functions.length === LINES_OF_GRAPH) this.addFunctionSection();
      this.functions.push(handler);
    }
  }

  /**
   * Shows another stage of the API beside the stage.
   *
   * @internal
   */
  public _compareWith(stageName: string): void {
    if (!this.stageNames.includes(stageName)) this.stageNames.push(stageName);
  }

  /**
   * The alarms of what is promised, which are not among those of the stage.
   *
   * @internal
   */
  protected get _objectiveAlarms(): cloudwatch.IAlarm[] {
    return [];
  }

  /**
   * Shows what is of all types: alarms at the top, then what `overview` shows, then callers, functions and stages.
   *
   * @internal
   */
  protected _show(options: StageDashboardOptions, overview: () => cloudwatch.IWidget[][], compared: ComparedMetrics): void {
    const { apiName, dimensions } = this._stage;
    this.addSection({ widgets: 10, metrics: 0 }, () => [[this.header(`# ${apiName}, stage ${dimensions.Stage}`)], ...this.alarmRows()]);
    this.addSection({ widgets: 40, metrics: 200 }, overview);
    this.addSection({ widgets: 10, metrics: 0 }, () => this.callerRows());
    this.addFunctionSection();
    this.addFunctions(...options.functions ?? []);
    this.addSection({ widgets: 10, metrics: 500 }, () => this.stageRows(compared));
    for (const stageName of options.compareWith ?? []) this._compareWith(stageName);
  }

  /**
   * Widgets that query the access log, if it can be queried and its lines have the fields.
   *
   * @internal
   */
  protected _queries(...queries: DashboardQuery[]): cloudwatch.IWidget[] {
    return this.log?.widgets(queries, GRAPH_HEIGHT) ?? [];
  }

  /**
   * Adds rows of known size.
   *
   * @internal
   */
  protected _addRow(...widgets: cloudwatch.IWidget[]): void {
    this.pages.add(new cloudwatch.Row(...widgets));
  }

  private addSection(use: { widgets: number; metrics: number }, rows: () => cloudwatch.IWidget[][]): void {
    this.pages.add(new DashboardSection(rows), use);
  }

  private addFunctionSection(): void {
    const functions: IFunction[] = [];
    this.functions = functions;
    this.addSection({ widgets: 5, metrics: 4 * LINES_OF_GRAPH }, () => this.functionRows(functions));
  }

  private header(title: string): cloudwatch.TextWidget {
    const why = this.log ? this.log.problem : 'its queries are turned off';
    const missing = why === undefined ? [] : [`Throttled requests and callers are not shown, which are read from the access log: ${why}.`];
    return new cloudwatch.TextWidget({ markdown: [title, ...missing].join('\n\n'), width: 24, height: 1 + missing.length, background: cloudwatch.TextWidgetBackground.TRANSPARENT });
  }

  private alarmRows(): cloudwatch.IWidget[][] {
    const { compositeAlarm, allAlarms = [] } = this.alarms ?? {};
    const composite = compositeAlarm ? [compositeAlarm] : [];
    const alarms: cloudwatch.IAlarm[] = [...composite, ...allAlarms, ...this._objectiveAlarms, ...this.furtherAlarms];
    return inChunks([...new Set(alarms)], ALARMS_OF_WIDGET).map((some, index) => [new cloudwatch.AlarmStatusWidget({
      title: index === 0 ? 'Alarms' : 'Further alarms',
      alarms: some,
      sortBy: cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
      width: 24,
      height: 1 + Math.ceil(some.length / 6),
    })]);
  }

  private callerRows(): cloudwatch.IWidget[][] {
    const keys = this._stage.facts.asksForKeys() ? [QUERIES.keys] : [];
    return under('Callers', this._queries(QUERIES.throttled, QUERIES.throttledCallers, ...keys));
  }

  private functionRows(functions: IFunction[]): cloudwatch.IWidget[][] {
    if (functions.length === 0) return [];
    const labels = functions.map((handler) => handler.node.path.slice(Stack.of(handler).node.path.length + 1));
    const graph = (title: string, metricName: string, statistic: string, unit?: string) => this._graphs.graph(title,
      functions.map((handler, index) => handler.metric(metricName, { statistic, period: GRAPH_PERIOD, label: labels[index] })), { width: 6, unit });
    return under('Functions', [
      graph('Errors', 'Errors', cloudwatch.Stats.SUM), graph('Duration p99', 'Duration', 'p99', 'ms'),
      graph('Throttled calls', 'Throttles', cloudwatch.Stats.SUM), graph('Concurrent executions', 'ConcurrentExecutions', cloudwatch.Stats.MAXIMUM),
    ]);
  }

  private stageRows({ requests, errors, latency }: ComparedMetrics): cloudwatch.IWidget[][] {
    if (this.stageNames.length === 1) return [];
    const stages = this.stageNames.map((Stage) => ({ Stage, dimensions: { ...this._stage.dimensions, Stage } }));
    return under('Stages', ...inChunks(stages, LINES_OF_GRAPH).map((some) => [
      this._graphs.graph('Requests by stage', some.map(({ Stage, dimensions }) => this._graphs.metric(requests, cloudwatch.Stats.SUM, Stage, undefined, dimensions))),
      this._graphs.graph('Errors by stage', some.map(({ Stage, dimensions }, index) => this._graphs.rate(errors, [requests], Stage, undefined, dimensions, `${index}`)), { unit: '%' }),
      this._graphs.graph('p99 latency by stage', some.map(({ Stage, dimensions }) => this._graphs.metric(latency, 'p99', Stage, undefined, dimensions)), { unit: 'ms' }),
    ]));
  }
}
