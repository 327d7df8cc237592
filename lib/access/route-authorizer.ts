import { AuthorizationType, IAuthorizer } from 'aws-cdk-lib/aws-apigateway';

/**
 * Who may call a route of a REST API.
 *
 * The authorizers of `aws-cdk-lib/aws-apigateway` (`CognitoUserPoolsAuthorizer`, `TokenAuthorizer`,
 * `RequestAuthorizer`) are accepted wherever a `RouteAuthorizer` is; this class adds the two that
 * need no resource.
 */
export abstract class RouteAuthorizer implements IAuthorizer {
  /**
   * Callers sign their requests with AWS credentials (Signature Version 4) and are allowed
   * `execute-api:Invoke` on the route by IAM. The default of every route.
   */
  public static iam(): RouteAuthorizer {
    return new ByType(AuthorizationType.IAM);
  }

  /** Anybody who reaches the API may call the route. */
  public static none(): RouteAuthorizer {
    return new ByType(AuthorizationType.NONE);
  }

  /** Empty: these authorizers are not resources. */
  public abstract readonly authorizerId: string;

  /** What the method's `AuthorizationType` is. */
  public abstract readonly authorizationType?: AuthorizationType;
}

class ByType extends RouteAuthorizer {
  public readonly authorizerId = '';

  constructor(public readonly authorizationType: AuthorizationType) {
    super();
  }
}
