import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { EXAMPLES } from './support/examples';

/** What belongs to the user's code in the example, not to a construct of the library. */
const OF_THE_USER = /^Orders\/(OrdersFunction|Users|Orders)\//;

function findings(): string[] {
  const app = new App();
  EXAMPLES['rest-production'](app);
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)]
    .flatMap((pack) => pack.validateScope(app).violations)
    .flatMap((violation) => violation.violatingResources!.map(({ constructPath }) => [violation.ruleName, constructPath!]))
    .filter(([, constructPath]) => !OF_THE_USER.test(constructPath))
    .map(([rule, constructPath]) => `${rule} on ${constructPath.replace(/^Orders\//, '')}`)
    .sort();
}

function explained(): string[] {
  const rows = readFileSync(path.join(__dirname, '..', '..', 'docs', 'nag.md'), 'utf8').split('\n').filter((line) => /^\| (AwsSolutions|Serverless)/.test(line));
  return rows.map((row) => row.split(' | ')).map(([rule, constructPath, why]) => {
    expect(why.length).toBeGreaterThan(20);
    return `${rule.replace('| ', '')} on ${constructPath.replace(/`/g, '')}`;
  }).sort();
}

test('cdk-nag finds on the production example what docs/nag.md explains, and nothing else', () => {
  expect(findings()).toEqual(explained());
});
