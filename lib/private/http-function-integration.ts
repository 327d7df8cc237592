import { CfnIntegration, HttpIntegrationType, HttpRouteIntegration, HttpRouteIntegrationBindOptions, HttpRouteIntegrationConfig, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

/**
 * The L2's Lambda integration of a HTTP API without the permission that it makes for each route, and defined beside the
 * routes that share it: below the first of them, as the L2 has it, it would be replaced when that route goes.
 */
export class HttpFunctionIntegration extends HttpRouteIntegration {
  private readonly constructId: string;

  constructor(
    private readonly scope: Construct,
    id: string,
    private readonly uri: string,
    private readonly payloadFormatVersion: PayloadFormatVersion,
    private readonly responseParameters?: object,
  ) {
    super(id);
    this.constructId = id;
  }

  public _bindToRoute(options: HttpRouteIntegrationBindOptions): { readonly integrationId: string } {
    const bound = super._bindToRoute({ ...options, scope: this.scope });
    const l1 = this.scope.node.findChild(this.constructId).node.defaultChild as CfnIntegration;
    if (this.responseParameters) l1.responseParameters = this.responseParameters;
    return bound;
  }

  public bind(): HttpRouteIntegrationConfig {
    return { type: HttpIntegrationType.AWS_PROXY, uri: this.uri, payloadFormatVersion: this.payloadFormatVersion };
  }
}
