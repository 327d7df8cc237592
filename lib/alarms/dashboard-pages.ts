import { Dashboard, IWidget, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { takeDashboardName } from './dashboard-name';

/**
 * What a dashboard takes, none of which can be raised.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const MOST = { widgets: 500, metrics: 2500, metricsOfWidget: 500 };

/** What widgets use up of a dashboard. */
export interface DashboardUse {
  readonly widgets: number;
  readonly metrics: number;
}

/** A dashboard, and what is known to be on it. */
interface Page {
  readonly dashboard: Dashboard;
  readonly shown: IWidget[];
  widgets: number;
  metrics: number;
}

/** A dashboard, and further ones for what it does not take. */
export class DashboardPages {
  private readonly pages: Page[] = [];

  /**
   * @param scope where the dashboards are defined
   * @param name  of the first one; undefined if CloudFormation gives it
   * @param defaultInterval the time that is shown at first
   */
  constructor(private readonly scope: Construct, private readonly name: string | undefined, private readonly defaultInterval: Duration | undefined) {
    this.turn();
    scope.node.addValidation({ validate: () => this.pages.flatMap(problemsOf) });
  }

  /** The dashboards. */
  public get dashboards(): Dashboard[] {
    return this.pages.map(({ dashboard }) => dashboard);
  }

  /**
   * Adds widgets below what is there, or to another dashboard if this one would have too many.
   *
   * @param use what they use up, if that is known only later
   */
  public add(widget: IWidget, use: DashboardUse = useOf([widget])): void {
    let page = this.pages[this.pages.length - 1];
    const fits = page.widgets + use.widgets <= MOST.widgets && page.metrics + use.metrics <= MOST.metrics;
    if (!fits && page.widgets > 0) page = this.turn();
    page.widgets += use.widgets;
    page.metrics += use.metrics;
    page.shown.push(widget);
    page.dashboard.addWidgets(widget);
  }

  private turn(): Page {
    const number = this.pages.length + 1;
    const name = number === 1 || this.name === undefined ? this.name : `${this.name}-${number}`;
    if (name !== undefined && number > 1) takeDashboardName(name, this.scope);
    const dashboard = new Dashboard(this.scope, `Dashboard${number === 1 ? '' : number}`, {
      dashboardName: name,
      defaultInterval: this.defaultInterval,
      periodOverride: PeriodOverride.AUTO,
    });
    const page = { dashboard, shown: [], widgets: 0, metrics: 0 };
    this.pages.push(page);
    return page;
  }
}

/** What widgets use up; hidden metrics and expressions count, too. */
export function useOf(widgets: IWidget[]): DashboardUse {
  const metrics = metricsOf(widgets);
  return { widgets: metrics.length, metrics: metrics.reduce((sum, count) => sum + count, 0) };
}

function metricsOf(widgets: IWidget[]): number[] {
  return widgets.flatMap((widget) => widget.toJson()).map(({ properties }) => (Array.isArray(properties?.metrics) ? properties.metrics.length : 0));
}

/** What the service would refuse: only what is more than a dashboard takes by itself. */
function problemsOf({ dashboard, shown }: Page): string[] {
  const { widgets, metrics } = useOf(shown);
  const most = Math.max(0, ...metricsOf(shown));
  return [
    ...(widgets > MOST.widgets ? [`the dashboard [${dashboard.node.path}] has ${widgets} widgets, of which it takes ${MOST.widgets}: add them in several calls of addWidgets, so that some go to another dashboard`] : []),
    ...(metrics > MOST.metrics ? [`the dashboard [${dashboard.node.path}] has ${metrics} metrics, of which it takes ${MOST.metrics}: add its widgets in several calls of addWidgets, so that some go to another dashboard`] : []),
    ...(most > MOST.metricsOfWidget ? [`a widget of the dashboard [${dashboard.node.path}] has ${most} metrics, of which it takes ${MOST.metricsOfWidget}: show them in several widgets`] : []),
  ];
}
