/**
 * The metrics that AWS publishes, by name and sets of dimensions: each set is a metric of its own, and an alarm on any other set, or on a
 * name of another type of API, never has data and says nothing.
 *
 * There are no usage metrics of API Gateway in `AWS/Usage`, as far as its documentation says: what counts against an account's quota has to
 * be added up from these.
 */
import { ApiType } from './scenarios';
import { CfnTemplate, Properties, resolveDimensions, resolveText, resourcesOf } from './template-values';

export interface PublishedMetrics {
  readonly source: string;
  readonly namespace: string;
  readonly names: readonly string[];
  /** The names of dimensions that go together, in alphabetical order. */
  readonly dimensionSets: ReadonlyArray<readonly string[]>;
}

export const PUBLISHED: Record<ApiType | 'Lambda', PublishedMetrics> = {
  REST: {
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html',
    namespace: 'AWS/ApiGateway',
    names: ['4XXError', '5XXError', 'CacheHitCount', 'CacheMissCount', 'Count', 'IntegrationLatency', 'Latency'],
    dimensionSets: [['ApiName'], ['ApiName', 'Stage'], ['ApiName', 'Method', 'Resource', 'Stage']],
  },
  HTTP: {
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html',
    namespace: 'AWS/ApiGateway',
    names: ['4xx', '5xx', 'Count', 'DataProcessed', 'IntegrationLatency', 'Latency'],
    dimensionSets: [['ApiId'], ['ApiId', 'Stage'], ['ApiId', 'Method', 'Resource', 'Stage']],
  },
  WebSocket: {
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html',
    namespace: 'AWS/ApiGateway',
    names: ['ClientError', 'ConnectCount', 'ExecutionError', 'IntegrationError', 'IntegrationLatency', 'MessageCount'],
    // The last one is "ApiId, Method, Resource, Stage", "with the specified API ID, stage ID, resource path, and route ID": which of the two dimensions has the
    // path and which the id of the route, the page does not say. Until some time after 2020 it was "ApiId, Stage, Route", "with … route ID"
    // (https://github.com/awsdocs/amazon-api-gateway-developer-guide/blob/13945642/doc_source/apigateway-websocket-api-logging.md).
    dimensionSets: [['ApiId'], ['ApiId', 'Stage'], ['ApiId', 'Method', 'Resource', 'Stage']],
  },
  Lambda: {
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html, monitoring-metrics-view.html',
    namespace: 'AWS/Lambda',
    names: [
      'AsyncEventAge', 'AsyncEventsDropped', 'AsyncEventsReceived', 'ClaimedAccountConcurrency', 'ConcurrentExecutions', 'DeadLetterErrors',
      'DestinationDeliveryFailures', 'Duration', 'Errors', 'Invocations', 'IteratorAge', 'OffsetLag', 'OversizedRecordCount',
      'PostRuntimeExtensionsDuration', 'ProvisionedConcurrencyInvocations', 'ProvisionedConcurrencySpilloverInvocations',
      'ProvisionedConcurrencyUtilization', 'ProvisionedConcurrentExecutions', 'RecursiveInvocationsDropped', 'Throttles', 'UnreservedConcurrentExecutions',
    ],
    // of an alias, Resource is `function:alias`
    dimensionSets: [[], ['FunctionName'], ['FunctionName', 'Resource'], ['ExecutedVersion', 'FunctionName', 'Resource']],
  },
};

/** Which API a template's dimension names, by the names of REST APIs and the references to the others. */
type Identify = (id: string, properties: Properties) => string;
const API_TYPES: Array<[type: string, dimension: string, identify: Identify, api: (properties: Properties) => ApiType]> = [
  ['AWS::ApiGateway::RestApi', 'ApiName', (_id, { Name }) => resolveText(Name), () => 'REST'],
  ['AWS::ApiGatewayV2::Api', 'ApiId', (id) => `\${${id}}`, ({ ProtocolType }) => (ProtocolType === 'WEBSOCKET' ? 'WebSocket' : 'HTTP')],
];

/**
 * What is wrong with the metrics that a template's alarms ask for: metrics that nobody publishes. A namespace that is not AWS's has to come from a
 * metric filter of the template with the same dimensions. `imported` says the types of APIs that the template only refers to, by
 * the value of their dimension.
 */
export function metricProblems(template: CfnTemplate, imported: Record<string, ApiType> = {}): string[] {
  const apis = new Map<string, ApiType>(Object.entries(imported).flatMap(([name, api]) => [[`ApiName=${name}`, api], [`ApiId=${name}`, api]] as const));
  for (const [type, dimension, identify, api] of API_TYPES) {
    for (const [id, properties] of resourcesOf(template, type)) apis.set(`${dimension}=${identify(id, properties)}`, api(properties));
  }
  const filtered = resourcesOf(template, 'AWS::Logs::MetricFilter').flatMap(([, { MetricTransformations: found }]) => found as Properties[]);
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([id, properties]) =>
    metricsOf(properties).map((metric) => problemOf(metric, apis, filtered)).filter((problem) => problem !== undefined).map((problem) => `${id}: ${problem}`));
}

function metricsOf(alarm: Properties): Properties[] {
  return alarm.Metrics ? alarm.Metrics.flatMap(({ MetricStat: stat }: Properties) => (stat ? [stat.Metric] : [])) : [alarm];
}

function problemOf(metric: Properties, apis: ReadonlyMap<string, ApiType>, filtered: readonly Properties[]): string | undefined {
  const [namespace, name] = [resolveText(metric.Namespace), resolveText(metric.MetricName)];
  const dimensions = resolveDimensions(metric.Dimensions);
  const set = Object.keys(dimensions).sort().join(', ');
  if (!namespace.startsWith('AWS/')) {
    const same = ({ MetricNamespace, MetricName, Dimensions = [] }: Properties) =>
      resolveText(MetricNamespace) === namespace && resolveText(MetricName) === name &&
      Dimensions.map(({ Key }: Properties) => Key).sort().join(', ') === set;
    return filtered.some(same) ? undefined : `${namespace} ${name} (${set}) is of no metric filter of the template`;
  }
  if (namespace === PUBLISHED.Lambda.namespace) return unpublished('Lambda', name, set);
  if (namespace !== PUBLISHED.REST.namespace) return `${namespace} is not a namespace that is known here`;
  // a dimension with the wrong key is asked about the API that it means
  const means = ['ApiName', 'ApiId'].filter((key) => key in dimensions).map((key) => dimensions[key]);
  const [api] = means.flatMap((value) => [apis.get(`ApiName=${value}`), apis.get(`ApiId=${value}`)]).filter((found) => found !== undefined);
  if (!api) return `${name} (${set}) is of no API of the template`;
  if ('Stage' in dimensions && dimensions.Stage.startsWith('${')) return `${name} (${set}) names its stage by a reference, which depends on the stage`;
  return unpublished(api, name, set) ?? (set.includes('Stage') ? undefined : `${name} (${set}) is of all stages of the ${api} API`);
}

function unpublished(kind: keyof typeof PUBLISHED, name: string, set: string): string | undefined {
  const { names, dimensionSets } = PUBLISHED[kind];
  if (!names.includes(name)) return `${kind} publishes no ${name}`;
  return dimensionSets.some((known) => known.join(', ') === set) ? undefined : `${kind} publishes no ${name} by (${set})`;
}
