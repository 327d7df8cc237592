import {
  HttpConnectionType, HttpIntegrationType, HttpMethod, HttpRouteIntegration, HttpRouteIntegrationBindOptions, HttpRouteIntegrationConfig,
  ParameterMapping, PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { IListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { isDuration } from './check-calls';
import { checkHttpTimeout } from './http-service-integration';
import { HttpLoadBalancerIntegrationOptions } from './load-balancer-integration-options';
import { KINDS, LoadBalancerListener } from './load-balancer-listener';
import { checkMembers, Members } from '../private/check-members';
import { checkKinds, has } from '../private/kinds';

const OPTIONS: Members<HttpLoadBalancerIntegrationOptions> = {
  vpcLink: true, secureServerName: true, port: true, method: true, parameterMapping: true, timeout: true,
};

/**
 * A load balancer in a VPC that a HTTP API calls with the request as it is.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-private.html
 */
export class HttpLoadBalancerIntegration extends HttpRouteIntegration {
  private readonly listener: LoadBalancerListener;

  constructor(listener: IListener, kind: keyof typeof KINDS, private readonly options: HttpLoadBalancerIntegrationOptions) {
    super('LoadBalancer');
    checkMembers(options, Object.keys(OPTIONS), `HttpIntegrations.${KINDS[kind].factory}`);
    checkKinds(options, [
      ['timeout', isDuration, 'a Duration, Duration.seconds(5), for example'],
      ['method', (method) => Object.values(HttpMethod).includes(method), `one of ${Object.values(HttpMethod).join(', ')}`],
      ['parameterMapping', has('mappings', 'object'), 'a ParameterMapping of aws-cdk-lib/aws-apigatewayv2'],
    ]);
    checkHttpTimeout(options.timeout);
    this.listener = new LoadBalancerListener(listener, kind, options);
  }

  public bind({ route }: HttpRouteIntegrationBindOptions): HttpRouteIntegrationConfig {
    const { vpcLink, secureServerName, method = HttpMethod.ANY, parameterMapping, timeout } = this.options;
    const link = this.listener.linkFor(route.httpApi as unknown as Construct, vpcLink);
    return {
      type: HttpIntegrationType.HTTP_PROXY,
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
      connectionType: HttpConnectionType.VPC_LINK,
      connectionId: link.vpcLinkRef.vpcLinkId,
      uri: this.listener.listenerArn,
      method,
      secureServerName,
      timeout,
      parameterMapping: withoutStage(parameterMapping),
    };
  }
}

/** The backend of a private integration is told the stage in front of the path, unless the path is mapped. */
function withoutStage(given?: ParameterMapping): ParameterMapping {
  const mapping = new ParameterMapping();
  for (const [key, value] of Object.entries(given?.mappings ?? {})) mapping.custom(key, value);
  return 'overwrite:path' in mapping.mappings ? mapping : mapping.custom('overwrite:path', '$request.path');
}
