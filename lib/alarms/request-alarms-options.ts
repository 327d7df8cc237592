import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';
import { AlarmOptions, RouteAlarmOptions } from './alarm-options';

/** Options of the alarm on what API Gateway itself takes. */
export interface GatewayOverheadAlarmOptions extends RouteAlarmOptions {
  /**
   * What API Gateway may take of a request on the average, without the integration.
   *
   * @default Duration.millis(200) - above what API Gateway takes by itself, with room for an authorizer that answers from its cache most of the time
   */
  readonly threshold?: Duration;

  /**
   * Requests in a period below which the average counts as 0. At least 1.
   *
   * @default 100 - so that the cold start of an authorizer is no average
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 3 - a quarter of an hour: slow is worth a look when it lasts
   */
  readonly evaluationPeriods?: number;
}

/**
 * Options of an alarm on more or fewer requests than usual, which CloudWatch learns from two weeks of the metric, or than a fixed `threshold`. It bills an
 * alarm on what it learned as three metrics.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
 */
export interface TrafficAlarmOptions extends AlarmOptions {
  /**
   * Requests in a period, at least 1: the fewest that are no drop, or the most that are no surge, at any hour. It is there from the first day on.
   *
   * @default - what CloudWatch learns of each hour of the week, by `deviations`
   */
  readonly threshold?: number;

  /**
   * How far from the usual is an anomaly, in standard deviations, above 0. Not with `threshold`.
   *
   * @default 3 - with 2, one value of twenty is outside of the band though nothing happened
   */
  readonly deviations?: number;

  /**
   * Periods in a row outside of the band, or beyond the threshold, that raise the alarm. At least 1.
   *
   * @default 3 - a quarter of an hour: a single gap or peak is no change
   */
  readonly evaluationPeriods?: number;

  /**
   * What a period without any request is.
   *
   * @default - for `trafficDrop` `TreatMissingData.BREACHING`: no request at all is the deepest drop, and API Gateway writes no value for it. Write
   * `TreatMissingData.NOT_BREACHING` for an API that rests at night. For `trafficSurge` `TreatMissingData.NOT_BREACHING`
   */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
}
