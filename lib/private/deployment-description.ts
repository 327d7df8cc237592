import { CfnDeployment, CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Lazy } from 'aws-cdk-lib/core';
import { show } from './errors';
import { referencedConstructs } from './tokens';

const DESCRIBED = new WeakSet<CfnDeployment>();

/** What the L2 writes of itself. */
const OF_L2 = 'Automatically created by the RestApi construct';

/**
 * Describes a deployment by its logical id, which is another exactly if its snapshot is: by this text, it is known among all deployments of the API.
 *
 * No other text stands there, of the user or of the API: CloudFormation would write it anew whenever it changes, over what a release has noted there.
 */
export function describeByFingerprint(deployment: CfnDeployment): void {
  if (DESCRIBED.has(deployment)) return;
  DESCRIBED.add(deployment);
  const [text] = ofUser(deployment);
  if (text !== undefined) {
    Annotations.of(deployment).addWarningV2('cdk-gatehouse:deploymentDescription',
      `the description of the deployment, ${show(text)}, is left out, since releases note there what has become of it: leave 'description' out, or describe the API or the stage`);
  }
  const produce = ({ resolve }: { resolve(value: unknown): unknown }) => resolve(deployment.logicalId);
  deployment.addPropertyOverride('Description', Lazy.uncachedAny({ produce })); // it holds whatever is assigned to the property
}

function ofUser(deployment: CfnDeployment): string[] {
  const { description } = deployment;
  if (description === undefined || description === OF_L2) return [];
  const ofApi = [...referencedConstructs(deployment.restApiId, deployment)].map((construct) => (construct as Partial<CfnRestApi>).description);
  return ofApi.includes(description) ? [] : [description];
}
