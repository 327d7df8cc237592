import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { App } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R4Checks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { EXAMPLES } from './support/examples';
import { OF_THE_USER } from './support/of-the-user';

/** Whose findings docs/nag.md explains one by one; of the others those of the four other packs. */
const ONE_BY_ONE = Object.keys(OF_THE_USER).filter((name) => !['adopt-existing-api', 'cloudfront', 'private-api', 'serverless-backend', 'vpc-link'].includes(name));

const PACKS = [AwsSolutionsChecks, ServerlessChecks, NIST80053R4Checks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks];
const BY_RULE = ['NIST.800.53.R4', 'NIST.800.53.R5', 'HIPAA.Security', 'PCI.DSS.321'];

/** The functions of the CDK's own provider: their runtime is the CDK's choice, and the newest CDK has the latest one. */
const OLDER_RUNTIME = /^(AwsSolutions-L1|Serverless-LambdaLatestVersion) on #ReleaseFunction\/Provider\/framework-/;

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'nag.md'), 'utf8');
const sectionOf = (title: string) => page.split('\n## ').find((part) => part.startsWith(`${title}\n`))!.split('\n');

interface Finding {
  readonly rule: string;
  readonly constructPath: string;
}

/** What all packs find on the constructs of the library; each example is defined once. */
function findingsOf(example: string): Finding[] {
  const app = new App();
  EXAMPLES[example](app);
  return PACKS.map((Pack) => new Pack(app))
    .flatMap((pack) => pack.validateScope(app).violations)
    .flatMap(({ ruleName: rule, violatingResources }) => violatingResources!.map(({ constructPath }) => ({ rule, constructPath: constructPath! })))
    .filter(({ constructPath }) => !OF_THE_USER[example].test(constructPath));
}

const found = new Map(Object.keys(OF_THE_USER).map((example) => [example, findingsOf(example)]));
const isByRule = ({ rule }: Finding) => BY_RULE.some((pack) => rule.startsWith(`${pack}-`));

function findings(example: string): string[] {
  const byPath = found.get(example)!.filter((finding) => !isByRule(finding));
  return byPath.map(({ rule, constructPath }) => `${rule} on ${constructPath.replace(/^\w+\//, '')}`).sort();
}

function explained(example: string): string[] {
  const rows = sectionOf(`examples/${example}`).filter((line) => /^\| (AwsSolutions|Serverless)/.test(line));
  return rows.map((row) => row.split(' | ')).map(([rule, constructPath, why]) => {
    expect(why.length).toBeGreaterThan(20);
    return `${rule.replace('| ', '')} on ${constructPath.replace(/`/g, '')}`;
  }).filter((row) => process.env.CDK_UNDER_TEST !== 'newest' || !OLDER_RUNTIME.test(row)).sort();
}

test('every example is looked at', () => {
  expect(Object.keys(OF_THE_USER)).toEqual(Object.keys(EXAMPLES));
});

test.each(ONE_BY_ONE)('cdk-nag finds on the example %s what docs/nag.md explains, and nothing else', (example) => {
  expect(findings(example)).toEqual(explained(example));
});

test('the packs for NIST, HIPAA and PCI find on all examples as often what the table in docs/nag.md explains, and nothing else', () => {
  const rules: Record<string, number[]> = {};
  for (const { rule } of [...found.values()].flat().filter(isByRule)) {
    const pack = BY_RULE.findIndex((prefix) => rule.startsWith(`${prefix}-`));
    const name = rule.slice(BY_RULE[pack].length + 1);
    rules[name] ??= BY_RULE.map(() => 0);
    rules[name][pack]++;
  }
  const rows = sectionOf('NIST 800-53, HIPAA and PCI').filter((line) => /^\| [A-Z]/.test(line)).map((row) => row.slice(2, -2).split(' | '));
  for (const cells of rows) expect(cells[5].length).toBeGreaterThan(20);
  expect(rules).toEqual(Object.fromEntries(rows.map(([rule, ...cells]) => [rule, cells.slice(0, 4).map(Number)])));
});

test('no pack finds anything on the API of the hardened example, nor on what is around it but for its e-mails', () => {
  expect(found.get('hardened-api')).toEqual([{ rule: 'Serverless-SNSRedrivePolicy', constructPath: 'Payments/PaymentsApi/#Alarms/Topic/oncall@example.com/Resource' }]);
});

test('each cached method of the hardened example tells its callers apart', () => {
  const methods = EXAMPLES['hardened-api'](new App()).node.findAll().filter((construct) => CfnMethod.isCfnMethod(construct));
  const cached = methods.filter(({ httpMethod }) => httpMethod === 'GET').map(({ integration }) => (integration as CfnMethod.IntegrationProperty).cacheKeyParameters);
  expect(cached).toEqual([
    ['method.request.header.Authorization', 'method.request.querystring.page'],
    ['method.request.path.id', 'method.request.header.Authorization'],
  ]);
});
