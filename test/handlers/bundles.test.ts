import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';

const FOLDER = path.join(__dirname, '..', '..', 'assets', 'handlers');
const HANDLERS = readdirSync(FOLDER);

/** Milliseconds that a new process takes to load the module, which it does when the function starts. */
function load(file: string): number {
  const program = `const start = process.hrtime.bigint(); require(${JSON.stringify(file)}); console.log(Number(process.hrtime.bigint() - start) / 1e6);`;
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
    const loads = Array.from({ length: 5 }, () => load(file));
    expect(Math.min(...loads)).toBeLessThan(200); // the least of five: other tests run beside it
  });
});
