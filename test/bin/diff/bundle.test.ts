import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PAIRS } from './pairs';
import { synthesized } from './support';
import { diff } from '../../../bin/diff/diff';
import { toMarkdown } from '../../../bin/diff/markdown';
import { monthlyCost } from '../../../bin/diff/monthly-cost';
import { BUNDLE, execute } from '../support/bundle';

const cwd = mkdtempSync(join(tmpdir(), 'gatehouse-diff-'));
const run = (args: string) => execute(args, { PATH: process.env.PATH!, HOME: cwd }, cwd);

jest.setTimeout(60_000); // it starts processes

test('there is nothing of the CDK in the command', () => {
  expect(readFileSync(BUNDLE, 'utf8')).not.toMatch(/aws-cdk-lib\/|jsii\.rtti"?\]\s*=/);
});

test.each(['layout-changed', 'narrowed-type', 'policy-widened'])('without the CDK, it says the same of %s', async (name) => {
  const [base, head] = [PAIRS[name].before, PAIRS[name].after].map((define) => synthesized(define));
  const report = diff(base, head, { monthlyCost: (api) => monthlyCost(api, { requests: 0 }) });
  expect(await run(`diff ${base} ${head}`)).toEqual({ exitCode: 0, out: toMarkdown(report), err: '' });
});

test('it ends with 6 if there is what it should fail on, and with 2 if it cannot compare', async () => {
  const [base, head] = [PAIRS['open-route'].before, PAIRS['open-route'].after].map((define) => synthesized(define));
  expect(await run(`diff ${base} ${head} --fail-on breaking,open-route`)).toMatchObject({ exitCode: 6, err: '' });
  expect(await run(`diff ${head} ${base} --fail-on open-route`)).toMatchObject({ exitCode: 0, err: '' });
  expect(await run(`diff ${base} missing`)).toEqual({
    exitCode: 2, out: '', err: `gatehouse: "${join(cwd, 'missing')}" is no folder: write the path of a "cdk.out", as "cdk synth" makes it\n`,
  });
});
