import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { BroadcasterProps, BroadcastQueueOptions } from './broadcaster-props';
import { ConnectionStoreProps } from './connection-store-props';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, has, Kinds } from '../private/kinds';
import { checkNumber } from '../private/rules';

/** The members of the properties of a store. */
export const CONNECTION_STORE_PROPS: string[] = [
  'userId', 'attributes', 'onConnect', 'onDisconnect', 'subprotocols', 'callbackUrl', 'encryptionKey', 'pointInTimeRecovery', 'deletionProtection', 'removalPolicy', 'memorySize',
  'logGroup',
] satisfies Array<keyof ConnectionStoreProps>;

const BROADCASTER_PROPS: string[] = [
  'store', 'stage', 'concurrency', 'timeout', 'reservedConcurrentExecutions', 'failures', 'memorySize', 'logGroup',
] satisfies Array<keyof BroadcasterProps>;

const isText = (value: unknown) => typeof value === 'string';
const isFlag = (value: unknown) => typeof value === 'boolean';

const STORE_KINDS: Kinds<ConnectionStoreProps> = [
  ['userId', isText, 'text, such as "authorizer.sub"'],
  ['attributes', isObject, 'sources by name, such as { room: "query.room" }'],
  ['onConnect', has('functionArn', 'string'), 'a function of aws-cdk-lib/aws-lambda'],
  ['onDisconnect', has('functionArn', 'string'), 'a function of aws-cdk-lib/aws-lambda'],
  ['subprotocols', Array.isArray, 'a list, such as ["chat.v1"]'],
  ['callbackUrl', isText, 'text, such as "https://socket.example.com/chat"'],
  ['encryptionKey', has('keyArn', 'string'), 'a key of aws-cdk-lib/aws-kms'],
  ['pointInTimeRecovery', isFlag, 'true or false'],
  ['deletionProtection', isFlag, 'true or false'],
  ['removalPolicy', (value) => Object.values(RemovalPolicy).includes(value), 'a RemovalPolicy, such as RemovalPolicy.RETAIN'],
  ['logGroup', has('logGroupName', 'string'), 'a log group of aws-cdk-lib/aws-logs'],
];

const BROADCASTER_KINDS: Kinds<BroadcasterProps> = [
  ['store', (value) => typeof value?._serve === 'function', 'a ConnectionStore'],
  ['stage', (value) => isText(value?.stageName) && isText(value?.api?.apiId), 'a stage of a WebSocketApi of aws-cdk-lib/aws-apigatewayv2, such as gateway.stage'],
  ['timeout', has('toSeconds', 'function'), 'a Duration, such as Duration.minutes(5)'],
  ['failures', has('queueArn', 'string'), 'a queue of aws-cdk-lib/aws-sqs'],
  ['logGroup', has('logGroupName', 'string'), 'a log group of aws-cdk-lib/aws-logs'],
];

const SUBPROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/; // a token of RFC 9110

/** Checks the properties of a store. */
export function checkConnectionStore(props: ConnectionStoreProps, scope: IConstruct): void {
  checkMembers(props, CONNECTION_STORE_PROPS, 'ConnectionStore', scope);
  checkKinds(props, STORE_KINDS, scope);
  const { userId, attributes = {}, subprotocols = [], callbackUrl } = props;
  if (userId !== undefined) checkSource('userId', userId, ['authorizer', 'identity'], 'authorizer.sub', scope);
  for (const [name, source] of Object.entries(attributes)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name)) fail(`'attributes' must have names of up to 64 letters, digits and "_", got ${show(name)}: write "room", for example`, scope);
    checkSource(`attributes.${name}`, source, ['query', 'header', 'authorizer', 'identity'], 'query.room', scope);
  }
  if (Token.isUnresolved(subprotocols)) fail("'subprotocols' must be known at synthesis, got a token: write [\"chat.v1\"], for example", scope);
  const unfit = subprotocols.find((one) => !isText(one) || !SUBPROTOCOL.test(one));
  if (unfit !== undefined) fail(`'subprotocols' must be names without spaces and commas, got ${show(unfit)}: write "chat.v1", for example`, scope);
  if (callbackUrl !== undefined) checkCallbackUrl(callbackUrl, scope);
  checkMemory(props.memorySize, scope);
}

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

function checkSource(prop: string, source: string, kinds: string[], example: string, scope: IConstruct): void {
  const isKnown = isText(source) && !Token.isUnresolved(source);
  const [, kind, name] = (isKnown && /^([a-z]+)\.(\S+)$/.exec(source)) || [];
  if (!isKnown || !kinds.includes(kind!) || !name) {
    const given = Token.isUnresolved(source) ? 'a token' : show(source);
    fail(`'${prop}' must be ${kinds.map((one) => `"${one}."`).join(' or ')} and a name, got ${given}: write "${example}", for example`, scope);
  }
}

function checkCallbackUrl(callbackUrl: string, scope: IConstruct): void {
  if (Token.isUnresolved(callbackUrl) && !/^[a-z]+:/.test(callbackUrl)) return; // all of it is
  if (!/^https:\/\/[^/?#\s]+(\/[^?#\s]*)?$/.test(callbackUrl) || callbackUrl.includes('@connections')) {
    fail(`'callbackUrl' must be a URL from "https://" without "@connections", got ${show(callbackUrl)}: write "https://socket.example.com/chat", for example`, scope);
  }
}

function checkTimeout(timeout: Duration, scope: IConstruct): void {
  if (timeout.isUnresolved()) return;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 30 || seconds > 900) {
    fail(`'timeout' must be whole seconds from 30 to 900, got ${seconds}: write Duration.minutes(5), for example`, scope);
  }
}

function checkMemory(memorySize: number | undefined, scope: IConstruct): void {
  if (memorySize !== undefined) checkNumber('memorySize', memorySize, (value) => Number.isInteger(value) && value >= 128 && value <= 10240, 'whole megabytes from 128 to 10240', scope);
}
