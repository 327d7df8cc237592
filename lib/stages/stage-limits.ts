import { ThrottleLevel } from './effective-throttle';
import { Limits } from './smallest-limits';
import { AnyStage, isRestStage } from '../private/api-type';
import { settingsByKey, settingsOf } from '../private/method-settings';
import { routeSettingsByKey, routeSettingsOf } from '../private/route-settings';

/** What a stage limits a route to: what it says of all routes, and where it differs, what it says of the route. */
export function stageLimits(stage: AnyStage, routeKey: string): Limits[] {
  const [method, path] = routeKey.split(' ');
  const [all, own] = isRestStage(stage) ? settingsOf(stage, path, method) : routeSettingsOf(stage, routeKey);
  const ofStage = limitsOf(ThrottleLevel.STAGE, all);
  const ofRoute = limitsOf(ThrottleLevel.ROUTE, own); // the settings of a route are complete: what equals the stage's is the stage's
  return [ofStage, {
    level: ofRoute.level,
    rateLimit: ofRoute.rateLimit === ofStage.rateLimit ? undefined : ofRoute.rateLimit,
    burstLimit: ofRoute.burstLimit === ofStage.burstLimit ? undefined : ofRoute.burstLimit,
  }];
}

/** Everything that a stage limits: all routes, by "*", and single ones, by their keys. Reads the stage once. */
export function allStageLimits(stage: AnyStage): Array<[key: string, limits: Limits]> {
  const all = isRestStage(stage) ? settingsByKey(stage) : routeSettingsByKey(stage);
  return all.map(([key, settings]) => [key, limitsOf(key === '*' ? ThrottleLevel.STAGE : ThrottleLevel.ROUTE, settings)]);
}

function limitsOf(level: ThrottleLevel, settings: { throttlingRateLimit?: number; throttlingBurstLimit?: number }): Limits {
  return { level, rateLimit: settings.throttlingRateLimit, burstLimit: settings.throttlingBurstLimit };
}
