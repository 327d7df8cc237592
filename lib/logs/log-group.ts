import { IKey } from 'aws-cdk-lib/aws-kms';
import { DataProtectionPolicy, LogGroup, LogGroupProps, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ownLogGroupId } from '../private/access-log-of-stage';
import { allowLogs } from '../private/allow-logs';
import { AnyStage } from '../private/api-type';
import { noteCanaryLog, OF_CANARY_LOGS, setCanaryAccessLog, whenCanary } from '../private/canary-stage';
import { fail } from '../private/errors';
import { keyOfHardened } from '../private/hardened';
import { checkKinds, has, Kinds, oneOf } from '../private/kinds';

/** What the log group of access logs is called. */
export const ACCESS_LOGS = 'AccessLogs';

/** What a log group of the library is asked for. */
export interface LogGroupOptions {
  readonly logGroupName?: string;
  readonly retention?: RetentionDays;
  readonly encryptionKey?: IKey;
  readonly dataProtectionPolicy?: DataProtectionPolicy;
  readonly removalPolicy?: RemovalPolicy;
}

const KINDS: Kinds<LogGroupOptions> = [
  ['encryptionKey', has('addToResourcePolicy', 'function'), 'a key of aws-cdk-lib/aws-kms'],
  ['dataProtectionPolicy', has('_bind', 'function'), 'a DataProtectionPolicy of aws-cdk-lib/aws-logs'],
  ['retention', (value) => typeof value === 'number' && (value > 0 || Token.isUnresolved(value)), 'one of RetentionDays, such as RetentionDays.ONE_MONTH'],
  ['removalPolicy', (value) => Object.values(RemovalPolicy).includes(value), oneOf('RemovalPolicy', RemovalPolicy)],
];

/**
 * Defines a log group of a stage with an end to its retention, and lets CloudWatch Logs use its key. The requests of a canary
 * are logged in a second group as well, which API Gateway would make itself, without an end to its retention. It goes with the canary,
 * unless a removal policy is given: API Gateway chooses its name, and CloudFormation could not make it again.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html
 */
export function defineLogGroup(stage: AnyStage, name: string, options: LogGroupOptions): LogGroup {
  const encryptionKey = options.encryptionKey ?? keyOfHardened(stage);
  checkKinds(options, KINDS, stage);
  const scope = stage.node.scope as Construct; // beside the L1, so that what the stage waits for is not waited for here
  const id = ownLogGroupId(stage, name);
  if (scope.node.tryFindChild(id)) fail(`the stage has ${name} by a mixin or its gateway already: apply the mixin once`, stage);
  if (encryptionKey) allowLogs(encryptionKey, stage, options.logGroupName);
  const props: LogGroupProps = {
    logGroupName: options.logGroupName,
    retention: options.retention ?? RetentionDays.THREE_MONTHS,
    encryptionKey,
    dataProtectionPolicy: options.dataProtectionPolicy,
    removalPolicy: options.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  };
  const logGroup = new LogGroup(scope, id, props);
  whenCanary(stage, () => defineCanaryLogGroup(stage, logGroup, name, { ...props, removalPolicy: options.removalPolicy ?? OF_CANARY_LOGS }));
  return logGroup;
}

function defineCanaryLogGroup(stage: AnyStage, logGroup: LogGroup, name: string, props: LogGroupProps): void {
  const ofCanary = new LogGroup(logGroup, 'Canary', { ...props, logGroupName: `${logGroup.logGroupName}/Canary` });
  if (name === ACCESS_LOGS) setCanaryAccessLog(stage, ofCanary);
  else noteCanaryLog(stage, ofCanary);
}
