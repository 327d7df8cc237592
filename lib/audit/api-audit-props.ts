import { IRole } from 'aws-cdk-lib/aws-iam';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { AuditTrailOptions } from './audit-trail-options';

/** Properties of `ApiAudit`. */
export interface ApiAuditProps {
  /** Who is told of changes. If the topic is encrypted by an imported key, the policy of the key has to let the account's policies allow its use. */
  readonly topic: ITopic;

  /**
   * Who is told of changes on the stages of `watchStage`.
   *
   * @default - the same topic
   */
  readonly stageTopic?: ITopic;

  /**
   * A trail of CloudTrail, which records who changes what, in a bucket. Without any trail in the account nobody is told: EventBridge gets
   * the calls from a trail that records management events that write.
   *
   * @default - none is defined, the account has one: of its organization, for example
   */
  readonly trail?: AuditTrailOptions;

  /**
   * Whether changes of all APIs of the account in the Region are told, and not only those of the stages of `watchStage`.
   *
   * @default true
   */
  readonly allApis?: boolean;

  /**
   * Whether calls that failed are told, too: they changed nothing, and somebody tried.
   *
   * @default false
   */
  readonly failedCalls?: boolean;

  /**
   * Roles whose changes are not told, such as that of a pipeline which imports documents. The functions that release stages for `Release` are
   * not told of anyway, in the stack of the audit and in those of watched stages.
   *
   * @default - none
   */
  readonly ignoredRoles?: IRole[];
}
