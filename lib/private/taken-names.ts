import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** What has a name already. */
export interface Taken {
  readonly by: IConstruct;
  /** Whether the two meet for certain; otherwise it is not known at synthesis where they are. */
  readonly certain: boolean;
}

/** Names of a kind of resource, of which an app has each once in an account, or in a Region of it. */
export class TakenNames {
  private readonly apps = new WeakMap<IConstruct, Map<string, IConstruct>>();

  /** @param within where names are unique */
  constructor(private readonly within: 'account' | 'region') {}

  /**
   * Takes a name.
   *
   * @returns what has it already; undefined if nothing has
   */
  public take(name: string, scope: IConstruct): Taken | undefined {
    const names = this.apps.get(scope.node.root) ?? new Map<string, IConstruct>();
    this.apps.set(scope.node.root, names);
    const { account, region } = Stack.of(scope);
    const place = this.within === 'account' ? [account] : [account, region];
    const key = JSON.stringify([...place.map((part) => (Token.isUnresolved(part) ? '?' : part)), name]);
    const by = names.get(key);
    if (!by) names.set(key, scope);
    return by && { by, certain: Stack.of(by) === Stack.of(scope) || ![...place, name].some((part) => Token.isUnresolved(part)) };
  }
}
