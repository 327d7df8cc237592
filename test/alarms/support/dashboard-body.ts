/**
 * The bodies of the dashboards of a template, and what is wrong with them: by "Dashboard Body Structure and Syntax",
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html, and the quotas of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html. The page has `start` of the dashboard; that a widget has its own
 * is of the CDK: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cloudwatch.SingleValueWidgetProps.html.
 */
import { CfnTemplate, resolveText, resourcesOf } from './template-values';

/** What the page names of each type of widget; `true` is required. */
const PROPERTIES: Record<string, Record<string, boolean>> = {
  alarm: { alarms: true, sortBy: false, states: false, title: false },
  log: { query: true, region: true, title: false, view: false, stacked: false, accountId: false, queryLanguage: false },
  metric: {
    metrics: false,
    accountId: false,
    annotations: false,
    liveData: false,
    legend: false,
    period: false,
    region: true,
    stacked: false,
    start: false,
    stat: false,
    table: false,
    timezone: false,
    title: false,
    view: false,
    yAxis: false,
    setPeriodToTimeRange: false,
    singleValueFullPrecision: false,
    sparkline: false,
    trend: false,
  },
  text: { markdown: true, background: false },
};

export interface DashboardWidget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly properties: any;
}

export interface DashboardBody {
  readonly name: string;
  readonly text: string;
  readonly periodOverride: string;
  readonly start?: string;
  readonly widgets: DashboardWidget[];
  readonly variables?: object[];
}

/** A metric of a graph as the page writes it, with what stands before it written out. */
export interface GraphedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Record<string, string>;
}

/** The dashboards of a template, with references written as `${LogicalId}`. */
export function dashboardsOf(template: CfnTemplate): DashboardBody[] {
  return resourcesOf(template, 'AWS::CloudWatch::Dashboard').map(([id, { DashboardName, DashboardBody: body }]) => {
    const text = resolveText(body);
    return { ...JSON.parse(text), text, name: DashboardName === undefined ? id : resolveText(DashboardName) };
  });
}

/** The metrics of a widget that are no expressions. */
export function metricsOfWidget({ properties: { metrics = [] } }: DashboardWidget): GraphedMetric[] {
  const shown = (metrics as unknown[][]).filter(([first]) => typeof first === 'string');
  return shown.map((entry) => {
    const [namespace, name, ...rest] = entry.filter((part) => typeof part === 'string') as string[];
    const pairs = Array.from({ length: rest.length / 2 }, (_none, index) => [rest[index * 2], rest[index * 2 + 1]]);
    return { namespace, name, dimensions: Object.fromEntries(pairs) };
  });
}

/** The expressions of a widget. */
export function expressionsOfWidget({ properties: { metrics = [] } }: DashboardWidget): Array<{ expression: string; label?: string; id?: string }> {
  return (metrics as unknown[][]).filter(([first]) => typeof first === 'object').map(([first]) => first as { expression: string });
}

/** What the service would refuse of a dashboard, or draw one over the other. */
export function dashboardProblems({ name, widgets }: DashboardBody): string[] {
  const counts = widgets.map(({ properties }) => properties.metrics?.length ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [
    ...(/^[A-Za-z0-9_-]{1,255}$/.test(name.replace(/\$\{AWS::Region\}/, 'eu-central-1')) ? [] : [`the name ${name}`]),
    ...(widgets.length > 500 ? [`${widgets.length} widgets`] : []),
    ...(total > 2500 ? [`${total} metrics`] : []),
    ...counts.filter((count) => count > 500).map((count) => `a widget with ${count} metrics`),
    ...widgets.flatMap(widgetProblems),
    ...overlaps(widgets),
  ];
}

function widgetProblems(widget: DashboardWidget): string[] {
  const { type, x, y, width, height, properties } = widget;
  const known = PROPERTIES[type];
  if (!known) return [`a widget of type ${type}`];
  const title = `the ${type} widget ${JSON.stringify(properties.title ?? properties.markdown)}`;
  const whole = [x, y, width, height].every((value) => Number.isInteger(value) && value >= 0);
  const rendered = (properties.metrics ?? []).map((entry: unknown[]) => entry[entry.length - 1] as { id?: string } | undefined);
  const ids = rendered.map((entry: { id?: string } | undefined) => entry?.id).filter((id: unknown) => id !== undefined);
  return [
    ...(whole && width >= 1 && height >= 1 && height <= 1000 ? [] : [`${title} is at ${x}, ${y}, and ${width} x ${height}`]),
    ...(x + width > 24 ? [`${title} ends at column ${x + width} of 24`] : []),
    ...Object.keys(properties).filter((property) => !(property in known)).map((property) => `${title} has ${property}`),
    ...Object.keys(known).filter((property) => known[property] && properties[property] === undefined).map((property) => `${title} has no ${property}`),
    ...(type === 'alarm' && !(properties.alarms.length >= 1 && properties.alarms.length <= 100) ? [`${title} has ${properties.alarms.length} alarms`] : []),
    ...(type === 'log' && !/^SOURCE '[^']+' \| /.test(properties.query) ? [`${title} has no source`] : []),
    ...(new Set(ids).size < ids.length ? [`${title} has two metrics of one id`] : []),
    ...(type === 'metric' ? expressionsOfWidget(widget).flatMap(({ expression }) => unknownIds(expression, ids).map((id) => `${title} reads ${id}, which is none of its metrics`)) : []),
  ];
}

/** The identifiers of an expression that are no functions, and of no metric. */
function unknownIds(expression: string, ids: string[]): string[] {
  if (expression.startsWith('SELECT ')) return [];
  return [...expression.matchAll(/\b[a-z]\w*/g)].map(([id]) => id).filter((id) => !ids.includes(id));
}

/** Pairs of widgets that share a cell of the grid. */
function overlaps(widgets: DashboardWidget[]): string[] {
  const cells = new Map<string, number>();
  return widgets.flatMap(({ x, y, width, height }, index) => {
    const found = new Set<number>();
    for (let column = x; column < x + width; column++) {
      for (let row = y; row < y + height; row++) {
        const cell = `${column},${row}`;
        const other = cells.get(cell);
        if (other !== undefined) found.add(other);
        cells.set(cell, index);
      }
    }
    return [...found].map((other) => `widgets ${other} and ${index} overlap`);
  });
}
