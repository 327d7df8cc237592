import { CfnMethod, CfnStage as CfnRestStage, IStage, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage as CfnV2Stage, IApi, IStage as IV2Stage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { AnyStage } from '../private/api-type';
import { show } from '../private/errors';
import { settingsByKey } from '../private/method-settings';
import { routeSettingsByKey } from '../private/route-settings';
import { routesOf } from '../private/routes-of';

/** What is known of a stage at synthesis; of an imported one nothing is. */
export interface StageFacts {
  readonly l1?: AnyStage;
  /** The keys of the routes that are defined so far. */
  routeKeys(): ReadonlySet<string> | undefined;
  /** Whether metrics are written, by the keys of routes, and by "*" for routes that have no settings of their own. */
  metrics(): ReadonlyMap<string, boolean | undefined> | undefined;
  /** Whether a route asks for an API key. */
  asksForKeys(): boolean;
}

/** What is known of a stage of a REST API. */
export function factsOfRestStage(stage: IStage): StageFacts {
  const child = stage.node.defaultChild;
  const l1 = CfnRestStage.isCfnStage(child) ? child : undefined;
  return {
    l1,
    routeKeys: () => {
      const methods = (stage.restApi as RestApi).methods as RestApi['methods'] | undefined;
      return methods && new Set(methods.map(({ httpMethod, resource }) => `${httpMethod} ${resource.path}`));
    },
    asksForKeys: () => ((stage.restApi as RestApi).methods as RestApi['methods'] | undefined)?.some(({ node }) => (node.defaultChild as CfnMethod).apiKeyRequired === true) ?? false,
    metrics: () => l1 && metricsOf(settingsByKey(l1).map(([key, { metricsEnabled }]) => [key, metricsEnabled])),
  };
}

/** What is known of a stage of a HTTP or WebSocket API. */
export function factsOfV2Stage(stage: IV2Stage & { readonly api: IApi }): StageFacts {
  const child = stage.node.defaultChild;
  const l1 = CfnV2Stage.isCfnStage(child) ? child : undefined;
  return {
    l1,
    routeKeys: () => {
      const api = stage.api.node.defaultChild;
      if (!CfnApi.isCfnApi(api) || api.body !== undefined || api.bodyS3Location !== undefined) return undefined;
      return new Set(routesOf(api).map(({ routeKey }) => routeKey));
    },
    asksForKeys: () => {
      const api = stage.api.node.defaultChild;
      return CfnApi.isCfnApi(api) && routesOf(api).some(({ apiKeyRequired }) => apiKeyRequired === true);
    },
    metrics: () => l1 && metricsOf(routeSettingsByKey(l1).map(([key, { detailedMetricsEnabled }]) => [key, detailedMetricsEnabled])),
  };
}

/** Of a route whose settings do not say it, it is not known: AWS does not say what is then. Of a stage that does not say it, they are off. */
function metricsOf(settings: Array<[key: string, on: unknown]>): ReadonlyMap<string, boolean | undefined> {
  const known = settings.map(([key, on]) => [key, Token.isUnresolved(on) || (on === undefined && key !== '*') ? undefined : on === true] as const);
  return new Map([['*', false], ...known]);
}

/**
 * Routes that are none, or that API Gateway writes no metrics for: what watches one would never see anything.
 *
 * @param what watches them
 */
export function problemsOfRoutes(routes: string[], facts: StageFacts, what: string): string[] {
  if (routes.length === 0) return [];
  const [known, metrics] = [facts.routeKeys(), facts.metrics()];
  return routes.flatMap((route) => {
    if (known && !known.has(route)) return [`'route' of ${what} must be the key of a route of the API, got ${show(route)}: write one of ${[...known].slice(0, 20).map(show).join(', ')}`];
    if (metrics && (metrics.has(route) ? metrics.get(route) : metrics.get('*')) === false) return [`${what} on the route ${show(route)} needs its metrics, which are off: set 'detailedMetrics: true' for the route or the stage`];
    return [];
  });
}
