import * as path from 'node:path';
import { Period } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ApiKeyValue, ResourcePolicy, RestGateway } from 'cdk-gatehouse';

/** An API for partners in two tiers: each partner has a key, which is counted, and signs with IAM, which lets him in. */
export class PartnersStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const handler = new lambda.Function(this, 'Products', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'products')),
    });

    const gateway = new RestGateway(this, 'PartnersApi', {
      description: 'Products and orders, for partners',
      resourcePolicy: ResourcePolicy.allowAccounts(['111122223333'], { routes: ['GET /products', 'GET /products/{id}', 'POST /orders'] }), // Acme's own
      throttle: { rateLimit: 200, burstLimit: 400 },
      outputs: true,
    });
    gateway.addRoutes({ path: '/products', methods: [HttpMethod.GET], handler, apiKeyRequired: true });
    gateway.addRoutes({ path: '/products/{id}', methods: [HttpMethod.GET], handler, apiKeyRequired: true });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], handler, apiKeyRequired: true });

    const basic = gateway.addUsagePlan('Basic', {
      throttle: { rateLimit: 5, burstLimit: 10 },
      quota: { limit: 10_000, period: Period.DAY },
      routes: { 'POST /orders': { rateLimit: 1, burstLimit: 2 } },
    });
    const gold = gateway.addUsagePlan('Gold', {
      throttle: { rateLimit: 50, burstLimit: 100 },
      quota: { limit: 1_000_000, period: Period.MONTH },
    });

    // Acme is changing keys: the line of the first goes when nobody uses it any more
    basic.addKey('Acme');
    basic.addKey('Acme', {
      generation: 2,
      value: ApiKeyValue.fromSecret(Secret.fromSecretNameV2(this, 'AcmeKey', 'partners/acme'), { field: 'apiKey' }),
    });
    gold.addKey('Globex', { value: ApiKeyValue.generated() });
  }
}
