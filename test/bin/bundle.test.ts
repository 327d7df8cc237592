import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { cloudAssembly } from './support/assembly';
import { BUNDLE, environment, execute } from './support/bundle';
import { CommandLine } from './support/command-line';
import { addKeys, demo, Demo } from './support/demo';

const API = '--api a1b2c3d4e5';
const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-'));
jest.setTimeout(60_000); // it starts a process for each run, while other tests run beside it

let line: CommandLine;
let there: Demo;
let env: Record<string, string>;

afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(async () => {
  there = demo();
  addKeys(there);
  line = await CommandLine.start(there.plane);
  env = environment(line, folder);
});

afterEach(() => line.stop());

const run = (args: string, environmentOfRun = env) => execute(args, environmentOfRun, folder);
const without = (...names: string[]) => Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

test('the command is one file that can be executed, smaller than 1 MiB', () => {
  const { mode, size } = statSync(BUNDLE);
  expect(readFileSync(BUNDLE, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect(mode.toString(8)).toMatch(/[157]{3}$/);
  expect(size).toBeLessThan(1024 * 1024);
});

test('it is the executable of the package, which asks for no package at run time but what is in its tarball', () => {
  const { bin, bundledDependencies, dependencies } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8'));
  expect(bin).toEqual({ gatehouse: 'assets/bin/gatehouse.js' });
  expect(Object.keys(dependencies)).toEqual(bundledDependencies);
});

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8'));
  expect(await run('--version')).toEqual({ exitCode: 0, out: `${version}\n`, err: '' });
});

describe('exit codes', () => {
  test('0: it is done', async () => {
    expect(await run(`promote ${API} --yes`)).toMatchObject({ exitCode: 0, err: '' });
    expect(there.plane.serving(there.restApiId, 'prod').base.deploymentId).toBe(there.deployments[2]);
  });

  test('1: a service refuses, breaks or does not answer', async () => {
    there.plane.onTestInvoke(() => ({ status: 502 }));
    expect(await run(`test GET /orders ${API}`)).toMatchObject({ exitCode: 1, err: '' });
    const nobody = await run(`status ${API}`, { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(nobody).toMatchObject({ exitCode: 1, out: '', err: expect.stringMatching(/^gatehouse: AWS does not answer: .*\n$/) });
  });

  test.each([
    ['statu', "unknown command 'statu' (did you mean status?)"],
    ['status --nope', "unknown option '--nope'"],
    ['status --api', "option '--api <id or path>' argument missing"],
    ['keys revoke', "missing required argument 'key'"],
    ['status one two', "too many arguments for 'status'. Expected 0 arguments but got 2."],
    ['status', 'there is no API in cdk.out: say --api with the id of one, or --app with the folder that "cdk synth" writes'],
  ])('2: the command line is wrong, as in "%s"', async (args, message) => {
    expect(await run(args)).toMatchObject({ exitCode: 2, out: '', err: expect.stringContaining(`gatehouse: ${message}`) });
  });

  test('2, and help: nothing is said', async () => {
    expect(await run('')).toMatchObject({ exitCode: 2, out: '', err: expect.stringMatching(/^Usage: gatehouse/) });
  });

  test('3: it is not confirmed', async () => {
    const before = there.plane.state();
    expect(await run(`promote ${API}`)).toEqual({
      exitCode: 3, out: '', err: 'gatehouse: "gatehouse promote" has to be confirmed, and there is no terminal to ask on: say --yes\n',
    });
    expect(there.plane.state()).toEqual(before);
  });

  test('4: what was named is not there', async () => {
    expect(await run('status --api zzzzzzzzzz')).toMatchObject({ exitCode: 4, out: '', err: expect.stringContaining('Invalid API identifier specified') });
  });

  test('5: there are no credentials', async () => {
    const { exitCode, err } = await run(`status ${API}`, without('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'));
    expect(err).toBe('gatehouse: there are no credentials of AWS: sign in, set AWS_PROFILE, or say --profile\n');
    expect(exitCode).toBe(5);
  });

  test('5: there is no such profile', async () => {
    const { exitCode, err } = await run(`status ${API} --profile nope`);
    expect(err).toMatch(/^gatehouse: .*credentials.*\n$/);
    expect(exitCode).toBe(5);
  });

  test('5: there is no Region', async () => {
    const { exitCode, err } = await run(`status ${API}`, without('AWS_REGION'));
    expect(err).toBe('gatehouse: there is no Region: say --region, or set AWS_REGION\n');
    expect(exitCode).toBe(5);
  });

  test('2: there is no such Region', async () => {
    const { exitCode, err } = await run(`status ${API} --region "not a region"`, without('AWS_ENDPOINT_URL'));
    expect(err).toMatch(/^gatehouse: the Region has to be the name of one, such as eu-west-1: .*\n$/);
    expect(exitCode).toBe(2);
  });

  test('5: there is no permission', async () => {
    there.plane.policy = [];
    expect(await run(`history ${API}`)).toMatchObject({ exitCode: 5, out: '', err: expect.stringMatching(/^gatehouse: the credentials do not allow it: .*\n$/) });
  });
});

test('--profile says credentials and Region', async () => {
  mkdirSync(path.join(folder, '.aws'));
  writeFileSync(path.join(folder, '.aws', 'config'), '[profile ops]\nregion = eu-west-1\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n');
  expect(await run(`history ${API} --profile ops`, without('AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'))).toMatchObject({ exitCode: 0, err: '' });
});

test('an API of a cloud assembly is found', async () => {
  const { apiLogicalId, stageLogicalId, template } = cloudAssembly(path.join(folder, 'app'));
  line.cloudFormation.stacks.Shop = { template, resources: { [apiLogicalId]: 'a1b2c3d4e5', [stageLogicalId]: 'prod' } };
  const { out } = await run('status --app app --json', without('AWS_REGION')); // the Region is that of the stack
  expect(JSON.parse(out).api).toMatchObject({ id: 'a1b2c3d4e5', path: 'Shop/OrdersApi', layout: 'openapi' });
});

test.each(['status --api zzzzzzzzzz', 'promote --api a1b2c3d4e5', 'statu', 'status --nope'])('what goes wrong in "%s" is JSON, too, and a sentence', async (args) => {
  const { out, err, exitCode } = await run(`${args} --json`);
  const { error, exitCode: inJson } = JSON.parse(out);
  expect(err).toBe(`gatehouse: ${error}\n`);
  expect(inJson).toBe(exitCode);
});

test('nothing is wider than 80 columns, coloured or moving without a terminal', async () => {
  const about = ['status', 'history', 'usage', 'keys list', 'promote --yes', 'rollback --yes'].map((name) => `${name} ${API}`);
  for (const args of ['--help', 'keys import --help', 'diff --help', ...about]) {
    const { out, err, exitCode } = await run(args);
    expect([args, exitCode]).toEqual([args, 0]);
    expect([args, ...`${out}${err}`.split('\n').filter((each) => each.length > 80)]).toEqual([args]);
    expect(`${out}${err}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  }
});

test('a reader that goes away ends it quietly', async () => {
  const child = spawn(process.execPath, [BUNDLE, 'export', '--api', 'a1b2c3d4e5'], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); });
  await new Promise((resolve) => child.on('close', resolve));
  expect(err).toBe('');
});

test('--verbose says on the standard error what it changes', async () => {
  const { out, err } = await run(`abort ${API} --yes --json --verbose`);
  expect(JSON.parse(out)).toMatchObject({ stage: 'prod' });
  expect(err).toContain('"remove /canarySettings"');
});
