/** What the commands of README share: steps that say what they do, and an installation that needs nothing before it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
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

/** What the chains of `sideBySide` have printed since their last step, so that the output of two steps is never mixed. */
const kept = new AsyncLocalStorage();

/** Prints a line. */
export function say(line) {
  const lines = kept.getStore();
  if (lines) lines.push(`${line}\n`);
  else console.log(line);
}

/** Runs a program and passes on what it prints; throws if it fails. */
export async function run(program, args, options = {}) {
  const lines = kept.getStore();
  const child = spawn(program, args, { stdio: lines ? ['ignore', 'pipe', 'pipe'] : 'inherit', cwd: ROOT, ...options, env: { ...process.env, ...options.env } });
  for (const stream of lines ? [child.stdout, child.stderr] : []) stream.setEncoding('utf8').on('data', (text) => lines.push(text));
  const ended = await new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`cannot run ${program}: ${error.message}`)));
    child.on('close', (status, signal) => resolve(signal ?? status));
  });
  if (ended !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${typeof ended === 'number' ? `status ${ended}` : ended}`);
}

/** Runs chains of steps at the same time, each for one core. What a step prints comes when it is over. */
export async function sideBySide(...chains) {
  await Promise.all(chains.map((chain) => kept.run([], chain)));
}

/** A program of an installed package. */
export const programOf = (program) => path.join(ROOT, 'node_modules', '.bin', program);

/** Runs a program of an installed package. */
export const tool = (program, ...args) => run(programOf(program), args);

/** Runs a task of the project definition. */
export const projen = (task, ...args) => tool('projen', task, ...args);

/** Says what is done, does it, and says how long it took. */
export async function step(title, action) {
  const start = Date.now();
  say(`\n=== ${title}`);
  try {
    await action();
    say(`    ${((Date.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    say(`    FAILED: ${error.message}`);
    throw error;
  } finally {
    process.stdout.write((kept.getStore()?.splice(0) ?? []).join(''));
  }
}

/** Checks the machine, and installs the packages of the lock file if they are not there. */
export async function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 16)) throw new Error(`Node 20.16 or newer is needed, this is ${process.version}`);
  const installed = path.join('node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return;
  await step('Installing the packages of package-lock.json (a minute or two)', () => run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']));
}

/** Makes an empty virtual environment of Python, and installs packages in it. Returns its folder of programs. */
export async function virtualEnvironment(name, ...packages) {
  const folder = path.join(CACHE, name);
  rmSync(folder, { recursive: true, force: true });
  await run('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed")']);
  await run('python3', ['-m', 'venv', folder]);
  const bin = path.join(folder, 'bin');
  await run(path.join(bin, 'pip'), ['install', '--quiet', ...packages]);
  return bin;
}

/** Examples in TypeScript. */
export const examples = () => readdirSync('examples').filter((name) => existsSync(path.join('examples', name, 'main.ts')));

/** The folder of templates of an example. */
export const templatesOf = (example) => path.join('examples', example, 'cdk.out');

/** Synthesizes examples in one process, without the CDK's command, since most of the time goes to loading the CDK. */
export async function synthesize(...names) {
  for (const name of names) rmSync(templatesOf(name), { recursive: true, force: true });
  await tool('tsx', '--tsconfig', 'examples/tsconfig.json', 'test/contract/support/synthesize-examples.ts', ...names);
}

/** Ends the command with the sentence of an error, not its stack. */
export async function main(action) {
  try {
    await action();
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
