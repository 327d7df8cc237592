import { CommandLine } from './support/command-line';
import { COMMANDS } from '../../bin/commands';

let line: CommandLine;
beforeAll(async () => { line = await CommandLine.start(); });
afterAll(() => line.stop());

test.each(['', 'keys ', ...COMMANDS.map(({ name }) => `${name} `)])('the help of "gatehouse %s" fits into 80 columns', async (command) => {
  const { out, err, exitCode } = await line.run(`${command}--help`);
  expect(exitCode).toBe(0);
  expect(err).toBe('');
  expect(out).toMatch(/^Usage: gatehouse/);
  expect(out.split('\n').filter((each) => each.length > 80)).toEqual([]);
});

test('help lists every command', async () => {
  const { out } = await line.run('--help');
  for (const { name } of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${name.split(' ')[0]}\\b`, 'm'));
});

test.each(COMMANDS.filter(({ asks }) => asks).map(({ name }) => name))('the help of %s says how not to be asked', async (name) => {
  expect((await line.run(`${name} --help`)).out).toContain('--yes');
});
