import { CfnStage, StageOptions } from 'aws-cdk-lib/aws-apigateway';
import { Lazy } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { checkStageKinds } from './check-kinds';
import { RestGatewayProps } from './rest-gateway-props';
import { RestGatewayStageOptions, RestRouteSettings } from './rest-gateway-stage-options';
import { LOGGED_ROUTE_SETTING_NAMES } from '../common/check-route-settings';
import { checkFurtherStageName } from '../common/further-stage-name';
import { mergeOptions } from '../common/merge-options';
import { checkDataTrace } from '../logs/check-data-trace';
import { checkCacheSettings } from '../private/cache-settings';
import { defined } from '../private/defined';
import { show } from '../private/errors';
import { setForMethod, settingsOf } from '../private/method-settings';
import { checkStageName } from '../private/rules';

/** What a stage may say of a route. */
export const SETTING_NAMES = { ...LOGGED_ROUTE_SETTING_NAMES, cache: ['enabled', 'ttl', 'encrypted'] };

/** What `deployOptions` say of the stage, for all methods in either place. */
export function givenOptions(props: RestGatewayProps): StageOptions {
  return { ...props.restApiProps?.deployOptions, ...props.restApiProps?.deployOptions?.methodOptions?.['/*/*'] };
}

/** The options of a stage that further stages inherit, from either place. Settings of single methods in `deployOptions` are the first stage's own. */
export function stageOptionsOf(props: RestGatewayProps): RestGatewayStageOptions {
  const given = givenOptions(props);
  return {
    throttle: defined({ rateLimit: given.throttlingRateLimit, burstLimit: given.throttlingBurstLimit, ...props.throttle }),
    accessLogs: props.accessLogs,
    variables: props.variables ?? given.variables,
    detailedMetrics: props.detailedMetrics ?? given.metricsEnabled,
    stageDescription: props.stageDescription ?? given.description,
    cache: props.cache,
    clientCertificate: props.clientCertificate,
    webAcl: props.webAcl,
    tracing: props.tracing ?? given.tracingEnabled,
    executionLogs: defined({ level: given.loggingLevel, dataTrace: given.dataTraceEnabled, ...props.executionLogs }),
    release: props.release,
    alarms: props.alarms,
    slo: props.slo,
    routes: props.routes,
  };
}

/** Checks the name and the options of a further stage. */
export function checkStageOptions(stageName: string, options: RestGatewayStageOptions, gateway: IConstruct): void {
  checkStageKinds(options, gateway);
  checkFurtherStageName(stageName, gateway);
  checkStageName(stageName, gateway);
}

/** A route is cached by keys, which it has itself: a stage cannot cache it without them. */
export function cacheProblem(override: RestRouteSettings, route?: RestRouteSettings): string | undefined {
  return override.cache && !route?.cache ? "which has no cache keys: set 'cache' of the route, too" : undefined;
}

/** Sets settings of a route in a stage; the later of them hold, member by member. */
export function setMethod(stage: CfnStage, routeKey: string, said: RestRouteSettings[]): void {
  const [httpMethod, path] = routeKey.split(' ');
  for (const { cache } of said) {
    if (cache) checkCacheSettings(`routes[${show(routeKey)}].cache`, cache, stage);
  }
  const merged = said.reduce((all, more) => mergeOptions(all, more), {});
  const { throttle, cache, detailedMetrics, loggingLevel, dataTrace } = merged;
  checkDataTrace(merged, loggingLevel ?? settingsOf(stage, path, httpMethod)[0].loggingLevel, `routes[${show(routeKey)}].`, stage);
  setForMethod(stage, path, httpMethod, {
    throttlingRateLimit: throttle?.rateLimit,
    throttlingBurstLimit: throttle?.burstLimit,
    metricsEnabled: detailedMetrics,
    loggingLevel,
    dataTraceEnabled: dataTrace,
    ...(cache && {
      cachingEnabled: Lazy.any({ produce: () => stage.cacheClusterEnabled === true && cache.enabled !== false }), // a mixin may still change the cluster
      cacheTtlInSeconds: cache.ttl?.toSeconds(),
      cacheDataEncrypted: cache.encrypted,
    }),
  });
}
