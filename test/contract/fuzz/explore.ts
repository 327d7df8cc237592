/** Runs random programs and says what came of them: `tsx test/contract/fuzz/explore.ts <type of API> <how many> <seed>`. */
import * as fc from 'fast-check';
import { ApiType } from './good-values';
import { randomProgram } from './random-program';
import { runProgram } from './run-program';

const [api, count, seed] = process.argv.slice(2);
const found = new Map<string, { times: number; program: unknown; problem: string }>();
const totals: Record<string, number> = {};
for (const program of fc.sample(randomProgram(api as ApiType, process.env.GOOD === undefined), { numRuns: Number(count), seed: Number(seed) })) {
  const outcome = runProgram(program);
  totals[outcome.is] = (totals[outcome.is] ?? 0) + 1;
  if (outcome.is !== 'faulty') { if (process.env.SHOW && outcome.is === 'refused') console.log('REFUSED', outcome.message.split('\n').slice(0, /^Validation/.test(outcome.message) ? 2 : 1).join(' ')); continue; }
  const lines = outcome.problem.split('\n');
  const signature = `${lines[0].replace(/Given\d+|[0-9A-F]{8}|\d+/g, '#').slice(0, 160)} | ${lines.find((line) => /lib\/(?!.*node_modules)/.test(line) && !/node_modules/.test(line))?.trim() ?? ''}`;
  const same = found.get(signature);
  if (same) same.times++;
  else found.set(signature, { times: 1, program, problem: outcome.problem });
}
for (const [signature, { times, program, problem }] of [...found].sort((a, b) => b[1].times - a[1].times)) {
  console.log(`\n## ${times} × ${signature}`);
  if (process.env.FULL) console.log(problem, JSON.stringify(program));
}
console.log(api, totals);
