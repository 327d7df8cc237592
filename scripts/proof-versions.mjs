/** The tests on newer Nodes, and with the newest CDK; `npm run proof` runs all on the Node that is there. Each Node is a package of npm, in .cache. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ProofTable } from './proof-table.mjs';
import { CACHE, install, main, projen, ROOT, run, step } from './steps.mjs';

const NODES = ['22', '24'];

/** What meets Node itself: functions, the command, files, streams; and of each part of the library what tells most. GATEHOUSE_PROOF_TESTS=. is all. */
const TESTS = process.env.GATEHOUSE_PROOF_TESTS ?? 'test/(handlers|bin|http|rest|websocket|logs|release/(release|function-release)|connections|openapi/(document|source|open-api)|contract/(examples|secrets|vocabulary|fuzz))';

const versionOf = (name) => JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;

/** Installs a Node. Returns the folder of its programs. */
async function nodeOf(major) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = path.join(CACHE, 'node', major);
  mkdirSync(folder, { recursive: true });
  await run('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', `${name}@${major}`]);
  return path.join(folder, 'node_modules', name, 'bin');
}

async function test(table, bin, subject, settings = {}) {
  const results = path.join(CACHE, 'proof', `versions-${subject.replace(/\W+/g, '-')}.json`);
  mkdirSync(path.dirname(results), { recursive: true });
  rmSync(results, { force: true });
  const env = { PATH: `${bin}${path.delimiter}${process.env.PATH}`, ...settings.env };
  const failure = await run(path.join(bin, 'node'), ['node_modules/jest/bin/jest.js', '--ci', '--coverage=false', '--json', `--outputFile=${results}`, ...settings.args ?? [], TESTS], { env }).then(() => undefined, (error) => error);
  const { numPassedTests = 0, testResults = [] } = (() => { try { return JSON.parse(readFileSync(results, 'utf8')); } catch { return {}; } })();
  const failed = testResults.flatMap(({ name, assertionResults, message }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `${path.relative(ROOT, name)}: ${fullName}`);
    return tests.length > 0 || !message ? tests : [`${path.relative(ROOT, name)}: ${message.split('\n')[0]}`];
  });
  table.add('tests', subject, { passed: numPassedTests, failures: failed.length === 0 && failure ? [failure.message] : failed });
}

main(async () => {
  await install();
  await step('Bundling the functions that the library ships', () => projen('bundle'));
  const table = new ProofTable('versions');
  const newest = { CDK_UNDER_TEST: 'newest' };
  const ofNewest = ['--moduleNameMapper={"^cdk-gatehouse$":"<rootDir>/lib","^aws-cdk-lib$":"aws-cdk-lib-latest","^aws-cdk-lib/(.*)$":"aws-cdk-lib-latest/$1"}'];
  for (const major of NODES) {
    const bin = await nodeOf(major);
    await step(`Testing on Node ${major}, on the oldest CDK`, () => test(table, bin, `Node ${major}, aws-cdk-lib ${versionOf('aws-cdk-lib')}`));
  }
  const bin = await nodeOf(NODES.at(-1));
  await step(`Testing on Node ${NODES.at(-1)}, on the newest CDK`, () => test(table, bin, `Node ${NODES.at(-1)}, aws-cdk-lib ${versionOf('aws-cdk-lib-latest')}`, { env: newest, args: ofNewest }));
  table.versions.push(`jest ${versionOf('jest')}`);
  table.finish();
});
