/** Where a limit comes from. */
export enum ThrottleLevel {
  /** The quota of the account in the Region, which all its APIs share. */
  ACCOUNT = 'ACCOUNT',

  /** What the stage says of all routes. */
  STAGE = 'STAGE',

  /** What the route says, or the stage of the route. */
  ROUTE = 'ROUTE',

  /** What the usage plan says of all routes, for each of its API keys. */
  USAGE_PLAN = 'USAGE_PLAN',

  /** What the usage plan says of the route, for each of its API keys. */
  USAGE_PLAN_ROUTE = 'USAGE_PLAN_ROUTE',
}

/** The throttle that a route has in the end, and why. */
export interface EffectiveThrottle {
  /** Requests per second. */
  readonly rateLimit: number;

  /** Where `rateLimit` comes from. */
  readonly rateLevel: ThrottleLevel;

  /** Requests at once: the size of the token bucket. */
  readonly burstLimit: number;

  /** Where `burstLimit` comes from. */
  readonly burstLevel: ThrottleLevel;

  /** In words: which limit holds, and what the others are. */
  readonly explanation: string;
}
