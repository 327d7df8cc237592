/** `npm run proof:deploy`: deploys every example to an emulator of AWS on this machine, by `cdk deploy`, and asks it by the SDK what exists. With names of examples only those, and nothing is kept. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { GetAccountCommand, UpdateAccountCommand } from '@aws-sdk/client-api-gateway';
import { clientsOf, compareStack } from './deploy/deployed.mjs';
import { ACCOUNT, knownTypes, LOG, REGION, startEmulator, versions } from './deploy/emulator.mjs';
import { compareLayouts } from './deploy/layouts.mjs';
import { releases } from './deploy/releases.mjs';
import { requests } from './deploy/requests.mjs';
import { ProofTable } from './proof-table.mjs';
import { CACHE, install, main, projen, ROOT, run, say, sideBySide, step } from './steps.mjs';

const OUTPUT = path.join(CACHE, 'deployed');
const CHOSEN = process.argv.slice(2);
const EXAMPLES = readdirSync('examples').filter((name) => existsSync(path.join('examples', name, 'main.ts')) && (CHOSEN.length === 0 || CHOSEN.includes(name)));

/** Secrets that users make by hand before they deploy an example. */
const SECRETS = { 'partners/acme': '{"apiKey":"acme-0123456789abcdefghij"}' };

/** The hosted zone that examples take for the user's. */
const ZONE = { id: 'Z0123456789ABCDEFGHIJ', name: 'example.com' };

/** Examples that are not deployed to the account of the others: one names its account, one has the domain of another. */
const ACCOUNTS = { 'cloudfront': '111122223333', 'routing-rules': '444455556666' };
const accountOf = (example) => ACCOUNTS[example] ?? ACCOUNT;

main(async () => {
  await install();
  await step('Bundling the functions that the library ships', () => projen('bundle'));
  const table = new ProofTable('deployments');
  table.versions.push(`LocalStack ${versions().split(' ')[1]}`, `Node ${process.versions.node}`, `aws-cdk ${version('aws-cdk')}`, `aws-cdk-lib ${version('aws-cdk-lib')}`);
  let emulator;
  await step('Starting the emulator (the first time it is installed, for some minutes)', async () => (emulator = await startEmulator()));
  try {
    await proof(emulator, table);
  } finally {
    await emulator.stop();
    say(`\nWhat the emulator says: ${path.relative(ROOT, LOG)}`);
  }
  table.finish({ keep: CHOSEN.length === 0 });
});

/** Whether an example sets the role of its account by which API Gateway logs. */
function ensuresAccountLogging(output) {
  const templates = readdirSync(output).filter((file) => file.endsWith('.template.json'));
  return templates.some((file) => readFileSync(path.join(output, file), 'utf8').includes('"Custom::ApiGatewayAccountLogging"'));
}

async function proof(emulator, table) {
  const accounts = [...new Set([ACCOUNT, ...EXAMPLES.map(accountOf)])];
  const clientsFor = new Map(accounts.map((account) => [account, clientsOf(emulator.endpoint, account)]));
  const clients = clientsFor.get(ACCOUNT);
  const known = await knownTypes(emulator.python);
  const environmentOf = (account) => ({ ...emulator.environment, AWS_ACCESS_KEY_ID: account, TSX_TSCONFIG_PATH: path.join(ROOT, 'examples', 'tsconfig.json') });
  const cdkOf = (account) => (...args) => run(path.join(ROOT, 'node_modules', '.bin', 'cdk'), [...args, '--no-notices', '--no-version-reporting', '--ci'], { env: environmentOf(account) });
  const cdk = cdkOf(ACCOUNT);
  await step('cdk bootstrap', async () => {
    for (const account of accounts) await cdkOf(account)('bootstrap', `aws://${account}/${REGION}`);
    table.add('cdk bootstrap', 'all', { passed: accounts.length });
  });
  for (const [Name, SecretString] of Object.entries(SECRETS)) await clients.json('secretsmanager', '/', { target: 'secretsmanager.CreateSecret', body: { Name, SecretString, ClientRequestToken: '00000000-0000-0000-0000-000000000001' } });
  for (const { xml, gateway } of clientsFor.values()) {
    await xml('route53', '/2013-04-01/hostedzone', `<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>${ZONE.name}</Name><CallerReference>${ZONE.id}</CallerReference></CreateHostedZoneRequest>`);
    await gateway.send(new UpdateAccountCommand({ patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: '' }] })); // the emulator's accounts have one from the start
  }

  const results = new Map();
  const deploy = async (example) => {
    const output = path.join(OUTPUT, example);
    rmSync(output, { recursive: true, force: true });
    mkdirSync(output, { recursive: true });
    try {
      await step(`cdk deploy of ${example}`, () => run(path.join(ROOT, 'node_modules', '.bin', 'cdk'), [
        'deploy', '--all', '--require-approval', 'never', '--no-notices', '--no-version-reporting', '--ci', '--progress', 'bar', '--output', output, '--outputs-file', path.join(output, 'outputs.json'),
      ], { cwd: path.join('examples', example), env: environmentOf(accountOf(example)) }));
      results.set(example, { output });
    } catch (error) {
      results.set(example, { error });
    }
  };
  const half = Math.ceil(EXAMPLES.length / 2);
  await sideBySide(...[EXAMPLES.slice(0, half), EXAMPLES.slice(half)].map((examples) => async () => {
    for (const example of examples) await deploy(example);
  }));

  await step('Asking what exists', async () => {
    const ensured = new Set(EXAMPLES.filter((example) => results.get(example).output && ensuresAccountLogging(results.get(example).output)).map(accountOf));
    await table.run('account logging', 'all', [...ensured].map((account) => [`account ${account} has the role of an example`, async () => {
      const { cloudwatchRoleArn } = await clientsFor.get(account).gateway.send(new GetAccountCommand({}));
      if (!/EnsuredAccountLogging/.test(cloudwatchRoleArn)) throw new Error(`it has ${cloudwatchRoleArn}`);
    }]));
    for (const example of EXAMPLES) await compare(clientsFor.get(accountOf(example)), known, table, example, results.get(example));
  });
  if (CHOSEN.length > 0) return;
  const outputsOf = (example) => JSON.parse(readFileSync(path.join(OUTPUT, example, 'outputs.json'), 'utf8'));
  const tools = { emulator, clients, table, cdk, outputsOf, output: OUTPUT };
  for (const [title, check] of [['The same API in both layouts', compareLayouts], ['Requests', requests], ['Releases', releases]]) {
    try {
      await step(title, () => check(tools));
    } catch (error) {
      table.add(title, 'test/deploy', { failures: [error.message] });
    }
  }
}

async function compare(clients, known, table, example, { output, error }) {
  if (error) return table.add('cdk deploy', example, { failures: [error.message] });
  const { artifacts } = JSON.parse(readFileSync(path.join(output, 'manifest.json'), 'utf8'));
  for (const [name, { type, properties }] of Object.entries(artifacts)) {
    if (type !== 'aws:cloudformation:stack') continue;
    const template = JSON.parse(readFileSync(path.join(output, properties.templateFile), 'utf8'));
    const found = await compareStack(clients, properties.stackName ?? name, template, known);
    const lacking = [...found.lacking].map(([kind, count]) => `${count} of ${kind}`).join(', ');
    table.add('cdk deploy', example, { passed: found.resources, note: lacking && `the emulator lacks ${lacking}` });
    const listed = [...found.listedOnly].sort().map((kind) => kind.replace(/^AWS::/, '')).join(', ');
    table.add('values of resources', example, { passed: found.values, failures: found.failures, note: listed && `not asked for: ${listed}` });
  }
}

function version(name) {
  return JSON.parse(readFileSync(path.join('node_modules', name, 'package.json'), 'utf8')).version;
}
