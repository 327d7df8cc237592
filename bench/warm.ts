/** Medians of five builds and syntheses in one process, the variants in turns so that noise meets all. Prints JSON. */
import { performance } from 'node:perf_hooks';
import { synthesize } from './variants';

const RUNS = 5;
const [shape, routes, ...variants] = process.argv.slice(2);
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const times: Record<string, number[]> = Object.fromEntries(variants.map((variant) => [variant, []]));
const results: Record<string, object> = {};
for (let run = -1; run < RUNS; run++) { // the first is not counted
  for (const variant of variants) {
    const start = performance.now();
    const { template, indented } = synthesize(variant, shape, Number(routes));
    const milliseconds = performance.now() - start;
    if (run >= 0) times[variant].push(milliseconds);
    results[variant] = { resources: Object.keys(template.Resources).length, bytes: JSON.stringify(template).length, indented };
  }
}
console.log(JSON.stringify(Object.fromEntries(variants.map((variant) => [variant, { ...results[variant], milliseconds: median(times[variant]) }]))));
