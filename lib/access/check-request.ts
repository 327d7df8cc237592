import { isIP } from 'node:net';
import { Token } from 'aws-cdk-lib/core';
import { AccessRequest, AuthorizerAnswer, RouteAuthorization } from './access-request';
import { accountOfArn, isCallerArn } from './caller-arn';
import { METHODS } from './resource-patterns';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds, Kinds } from '../private/kinds';

const isText = (value: unknown) => typeof value === 'string';
const isBoolean = (value: unknown) => typeof value === 'boolean';
const isAccount = (value: unknown) => isText(value) && (Token.isUnresolved(value) || /^\d{12}$/.test(value as string));
const isListOfText = (value: unknown) => Array.isArray(value) && value.every(isText);
const areAll = (holds: (value: unknown) => boolean) => (value: unknown) => isObject(value) && Object.values(value).every(holds);

const KINDS: Kinds<AccessRequest> = [
  ['method', (method) => METHODS.includes(method), `one of ${METHODS.join(', ')}`],
  ['path', (path) => isText(path) && path.startsWith('/'), 'the path of a request, which begins with "/", such as "/orders/42"'],
  ['authorization', (value) => Object.values(RouteAuthorization).includes(value), 'of RouteAuthorization, such as RouteAuthorization.IAM'],
  ['authorizerAnswer', (value) => Object.values(AuthorizerAnswer).includes(value), 'of AuthorizerAnswer, such as AuthorizerAnswer.ALLOW'],
  ['stage', (stage) => isText(stage) && (Token.isUnresolved(stage) || /^[A-Za-z0-9_-]{1,128}$/.test(stage)), 'the name of a stage, such as "prod"'],
  ['apiAccount', isAccount, 'an account id of 12 digits'],
  ['callerAccount', isAccount, 'an account id of 12 digits'],
  ['callerArn', (arn) => isText(arn) && (Token.isUnresolved(arn) || isCallerArn(arn)), 'the ARN of a role, a user or a session, such as "arn:aws:iam::111122223333:role/Shop"'],
  ['callerOrganization', isText, 'the id of an organization, such as "o-a1b2c3d4e5"'],
  ['sourceIp', (address) => isText(address) && (Token.isUnresolved(address) || isIP(address) !== 0), 'an address, such as "192.0.2.17" or "2001:db8::1"'],
  ['privateApi', isBoolean, 'true or false'],
  ['vpcId', isText, 'the id of a VPC'],
  ['vpcEndpointId', isText, 'the id of a VPC endpoint'],
  ['secureTransport', isBoolean, 'true or false'],
  ['contextKeys', areAll(isText), 'text by key, such as { "aws:Referer": "https://example.com" }; name keys that a request does not have in \'missingKeys\''],
  ['contextKeyLists', areAll(isListOfText), 'lists of text by key, such as { "aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/r-ab12/"] }'],
  ['missingKeys', isListOfText, 'a list of keys, such as ["aws:Referer"]'],
];

/** Checks what a user says of a request. */
export function checkRequest(request: AccessRequest): void {
  const { method, path, authorization, callerAccount, callerArn, sourceIp } = request;
  const unknown = Object.keys(request).find((key) => !KINDS.some(([prop]) => prop === key));
  if (unknown !== undefined) fail(`${show(unknown)} is none of what a request has: ${KINDS.map(([prop]) => prop).join(', ')}`);
  checkKinds({ ...request, method: method ?? null, path: path ?? null, authorization: authorization ?? null }, KINDS);
  if (!Token.isUnresolved(path) && /[{}*]/.test(path)) fail(`'path' must be the path of a request, got ${show(path)}: write values in place of variables, such as "/orders/42"`);
  if (!Token.isUnresolved(path) && /[?#\s]/.test(path)) fail(`'path' must be a path without a query, got ${show(path)}: leave out what follows "?"`);
  if (sourceIp !== undefined && /^::ffff:.*\./i.test(sourceIp)) fail(`'sourceIp' must be an IPv4 address as such, got ${show(sourceIp)}: write ${show(sourceIp.slice(7))}`);
  if (callerArn !== undefined && !Token.isUnresolved(callerArn) && callerAccount !== undefined && accountOfArn(callerArn) !== callerAccount) {
    fail(`set either 'callerArn' or 'callerAccount', got both with different accounts: ${show(callerArn)} and ${show(callerAccount)}`);
  }
}
