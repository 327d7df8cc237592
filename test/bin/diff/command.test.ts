import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandLine } from '../support/command-line';

let line: CommandLine;
beforeAll(async () => { line = await CommandLine.start(); });
afterAll(() => line.stop());

const cwd = mkdtempSync(join(tmpdir(), 'gatehouse-diff-'));
const method = (type: string) => ({
  'responses': { 200: { description: 'OK' } }, 'x-amazon-apigateway-integration': { type: 'mock' }, 'x-amazon-apigateway-auth': { type }, ...(type === 'AWS_IAM' && { security: [{ sigv4: [] }] }),
});
const documentOf = (paths: object) => ({
  openapi: '3.0.1',
  info: { title: 'Orders', version: '1' },
  paths,
  components: { securitySchemes: { sigv4: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' } } },
});

/** A folder with a template of such resources. */
function folder(name: string, Resources: unknown): string {
  mkdirSync(join(cwd, name), { recursive: true });
  writeFileSync(join(cwd, name, 'Shop.template.json'), typeof Resources === 'string' ? Resources : JSON.stringify({ Resources }));
  return name;
}

const api = (paths: object, more: object = {}) => ({ Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'Orders', Body: documentOf(paths) } }, ...more });
const prod = (more: object = {}) => ({ Prod: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'prod', ...more } } });

folder('base', api({ '/orders': { get: method('AWS_IAM') } }, prod({ CacheClusterEnabled: true, CacheClusterSize: '1.6' })));
folder('head', api({ '/orders': { get: method('NONE') } }, prod()));
folder('less', api({}, prod()));

const run = (args: string) => line.run(args, { cwd });

test('prints Markdown, and with --json the same as data, which has a schema', async () => {
  const { out, exitCode } = await run('diff base head');
  expect(out).toMatch(/^## APIs: 🔓 1 opened/);
  expect(exitCode).toBe(0);
  const { json } = await run('diff base head --json --requests 1000000');
  expect(json.apis[0].changes[0]).toMatchObject({ kind: 'route-opened', effect: 'opened', subject: 'GET /orders' });
  expect(json.apis[0].monthlyCost).toEqual({ region: 'us-east-1', before: 31.24, after: 3.5, missing: [] }); // 730 × 0.038 + 3.50
  expect(json.monthlyRequests).toBe(1_000_000);
  expect((await run('diff base less --json')).json.apis[0].monthlyCost).toEqual({ region: 'us-east-1', before: 27.74, after: 0, missing: [] });
});

test('says what an API costs, and of how many requests that is', async () => {
  expect((await run('diff base head')).out).toContain('Cost a month, without requests, at the prices of us-east-1: 27.74 USD → 0.00 USD.');
  expect((await run('diff base head --requests 1000000')).out).toContain('Cost a month, for 1,000,000 requests, at the prices of us-east-1: 31.24 USD → 3.50 USD.');
});

test('says of what no price is known', async () => {
  const { out } = await run('diff base head --region eu-west-1');
  expect(out).toContain('What `Orders` costs is not known: there is no price for eu-west-1 of cache of 1.6 GB. `--region` takes those of another Region.');
});

test.each([
  ['diff base head --fail-on open-route', 6, ['open-route']],
  ['diff base head --fail-on breaking,open-route', 6, ['open-route']],
  ['diff base less --fail-on breaking,open-route', 6, ['breaking']],
  ['diff base head --fail-on breaking', 0, []],
  ['diff head head --fail-on breaking,open-route,policy-widened,alarm-weakened,destructive', 0, []],
])('%s ends with %d', async (args, exitCode, failedOn) => {
  expect(await run(args)).toMatchObject({ exitCode, err: '' });
  const { json, exitCode: ofJson } = await run(`${args} --json`);
  expect([json.failedOn, ofJson]).toEqual([failedOn, exitCode]);
});

const MESSAGES: Array<[string, string | RegExp]> = [
  ['diff', "missing required argument 'base'"],
  ['diff base', "missing required argument 'head'"],
  ['diff base head other', "too many arguments for 'diff'. Expected 2 arguments but got 3."],
  ['diff base nowhere', /".*nowhere" is no folder: write the path of a "cdk.out", as "cdk synth" makes it/],
  ['diff base head --fail-on opne-route', '--fail-on has to be breaking, open-route, policy-widened, alarm-weakened or destructive, got "opne-route"'],
  ['diff base head --fail-on ""', "option '--fail-on' must not be empty"],
  ['diff base ""', "argument 'head' must not be empty"],
  ['diff base head --fail-on breaking,', /--fail-on has to be .*, got ""/],
  ['diff base head --fail-on constructor', /--fail-on has to be .*, got "constructor"/],
  ['diff base head --requests many', '--requests has to be a whole number, such as 10000000, got "many"'],
  ['diff base head --requests -5', /--requests|unknown option/],
  ['diff base head --requests 1e999', '--requests has to be a whole number, such as 10000000, got "1e999"'],
  ['diff base head --requests 99999999999999999999', /--requests has to be a whole number/],
  ['diff base head --region mars-1', '--region has to be us-east-1 or eu-west-1, of which prices are known, got "mars-1"'],
  ['diff base head --api x', "unknown option '--api'"],
  [`diff base ${folder('no-json', '{ "Resources": ')}`, /".*Shop.template.json" cannot be read as JSON: /],
  [`diff base ${folder('a-list', '[]')}`, /".*Shop.template.json" is no structure in JSON/],
  [`diff base ${folder('null', 'null')}`, /".*Shop.template.json" is no structure in JSON/],
  [`diff base ${folder('untyped', { Api: {} })}`, /".*Shop.template.json" is no template of CloudFormation: its resource "Api" has no type/],
  [`diff base ${folder('nothing', { Api: null })}`, /".*Shop.template.json" is no template of CloudFormation: its resource "Api" has no type/],
  [`diff base ${folder('no-properties', { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: [] } })}`, /the properties of its resource "Api" are no structure/],
];

test.each(MESSAGES)('%s is refused in a sentence', async (args, message) => {
  const { err, out, exitCode } = await run(args);
  expect(err).toMatch(message instanceof RegExp ? message : new RegExp(`^gatehouse: ${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  expect([out, exitCode, err.split('\n').length]).toEqual(['', 2, 2]);
});
