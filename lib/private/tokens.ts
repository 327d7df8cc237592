import { DefaultTokenResolver, IResolvable, IResolveContext, Reference, Stack, StringConcat, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Resolves tokens, and hands every reference to a construct to `visit` instead of rendering it. */
class ReferenceVisitor extends DefaultTokenResolver {
  constructor(private readonly visit: (reference: Reference) => unknown) {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: Parameters<DefaultTokenResolver['resolveToken']>[2]): unknown {
    return Reference.isReference(token) ? this.visit(token) : super.resolveToken(token, context, postProcessor);
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
 * thing, also across stacks, and without the names of the stack and the stages around it.
 */
export function tokenIdentity(value: unknown, scope: IConstruct): string {
  const home = Stack.of(scope);
  const identity = visitReferences(value, scope, (reference) => {
    const stack = Stack.of(reference.target);
    const within = reference.target.node.path.slice(stack.node.path.length + 1);
    return `${stack === home ? '' : `${stack.node.id}:`}${within || reference.target.node.id}.${reference.displayName}`;
  });
  return typeof identity === 'string' ? identity : JSON.stringify(identity);
}
