/**
 * What README tells a user to do, done: in an empty folder outside the repository, with the package as it is published, and with the code of README
 * itself. Fails when a step of README does.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProofTable } from './proof-table.mjs';
import { install, main, projen, ROOT, run, step } from './steps.mjs';

const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const versionOf = (name) => JSON.parse(readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;

/** The blocks of code of a language in README, each with the heading that it is below. */
function blocks(language) {
  const sections = README.split(/^(?=## )/m);
  return sections.flatMap((section) => [...section.matchAll(/^```(\w+)([^\n]*)\n([^]*?)^```/gm)].filter(([, of]) => of === language)
    .map(([, , kind, code]) => ({ title: /^## (.*)/.exec(section)?.[1] ?? 'the beginning', kind: kind.trim(), code })));
}

/** The lines of a shell that README has below a heading. */
const commands = (title) => blocks('sh').filter((block) => block.title === title).flatMap(({ code }) => code.split('\n')).map((line) => line.replace(/#.*/, '').trim()).filter(Boolean);

const packed = (language, ending) => {
  const folder = path.join(ROOT, 'dist', language);
  const [file] = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)) : [];
  if (!file) throw new Error(`dist/${language} has no ${ending}`);
  return path.join(folder, file);
};

/** A line of README, with the package that is not published yet by its file. */
const withFile = (line, file) => line.split(/\s+/).map((word) => (word === 'cdk-gatehouse' ? file : word));

/** Code in the place of a line of a fixture, as far to the right as that is. */
function within(fixture, marker, code) {
  const text = readFileSync(path.join(ROOT, 'rosetta', fixture), 'utf8');
  const [line, indent] = new RegExp(`^( *)${marker}.*$`, 'm').exec(text);
  return text.replace(line, () => code.split('\n').map((each) => (each ? indent + each : each)).join('\n'));
}

/** A piece of code as a file of its own; what it declares stands before the class of the fixture, as the compiler wants it. */
function piece(code) {
  const declared = /^declare .*$/;
  const lines = code.split('\n');
  const declarations = lines.filter((line) => declared.test(line)).join('\n');
  return within('default.ts-fixture', '/// here', lines.filter((line) => !declared.test(line)).join('\n')).replace(/^class /m, () => `${declarations}\n\nclass `);
}

const COMPILER = { compilerOptions: { target: 'es2022', module: 'commonjs', lib: ['es2022'], types: ['node'], strict: true, skipLibCheck: true }, include: ['*.ts'] };

async function typescript(folder, table) {
  const npm = (args) => run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  const inFolder = (program, ...args) => run('npx', ['--no-install', program, ...args], { cwd: folder, env: { AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' } });
  const [whole, ...others] = blocks('ts').filter(({ kind }) => kind === 'nofixture');
  if (!whole || others.length > 0) throw new Error(`README has ${others.length + (whole ? 1 : 0)} whole programs, and not one`);
  const pieces = blocks('ts').filter(({ kind }) => kind !== 'nofixture');
  await table.run('first hour in TypeScript', 'README.md', [
    ['npm init', () => writeFileSync(path.join(folder, 'package.json'), '{ "name": "first-hour", "version": "1.0.0", "private": true }')],
    ...commands('Install it').filter((line) => line.startsWith('npm ')).map((line) => [line, () => npm(withFile(line, packed('js', '.tgz')).slice(1))]),
    ['what cdk init installs', () => npm(['install', '--save-dev', `aws-cdk@${versionOf('aws-cdk')}`, `typescript@${versionOf('typescript')}`, `@types/node@${versionOf('@types/node')}`])],
    ['the first program compiles', async () => {
      writeFileSync(path.join(folder, 'app.ts'), whole.code);
      writeFileSync(path.join(folder, 'cdk.json'), '{ "app": "node app.js" }');
      writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(COMPILER));
      await inFolder('tsc');
    }],
    ['cdk synth', () => inFolder('cdk', 'synth', '--quiet', '--no-notices')],
    ['the routes are as README says: one open, one that asks IAM', () => {
      const { Resources } = JSON.parse(readFileSync(path.join(folder, 'cdk.out', 'Shop.template.json'), 'utf8'));
      const { paths } = Object.values(Resources).find(({ Type }) => Type === 'AWS::ApiGateway::RestApi').Properties.Body;
      const security = (at, method) => JSON.stringify(paths[at]?.[method]?.security ?? 'none');
      if (security('/hello', 'get') !== '"none"' && security('/hello', 'get') !== '[]') throw new Error(`GET /hello is closed: ${security('/hello', 'get')}`);
      if (!/sigv4|iam/i.test(security('/orders/{id}', 'put'))) throw new Error(`PUT /orders/{id} does not ask IAM: ${security('/orders/{id}', 'put')}`);
    }],
    ['npx gatehouse diff', () => inFolder('gatehouse', 'diff', 'cdk.out', 'cdk.out')],
    [`the other ${pieces.length} pieces of code compile`, async () => {
      pieces.forEach(({ code }, index) => writeFileSync(path.join(folder, `piece${index}.ts`), piece(code)));
      await inFolder('tsc', '--noEmit');
    }],
  ]);
}

async function python(folder, table) {
  const bin = path.join(folder, 'venv', 'bin');
  const env = { PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  await table.run('first hour in Python', 'README.md', [
    ['python -m venv', () => run('python3', ['-m', 'venv', path.join(folder, 'venv')])],
    ...commands('Install it').filter((line) => line.startsWith('pip ')).map((line) => [line, () => run(path.join(bin, 'pip'), ['--quiet', ...withFile(line, packed('python', '.whl')).slice(1)], { cwd: folder, env })]),
    ...blocks('python').map(({ title, code }, index) => [`the code of "${title}" gives a template`, async () => {
      writeFileSync(path.join(folder, `app${index}.py`), within('default.py-fixture', '# here', code));
      await run(path.join(bin, 'python'), [`app${index}.py`], { cwd: folder, env: { ...env, CDK_OUTDIR: path.join(folder, `out${index}`) } });
      if (!existsSync(path.join(folder, `out${index}`, 'Shop.template.json'))) throw new Error('there is no template');
    }]),
  ]);
}

main(async () => {
  await install();
  if (process.env.GATEHOUSE_PROOF_COMPILED === undefined) {
    await step('Packing for npm and PyPI', async () => {
      for (const language of ['js', 'python']) rmSync(path.join('dist', language), { recursive: true, force: true });
      for (const task of ['bundle', 'compile', 'package:js', 'package:python']) await projen(task);
    });
  }
  const table = new ProofTable('first hour');
  table.versions.push(`Node ${process.versions.node}`, `aws-cdk ${versionOf('aws-cdk')}`);
  for (const [language, action] of Object.entries({ typescript, python })) {
    const folder = mkdtempSync(path.join(tmpdir(), `first-hour-${language}-`));
    try {
      await step(`Doing what README tells a user of ${language} to do, in an empty folder`, () => action(folder, table));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  table.finish();
});
