import { AuthorizationType, IAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { IUserPoolRef } from 'aws-cdk-lib/aws-cognito';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { AuthorizerBinder } from './authorizer-binder';
import { AuthorizerDefinition } from './authorizer-definition';
import { CognitoAuthorizerOptions } from './cognito-authorizer-options';
import { restFromJwt, restJwt } from './define-jwt';
import { JwtAuthorizer } from './jwt-authorizer';
import { FromJwtAuthorizerOptions, JwtRouteAuthorizerOptions } from './jwt-route-options';
import { LambdaRequestAuthorizerOptions, LambdaTokenAuthorizerOptions } from './lambda-authorizer-options';
import { restCognito } from './rest-cognito';
import { restLambdaRequest, restLambdaToken } from './rest-lambda';
import { copied } from '../private/copied';
import { fail } from '../private/errors';

/**
 * Who may call a route of a REST API.
 *
 * The authorizers of `aws-cdk-lib/aws-apigateway` (`CognitoUserPoolsAuthorizer`, `TokenAuthorizer`,
 * `RequestAuthorizer`) are accepted wherever a `RouteAuthorizer` is. One of this class may be the default of a gateway, be
 * that of several routes, and be used in several gateways.
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

  /**
   * Callers send a token of a user pool. A route that asks for no scopes takes ID tokens, and refuses access tokens; one that asks
   * for scopes takes access tokens that have one of them.
   *
   * @param userPools the pools whose tokens are taken: 1 to 1000
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
   */
  public static cognito(userPools: IUserPoolRef[], options: CognitoAuthorizerOptions = {}): RouteAuthorizer {
    return new Defined(restCognito(userPools, copied(options)));
  }

  /**
   * Callers send a JSON web token, which a function checks that this library brings: one for each API that the authorizer is used in. It
   * checks what the JWT authorizers of HTTP APIs check, also the `authorizationScopes` of routes.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
   */
  public static jwt(options: JwtRouteAuthorizerOptions): RouteAuthorizer {
    return new Defined(restJwt(copied(options)));
  }

  /** Callers send a JSON web token, which the function of a `JwtAuthorizer` checks, for several APIs. */
  public static fromJwtAuthorizer(authorizer: JwtAuthorizer, options: FromJwtAuthorizerOptions = {}): RouteAuthorizer {
    return new Defined(restFromJwt(authorizer, copied(options)));
  }

  /**
   * A function sees the token of a caller and the ARN of what is called, and answers by an IAM policy. It is asked about every request,
   * unless `coversAllRoutes` is set: then an answer is kept for a token.
   *
   * @param handler the function, or the alias of one
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
   */
  public static lambdaToken(handler: IFunction, options: LambdaTokenAuthorizerOptions = {}): RouteAuthorizer {
    return new Defined(restLambdaToken(handler, copied(options)));
  }

  /**
   * A function sees the request, without its body, and answers by an IAM policy, which is kept for the identity sources, the method
   * and the path.
   *
   * @param handler the function, or the alias of one
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
   */
  public static lambdaRequest(handler: IFunction, options: LambdaRequestAuthorizerOptions): RouteAuthorizer {
    return new Defined(restLambdaRequest(handler, copied(options)));
  }

  /** The id of the authorizer, which those have that are resources: only where one is used is it known, and in each API it is another. */
  public abstract readonly authorizerId: string;

  /** What the method's `AuthorizationType` is. */
  public abstract readonly authorizationType?: AuthorizationType;

  /**
   * Defines the authorizer in the APIs that it is used in; undefined if it needs no resource.
   *
   * @internal
   */
  public readonly _binder?: AuthorizerBinder;
}

class ByType extends RouteAuthorizer {
  public readonly authorizerId = '';

  constructor(public readonly authorizationType: AuthorizationType) {
    super();
  }
}

/** An authorizer that is a resource. Gateways ask its binder; the L2 by itself has no way to say in which API it uses an authorizer. */
class Defined extends RouteAuthorizer {
  public readonly authorizationType: AuthorizationType;
  public readonly _binder: AuthorizerBinder;

  constructor(definition: AuthorizerDefinition) {
    super();
    this._binder = new AuthorizerBinder(definition);
    this.authorizationType = definition.authorizationType as AuthorizationType;
  }

  public get authorizerId(): string {
    return fail(`${this._binder.definition.factory} is an authorizer of gateways: name it as 'authorizer' of a RestGateway, or in its addRoutes; to a RestApi of aws-cdk-lib, and to methods that are added to one, give an authorizer of aws-cdk-lib`);
  }
}
