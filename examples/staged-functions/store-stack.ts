import * as path from 'node:path';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AlarmSet, RestGateway, StagedFunction } from 'cdk-gatehouse';

/** One API with the stages prod, staging and dev: each calls its own aliases and backend, within its own limits; only prod has a cache. */
export class StoreStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const gateway = new RestGateway(this, 'StoreApi', {
      throttle: { rateLimit: 500, burstLimit: 1000 },
      variables: { shippingHost: 'shipping.example.com' },
      cache: { ttl: Duration.minutes(1) },
      outputs: true,
    });

    // later: pin prod to what it runs with `versions: { prod: '12' }`, and move it when the others have proven the new version
    const orders = new StagedFunction(this, 'Orders', { handler: this.define('orders'), provisionedConcurrency: { prod: { minimum: 2, maximum: 20 } } });
    const search = new StagedFunction(this, 'Search', { handler: this.define('search') });

    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.POST], stagedHandler: orders });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], stagedHandler: orders });
    gateway.addRoutes({
      path: '/search',
      methods: [HttpMethod.GET],
      stagedHandler: search,
      cache: { keys: ['query.text'], withoutKeys: ['header.Authorization'] }, // every caller finds the same
    });
    gateway.addRoutes({
      path: '/shipping',
      methods: [HttpMethod.GET],
      integration: new apigateway.HttpIntegration('https://${stageVariables.shippingHost}/quotes'),
    });

    gateway.addStage('staging', {
      throttle: { rateLimit: 100, burstLimit: 200 },
      variables: { shippingHost: 'shipping.staging.example.com' },
      cache: { enabled: false },
    });
    gateway.addStage('dev', {
      throttle: { rateLimit: 10, burstLimit: 20 },
      variables: { shippingHost: 'shipping.dev.example.com' },
      cache: { enabled: false },
      alarms: AlarmSet.none(),
      routes: { 'GET /search': { throttle: { rateLimit: 1, burstLimit: 2 } } },
    });
  }

  private define(name: string): lambda.Function {
    return new lambda.Function(this, `${name}Function`, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, name)),
    });
  }
}
