/** Runs random programs and says what came of them: `tsx test/contract/fuzz/explore.ts <type of API> <how many> <seed>`; with GATEHOUSE_FUZZ_JSON=1 in one line of JSON. */
import * as fc from 'fast-check';
import { ApiType } from './good-values';
import { randomProgram } from './random-program';
import { runProgram } from './run-program';

interface Fault { readonly times: number; readonly problem: string; readonly program: unknown }

const [api, count, seed] = process.argv.slice(2);
const faults = new Map<string, Fault>();
const totals: Record<string, number> = {};

/** What faults of one cause have in common: the message without what is random, and the first line of the library. */
function signatureOf(problem: string): string {
  const lines = problem.split('\n');
  const place = lines.find((line) => /\/lib\//.test(line) && !/node_modules/.test(line))?.replace(/.*\/(lib\/.*?)\)?$/, '$1') ?? '';
  return `${lines[0].replace(/Given\d+|[0-9A-F]{8}|\d+/g, '#').slice(0, 160)} | ${place}`;
}

for (const program of fc.sample(randomProgram(api as ApiType), { numRuns: Number(count), seed: Number(seed) })) {
  const outcome = runProgram(program);
  totals[outcome.is] = (totals[outcome.is] ?? 0) + 1;
  if (outcome.is !== 'faulty') continue;
  const signature = signatureOf(outcome.problem);
  const known = faults.get(signature);
  faults.set(signature, known ? { ...known, times: known.times + 1 } : { times: 1, problem: outcome.problem, program });
}

const all = [...faults].sort((one, other) => other[1].times - one[1].times);
if (process.env.GATEHOUSE_FUZZ_JSON) {
  // eslint-disable-next-line no-console
  console.log(JSON.stringify({ ...totals, faults: all.map(([signature, { times, program }]) => `${times} × ${signature} ${JSON.stringify(program)}`) }));
} else {
  // eslint-disable-next-line no-console
  for (const [signature, { times, problem, program }] of all) console.log(`\n## ${times} × ${signature}\n${problem}\n${JSON.stringify(program)}`);
  // eslint-disable-next-line no-console
  console.log(api, totals);
}
