/**
 * Java and Go: packages of the library are generated and compiled, a program in each defines a gateway, and its template is that of the same
 * in TypeScript. The packages are not published: their names are here.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ProofTable } from './proof-table.mjs';
import { CACHE, install, main, programOf, projen, ROOT, run, step, tool } from './steps.mjs';

const WORK = path.join(CACHE, 'languages');
const SOURCES = path.join(ROOT, 'scripts', 'languages');
const OUTPUT = (language) => path.join(WORK, 'templates', language);

const TARGETS = {
  java: { package: 'dev.cdkgatehouse', maven: { groupId: 'dev.cdkgatehouse', artifactId: 'cdk-gatehouse' } },
  go: { moduleName: 'example.com', packageName: 'cdkgatehouse' },
};

const versionOf = (name) => JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** A copy of what is published, which says how it is called in other languages. */
function copyOfPackage() {
  const copy = path.join(WORK, 'package');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const part of ['assets', 'client', 'dist-lib', 'LICENSE', 'README.md', '.npmignore', 'bin/schemas']) cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  const description = json(path.join(ROOT, 'package.json'));
  writeFileSync(path.join(copy, 'package.json'), JSON.stringify({ ...description, version: '0.0.1', scripts: {}, jsii: { ...description.jsii, outdir: 'dist', targets: TARGETS } }));
  const plain = json(path.join(ROOT, '.jsii'));
  const assembly = plain.schema === 'jsii/file-redirect' ? JSON.parse(gunzipSync(readFileSync(path.join(ROOT, plain.filename)))) : plain;
  writeFileSync(path.join(copy, '.jsii'), JSON.stringify({ ...assembly, version: '0.0.1', targets: { ...assembly.targets, ...TARGETS } }));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

const generate = (copy, language) => run(path.join(ROOT, 'node_modules', '.bin', 'jsii-pacmak'), ['--target', language, '--code-only', '--force', '--no-fingerprint', '--rosetta-unknown-snippets=verbatim', '.'], { cwd: copy });

/** The template of the program in a language is that of the program in TypeScript. */
const compare = (language) => tool('tsx', 'test/contract/support/compare-templates.ts', path.join(OUTPUT('typescript'), 'Notes.template.json'), path.join(OUTPUT(language), 'Notes.template.json'));

async function java(copy) {
  const generated = path.join(copy, 'dist', 'java');
  const pom = readdirSync(generated, { recursive: true }).map(String).find((file) => path.basename(file) === 'pom.xml');
  const maven = (cwd, ...args) => run('mvn', ['--batch-mode', '--quiet', '--no-transfer-progress', ...args], { cwd });
  await maven(path.join(generated, path.dirname(pom)), '-Dmaven.javadoc.skip=true', '-Dmaven.source.skip=true', '-Dgpg.skip=true', 'install');
  const program = path.join(WORK, 'java');
  cpSync(path.join(SOURCES, 'java'), program, { recursive: true });
  const versions = ['-Dgatehouse.version=0.0.1', `-Dcdk.version=${versionOf('aws-cdk-lib')}`];
  await maven(program, ...versions, 'compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath.txt');
  const classes = [path.join(program, 'target', 'classes'), readFileSync(path.join(program, 'classpath.txt'), 'utf8').trim()].join(path.delimiter);
  await run('java', ['-cp', classes, 'example.Notes'], { cwd: program, env: { CDK_OUTDIR: OUTPUT('java') } });
}

/** Modules that the CDK for Go needs, and that are not to be had everywhere, from the npm packages that they are generated from, too. Returns lines of a `go.mod`. */
async function modulesOfCdk() {
  const lines = [];
  for (const name of ['asset-node-proxy-agent-v6', 'cloud-assembly-schema']) {
    const copy = path.join(WORK, 'modules', name);
    rmSync(copy, { recursive: true, force: true });
    cpSync(path.join(ROOT, 'node_modules', '@aws-cdk', name), copy, { recursive: true });
    await generate(copy, 'go');
    const file = readdirSync(path.join(copy, 'dist', 'go'), { recursive: true }).map(String).find((each) => path.basename(each) === 'go.mod');
    const folder = path.dirname(path.join(copy, 'dist', 'go', file));
    lines.push(`replace ${/^module (\S+)/m.exec(readFileSync(path.join(folder, 'go.mod'), 'utf8'))[1]} => ${folder}`);
  }
  return lines;
}

async function go(copy) {
  const generated = path.join(copy, 'dist', 'go', 'cdkgatehouse');
  await run('gofmt', ['-e', '-l', generated], { stdio: ['ignore', 'ignore', 'inherit'] }); // what is no Go fails, before anything is asked of the proxy
  const program = path.join(WORK, 'go');
  rmSync(program, { recursive: true, force: true });
  cpSync(path.join(SOURCES, 'go'), program, { recursive: true });
  const runtime = /github\.com\/aws\/jsii-runtime-go (v\S+)/.exec(readFileSync(path.join(generated, 'go.mod'), 'utf8'))[1];
  writeFileSync(path.join(program, 'go.mod'), [
    'module example.com/notes', '', 'go 1.23', '', 'require (', '\texample.com/cdkgatehouse v0.0.1',
    `\tgithub.com/aws/aws-cdk-go/awscdk/v2 v${versionOf('aws-cdk-lib')}`, `\tgithub.com/aws/jsii-runtime-go ${runtime}`, ')', '', `replace example.com/cdkgatehouse => ${generated}`, ...await modulesOfCdk(), '',
  ].join('\n'));
  const env = { GOFLAGS: '-mod=mod', GOMAXPROCS: '2', GONOSUMDB: 'github.com/aws/aws-cdk-go' }; // the checksum database does not answer for some versions of this module
  await run('go', ['mod', 'tidy'], { cwd: program, env });
  await run('go', ['vet', 'example.com/cdkgatehouse', '.'], { cwd: program, env });
  await run('go', ['run', '.'], { cwd: program, env: { ...env, CDK_OUTDIR: OUTPUT('go') } });
}

main(async () => {
  await install();
  if (process.env.GATEHOUSE_PROOF_COMPILED === undefined) {
    await step('Bundling and compiling the library', async () => {
      await projen('bundle');
      await projen('compile');
    });
  }
  const table = new ProofTable('languages');
  table.versions.push(`jsii-pacmak ${versionOf('jsii-pacmak')}`, `aws-cdk-lib ${versionOf('aws-cdk-lib')}`);
  const copy = copyOfPackage();
  rmSync(path.join(WORK, 'templates'), { recursive: true, force: true });
  await step('Synthesizing the gateway in TypeScript', () => run(programOf('tsx'), ['--tsconfig', 'bench/tsconfig.json', 'scripts/languages/notes.ts'], { env: { CDK_OUTDIR: OUTPUT('typescript') } }));
  for (const [language, action] of Object.entries({ java, go })) {
    await step(`Generating and compiling the package for ${language}, and synthesizing a gateway with it`, () => table.run(`${language} package`, 'notes', [
      ['is generated', () => generate(copy, language)],
      ['compiles, and defines a gateway', () => action(copy)],
      ['gives the template of TypeScript', () => compare(language)],
    ]));
  }
  table.finish();
});
