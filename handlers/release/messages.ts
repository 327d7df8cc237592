/** What a person reads as the reason of a failed deployment. */

const still = (stage: string, live: string) => `${stage} still serves deployment ${live}`;

export function canaryNotStarted(stage: string, alarm: string, live: string): string {
  return `canary of ${stage} not started: alarm ${alarm} is in ALARM already; ${still(stage, live)}`;
}

export function canaryNotWatched(stage: string, alarm: string, live: string): string {
  return `canary of ${stage} not started: alarm ${alarm} does not exist; ${still(stage, live)}`;
}

export function canaryStopped(stage: string, reason: string, live: string): string {
  return `canary of ${stage} stopped: ${reason}; ${still(stage, live)}`;
}

export function alarmReason(alarm: string, passed: number): string {
  return `alarm ${alarm} went to ALARM after ${duration(passed)}`;
}

export function alarmGoneReason(alarm: string, passed: number): string {
  return `alarm ${alarm} was gone after ${duration(passed)}`;
}

export function fewRequestsReason(requests: number, minimum: number, passed: number): string {
  return `it had ${requests} request${requests === 1 ? '' : 's'} in ${duration(passed)}, fewer than the minimum of ${minimum}`;
}

export function canaryRemoved(stage: string, passed: number, base: string, live: string): string {
  const serves = base === live ? still(stage, live) : `${stage} serves deployment ${live} now`;
  return `canary of ${stage} was removed by hand after ${duration(passed)}; ${serves}`;
}

export function stageGone(stage: string, passed: number): string {
  return `canary of ${stage} ended: the stage was deleted after ${duration(passed)}`;
}

export function rolledBack(stage: string): string {
  return `canary of ${stage} ended: CloudFormation rolls the stack back`;
}

export function candidateGone(stage: string, candidate: string): string {
  return `deployment ${candidate} of ${stage} does not exist any more: change the API, so that CloudFormation makes a new one`;
}

export function pinGone(stage: string, pinned: string, restApiId: string): string {
  return `stage ${stage} is pinned to deployment ${pinned}, which API ${restApiId} does not have: write one of those that \`gatehouse history\` lists`;
}

export function notApplied(stage: string, paths: readonly string[]): string {
  return `API Gateway does not apply ${paths.join(', ')} to stage ${stage}`;
}

/** In the largest unit that tells it. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}
