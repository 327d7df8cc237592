import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { AlarmDesk } from './alarm-desk';
import { AlarmSeverity } from './alarm-severity';
import { BurnRate, PAGES, TICKETS, TimeWindow } from './burn-rates';
import { describeAlarm } from './describe-alarm';
import { budgetOf, burnRate, WatchedObjective } from './objective';

/**
 * The alarms of an objective: each is raised when its error budget has been burnt too fast over a long window, and still is over a short one.
 *
 * @see https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export class ObjectiveAlarms extends Construct {
  /**
   * Defines them.
   *
   * @internal
   */
  public static _of(scope: Construct, watched: WatchedObjective, desk: AlarmDesk): ObjectiveAlarms {
    return new ObjectiveAlarms(scope, watched, desk);
  }

  /** The alarm of high severity: a budget of 30 days would be gone in 5 days or less. */
  public readonly page: cloudwatch.CompositeAlarm;

  /** The alarm of low severity: it would be gone before the 30 days are over. */
  public readonly ticket: cloudwatch.CompositeAlarm;

  private readonly windows: cloudwatch.Alarm[] = [];

  private constructor(scope: Construct, private readonly watched: WatchedObjective, desk: AlarmDesk) {
    super(scope, watched.objective.id);
    this.page = this.define('Page', PAGES, desk, AlarmSeverity.HIGH);
    this.ticket = this.define('Ticket', TICKETS, desk, AlarmSeverity.LOW);
  }

  /** The alarms on the burn rate over each window, of which `page` and `ticket` are made: a long one and a short one, in turn. They tell nobody. */
  public get windowAlarms(): cloudwatch.Alarm[] {
    return [...this.windows];
  }

  private define(id: string, rates: readonly BurnRate[], desk: AlarmDesk, severity: AlarmSeverity): cloudwatch.CompositeAlarm {
    const { objective: { name, look }, subject, links, minimumFailures } = this.watched;
    const pairs = rates.map(({ rate, long, short }) => cloudwatch.AlarmRule.allOf(
      ...[this.over(`Over${long.id}`, rate, long, minimumFailures), this.over(`Over${long.id}Recent`, rate, short)]
        .map((alarm) => cloudwatch.AlarmRule.fromAlarm(alarm, cloudwatch.AlarmState.ALARM)),
    ));
    const [fast, slow] = rates.map(({ rate, long }) => `${rate === 1 ? '' : `${rate} times `}as fast as 30 days allow over the last ${long.words}`);
    const alarm = new cloudwatch.CompositeAlarm(this, id, {
      alarmRule: cloudwatch.AlarmRule.anyOf(...pairs),
      alarmDescription: describeAlarm(`${subject} burnt the error budget of its ${name} more than ${fast}, or ${slow}, and still does: ${look}`, links, this),
    });
    desk.addComposite(alarm, severity);
    return alarm;
  }

  private over(id: string, rate: number, { period, words }: TimeWindow, minimumFailures?: number): cloudwatch.Alarm {
    const { objective, subject } = this.watched;
    const alarm = new cloudwatch.Alarm(this, id, {
      metric: burnRate(objective, period, minimumFailures),
      threshold: rate,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `More than ${Number((rate * budgetOf(objective)).toFixed(6))} % of the requests to ${subject} ${objective.miss} over the last ${words}: part of an alarm on the error budget of its ${objective.name}, tells nobody itself`,
    });
    this.windows.push(alarm);
    return alarm;
  }
}
