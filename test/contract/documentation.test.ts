import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = path.join(__dirname, '..', '..');

type Documented = { name: string; docs?: { summary?: string; default?: string }; optional?: boolean; overrides?: string };
type Type = Documented & { kind: string; datatype?: boolean; fqn: string; properties?: Documented[]; methods?: Documented[]; members?: Documented[] };

/** The assembly that jsii makes: `npx projen compile`. */
function assembly(): { types: Record<string, Type> } {
  const plain = JSON.parse(readFileSync(path.join(ROOT, '.jsii'), 'utf8'));
  return plain.schema === 'jsii/file-redirect' ? JSON.parse(gunzipSync(readFileSync(path.join(ROOT, plain.filename))).toString()) : plain;
}

const types = existsSync(path.join(ROOT, '.jsii')) ? Object.values(assembly().types) : [];

test('the assembly is there, with a type of each kind', () => {
  expect(new Set(types.map(({ kind }) => kind))).toEqual(new Set(['class', 'interface', 'enum']));
});

test('every optional property of a struct says its default', () => {
  const silent = types.filter(({ datatype }) => datatype).flatMap((type) => (type.properties ?? []).filter(({ optional, docs }) => optional && !docs?.default).map(({ name }) => `${type.fqn}.${name}`));
  expect(silent).toEqual([]);
});

test('every type and member says what it is', () => {
  const silent = types.flatMap((type) => [
    ...(type.docs?.summary ? [] : [type.fqn]),
    ...[...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])].filter(({ docs, overrides }) => !docs?.summary && !overrides).map(({ name }) => `${type.fqn}.${name}`),
  ]);
  expect(silent).toEqual([]);
});

test('each mixin is in the namespace of mixins and nowhere else', () => {
  const mixins = types.filter(({ fqn }) => fqn.startsWith('cdk-gatehouse.mixins.')).map(({ name }) => name);
  expect(mixins).toEqual(expect.arrayContaining(['RestApiTls', 'StageAccessLogs', 'StageExecutionLogs', 'StageExplicitSettings', 'StageThrottling', 'StageTracing']));
  const elsewhere = types.filter(({ fqn }) => !fqn.startsWith('cdk-gatehouse.mixins.')).map(({ name }) => name);
  expect(elsewhere.filter((name) => mixins.includes(name))).toEqual([]);
});

test('README is at most 250 lines', () => {
  expect(readFileSync(path.join(ROOT, 'README.md'), 'utf8').split('\n').length).toBeLessThanOrEqual(250);
});
