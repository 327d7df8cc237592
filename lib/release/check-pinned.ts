import { CfnDeployment, CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnResource, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { referencedConstructs, tokenIdentity } from '../private/tokens';

/** Checks what a stage is pinned to: an id, or a deployment of its API. */
export function checkPinned(deploymentId: string, stage: CfnStage): void {
  if (!Token.isUnresolved(deploymentId)) {
    if (typeof deploymentId === 'string' && /^[a-z0-9]{4,32}$/.test(deploymentId)) return;
    fail(`'deploymentId' of Release.pinned must be the id of a deployment, of small letters and digits, got ${show(deploymentId)}: write "a1b2c3", for example, as API Gateway lists it, or deployment.deploymentId`, stage);
  }
  if (typeof deploymentId !== 'string') fail(`'deploymentId' of Release.pinned must be text, got ${typeof deploymentId === 'number' ? 'a number' : 'an object'} that is a token: write deployment.deploymentId`, stage);
  const target = [...referencedConstructs(deploymentId, stage)].find((construct) => CfnResource.isCfnResource(construct));
  if (!target) return; // a parameter, or what CloudFormation imports
  if (!isInTree(target)) fail(`'deploymentId' of Release.pinned must be of a deployment that is there, got one of [${target.node.path}], which was removed: write the id of a deployment`, stage);
  if (!CfnDeployment.isCfnDeployment(target)) return checkOther(target as CfnResource, stage);
  const [theirs, ours] = [target.restApiId, stage.restApiId];
  if (Token.isUnresolved(theirs) === Token.isUnresolved(ours) && tokenIdentity(theirs, stage) !== tokenIdentity(ours, stage)) {
    fail(`'deploymentId' of Release.pinned must be of a deployment of the stage's API, got [${target.node.path}] of another API: write the id of one of its own`, stage);
  }
}

/** A custom resource may know the id of a deployment; other resources of API Gateway have ids of their own. */
function checkOther(target: CfnResource, stage: CfnStage): void {
  if (!target.cfnResourceType.startsWith('AWS::ApiGateway')) return;
  fail(`'deploymentId' of Release.pinned must be of a deployment, got [${target.node.path}] of the type ${target.cfnResourceType}: write deployment.deploymentId`, stage);
}

/** Whether nothing above a construct has been removed from the tree since. */
function isInTree(construct: IConstruct): boolean {
  return construct.node.scopes.every(({ node }) => !node.scope || node.scope.node.tryFindChild(node.id)?.node === node);
}
