import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct, IConstruct } from 'constructs';
import { AuthorizerDefinition } from './authorizer-definition';
import { BoundAuthorizer } from './bound-authorizer';
import { fail } from '../private/errors';

/** Binds an authorizer once to each API that it is used in. */
export class AuthorizerBinder {
  private readonly bound = new WeakMap<IConstruct, BoundAuthorizer>();

  constructor(public readonly definition: AuthorizerDefinition) {}

  /** The authorizer in the API of a L2. */
  public in(l2: IConstruct): BoundAuthorizer {
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
    return this.definition.checksScopes ? own ?? this.definition.scopes ?? ofApi : undefined;
  }
}
