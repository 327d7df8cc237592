/** Starts the emulator of AWS on loopback: LocalStack's open-source runtime, with scripts/emulator. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CACHE, ROOT, virtualEnvironment } from '../steps.mjs';

const SOURCES = path.join(ROOT, 'scripts', 'emulator');
const REQUIREMENTS = path.join(SOURCES, 'requirements.txt');
const CONSTRAINTS = path.join(SOURCES, 'constraints.txt');
const FOLDER = process.env.GATEHOUSE_DEV ? path.join(CACHE, 'emulator-dev') : path.join(CACHE, 'emulator-run');
export const LOG = path.join(CACHE, process.env.GATEHOUSE_DEV ? 'emulator-dev.log' : 'emulator.log');

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

/** What versions the emulator has, for the report. */
export const versions = () => readFileSync(REQUIREMENTS, 'utf8').match(/localstack-core\S+==\S+/)[0].replace('[runtime]==', ' ');

/** Installs the emulator once; again when its requirements change. Returns its Python. */
export async function installEmulator() {
  const stamp = path.join(CACHE, 'emulator', 'requirements.sha256');
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(readFileSync(CONSTRAINTS)).digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    await virtualEnvironment('emulator', '-r', REQUIREMENTS, '-c', CONSTRAINTS);
    writeFileSync(stamp, hash);
  }
  return path.join(CACHE, 'emulator', 'bin', 'python');
}

/** The SDK as the runtime of functions brings it: what is installed here, and the one call of another client that the CDK's functions make. */
function sdkOfRuntimes() {
  const folder = path.join(FOLDER, 'node');
  mkdirSync(path.join(folder, '@aws-sdk'), { recursive: true });
  const modules = path.join(ROOT, 'node_modules');
  for (const name of readdirSync(path.join(modules, '@aws-sdk'))) symlinkSync(path.join(modules, '@aws-sdk', name), path.join(folder, '@aws-sdk', name));
  for (const name of readdirSync(path.join(SOURCES, 'modules', '@aws-sdk'))) symlinkSync(path.join(SOURCES, 'modules', '@aws-sdk', name), path.join(folder, '@aws-sdk', name));
  return folder;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts it with nothing in it. Returns its endpoint, the environment for programs that use it, and how to stop it. */
export async function startEmulator() {
  const python = await installEmulator();
  rmSync(FOLDER, { recursive: true, force: true });
  for (const name of ['files', 'tmp', 'cache']) mkdirSync(path.join(FOLDER, name), { recursive: true });
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(python, ['-m', 'localstack.runtime.main'], {
    cwd: FOLDER,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: FOLDER,
      PYTHONPATH: SOURCES,
      PYTHONDONTWRITEBYTECODE: '1',
      TMPDIR: path.join(FOLDER, 'tmp'),
      XDG_CACHE_HOME: path.join(FOLDER, 'cache'),
      FILESYSTEM_ROOT: path.join(FOLDER, 'files'),
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      LOCALSTACK_HOST: `localhost:${port}`,
      // nothing outside loopback, which differences.py refuses, too
      DISABLE_EVENTS: '1',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      DNS_ADDRESS: '0',
      // functions are processes, and Moto has DynamoDB, for which LocalStack would download a program
      LAMBDA_RUNTIME_EXECUTOR: 'process',
      GATEHOUSE_NODE_PATH: sdkOfRuntimes(),
      PROVIDER_OVERRIDE_DYNAMODB: 'moto',
      PROVIDER_OVERRIDE_DYNAMODBSTREAMS: 'moto',
      // resources of a type that it lacks are let pass, so that the others are deployed; the report names them
      CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES: '1',
      CFN_PER_RESOURCE_TIMEOUT: '3600',
    },
  });
  const log = createWriteStream(LOG);
  let ready = false;
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => { log.write(text); ready ||= /^Ready\.$/m.test(text); });
  process.on('exit', () => child.kill());
  const deadline = Date.now() + 120_000;
  while (!ready) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`the emulator does not start: see ${path.relative(ROOT, LOG)}`);
    await sleep(250);
  }
  const stop = async () => {
    child.kill();
    for (let waited = 0; child.exitCode === null && child.signalCode === null && waited < 50; waited++) await sleep(200);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  };
  const environment = {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: `http://s3.localhost:${port}`,
    NODE_OPTIONS: `--require ${path.join(ROOT, 'scripts', 'deploy', 'loopback.cjs')}`,
    NODE_NO_WARNINGS: '1',
  };
  return { endpoint, port, python, environment, stop };
}

/** The types of CloudFormation that the emulator has. */
export async function knownTypes(python) {
  const { execFileSync } = await import('node:child_process');
  const program = 'import gatehouse_emulator.resources as r, importlib.metadata as m\n'
    + 'print("\\n".join([e.name for e in m.entry_points(group="localstack.cloudformation.resource_providers")] + [t.lower() for t in r.TYPES]))';
  const names = execFileSync(python, ['-c', program], { encoding: 'utf8', env: { ...process.env, PYTHONPATH: SOURCES, PYTHONDONTWRITEBYTECODE: '1' }, stdio: ['ignore', 'pipe', 'ignore'] });
  return new Set(names.trim().split('\n').map((name) => name.toLowerCase()));
}
