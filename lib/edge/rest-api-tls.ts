import { CfnRestApi, EndpointAccessMode, EndpointType, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Mixin, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { accessModeOf, checkPolicyOfEndpoint } from './security-policies';
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
    const mode = accessModeOf(securityPolicy, endpointAccessMode, api);
    this.checkEndpointType(api, securityPolicy);
    api.securityPolicy = securityPolicy;
    api.endpointAccessMode = mode;
  }

  private checkEndpointType(api: CfnRestApi, securityPolicy: SecurityPolicy): void {
    const configuration = api.endpointConfiguration;
    // without a configuration CloudFormation makes the API edge-optimized
    const types = (configuration as CfnRestApi.EndpointConfigurationProperty | undefined)?.types ?? [EndpointType.EDGE];
    if (Token.isUnresolved(configuration) || Token.isUnresolved(types) || types.some((type) => Token.isUnresolved(type))) return;
    if (types.includes(EndpointType.PRIVATE) && securityPolicy === SecurityPolicy.TLS_1_0) {
      fail("'securityPolicy' TLS_1_0 is not for a private API, which takes TLS 1.2 and above: leave it out", api);
    }
    checkPolicyOfEndpoint(securityPolicy, types.includes(EndpointType.EDGE) ? EndpointType.EDGE : EndpointType.REGIONAL, 'API', api);
  }
}
