import { AccessLogRateAlarmOptions } from './access-log-alarms-options';
import { AlarmGroupOptions } from './alarm-group-options';
import { AlarmOptions } from './alarm-options';
import { LatencyAlarmOptions } from './standard-alarms-options';

/** Options of an alarm on a rate of errors of a WebSocket API. */
export interface WebSocketErrorRateAlarmOptions extends AlarmOptions {
  /**
   * The share of connects and messages that may fail, in percent, above 0 and at most 100.
   *
   * @default - 5 for integration and execution errors, above what single failed calls make of a quiet period; 20 for client errors, some of which any API gets
   */
  readonly threshold?: number;

  /**
   * Connects and messages in a period below which the rate counts as 0. At least 1.
   *
   * @default 20 - with a threshold of 5 %, it takes two errors
   */
  readonly minimumRequests?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of an alarm on a volume of a WebSocket API. */
export interface WebSocketVolumeAlarmOptions extends AlarmOptions {
  /**
   * The number in a period that may be reached. At least 1.
   *
   * @default - 80 % of an account's default quota over 5 minutes: 120,000 connects, of 500 a second; 2,400,000 messages, of 10,000 a second
   */
  readonly threshold?: number;

  /**
   * Periods in a row above the threshold that raise the alarm. At least 1.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number;
}

/** Options of the standard alarms of a WebSocket API. */
export interface WebSocketAlarmsOptions extends AlarmGroupOptions {
  /**
   * The alarm on the number of connects.
   *
   * @default - more than 120,000 in 5 minutes: 80 % of what an account takes across its WebSocket APIs by default
   */
  readonly connects?: WebSocketVolumeAlarmOptions;

  /**
   * The alarm on the number of messages, from and to clients.
   *
   * @default - more than 2,400,000 in 5 minutes: 80 % of what an account takes across its APIs by default
   */
  readonly messages?: WebSocketVolumeAlarmOptions;

  /**
   * The alarm on the rate of client errors: what API Gateway answers with a 4xx status before it calls an integration.
   *
   * @default - more than 20 % of at least 20 connects and messages in 5 minutes
   */
  readonly clientErrorRate?: WebSocketErrorRateAlarmOptions;

  /**
   * The alarm on the rate of integration errors: what an integration answers with a 4xx or 5xx status.
   *
   * @default - more than 5 % of at least 20 connects and messages in 5 minutes
   */
  readonly integrationErrorRate?: WebSocketErrorRateAlarmOptions;

  /**
   * The alarm on the rate of execution errors: integrations that could not be called.
   *
   * @default - more than 5 % of at least 20 connects and messages in 5 minutes
   */
  readonly executionErrorRate?: WebSocketErrorRateAlarmOptions;

  /**
   * The alarm on the latency of integrations: what the backend takes of a message.
   *
   * @default - none
   */
  readonly integrationLatency?: LatencyAlarmOptions;

  /**
   * The alarm on the rate of throttled connects and messages, which is read from the access log.
   *
   * @default - none
   */
  readonly throttledRate?: AccessLogRateAlarmOptions;

  /**
   * The alarm on the rate of connects whose authorizer failed, which is read from the access log.
   *
   * @default - none
   */
  readonly authorizerErrorRate?: AccessLogRateAlarmOptions;
}
