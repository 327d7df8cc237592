import { execFileSync } from 'node:child_process';
import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { PAIRS } from './pairs';
import { synthesized } from './support';
import { diff } from '../../../bin/diff/diff';
import { toMarkdown } from '../../../bin/diff/markdown';

const ROOT = join(__dirname, '../../..');

test('bundled without the CDK, it says the same, and is small', () => {
  const outfile = join(mkdtempSync(join(tmpdir(), 'gatehouse-diff-')), 'diff.js');
  const contents = `
    import { diff } from './bin/diff/diff';
    import { toMarkdown } from './bin/diff/markdown';
    process.stdout.write(toMarkdown(diff(process.argv[2], process.argv[3])));
  `;
  buildSync({
    stdin: { contents, resolveDir: ROOT },
    alias: { 'aws-cdk-lib/core': join(ROOT, 'bin/diff/template-core.ts') },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    outfile,
  });
  expect(statSync(outfile).size).toBeLessThan(150_000);
  for (const name of ['layout-changed', 'narrowed-type', 'policy-widened']) {
    const [base, head] = [PAIRS[name].before, PAIRS[name].after].map((define) => synthesized(define));
    expect(execFileSync(process.execPath, [outfile, base, head], { encoding: 'utf8' })).toBe(toMarkdown(diff(base, head)));
  }
});
