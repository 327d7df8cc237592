import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { IAlias, IFunction } from 'aws-cdk-lib/aws-lambda';
import { ProvisionedConcurrencyOptions } from './provisioned-concurrency-options';
import { RollbackAlarmSet } from './rollback-alarm-set';

/** Properties of `FunctionRelease`. */
export interface FunctionReleaseProps {
  /**
   * The function, of which each deployment makes a version: defined in the same stack.
   *
   * @default - the one of `alias`; one of the two has to be set
   */
  readonly handler?: IFunction;

  /**
   * An alias that is there already, in place of one that is defined: that of a stage of a `StagedFunction`, for example. It is defined in the same stack.
   *
   * @default - an alias of `handler` is defined
   */
  readonly alias?: IAlias;

  /**
   * What the alias is called that is defined: 1 to 128 letters, digits, hyphens and underscores, and not digits alone.
   *
   * @default 'live'
   */
  readonly aliasName?: string;

  /**
   * How calls move from the version before to the new one: one of CodeDeploy's, or a `LambdaDeploymentConfig` of one's own.
   *
   * @default LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES - twice the 5 minutes that alarms look at, since metrics and alarms are some minutes late
   */
  readonly deploymentConfig?: codedeploy.ILambdaDeploymentConfig;

  /**
   * A function that CodeDeploy calls before the new version gets calls, and that reports to CodeDeploy within an hour whether it may.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-lambda
   */
  readonly preTrafficHook?: IFunction;

  /**
   * A function that CodeDeploy calls when the new version gets all calls, and that reports to CodeDeploy within an hour whether it stays.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-lambda
   */
  readonly postTrafficHook?: IFunction;

  /**
   * Which alarms are defined to roll back by, besides those of `addRollbackAlarm`.
   *
   * @default RollbackAlarmSet.standard()
   */
  readonly alarms?: RollbackAlarmSet;

  /**
   * When CodeDeploy goes back to the version before.
   *
   * @default - after a deployment that fails, is stopped, or during which an alarm is raised
   */
  readonly autoRollback?: codedeploy.AutoRollbackConfig;

  /**
   * Whether a deployment goes on if CodeDeploy cannot ask CloudWatch for the alarms.
   *
   * @default false
   */
  readonly ignorePollAlarmsFailure?: boolean;

  /**
   * Whether deployments go on without a look at the alarms, which stay where they are: to deploy the repair of what raises them, for example.
   *
   * @default false
   */
  readonly ignoreAlarmConfiguration?: boolean;

  /**
   * The application of CodeDeploy that the deployment group is of.
   *
   * @default - one of its own
   */
  readonly application?: codedeploy.ILambdaApplication;

  /**
   * What the deployment group is called.
   *
   * @default - a name that CloudFormation chooses
   */
  readonly deploymentGroupName?: string;

  /**
   * The role of CodeDeploy. One that is imported has to have its rights: those of the managed policy AWSCodeDeployRoleForLambdaLimited, and to invoke the hooks.
   *
   * @default - one with that policy, which may invoke the hooks
   */
  readonly role?: IRole;

  /**
   * Instances of the alias that are kept ready. They are billed by the hour.
   *
   * @default - none
   */
  readonly provisionedConcurrency?: ProvisionedConcurrencyOptions;
}
