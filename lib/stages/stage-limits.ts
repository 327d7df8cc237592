import { ThrottleLevel } from './effective-throttle';
import { Limits } from './smallest-limits';
import { AnyStage, isRestStage } from '../private/api-type';
import { settingsOf } from '../private/method-settings';
import { routeSettingsOf } from '../private/route-settings';

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

function limitsOf(level: ThrottleLevel, settings: { throttlingRateLimit?: number; throttlingBurstLimit?: number }): Limits {
  return { level, rateLimit: settings.throttlingRateLimit, burstLimit: settings.throttlingBurstLimit };
}
