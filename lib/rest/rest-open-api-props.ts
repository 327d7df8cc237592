import { IAuthorizer, Integration } from 'aws-cdk-lib/aws-apigateway';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RestGatewayProps } from './rest-gateway-props';
import { OpenApiDocument } from '../openapi/open-api-document';
import { StagedFunction } from '../release/staged-function';

/**
 * Properties of `RestGateway.fromOpenApi`. Every operation of the document is in one of `handlers`, `stagedHandlers` and `integrations`, by
 * its operationId or as "GET /orders/{id}", or has an `x-amazon-apigateway-integration`.
 *
 * @example
 *
 * declare const list: lambda.Function;
 * RestGateway.fromOpenApi(this, 'OrdersApi', {
 *   definition: OpenApiDocument.fromFile('orders.openapi.yaml'),
 *   handlers: { listOrders: list },
 * });
 */
export interface RestOpenApiProps extends RestGatewayProps {
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
  readonly integrations?: Record<string, Integration>;

  /**
   * Who checks what a security scheme of the document asks for, by the scheme's name: a `RouteAuthorizer`, or an authorizer of
   * `aws-cdk-lib/aws-apigateway`.
   *
   * @default - a scheme with `x-amazon-apigateway-authorizer` or `x-amazon-apigateway-authtype` is what that says, an API key in the header
   * `x-api-key` is that of a usage plan, and in place of any other the gateway's `authorizer` is asked
   */
  readonly authorizers?: Record<string, IAuthorizer>;

  /**
   * Whether API Gateway refuses requests without a required parameter or header, and JSON bodies that do not match their schema. Where the document
   * names an `x-amazon-apigateway-request-validator`, that holds.
   *
   * @default true - for a document of `OpenApiDocument.fromRestApi`, what it says
   */
  readonly validateRequests?: boolean;

  /**
   * Operations whose requests are not validated, by operationId or as "GET /orders/{id}": those with schemas that API Gateway cannot check.
   *
   * @default - none
   */
  readonly unvalidatedOperations?: string[];
}
