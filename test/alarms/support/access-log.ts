/**
 * What metric filters of a template count in the access log of its only stage: lines in the format of the stage, one of each kind, which `filter-pattern.ts`
 * compares with the patterns of the filters.
 */
import { matches, selected } from './filter-pattern';
import { MetricEvent } from './metric-store';
import { Minute, Samples } from './scenarios';
import { CfnTemplate, Properties, resolveText, resourcesOf } from './template-values';

/** A line as API Gateway writes it: what it has no value for is "-". */
export function lineOf(format: string, values: Record<string, string>): string {
  return format.replace(/\$context\.([A-Za-z0-9_.]+)/g, (_, path: string) => values[path] ?? '-');
}

/** A kind of line: what it says, and how many of them a minute has. */
interface Kind {
  readonly values: Record<string, string>;
  readonly count: (minute: Minute) => number;
  /** Its values of responseLatency. */
  readonly latency?: (minute: Minute) => Samples;
}

const INTEGRATION_ANSWERS = { 'authorizer.status': '200', 'integration.status': '200' };

function kindsOf(apiKeyId: string): Kind[] {
  const failures: Kind[] = [
    { values: { 'status': '429', 'error.responseType': 'THROTTLED' }, count: ({ throttled }) => throttled },
    { values: { 'status': '403', 'error.responseType': 'ACCESS_DENIED', 'authorizer.status': '200' }, count: ({ clientErrors }) => clientErrors },
    { values: { ...INTEGRATION_ANSWERS, 'status': '502', 'integration.status': '502' }, count: ({ serverErrors, functionErrors, canary }) => serverErrors + functionErrors - canary.serverErrors },
    { values: { 'status': '500', 'error.responseType': 'INTEGRATION_FAILURE' }, count: ({ executionErrors, functionThrottles }) => executionErrors + functionThrottles },
    { values: { 'status': '504', 'error.responseType': 'INTEGRATION_TIMEOUT' }, count: ({ timeouts }) => timeouts },
    { values: { 'status': '500', 'error.responseType': 'AUTHORIZER_FAILURE', 'authorizer.status': '500' }, count: ({ authorizerErrors }) => authorizerErrors },
  ];
  const partner: Kind = { values: { ...INTEGRATION_ANSWERS, 'status': '200', 'identity.apiKeyId': apiKeyId }, count: ({ ofPartner }) => ofPartner };
  const others: Kind = {
    values: { ...INTEGRATION_ANSWERS, status: '200' },
    count: (minute) => minute.requests - minute.canary.requests - [...failures, partner].reduce((total, { count }) => total + count(minute), 0),
  };
  return [...failures, partner, others];
}

/**
 * Lines of a canary, which are in a log group of their own: https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html. The
 * first has the latencies of all: which of them failed is not told.
 */
const OF_CANARY: Kind[] = [
  { values: { ...INTEGRATION_ANSWERS, status: '200', isCanaryRequest: 'true' }, count: ({ canary }) => canary.requests - canary.serverErrors, latency: ({ canary }) => canary.latency },
  { values: { ...INTEGRATION_ANSWERS, 'status': '502', 'integration.status': '502', 'isCanaryRequest': 'true' }, count: ({ canary }) => canary.serverErrors, latency: () => [] },
];

/** The metrics that the filters of a template make of a minute. */
export function accessLogMetrics(template: CfnTemplate): (time: number, minute: Minute) => MetricEvent[] {
  const filters = resourcesOf(template, 'AWS::Logs::MetricFilter').map(([, filter]) => filter);
  if (filters.length === 0) return () => [];
  const format = formatOf(template);
  const [apiKey] = resourcesOf(template, 'AWS::ApiGateway::ApiKey').map(([id]) => id);
  const linesOf = (kinds: Kind[]) => kinds.map(({ values, ...kind }): Line => ({ ...kind, line: lineOf(format, { responseLatency: '1', ...values }) }));
  const ofStage = linesOf(kindsOf(apiKey === undefined ? '-' : `\${${apiKey}}`));
  const ofCanary = linesOf(OF_CANARY);
  const canaryLogs = resourcesOf(template, 'AWS::Logs::LogGroup').filter(([, { LogGroupName = '' }]) => resolveText(LogGroupName).endsWith('/Canary')).map(([id]) => `\${${id}}`);
  const counted: Counted[] = filters.flatMap(({ FilterPattern: pattern, LogGroupName: logGroup, MetricTransformations: transformations }) => {
    const lines = canaryLogs.includes(resolveText(logGroup)) ? ofCanary : ofStage;
    const found = lines.filter(({ line }) => matches(pattern, line));
    return transformations.flatMap((transformation: Properties) => metricsOf(transformation, found));
  });
  return (time, minute) => counted.flatMap(({ kinds, ofNone, ...metric }): MetricEvent[] => {
    const samples = new Map<number, number>();
    for (const [value, count] of kinds.flatMap((kind) => kind(minute))) if (count > 0) samples.set(value, (samples.get(value) ?? 0) + count);
    if (samples.size > 0) return [...samples].map(([value, count]) => ({ ...metric, time, value, count }));
    return ofNone ? [{ ...metric, time, value: 0 }] : [];
  });
}

type Line = Omit<Kind, 'values'> & { readonly line: string };

interface Counted extends Pick<MetricEvent, 'namespace' | 'name' | 'dimensions'> {
  readonly kinds: Array<(minute: Minute) => Samples>;
  /** Whether a minute of which it counts no line has a sample of 0. */
  readonly ofNone: boolean;
}

/** One metric for each set of values of its dimensions. */
function metricsOf(transformation: Properties, lines: Line[]): Counted[] {
  const { MetricNamespace: namespace, MetricName: name, MetricValue: value, DefaultValue: ofNone, Dimensions: keys = [], ...more } = transformation;
  const isLatency = value === '$.responseLatency';
  if ((value !== '1' && !isLatency) || (ofNone !== undefined && ofNone !== 0) || Object.keys(more).length > 0) throw new Error(`unknown transformation ${JSON.stringify(transformation)}`);
  const metrics = new Map<string, Counted>();
  const metricOf = (dimensions: Record<string, string>) => {
    const key = JSON.stringify(dimensions);
    const metric = metrics.get(key) ?? { namespace: resolveText(namespace), name: resolveText(name), dimensions, ofNone: ofNone === 0, kinds: [] };
    metrics.set(key, metric);
    return metric;
  };
  if (keys.length === 0) metricOf({});
  for (const { line, count, latency } of lines) {
    if (isLatency && (latency === undefined || Number(selected(value, line)) !== 1)) throw new Error(`no latency in ${line}`);
    const { kinds } = metricOf(Object.fromEntries(keys.map(({ Key, Value }: Properties) => [Key, String(selected(Value, line))])));
    kinds.push(isLatency ? latency! : (minute) => [[1, count(minute)]]);
  }
  return [...metrics.values()];
}

function formatOf(template: CfnTemplate): string {
  const [[, stage]] = ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage'].flatMap((type) => resourcesOf(template, type));
  return (stage.AccessLogSetting ?? stage.AccessLogSettings).Format;
}
