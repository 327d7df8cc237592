import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { IConstruct } from 'constructs';
import { BoundWebAcl } from './bound-web-acl';
import { referencedConstructs } from '../private/tokens';

const NOTED = new WeakMap<CfnStage, BoundWebAcl>();

/** Notes the web ACL of a stage. */
export function noteWebAcl(stage: CfnStage, webAcl: BoundWebAcl): void {
  NOTED.set(stage, webAcl);
}

/** The web ACL of a stage, also one that was given to it by an L1 of its stack; undefined if it has none. */
export function webAclOf(stage: CfnStage): BoundWebAcl | undefined {
  const isAssociation = (construct: IConstruct): construct is CfnWebACLAssociation => CfnWebACLAssociation.isCfnWebACLAssociation(construct);
  const associations = stage.stack.node.findAll().filter(isAssociation);
  const association = associations.find(({ resourceArn }) => referencedConstructs(resourceArn, stage).has(stage));
  return NOTED.get(stage) ?? (association && { arn: association.webAclArn });
}
