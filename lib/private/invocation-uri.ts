import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/**
 * The URI by which API Gateway invokes a function.
 *
 * @param region the function's, which may be another than the API's
 */
export function invocationUri(scope: IConstruct, functionArn: string, region: string): string {
  return Stack.of(scope).formatArn({
    service: 'apigateway',
    account: 'lambda',
    region: Token.isUnresolved(region) ? undefined : region,
    resource: 'path',
    resourceName: `2015-03-31/functions/${functionArn}/invocations`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
