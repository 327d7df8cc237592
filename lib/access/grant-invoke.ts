import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Lazy, Stack, Token } from 'aws-cdk-lib/core';
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

/** What stands for a pattern once all routes are known. */
export type LaterPatterns = ReadonlyMap<string, () => string[]>;

/**
 * Allows to call what stands below a stage, such as "GET/orders/*".
 *
 * @param patterns what comes after the stage in the ARN
 * @param later    what stands for some of them once all routes are known
 */
export function grantInvoke(
  scope: Construct,
  api: InvokedApi,
  stageName: string,
  grantee: IGrantable,
  patterns: string[],
  later?: LaterPatterns,
): Grant {
  const resourceArns = listOf(patterns, later, (pattern) => Stack.of(scope).formatArn({
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
  const resources = listOf(patterns, later, (pattern) => `execute-api:/${stageName}/${pattern}`);
  return grantByResourcePolicy(scope, { api: api.restApi, principal, action: ACTION, resources, resourceArns });
}

/** Patterns as resources; as one token, which becomes a list, if what they are follows from routes that may come later. */
function listOf(patterns: string[], later: LaterPatterns = new Map(), format: (pattern: string) => string): string[] {
  if (later.size === 0) return patterns.map(format);
  const produce = () => {
    const all = patterns.flatMap((pattern) => later.get(pattern)?.() ?? [pattern]).map(format);
    return all.length === 1 ? all[0] : [...new Set(all)];
  };
  return [Token.asString(Lazy.uncachedAny({ produce }))];
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
