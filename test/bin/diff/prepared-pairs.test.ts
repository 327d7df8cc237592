import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAIRS } from './pairs';
import { synthesized } from './support';
import { CommandLine } from '../support/command-line';

/** What is expected is written with WRITE_EXPECTED=1, and read by people. */
const expectedFile = (name: string) => join(__dirname, 'expected', `${name}.md`);

let line: CommandLine;
beforeAll(async () => { line = await CommandLine.start(); });
afterAll(() => line.stop());

test.each(Object.entries(PAIRS))('%s reads as it is expected to', async (name, { before, after }) => {
  const { out, err, exitCode } = await line.run(`diff ${synthesized(before)} ${synthesized(after)}`);
  if (process.env.WRITE_EXPECTED) writeFileSync(expectedFile(name), out);
  expect({ out, err, exitCode }).toEqual({ out: readFileSync(expectedFile(name), 'utf8'), err: '', exitCode: 0 });
  expect(line.targets).toEqual([]); // no service is asked
});
