import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');
const FOLDER = path.join(ROOT, 'assets', 'handlers');
const HANDLERS = readdirSync(FOLDER);

/** Milliseconds of the processor that a new process takes to load the module, which it does when the function starts. Other tests beside it slow the processor, too: the quickest of several counts. */
function load(file: string): number {
  const program = `const start = process.cpuUsage(); require(${JSON.stringify(file)}); const { user, system } = process.cpuUsage(start); console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
}

test('every function that the library ships is bundled', () => {
  const sources = readdirSync(path.join(__dirname, '..', '..', 'handlers')).filter((file) => file.endsWith('.ts')).map((file) => file.replace(/\.ts$/, ''));
  expect(HANDLERS.sort()).toEqual(sources.sort());
});

describe.each(HANDLERS)('the bundle of %s', (name) => {
  const file = path.join(FOLDER, name, 'index.js');

  test('is smaller than 1 MiB', () => {
    expect(statSync(file).size).toBeLessThan(1024 * 1024);
  });

  test('is loaded in less than 200 ms', () => {
    const loads = [load(file)];
    while (loads.length < 20 && Math.min(...loads) >= 200) loads.push(load(file));
    expect(Math.min(...loads)).toBeLessThan(200);
  });
});

test.each([
  ['handlers/jwt-authorizer', ['jose']],
  ['handlers/release', ['@aws-sdk/client-api-gateway', '@aws-sdk/client-cloudformation', '@aws-sdk/client-cloudwatch', '@smithy/core']],
  ['handlers/connections', ['@aws-sdk/client-dynamodb', '@smithy/core']],
  ['handlers/broadcaster', ['@aws-sdk/client-apigatewaymanagementapi', '@aws-sdk/client-dynamodb']],
  ['bin', ['@aws-sdk/client-api-gateway', 'commander', 'yocto-spinner']],
])('beside the bundle of %s are the licences of what is in it: %j', (folder, packages) => {
  const licences = readFileSync(path.join(ROOT, 'assets', folder, 'LICENSES.txt'), 'utf8').replace(/\s+/g, ' ');
  for (const name of packages) {
    const file = readdirSync(path.join(ROOT, 'node_modules', name)).find((entry) => /^licen/i.test(entry))!;
    expect(licences).toContain(`${name} ${JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version}`);
    expect(licences).toContain(readFileSync(path.join(ROOT, 'node_modules', name, file), 'utf8').replace(/\s+/g, ' ').trim());
  }
});
