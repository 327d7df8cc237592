import { DefaultTokenResolver, IResolvable, IResolveContext, Reference, Stack, Stage, StringConcat, Token, TokenizedStringFragments, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** What a token resolver is given to finish a value with. */
export type PostProcessor = Parameters<DefaultTokenResolver['resolveToken']>[2];

/**
 * Resolves tokens to what is known already, with what `visit` makes of each reference in its place. What
 * CloudFormation has to resolve stays: as it is in a structure, and as a token in text.
 */
export class ReferenceMapper extends DefaultTokenResolver {
  private readonly concatenation = new StringConcat();

  constructor(private readonly visit: (reference: Reference) => unknown) {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: PostProcessor): unknown {
    return Reference.isReference(token) ? this.visit(token) : super.resolveToken(token, context, postProcessor);
  }

  public resolveString(fragments: TokenizedStringFragments, context: IResolveContext): unknown {
    const mapToken = (token: IResolvable) => {
      const resolved = context.resolve(token);
      return typeof resolved === 'object' ? Token.asString(resolved) : resolved;
    };
    return fragments.mapTokens({ mapToken }).join(this.concatenation);
  }
}

/** The constructs that a value refers to, through whatever tokens it is wrapped in. */
export function referencedConstructs(value: unknown, scope: IConstruct): Set<IConstruct> {
  const found = new Set<IConstruct>();
  const resolver = new ReferenceMapper((reference) => {
    found.add(reference.target);
    return reference;
  });
  Tokenization.resolve(value, { scope, resolver, preparing: true });
  return found;
}

/** Text with what can be known already, and a token for each reference and each function of CloudFormation. */
export function flattenText(value: string, scope: IConstruct): string {
  return Token.asString(Tokenization.resolve(value, { scope, resolver: new ReferenceMapper((reference) => reference), preparing: true }));
}

/** Resolves a value to text and structures of text, with a name for each reference, so that equal values become equal. */
export function namedValue(value: unknown, scope: IConstruct, nameOf: (reference: Reference) => string): unknown {
  return Tokenization.resolve(value, { scope, resolver: new ReferenceNamer(nameOf), preparing: true });
}

class ReferenceNamer extends DefaultTokenResolver {
  constructor(private readonly nameOf: (reference: Reference) => string) {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: PostProcessor): unknown {
    if (Reference.isReference(token)) return this.nameOf(token);
    const resolved = super.resolveToken(token, context, postProcessor);
    // within text, a function of CloudFormation has to become text of its own, or all are "[object Object]"
    return typeof resolved === 'object' && resolved !== null && !Array.isArray(resolved) ? JSON.stringify(resolved) : resolved;
  }
}

/**
 * A name for what a value stands for: equal for two values exactly if they resolve to the same
 * thing, also across stacks. It does not name the app's stages, and not the scope's own stack.
 */
export function tokenIdentity(value: unknown, scope: IConstruct): string {
  const home = Stack.of(scope);
  const identity = namedValue(value, scope, (reference) => {
    const here = Stack.of(reference.target) === home;
    return `${here ? '' : ':'}${pathBelow(here ? home : Stage.of(reference.target), reference.target)}.${reference.displayName}`;
  });
  return typeof identity === 'string' ? identity : JSON.stringify(identity);
}

function pathBelow(ancestor: IConstruct | undefined, construct: IConstruct): string {
  const above = ancestor?.node.path ?? '';
  return above ? construct.node.path.slice(above.length + 1) : construct.node.path;
}
