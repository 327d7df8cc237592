import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { Integrations, mixins, RestGateway, RestLayout } from '../../lib';
import { propertiesOf, templateOf, testStack } from '../helpers';

const backend = (url = 'https://backend.example.com') => Integrations.httpProxy(url, { insecureSkipVerification: true });

test('a certificate of a private authority is taken by an API that is a document', () => {
  const stack = testStack();
  new RestGateway(stack, 'Api').addRoutes({ path: '/', methods: [HttpMethod.GET], integration: backend() });
  expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths['/'].get['x-amazon-apigateway-integration'].tlsConfig).toEqual({ insecureSkipVerification: true });
});

test('an L2 that becomes a document takes it, too', () => {
  const stack = testStack();
  const api = new RestApi(stack, 'Legacy', { cloudWatchRole: false });
  api.root.addMethod('GET', backend());
  api.with(new mixins.RestApiAsOpenApi());
  expect(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body.paths['/'].get['x-amazon-apigateway-integration'].tlsConfig).toEqual({ insecureSkipVerification: true });
});

test('certificates are looked at otherwise', () => {
  const stack = testStack();
  new RestGateway(stack, 'Api').addRoutes({ path: '/', methods: [HttpMethod.GET], integration: Integrations.httpProxy('https://backend.example.com') });
  expect(JSON.stringify(propertiesOf(stack, 'AWS::ApiGateway::RestApi').Body)).not.toContain('tlsConfig');
});

test('fails where CloudFormation defines the methods, which have no such property', () => {
  const stack = testStack();
  new RestGateway(stack, 'Api', { layout: RestLayout.RESOURCES }).addRoutes({ path: '/', methods: [HttpMethod.GET], integration: backend() });
  expect(() => templateOf(stack)).toThrow("'insecureSkipVerification' of \"GET /\" is for APIs that are deployed as a document: take RestLayout.OPENAPI, or the mixin RestApiAsOpenApi");
});

test('fails without a certificate', () => {
  expect(() => backend('http://backend.example.com')).toThrow("'insecureSkipVerification' must be left out for \"http://backend.example.com\", which has no certificate");
});

test('fails on options of the wrong kind', () => {
  expect(() => Integrations.http('https://example.com', { options: 5 as any })).toThrow("'options' must be options of the L2");
  expect(() => Integrations.http('https://example.com', { options: { timeout: 5 as any } })).toThrow("'timeout' must be a Duration");
});
