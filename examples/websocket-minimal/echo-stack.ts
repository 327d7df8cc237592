import * as path from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { WebSocketGateway } from 'cdk-gatehouse';

/** Messages that come back: who may connect is asked of IAM. */
export class EchoStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const handler = new lambda.Function(this, 'Echo', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'echo')),
    });

    const gateway = new WebSocketGateway(this, 'EchoApi', { outputs: true });
    gateway.addRoute('$connect');
    gateway.addRoute('echo', { handler, response: true });
    gateway.addRoute('later', { handler });
    gateway.grantManageConnections(handler);
  }
}
