import { IWebSocketRouteAuthorizer, WebSocketAuthorizerType, WebSocketRouteAuthorizerBindOptions, WebSocketRouteAuthorizerConfig } from 'aws-cdk-lib/aws-apigatewayv2';

/**
 * Who may connect to a WebSocket API.
 *
 * The `WebSocketLambdaAuthorizer` of `aws-cdk-lib/aws-apigatewayv2-authorizers` is accepted wherever a
 * `WebSocketRouteAuthorizer` is; this class adds the two that need no resource.
 */
export abstract class WebSocketRouteAuthorizer implements IWebSocketRouteAuthorizer {
  /**
   * Clients sign the request to connect with AWS credentials (Signature Version 4) and are allowed
   * `execute-api:Invoke` on "$connect" by IAM. The default.
   */
  public static iam(): WebSocketRouteAuthorizer {
    return new ByType(WebSocketAuthorizerType.IAM);
  }

  /** Anybody who reaches the API may connect. */
  public static none(): WebSocketRouteAuthorizer {
    return new ByType('NONE');
  }

  /** Binds this authorizer to a route. */
  public abstract bind(options: WebSocketRouteAuthorizerBindOptions): WebSocketRouteAuthorizerConfig;
}

class ByType extends WebSocketRouteAuthorizer {
  constructor(private readonly authorizationType: string) {
    super();
  }

  public bind(): WebSocketRouteAuthorizerConfig {
    return { authorizationType: this.authorizationType };
  }
}
