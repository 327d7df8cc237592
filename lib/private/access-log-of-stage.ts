import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Token } from 'aws-cdk-lib/core';
import { AnyStage, isRestStage } from './api-type';
import { referencedConstructs } from './tokens';

/** What a stage says of its access log, if it does. */
export function accessLogSettingOf(stage: AnyStage | undefined): { readonly destinationArn?: string; readonly format?: string } {
  const setting = stage && (isRestStage(stage) ? stage.accessLogSetting : stage.accessLogSettings);
  return setting === undefined || Token.isUnresolved(setting) ? {} : setting as { destinationArn?: string; format?: string };
}

/** The name of the log group that an access log goes to; undefined if it goes elsewhere, or if it is not known. */
export function logGroupNameOf(destinationArn: string, stage: AnyStage): string | undefined {
  const references = [...referencedConstructs(destinationArn, stage)];
  if (destinationArn.includes(':deliverystream/') || references.some((construct) => CfnDeliveryStream.isCfnDeliveryStream(construct))) return undefined;
  const l1 = references.find((construct) => CfnLogGroup.isCfnLogGroup(construct)) as CfnLogGroup | undefined;
  return l1?.ref ?? /:log-group:([^:]+?)(:\*)?$/.exec(destinationArn)?.[1];
}
