import { CfnRestApi, EndpointAccessMode, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Mixin, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { fail, show } from '../private/errors';

/** Properties of `RestApiTls`. */
export interface RestApiTlsProps {
  /**
   * The TLS versions and ciphers that the API accepts on its `execute-api` endpoint.
   *
   * @default SecurityPolicy.TLS_1_2
   */
  readonly securityPolicy?: SecurityPolicy;

  /**
   * Whether the API insists that a request came by its own endpoint type and host name. Only with a policy whose
   * name begins with `SecurityPolicy_`, which requires it.
   *
   * @default EndpointAccessMode.STRICT - with a policy whose name begins with `SecurityPolicy_`, otherwise none
   */
  readonly endpointAccessMode?: EndpointAccessMode;
}

/** Policies of one endpoint type; the others are for all. */
const EDGE_ONLY = [SecurityPolicy.TLS13_2025_EDGE, SecurityPolicy.TLS12_PFS_2025_EDGE, SecurityPolicy.TLS12_2018_EDGE];
const NOT_EDGE = [
  SecurityPolicy.TLS13_1_3_2025_09, SecurityPolicy.TLS13_1_3_FIPS_2025_09,
  SecurityPolicy.TLS13_1_2_PQ_2025_09, SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09,
];

/**
 * The TLS policy of a REST API's own endpoint, which accepts TLS 1.0 if nothing is said, unless the API is private.
 *
 * Replaces the API's `SecurityPolicy` and `EndpointAccessMode`. A custom domain has a policy of its own.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
export class RestApiTls extends Mixin {
  constructor(private readonly props: RestApiTlsProps = {}) {
    super();
  }

  public supports(construct: IConstruct): boolean {
    return CfnRestApi.isCfnRestApi(construct);
  }

  public applyTo(construct: IConstruct): void {
    const api = construct as CfnRestApi;
    const { securityPolicy = SecurityPolicy.TLS_1_2, endpointAccessMode } = this.props;
    if (typeof securityPolicy !== 'string') fail(`'securityPolicy' must be a SecurityPolicy, got ${show(securityPolicy)}: write SecurityPolicy.TLS_1_2, for example`, api);
    const enhanced = securityPolicy.startsWith('SecurityPolicy_');
    if (endpointAccessMode && !enhanced && !Token.isUnresolved(securityPolicy)) {
      fail(`'endpointAccessMode' goes with a 'securityPolicy' that begins with "SecurityPolicy_", got ${securityPolicy}: choose such a policy, or leave 'endpointAccessMode' out`, api);
    }
    this.checkEndpointType(api, securityPolicy);
    api.securityPolicy = securityPolicy;
    api.endpointAccessMode = endpointAccessMode ?? (enhanced ? EndpointAccessMode.STRICT : undefined);
  }

  private checkEndpointType(api: CfnRestApi, securityPolicy: SecurityPolicy): void {
    const configuration = api.endpointConfiguration;
    // without a configuration CloudFormation makes the API edge-optimized
    const types = (configuration as CfnRestApi.EndpointConfigurationProperty | undefined)?.types ?? [EndpointType.EDGE];
    if (Token.isUnresolved(configuration) || Token.isUnresolved(types) || types.some((type) => Token.isUnresolved(type))) return;
    const edge = types.includes(EndpointType.EDGE);
    if (edge && NOT_EDGE.includes(securityPolicy)) {
      fail(`'securityPolicy' ${securityPolicy} is not for an edge-optimized API: choose ${EDGE_ONLY.join(', ')}, or another 'endpoint'`, api);
    }
    if (!edge && EDGE_ONLY.includes(securityPolicy)) {
      fail(`'securityPolicy' ${securityPolicy} is for edge-optimized APIs only: choose ${NOT_EDGE.join(', ')}, or 'endpoint: RestEndpoint.edge()'`, api);
    }
  }
}
