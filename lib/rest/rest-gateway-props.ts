import { ApiKeySourceType, EndpointAccessMode, IAuthorizer, IpAddressType, RestApiProps, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Size } from 'aws-cdk-lib/core';
import { RestGatewayStageOptions } from './rest-gateway-stage-options';
import { RestLayout } from './rest-layout';
import { ResourcePolicy } from '../access/resource-policy';
import { ApiDocumentation } from '../common/api-documentation';
import { GatewayProps } from '../common/gateway-props';
import { RestEndpoint } from '../edge/rest-endpoint';
import { AccountLogging } from '../logs/account-logging';
import { CorsSettings } from '../responses/cors-settings';
import { GatewayResponses } from '../responses/gateway-responses';

/** Properties of `RestGateway`. */
export interface RestGatewayProps extends RestGatewayStageOptions, GatewayProps {
  /**
   * How routes become CloudFormation. To change it for an API that is deployed replaces all its routes: see
   * docs/openapi-layout.md first.
   *
   * @default RestLayout.OPENAPI
   */
  readonly layout?: RestLayout;

  /**
   * The API's name, which is also the `ApiName` of its metrics: unique in an account and Region.
   *
   * @default - the construct's id
   */
  readonly restApiName?: string;

  /**
   * Where callers reach the API.
   *
   * @default RestEndpoint.regional()
   */
  readonly endpoint?: RestEndpoint;

  /**
   * Whether callers may use IPv6 as well as IPv4. A private API takes both, and nothing else.
   *
   * @default - API Gateway's: IPv4, or both for a private API
   */
  readonly ipAddressType?: IpAddressType;

  /**
   * The TLS versions and ciphers that the API's own endpoint accepts.
   *
   * @default SecurityPolicy.TLS_1_2
   */
  readonly securityPolicy?: SecurityPolicy;

  /**
   * Whether the API insists that a request came by its own endpoint type and host name. Only with a `securityPolicy`
   * that begins with `SecurityPolicy_`.
   *
   * @default EndpointAccessMode.STRICT - with such a policy, otherwise none
   */
  readonly endpointAccessMode?: EndpointAccessMode;

  /**
   * Media types that pass as bytes, such as `image/png`.
   *
   * @default - none: bodies are text in UTF-8
   */
  readonly binaryMediaTypes?: string[];

  /**
   * Bodies of at least this size are compressed for callers that accept it. 0 to 10 MiB.
   *
   * @default - no compression
   */
  readonly minCompressionSize?: Size;

  /**
   * Who may call the routes that name no authorizer of their own: a `RouteAuthorizer`, or an authorizer of
   * `aws-cdk-lib/aws-apigateway`.
   *
   * @default RouteAuthorizer.iam()
   */
  readonly authorizer?: IAuthorizer;

  /**
   * Where the API key of a caller stands, for routes that ask for one: in the header `x-api-key`, or in what a Lambda authorizer answers
   * as `usageIdentifierKey`.
   *
   * @default ApiKeySourceType.HEADER
   */
  readonly apiKeySource?: ApiKeySourceType;

  /**
   * Who may call the API, besides what the authorizers of its routes say. Without it, a policy is written that says just what holds
   * without one, since CloudFormation leaves a policy in place that a template does not say any more.
   *
   * @default - whoever may call an API without a resource policy; a private API has to have one
   */
  readonly resourcePolicy?: ResourcePolicy;

  /**
   * Which browsers of other origins may call. Adds an open OPTIONS method to every path, and the headers to the errors
   * of API Gateway itself and to the answers of integrations that are no proxies. A `handler`, or what is behind a proxy, sends them
   * itself.
   *
   * @default - none
   */
  readonly cors?: CorsSettings;

  /**
   * What the errors look like that API Gateway answers by itself.
   *
   * @default GatewayResponses.none()
   */
  readonly gatewayResponses?: GatewayResponses;

  /**
   * The stage's name: letters, digits, hyphens and underscores, at most 128. It is the first part of the URL's path.
   *
   * @default 'prod'
   */
  readonly stageName?: string;

  /**
   * Whether deployments that no stage serves any more stay in the API, so that a stage can go back to one of them. They cost nothing.
   *
   * @default true
   */
  readonly retainDeployments?: boolean;

  /**
   * Values whose change is a reason for a new deployment, besides what a deployment takes a snapshot of: of something that is known to
   * CloudFormation only, such as a custom resource, that from which it follows.
   *
   * @default - none
   */
  readonly redeployOn?: any[];

  /**
   * What the OpenAPI document says of the API itself, besides its `description`; also in the documentation in API Gateway.
   *
   * @default - its name
   */
  readonly documentation?: ApiDocumentation;

  /**
   * A file to which the OpenAPI document for those who call the API is written at each synthesis. A relative path begins at the directory of the
   * cloud assembly, `cdk.out`.
   *
   * @default - none is written
   */
  readonly openApiFile?: string;

  /**
   * How API Gateway comes by the role with which it writes logs, a setting of the whole account and Region.
   *
   * @default AccountLogging.ensure() - unless the stage writes no logs, or `restApiProps.cloudWatchRole` is set
   */
  readonly accountLogging?: AccountLogging;

  /**
   * Anything else of the `RestApi` of `aws-cdk-lib/aws-apigateway`. What is said here wins over this construct's
   * defaults; what is said here and in a property of this construct is an error.
   *
   * @default - none
   */
  readonly restApiProps?: RestApiProps;
}
