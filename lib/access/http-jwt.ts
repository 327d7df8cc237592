import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { IUserPoolRef } from 'aws-cdk-lib/aws-cognito';
import { Token } from 'aws-cdk-lib/core';
import { AuthorizerDefinition } from './authorizer-definition';
import { checkAuthorizerName } from './check-authorizer-options';
import { checkScopeNames } from './check-scopes';
import { checkUserPools } from './check-user-pools';
import { HttpCognitoAuthorizerOptions, HttpJwtAuthorizerOptions, HttpTokenAuthorizerOptions } from './http-jwt-options';
import { renderSource } from './identity-source';
import { checkMembers } from '../private/check-members';
import { fail, show } from '../private/errors';

const COMMON = ['scopes', 'identitySource', 'authorizerName'];

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MOST_AUDIENCES = 50;

const MOST_SCOPES = 10;

/** A user pool as an authorizer of a HTTP API: as an issuer of tokens. */
export function httpCognito(userPools: IUserPoolRef[], options: HttpCognitoAuthorizerOptions): AuthorizerDefinition {
  const factory = 'HttpRouteAuthorizer.cognito';
  checkUserPools(userPools, Infinity);
  if (userPools.length > 1) fail(`'userPools' must be one pool for a HTTP API, which takes the tokens of one issuer, got ${userPools.length}: give routes an authorizer each, or use a REST API`);
  checkMembers(options, ['clients', ...COMMON], factory);
  const { clients } = options;
  const expected = "'clients' must be a list of clients of the user pool, such as [users.addClient(\"Web\")]";
  if (!Array.isArray(clients) || clients.length === 0) fail(`${expected}, since a HTTP API asks whom a token is made for, got ${show(clients)}`);
  const wrong = clients.findIndex((client) => typeof client?.userPoolClientRef?.clientId !== 'string');
  if (wrong >= 0) fail(`${expected}, got ${show(clients[wrong])} in it`);
  if (clients.length > MOST_AUDIENCES) fail(`'clients' must be at most ${MOST_AUDIENCES}, got ${clients.length}: give routes an authorizer each`);
  const [{ userPoolRef, env }] = userPools;
  const issuer = `https://cognito-idp.${env.region}.amazonaws.com/${userPoolRef.userPoolId}`;
  return definition(factory, 'cognito', issuer, clients.map((client) => client.userPoolClientRef.clientId), options);
}

/** The authorizer of JSON web tokens that HTTP APIs have. */
export function httpJwt(options: HttpJwtAuthorizerOptions): AuthorizerDefinition {
  const factory = 'HttpRouteAuthorizer.jwt';
  checkMembers(options, ['issuer', 'audience', ...COMMON], factory);
  const { issuer, audience } = options;
  if (typeof issuer !== 'string' || (!Token.isUnresolved(issuer) && !/^https:\/\/[^\s/]+\S*$/.test(issuer))) {
    fail(`'issuer' must be an URL from "https://", got ${show(issuer)}: write "https://login.example.com/", for example, exactly as tokens have it in "iss"`);
  }
  if (!Token.isUnresolved(issuer) && /\/\.well-known\/|[?#]|^https:\/\/[^/]*@/.test(issuer)) {
    fail(`'issuer' must be what tokens have in "iss", without credentials, a query, a fragment or "/.well-known/…", got ${show(issuer)}: write "https://login.example.com/", for example`);
  }
  if (!(Array.isArray(audience) && Token.isUnresolved(audience))) {
    if (!Array.isArray(audience) || audience.length === 0 || !audience.every((one) => typeof one === 'string' && one !== '')) {
      fail(`'audience' must be a list of texts, such as ["orders"], and not empty: API Gateway takes no tokens that may be made for anybody, got ${show(audience)}`);
    }
    if (audience.length > MOST_AUDIENCES) fail(`'audience' must be at most ${MOST_AUDIENCES} texts, got ${audience.length}: give routes an authorizer each`);
  }
  return definition(factory, 'jwt', issuer, audience, options);
}

function definition(factory: string, kind: string, issuer: string, audience: string[], options: HttpTokenAuthorizerOptions): AuthorizerDefinition {
  checkScopeNames(options.scopes, 'scopes', MOST_SCOPES);
  checkAuthorizerName(options.authorizerName);
  const settings = {
    authorizerType: 'JWT',
    identitySource: [renderSource(options.identitySource ?? 'header.Authorization', 'HTTP', 'identitySource', ['header', 'query'])],
    jwtConfiguration: { issuer, audience },
  };
  return {
    factory,
    authorizationType: 'JWT',
    checksScopes: true,
    scopes: options.scopes,
    authorizerName: options.authorizerName,
    kind,
    subject: issuer,
    settings,
    define: ({ scope, api, name }) => ({ authorizerId: new CfnAuthorizer(scope, 'Resource', { apiId: api.ref, name, ...settings }).ref }),
  };
}
