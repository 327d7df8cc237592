import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { REST_ACCESS_LOG_FIELDS } from '../../lib/logs/access-log-fields';

test('docs/access-logs.md lists the fields of the default access log, in their order', () => {
  const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'access-logs.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\w+) \| `(\$context\.[\w.]+)` \|/gm)].map(([, field, variable]) => [field, variable]);
  expect(Object.fromEntries(rows)).toEqual(REST_ACCESS_LOG_FIELDS);
  expect(rows.map(([field]) => field)).toEqual(Object.keys(REST_ACCESS_LOG_FIELDS));
});
