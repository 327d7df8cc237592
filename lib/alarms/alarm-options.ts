import { Duration } from 'aws-cdk-lib/core';
import { AlarmSeverity } from './alarm-severity';

/** What all alarms have in common. */
export interface AlarmOptions {
  /**
   * The id of the alarm below its group: letters, digits and what else the id of a construct may hold. It tells apart two alarms of a kind, such as
   * one on latency that warns and one that pages.
   *
   * @default - what the alarm watches, such as "ServerErrorRate", "Latency:p50" or "ServerErrorRate:GET /orders"
   */
  readonly alarmId?: string;

  /**
   * How urgent it is, which decides who is told.
   *
   * @default - that of the kind of alarm, which docs/alarms.md lists
   */
  readonly severity?: AlarmSeverity;

  /**
   * Where it is written what to do when the alarm is raised: a URL, which its description ends in.
   *
   * @default - that of the group of alarms
   */
  readonly runbookUrl?: string;

  /**
   * The time of which each value is taken: whole minutes.
   *
   * @default Duration.minutes(5) - the shortest time in which an API with some traffic has enough requests for a rate
   */
  readonly period?: Duration;

  /**
   * How many of the `evaluationPeriods` have to be beyond the threshold to raise the alarm: 2 of 3, so that a single good period between bad ones does not
   * hide them. At least 1, at most `evaluationPeriods`.
   *
   * @default - all of them, in a row
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarm-evaluation
   */
  readonly datapointsToAlarm?: number;
}

/** What alarms of a stage have in common that may watch one route only. */
export interface RouteAlarmOptions extends AlarmOptions {
  /**
   * The key of a route, such as "GET /orders/{id}", that the alarm watches instead of the stage. It takes `detailedMetrics` of the route or the stage,
   * which CloudWatch bills. Not for a WebSocket API, of whose routes AWS does not say how their metrics are found.
   *
   * @default - all routes of the stage together
   */
  readonly route?: string;
}
