import { ThrottleSettings } from 'aws-cdk-lib/aws-apigateway';
import { EffectiveThrottle, ThrottleLevel } from './effective-throttle';

/** Limits of one level; what is left out is not limited there. */
export interface Limits extends ThrottleSettings {
  readonly level: ThrottleLevel;
}

/**
 * The smallest of the limits that hold. A request has to pass the client's, the stage's and the account's; of each of the first
 * two, what is said of the route stands for what is said of all routes.
 *
 * @param scopes for each of them, the limits from the general to the special
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
 */
export function smallestLimits(scopes: Limits[][]): EffectiveThrottle {
  const rate = smallest(scopes, 'rateLimit');
  const burst = smallest(scopes, 'burstLimit');
  return {
    rateLimit: rate.limit,
    rateLevel: rate.level,
    burstLimit: burst.limit,
    burstLevel: burst.level,
    explanation: `${rate.limit} requests per second${rate.why}; ${burst.limit} at once${burst.why}`,
  };
}

function smallest(scopes: Limits[][], member: 'rateLimit' | 'burstLimit') {
  const holding = scopes.flatMap((limits) => {
    const special = [...limits].reverse().find((candidate) => candidate[member] !== undefined);
    return special ? [{ limit: special[member]!, level: special.level }] : [];
  }).sort((one, other) => one.limit - other.limit);
  const [first, ...others] = holding;
  const rest = others.map(({ limit, level }) => `${limit} by ${NAMES[level]}`);
  return { ...first, why: ` by ${NAMES[first.level]}${rest.length > 0 ? `, of ${rest.join(' and ')}` : ''}` };
}

const NAMES: Record<ThrottleLevel, string> = {
  ACCOUNT: 'the account',
  STAGE: 'the stage',
  ROUTE: 'the route',
  USAGE_PLAN: 'the usage plan',
  USAGE_PLAN_ROUTE: 'the usage plan for the route',
};
