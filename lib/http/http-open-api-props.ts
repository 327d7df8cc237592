import { HttpRouteIntegration, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { HttpGatewayProps } from './http-gateway-props';
import { OpenApiDocument } from '../openapi/open-api-document';
import { StagedFunction } from '../release/staged-function';

/**
 * Properties of `HttpGateway.fromOpenApi`. Every operation of the document is in one of `handlers`, `stagedHandlers` and `integrations`, by
 * its operationId or as "GET /orders/{id}", or has an `x-amazon-apigateway-integration`.
 *
 * A HTTP API does not validate requests: it knows nothing of the parameters and schemas of the document.
 */
export interface HttpOpenApiProps extends HttpGatewayProps {
  /** The document. */
  readonly definition: OpenApiDocument;

  /**
   * The function, or the alias of one, that gets the requests of an operation.
   *
   * @default - none
   */
  readonly handlers?: Record<string, IFunction>;

  /**
   * A function with an alias for each stage, by operation.
   *
   * @default - none
   */
  readonly stagedHandlers?: Record<string, StagedFunction>;

  /**
   * Any other integration, by operation.
   *
   * @default - none
   */
  readonly integrations?: Record<string, HttpRouteIntegration>;

  /**
   * Who checks what a security scheme of the document asks for, by the scheme's name: a `HttpRouteAuthorizer`, or an authorizer of
   * `aws-cdk-lib/aws-apigatewayv2-authorizers`.
   *
   * @default - a scheme with `x-amazon-apigateway-authorizer` or `x-amazon-apigateway-authtype` is what that says, and in place of any other the
   * gateway's `authorizer` is asked
   */
  readonly authorizers?: Record<string, IHttpRouteAuthorizer>;
}
