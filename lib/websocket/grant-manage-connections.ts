import { WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { grantByOwnPolicy } from '../access/own-policy';

/** Allows to manage the connections of a stage, by a policy below a scope. */
export function grantManageConnections(scope: Construct, stage: WebSocketStage, grantee: IGrantable): Grant {
  const arn = Stack.of(scope).formatArn({
    service: 'execute-api',
    resource: stage.api.apiId,
    resourceName: `${stage.stageName}/*/@connections/*`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return grantByOwnPolicy(scope, { grantee, actions: ['execute-api:ManageConnections'], resourceArns: [arn], whyOwnAccount: 'WebSocket APIs have no resource policies' });
}
