import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { IUserPoolRef } from 'aws-cdk-lib/aws-cognito';
import { Duration } from 'aws-cdk-lib/core';
import { AuthorizerDefinition } from './authorizer-definition';
import { checkAuthorizerName, ttlSeconds } from './check-authorizer-options';
import { checkScopeNames } from './check-scopes';
import { checkUserPools } from './check-user-pools';
import { CognitoAuthorizerOptions } from './cognito-authorizer-options';
import { renderSource } from './identity-source';
import { checkMembers } from '../private/check-members';

const FACTORY = 'RouteAuthorizer.cognito';

/** User pools as an authorizer of a REST API. */
export function restCognito(userPools: IUserPoolRef[], options: CognitoAuthorizerOptions): AuthorizerDefinition {
  checkMembers(options, ['scopes', 'identitySource', 'resultsCacheTtl', 'authorizerName'], FACTORY);
  checkUserPools(userPools, 1000);
  checkScopeNames(options.scopes, 'scopes');
  checkAuthorizerName(options.authorizerName);
  const settings = {
    type: 'COGNITO_USER_POOLS',
    providerArns: userPools.map(({ userPoolRef }) => userPoolRef.userPoolArn),
    identitySource: renderSource(options.identitySource ?? 'header.Authorization', 'REST', 'identitySource', ['header']),
    authorizerResultTtlInSeconds: ttlSeconds(options.resultsCacheTtl ?? Duration.minutes(5)),
  };
  return {
    factory: FACTORY,
    authorizationType: 'COGNITO_USER_POOLS',
    checksScopes: true,
    scopes: options.scopes,
    authorizerName: options.authorizerName,
    kind: 'cognito',
    subject: settings.providerArns,
    settings,
    define: ({ scope, api, name }) => ({ authorizerId: new CfnAuthorizer(scope, 'Resource', { restApiId: api.ref, name, ...settings }).ref }),
  };
}
