import * as path from 'node:path';
import { HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { HttpGateway, HttpRouteAuthorizer } from 'cdk-gatehouse';

/** Notes behind a HTTP API: a health check is open, the rest asks IAM. */
export class NotesStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const handler = new lambda.Function(this, 'Notes', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'notes')),
    });

    const gateway = new HttpGateway(this, 'NotesApi', { outputs: true });
    gateway.addRoutes({ path: '/notes/{id}', methods: [HttpMethod.GET, HttpMethod.PUT], handler });
    gateway.addRoutes({ path: '/health', methods: [HttpMethod.GET], handler, authorizer: HttpRouteAuthorizer.none() });
  }
}
