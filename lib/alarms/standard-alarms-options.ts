import { Duration } from 'aws-cdk-lib/core';
import { AccessLogRateAlarmOptions } from './access-log-alarms-options';
import { AlarmGroupOptions } from './alarm-group-options';
import { RouteAlarmOptions } from './alarm-options';
import { GatewayOverheadAlarmOptions, TrafficAlarmOptions } from './request-alarms-options';

/** Options of the alarm on the rate of server errors. */
export interface ServerErrorRateAlarmOptions extends RouteAlarmOptions {
  /**
   * The share of requests that may end in a 5xx status, in percent, above 0 and at most 100.
   *
   * @default 5 - above what single failed calls make of a quiet period, well below an outage
   */
  readonly threshold?: number;

  /**
   * Requests in a period below which the rate counts as 0, so that one failed call at night wakes nobody. At least 1.
   *
   * @default 20 - with the default threshold, it takes two errors
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of the alarm on latency. */
export interface LatencyAlarmOptions extends RouteAlarmOptions {
  /**
   * The percentile that is watched, above 0 and below 100.
   *
   * @default 99
   */
  readonly percentile?: number;

  /**
   * The time between a request's arrival and its response that the percentile may reach.
   *
   * @default Duration.seconds(3) - a cold start fits in, and no person waits longer without noticing
   */
  readonly threshold?: Duration;

  /**
   * Requests in a period below which latency counts as 0. At least 1.
   *
   * @default 100 - of fewer, p99 is the slowest one, and a single cold start would raise the alarm
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 3 - a quarter of an hour: slow is worth a look when it lasts
   */
  readonly evaluationPeriods?: number;
}

/** Options of an alarm on the rate of client errors. */
export interface ClientErrorRateAlarmOptions extends RouteAlarmOptions {
  /**
   * The share of requests that may end in a 4xx status, in percent, above 0 and at most 100.
   *
   * @default 20 - any API gets some from strangers and expired sessions; a fifth is a client, an authorizer or a route that broke
   */
  readonly threshold?: number;

  /**
   * Requests in a period below which the rate counts as 0. At least 1.
   *
   * @default 100 - fewer may all come from one client that tries again and again
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 3 - a quarter of an hour: longer than most scans of strangers take
   */
  readonly evaluationPeriods?: number;
}

/** Options of the standard alarms of a REST or HTTP API. */
export interface StandardAlarmsOptions extends AlarmGroupOptions {
  /**
   * The alarm on the rate of server errors.
   *
   * @default - more than 5 % of at least 20 requests in 5 minutes
   */
  readonly serverErrorRate?: ServerErrorRateAlarmOptions;

  /**
   * The alarm on latency.
   *
   * @default - p99 above 3 seconds for 15 minutes, of at least 100 requests in each 5 of them
   */
  readonly latency?: LatencyAlarmOptions;

  /**
   * Further alarms on the rate of server errors, each with an `alarmId` or a `route`, such as one of low severity that warns before the first one pages.
   *
   * @default - none
   */
  readonly furtherServerErrorRates?: ServerErrorRateAlarmOptions[];

  /**
   * Further alarms on latency, such as one of low severity on p50, or one on a route.
   *
   * @default - none
   */
  readonly furtherLatencies?: LatencyAlarmOptions[];

  /**
   * The alarm on the rate of client errors.
   *
   * @default - none
   */
  readonly clientErrorRate?: ClientErrorRateAlarmOptions;

  /**
   * The alarm on the latency of integrations: what the backend takes.
   *
   * @default - none
   */
  readonly integrationLatency?: LatencyAlarmOptions;

  /**
   * The alarm on what API Gateway itself takes: authorizers, validation, mapping.
   *
   * @default - none
   */
  readonly gatewayOverhead?: GatewayOverheadAlarmOptions;

  /**
   * The alarm on fewer requests than usual.
   *
   * @default - none
   */
  readonly trafficDrop?: TrafficAlarmOptions;

  /**
   * The alarm on more requests than usual.
   *
   * @default - none
   */
  readonly trafficSurge?: TrafficAlarmOptions;

  /**
   * The alarm on the rate of throttled requests, which is read from the access log.
   *
   * @default - none
   */
  readonly throttledRate?: AccessLogRateAlarmOptions;

  /**
   * Alarms on single routes.
   *
   * @default - none
   */
  readonly routeAlarms?: RouteAlarmsOptions[];
}

/** Options of alarms on single routes. An `alarmId` in them stands before the key of the route: "LatencyWarning:GET /orders". */
export interface RouteAlarmsOptions {
  /**
   * The keys of the routes, such as "GET /orders/{id}".
   *
   * @default - all routes that the API has when the alarms are defined: with `alarms` of a gateway each route that is added, with `addRouteAlarms`
   * those that are there already, but for OPTIONS, which browsers ask before, and "$default", of which it is not known how CloudWatch finds its metrics
   */
  readonly routes?: string[];

  /**
   * The alarm on the rate of server errors of each.
   *
   * @default - none
   */
  readonly serverErrorRate?: ServerErrorRateAlarmOptions;

  /**
   * The alarm on the rate of client errors of each.
   *
   * @default - none
   */
  readonly clientErrorRate?: ClientErrorRateAlarmOptions;

  /**
   * The alarm on the latency of each.
   *
   * @default - none
   */
  readonly latency?: LatencyAlarmOptions;

  /**
   * The alarm on the latency of the integration of each.
   *
   * @default - none
   */
  readonly integrationLatency?: LatencyAlarmOptions;
}
