import * as path from 'node:path';
import { CognitoUserPoolsAuthorizer, MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { OpenApiDocument, RestGateway, RouteAuthorizer } from 'cdk-gatehouse';
import { Construct } from 'constructs';

/** The orders of a web shop: its users sign in with Cognito, and a health check is open. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const users = new cognito.UserPool(this, 'Users');
    const ordersFunction = new lambda.Function(this, 'OrdersFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'orders')),
      memorySize: 512,
      timeout: Duration.seconds(10),
      tracing: lambda.Tracing.ACTIVE,
    });
    const orders = new lambda.Alias(this, 'Orders', { aliasName: 'live', version: ordersFunction.currentVersion });

    const gateway = new RestGateway(this, 'OrdersApi', {
      description: 'Orders of the web shop',
      authorizer: new CognitoUserPoolsAuthorizer(this, 'SignIn', { cognitoUserPools: [users] }),
      cors: { allowOrigins: ['https://shop.example.com'] },
      throttle: { rateLimit: 500, burstLimit: 1000 },
      alertEmails: ['oncall@example.com'],
      outputs: true,
    });

    const requestValidator = gateway.api.addRequestValidator('Requests', { validateRequestBody: true, validateRequestParameters: true });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.POST], handler: orders, requestValidator });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: orders, requestValidator });
    gateway.addRoutes({
      path: '/health',
      methods: [HttpMethod.GET],
      integration: new MockIntegration({
        passthroughBehavior: PassthroughBehavior.NEVER,
        requestTemplates: { 'application/json': '{ "statusCode": 200 }' },
        integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': '{ "status": "ok" }' } }],
      }),
      methodResponses: [{ statusCode: '200' }],
      authorizer: RouteAuthorizer.none(),
    });

    // for those who call the API, written to cdk.out
    OpenApiDocument.fromRestApi(gateway, { extensions: false }).writeFile('orders.openapi.json');
  }
}
