import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmGroup } from './alarm-group';
import { COLORS } from './dashboard-colors';
import { AnyDashboardOptions, DASHBOARD_KINDS, isFunction } from './dashboard-kinds';
import { DashboardLog, DashboardQuery, QUERIES } from './dashboard-log';
import { consoleOf, dashboardNameOf } from './dashboard-name';
import { StageDashboardOptions } from './dashboard-options';
import { DashboardPages } from './dashboard-pages';
import { DashboardSection } from './dashboard-section';
import { RequestAlarms } from './request-alarms';
import { WatchedStage } from './watched-stage';
import { fail, show } from '../private/errors';
import { checkKinds, has } from '../private/kinds';

/** Alarms that a widget may show: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const ALARMS_OF_WIDGET = 100;

/** How many functions, and how many stages, are in one graph. */
const LINES_OF_GRAPH = 50;

const HEIGHT = 6;
const PERIOD = Duration.minutes(5);

/** What the type of the API calls the metrics that stages are compared by. */
export interface ComparedMetrics {
  readonly requests: string;
  readonly errors: string;
  readonly latency: string;
}

/** What a graph shows beside its title. */
export interface GraphOptions {
  readonly right?: cloudwatch.IMetric[];
  readonly width?: number;
  /** The kinds of alarms whose thresholds are drawn. */
  readonly alarms?: string[];
  readonly unit?: string;
  readonly stacked?: boolean;
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
   * Adds a row of widgets below what is there: those of an SLO, for example. A row that the dashboard does not take any more goes to another one.
   *
   * @param widgets the widgets, beside each other as long as they are at most 24 wide together
   */
  public addWidgets(...widgets: cloudwatch.IWidget[]): void {
    const wrong = widgets.find((widget) => !has('toJson', 'function')(widget) || !has('position', 'function')(widget));
    if (wrong !== undefined || widgets.includes(undefined as never)) fail(`'widgets' must be widgets of aws-cdk-lib/aws-cloudwatch, got ${show(wrong)}: write new TextWidget({ markdown: "…" }), for example`, this);
    if (widgets.length > 0) this.pages.add(new cloudwatch.Row(...widgets));
  }

  /** Shows further alarms beside those of the stage: those of an SLO, of a queue or of a table. */
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
   * Shows what is of all types: alarms at the top, then what `overview` shows, then callers, functions and stages.
   *
   * @internal
   */
  protected _show(options: StageDashboardOptions, overview: () => cloudwatch.IWidget[][], compared: ComparedMetrics): void {
    const { apiName, dimensions } = this._stage;
    this.addSection({ widgets: 10, metrics: 0 }, () => [[this.header(`# ${apiName}, stage ${dimensions.Stage}`)], ...this.alarmRows()]);
    this.addSection({ widgets: 20, metrics: 100 }, overview);
    this.addSection({ widgets: 10, metrics: 0 }, () => this.callerRows());
    this.addFunctionSection();
    this.addFunctions(...options.functions ?? []);
    this.addSection({ widgets: 10, metrics: 500 }, () => this.stageRows(compared));
    for (const stageName of options.compareWith ?? []) this._compareWith(stageName);
  }

  /**
   * A metric of the stage.
   *
   * @internal
   */
  protected _metric(metricName: string, statistic: string, label: string, color?: string, dimensions = this._stage.dimensions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: dimensions, statistic, period: PERIOD, label, color });
  }

  /**
   * The percentiles of a duration.
   *
   * @internal
   */
  protected _percentiles(metricName: string, dimensions?: Record<string, string>): cloudwatch.Metric[] {
    return (['p50', 'p90', 'p99'] as const).map((percentile) => this._metric(metricName, percentile, percentile, COLORS[percentile], dimensions));
  }

  /**
   * What a share of the requests is, in percent.
   *
   * @internal
   */
  protected _rate(
    part: string,
    totals: string[],
    label: string,
    color?: string,
    dimensions?: Record<string, string>,
    suffix = '',
  ): cloudwatch.MathExpression {
    const idOf = (metricName: string) => `m${metricName}${suffix}`;
    const names = [...new Set([part, ...totals])];
    const total = totals.length === 1 ? idOf(totals[0]) : `(${totals.map((name) => `FILL(${idOf(name)}, 0)`).join(' + ')})`;
    return new cloudwatch.MathExpression({
      expression: `100 * FILL(${idOf(part)}, 0) / ${total}`,
      usingMetrics: Object.fromEntries(names.map((name) => [idOf(name), this._metric(name, cloudwatch.Stats.SUM, name, undefined, dimensions)])),
      period: PERIOD,
      label,
      color,
    });
  }

  /**
   * A graph over time, with the thresholds of alarms.
   *
   * @internal
   */
  protected _graph(title: string, left: cloudwatch.IMetric[], options: GraphOptions = {}): cloudwatch.GraphWidget {
    const { right, width = 8, alarms = [], unit, stacked } = options;
    const compared = alarms.flatMap((kind) => this.alarms?._ofKind(kind) ?? []);
    const annotations = compared.map((alarm) => ({ ...alarm.toAnnotation(), color: COLORS.threshold }));
    return new cloudwatch.GraphWidget({
      title,
      left,
      right,
      width,
      height: HEIGHT,
      stacked,
      region: this._stage.region,
      leftYAxis: { min: 0, label: unit, showUnits: unit === undefined },
      rightYAxis: right && { min: 0 },
      leftAnnotations: annotations.length > 0 ? annotations : undefined,
    });
  }

  /**
   * Numbers of the whole time that is shown.
   *
   * @internal
   */
  protected _numbers(metrics: cloudwatch.IMetric[]): cloudwatch.SingleValueWidget {
    return new cloudwatch.SingleValueWidget({ title: 'At a glance', metrics, width: 24, height: 3, setPeriodToTimeRange: true, region: this._stage.region });
  }

  /**
   * A heading of what is below.
   *
   * @internal
   */
  protected _heading(text: string): cloudwatch.TextWidget {
    return new cloudwatch.TextWidget({ markdown: `## ${text}`, width: 24, height: 1, background: cloudwatch.TextWidgetBackground.TRANSPARENT });
  }

  /**
   * Widgets that query the access log, if it can be queried and its lines have the fields.
   *
   * @internal
   */
  protected _queries(...queries: DashboardQuery[]): cloudwatch.IWidget[] {
    return this.log?.widgets(queries, HEIGHT) ?? [];
  }

  /**
   * Rows below a heading, if there are any.
   *
   * @internal
   */
  protected _under(heading: string, ...rows: cloudwatch.IWidget[][]): cloudwatch.IWidget[][] {
    const shown = rows.filter((row) => row.length > 0);
    return shown.length > 0 ? [[this._heading(heading)], ...shown] : [];
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
    const objectives = this.alarms instanceof RequestAlarms ? this.alarms.slo?.allAlarms ?? [] : [];
    const alarms: cloudwatch.IAlarm[] = [...(compositeAlarm ? [compositeAlarm] : []), ...allAlarms, ...objectives, ...this.furtherAlarms];
    return chunks(alarms, ALARMS_OF_WIDGET).map((some, index) => [new cloudwatch.AlarmStatusWidget({
      title: index === 0 ? 'Alarms' : 'Further alarms',
      alarms: some,
      sortBy: cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
      width: 24,
      height: 1 + Math.ceil(some.length / 6),
    })]);
  }

  private callerRows(): cloudwatch.IWidget[][] {
    const keys = this._stage.facts.asksForKeys() ? [QUERIES.keys] : [];
    return this._under('Callers', this._queries(QUERIES.throttled, QUERIES.throttledCallers, ...keys));
  }

  private functionRows(functions: IFunction[]): cloudwatch.IWidget[][] {
    if (functions.length === 0) return [];
    const labels = functions.map((handler) => handler.node.path.slice(Stack.of(handler).node.path.length + 1));
    const graph = (title: string, metricName: string, statistic: string, unit?: string) => this._graph(title,
      functions.map((handler, index) => handler.metric(metricName, { statistic, period: PERIOD, label: labels[index] })), { width: 6, unit });
    return this._under('Functions', [
      graph('Errors', 'Errors', cloudwatch.Stats.SUM), graph('Duration p99', 'Duration', 'p99', 'ms'),
      graph('Throttled calls', 'Throttles', cloudwatch.Stats.SUM), graph('Concurrent executions', 'ConcurrentExecutions', cloudwatch.Stats.MAXIMUM),
    ]);
  }

  private stageRows({ requests, errors, latency }: ComparedMetrics): cloudwatch.IWidget[][] {
    if (this.stageNames.length === 1) return [];
    const stages = this.stageNames.map((Stage) => ({ Stage, dimensions: { ...this._stage.dimensions, Stage } }));
    return this._under('Stages', ...chunks(stages, LINES_OF_GRAPH).map((some) => [
      this._graph('Requests by stage', some.map(({ Stage, dimensions }) => this._metric(requests, cloudwatch.Stats.SUM, Stage, undefined, dimensions))),
      this._graph('Errors by stage', some.map(({ Stage, dimensions }, index) => this._rate(errors, [requests], Stage, undefined, dimensions, `${index}`)), { unit: '%' }),
      this._graph('p99 latency by stage', some.map(({ Stage, dimensions }) => this._metric(latency, 'p99', Stage, undefined, dimensions)), { unit: 'ms' }),
    ]));
  }
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_none, index) => items.slice(index * size, (index + 1) * size));
}
