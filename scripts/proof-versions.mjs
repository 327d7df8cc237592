/** The tests on newer Nodes and the newest CDK; `npm run proof` runs all on the oldest CDK and the Node that is there. Each Node is a package of npm, in .cache. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ProofTable } from './proof-table.mjs';
import { CACHE, install, main, projen, ROOT, run, step } from './steps.mjs';

/** What meets Node itself: functions, the command, files, streams; and of each part of the library what tells most. */
const MEETS_NODE = 'test/(handlers|bin|http|rest|websocket|logs|release/(release|function-release)|connections|openapi/(document|source|open-api)|contract/(examples|secrets|vocabulary|fuzz))';

const NEWEST_CDK = ['--moduleNameMapper={"^cdk-gatehouse$":"<rootDir>/lib","^aws-cdk-lib$":"aws-cdk-lib-latest","^aws-cdk-lib/(.*)$":"aws-cdk-lib-latest/$1"}'];

const versionOf = (name) => JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;

/** Installs a Node. Returns the folder of its programs. */
async function nodeOf(major) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(CACHE, 'node', major);
  mkdirSync(folder, { recursive: true });
  await run('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${major}`]);
  return path.join(folder, 'node_modules', name, 'bin');
}

async function test(table, bin, [check, subject], args, env = {}) {
  const results = path.join(CACHE, 'proof', `versions-${subject.replace(/\W+/g, '-')}.json`);
  mkdirSync(path.dirname(results), { recursive: true });
  rmSync(results, { force: true });
  const failure = await run(path.join(bin, 'node'), ['node_modules/jest/bin/jest.js', '--ci', '--coverage=false', '--json', `--outputFile=${results}`, ...args], {
    env: { PATH: `${bin}${path.delimiter}${process.env.PATH}`, ...env },
  }).then(() => undefined, (error) => error);
  const { numPassedTests = 0, testResults = [] } = (() => { try { return JSON.parse(readFileSync(results, 'utf8')); } catch { return {}; } })();
  const failed = testResults.flatMap(({ name, assertionResults, message }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `${path.relative(ROOT, name)}: ${fullName}`);
    return tests.length > 0 || !message ? tests : [`${path.relative(ROOT, name)}: ${message.split('\n')[0]}`];
  });
  table.add(check, subject, { passed: numPassedTests, failures: failed.length === 0 && failure ? [failure.message] : failed });
}

main(async () => {
  await install();
  if (process.env.GATEHOUSE_PROOF_COMPILED === undefined) {
    await step('Compiling the library, whose types are read', async () => {
      await projen('bundle');
      await projen('compile');
    });
  }
  const table = new ProofTable('versions');
  const [older, newer] = [await nodeOf('22'), await nodeOf('24')];
  const onNode22 = ['tests that meet Node', `Node 22, aws-cdk-lib ${versionOf('aws-cdk-lib')}`];
  await step(onNode22.join(', '), () => test(table, older, onNode22, [MEETS_NODE]));
  const onNewest = ['all tests', `Node 24, aws-cdk-lib ${versionOf('aws-cdk-lib-latest')}`];
  await step(onNewest.join(', '), () => test(table, newer, onNewest, NEWEST_CDK, { CDK_UNDER_TEST: 'newest' }));
  table.versions.push(`jest ${versionOf('jest')}`);
  table.finish();
});
