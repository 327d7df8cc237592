import { MethodLoggingLevel } from 'aws-cdk-lib/aws-apigateway';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib/core';

/** What API Gateway's own log of a stage contains. */
export interface ExecutionLogsOptions {
  /**
   * Which requests are logged: `ERROR` those that fail, `INFO` all.
   *
   * @default MethodLoggingLevel.ERROR
   */
  readonly level?: MethodLoggingLevel;

  /**
   * Log whole requests and responses, with headers and bodies, and so whatever secret or personal data is in them. Needs `dataTraceAcknowledged`.
   *
   * @default false
   */
  readonly dataTrace?: boolean;

  /**
   * That it is known, and meant, that `dataTrace` logs secrets and personal data.
   *
   * @default false - synthesis fails with `dataTrace`
   */
  readonly dataTraceAcknowledged?: boolean;

  /**
   * How long log events are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly retention?: RetentionDays;

  /**
   * The key that encrypts the log group.
   *
   * @default - the log group is encrypted with a key that CloudWatch Logs owns
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the log group when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * The stage has written execution logs before, so that its log group exists and CloudFormation cannot define
   * it: leave it alone. Not together with `retention`, `encryptionKey` and `removalPolicy`, which are then its owner's business.
   *
   * @default false
   */
  readonly existingLogGroup?: boolean;
}
