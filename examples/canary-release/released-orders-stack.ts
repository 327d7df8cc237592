import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FunctionRelease, Release, RestGateway } from 'cdk-gatehouse';

/**
 * Orders whose changes reach a tenth of the callers first, where they are watched, and then all or nobody: a change of the API by a canary of the
 * stage, a change of the code alone by the alias of the function.
 */
export class ReleasedOrdersStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const ordersFunction = new lambda.Function(this, 'Orders', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'orders')),
      timeout: Duration.seconds(10),
    });
    const orders = new FunctionRelease(this, 'OrdersRelease', { handler: ordersFunction });

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
    gateway.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.POST], handler: orders.alias });
    gateway.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], handler: orders.alias });

    orders.addRollbackAlarm(gateway.alarms.serverErrorRate); // of the callers' view: what the function answers may be an error, too

    gateway.addStage('beta', { variables: { ordersTable: 'orders-beta' }, release: Release.allAtOnce() }); // what is tried there is tried at once
  }
}
