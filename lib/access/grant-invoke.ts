import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { grantByResourcePolicy } from './grant-by-resource-policy';
import { isForeign, isIdentity, principalOf } from './grantee';
import { grantByOwnPolicy } from './own-policy';
import { isVariable } from '../private/route-path';

const ACTION = 'execute-api:Invoke';

/** An API that may be called. */
export interface InvokedApi {
  readonly apiId: string;
  /** As a sentence calls it: "HTTP". */
  readonly apiType: string;
  /** Where a resource policy goes; only REST APIs have one. */
  readonly restApi?: RestApi;
}

/**
 * Allows to call what stands below a stage, such as "GET/orders/*".
 *
 * @param patterns what comes after the stage in the ARN
 */
export function grantInvoke(scope: Construct, api: InvokedApi, stageName: string, grantee: IGrantable, patterns: string[]): Grant {
  const resourceArns = patterns.map((pattern) => Stack.of(scope).formatArn({
    service: 'execute-api',
    resource: api.apiId,
    resourceName: `${stageName}/${pattern}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  }));
  const principal = principalOf(grantee, scope);
  const isOwn = isIdentity(principal) && !isForeign(principal, scope);
  if (!api.restApi || isOwn) {
    return grantByOwnPolicy(scope, { grantee, actions: [ACTION], resourceArns, whyOwnAccount: `${api.apiType} APIs have no resource policies` });
  }
  const resources = patterns.map((pattern) => `execute-api:/${stageName}/${pattern}`);
  return grantByResourcePolicy(scope, { api: api.restApi, principal, action: ACTION, resources, resourceArns });
}

/**
 * What comes after the stage in the ARN of a route: its method and its path, where a variable is "*". A token stays what it is.
 *
 * @example invokePattern('GET /orders/{id}') // "GET/orders/*"
 */
export function invokePattern(routeKey: string): string {
  const [, method, path] = /^(\S+) (\/.*)$/s.exec(routeKey) ?? [];
  if (path === undefined) return '*'; // "$default" takes requests of every method and path
  const parts = path.split('/').map((part) => (!Token.isUnresolved(part) && isVariable(part) ? '*' : part));
  return `${method === 'ANY' ? '*' : method}${parts.join('/')}`;
}
