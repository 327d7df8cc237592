import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { isTextToken } from '../private/kinds';

/** The longest description that CloudWatch takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const MAX_DESCRIPTION = 1024;

/** Where to look when an alarm is raised. */
export interface AlarmLinks {
  readonly runbookUrl?: string;
  readonly dashboardUrl?: string;
}

/** The description of an alarm: what happened, and where to look. */
export function describeAlarm(what: string, { dashboardUrl, runbookUrl }: AlarmLinks, scope: IConstruct): string {
  for (const [prop, url] of Object.entries({ runbookUrl, dashboardUrl })) {
    if (url !== undefined && !isTextToken(url) && !(typeof url === 'string' && /^https?:\/\/\S+$/.test(url))) fail(`'${prop}' must be a URL, got ${show(url)}: write "https://wiki.example.com/orders", for example`, scope);
  }
  const text = [what, ...(dashboardUrl ? [`Dashboard: ${dashboardUrl}`] : []), ...(runbookUrl ? [`Runbook: ${runbookUrl}`] : [])].join('. ');
  if (!Token.isUnresolved(text) && text.length > MAX_DESCRIPTION) fail(`the description of an alarm must be at most ${MAX_DESCRIPTION} characters, got ${text.length}: shorten 'runbookUrl' or 'dashboardUrl'`, scope);
  return text;
}

/** So much of a path is enough to find a construct by its end. */
const MAX_PATH = 200;

/** The end of a path: deep trees have paths that are longer than a description may be. */
export function shortened(path: string): string {
  return path.length > MAX_PATH ? `...${path.slice(3 - MAX_PATH)}` : path;
}
