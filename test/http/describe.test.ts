import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { propertiesOf, templateOf, testHttpGateway } from '../helpers';

const deprecated = { since: new Date('2026-01-01T00:00:00Z'), sunset: new Date('2026-12-31T23:59:59Z'), link: 'https://example.com/v2' };
const GET = { methods: [HttpMethod.GET] };

test('a version of the API is the first part of the path', () => {
  const { gateway, handler, stack } = testHttpGateway();
  gateway.addRoutes({ path: '/carts', ...GET, handler, apiVersion: 'v2', throttle: { rateLimit: 5 } });
  expect(Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties.RouteKey)).toContain('GET /v2/carts');
  expect(gateway.effectiveThrottle('GET /v2/carts').rateLimit).toBe(5);
});

test('fails on a version of the API for what no other route takes', () => {
  const { gateway, handler } = testHttpGateway();
  expect(() => gateway.addRoutes({ path: '$default', handler, apiVersion: 'v2' })).toThrow('\'apiVersion\' must be left out for the path "$default", which takes what no other does: write "/{proxy+}" for all paths of "v2"');
});

test('a deprecated route says so in headers of successful answers, by an integration of its own', () => {
  const { gateway, handler, stack } = testHttpGateway();
  gateway.addRoutes({ path: '/old', ...GET, handler, deprecated });
  gateway.addRoutes({ path: '/older', ...GET, handler, deprecated });
  gateway.addRoutes({ path: '/new', ...GET, handler });
  const integrations = templateOf(stack).findResources('AWS::ApiGatewayV2::Integration');
  const [[id, said], ...others] = Object.entries(integrations).filter(([, { Properties }]) => Properties.ResponseParameters);
  expect(others).toEqual([]);
  expect(Object.keys(integrations)).toHaveLength(2);
  expect(Object.keys(said.Properties.ResponseParameters)).toEqual(['200', '201', '202', '203', '204', '206']);
  expect(said.Properties.ResponseParameters[200]).toEqual({
    ResponseParameters: [
      { Destination: 'append:header.Deprecation', Source: '@1767225600' },
      { Destination: 'append:header.Sunset', Source: 'Thu, 31 Dec 2026 23:59:59 GMT' },
      { Destination: 'append:header.Link', Source: '<https://example.com/v2>; rel="deprecation", <https://example.com/v2>; rel="sunset"' },
    ],
  });
  const routes = Object.values(templateOf(stack).findResources('AWS::ApiGatewayV2::Route')).filter(({ Properties }) => JSON.stringify(Properties.Target).includes(id));
  expect(routes.map(({ Properties }) => Properties.RouteKey)).toEqual(['GET /old', 'GET /older']);
});

test('a deprecated route of an integration that others may share gets a warning', () => {
  const { gateway, stack } = testHttpGateway();
  gateway.addRoutes({ path: '/old', ...GET, integration: new HttpUrlIntegration('Url', 'https://example.com'), deprecated });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('route "GET /old" has an \'integration\' that other routes may share.*Deprecation: @1767225600.*cdk-gatehouse:deprecationHeaders'));
});

test('a route that is deprecated without dates and link shares the integration', () => {
  const { gateway, handler, stack } = testHttpGateway();
  gateway.addRoutes({ path: '/old', ...GET, handler, deprecated: {} });
  expect(propertiesOf(stack, 'AWS::ApiGatewayV2::Integration')).not.toHaveProperty('ResponseParameters');
});

test.each<[any, string]>([
  [{ summary: 1 }, "'summary' must be text, got 1"],
  [{ deprecated: 'soon' }, "'deprecated' must be options, such as { sunset: new Date('2030-01-01') }, got \"soon\""],
  [{ deprecated: { sunset: 1 } }, "'deprecated.sunset' must be a date, got 1"],
])('fails on a route that says %j', (options, message) => {
  const { gateway, handler } = testHttpGateway();
  expect(() => gateway.addRoutes({ path: '/old', handler, ...options })).toThrow(message);
});
