import type { CanaryReleaseOptions } from './canary-release-options';
import type { FunctionReleaseProps } from './function-release-props';
import type { ProvisionedConcurrencyOptions } from './provisioned-concurrency-options';
import type { RollbackAlarmOptions, RollbackAlarmsOptions, RollbackDurationAlarmOptions, RollbackRateAlarmOptions } from './rollback-alarms-options';
import type { StagedFunctionProps } from './staged-function';
import type { Members } from '../private/check-members';

/** Of a canary. Stage variables have names of the user. */
export const CANARY: Record<keyof CanaryReleaseOptions, true> = {
  percentTraffic: true, bakeTime: true, alarms: true, minimumRequests: true, stageVariableOverrides: true, useStageCache: true, keepDeployments: true,
};

/** Of instances that are kept ready. */
export const CONCURRENCY: Members<ProvisionedConcurrencyOptions> = { minimum: true, maximum: true, utilization: true };

/** Of the release of a function. */
export const FUNCTION_RELEASE: Members<FunctionReleaseProps> = {
  handler: true,
  alias: true,
  aliasName: true,
  deploymentConfig: true,
  preTrafficHook: true,
  postTrafficHook: true,
  alarms: true,
  autoRollback: true,
  ignorePollAlarmsFailure: true,
  ignoreAlarmConfiguration: true,
  application: true,
  deploymentGroupName: true,
  role: true,
  provisionedConcurrency: CONCURRENCY,
};

/** Of a function with stages, whose names are the user's. */
export const STAGED_FUNCTION: Record<keyof StagedFunctionProps, true> = {
  handler: true, aliasNames: true, versions: true, aliases: true, provisionedConcurrency: true,
};

const ALARM: Members<RollbackAlarmOptions> = { minimumRequests: true, period: true, evaluationPeriods: true };
const RATE: Members<RollbackRateAlarmOptions> = { ...ALARM, threshold: true };
const DURATION: Members<RollbackDurationAlarmOptions> = { ...ALARM, threshold: true, percentile: true };

/** Of the alarms that take a function back. */
export const ROLLBACK_ALARMS: Members<RollbackAlarmsOptions> = { errors: RATE, throttles: RATE, duration: DURATION };
