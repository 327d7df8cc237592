import { DefaultTokenResolver, IFragmentConcatenator, IResolvable, IResolveContext, Reference, Stack, Stage, StringConcat, Token, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** How the names of references begin that stay references. */
const KEPT = 'Gatehouse.Kept.';

/** Tokens for functions of CloudFormation that refer to nothing in the app, such as the pseudo parameters. */
const LITERAL_FUNCTIONS = new Map<string, string>();

type PostProcessor = Parameters<DefaultTokenResolver['resolveToken']>[2];

/** Joins text as the CDK does for a template, so that functions that look into text find what they expect. */
class JoinConcat implements IFragmentConcatenator {
  public join(left: unknown, right: unknown): unknown {
    const parts: unknown[] = [];
    for (const part of [left, right].flatMap((side) => partsOf(side) ?? (side === undefined ? [] : [side]))) {
      const last = parts.length - 1;
      if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] = parts[last] as string + part;
      else parts.push(part);
    }
    return parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : { 'Fn::Join': ['', parts] };
  }
}

/** The parts of text that CloudFormation joins. */
function partsOf(value: any): unknown[] | undefined {
  const [delimiter, parts] = value?.['Fn::Join'] ?? [];
  return delimiter === '' && Array.isArray(parts) ? parts : undefined;
}

/** Resolves tokens to what is known already, with what `map` makes of each reference in its place. */
class ReferenceMapper extends DefaultTokenResolver {
  private readonly kept: Reference[] = [];

  constructor(private readonly map: (reference: Reference) => unknown) {
    super(new JoinConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: PostProcessor): unknown {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, postProcessor);
    const mapped = this.map(token);
    // one that stays looks like all that the CDK makes of references, which it takes for properties of any type
    return Reference.isReference(mapped) ? { Ref: `${KEPT}${this.kept.push(mapped) - 1}` } : mapped;
  }

  /** A resolved value with the references that stayed, and text with tokens in it. */
  public restore(value: any): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((inner) => this.restore(inner));
    if (typeof value.Ref === 'string' && value.Ref.startsWith(KEPT)) return this.kept[Number(value.Ref.slice(KEPT.length))];
    const parts = partsOf(value);
    if (parts) return parts.map((part) => this.textOf(part)).join('');
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.restore(inner)]));
  }

  /** Text, or a token for a function of CloudFormation; for one without references the same each time, so that equal texts stay equal. */
  private textOf(part: unknown): string {
    if (typeof part !== 'object') return String(part);
    const json = JSON.stringify(part);
    if (json.includes(KEPT)) return Token.asString(this.restore(part));
    const known = LITERAL_FUNCTIONS.get(json) ?? Token.asString(part);
    LITERAL_FUNCTIONS.set(json, known);
    return known;
  }
}

/**
 * Resolves a value to what is known already, with what `map` makes of each reference in its place. A reference that
 * it returns stays one, and so does what CloudFormation has to resolve: as it is in a structure, and as a token in text.
 */
export function mapReferences(value: unknown, scope: IConstruct, map: (reference: Reference) => unknown): unknown {
  const resolver = new ReferenceMapper(map);
  return resolver.restore(Tokenization.resolve(value, { scope, resolver, preparing: true }));
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
  return Token.asString(mapReferences(value, scope, (reference) => reference));
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
