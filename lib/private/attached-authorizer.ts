import { Authorizer, IAuthorizer, IRestApi } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { fail } from './errors';

/** Whether something is an authorizer of the L2 that no method asks yet: its properties cannot be read until one does. */
export function isUnattached(candidate: unknown): boolean {
  return Authorizer.isAuthorizer(candidate) && (candidate as { restApiId?: string }).restApiId === undefined;
}

/** Fails for an authorizer of the L2 that another API has already. */
export function checkUnshared(authorizer: IAuthorizer | undefined, api: IRestApi, scope: IConstruct): void {
  if (!Authorizer.isAuthorizer(authorizer) || isUnattached(authorizer) || (authorizer as { restApiId?: string }).restApiId === api.restApiId) return;
  fail(`'authorizer' must be of this API, got [${authorizer.node.path}] of another: define one for each API, or take RouteAuthorizer.lambdaToken, for example, which may be shared`, scope);
}

/** Fails for an authorizer of the L2 in a tree that no method asks, whose properties nobody can read. */
export function checkAllAsked(root: IConstruct): void {
  const idle = root.node.findAll().find(isUnattached);
  if (idle) fail(`the authorizer [${idle.node.path}] is asked by no route: name it as 'authorizer' of one, or leave it out`, idle);
}
