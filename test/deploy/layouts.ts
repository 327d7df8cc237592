import { AuthorizationType, IdentitySource, JsonSchemaType, LambdaIntegration, MockIntegration, Model, PassthroughBehavior, RequestAuthorizer, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import { RestGateway, RestLayout, RouteAuthorizer } from 'cdk-gatehouse';

/** The same app twice, for scripts/deploy/layouts.mjs and requests.mjs. */
function define(app: App, id: string, layout: RestLayout): void {
  const stack = new Stack(app, id);
  const code = (body: string) => lambda.Code.fromInline(`exports.handler = async (event) => ${body};`);
  const runtime = lambda.Runtime.NODEJS_22_X;
  const echo = new lambda.Function(stack, 'Echo', {
    runtime, handler: 'index.handler', code: code('({ statusCode: 200, body: JSON.stringify({ method: event.httpMethod, id: event.pathParameters?.id, got: event.body }) })'),
  });
  const guard = new lambda.Function(stack, 'Guard', {
    runtime, handler: 'index.handler', code: code('({ principalId: "u", policyDocument: { Version: "2012-10-17", Statement: [{ Action: "execute-api:Invoke", Effect: event.headers["x-pass"] === "yes" ? "Allow" : "Deny", Resource: "*" }] } })'),
  });
  const authorizer = new RequestAuthorizer(stack, 'Door', { handler: guard, identitySources: [IdentitySource.header('x-pass')], resultsCacheTtl: Duration.seconds(0) });

  const gateway = new RestGateway(stack, 'Api', { layout, cors: { allowOrigins: ['https://shop.example.com'] } });
  const order = new Model(stack, 'Order', {
    restApi: gateway.api,
    modelName: 'Order',
    contentType: 'application/json',
    schema: { type: JsonSchemaType.OBJECT, required: ['item'], properties: { item: { type: JsonSchemaType.STRING }, count: { type: JsonSchemaType.INTEGER, minimum: 1 } } },
  });
  gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: echo, authorizer: RouteAuthorizer.none() });
  gateway.addRoutes({ path: '/guarded', methods: [HttpMethod.GET], handler: echo, authorizer });
  gateway.addRoutes({ path: '/keys', methods: [HttpMethod.GET], handler: echo });
  gateway.addRoutes({
    path: '/health',
    methods: [HttpMethod.GET],
    authorizer: RouteAuthorizer.none(),
    integration: new MockIntegration({
      passthroughBehavior: PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': '{ "statusCode": 200 }' },
      integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': '{ "status": "ok", "q": "$util.escapeJavaScript($input.params(\'q\'))" }' } }],
    }),
  });
  gateway.api.root.resourceForPath('/orders').addMethod('POST', new LambdaIntegration(echo), {
    authorizationType: AuthorizationType.NONE, requestModels: { 'application/json': order }, requestValidatorOptions: { validateRequestBody: true },
  });
  gateway.api.addGatewayResponse('Missing', { type: ResponseType.MISSING_AUTHENTICATION_TOKEN, statusCode: '404', templates: { 'application/json': '{ "message": "no such route" }' } });
  new CfnOutput(stack, 'ApiId', { value: gateway.api.restApiId });
}

const app = new App();
define(app, 'LayoutDocument', RestLayout.OPENAPI);
define(app, 'LayoutResources', RestLayout.RESOURCES);
