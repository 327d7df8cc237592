/**
 * Traffic, and the metrics that API Gateway publishes of it, by API type. Deterministic: the same scenario is the same samples.
 *
 * What is published is by the pages that `published-metrics.ts` names. Of a REST API, the average of `4XXError`, `5XXError`, `CacheHitCount` and
 * `CacheMissCount` is a rate whose "denominator corresponds to the Count metric", so each request is a sample of 1 or 0. Of HTTP and
 * WebSocket APIs the pages do not say whether a request that is no error is a sample of 0: `zeroes` says it, and tests try both.
 */
import { DAY, HOUR, MetricEvent, MINUTE } from './metric-store';

export type ApiType = 'REST' | 'HTTP' | 'WebSocket';

/** Traffic as it goes on for a while. Shares are of all requests, from 0 to 1. */
export interface Traffic {
  /** Requests a minute, on average; of a WebSocket API connects (a tenth of them) and messages. */
  readonly perMinute: number;
  /** The number of requests a minute goes up and down by half in the course of a day. */
  readonly daily?: boolean;
  /** 5xx of integrations. */
  readonly serverErrors?: number;
  /** Integrations that cannot be called: 5xx of REST and HTTP APIs, execution errors of WebSocket APIs. */
  readonly executionErrors?: number;
  /** 4xx that are not 429. */
  readonly clientErrors?: number;
  /** 429: API Gateway answers them itself. */
  readonly throttled?: number;
  /** The median time of an integration, in milliseconds. The slowest percent takes 9 times that. */
  readonly latency?: number;
  /** What API Gateway adds to it, in milliseconds. */
  readonly overhead?: number;
  /** Requests whose integration takes 6 seconds. */
  readonly hanging?: number;
  /** Integrations, not functions, that do not answer in time: 5xx after 29 seconds. */
  readonly timeouts?: number;
  /** Authorizers that fail: 5xx of REST and HTTP APIs, before an integration is called. */
  readonly authorizerErrors?: number;
  /** Functions that fail when they are called, or time out: 5xx, too. */
  readonly functionErrors?: number;
  /** Calls that Lambda refuses: 5xx, too. */
  readonly functionThrottles?: number;
  /** Requests with the API key of a partner. */
  readonly ofPartner?: number;
  /** Requests that a REST API's cache answers; undefined if there is no cache, and so no metrics of it. */
  readonly cacheHits?: number;
  /** The share of requests that a canary answers, and the shares of these that are 5xx of integrations, and whose integration takes 6 seconds. */
  readonly canary?: { readonly share: number; readonly serverErrors?: number; readonly hanging?: number };
  /** Whether metrics arrive at all. */
  readonly published?: boolean;
  /** One minute to the letter: so many requests, errors and milliseconds. */
  readonly exactly?: { readonly requests: number; readonly serverErrors?: number; readonly latency?: number };
}

/** Ordinary traffic, then an incident, then ordinary traffic again. Times are in seconds. */
export interface Scenario {
  readonly normal: Traffic;
  /** How the traffic differs in the incident. */
  readonly incident: Partial<Traffic>;
  readonly before: number;
  readonly lasts: number;
  readonly after: number;
}

/** What happened in a minute. */
export interface Minute {
  readonly requests: number;
  readonly serverErrors: number;
  readonly executionErrors: number;
  readonly clientErrors: number;
  readonly throttled: number;
  readonly timeouts: number;
  readonly authorizerErrors: number;
  readonly functionErrors: number;
  readonly functionThrottles: number;
  readonly ofPartner: number;
  readonly cacheHits?: number;
  /** Milliseconds and requests, of those that called an integration. */
  readonly integrationLatency: ReadonlyArray<readonly [milliseconds: number, count: number]>;
  readonly overhead: number;
  /** Those of all these that a canary answers. */
  readonly canary: { readonly requests: number; readonly serverErrors: number; readonly latency: Samples };
}

// looked up once: in Jest's sandbox each look-up of a global takes long, and these are called for each sample
const { sqrt, log, cos, sin, exp, round, min, max, PI } = Math;
const { entries } = Object;

/** When incidents begin: a Monday, at midnight UTC. */
export const INCIDENT = Date.UTC(2026, 0, 5) / 1000;

const NIGHT: Traffic = { perMinute: 5 / 60 };
const LOAD: Traffic = { perMinute: 1200 };
const CANARY: Traffic = { ...LOAD, canary: { share: 0.05 } };
const DAYS: Traffic = { ...LOAD, daily: true };

const LITTLE_OF_EVERYTHING: Partial<Traffic> = {
  serverErrors: 0.1,
  executionErrors: 0.1,
  timeouts: 0.1,
  authorizerErrors: 0.1,
  functionErrors: 0.1,
  functionThrottles: 0.1,
  clientErrors: 0.4,
  throttled: 0.1,
  hanging: 0.2,
  overhead: 400,
};

/** Enough for the stand-in of anomaly bands to learn from, and an hour of evaluations. */
export const DAYS_BEFORE = 3 * DAY + 2 * HOUR;

const scenario = (normal: Traffic, incident: Partial<Traffic>, lasts: number, before = HOUR): Scenario =>
  ({ normal, incident, lasts, before, after: HOUR });

/** By their titles. Those with days before them are for alarms that learn from it. */
export const SCENARIOS = {
  'a quiet night': scenario(NIGHT, {}, 8 * HOUR),
  'an ordinary day': scenario(DAYS, {}, DAY, DAYS_BEFORE),
  'one error at low traffic': scenario({ perMinute: 2 }, { exactly: { requests: 2, serverErrors: 1 } }, MINUTE),
  '2 % errors at load': scenario(LOAD, { serverErrors: 0.02 }, HOUR),
  '10 % errors at load': scenario(LOAD, { serverErrors: 0.1 }, HOUR),
  'slow burn over 3 days': scenario(LOAD, { serverErrors: 0.003 }, 3 * DAY),
  'fast burn': scenario(LOAD, { serverErrors: 0.04 }, HOUR),
  'deploy blip of 20 seconds': scenario(LOAD, { serverErrors: 20 / 60 }, MINUTE),
  'metric gap of 30 minutes': scenario(LOAD, { published: false }, HOUR / 2),
  'outage without traffic': scenario(LOAD, { perMinute: 0 }, HOUR),
  'all requests fail': scenario(LOAD, { serverErrors: 1 }, HOUR),
  'integrations cannot be called': scenario(LOAD, { executionErrors: 1 }, HOUR),
  'latency doubled': scenario(LOAD, { latency: 160 }, HOUR),
  'a backend that hangs': scenario(LOAD, { hanging: 0.08 }, HOUR),
  'all requests are slow': scenario(LOAD, { hanging: 1 }, HOUR),
  'overhead of the gateway': scenario(LOAD, { overhead: 500 }, HOUR),
  'one slow cold start at night': scenario(NIGHT, { exactly: { requests: 1, latency: 4000 } }, MINUTE),
  'a little of everything at low traffic': scenario({ perMinute: 1 }, LITTLE_OF_EVERYTHING, HOUR),
  'traffic surge': scenario(DAYS, { perMinute: 5 * 1200 }, HOUR, DAYS_BEFORE),
  'traffic drop': scenario(DAYS, { perMinute: 120 }, HOUR, DAYS_BEFORE),
  'flood': scenario(LOAD, { perMinute: 1_000_000 }, 10 * MINUTE),
  'clients that err': scenario(LOAD, { clientErrors: 0.3 }, HOUR),
  'throttled clients': scenario(LOAD, { throttled: 0.4 }, HOUR),
  'a partner who asks too often': scenario(LOAD, { ofPartner: 0.5 }, HOUR),
  'integrations time out': scenario(LOAD, { timeouts: 0.03 }, HOUR),
  'authorizers fail': scenario(LOAD, { authorizerErrors: 0.03 }, HOUR),
  'the function fails': scenario(LOAD, { functionErrors: 0.1 }, HOUR),
  'the function is throttled': scenario(LOAD, { functionThrottles: 0.03 }, HOUR),
  'a cache without hits': scenario({ ...LOAD, cacheHits: 0.8 }, { cacheHits: 0 }, HOUR),
  'a cache that is off': scenario({ ...LOAD, cacheHits: 0.8 }, { cacheHits: undefined }, HOUR),
  'the canary fails': scenario(CANARY, { canary: { share: 0.05, serverErrors: 0.2 } }, HOUR),
  'the canary is slow': scenario(CANARY, { canary: { share: 0.05, hanging: 0.1 } }, HOUR),
} as const satisfies Record<string, Scenario>;

export type ScenarioTitle = keyof typeof SCENARIOS;

/** Whose metrics they are: literal names, or references as `resolveText` writes them. */
export interface Subject {
  readonly api: ApiType;
  /** `ApiName` of a REST API, otherwise `ApiId`. */
  readonly name: string;
  readonly stage: string;
  /** The functions behind it, and their aliases, as Lambda's metrics name them: each gets all requests that call an integration. */
  readonly functions?: ReadonlyArray<Record<string, string>>;
}

export interface EmitOptions {
  /** Whether requests without an error are samples of 0 in the metrics of errors. @default true */
  readonly zeroes?: boolean;
  /** The metrics of a route, too, as with detailed metrics: all requests are of this one. */
  readonly route?: { readonly method: string; readonly resource: string };
  /** Only what is before the incident, which several scenarios share, or then only what is since: together the same as in one go. @default - both */
  readonly only?: 'before' | 'since';
  /** Further metrics of each minute, as those of a metric filter on the access log. */
  readonly also?: (time: number, minute: Minute) => readonly MetricEvent[];
}

/** The metrics of a scenario, one at a time: there are many. */
export function* emit(found: Scenario, subject: Subject, options: EmitOptions = {}): Generator<MetricEvent> {
  const key = JSON.stringify([found.normal, found.before]);
  const resumed = options.only === 'since' ? states.get(key) : undefined;
  const [random, further] = (resumed ?? [20260105, 20260106]).map(seeded);
  const dimensionSets = dimensionsOf(subject, options);
  const end = options.only === 'before' ? INCIDENT : INCIDENT + found.lasts + found.after;
  for (let time = resumed ? INCIDENT : INCIDENT - found.before; time < end; time += MINUTE) {
    const traffic = time >= INCIDENT && time < INCIDENT + found.lasts ? { ...found.normal, ...found.incident } : found.normal;
    const minute = minuteOf(traffic, time, random, further);
    if (traffic.published === false || minute.requests === 0 || (options.only === 'since' && time < INCIDENT)) continue;
    for (const [name, samples] of entries(METRICS[subject.api](minute, options.zeroes ?? true))) {
      for (const [value, count] of samples) {
        if (count > 0) for (const dimensions of dimensionSets) yield { time, namespace: 'AWS/ApiGateway', name, dimensions, value, count };
      }
    }
    for (const dimensions of subject.functions ?? []) yield* lambdaMetrics(time, dimensions, minute);
    yield* options.also?.(time, minute) ?? [];
  }
  if (options.only === 'before') states.set(key, [random.state(), further.state()]);
}

/** Where the numbers of ordinary traffic ended, from which those of an incident go on. */
const states = new Map<string, number[]>();

function dimensionsOf({ api, name, stage }: Subject, { route }: EmitOptions): Array<Record<string, string>> {
  const ofStage = { [api === 'REST' ? 'ApiName' : 'ApiId']: name, Stage: stage };
  return route ? [ofStage, { ...ofStage, Method: route.method, Resource: route.resource }] : [ofStage];
}

export type Samples = ReadonlyArray<readonly [value: number, count: number]>;

/** What each type of API publishes of a minute. */
const METRICS: Record<ApiType, (minute: Minute, zeroes: boolean) => Record<string, Samples>> = {
  REST: (minute) => ({
    'Count': [[1, minute.requests]],
    '4XXError': flags(minute.clientErrors + minute.throttled, minute.requests),
    '5XXError': flags(serverErrorsOf(minute), minute.requests),
    'IntegrationLatency': minute.integrationLatency,
    'Latency': latencyOf(minute),
    ...minute.cacheHits === undefined ? {} : {
      CacheHitCount: flags(minute.cacheHits, minute.requests),
      CacheMissCount: flags(minute.requests - minute.cacheHits, minute.requests),
    },
  }),
  HTTP: (minute, zeroes) => ({
    'Count': [[1, minute.requests]],
    '4xx': flags(minute.clientErrors + minute.throttled, minute.requests, zeroes),
    '5xx': flags(serverErrorsOf(minute), minute.requests, zeroes),
    'IntegrationLatency': minute.integrationLatency,
    'Latency': latencyOf(minute),
    'DataProcessed': [[2048, minute.requests]],
  }),
  WebSocket: (minute, zeroes) => {
    const connects = round(minute.requests / 10);
    return {
      ConnectCount: [[1, connects]],
      MessageCount: [[1, minute.requests - connects]],
      ClientError: flags(minute.clientErrors + minute.throttled, minute.requests, zeroes),
      IntegrationError: flags(integrationErrorsOf(minute), minute.requests, zeroes),
      ExecutionError: flags(minute.executionErrors, minute.requests, zeroes),
      IntegrationLatency: minute.integrationLatency,
    };
  },
};

function flags(ones: number, requests: number, zeroes = true): Samples {
  return [[1, ones], [0, zeroes ? requests - ones : 0]];
}

/** Answers 5xx after an integration was called; more than one thing may be wrong with a request. */
function integrationErrorsOf({ requests, serverErrors, timeouts, functionErrors, functionThrottles }: Minute): number {
  return min(requests, serverErrors + timeouts + functionErrors + functionThrottles);
}

function serverErrorsOf(minute: Minute): number {
  return min(minute.requests, integrationErrorsOf(minute) + minute.executionErrors + minute.authorizerErrors);
}

/** Milliseconds that API Gateway waits for an integration. */
const TIMED_OUT = 29_000;

/** Milliseconds that a backend takes that hangs. */
const HANGING = 6000;

/** How many calls of an alias find a function started already. */
const PROVISIONED = 20;

/**
 * What Lambda publishes of a minute: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html. A call that it refuses is no
 * invocation. By Little's law, as many calls run at once on average as come in a time, times how long each takes.
 */
function* lambdaMetrics(time: number, dimensions: Record<string, string>, minute: Minute): Generator<MetricEvent> {
  const { functionErrors, functionThrottles } = minute;
  const durations = minute.integrationLatency.filter(([milliseconds]) => milliseconds !== TIMED_OUT);
  const called = durations.reduce((total, [, count]) => total + count, 0);
  const invocations = max(0, called - functionThrottles);
  const running = durations.reduce((total, [milliseconds, count]) => total + milliseconds * count, 0) / (1000 * MINUTE);
  const cold = running > PROVISIONED ? round(invocations * (1 - PROVISIONED / running)) : 0;
  const metrics: Record<string, Samples> = {
    Invocations: [[1, invocations]],
    Errors: flags(min(functionErrors, invocations), invocations),
    Throttles: flags(min(functionThrottles, called), called),
    Duration: durations,
    ConcurrentExecutions: [[running, 1]],
    ...dimensions.Resource === undefined ? {} : { ProvisionedConcurrencySpilloverInvocations: [[cold, 1]] as Samples },
  };
  for (const [name, samples] of entries(metrics)) {
    for (const [value, count] of samples) if (count > 0) yield { time, namespace: 'AWS/Lambda', name, dimensions, value, count };
  }
}

/** Of requests that called no integration, the overhead alone. */
function latencyOf({ requests, integrationLatency, overhead }: Minute): Samples {
  const called = integrationLatency.reduce((total, [, count]) => total + count, 0);
  return [...integrationLatency.map(([value, count]) => [value + overhead, count] as const), [overhead, requests - called]];
}

/** Times of an integration as multiples of their median, and the shares of requests that they are of. */
const SPREAD: ReadonlyArray<readonly [multiple: number, share: number]> = [[0.7, 0.35], [1, 0.35], [2, 0.25], [4, 0.04], [9, 0.01]];

function minuteOf(traffic: Traffic, time: number, random: () => number, further: () => number): Minute {
  const { perMinute, daily, exactly, latency = 80, overhead = 10 } = traffic;
  const mean = perMinute * (daily ? 1 + sin(2 * PI * time / DAY) / 2 : 1);
  const requests = exactly?.requests ?? poisson(mean, random);
  const share = (of: number | undefined) => binomial(requests, of ?? 0, random);
  const throttled = share(traffic.throttled);
  const cacheHits = traffic.cacheHits === undefined ? undefined : min(share(traffic.cacheHits), requests - throttled);
  const ofOther = (of: number | undefined) => binomial(requests, of ?? 0, further);
  const authorizerErrors = min(ofOther(traffic.authorizerErrors), requests - throttled - (cacheHits ?? 0));
  const called = requests - throttled - (cacheHits ?? 0) - authorizerErrors;
  const ofCanary = ofOther(traffic.canary?.share);
  const canaryErrors = binomial(ofCanary, traffic.canary?.serverErrors ?? 0, further);
  const canaryHanging = binomial(ofCanary, traffic.canary?.hanging ?? 0, further);
  const hanging = min(share(traffic.hanging) + canaryHanging, called);
  const timeouts = min(ofOther(traffic.timeouts), called - hanging);
  return {
    requests,
    throttled,
    cacheHits,
    overhead,
    timeouts,
    authorizerErrors,
    functionErrors: ofOther(traffic.functionErrors),
    functionThrottles: ofOther(traffic.functionThrottles),
    ofPartner: ofOther(traffic.ofPartner ?? 0.01),
    serverErrors: exactly?.serverErrors ?? share(traffic.serverErrors) + canaryErrors,
    executionErrors: share(traffic.executionErrors),
    clientErrors: share(traffic.clientErrors),
    integrationLatency: exactly?.latency
      ? [[exactly.latency, called]]
      : [...spread(latency, called - hanging - timeouts, random), [HANGING, hanging], [TIMED_OUT, timeouts]],
    canary: {
      requests: ofCanary,
      serverErrors: canaryErrors,
      latency: [...spread(latency, ofCanary - canaryHanging, further), [HANGING, canaryHanging] as const]
        .map(([value, count]) => [value + overhead, count]),
    },
  };
}

function spread(median: number, requests: number, random: () => number): Array<readonly [number, number]> {
  let [left, weight] = [requests, 1];
  return SPREAD.map(([multiple, share]) => {
    const count = binomial(left, weight > share ? share / weight : 1, random);
    [left, weight] = [left - count, weight - share];
    return [multiple * median, count] as const;
  });
}

/** Numbers from 0 to 1, the same ones each time (the minimal standard generator of Park and Miller). */
function seeded(seed: number): (() => number) & { readonly state: () => number } {
  let state = seed;
  return Object.assign(() => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647, { state: () => state });
}

function gauss(random: () => number): number {
  return sqrt(-2 * log(1 - random())) * cos(2 * PI * random());
}

function poisson(mean: number, random: () => number): number {
  if (mean > 30) return max(0, round(mean + sqrt(mean) * gauss(random)));
  let [count, product] = [0, random()];
  for (const limit = exp(-mean); product > limit; product *= random()) count++;
  return count;
}

function binomial(trials: number, share: number, random: () => number): number {
  if (share <= 0 || trials <= 0) return 0;
  if (share >= 1) return trials;
  if (trials < 50) return Array.from({ length: trials }, () => Number(random() < share)).reduce((a, b) => a + b, 0);
  if (trials * min(share, 1 - share) < 20) return min(trials, poisson(trials * share, random));
  return min(trials, max(0, round(trials * share + sqrt(trials * share * (1 - share)) * gauss(random))));
}
