import * as path from 'node:path';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { WebSocketGateway, WebSocketRouteAuthorizer } from 'cdk-gatehouse';

/** Rooms to talk in, for users of Amazon Cognito; and announcements to everybody, which a queue takes. */
export class ChatStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const users = new cognito.UserPool(this, 'Users', { signInAliases: { email: true } });
    const client = users.addClient('Web', {
      preventUserExistenceErrors: true,
      accessTokenValidity: Duration.minutes(5), // it is in the URL that a browser connects to
    });

    const gateway = new WebSocketGateway(this, 'ChatApi', {
      description: 'Rooms to talk in',
      authorizer: WebSocketRouteAuthorizer.jwt({
        issuer: users.userPoolProviderUrl,
        audience: [client.userPoolClientId],
        identitySource: 'query.access_token',
      }),
      connections: {}, // who is connected, and in which rooms
      ping: true, // clients send {"action":"ping"} every few minutes, or they are disconnected after ten
      outputs: true,
    });

    const chat = new NodejsFunction(this, 'ChatFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      entry: path.join(__dirname, 'chat', 'index.ts'),
      timeout: Duration.seconds(10),
    });
    for (const action of ['join', 'talk', 'leave']) gateway.addRoute(action, { handler: chat, response: true });
    gateway.connections.grantWrite(chat);
    gateway.broadcaster.grantSend(chat);

    const announcements = new sqs.Queue(this, 'Announcements', {
      enforceSSL: true,
      visibilityTimeout: Duration.minutes(30),
      deadLetterQueue: { queue: new sqs.Queue(this, 'Unannounced', { enforceSSL: true, retentionPeriod: Duration.days(14) }), maxReceiveCount: 5 },
    });
    gateway.broadcaster.addQueue(announcements);

    new CfnOutput(this, 'AnnouncementsUrl', { value: announcements.queueUrl });
    new CfnOutput(this, 'WebClientId', { value: client.userPoolClientId });
  }
}
