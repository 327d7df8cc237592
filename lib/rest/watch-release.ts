import { CfnStage, Stage } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Duration, Token } from 'aws-cdk-lib/core';
import { RestApiAlarms } from '../alarms/rest-api-alarms';
import { accessLogSettingOf, logGroupNameOf } from '../private/access-log-of-stage';
import { isFound } from '../private/access-log-pattern';
import { Release } from '../release/release';
import { RestStageReleaseProps } from '../release/rest-stage-release';

/** The period of the alarms, unless it is said. */
const ALARM_MINUTES = 5;

/** What a canary of a gateway's stage is watched by while it bakes: the standard alarms of the stage, and two of its own, which are defined. */
export function watchRelease(release: Release, stage: Stage, alarms?: RestApiAlarms): Partial<RestStageReleaseProps> {
  if (!release._bake || !alarms) return {};
  warnOfShortBake(release._bake.bakeTime, stage);
  const told = toldOfCanary(stage);
  const [tellsErrors, tellsLatency] = ['status', 'responseLatency'].map((name) => told.has('isCanaryRequest') && told.has(name));
  if (!tellsErrors || !tellsLatency) {
    Annotations.of(stage).addWarningV2('cdk-gatehouse:canaryNotTold',
      `the access log of the stage does not tell ${tellsErrors ? 'the latency' : tellsLatency ? 'the errors' : 'requests'} of a canary apart, so that only alarms on all requests end it for ` +
      `${tellsErrors ? 'that' : tellsLatency ? 'them' : 'what goes wrong'}: let it go to CloudWatch Logs as JSON, with isCanaryRequest, status and responseLatency, each in a value of its own`);
  }
  return {
    alarms: [
      alarms.serverErrorRate,
      alarms.latency,
      ...(tellsErrors ? [alarms.addCanaryServerErrorRate()] : []),
      ...(tellsLatency ? [alarms.addCanaryLatency()] : []),
    ],
    canaryRequests: release._bake.minimumRequests > 0 && told.has('isCanaryRequest') ? alarms.metricCanaryRequests() : undefined,
  };
}

/** An alarm looks at a period at least, and a request takes its time to be counted. */
function warnOfShortBake(bakeTime: Duration, stage: Stage): void {
  if (typeof bakeTime?.isUnresolved !== 'function' || bakeTime.isUnresolved() || bakeTime.toMinutes({ integral: false }) > ALARM_MINUTES) return;
  Annotations.of(stage).addWarningV2('cdk-gatehouse:shortBake',
    `'bakeTime' of the canary is over before its alarms have seen one whole period, which is ${ALARM_MINUTES} minutes: write Duration.minutes(15), for example`);
}

/** What metric filters find in the access log of what the alarms of a canary are about. */
function toldOfCanary(stage: Stage): Set<string> {
  const l1 = stage.node.defaultChild as CfnStage;
  const { destinationArn, format } = accessLogSettingOf(l1);
  if (destinationArn === undefined || format === undefined || Token.isUnresolved(format)) return new Set();
  if (logGroupNameOf(destinationArn, l1) === undefined) return new Set();
  return new Set(['isCanaryRequest', 'status', 'responseLatency'].filter((name) => isFound(format, `$context.${name}`)));
}
