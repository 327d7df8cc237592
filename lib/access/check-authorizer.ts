import { AuthorizationType, IAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { binderOf } from './authorize-method';
import { fail, show } from '../private/errors';
import { isTextToken } from '../private/kinds';

const TYPES: string[] = Object.values(AuthorizationType);

/** Checks that an authorizer says its type: with an authorizer that does not, the L2 leaves a method open. */
export function checkAuthorizer(authorizer: IAuthorizer, scope: IConstruct): void {
  if (typeof (authorizer as { bind?: unknown }).bind === 'function') { // whose type may be CUSTOM, too
    fail(`'authorizer' must be one of REST APIs, got ${show(authorizer)}, which is one of HTTP or WebSocket APIs: pass RouteAuthorizer.iam(), for example, or an authorizer of aws-cdk-lib/aws-apigateway`, scope);
  }
  const { authorizationType } = authorizer;
  if (authorizationType === undefined || (!isTextToken(authorizationType) && !TYPES.includes(authorizationType))) {
    fail(`'authorizer' must have an 'authorizationType' of ${TYPES.join(', ')}, got ${show(authorizationType)}: pass RouteAuthorizer.iam(), for example, or an authorizer of aws-cdk-lib`, scope);
  }
}

/** Checks that scopes are asked of an authorizer that knows them; others would let everybody pass whom they know. */
export function checkScopes(scopes: string[] | undefined, authorizer: IAuthorizer | undefined, scope: IConstruct): void {
  const authorizationType = authorizer?.authorizationType;
  if (scopes && !Token.isUnresolved(authorizationType) && !takesScopes(authorizer)) {
    fail(`'authorizationScopes' go with RouteAuthorizer.cognito, RouteAuthorizer.jwt or a CognitoUserPoolsAuthorizer, got ${show(authorizationType)}, which does not check them: name such an 'authorizer', or leave the scopes out`, scope);
  }
}

/** Whether an authorizer knows scopes. */
export function takesScopes(authorizer: IAuthorizer | undefined): boolean {
  return binderOf(authorizer)?.definition.checksScopes ?? authorizer?.authorizationType === AuthorizationType.COGNITO;
}
