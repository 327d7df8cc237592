import { CfnStage, Stage } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Duration, Token } from 'aws-cdk-lib/core';
import { RestApiAlarms } from '../alarms/rest-api-alarms';
import { accessLogSettingOf, logGroupNameOf } from '../private/access-log-of-stage';
import { Release } from '../release/release';
import { RestStageReleaseProps } from '../release/rest-stage-release';

/** The period of the alarms, unless it is said. */
const ALARM_MINUTES = 5;

/** What a canary of a gateway's stage is watched by while it bakes: the standard alarms of the stage, and two of its own, which are defined. */
export function watchRelease(release: Release, stage: Stage, alarms?: RestApiAlarms): Partial<RestStageReleaseProps> {
  if (!release._bake || !alarms) return {};
  warnOfShortBake(release._bake.bakeTime, stage);
  const ofStage = [alarms.serverErrorRate, alarms.latency];
  if (!tellsCanary(stage)) {
    Annotations.of(stage).addWarningV2('cdk-gatehouse:canaryNotTold',
      'the access log of the stage does not tell requests of a canary apart, so that only alarms on all requests end it: let it go to CloudWatch Logs, with isCanaryRequest, status and responseLatency');
    return { alarms: ofStage };
  }
  return {
    alarms: [...ofStage, alarms.addCanaryServerErrorRate(), alarms.addCanaryLatency()],
    canaryRequests: release._bake.minimumRequests > 0 ? alarms.metricCanaryRequests() : undefined,
  };
}

/** An alarm looks at a period at least, and a request takes its time to be counted. */
function warnOfShortBake(bakeTime: Duration, stage: Stage): void {
  if (typeof bakeTime?.isUnresolved !== 'function' || bakeTime.isUnresolved() || bakeTime.toMinutes({ integral: false }) > ALARM_MINUTES) return;
  Annotations.of(stage).addWarningV2('cdk-gatehouse:shortBake',
    `'bakeTime' of the canary is over before its alarms have seen one whole period, which is ${ALARM_MINUTES} minutes: write Duration.minutes(15), for example`);
}

/** Whether metric filters find in the access log what the alarms of a canary are about. */
function tellsCanary(stage: Stage): boolean {
  const l1 = stage.node.defaultChild as CfnStage;
  const { destinationArn, format } = accessLogSettingOf(l1);
  if (destinationArn === undefined || format === undefined || Token.isUnresolved(format)) return false;
  if (logGroupNameOf(destinationArn, l1) === undefined) return false;
  return ['isCanaryRequest', 'status', 'responseLatency'].every((name) => new RegExp(`\\$\\{?context\\.${name}\\b`).test(format));
}
