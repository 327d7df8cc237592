import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { CommandLine } from './support/command-line';
import { addKeys, demo, Demo } from './support/demo';

const cwd = mkdtempSync(path.join(tmpdir(), 'gatehouse-'));
mkdirSync(path.join(cwd, 'folder'));
afterAll(() => rmSync(cwd, { recursive: true }));

let there: Demo;
let line: CommandLine;
beforeEach(async () => {
  there = demo();
  addKeys(there);
  line = await CommandLine.start(there.plane);
});
afterEach(() => line.stop());

const API = '--api a1b2c3d4e5';

test.each([
  ['status --api ""', "option '--api' must not be empty"],
  [`status ${API} --stage ""`, "option '--stage' must not be empty"],
  ['status --app ""', "option '--app' must not be empty"],
  ['keys revoke "" --yes', "argument 'key' must not be empty"],
  [`rollback "" ${API} --yes`, "argument 'deployment' must not be empty"],
  [`export ${API} --output folder`, `${path.join(cwd, 'folder')} is a folder, and no file`],
  [`test GET /orders ${API} --body @folder`, ' is a folder, and no file'],
  [`export ${API} --output nowhere/x.json`, `there is no folder ${path.join(cwd, 'nowhere')}`],
])('%s is a wrong command line, and changes nothing', async (args, message) => {
  const before = there.plane.state();
  const { exitCode, err, out } = await line.run(args, { cwd });
  expect(err).toContain(message);
  expect([exitCode, out, err.split('\n').length]).toEqual([2, '', 2]);
  expect(there.plane.state()).toEqual(before);
});

test.each([
  ['keys list --api zzzzzzzzzz', 'Invalid API identifier specified'],
  ['usage --api zzzzzzzzzz', 'Invalid API identifier specified'],
  [`usage ${API} --key nope`, 'no usage plan of API a1b2c3d4e5 has a key nope'],
])('%s names what is not there', async (args, message) => {
  const { exitCode, err } = await line.run(args);
  expect(err).toContain(message);
  expect(exitCode).toBe(4);
});

test('an empty body, reason and beginning of names are taken', async () => {
  there.plane.onTestInvoke(() => ({ status: 200 }));
  expect((await line.run(`test POST /orders ${API} --body "" --yes`)).exitCode).toBe(0);
  expect((await line.run('keys list --name ""')).exitCode).toBe(0);
});
