import { DefaultTokenResolver, IResolvable, IResolveContext, Reference, Stack, Stage, StringConcat, Token, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Resolves tokens, and hands every reference to a construct to `visit` instead of rendering it. */
class ReferenceVisitor extends DefaultTokenResolver {
  constructor(private readonly visit: (reference: Reference) => unknown) {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: Parameters<DefaultTokenResolver['resolveToken']>[2]): unknown {
    if (Reference.isReference(token)) return this.visit(token);
    const resolved = super.resolveToken(token, context, postProcessor);
    // within text, a function of CloudFormation has to become text of its own, or all are "[object Object]"
    return typeof resolved === 'object' && resolved !== null && !Array.isArray(resolved) ? JSON.stringify(resolved) : resolved;
  }
}

function visitReferences(value: unknown, scope: IConstruct, visit: (reference: Reference) => unknown): unknown {
  return Tokenization.resolve(value, { scope, resolver: new ReferenceVisitor(visit), preparing: true });
}

/** The constructs that a value refers to, through whatever tokens it is wrapped in. */
export function referencedConstructs(value: unknown, scope: IConstruct): Set<IConstruct> {
  const found = new Set<IConstruct>();
  visitReferences(value, scope, (reference) => {
    found.add(reference.target);
    return '';
  });
  return found;
}

/**
 * A name for what a value stands for: equal for two values exactly if they resolve to the same
 * thing, also across stacks. It does not name the app's stages, and not the scope's own stack.
 */
export function tokenIdentity(value: unknown, scope: IConstruct): string {
  const home = Stack.of(scope);
  const identity = visitReferences(value, scope, (reference) => {
    const here = Stack.of(reference.target) === home;
    return `${here ? '' : ':'}${pathBelow(here ? home : Stage.of(reference.target), reference.target)}.${reference.displayName}`;
  });
  return typeof identity === 'string' ? identity : JSON.stringify(identity);
}

function pathBelow(ancestor: IConstruct | undefined, construct: IConstruct): string {
  const above = ancestor?.node.path ?? '';
  return above ? construct.node.path.slice(above.length + 1) : construct.node.path;
}

/** Text with what can be known already, and a token for each reference and each function of CloudFormation. */
export function flattenText(value: string, scope: IConstruct): string {
  return Tokenization.resolve(value, { scope, resolver: new IntrinsicKeeper(), preparing: true });
}

/** Resolves tokens to text, and leaves those as tokens that CloudFormation resolves. */
class IntrinsicKeeper extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: Parameters<DefaultTokenResolver['resolveToken']>[2]): unknown {
    const resolved = Reference.isReference(token) ? undefined : super.resolveToken(token, context, postProcessor);
    return typeof resolved === 'string' ? resolved : Token.asString(token);
  }
}
