import { CognitoUserPoolsAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { CfnParameter, Fn, Lazy } from 'aws-cdk-lib/core';
import { HttpRouteAuthorizer, RestLayout, RouteAuthorizer } from '../../lib';
import { methodsOf, propertiesOf, templateOf, testGateway, testHttpGateway, testStack } from '../helpers';

const issuer = { issuer: 'https://login.example.com/', audience: ['orders'] };
const LAYOUTS = [RestLayout.OPENAPI, RestLayout.RESOURCES];

const list = (stack = testStack()) => new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList;

const WRONG: Array<[shown: string, scopes: any]> = [
  ['got ""', ['']],
  ['got " "', ['orders/read', ' ']],
  ['got "a b"', ['a b']],
  ['got "a\\nb"', ['a\nb']],
  ['got "\\""', ['"']],
  ['got "a\\\\b"', ['a\\b']],
  ['got "é"', ['é']],
  ['got null', [null]],
  ['got undefined', [undefined]],
  ['got 5', [5]],
  ['got "abc"', 'abc'],
  ['got {"a":1}', { a: 1 }],
  ['got a token for a list in a list', ['a', ...list()]],
];

describe.each(WRONG)('scopes that are none fail: %s', (shown, scopes) => {
  const message = new RegExp(`'\\S*[sS]copes' must be .*${shown.replace(/[\\{}]/g, '\\$&')}`);

  test('of a route of a REST API', () => {
    const stack = testStack();
    const users = new UserPool(stack, 'Users');
    const l2 = new CognitoUserPoolsAuthorizer(stack, 'SignIn', { cognitoUserPools: [users] });
    for (const authorizer of [RouteAuthorizer.cognito([users]), RouteAuthorizer.jwt(issuer), l2]) {
      const { gateway, handler } = testGateway();
      expect(() => gateway.addRoutes({ path: '/x', handler, authorizer, authorizationScopes: scopes })).toThrow(message);
    }
    expect(() => testGateway({ restApiProps: { defaultMethodOptions: { authorizer: l2, authorizationScopes: scopes } } })).toThrow(message);
  });

  test('of a route of a HTTP API', () => {
    const { gateway, handler } = testHttpGateway();
    for (const authorizer of [HttpRouteAuthorizer.jwt(issuer), new HttpJwtAuthorizer('Tokens', issuer.issuer, { jwtAudience: issuer.audience })]) {
      expect(() => gateway.addRoutes({ path: '/x', handler, authorizer, authorizationScopes: scopes })).toThrow(message);
    }
    expect(() => testHttpGateway({ httpApiProps: { defaultAuthorizationScopes: scopes } })).toThrow(message);
  });

  test('of an authorizer', () => {
    const users = new UserPool(testStack(), 'Users');
    expect(() => RouteAuthorizer.cognito([users], { scopes })).toThrow(message);
    expect(() => RouteAuthorizer.jwt({ ...issuer, scopes })).toThrow(/'scopes' must be /);
    expect(() => HttpRouteAuthorizer.jwt({ ...issuer, scopes })).toThrow(message);
    expect(() => HttpRouteAuthorizer.cognito([users], { clients: [users.addClient('Web')], scopes })).toThrow(message);
  });
});

test.each(LAYOUTS)('scopes may be tokens, each by itself (%s)', (layout) => {
  const stack = testStack();
  const scope = Fn.select(0, list(stack));
  const { gateway, handler } = testGateway({ layout }, stack);
  gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.cognito([new UserPool(stack, 'Users')]), authorizationScopes: [scope] });
  expect(methodsOf(stack)['GET /a']).toMatchObject({ scopes: [{ 'Fn::Select': [0, '<List>'] }] });
});

test.each(LAYOUTS)('a token may stand for all scopes where API Gateway checks them (%s)', (layout) => {
  const stack = testStack();
  const { gateway, handler } = testGateway({ layout }, stack);
  gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler, authorizer: RouteAuthorizer.cognito([new UserPool(stack, 'Users')]), authorizationScopes: list(stack) });
  expect(methodsOf(stack)['GET /a']).toMatchObject({ scopes: '<List>' });
});

test('a token may stand for all scopes of a HTTP API', () => {
  const stack = testStack();
  const { gateway, handler } = testHttpGateway({}, stack);
  gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler, authorizer: HttpRouteAuthorizer.jwt(issuer), authorizationScopes: list(stack) });
  templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /a', AuthorizationScopes: { Ref: 'List' } });
});

test('a token may not stand for all scopes where a function is told them', () => {
  const message = 'must be a list of known length, got a token for a list: write its elements, such as [Fn.select(0, list)], of which each may be a token';
  expect(() => RouteAuthorizer.jwt({ ...issuer, scopes: Lazy.list({ produce: () => ['a'] }) })).toThrow(`'scopes' of RouteAuthorizer.jwt ${message}`);
  const { gateway, handler } = testGateway({ authorizer: RouteAuthorizer.jwt(issuer) });
  expect(() => gateway.addRoutes({ path: '/x', handler, authorizationScopes: Lazy.list({ produce: () => ['a'] }) })).toThrow(`'authorizationScopes' of RouteAuthorizer.jwt ${message}`);
});

describe('a list that is changed after the call changes nothing:', () => {
  test.each(LAYOUTS)('the scopes of a route (%s)', (layout) => {
    const stack = testStack();
    const users = new UserPool(stack, 'Users');
    const l2 = new CognitoUserPoolsAuthorizer(stack, 'SignIn', { cognitoUserPools: [users] });
    const { gateway, handler } = testGateway({ layout }, stack);
    for (const [path, authorizer] of [['/ours', RouteAuthorizer.cognito([users])], ['/l2', l2]] as const) {
      const authorizationScopes = ['admin'];
      gateway.addRoutes({ path, methods: [HttpMethod.GET], handler, authorizer, authorizationScopes });
      authorizationScopes.length = 0;
    }
    const methods = methodsOf(stack);
    expect(['/ours', '/l2'].map((path) => methods[`GET ${path}`].scopes)).toEqual([['admin'], ['admin']]);
  });

  test('the scopes of a route that a function is told', () => {
    const authorizationScopes = ['admin'];
    const { stack, gateway, handler } = testGateway({ authorizer: RouteAuthorizer.jwt(issuer) });
    gateway.addRoutes({ path: '/x', methods: [HttpMethod.GET], handler, authorizationScopes });
    authorizationScopes.length = 0;
    expect(JSON.stringify(templateOf(stack))).toContain('admin');
  });

  test('the scopes of a route of a HTTP API, and those of the API', () => {
    const [authorizationScopes, defaultAuthorizationScopes] = [['admin'], ['read']];
    const authorizer = HttpRouteAuthorizer.jwt(issuer);
    const { stack, gateway, handler } = testHttpGateway({ authorizer, httpApiProps: { defaultAuthorizationScopes } });
    gateway.addRoutes({ path: '/x', methods: [HttpMethod.GET], handler, authorizationScopes });
    authorizationScopes.length = 0;
    defaultAuthorizationScopes.length = 0;
    gateway.addRoutes({ path: '/y', methods: [HttpMethod.GET], handler });
    for (const [RouteKey, AuthorizationScopes] of [['GET /x', ['admin']], ['GET /y', ['read']]]) {
      templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey, AuthorizationScopes });
    }
  });

  test('the options of an authorizer', () => {
    const options = { issuer: 'https://login.example.com/', audience: ['orders'], scopes: ['admin'] };
    const authorizer = HttpRouteAuthorizer.jwt(options);
    const byFunction = RouteAuthorizer.jwt(options);
    options.audience.push('everybody');
    options.scopes.length = 0;
    const { stack } = testHttpGateway({ authorizer });
    expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Authorizer').JwtConfiguration.Audience).toEqual(['orders']);
    templateOf(stack).hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationScopes: ['admin'] });
    const rest = JSON.stringify(templateOf(testGateway({ authorizer: byFunction }).stack));
    expect(rest).toContain('admin');
    expect(rest).not.toContain('everybody');
  });
});
