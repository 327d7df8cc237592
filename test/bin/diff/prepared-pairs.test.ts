import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAIRS } from './pairs';
import { diffOf } from './support';
import { toMarkdown } from '../../../bin/diff/markdown';

/** What is expected is written with WRITE_EXPECTED=1, and read by people. */
const expectedFile = (name: string) => join(__dirname, 'expected', `${name}.md`);

test.each(Object.entries(PAIRS))('%s reads as it is expected to', (name, { before, after }) => {
  const markdown = toMarkdown(diffOf(before, after));
  if (process.env.WRITE_EXPECTED) writeFileSync(expectedFile(name), markdown);
  expect(markdown).toBe(readFileSync(expectedFile(name), 'utf8'));
});
