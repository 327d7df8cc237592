import * as path from 'node:path';
import { AuthorizationType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AccountLogging, mixins, RestApiAlarms } from 'cdk-gatehouse';

/** An API that exists already, as its team wrote it; the last lines make it ready for production, one feature at a time. */
export class LegacyStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);

    const handler = new lambda.Function(this, 'LegacyFunction', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, 'legacy')),
    });
    const legacy = new RestApi(this, 'LegacyApi', { cloudWatchRole: false, defaultMethodOptions: { authorizationType: AuthorizationType.IAM } });
    legacy.root.addResource('things').addMethod('GET', new LambdaIntegration(handler));

    legacy.with(new mixins.RestApiTls());
    legacy.deploymentStage.with(
      new mixins.StageExplicitSettings(),
      new mixins.StageThrottling({ rateLimit: 100, burstLimit: 200 }),
      new mixins.StageTracing(),
      new mixins.StageAccessLogs({ accountLogging: AccountLogging.ensure() }),
      new mixins.StageExecutionLogs({ existingLogGroup: true }),
    );
    RestApiAlarms.fromStage(this, 'LegacyAlarms', legacy.deploymentStage, { alertEmails: ['oncall@example.com'] });
  }
}
