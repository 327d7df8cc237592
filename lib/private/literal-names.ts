import { CfnStage as CfnRestStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi, CfnStage as CfnV2Stage } from 'aws-cdk-lib/aws-apigatewayv2';
import { IConstruct } from 'constructs';

/**
 * The stage's name as it was written, not a `Ref` to the stage: an alarm dimension or a log group
 * that refers to the stage would wait for it, and can close a CloudFormation cycle.
 */
export function literalStageName(stage: IConstruct & { readonly stageName: string }): string {
  const l1 = stage.node.defaultChild;
  return (CfnRestStage.isCfnStage(l1) || CfnV2Stage.isCfnStage(l1) ? l1.stageName : undefined) ?? stage.stageName;
}

/** The name of a HTTP or WebSocket API as it was written; the id of its construct if it was imported. */
export function literalApiName(api: IConstruct): string {
  const l1 = api.node.defaultChild;
  return (CfnApi.isCfnApi(l1) ? l1.name : undefined) ?? api.node.id;
}
