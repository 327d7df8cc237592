import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { violations } from './support/schemas';
import { COMMANDS } from '../../bin/commands';

test('every command has a schema of what --json prints', () => {
  const files = readdirSync(path.join(__dirname, '..', '..', 'bin', 'schemas')).sort();
  expect(files).toEqual([...COMMANDS.map(({ name }) => `${name.replace(' ', '-')}.json`), 'error.json'].sort());
});

test.each(COMMANDS.map(({ name }) => name))('the schema of %s refuses what it does not know', (name) => {
  expect(violations(name, {})).not.toEqual([]);
  expect(violations(name, { unknown: 1 }).join()).toContain('must NOT have additional properties');
});
