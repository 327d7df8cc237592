import { awscdk, javascript, JsonFile } from 'projen';
import { cycleRules, importRules } from './projenrc/import-rules';

const CDK_FLOOR = '2.257.0'; // the peer floor: tests run against exactly this version ...
const CDK_NEWEST = '2.276.0'; // ... and against this one, which also brings the template validator

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-gatehouse',
  description: 'Production-ready Amazon API Gateway APIs for the AWS CDK: logged, traced, throttled, alarmed and closed by default',
  author: 'The cdk-gatehouse maintainers',
  authorOrganization: true,
  authorAddress: 'maintainers@cdk-gatehouse.dev',
  repositoryUrl: 'https://github.com/cdk-gatehouse/cdk-gatehouse.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-gatehouse maintainers',
  keywords: ['aws', 'cdk', 'apigateway', 'api-gateway', 'rest-api', 'http-api', 'websocket-api'],
  defaultReleaseBranch: 'main',

  // Sources lib/*.ts -> dist-lib/*.js and *.d.ts; packages of each language -> dist/<language>.
  srcdir: 'lib',
  libdir: 'dist-lib',
  entrypoint: 'dist-lib/index.js', // without it "main" is lib/index.js, which does not exist
  testdir: 'test',
  projenrcTs: true,
  projenrcTsOptions: { projenCodeDir: 'projenrc' },
  sampleCode: false,

  packageManager: javascript.NodePackageManager.NPM,
  projenVersion: '0.103.25',
  minNodeVersion: '20.16.0',
  workflowNodeVersion: '22.x',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  cdkVersion: CDK_FLOOR,
  constructsVersion: '10.5.0',
  bumpPackage: 'commit-and-tag-version@^12', // ^13 needs node >= 22

  publishToPypi: { distName: 'cdk-gatehouse', module: 'cdk_gatehouse' },
  npmTrustedPublishing: true,

  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER, // projen's default rewrites snapshots silently
    jestConfig: {
      maxWorkers: '100%', // jest leaves one core idle, and of two that is half
      setupFiles: ['<rootDir>/test/jest.setup.ts'],
      testEnvironment: '<rootDir>/test/environment.ts',
      moduleNameMapper: { '^cdk-gatehouse$': '<rootDir>/lib' },
      modulePathIgnorePatterns: ['<rootDir>/.cache/'], // copies of the package are there
    },
  },
  eslintOptions: { dirs: ['lib'], devdirs: ['test', 'examples', 'handlers', 'bin', 'bench', 'projenrc'] },

  autoDetectBin: false, // bin/ has the sources of the command
  bin: { gatehouse: 'assets/bin/gatehouse.js' },

  bundledDeps: ['yaml@^2.9.1'], // OpenAPI documents in YAML, and the lines of what is wrong in them; no dependencies of its own

  devDeps: [
    'aws-cdk@2.1148.1', // 2.x: the tag "latest" is 3.0.0
    `aws-cdk-lib-latest@npm:aws-cdk-lib@${CDK_NEWEST}`,
    'cdk-nag@^3.0.2',
    '@aws-cdk/aws-service-spec@0.1.216',
    '@aws-cdk/service-spec-types@0.0.282',
    ...['api-gateway', 'apigatewaymanagementapi', 'cloudformation', 'cloudwatch', 'dynamodb', 'lambda', 'secrets-manager'].map((client) => `@aws-sdk/client-${client}@^3.1142.0`), // in handlers only
    '@types/aws-lambda@^8',
    '@types/ws@^8',
    '@viz-js/viz@^3.31.0', // draws the diagrams of the docs
    'commander@^14', // in bin only, bundled into the command
    'esbuild@^0.28.2',
    'jest-environment-node@^30.5.2', // what jest brings; test/environment.ts is one
    'jose@^6.2.3', // in handlers only, bundled into them
    'csv-parse@^7',
    'dependency-cruiser@^17.4.3', // looks for cycles of imports; 18 needs Node 22
    'dynalite@^4', // a DynamoDB for tests
    '@cloud-copilot/iam-simulate@^0.1.173', // an oracle of what IAM policies let pass
    'fast-check@^4',
    'fast-xml-parser@^5.12.1',
    '@redocly/openapi-core@^1.34', // 2.x has no CommonJS, which jest needs
    '@redocly/ajv@8.11.2', // what that brings; an oracle of what values a schema lets pass
    'tsx@^4',
    'velocityjs@^2.1.7',
    'ws@^8', // clients and a server of WebSockets for tests
    'yocto-spinner@^1', // in bin only, bundled into the command
  ],

  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  singletonLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,
  githubOptions: { mergify: false },
  pullRequestTemplate: false,
  depsUpgrade: false,
});

// --- environment of every task
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// --- lock file: complete (newer versions leave platform packages out) and without download addresses
project.package.addPackageResolutions('unrs-resolver@1.12.2');
project.tryFindObjectFile('package.json')!.addOverride('overrides.cdk-nag', { constructs: '$constructs' }); // it asks for 10.5.1, our floor is 10.5.0
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// --- what is bundled: the licences of the packages in a bundle are written beside it
function bundle(entry: string, options: Omit<javascript.AddBundleOptions, 'platform'>) {
  project.bundler.addBundle(`./${entry}.ts`, {
    platform: 'node',
    ...options,
    esbuildArgs: { '--main-fields': 'module,main', '--metafile': `.cache/bundles/${entry.replace('/', '-')}.json`, ...options.esbuildArgs },
  });
}

// --- handlers: bundled to assets/handlers/<name>/index.js and shipped, with the SDK, but for what needs a call or two of it
for (const name of ['account-logging', 'origin-verifier']) bundle(`handlers/${name}`, { target: 'node22', externals: ['@aws-sdk/*'] });
for (const name of ['broadcaster', 'connections', 'jwt-authorizer', 'release']) bundle(`handlers/${name}`, { target: 'node22', externals: [], minify: true });

// --- the client for the code of users' functions: a part of the package of its own, which takes the SDK from where it runs
bundle('handlers/connections-client', { target: 'node20', externals: ['@aws-sdk/*'], format: 'cjs', esbuildArgs: { '--supported:dynamic-import': 'false' } }); // jest runs no 'import()'
project.tasks.tryFind('bundle:handlers/connections-client')!.exec([ // as an ES module, too: bundlers cannot put a 'require' of the SDK into one
  'esbuild --bundle handlers/connections-client.ts --target=node20 --platform=node --format=esm',
  '--external:@aws-sdk/* --outfile=assets/handlers/connections-client/index.mjs',
].join(' '));
const CLIENT = './assets/handlers/connections-client';
project.package.addField('exports', {
  '.': { types: './dist-lib/index.d.ts', default: './dist-lib/index.js' },
  './connections': {
    import: { types: './client/connections.d.mts', default: `${CLIENT}/index.mjs` },
    default: { types: './client/connections.d.ts', default: `${CLIENT}/index.js` },
  },
  './package.json': './package.json',
  './.jsii': './.jsii',
});
project.package.addField('typesVersions', { '*': { connections: ['client/connections.d.ts'] } }); // for "moduleResolution": "node", which reads no exports

// --- the command: bundled to one file that can be executed; what it says of documents it says without the CDK
bundle('bin/gatehouse', {
  target: 'node20',
  externals: [],
  outfile: '../gatehouse.js',
  executable: true,
  minify: true,
  esbuildArgs: { '--alias:aws-cdk-lib/core': './bin/diff/template-core.ts' },
});
project.bundler.bundleTask.exec('node scripts/licences.mjs');

// --- compile: no warning is silenced (projen's default hides reserved words)
project.compileTask.reset('jsii --fail-on-warnings');

// --- README and @example snippets compile; needs .jsii, so after compile and before docgen
project.postCompileTask.prependSpawn(project.addTask('snippets', {
  description: 'Compile the README and @example snippets',
  exec: 'jsii-rosetta extract --strict --compile --batch=1000 --cache=.rosetta.tabl.json .',
}));

// --- tests
project.addTask('jest', { description: 'Run the unit tests on the CDK of the peer floor', exec: 'jest --ci --coverage=false', receiveArgs: true });
project.addTask('jest:proof', {
  description: 'Run the unit tests with many random cases, and measure their coverage',
  exec: 'jest --ci --coverage --coverageReporters=text-summary --testPathIgnorePatterns=/node_modules/ --testPathIgnorePatterns=test/release/exploration', // a step of its own
  env: { GATEHOUSE_PROOF: '1' },
  receiveArgs: true,
});
project.addTask('jest:newest', {
  description: 'Run the unit tests on the newest CDK',
  // what asks nothing of the CDK is not asked twice: functions and the command that are shipped, and the service that they are tested with; evaluators of
  // alarms and of queries, with what they say of alarms that are the same on each CDK (watched-alarms.test.ts); documents that are compared, and those of the repository
  exec: 'jest --ci --coverage=false --testPathIgnorePatterns=/node_modules/ --testPathIgnorePatterns="test/(handlers|support)/" --testPathIgnorePatterns="test/release/(exploration|mutants|cloud-formation)" --testPathIgnorePatterns="test/alarms/(burn-rates|cloudwatch-evaluator|do-they-fire|emitted-metrics|metric-math)" --testPathIgnorePatterns="test/(contract/(documentation|pictures)|logs/logs-insights|openapi/compare-soundness|cost/(tiers|regions)|connections/(conversation|custom-domain|faults|hooks|local-cloud|triggers))" --testPathIgnorePatterns="test/bin/(?!find-api|diff/(diff|prepared-pairs))" --moduleNameMapper=\'{"^cdk-gatehouse$":"<rootDir>/lib","^aws-cdk-lib$":"aws-cdk-lib-latest","^aws-cdk-lib/(.*)$":"aws-cdk-lib-latest/$1"}\'',
  env: { CDK_UNDER_TEST: 'newest' },
  receiveArgs: true,
});
project.addTask('typecheck', {
  description: 'Type-check tests, examples, handlers, the command and benchmarks',
  steps: ['test', 'handlers'].map((folder) => ({ exec: `tsc --noEmit -p ${folder}/tsconfig.json` })), // the first is for examples and benchmarks, too, and the second for the command
});
project.testTask.reset('node scripts/test.mjs'); // so that the build and release workflows run what CI runs
project.tryFindObjectFile('package.json')!.addOverride('jest.coverageThreshold', { global: { lines: 90, branches: 80 } });

// eslint and tsc resolve the nearest tsconfig.json, so each folder of TypeScript outside lib/ has its own.
const OWN_PATHS = {
  'cdk-gatehouse': ['../lib/index.ts'],
  'cdk-gatehouse/connections': ['../client/connections', '../assets/handlers/connections-client/index.js'], // types, and what is bundled
};
for (const dir of ['examples', 'handlers', 'bin', 'bench']) {
  new javascript.TypescriptConfig(project, {
    fileName: `${dir}/tsconfig.json`,
    include: ['**/*.ts'],
    exclude: ['node_modules'],
    extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfig!]),
    compilerOptions: { noEmit: true, rootDir: '..', paths: OWN_PATHS },
  });
}

// Handlers and the command are bundled, so they may import packages that have ES modules only.
for (const dir of ['handlers', 'bin']) {
  for (const [key, value] of Object.entries({ module: 'esnext', moduleResolution: 'bundler' })) {
    project.tryFindObjectFile(`${dir}/tsconfig.json`)!.addOverride(`compilerOptions.${key}`, value);
  }
}

project.tryFindObjectFile('test/tsconfig.json')!.addOverride('compilerOptions.paths', OWN_PATHS);

// Folders with the same options are checked at once, since the library and the CDK are read only once then.
for (const [folder, ...others] of [['test', 'examples', 'bench'], ['handlers', 'bin']]) {
  project.tryFindObjectFile(`${folder}/tsconfig.json`)!.addOverride('include', ['**/*.ts', ...others.map((other) => `../${other}/**/*.ts`)]);
}

// --- lint: by the programs that check types, of which each is read once; a service would read the CDK again for each folder
const eslintrc = project.tryFindObjectFile('.eslintrc.json')!;
eslintrc.addDeletionOverride('parserOptions.projectService');
eslintrc.addOverride('parserOptions.project', ['test', 'handlers', 'projenrc'].map((folder) => `./${folder}/tsconfig.json`));
project.eslint!.addRules(importRules.rules);
for (const override of importRules.overrides) project.eslint!.addOverride(override);
new JsonFile(project, '.dependency-cruiser.json', { obj: cycleRules, marker: false }); // it takes no other keys
project.addTask('cycles', { description: 'Look for cycles of imports', exec: 'depcruise --config .dependency-cruiser.json lib handlers bin test examples bench projenrc .projenrc.ts' });

// --- packages: `package` builds npm only, the wheel is a task of its own
project.packageTask.reset();
project.packageTask.spawn(project.tasks.tryFind('package:js')!);

// --- projen ignores every folder called "logs", and so would lose a feature
project.gitignore.removePatterns('logs');

// --- what is generated is not tracked, except API.md, package.json, tsconfig.json and projen's own files
for (const pattern of ['.jsii.tabl.json', '.rosetta.tabl.json', 'cdk.out/', '/.cache/', '__pycache__/', '*.tsbuildinfo']) project.gitignore.exclude(pattern);
for (const pattern of ['.rosetta.tabl.json', '/examples/', '/handlers/', '/bin/*', '/rosetta/', '/bench/', '/scripts/', '/projenrc/', '/.ci/', '/.cache/', '/.dependency-cruiser.json', 'cdk.out', '*.tsbuildinfo']) project.npmignore!.exclude(pattern);

project.npmignore!.include('/bin/schemas/'); // of what `gatehouse --json` prints

// --- publishing: the tool knows where npm is
project.tryFindObjectFile('.github/workflows/release.yml')!.addDeletionOverride('jobs.release_npm.steps.9.env.NPM_REGISTRY');

// --- the commands of README: plain Node, so that they work in a fresh clone before anything is installed
project.package.setScript('demo', 'node scripts/demo.mjs');
project.package.setScript('test', 'node scripts/test.mjs');
project.package.setScript('bench', 'node scripts/bench.mjs');
project.package.setScript('proof', 'node scripts/proof.mjs');
for (const part of ['deploy', 'first-hour', 'fuzz', 'languages', 'rules', 'versions']) project.package.setScript(`proof:${part}`, `node scripts/proof-${part}.mjs`);

project.synth();
