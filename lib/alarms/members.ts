import type { AccessLogRateAlarmOptions } from './access-log-alarms-options';
import type { AccessLogSource } from './access-log-source';
import type { AlarmGroupOptions } from './alarm-group-options';
import type { AlarmOptions, RouteAlarmOptions } from './alarm-options';
import type { AlertOptions } from './alert-options';
import type { CanaryLatencyAlarmOptions, CanaryServerErrorRateAlarmOptions } from './canary-alarms-options';
import type { RequestDashboardOptions, StageDashboardOptions } from './dashboard-options';
import type {
  AddFunctionOptions, FunctionAlarmSetOptions, FunctionAlarmsOptions, FunctionConcurrencyAlarmOptions, FunctionDurationAlarmOptions,
  FunctionRateAlarmOptions, FunctionSpilloverAlarmOptions,
} from './function-alarms-options';
import type { HttpApiAlarmsOptions } from './http-api-alarms';
import type { HttpApiDashboardOptions } from './http-api-dashboard';
import type { MuteWindowOptions } from './mute-window-options';
import type { QuotaUsageAlarmOptions } from './quota-usage-alarm-options';
import type { GatewayOverheadAlarmOptions, TrafficAlarmOptions } from './request-alarms-options';
import type { CacheHitRateAlarmOptions } from './rest-alarms-options';
import type { RestApiAlarmsOptions } from './rest-api-alarms';
import type { RestApiDashboardOptions } from './rest-api-dashboard';
import type { ServiceLevelObjectivesOptions } from './service-level-objectives-options';
import type { StageAlarmsOptions } from './stage-alarms-options';
import type { StageMetricOptions } from './stage-metric-options';
import type { ClientErrorRateAlarmOptions, LatencyAlarmOptions, RouteAlarmsOptions, ServerErrorRateAlarmOptions, StandardAlarmsOptions } from './standard-alarms-options';
import type { WebSocketAlarmsOptions, WebSocketErrorRateAlarmOptions, WebSocketVolumeAlarmOptions } from './web-socket-alarms-options';
import type { WebSocketApiAlarmsOptions } from './web-socket-api-alarms';
import type { WebSocketApiDashboardOptions } from './web-socket-api-dashboard';
import type { Members } from '../private/check-members';

const ANY: Members<AlarmOptions> = { alarmId: true, severity: true, runbookUrl: true, period: true, datapointsToAlarm: true };
const ROUTE: Members<RouteAlarmOptions> = { ...ANY, route: true };
const PERIODS = { threshold: true, evaluationPeriods: true } as const;
const SHARE = { ...PERIODS, minimumRequests: true } as const;

const LATENCY: Members<LatencyAlarmOptions> = { ...ROUTE, ...SHARE, percentile: true };
const TRAFFIC: Members<TrafficAlarmOptions> = { ...ANY, ...PERIODS, deviations: true, treatMissingData: true };
// a route gets a sentence of its own, which says why there is none
const LOG_RATE: Members<AccessLogRateAlarmOptions> = { ...ROUTE, ...SHARE };
const CANARY_RATE: Members<CanaryServerErrorRateAlarmOptions> = LOG_RATE;
const CANARY_LATENCY: Members<CanaryLatencyAlarmOptions> = LATENCY;
type AnyRateOptions = ServerErrorRateAlarmOptions & ClientErrorRateAlarmOptions & WebSocketErrorRateAlarmOptions & CacheHitRateAlarmOptions;

const RATE: Members<AnyRateOptions> = { ...ROUTE, ...SHARE };
const OVERHEAD: Members<GatewayOverheadAlarmOptions> = { ...ROUTE, ...SHARE };
const VOLUME: Members<WebSocketVolumeAlarmOptions> = { ...ANY, ...PERIODS };

const FUNCTION_RATE: Members<FunctionRateAlarmOptions> = { ...ANY, ...SHARE };
const FUNCTION_DURATION: Members<FunctionDurationAlarmOptions> = { ...ANY, ...PERIODS, percentile: true };
const FUNCTION_CONCURRENCY: Members<FunctionConcurrencyAlarmOptions> = { ...ANY, ...PERIODS, limit: true };
const FUNCTION_SPILLOVER: Members<FunctionSpilloverAlarmOptions> = { ...ANY, ...PERIODS };
const FUNCTION_SET = {
  errors: FUNCTION_RATE,
  throttles: FUNCTION_RATE,
  duration: FUNCTION_DURATION,
  concurrency: FUNCTION_CONCURRENCY,
  provisionedSpillover: FUNCTION_SPILLOVER,
} satisfies Members<FunctionAlarmSetOptions>;

/** Of the options of a mute window. */
export const MUTE_WINDOW: Members<MuteWindowOptions> = { cron: true, at: true, duration: true, timeZone: true, description: true };

const GROUP: Members<AlarmGroupOptions> = { composite: true, actionsEnabled: true, runbookUrl: true, dashboardUrl: true, muteWindows: MUTE_WINDOW };
const ALERTS: Members<AlertOptions> = { alertTopic: true, lowSeverityTopic: true, alertEmails: true };
const LOG: Members<AccessLogSource> = { logGroup: true, format: true };
const STAGE: Members<StageAlarmsOptions> = { ...GROUP, ...ALERTS, accessLog: LOG };
const ROUTES: Members<RouteAlarmsOptions> = {
  routes: true, serverErrorRate: RATE, clientErrorRate: RATE, latency: LATENCY, integrationLatency: LATENCY,
};

/** Of what is promised. */
export const OBJECTIVES: Members<ServiceLevelObjectivesOptions> = {
  availability: true, latency: { percentile: true, under: true }, minimumFailures: true, route: true, runbookUrl: true,
};

const STANDARD: Members<StandardAlarmsOptions> = {
  ...GROUP,
  serverErrorRate: RATE,
  furtherServerErrorRates: RATE,
  latency: LATENCY,
  furtherLatencies: LATENCY,
  clientErrorRate: RATE,
  integrationLatency: LATENCY,
  gatewayOverhead: OVERHEAD,
  trafficDrop: TRAFFIC,
  trafficSurge: TRAFFIC,
  throttledRate: LOG_RATE,
  routeAlarms: ROUTES,
};
const WEB_SOCKET: Members<WebSocketAlarmsOptions> = {
  ...GROUP,
  connects: VOLUME,
  messages: VOLUME,
  clientErrorRate: RATE,
  integrationErrorRate: RATE,
  executionErrorRate: RATE,
  integrationLatency: LATENCY,
  throttledRate: LOG_RATE,
  authorizerErrorRate: LOG_RATE,
};

/** Of all alarms of a stage or of a function. */
export const ALARMS = {
  rest: { ...STANDARD, ...STAGE, slo: OBJECTIVES, apiName: true } satisfies Members<RestApiAlarmsOptions>,
  http: { ...STANDARD, ...STAGE, slo: OBJECTIVES } satisfies Members<HttpApiAlarmsOptions>,
  webSocket: { ...WEB_SOCKET, ...STAGE } satisfies Members<WebSocketApiAlarmsOptions>,
  function: { ...FUNCTION_SET, ...GROUP, ...ALERTS } satisfies Members<FunctionAlarmsOptions>,
};

/** Of the options of single alarms, by what errors call them. */
export const ALARM: Record<string, Members<any>> = {
  serverErrorRate: RATE,
  clientErrorRate: RATE,
  latency: LATENCY,
  integrationLatency: LATENCY,
  gatewayOverhead: OVERHEAD,
  trafficDrop: TRAFFIC,
  trafficSurge: TRAFFIC,
  throttledRate: LOG_RATE,
  integrationTimeoutRate: LOG_RATE,
  authorizerErrorRate: LOG_RATE,
  canaryServerErrorRate: CANARY_RATE,
  canaryLatency: CANARY_LATENCY,
  cacheHitRate: RATE,
  connects: VOLUME,
  messages: VOLUME,
  integrationErrorRate: RATE,
  executionErrorRate: RATE,
  routeAlarms: ROUTES,
  ...FUNCTION_SET,
};

/** Of the alarm on a quota. */
export const QUOTA_USAGE: Members<QuotaUsageAlarmOptions> = { apiKey: true, quota: true, threshold: true, severity: true, runbookUrl: true };

/** Of alarms on a function behind an API. */
export const ADD_FUNCTION: Members<AddFunctionOptions> = { ...FUNCTION_SET, handler: true };

/** Of a metric of a stage. */
export const STAGE_METRIC: Members<StageMetricOptions> = { route: true, statistic: true, period: true };

const DASHBOARD: Members<StageDashboardOptions> = {
  dashboardName: true, defaultInterval: true, functions: true, compareWith: true, logQueries: true, accessLog: LOG,
};
const REQUEST_DASHBOARD: Members<RequestDashboardOptions> = { ...DASHBOARD, routes: true };

/** Of the dashboard of a stage. */
export const DASHBOARDS = {
  rest: { ...REQUEST_DASHBOARD, alarms: true, apiName: true, canary: true } satisfies Members<RestApiDashboardOptions>,
  http: { ...REQUEST_DASHBOARD, alarms: true } satisfies Members<HttpApiDashboardOptions>,
  webSocket: { ...DASHBOARD, alarms: true } satisfies Members<WebSocketApiDashboardOptions>,
};
