/** `npm run proof`: checks that are too slow for `npm test`. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { CACHE, install, main, projen, ROOT, run, step, synthesize } from './steps.mjs';

main(async () => {
  await install();
  await step('Bundling the functions that the library ships', () => projen('bundle'));
  await step('Running all tests with many random cases, and measuring what they cover', () => projen('jest:proof'));
  await step('Running all tests on the newest CDK', () => projen('jest:newest'));
  await step('Compiling and packing, for what uses the packages', async () => { for (const task of ['compile', 'package:js', 'package:python']) await projen(task); });
  for (const part of ['rules', 'fuzz', 'versions', 'languages', 'first-hour', 'deploy']) {
    await step(`Running proof:${part}, whose table is in docs/proof.md`, () => run('node', [`scripts/proof-${part}.mjs`], { env: { GATEHOUSE_PROOF_COMPILED: '1' } }));
  }
  for (const example of readdirSync('examples').filter((name) => existsSync(path.join('examples', name, 'main.ts')))) {
    await step(`Synthesizing ${example} with the command of the CDK, and comparing the template`, () => synthesizeWithCommand(example));
  }
  await step('Exploring what may happen to a stage that is released', () => run('npx', ['--no-install', 'jest', '--coverage=false', '--reporters=default', 'test/release/exploration'], { env: { GATEHOUSE_PROOF: '1' } }));
  await step('Rendering mapping templates by Apache Velocity', () => run('npx', ['--no-install', 'tsx', '--tsconfig', 'bench/tsconfig.json', 'test/integrations/oracle/record.ts']));
});

/** What users do: `cdk synth` in the folder of the example. */
async function synthesizeWithCommand(example) {
  const output = path.join(CACHE, 'proof', example);
  await run(path.join(ROOT, 'node_modules', '.bin', 'cdk'), ['synth', '--quiet', '--strict', '--no-notices', '--no-version-reporting', '--no-path-metadata', '--no-asset-metadata', '--output', output], {
    cwd: path.join('examples', example),
    env: { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_EC2_METADATA_DISABLED: 'true', TSX_TSCONFIG_PATH: path.join(ROOT, 'examples', 'tsconfig.json') },
  });
  const [template] = readdirSync(output).filter((file) => file.endsWith('.template.json'));
  await run('npx', ['--no-install', 'tsx', 'test/contract/support/compare-templates.ts', path.join(output, template), path.join(await synthesize(example), template)]);
}
