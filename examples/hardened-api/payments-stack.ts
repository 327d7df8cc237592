import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AccountLogging, CacheClusterSize, mixins, RequestSchema, RestGateway, RouteAuthorizer } from 'cdk-gatehouse';

/** Payments, for an account that AWS Security Hub looks at: whatever its controls ask of an API is on. */
export class PaymentsStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const users = new cognito.UserPool(this, 'Users', { signInAliases: { email: true }, mfa: cognito.Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false } });
    const payments = new lambda.Function(this, 'PaymentsFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'payments')),
      tracing: lambda.Tracing.ACTIVE,
    });

    const cache = { clusterSize: CacheClusterSize.GB_0_5, ttl: Duration.minutes(1) };
    const gateway = new RestGateway(this, 'PaymentsApi', {
      description: 'Payments of the web shop',
      hardened: true, // a web ACL, a client certificate, a key for logs and alarms, a validator
      authorizer: RouteAuthorizer.cognito([users]),
      accountLogging: AccountLogging.existing(), // the role is set where the account is made
      alertEmails: ['oncall@example.com'],
      cache,
    });
    // the rules of NIST and PCI want every method cached: each GET below says by what its answers are told apart, or everybody would get one
    gateway.stage.with(new mixins.StageCache({ ...cache, allGetMethods: true }));

    const payment = RequestSchema.fromInline({
      type: 'object',
      required: ['amount', 'currency'],
      properties: { amount: { type: 'integer', minimum: 1 }, currency: { type: 'string', pattern: '^[A-Z]{3}$' } },
      additionalProperties: false,
    });
    gateway.addRoutes({ path: '/payments', methods: [HttpMethod.GET], handler: payments, requiredParameters: ['query.page'], cache: { keys: ['query.page'] } });
    gateway.addRoutes({ path: '/payments/{id}', methods: [HttpMethod.GET], handler: payments, cache: {} });
    gateway.addRoutes({ path: '/payments', methods: [HttpMethod.POST], handler: payments, requestSchema: payment });
  }
}
