import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Alias, CfnFunction, Function } from 'aws-cdk-lib/aws-lambda';
import { App, CfnOutput, CfnResource, Duration, Size, Stack, Tags } from 'aws-cdk-lib/core';
import { RestEndpoint, RestGateway, RestGatewayProps } from '../../lib';
import { templateOf, testFunction } from '../helpers';

interface Change {
  readonly props?: RestGatewayProps;
  readonly aliasName?: string;
  readonly change?: (gateway: RestGateway, handler: Function) => void;
}

/** The logical id of the deployment of an app, with a change. */
function deploymentId({ props, aliasName = 'live', change }: Change = {}): string {
  const stack = new Stack(new App(), 'Shop');
  const handler = testFunction(stack);
  const alias = new Alias(stack, 'Alias', { aliasName, version: handler.latestVersion });
  const gateway = new RestGateway(stack, 'Api', { restApiName: 'orders', ...props });
  gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler: alias });
  change?.(gateway, handler);
  return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'))[0];
}

const mock = new apigateway.MockIntegration();
const before = deploymentId();
const policy = (effect: iam.Effect) => new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ effect, actions: ['execute-api:Invoke'], principals: [new iam.AnyPrincipal()], resources: ['execute-api:/*'] })] });
const method = (gateway: RestGateway) => gateway.api.root.getResource('orders')!.node.findChild('GET').node.defaultChild as apigateway.CfnMethod;
const order = (description?: string, type = apigateway.JsonSchemaType.OBJECT): Change => ({ change: ({ api }) => api.addModel('Order', { description, schema: { type } }) });
const authorizer = (ttl: number): Change => ({
  change: (gateway) => gateway.addRoutes({
    path: '/x',
    integration: mock,
    authorizer: new apigateway.TokenAuthorizer(gateway, '#Token', { handler: testFunction(gateway, '#Function'), resultsCacheTtl: Duration.seconds(ttl) }),
  }),
});

test('the id of the deployment is that of the L2 with a hash behind it', () => {
  expect(before).toMatch(/^ApiDeployment[0-9A-F]{8}[0-9a-f]{32}$/);
});

test.each<[string, Change]>([
  ['another method', { change: (gateway, handler) => gateway.addRoutes({ path: '/orders', methods: [HttpMethod.PUT], handler }) }],
  ['another path', { change: (gateway, handler) => gateway.addRoutes({ path: '/carts', methods: [HttpMethod.GET], handler }) }],
  ['another option of a method', { change: (gateway) => (method(gateway).apiKeyRequired = true) }],
  ['a property override of a method', { change: (gateway) => method(gateway).addPropertyOverride('Integration.TimeoutInMillis', 5000) }],
  ['a property override of the document', { change: ({ api }) => (api.node.defaultChild as CfnResource).addPropertyOverride('Body.externalDocs', { url: 'x' }) }],
  ['a model', order()],
  ['an authorizer', authorizer(1)],
  ['a gateway response', { change: ({ api }) => api.addGatewayResponse('Denied', { type: apigateway.ResponseType.ACCESS_DENIED }) }],
  ['a validator', { change: ({ api }) => api.addRequestValidator('Body', { validateRequestBody: true }) }],
  ['a policy', { props: { restApiProps: { policy: policy(iam.Effect.ALLOW) } } }],
  ['CORS', { props: { cors: { allowOrigins: ['*'] } } }],
  ['media types', { props: { binaryMediaTypes: ['image/png'] } }],
  ['compression', { props: { minCompressionSize: Size.bytes(1) } }],
  ['the source of API keys', { props: { restApiProps: { apiKeySourceType: apigateway.ApiKeySourceType.AUTHORIZER } } }],
  ['another endpoint type', { props: { endpoint: RestEndpoint.edge() } }],
  ['no execute-api endpoint', { props: { disableExecuteApiEndpoint: true } }],
  ['the name of the alias', { aliasName: 'next' }],
  ['the name of the function of the alias', { change: (_, handler) => ((handler.node.defaultChild as CfnFunction).functionName = 'orders') }],
  ['another function with the same ids', { change: (_, handler) => (handler.node.defaultChild as CfnFunction).overrideLogicalId('Other') }],
])('the id of the deployment changes with %s', (_what, change) => {
  expect(deploymentId(change)).not.toBe(before);
  expect(deploymentId(change)).toBe(deploymentId(change));
});

test.each<[string, Change, Change]>([
  ['what a model says', order(), order(undefined, apigateway.JsonSchemaType.ARRAY)],
  ['what an authorizer says', authorizer(1), authorizer(2)],
  ['what a policy says', { props: { restApiProps: { policy: policy(iam.Effect.ALLOW) } } }, { props: { restApiProps: { policy: policy(iam.Effect.DENY) } } }],
])('the id of the deployment changes with %s', (_what, one, other) => {
  expect(deploymentId(one)).not.toBe(deploymentId(other));
});

test.each<[string, Change, Change?]>([
  ['nothing', {}],
  ['tags', { change: (gateway) => Tags.of(gateway).add('commit', 'abc') }],
  ['the description', { props: { description: 'Orders of the web shop' } }],
  ['the name', { props: { restApiName: 'carts' } }],
  ['the description of a model', order('What somebody orders'), order()],
  ['metadata', { change: (gateway) => method(gateway).addMetadata('why', 'because') }],
  ['the stage', { props: { stageName: 'beta', throttle: { rateLimit: 1 }, tracing: false } }],
  ['alarms and outputs', { props: { alertEmails: ['a@example.com'], outputs: true } }],
  ['the TLS policy, which is no part of a snapshot', { props: { securityPolicy: apigateway.SecurityPolicy.TLS_1_0 } }],
  ['documentation, which has versions of its own', { change: ({ api }) => new apigateway.CfnDocumentationPart(api, '#Part', { restApiId: api.restApiId, location: { type: 'API' }, properties: '{}' }) }],
  ['an export of its own id', { change: ({ api }) => new CfnOutput(new Stack(api.node.root as App, 'Other'), 'Id', { value: api.latestDeployment!.deploymentId }) }],
])('the id of the deployment stays with %s', (_what, ...[change, other]) => {
  expect(deploymentId(change)).toBe(deploymentId(other));
});

test('the id of the deployment does not depend on the order of routes', () => {
  const ids = [['/a', '/b'], ['/b', '/a']].map((paths) => deploymentId({ change: (gateway, handler) => paths.forEach((path) => gateway.addRoutes({ path, handler })) }));
  expect(ids[0]).toBe(ids[1]);
});

test('a function of another stack that changes its logical id changes the id of the deployment', () => {
  const define = (id: string) => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    new RestGateway(stack, 'Api').addRoutes({ path: '/', handler: testFunction(new Stack(app, 'Functions'), id) });
    return Object.keys(templateOf(stack).findResources('AWS::ApiGateway::Deployment'))[0];
  };
  expect([define('A') === define('A'), define('A') === define('B')]).toEqual([true, false]);
});
