/**
 * What stands for `aws-cdk-lib/core` in the bundle of the command, by an alias of esbuild. The compiler in `lib/openapi` asks the CDK whether a value
 * is a token; what stands in a template never is one. So the command needs no CDK, and is 3 MB smaller.
 */
export class Token {
  public static isUnresolved(): boolean {
    return false;
  }
}

/** What modules of the library extend or name that the command does not call. */
export class DefaultTokenResolver {}
export class StringConcat {}
export class Tokenization {}
export class Reference {}
export class Stack {}
export class Stage {}
