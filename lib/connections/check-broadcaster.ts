import { IWebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { BroadcastRuleOptions } from './broadcast-rule-options';
import { BroadcasterOptions, BroadcasterProps, BroadcastQueueOptions } from './broadcaster-props';
import { checkMemory } from './check-connection-store';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { checkKinds, has, Kinds } from '../private/kinds';
import { checkNumber } from '../private/rules';

/** The members of the options of a broadcaster. */
export const BROADCASTER_OPTIONS: string[] = [
  'concurrency', 'timeout', 'reservedConcurrentExecutions', 'failures', 'memorySize', 'logGroup',
] satisfies Array<keyof BroadcasterOptions>;

const STAGE = 'a stage of a WebSocketApi of aws-cdk-lib/aws-apigatewayv2, such as gateway.stage';

/** An imported stage has a URL, too, which throws when it is asked for. */
const isStage = (value: any) => has('stageName', 'string')(value) && has('apiId', 'string')(value.api) && 'callbackUrl' in value;

/** Amazon EventBridge takes 8,192 characters, a few of which are the id. */
const LONGEST_INPUT = 8000;

const BROADCASTER_KINDS: Kinds<BroadcasterProps> = [
  ['store', (value) => typeof value?._serve === 'function', 'a ConnectionStore'],
  ['stage', isStage, STAGE],
  ['timeout', has('toSeconds', 'function'), 'a Duration, such as Duration.minutes(5)'],
  ['failures', has('queueArn', 'string'), 'a queue of aws-cdk-lib/aws-sqs'],
  ['logGroup', has('logGroupName', 'string'), 'a log group of aws-cdk-lib/aws-logs'],
];

/** Checks the properties of a broadcaster. */
export function checkBroadcaster(props: BroadcasterProps, scope: IConstruct): void {
  checkMembers(props, ['store', 'stage', ...BROADCASTER_OPTIONS], 'Broadcaster', scope);
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

/** Checks that something is a stage of a WebSocket API. */
export function checkStage(stage: IWebSocketStage, scope: IConstruct): void {
  if (!isStage(stage)) fail(`'stage' must be ${STAGE}, got ${show(stage)}`, scope);
}

/** Checks what a rule sends. */
export function checkRuleOptions(options: BroadcastRuleOptions, scope: IConstruct): void {
  checkMembers(options, ['to', 'message'], 'addRule', scope);
  const { to, message } = options;
  if (typeof to?._render !== 'function') fail(`'to' must be BroadcastTarget.all() or another of its kind, got ${show(to)}`, scope);
  if (message !== undefined && typeof message !== 'string') {
    fail(`'message' must be text, or a field of the event, got ${show(message)}: write JSON.stringify of what is the same each time, or EventField.fromPath('$.detail')`, scope);
  }
  const length = Token.isUnresolved(message) ? 0 : JSON.stringify({ to: to._render(), message }).length;
  if (length > LONGEST_INPUT) fail(`'message' must be at most ${LONGEST_INPUT} characters in JSON, with 'to', since Amazon EventBridge takes no longer input of a target, got ${length}: send what clients can fetch the rest with`, scope);
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
