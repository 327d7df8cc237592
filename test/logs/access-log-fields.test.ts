import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ACCESS_LOG_FIELDS } from '../../lib/logs/access-log-fields';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'access-logs.md'), 'utf8');

test.each([
  ['REST', /## REST APIs([^]*?)\n## /],
  ['HTTP', /## HTTP APIs([^]*?)\n## /],
  ['WEBSOCKET', /## WebSocket APIs([^]*)$/],
] as const)('docs/access-logs.md lists the fields of the default access log of a %s API, in their order', (type, section) => {
  const rows = [...section.exec(page)![1].matchAll(/^\| (\w+) \| `(\$context\.[\w.]+)` \|/gm)].map(([, field, variable]) => [field, variable]);
  expect(Object.fromEntries(rows)).toEqual(ACCESS_LOG_FIELDS[type]);
  expect(rows.map(([field]) => field)).toEqual(Object.keys(ACCESS_LOG_FIELDS[type]));
});

test('no default access log has what a caller or a backend writes, or a secret', () => {
  for (const fields of Object.values(ACCESS_LOG_FIELDS)) {
    expect(JSON.stringify(fields)).not.toMatch(/userAgent|context\.path|domainName|error\.message|integrationErrorMessage|integration\.error|\.error"|authorizer\.(claims|principalId)|\.apiKey\b|requestOverride/);
  }
});
