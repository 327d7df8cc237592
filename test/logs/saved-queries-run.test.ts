import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import * as fc from 'fast-check';
import {
  AccessLogQueries, AccessLogQuery, HttpAccessLogField, HttpAccessLogFormat, RestAccessLogField, RestAccessLogFormat, WebSocketAccessLogField,
  WebSocketAccessLogFormat,
} from '../../lib';
import { DEFAULT_FIELDS } from '../../lib/logs/access-log-fields';
import { LoggedNames } from '../../lib/private/logged-names';
import { testStack } from '../helpers';
import { runs } from '../runs';
import { accessLog, at, event, LoggedRequest, request } from './support/access-log';
import { fieldsOf, Row, runQuery, withParameters } from './support/logs-insights';

const RUNS = runs({ oldest: 100, newest: 50, proof: 1000 });

function queriesOn(format: AccessLogFormat, queries?: AccessLogQuery[]): AccessLogQueries {
  const stack = testStack();
  return AccessLogQueries.fromLogGroups(stack, 'Queries', { logGroups: [LogGroup.fromLogGroupName(stack, 'Log', 'log')], format, queries });
}

/** The values that whoever runs the query is asked for, as the query offers them. */
function offered(query: AccessLogQuery): Record<string, string> {
  return Object.fromEntries((query._parameters ?? []).map(({ name, defaultValue = 'none' }) => [name, defaultValue]));
}

/** What a query finds; it is the same whether numbers in quotes are compared as numbers or as text. */
function find(query: AccessLogQuery, format: AccessLogFormat, requests: LoggedRequest[], parameters = offered(query)): Row[] {
  const text = queriesOn(format, [query]).queryString(query);
  const [asNumbers, asText] = (['numbers', 'text'] as const).map((compare) => runQuery(text, accessLog(format.toString(), requests), parameters, { compare }));
  expect(asText).toEqual(asNumbers);
  return asNumbers;
}

const REST = RestAccessLogFormat.json();
const HTTP = HttpAccessLogFormat.json();
const WEBSOCKET = WebSocketAccessLogFormat.json();
const OWN = new AccessLogFormat(JSON.stringify({
  request: { 'id': '$context.requestId', 'route-of': '$context.resourcePath', 'by': '$context.httpMethod' },
  limit: '$context.status',
  requests: '$context.identity.sourceIp',
  http_reason: '$context.error.responseType',
  milliseconds: '$context.responseLatency',
  api: 'orders',
}));

describe('callers refused', () => {
  const office = '203.0.113.7';
  const requests = [
    request(at('09:44:59'), 'GET /orders', 'answered', { 'identity.sourceIp': office }),
    request(at('09:46'), 'GET /orders/{id}', 'is refused by the authorizer', { 'identity.sourceIp': office, 'requestTime': '20/Nov/2026:09:46:00 +0000' }),
    request(at('09:52'), 'GET /orders/{id}', 'is refused by the authorizer', { 'identity.sourceIp': office, 'requestTime': '20/Nov/2026:09:52:00 +0000' }),
    request(at('09:59'), 'POST /orders', 'is refused by IAM', { 'identity.sourceIp': office, 'requestTime': '20/Nov/2026:09:59:00 +0000' }),
    request(at('09:50'), 'GET /orders', 'is refused by the web ACL', { 'identity.sourceIp': '198.51.100.23' }),
    request(at('09:51'), 'GET /orders', 'is refused by the handler', { 'identity.sourceIp': '198.51.100.24' }),
    request(at('09:53'), 'GET /orders', 'answered', { 'identity.sourceIp': office }),
    request(at('09:54'), 'GET /orders', 'is throttled', { 'identity.sourceIp': office }),
    request(at('09:55'), 'GET /orders', 'fails', { 'identity.sourceIp': office }),
  ];

  test('are found by address, route and reason, and nothing else', () => {
    const found = find(AccessLogQuery.CALLERS_REFUSED, REST, requests);
    expect(found).toEqual([
      expect.objectContaining({ sourceIp: office, httpMethod: 'GET', resourcePath: '/orders/{id}', requests: 2, errorResponseType: 'ACCESS_DENIED', authorizerStatus: '200', firstTime: '20/Nov/2026:09:46:00 +0000', lastTime: '20/Nov/2026:09:52:00 +0000' }),
      expect.objectContaining({ sourceIp: office, httpMethod: 'POST', requests: 1, errorResponseType: 'MISSING_AUTHENTICATION_TOKEN', authorizerStatus: '-' }),
      expect.objectContaining({ sourceIp: '198.51.100.23', errorResponseType: 'WAF_FILTERED', wafResponseCode: 'WAF_BLOCK' }),
      expect.objectContaining({ sourceIp: '198.51.100.24', errorResponseType: '-', integrationStatus: '403' }),
    ]);
  });

  test('one address between 9:45 and 10:00, one by one', () => {
    const before = [request(at('09:40'), 'GET /orders', 'is refused by IAM', { 'identity.sourceIp': office })];
    const similar = [request(at('09:47'), 'GET /orders', 'is refused by IAM', { 'identity.sourceIp': '203.0.113.70' })];
    const inConsole = [...before, ...requests, ...similar].filter(({ time }) => time >= at('09:45') && time < at('10:00')); // the period is chosen there
    const found = find(AccessLogQuery.REFUSED_REQUESTS, REST, inConsole, { callerIp: office });
    expect(found.map((row) => [row['@timestamp'], row.resourcePath, row.errorResponseType])).toEqual([
      [at('09:59').getTime(), '/orders', 'MISSING_AUTHENTICATION_TOKEN'],
      [at('09:52').getTime(), '/orders/{id}', 'ACCESS_DENIED'],
      [at('09:46').getTime(), '/orders/{id}', 'ACCESS_DENIED'],
    ]);
    expect(found[2].requestId).toBe(requests[1].known.requestId);
  });

  test('all addresses without a word, those of IPv6, too', () => {
    const six = request(at('09:49'), 'GET /orders', 'is refused by IAM', { 'identity.sourceIp': '2001:db8::7' });
    expect(find(AccessLogQuery.REFUSED_REQUESTS, REST, [...requests, six]).map(({ sourceIp }) => sourceIp)).toEqual([office, office, '198.51.100.24', '198.51.100.23', '2001:db8::7', office]);
  });

  test('with the words of API Gateway, quotes and all, if the line has them', () => {
    const format = RestAccessLogFormat.json(RestAccessLogField.STATUS, RestAccessLogField.SOURCE_IP, RestAccessLogField.HTTP_METHOD, RestAccessLogField.RESOURCE_PATH, RestAccessLogField.ERROR_MESSAGE.withKey('why'));
    expect(find(AccessLogQuery.CALLERS_REFUSED, format, requests).map(({ why }) => why)).toEqual(['User is not authorized', 'Missing "Authentication" Token', '-', '-']);
  });

  test('of a HTTP API, by its route keys', () => {
    expect(find(AccessLogQuery.CALLERS_REFUSED, HTTP, requests)[0]).toMatchObject({ routeKey: 'GET /orders/{id}', requests: 2 });
  });
});

const DAY = [
  ...Array.from({ length: 98 }, (_, index) => request(at('10:00'), 'GET /orders', 'answered', { 'milliseconds': 10 + (index % 10), 'identity.caller': 'AIDA1', 'identity.apiKeyId': 'key1' })),
  request(at('10:01'), 'GET /orders', 'answered', { 'milliseconds': 900, 'identity.apiKeyId': 'key2', 'isCanaryRequest': 'true' }),
  request(at('10:02'), 'GET /orders', 'answered', { 'milliseconds': 1000, 'identity.apiKeyId': 'key2' }),
  request(at('10:03'), 'POST /orders', 'fails', { milliseconds: 99, isCanaryRequest: 'true' }),
  request(at('10:04'), 'POST /orders', 'fails', { milliseconds: 5 }),
  request(at('10:05'), 'POST /orders', 'is refused by IAM'),
  request(at('10:06'), 'GET /orders', 'is throttled', { 'identity.apiKeyId': 'key1', 'requestTime': '20/Nov/2026:10:06:00 +0000' }),
  request(at('10:07'), 'GET /orders', 'is throttled', { 'identity.apiKeyId': 'key1', 'requestTime': '20/Nov/2026:10:07:00 +0000' }),
  request(at('10:08'), 'GET /orders', 'is over its quota', { 'identity.apiKeyId': 'key2' }),
];

describe('on lines of a REST API', () => {
  test('errors by route', () => {
    expect(find(AccessLogQuery.ERRORS_BY_ROUTE, REST, DAY)).toEqual([
      { httpMethod: 'POST', resourcePath: '/orders', status: '502', errorResponseType: '-', requests: 2 },
      { httpMethod: 'GET', resourcePath: '/orders', status: '429', errorResponseType: 'THROTTLED', requests: 2 },
      { httpMethod: 'POST', resourcePath: '/orders', status: '403', errorResponseType: 'MISSING_AUTHENTICATION_TOKEN', requests: 1 },
      { httpMethod: 'GET', resourcePath: '/orders', status: '429', errorResponseType: 'QUOTA_EXCEEDED', requests: 1 },
    ]);
  });

  test('slowest requests, by number: 1005 is more than 905, and 905 more than 95', () => {
    const found = find(AccessLogQuery.SLOWEST_REQUESTS, REST, DAY);
    expect(found.slice(0, 3).map(({ milliseconds }) => milliseconds)).toEqual([1005, 905, 104]);
    expect(found).toHaveLength(50);
    expect(found[0].requestId).toBe(DAY[99].known.requestId);
  });

  test('latency by route, of requests that reached a backend', () => {
    const found = find(AccessLogQuery.LATENCY_BY_ROUTE, REST, DAY);
    expect(found).toEqual([
      { httpMethod: 'GET', resourcePath: '/orders', requests: 100, backend: expect.closeTo(33.13), backendP99: 900, gateway: 5, gatewayP99: 5 },
      { httpMethod: 'POST', resourcePath: '/orders', requests: 2, backend: 52, backendP99: 99, gateway: 5, gatewayP99: 5 },
    ]);
  });

  test('throttled callers, by key and reason', () => {
    expect(find(AccessLogQuery.THROTTLED_CALLERS, REST, DAY)).toEqual([
      { apiKeyId: 'key1', sourceIp: '198.51.100.1', errorResponseType: 'THROTTLED', requests: 2, firstTime: '20/Nov/2026:10:06:00 +0000', lastTime: '20/Nov/2026:10:07:00 +0000' },
      { apiKeyId: 'key2', sourceIp: '198.51.100.1', errorResponseType: 'QUOTA_EXCEEDED', requests: 1, firstTime: '-', lastTime: '-' },
    ]);
  });

  test('top talkers', () => {
    expect(find(AccessLogQuery.TOP_TALKERS, REST, DAY)[0]).toEqual({ apiKeyId: 'key1', sourceIp: '198.51.100.1', caller: 'AIDA1', requests: 98 });
  });

  test('authorizer latency, of requests that asked one', () => {
    const denied = request(at('10:09'), 'GET /orders', 'is refused by the authorizer', { milliseconds: 3000 });
    expect(find(AccessLogQuery.AUTHORIZER_LATENCY, REST, [...DAY, denied])[0]).toEqual({ httpMethod: 'GET', resourcePath: '/orders', authorizerStatus: '200', requests: 101, average: expect.closeTo((100 * 7 + 3000) / 101), p99: 7, slowest: 3000 });
  });

  test('canary and base', () => {
    const found = find(AccessLogQuery.CANARY, REST, DAY);
    expect(found.map(({ isCanaryRequest, status, requests }) => [isCanaryRequest, status, requests])).toEqual([['false', '200', 99], ['false', '429', 3], ['true', '200', 1], ['true', '502', 1], ['false', '502', 1], ['false', '403', 1]]);
    expect(found[2]).toMatchObject({ average: 905, p99: 905 });
  });

  test('one request, by either of its ids', () => {
    const { requestId, extendedRequestId } = DAY[5].known as Record<string, string>;
    for (const id of [requestId, extendedRequestId]) {
      const [found, ...others] = find(AccessLogQuery.ONE_REQUEST, REST, DAY, { requestId: id });
      expect(JSON.parse(String(found['@message']))).toMatchObject({ requestId, extendedRequestId });
      expect(others).toEqual([]);
    }
  });

  test('one trace, and without a word all', () => {
    const found = find(AccessLogQuery.ONE_TRACE, REST, DAY, { traceId: String(DAY[7].known.xrayTraceId) });
    expect(found.map(({ requestId }) => requestId)).toEqual([DAY[7].known.requestId]);
    expect(find(AccessLogQuery.ONE_TRACE, REST, DAY)).toHaveLength(100);
  });
});

describe('on lines of a WebSocket API', () => {
  const requests = [
    event(at('12:00'), 'c1', 'CONNECT', '$connect'),
    event(at('12:01'), 'c2', 'CONNECT', '$connect'),
    event(at('12:02'), 'c3', 'CONNECT', '$connect', 'is refused by the authorizer'),
    event(at('12:03'), 'c1', 'MESSAGE', 'sendMessage', 'answered', { milliseconds: 300 }),
    event(at('12:09'), 'c1', 'MESSAGE', 'sendMessage', 'fails', { milliseconds: 29000 }),
    event(at('12:10'), 'c1', 'DISCONNECT', '$disconnect'),
  ];

  test('connects and disconnects, in five minutes each', () => {
    expect(find(AccessLogQuery.CONNECTIONS, WEBSOCKET, requests)).toEqual([
      { 'bin(5m)': at('12:00').getTime(), 'eventType': 'CONNECT', 'events': 3 },
      { 'bin(5m)': at('12:10').getTime(), 'eventType': 'DISCONNECT', 'events': 1 },
    ]);
  });

  test('events by type', () => {
    const found = find(AccessLogQuery.EVENTS_BY_TYPE, WEBSOCKET, requests);
    expect(found.map(({ eventType, routeKey, status, events }) => [eventType, routeKey, status, events])).toEqual([
      ['CONNECT', '$connect', '200', 2], ['CONNECT', '$connect', '403', 1], ['MESSAGE', 'sendMessage', '200', 1], ['MESSAGE', 'sendMessage', '502', 1], ['DISCONNECT', '$disconnect', '200', 1],
    ]);
  });

  test('one connection, in order', () => {
    expect(find(AccessLogQuery.ONE_CONNECTION, WEBSOCKET, requests, { connectionId: 'c1' }).map(({ routeKey }) => routeKey)).toEqual(['$connect', 'sendMessage', 'sendMessage', '$disconnect']);
  });

  test('slowest requests and callers refused, by route key', () => {
    expect(find(AccessLogQuery.SLOWEST_REQUESTS, WEBSOCKET, requests)[0]).toMatchObject({ milliseconds: 29000, routeKey: 'sendMessage' });
    expect(find(AccessLogQuery.CALLERS_REFUSED, WEBSOCKET, requests)).toEqual([expect.objectContaining({ routeKey: '$connect', requests: 1, errorResponseType: 'ACCESS_DENIED' })]);
  });
});

test('on lines of a format of one\'s own, with structures, words of the language and names of results', () => {
  expect(queriesOn(OWN).names).toEqual(['errors by route', 'slowest requests', 'callers refused', 'refused requests, one by one', 'throttled callers', 'top talkers', 'one request']);
  expect(find(AccessLogQuery.ERRORS_BY_ROUTE, OWN, DAY)[0]).toEqual({ 'request.by': 'POST', 'request.route-of': '/orders', 'limit': '502', 'http_reason': '-', 'requestsFound': 2 });
  expect(find(AccessLogQuery.SLOWEST_REQUESTS, OWN, DAY)[0]).toMatchObject({ 'millisecondsFound': 1005, 'request.id': DAY[99].known.requestId });
});

test('a query of one\'s own, with a parameter', () => {
  const query = AccessLogQuery.of('calls of a tenant', {
    query: `filter ${RestAccessLogField.authorizerContext('tenant').variable} = "{{tenant}}" | stats count(*) as calls by $context.resourcePath`, parameters: [{ name: 'tenant' }],
  });
  const format = RestAccessLogFormat.json(RestAccessLogField.RESOURCE_PATH, RestAccessLogField.authorizerContext('tenant').withKey('customer'));
  const requests = ['blue', 'red', 'blue'].map((tenant) => request(at('11:00'), 'GET /orders', 'answered', { 'authorizer.tenant': tenant }));
  expect(queriesOn(format, [query]).queryString(query)).toBe('filter customer = "{{tenant}}" | stats count(*) as calls by resourcePath');
  expect(find(query, format, requests, { tenant: 'blue' })).toEqual([{ resourcePath: '/orders', calls: 2 }]);
});

describe('for any format', () => {
  const types = { REST: RestAccessLogField, HTTP: HttpAccessLogField, WEBSOCKET: WebSocketAccessLogField };
  const fieldsOfType = (type: keyof typeof types) => Object.values(types[type]).filter((field) => typeof field?.variable === 'string').map(({ variable }: any) => variable as string);
  const ALL = AccessLogQuery._all();
  // names that are words of the language, of results, of functions, of variables, with points, hyphens and underscores
  const key = fc.oneof(
    fc.constantFrom('limit', 'by', 'in', 'like', 'Sort', 'count', 'avg', 'bin', 'requests', 'requestsFound', 'milliseconds', 'backend', 'p99', 'events', 'status', 'a.b', 'a', 'source_ip', 'user-id', '@status'),
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,12}$/),
  );
  const line = fc.constantFrom(...Object.keys(types) as Array<keyof typeof types>).chain((type) => {
    const ofDefault = fc.shuffledSubarray(DEFAULT_FIELDS[type].map(({ variable }) => variable), { minLength: 3 });
    const some = fc.oneof(ofDefault, fc.shuffledSubarray(fieldsOfType(type), { minLength: 1 }));
    return fc.record({ variables: some, keys: fc.uniqueArray(key, { minLength: 60, maxLength: 80 }), nested: fc.boolean() });
  }).map(({ variables, keys, nested }) => {
    const entries = variables.slice(0, keys.length).map((variable, index): [string, string] => [keys[index], variable]);
    return { entries, nested };
  });
  const formatOf = ({ entries, nested }: { entries: Array<[string, string]>; nested: boolean }) => {
    const half = nested ? Math.ceil(entries.length / 2) : entries.length;
    const inner = Object.fromEntries(entries.slice(half));
    return JSON.stringify({ ...Object.fromEntries(entries.slice(0, half).filter(([name]) => !nested || !name.startsWith('inner'))), ...(nested && half < entries.length ? { inner } : {}) });
  };
  const REQUESTS = [...DAY.slice(95), event(at('12:00'), 'c1', 'CONNECT', '$connect'), request(at('12:01'), 'GET /', 'is refused by the authorizer')];

  test('a query is not there, or names fields that are in the lines, runs over them, and finds the same however numbers in quotes are compared', () => {
    const stack = testStack();
    let ran = 0;
    fc.assert(fc.property(line, (one) => {
      const text = formatOf(one);
      const names = LoggedNames.of(text, stack);
      const events = accessLog(text, REQUESTS);
      const inLines = new Set(Object.keys(events[0]));
      for (const query of ALL) {
        const rendered = query._render(names);
        if (rendered === undefined) {
          expect(query._missing(names, () => true)).toMatch(/^\$context\./);
          continue;
        }
        ran++;
        expect([...fieldsOf(withParameters(rendered, offered(query)))].filter((name) => !inLines.has(name))).toEqual([]);
        const [asNumbers, asText] = (['numbers', 'text'] as const).map((compare) => runQuery(rendered, events, offered(query), { compare }));
        expect(asText).toEqual(asNumbers);
      }
    }), { numRuns: RUNS });
    expect(ran).toBeGreaterThan(RUNS);
  });
});
