import { WebSocketIntegrationType, WebSocketRouteIntegration, WebSocketRouteIntegrationBindOptions, WebSocketRouteIntegrationConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { invocationUri } from './invocation-uri';

/**
 * The L2's Lambda integration of a WebSocket API without the permission that it makes for each route, and defined beside
 * the routes that share it: below the first of them, as the L2 has it, it would be replaced when that route goes.
 */
export class WebSocketFunctionIntegration extends WebSocketRouteIntegration {
  /** @param functionArn what is called, if it is not the function itself */
  constructor(
    private readonly scope: Construct,
    id: string,
    private readonly handler: IFunction,
    private readonly functionArn = handler.functionArn,
  ) {
    super(id);
  }

  public _bindToRoute(options: WebSocketRouteIntegrationBindOptions): { readonly integrationId: string } {
    return super._bindToRoute({ ...options, scope: this.scope });
  }

  public bind(): WebSocketRouteIntegrationConfig {
    return { type: WebSocketIntegrationType.AWS_PROXY, uri: invocationUri(this.scope, this.functionArn, this.handler.env.region) };
  }
}
