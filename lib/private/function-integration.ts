import { AwsIntegration, IntegrationConfig, Method } from 'aws-cdk-lib/aws-apigateway';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';

/**
 * The L2's Lambda proxy integration without the permissions that it makes for each method, and with
 * an alias's name in the deployment's hash: when only the name changes, the L2 does not redeploy,
 * and the stage goes on invoking an alias that CloudFormation then deletes.
 */
export class FunctionIntegration extends AwsIntegration {
  constructor(private readonly handler: IFunction) {
    const { region } = handler.env;
    super({
      proxy: true,
      service: 'lambda',
      path: `2015-03-31/functions/${handler.functionArn}/invocations`,
      region: Token.isUnresolved(region) ? undefined : region, // the function's, which may be another than the API's
    });
  }

  public bind(method: Method): IntegrationConfig {
    const { aliasName } = this.handler as { aliasName?: string };
    const { functionName } = this.handler;
    const deploymentToken = JSON.stringify({ aliasName, functionName: Token.isUnresolved(functionName) ? undefined : functionName });
    return { ...super.bind(method), deploymentToken };
  }
}
