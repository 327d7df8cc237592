/** The import rules of docs/decisions/0005-folders-and-imports.md, as rules of eslint and of dependency-cruiser. */

/** Folders of features: each imports `private/` and nothing else of the library. */
const FEATURES = ['openapi', 'integrations', 'release', 'access', 'logs', 'alarms', 'stages', 'connections', 'edge', 'cost', 'responses', 'audit', 'tracing'];

/** The gateways: they put features together and never import each other. */
const GATEWAYS = ['rest', 'http', 'websocket'];

const inLib = (...names: string[]) => names.map((name) => `./lib/${name}`);

/** Imports run one way: barrels -> gateways -> common -> features -> private. */
const zones = [
  { target: './lib/private', from: './lib', except: ['./private'], message: 'private/ is at the bottom: it imports nothing of the library' },
  ...FEATURES.map((feature) => ({
    target: `./lib/${feature}`,
    from: './lib',
    except: [`./${feature}`, './private'],
    message: 'a feature folder imports private/ only: what two features need goes there',
  })),
  { target: './lib/common', from: inLib(...GATEWAYS), message: 'common/ is below the gateways' },
  ...GATEWAYS.map((gateway) => ({
    target: `./lib/${gateway}`,
    from: inLib(...GATEWAYS.filter((other) => other !== gateway)),
    message: 'gateways never import each other: what they share goes to common/',
  })),
  ...[['./lib/index.ts', './lib/mixins.ts'], './lib/*/index.ts'].map((from) => ({ target: './lib', from, message: 'nothing imports a barrel from inside' })),
];

const barrelsOnly = { files: ['lib/index.ts', 'lib/mixins.ts', 'lib/*/index.ts'], rules: { 'import/no-restricted-paths': 'off' } };

export const importRules = {
  rules: {
    'import/no-unresolved': ['error', { ignore: ['^cdk-gatehouse$'] }], // examples import the library by its name
    'import/no-restricted-paths': ['error', { zones }],
    'no-restricted-imports': ['error', {
      paths: [{ name: 'aws-cdk-lib', message: 'import aws-cdk-lib/core or the module itself: type checking is twice as fast' }],
    }],
  },
  overrides: [barrelsOnly],
};

/** Cycles, found by dependency-cruiser: eslint's 'import/no-cycle' takes ten times as long, which is more than all other rules together. */
export const cycleRules = {
  forbidden: [{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } }],
  options: { exclude: { path: ['node_modules', '^assets/'] }, tsPreCompilationDeps: true },
};
