import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Examples } from './support/examples';
import { COMMANDS } from '../../bin/commands';
import { ALLOWED_ENDPOINT_CHANGES, endpointTypeName } from '../../bin/endpoint-changes';
import { ExitCode } from '../../bin/exit-code';

const DOCS = readFileSync(path.join(__dirname, '..', '..', 'docs', 'command.md'), 'utf8');
const EXAMPLES = [...DOCS.matchAll(/```console\n\$ gatehouse (.*)\n([^]*?)```/g)].map(([, args, output]) => [args, output] as const);

let examples: Examples;
beforeAll(() => { examples = new Examples(); });
afterAll(() => examples.dispose());

test.each(EXAMPLES)('the example of "gatehouse %s" is what it prints', async (args, output) => {
  expect(output).toBe(await examples.show(args));
});

test('every command has an example', () => {
  expect(COMMANDS.map(({ name }) => name).filter((name) => !EXAMPLES.some(([args]) => args.startsWith(name)))).toEqual([]);
});

test('every option is in the docs', () => {
  const flags = COMMANDS.flatMap(({ options = [] }) => options.map(([flag]) => flag.split(' ')[0]));
  expect([...flags, '--api', '--stage', '--app', '--region', '--profile', '--yes', '--json', '--verbose'].filter((flag) => !DOCS.includes(`\`${flag}`))).toEqual([]);
});

test('every exit code is in the docs', () => {
  const codes = Object.values(ExitCode).filter((code) => typeof code === 'number');
  expect([...DOCS.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code))).toEqual(codes);
});

test('the table of endpoint types is that of the command', () => {
  const rows = Object.entries(ALLOWED_ENDPOINT_CHANGES).map(([from, to]) =>
    `| ${endpointTypeName(from)} | ${Object.keys(ALLOWED_ENDPOINT_CHANGES).map((type) => (type === from ? '' : to.includes(type) ? 'changed' : '**refused**')).join(' | ')} |`);
  for (const row of rows) expect(DOCS).toContain(row);
});
