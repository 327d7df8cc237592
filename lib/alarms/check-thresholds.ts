import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Duration, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AnyStage, isRestStage } from '../private/api-type';
import { fail, show } from '../private/errors';
import { settingsByKey } from '../private/method-settings';

/**
 * After so many seconds, no request is still without an answer: 30 for an integration of a HTTP or WebSocket API, 15 minutes for one of a REST
 * API that streams, and 30 for an authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
const LONGEST_ANSWER = { v2: 60, rest: 930 };

/**
 * Checks how long requests may take: at 0 an alarm would always be raised, and above every timeout never.
 *
 * @param prop what it is called
 */
export function checkLatencyThreshold(prop: string, threshold: Duration, stage: AnyStage | undefined, scope: IConstruct): void {
  const seconds = threshold.toMilliseconds({ integral: false }) / 1000;
  if (!(seconds > 0)) fail(`'${prop}' must be above 0, got ${seconds * 1000} ms: each request takes longer`, scope);
  const longest = stage && !isRestStage(stage) ? LONGEST_ANSWER.v2 : LONGEST_ANSWER.rest;
  if (seconds > longest) fail(`'${prop}' must be at most ${longest} seconds, after which API Gateway has answered each request, got ${seconds} seconds: write Duration.seconds(3), for example`, scope);
}

/** Checks how long a function may take: no call takes longer than its timeout. */
export function checkDurationThreshold(milliseconds: number, l1: CfnFunction | undefined, scope: IConstruct): void {
  if (!(milliseconds > 0)) fail(`'duration.threshold' must be above 0, got ${milliseconds} ms: each call takes longer`, scope);
  const timeout = l1 && (l1.timeout ?? 3);
  if (timeout === undefined || Token.isUnresolved(timeout) || milliseconds < 1000 * timeout) return;
  fail(`'duration.threshold' must be below the timeout of the function, ${timeout} seconds, got ${milliseconds} ms: no call takes longer`, scope);
}

/**
 * Checks a percentile, which CloudWatch takes with at most ten digits behind the point.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function checkPercentile(prop: string, percentile: number, scope: IConstruct): void {
  if (Token.isUnresolved(percentile)) fail(`'${prop}' must be known at synthesis, got a token: write 99, for example`, scope);
  if (typeof percentile !== 'number' || !(percentile > 0 && percentile < 100)) fail(`'${prop}' must be above 0 and below 100, got ${typeof percentile === 'number' ? percentile : show(percentile)}`, scope);
  if (!/^\d+(\.\d{1,10})?$/.test(String(percentile))) fail(`'${prop}' must have at most 10 digits behind the point, got ${percentile}: write 99.9, for example`, scope);
}

/** Checks what missing data is. */
export function checkMissingData(prop: string, treatMissingData: TreatMissingData | undefined, scope: IConstruct): void {
  if (treatMissingData === undefined || Object.values(TreatMissingData).includes(treatMissingData)) return;
  fail(`'${prop}' must be one of TreatMissingData, got ${show(treatMissingData)}: write TreatMissingData.NOT_BREACHING, for example`, scope);
}

/** Warns of a cache that no route uses, once all are there: an alarm on its hits is never raised. */
export function warnOfIdleCache(stage: CfnStage | undefined, scope: IConstruct): void {
  scope.node.addValidation({
    validate: () => {
      const settings = stage && Array.isArray(stage.methodSettings) ? settingsByKey(stage) : [];
      if (settings.some(([key]) => key === '*') && settings.every(([, { cachingEnabled }]) => cachingEnabled === false)) {
        Annotations.of(scope).addWarningV2('cdk-gatehouse:idleCache', "the alarm on the hit rate of the cache is never raised, since no route uses the cache: set 'cache' of a route, or leave the alarm out");
      }
      return [];
    },
  });
}
