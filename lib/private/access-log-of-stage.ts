import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Token } from 'aws-cdk-lib/core';
import { AnyStage, isRestStage } from './api-type';
import { referencedConstructs } from './tokens';

/** A log group as an access log names it. */
export interface NamedLogGroup {
  readonly name: string;
  /** If it is defined in the app. */
  readonly l1?: CfnLogGroup;
}

/** What a stage says of its access log, if it does. */
export function accessLogSettingOf(stage: AnyStage | undefined): { readonly destinationArn?: string; readonly format?: string } {
  const setting = stage && (isRestStage(stage) ? stage.accessLogSetting : stage.accessLogSettings);
  return setting === undefined || Token.isUnresolved(setting) ? {} : setting as { destinationArn?: string; format?: string };
}

/** The log group that an access log goes to; undefined if it is not known, "firehose" if it goes there. */
export function logGroupOf(destinationArn: string, stage: AnyStage): NamedLogGroup | 'firehose' | undefined {
  const references = [...referencedConstructs(destinationArn, stage)];
  if (destinationArn.includes(':deliverystream/') || references.some((construct) => CfnDeliveryStream.isCfnDeliveryStream(construct))) return 'firehose';
  const l1 = references.find((construct) => CfnLogGroup.isCfnLogGroup(construct)) as CfnLogGroup | undefined;
  const name = l1?.ref ?? /:log-group:([^:]+?)(:\*)?$/.exec(destinationArn)?.[1];
  return name === undefined ? undefined : { name, l1 };
}

/** The name of the log group that an access log goes to; undefined if it goes elsewhere, or if it is not known. */
export function logGroupNameOf(destinationArn: string, stage: AnyStage): string | undefined {
  const logGroup = logGroupOf(destinationArn, stage);
  return logGroup === 'firehose' ? undefined : logGroup?.name;
}

/** The id of a log group that is defined for a stage, beside its L1. */
export function ownLogGroupId(stage: AnyStage, name: string): string {
  return stage.node.id === 'Resource' ? `#${name}` : `#${stage.node.id}${name}`;
}

/** Whether a log group is defined for the access log of a stage, so that no other writes to it. */
export function isOwnLogGroup({ l1 }: NamedLogGroup, stage: AnyStage): boolean {
  const l2 = l1?.node.scope;
  return l2?.node.id === ownLogGroupId(stage, 'AccessLogs') && l2.node.scope === stage.node.scope;
}
