import * as path from 'node:path';
import { CognitoUserPoolsAuthorizer, MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Annotations, Duration, Stack, TimeZone } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmSet, AlertTopic, OpenApiDocument, RestGateway, RouteAuthorizer } from 'cdk-gatehouse';

/** The orders of a web shop: its users sign in with Cognito, a health check is open, and what goes wrong is seen before they call. */
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

    const pages = new AlertTopic(this, 'Pages', { emails: ['oncall@example.com'], urls: ['https://events.pager.example.com/orders'] });
    const tickets = new AlertTopic(this, 'Tickets', { emails: ['team@example.com'], encryptionKey: pages.encryptionKey });

    const gateway = new RestGateway(this, 'OrdersApi', {
      description: 'Orders of the web shop',
      authorizer: new CognitoUserPoolsAuthorizer(this, 'SignIn', { cognitoUserPools: [users] }),
      cors: { allowOrigins: ['https://shop.example.com'] },
      throttle: { rateLimit: 500, burstLimit: 1000 },
      detailedMetrics: true, // about 2 USD a month for each route that is called: see POST /orders below
      slo: { availability: 99.9, latency: { percentile: 99, under: Duration.seconds(1) } },
      alertTopic: pages.topic, // wakes somebody
      lowSeverityTopic: tickets.topic, // is read in the morning
      alarms: AlarmSet.standard({
        composite: true, // one incident, one page
        runbookUrl: 'https://wiki.example.com/runbooks/orders',
        clientErrorRate: {},
        throttledRate: {},
        gatewayOverhead: {},
        trafficDrop: {}, // not for an API that rests at night
        muteWindows: [{ cron: '0 2 * * SUN', duration: Duration.hours(1), timeZone: TimeZone.EUROPE_BERLIN, description: 'Maintenance' }],
      }),
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

    // few of the requests, and all of the sales: their errors would drown in those of the stage
    gateway.alarms.addRouteAlarms({ routes: ['POST /orders'], serverErrorRate: {} });
    gateway.alarms.addFunction('Orders', { handler: orders, duration: {}, concurrency: {} });

    // for those who look: one page with the error budgets, and queries of the access log
    gateway.addDashboard({ functions: [orders], routes: ['POST /orders'] });
    gateway.addSavedQueries();

    // for those who pay: a line of what it costs, whenever the app is synthesized
    Annotations.of(gateway).addInfo(gateway.estimateMonthlyCost({ requests: 10_000_000, averageResponseKb: 4 }).summary);

    // for those who call the API, written to cdk.out
    OpenApiDocument.fromRestApi(gateway, { extensions: false }).writeFile('orders.openapi.json');
  }
}
