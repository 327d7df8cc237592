import { AuthorizationType, CognitoUserPoolsAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Names } from 'aws-cdk-lib/core';
import { HttpRouteAuthorizer, RouteAuthorizer } from '../../lib';
import { methodsOf, testGateway, testStack } from '../helpers';

test('the authorizers without a resource have a type and no id', () => {
  expect([RouteAuthorizer.iam(), RouteAuthorizer.none()].map(({ authorizerId, authorizationType }) => [authorizerId, authorizationType])).toEqual([['', AuthorizationType.IAM], ['', AuthorizationType.NONE]]);
});

describe('an authorizer without a type, with which the L2 would leave a route open', () => {
  test.each([[{ authorizerId: 'abc' }], [{}], ['IAM'], [{ authorizationType: 'NOBODY' }]])('fails: %j', (wrong) => {
    const authorizer = wrong as never;
    const message = "'authorizer' must have an 'authorizationType' of NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS, got ";
    expect(() => testGateway({ authorizer })).toThrow(message);
    expect(() => testGateway({ restApiProps: { defaultMethodOptions: { authorizer } } })).toThrow(message);
    const { gateway, handler } = testGateway();
    expect(() => gateway.addRoutes({ path: '/x', handler, authorizer })).toThrow(message);
  });
});

test('an authorizer of HTTP APIs fails, also one whose type REST APIs have', () => {
  const { gateway, handler } = testGateway();
  for (const authorizer of [HttpRouteAuthorizer.lambdaRequest(handler, { identitySources: ['header.A'] }), HttpRouteAuthorizer.iam()] as never[]) {
    const message = "'authorizer' must be one of REST APIs, got an instance of ";
    expect(() => gateway.addRoutes({ path: '/x', handler, authorizer })).toThrow(message);
    expect(() => testGateway({ authorizer })).toThrow(message);
  }
});

test('fails with scopes that no authorizer checks', () => {
  const { gateway, handler } = testGateway();
  expect(() => gateway.addRoutes({ path: '/x', handler, authorizationScopes: ['a'] })).toThrow("'authorizationScopes' go with RouteAuthorizer.cognito, RouteAuthorizer.jwt or a CognitoUserPoolsAuthorizer, got \"AWS_IAM\", which does not check them");
});

test('an authorizer of the L2 is the default of a gateway, and scopes are those of a route', () => {
  const stack = testStack();
  const authorizer = new CognitoUserPoolsAuthorizer(stack, 'SignIn', { cognitoUserPools: [new UserPool(stack, 'Users')] });
  const { gateway, handler } = testGateway({ authorizer }, stack);
  gateway.addRoutes({ path: '/admin', methods: [HttpMethod.GET], handler, authorizationScopes: ['shop/admin'] });
  gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.none() });
  const methods = methodsOf(stack);
  const signedIn = { authorization: 'COGNITO_USER_POOLS', authorizer: Names.uniqueId(authorizer) };
  expect(methods['GET /orders']).toMatchObject({ ...signedIn, scopes: [] });
  expect(methods['GET /admin']).toMatchObject({ ...signedIn, scopes: ['shop/admin'] });
  expect(methods['GET /health']).toMatchObject({ authorization: 'NONE' });
});
