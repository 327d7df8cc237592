import { CfnRoute, HttpApi, HttpMethod, HttpNoneAuthorizer, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Lazy } from 'aws-cdk-lib/core';
import { HttpGateway, HttpRouteAuthorizer } from '../../lib';
import { templateOf, testHttpGateway, testStack } from '../helpers';

const url = (id = 'Url') => new HttpUrlIntegration(id, 'https://example.com');

describe('routes that are open without a word fail:', () => {
  test('of an imported API of the same id', () => {
    const { stack, gateway } = testHttpGateway();
    const httpApi = HttpApi.fromHttpApiAttributes(stack, 'Imported', { httpApiId: gateway.api.apiId });
    new HttpRoute(stack, 'Route', { httpApi, routeKey: HttpRouteKey.with('/x', HttpMethod.GET), integration: url() });
    expect(() => templateOf(stack)).toThrow('the route "GET /x" at [Shop/Route/Resource] lets everybody call, and nobody said so: add it by gateway.addRoutes');
  });

  test('as L1s, whatever token names the API', () => {
    const { stack, gateway } = testHttpGateway();
    new CfnRoute(stack, 'Route', { apiId: Lazy.string({ produce: () => gateway.api.apiId }), routeKey: 'GET /x' });
    expect(() => templateOf(stack)).toThrow('the route "GET /x" at [Shop/Route] lets everybody call');
  });

  test('not those that say so, closed ones, and those of another API', () => {
    const { stack, gateway } = testHttpGateway();
    const httpApi = HttpApi.fromHttpApiAttributes(stack, 'Imported', { httpApiId: gateway.api.apiId });
    new HttpRoute(stack, 'Open', { httpApi, routeKey: HttpRouteKey.with('/a', HttpMethod.GET), integration: url('A'), authorizer: new HttpNoneAuthorizer() });
    new HttpRoute(stack, 'Closed', { httpApi: gateway.api, routeKey: HttpRouteKey.with('/b', HttpMethod.GET), integration: url('B') });
    new CfnRoute(stack, 'L1', { apiId: gateway.api.apiId, routeKey: 'GET /c', authorizationType: 'NONE' });
    new HttpApi(stack, 'Other', { defaultIntegration: url('Other') });
    expect(() => templateOf(stack)).not.toThrow();
  });
});

test('scopes that nobody checks fail, also on routes of the L2', () => {
  const stack = testStack();
  new HttpGateway(stack, 'Api', { httpApiProps: { defaultIntegration: url(), defaultAuthorizationScopes: ['orders'] } });
  expect(() => templateOf(stack)).toThrow('the route "$default" at [Shop/Api/Default/DefaultRoute/Resource] has \'authorizationScopes\', which AWS_IAM does not check');
  const other = testStack();
  const authorizer = new HttpJwtAuthorizer('Jwt', 'https://issuer.example.com', { jwtAudience: ['shop'] });
  new HttpGateway(other, 'Api', { authorizer, httpApiProps: { defaultIntegration: url(), defaultAuthorizationScopes: ['orders'] } });
  expect(() => templateOf(other)).not.toThrow();
});

test('one key for two routes fails, wherever they are', () => {
  const { stack, gateway } = testHttpGateway();
  new HttpRoute(stack, 'Again', { httpApi: gateway.api, routeKey: HttpRouteKey.with('/orders', HttpMethod.GET), integration: url() });
  expect(() => templateOf(stack)).toThrow('route "GET /orders" is defined at [Shop/OrdersApi/Default/GET--orders/Resource] and at [Shop/Again/Resource]: define it once');
});

describe('the failure on preflight requests that are refused', () => {
  const cors = { allowOrigins: ['*'] };

  test('is for routes of the L2, too', () => {
    const stack = testStack();
    const gateway = new HttpGateway(stack, 'Api', { cors, httpApiProps: { defaultIntegration: url() } });
    gateway.api.addRoutes({ path: '/l2', integration: url('L2') });
    expect(() => templateOf(stack)).toThrow(/the route "\$default" at \[.*\] takes preflight requests[^]*the route "ANY \/l2" at \[.*\] takes preflight requests/);
  });

  test('goes when its remedy is there, in whatever order', () => {
    const { stack, gateway, handler } = testHttpGateway({ cors });
    const open = { handler, methods: [HttpMethod.OPTIONS], authorizer: HttpRouteAuthorizer.none() };
    gateway.addRoutes({ path: '$default', handler });
    gateway.addRoutes({ path: '/{proxy+}', ...open });
    gateway.addRoutes({ path: '/all', ...open });
    gateway.addRoutes({ path: '/all', handler, methods: [HttpMethod.ANY] });
    expect(() => templateOf(stack)).not.toThrow();
  });
});
