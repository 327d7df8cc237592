import { CfnMethod, CfnResource as CfnRestResource, CfnRestApi, CfnStage as CfnRestStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnRoute, CfnStage as CfnV2Stage } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnAlarm, CfnCompositeAlarm, CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { CfnResource } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { lineBytes } from './line-size';
import { US_EAST_1 } from './prices/us-east-1';
import { accessLogSettingOf, logGroupNameOf } from '../private/access-log-of-stage';
import { AnyStage, ApiType, apiTypeOf, isRestStage, isStage } from '../private/api-type';
import { settingsByKey, writesExecutionLogs } from '../private/method-settings';
import { routeSettingsByKey } from '../private/route-settings';
import { isSharedPreflight } from '../private/shared-preflight';

/** What is billed of an API, whatever it is asked. */
export interface BilledParts {
  /** The types of the APIs that are there. */
  readonly types: ApiType[];
  /** The sizes of the caches of its stages, in GB. */
  readonly caches: string[];
  /** Metrics that alarms read. */
  readonly alarmMetrics: number;
  readonly compositeAlarms: number;
  readonly dashboards: number;
  /** Metrics of single routes, and those of metric filters. */
  readonly customMetrics: number;
  /** Whether there is an access log in CloudWatch Logs. */
  readonly isLogged: boolean;
  /** The bytes of a line of it; undefined if its format is not known. */
  readonly logLineBytes?: number;
  /** Whether X-Ray traces requests. */
  readonly traced: boolean;
  /** Whether the API is reached by interface endpoints only. */
  readonly isPrivate: boolean;
  /** What a HTTP API would not have. */
  readonly onlyRest: string[];
  /** What is there and not in the estimate. */
  readonly leftOut: string[];
}

/** The metrics of a route, by the type of its API; two more of one that is cached. */
const ROUTE_METRICS: Record<ApiType, number> = { REST: 5, HTTP: 6, WEBSOCKET: 5 };

/** What is billed of what is defined below a construct: a gateway, an L2 API, or a stack. */
export function billedParts(scope: IConstruct): BilledParts {
  const resources = scope.node.findAll().filter((construct) => CfnResource.isCfnResource(construct));
  const stages = resources.filter(isStage);
  const methods = resources.filter((resource) => CfnMethod.isCfnMethod(resource));
  const apis = resources.filter((resource) => CfnRestApi.isCfnRestApi(resource));
  const routes = methodsOf(methods, resources) + resources.filter((resource) => CfnRoute.isCfnRoute(resource)).length;
  const caches = stages.filter(isRestStage).flatMap(cacheOf);
  const isPrivate = apis.some(isPrivateApi);
  const logs = stages.map(logOf);
  return {
    types: [...new Set([...apis.map(() => 'REST' as const), ...stages.flatMap((stage) => apiTypeOf(stage) ?? [])])],
    caches,
    alarmMetrics: sum(resources.filter((resource) => CfnAlarm.isCfnAlarm(resource)).map(metricsOfAlarm)),
    compositeAlarms: resources.filter((resource) => CfnCompositeAlarm.isCfnCompositeAlarm(resource)).length,
    dashboards: resources.filter((resource) => CfnDashboard.isCfnDashboard(resource)).length,
    customMetrics: metricsOfFilters(resources) + sum(stages.map((stage) => metricsOfRoutes(stage, routes))),
    isLogged: logs.some(({ isLogged }) => isLogged),
    logLineBytes: logs.find(({ bytes }) => bytes !== undefined)?.bytes,
    traced: stages.some((stage) => isRestStage(stage) && stage.tracingEnabled === true),
    isPrivate,
    onlyRest: [
      ...caches.length > 0 ? ['a cache'] : [],
      ...isPrivate ? ['private endpoints'] : [],
      ...methods.some(({ apiKeyRequired }) => apiKeyRequired === true) ? ['API keys'] : [],
      ...methods.some(({ requestValidatorId }) => requestValidatorId !== undefined) ? ['request validation'] : [],
      ...stages.some((stage) => isRestStage(stage) && stage.tracingEnabled === true) ? ['X-Ray'] : [],
    ],
    leftOut: [...new Set([
      ...stages.filter(isRestStage).filter(hasCache).length > caches.length ? ['a cache, whose size is not known'] : [],
      ...logs.flatMap(({ leftOut }) => leftOut),
      ...stages.flatMap(executionLogOf),
    ])],
  };
}

/** How many methods a REST API has: a preflight that answers for all paths is one of each that has none of its own. */
function methodsOf(methods: CfnMethod[], resources: CfnResource[]): number {
  const own = methods.filter((method) => !isSharedPreflight(method));
  if (own.length === methods.length) return methods.length;
  const paths = 1 + resources.filter(({ cfnResourceType: type }) => type === CfnRestResource.CFN_RESOURCE_TYPE_NAME).length;
  return own.length + paths - own.filter(({ httpMethod }) => httpMethod === 'OPTIONS').length;
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function hasCache({ cacheClusterEnabled }: CfnRestStage): boolean {
  return cacheClusterEnabled === true;
}

function cacheOf(stage: CfnRestStage): string[] {
  const { cacheClusterSize = '0.5' } = stage;
  return hasCache(stage) && cacheClusterSize in US_EAST_1.prices.cacheHour ? [cacheClusterSize] : [];
}

function isPrivateApi(api: CfnRestApi): boolean {
  const { types } = (api.stack.resolve(api.endpointConfiguration) ?? {}) as { types?: unknown };
  return Array.isArray(types) && types.includes('PRIVATE');
}

/** CloudWatch bills the metrics that an alarm reads; a band of anomalies counts for its two borders. */
function metricsOfAlarm(alarm: CfnAlarm): number {
  const metrics = alarm.stack.resolve(alarm.metrics) as CfnAlarm.MetricDataQueryProperty[] | undefined;
  if (!Array.isArray(metrics)) return 1;
  return sum(metrics.map(({ metricStat, expression = '' }) => (metricStat ? 1 : expression.includes('ANOMALY_DETECTION_BAND') ? 2 : 0)));
}

/** Several filters may write one metric. */
function metricsOfFilters(resources: CfnResource[]): number {
  const filters = resources.filter((resource) => CfnMetricFilter.isCfnMetricFilter(resource));
  const names = filters.flatMap((filter) => {
    const transformations = filter.stack.resolve(filter.metricTransformations) as CfnMetricFilter.MetricTransformationProperty[];
    return transformations.map(({ metricNamespace, metricName }) => JSON.stringify([metricNamespace, metricName]));
  });
  return new Set(names).size;
}

/** Metrics of routes, if they are written: of all routes, or of those that have settings of their own. */
function metricsOfRoutes(stage: AnyStage, routes: number): number {
  const settings: Array<[key: string, on: unknown, isCached?: unknown]> = isRestStage(stage)
    ? settingsByKey(stage).map(([key, { metricsEnabled, cachingEnabled }]) => [key, metricsEnabled, stage.stack.resolve(cachingEnabled)])
    : routeSettingsByKey(stage).map(([key, { detailedMetricsEnabled }]) => [key, detailedMetricsEnabled]);
  const [forAll, own] = [settings.find(([key]) => key === '*'), settings.filter(([key]) => key !== '*')];
  const each = ROUTE_METRICS[apiTypeOf(stage) ?? 'HTTP'];
  const metrics = (isCached: unknown) => each + (isCached === true ? 2 : 0);
  const others = forAll?.[1] === true ? Math.max(0, routes - own.length) * metrics(forAll[2]) : 0;
  return others + sum(own.filter(([, on]) => on === true).map(([, , isCached]) => metrics(isCached)));
}

/** Where a stage writes its access log to, and how much of a request. */
function logOf(stage: AnyStage): { readonly isLogged: boolean; readonly bytes?: number; readonly leftOut: string[] } {
  const { destinationArn, format } = accessLogSettingOf(stage);
  if (destinationArn === undefined || format === undefined) return { isLogged: false, leftOut: [] };
  if (logGroupNameOf(destinationArn, stage) === undefined) return { isLogged: false, leftOut: ['the access log, which does not go to CloudWatch Logs'] };
  return { isLogged: true, bytes: lineBytes(format), leftOut: [] };
}

/** A line for each request would be a guess: how much it says depends on the request. */
function executionLogOf(stage: AnyStage): string[] {
  const isInfo = isRestStage(stage)
    ? writesExecutionLogs(stage) && settingsByKey(stage).some(([, { loggingLevel }]) => loggingLevel === 'INFO')
    : routeSettingsByKey(stage as CfnV2Stage).some(([, { loggingLevel }]) => loggingLevel === 'INFO');
  return isInfo ? ['the execution log, which says several lines of each request at INFO'] : [];
}
