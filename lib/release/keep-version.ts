import { CfnVersion, IVersion } from 'aws-cdk-lib/aws-lambda';
import { RemovalPolicy } from 'aws-cdk-lib/core';

/**
 * Keeps a version when the next one comes: what a deployment goes back to, and what a stage is pinned to, has to be there. One whose deployment failed goes
 * with the rollback: Lambda makes no second version of the same code, so that deploying it again would fail.
 */
export function keepVersion({ node }: IVersion): void {
  const l1 = node.defaultChild;
  if (CfnVersion.isCfnVersion(l1)) l1.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
}
