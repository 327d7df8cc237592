/** `npm run proof`: checks that are too slow for `npm test`. All of them run, also after one has failed; the last thing printed is the table of all. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ProofTable, tableOfPage } from './proof-table.mjs';
import { CACHE, examples, install, main, programOf, projen, ROOT, run, say, step, synthesize, templatesOf, tool } from './steps.mjs';

/** The commands `proof:…`, and the sections of docs/proof.md that they write. */
const PARTS = {
  'rules': 'rule sets',
  'fuzz': 'random gateways',
  'versions': 'versions',
  'languages': 'languages',
  'first-hour': 'first hour',
  'deploy': 'deployments',
};

const TESTS = 'tests';

main(async () => {
  await install();
  await step('Bundling the functions that the library ships', () => projen('bundle'));
  const failed = [];
  await part(failed, 'packages', () => step('Compiling and packing, for what uses the packages', async () => { for (const task of ['compile', 'package:js', 'package:python']) await projen(task); }));
  await part(failed, TESTS, tests);
  for (const [name, section] of Object.entries(PARTS)) {
    await part(failed, section, () => step(`Running proof:${name}`, () => run('node', [`scripts/proof-${name}.mjs`], { env: { GATEHOUSE_PROOF_COMPILED: '1' } })));
  }
  say(`\n${tableOfPage([TESTS, ...Object.values(PARTS)], failed)}`);
  if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}`);
});

/** Notes a part that fails, and goes on. */
async function part(failed, name, action) {
  try {
    await action();
  } catch (error) {
    say(`    FAILED: ${error.message}`);
    failed.push(name);
  }
}

/** Everything that has no command of its own. */
async function tests() {
  const table = new ProofTable(TESTS);
  table.versions.push(...['jest', 'aws-cdk-lib', 'aws-cdk'].map((name) => `${name} ${JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version}`));
  await jest(table, 'all tests, with many random cases', 'oldest CDK', (args) => projen('jest:proof', ...args));
  await jest(table, 'what may happen to a stage that is released', 'test/release/exploration', (args) =>
    run(programOf('jest'), ['--coverage=false', '--reporters=default', ...args, 'test/release/exploration'], { env: { GATEHOUSE_PROOF: '1' } }));
  await step('Synthesizing the examples', () => synthesize(...examples()));
  for (const example of examples()) {
    await table.run('cdk synth, and the same template', example, [['synthesizes', () => synthesizeWithCommand(example)]]);
  }
  await table.run('mapping templates by Apache Velocity', 'test/integrations/oracle', [['renders as recorded', () => tool('tsx', '--tsconfig', 'bench/tsconfig.json', 'test/integrations/oracle/record.ts')]]);
  table.finish();
}

/** Runs jest, and adds a row with the numbers of its tests. */
async function jest(table, check, example, action) {
  const report = path.join(CACHE, 'proof', `${example.replace(/\W+/g, '-')}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const failure = await step(`${check}, ${example}`, () => action(['--json', `--outputFile=${report}`])).then(() => undefined, (error) => error);
  const { numPassedTests: passed = 0, testResults = [] } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const failures = testResults.filter(({ status }) => status === 'failed').map(({ name, message }) => `${path.relative(ROOT, name)}: ${message.split('\n')[0]}`);
  table.add(check, example, { passed, failures: failures.length === 0 && failure ? [failure.message] : failures });
}

/** What users do: `cdk synth` in the folder of the example. */
async function synthesizeWithCommand(example) {
  const output = path.join(CACHE, 'proof', example);
  await run(path.join(ROOT, 'node_modules', '.bin', 'cdk'), ['synth', '--quiet', '--strict', '--no-notices', '--no-version-reporting', '--no-path-metadata', '--no-asset-metadata', '--output', output], {
    cwd: path.join('examples', example),
    env: { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_EC2_METADATA_DISABLED: 'true', TSX_TSCONFIG_PATH: path.join(ROOT, 'examples', 'tsconfig.json') },
  });
  const [template] = readdirSync(output).filter((file) => file.endsWith('.template.json'));
  await tool('tsx', 'test/contract/support/compare-templates.ts', path.join(output, template), path.join(templatesOf(example), template));
}
