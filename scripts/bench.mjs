/** `npm run bench`: measures, and prints tables. Not part of `npm test`: its figures depend on the machine. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { CACHE, install, main, programOf, projen, ROOT, step } from './steps.mjs';

const L2 = 'RestApi';
const SPEC = 'SpecRestApi';
const OURS = 'RestGateway';
const RESOURCES = 'RestGateway, layout RESOURCES';
const COLD_RUNS = 3;

const bundle = (file) => path.join(CACHE, 'bench', `${file}.js`); // the library looks for its functions two folders up

const ratio = (value, base) => (value / base).toFixed(2);

main(async () => {
  await install();
  await step('Bundling the functions that the library ships', () => projen('bundle'));
  await step('Compiling the benchmarks, against the newest CDK', compile);
  await step('Measuring; takes about ten minutes', () => {
    for (const [shape, sizes, title] of [['own', [10, 98, 300, 1000], 'Each route on a path of its own'], ['crud', [1000], 'Five routes to two paths']]) {
      const rows = sizes.flatMap((routes) => measure(shape, routes));
      console.log(`\n### ${title}\n`);
      print(['routes', 'variant', 'resources', 'bytes, minified', 'bytes a route', 'bytes, indented', 'warm ms', 'of the L2', 'of SpecRestApi', 'warm ms, validated', 'of the L2', 'cold ms', 'of the L2', 'MiB'], rows);
    }
  });
});

/** JavaScript that a plain Node runs, so that a cold start is that of the CDK and not of a compiler. */
function compile() {
  for (const file of ['warm', 'cold']) {
    execFileSync(programOf('esbuild'), [`bench/${file}.ts`, '--bundle', '--platform=node', '--log-level=warning', `--outfile=${bundle(file)}`,
      '--tsconfig=bench/tsconfig.json', '--alias:aws-cdk-lib=aws-cdk-lib-latest', '--external:aws-cdk-lib-latest', '--external:constructs'], { stdio: 'inherit' });
  }
}

function measure(shape, routes) {
  const variants = [L2, SPEC, OURS, ...(routes <= 300 ? [RESOURCES] : [])];
  const off = program('warm', { CDK_VALIDATION: 'false' }, shape, routes, ...variants);
  const on = program('warm', { CDK_VALIDATION: 'true' }, shape, routes, ...variants);
  const cold = Object.fromEntries(variants.map((variant) => [variant, coldRun(shape, routes, variant)]));
  return variants.map((variant) => {
    const { resources, bytes, indented, milliseconds } = off[variant];
    return [
      routes, variant, resources, bytes, Math.round(bytes / routes), indented,
      Math.round(milliseconds), ratio(milliseconds, off[L2].milliseconds), ratio(milliseconds, off[SPEC].milliseconds),
      Math.round(on[variant].milliseconds), ratio(on[variant].milliseconds, on[L2].milliseconds),
      Math.round(cold[variant].milliseconds), ratio(cold[variant].milliseconds, cold[L2].milliseconds), Math.round(cold[variant].memory),
    ];
  });
}

function coldRun(shape, routes, variant) {
  const runs = Array.from({ length: COLD_RUNS }, () => {
    const start = performance.now();
    const { memory } = program('cold', { CDK_VALIDATION: 'false' }, shape, routes, variant);
    return { milliseconds: performance.now() - start, memory };
  });
  return runs.sort((a, b) => a.milliseconds - b.milliseconds)[Math.floor(COLD_RUNS / 2)];
}

function program(file, env, ...args) {
  const output = execFileSync('node', [bundle(file), ...args.map(String)], { cwd: ROOT, env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 26 });
  return JSON.parse(output.trim().split('\n').at(-1));
}

function print(header, rows) {
  const line = (cells) => `| ${cells.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)).join(' | ')} |`;
  console.log([line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n'));
}
