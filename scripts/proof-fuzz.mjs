/** 10,000 random gateways of all public types: each gives a template that CloudFormation takes, or a sentence of the library. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ProofTable } from './proof-table.mjs';
import { install, main, programOf, projen, ROOT, step } from './steps.mjs';

const SEED = 20261122;
const COUNTS = { Rest: 3400, Http: 3300, WebSocket: 3300 };

/** What came of random gateways of a type, in a process of its own. */
async function explore(api, count) {
  const { stdout } = await promisify(execFile)(programOf('tsx'), ['--tsconfig', 'bench/tsconfig.json', 'test/contract/fuzz/explore.ts', api, String(count), String(SEED)], {
    cwd: ROOT,
    maxBuffer: 1 << 28,
    env: { ...process.env, CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true }), GATEHOUSE_FUZZ_JSON: '1' },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

main(async () => {
  await install();
  if (process.env.GATEHOUSE_PROOF_COMPILED === undefined) {
    await step('Compiling the library, whose types are read', async () => {
      await projen('bundle');
      await projen('compile');
    });
  }
  const table = new ProofTable('random gateways');
  table.versions.push(`Node ${process.versions.node}`, `seed ${SEED}`);
  await step(`Synthesizing ${Object.values(COUNTS).reduce((sum, count) => sum + count)} random gateways`, async () => {
    const results = await Promise.all(Object.entries(COUNTS).map(async ([api, count]) => [api, await explore(api, count)]));
    for (const [api, { synthesized = 0, refused = 0, faults }] of results) {
      table.add('random gateways', `${api}Gateway`, { passed: synthesized + refused, failures: faults, note: `${synthesized} synthesized, ${refused} refused by a sentence` });
    }
  });
  table.finish();
});
