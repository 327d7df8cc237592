import { IntegrationOptions, IVpcLinkRef as IVpcLinkV1Ref } from 'aws-cdk-lib/aws-apigateway';
import { HttpMethod, IVpcLinkRef, ParameterMapping } from 'aws-cdk-lib/aws-apigatewayv2';
import { Duration } from 'aws-cdk-lib/core';

/** Options of every call of a load balancer by a REST API. */
export interface LoadBalancerBackendOptions {
  /**
   * The path that is called, with variables of the route's path: "/v2/orders/{id}".
   *
   * @default - the path of the route, "{proxy+}" included
   */
  readonly path?: string;

  /**
   * The name in the certificate of the listener, which API Gateway checks, and sends as the host: for listeners of HTTPS and TLS, and for TCP
   * if what is behind takes TLS.
   *
   * @default - the load balancer is called by HTTP
   */
  readonly secureServerName?: string;

  /**
   * The host that the backend is told if it is called by HTTP. Needed for an imported listener.
   *
   * @default - the DNS name of the load balancer
   */
  readonly hostName?: string;

  /**
   * The port of a listener that is imported, which does not tell it.
   *
   * @default - the port of the listener
   */
  readonly port?: number;

  /**
   * Options of the L2, such as `timeout`, `requestParameters` and `responseTransferMode`; not those of VPC links.
   *
   * @default - variables of `path` come from the path of the route
   */
  readonly options?: IntegrationOptions;
}

/** Options of `Integrations.applicationLoadBalancer` and `Integrations.networkLoadBalancer`. */
export interface LoadBalancerIntegrationOptions extends LoadBalancerBackendOptions {
  /**
   * The VPC link, of the second version: a `VpcLinkV2`, or one of aws-cdk-lib/aws-apigatewayv2, whose security groups are left as they are.
   *
   * @default - one that the gateways of the stack share for the VPC of the load balancer
   */
  readonly vpcLink?: IVpcLinkRef;

  /**
   * The ARN of the load balancer of a listener that is imported.
   *
   * @default - the load balancer of the listener, which its ARN tells, too
   */
  readonly loadBalancerArn?: string;
}

/** Options of `Integrations.networkLoadBalancerV1`. */
export interface NetworkLoadBalancerV1IntegrationOptions extends LoadBalancerBackendOptions {
  /** The VPC link, of the first version, which is to the load balancer: a `VpcLink` of aws-cdk-lib/aws-apigateway. */
  readonly vpcLink: IVpcLinkV1Ref;
}

/** Options of `HttpIntegrations.applicationLoadBalancer` and `HttpIntegrations.networkLoadBalancer`. */
export interface HttpLoadBalancerIntegrationOptions {
  /**
   * The VPC link: a `VpcLinkV2`, or one of aws-cdk-lib/aws-apigatewayv2, whose security groups are left as they are.
   *
   * @default - one that the gateways of the stack share for the VPC of the load balancer
   */
  readonly vpcLink?: IVpcLinkRef;

  /**
   * The name in the certificate of the listener, which API Gateway checks: for listeners of HTTPS and TLS, and for TCP if what is behind takes TLS.
   *
   * @default - the load balancer is called by HTTP
   */
  readonly secureServerName?: string;

  /**
   * The port of a listener that is imported, for the rule of the security group of the link.
   *
   * @default - the port of the listener
   */
  readonly port?: number;

  /**
   * The method of the call.
   *
   * @default HttpMethod.ANY - that of the request
   */
  readonly method?: HttpMethod;

  /**
   * Changes of the request.
   *
   * @default - the path is that of the request without the stage, which API Gateway would send, too
   */
  readonly parameterMapping?: ParameterMapping;

  /**
   * How long API Gateway waits, 50 milliseconds to 29 seconds.
   *
   * @default - 30 seconds
   */
  readonly timeout?: Duration;
}
