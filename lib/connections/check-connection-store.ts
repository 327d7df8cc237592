import { RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
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

const LONGEST_VARIABLE = 1500;

const SUBPROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/; // a token of RFC 9110

/** Checks the properties of a store. */
export function checkConnectionStore(props: ConnectionStoreProps, scope: IConstruct): void {
  checkMembers(props, CONNECTION_STORE_PROPS, 'ConnectionStore', scope);
  checkKinds(props, STORE_KINDS, scope);
  const { userId, attributes = {}, subprotocols = [], callbackUrl } = props;
  if (userId !== undefined) checkSource('userId', userId, ['authorizer', 'identity'], 'authorizer.sub', scope);
  if (Token.isUnresolved(attributes)) fail("'attributes' must be known at synthesis, got a token: write { room: \"query.room\" }, for example", scope);
  for (const [name, source] of Object.entries(attributes)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name) || name === '__proto__') fail(`'attributes' must have names of up to 64 letters, digits and "_", got ${show(name)}: write "room", for example`, scope);
    checkSource(`attributes.${name}`, source, ['query', 'header', 'authorizer', 'identity'], 'query.room', scope);
  }
  if (Token.isUnresolved(subprotocols)) fail("'subprotocols' must be known at synthesis, got a token: write [\"chat.v1\"], for example", scope);
  const unfit = subprotocols.findIndex((one) => !isText(one) || !SUBPROTOCOL.test(one));
  if (unfit >= 0) {
    const given = Token.isUnresolved(subprotocols[unfit]) ? 'a token' : show(subprotocols[unfit]);
    fail(`'subprotocols' must be names without spaces and commas, got ${given}: write "chat.v1", for example`, scope);
  }
  for (const [prop, value] of Object.entries({ attributes, subprotocols })) checkLength(prop, JSON.stringify(value).length, scope);
  if (callbackUrl !== undefined) checkCallbackUrl(callbackUrl, scope);
  checkMemory(props.memorySize, scope);
}

/** Lambda takes no more than 4 KB for all environment variables of a function. */
function checkLength(prop: string, length: number, scope: IConstruct): void {
  if (length > LONGEST_VARIABLE) {
    fail(`'${prop}' must be at most ${LONGEST_VARIABLE} characters in JSON, since the environment of the function holds them, got ${length}: leave some out, or keep them by 'onConnect'`, scope);
  }
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
  const [placeholder] = callbackUrl.replace(/\$\{[^}]*\}/g, '').match(/\{(?!stage\})[^}]*\}?/) ?? []; // tokens have braces, too
  if (placeholder) fail(`'callbackUrl' must have no other placeholder than "{stage}", got ${show(placeholder)}: write "https://socket.example.com/{stage}", for example`, scope);
  if (!/^https:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(callbackUrl) || callbackUrl.includes('@connections')) {
    fail(`'callbackUrl' must be a URL from "https://" without "@connections", got ${show(callbackUrl)}: write "https://socket.example.com/chat", for example`, scope);
  }
}

/** Checks the memory of a function. */
export function checkMemory(memorySize: number | undefined, scope: IConstruct): void {
  if (memorySize !== undefined) checkNumber('memorySize', memorySize, (value) => Number.isInteger(value) && value >= 128 && value <= 10240, 'whole megabytes from 128 to 10240', scope);
}
