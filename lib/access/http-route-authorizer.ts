import { HttpAuthorizerType, HttpRouteAuthorizerBindOptions, HttpRouteAuthorizerConfig, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';

/**
 * Who may call a route of a HTTP API.
 *
 * The authorizers of `aws-cdk-lib/aws-apigatewayv2-authorizers` (`HttpJwtAuthorizer`, `HttpUserPoolAuthorizer`,
 * `HttpLambdaAuthorizer`) are accepted wherever a `HttpRouteAuthorizer` is; this class adds the two that
 * need no resource.
 */
export abstract class HttpRouteAuthorizer implements IHttpRouteAuthorizer {
  /**
   * Callers sign their requests with AWS credentials (Signature Version 4) and are allowed
   * `execute-api:Invoke` on the route by IAM. The default of every route.
   */
  public static iam(): HttpRouteAuthorizer {
    return new ByType(HttpAuthorizerType.IAM);
  }

  /** Anybody who reaches the API may call the route. */
  public static none(): HttpRouteAuthorizer {
    return new ByType('NONE');
  }

  /** Binds this authorizer to a route. */
  public abstract bind(options: HttpRouteAuthorizerBindOptions): HttpRouteAuthorizerConfig;
}

class ByType extends HttpRouteAuthorizer {
  constructor(private readonly authorizationType: string) {
    super();
  }

  public bind(): HttpRouteAuthorizerConfig {
    return { authorizationType: this.authorizationType };
  }
}
