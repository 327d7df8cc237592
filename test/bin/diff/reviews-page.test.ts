import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CHANGE_KINDS, FAIL_ON } from '../../../bin/diff/diff-report';

const page = readFileSync(join(__dirname, '../../../docs/reviews.md'), 'utf8');
/** The workflows of this library, whose actions are kept up to date. */
const OURS = ['build', 'release'].map((name) => readFileSync(join(__dirname, '../../../.github/workflows', `${name}.yml`), 'utf8')).join('\n');

const text = /```yaml\n([^]*?)```/.exec(page)![1];
const workflow = parse(text);
const { compare } = workflow.jobs;

test('the page names what the command fails on, and the kinds of changes', () => {
  expect([...page.matchAll(/^\| `([a-z][a-z-]+)` \|/gm)].map(([, name]) => name)).toEqual(Object.keys(FAIL_ON));
  const listed = [...page.matchAll(/^- (`[a-z-]+`(?:, `[a-z-]+`)+)$/gm)].flatMap(([, names]) => names.replaceAll('`', '').split(', '));
  expect(listed).toEqual([...CHANGE_KINDS]);
});

test('the workflow gives the job that runs the code of a pull request nothing but to read, and pins its actions', () => {
  expect(workflow.permissions).toEqual({});
  expect(workflow.jobs.synth.permissions).toEqual({ contents: 'read' });
  expect(compare.permissions).toEqual({ 'contents': 'read', 'pull-requests': 'write' });
  expect(Object.keys(workflow.on)).toEqual(['pull_request']);
  const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
  expect(uses.filter((action) => !OURS.includes(`uses: ${action}\n`))).toEqual([]);
  expect(uses.filter((action) => !/^actions\/[a-z-]+@([0-9a-f]{40}|v\d+\.\d+\.\d+)$/.test(action))).toEqual([]);
  expect(text).not.toMatch(/\$\{\{ *github\.event\.pull_request\.(title|body|head\.ref)/);
});

describe('the steps of the workflow', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-diff-'));
  const file = (name: string, content?: string) => (content === undefined ? readFileSync(join(folder, name), 'utf8') : writeFileSync(join(folder, name), content));
  const command = (name: string, script: string) => {
    file(name, `#!/bin/bash\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  const run = (part: string, env: object = {}) => {
    const step = compare.steps.find((each: any) => each.run?.includes(part));
    const given = Object.fromEntries(Object.entries<string>(step.env ?? {}).map(([name, value]) => [name, value.replace(/\$\{\{.*?\}\}/g, 'X')]));
    execFileSync('bash', ['-eo', 'pipefail', '-c', step.run], { cwd: folder, env: { ...given, ...env, PATH: `${folder}:${process.env.PATH}` } });
  };

  test.each([0, 6])('keep the report and the exit code %d', (code) => {
    command('npx', `echo "report of $*"; exit ${code}`);
    file('summary', '');
    file('output', '');
    run('gatehouse diff out', { GITHUB_STEP_SUMMARY: 'summary', GITHUB_OUTPUT: 'output' });
    expect(file('summary')).toBe('report of gatehouse diff out/base out/head --fail-on breaking,open-route\n');
    expect(file('output')).toBe(`code=${code}\n`);
  });

  test('end where it could not compare, and write no comment', () => {
    command('npx', 'exit 2');
    expect(() => run('gatehouse diff out', { GITHUB_STEP_SUMMARY: 'summary', GITHUB_OUTPUT: 'output' })).toThrow(/Command failed/);
  });

  test.each([['', 'repos/X/issues/X/comments'], ['17', '--method PATCH repos/X/issues/comments/17']])('write a comment where %p is the one that is there', (known, target) => {
    command('gh', `[[ "$*" == *--jq* ]] && echo "${known}" || { echo "$*" > called; cp comment.md sent; }`);
    file('diff.md', '## APIs\n');
    run('gh api');
    expect(file('called')).toBe(`api --silent ${target} --field body=@comment.md\n`);
    expect(file('sent')).toBe('<!-- gatehouse diff -->\n## APIs\n');
  });
});
