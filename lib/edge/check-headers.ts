import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { isTextToken } from '../private/kinds';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-routing-rules.html#rest-api-routing-rules-restrictions */
const MOST_HEADERS = 2;
const LONGEST_NAME = 39;
const LONGEST_VALUE = 127;
const LONGEST_INFIX = 39;

/** Names that a rule may not ask for. */
const REFUSED = new RegExp(`^(${[
  'access-control-.*', 'apigw-.*', 'authorization', 'connection', 'content-encoding', 'content-length', 'content-location', 'forwarded', 'keep-alive', 'origin',
  'proxy-authenticate', 'proxy-authorization', 'te', 'trailers', 'transfer-encoding', 'upgrade', 'x-amz-.*', 'x-amzn-.*', 'x-apigw-api-id', 'x-forwarded-for',
  'x-forwarded-host', 'x-forwarded-proto', 'x-restapi', 'via',
].join('|')})$`, 'i');

/** Checks what a routing rule asks of headers. */
export function checkHeaders(headers: Record<string, string>, scope: IConstruct): void {
  const names = Object.keys(headers);
  if (names.length < 1 || names.length > MOST_HEADERS) {
    fail(`'headers' must name one or two headers, got ${names.length}: leave 'headers' out to look at none, or let the API tell requests apart`, scope);
  }
  for (const name of names) {
    checkName(name, scope);
    checkValue(name, headers[name], scope);
  }
}

function checkName(name: string, scope: IConstruct): void {
  if (Token.isUnresolved(name)) return;
  if (name.length > LONGEST_NAME || !/^[\w!#$%&'.^`|~-]+$/.test(name)) {
    fail(`'headers' must have names of at most ${LONGEST_NAME} letters, digits and -!#$%&'.^_\`|~ without wildcards, got ${show(name)}: write "x-api-version", for example`, scope);
  }
  if (REFUSED.test(name)) fail(`'headers' must have none that API Gateway keeps from rules, got ${show(name)}: let callers send a header of your own, such as "x-api-version"`, scope);
}

function checkValue(name: string, value: string, scope: IConstruct): void {
  if (isTextToken(value)) return;
  const prop = `'headers[${show(name)}]'`;
  if (typeof value !== 'string' || value.length > LONGEST_VALUE || !/^[!-~]+$/.test(value)) {
    fail(`${prop} must be 1 to ${LONGEST_VALUE} printable ASCII characters without blanks, got ${show(value)}: write "v2", or "*" for any value`, scope);
  }
  const inner = value.replace(/^\*|\*$/g, '');
  if (inner.includes('*')) fail(`${prop} must have "*" at its ends only, got ${show(value)}: write "*beta*", for example`, scope);
  if (/^\*.*\*$/.test(value) && inner.length > LONGEST_INFIX) fail(`${prop} must have at most ${LONGEST_INFIX} characters between two "*", got ${inner.length}: write a shorter part of it`, scope);
}
