import { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** For each app, the API that was first seen under an account, Region and name. */
const SEEN = new WeakMap<IConstruct, Map<string, IRestApi>>();

/**
 * Warns when two REST APIs of an app that may meet in one account and Region have the same name:
 * they would share metrics, and each alarm would watch both.
 */
export function warnOfSharedName(api: IRestApi, scope: IConstruct): void {
  if (Token.isUnresolved(api.restApiName)) return;
  const seen = SEEN.get(scope.node.root) ?? new Map<string, IRestApi>();
  SEEN.set(scope.node.root, seen);
  const place = [api.env.account, api.env.region].map((part) => (Token.isUnresolved(part) ? '?' : part));
  const key = JSON.stringify([...place, api.restApiName]);
  const other = seen.get(key);
  if (other && other !== api) {
    Annotations.of(scope).addWarningV2('cdk-gatehouse:sharedApiName',
      `the REST APIs [${other.node.path}] and [${api.node.path}] are both called "${api.restApiName}"; in one account and Region they share their metrics, ` +
      "and alarms of one go off for the other: give each its own 'restApiName'");
  }
  seen.set(key, other ?? api);
}
