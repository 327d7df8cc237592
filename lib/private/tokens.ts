import { createHash } from 'node:crypto';
import { DefaultTokenResolver, IFragmentConcatenator, IResolvable, IResolveContext, Reference, Stack, Stage, StringConcat, Token, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Tokens for functions of CloudFormation that refer to nothing in the app, such as the pseudo parameters. */
const LITERAL_FUNCTIONS = new Map<string, string>();

type PostProcessor = Parameters<DefaultTokenResolver['resolveToken']>[2];

/** Whether a value is a function of CloudFormation. */
export function isFunction(value: unknown): boolean {
  const [key, ...others] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return others.length === 0 && (key === 'Ref' || key?.startsWith('Fn::') === true);
}

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
  /** The references that stay, by the JSON of what stands for them meanwhile. */
  private readonly kept = new Map<string, Reference>();

  constructor(private readonly map: (reference: Reference) => unknown) {
    super(new JoinConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: PostProcessor): unknown {
    if (!Reference.isReference(token)) return super.resolveToken(token, context, postProcessor);
    const mapped = this.map(token);
    return Reference.isReference(mapped) ? this.keep(mapped, super.resolveToken(mapped, context, postProcessor)) : mapped;
  }

  /** A resolved value with the references that stayed, and text with tokens in it. */
  public restore(value: any): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((inner) => this.restore(inner));
    const reference = isFunction(value) ? this.kept.get(JSON.stringify(value)) : undefined;
    if (reference) return reference;
    const parts = partsOf(value);
    if (parts) return parts.map((part) => this.textOf(part)).join('');
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.restore(inner)]));
  }

  /**
   * What the CDK makes of a reference stands for it, since properties of every type take that; two stacks may have
   * resources of one logical id.
   */
  private keep(reference: Reference, resolved: unknown): unknown {
    const known = this.kept.get(JSON.stringify(resolved));
    const other = known && (known.target !== reference.target || known.displayName !== reference.displayName);
    const standsFor = other ? { Ref: `Gatehouse.Kept.${this.kept.size}` } : resolved;
    this.kept.set(JSON.stringify(standsFor), reference);
    return standsFor;
  }

  /** Text, or a token for a function of CloudFormation; for one without references the same each time, so that equal texts stay equal. */
  private textOf(part: unknown): string {
    if (typeof part !== 'object') return String(part);
    const restored = this.restore(part);
    const json = JSON.stringify(part);
    if (Reference.isReference(restored) || [...this.kept.keys()].some((key) => json.includes(key))) return Token.asString(restored);
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
    const resolved = super.resolveToken(token, context, postProcessor);
    // a reference to another account or Region becomes text, as it is already where it stands within text
    if (Reference.isReference(token) && !(typeof resolved === 'string' && resolved.startsWith('arn:'))) return this.nameOf(token);
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

/**
 * What stands for a token in the id of a construct, where the CDK takes none: the same for two tokens exactly if they
 * resolve to the same thing.
 */
export function tokenPlaceholder(text: string, scope: IConstruct): string {
  return `{Token${createHash('md5').update(tokenIdentity(text, scope)).digest('hex').slice(0, 8)}}`;
}
