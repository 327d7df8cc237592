import { IAlarmRef } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';

/** How a new deployment of a REST API is tried with a part of the requests before it serves all of them. */
export interface CanaryReleaseOptions {
  /** The share of requests that the new deployment gets, in percent, above 0 and at most 100. */
  readonly percentTraffic: number;

  /**
   * How long the canary is watched before it serves all requests, at most 55 minutes; CloudFormation waits for it. If an alarm is raised meanwhile, the
   * canary ends, the deployment of the stack fails, and CloudFormation rolls back.
   *
   * @default - the canary is held until it is promoted or aborted
   */
  readonly bakeTime?: Duration;

  /**
   * Alarms that end a canary that is being watched, besides those that a gateway gives it. They must be of the stage's account and Region; all
   * together at most 100.
   *
   * @default - none
   */
  readonly alarms?: IAlarmRef[];

  /**
   * Requests that the canary must have answered when `bakeTime` ends, or it has failed: what nobody has called is not tried.
   *
   * @default 0
   */
  readonly minimumRequests?: number;

  /**
   * Values that variables of the stage have for the canary, by name. With the promotion they become those of the stage. The stage has to have the variables.
   *
   * @default - those of the stage
   */
  readonly stageVariableOverrides?: Record<string, string>;

  /**
   * Whether the canary uses the cache of the stage, and so may answer what the base has put there.
   *
   * @default false
   */
  readonly useStageCache?: boolean;

  /**
   * How many deployments are kept to go back to, at least 2. One that a stage uses is always kept.
   *
   * @default 10
   */
  readonly keepDeployments?: number;
}
