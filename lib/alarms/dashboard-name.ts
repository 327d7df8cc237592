import { createHash } from 'node:crypto';
import { Annotations, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { TakenNames } from '../private/taken-names';

/**
 * The longest name, less what further dashboards have behind it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
 */
const MAX_NAME = 250;

const TAKEN = new TakenNames('account');

/** What a dashboard is called after. */
export interface Named {
  readonly apiName: string;
  readonly stageName: string;
  /** Dashboards are of an account, not of a Region: the same app in another Region has one of its own. */
  readonly region: string;
}

/** The name of a dashboard; undefined if the API's is known at deployment only, where it may have characters that a dashboard's cannot. */
export function dashboardNameOf({ apiName, stageName, region }: Named, given: string | undefined, scope: IConstruct): string | undefined {
  const name = given ?? (Token.isUnresolved(apiName) ? undefined : shortened(`${plain(apiName)}-${plain(stageName)}`, region));
  if (name === undefined || Token.isUnresolved(given)) return name;
  if (given !== undefined && !new RegExp(`^[A-Za-z0-9_-]{1,${MAX_NAME}}$`).test(given)) {
    fail(`'dashboardName' must be 1 to ${MAX_NAME} letters, digits, hyphens and underscores, got ${show(given)}: write "orders-prod", for example`, scope);
  }
  takeDashboardName(name, scope);
  return name;
}

/** Takes the name of a dashboard, or of a further one: of two of one name in an account, one would overwrite the other. */
export function takeDashboardName(name: string, scope: IConstruct): void {
  const taken = TAKEN.take(name, scope);
  if (!taken) return;
  const problem = `the dashboard of [${taken.by.node.path}] is called ${show(Stack.of(scope).resolve(name))} already`;
  if (taken.certain) fail(`${problem}, and one would overwrite the other: give this one a 'dashboardName'`, scope);
  Annotations.of(scope).addWarningV2('cdk-gatehouse:dashboardNameTwice',
    `${problem}, and so is that of [${scope.node.path}]; in one account one would overwrite the other: give one a 'dashboardName', or each stack its account in 'env'`);
}

/** "$default" is "default". */
function plain(text: string): string {
  return Token.isUnresolved(text) ? text : text.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'api';
}

function shortened(text: string, region: string): string {
  const name = `${text}-${region}`;
  const room = MAX_NAME - (Token.isUnresolved(region) ? 20 : region.length + 1);
  if (Token.isUnresolved(text) || text.length <= room) return name;
  return `${text.slice(0, room - 9)}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}-${region}`;
}

/** The console of a Region. */
export function consoleOf(region: string): string {
  if (Token.isUnresolved(region)) return `https://${region}.console.aws.amazon.com`;
  if (region.startsWith('cn-')) return 'https://console.amazonaws.cn';
  return region.startsWith('us-gov-') ? 'https://console.amazonaws-us-gov.com' : `https://${region}.console.aws.amazon.com`;
}
