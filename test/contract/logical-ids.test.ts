import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer, WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, HttpUrlIntegration, WebSocketMockIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { IConstruct } from 'constructs';
import { HttpGateway, RestGateway, RestLayout, WebSocketGateway } from '../../lib';
import { methodsOf, templateOf, testFunction, testGateway, testStack } from '../helpers';

/** The types whose logical ids an adopted API keeps. */
const KEPT = ['RestApi', 'Resource', 'Method', 'Model', 'RequestValidator', 'GatewayResponse', 'Authorizer', 'Stage', 'UsagePlan', 'UsagePlanKey', 'ApiKey'].map((type) => `AWS::ApiGateway::${type}`);

/** The same app, written with the L2 or with ours; both get their routes from `addRoute`. */
function define(adopted: boolean) {
  const stack = testStack();
  const handler = testFunction(stack);
  const authorizer = new apigateway.CognitoUserPoolsAuthorizer(stack, 'SignIn', { cognitoUserPools: [new UserPool(stack, 'Users')] });
  const cors = { allowOrigins: ['https://shop.example.com'] };

  let gateway: RestGateway | undefined;
  let api: apigateway.RestApi;
  let addRoute: (path: string, method: HttpMethod, options?: apigateway.MethodOptions) => void;
  if (adopted) {
    const ours = gateway = new RestGateway(stack, 'Orders', { layout: RestLayout.RESOURCES, cors });
    api = gateway.api;
    addRoute = (path, method, options = {}) => ours.addRoutes({ path, methods: [method], handler, ...options });
  } else {
    api = new apigateway.RestApi(stack, 'Orders', { defaultCorsPreflightOptions: cors });
    addRoute = (path, method, options) => api.root.resourceForPath(path).addMethod(method, new apigateway.LambdaIntegration(handler), options);
  }

  const model = api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.OBJECT } });
  const requestValidator = api.addRequestValidator('Validator', { validateRequestBody: true });
  api.addGatewayResponse('Forbidden', { type: apigateway.ResponseType.ACCESS_DENIED });
  addRoute('/', HttpMethod.GET);
  addRoute('/orders', HttpMethod.POST, { requestModels: { 'application/json': model }, requestValidator, authorizer });
  addRoute('/orders/{id}', HttpMethod.GET, { apiKeyRequired: true });
  addRoute('/files/{proxy+}', HttpMethod.ANY);
  const plan = gateway?.addUsagePlan('Partners').plan ?? api.addUsagePlan('Partners', { apiStages: [{ stage: api.deploymentStage }] });
  plan.addApiKey(api.addApiKey('Key'));
  return stack;
}

function keptIds(construct: IConstruct, types = KEPT): string[] {
  const { Resources } = templateOf(construct).toJSON();
  return Object.entries<{ Type: string }>(Resources).filter(([, { Type }]) => types.includes(Type)).map(([id, { Type }]) => `${Type} ${id}`).sort();
}

test('an API that moves from the RestApi of the L2 to RestGateway keeps its logical ids, and one that moves back too', () => {
  const ids = keptIds(define(false));
  const ofCors = ['DEFAULT4XX', 'DEFAULT5XX'];
  const adopted = keptIds(define(true));
  expect(adopted.filter((id) => !ofCors.some((type) => id.includes(`GatewayResponse${type}`)))).toEqual(ids);
  expect(adopted).toHaveLength(ids.length + ofCors.length);
  expect(new Set(ids.map((id) => id.split(' ')[0]))).toEqual(new Set(KEPT));
});

/** A HTTP API, written with the L2 or with ours. */
function defineHttp(adopted: boolean) {
  const stack = testStack();
  const integration = new HttpLambdaIntegration('Handler', testFunction(stack));
  const authorizer = new HttpJwtAuthorizer('SignIn', 'https://issuer.example.com', { jwtAudience: ['shop'] });
  const httpApiProps = { defaultIntegration: new HttpUrlIntegration('All', 'https://example.com'), defaultAuthorizer: new HttpIamAuthorizer() };
  const api = adopted ? new HttpGateway(stack, 'Orders', { httpApiProps }) : new HttpApi(stack, 'Orders', httpApiProps);
  api.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.POST], integration });
  api.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration, authorizer });
  return stack;
}

/** A WebSocket API, written with the L2 or with ours; the L2 has no stage of its own. */
function defineWebSocket(adopted: boolean) {
  const stack = testStack();
  const integration = (id: string) => new WebSocketMockIntegration(id);
  const webSocketApiProps = { connectRouteOptions: { integration: integration('Connect'), authorizer: new WebSocketLambdaAuthorizer('SignIn', testFunction(stack)) } };
  const api = adopted ? new WebSocketGateway(stack, 'Chat', { webSocketApiProps }) : new WebSocketApi(stack, 'Chat', webSocketApiProps);
  if (api instanceof WebSocketGateway) api.addRoute('sendMessage', { integration: integration('Send'), response: true, integrationResponses: [{}] });
  else api.addRoute('sendMessage', { integration: integration('Send'), returnResponse: true });
  return stack;
}

test.each([
  ['HttpApi', defineHttp, ['Api', 'Authorizer', 'Integration', 'Route', 'Stage']],
  ['WebSocketApi', defineWebSocket, ['Api', 'Authorizer', 'Integration', 'Route', 'RouteResponse']],
])('an API that moves from the %s of the L2 to our gateway keeps its logical ids, and one that moves back too', (_l2, defineApi, names) => {
  const types = names.map((name) => `AWS::ApiGatewayV2::${name}`);
  const ids = keptIds(defineApi(false), types);
  expect(keptIds(defineApi(true), types)).toEqual(ids);
  expect(new Set(ids.map((id) => id.split(' ')[0]))).toEqual(new Set(types));
});

describe.each([RestLayout.OPENAPI, RestLayout.RESOURCES])('names of routes, in the layout %s,', (layout) => {
  test.each([['Resource'], ['Default'], ['Deployment'], ['Endpoint'], ['GET'], ['DEFAULT'], ['Order'], ['DeploymentStage.prod']])('may be those of the children of the L2, such as %s', (name) => {
    const { stack, gateway, handler } = testGateway({ layout });
    gateway.api.addModel('Order', { schema: { type: apigateway.JsonSchemaType.OBJECT } });
    gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], handler });
    gateway.addRoutes({ path: `/${name}`, methods: [HttpMethod.PUT, HttpMethod.GET], handler });
    gateway.addRoutes({ path: `/${name}/${name}`, methods: [HttpMethod.GET], handler });
    gateway.addRoutes({ path: '/GET/GET', methods: [HttpMethod.PATCH], handler });
    gateway.addRoutes({ path: '/GET', methods: [HttpMethod.DELETE], handler });
    expect(Object.keys(methodsOf(stack)).map((route) => route.split(' ')[0]).sort()).toEqual(['DELETE', 'GET', 'GET', 'GET', 'GET', 'PATCH', 'PUT']);
  });

  test('may be a method that is added afterwards', () => {
    const { stack, gateway, handler } = testGateway({ layout });
    gateway.addRoutes({ path: '/GET', methods: [HttpMethod.PUT], handler });
    gateway.addRoutes({ path: '/', methods: [HttpMethod.GET], handler });
    for (const method of [HttpMethod.PUT, HttpMethod.GET]) {
      expect(() => gateway.addRoutes({ path: '/', methods: [method, method], handler })).toThrow(`route "${method} /" is defined already`);
    }
    expect(Object.keys(methodsOf(stack)).sort()).toEqual(['GET /', 'GET /orders', 'PUT /', 'PUT /GET']);
  });

  const ownIds = (gateway: RestGateway) => gateway.node.findAll().map((construct) => construct.node.id).filter((id) => id.startsWith('#'));

  test('cannot be the ids of our own children', () => {
    const gateway = new RestGateway(testStack(), 'Orders', { layout, outputs: true, alertEmails: ['a@example.com'] });
    const direct = gateway.node.children.map((child) => child.node.id);
    expect(direct.filter((id) => id !== 'Default').every((id) => id.startsWith('#'))).toBe(true);
    for (const id of ownIds(gateway)) expect(() => gateway.addRoutes({ path: `/${id}`, integration: new apigateway.MockIntegration() })).toThrow("'path' must be made of parts like");
  });

  test('may be the ids of our own children without their "#", at every level', () => {
    const stack = testStack();
    const plain = new RestGateway(stack, 'Plain', { layout, outputs: true, alertEmails: ['a@example.com'] });
    const named = new RestGateway(stack, 'Named', { layout, outputs: true, alertEmails: ['a@example.com'] });
    const names = ownIds(named).map((id) => id.slice(1));
    expect(names).toEqual(expect.arrayContaining(['AccessLogs', 'ExecutionLogs', 'InvokePermissions', 'Alarms', 'Url', 'ApiId']));
    const handler = testFunction(stack);
    plain.addRoutes({ path: '/', handler });
    for (const name of names) {
      named.addRoutes({ path: `/${name}`, handler });
      named.addRoutes({ path: `/${name}/Resource/${name}`, handler });
    }
    const template = templateOf(stack);
    const count = (type: string, prefix: string) => Object.keys(template.findResources(type)).filter((id) => id.startsWith(prefix)).length;
    expect(JSON.stringify(template.toJSON()).match(layout === RestLayout.OPENAPI ? /any-method/g : /"HttpMethod":"ANY"/g)).toHaveLength(1 + 2 * names.length);
    for (const type of ['AWS::Logs::LogGroup', 'AWS::CloudWatch::Alarm', 'AWS::SNS::Topic', 'AWS::Lambda::Permission', 'AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment']) {
      expect([type, count(type, 'Named')]).toEqual([type, count(type, 'Plain')]);
    }
  });
});
