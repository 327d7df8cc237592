import { Duration } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { BroadcasterProps, BroadcastQueueOptions } from './broadcaster-props';
import { checkMemory } from './check-connection-store';
import { checkMembers } from '../private/check-members';
import { fail } from '../private/errors';
import { checkKinds, has, Kinds } from '../private/kinds';
import { checkNumber } from '../private/rules';

const BROADCASTER_PROPS: string[] = [
  'store', 'stage', 'concurrency', 'timeout', 'reservedConcurrentExecutions', 'failures', 'memorySize', 'logGroup',
] satisfies Array<keyof BroadcasterProps>;

const BROADCASTER_KINDS: Kinds<BroadcasterProps> = [
  ['store', (value) => typeof value?._serve === 'function', 'a ConnectionStore'],
  ['stage', (value) => typeof value?.stageName === 'string' && typeof value.api?.apiId === 'string', 'a stage of a WebSocketApi of aws-cdk-lib/aws-apigatewayv2, such as gateway.stage'],
  ['timeout', has('toSeconds', 'function'), 'a Duration, such as Duration.minutes(5)'],
  ['failures', has('queueArn', 'string'), 'a queue of aws-cdk-lib/aws-sqs'],
  ['logGroup', has('logGroupName', 'string'), 'a log group of aws-cdk-lib/aws-logs'],
];

/** Checks the properties of a broadcaster. */
export function checkBroadcaster(props: BroadcasterProps, scope: IConstruct): void {
  checkMembers(props, BROADCASTER_PROPS, 'Broadcaster', scope);
  for (const [prop, what] of [['store', 'a ConnectionStore'], ['stage', 'a stage of a WebSocket API, such as gateway.stage']] as const) {
    if (props[prop] === undefined) fail(`'${prop}' must be ${what}, got undefined`, scope);
  }
  checkKinds(props, BROADCASTER_KINDS, scope);
  const { concurrency, timeout, reservedConcurrentExecutions } = props;
  if (concurrency !== undefined) checkNumber('concurrency', concurrency, (value) => Number.isInteger(value) && value >= 1 && value <= 500, 'a whole number from 1 to 500', scope);
  if (reservedConcurrentExecutions !== undefined) checkNumber('reservedConcurrentExecutions', reservedConcurrentExecutions, (value) => Number.isInteger(value) && value >= 1, 'a whole number of at least 1', scope);
  if (timeout !== undefined) checkTimeout(timeout, scope);
  checkMemory(props.memorySize, scope);
}

/** Checks how messages are taken from a queue. */
export function checkQueueOptions(options: BroadcastQueueOptions, scope: IConstruct): void {
  checkMembers(options, ['batchSize', 'maxConcurrency'], 'addQueue', scope);
  const { batchSize, maxConcurrency } = options;
  if (batchSize !== undefined) checkNumber('batchSize', batchSize, (value) => Number.isInteger(value) && value >= 1 && value <= 10, 'a whole number from 1 to 10', scope);
  if (maxConcurrency !== undefined) checkNumber('maxConcurrency', maxConcurrency, (value) => Number.isInteger(value) && value >= 2 && value <= 1000, 'a whole number from 2 to 1000', scope);
}

function checkTimeout(timeout: Duration, scope: IConstruct): void {
  if (timeout.isUnresolved()) return;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 30 || seconds > 900) {
    fail(`'timeout' must be whole seconds from 30 to 900, got ${seconds}: write Duration.minutes(5), for example`, scope);
  }
}
