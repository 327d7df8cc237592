import { CfnMethod, Integration, IntegrationConfig, IntegrationType, IVpcLinkRef as IVpcLinkV1Ref, Method, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import { IVpcLinkRef } from 'aws-cdk-lib/aws-apigatewayv2';
import { IListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Aspects, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { TIMEOUT } from './check-calls';
import { checkVpcLinkV1 } from './check-vpc-link';
import { LoadBalancerBackendOptions, LoadBalancerIntegrationOptions, NetworkLoadBalancerV1IntegrationOptions } from './load-balancer-integration-options';
import { KINDS, LoadBalancerListener } from './load-balancer-listener';
import { checkRestTimeout } from './rest-checks';
import { checkVariables, declareParameters } from './service-integration';
import { checkMembers, Members } from '../private/check-members';
import { fail, show } from '../private/errors';
import { isObject } from '../private/is-object';
import { checkKinds } from '../private/kinds';
import { tokenIdentity } from '../private/tokens';

const BACKEND: Members<LoadBalancerBackendOptions> = { path: true, secureServerName: true, hostName: true, port: true, options: true };
const OPTIONS: Members<LoadBalancerIntegrationOptions> = { ...BACKEND, vpcLink: true, loadBalancerArn: true };
const OPTIONS_V1: Members<NetworkLoadBalancerV1IntegrationOptions> = { ...BACKEND, vpcLink: true };

/** How an API is connected to a load balancer. */
interface Connection {
  readonly connectionId: string;
  /** What a link of the second version has to be told, since it is to a VPC. */
  readonly integrationTarget?: string;
}

/**
 * A load balancer in a VPC that a REST API calls with the request as it is.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/private-integration.html
 */
export abstract class LoadBalancerIntegration extends Integration {
  constructor(protected readonly listener: LoadBalancerListener, private readonly backend: LoadBalancerBackendOptions) {
    checkBackend(backend);
    super({ type: IntegrationType.HTTP_PROXY, integrationHttpMethod: 'ANY' });
  }

  public bind(method: Method): IntegrationConfig {
    const api = method.api as IConstruct as Construct;
    const { options = {} } = this.backend;
    checkRestTimeout(options.timeout, api, options.responseTransferMode === ResponseTransferMode.STREAM);
    const path = this.backend.path ?? method.resource.path.replace(/\+\}/g, '}');
    const requestParameters = { ...variablesOf(path), ...options.requestParameters };
    checkVariables(method, undefined, requestParameters);
    declareParameters(method, requestParameters);
    const { connectionId, integrationTarget } = this.connect(api);
    setConnection(method, connectionId, integrationTarget);
    const uri = `${this.origin(api)}${path}`;
    return {
      type: IntegrationType.HTTP_PROXY,
      integrationHttpMethod: 'ANY',
      uri,
      options: { ...options, requestParameters: Object.keys(requestParameters).length > 0 ? requestParameters : undefined },
      // the L2 hashes what it knows of: where the load balancer is it does not
      deploymentToken: JSON.stringify([connectionId, integrationTarget ?? '', uri].map((value) => tokenIdentity(value, api))),
    };
  }

  /** Finds the link. */
  protected abstract connect(api: Construct): Connection;

  private origin(api: Construct): string {
    const { secureServerName, hostName } = this.backend;
    const port = this.listener.requirePort(api);
    if (secureServerName !== undefined) return `https://${secureServerName}:${port}`;
    const host = hostName ?? this.listener.dnsName ?? fail("'hostName' must be said of a listener that is imported and called by HTTP: write the DNS name of the load balancer, or 'secureServerName' if it takes HTTPS", api);
    return `http://${host}:${port}`;
  }
}

/** A load balancer behind a VPC link of the second version. */
export class LinkedLoadBalancer extends LoadBalancerIntegration {
  constructor(listener: IListener, kind: keyof typeof KINDS, private readonly given: LoadBalancerIntegrationOptions) {
    checkMembers(given, Object.keys(OPTIONS), `Integrations.${KINDS[kind].factory}`);
    super(new LoadBalancerListener(listener, kind, given), given);
  }

  protected connect(api: Construct): Connection {
    const link: IVpcLinkRef = this.listener.linkFor(api, this.given.vpcLink);
    return { connectionId: link.vpcLinkRef.vpcLinkId, integrationTarget: this.listener.loadBalancerArn(api) };
  }
}

/** A network load balancer behind a VPC link of the first version, which is to that load balancer. */
export class LinkedLoadBalancerV1 extends LoadBalancerIntegration {
  private readonly vpcLink: IVpcLinkV1Ref;

  constructor(listener: IListener, given: NetworkLoadBalancerV1IntegrationOptions) {
    checkMembers(given, Object.keys(OPTIONS_V1), 'Integrations.networkLoadBalancerV1');
    checkVpcLinkV1(given.vpcLink);
    super(new LoadBalancerListener(listener, 'net', given), given);
    this.vpcLink = given.vpcLink;
  }

  protected connect(): Connection {
    return { connectionId: this.vpcLink.vpcLinkRef.vpcLinkId };
  }
}

const OF_LINKS = ['connectionType', 'vpcLink'] as const;

function checkBackend({ path, hostName, options }: LoadBalancerBackendOptions): void {
  if (path !== undefined && !Token.isUnresolved(path) && !(typeof path === 'string' && path.startsWith('/'))) fail(`'path' must begin with "/", got ${show(path)}: write "/v2/orders/{id}", for example`);
  if (typeof path === 'string' && path.includes('+}')) fail(`'path' must name variables without "+", got ${show(path)}: write ${show(path.replace(/\+\}/g, '}'))}`);
  if (hostName !== undefined && !(typeof hostName === 'string' && (Token.isUnresolved(hostName) || /^[^/:\s]+$/.test(hostName)))) fail(`'hostName' must be a host name, got ${show(hostName)}: write "orders.internal.example.com", for example`);
  if (options === undefined) return;
  checkKinds({ options }, [['options', isObject, 'options of the L2, such as { timeout: Duration.seconds(5) }']]);
  checkKinds(options, [TIMEOUT]);
  const ofLink = OF_LINKS.find((prop) => options[prop] !== undefined);
  if (ofLink) fail(`'options.${ofLink}' must be left out for a load balancer: say 'vpcLink' beside 'options'`);
}

/** Variables of a path, as the request has them. */
function variablesOf(path: string): Record<string, string> {
  const names = Token.isUnresolved(path) ? [] : [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  return Object.fromEntries(names.map((name) => [`integration.request.path.${name}`, `method.request.path.${name}`]));
}

/** Says of a method what the L2 has no words for; the method is not there yet. */
function setConnection(method: Method, connectionId: string, integrationTarget?: string): void {
  Aspects.of(method).add({
    visit: (node) => {
      if (!CfnMethod.isCfnMethod(node) || !node.integration || Token.isUnresolved(node.integration)) return;
      node.integration = { ...node.integration as CfnMethod.IntegrationProperty, connectionType: 'VPC_LINK', connectionId, integrationTarget };
    },
  });
}
