import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmDesk } from './alarm-desk';
import { ErrorBudgetWidgetOptions } from './error-budget-widget-options';
import { availability, budgetOf, latency, MeasuredStage, Objective } from './objective';
import { ObjectiveAlarms } from './objective-alarms';
import { ServiceLevelObjectivesOptions } from './service-level-objectives-options';
import { checkAllMembers, Members } from '../private/check-members';
import { checkKinds, Kinds } from '../private/kinds';
import { isCount } from '../private/rules';

const WIDGET: Members<ErrorBudgetWidgetOptions> = { title: true, width: true, height: true };
const WIDGET_KINDS: Kinds<ErrorBudgetWidgetOptions> = [
  ['title', (value) => typeof value === 'string', 'text'],
  ['width', (value) => isCount(value) && value <= 24, 'a whole number from 1 to 24, the columns of a dashboard'],
  ['height', isCount, 'a whole number of at least 1'],
];

/** Over which the objectives are; the burn rates of the alarms are made for it. */
const PERIOD = Duration.days(30);

/**
 * What a stage, or a route of it, promises over any 30 days, and the alarms on it. Made by `slo` of a gateway, of a stage or of its alarms, and by
 * `addSlo`.
 *
 * @see https://sre.google/workbook/alerting-on-slos/
 * @example
 *
 * new RestGateway(this, 'OrdersApi', {
 *   slo: { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } },
 *   alertEmails: ['oncall@example.com'],
 * });
 */
export class ServiceLevelObjectives extends Construct {
  /**
   * Defines the alarms of objectives.
   *
   * @internal
   */
  public static _below(
    scope: Construct,
    id: string,
    options: ServiceLevelObjectivesOptions,
    stage: MeasuredStage,
    desk: AlarmDesk,
  ): ServiceLevelObjectives {
    return new ServiceLevelObjectives(scope, id, options, stage, desk);
  }

  /** The alarms on answers of 5xx; undefined without that objective. */
  public readonly availability?: ObjectiveAlarms;

  /** The alarms on slow answers; undefined without that objective. */
  public readonly latency?: ObjectiveAlarms;

  /**
   * What they are called on a dashboard, beside others.
   *
   * @internal
   */
  public readonly _title: string;

  private readonly objectives: Objective[] = [];

  private constructor(scope: Construct, id: string, options: ServiceLevelObjectivesOptions, stage: MeasuredStage, desk: AlarmDesk) {
    super(scope, id);
    this._title = stage.title;
    const { minimumFailures = 10 } = options;
    const watch = (objective: Objective) => {
      this.objectives.push(objective);
      return ObjectiveAlarms._of(this, { objective, subject: stage.subject, minimumFailures, links: desk.linksOf(options) }, desk);
    };
    if (options.availability !== undefined) this.availability = watch(availability(options.availability, stage.serverErrors, stage.metricOf));
    if (options.latency) this.latency = watch(latency(options.latency.percentile, options.latency.under, stage.metricOf));
  }

  /** The alarms that tell: of high and of low severity, of each objective. */
  public get allAlarms(): cloudwatch.CompositeAlarm[] {
    return [this.availability, this.latency].flatMap((alarms) => (alarms ? [alarms.page, alarms.ticket] : []));
  }

  /**
   * A widget for a dashboard: the share of the error budget of each objective that is left, in percent, over the 30 days until now. 100 is a month in
   * which no request failed; below 0 the promise is not kept.
   */
  public errorBudgetWidget(options: ErrorBudgetWidgetOptions = {}): cloudwatch.SingleValueWidget {
    checkKinds(options, WIDGET_KINDS, this);
    checkAllMembers(options, WIDGET, "'options'", this);
    const { title = 'Error budget left, of 30 days (%)', width = 6, height = 3 } = options;
    return new cloudwatch.SingleValueWidget({
      title,
      width,
      height,
      region: Stack.of(this).region,
      metrics: this.objectives.map(budgetLeft),
      period: PERIOD,
      // one value of all 30 days, whatever the range of the dashboard: periods as long as that begin at times of CloudWatch's choice
      setPeriodToTimeRange: true,
      start: '-P30D',
    });
  }
}

function budgetLeft(objective: Objective, index: number): cloudwatch.MathExpression {
  const { failed, metrics, ofShare, name } = objective;
  const all = metrics(PERIOD);
  // ids of metrics are those of the widget, in which there are several expressions
  const ids = ofShare.map((id) => [id, `${id}${index}`] as const);
  const unique = ids.reduce((text, [id, ofWidget]) => text.replaceAll(new RegExp(`\\b${id}\\b`, 'g'), ofWidget), failed);
  return new cloudwatch.MathExpression({
    label: name[0].toUpperCase() + name.slice(1),
    expression: `100 - 100 * ${unique} / ${budgetOf(objective)}`,
    usingMetrics: Object.fromEntries(ids.map(([id, ofWidget]) => [ofWidget, all[id]])),
    period: PERIOD,
  });
}
