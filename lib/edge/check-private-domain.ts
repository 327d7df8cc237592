import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';
import { isTextToken } from '../private/kinds';

const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What a base path may have, as the CDK checks those of public domains. */
const BASE_PATH = /^[a-zA-Z0-9$_.+!*'()-]{1,300}$/;

/** Checks the name of a private custom domain. */
export function checkPrivateDomainName(domainName: string, scope: IConstruct): void {
  if (isTextToken(domainName)) return;
  if (typeof domainName === 'string' && domainName.startsWith('*.')) {
    fail(`'domainName' of a private domain must not be a wildcard, which API Gateway takes for public ones only, got ${show(domainName)}: write "orders.internal.example.com"; the certificate may be one for all names`, scope);
  }
  if (typeof domainName !== 'string' || !HOST_NAME.test(domainName)) {
    fail(`'domainName' must be a host name in lower case, got ${show(domainName)}: write "orders.internal.example.com", for example`, scope);
  }
}

/** Checks the base path of a private custom domain, which has one part. */
export function checkBasePath(basePath: string | undefined, scope: IConstruct): void {
  if (basePath === undefined || isTextToken(basePath)) return;
  if (typeof basePath === 'string' && /.\/./.test(basePath)) {
    fail(`'basePath' of a private domain must have one part, since API Gateway maps no more, got ${show(basePath)}: write ${show(basePath.split('/').find((part) => part !== ''))}`, scope);
  }
  if (typeof basePath !== 'string' || !BASE_PATH.test(basePath)) {
    fail(`'basePath' must be letters, digits and "$-_.+!*'()", without "/", got ${show(basePath)}: write "orders", or leave it out for the root of the domain`, scope);
  }
}

/** Checks that a name is in a zone, as far as both are known. */
export function checkZone(domainName: string, zoneName: string, scope: IConstruct): void {
  if (Token.isUnresolved(domainName) || Token.isUnresolved(zoneName)) return;
  const zone = zoneName.replace(/\.$/, '');
  if (domainName === zone || domainName.endsWith(`.${zone}`)) return;
  fail(`'hostedZone' must be a zone of ${show(domainName)}, got ${show(zone)}: give the zone ${show(domainName.split('.').slice(1).join('.'))}, for example`, scope);
}
