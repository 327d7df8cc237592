/**
 * The public types of the last release, `test/contract/released-api.json.gz`: a change of them that breaks users' code fails. `node scripts/released-api.mjs --keep`
 * writes it, when a release is made; without it there is no release yet.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CACHE, main, programOf, ROOT, say } from './steps.mjs';

const KEPT = path.join(ROOT, 'test', 'contract', 'released-api.json.gz');
const WORK = path.join(CACHE, 'released-api');

/** What the compiler says the library is. */
function assembly() {
  const plain = JSON.parse(readFileSync(path.join(ROOT, '.jsii'), 'utf8'));
  return plain.schema === 'jsii/file-redirect' ? JSON.parse(gunzipSync(readFileSync(path.join(ROOT, plain.filename)))) : plain;
}

/** An assembly without what does not matter to programs: README and the text of documentation. Whether something is deprecated or experimental does. */
function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const { stability, deprecated } = value.docs ?? {};
  const docs = stability || deprecated ? { docs: { stability, deprecated } } : {};
  return { ...Object.fromEntries(Object.entries(value).filter(([key]) => !['docs', 'readme', 'locationInModule', 'locationInSource'].includes(key)).map(([key, inner]) => [key, bare(inner)])), ...docs };
}

function folderOf(name, types) {
  const folder = path.join(WORK, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, '.jsii'), JSON.stringify(types));
  writeFileSync(path.join(folder, 'package.json'), readFileSync(path.join(ROOT, 'package.json')));
  return folder;
}

/** What breaks users' code from one assembly to another; empty if nothing does. */
function broken(before, after) {
  rmSync(WORK, { recursive: true, force: true });
  try {
    execFileSync(programOf('jsii-diff'), ['--keys', '--error-on', 'non-experimental', folderOf('before', before), folderOf('after', after)], { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    return `${error.stdout}${error.stderr}`.trim() || error.message;
  }
}

/** That the comparison sees what it is there for: a property that is gone is found, and nothing is found where nothing has changed. */
function checkComparison(types) {
  const without = structuredClone(types);
  const props = without.types['cdk-gatehouse.RestGatewayProps'];
  props.properties = props.properties.filter(({ name }) => name !== 'retainDeployments');
  const found = broken(types, without);
  if (!found.includes('retainDeployments')) throw new Error(`a property that is gone was not found: ${found || 'nothing was'}`);
  const nothing = broken(types, types);
  if (nothing) throw new Error(`the public types differ from themselves: ${nothing}`);
}

/** Compares the public types with those of the last release. */
export function compareWithRelease() {
  const types = bare(assembly());
  checkComparison(types);
  if (!existsSync(KEPT)) return say('    there is no release yet to compare with; a property that is gone would be found');
  const breaking = broken(JSON.parse(gunzipSync(readFileSync(KEPT))), types);
  if (breaking) throw new Error(`code that the last release takes would break:\n${breaking}`);
}

if (process.argv[1] === path.join(ROOT, 'scripts', 'released-api.mjs')) {
  main(() => {
    if (process.argv.includes('--keep')) writeFileSync(KEPT, gzipSync(JSON.stringify(bare(assembly())), { level: 9 }));
    else compareWithRelease();
  });
}
