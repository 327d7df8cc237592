import { fieldsOf, logEvent, Row, runQuery } from './support/logs-insights';

const line = (second: number, fields: object): Row => logEvent(new Date(second * 1000), JSON.stringify(fields));
const LINES = [
  line(1, { 'route': '/a', 'status': '200', 'took': '9', 'nested': { id: 'x' }, 'user-id': 'u1' }),
  line(2, { 'route': '/a', 'status': '500', 'took': '10', 'nested': { id: 'y' }, 'user-id': 'u2' }),
  line(400, { 'route': '/b', 'status': '200', 'took': '-', 'nested': { id: 'z' }, 'user-id': 'u1' }),
];

test.each<[string, Row[]]>([
  ['fields route, took | filter status = 500', [{ route: '/a', took: '10' }]],
  ['filter status >= 400 # errors\n| display nested.id', [{ 'nested.id': 'y' }]],
  ['filter `user-id` = "u1" and not route = "/a" | display route', [{ route: '/b' }]],
  ['filter status in ["500", "501"] or nested.id like /^[z]$/ | display nested.id', [{ 'nested.id': 'y' }, { 'nested.id': 'z' }]],
  ['filter route not like "a" | display route', [{ route: '/b' }]],
  ['filter took >= 0 | stats count(*) as calls, avg(took), min(took) as least, max(took) as most, sum(took * 2) as double, pct(took, 50) as half by route', [{ 'route': '/a', 'calls': 2, 'avg(took)': 9.5, 'least': 9, 'most': 10, 'double': 38, 'half': 9 }]],
  ['stats count(*) as calls by bin(5m) | sort calls desc', [{ 'bin(5m)': 0, 'calls': 2 }, { 'bin(5m)': 300_000, 'calls': 1 }]],
  ['stats count_distinct(`user-id`) as users, earliest(nested.id) as first, latest(nested.id) as last', [{ users: 2, first: 'x', last: 'z' }]],
  ['filter took >= 0 | fields took * 1 as number | sort number desc | limit 1', [{ number: 10 }]],
  ['filter took >= 0 | fields took | sort took desc', [{ took: '9' }, { took: '10' }]],
  ['dedup route | display nested.id', [{ 'nested.id': 'x' }, { 'nested.id': 'z' }]],
  ['filter ispresent(other) | display route', []],
  ['fields coalesce(other, route) as found, strcontains(route, "b") as b, (1 + 2) * 3 - 4 / 2 as n | limit 1', [{ found: '/a', b: 0, n: 7 }]],
])('%s', (query, expected) => {
  expect(runQuery(query, LINES)).toEqual(expected);
});

test.each<[string, string]>([
  ['filter user-id = "u1" and user_id = 1', 'no token: user_id = 1'],
  ['fields limit', 'no name: limit'],
  ['stats avg(took)', '"-" is no number'],
  ['fields took * 1', '"-" is no number'],
  ['find route', 'no command: find'],
  ['fields percentile(took, 99)', 'no function: percentile'],
  ['stats route', 'stats has something that is no aggregate'],
  ['filter (status = 1', ') is missing before the end'],
  ['filter status = 1 status', 'unexpected status'],
  ['sort route', 'asc is missing before the end'],
])('%s is refused', (query, message) => {
  expect(() => runQuery(query, LINES)).toThrow(message);
});

test('the fields that a query reads are told from its results', () => {
  expect([...fieldsOf('filter `user-id` like /u/ | fields @timestamp, took * 1 as ms, nested.id | stats max(ms) as most by route | sort most desc')]).toEqual(['user-id', 'took', 'nested.id', 'route']);
  expect(() => fieldsOf('stats count(*) as calls by route | sort took desc')).toThrow('took is no result of stats');
  expect(() => fieldsOf('stats count(*) as route by route')).toThrow('route is there twice');
});

test('a number in quotes may be compared as text, too', () => {
  expect(runQuery('filter took > 9 | display took', LINES)).toEqual([{ took: '10' }]);
  expect(runQuery('filter took > 9 | display took', LINES, {}, { compare: 'text' })).toEqual([]);
});

test('a line that is no JSON has no fields', () => {
  expect(logEvent(new Date(0), '{"status": -}')).toEqual({ '@timestamp': 0, '@message': '{"status": -}' });
});
