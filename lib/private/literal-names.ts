import { CfnStage, IStage } from 'aws-cdk-lib/aws-apigateway';

/**
 * The stage's name as it was written, not a `Ref` to the stage: an alarm dimension or a log group
 * that refers to the stage would wait for it, and can close a CloudFormation cycle.
 */
export function literalStageName(stage: IStage): string {
  const l1 = stage.node.defaultChild;
  return (CfnStage.isCfnStage(l1) ? l1.stageName : undefined) ?? stage.stageName;
}
