import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, RestGateway, RestLayout, WebSocketGateway } from '../../lib';
import { annotationsOf, templateOf, testFunction, testStack } from '../helpers';
import { allows, arnLike, callsOf } from './support/arn-patterns';

const { ANY, GET, POST } = apigatewayv2.HttpMethod;

/** Two APIs of each type, with functions that they share, an alias, one of another stack, and authorizers; by integrations of ours and of the L2. */
function define(): { shop: Stack; functions: Stack } {
  const app = new App();
  const functions = new Stack(app, 'Functions');
  const shop = new Stack(app, 'Shop');
  const shared = testFunction(shop, 'Shared');
  const alias: lambda.IFunction = shared.addAlias('live');
  const elsewhere = testFunction(functions, 'Elsewhere');
  for (const name of ['A', 'B']) {
    const own = testFunction(shop, `Own${name}`);
    const authorizer = testFunction(shop, `Authorizer${name}`);

    const rest = new RestGateway(shop, `Rest${name}`, { authorizer: new apigateway.TokenAuthorizer(shop, `Sign${name}`, { handler: authorizer }) });
    const http = new HttpGateway(shop, `Http${name}`, { authorizer: new HttpLambdaAuthorizer('Sign', authorizer), stageName: name === 'A' ? undefined : 'live' });
    for (const gateway of [rest, http]) {
      gateway.addRoutes({ path: '/', handler: shared });
      gateway.addRoutes({ path: '/orders/{id}', methods: [GET, POST], handler: alias });
      gateway.addRoutes({ path: '/files/{proxy+}', methods: [ANY], handler: elsewhere });
    }
    http.addRoutes({ path: '$default', handler: own });
    http.addRoutes({ path: '/l2', integration: new HttpLambdaIntegration('L2', own) });
    http.addRoutes({ path: '/l2/scoped', integration: new HttpLambdaIntegration('Scoped', shared, { scopePermissionToRoute: false }) });
    new apigatewayv2.HttpRoute(shop, `Direct${name}`, { httpApi: http.api, routeKey: apigatewayv2.HttpRouteKey.with('/direct', GET), integration: new HttpLambdaIntegration('Direct', own) });

    const socket = new WebSocketGateway(shop, `Socket${name}`, { authorizer: new WebSocketLambdaAuthorizer('Sign', authorizer) });
    socket.addRoute('$connect', { handler: shared });
    socket.addRoute('$disconnect', { handler: alias });
    socket.addRoute('$default', { handler: elsewhere });
    socket.addRoute('sendMessage', { integration: new WebSocketLambdaIntegration('L2', own) });
    socket.addRoute('list', { handler: shared });
  }
  return { shop, functions };
}

const { shop, functions } = define();
const template = templateOf(shop).toJSON() as Parameters<typeof callsOf>[0];
const calls = callsOf(template);

test('there are calls of each kind to look at', () => {
  const kinds = calls.map(({ sourceArn }) => sourceArn.replace(/.*<\w+?([AB])(Default)?[0-9A-F]{8}>/, '$1').replace(/<.*>/, '<id>'));
  expect(new Set(kinds)).toEqual(new Set(['A', 'B'].flatMap((api) => [
    ...['prod', 'test-invoke-stage'].flatMap((stage) => ['DELETE/', 'GET/orders/x', 'POST/orders/x', 'DELETE/files/x'].map((route) => `${api}/${stage}/${route}`)),
    ...['DELETE/', 'GET/orders/x/y', 'POST/orders/x/y', 'DELETE/files/x/y', 'DELETE/l2', 'DELETE/l2/scoped', 'GET/direct', '$default'].map((route) => `${api}/${api === 'A' ? '$default' : 'live'}/${route}`),
    ...['$connect', '$disconnect', '$default', 'sendMessage', 'list'].map((route) => `${api}/prod/${route}`),
    `${api}/authorizers/abc123`,
    `${api}/authorizers/<id>`,
  ])));
  expect(calls).toHaveLength(2 * (8 + 8 + 5 + 1 + 2));
});

test('every call of a route and of an authorizer is allowed', () => {
  expect(calls.filter(({ functionArn, sourceArn }) => !allows(template, functionArn, sourceArn))).toEqual([]);
});

test('nothing else is: each API may invoke the functions that it names, and no other', () => {
  const named = new Set(calls.map(({ api, functionArn }) => `${api} ${functionArn}`));
  const functionArns = [...new Set(calls.map(({ functionArn }) => functionArn))];
  const wrong = calls.flatMap(({ api, sourceArn }) => functionArns.filter((functionArn) => allows(template, functionArn, sourceArn) !== named.has(`${api} ${functionArn}`)));
  expect(wrong).toEqual([]);
  expect(functionArns).toHaveLength(7); // two own, two of authorizers, the shared one and its alias, one of another stack
  expect(named.size).toBeLessThan(functionArns.length * 6);
});

test('there is one permission for each function or alias and API, in the stack of the API, and stacks do not depend on each other', () => {
  const permissions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission');
  expect(permissions).toHaveLength(new Set(calls.map(({ api, functionArn }) => `${api} ${functionArn}`)).size);
  expect(templateOf(functions).findResources('AWS::Lambda::Permission')).toEqual({});
  expect(functions.dependencies).toEqual([]);
});

describe('what is not as the library would make it', () => {
  test('a function of another Region or account gets one warning and no permission, from a gateway of every type', () => {
    const app = new App();
    const home = new Stack(app, 'Home', { env: { account: '111111111111', region: 'eu-west-1' } });
    const foreign = (id: string, account: string, region: string) => new lambda.Function(new Stack(app, id, { env: { account, region } }), 'Handler', {
      functionName: id,
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({});'),
    });
    const handlers = [foreign('region', '111111111111', 'us-east-1'), foreign('account', '222222222222', 'eu-west-1')];
    const gateways = [
      new RestGateway(home, 'Rest'), new RestGateway(home, 'Resources', { layout: RestLayout.RESOURCES }), new HttpGateway(home, 'Http'),
    ];
    const socket = new WebSocketGateway(home, 'Socket');
    socket.addRoute('$connect');
    for (const [index, handler] of handlers.entries()) {
      for (const gateway of gateways) gateway.addRoutes({ path: `/x${index}`, handler });
      socket.addRoute(`x${index}`, { handler });
    }
    const warnings = annotationsOf(home, 'aws:cdk:warning').filter((warning) => warning.includes('another account or Region'));
    expect(warnings).toHaveLength(2 * 4);
    templateOf(home).resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('a route of the L2 in another stack, with a function there, keeps the permission of the L2, and stacks do not go round', () => {
    const app = new App();
    const [home, other] = ['Home', 'Other'].map((id) => new Stack(app, id));
    const gateway = new HttpGateway(home, 'Api');
    const routeKey = apigatewayv2.HttpRouteKey.with('/x', GET);
    new apigatewayv2.HttpRoute(other, 'Route', { httpApi: gateway.api, routeKey, integration: new HttpLambdaIntegration('Handler', testFunction(other)) });
    expect(() => app.synth()).not.toThrow();
    templateOf(other).resourceCountIs('AWS::Lambda::Permission', 1);
    templateOf(home).resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('permissions that are made by hand stay, wherever they are', () => {
    const stack = testStack();
    const [handler, first, second, third] = ['Handler', 'First', 'Second', 'Third'].map((id) => testFunction(stack, id));
    const gateway = new HttpGateway(stack, 'Api');
    const [route] = gateway.addRoutes({ path: '/x', handler });
    const principal = new iam.ServicePrincipal('apigateway.amazonaws.com');
    const authorizer = new apigatewayv2.CfnAuthorizer(stack, 'Authorizer', { apiId: gateway.api.apiId, authorizerType: 'REQUEST', name: 'a', authorizerUri: 'x', authorizerCredentialsArn: 'arn:aws:iam::111111111111:role/r' });
    first.addPermission('Mine', { scope: gateway.api, principal, sourceArn: gateway.api.arnForExecuteApi('GET', '/x', 'prod') });
    second.addPermission('ForRoute', { scope: route, principal, sourceArn: gateway.api.arnForExecuteApi('GET', '/x'), sourceAccount: '111111111111' });
    const sourceArn = stack.formatArn({ service: 'execute-api', resource: gateway.api.apiId, resourceName: `authorizers/${authorizer.ref}` });
    new lambda.CfnPermission(stack, 'ByHand', { action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com', functionName: third.functionName, sourceArn });
    const permissions = Object.values(templateOf(stack).findResources('AWS::Lambda::Permission'));
    expect(permissions.map(({ Properties }) => JSON.stringify(Properties.SourceArn).replace(/^.*?"\//, '/')).sort()).toEqual([
      '/*/*"]]}', '/*/GET/x"]]}', '/authorizers/",{"Ref":"Authorizer"}]]}', '/prod/GET/x"]]}',
    ].sort());
  });
});

test.each([
  ['arn:aws:execute-api:r:a:api/*/*', 'arn:aws:execute-api:r:a:api/prod/GET/x', true],
  ['arn:aws:execute-api:r:a:api/*/*', 'arn:aws:execute-api:r:a:api/$default/$default', true],
  ['arn:aws:execute-api:r:a:api/*/*', 'arn:aws:execute-api:r:a:api/authorizers/id', true],
  ['arn:aws:execute-api:r:a:api/*/*', 'arn:aws:execute-api:r:a:other/prod/GET/x', false],
  ['arn:aws:execute-api:r:a:api/*/*/*', 'arn:aws:execute-api:r:a:api/$default/$default', false], // what the L2 gives without a permission a route
  ['arn:aws:execute-api:r:a:api/prod/*', 'arn:aws:execute-api:r:a:api/beta/GET/x', false],
  ['arn:aws:execute-api:*:a:api/*', 'arn:aws:execute-api:r:b:api/x', false],
  ['arn:aws:execute-api:r:a:api/pro?/*', 'arn:aws:execute-api:r:a:api/prod/GET', true],
  ['arn:aws:execute-api:r:a:*', 'arn:aws:execute-api:r:a:b:c', true],
])('the evaluator of patterns: %s, %s: %s', (pattern, arn, expected) => {
  expect(arnLike(pattern, arn)).toBe(expected);
});
