import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';

/** Who defines an alias of a function, by the function and the name of the alias. */
const CLAIMED = new WeakMap<IConstruct, Map<string, Construct>>();

/** Whether Lambda takes a name for an alias: https://docs.aws.amazon.com/lambda/latest/api/API_CreateAlias.html */
export function isAliasName(aliasName: string): boolean {
  return typeof aliasName === 'string' && !(aliasName in {}) && /^(?![0-9]+$)[A-Za-z0-9_-]{1,128}$/.test(aliasName);
}

/** Notes who defines an alias of a function; returns who else does already. */
export function claimAlias(handler: IFunction, aliasName: string, owner: Construct): Construct | undefined {
  const claimed = CLAIMED.get(handler) ?? new Map<string, Construct>();
  const other = claimed.get(aliasName);
  if (other && other !== owner) return other;
  CLAIMED.set(handler, claimed.set(aliasName, owner));
  return undefined;
}
