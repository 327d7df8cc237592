/** `npm test`: everything that CI runs. Ends with a line "N passed, N failed", of tests and checks together. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compareWithRelease } from './released-api.mjs';
import { CACHE, examples, install, main, programOf, projen, ROOT, run, say, sideBySide, step, synthesize, templatesOf, tool, virtualEnvironment } from './steps.mjs';

const results = { passed: 0, failed: 0 };

/** A check that counts as one. What comes after it can do without it, unless it is said to be needed. */
async function check(title, action, { needed = false } = {}) {
  try {
    await step(title, action);
    results.passed++;
  } catch (error) {
    results.failed++;
    if (needed) throw error;
  }
}

/** What meets the CDK most, and so is tested on two versions of it: gateways, and whole examples. `npm run proof` tests all on both. */
const ON_NEWEST = [
  ...['examples', 'invocations', 'logical-ids', 'nag', 'secrets', 'security-hub', 'stage'].map((file) => `contract/${file}`),
  'http/', 'rest/', 'websocket/',
].map((part) => `test/${part}`);

/** Runs jest, and counts its tests. */
async function jest(title, task, ...patterns) {
  const report = path.join(CACHE, `${task.replace(':', '-')}.json`);
  rmSync(report, { force: true });
  try {
    await step(title, () => projen(task, '--json', `--outputFile=${report}`, ...patterns));
  } catch {
    if (!existsSync(report)) results.failed++;
  }
  if (!existsSync(report)) return;
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, success } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  results.passed += numPassedTests;
  results.failed += failed === 0 && !success ? 1 : failed; // coverage below its threshold is no test
}

/** Fails if an action changes one of the files that are generated and tracked. */
async function unchanged(files, remedy, action) {
  const before = files.map((file) => readFileSync(file, 'utf8'));
  await action();
  const changed = files.filter((file, index) => readFileSync(file, 'utf8') !== before[index]);
  if (changed.length > 0) throw new Error(`${changed.join(', ')} was not current: run '${remedy}' and commit what it changes`);
}

/** The files that projen makes. */
function projenFiles() {
  const { files } = JSON.parse(readFileSync('.projen/files.json', 'utf8'));
  return [...files, 'package.json', 'package-lock.json'].filter((file) => existsSync(file));
}

/** By checkers that nobody here wrote. */
async function lintTemplates() {
  const bin = await virtualEnvironment('checkers', '-r', 'scripts/requirements.txt');
  const accepted = Object.keys(JSON.parse(readFileSync('test/contract/accepted-findings.json', 'utf8')));
  const files = examples().map(templatesOf).flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)));
  const [templates, documents] = ['.template.json', '.openapi.json'].map((end) => files.filter((file) => file.endsWith(end)));
  await run(path.join(bin, 'cfn-lint'), ['--ignore-checks', accepted.join(','), '--', ...templates]);
  await run(path.join(bin, 'openapi-spec-validator'), documents);
  say(`    ${[...templates, ...documents].join(', ')}`);
}

/** The package as npm gets it, used by a program that knows nothing of this repository. */
async function packageForNpm() {
  await projen('package:js');
  const consumer = path.join(CACHE, 'consumer');
  const target = path.join(consumer, 'node_modules', 'cdk-gatehouse');
  rmSync(consumer, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(consumer, 'package.json'), '{ "private": true }'); // without it, it is a part of this package, which would find itself
  const [tarball] = readdirSync('dist/js').filter((file) => file.endsWith('.tgz'));
  await run('tar', ['-xzf', path.join('dist/js', tarball), '--strip-components=1', '-C', target]);
  for (const dependency of ['aws-cdk-lib', 'constructs']) symlinkSync(path.join(ROOT, 'node_modules', dependency), path.join(consumer, 'node_modules', dependency));

  const files = readdirSync(target, { recursive: true }).map(String);
  const unwanted = files.filter((file) => (/\.ts$/.test(file) && !/\.d\.ts$/.test(file)) || /^(test|examples|handlers|scripts|\.ci)\b/.test(file));
  if (unwanted.length > 0) throw new Error(`the package has files that are not for users: ${unwanted.join(', ')}`);

  const program = path.join(consumer, 'app.js');
  writeFileSync(program, `
    const { App, Stack } = require('aws-cdk-lib/core');
    const { MockIntegration } = require('aws-cdk-lib/aws-apigateway');
    const { RestGateway, mixins } = require('cdk-gatehouse');
    const stack = new Stack(new App(), 'Shop');
    new RestGateway(stack, 'Api').addRoutes({ path: '/', integration: new MockIntegration() });
    const { Resources } = new App().node.root.constructor.isApp(stack.node.root) && stack.node.root.synth().getStackByName('Shop').template;
    if (!Object.values(Resources).some(({ Type }) => Type === 'Custom::ApiGatewayAccountLogging') || !mixins.StageThrottling) process.exit(1);
  `);
  await run('node', [program], { cwd: consumer });
  await useClient(consumer, target);
  say(`    ${tarball}: ${files.length} files`);
}

/** The client for the code of functions, imported in every way that there is, and without the CDK. */
async function useClient(consumer, target) {
  const modules = path.join(consumer, 'node_modules');
  mkdirSync(path.join(modules, '@types'), { recursive: true });
  for (const name of ['@aws-sdk', '@smithy', '@aws-crypto', 'tslib', path.join('@types', 'node'), 'undici-types']) {
    if (existsSync(path.join(ROOT, 'node_modules', name))) symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  }
  const use = `
    const connections = new Connections({ tableName: 'Connections', stage: 'prod' });
    const broadcaster = new BroadcasterClient({ functionName: 'Broadcaster' });
    if (typeof connections.join !== 'function' || typeof broadcaster.send !== 'function') process.exit(1);
  `;
  const ways = {
    'client.cjs': `const { BroadcasterClient, Connections } = require('cdk-gatehouse/connections'); ${use}
      if (!require.resolve('cdk-gatehouse/connections').startsWith(__dirname)) throw new Error('another package was found');
      if (Object.keys(require.cache).some((file) => /aws-cdk-lib|dist-lib/.test(file))) throw new Error('the client loads the CDK');`,
    'client.mjs': `import { BroadcasterClient, Connections } from 'cdk-gatehouse/connections'; ${use}`,
  };
  const environment = { AWS_REGION: 'eu-west-1', NODE_NO_WARNINGS: '1' };
  for (const [name, program] of Object.entries(ways)) {
    writeFileSync(path.join(consumer, name), program);
    await run('node', [name], { cwd: consumer, env: environment });
  }

  const typed = `import { BroadcasterClient, Connections, Report, To } from 'cdk-gatehouse/connections';
    export async function tell(to: To): Promise<Report> {
      const joined: boolean = await new Connections().join('id', 'lobby');
      return new BroadcasterClient().sendAndWait(to, { joined }, { except: 'id' });
    }
    // @ts-expect-error a group is text
    void tell({ group: 1 });
  `;
  for (const name of ['typed.ts', 'typed.mts']) writeFileSync(path.join(consumer, name), typed);
  const check = (module, moduleResolution, ...files) => tool('tsc', '--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022', '--types', 'node',
    '--typeRoots', path.join(modules, '@types'), '--module', module, '--moduleResolution', moduleResolution, ...(moduleResolution === 'node10' ? ['--ignoreDeprecations', '6.0'] : []),
    ...files.map((file) => path.join(consumer, file)));
  await check('commonjs', 'node10', 'typed.ts');
  await check('node16', 'node16', 'typed.ts', 'typed.mts');
  await check('esnext', 'bundler', 'typed.ts', 'typed.mts');

  for (const format of ['cjs', 'esm']) { // as functions are bundled, with the SDK of the runtime
    const output = path.join(consumer, `bundled.${format === 'esm' ? 'mjs' : 'cjs'}`);
    await tool('esbuild', path.join(consumer, 'client.mjs'), '--bundle', '--platform=node', `--format=${format}`, '--external:@aws-sdk/*', `--outfile=${output}`, '--log-level=warning');
    await run('node', [output], { cwd: consumer, env: environment });
  }
  if (!existsSync(path.join(target, 'client', 'connections.d.ts'))) throw new Error('the package lacks the types of its client');
}

/** Examples in Python: the folder and the stack of each, and the folder of the same in TypeScript. */
const PYTHON_EXAMPLES = [
  ['python-rest', 'Orders', 'rest-production'],
  ['http-minimal', 'Notes', 'http-minimal'],
  ['websocket-minimal', 'Echo', 'websocket-minimal'],
  ['staged-functions', 'Store', 'staged-functions'],
];

/** Runs programs one after another, since the CDK takes 20 seconds to load; what an API's type does not offer is an error in Python, too. */
const IN_ONE_PROCESS = `
import runpy, sys
import aws_cdk, cdk_gatehouse
for program in sys.argv[1:]:
    runpy.run_path(program, run_name="__main__")
stack = aws_cdk.Stack(aws_cdk.App(), "Shop")
for gateway in (cdk_gatehouse.HttpGateway, cdk_gatehouse.WebSocketGateway):
    for prop in ("cache", "canary", "web_acl"):
        try:
            gateway(stack, f"{gateway.__name__}{prop}", **{prop: {}})
        except TypeError as error:
            assert prop in str(error), error
        else:
            raise SystemExit(f"{gateway.__name__} takes {prop}")
`;

/** The wheel, in an environment that has nothing else: the Python examples give the templates of the TypeScript ones. */
async function wheelForPython() {
  rmSync('dist/python', { recursive: true, force: true });
  await projen('package:python');
  const [wheel] = readdirSync('dist/python').filter((file) => file.endsWith('.whl'));
  const versions = Object.fromEntries(['aws-cdk-lib', 'constructs'].map((name) => [name, JSON.parse(readFileSync(path.join('node_modules', name, 'package.json'), 'utf8')).version]));
  const bin = await virtualEnvironment('wheel', path.join('dist/python', wheel), ...Object.entries(versions).map(([name, version]) => `${name}==${version}`));
  const output = path.join(CACHE, 'python');
  rmSync(output, { recursive: true, force: true });
  const apps = PYTHON_EXAMPLES.map(([example]) => path.join(ROOT, 'examples', example, 'app.py'));
  await run(path.join(bin, 'python'), ['-c', IN_ONE_PROCESS, ...apps], { env: { CDK_OUTDIR: output } });
  for (const [, stack, same] of PYTHON_EXAMPLES) {
    await tool('tsx', 'test/contract/support/compare-templates.ts', path.join(templatesOf(same), `${stack}.template.json`), path.join(output, `${stack}.template.json`));
  }
}

async function lint() {
  const folders = ['lib', 'test', 'examples', 'handlers', 'bin', 'bench', 'projenrc', '.projenrc.ts'];
  await run(programOf('eslint'), ['--ext', '.ts', '--no-error-on-unmatched-pattern', ...folders], { env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' } });
}

/** No path of a machine and no download address in a tracked file, and no source that is not tracked. */
function cleanFiles() {
  const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter((file) => file && existsSync(file));
  const home = path.dirname(ROOT) + path.sep;
  const dirty = tracked.filter((file) => {
    const text = readFileSync(file, 'utf8');
    return (home.length > 3 && text.includes(home)) || (file === 'package-lock.json' && text.includes('"resolved"'));
  });
  const hidden = execFileSync('git', ['ls-files', '--others', '--ignored', '--exclude-standard', '--', 'lib', 'test', 'handlers', 'docs', 'scripts', 'projenrc', 'bench'], { encoding: 'utf8' });
  if (hidden) throw new Error(`sources that git ignores, so that a clone lacks them: ${hidden.trim().split('\n').join(', ')}`);
  if (dirty.length > 0) throw new Error(`a path of this machine or a download address stands in ${dirty.join(', ')}`);
}

main(async () => {
  try {
    await check('Installing', install, { needed: true });
    await check("Checking that projen's files are current", () => unchanged(projenFiles(), 'npx projen', () => tool('projen')));
    await check('Checking that sources are tracked, and name no machine and no download address', cleanFiles);
    await check('Bundling the functions that the library ships', () => projen('bundle'), { needed: true });
    await check('Compiling with jsii, without a warning', () => projen('compile'), { needed: true });
    await sideBySide(async () => {
      await check('Compiling the snippets of README and the documentation', () => projen('snippets'));
      await check('Comparing the public types with those of the last release', compareWithRelease);
      await check('Checking that API.md is current', () => unchanged(['API.md'], 'npx projen docgen', () => projen('docgen')));
      await check('Checking types of tests, examples, handlers and benchmarks', () => projen('typecheck'));
      await check('Looking for cycles of imports', () => projen('cycles'));
      await check('Linting', lint);
    }, async () => {
      await check('Packing for npm, and using the package', packageForNpm);
      await check('Synthesizing the examples', () => synthesize(...examples()));
      await check('Packing for PyPI, and comparing the templates of the Python and the TypeScript examples', wheelForPython);
      await check('Linting the templates of the examples with cfn-lint, and their documents with openapi-spec-validator', lintTemplates);
    });
    await jest('Testing on the oldest CDK that is supported', 'jest');
    await jest('Testing the gateways and the promises of the library on the newest CDK', 'jest:newest', ...ON_NEWEST);
  } finally {
    say(`\n${results.passed} passed, ${results.failed} failed`);
    if (results.failed > 0) process.exitCode = 1;
  }
});
