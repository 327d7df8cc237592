import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Where something is; "?" and a token are not known. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
}

/** What of a place is known to differ from where a construct is. */
export function differencesOf({ account, region }: Place, scope: IConstruct): Array<keyof Place> {
  const here = Stack.of(scope);
  const differs = (there: string | undefined, own: string) => there !== undefined && there !== '' && there !== '?' && !Token.isUnresolved(there) && !Token.isUnresolved(own) && there !== own;
  return [...(differs(account, here.account) ? ['account' as const] : []), ...(differs(region, here.region) ? ['region' as const] : [])];
}

/** The place that an ARN names; of an ARN that is a token nothing is known. */
export function placeOfArn(arn: string): Place {
  const [, , , region, account] = arn.replace(/\$\{Token\[[^\]]*\]\}/g, '?').split(':');
  return { account, region };
}
