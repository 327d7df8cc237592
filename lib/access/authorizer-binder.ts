import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AuthorizerDefinition } from './authorizer-definition';
import { BoundAuthorizer } from './bound-authorizer';
import { checkScopeNames } from './check-scopes';
import { fail } from '../private/errors';

/** Binds an authorizer once to each API that it is used in. */
export class AuthorizerBinder {
  public readonly definition: AuthorizerDefinition;

  private readonly bound = new WeakMap<IConstruct, BoundAuthorizer>();

  constructor(definition: AuthorizerDefinition) {
    checkScopeNames(definition.scopes, 'scopes');
    this.definition = { ...definition, scopes: definition.scopes && [...definition.scopes] };
    this.checkKnown(definition.scopes, 'scopes');
  }

  /**
   * The authorizer in the API of a L2.
   *
   * @param l2 undefined if a route of another type of APIs is asked for its API
   */
  public in(l2: IConstruct | undefined): BoundAuthorizer {
    if (!l2) fail(`${this.definition.factory} is of another type of APIs than this route: HttpRouteAuthorizer is for routes of HTTP APIs, WebSocketRouteAuthorizer for those of WebSocket APIs`);
    const known = this.bound.get(l2);
    if (known) return known;
    const api = l2.node.defaultChild;
    if (!CfnRestApi.isCfnRestApi(api) && !CfnApi.isCfnApi(api)) {
      fail(`${this.definition.factory} is defined in the API that it is used in, and this one is imported: use an authorizer of aws-cdk-lib`, l2);
    }
    const bound = BoundAuthorizer.of(this.definition, l2 as Construct, api as CfnRestApi | CfnApi);
    this.bound.set(l2, bound);
    return bound;
  }

  /**
   * What a route asks for: what it says itself, otherwise what the authorizer says, otherwise what the API says of all routes.
   *
   * @returns undefined if nobody says anything, or if the authorizer does not check it
   */
  public scopesOf(own?: string[], ofApi?: string[]): string[] | undefined {
    if (!this.definition.checksScopes) return undefined;
    const scopes = own ?? this.definition.scopes ?? ofApi;
    this.checkKnown(scopes, 'authorizationScopes');
    return scopes;
  }

  /** API Gateway takes a list that is known at deployment; a function is told its scopes as text, each by itself. */
  private checkKnown(scopes: string[] | undefined, prop: string): void {
    const { authorizationType, checksScopes, factory } = this.definition;
    if (authorizationType !== 'CUSTOM' || !checksScopes || !Token.isUnresolved(scopes)) return;
    fail(`'${prop}' of ${factory} must be a list of known length, got a token for a list: write its elements, such as [Fn.select(0, list)], of which each may be a token`);
  }
}
