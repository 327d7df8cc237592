import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CfnIntegration, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Lazy, Stack } from 'aws-cdk-lib/core';
import { HttpGateway, RestGateway, RestLayout, WebSocketGateway, WebSocketIntegrations } from '../../lib';
import { templateOf, testFunction, testHttpGateway, testStack } from '../helpers';

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('variables that a REST API reads, in the layout %s,', (layout) => {
  const define = (variables?: Record<string, string>) => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api', { layout, variables });
    gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], integration: new apigateway.HttpIntegration('https://${stageVariables.host}/a') });
    const requestTemplates = { 'application/json': "#set($x = $stageVariables.table)$stageVariables['size']" };
    gateway.addRoutes({ path: '/b', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration({ requestTemplates }) });
    return { stack, gateway };
  };

  test('must be there, in every stage', () => {
    const { stack, gateway } = define({ host: 'h', table: 't', size: 's' });
    gateway.addStage('beta', { variables: { table: 'other' } });
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('fail where they are not, with who reads them', () => {
    const { stack, gateway } = define({ host: 'h' });
    gateway.addStage('beta', { variables: { table: 't', size: 's' } });
    expect(() => templateOf(stack)).toThrow('stage "prod" has no variable "table", which [Shop/Api/Default/Default/b/GET/Resource] reads: set \'variables: { table: … }\' of the stage');
    expect(() => templateOf(define().stack)).toThrow('has no variable "host"');
  });
});

test('variables that integrations of a HTTP API read fail where they are not, also those that the L2 is given later', () => {
  const define = () => {
    const stack = testStack();
    const gateway = new HttpGateway(stack, 'Api');
    gateway.addRoutes({ path: '/a', integration: new HttpUrlIntegration('Url', 'https://${stageVariables.host}/a') });
    return { stack, gateway };
  };
  expect(() => templateOf(define().stack)).toThrow('stage "$default" has no variable "host", which [Shop/Api/Default/ANY--a/Url/Resource] reads');
  const { stack, gateway } = define();
  gateway.stage.addStageVariable('host', 'example.com');
  expect(() => templateOf(stack)).not.toThrow();
});

test('variables that templates of a WebSocket API read fail where they are not', () => {
  const stack = testStack();
  const gateway = new WebSocketGateway(stack, 'Api', { variables: { size: 'big' } });
  gateway.addRoute('$connect');
  const integration = WebSocketIntegrations.http('https://example.com', { requestTemplates: { $default: '$stageVariables.size' } });
  gateway.addRoute('list', { integration, response: true, integrationResponses: [{ responseTemplates: { $default: '$stageVariables.color' } }] });
  expect(() => templateOf(stack)).toThrow('stage "prod" has no variable "color"');
});

test('what tokens will be is not looked into, and other APIs are not ours', () => {
  const { stack } = testHttpGateway();
  const other = new HttpGateway(stack, 'Other', { variables: { host: 'h' } });
  other.addRoutes({ path: '/a', integration: new HttpUrlIntegration('Url', 'https://${stageVariables.host}/a') });
  other.addRoutes({ path: '/b', integration: new HttpUrlIntegration('Lazy', Lazy.string({ produce: () => 'https://${stageVariables.later}/b' })) });
  expect(() => templateOf(stack)).not.toThrow();
});

test('methods of all variables are no variables, and what they are asked for is', () => {
  const define = (template: string) => {
    const stack = testStack();
    const gateway = new RestGateway(stack, 'Api');
    gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], integration: new apigateway.MockIntegration({ requestTemplates: { 'application/json': template } }) });
    return stack;
  };
  expect(() => templateOf(define('#foreach($key in $stageVariables.keySet())$stageVariables.get($key)#end'))).not.toThrow();
  expect(() => templateOf(define("$stageVariables.get('table')"))).toThrow('stage "prod" has no variable "table"');
});

test('variables that authorizers, gateway responses and parameters of answers read fail where they are not', () => {
  const stack = testStack();
  const handler = testFunction(stack);
  const authorizer = new apigateway.RequestAuthorizer(stack, 'Authorizer', { handler, identitySources: [apigateway.IdentitySource.stageVariable('tenant')] });
  new RestGateway(stack, 'Api').addRoutes({ path: '/a', methods: [HttpMethod.GET], handler, authorizer });
  expect(() => templateOf(stack)).toThrow('stage "prod" has no variable "tenant"');

  const other = testStack();
  const gateway = new RestGateway(other, 'Api');
  gateway.addRoutes({ path: '/a', methods: [HttpMethod.GET], handler: testFunction(other) });
  gateway.api.addGatewayResponse('Denied', { type: apigateway.ResponseType.ACCESS_DENIED, templates: { 'application/json': '{"message":"$stageVariables.text"}' } });
  expect(() => templateOf(other)).toThrow('stage "prod" has no variable "text"');

  const http = testHttpGateway();
  integrationOf(http.stack).responseParameters = {
    200: { ResponseParameters: [{ Destination: 'append:header.x', Source: '$stageVariables.color' }] },
  };
  expect(() => templateOf(http.stack)).toThrow('stage "$default" has no variable "color"');
});

function integrationOf(stack: Stack): CfnIntegration {
  return stack.node.findAll().find((construct) => CfnIntegration.isCfnIntegration(construct)) as CfnIntegration;
}
