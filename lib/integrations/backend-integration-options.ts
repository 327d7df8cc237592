import { HttpIntegrationProps } from 'aws-cdk-lib/aws-apigateway';

/** Options of `Integrations.http` and `Integrations.httpProxy`: those of the L2, and what CloudFormation has no property for. */
export interface BackendIntegrationOptions extends HttpIntegrationProps {
  /**
   * Whether the certificate of the backend may be of an authority that nobody knows, a private one for example. Whoever is between can
   * then be the backend: leave it out wherever a certificate of AWS Certificate Manager can be had. API Gateway still looks at its name and its time.
   *
   * Only for an API that is deployed as a document, as `RestLayout.OPENAPI` is: methods of CloudFormation have no such property.
   *
   * @default false
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration-tls-config.html
   */
  readonly insecureSkipVerification?: boolean;
}
