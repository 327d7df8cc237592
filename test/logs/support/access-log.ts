import { logEvent, Row } from './logs-insights';

/** What API Gateway knows of a request: values by what follows "$context." in a variable. */
export type Known = Record<string, string | number>;

/** A request, when it came, and what API Gateway knows of it. */
export interface LoggedRequest { readonly time: Date; readonly known: Known }

/** The line that API Gateway writes: absent variables are "-", and quotes and backslashes are escaped. */
export function accessLogLine(format: string, known: Known): string {
  return format.replace(/\$context((?:\.\w+)+)/g, (_all, path: string) => String(known[path.slice(1)] ?? '-').replace(/["\\]/g, '\\$&'));
}

/** The log events of requests. */
export function accessLog(format: string, requests: LoggedRequest[]): Row[] {
  return requests.map(({ time, known }) => logEvent(time, accessLogLine(format, known)));
}

let requests = 0;

/** The ids that every request has. */
function ids(time: Date): Known {
  const id = String(++requests).padStart(12, '0');
  return { requestId: `c6af9ac6-7b61-11e6-9a41-${id}`, extendedRequestId: `JKJaXmPLvHcESHA${id}=`, requestTimeEpoch: time.getTime(), xrayTraceId: `1-5e1b4151-${id}` };
}

/** What happens to a request. */
export type Fate = 'answered' | 'fails' | 'is refused by IAM' | 'is refused by the authorizer' | 'is refused by the web ACL' | 'is refused by the handler' | 'is throttled' | 'is over its quota';

const FATES: Record<Fate, (milliseconds: number) => Known> = {
  'answered': (milliseconds) => backend(200, milliseconds),
  'fails': (milliseconds) => backend(502, milliseconds),
  'is refused by the handler': (milliseconds) => backend(403, milliseconds),
  'is refused by IAM': () => ({ 'status': 403, 'responseLatency': 2, 'error.responseType': 'MISSING_AUTHENTICATION_TOKEN', 'error.message': 'Missing "Authentication" Token', 'authenticate.status': 403 }),
  'is refused by the authorizer': (milliseconds) => ({
    'status': 403, 'responseLatency': milliseconds + 3, 'error.responseType': 'ACCESS_DENIED', 'error.message': 'User is not authorized', 'authorizer.status': 200, 'authorizer.latency': milliseconds,
  }),
  'is refused by the web ACL': () => ({ 'status': 403, 'responseLatency': 1, 'error.responseType': 'WAF_FILTERED', 'wafResponseCode': 'WAF_BLOCK' }),
  'is throttled': () => ({ 'status': 429, 'responseLatency': 1, 'error.responseType': 'THROTTLED' }),
  'is over its quota': () => ({ 'status': 429, 'responseLatency': 1, 'error.responseType': 'QUOTA_EXCEEDED' }),
};

function backend(status: number, milliseconds: number): Known {
  return {
    'status': status,
    'responseLatency': milliseconds + 5,
    'integration.latency': milliseconds,
    'integration.status': status,
    'integration.integrationStatus': 200,
    'authorizer.status': 200,
    'authorizer.latency': 7,
  };
}

/** A request to a REST or HTTP API. */
export function request(time: Date, route: string, fate: Fate, known: Known & { milliseconds?: number } = {}): LoggedRequest {
  const { milliseconds = 40, ...more } = known;
  const [method, path] = route.split(' ');
  return {
    time,
    known: {
      ...ids(time), 'httpMethod': method, 'resourcePath': path, 'routeKey': route, 'stage': 'prod', 'isCanaryRequest': 'false', 'identity.sourceIp': '198.51.100.1', ...FATES[fate](milliseconds), ...more,
    },
  };
}

/** What a client of a WebSocket API does. */
export function event(time: Date, connectionId: string, eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT', routeKey: string, fate: Fate = 'answered', more: Known = {}): LoggedRequest {
  const { responseLatency, ...known } = FATES[fate](Number(more.milliseconds ?? 40));
  return { time, known: { ...ids(time), connectionId, eventType, routeKey, 'identity.sourceIp': '198.51.100.1', ...known, ...more } };
}

/** A time on the day of the tests. */
export function at(clock: string): Date {
  return new Date(`2026-11-20T${clock.length === 5 ? `${clock}:00` : clock}Z`);
}
