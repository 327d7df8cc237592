import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { AccessLogField, HttpAccessLogField, RestAccessLogField, WebSocketAccessLogField } from '../../lib';
import { DEFAULT_FIELDS, knowsVariable } from '../../lib/logs/access-log-fields';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'access-logs.md'), 'utf8');

const TYPES = [
  ['REST', /## REST APIs([^]*?)\n## /, RestAccessLogField],
  ['HTTP', /## HTTP APIs([^]*?)\n## /, HttpAccessLogField],
  ['WEBSOCKET', /## WebSocket APIs([^]*)$/, WebSocketAccessLogField],
] as const;

/** The rows of a section's table of fields. */
function rowsOf(section: RegExp) {
  return [...section.exec(page)![1].matchAll(/^\| `(\$context\.[\w.]+)` \| `(\w+)` \| `(\w+)` \| (yes)? ?\| (yes)? ?\|/gm)].map(([, variable, name, key, isDefault, text]) => ({
    variable, name, key, isDefault: isDefault === 'yes', isFreeText: text === 'yes',
  }));
}

/** The rows of a section's table of variables that are no fields. */
function othersOf(section: RegExp) {
  return [...section.exec(page)![1].matchAll(/^\| `(\$context\.[\w.]+)` \| ([^|]+) \|$/gm)].map(([, variable, reason]) => ({ variable, reason }));
}

describe.each(TYPES)('docs/access-logs.md, %s', (type, section, fields) => {
  const statics = Object.entries(fields).filter((entry): entry is [string, AccessLogField] => (entry[1] as unknown) instanceof AccessLogField);

  test('lists exactly the fields of the class, as they are', () => {
    const described = rowsOf(section).map(({ variable, name, key, isFreeText }) => ({ variable, name, key, isFreeText }));
    expect(described.length).toBeGreaterThan(40);
    expect(described).toEqual(statics.map(([name, { variable, key, isFreeText }]) => ({ variable, name, key, isFreeText })));
  });

  test('tells which of them are the default', () => {
    const ofDocs = rowsOf(section).filter(({ isDefault }) => isDefault).map(({ variable }) => variable);
    expect(ofDocs.sort()).toEqual(DEFAULT_FIELDS[type].map(({ variable }) => variable).sort());
  });

  test('has every variable once, and those that are no fields pass in a format of one\'s own', () => {
    const others = othersOf(section);
    expect(others.length).toBeGreaterThan(0);
    const all = [...rowsOf(section), ...others].map(({ variable }) => variable);
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((variable) => !knowsVariable(type, variable))).toEqual([]);
  });

  test('gives each field a key of its own', () => {
    expect(new Set(statics.map(([, { key }]) => key)).size).toBe(statics.length);
  });
});

test('variables that one type of API knows are not taken for those of another', () => {
  expect(knowsVariable('HTTP', '$context.resourcePath')).toBe(false);
  expect(knowsVariable('HTTP', '$context.authorizer.latency')).toBe(false);
  expect(knowsVariable('HTTP', '$context.authorizer.tenant')).toBe(true);
  expect(knowsVariable('REST', '$context.routeKey')).toBe(false);
  expect(knowsVariable('WEBSOCKET', '$context.identity.apiKey')).toBe(true);
  expect(knowsVariable('WEBSOCKET', '$context.authorizer.claims.sub')).toBe(false);
  expect(knowsVariable('REST', '$context.sourceIp')).toBe(false);
});

test('no default access log has what a caller or a backend writes, or a secret', () => {
  for (const fields of Object.values(DEFAULT_FIELDS)) {
    expect(fields.filter(({ isFreeText }: AccessLogField) => isFreeText)).toEqual([]);
    expect(JSON.stringify(fields)).not.toMatch(/userAgent|context\.path|domainName|error\.message|integrationErrorMessage|integration\.error|\.error"|authorizer\.(claims|principalId)|\.apiKey\b|requestOverride/);
  }
});
