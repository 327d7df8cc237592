import { CfnDeployment, CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Lazy } from 'aws-cdk-lib/core';
import { referencedConstructs } from './tokens';

const DESCRIBED = new WeakSet<CfnDeployment>();

/** What the L2 writes of itself. */
const OF_L2 = 'Automatically created by the RestApi construct';

/**
 * Describes a deployment by its logical id, which is another exactly if its snapshot is: by this text, it is known among all deployments of the API.
 *
 * Text that a user has given it stays, behind. What the L2 says, the description of the API, does not: CloudFormation would write it anew whenever it
 * changes, over what a release has noted there.
 */
export function describeByFingerprint(deployment: CfnDeployment): void {
  if (DESCRIBED.has(deployment)) return;
  DESCRIBED.add(deployment);
  const produce = ({ resolve }: { resolve(value: unknown): unknown }) => [resolve(deployment.logicalId), ...ofUser(deployment)].join(' ');
  deployment.addPropertyOverride('Description', Lazy.uncachedString({ produce })); // it holds whatever is assigned to the property
}

function ofUser(deployment: CfnDeployment): string[] {
  const { description } = deployment;
  if (description === undefined || description === OF_L2) return [];
  const ofApi = [...referencedConstructs(deployment.restApiId, deployment)].map((construct) => (construct as Partial<CfnRestApi>).description);
  return ofApi.includes(description) ? [] : [description];
}
