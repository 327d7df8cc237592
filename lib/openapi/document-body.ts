import { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import { IPostProcessor, IResolvable, IResolveContext, Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { STAND_IN } from './definition-reader';
import { defined, OpenApiObject } from './rest-api-definition';
import { isBeingRead } from '../private/left-out-resource';

/** A place in a document where a token stands. */
class Slot {
  constructor(public readonly index: number) {}
}

/** A document whose tokens have been taken out, each once, so that a pass of the CDK resolves each once. */
export class DocumentTemplate {
  /** The tokens, by their slots. */
  public readonly tokens: unknown[] = [];

  /** Where the document refers to what is not there any more, or to the API itself. */
  public readonly loose: string[] = [];

  private readonly indices = new Map<unknown, number>();
  private readonly skeleton: unknown;

  constructor(public readonly document: OpenApiObject) {
    this.skeleton = this.takeOut(document, []);
  }

  /** The document with values in place of its tokens. */
  public fill(valueOf: (index: number) => unknown): OpenApiObject {
    const values = this.tokens.map((_, index) => valueOf(index));
    return fill(this.skeleton, values) as OpenApiObject;
  }

  private takeOut(value: any, path: string[]): unknown {
    if (hasStandIn(value)) this.loose.push(path.join('.'));
    if (Token.isUnresolved(value)) return this.slotFor(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((inner, index) => this.takeOut(inner, [...path, String(index)]));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.takeOut(inner, [...path, key])]));
  }

  private slotFor(token: unknown): Slot {
    const key = Array.isArray(token) ? token[0] : token;
    const index = this.indices.get(key) ?? this.tokens.push(token) - 1;
    this.indices.set(key, index);
    return new Slot(index);
  }
}

/** Whether text holds a stand-in, itself or within a function of CloudFormation that is a token in it. */
function hasStandIn(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const functions = Token.isUnresolved(value) ? Tokenization.reverseString(value).tokens.filter((token) => !Reference.isReference(token)) : [];
  return value.includes(STAND_IN) || functions.some((token) => JSON.stringify(token.resolve({} as IResolveContext)).includes(STAND_IN));
}

function fill(value: any, values: unknown[]): unknown {
  if (value instanceof Slot) return values[value.index];
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => fill(inner, values));
  return defined(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, values)])));
}

/**
 * A document as the `Body` of a REST API. Never resolved by itself: each pass of the CDK gets the tokens, and
 * so finds references to other stacks where it looks for them.
 */
export class DocumentBody implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly api: CfnRestApi, private readonly produce: () => DocumentTemplate) {}

  public resolve(context: IResolveContext): unknown {
    if (isBeingRead(this.api)) return {}; // for the document itself; a plain object takes property overrides
    const template = this.produce();
    const postProcessor: IPostProcessor = {
      // the CDK only looks for tokens while it prepares, and there is nothing left to resolve afterwards
      postProcess: (values: Record<number, unknown>) => (context.preparing ? values : template.fill((index) => substitute(values[index]))),
    };
    context.registerPostProcessor(postProcessor);
    return Object.fromEntries(template.tokens.entries());
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** Text of literals and references as `Fn::Sub`, which is shorter than `Fn::Join`, and reads better in a diff. */
function substitute(value: any): unknown {
  const [delimiter, parts] = value?.['Fn::Join'] ?? [];
  if (delimiter !== '' || !Array.isArray(parts)) return value;
  const texts = parts.map(textOf);
  return texts.includes(undefined) ? value : { 'Fn::Sub': texts.join('') };
}

function textOf(part: any): string | undefined {
  if (typeof part === 'string') return part.replace(/\$\{/g, '${!');
  const name = part?.Ref ?? part?.['Fn::GetAtt']?.join?.('.');
  return /^[A-Za-z0-9_.:]+$/.test(name ?? '') ? `\${${name}}` : undefined; // other names, as custom resources have them, it does not take
}
