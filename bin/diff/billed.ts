import { Json, structuresOf, TemplateResource } from './assembly';
import { ApiKind } from './described-api';
import { References } from './references';
import { BilledParts } from '../../lib/cost/billed-parts';
import { lineBytes } from '../../lib/cost/line-size';

const [ALARM, COMPOSITE, DASHBOARD, FILTER] = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm', 'AWS::CloudWatch::Dashboard', 'AWS::Logs::MetricFilter'];

/** What watches an API, beside alarms, and is found by where it is defined. */
export const WATCHING: ReadonlySet<string> = new Set([DASHBOARD, FILTER]);

/** The metrics of a route, by the kind of its API; two more of one that is cached. */
const ROUTE_METRICS: Record<ApiKind, number> = { REST: 5, HTTP: 6, WebSocket: 5 };

/** An API, and what is around it. */
interface Around {
  readonly kind: ApiKind;
  readonly isPrivate: boolean;
  readonly routes: number;
  /** What names the API as its own. */
  readonly members: TemplateResource[];
  /** Alarms, dashboards and metric filters of the API. */
  readonly own: TemplateResource[];
  readonly references: References;
}

/** What is billed of an API in a template, as `billedParts` of the library finds it in a construct tree. */
export function billedOf({ kind, isPrivate, routes, members, own, references }: Around): BilledParts {
  const stages = members.filter(({ type }) => type === 'AWS::ApiGateway::Stage' || type === 'AWS::ApiGatewayV2::Stage');
  const ofType = (wanted: string) => [...new Set(own)].filter(({ type }) => type === wanted);
  const formats = stages.flatMap((stage) => loggedFormat(stage, references) ?? []);
  return {
    types: [kind === 'WebSocket' ? 'WEBSOCKET' : kind],
    caches: stages.flatMap(({ properties: { CacheClusterEnabled: isOn, CacheClusterSize: size = '0.5' } }) => (isTrue(isOn) && typeof size === 'string' ? [size] : [])),
    alarmMetrics: sum(ofType(ALARM).map(metricsOfAlarm)),
    compositeAlarms: ofType(COMPOSITE).length,
    dashboards: ofType(DASHBOARD).length,
    customMetrics: metricsOfFilters(ofType(FILTER)) + sum(stages.map((stage) => metricsOfRoutes(stage, kind, routes))),
    isLogged: formats.length > 0,
    logLineBytes: formats.map(lineBytes).find((bytes) => bytes !== undefined),
    traced: stages.some(({ properties }) => isTrue(properties.TracingEnabled)),
    isPrivate,
    onlyRest: [],
    leftOut: [],
  };
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

function isTrue(value: Json): boolean {
  return String(value) === 'true';
}

/** The format of an access log in CloudWatch Logs. */
function loggedFormat({ properties, template }: TemplateResource, references: References): string | undefined {
  const { DestinationArn: arn, Format: format } = properties.AccessLogSetting ?? properties.AccessLogSettings ?? {};
  if (arn === undefined || format === undefined) return undefined;
  const isLogGroup = references.targets(arn, template).some(({ type }) => type === 'AWS::Logs::LogGroup') || /:log-group:/.test(JSON.stringify(arn));
  const text = references.text(format, template);
  return isLogGroup && typeof text === 'string' ? text : undefined;
}

/** CloudWatch bills the metrics that an alarm reads; a band of anomalies counts for its two borders. */
function metricsOfAlarm({ properties: { Metrics: metrics } }: TemplateResource): number {
  if (!Array.isArray(metrics)) return 1;
  return sum(structuresOf(metrics).map(({ MetricStat: stat, Expression: expression = '' }: Json) => (stat ? 1 : String(expression).includes('ANOMALY_DETECTION_BAND') ? 2 : 0)));
}

/** Several filters may write one metric. */
function metricsOfFilters(filters: TemplateResource[]): number {
  const all = filters.flatMap(({ properties }) => structuresOf(properties.MetricTransformations));
  return new Set(all.map(({ MetricNamespace, MetricName }) => JSON.stringify([MetricNamespace, MetricName]))).size;
}

/** Metrics of routes, if they are written: of all routes, or of those that have settings of their own. */
function metricsOfRoutes({ properties }: TemplateResource, kind: ApiKind, routes: number): number {
  const { MethodSettings, DefaultRouteSettings: forAllV2, RouteSettings: ofV2 = {} } = properties;
  const settings = structuresOf(MethodSettings).map(({ HttpMethod, ResourcePath, MetricsEnabled, CachingEnabled }) => ({
    isForAll: HttpMethod === '*' && ResourcePath === '/*', isOn: isTrue(MetricsEnabled), each: ROUTE_METRICS[kind] + (isTrue(CachingEnabled) ? 2 : 0),
  }));
  for (const [isForAll, entry] of [[true, forAllV2 ?? {}], ...Object.values(ofV2 ?? {}).map((each) => [false, each])] as Array<[boolean, Json]>) {
    settings.push({ isForAll, isOn: isTrue(entry?.DetailedMetricsEnabled), each: ROUTE_METRICS[kind] });
  }
  const own = settings.filter(({ isForAll }) => !isForAll);
  const forAll = settings.find(({ isForAll, isOn }) => isForAll && isOn);
  return (forAll ? Math.max(0, routes - own.length) * forAll.each : 0) + sum(own.filter(({ isOn }) => isOn).map(({ each }) => each));
}
