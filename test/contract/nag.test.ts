import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { EXAMPLES } from './support/examples';

/** For each example, what belongs to the user's code in it, not to a construct of the library. */
const OF_THE_USER: Record<string, RegExp> = {
  'rest-production': /^Orders\/(OrdersFunction|Users|Orders)\//,
  'oauth2': /^ProtectedOrders\/(OrdersFunction|Users)\//,
  'http-minimal': /^Notes\/Notes\//,
  'staged-functions': /^Store\/(ordersFunction|searchFunction|Orders)\//,
  'canary-release': /^ReleasedOrders\/Orders\//,
  'custom-domain': /^Domain\/(orders|search|chat)Function\//,
  'routing-rules': /^Versions\/(Current|Next|Acme)Function\//,
  'partners': /^Partners\/Products\//,
  'websocket-chat': /^Chat\/(Users|ChatFunction|Announcements|Unannounced)\//,
  'websocket-minimal': /^Echo\/Echo\//,
};

/** The functions of the CDK's own provider: their runtime is the CDK's choice, and the newest CDK has the latest one. */
const OLDER_RUNTIME = /^(AwsSolutions-L1|Serverless-LambdaLatestVersion) on #ReleaseFunction\/Provider\/framework-/;

function findings(example: string): string[] {
  const app = new App();
  EXAMPLES[example](app);
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)]
    .flatMap((pack) => pack.validateScope(app).violations)
    .flatMap((violation) => violation.violatingResources!.map(({ constructPath }) => [violation.ruleName, constructPath!]))
    .filter(([, constructPath]) => !OF_THE_USER[example].test(constructPath))
    .map(([rule, constructPath]) => `${rule} on ${constructPath.replace(/^\w+\//, '')}`)
    .sort();
}

function explained(example: string): string[] {
  const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'nag.md'), 'utf8');
  const section = page.split('\n## ').find((part) => part.startsWith(`examples/${example}\n`))!;
  const rows = section.split('\n').filter((line) => /^\| (AwsSolutions|Serverless)/.test(line));
  return rows.map((row) => row.split(' | ')).map(([rule, constructPath, why]) => {
    expect(why.length).toBeGreaterThan(20);
    return `${rule.replace('| ', '')} on ${constructPath.replace(/`/g, '')}`;
  }).filter((row) => process.env.CDK_UNDER_TEST !== 'newest' || !OLDER_RUNTIME.test(row)).sort();
}

test.each(Object.keys(OF_THE_USER))('cdk-nag finds on the example %s what docs/nag.md explains, and nothing else', (example) => {
  expect(findings(example)).toEqual(explained(example));
});
