/** What a person reads as the reason of a failed deployment. */

const still = (stage: string, live: string) => `${stage} still serves deployment ${live}`;

export function canaryNotStarted(stage: string, reason: string, live: string): string {
  return `canary of ${stage} not started: ${reason}; ${still(stage, live)}`;
}

export function alarmRaised(alarm: string): string {
  return `alarm ${alarm} is in ALARM already`;
}

export function alarmGone(alarm: string): string {
  return `alarm ${alarm} does not exist`;
}

export function alarmForbidden(alarm: string, refusal: string): string {
  return `alarm ${alarm} may not be asked for: ${refusal}`;
}

export function alarmHidden(alarm: string): string {
  return `alarm ${alarm} is no metric alarm, and the release may not ask for composite ones: it does not exist, or cloudwatch:DescribeAlarms on * is missing`;
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

export function canaryReplaced(stage: string, passed: number, other: string, live: string): string {
  return `canary of ${stage} was replaced by hand within ${duration(passed)}, by one of deployment ${other}; ${still(stage, live)}`;
}

export function liveByHandReason(live: string, passed: number): string {
  return `deployment ${live} was put live by hand within ${duration(passed)}`;
}

export function noTrafficReason(passed: number): string {
  return `it was put at 0 % by hand within ${duration(passed)}`;
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

export function descriptionFull(stage: string, id: string, limit: number): string {
  return `what releases remember of ${stage} does not fit into the description of deployment ${id}, which takes ${limit.toLocaleString('en-US')} characters: ` +
    'override fewer variables, or shorten their values';
}

export function answerTooLong(stage: string, bytes: number, limit: number): string {
  return `the variables that are overridden on ${stage} make an answer to CloudFormation of ${bytes.toLocaleString('en-US')} bytes, ` +
    `and it takes ${limit.toLocaleString('en-US')}: override fewer variables, or shorten their values`;
}

export function notApplied(stage: string, paths: readonly string[]): string {
  return `API Gateway does not apply ${paths.join(', ')} to stage ${stage}`;
}

/** In the largest unit that tells it. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}
