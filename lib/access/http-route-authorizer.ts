import { HttpAuthorizerType, HttpRouteAuthorizerBindOptions, HttpRouteAuthorizerConfig, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { IUserPoolRef } from 'aws-cdk-lib/aws-cognito';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { AuthorizerBinder } from './authorizer-binder';
import { AuthorizerDefinition } from './authorizer-definition';
import { httpCognito, httpJwt } from './http-jwt';
import { HttpCognitoAuthorizerOptions, HttpJwtAuthorizerOptions } from './http-jwt-options';
import { httpLambdaRequest } from './http-lambda-request';
import { HttpLambdaRequestAuthorizerOptions } from './lambda-authorizer-options';
import { copied } from '../private/copied';

/**
 * Who may call a route of a HTTP API.
 *
 * The authorizers of `aws-cdk-lib/aws-apigatewayv2-authorizers` (`HttpJwtAuthorizer`, `HttpUserPoolAuthorizer`,
 * `HttpLambdaAuthorizer`) are accepted wherever a `HttpRouteAuthorizer` is. One of this class may be the default of a gateway, be
 * that of several routes, and be used in several gateways.
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

  /**
   * Callers send a token of a user pool that was made for one of its clients. A route that asks for no scopes takes ID tokens and
   * access tokens; one that asks for scopes takes access tokens that have one of them.
   *
   * @param userPools the pool whose tokens are taken: one, since a HTTP API takes the tokens of one issuer
   */
  public static cognito(userPools: IUserPoolRef[], options: HttpCognitoAuthorizerOptions): HttpRouteAuthorizer {
    return new Defined(httpCognito(userPools, copied(options)));
  }

  /**
   * A function sees the request, without its body, and answers `{ isAuthorized: true }`, which is kept for the identity sources, the method
   * and the path.
   *
   * @param handler the function, or the alias of one
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
   */
  public static lambdaRequest(handler: IFunction, options: HttpLambdaRequestAuthorizerOptions): HttpRouteAuthorizer {
    return new Defined(httpLambdaRequest(handler, copied(options)));
  }

  /**
   * Callers send a token of an OpenID issuer, signed with RSA, which API Gateway checks itself.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  public static jwt(options: HttpJwtAuthorizerOptions): HttpRouteAuthorizer {
    return new Defined(httpJwt(copied(options)));
  }

  /**
   * Defines the authorizer in the APIs that it is used in; undefined if it needs no resource.
   *
   * @internal
   */
  public readonly _binder?: AuthorizerBinder;

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

/** An authorizer that is a resource. The L2 asks it for each route, also for those that are added to it directly. */
class Defined extends HttpRouteAuthorizer {
  public readonly authorizationType: string;
  public readonly _binder: AuthorizerBinder;

  constructor(definition: AuthorizerDefinition) {
    super();
    this._binder = new AuthorizerBinder(definition);
    this.authorizationType = definition.authorizationType;
  }

  public bind({ route }: HttpRouteAuthorizerBindOptions): HttpRouteAuthorizerConfig {
    const bound = this._binder.in(route.httpApi);
    const authorizationScopes = this._binder.scopesOf();
    const { method = 'ANY' } = route as { method?: string };
    bound.use({ routeKey: route.path ? `${method} ${route.path}` : '$default', authorizationScopes: authorizationScopes ?? [] });
    return { authorizerId: bound.authorizerId, authorizationType: this.authorizationType, authorizationScopes };
  }
}
