import { Json, structuresOf, TemplateResource } from './assembly';
import { DescribedPlan, DescribedStage, RouteSettings, Throttle } from './described-api';
import { References } from './references';
import { canonical } from '../../lib/openapi/compare-source';

/** A stage of a REST API. */
export function restStage(stage: TemplateResource, properties: Json, others: { release?: string; webAcl?: string }): DescribedStage {
  const settings = structuresOf(properties.MethodSettings);
  return {
    name: String(properties.StageName ?? stage.logicalId),
    settings: new Map(settings.map((entry) => [settingsKey(entry), restSettings(entry)])),
    cacheCluster: String(properties.CacheClusterEnabled) === 'true' ? `${properties.CacheClusterSize ?? '0.5'} GB` : undefined,
    variables: properties.Variables ?? {},
    accessLog: textOf(properties.AccessLogSetting?.DestinationArn),
    accessLogFormat: textOf(properties.AccessLogSetting?.Format),
    tracing: String(properties.TracingEnabled) === 'true',
    clientCertificate: textOf(properties.ClientCertificateId),
    webAcl: others.webAcl,
    release: [properties.CanarySetting && canonical({ ...properties.CanarySetting, DeploymentId: undefined }), others.release].filter(Boolean).join(' ') || undefined,
  };
}

/** A stage of a HTTP or a WebSocket API. */
export function v2Stage(stage: TemplateResource, properties: Json, webAcl?: string): DescribedStage {
  const { DefaultRouteSettings: all, RouteSettings: single = {} } = properties;
  return {
    name: String(properties.StageName ?? stage.logicalId),
    settings: new Map([...(all ? [['*', v2Settings(all)] as const] : []), ...Object.entries(single).map(([key, entry]) => [key, v2Settings(entry)] as const)]),
    variables: properties.StageVariables ?? {},
    accessLog: textOf(properties.AccessLogSettings?.DestinationArn),
    accessLogFormat: textOf(properties.AccessLogSettings?.Format),
    tracing: false,
    clientCertificate: textOf(properties.ClientCertificateId),
    webAcl,
    release: String(properties.AutoDeploy) === 'true' ? undefined : 'deployments by hand',
  };
}

/** A usage plan, with what it says of one API. */
export function planOf(plan: TemplateResource, api: TemplateResource, references: References): DescribedPlan {
  const { UsagePlanName: name, ApiStages: all, Throttle: throttle, Quota: quota } = plan.properties;
  const mine = structuresOf(all).filter(({ ApiId: id }) => references.target(id, plan.template)?.resource === api);
  const text = (value: Json) => references.text(value, plan.template, api.template);
  return {
    name: text(name) ?? titleOf(plan),
    throttle: throttleOf(throttle),
    quota: quota ? `${quota.Limit} a ${String(quota.Period).toLowerCase()}` : '',
    stages: mine.map(({ Stage: stage, Throttle: routes }) => `${text(stage)}${routes ? ` with ${canonical(text(routes))}` : ''}`).sort().join(', '),
  };
}

/** How a construct is called in a report: its path in the stack, without what the CDK adds to it. */
export function titleOf({ path, logicalId, template: { stack } }: TemplateResource): string {
  if (path === undefined) return logicalId;
  const below = path.startsWith(`${stack}/`) ? path.slice(stack.length + 1) : path.slice(path.indexOf('/') + 1);
  return below.split('/').filter((part) => !['Default', 'Resource'].includes(part)).join('/') || logicalId;
}

function settingsKey({ HttpMethod: method = '*', ResourcePath: path = '/*' }: Json): string {
  if (method === '*' && path === '/*') return '*';
  const read = path === '/' ? '/' : String(path).replace(/^\/(?=~1|\/)/, '').replaceAll('~1', '/');
  return `${method} ${read.startsWith('/') ? read : `/${read}`}`;
}

function restSettings(entry: Json): RouteSettings {
  const { CachingEnabled: caching, CacheTtlInSeconds: ttl = 300, CacheDataEncrypted: encrypted } = entry;
  const { LoggingLevel: level = 'OFF', DataTraceEnabled: trace, MetricsEnabled: metrics } = entry;
  return {
    throttle: { rate: entry.ThrottlingRateLimit, burst: entry.ThrottlingBurstLimit },
    cache: String(caching) === 'true' ? `${ttl} s${String(encrypted) === 'true' ? ', encrypted' : ''}` : '',
    logging: loggingOf(level, trace, metrics),
  };
}

function v2Settings(entry: Json): RouteSettings {
  const { LoggingLevel: level = 'OFF', DataTraceEnabled: trace, DetailedMetricsEnabled: metrics } = entry;
  return { throttle: { rate: entry.ThrottlingRateLimit, burst: entry.ThrottlingBurstLimit }, cache: '', logging: loggingOf(level, trace, metrics) };
}

function loggingOf(level: string, trace: unknown, metrics: unknown): string {
  return [`execution log ${level}`, String(trace) === 'true' && 'with whole requests', String(metrics) === 'true' && 'metrics a route'].filter(Boolean).join(', ');
}

function throttleOf(throttle: Json = {}): Throttle {
  return { rate: throttle.RateLimit, burst: throttle.BurstLimit };
}

function textOf(value: Json): string | undefined {
  return value === undefined ? undefined : typeof value === 'string' ? value : canonical(value);
}
