import { HttpIntegrationType, HttpRouteIntegration, HttpRouteIntegrationBindOptions, HttpRouteIntegrationConfig, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

/**
 * The L2's Lambda integration of a HTTP API without the permission that it makes for each route, and defined beside the
 * routes that share it: below the first of them, as the L2 has it, it would be replaced when that route goes.
 */
export class HttpFunctionIntegration extends HttpRouteIntegration {
  constructor(
    private readonly scope: Construct,
    id: string,
    private readonly uri: string,
    private readonly payloadFormatVersion: PayloadFormatVersion,
  ) {
    super(id);
  }

  public _bindToRoute(options: HttpRouteIntegrationBindOptions): { readonly integrationId: string } {
    return super._bindToRoute({ ...options, scope: this.scope });
  }

  public bind(): HttpRouteIntegrationConfig {
    return { type: HttpIntegrationType.AWS_PROXY, uri: this.uri, payloadFormatVersion: this.payloadFormatVersion };
  }
}
