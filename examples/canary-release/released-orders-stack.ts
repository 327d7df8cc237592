import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Release, RestGateway } from 'cdk-gatehouse';
import { Construct } from 'constructs';

/** Orders whose changes reach a tenth of the callers first: for a quarter of an hour they are watched, and then they serve all or nobody. */
export class ReleasedOrdersStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const handler = new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'orders')),
    });

    const gateway = new RestGateway(this, 'OrdersApi', {
      description: 'Orders, released by a canary',
      variables: { ordersTable: 'orders' },
      release: Release.canary({
        percentTraffic: 10,
        bakeTime: Duration.minutes(15),
        minimumRequests: 100,
        stageVariableOverrides: { ordersTable: 'orders-v2' }, // with the promotion, that of all
      }),
      outputs: true,
    });
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.POST], handler });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler });

    gateway.addStage('beta', { variables: { ordersTable: 'orders-beta' }, release: Release.allAtOnce() }); // what is tried there is tried at once
  }
}
