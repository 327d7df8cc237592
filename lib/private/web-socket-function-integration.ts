import { WebSocketIntegrationType, WebSocketRouteIntegration, WebSocketRouteIntegrationBindOptions, WebSocketRouteIntegrationConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/**
 * The L2's Lambda integration of a WebSocket API without the permission that it makes for each route, and defined beside
 * the routes that share it: below the first of them, as the L2 has it, it would be replaced when that route goes.
 */
export class WebSocketFunctionIntegration extends WebSocketRouteIntegration {
  constructor(private readonly scope: Construct, id: string, private readonly handler: IFunction) {
    super(id);
  }

  public _bindToRoute(options: WebSocketRouteIntegrationBindOptions): { readonly integrationId: string } {
    return super._bindToRoute({ ...options, scope: this.scope });
  }

  public bind(): WebSocketRouteIntegrationConfig {
    const { region } = this.handler.env;
    const uri = Stack.of(this.scope).formatArn({
      service: 'apigateway',
      account: 'lambda',
      region: Token.isUnresolved(region) ? undefined : region, // the function's, which may be another than the API's
      resource: 'path',
      resourceName: `2015-03-31/functions/${this.handler.functionArn}/invocations`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    return { type: WebSocketIntegrationType.AWS_PROXY, uri };
  }
}
