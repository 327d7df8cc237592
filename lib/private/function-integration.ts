import { AwsIntegration, IntegrationConfig, Method } from 'aws-cdk-lib/aws-apigateway';
import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';

/**
 * The L2's Lambda proxy integration without the permissions that it makes for each method, and with
 * the names of alias and function in the deployment's hash. When only a name changes, the reference
 * to the function in the method does not, and the L2 does not redeploy for an alias: the stage would
 * go on invoking what CloudFormation then deletes.
 */
export class FunctionIntegration extends AwsIntegration {
  /** @param functionArn what is called, if it is not the function itself */
  constructor(private readonly handler: IFunction, functionArn = handler.functionArn) {
    const { region } = handler.env;
    super({
      proxy: true,
      service: 'lambda',
      path: `2015-03-31/functions/${functionArn}/invocations`,
      region: Token.isUnresolved(region) ? undefined : region, // the function's, which may be another than the API's
    });
  }

  public bind(method: Method): IntegrationConfig {
    return { ...super.bind(method), deploymentToken: functionToken(this.handler) };
  }
}

/** The names of an alias and its function, which the hash of a deployment has to follow. */
export function functionToken(handler: IFunction): string {
  const { aliasName, lambda = handler } = handler as { aliasName?: string; lambda?: IFunction };
  const l1 = lambda.node.defaultChild;
  const functionName = CfnFunction.isCfnFunction(l1) ? l1.functionName : undefined;
  return JSON.stringify([aliasName, functionName].map((name) => (Token.isUnresolved(name) ? undefined : name)));
}
