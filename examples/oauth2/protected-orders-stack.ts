import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Integrations, RestGateway, RouteAuthorizer } from 'cdk-gatehouse';

/** Orders as an OAuth 2 resource server: people come by a web shop, machines by themselves, and each route asks for a scope. */
export class ProtectedOrdersStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const users = new cognito.UserPool(this, 'Users', {
      signInAliases: { email: true },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
      mfa: cognito.Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
    });
    const domain = users.addDomain('SignIn', { cognitoDomain: { domainPrefix: `orders-${this.account}` } });

    // what may be done with orders, and which client may be given leave to
    const read = new cognito.ResourceServerScope({ scopeName: 'read', scopeDescription: 'Read orders' });
    const write = new cognito.ResourceServerScope({ scopeName: 'write', scopeDescription: 'Place and change orders' });
    const resourceServer = users.addResourceServer('Orders', { identifier: 'orders', scopes: [read, write] });
    const readOrders = cognito.OAuthScope.resourceServer(resourceServer, read);
    const writeOrders = cognito.OAuthScope.resourceServer(resourceServer, write);
    const webClient = this.addWebClient(users, [cognito.OAuthScope.OPENID, readOrders, writeOrders]);
    const reportClient = this.addMachineClient(users, [readOrders]);

    const orders = new lambda.Function(this, 'OrdersFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'orders')),
    });
    const gateway = new RestGateway(this, 'OrdersApi', {
      description: 'Orders, for those who have leave',
      authorizer: RouteAuthorizer.cognito([users], { scopes: [readOrders.scopeName] }),
      cors: { allowOrigins: ['https://shop.example.com'] },
      outputs: true,
    });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET], handler: orders });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: orders });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler: orders, authorizationScopes: [writeOrders.scopeName] });
    gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], integration: Integrations.mock(), authorizer: RouteAuthorizer.none() });

    new CfnOutput(this, 'SignInUrl', { value: domain.baseUrl() });
    new CfnOutput(this, 'WebClientId', { value: webClient.userPoolClientId });
    new CfnOutput(this, 'ReportClientId', { value: reportClient.userPoolClientId });
  }

  /** For people in a browser, which keeps no secret: a code, and the proof (PKCE) that who asked for it is who uses it. No tokens in URLs. */
  private addWebClient(users: cognito.UserPool, scopes: cognito.OAuthScope[]): cognito.UserPoolClient {
    return users.addClient('Web', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes,
        callbackUrls: ['https://shop.example.com/signed-in'],
        logoutUrls: ['https://shop.example.com/'],
      },
    });
  }

  /** For a program of ours, which proves by its secret who it is, and may read only. */
  private addMachineClient(users: cognito.UserPool, scopes: cognito.OAuthScope[]): cognito.UserPoolClient {
    return users.addClient('Report', {
      generateSecret: true,
      accessTokenValidity: Duration.minutes(15),
      oAuth: { flows: { clientCredentials: true }, scopes },
    });
  }
}
