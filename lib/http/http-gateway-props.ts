import { HttpApiProps, HttpStageOptions, IHttpRouteAuthorizer, IpAddressType } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpGatewayStageOptions } from './http-gateway-stage-options';
import { GatewayProps } from '../common/gateway-props';
import { CorsSettings } from '../responses/cors-settings';

/** Properties of `HttpGateway`. */
export interface HttpGatewayProps extends HttpGatewayStageOptions, GatewayProps {
  /**
   * The API's name.
   *
   * @default - the construct's id
   */
  readonly apiName?: string;

  /**
   * Whether callers may use IPv6 as well as IPv4.
   *
   * @default - API Gateway's: IPv4
   */
  readonly ipAddressType?: IpAddressType;

  /**
   * Who may call the routes that name no authorizer of their own: a `HttpRouteAuthorizer`, or an authorizer of
   * `aws-cdk-lib/aws-apigatewayv2-authorizers`.
   *
   * @default HttpRouteAuthorizer.iam()
   */
  readonly authorizer?: IHttpRouteAuthorizer;

  /**
   * Which browsers of other origins may call. API Gateway answers their preflight requests itself, and adds the headers to every answer;
   * those of a backend it leaves out.
   *
   * @default - none
   */
  readonly cors?: CorsSettings;

  /**
   * The stage's name: letters, digits, hyphens and underscores, at most 128, which is then the first part of the URL's
   * path; or "$default", which is not part of it.
   *
   * @default '$default'
   */
  readonly stageName?: string;

  /**
   * Anything else of the `HttpApi` of `aws-cdk-lib/aws-apigatewayv2`. What is said here wins over this construct's
   * defaults; what is said here and in a property of this construct is an error.
   *
   * @default - none
   */
  readonly httpApiProps?: HttpApiProps;

  /**
   * Anything else of the `HttpStage` of `aws-cdk-lib/aws-apigatewayv2`, such as stage variables, by the same rules.
   *
   * @default - none
   */
  readonly httpStageProps?: HttpStageOptions;
}
