import { AuthorizationType, CfnMethod, IAuthorizer, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AspectPriority, Aspects } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AuthorizerBinder } from './authorizer-binder';

/** What of a route says who may call it. */
export interface MethodAuthorization {
  readonly authorizer?: IAuthorizer;
  readonly authorizationScopes?: string[];
}

/** The binder of an authorizer that is one of ours, and not of the L2; also of one of another copy of this library. */
export function binderOf(authorizer: unknown): AuthorizerBinder | undefined {
  return (authorizer as { _binder?: AuthorizerBinder } | undefined)?._binder;
}

/**
 * An authorizer as the default of the L2: bound when a method asks it, since the API is not there before. Scopes that it has
 * itself are also those of methods that are added to the L2.
 */
export function defaultAuthorizer(authorizer: IAuthorizer, gateway: IConstruct): IAuthorizer {
  const binder = binderOf(authorizer);
  return binder ? new DefaultAuthorizer(binder, gateway) : authorizer;
}

/** What the L2's method takes of a route. */
export function authorizeMethod(routeKey: string, route: MethodAuthorization, api: RestApi): MethodAuthorization {
  const binder = binderOf(route.authorizer ?? api.root.defaultMethodOptions?.authorizer);
  if (!binder) return { authorizer: route.authorizer, authorizationScopes: route.authorizationScopes };
  const { authorizationType } = binder.definition;
  const scopes = binder.scopesOf(route.authorizationScopes, api.root.defaultMethodOptions?.authorizationScopes) ?? [];
  const bound = binder.in(api);
  bound.use({ routeKey, authorizationScopes: scopes });
  return {
    authorizer: { authorizerId: bound.authorizerId, authorizationType: authorizationType as AuthorizationType },
    authorizationScopes: authorizationType === 'COGNITO_USER_POOLS' ? scopes : undefined, // the L2 warns of others
  };
}

class DefaultAuthorizer implements IAuthorizer {
  public readonly authorizationType: AuthorizationType;
  private isFollowed = false;

  constructor(public readonly _binder: AuthorizerBinder, private readonly gateway: IConstruct) {
    this.authorizationType = _binder.definition.authorizationType as AuthorizationType;
  }

  /** Asked by the L2 for each of its methods. */
  public get authorizerId(): string {
    const api = this.gateway.node.findChild('Default');
    const { authorizerId } = this._binder.in(api);
    if (!this.isFollowed) this.giveScopes(api, authorizerId);
    return authorizerId;
  }

  /** Methods that are added to the L2 ask for the scopes of the authorizer, too; those of routes say theirs already. */
  private giveScopes(api: IConstruct, authorizerId: string): void {
    this.isFollowed = true;
    const { scopes, authorizationType } = this._binder.definition;
    if (!scopes || authorizationType !== 'COGNITO_USER_POOLS') return;
    const visit = (node: IConstruct) => {
      if (CfnMethod.isCfnMethod(node) && node.authorizerId === authorizerId) node.authorizationScopes ??= scopes;
    };
    Aspects.of(api).add({ visit }, { priority: AspectPriority.MUTATING });
  }
}
