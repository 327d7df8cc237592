/** What the commands of README share: steps that say what they do, and an installation that needs nothing before it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Where commands keep what can be made again; not tracked. */
export const CACHE = path.join(ROOT, '.cache');

process.chdir(ROOT);
mkdirSync(CACHE, { recursive: true });
Object.assign(process.env, {
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CDK_DISABLE_VERSION_CHECK: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
});

/** Runs a program and passes on what it prints; throws if it fails. */
export function run(program, args, options = {}) {
  const { status, signal, error } = spawnSync(program, args, { stdio: 'inherit', cwd: ROOT, ...options, env: { ...process.env, ...options.env } });
  if (error) throw new Error(`cannot run ${program}: ${error.message}`);
  if (status !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${signal ?? `status ${status}`}`);
}

/** Runs a program of an installed package. */
export const npx = (program, ...args) => run('npx', ['--no-install', program, ...args]);

/** Runs a task of the project definition. */
export const projen = (task, ...args) => npx('projen', task, ...args);

/** Says what is done, does it, and says how long it took. */
export function step(title, action) {
  const start = Date.now();
  console.log(`\n=== ${title}`);
  action();
  console.log(`    ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

/** Checks the machine, and installs the packages of the lock file if they are not there. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 16)) throw new Error(`Node 20.16 or newer is needed, this is ${process.version}`);
  const installed = path.join('node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  step('Installing the packages of package-lock.json (a minute or two)', () => run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']));
}

/** Makes an empty virtual environment of Python, and installs packages in it. Returns its folder of programs. */
export function virtualEnvironment(name, ...packages) {
  const folder = path.join(CACHE, name);
  rmSync(folder, { recursive: true, force: true });
  run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed")']);
  run('python3', ['-m', 'venv', folder]);
  const bin = path.join(folder, 'bin');
  run(path.join(bin, 'pip'), ['install', '--quiet', ...packages]);
  return bin;
}

/** Synthesizes an example without the CDK's command, which takes a fifth of the time. Returns the folder of templates. */
export function synthesize(example) {
  const output = path.join('examples', example, 'cdk.out');
  rmSync(output, { recursive: true, force: true });
  run('npx', ['--no-install', 'tsx', '--tsconfig', 'examples/tsconfig.json', path.join('examples', example, 'main.ts')], { env: { CDK_OUTDIR: path.join(ROOT, output) } });
  return output;
}

/** Ends the command with the sentence of an error, not its stack. */
export function main(action) {
  try {
    action();
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
