import { CfnStage as CfnRestStage, IStage, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage as CfnV2Stage, IApi, IStage as IV2Stage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { AnyStage } from '../private/api-type';
import { settingsOf } from '../private/method-settings';
import { routeSettingsOf } from '../private/route-settings';
import { routesOf } from '../private/routes-of';

/** What is known of a stage at synthesis; of an imported one nothing is. */
export interface StageFacts {
  readonly l1?: AnyStage;
  /** The keys of the routes that are defined so far. */
  routeKeys(): ReadonlySet<string> | undefined;
  /** Whether metrics are written for a route. */
  hasMetrics(route: string): boolean | undefined;
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
    hasMetrics: (route) => {
      if (!l1) return undefined;
      const [, httpMethod, path] = /^(\S+) (.*)$/.exec(route)!;
      const [all, own] = settingsOf(l1, path, httpMethod);
      return isOn(own.metricsEnabled ?? all.metricsEnabled);
    },
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
    hasMetrics: (route) => {
      if (!l1) return undefined;
      const [all, own] = routeSettingsOf(l1, route);
      return isOn(own.detailedMetricsEnabled ?? all.detailedMetricsEnabled);
    },
  };
}

function isOn(setting: unknown): boolean | undefined {
  return Token.isUnresolved(setting) ? undefined : setting === true;
}
