import { IUserPoolRef } from 'aws-cdk-lib/aws-cognito';
import { fail, show } from '../private/errors';

/** Checks the user pools of an authorizer. */
export function checkUserPools(userPools: IUserPoolRef[], most: number): void {
  const expected = "'userPools' must be a list of user pools, such as [users]";
  if (!Array.isArray(userPools)) fail(`${expected}, got ${show(userPools)}`);
  const wrong = userPools.find((pool) => typeof pool?.userPoolRef?.userPoolArn !== 'string');
  if (wrong !== undefined || userPools.includes(undefined as never)) fail(`${expected}, got ${show(wrong)} in it: pass a UserPool, or import one by UserPool.fromUserPoolArn`);
  if (userPools.length === 0) fail(`${expected}, and not empty: name the pool whose tokens are taken`);
  if (userPools.length > most) fail(`${expected}, of at most ${most}, got ${userPools.length}: name fewer`);
}
