import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { FASTEST } from './burn-rates';
import { OBJECTIVES } from './members';
import { ServiceLevelObjectivesOptions } from './service-level-objectives-options';
import { checkAllMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkNumber, isVolume } from '../private/rules';

/** Of a budget of more, even an outage does not burn as fast as the fastest alarm asks. */
const LOWEST = 100 - 100 / FASTEST;

/** Of a budget of 0.001 %, 26 seconds in 30 days, nothing is left when CloudWatch, which sees whole minutes, tells of an outage. */
const HIGHEST = 99.99;

/** Checks what is promised. */
export function checkObjectives(options: ServiceLevelObjectivesOptions, prop: string, scope: IConstruct): void {
  if (!isObject(options)) fail(`'${prop}' must be a structure, got ${show(options)}: write { availability: 99.9 }, for example`, scope);
  checkAllMembers(options, OBJECTIVES, `'${prop}'`, scope);
  const { availability, latency, minimumFailures } = options;
  if (availability === undefined && latency === undefined) {
    fail(`'${prop}' must have 'availability' or 'latency', got ${show(options)}: write { availability: 99.9 }, for example`, scope);
  }
  if (availability !== undefined) checkTarget(`${prop}.availability`, availability, '99.9', scope);
  if (latency !== undefined) checkLatency(`${prop}.latency`, latency, scope);
  if (minimumFailures !== undefined) {
    if (typeof minimumFailures !== 'number') fail(`'${prop}.minimumFailures' must be a number, got ${show(minimumFailures)}: write 10, for example`, scope);
    checkNumber(`${prop}.minimumFailures`, minimumFailures, isVolume, 'at least 1 and finite', scope);
  }
}

function checkLatency(prop: string, latency: NonNullable<ServiceLevelObjectivesOptions['latency']>, scope: IConstruct): void {
  if (!isObject(latency)) fail(`'${prop}' must be a structure, got ${show(latency)}: write { percentile: 99, under: Duration.seconds(1) }, for example`, scope);
  const { percentile, under } = latency;
  checkTarget(`${prop}.percentile`, percentile, '99', scope);
  if (typeof under?.toMilliseconds !== 'function') fail(`'${prop}.under' must be a Duration, got ${show(under)}: write Duration.seconds(1), for example`, scope);
  if (under.isUnresolved()) fail(`'${prop}.under' must be known at synthesis, got a token: write Duration.seconds(1), for example`, scope);
  const milliseconds = under.toMilliseconds({ integral: false });
  if (!(milliseconds >= 1 && Number.isInteger(milliseconds))) fail(`'${prop}.under' must be whole milliseconds, above 0, got ${milliseconds} ms: write Duration.seconds(1), for example`, scope);
}

function checkTarget(prop: string, target: number, example: string, scope: IConstruct): void {
  if (typeof target !== 'number' || Token.isUnresolved(target)) fail(`'${prop}' must be a number that is known at synthesis, got ${show(target)}: write ${example}, for example`, scope);
  if (target > LOWEST && target <= HIGHEST) return;
  const range = `above ${LOWEST.toFixed(2)} and at most ${HIGHEST} percent`;
  if (target > 0 && target <= 1) fail(`'${prop}' must be ${range}, got ${target}: write it in percent, ${Number((100 * target).toFixed(6))}`, scope);
  if (target > HIGHEST) fail(`'${prop}' must be ${range}, got ${target}: its budget of 30 days would be gone before CloudWatch, which sees whole minutes, tells of it`, scope);
  fail(`'${prop}' must be ${range}, got ${target}: if all requests failed, they would burn so large a budget less than ${FASTEST} times as fast as it allows, at which rate somebody is woken`, scope);
}
