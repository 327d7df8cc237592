import { IWebSocketRouteAuthorizer, WebSocketAuthorizerType, WebSocketRouteAuthorizerBindOptions, WebSocketRouteAuthorizerConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { AuthorizerBinder } from './authorizer-binder';
import { AuthorizerDefinition } from './authorizer-definition';
import { webSocketFromJwt, webSocketJwt } from './define-jwt';
import { JwtAuthorizer } from './jwt-authorizer';
import { WebSocketJwtRouteAuthorizerOptions } from './jwt-route-options';
import { webSocketLambdaRequest } from './web-socket-lambda-request';
import { WebSocketLambdaRequestAuthorizerOptions } from './web-socket-lambda-request-options';
import { copied } from '../private/copied';

/**
 * Who may connect to a WebSocket API.
 *
 * The `WebSocketLambdaAuthorizer` of `aws-cdk-lib/aws-apigatewayv2-authorizers` is accepted wherever a
 * `WebSocketRouteAuthorizer` is. One of this class may be used in several gateways.
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

  /**
   * A function sees the request to connect and answers by an IAM policy. It is asked for each connection: API Gateway keeps no answers
   * for a WebSocket API, and asks nobody about messages.
   *
   * @param handler the function, or the alias of one
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
   */
  public static lambdaRequest(handler: IFunction, options: WebSocketLambdaRequestAuthorizerOptions = {}): WebSocketRouteAuthorizer {
    return new Defined(webSocketLambdaRequest(handler, copied(options)));
  }

  /**
   * Clients send a JSON web token when they connect, which a function checks that this library brings: one for each API that the
   * authorizer is used in. API Gateway keeps no answers for a WebSocket API, and asks nobody about messages: a
   * connection outlives its token, until it is closed.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
   */
  public static jwt(options: WebSocketJwtRouteAuthorizerOptions): WebSocketRouteAuthorizer {
    return new Defined(webSocketJwt(copied(options)));
  }

  /** Clients send a JSON web token when they connect, which the function of a `JwtAuthorizer` checks, for several APIs. */
  public static fromJwtAuthorizer(authorizer: JwtAuthorizer): WebSocketRouteAuthorizer {
    return new Defined(webSocketFromJwt(authorizer));
  }

  /**
   * Defines the authorizer in the APIs that it is used in; undefined if it needs no resource.
   *
   * @internal
   */
  public readonly _binder?: AuthorizerBinder;

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

/** An authorizer that is a resource. The L2 asks it for "$connect". */
class Defined extends WebSocketRouteAuthorizer {
  public readonly _binder: AuthorizerBinder;

  constructor(definition: AuthorizerDefinition) {
    super();
    this._binder = new AuthorizerBinder(definition);
  }

  public bind({ route }: WebSocketRouteAuthorizerBindOptions): WebSocketRouteAuthorizerConfig {
    const bound = this._binder.in(route.webSocketApi);
    bound.use({ routeKey: route.routeKey, authorizationScopes: this._binder.scopesOf() ?? [] });
    return { authorizerId: bound.authorizerId, authorizationType: this._binder.definition.authorizationType };
  }
}
